//! Rows of annotated documents, lean and with all layers: `cargo bench --bench encode`. Throughput is of the text.

mod texts;

use criterion::{Criterion, Throughput};
use tilshi::Pipeline;
use tilshi::document::Document;
use tilshi::io::encode::{EncodeOptions, Encoded, Encoder, Output, OutputLayers};
use tilshi::stage::Scratch;

fn encode(c: &mut Criterion) {
    let pipeline = Pipeline::builder().build().expect("the built-in pipeline");
    let lean = OutputLayers { documents: true, sentences: false, tokens: false, entities: true };
    let forms = [("lean", vec![Output::Jsonl], lean), ("all", Output::ALL.to_vec(), OutputLayers::ALL)];
    for (form, outputs, layers) in forms {
        let options =
            EncodeOptions { outputs, layers, nested: false, suffixes: false, excel: false, parquet: false };
        let mut group = c.benchmark_group(format!("encode-{form}"));
        for text in texts::texts() {
            let mut scratch = Scratch::default();
            let mut doc = Document::new(text.name.clone(), text.text);
            pipeline.process(&mut doc, &mut scratch);
            let mut encoder = Encoder::new(&options, pipeline.lexicon());
            let mut out = Encoded::default();
            encoder.document(&doc, &scratch.words, &mut out);
            let sizes = out.bytes.each_ref().map(Vec::len);
            assert!(sizes.iter().sum::<usize>() > doc.text.len(), "{}: {sizes:?}", text.name);
            group.throughput(Throughput::Bytes(doc.text.len() as u64));
            group.bench_function(&text.name, |b| {
                b.iter(|| {
                    out.clear();
                    encoder.document(&doc, &scratch.words, &mut out);
                    assert_eq!(out.bytes.each_ref().map(Vec::len), sizes, "{}: the bytes differ", text.name);
                });
            });
        }
        group.finish();
    }
}

mod group {
    #![allow(missing_docs, reason = "the macro writes an undocumented function")]
    criterion::criterion_group!(benches, super::encode);
}
criterion::criterion_main!(group::benches);
