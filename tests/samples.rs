//! `tests/samples` through the real binary, against `tests/data/samples.tsv`.

mod workdir;

use std::collections::HashMap;

use serde_json::Value;

use workdir::{WorkDir, json_lines};

/// The documents of a run over the samples, by id, and the rows of the gold table.
fn run() -> (HashMap<String, Value>, Vec<HashMap<&'static str, &'static str>>) {
    let dir = WorkDir::new();
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/samples");
    dir.run(&["run", samples, "--quiet", "--out", "run"]).expect(0);
    let docs = json_lines(&dir.read("run/documents.jsonl"));
    let docs = docs.into_iter().map(|doc| (doc["id"].as_str().expect("id").to_owned(), doc)).collect();
    let gold = include_str!("data/samples.tsv");
    let names: Vec<&str> = gold.lines().next().expect("a header").split('\t').collect();
    let rows = gold.lines().skip(1).map(|row| names.iter().copied().zip(row.split('\t')).collect()).collect();
    (docs, rows)
}

#[test]
fn what_pages_say_of_themselves() {
    let (docs, rows) = run();
    assert_eq!(docs.len(), rows.len(), "a row of gold for each document");
    let mut faults = Vec::new();
    for row in &rows {
        let Some(doc) = docs.get(row["id"]) else { panic!("{}: no such document", row["id"]) };
        let got = [
            ("title", doc["title"].as_str()),
            ("published", doc["published"].as_str()),
            ("publisher", doc["publisher"]["text"].as_str()),
        ];
        for (name, got) in got {
            if got.unwrap_or("") != row[name] {
                faults.push(format!("{}: {name} {:?} expected, {got:?} found", row["id"], row[name]));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn their_languages() {
    let (docs, rows) = run();
    let mut faults = Vec::new();
    for row in &rows {
        let Some(doc) = docs.get(row["id"]) else { panic!("{}: no such document", row["id"]) };
        let got = (doc["lang"].as_str().unwrap_or(""), doc["mixed"].to_string());
        if (got.0, got.1.as_str()) != (row["lang"], row["mixed"]) {
            faults.push(format!("{}: {} {} expected, {got:?} found", row["id"], row["lang"], row["mixed"]));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Pages about one event in both languages: the same things have the same ids (`tests/data/pairs.tsv`).
#[test]
fn the_same_things_have_the_same_ids_in_both_languages() {
    let (docs, _) = run();
    let ids = |doc: &str| -> Vec<String> {
        let doc = docs.get(doc).unwrap_or_else(|| panic!("{doc}: no such document"));
        let entities = doc["entities"].as_array().expect("entities");
        entities.iter().filter_map(|e| e["id"].as_str().map(str::to_owned)).collect()
    };
    let rows: Vec<Vec<&str>> =
        include_str!("data/pairs.tsv").lines().skip(1).map(|row| row.split('\t').collect()).collect();
    assert!(rows.len() >= 30, "the table was read: {}", rows.len());
    let mut faults = Vec::new();
    for row in &rows {
        for doc in &row[..2] {
            if !ids(doc).iter().any(|id| id == row[2]) {
                faults.push(format!("{doc}: no {} among {:?}", row[2], ids(doc)));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
