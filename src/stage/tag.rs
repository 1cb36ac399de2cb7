//! Finds named entities (placeholder: none).

use std::sync::Arc;

use super::{Layers, Scratch, Stage};
use crate::document::Document;
use crate::lexicon::Lexicon;

/// What the stage reuses.
#[derive(Default)]
pub(crate) struct Buffers {}

/// The stage `tag`.
pub struct Tag {
    #[allow(dead_code)]
    lexicon: Arc<Lexicon>,
}

impl Tag {
    /// The stage over a lexicon.
    pub fn new(lexicon: Arc<Lexicon>) -> Tag {
        Tag { lexicon }
    }
}

impl Stage for Tag {
    fn name(&self) -> &'static str {
        "tag"
    }
    fn needs(&self) -> Layers {
        Layers::TOKENS.and(Layers::SENTENCE_LANGS)
    }
    fn makes(&self) -> Layers {
        Layers::ENTITIES
    }
    fn run(&self, _doc: &mut Document, _scratch: &mut Scratch) {}
}
