//! Persons: base forms and ids.
use crate::document::Document;
use crate::lexicon::Lexicon;
use crate::words::WordTable;

use super::word::Words;

/// Links persons.
pub(super) fn link(
    _lexicon: &Lexicon,
    _doc: &mut Document,
    _words: &Words,
    _infos: &[u32],
    _table: &WordTable,
) {
}
