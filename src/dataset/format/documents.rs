//! `hf` and `hf-jsonl`: a document a row, for `datasets.load_dataset`, pandas, DuckDB and polars.
//!
//! Offsets are code points: what Python, and with it `datasets`, slices strings by.

use super::WriterOptions;
#[cfg(feature = "parquet")]
use super::parquet::ParquetShard;
use super::shard::{Layout, Rows};
use super::table::{self, Cell, Feature, Field};
use crate::dataset::Example;
use crate::error::{Error, Result};
use crate::io::encode::CharIndex;

/// The columns before the signals.
const COLUMNS: [&str; 10] =
    ["id", "text", "lang", "lang_confidence", "source", "title", "published", "publisher", "url", "entities"];

/// The fields of an entity.
const ENTITY: [&str; 5] = ["start", "end", "label", "id", "text"];

/// Whether every signal can be a column.
///
/// # Errors
/// Two columns of one name.
pub(super) fn check(options: &WriterOptions) -> Result<()> {
    for (i, name) in options.signals.iter().enumerate() {
        if COLUMNS.contains(&name.as_str()) || options.signals[..i].contains(name) {
            return Err(Error::usage(format!("two columns of a training set would be named {name}")));
        }
    }
    Ok(())
}

/// The columns.
pub(super) fn fields(options: &WriterOptions) -> Vec<Field> {
    let entity = ENTITY.map(|name| match name {
        "start" | "end" => Field::new(name, Feature::Int32),
        _ => Field::new(name, Feature::Text),
    });
    let columns = COLUMNS.map(|name| {
        let feature = match name {
            "lang_confidence" => Feature::Float32,
            "published" => Feature::Date,
            "entities" => Feature::Records(entity.to_vec()),
            _ => Feature::Text,
        };
        Field::new(name, feature)
    });
    let signals = options.signals.iter().map(|name| Field::new(name, Feature::Float64));
    columns.into_iter().chain(signals).collect()
}

fn row(example: &Example) -> Vec<Cell<'_>> {
    let chars = CharIndex::new(&example.text);
    let at = |byte| i32::try_from(chars.at(byte)).unwrap_or(i32::MAX);
    let entities = example.entities.iter().map(|e| {
        vec![
            Cell::Int32(at(e.span.start)),
            Cell::Int32(at(e.span.end)),
            Cell::Text(Some(&e.label)),
            Cell::Text(e.id.as_deref()),
            Cell::Text(Some(&example.text[e.span.start as usize..e.span.end as usize])),
        ]
    });
    let mut row = vec![
        Cell::Text(Some(&example.id)),
        Cell::Text(Some(&example.text)),
        Cell::Text(Some(&example.lang)),
        Cell::Float32(example.lang_confidence),
        Cell::Text(Some(&example.source)),
        Cell::Text(example.title.as_deref()),
        Cell::Date(example.published.as_deref()),
        Cell::Text(example.publisher.as_deref()),
        Cell::Text(example.url.as_deref()),
        Cell::Records(entities.collect()),
    ];
    row.extend(example.signals.iter().map(|&(_, x)| Cell::Float64(x)));
    row
}

/// Appends the row as a line of JSON.
pub(super) fn json(example: &Example, layout: &Layout, out: &mut Vec<u8>) -> Rows {
    let row = row(example);
    table::object(&layout.fields, &row, out);
    out.push(b'\n');
    Rows { rows: 1, memory: table::memory(&row) }
}

/// Appends the row to a Parquet file.
#[cfg(feature = "parquet")]
pub(super) fn push(example: &Example, file: &mut ParquetShard) -> Rows {
    Rows { rows: 1, memory: file.push(row(example)) }
}
