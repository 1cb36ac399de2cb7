//! The scan into atoms, with the probe of the word table that it makes for each: `cargo bench --bench scan`.

#[path = "texts/stage.rs"]
mod stage;
mod texts;

use criterion::Criterion;
use tilshi::stage::Scan;

fn scan(c: &mut Criterion) {
    stage::bench(c, &Scan, &[], 16, |doc, _| doc.atoms.len());
}

mod group {
    #![allow(missing_docs, reason = "the macro writes an undocumented function")]
    criterion::criterion_group!(benches, super::scan);
}
criterion::criterion_main!(group::benches);
