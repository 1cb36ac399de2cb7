//! `tokens` and `tokens-jsonl`: a sentence a row, with its tokens and their tags as numbers of class labels, which is
//! what token classification in `transformers` reads.
//!
//! Tags are IOB2: every entity begins with `B-`, so two that touch stay two. An entity never crosses a row: one that
//! did would begin anew in the next.

use super::WriterOptions;
#[cfg(feature = "parquet")]
use super::parquet::ParquetShard;
use super::shard::{Layout, Rows};
use super::table::{self, Cell, Feature, Field};
use crate::dataset::{Example, ExampleSentence};

/// The columns.
pub(super) fn fields(options: &WriterOptions) -> Vec<Field> {
    vec![
        Field::new("id", Feature::Text),
        Field::new("doc_id", Feature::Text),
        Field::new("sentence", Feature::Int32),
        Field::new("lang", Feature::Text),
        Field::new("tokens", Feature::List(Box::new(Feature::Text))),
        Field::new("ner_tags", Feature::List(Box::new(Feature::Class(options.tags())))),
    ]
}

/// The sentences that hold a token, with their numbers in the document.
pub(super) fn sentences(example: &Example) -> impl Iterator<Item = (usize, &ExampleSentence)> {
    example.sentences.iter().enumerate().filter(|(_, s)| !s.tokens.is_empty())
}

/// For each token the label it is tagged with and whether it begins an entity.
pub(super) fn tags(example: &Example) -> Vec<Option<(&str, bool)>> {
    let mut tags = vec![None; example.tokens.len()];
    for e in &example.entities {
        for t in e.tokens.clone() {
            if let Some(tag) = tags.get_mut(t as usize) {
                *tag = Some((e.label.as_str(), t == e.tokens.start));
            }
        }
    }
    for s in &example.sentences {
        if let Some(Some((_, begins))) = tags.get_mut(s.tokens.start as usize) {
            *begins = true;
        }
    }
    tags
}

/// A tag as it is printed.
pub(super) fn tag(tag: Option<(&str, bool)>, out: &mut Vec<u8>) {
    match tag {
        None => out.push(b'O'),
        Some((label, begins)) => {
            out.extend_from_slice(if begins { b"B-" } else { b"I-" });
            out.extend_from_slice(label.as_bytes());
        }
    }
}

/// The text of a token.
pub(super) fn surface(example: &Example, token: u32) -> &str {
    let span = &example.tokens[token as usize].span;
    &example.text[span.start as usize..span.end as usize]
}

/// Hands the rows of a document to `each`, which returns their bytes in memory.
fn rows(example: &Example, layout: &Layout, mut each: impl FnMut(Vec<Cell<'_>>) -> u64) -> Rows {
    let tags = tags(example);
    // As `WriterOptions::tags` numbers them.
    let number = |(label, begins): (&str, bool)| {
        let at = layout.labels.iter().position(|l| l == label).unwrap_or_default();
        (2 * at + if begins { 1 } else { 2 }) as i64
    };
    let mut appended = Rows::default();
    for (at, sentence) in sentences(example) {
        let id = format!("{}#{at}", example.id);
        let tokens = sentence.tokens.clone();
        appended.memory += each(vec![
            Cell::Text(Some(&id)),
            Cell::Text(Some(&example.id)),
            Cell::Int32(at as i32),
            Cell::Text(Some(&sentence.lang)),
            Cell::List(tokens.clone().map(|t| Cell::Text(Some(surface(example, t)))).collect()),
            Cell::List(tokens.map(|t| Cell::Class(tags[t as usize].map_or(0, number))).collect()),
        ]);
        appended.rows += 1;
    }
    appended
}

/// Appends the rows as lines of JSON.
pub(super) fn json(example: &Example, layout: &Layout, out: &mut Vec<u8>) -> Rows {
    rows(example, layout, |row| {
        table::object(&layout.fields, &row, out);
        out.push(b'\n');
        table::memory(&row)
    })
}

/// Appends the rows to a Parquet file.
#[cfg(feature = "parquet")]
pub(super) fn push(example: &Example, layout: &Layout, file: &mut ParquetShard) -> Rows {
    rows(example, layout, |row| file.push(row))
}
