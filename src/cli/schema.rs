//! `tilshi schema`: every table and column.

use std::fmt::Write;

use serde_json::json;
use tilshi::Result;
use tilshi::io::schema::{Column, SCHEMA_VERSION, TABLES};

use super::args::{SchemaArgs, SchemaFormat};
use super::{Outcome, print};

/// Runs the command.
pub(super) fn run(args: &SchemaArgs) -> Result<Outcome> {
    let text = match args.format {
        SchemaFormat::Table => table(),
        SchemaFormat::Json => {
            let list = |columns: &[Column]| -> Vec<_> {
                let of = |c: &Column| json!({"name": c.name, "type": c.kind.as_str(), "unit": c.unit, "meaning": c.meaning});
                columns.iter().map(of).collect()
            };
            let tables = TABLES.each_ref().map(|t| {
                json!({"name": t.name, "row": t.row, "columns": list(t.columns), "on_request": list(t.on_request)})
            });
            format!("{:#}\n", json!({"schema_version": SCHEMA_VERSION, "tables": tables.to_vec()}))
        }
    };
    print(text.as_bytes()).map(|()| Outcome::Done)
}

/// A Markdown table a table, as the README has it.
fn table() -> String {
    let mut out = String::new();
    for t in &TABLES {
        let _ = writeln!(
            out,
            "### {}: a row is {}\n\n| column | type | unit | meaning |\n|---|---|---|---|",
            t.name, t.row
        );
        for c in t.written(true) {
            let _ = writeln!(out, "| {} | {} | {} | {} |", c.name, c.kind.as_str(), c.unit, c.meaning);
        }
        out.push('\n');
    }
    out
}
