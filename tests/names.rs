//! Names through the real binary: those that no lexicon holds with `--no-model` (`tests/data/names.tsv`), and what is
//! decided between lexicon, model and rules (`tests/data/decided.tsv`; `-` for a type that is not to be found). One a line.

use std::process::Command;

use serde_json::{Value, json};

/// The documents that the binary makes of the texts.
fn tagged(texts: &[&str], flags: &[&str]) -> Vec<Value> {
    let dir = tempfile::tempdir().expect("a folder");
    let input = dir.path().join("in.jsonl");
    let lines: Vec<String> = texts
        .iter()
        .enumerate()
        .map(|(i, text)| json!({"id": i.to_string(), "text": text}).to_string())
        .collect();
    std::fs::write(&input, lines.join("\n") + "\n").expect("the input");
    let done = Command::new(env!("CARGO_BIN_EXE_tilshi"))
        .args(["run", "--quiet", "--to", "jsonl", "--out"])
        .arg(dir.path().join("out"))
        .args(flags)
        .arg(&input)
        .output()
        .expect("tilshi");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let docs = std::fs::read_to_string(dir.path().join("out/documents.jsonl")).expect("documents.jsonl");
    docs.lines().map(|line| serde_json::from_str(line).expect("a document")).collect()
}

#[test]
fn names_by_the_words_beside_them() {
    let rows: Vec<Vec<&str>> =
        include_str!("data/names.tsv").lines().skip(1).map(|row| row.split('\t').collect()).collect();
    assert!(rows.len() >= 25, "the table was read: {}", rows.len());
    let texts: Vec<&str> = rows.iter().map(|row| row[1]).collect();
    let mut faults = Vec::new();
    for (row, doc) in rows.iter().zip(tagged(&texts, &["--no-model"])) {
        let [rule, text, name, id, subtype] = row[..] else { panic!("five cells: {row:?}") };
        let entities = doc["entities"].as_array().expect("entities");
        let found = entities.iter().find(|e| e["text"] == name);
        let got =
            found.map(|e| [&e["rule"], &e["id"], &e["subtype"]].map(|v| v.as_str().unwrap_or("").to_owned()));
        if got.as_ref().is_none_or(|g| *g != [rule, id, subtype].map(str::to_owned)) {
            faults.push(format!(
                "{text}: {name} {rule} {id} {subtype} expected, found {got:?} in {entities:?}"
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_is_decided_between_lexicon_and_model() {
    let rows: Vec<Vec<&str>> =
        include_str!("data/decided.tsv").lines().skip(1).map(|row| row.split('\t').collect()).collect();
    assert!(rows.len() >= 20, "the table was read: {}", rows.len());
    let texts: Vec<&str> = rows.iter().map(|row| row[0]).collect();
    let mut faults = Vec::new();
    for (row, doc) in rows.iter().zip(tagged(&texts, &[])) {
        let [text, name, kind, id] = row[..] else { panic!("four cells: {row:?}") };
        assert!(["PER", "LOC", "ORG", "ROLE", "EVENT", "MONEY"].contains(&kind), "a type: {row:?}");
        let entities = doc["entities"].as_array().expect("entities");
        let found = match name {
            "-" => !entities.iter().any(|e| e["type"] == kind),
            _ => entities.iter().any(|e| e["text"] == name && e["type"] == kind && e["id"] == id),
        };
        if !found {
            faults.push(format!("{text}: {name} {kind} {id} expected in {entities:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
