//! The card of a hub folder, `README.md`: YAML that the hub and `datasets` read, then prose and tables for people.
//!
//! YAML: `license`, `language`, `task_categories`, `size_categories`, `configs` (the files of each split) and
//! `dataset_info` (features, rows and bytes a split) as the hub's documentation of dataset cards names them. A list is
//! a `sequence` there, as versions of `datasets` before 4 wrote it: later ones read it too.

use std::fmt::Write;

use super::shard::{Held, Published};
use super::statistics::{SplitCounts, Statistics};
use super::table::{Feature, Field};
use super::{CardFacts, CardTable, Format, WriterOptions};
use crate::io::encode::json_text;

/// The licence names of the hub that may be written as they are; others become `other` with a `license_name`.
const LICENCES: &[&str] = &[
    "afl-3.0",
    "agpl-3.0",
    "apache-2.0",
    "artistic-2.0",
    "bigscience-openrail-m",
    "bsd",
    "bsd-2-clause",
    "bsd-3-clause",
    "bsl-1.0",
    "c-uda",
    "cc",
    "cc-by-2.0",
    "cc-by-2.5",
    "cc-by-3.0",
    "cc-by-4.0",
    "cc-by-nc-2.0",
    "cc-by-nc-3.0",
    "cc-by-nc-4.0",
    "cc-by-nc-nd-3.0",
    "cc-by-nc-nd-4.0",
    "cc-by-nc-sa-2.0",
    "cc-by-nc-sa-3.0",
    "cc-by-nc-sa-4.0",
    "cc-by-nd-4.0",
    "cc-by-sa-3.0",
    "cc-by-sa-4.0",
    "cc0-1.0",
    "cdla-permissive-1.0",
    "cdla-permissive-2.0",
    "cdla-sharing-1.0",
    "ecl-2.0",
    "epl-1.0",
    "epl-2.0",
    "etalab-2.0",
    "eupl-1.1",
    "gfdl",
    "gpl",
    "gpl-2.0",
    "gpl-3.0",
    "isc",
    "lgpl",
    "lgpl-2.1",
    "lgpl-3.0",
    "mit",
    "mpl-2.0",
    "ms-pl",
    "odbl",
    "odc-by",
    "openrail",
    "osl-3.0",
    "other",
    "pddl",
    "postgresql",
    "unknown",
    "unlicense",
    "wtfpl",
    "zlib",
];

/// The card of what was published.
pub(super) fn render(
    format: Format,
    published: &Published,
    facts: &CardFacts,
    statistics: &Statistics,
    options: &WriterOptions,
) -> String {
    let mut out = Card(String::from("---\n"));
    let Published { held, fields, .. } = published;
    out.yaml(format, fields, held, facts);
    out.0.push_str("---\n\n");
    out.prose(format, fields, facts, options);
    out.statistics(statistics);
    out.made(facts);
    out.0
}

struct Card(String);

impl Card {
    /// Appends a line.
    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // A string takes everything.
        let _ = self.0.write_fmt(line);
        self.0.push('\n');
    }

    fn yaml(&mut self, format: Format, fields: &[Field], held: &[Held], facts: &CardFacts) {
        match facts.licence.as_deref() {
            None => self.line(format_args!("license: unknown")),
            Some(name) => {
                let lower = name.to_lowercase();
                if LICENCES.contains(&lower.as_str()) {
                    self.line(format_args!("license: {lower}"));
                } else {
                    self.line(format_args!("license: other\nlicense_name: {}", scalar(name)));
                }
            }
        }
        if !facts.languages.is_empty() {
            self.line(format_args!("language:"));
            facts.languages.iter().for_each(|l| self.line(format_args!("- {}", scalar(l))));
        }
        if !facts.name.is_empty() {
            self.line(format_args!("pretty_name: {}", scalar(&facts.name)));
        }
        self.line(format_args!("task_categories:"));
        match format {
            Format::Hf | Format::HfJsonl => {
                self.line(format_args!("- text-generation\n- fill-mask\n- token-classification"));
            }
            _ => self.line(format_args!("- token-classification\ntask_ids:\n- named-entity-recognition")),
        }
        self.line(format_args!("size_categories:\n- {}", size_category(held.iter().map(|h| h.rows).sum())));
        if held.is_empty() {
            return;
        }
        self.line(format_args!("configs:\n- config_name: default\n  data_files:"));
        for h in held {
            self.line(format_args!("  - split: {0}\n    path: data/{0}-*", h.split.as_str()));
        }
        self.line(format_args!("dataset_info:\n  features:"));
        fields.iter().for_each(|f| self.feature(f, 2));
        self.line(format_args!("  splits:"));
        for h in held {
            self.line(format_args!(
                "  - name: {}\n    num_bytes: {}\n    num_examples: {}",
                h.split.as_str(),
                h.memory,
                h.rows
            ));
        }
        let total = |of: fn(&Held) -> u64| held.iter().map(of).sum::<u64>();
        self.line(format_args!("  download_size: {}", total(|h| h.bytes)));
        self.line(format_args!("  dataset_size: {}", total(|h| h.memory)));
    }

    fn feature(&mut self, field: &Field, indent: usize) {
        let pad = " ".repeat(indent);
        self.line(format_args!("{pad}- name: {}", scalar(&field.name)));
        match &field.feature {
            Feature::Records(inner) => {
                self.line(format_args!("{pad}  list:"));
                inner.iter().for_each(|f| self.feature(f, indent + 2));
            }
            Feature::List(inner) => match &**inner {
                Feature::Class(names) => {
                    self.line(format_args!("{pad}  sequence:"));
                    self.names(names, indent + 4);
                }
                inner => self.line(format_args!("{pad}  sequence: {}", dtype(inner))),
            },
            Feature::Class(names) => {
                self.line(format_args!("{pad}  dtype:"));
                self.names(names, indent + 4);
            }
            plain => self.line(format_args!("{pad}  dtype: {}", dtype(plain))),
        }
    }

    fn names(&mut self, names: &[String], indent: usize) {
        let pad = " ".repeat(indent);
        self.line(format_args!("{pad}class_label:\n{pad}  names:"));
        names.iter().enumerate().for_each(|(i, n)| self.line(format_args!("{pad}    '{i}': {}", scalar(n))));
    }

    fn prose(&mut self, format: Format, fields: &[Field], facts: &CardFacts, options: &WriterOptions) {
        let name = if facts.name.is_empty() { "Training set" } else { &facts.name };
        self.line(format_args!("# {name}\n"));
        if !facts.description.is_empty() {
            self.line(format_args!("{}\n", facts.description.trim()));
        }
        self.line(format_args!("```python\nfrom datasets import load_dataset\n\ndataset = load_dataset(\"path/to/this/folder\")\n```\n"));
        let row = format.row();
        match format {
            Format::Hf | Format::HfJsonl => {
                self.line(format_args!(
                    "A row is a {row}. `entities` do not overlap; their `start` and `end` count code points of `text`, so that\n`text[start:end]` is the entity in Python. `published` is a day. What is absent is null."
                ));
                if !options.signals.is_empty() {
                    let names: Vec<String> = options.signals.iter().map(|s| format!("`{s}`")).collect();
                    self.line(format_args!("Further columns are quality signals: {}.", names.join(", ")));
                }
            }
            _ => self.line(format_args!(
                "A row is a {row}. `ner_tags` are class labels in the IOB2 scheme: every entity begins with `B-`. `sentence`\ncounts from 0 within the document `doc_id`."
            )),
        }
        let own = fields.iter().filter(|f| !options.signals.contains(&f.name));
        let columns: Vec<String> = own.map(|f| format!("`{}`", f.name)).collect();
        self.line(format_args!("\nColumns: {}.\n", columns.join(", ")));
    }

    fn statistics(&mut self, statistics: &Statistics) {
        let splits: Vec<(&str, &SplitCounts)> = statistics.splits().map(|(s, c)| (s.as_str(), c)).collect();
        let table = |title: &str, first: &str, rows: Vec<(String, Vec<u64>)>| CardTable {
            title: title.to_owned(),
            header: std::iter::once(first).chain(splits.iter().map(|s| s.0)).map(str::to_owned).collect(),
            rows: rows
                .into_iter()
                .map(|(name, cells)| std::iter::once(name).chain(cells.iter().map(u64::to_string)).collect())
                .collect(),
        };
        let each = |of: fn(&SplitCounts) -> u64| splits.iter().map(|s| of(s.1)).collect::<Vec<u64>>();
        let sizes = vec![
            ("documents".to_owned(), each(|c| c.documents)),
            ("sentences".to_owned(), each(|c| c.sentences)),
            ("tokens".to_owned(), each(|c| c.tokens)),
            ("characters".to_owned(), each(|c| c.chars)),
            ("entities".to_owned(), each(|c| c.entities.values().sum())),
        ];
        self.line(format_args!("## Statistics\n"));
        self.table(&table("", "", sizes));
        let named = |of: fn(&SplitCounts) -> &std::collections::BTreeMap<String, u64>| {
            let mut names: Vec<&String> = splits.iter().flat_map(|s| of(s.1).keys()).collect();
            names.sort();
            names.dedup();
            let row = |name: &String| {
                (name.clone(), splits.iter().map(|s| of(s.1).get(name).copied().unwrap_or(0)).collect())
            };
            names.into_iter().map(row).collect::<Vec<_>>()
        };
        self.table(&table("Documents by language", "language", named(|c| &c.languages)));
        self.table(&table("Entities by label", "label", named(|c| &c.entities)));
    }

    fn made(&mut self, facts: &CardFacts) {
        self.line(format_args!(
            "## How it was made\n\nWith `tilshi dataset`, version {}, seed {}. The same inputs, configuration and version give the same bytes.\n",
            env!("CARGO_PKG_VERSION"),
            facts.seed
        ));
        if !facts.counts.is_empty() {
            self.table(&CardTable {
                title: String::new(),
                header: vec!["step".to_owned(), "documents".to_owned()],
                rows: facts.counts.iter().map(|(step, n)| vec![step.clone(), n.to_string()]).collect(),
            });
        }
        let configuration = facts.configuration.trim_end();
        if !configuration.is_empty() {
            // A fence longer than any run of backticks inside.
            let longest = configuration.split(|c| c != '`').map(str::len).max().unwrap_or(0);
            let fence = "`".repeat(longest.max(2) + 1);
            self.line(format_args!("Configuration:\n\n{fence}\n{configuration}\n{fence}"));
        }
        if !facts.tables.is_empty() {
            self.line(format_args!("\n## Distributions\n"));
            facts.tables.iter().for_each(|t| self.table(t));
        }
    }

    fn table(&mut self, table: &CardTable) {
        if table.rows.is_empty() {
            return;
        }
        if !table.title.is_empty() {
            self.line(format_args!("### {}\n", table.title));
        }
        let cells = |row: &[String]| {
            let escaped = row.iter().map(|c| c.replace('|', "\\|").replace(['\n', '\r'], " "));
            format!("| {} |", escaped.collect::<Vec<_>>().join(" | "))
        };
        self.line(format_args!("{}", cells(&table.header)));
        // Numbers stand behind the first column.
        let rule = (0..table.header.len()).map(|i| if i > 0 { "---:" } else { "---" });
        self.line(format_args!("| {} |", rule.collect::<Vec<_>>().join(" | ")));
        table.rows.iter().for_each(|row| self.line(format_args!("{}", cells(row))));
        self.0.push('\n');
    }
}

/// The name that `datasets` has for a scalar.
fn dtype(feature: &Feature) -> &'static str {
    match feature {
        Feature::Date => "date32",
        Feature::Int32 => "int32",
        Feature::Float32 => "float32",
        Feature::Float64 => "float64",
        Feature::Class(_) => "int64",
        Feature::Text | Feature::List(_) | Feature::Records(_) => "string",
    }
}

/// A text as a YAML scalar: quoted as JSON, which YAML reads, wherever it could be read as something else.
fn scalar(text: &str) -> String {
    // Words that YAML 1.1 reads as booleans or null; Norwegian is among them.
    const WORDS: [&str; 10] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan"];
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        && !WORDS.contains(&text.to_ascii_lowercase().as_str());
    if plain {
        return text.to_owned();
    }
    let mut out = Vec::new();
    json_text(&mut out, text);
    String::from_utf8_lossy(&out).into_owned()
}

/// The hub's name for so many rows.
fn size_category(rows: u64) -> &'static str {
    match rows {
        0..1_000 => "n<1K",
        1_000..10_000 => "1K<n<10K",
        10_000..100_000 => "10K<n<100K",
        100_000..1_000_000 => "100K<n<1M",
        1_000_000..10_000_000 => "1M<n<10M",
        10_000_000..100_000_000 => "10M<n<100M",
        100_000_000..1_000_000_000 => "100M<n<1B",
        _ => "n>1B",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_scalars_stay_text() {
        for (text, yaml) in [
            ("ru", "ru"),
            ("no", "\"no\""),
            ("O", "O"),
            ("B-PER", "B-PER"),
            ("1.0", "\"1.0\""),
            ("a: b", "\"a: b\""),
            ("", "\"\""),
            ("Жаңалық", "\"Жаңалық\""),
        ] {
            assert_eq!(scalar(text), yaml);
        }
    }

    #[test]
    fn licences_are_sorted_and_lower_case() {
        assert!(LICENCES.is_sorted() && LICENCES.iter().all(|l| l.to_lowercase() == **l));
    }
}
