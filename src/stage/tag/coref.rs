//! Coreference.
use crate::document::Document;
use crate::lexicon::Lexicon;
use crate::words::WordTable;

/// Resolves.
pub(super) fn resolve(_lexicon: &Lexicon, _doc: &mut Document, _words: &WordTable) {}
