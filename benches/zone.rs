//! Zones of pages with headline, date, picture credit and counter: `cargo bench --bench zone`.

#[path = "texts/stage.rs"]
mod stage;
mod texts;

use criterion::Criterion;
use tilshi::stage::zone::Zone;

fn zone(c: &mut Criterion) {
    // Neighbouring paragraphs of one kind are one zone.
    stage::bench(c, &Zone::new(), &[], 1 << 20, |doc, _| doc.zones.len());
}

mod group {
    #![allow(missing_docs, reason = "the macro writes an undocumented function")]
    criterion::criterion_group!(benches, super::zone);
}
criterion::criterion_main!(group::benches);
