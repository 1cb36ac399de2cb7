//! How a stage is run over the texts: on documents that the stages before it have prepared, with a word table that
//! knows their words, in the place of the document before, as in a long run.

use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput};
use tilshi::document::Document;
use tilshi::stage::{Scratch, Stage};

use super::texts;

/// Measures `stage` behind the stages `before`. `count` says what it made: at least one thing for every `sparsest`
/// bytes of text, and in every iteration as many as in the first.
pub(crate) fn bench(
    c: &mut Criterion,
    stage: &dyn Stage,
    before: &[&dyn Stage],
    sparsest: usize,
    count: impl Fn(&Document, &Scratch) -> usize,
) {
    let mut group = c.benchmark_group(stage.name());
    for text in texts::texts() {
        let mut scratch = Scratch::default();
        let mut prepared = Document::new(text.name.clone(), text.text);
        prepared.is_page = true;
        for stage in before {
            stage.run(&mut prepared, &mut scratch);
        }
        let mut doc = prepared.clone();
        stage.run(&mut doc, &mut scratch);
        let made = count(&doc, &scratch);
        assert!(made * sparsest >= doc.text.len(), "{}: {made} in {} bytes", text.name, doc.text.len());
        group.throughput(Throughput::Bytes(doc.text.len() as u64));
        group.bench_function(&text.name, |b| {
            b.iter_custom(|iterations| {
                let mut spent = Duration::ZERO;
                for _ in 0..iterations {
                    restore(&mut doc, &prepared);
                    let started = Instant::now();
                    stage.run(&mut doc, &mut scratch);
                    spent += started.elapsed();
                    assert_eq!(count(&doc, &scratch), made, "{}: the counts differ", text.name);
                }
                spent
            });
        });
    }
    group.finish();
}

/// Gives `doc` the layers of `prepared`, keeping its buffers.
fn restore(doc: &mut Document, prepared: &Document) {
    doc.clear_layers();
    doc.zones.clone_from(&prepared.zones);
    doc.atoms.clone_from(&prepared.atoms);
    doc.passages.clone_from(&prepared.passages);
    doc.lang.clone_from(&prepared.lang);
    doc.norm.clone_from(&prepared.norm);
    doc.sentences.clone_from(&prepared.sentences);
    doc.tokens.clone_from(&prepared.tokens);
}
