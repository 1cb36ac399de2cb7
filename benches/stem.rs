//! Stems, then Kazakh and Russian words a second beside rust-stemmers on Russian: `cargo bench --bench stem`.
//!
//! `distinct`: every word is another one, in the order of their first appearance in the texts, and where those are few the
//! forms of `tests/data`. `running`: the words of the texts as they come, each stemmed again. `known` is the same out of the
//! word table, as it is for all but the first appearance of a word in a run.

#[path = "texts/beside.rs"]
mod beside;
#[path = "texts/stage.rs"]
mod stage;
mod texts;

use std::collections::HashSet;
use std::sync::Arc;

use criterion::Criterion;
use rust_stemmers::{Algorithm, Stemmer};
use tilshi::lang::Lang;
use tilshi::lang::kk::stem::KkStemmer;
use tilshi::lang::model::LangModel;
use tilshi::lang::ru::stem::RuStemmer;
use tilshi::stage::detect::{Detect, Label};
use tilshi::stage::normalize::Normalize;
use tilshi::stage::segment::Segment;
use tilshi::stage::stem::Stem;
use tilshi::stage::zone::Zone;
use tilshi::stage::{Scan, Stage};
use tilshi::words::{WordId, WordTable, fold};

/// Words of each language at most.
const WORDS: usize = 100_000;

/// Times that a contender goes through its words in a round: a tenth of a second, and for words that are known too.
const TURNS: usize = 3;
const TURNS_KNOWN: usize = 150;

fn stem(c: &mut Criterion) {
    let (ru, kk) = (RuStemmer::new(), Arc::new(KkStemmer::new()));
    let detect = Detect::new(LangModel::new());
    let (zone, normalize, segment) = (Zone::new(), Normalize::default(), Segment::new());
    let before: [&dyn Stage; 6] = [&zone, &Scan, &detect, &normalize, &segment, &Label];
    stage::bench(c, &Stem::new(kk.clone()), &before, 16, |doc, scratch| {
        doc.tokens.iter().filter(|t| scratch.words.stem(t.word, t.lang).is_some()).count()
    });

    let ru_words = words("ru", include_str!("../tests/data/ru/snowball.tsv"), '|');
    let kk_words = words("kk", include_str!("../tests/data/kk/stems.tsv"), '\t');
    let stems: HashSet<_> = kk_words.iter().map(|w| kk.stem(w)).collect();
    assert!(stems.len() * 10 < kk_words.len() * 7, "{} stems of {}", stems.len(), kk_words.len());
    let snowball = Stemmer::create(Algorithm::Russian);
    let known = |words: &[String], lang: Lang| {
        let mut table = WordTable::default();
        let ids: Vec<WordId> = words.iter().map(|w| table.intern(w)).collect();
        for &id in &ids {
            let (ru, kk) = (&ru, &kk);
            table.ensure_stem(id, lang, |k| if lang == Lang::Ru { ru.stem(k) } else { kk.stem(k) });
        }
        again(ids, TURNS_KNOWN, move |&id| table.stem(id, lang).map_or(0, str::len))
    };
    let (ru_text, kk_text) = (running("ru"), running("kk"));
    let millions = |words: &[String], turns: usize| (words.len() * turns) as f64 / 1e6;
    let (ru_new, kk_new) = (millions(&ru_words, TURNS), millions(&kk_words, TURNS));
    let (ru_known, kk_known) = (millions(&ru_words, TURNS_KNOWN), millions(&kk_words, TURNS_KNOWN));
    beside::compare(
        &format!("{} distinct words of Russian, {} of Kazakh", ru_words.len(), kk_words.len()),
        "million words/s",
        vec![
            (
                "rust-stemmers, Russian, running",
                millions(&ru_text, TURNS),
                again(&ru_text, TURNS, |w| snowball.stem(w).len()),
            ),
            ("Russian, running", millions(&ru_text, TURNS), again(&ru_text, TURNS, |w| ru.stem(w).len())),
            ("Kazakh, running", millions(&kk_text, TURNS), again(&kk_text, TURNS, |w| kk.stem(w).len())),
            ("rust-stemmers, Russian, distinct", ru_new, again(&ru_words, TURNS, |w| snowball.stem(w).len())),
            ("Russian, distinct", ru_new, again(&ru_words, TURNS, |w| ru.stem(w).len())),
            ("Kazakh, distinct", kk_new, again(&kk_words, TURNS, |w| kk.stem(w).len())),
            ("Russian, known", ru_known, known(&ru_words, Lang::Ru)),
            ("Kazakh, known", kk_known, known(&kk_words, Lang::Kk)),
        ],
    );
}

/// Goes through the words so many times; the sum of what `stem` says of them.
fn again<'a, W: 'a>(
    words: impl AsRef<[W]> + 'a,
    turns: usize,
    stem: impl Fn(&W) -> usize + 'a,
) -> Box<dyn FnMut() -> usize + 'a> {
    Box::new(move || (0..turns).map(|_| words.as_ref().iter().map(&stem).sum::<usize>()).sum())
}

/// Distinct words of `lang` in lower case: those of the documents, else of `forms`, lines whose word may hold `cut`.
fn words(lang: &str, forms: &str, cut: char) -> Vec<String> {
    let (documents, _) = beside::documents(lang);
    let mut seen = HashSet::new();
    let running = documents.iter().flat_map(|d| d.split(|c: char| !c.is_alphabetic())).map(str::to_owned);
    // `абиссин|ию` is a form with its stem marked, `абайдың	абай` a form and its stem.
    let listed = forms.lines().map(|line| match cut {
        '|' => line.replace(cut, ""),
        _ => line.split(cut).next().unwrap_or_default().to_owned(),
    });
    running
        .chain(listed)
        .filter(|w| is_word(w))
        .map(|w| fold(&w).into_owned())
        .filter(|w| seen.insert(w.clone()))
        .take(WORDS)
        .collect()
}

/// The words of the documents of `lang` in lower case, as they come.
fn running(lang: &str) -> Vec<String> {
    let (documents, _) = beside::documents(lang);
    let words = documents.iter().flat_map(|d| d.split(|c: char| !c.is_alphabetic()));
    words.filter(|w| is_word(w)).map(|w| fold(w).into_owned()).take(WORDS).collect()
}

fn is_word(w: &str) -> bool {
    w.chars().count() > 1 && w.chars().all(char::is_alphabetic) && !w.is_ascii()
}

mod group {
    #![allow(missing_docs, reason = "the macro writes an undocumented function")]
    criterion::criterion_group!(benches, super::stem);
}
criterion::criterion_main!(group::benches);
