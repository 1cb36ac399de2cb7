//! Sentences and tokens, beside the words and sentences of the crate unicode-segmentation.
//!
//! `cargo bench --bench segment [-- FILE.jsonl…]`: without a file the two built-in texts, repeated; with files
//! their `text` fields. Prints MB/s of each contender (median of the rounds, which alternate) and the ratio. The
//! counts are asserted to be the same in every round.

#![allow(clippy::print_stdout, missing_docs)]

use std::hint::black_box;
use std::time::Instant;

use tilshi::document::Document;
use tilshi::lang::Lang;
use tilshi::lang::model::LangModel;
use tilshi::stage::{Scan, Scratch, Stage, detect, normalize, segment, zone};
use unicode_segmentation::UnicodeSegmentation;

/// Rounds of which the median counts.
const ROUNDS: usize = 7;

const RU: &str = include_str!("../tests/data/ru/bench.txt");
const KK: &str = include_str!("../tests/data/kk/bench.txt");

fn main() {
    let files: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    if files.is_empty() {
        for (name, text) in [("ru", RU), ("kk", KK)] {
            let texts: Vec<String> = vec![text.repeat(20); 400];
            compare(name, &texts);
        }
    }
    for file in files {
        let lines = std::fs::read_to_string(&file).expect("a readable file");
        let texts: Vec<String> = lines
            .lines()
            .map(|l| serde_json::from_str::<serde_json::Value>(l).expect("JSONL"))
            .filter_map(|row| row["text"].as_str().map(str::to_owned))
            .collect();
        compare(&file, &texts);
    }
}

/// Seconds this thread has been on a processor, where the system tells (Linux), else by the clock: a busy machine
/// then does not disturb the ratios. Counts in scheduler ticks, so only for tenths of a second and more.
fn seconds(start: Instant) -> f64 {
    let ran = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = ran.and_then(|s| s.split(' ').next().and_then(|n| n.parse::<f64>().ok()));
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |n| n / 1e9)
}

/// What is run for each document, by name: the language known, or found; the text repaired or not; cut or not.
const PASSES: [(&str, bool, bool); 4] = [
    ("scan", false, false),
    ("scan, segment", false, true),
    ("zone, scan, detect, normalize", true, false),
    ("zone, scan, detect, normalize, segment", true, true),
];

fn compare(name: &str, texts: &[String]) {
    let bytes: usize = texts.iter().map(String::len).sum();
    let segment = segment::Segment::new();
    let (detect, normalize) = (detect::Detect::new(LangModel::new()), normalize::Normalize::default());
    let zone = zone::Zone::new();
    let mut scratch = Scratch::default();
    let mut doc = Document::default();
    // Documents come and go in one place, as in a run.
    let load = |doc: &mut Document, text: &str| {
        doc.clear_layers();
        doc.text.clear();
        doc.text.push_str(text);
    };
    let languages: Vec<Lang> = texts
        .iter()
        .map(|text| {
            load(&mut doc, text);
            Scan.run(&mut doc, &mut scratch);
            detect.run(&mut doc, &mut scratch);
            doc.lang.lang
        })
        .collect();
    let clock = Instant::now();
    let mut times = [const { Vec::new() }; 1 + PASSES.len()];
    let mut counts: [Option<(usize, usize)>; 1 + PASSES.len()] = [None; 1 + PASSES.len()];
    for _ in 0..ROUNDS {
        let start = seconds(clock);
        let mut theirs = (0, 0);
        for text in texts {
            theirs.0 += black_box(text.as_str()).unicode_words().count();
            theirs.1 += text.unicode_sentences().count();
        }
        times[0].push(seconds(clock) - start);
        assert_eq!(*counts[0].get_or_insert(theirs), theirs, "the counts differ");
        for (k, &(_, whole, cut)) in PASSES.iter().enumerate() {
            let mut ours = (0, 0);
            let start = seconds(clock);
            for (text, &lang) in texts.iter().zip(&languages) {
                load(&mut doc, text);
                if whole {
                    zone.run(&mut doc, &mut scratch);
                }
                Scan.run(&mut doc, &mut scratch);
                if whole {
                    detect.run(&mut doc, &mut scratch);
                    normalize.run(&mut doc, &mut scratch);
                } else {
                    doc.lang.lang = lang;
                }
                if cut {
                    segment.run(&mut doc, &mut scratch);
                }
                ours.0 += if cut { doc.tokens.len() } else { doc.atoms.len() };
                ours.1 += doc.sentences.len();
            }
            times[k + 1].push(seconds(clock) - start);
            assert_eq!(*counts[k + 1].get_or_insert(ours), ours, "the counts differ");
        }
    }
    println!("{name}: {:.1} MB", bytes as f64 / 1e6);
    let rates = times.each_mut().map(|times| {
        times.sort_by(f64::total_cmp);
        bytes as f64 / 1e6 / times[ROUNDS / 2]
    });
    let names = std::iter::once("unicode-segmentation: words, sentences").chain(PASSES.iter().map(|p| p.0));
    for ((name, rate), count) in names.zip(rates).zip(counts) {
        let (tokens, sentences) = count.unwrap_or_default();
        let ratio = rate / rates[0];
        println!("  {name:40} {rate:7.1} MB/s  {ratio:5.2} x  {tokens} tokens, {sentences} sentences");
    }
}
