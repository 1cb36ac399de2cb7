//! JSON Lines to documents, a line a text: `cargo bench --bench read`. Throughput is of the file.

mod texts;

use std::fs;
use std::sync::Arc;

use criterion::{Criterion, Throughput};
use tilshi::io::input::Inputs;
use tilshi::io::read::{ReadOptions, Records};

/// Bytes of a file of short texts; a long one is a file of its own.
const FILE: usize = 256 << 10;

fn read(c: &mut Criterion) {
    let options = ReadOptions::default();
    let folder = tempfile::tempdir().expect("a folder for the input");
    let mut group = c.benchmark_group("read");
    for text in texts::texts() {
        let rows = (FILE / text.text.len()).max(1);
        let lines: String = (0..rows)
            .map(|i| {
                format!("{}\n", serde_json::json!({"id": format!("{}-{i}", text.name), "text": text.text}))
            })
            .collect();
        let path = folder.path().join(format!("{}.jsonl", text.name));
        fs::write(&path, &lines).expect("the input is written");
        let inputs = Inputs::expand(&[path.display().to_string()], None).expect("a file to read");
        group.throughput(Throughput::Bytes(lines.len() as u64));
        group.bench_function(&text.name, |b| {
            b.iter(|| {
                let records = Records::new(inputs.files.clone(), options.clone(), Arc::default());
                let documents = records.map(|r| r.parse(&options).expect("a document"));
                let bytes: usize = documents.map(|d| d.text.len()).sum();
                assert_eq!(bytes, rows * text.text.len(), "{}: the texts differ", text.name);
            });
        });
    }
    group.finish();
}

mod group {
    #![allow(missing_docs, reason = "the macro writes an undocumented function")]
    criterion::criterion_group!(benches, super::read);
}
criterion::criterion_main!(group::benches);
