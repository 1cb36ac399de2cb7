//! The data model: what is known of one document, layer by layer. No behaviour beyond its invariants.
//!
//! A [`Document`] holds the decoded original text, which is never changed, and flat lists of what the
//! stages found in it. Every record carries a span of the original; `&doc.text[record.orig.range()]` is what
//! the page printed. Lists are sorted by start and refer to each other by index.

mod kinds;
mod layers;
mod span;
mod text;

pub use kinds::{Case, EntityType};
pub use layers::{DocLang, Entity, Made, Passage, Sentence, Thing, Token, TokenKind, Zone, ZoneKind};
pub use span::{NormSpan, OrigSpan};
pub use text::{Aligner, Edit, NormText};

use crate::lang::Lang;
use crate::stage::Atom;

/// Where a document came from and what came with it.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The id under which the document is written; unique in a run.
    pub id: String,
    /// True where another document had the id, and this one was given another.
    pub renamed: bool,
    /// The path as the user gave it, joined with what lies below it.
    pub source: String,
    /// The record's number in its file, from 1; `None` where a file is one document.
    pub record: Option<u64>,
    /// Byte position of the record in its file, as [`Reject::byte`](crate::Reject::byte) counts.
    pub byte: u64,
    /// The encoding the bytes were read as (WHATWG or IANA label), and how sure that is, from 0 to 1.
    pub encoding: (&'static str, f32),
    /// The input's other fields, name and value as JSON text, in the input's order.
    pub meta: Vec<(String, String)>,
    /// Facts that the container gave (HTML `<title>`, `<meta>`); they win over what the lines tell.
    pub given: PageFacts,
}

/// What a page says about itself. Texts are as printed, dates are ISO 8601.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageFacts {
    /// The headline.
    pub title: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// The date of publication, `2024-01-10`.
    pub published: Option<String>,
    /// The time of day as printed, `18:07`.
    pub published_time: Option<String>,
    /// Who published it: the name as printed; its id is looked up by the tag stage.
    pub publisher: Option<String>,
    /// Canonical id of the publisher, where the lexicon holds it.
    pub publisher_id: Option<String>,
    /// The page's address.
    pub url: Option<String>,
    /// The section of the site, as printed.
    pub section: Option<String>,
}

/// One document and all that the stages found in it.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Where it came from.
    pub origin: Origin,
    /// The decoded original; never altered.
    pub text: String,
    /// True where the text is a page with things around the article, false for plain running text
    /// (a record's text field): `zone` only looks for page furniture in the former.
    pub is_page: bool,
    /// What the page says about itself (stage `zone`).
    pub facts: PageFacts,
    /// Labelled stretches of lines, in order, not overlapping (stage `zone`).
    pub zones: Vec<Zone>,
    /// The scan of the original: every word, number and mark, without white space (stage `scan`).
    pub atoms: Vec<Atom>,
    /// Stretches of one language; they tile the text (stage `detect`).
    pub passages: Vec<Passage>,
    /// The language of the whole (stage `detect`).
    pub lang: DocLang,
    /// The normalised text with its alignment (stage `normalize`).
    pub norm: NormText,
    /// Sentences in order (stage `segment`).
    pub sentences: Vec<Sentence>,
    /// Tokens in order (stage `segment`).
    pub tokens: Vec<Token>,
    /// Entities in order of start, longest first (stage `tag`). Nested ones have `nested` set.
    pub entities: Vec<Entity>,
}

impl Document {
    /// The longest text in bytes. Spans are 32-bit, and repairing a text can make it longer.
    pub const MAX_TEXT: usize = u32::MAX as usize / 4;

    /// A document of running text with an id, nothing known yet.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Document {
        let mut doc = Document { text: text.into(), ..Document::default() };
        doc.origin.id = id.into();
        doc.origin.encoding = ("utf-8", 1.0);
        doc
    }

    /// The normalised text; the original itself where nothing was changed.
    pub fn normalized(&self) -> &str {
        self.norm.as_str(&self.text)
    }

    /// Forgets what the stages found, keeping the buffers.
    pub fn clear_layers(&mut self) {
        self.facts = PageFacts::default();
        self.zones.clear();
        self.atoms.clear();
        self.passages.clear();
        self.lang = DocLang::default();
        self.norm.clear();
        self.sentences.clear();
        self.tokens.clear();
        self.entities.clear();
    }

    /// Takes the buffers of the layers of a document that is done with, and gives it its own: of many documents only
    /// the first allocates.
    pub fn reuse_buffers(&mut self, done: &mut Document) {
        std::mem::swap(&mut self.zones, &mut done.zones);
        std::mem::swap(&mut self.atoms, &mut done.atoms);
        std::mem::swap(&mut self.passages, &mut done.passages);
        std::mem::swap(&mut self.norm, &mut done.norm);
        std::mem::swap(&mut self.sentences, &mut done.sentences);
        std::mem::swap(&mut self.tokens, &mut done.tokens);
        std::mem::swap(&mut self.entities, &mut done.entities);
        self.clear_layers();
    }

    /// The language of the passage that holds byte `at` of the original; the document's outside all.
    pub fn lang_at(&self, at: u32) -> Lang {
        let i = self.passages.partition_point(|p| p.orig.end <= at);
        self.passages.get(i).map_or(self.lang.lang, |p| p.lang)
    }
}
