//! Fields of a record: text and id to their places, the rest to `meta`.
//!
//! Reads a JSON object, or names with values. Makes a document's text, id and `meta`, and what some fields say of the page
//! (`given.rs`). Cost: one pass over the object, one copy of the text; other values are kept as they are written.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{FileInfo, ReadOptions, text_of};
use crate::document::Document;
use crate::io::given;

pub(super) fn json(
    line: Vec<u8>,
    file: &FileInfo,
    options: &ReadOptions,
    doc: &mut Document,
) -> Result<(), (u64, String)> {
    let line = text_of(file.encoding.encoding, line).map_err(|e| (e.at as u64, e.reason))?;
    let fields: Fields<'_> = serde_json::from_str(&line).map_err(|e| {
        let what = if line.trim_start().starts_with('[') {
            "; one object a line is expected (JSON Lines), not an array"
        } else if e.is_eof() || e.to_string().starts_with("trailing") {
            "; one whole object a line is expected (JSON Lines), each line ended by a line feed"
        } else {
            ""
        };
        (e.column().saturating_sub(1) as u64, format!("not a JSON object: {}{what}", without_place(&e)))
    })?;
    if let Some(name) = repeated(fields.0.iter().map(|(name, _)| &**name)) {
        return Err((0, twice(name)));
    }
    let at = |value: &str| (value.as_ptr().addr() - line.as_ptr().addr()) as u64;
    let fields = fields.0.into_iter().map(|(name, value)| {
        let json = value.get();
        (name, Field::Json { json, at: at(json) })
    });
    take_fields(doc, options, fields)
}

/// The first name that stands there a second time: whoever reads an object twice takes either of its values.
pub(crate) fn repeated<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut seen = HashSet::new();
    names.into_iter().find(|name| !seen.insert(*name))
}

/// The reason to reject what has such a name.
pub(crate) fn twice(name: &str) -> String {
    format!("the field \"{name}\" stands there twice")
}

/// The message without line and column, which a reject has in its own place.
pub(super) fn without_place(error: &serde_json::Error) -> String {
    let mut text = error.to_string();
    text.truncate(text.rfind(" at line ").unwrap_or(text.len()));
    text
}

/// The fields of a JSON object in order, unparsed.
struct Fields<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Fields<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = Vec::new();
                while let Some(pair) = map.next_entry::<String, &'de RawValue>()? {
                    fields.push((Cow::Owned(pair.0), pair.1));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// A value as a cell holds it, or as JSON.
pub(super) enum Field<'a> {
    Text(String),
    Json {
        json: &'a str,
        /// The byte of the record where it begins.
        at: u64,
    },
}

/// The text of a string of JSON that was read over once already; `None` where it is no string or has escapes by number.
/// Written once into its own buffer: a text with line ends is copied twice otherwise.
fn unescaped(json: &str) -> Option<String> {
    let mut rest = json.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::with_capacity(rest.len());
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        text.push(match rest.as_bytes().get(at + 1)? {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            &b @ (b'"' | b'\\' | b'/') => char::from(b),
            _ => return None,
        });
        rest = &rest[at + 2..];
    }
    text.push_str(rest);
    Some(text)
}

/// The text of a string of JSON.
fn string(name: &str, json: &str, at: u64) -> Result<String, (u64, String)> {
    let parsed = || {
        serde_json::from_str(json).map_err(|e| {
            // All that a string can still be wrong in, read over once as it was. It begins before the place that is told.
            let told = &json.as_bytes()[..e.column().min(json.len())];
            let escape = memchr::memmem::rfind(told, b"\\u").unwrap_or(0);
            let reason = format!("field \"{name}\" holds half of a surrogate pair: {}", without_place(&e));
            (at + escape as u64, reason)
        })
    };
    unescaped(json).map_or_else(parsed, Ok)
}

/// Puts a record's fields where they belong: text, id, the rest into `meta`, and what some of those say of the page. Where that
/// cannot be, the byte of the record and why.
pub(super) fn take_fields<'a>(
    doc: &mut Document,
    options: &ReadOptions,
    fields: impl Iterator<Item = (Cow<'a, str>, Field<'a>)>,
) -> Result<(), (u64, String)> {
    let mut text = None;
    let mut has_id = false;
    let mut names = Vec::new();
    for (name, field) in fields {
        if name == options.text_field {
            text = Some(match field {
                Field::Text(text) => text,
                Field::Json { json, at } if json.starts_with('"') => string(&name, json, at)?,
                Field::Json { json, .. } => {
                    let kind: String = json.chars().take(20).collect();
                    return Err((0, format!("field \"{name}\" is not a text but {kind}")));
                }
            });
            continue;
        }
        if name == options.id_field {
            let id = match field {
                Field::Text(id) => id,
                Field::Json { json: "null", .. } => String::new(),
                Field::Json { json, at } if json.starts_with('"') => string(&name, json, at)?,
                // A number as it stands.
                Field::Json { json, .. } => json.to_owned(),
            };
            if !id.is_empty() {
                doc.origin.id = id;
                has_id = true;
            }
            continue;
        }
        names.push(name.clone());
        let json = match field {
            Field::Text(text) => serde_json::Value::from(text).to_string(),
            Field::Json { json, .. } => json.to_owned(),
        };
        doc.origin.meta.push((name.into_owned(), json));
    }
    match text {
        Some(text) => {
            doc.text = text;
            let id = has_id.then_some((options.id_field.as_str(), doc.origin.id.as_str()));
            doc.origin.given = given::facts(&doc.origin.meta, id);
            Ok(())
        }
        None => {
            let others = if names.is_empty() { "no other".to_owned() } else { names.join(", ") };
            let field = &options.text_field;
            Err((
                0,
                format!(
                    "no field \"{field}\"; it has {others}: name the one with the text with --text-field"
                ),
            ))
        }
    }
}
