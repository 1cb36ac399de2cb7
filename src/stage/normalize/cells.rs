//! A stretch of text under repair: its characters, each with the bytes of the original it stands for.
//!
//! Rules change cells in place; what they changed becomes edits. So several rules can work on one word, in turn,
//! and the alignment stays exact.

use unicode_normalization::char::canonical_combining_class;

use crate::document::{NormText, OrigSpan};

/// A character of the repaired stretch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    /// First byte in the original.
    pub(super) start: u32,
    /// One past the last byte.
    pub(super) end: u32,
    /// What stands there now; `None` where it was removed.
    pub(super) out: Option<char>,
    /// The rule that changed it last, or nothing.
    pub(super) rule: &'static str,
}

/// Fills `cells` with the characters of `text[from..to]`.
pub(super) fn fill(cells: &mut Vec<Cell>, text: &str, from: usize, to: usize) {
    cells.clear();
    cells.extend(text[from..to].char_indices().map(|(i, c)| {
        let start = (from + i) as u32;
        Cell { start, end: start + c.len_utf8() as u32, out: Some(c), rule: "" }
    }));
}

/// The replacements made so far: spans of the original, and where their new text stands in `text`.
#[derive(Default)]
pub(super) struct Edits {
    pub(super) list: Vec<(OrigSpan, (u32, u32), &'static str)>,
    pub(super) text: String,
}

impl Edits {
    pub(super) fn clear(&mut self) {
        self.list.clear();
        self.text.clear();
    }

    /// Adds one replacement.
    pub(super) fn push(&mut self, orig: OrigSpan, with: &str, rule: &'static str) {
        let from = self.text.len() as u32;
        self.text.push_str(with);
        self.list.push((orig, (from, self.text.len() as u32), rule));
    }

    /// The replacements, each with its text and its rule.
    pub(super) fn texts(&self) -> impl Iterator<Item = (OrigSpan, &str, &'static str)> {
        self.list.iter().map(|&(orig, (from, to), rule)| (orig, &self.text[from as usize..to as usize], rule))
    }

    /// Sorts the replacements; of those over each other the first stays, of those over the same the one pushed first.
    pub(super) fn resolve(&mut self) {
        self.list.sort_by_key(|e| (e.0.start, e.0.end));
        let mut taken = 0;
        self.list.retain(|e| {
            let free = e.0.start >= taken;
            taken = taken.max(e.0.end);
            free
        });
    }

    /// Builds the text that the replacements make of `original`; they must be resolved.
    pub(super) fn apply(&self, original: &str, norm: &mut NormText) {
        norm.rebuild(original, self.texts());
    }

    /// Adds what differs between the cells and the original; neighbours changed by one rule become one edit, but a mark
    /// is one of its own: it will be a token, and a token's original is all of the edits it touches.
    pub(super) fn take(&mut self, cells: &[Cell], original: &str) {
        let mut i = 0;
        while i < cells.len() {
            if !changed(&cells[i], original) {
                i += 1;
                continue;
            }
            let rule = cells[i].rule;
            let (start, from) = (cells[i].start, self.text.len() as u32);
            let mut end = cells[i].end;
            let mut before = None;
            while i < cells.len() && changed(&cells[i], original) && cells[i].rule == rule {
                let inserted = cells[i].start == cells[i].end;
                if !inserted
                    && (is_mark(before) && cells[i].out.is_some()
                        || before.is_some() && is_mark(cells[i].out))
                {
                    break;
                }
                end = cells[i].end;
                self.text.extend(cells[i].out);
                before = cells[i].out.or(before);
                i += 1;
            }
            self.list.push((OrigSpan::new(start, end), (from, self.text.len() as u32), rule));
        }
    }
}

/// True for what stands for itself, not in a word.
fn is_mark(c: Option<char>) -> bool {
    c.is_some_and(|c| !c.is_alphanumeric() && canonical_combining_class(c) == 0)
}

fn changed(cell: &Cell, original: &str) -> bool {
    let mut before = original[cell.start as usize..cell.end as usize].chars();
    before.next() != cell.out || before.next().is_some()
}
