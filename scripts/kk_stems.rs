//! Counts the stems of a corpus and mines new ones: what `scripts/build-kk-stems` runs.
//!
//! Reads JSONL with `source` and `text` (files as arguments) and the tables in `lexicons/kk`; writes the
//! stem table with new frequency classes to stdout. A mined stem is one that explains words no known stem does, with
//! several different chains of suffixes. Reviews are full of typing errors: they count, but nothing is mined in them.
//!
//! `--ablation FORMS.tsv CORPUS…` prints what each source of stems and each layer of suffixes is worth; `--read` prints all
//! readings of the words on stdin.

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::exit)] // A tool for the terminal.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, BufRead, BufReader, BufWriter, Write};

use tilshi::lang::kk::morph::KkMorphology;
use tilshi::lang::kk::stem::KkStemmer;
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
    let args: Vec<String> = std::env::args().skip(1).collect();
    let tables = Tables::read()?;
    match args.first().map(String::as_str) {
        Some("--read") => readings(&tables.with(tables.suffixes, |_| true)?),
        Some("--ablation") => match &args[1..] {
            [forms, corpora @ ..] => ablation(&tables, forms, corpora),
            [] => Err(io::Error::other("--ablation FORMS.tsv CORPUS.jsonl…")),
        },
        _ => {
            let old = rows(tables.stems).map(|row| row.map(str::to_string)).filter(|row| row[3] != "mined");
            let kk = tables.with(tables.suffixes, |s| s != "mined")?;
            let table = mine(&kk, old.collect(), &count(&args)?);
            io::stdout().lock().write_all(table.as_bytes())
        }
    }
}

/// The tables as they stand in the folder where the program is run, so that an edited one needs no new build. They are
/// read once and kept for good.
struct Tables {
    suffixes: &'static str,
    stems: &'static str,
    exceptions: &'static str,
}

impl Tables {
    fn read() -> io::Result<Tables> {
        let table = |name: &str| {
            let path = format!("lexicons/kk/{name}.tsv");
            std::fs::read_to_string(&path)
                .map(|t| &*t.leak())
                .map_err(|e| io::Error::other(format!("{path}: {e}")))
        };
        Ok(Tables { suffixes: table("suffixes")?, stems: table("stems")?, exceptions: table("exceptions")? })
    }

    /// The morphology with the stems whose source `take` takes.
    fn with(&self, suffixes: &'static str, take: impl Fn(&str) -> bool) -> io::Result<KkMorphology> {
        let exceptions = if take("exceptions") { self.exceptions } else { "" };
        KkMorphology::with_tables(suffixes, self.stems, exceptions, take).map_err(io::Error::other)
    }
}

/// Stem, class, frequency class, source.
type Row<S> = [S; 4];

fn rows(table: &'static str) -> impl Iterator<Item = Row<&'static str>> {
    table.lines().skip(1).map(|line| {
        let mut cells = line.split('\t');
        [0; 4].map(|_| cells.next().unwrap_or(""))
    })
}

/// Words with how often they are seen in all, and how often in formal text.
type Types = Vec<(String, (u64, u64))>;

/// The words of corpora.
fn count(paths: &[String]) -> io::Result<Types> {
    let mut types: HashMap<String, (u64, u64)> = HashMap::new();
    for path in paths {
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
    let mut types: Types = types.into_iter().collect();
    types.sort();
    Ok(types)
}

/// All readings of the words on stdin, one a line: word, stem, chain, whether the stem is known, cost.
fn readings(kk: &KkMorphology) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    for word in io::stdin().lock().lines() {
        let word = word?;
        for a in kk.analyse(&word) {
            writeln!(
                out,
                "{word}\t{}\t{}\t{}\t{}",
                a.stem,
                kk.tags_after(&a.chain, a.kept),
                a.known,
                a.cost
            )?;
        }
    }
    out.flush()
}

/// What each source of stems and each layer of suffixes is worth: precision, recall and F1 over pairs of forms that are
/// grouped as their lemmas are. `forms`: TSV with a header and the columns form, lemma, class, count.
fn ablation(tables: &Tables, forms: &str, corpora: &[String]) -> io::Result<()> {
    let mut lemmas: BTreeMap<String, (u64, String)> = BTreeMap::new();
    for line in std::fs::read_to_string(forms)?.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [form, lemma, _, count] = cells[..] else { return Err(io::Error::other("four cells a line")) };
        let count = count.parse().unwrap_or(0);
        let best = lemmas.entry(form.to_string()).or_default();
        if best.1.is_empty() || count > best.0 {
            *best = (count, lemma.to_string());
        }
    }
    println!("stems\tP\tR\tF1");
    score("none", tables.with(tables.suffixes, |_| false)?, &lemmas);
    // What the script finds when it knows nothing, which is more than the rows that the curated ones lack.
    let empty = KkMorphology::with_tables(tables.suffixes, "", "", |_| true).map_err(io::Error::other)?;
    let mined: &'static str = mine(&empty, Vec::new(), &count(corpora)?).leak();
    let alone = KkMorphology::with_tables(tables.suffixes, mined, "", |_| true).map_err(io::Error::other)?;
    score(&format!("mined alone ({} stems)", alone.stems()), alone, &lemmas);
    score("exceptions", tables.with(tables.suffixes, |s| s == "exceptions")?, &lemmas);
    score("curated, exceptions", tables.with(tables.suffixes, |s| s != "mined")?, &lemmas);
    score("all", tables.with(tables.suffixes, |_| true)?, &lemmas);
    let mut layers: Vec<&str> = Vec::new();
    for layer in tables.suffixes.lines().skip(1).filter_map(|line| line.split('\t').next()) {
        if layer != "group" && !layers.contains(&layer) {
            layers.push(layer);
        }
    }
    println!("without the layer\tP\tR\tF1");
    for layer in layers {
        // A suffix that may follow nothing is never met.
        let without: String = tables
            .suffixes
            .lines()
            .map(|line| {
                let mut cells: Vec<&str> = line.split('\t').collect();
                if cells[0] == layer {
                    cells[4] = "";
                }
                cells.join("\t") + "\n"
            })
            .collect();
        score(layer, tables.with(without.leak(), |_| true)?, &lemmas);
    }
    Ok(())
}

/// Prints a row of the table.
fn score(name: &str, kk: KkMorphology, lemmas: &BTreeMap<String, (u64, String)>) {
    let kk = KkStemmer::with(kk);
    let mut groups: [HashMap<String, u64>; 3] = Default::default();
    for (form, (_, lemma)) in lemmas {
        let stem = kk.stem(form).into_owned();
        *groups[2].entry(format!("{lemma}\t{stem}")).or_default() += 1;
        *groups[1].entry(stem).or_default() += 1;
        *groups[0].entry(lemma.clone()).or_default() += 1;
    }
    let [gold, found, both] = groups.map(|g| g.values().map(|n| n * (n - 1) / 2).sum::<u64>() as f64);
    let (p, r) = (both / found, both / gold);
    println!("{name}\t{p:.4}\t{r:.4}\t{:.4}", 2.0 * p * r / (p + r));
}

/// The stem table for the words of a corpus: `old` rows with new frequency classes, and the stems that are found in
/// words that `kk` does not know.
fn mine(kk: &KkMorphology, old: Vec<Row<String>>, types: &Types) -> String {
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
    let mut rows: BTreeSet<(String, String, u8, String)> = BTreeSet::new();
    for [stem, pos, _, source] in old {
        let seen = seen.get(&(stem.clone(), pos == "V"));
        rows.insert((stem, pos, class(seen.copied().unwrap_or(0)), source));
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
    let mut table = String::from("stem\tpos\tfreq\tsource\n");
    for (stem, pos, freq, source) in rows {
        table.push_str(&format!("{stem}\t{pos}\t{freq}\t{source}\n"));
    }
    table
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
