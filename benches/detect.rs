//! Detection of sentences against whatlang, side by side: `cargo bench --bench detect`.
//!
//! The sentences are those of `../shared/data/corpus` where that lies beside the repository, else the cases of
//! `tests/data/langid.tsv`. `cold` begins each round with an empty word table, so that every distinct word is
//! scored once a round; `warm` is what a long run comes to. The scan into words is counted in both. whatlang gets
//! its whole list of languages, as it comes. A throughput "element" is a sentence.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use tilshi::document::Document;
use tilshi::lang::Lang;
use tilshi::lang::model::LangModel;
use tilshi::stage::detect::Detect;
use tilshi::stage::{Scan, Scratch, Stage};

/// Sentences of each language.
const SENTENCES: usize = 4000;

fn sentences(lang: &str) -> Vec<String> {
    let path = format!("{}/../shared/data/corpus/{lang}.jsonl", env!("CARGO_MANIFEST_DIR"));
    let Ok(corpus) = std::fs::read_to_string(path) else {
        let cases = include_str!("../tests/data/langid.tsv")
            .lines()
            .filter_map(|l| l.strip_prefix(lang)?.strip_prefix('\t'));
        return cases.map(|l| l.split('\t').next().unwrap_or("").to_owned()).collect();
    };
    let mut all = Vec::new();
    // Documents from everywhere in the file, so that all its sources are there.
    let lines: Vec<&str> = corpus.lines().collect();
    for line in lines.iter().step_by((lines.len() / 1500).max(1)) {
        let row: serde_json::Value = serde_json::from_str(line).expect("the corpus is JSONL");
        let text = row["text"].as_str().expect("a text").to_owned();
        all.extend(text.split(['\n', '.', '!', '?']).map(|s| s.trim().to_owned()).filter(|s| s.len() > 40));
    }
    let step = (all.len() / SENTENCES).max(1);
    all.into_iter().step_by(step).take(SENTENCES).collect()
}

fn detect(stage: &Detect, sentences: &[String], scratch: &mut Scratch) -> [usize; 3] {
    let mut counts = [0; 3];
    let mut doc = Document::default();
    for sentence in sentences {
        doc.clear_layers();
        doc.text.clear();
        doc.text.push_str(sentence);
        Scan.run(&mut doc, scratch);
        stage.run(&mut doc, scratch);
        counts[match doc.lang.lang {
            Lang::Ru => 0,
            Lang::Kk => 1,
            _ => 2,
        }] += 1;
    }
    counts
}

fn bench(c: &mut Criterion) {
    let stage = Detect::new(LangModel::new());
    for (own, lang) in ["ru", "kk"].into_iter().enumerate() {
        let sentences = sentences(lang);
        let counts = detect(&stage, &sentences, &mut Scratch::default());
        assert!(counts[own] * 100 >= sentences.len() * 97, "{lang}: {counts:?} of {}", sentences.len());
        let mut group = c.benchmark_group(format!("detect-{lang}"));
        group.throughput(Throughput::Elements(sentences.len() as u64)).sample_size(10);
        group.bench_function("whatlang", |b| {
            b.iter(|| sentences.iter().filter(|s| black_box(whatlang::detect(s)).is_some()).count());
        });
        group.bench_function("cold", |b| {
            b.iter(|| assert_eq!(detect(&stage, &sentences, &mut Scratch::default()), counts));
        });
        let mut scratch = Scratch::default();
        group.bench_function("warm", |b| {
            b.iter(|| assert_eq!(detect(&stage, &sentences, &mut scratch), counts));
        });
        group.finish();
    }
}

mod group {
    #![allow(missing_docs, reason = "the macro writes an undocumented function")]
    criterion::criterion_group!(benches, super::bench);
}
criterion::criterion_main!(group::benches);
