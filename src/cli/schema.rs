//! `tilshi schema`: every table and column.

use std::fmt::Write;

use serde_json::json;
use tilshi::Result;
use tilshi::io::schema::{SCHEMA_VERSION, TABLES};

use super::args::{SchemaArgs, SchemaFormat};
use super::{Outcome, print};

/// Runs the command.
pub(super) fn run(args: &SchemaArgs) -> Result<Outcome> {
    let text = match args.format {
        SchemaFormat::Table => table(),
        SchemaFormat::Json => {
            let tables: Vec<_> = TABLES
                .iter()
                .map(|t| {
                    let columns: Vec<_> = t.columns.iter().map(|c| {
                    json!({"name": c.name, "type": c.kind.as_str(), "unit": c.unit, "meaning": c.meaning})
                }).collect();
                    json!({"name": t.name, "row": t.row, "columns": columns})
                })
                .collect();
            format!("{:#}\n", json!({"schema_version": SCHEMA_VERSION, "tables": tables}))
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
        for c in t.columns {
            let _ = writeln!(out, "| {} | {} | {} | {} |", c.name, c.kind.as_str(), c.unit, c.meaning);
        }
        out.push('\n');
    }
    out
}
