//! Other people's crates beside tilshi in one run: contenders take turns, and the medians of the rounds count.

#![allow(clippy::print_stdout)]

use std::time::Instant;

use super::texts;

/// Rounds of which the median counts.
const ROUNDS: usize = 7;

/// Texts of `lang` and where they are from: `ru.jsonl` and `kk.jsonl` of the folder that `TILSHI_CORPUS` names, where it
/// does, else the texts of the benches, two megabytes of them.
pub(crate) fn documents(lang: &str) -> (Vec<String>, String) {
    let Ok(folder) = std::env::var("TILSHI_CORPUS") else {
        let own = texts::texts().into_iter().filter(|t| t.name.starts_with(lang) && t.name.ends_with("dump"));
        return (own.flat_map(|t| vec![t.text; 8]).collect(), "the texts of the benches".to_owned());
    };
    let path = format!("{folder}/{lang}.jsonl");
    let corpus = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let text = |line: &str| {
        let row: serde_json::Value = serde_json::from_str(line).expect("the corpus is JSONL");
        row["text"].as_str().expect("a text").to_owned()
    };
    (corpus.lines().map(text).collect(), path)
}

/// One way to do it: its name, how much it does in a round, and what does it and says how many things it made.
pub(crate) type Contender<'a> = (&'a str, f64, Box<dyn FnMut() -> usize + 'a>);

/// Runs the contenders in turn and prints how much a second each does, and the ratio to the first. A round should
/// take each at least a tenth of a second.
pub(crate) fn compare(title: &str, unit: &str, mut contenders: Vec<Contender<'_>>) {
    let clock = Instant::now();
    let mut times = vec![Vec::new(); contenders.len()];
    let mut counts = vec![None; contenders.len()];
    for _ in 0..ROUNDS {
        for (i, (name, _, work)) in contenders.iter_mut().enumerate() {
            let started = seconds(clock);
            let made = work();
            times[i].push(seconds(clock) - started);
            assert_eq!(*counts[i].get_or_insert(made), made, "{title}, {name}: the counts differ");
        }
    }
    let rates: Vec<f64> = times
        .iter_mut()
        .zip(&contenders)
        .map(|(times, (_, amount, _))| {
            times.sort_by(f64::total_cmp);
            amount / times[ROUNDS / 2]
        })
        .collect();
    println!("{title}");
    for (((name, ..), rate), count) in contenders.iter().zip(&rates).zip(counts) {
        let (ratio, count) = (rate / rates[0], count.unwrap_or(0));
        println!("  {name:40} {rate:9.2} {unit}  {ratio:5.2} x  {count} counted");
    }
}

/// Seconds this thread has been on a processor, where the system tells (Linux), else by the clock: a busy machine
/// then does not disturb the ratios. Counts in scheduler ticks, so only for tenths of a second and more.
fn seconds(clock: Instant) -> f64 {
    let ran = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = ran.and_then(|s| s.split(' ').next().and_then(|n| n.parse::<f64>().ok()));
    nanoseconds.map_or_else(|| clock.elapsed().as_secs_f64(), |n| n / 1e9)
}
