//! Names through the real binary: those that no lexicon holds with `--no-model` (`tests/data/names.tsv`), and what is
//! decided between lexicon, model and rules (`tests/data/decided.tsv`; `-` for a type that is not to be found). One a line.

mod workdir;

use serde_json::{Value, json};

use workdir::{WorkDir, json_lines};

/// The documents that the binary makes of the texts.
fn tagged(texts: &[&str], flags: &[&str]) -> Vec<Value> {
    let dir = WorkDir::new();
    let lines: Vec<String> = texts
        .iter()
        .enumerate()
        .map(|(i, text)| json!({"id": i.to_string(), "text": text}).to_string())
        .collect();
    dir.write("in.jsonl", lines.join("\n") + "\n");
    let run = ["run", "in.jsonl", "--quiet", "--to", "jsonl", "--out", "out"];
    dir.run(&[&run, flags].concat()).expect(0);
    json_lines(&dir.read("out/documents.jsonl"))
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
