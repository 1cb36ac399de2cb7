//! `conll2002`: a token and its IOB2 tag a line, an empty line after a sentence, `-DOCSTART- O` before a document, as at
//! the CoNLL-2002 shared task (Tjong Kim Sang 2002, "Introduction to the CoNLL-2002 Shared Task"), in UTF-8.
//!
//! Columns are parted by a space, so white space inside a token (`10 000`) becomes `_`.

use super::shard::{Layout, Rows};
use super::tokens;
use crate::dataset::Example;

/// Appends a document; returns the number of its sentences.
pub(super) fn append(example: &Example, _: &Layout, out: &mut Vec<u8>) -> Rows {
    let tags = tokens::tags(example);
    let mut n = 0;
    for (_, sentence) in tokens::sentences(example) {
        if n == 0 {
            out.extend_from_slice(b"-DOCSTART- O\n\n");
        }
        for t in sentence.tokens.clone() {
            let mut utf8 = [0; 4];
            for c in tokens::surface(example, t).chars() {
                let c = if c.is_whitespace() { '_' } else { c };
                out.extend_from_slice(c.encode_utf8(&mut utf8).as_bytes());
            }
            out.push(b' ');
            tokens::tag(tags[t as usize], out);
            out.push(b'\n');
        }
        out.push(b'\n');
        n += 1;
    }
    Rows::of(n)
}
