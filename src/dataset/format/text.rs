//! `text`: a document a line.
//!
//! A document's own line breaks become one space each run, together with the spaces and tabs about them, and none is
//! left at either end. A line break is what Python's `str.splitlines` breaks at, so that every reader counts the same
//! lines: `\n \r \v \f`, U+001C to U+001E, U+0085, U+2028, U+2029. An empty document is an empty line.

use super::shard::{Layout, Rows};
use crate::dataset::Example;

fn breaks_line(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Appends a document's line.
pub(super) fn append(example: &Example, _: &Layout, out: &mut Vec<u8>) -> Rows {
    let is_space = |c| c == ' ' || c == '\t';
    let lines = example.text.split(breaks_line).map(|line| line.trim_matches(is_space));
    for (i, line) in lines.filter(|line| !line.is_empty()).enumerate() {
        if i > 0 {
            out.push(b' ');
        }
        out.extend_from_slice(line.as_bytes());
    }
    out.push(b'\n');
    Rows::of(1)
}
