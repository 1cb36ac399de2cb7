//! Whole sample pages through the real binary, compared with what is right for them.
//!
//! The expected documents are in `tests/golden/`; after a change that is meant, rewrite them with
//! `TILSHI_BLESS=1 cargo test --release --test golden` and read the difference.

mod workdir;

use std::path::Path;

use workdir::{WorkDir, json_lines};

#[test]
fn sample_pages_come_out_as_before() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let dir = WorkDir::new();
    dir.run(&["run", &samples.to_string_lossy(), "--out", "out", "--nested", "--verify", "--quiet"])
        .expect(0);
    let documents = json_lines(&dir.read("out/documents.jsonl"));
    let bless = std::env::var_os("TILSHI_BLESS").is_some();
    let mut seen = std::collections::BTreeSet::new();
    for mut document in documents {
        let id = document["id"].as_str().expect("id").to_owned();
        let name = format!("{}.json", id.replace(['/', '#'], "_"));
        let path = golden.join(&name);
        seen.insert(name);
        // The source is this machine's path.
        document["source"] = id.as_str().into();
        let now = format!("{document:#}\n");
        if bless {
            std::fs::write(&path, now).expect("write");
            continue;
        }
        let Ok(before) = std::fs::read_to_string(&path) else {
            panic!("{id} has no golden file; see the head of tests/golden.rs");
        };
        let line = before.lines().zip(now.lines()).position(|(a, b)| a != b);
        assert!(
            before == now,
            "{id} changed from line {}: {:?} is now {:?}",
            line.unwrap_or(0) + 1,
            line.and_then(|n| before.lines().nth(n)),
            line.and_then(|n| now.lines().nth(n))
        );
    }
    assert!(seen.len() >= 12, "only {} documents", seen.len());
    let files = std::fs::read_dir(&golden).expect("a folder").map(|file| file.expect("a file").file_name());
    let kept: Vec<_> = files.filter(|name| !seen.contains(&*name.to_string_lossy())).collect();
    assert!(kept.is_empty(), "no document has these golden files: {kept:?}");
}
