//! The peer that is glued from crates: whatlang, unicode-segmentation, rust-stemmers, aho-corasick, csv, serde_json.
//!
//! `cargo run --release --example glued -- CORPUS.jsonl OUT lexicons/entities`, or through `scripts/compare-peers`.
//! Reads JSONL with the fields `id` and `text`; writes the layers that tilshi writes with `--layers
//! documents,tokens,entities`: documents.csv, tokens.csv, entities.csv and documents.jsonl. One thread. It shows
//! what a straightforward program of these parts costs: one language a document, Unicode's words and sentences,
//! Snowball where the language is Russian, aliases as they stand in the lexicons, offsets in bytes.

#![allow(clippy::print_stdout, clippy::expect_used)]

use std::borrow::Cow;
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use aho_corasick::{AhoCorasick, MatchKind};
use rust_stemmers::{Algorithm, Stemmer};
use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

#[derive(Deserialize)]
struct Row<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

#[derive(Serialize)]
struct Page<'a> {
    id: &'a str,
    lang: &'a str,
    text: &'a str,
    tokens: Tokens<'a>,
    entities: Vec<Entity<'a>>,
}

#[derive(Default, Serialize)]
struct Tokens<'a> {
    sentence: Vec<usize>,
    start: Vec<usize>,
    end: Vec<usize>,
    text: Vec<&'a str>,
    norm: Vec<String>,
    stem: Vec<String>,
}

#[derive(Serialize)]
struct Entity<'a> {
    start: usize,
    end: usize,
    r#type: &'a str,
    id: &'a str,
    text: &'a str,
}

/// Aliases in lower case, and of each its type and id.
struct Gazetteer {
    automaton: AhoCorasick,
    entries: Vec<(String, String)>,
}

impl Gazetteer {
    /// From `folder/*.tsv`, whose columns begin with id, type, subtype, lang, alias.
    fn read(folder: &Path) -> Gazetteer {
        let mut files: Vec<_> =
            fs::read_dir(folder).expect("the lexicons").flatten().map(|f| f.path()).collect();
        files.sort();
        let (mut aliases, mut entries, mut known) = (Vec::new(), Vec::new(), HashSet::new());
        for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "tsv")) {
            let text = fs::read_to_string(file).expect("a lexicon");
            let mut last = (String::new(), String::new());
            for line in text.lines().skip(1) {
                let cells: Vec<&str> = line.split('\t').collect();
                if last.0 != cells[0] {
                    last = (cells[0].to_owned(), cells[1].to_owned());
                }
                let alias = cells[4].to_lowercase();
                if alias.chars().count() > 1 && known.insert(alias.clone()) {
                    aliases.push(alias);
                    entries.push((last.1.clone(), last.0.clone()));
                }
            }
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(aliases);
        Gazetteer { automaton: automaton.expect("an automaton of the aliases"), entries }
    }

    /// The aliases in `text` that stand between word boundaries.
    fn find<'a>(&'a self, text: &'a str) -> Vec<Entity<'a>> {
        let low = text.to_lowercase();
        // A few letters change their length; then the text is searched as it is.
        let low = if low.len() == text.len() { low.as_str() } else { text };
        let found = self.automaton.find_iter(low).filter(|m| {
            let before = low[..m.start()].chars().next_back();
            let after = low[m.end()..].chars().next();
            !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
        });
        found
            .map(|m| {
                let (kind, id) = &self.entries[m.pattern().as_usize()];
                Entity { start: m.start(), end: m.end(), r#type: kind, id, text: &text[m.start()..m.end()] }
            })
            .collect()
    }
}

/// Sentences and words of Unicode, marks included, spaces not.
fn tokens<'a>(text: &'a str, stemmer: Option<&Stemmer>) -> Tokens<'a> {
    let mut tokens = Tokens::default();
    for (number, (at, sentence)) in text.split_sentence_bound_indices().enumerate() {
        for (start, word) in sentence.split_word_bound_indices() {
            if word.starts_with(char::is_whitespace) {
                continue;
            }
            let norm = word.to_lowercase().replace('ё', "е");
            tokens.sentence.push(number);
            tokens.start.push(at + start);
            tokens.end.push(at + start + word.len());
            tokens.text.push(word);
            tokens.stem.push(match stemmer {
                Some(stemmer) => stemmer.stem(&norm).into_owned(),
                None => norm.clone(),
            });
            tokens.norm.push(norm);
        }
    }
    tokens
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [source, out, lexicons] = args.as_slice() else {
        println!("usage: glued CORPUS.jsonl OUT LEXICONS");
        return;
    };
    let out = Path::new(out);
    fs::create_dir_all(out).expect("the output folder");
    let create =
        |name: &str| BufWriter::with_capacity(1 << 20, File::create(out.join(name)).expect("a file"));
    let [mut documents, mut words, mut names] =
        ["documents.csv", "tokens.csv", "entities.csv"].map(|n| csv::Writer::from_writer(create(n)));
    let mut jsonl = create("documents.jsonl");
    documents.write_record(["doc_id", "lang", "text"]).expect("a row");
    words
        .write_record(["doc_id", "sentence", "token", "start", "end", "lang", "text", "norm", "stem"])
        .expect("a row");
    names.write_record(["doc_id", "entity", "start", "end", "type", "id", "text"]).expect("a row");
    let gazetteer = Gazetteer::read(Path::new(lexicons));
    let snowball = Stemmer::create(Algorithm::Russian);
    let mut counts = [0; 3];
    let mut line = String::new();
    let mut reader = BufReader::with_capacity(1 << 20, File::open(source).expect("the corpus"));
    while reader.read_line(&mut line).expect("UTF-8") > 0 {
        let row: Row = serde_json::from_str(&line).expect("JSONL with id and text");
        let found = whatlang::detect(&row.text).map(|info| info.lang());
        let lang = found.map_or("", |l| l.code());
        let page = Page {
            id: &row.id,
            lang,
            text: &row.text,
            // Snowball has no Kazakh.
            tokens: tokens(&row.text, (found == Some(whatlang::Lang::Rus)).then_some(&snowball)),
            entities: gazetteer.find(&row.text),
        };
        documents.write_record([page.id, lang, page.text]).expect("a row");
        let t = &page.tokens;
        for i in 0..t.text.len() {
            words
                .serialize((
                    page.id,
                    t.sentence[i],
                    i,
                    t.start[i],
                    t.end[i],
                    lang,
                    t.text[i],
                    &t.norm[i],
                    &t.stem[i],
                ))
                .expect("a row");
        }
        for (i, e) in page.entities.iter().enumerate() {
            names.serialize((page.id, i, e.start, e.end, e.r#type, e.id, e.text)).expect("a row");
        }
        serde_json::to_writer(&mut jsonl, &page).expect("a line");
        jsonl.write_all(b"\n").expect("a line");
        for (count, n) in counts.iter_mut().zip([1, t.text.len(), page.entities.len()]) {
            *count += n;
        }
        line.clear();
    }
    for table in [&mut documents, &mut words, &mut names] {
        table.flush().expect("a table");
    }
    jsonl.flush().expect("the documents");
    println!(r#"{{"documents": {}, "tokens": {}, "entities": {}}}"#, counts[0], counts[1], counts[2]);
}
