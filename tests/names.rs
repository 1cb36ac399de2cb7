//! Names that no lexicon holds, through the real binary with `--no-model`: `tests/data/names.tsv`, one a line.

use std::process::Command;

use serde_json::{Value, json};

#[test]
fn names_by_the_words_beside_them() {
    let rows: Vec<Vec<&str>> =
        include_str!("data/names.tsv").lines().skip(1).map(|row| row.split('\t').collect()).collect();
    assert!(rows.len() >= 25, "the table was read: {}", rows.len());
    let dir = tempfile::tempdir().expect("a folder");
    let input = dir.path().join("in.jsonl");
    let lines: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(i, row)| json!({"id": i.to_string(), "text": row[1]}).to_string())
        .collect();
    std::fs::write(&input, lines.join("\n") + "\n").expect("the input");
    let done = Command::new(env!("CARGO_BIN_EXE_tilshi"))
        .args(["run", "--quiet", "--no-model", "--to", "jsonl", "--out"])
        .arg(dir.path().join("out"))
        .arg(&input)
        .output()
        .expect("tilshi");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let docs = std::fs::read_to_string(dir.path().join("out/documents.jsonl")).expect("documents.jsonl");
    let mut faults = Vec::new();
    for (row, line) in rows.iter().zip(docs.lines()) {
        let [rule, text, name, id, subtype] = row[..] else { panic!("five cells: {row:?}") };
        let doc: Value = serde_json::from_str(line).expect("a document");
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
