//! Detection, then beside whatlang on sentences: `cargo bench --bench detect`.
//!
//! `cold` begins each round with an empty word table, so that every distinct word is scored once a round; `warm` is
//! what a long run comes to. The scan into words is counted in both. whatlang gets its whole list of languages, as it
//! comes.

#[path = "texts/beside.rs"]
mod beside;
#[path = "texts/stage.rs"]
mod stage;
mod texts;

use criterion::Criterion;
use tilshi::document::Document;
use tilshi::lang::Lang;
use tilshi::lang::model::LangModel;
use tilshi::stage::detect::Detect;
use tilshi::stage::zone::Zone;
use tilshi::stage::{Scan, Scratch, Stage};

/// Sentences of each language beside whatlang.
const SENTENCES: usize = 8000;

fn detect(c: &mut Criterion) {
    let detect = Detect::new(LangModel::new());
    stage::bench(c, &detect, &[&Zone::new(), &Scan], 1 << 20, |doc, _| doc.passages.len());
    for (name, lang) in [("ru", Lang::Ru), ("kk", Lang::Kk)] {
        let (documents, origin) = beside::documents(name);
        let all: Vec<&str> = documents
            .iter()
            .flat_map(|text| text.split(['\n', '.', '!', '?']))
            .map(str::trim)
            .filter(|s| s.len() > 40)
            .collect();
        let step = (all.len() / SENTENCES).max(1);
        let sentences: Vec<&str> = all.into_iter().step_by(step).take(SENTENCES).collect();
        let found = of_language(&detect, &sentences, lang, &mut Scratch::default());
        assert!(found * 100 >= sentences.len() * 97, "{name}: {found} of {}", sentences.len());
        let mut warm = Scratch::default();
        let thousands = sentences.len() as f64 / 1e3;
        let of = |scratch: &mut Scratch| of_language(&detect, &sentences, lang, scratch);
        beside::compare(
            &format!("{name}: {} sentences of {origin}", sentences.len()),
            "thousand sentences/s",
            vec![
                (
                    "whatlang",
                    thousands,
                    Box::new(|| sentences.iter().filter(|s| whatlang::detect(s).is_some()).count()),
                ),
                ("cold", thousands, Box::new(|| of(&mut Scratch::default()))),
                ("warm", thousands, Box::new(|| of(&mut warm))),
            ],
        );
    }
}

/// How many of the sentences are found to be in `lang`.
fn of_language(detect: &Detect, sentences: &[&str], lang: Lang, scratch: &mut Scratch) -> usize {
    let mut doc = Document::default();
    let found = sentences.iter().filter(|sentence| {
        doc.clear_layers();
        doc.text.clear();
        doc.text.push_str(sentence);
        Scan.run(&mut doc, scratch);
        detect.run(&mut doc, scratch);
        doc.lang.lang == lang
    });
    found.count()
}

mod group {
    #![allow(missing_docs, reason = "the macro writes an undocumented function")]
    criterion::criterion_group!(benches, super::detect);
}
criterion::criterion_main!(group::benches);
