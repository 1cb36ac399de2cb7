//! Counts the stems of a corpus and mines new ones: what `scripts/build-kk-stems` runs.
//!
//! Reads JSONL with `source` and `text` (files as arguments) and the tables in `lexicons/kk`; writes the
//! stem table with new frequency classes to stdout. A mined stem is one that explains words no known stem does, with
//! several different chains of suffixes. Reviews are full of typing errors: they count, but nothing is mined in them.
//! Names of persons and places become stems where the other stems would cut them, and where the words that this changes
//! are written with a capital more often than without one.
//!
//! `--names CORPUS…` makes only the rows of names anew and leaves the others as they are.
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

/// Letters of a name that becomes a stem though the corpus does not speak for it.
const LONG: usize = 4;
/// Tables of names.
const NAMES: [&str; 8] = [
    "kk/given_names",
    "kk/surnames",
    "entities/countries",
    "entities/persons-kz",
    "entities/persons-world",
    "entities/places-kz",
    "entities/places-ru",
    "entities/places-world",
];
/// Endings in which a name is tried, in all their variants.
const CASES: [&str; 27] = [
    "ның", "нің", "дың", "дің", "тың", "тің", "ға", "ге", "қа", "ке", "ны", "ні", "ды", "ді", "ты", "ті",
    "да", "де", "та", "те", "нан", "нен", "дан", "ден", "тан", "тен", "мен",
];

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
        Some("--names") => {
            let old = rows(tables.stems).filter(|row| row[3] != "names");
            let others = table(old.map(|row| row.map(str::to_string)));
            print(&with_names(&tables, others, &count(&args[1..])?)?)
        }
        _ => {
            let made = |source: &str| source == "mined" || source == "names";
            let old = rows(tables.stems).map(|row| row.map(str::to_string)).filter(|row| !made(&row[3]));
            let kk = tables.with(tables.suffixes, |s| !made(s))?;
            let types = count(&args)?;
            print(&with_names(&tables, mine(&kk, old.collect(), &types, &names()?), &types)?)
        }
    }
}

fn print(table: &str) -> io::Result<()> {
    io::stdout().lock().write_all(table.as_bytes())
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

/// How often a word is seen.
#[derive(Clone, Copy, Default)]
struct Seen {
    all: u64,
    /// In formal text.
    formal: u64,
    /// With a capital where no sentence begins.
    capital: u64,
    /// Without a capital.
    small: u64,
}

/// Words with how often they are seen.
type Types = Vec<(String, Seen)>;

/// The words of corpora.
fn count(paths: &[String]) -> io::Result<Types> {
    let mut types: HashMap<String, Seen> = HashMap::new();
    for path in paths {
        for line in BufReader::new(std::fs::File::open(path)?).lines() {
            let row: serde_json::Value = serde_json::from_str(&line?)?;
            let informal = row["source"].as_str().is_some_and(|s| INFORMAL.contains(&s));
            let text = row["text"].as_str().unwrap_or("");
            let mut end = 0;
            for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
                let start = word.as_ptr() as usize - text.as_ptr() as usize;
                let inside = matches!(&text[end..start], " " | ", ");
                end = start + word.len();
                let seen = types.entry(fold(word).into_owned()).or_default();
                seen.all += 1;
                seen.formal += u64::from(!informal);
                let mut letters = word.chars().map(char::is_uppercase);
                let capital = letters.next() == Some(true);
                seen.small += u64::from(!capital);
                seen.capital += u64::from(capital && inside && letters.any(|upper| !upper));
            }
        }
    }
    let mut types: Types = types.into_iter().collect();
    types.sort_by(|a, b| a.0.cmp(&b.0));
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
    let mined: &'static str = mine(&empty, Vec::new(), &count(corpora)?, &names()?).leak();
    let alone = KkMorphology::with_tables(tables.suffixes, mined, "", |_| true).map_err(io::Error::other)?;
    score(&format!("mined alone ({} stems)", alone.stems()), alone, &lemmas);
    score("exceptions", tables.with(tables.suffixes, |s| s == "exceptions")?, &lemmas);
    score("curated, exceptions", tables.with(tables.suffixes, |s| s != "mined" && s != "names")?, &lemmas);
    score("curated, exceptions, mined", tables.with(tables.suffixes, |s| s != "names")?, &lemmas);
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
fn mine(kk: &KkMorphology, old: Vec<Row<String>>, types: &Types, names: &BTreeMap<String, bool>) -> String {
    let mut seen: BTreeMap<(String, bool), u64> = BTreeMap::new();
    // Candidates: stem and whether a verb → the words it explains.
    let mut mined: BTreeMap<(String, bool), Vec<(usize, String)>> = BTreeMap::new();
    let mut unknown: Vec<u64> = vec![0; types.len()];
    // Words that several stems explain: shared out later, by what the other words say of those stems.
    let mut shared: Vec<(u64, Vec<(String, bool)>)> = Vec::new();
    for (i, (word, count)) in types.iter().enumerate() {
        let readings = kk.analyse(word);
        let Some(best) = readings.iter().find(|a| a.known) else {
            if count.formal > 0 {
                unknown[i] = count.formal;
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
            *seen.entry(one.clone()).or_default() += count.all;
        } else {
            shared.push((count.all, near));
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
    let mut rows: Vec<Row<String>> = Vec::new();
    for [stem, pos, _, source] in old {
        let seen = seen.get(&(stem.clone(), pos == "V"));
        let class = class(seen.copied().unwrap_or(0));
        rows.push([stem, pos, class.to_string(), source]);
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
        // A verb that is itself a form of a known stem is none: `тобы` beside `топ`; nor is a name: `Ахметова`.
        let form = key.1 && (names.contains_key(&key.0) || kk.analyse(&key.0).iter().any(|a| a.known));
        if chains.len() < enough || tokens < TOKENS || form {
            continue;
        }
        let pos = if key.1 { "V" } else { "N" };
        rows.push([&key.0, pos, &class(tokens).max(3).to_string(), "mined"].map(str::to_string));
        let explained: Vec<usize> = left.iter().map(|(i, _)| *i).collect();
        for i in explained {
            unknown[i] = 0;
        }
    }
    table(rows.into_iter())
}

/// Rows as a table, in order, each once.
fn table(rows: impl Iterator<Item = Row<String>>) -> String {
    let rows: BTreeSet<Row<String>> = rows.collect();
    let mut table = String::from("stem\tpos\tfreq\tsource\n");
    for row in rows {
        table.push_str(&row.join("\t"));
        table.push('\n');
    }
    table
}

/// The stem table with the names that `others` would cut.
fn with_names(tables: &Tables, others: String, types: &Types) -> io::Result<String> {
    let others: &'static str = others.leak();
    let with = |stems: &'static str| {
        KkMorphology::with_tables(tables.suffixes, stems, tables.exceptions, |_| true)
            .map(KkStemmer::with)
            .map_err(io::Error::other)
    };
    let before = with(others)?;
    let known: BTreeSet<&str> =
        rows(others).map(|row| row[0]).chain(rows(tables.exceptions).map(|row| row[0])).collect();
    let mut names = names()?;
    let all: BTreeSet<String> = names.keys().cloned().collect();
    // Patronymics are read by a suffix.
    let patronymic = |name: &str| name.ends_with("ұлы") || name.ends_with("қызы");
    names.retain(|name, _| {
        name.chars().count() >= SHORT - 1 && !known.contains(name.as_str()) && !patronymic(name)
    });
    // How often each name is written as one, and how often as a common word.
    let mut written: HashMap<&str, (u64, u64)> = HashMap::new();
    let mut splits = Vec::new();
    for (word, seen) in types {
        before.morphology().nominal_splits(word, &mut splits);
        for split in splits.iter().filter(|s| !s.disharmonic && !s.possessed) {
            if let Some((name, _)) = names.get_key_value(split.base(word).as_ref()) {
                let written = written.entry(name).or_default();
                written.0 += seen.capital;
                written.1 += seen.small;
            }
        }
    }
    let row = |name: &str| {
        let class = class(written.get(name).map_or(0, |w| w.0)).max(3);
        [name, "NP", &class.to_string(), "names"].map(str::to_string)
    };
    let old = || rows(others).map(|row| row.map(str::to_string));
    let after = with(table(old().chain(names.keys().map(|name| row(name)))).leak())?;
    // What each name changes: words with a capital, words without one.
    let mut changed: HashMap<String, (u64, u64)> = HashMap::new();
    for (word, seen) in types {
        let stem = after.stem(word);
        if stem != before.stem(word) {
            let changed = changed.entry(stem.into_owned()).or_default();
            changed.0 += seen.capital;
            changed.1 += seen.small;
        }
    }
    let cut = |name: &str| {
        before.stem(name) != name
            || CASES.iter().map(|case| format!("{name}{case}")).any(|form| {
                let chain = before.morphology().nominal_chain(name, &form);
                chain.is_some_and(|c| c.chain.len() == 1 && !c.disharmonic) && before.stem(&form) != name
            })
    };
    let common = |name: &str| written.get(name).is_some_and(|w| w.1 > w.0);
    // `Айым` is my moon too, and so is each of its forms; `Мариям` is nobody's Мария.
    let mine = |name: &str| {
        let readings = before.morphology().analyse(name);
        let best = readings.first().filter(|a| a.known && !all.contains(&a.stem));
        best.is_some_and(|a| before.morphology().layers(&a.chain).eq(["POSS12"]))
    };
    let taken = names.iter().filter(|&(name, &ambiguous)| {
        let doubt = ambiguous || mine(name);
        match changed.get(name) {
            _ if common(name) => false,
            Some(&(capital, small)) if capital + small > 0 => capital > small + u64::from(doubt),
            _ => !doubt && name.chars().count() >= LONG && cut(name),
        }
    });
    let mut taken: Vec<Row<String>> = taken.map(|(name, _)| row(name)).collect();
    // One name cuts another: `Жанай` and `Жанайым`.
    let between = with(table(old().chain(taken.iter().cloned())).leak())?;
    let longer = names
        .keys()
        .filter(|&name| !common(name) && before.stem(name) == *name && between.stem(name) != *name);
    taken.extend(longer.map(|name| row(name)));
    Ok(table(old().chain(taken)))
}

/// The names of one Cyrillic word in the tables, in lower case, with whether all rows call them ambiguous.
fn names() -> io::Result<BTreeMap<String, bool>> {
    let mut names: BTreeMap<String, bool> = BTreeMap::new();
    for file in NAMES {
        let path = format!("lexicons/{file}.tsv");
        let text = std::fs::read_to_string(&path).map_err(|e| io::Error::other(format!("{path}: {e}")))?;
        let mut lines = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
        let head = lines.next().unwrap_or_default();
        for row in lines {
            let cell = |name: &str| head.iter().position(|h| *h == name).and_then(|i| row.get(i).copied());
            if !matches!(cell("lang"), None | Some("kk" | "mul")) {
                continue;
            }
            let ambiguous =
                cell("flags").is_some_and(|f| f.split(' ').any(|f| f == "ambiguous" || f == "context"));
            for word in cell("name").or(cell("alias")).unwrap_or("").split(' ') {
                // Places are one word; of persons each word is a name.
                let whole =
                    !file.contains("places") && !file.contains("countries") || cell("alias") == Some(word);
                let capital = word.chars().next().is_some_and(char::is_uppercase);
                let folded = fold(word);
                let letters = folded.chars().all(|c| matches!(c, 'а'..='я') || "ёіғқңүұһәө".contains(c));
                let initials = word.chars().skip(1).any(char::is_uppercase);
                if whole && capital && !initials && letters {
                    let all = names.entry(folded.into_owned()).or_insert(true);
                    *all &= ambiguous;
                }
            }
        }
    }
    Ok(names)
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
