//! Normalisation of clean news text, which is to be left as it is but for dashes and spaces: `cargo bench --bench
//! normalize`.

#[path = "texts/stage.rs"]
mod stage;
mod texts;

use criterion::Criterion;
use tilshi::lang::model::LangModel;
use tilshi::stage::detect::Detect;
use tilshi::stage::normalize::Normalize;
use tilshi::stage::zone::Zone;
use tilshi::stage::{Scan, Stage};

fn normalize(c: &mut Criterion) {
    let detect = Detect::new(LangModel::new());
    let before: [&dyn Stage; 3] = [&Zone::new(), &Scan, &detect];
    stage::bench(c, &Normalize::default(), &before, 2, |doc, _| doc.normalized().len());
}

mod group {
    #![allow(missing_docs, reason = "the macro writes an undocumented function")]
    criterion::criterion_group!(benches, super::normalize);
}
criterion::criterion_main!(group::benches);
