//! What the formats that are tables have in common: a list of fields, and rows of cells, written as JSON Lines, as
//! Parquet, or only measured.

use std::io::Write;

use crate::io::encode::json_text;
use crate::lang::calendar::is_day;
use crate::lang::dates::Date;

/// What a column holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Feature {
    /// Text, may be absent.
    Text,
    /// A day. Typed, because the JSON reader of `datasets` takes a text that looks like a day for a time and prints it
    /// as one, `2024-01-10 00:00:00`.
    Date,
    /// A whole number.
    Int32,
    /// A number.
    Float32,
    /// A number; absent where it is none.
    Float64,
    /// The number of one of these names.
    Class(Vec<String>),
    /// A list of scalars.
    List(Box<Feature>),
    /// A list of records of scalars.
    Records(Vec<Field>),
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) feature: Feature,
}

impl Field {
    pub(super) fn new(name: &str, feature: Feature) -> Field {
        Field { name: name.to_owned(), feature }
    }
}

/// A value of a column.
pub(super) enum Cell<'a> {
    Text(Option<&'a str>),
    /// As `2024-01-10`; what is no day of the calendar is absent.
    Date(Option<&'a str>),
    Int32(i32),
    Float32(f32),
    Float64(f64),
    Class(i64),
    List(Vec<Cell<'a>>),
    Records(Vec<Vec<Cell<'a>>>),
}

impl Cell<'_> {
    /// Bytes that the cell takes as a part of Arrow arrays, validity bits left out: what `num_bytes` of a card says.
    fn memory(&self) -> u64 {
        match self {
            Cell::Text(text) => 4 + text.map_or(0, str::len) as u64,
            Cell::Date(_) | Cell::Int32(_) | Cell::Float32(_) => 4,
            Cell::Float64(_) | Cell::Class(_) => 8,
            Cell::List(cells) => 4 + memory(cells),
            Cell::Records(rows) => 4 + rows.iter().map(|r| memory(r)).sum::<u64>(),
        }
    }

    fn json(&self, fields: &[Field], out: &mut Vec<u8>) {
        match self {
            Cell::Text(Some(text)) => json_text(out, text),
            Cell::Date(Some(day)) if day_number(day).is_some() => json_text(out, day),
            Cell::Text(None) | Cell::Date(_) => out.extend_from_slice(b"null"),
            Cell::Int32(n) => number(out, n),
            Cell::Float32(x) if x.is_finite() => number(out, x),
            Cell::Float64(x) if x.is_finite() => number(out, x),
            Cell::Float32(_) | Cell::Float64(_) => out.extend_from_slice(b"null"),
            Cell::Class(n) => number(out, n),
            Cell::List(cells) => list(out, cells, |cell, out| cell.json(&[], out)),
            Cell::Records(rows) => list(out, rows, |row, out| object(fields, row, out)),
        }
    }
}

/// Days from 1970-01-01 to a day as `2024-01-10`.
pub(super) fn day_number(iso: &str) -> Option<i32> {
    /// 1970-01-01, counted as [`Date::number`] does.
    const EPOCH: i64 = 719_468;
    let day = Some(iso).filter(|iso| is_day(iso)).and_then(Date::parse)?;
    i32::try_from(day.number() - EPOCH).ok()
}

/// Bytes that a row takes in memory; see [`Cell::memory`].
pub(super) fn memory(row: &[Cell<'_>]) -> u64 {
    row.iter().map(Cell::memory).sum()
}

/// The shortest form that reads back as the same number.
fn number(out: &mut Vec<u8>, n: impl serde::Serialize) {
    // Numbers are always JSON, and a vector takes all bytes.
    let _ = serde_json::to_writer(out, &n);
}

/// Appends formatted text.
pub(super) fn put(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    // A vector takes all bytes.
    let _ = out.write_fmt(text);
}

/// A JSON array.
pub(super) fn list<T>(
    out: &mut Vec<u8>,
    items: impl IntoIterator<Item = T>,
    mut each: impl FnMut(T, &mut Vec<u8>),
) {
    out.push(b'[');
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        each(item, out);
    }
    out.push(b']');
}

/// A row as a JSON object.
pub(super) fn object(fields: &[Field], row: &[Cell<'_>], out: &mut Vec<u8>) {
    out.push(b'{');
    for (i, (field, cell)) in fields.iter().zip(row).enumerate() {
        if i > 0 {
            out.push(b',');
        }
        json_text(out, &field.name);
        out.push(b':');
        let inner = match &field.feature {
            Feature::Records(inner) => inner.as_slice(),
            _ => &[],
        };
        cell.json(inner, out);
    }
    out.push(b'}');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_1970() {
        let days =
            ["1970-01-01", "2024-02-29", "2024-03-01", "1969-12-31", "2023-02-29", "2024-1-1", "2024-01", ""];
        let expected = [Some(0), Some(19_782), Some(19_783), Some(-1), None, None, None, None];
        assert_eq!(days.map(day_number), expected);
    }

    #[test]
    fn a_number_that_is_none_is_null() {
        let fields = [Field::new("a", Feature::Float64), Field::new("b", Feature::Float32)];
        let mut out = Vec::new();
        object(&fields, &[Cell::Float64(f64::NAN), Cell::Float32(0.1)], &mut out);
        assert_eq!(out, br#"{"a":null,"b":0.1}"#);
    }
}
