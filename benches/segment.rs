//! Sentences and tokens, beside the words and sentences of the crate unicode-segmentation.
//!
//! `cargo bench --bench segment [-- FILE.jsonl…]`: without a file the two built-in texts, repeated; with files
//! their `text` fields. Prints MB/s of each contender (median of the rounds, which alternate) and the ratio. The
//! counts are asserted to be the same in every round.

#![allow(clippy::print_stdout, missing_docs)]

use std::hint::black_box;
use std::time::Instant;

use tilshi::document::Document;
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
            let texts: Vec<String> = vec![text.repeat(20); 40];
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

fn compare(name: &str, texts: &[String]) {
    let bytes: usize = texts.iter().map(String::len).sum();
    let segment = segment::Segment::new();
    let stages: [&dyn Stage; 4] = [&zone::Zone, &Scan, &detect::Detect, &normalize::Normalize::default()];
    let mut scratch = Scratch::default();
    let mut docs: Vec<Document> = texts.iter().map(|t| Document::new("", t.as_str())).collect();
    let mut times = [const { Vec::new() }; 4];
    let mut counts: Option<[(usize, usize); 2]> = None;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let mut theirs = (0, 0);
        for text in texts {
            theirs.0 += black_box(text.as_str()).unicode_words().count();
            theirs.1 += text.unicode_sentences().count();
        }
        times[0].push(start.elapsed().as_secs_f64());

        let (mut scan, mut before, mut cut) = (0.0, 0.0, 0.0);
        let mut ours = (0, 0);
        for doc in &mut docs {
            doc.clear_layers();
            for (k, stage) in stages.iter().enumerate() {
                let start = Instant::now();
                stage.run(doc, &mut scratch);
                let time = start.elapsed().as_secs_f64();
                before += time;
                if k == 1 {
                    scan += time;
                }
            }
            let start = Instant::now();
            segment.run(doc, &mut scratch);
            cut += start.elapsed().as_secs_f64();
            ours.0 += doc.tokens.len();
            ours.1 += doc.sentences.len();
        }
        times[1].push(scan + cut);
        times[2].push(cut);
        times[3].push(before + cut);
        assert_eq!(*counts.get_or_insert([theirs, ours]), [theirs, ours], "the counts differ between rounds");
    }
    let [theirs, ours] = counts.expect("a round");
    let rate = |times: &mut Vec<f64>| {
        times.sort_by(f64::total_cmp);
        bytes as f64 / 1e6 / times[ROUNDS / 2]
    };
    let [a, b, c, d] = times.each_mut().map(rate);
    println!("{name}: {:.1} MB, {} tokens, {} sentences", bytes as f64 / 1e6, ours.0, ours.1);
    println!(
        "  unicode-segmentation, words and sentences  {a:7.1} MB/s  ({} words, {} sentences)",
        theirs.0, theirs.1
    );
    println!("  scan and segment                           {b:7.1} MB/s  {:.2} x", b / a);
    println!("  segment alone                              {c:7.1} MB/s  {:.2} x", c / a);
    println!("  zone, scan, detect, normalize, segment     {d:7.1} MB/s  {:.2} x", d / a);
}
