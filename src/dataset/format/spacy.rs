//! `spacy`: JSON Lines for spaCy. `Doc(vocab, words=row["words"], spaces=row["spaces"])` has exactly the text of the
//! row, and `doc.char_span(start, end, label, kb_id)` of every entity is a span of it; `words`, `sent_starts` and
//! `entities` are keys that `Example.from_dict` takes. `scripts/spacy-docbin` makes a `DocBin` of it.
//!
//! Offsets are code points, as `Doc.char_span` counts. What stands between two tokens is, as in spaCy's own tokeniser,
//! one space that belongs to the token before, and a word of its own for the rest (a line break, a second space).

use std::ops::Range;

use super::shard::{Layout, Rows};
use super::table::{list, put};
use crate::dataset::Example;
use crate::io::encode::{CharIndex, json_text};

/// A word as spaCy counts them: together they are the text.
pub(super) struct Word {
    /// Its bytes.
    pub(super) span: Range<u32>,
    /// Whether a space follows that belongs to it.
    pub(super) space: bool,
    /// The token it is; `None` for white space.
    pub(super) token: Option<u32>,
}

/// The words of a text.
pub(super) fn words(example: &Example) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::with_capacity(example.tokens.len());
    let mut done = 0;
    let tokens = example.tokens.iter().zip(0u32..);
    let end = example.text.len() as u32;
    let stops = tokens.map(|(t, n)| (t.span.clone(), Some(n))).chain([(end..end, None)]);
    for (span, token) in stops {
        if let Some(last) = words.last_mut()
            && example.text.as_bytes()[done as usize..span.start as usize].first() == Some(&b' ')
        {
            last.space = true;
            done += 1;
        }
        if done < span.start {
            words.push(Word { span: done..span.start, space: false, token: None });
        }
        done = span.end;
        if token.is_some() {
            words.push(Word { span, space: false, token });
        }
    }
    words
}

/// Appends a document's line.
pub(super) fn append(example: &Example, _: &Layout, out: &mut Vec<u8>) -> Rows {
    let chars = CharIndex::new(&example.text);
    let words = words(example);
    let mut starts = vec![false; example.tokens.len()];
    for s in example.sentences.iter().filter(|s| !s.tokens.is_empty()) {
        starts[s.tokens.start as usize] = true;
    }
    let flag = |b: bool| if b { &b"true"[..] } else { b"false" };
    out.extend_from_slice(b"{\"id\":");
    json_text(out, &example.id);
    out.extend_from_slice(b",\"lang\":");
    json_text(out, &example.lang);
    out.extend_from_slice(b",\"text\":");
    json_text(out, &example.text);
    out.extend_from_slice(b",\"words\":");
    list(out, &words, |w, out| json_text(out, &example.text[w.span.start as usize..w.span.end as usize]));
    out.extend_from_slice(b",\"spaces\":");
    list(out, &words, |w, out| out.extend_from_slice(flag(w.space)));
    out.extend_from_slice(b",\"sent_starts\":");
    list(out, &words, |w, out| out.extend_from_slice(flag(w.token.is_some_and(|t| starts[t as usize]))));
    out.extend_from_slice(b",\"entities\":");
    list(out, &example.entities, |e, out| {
        put(out, format_args!("[{},{},", chars.at(e.span.start), chars.at(e.span.end)));
        json_text(out, &e.label);
        out.push(b']');
    });
    out.extend_from_slice(b",\"kb_ids\":");
    list(out, &example.entities, |e, out| json_text(out, e.id.as_deref().unwrap_or("")));
    out.extend_from_slice(b"}\n");
    Rows::of(1)
}
