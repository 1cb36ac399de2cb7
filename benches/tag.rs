//! The tag stage alone, on Russian and Kazakh text of three sizes, with the models and by rules alone.
//!
//! `cargo bench --bench tag`. The stages before it run once; the words are known from the first round, as in a long
//! run. Bytes per second of the normalised text; the number of entities is asserted to be the same in every round.

#![allow(missing_docs)]

use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use tilshi::Pipeline;
use tilshi::document::Document;
use tilshi::lang::Lang;
use tilshi::lang::kk::stem::KkStemmer;
use tilshi::lexicon::Lexicon;
use tilshi::stage::tag::Tag;
use tilshi::stage::tag::model::Models;
use tilshi::stage::{Scratch, Stage};

/// How often the text is repeated: a short story, a long one, a book.
const SIZES: [usize; 3] = [1, 16, 256];

fn tag(c: &mut Criterion) {
    let lexicon = Arc::new(Lexicon::default());
    let kk = Arc::new(KkStemmer::new());
    let stages = [
        ("tag", Tag::new(Arc::clone(&lexicon), Arc::clone(&kk))),
        ("tag, no model", Tag::with_models(Arc::clone(&lexicon), Arc::clone(&kk), Arc::new(Models::none()))),
    ];
    let texts = [
        (Lang::Ru, include_str!("../tests/data/ru/bench.txt")),
        (Lang::Kk, include_str!("../tests/data/kk/bench.txt")),
    ];
    for (lang, text) in texts {
        let before = Pipeline::builder().skip("tag").lang(lang).build().expect("a pipeline");
        for (name, tag) in &stages {
            let mut group = c.benchmark_group(format!("{name} {}", lang.as_str()));
            for size in SIZES {
                let mut scratch = Scratch::default();
                let mut doc = Document::new("bench", text.repeat(size));
                before.process(&mut doc, &mut scratch);
                tag.run(&mut doc, &mut scratch);
                let (tokens, entities) = (doc.tokens.len(), doc.entities.len());
                assert!(entities >= size, "{entities} entities in {size} copies");
                group.throughput(Throughput::Bytes(doc.normalized().len() as u64));
                group.bench_function(BenchmarkId::from_parameter(format!("{tokens} tokens")), |b| {
                    b.iter(|| {
                        tag.run(&mut doc, &mut scratch);
                        assert_eq!(doc.entities.len(), entities, "the counts differ");
                    });
                });
            }
            group.finish();
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = tag
}
criterion_main!(benches);
