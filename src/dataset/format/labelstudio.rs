//! `labelstudio`: a JSON array of tasks, each with the text as `data` and the entities as one prediction, which Label
//! Studio shows and lets people correct (its guide, "Import pre-annotated data into Label Studio"). `config.xml` beside
//! it is the labelling interface that the predictions fit.
//!
//! Offsets are code points: its text tag counts them so since the fix of emoji offsets (`charsToCodePoints` in
//! `selection-tools.js` of label-studio-frontend: "js length should be converted to code points count").

use super::shard::{Layout, Rows};
use super::table::{list, put};
use crate::dataset::Example;
use crate::io::encode::{CharIndex, json_text};

/// Appends a document's task.
pub(super) fn append(example: &Example, _: &Layout, out: &mut Vec<u8>) -> Rows {
    let chars = CharIndex::new(&example.text);
    out.extend_from_slice(b"{\"data\":{\"text\":");
    json_text(out, &example.text);
    for (name, value) in [("id", &example.id), ("lang", &example.lang), ("source", &example.source)] {
        put(out, format_args!(",\"{name}\":"));
        json_text(out, value);
    }
    out.extend_from_slice(
        concat!(
            "},\"predictions\":[{\"model_version\":\"tilshi-",
            env!("CARGO_PKG_VERSION"),
            "\",\"result\":"
        )
        .as_bytes(),
    );
    list(out, example.entities.iter().enumerate(), |(n, e), out| {
        let (start, end) = (chars.at(e.span.start), chars.at(e.span.end));
        put(
            out,
            format_args!(
                "{{\"id\":\"e{n}\",\"from_name\":\"label\",\"to_name\":\"text\",\"type\":\"labels\",\"value\":{{\"start\":{start},\"end\":{end},\"text\":"
            ),
        );
        json_text(out, &example.text[e.span.start as usize..e.span.end as usize]);
        out.extend_from_slice(b",\"labels\":[");
        json_text(out, &e.label);
        out.extend_from_slice(b"]}}");
    });
    out.extend_from_slice(b"}]}");
    Rows::of(1)
}

/// The labelling interface.
pub(super) fn config(labels: &[String]) -> String {
    let mut out = String::from("<View>\n  <Labels name=\"label\" toName=\"text\">\n");
    for label in labels {
        let escaped = label.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        out.push_str(&format!("    <Label value=\"{escaped}\"/>\n"));
    }
    out.push_str("  </Labels>\n  <Text name=\"text\" value=\"$text\"/>\n</View>\n");
    out
}
