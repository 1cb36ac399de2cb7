//! Every table and column, once: name, type, unit, meaning. The writers, `tilshi schema` and the README go by it.

/// The version of the schema: fields are added under the same version, renamed or removed under a new one.
pub const SCHEMA_VERSION: u32 = 1;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Float,
    /// `true` or `false`.
    Boolean,
}

impl ColumnType {
    /// Its name in `tilshi schema`.
    pub fn as_str(self) -> &'static str {
        match self {
            ColumnType::Text => "text",
            ColumnType::Integer => "integer",
            ColumnType::Float => "float",
            ColumnType::Boolean => "boolean",
        }
    }
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name in the header.
    pub name: &'static str,
    /// What it holds.
    pub kind: ColumnType,
    /// The unit, empty where there is none.
    pub unit: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// A table.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name: the file's without the ending.
    pub name: &'static str,
    /// What a row is.
    pub row: &'static str,
    /// Its columns in order.
    pub columns: &'static [Column],
    /// Columns behind them that are written on request: with `--suffixes`.
    pub on_request: &'static [Column],
}

impl Table {
    /// The columns that are written, in order.
    pub fn written(&self, suffixes: bool) -> impl Iterator<Item = &'static Column> {
        self.columns.iter().chain(if suffixes { self.on_request } else { &[] })
    }
}

const fn col(name: &'static str, kind: ColumnType, unit: &'static str, meaning: &'static str) -> Column {
    Column { name, kind, unit, meaning }
}

use ColumnType::{Boolean, Float, Integer, Text};

const DOC_ID: Column = col("doc_id", Text, "", "the document's id");
const SENTENCE: Column = col("sentence", Integer, "", "number of the sentence in the document, from 0");
const START: Column = col("start", Integer, "code points", "where it starts in the document's text");
const END: Column = col("end", Integer, "code points", "where it ends; not included");
const START_BYTE: Column = col("start_byte", Integer, "bytes", "the same in UTF-8 bytes");
const END_BYTE: Column = col("end_byte", Integer, "bytes", "the same in UTF-8 bytes");
const ZONE: Column =
    col("zone", Text, "", "what of the page it is in: title, lead, body, list, caption, related …");

/// The tables in order.
pub const TABLES: [Table; 4] = [
    Table {
        name: "documents",
        row: "a document",
        columns: &[
            DOC_ID,
            col("source", Text, "", "the path as given, joined with what lies below it"),
            col("lang", Text, "ISO 639", "the language of most of its letters; und unknown, zxx none"),
            col("lang_confidence", Float, "0 to 1", "how sure that is"),
            col("mixed", Boolean, "", "a second language has at least a fifth of the letters"),
            col("title", Text, "", "the headline"),
            col("author", Text, "", "who wrote it"),
            col("published", Text, "ISO 8601", "the date of publication"),
            col("published_time", Text, "", "the time of day as printed"),
            col("publisher", Text, "", "id of who published it, or the name where no lexicon holds it"),
            col("url", Text, "", "the page's address"),
            col("section", Text, "", "the section of the site"),
            col("chars", Integer, "code points", "length of the text"),
            col("sentences", Integer, "", "how many sentences"),
            col("tokens", Integer, "", "how many tokens"),
            col("entities", Integer, "", "how many entities, nested ones not counted"),
            col("encoding", Text, "IANA", "the encoding the file was read as"),
            col("text", Text, "", "the decoded original, unaltered"),
            col("text_norm", Text, "", "the normalised text; empty in lean runs"),
            col("body", Text, "", "the normalised text of the content: lead, body, list, quote"),
        ],
        on_request: &[],
    },
    Table {
        name: "sentences",
        row: "a sentence",
        columns: &[
            DOC_ID,
            SENTENCE,
            START,
            END,
            START_BYTE,
            END_BYTE,
            ZONE,
            col("lang", Text, "ISO 639", "the sentence's language"),
            col("lang_confidence", Float, "0 to 1", "how sure that is"),
            col("text", Text, "", "the sentence as printed"),
        ],
        on_request: &[],
    },
    Table {
        name: "tokens",
        row: "a token",
        columns: &[
            DOC_ID,
            SENTENCE,
            col("token", Integer, "", "number of the token in the document, from 0"),
            START,
            END,
            START_BYTE,
            END_BYTE,
            col("kind", Text, "", "word, abbr, number, date, time, url, email, tag, punct, emoji, other"),
            col("lang", Text, "ISO 639", "the language of its passage"),
            col("text", Text, "", "as printed"),
            col("norm", Text, "", "the match key: normalised, lower case, ё as е"),
            col("stem", Text, "", "the stem: Snowball in Russian, tilshi's own in Kazakh"),
            col("ner", Text, "IOB2", "B-PER, I-PER, B-LOC … or O"),
        ],
        on_request: &[col(
            "suffixes",
            Text,
            "",
            "only with --suffixes: what the stem lost, PL+POSS.1PL+LOC in Kazakh, the ending's letters in Russian",
        )],
    },
    Table {
        name: "entities",
        row: "a named entity",
        columns: &[
            DOC_ID,
            SENTENCE,
            col("entity", Integer, "", "number of the entity in the document, from 0"),
            START,
            END,
            START_BYTE,
            END_BYTE,
            ZONE,
            col("type", Text, "", "PER, LOC, ORG, ROLE, EVENT, DATE, MONEY, PERCENT"),
            col("subtype", Text, "", "country, city, igo, government, company …"),
            col("id", Text, "", "canonical id, the same in both languages"),
            col("text", Text, "", "as printed"),
            col("name_ru", Text, "", "canonical name in Russian"),
            col("name_kk", Text, "", "canonical name in Kazakh"),
            col("name_en", Text, "", "canonical name in English"),
            col(
                "value",
                Text,
                "",
                "ISO 8601 date, amount with ISO 4217 code, or percentage; of a range both ends: 15000/20000 KZT",
            ),
            col("case", Text, "", "grammatical case where the form tells it: nom gen dat acc ins loc abl"),
            col("rule", Text, "", "the rule that found it"),
            col("score", Float, "0 to 1", "how sure that is"),
            col(
                "holder",
                Text,
                "",
                "of a role: id of who held the office on the page's date, where the text names its country or body",
            ),
        ],
        on_request: &[],
    },
];
