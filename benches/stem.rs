//! Words stemmed a second: Kazakh without and with the word table, beside rust-stemmers on Russian in the same run.
//!
//! Reads the running words of `../shared/data/corpus` where that folder is beside the repository, else the forms of
//! `tests/data`. Asserts how many different stems there are, so that a faster wrong answer fails.

#![allow(missing_docs)] // criterion_group! makes a public function.

use std::collections::HashSet;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tilshi::lang::Lang;
use tilshi::lang::kk::stem::KkStemmer;
use tilshi::lang::ru::stem::RuStemmer;
use tilshi::words::{WordTable, fold};

/// Running words of one bench.
const WORDS: usize = 100_000;

fn words(file: &str, fallback: &str) -> Vec<String> {
    let path = format!("{}/../shared/data/corpus/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap_or_else(|_| fallback.to_string());
    let mut words: Vec<String> = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|w| w.chars().count() > 1 && !w.is_ascii())
        .take(WORDS)
        .map(|w| fold(w).into_owned())
        .collect();
    let n = words.len();
    words.extend(
        (n..WORDS)
            .map(|i| i % n)
            .collect::<Vec<_>>()
            .into_iter()
            .map(|i| words[i].clone())
            .collect::<Vec<_>>(),
    );
    words
}

fn stems(c: &mut Criterion) {
    let kk_words = words("kk.jsonl", include_str!("../tests/data/kk/stems.tsv"));
    let ru_words = words("ru.jsonl", include_str!("../tests/data/ru/snowball.tsv"));
    let (kk, ru) = (KkStemmer::new(), RuStemmer::new());
    let different: HashSet<&str> = kk_words.iter().map(String::as_str).collect();
    let stemmed: HashSet<_> = different.iter().map(|w| kk.stem(w)).collect();
    assert!(stemmed.len() * 10 < different.len() * 7, "{} stems of {}", stemmed.len(), different.len());

    let mut group = c.benchmark_group("stem");
    group.sample_size(20).throughput(Throughput::Elements(WORDS as u64));
    group.bench_function("kk", |b| {
        b.iter(|| kk_words.iter().map(|w| black_box(kk.stem(w)).len()).sum::<usize>());
    });
    group.bench_function("ru", |b| {
        b.iter(|| ru_words.iter().map(|w| black_box(ru.stem(w)).len()).sum::<usize>());
    });
    let mut table = WordTable::default();
    let ids: Vec<_> = kk_words.iter().map(|w| table.intern(w)).collect();
    group.bench_function("kk-known", |b| {
        b.iter(|| {
            ids.iter()
                .map(|&id| {
                    table.ensure_stem(id, Lang::Kk, |k| kk.stem(k));
                    table.stem(id, Lang::Kk).map_or(0, str::len)
                })
                .sum::<usize>()
        });
    });
    group.bench_function("start", |b| b.iter(|| black_box(KkStemmer::new()).morphology().stems()));
    group.finish();
}

criterion_group!(benches, stems);
criterion_main!(benches);
