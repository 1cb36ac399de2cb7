//! `prodigy`: JSON Lines of tasks for `ner.manual` and `ner.correct`, with `tokens` and `spans` (Prodigy's documentation,
//! "Annotation interfaces", `ner_manual`).
//!
//! Offsets are code points, as in spaCy, on which it is built; `token_end` is the last token of a span, not the one after.
//! Tokens are the words of [`super::spacy`], white space among them, so that they add up to the text.

use super::shard::{Layout, Rows};
use super::spacy::words;
use super::table::{list, put};
use crate::dataset::Example;
use crate::io::encode::{CharIndex, json_text};

/// Appends a document's line.
pub(super) fn append(example: &Example, _: &Layout, out: &mut Vec<u8>) -> Rows {
    let chars = CharIndex::new(&example.text);
    let words = words(example);
    // Where each token is among the words.
    let mut places = vec![0; example.tokens.len()];
    for (i, w) in words.iter().enumerate() {
        if let Some(t) = w.token {
            places[t as usize] = i;
        }
    }
    out.extend_from_slice(b"{\"text\":");
    json_text(out, &example.text);
    out.extend_from_slice(b",\"tokens\":");
    list(out, words.iter().enumerate(), |(i, w), out| {
        out.extend_from_slice(b"{\"text\":");
        json_text(out, &example.text[w.span.start as usize..w.span.end as usize]);
        let (start, end) = (chars.at(w.span.start), chars.at(w.span.end));
        put(out, format_args!(",\"start\":{start},\"end\":{end},\"id\":{i},\"ws\":{}}}", w.space));
    });
    out.extend_from_slice(b",\"spans\":");
    list(out, example.entities.iter().filter(|e| !e.tokens.is_empty()), |e, out| {
        let (start, end) = (chars.at(e.span.start), chars.at(e.span.end));
        let first = places[e.tokens.start as usize];
        let last = places[e.tokens.end as usize - 1];
        put(
            out,
            format_args!(
                "{{\"start\":{start},\"end\":{end},\"token_start\":{first},\"token_end\":{last},\"label\":"
            ),
        );
        json_text(out, &e.label);
        out.push(b'}');
    });
    out.extend_from_slice(b",\"meta\":{\"id\":");
    json_text(out, &example.id);
    out.extend_from_slice(b",\"lang\":");
    json_text(out, &example.lang);
    out.extend_from_slice(b",\"source\":");
    json_text(out, &example.source);
    out.extend_from_slice(b"}}\n");
    Rows::of(1)
}
