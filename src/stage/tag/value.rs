//! Values: dates, sums, percentages.
use crate::document::Document;
use crate::words::WordTable;

/// Finds values.
pub(super) fn find(_doc: &mut Document, _words: &WordTable) {}
