//! What a training set holds of one document: plain data that outlives the pipeline, can be spilled to disk and is all that
//! a format needs.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// One document of a training set. Offsets are UTF-8 bytes of [`Example::text`]; formats count as their readers do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Example {
    /// The document's id, unique in the set.
    pub id: String,
    /// The path as the user gave it, joined with what lies below it.
    pub source: String,
    /// Its language, ISO 639-1.
    pub lang: String,
    /// How sure that is, from 0 to 1.
    pub lang_confidence: f32,
    /// The headline.
    pub title: Option<String>,
    /// The date of publication, `2024-01-10`.
    pub published: Option<String>,
    /// Canonical id of the publisher, or its name as printed.
    pub publisher: Option<String>,
    /// The page's address.
    pub url: Option<String>,
    /// The text that is written: original or normalised, whole or content only, masked or not.
    pub text: String,
    /// Sentences in order, not overlapping.
    pub sentences: Vec<ExampleSentence>,
    /// Tokens in order, each within one sentence, not overlapping.
    pub tokens: Vec<ExampleToken>,
    /// Entities in order of start, not overlapping.
    pub entities: Vec<ExampleEntity>,
    /// Quality signals in the order of the table of signals: name and value.
    pub signals: Vec<(String, f64)>,
}

/// A sentence of an [`Example`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ExampleSentence {
    /// Where it stands.
    pub span: Range<u32>,
    /// Its tokens, as indices into [`Example::tokens`].
    pub tokens: Range<u32>,
    /// Its language, ISO 639-1.
    pub lang: String,
}

/// A token of an [`Example`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ExampleToken {
    /// Where it stands.
    pub span: Range<u32>,
    /// What it is, as in the `kind` column of the token table.
    pub kind: String,
    /// Its stem; empty where it has none.
    pub stem: String,
}

/// An entity of an [`Example`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ExampleEntity {
    /// Where it stands.
    pub span: Range<u32>,
    /// Its tokens, as indices into [`Example::tokens`].
    pub tokens: Range<u32>,
    /// `PER`, `LOC`, `ORG` …
    pub label: String,
    /// Finer kind, where known.
    pub subtype: Option<String>,
    /// Canonical id, where it has one.
    pub id: Option<String>,
    /// Normalised value of a date, sum or percentage.
    pub value: Option<String>,
}

/// The part of the set an example belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    /// To learn from.
    Train,
    /// To choose between models.
    Validation,
    /// To judge the chosen one.
    Test,
}

impl Split {
    /// All of them, in the order they are written.
    pub const ALL: [Split; 3] = [Split::Train, Split::Validation, Split::Test];

    /// The name used in files and columns.
    pub fn as_str(self) -> &'static str {
        match self {
            Split::Train => "train",
            Split::Validation => "validation",
            Split::Test => "test",
        }
    }
}
