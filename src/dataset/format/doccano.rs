//! `doccano`: JSON Lines for a sequence labelling project, `{"id", "text", "label": [[start, end, "PER"]]}`, as its import
//! names the fields when they are left as they are.
//!
//! Offsets are UTF-16 units: doccano stores what its annotator in the browser counts, and that indexes JavaScript
//! strings (doccano issue 2290; only a project with "Count grapheme clusters as one character" counts otherwise, and
//! should not be chosen for these files). The import takes offsets as they are (`SpanLabel` in
//! `backend/data_import/pipeline/labels.py`).

use super::shard::{Layout, Rows};
use super::table::{list, put};
use crate::dataset::Example;
use crate::io::encode::json_text;

/// Appends a document's line.
pub(super) fn append(example: &Example, _: &Layout, out: &mut Vec<u8>) -> Rows {
    // Entities are in order, so one pass over the text counts for all.
    let (mut byte, mut units) = (0, 0);
    let mut to = |at: u32| {
        units += example.text[byte..at as usize].encode_utf16().count();
        byte = at as usize;
        units
    };
    out.extend_from_slice(b"{\"id\":");
    json_text(out, &example.id);
    out.extend_from_slice(b",\"text\":");
    json_text(out, &example.text);
    out.extend_from_slice(b",\"label\":");
    list(out, &example.entities, |e, out| {
        let (start, end) = (to(e.span.start), to(e.span.end));
        put(out, format_args!("[{start},{end},"));
        json_text(out, &e.label);
        out.push(b']');
    });
    out.extend_from_slice(b",\"lang\":");
    json_text(out, &example.lang);
    out.extend_from_slice(b",\"source\":");
    json_text(out, &example.source);
    out.extend_from_slice(b"}\n");
    Rows::of(1)
}
