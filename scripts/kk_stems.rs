//! Counts the stems of a corpus and mines new ones: what `scripts/build-kk-stems` runs.
//!
//! Reads JSONL with `source` and `text` (files as arguments) and the stem lexicon that is built in; writes the
//! stem table with new frequency classes to stdout. A mined stem is one that explains words no known stem does, with
//! several different chains of suffixes. Reviews are full of typing errors: they count, but nothing is mined in them.

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::exit)] // A tool for the terminal.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, BufRead, BufReader, BufWriter, Write};

use tilshi::lang::kk::morph::KkMorphology;
use tilshi::words::fold;

/// Sources in which nothing is mined.
const INFORMAL: [&str; 1] = ["kazsandra-reviews"];
/// Different words a mined stem must explain, each with another chain.
const CHAINS: usize = 3;
/// How often those words must be seen.
const TOKENS: u64 = 4;
/// Letters of a stem so short that it must explain twice as many.
const SHORT: usize = 4;

/// Readings that cost so much more than the best are taken as possible when stems are counted.
const NEAR: i32 = 8;

fn main() -> io::Result<()> {
    let table = include_str!("../lexicons/kk/stems.tsv");
    let old: Vec<Vec<&str>> = table.lines().skip(1).map(|l| l.split('\t').collect()).collect();
    let kk = KkMorphology::with_sources(|s| s != "mined");
    let mut types: HashMap<String, (u64, u64)> = HashMap::new();
    for path in std::env::args().skip(1) {
        for line in BufReader::new(std::fs::File::open(path)?).lines() {
            let row: serde_json::Value = serde_json::from_str(&line?)?;
            let informal = row["source"].as_str().is_some_and(|s| INFORMAL.contains(&s));
            for word in row["text"].as_str().unwrap_or("").split(|c: char| !c.is_alphabetic()) {
                if word.chars().any(|c| c.is_alphabetic()) {
                    let count = types.entry(fold(word).into_owned()).or_default();
                    count.0 += 1;
                    count.1 += u64::from(!informal);
                }
            }
        }
    }
    let mut types: Vec<(String, (u64, u64))> = types.into_iter().collect();
    types.sort();
    let mut seen: BTreeMap<(String, bool), u64> = BTreeMap::new();
    // Candidates: stem and whether a verb → the words it explains.
    let mut mined: BTreeMap<(String, bool), Vec<(usize, String)>> = BTreeMap::new();
    let mut unknown: Vec<u64> = vec![0; types.len()];
    // Words that several stems explain: shared out later, by what the other words say of those stems.
    let mut shared: Vec<(u64, Vec<(String, bool)>)> = Vec::new();
    for (i, (word, (count, formal))) in types.iter().enumerate() {
        let readings = kk.analyse(word);
        let Some(best) = readings.iter().find(|a| a.known) else {
            if *formal > 0 {
                unknown[i] = *formal;
                for a in &readings {
                    if a.stem.chars().count() >= 3 {
                        for verb in [false, true] {
                            // A bare stem may be either.
                            if a.verb == verb || a.chain.is_empty() {
                                mined.entry((a.stem.clone(), verb)).or_default().push((i, kk.tags(&a.chain)));
                            }
                        }
                    }
                }
            }
            continue;
        };
        let mut near: Vec<(String, bool)> = readings
            .iter()
            .filter(|a| a.known && a.cost <= best.cost + NEAR)
            .map(|a| (a.stem.clone(), a.verb))
            .collect();
        near.sort();
        near.dedup();
        if let [one] = &near[..] {
            *seen.entry(one.clone()).or_default() += count;
        } else {
            shared.push((*count, near));
        }
    }
    let sure = seen.clone();
    for (count, stems) in shared {
        let weight = |s: &(String, bool)| sure.get(s).copied().unwrap_or(0) + 1;
        let all: u64 = stems.iter().map(weight).sum();
        for s in stems {
            let part = (count as f64 * weight(&s) as f64 / all as f64).round() as u64;
            *seen.entry(s).or_default() += part;
        }
    }
    let mut out = BufWriter::new(io::stdout().lock());
    writeln!(out, "stem\tpos\tfreq\tsource")?;
    let mut rows: BTreeSet<(String, String, u8, String)> = BTreeSet::new();
    for row in &old {
        if row[3] != "mined" {
            let s = seen.get(&(row[0].to_string(), row[1] == "V"));
            let freq = class(s.copied().unwrap_or(0));
            rows.insert((row[0].into(), row[1].into(), freq, row[3].into()));
        }
    }
    // The stem that explains most words first; what it explains is explained.
    let order: Vec<(usize, usize, bool, String)> =
        mined.iter().map(|(k, v)| (v.len(), k.0.chars().count(), !k.1, k.0.clone())).collect();
    let mut heap: std::collections::BinaryHeap<(usize, usize, bool, String)> = order.into();
    while let Some((n, len, noun, stem)) = heap.pop() {
        let key = (stem, !noun);
        let words = &mined[&key];
        let left: Vec<&(usize, String)> = words.iter().filter(|(i, _)| unknown[*i] > 0).collect();
        if left.len() < CHAINS {
            continue;
        }
        if left.len() < n {
            heap.push((left.len(), len, noun, key.0));
            continue;
        }
        let chains: BTreeSet<&str> = left.iter().map(|(_, c)| c.as_str()).collect();
        let tokens: u64 = left.iter().map(|(i, _)| unknown[*i]).sum();
        let enough = if len <= SHORT { 2 * CHAINS } else { CHAINS };
        // A verb that is itself a form of a known stem is none: `тобы` beside `топ`.
        let form = key.1 && kk.analyse(&key.0).iter().any(|a| a.known);
        if chains.len() < enough || tokens < TOKENS || form {
            continue;
        }
        rows.insert((
            key.0.clone(),
            if key.1 { "V" } else { "N" }.into(),
            class(tokens).max(3),
            "mined".into(),
        ));
        let explained: Vec<usize> = left.iter().map(|(i, _)| *i).collect();
        for i in explained {
            unknown[i] = 0;
        }
    }
    for (stem, pos, freq, source) in rows {
        writeln!(out, "{stem}\t{pos}\t{freq}\t{source}")?;
    }
    out.flush()
}

/// The frequency class of a count: 0 for the most frequent.
fn class(tokens: u64) -> u8 {
    match tokens {
        1000.. => 0,
        200.. => 1,
        40.. => 2,
        8.. => 3,
        2.. => 4,
        _ => 5,
    }
}
