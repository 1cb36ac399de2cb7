//! Cuts the normalised text into sentences and tokens.
//!
//! Reads: atoms, zones, passages, the normalised text. Makes: tokens and sentences with both spans filled.
//! Guarantees: every visible character is in exactly one token; tokens are in order and do not overlap, nor do they
//! in the original, so that what one edit made is one token; every token is in exactly one sentence; no sentence
//! reaches over the end of a zone. Cost: one pass over the atoms, one look at each place where a sentence could end; one
//! probe of the word table for each token that is no plain word or single mark. Whatever looks further ahead or back is
//! bounded, so that no text takes more than its length is worth.
//!
//! Two engines of named rules, both tried in order until one answers: [`token`] joins atoms, [`sentence`] judges
//! the places between tokens. Tokens come first, so that a full stop of an abbreviation is not seen as a mark.
//! Rejected: a table of the Unicode break properties (breaks `3-й`, `т.б.`, `Egemen.kz-ке`), regular expressions
//! over the text (an order of magnitude slower, and no name for what they did).

mod abbreviation;
mod sentence;
mod token;

use self::abbreviation::Tables;
use super::{Atom, AtomClass, Gap, Layers, Scratch, Stage};
use crate::document::{Document, Edit, NormSpan, OrigSpan, Sentence, Token, TokenKind, ZoneKind};
use crate::lang::Lang;
use crate::words::{WordId, WordTable};

/// What a token does to the sentences around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Mark {
    /// Words, numbers and all the rest.
    None,
    /// A full stop.
    Stop,
    /// Dots, two or more.
    Ellipsis,
    /// Question and exclamation marks.
    Asking,
    /// A comma or a semicolon.
    Comma,
    Colon,
    Dash,
    /// `(`, `«` and the like.
    Opener,
    /// `)`, `»` and the like.
    Closer,
    /// The mark of a list item.
    Bullet,
    /// An abbreviation with its full stop, or an initial.
    Abbr,
    /// An emoji or a smiley, also a closing parenthesis that closes nothing.
    Emoji,
}

/// What the sentence rules need of a token beside the token itself.
#[derive(Clone, Copy, Debug)]
struct Note {
    gap: Gap,
    mark: Mark,
}

/// What the stage reuses.
#[derive(Default)]
pub(crate) struct Buffers {
    atoms: Vec<Atom>,
    notes: Vec<Note>,
    candidates: Vec<u32>,
    forced: Vec<u32>,
    starts: Vec<u32>,
    marks: MarkWords,
}

/// The word-table entries of single marks, so that a comma or a dash costs no probe.
#[derive(Default)]
struct MarkWords {
    generation: u32,
    known: Vec<WordId>,
}

impl MarkWords {
    /// The entry of a mark.
    #[inline]
    fn of(&mut self, mark: &str, words: &mut WordTable) -> WordId {
        let slot = match *mark.as_bytes() {
            [b] => usize::from(b),
            // « and » and their neighbours, the dashes and curly quotation marks.
            [0xc2, b] => usize::from(b),
            [0xe2, 0x80, b] => 64 + usize::from(b),
            _ => return words.intern(mark),
        };
        if self.generation != words.generation() || self.known.is_empty() {
            self.generation = words.generation();
            self.known.clear();
            self.known.resize(256, WordId::NONE);
        }
        if self.known[slot] == WordId::NONE {
            self.known[slot] = words.intern(mark);
        }
        self.known[slot]
    }
}

/// The stage `segment`.
pub struct Segment {
    tables: Tables,
}

impl Segment {
    /// The stage with its tables of abbreviations.
    pub fn new() -> Segment {
        Segment { tables: Tables::new() }
    }
}

impl Default for Segment {
    fn default() -> Self {
        Segment::new()
    }
}

impl Stage for Segment {
    fn name(&self) -> &'static str {
        "segment"
    }
    fn needs(&self) -> Layers {
        Layers::ATOMS.and(Layers::NORM).and(Layers::ZONES).and(Layers::PASSAGES)
    }
    fn makes(&self) -> Layers {
        Layers::TOKENS
    }
    fn run(&self, doc: &mut Document, scratch: &mut Scratch) {
        let mut buffers = std::mem::take(&mut scratch.segment);
        if doc.norm.edits().is_empty() {
            std::mem::swap(&mut buffers.atoms, &mut doc.atoms);
            self.tokens(doc, &mut buffers, scratch);
            std::mem::swap(&mut buffers.atoms, &mut doc.atoms);
        } else {
            rescan(doc, &mut scratch.words, &mut buffers.atoms);
            self.tokens(doc, &mut buffers, scratch);
        }
        self.sentences(doc, &mut buffers, scratch);
        scratch.segment = buffers;
    }
}

impl Segment {
    /// Makes the tokens, and notes where sentences could end.
    fn tokens(&self, doc: &mut Document, buffers: &mut Buffers, scratch: &mut Scratch) {
        let Buffers { atoms, notes, candidates, marks, .. } = buffers;
        notes.clear();
        candidates.clear();
        let mut tokens = std::mem::take(&mut doc.tokens);
        tokens.clear();
        tokens.reserve(atoms.len());
        notes.reserve(atoms.len());
        let text = doc.normalized();
        let mut aligner = doc.norm.aligner();
        let mut open = Open::default();
        // Where the last token ends in the original.
        let mut reach = 0;
        let mut i = 0;
        while i < atoms.len() {
            let atom = atoms[i];
            let view = token::View { doc, text, atoms, tables: &self.tables, tokens: &tokens };
            // A word between spaces or marks, as most are.
            if atom.class == AtomClass::Word && !view.may_join(i) {
                let norm = NormSpan::new(atom.start, atom.end);
                let (orig, word) = (aligner.to_orig(norm), atom.word);
                if belongs(orig, reach)
                    && let Some(last) = tokens.last_mut()
                {
                    i = widen(last, atoms, i, &mut reach, |norm| aligner.to_orig(norm));
                    last.word = scratch.words.intern_at(text, last.norm.range());
                    continue;
                }
                i += 1;
                reach = orig.end;
                let at = tokens.len() as u32;
                if atom.gap >= Gap::Line && at > 0 && candidates.last() != Some(&(at - 1)) {
                    candidates.push(at - 1);
                }
                tokens.push(Token { orig, norm, kind: TokenKind::Word, lang: Lang::Und, word });
                notes.push(Note { gap: atom.gap, mark: Mark::None });
                continue;
            }
            let (end, kind, rule) = view.token_at(i);
            let norm = NormSpan::new(atom.start, atoms[end - 1].end);
            let orig = aligner.to_orig(norm);
            if belongs(orig, reach)
                && let Some(last) = tokens.last_mut()
            {
                i = widen(last, atoms, i, &mut reach, |norm| aligner.to_orig(norm));
                last.word = scratch.words.intern_at(text, last.norm.range());
                continue;
            }
            reach = orig.end;
            let surface = &text[norm.range()];
            let mark = match kind {
                TokenKind::Word if end == i + 1 => Mark::None,
                TokenKind::Punct => {
                    if atom.gap == Gap::Paragraph {
                        open = Open::default();
                    }
                    let next = atoms.get(end).filter(|a| a.gap == Gap::None).map(|a| a.class);
                    mark_of(surface, atom.gap, next, notes.last().map(|n| n.mark), &mut open)
                }
                TokenKind::Abbr => Mark::Abbr,
                TokenKind::Emoji => Mark::Emoji,
                _ => Mark::None,
            };
            let word = match kind {
                TokenKind::Word if end == i + 1 => atom.word,
                TokenKind::Punct => marks.of(surface, &mut scratch.words),
                _ => scratch.words.intern_at(text, norm.range()),
            };
            let at = tokens.len() as u32;
            if atom.gap >= Gap::Line && at > 0 && candidates.last() != Some(&(at - 1)) {
                candidates.push(at - 1);
            }
            match mark {
                Mark::Stop | Mark::Ellipsis | Mark::Asking | Mark::Abbr | Mark::Emoji => candidates.push(at),
                // The place is before the bullet.
                Mark::Bullet if at > 0 && candidates.last() != Some(&(at - 1)) => candidates.push(at - 1),
                Mark::Colon if atoms.get(end).is_some_and(|a| text[a.start as usize..].starts_with('«')) => {
                    candidates.push(at);
                }
                _ => {}
            }
            tokens.push(Token { orig, norm, kind, lang: Lang::Und, word });
            notes.push(Note { gap: atom.gap, mark });
            if scratch.trace.is_some() && !rule.is_empty() {
                scratch.note("segment", rule, orig, || format!("token {}", &text[norm.range()]));
            }
            i = end;
        }
        doc.tokens = tokens;
    }

    /// Makes the sentences out of the tokens.
    fn sentences(&self, doc: &mut Document, buffers: &mut Buffers, scratch: &mut Scratch) {
        let Buffers { notes, candidates, forced, starts, .. } = buffers;
        forced.clear();
        let mut from = 0;
        for zone in &doc.zones {
            // Both ends of a zone: what lies between two zones is no part of either.
            for at in [zone.orig.start, zone.orig.end] {
                from += doc.tokens[from..].partition_point(|t| t.orig.start < at);
                if from < doc.tokens.len() && forced.last() != Some(&(from as u32)) {
                    forced.push(from as u32);
                }
            }
        }
        let view =
            sentence::View { doc, text: doc.normalized(), tokens: &doc.tokens, notes, tables: &self.tables };
        sentence::find(&view, candidates, forced, starts, |rule, at, verdict| {
            scratch.note("segment", rule, at, || format!("{verdict:?} before"));
        });
        let mut zone = 0;
        for (k, &first) in starts.iter().enumerate() {
            let end = starts.get(k + 1).map_or(doc.tokens.len() as u32, |&next| next);
            let (a, b) = (&doc.tokens[first as usize], &doc.tokens[end as usize - 1]);
            while zone < doc.zones.len() && doc.zones[zone].orig.end <= a.orig.start {
                zone += 1;
            }
            let kind = match doc.zones.get(zone) {
                Some(z) if z.orig.start <= a.orig.start => z.kind,
                _ => ZoneKind::Body,
            };
            doc.sentences.push(Sentence {
                orig: OrigSpan::new(a.orig.start, b.orig.end),
                norm: NormSpan::new(a.norm.start, b.norm.end),
                tokens: first..end,
                zone: kind,
                lang: Lang::Und,
                confidence: 0.0,
            });
        }
    }
}

/// True for what one edit made together with a part of the token that ends at `reach` in the original. What stands for
/// nothing there belongs to what is before it (`E`, U+302A, U+0308).
fn belongs(orig: OrigSpan, reach: u32) -> bool {
    orig.start < reach || orig.is_empty()
}

/// Adds to the last token the atoms from `i` on that one edit made together with a part of it, such as a mark that was
/// composed with what another stands on (`=`, U+0306, U+0338). `reach`: where the token ends in the original. Returns the
/// first atom behind them.
fn widen(
    token: &mut Token,
    atoms: &[Atom],
    mut i: usize,
    reach: &mut u32,
    mut to_orig: impl FnMut(NormSpan) -> OrigSpan,
) -> usize {
    while let Some(atom) = atoms.get(i) {
        let orig = to_orig(NormSpan::new(atom.start, atom.end));
        if !belongs(orig, *reach) {
            break;
        }
        *reach = orig.end.max(*reach);
        (token.orig.end, token.norm.end) = (*reach, atom.end);
        i += 1;
    }
    i
}

/// Makes the atoms of the normalised text out of those of the original: only runs of atoms that an edit touches
/// are scanned again, the others move.
fn rescan(doc: &Document, words: &mut WordTable, atoms: &mut Vec<Atom>) {
    atoms.clear();
    let (old, text) = (&doc.atoms, doc.normalized());
    let mut edits = doc.norm.edits();
    // Bytes to add to a position of the original after the edits passed so far.
    let mut shift = 0i64;
    let mut i = 0;
    while i < old.len() {
        while let Some(e) = edits.first().filter(|e| e.orig.end <= old[i].start) {
            shift = i64::from(e.norm.end) - i64::from(e.orig.end);
            edits = &edits[1..];
        }
        // A run without white space, and on to the end of what its last edit touches.
        let (mut from, mut to) = ((i64::from(old[i].start) + shift) as u32, 0);
        let mut end = i + 1;
        let mut touched = false;
        loop {
            while end < old.len() && old[end].gap == Gap::None {
                end += 1;
            }
            // What stands for nothing behind the run belongs to the character before it, which became several.
            let reach = old[end - 1].end;
            let within = |e: &&Edit| e.orig.start < reach || e.orig.is_empty() && e.orig.start == reach;
            let Some(e) = edits.first().filter(within) else { break };
            touched = true;
            // An edit may reach over the run's ends.
            from = from.min(e.norm.start);
            to = e.norm.end;
            shift = i64::from(e.norm.end) - i64::from(e.orig.end);
            while end < old.len() && old[end].start < e.orig.end {
                end += 1;
            }
            edits = &edits[1..];
        }
        if touched {
            let to = to.max((i64::from(old[end - 1].end) + shift) as u32) as usize;
            super::scan::scan_from(&text[..to], from as usize, old[i].gap, words, atoms);
        } else {
            let moved = |at: u32| (i64::from(at) + shift) as u32;
            atoms.extend(old[i..end].iter().map(|a| Atom { start: moved(a.start), end: moved(a.end), ..*a }));
        }
        i = end;
    }
}

/// What is open at a point of a paragraph.
#[derive(Default)]
struct Open {
    /// A straight quotation mark.
    quote: bool,
    /// Parentheses.
    parentheses: usize,
}

/// What a token of punctuation does. `next`: the class of the next atom, where it adjoins.
fn mark_of(surface: &str, gap: Gap, next: Option<AtomClass>, before: Option<Mark>, open: &mut Open) -> Mark {
    let c = surface.chars().next().unwrap_or(' ');
    match c {
        '.' if surface.len() > 1 => Mark::Ellipsis,
        '.' => Mark::Stop,
        '…' => Mark::Ellipsis,
        '!' | '?' | '‼' | '⁇' | '⁈' | '⁉' => Mark::Asking,
        ',' | ';' => Mark::Comma,
        ':' => Mark::Colon,
        '-' | '–' | '—' | '−' | '―' => Mark::Dash,
        '(' => {
            open.parentheses += surface.len();
            Mark::Opener
        }
        ')' => {
            let closes = surface.len().min(open.parentheses);
            open.parentheses -= closes;
            if closes == 0 { Mark::Emoji } else { Mark::Closer }
        }
        '[' | '{' | '«' | '„' | '‹' => Mark::Opener,
        ']' | '}' | '»' | '›' => Mark::Closer,
        '•' | '*' | '·' | '▪' | '■' | '●' | '◦' => Mark::Bullet,
        '"' | '“' | '”' | '‘' | '’' | '\'' | '‟' => {
            let after = gap != Gap::None || matches!(before, Some(Mark::Opener | Mark::Dash));
            let opens = match (after, next) {
                (false, _) => false,
                // `слово ".`: a space too many before the closing mark.
                (true, Some(AtomClass::Punct) | None) => !open.quote,
                (true, Some(_)) => true,
            };
            open.quote = opens;
            if opens { Mark::Opener } else { Mark::Closer }
        }
        _ => Mark::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Passage;
    use crate::stage::{Scan, normalize::Normalize, scan::scan};

    /// Atoms that were moved or scanned anew are those of a scan of the whole normalised text.
    #[test]
    fn rescanned_atoms_are_scanned_atoms() {
        let mut scratch = Scratch::default();
        let rows = include_str!("../../../tests/data/normalize.tsv").lines().skip(1);
        let text: Vec<&str> = rows.filter_map(|row| row.split('\t').nth(1)).collect();
        let hidden = text.join(" \u{a0}")
            + "\u{ad} а\u{ad}б\u{200b} \u{200b}в“г” и\u{306}\u{a0}\u{a0}“д” һO\u{308}\u{1161} е";
        let text =
            hidden.replace("\\u{ad}", "\u{ad}").replace("\\u{306}", "\u{306}").replace("\\u{a0}", "\u{a0}");
        let mut doc = Document::new("", text);
        Scan.run(&mut doc, &mut scratch);
        let all = OrigSpan::new(0, doc.text.len() as u32);
        doc.passages.push(Passage { orig: all, lang: Lang::Kk, confidence: 1.0 });
        Normalize::default().run(&mut doc, &mut scratch);
        assert!(doc.norm.edits().len() > 100);
        let (mut moved, mut scanned) = (Vec::new(), Vec::new());
        rescan(&doc, &mut scratch.words, &mut moved);
        scan(doc.normalized(), &mut scratch.words, &mut scanned);
        assert_eq!(moved, scanned);
    }
}
