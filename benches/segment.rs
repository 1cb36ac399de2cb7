//! Sentences and tokens, then beside the words and sentences of unicode-segmentation: `cargo bench --bench segment`.
//!
//! Beside it are shown: the scan alone and with the cut, the language known; and all that comes before the cut in a
//! run (zones, scan, detection, repair), without and with it.

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
use tilshi::stage::normalize::Normalize;
use tilshi::stage::segment::Segment;
use tilshi::stage::skipped::FixedLang;
use tilshi::stage::zone::Zone;
use tilshi::stage::{Scan, Scratch, Stage};
use unicode_segmentation::UnicodeSegmentation;

fn segment(c: &mut Criterion) {
    let (zone, detect) = (Zone::new(), Detect::new(LangModel::new()));
    let (normalize, segment) = (Normalize::default(), Segment::new());
    stage::bench(c, &segment, &[&zone, &Scan, &detect, &normalize], 16, |doc, _| {
        doc.tokens.len() + doc.sentences.len()
    });
    for (name, lang) in [("ru", Lang::Ru), ("kk", Lang::Kk)] {
        let (documents, origin) = beside::documents(name);
        let megabytes = documents.iter().map(String::len).sum::<usize>() as f64 / 1e6;
        let known = FixedLang(lang);
        let passes: [(&str, Vec<&dyn Stage>); 4] = [
            ("scan", vec![&Scan]),
            ("scan, segment", vec![&Scan, &known, &segment]),
            ("zone, scan, detect, normalize", vec![&zone, &Scan, &detect, &normalize]),
            ("zone, scan, detect, normalize, segment", vec![&zone, &Scan, &detect, &normalize, &segment]),
        ];
        let mut contenders: Vec<beside::Contender<'_>> = vec![(
            "unicode-segmentation: words, sentences",
            megabytes,
            Box::new(|| {
                documents.iter().map(|d| d.unicode_words().count() + d.unicode_sentences().count()).sum()
            }),
        )];
        for (name, stages) in passes {
            let mut scratch = Scratch::default();
            let documents = &documents;
            contenders.push((name, megabytes, Box::new(move || run(&stages, documents, &mut scratch))));
        }
        beside::compare(&format!("{name}: {megabytes:.1} MB of {origin}"), "MB/s", contenders);
    }
}

/// Atoms, tokens and sentences that the stages make of the documents, which come and go in one place, as in a run.
fn run(stages: &[&dyn Stage], documents: &[String], scratch: &mut Scratch) -> usize {
    let mut doc = Document::default();
    let mut made = 0;
    for text in documents {
        doc.clear_layers();
        doc.text.clear();
        doc.text.push_str(text);
        for stage in stages {
            stage.run(&mut doc, scratch);
        }
        made += doc.atoms.len() + doc.tokens.len() + doc.sentences.len();
    }
    made
}

mod group {
    #![allow(missing_docs, reason = "the macro writes an undocumented function")]
    criterion::criterion_group!(benches, super::segment);
}
criterion::criterion_main!(group::benches);
