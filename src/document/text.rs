//! The normalised text and its alignment with the original, stored as the sorted list of edits.
//!
//! Between two edits both texts are byte for byte the same, so an unchanged text costs nothing: no copy, no
//! map. A position is mapped by binary search over the edits.

use super::{NormSpan, OrigSpan};

/// One replaced stretch: `orig` of the original stands as `norm` in the normalised text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What was replaced (may be empty).
    pub orig: OrigSpan,
    /// What stands there now (may be empty).
    pub norm: NormSpan,
    /// The name of the rule that did it, for example `nbsp`.
    pub rule: &'static str,
}

/// The normalised text with the edits that made it.
#[derive(Clone, Debug, Default)]
pub struct NormText {
    text: String,
    edits: Vec<Edit>,
}

impl NormText {
    /// The normalised text, given the original it was made from.
    pub fn as_str<'a>(&'a self, original: &'a str) -> &'a str {
        if self.edits.is_empty() { original } else { &self.text }
    }

    /// The edits, sorted, not overlapping.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// Back to "nothing changed", keeping the buffers.
    pub fn clear(&mut self) {
        self.text.clear();
        self.edits.clear();
    }

    /// Rebuilds the text from `original` and replacements `(span, replacement, rule)` in order.
    /// Replacements that change nothing are left out.
    pub fn rebuild<'r>(
        &mut self,
        original: &str,
        replacements: impl IntoIterator<Item = (OrigSpan, &'r str, &'static str)>,
    ) {
        self.clear();
        let mut done = 0usize;
        for (orig, with, rule) in replacements {
            if &original[orig.range()] == with {
                continue;
            }
            debug_assert!(done <= orig.start as usize, "edits out of order");
            self.text.push_str(&original[done..orig.start as usize]);
            let start = self.text.len() as u32;
            self.text.push_str(with);
            self.edits.push(Edit { orig, norm: NormSpan::new(start, self.text.len() as u32), rule });
            done = orig.end as usize;
        }
        if !self.edits.is_empty() {
            self.text.push_str(&original[done..]);
        }
    }

    /// The smallest original span that covers `span`. An edit touched in part is taken whole; an edit that
    /// inserts or removes at the very edge is left outside.
    pub fn to_orig(&self, span: NormSpan) -> OrigSpan {
        if self.edits.is_empty() {
            return OrigSpan { start: span.start, end: span.end };
        }
        let start = self.map_start(span.start);
        let end = self.map_end(span.end).max(start);
        OrigSpan { start, end }
    }

    /// Maps spans in order, as [`NormText::to_orig`] does, without a search for each.
    pub fn aligner(&self) -> Aligner<'_> {
        Aligner { edits: &self.edits, shift: 0 }
    }

    fn map_start(&self, at: u32) -> u32 {
        // The last edit that starts at or before `at` and is not wholly before it.
        let i = self.edits.partition_point(|e| e.norm.end <= at);
        match self.edits.get(i) {
            Some(e) if e.norm.start <= at && at < e.norm.end => e.orig.start,
            _ => match i.checked_sub(1) {
                Some(p) => self.edits[p].orig.end + (at - self.edits[p].norm.end),
                None => at,
            },
        }
    }

    fn map_end(&self, at: u32) -> u32 {
        // The first edit that reaches `at` or lies beyond; inside one, its end.
        let i = self.edits.partition_point(|e| e.norm.end < at);
        match self.edits.get(i) {
            Some(e) if e.norm.start < at => e.orig.end,
            _ => match i.checked_sub(1) {
                Some(p) => self.edits[p].orig.end + (at - self.edits[p].norm.end),
                None => at,
            },
        }
    }

    /// Rebuilds the original from the normalised text, given the replaced stretches of the original in order;
    /// the check behind `--verify`.
    pub fn restore(&self, original: &str) -> String {
        if self.edits.is_empty() {
            return original.to_owned();
        }
        let mut out = String::with_capacity(original.len());
        let mut done = 0usize;
        for e in &self.edits {
            out.push_str(&self.text[done..e.norm.start as usize]);
            out.push_str(&original[e.orig.range()]);
            done = e.norm.end as usize;
        }
        out.push_str(&self.text[done..]);
        out
    }
}

/// Maps spans of the normalised text that come in order. Cost: amortised one comparison a span.
pub struct Aligner<'a> {
    /// The edits that are not wholly before the last span's start.
    edits: &'a [Edit],
    /// Bytes to add to a position before the next edit.
    shift: i64,
}

impl Aligner<'_> {
    /// The smallest original span that covers `span`; see [`NormText::to_orig`]. Spans must not begin before the
    /// one asked for last.
    #[inline]
    pub fn to_orig(&mut self, span: NormSpan) -> OrigSpan {
        if self.edits.is_empty() && self.shift == 0 {
            return OrigSpan { start: span.start, end: span.end };
        }
        let moved = |at: u32, shift: i64| (i64::from(at) + shift) as u32;
        while let Some(e) = self.edits.first().filter(|e| e.norm.end <= span.start) {
            self.shift = i64::from(e.orig.end) - i64::from(e.norm.end);
            self.edits = &self.edits[1..];
        }
        let start = match self.edits.first() {
            Some(e) if e.norm.start <= span.start => e.orig.start,
            _ => moved(span.start, self.shift),
        };
        let (mut shift, mut end) = (self.shift, None);
        for e in self.edits {
            if e.norm.end < span.end {
                shift = i64::from(e.orig.end) - i64::from(e.norm.end);
            } else {
                end = (e.norm.start < span.end).then_some(e.orig.end);
                break;
            }
        }
        let end = end.unwrap_or_else(|| moved(span.end, shift)).max(start);
        OrigSpan { start, end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_map_back_over_edits() {
        let original = "а\u{a0}б\u{ad}в й";
        let mut norm = NormText::default();
        let nbsp = OrigSpan::new(2, 4);
        let shy = OrigSpan::new(6, 8);
        norm.rebuild(original, [(nbsp, " ", "nbsp"), (shy, "", "soft-hyphen")]);
        let text = norm.as_str(original).to_owned();
        assert_eq!(text, "а бв й");
        let at = text.find("бв").unwrap() as u32;
        let orig = norm.to_orig(NormSpan::new(at, at + 4));
        assert_eq!(&original[orig.range()], "б\u{ad}в");
        assert_eq!(norm.restore(original), original);
        let last = text.find('й').unwrap() as u32;
        let orig = norm.to_orig(NormSpan::new(last, last + 2));
        assert_eq!(&original[orig.range()], "й");
    }
}
