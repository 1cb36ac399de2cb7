//! The formats of a training set against `tests/data/dataset/formats/expected`.
//!
//! Rewrite the expected files with `TILSHI_BLESS=1 cargo test --release --test formats`; a Parquet file stands there as
//! the rows that are read back from it.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use tilshi::dataset::format::{CardFacts, CardTable, Format, OutputFile, Writer, WriterOptions};
use tilshi::dataset::{Example, ExampleEntity, ExampleSentence, ExampleToken, Split};
use tilshi::io::input::Compression;

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/dataset/formats")
}

/// An example from the notation of `examples.txt`, explained there.
fn example(head: &str, body: &str) -> (Split, Example) {
    let mut fields = head.split(" |").map(str::trim);
    let mut field = || fields.next().unwrap_or_else(|| panic!("{head}: five fields"));
    let split = field();
    let split = Split::ALL.into_iter().find(|s| s.as_str() == split).expect("a split");
    let some = |t: &str| (!t.is_empty()).then(|| t.to_owned());
    let mut e = Example { id: field().to_owned(), lang: field().to_owned(), ..Example::default() };
    (e.published, e.title) = (some(field()), some(field()));
    e.source = format!("pages/{}", e.id);
    e.lang_confidence = 0.998;
    e.url = Some("https://example.kz/?a=1&b=2".to_owned()).filter(|_| split == Split::Train);
    e.signals = vec![("share".to_owned(), 0.1), ("odd".to_owned(), f64::NAN)];
    let (mut token, mut sentence) = (None, 0);
    let mut chars = body.chars();
    while let Some(c) = chars.next() {
        let here = e.text.len() as u32;
        let starts = !c.is_whitespace() && !"‹›¦‖⏎".contains(c);
        if let (Some(start), false) = (token, starts) {
            let stem = e.text[start as usize..].to_lowercase();
            e.tokens.push(ExampleToken { span: start..here, kind: "word".to_owned(), stem });
            token = None;
        }
        let n = e.tokens.len() as u32;
        match c {
            '‹' => {
                let name: String = chars.by_ref().take_while(|c| *c != ' ').collect();
                let (label, id) = name.split_once(':').unwrap_or((&name, ""));
                let label = label.to_owned();
                e.entities.push(ExampleEntity {
                    span: here..0,
                    tokens: n..0,
                    label,
                    id: some(id),
                    ..Default::default()
                });
            }
            '›' => {
                let open = e.entities.last_mut().expect("an entity");
                (open.span.end, open.tokens.end) = (here, n);
            }
            '‖' => {
                let span = e.tokens[sentence as usize].span.start..here;
                e.sentences.push(ExampleSentence { span, tokens: sentence..n, lang: e.lang.clone() });
                sentence = n;
            }
            '¦' => {}
            '⏎' => e.text.push('\n'),
            c => {
                token = token.or(starts.then_some(here));
                e.text.push(if c == '␣' { ' ' } else { c });
            }
        }
    }
    assert!(token.is_none() && sentence as usize == e.tokens.len(), "{head}: ends with ‖");
    (split, e)
}

fn examples() -> Vec<(Split, Example)> {
    let text = fs::read_to_string(data().join("examples.txt")).expect("examples.txt");
    let blocks = text.split("\n== ").skip(1);
    let examples = blocks.map(|block| {
        let (head, body) = block.split_once('\n').unwrap_or((block, ""));
        example(head, body.trim_end_matches('\n'))
    });
    examples.collect()
}

fn options(formats: &[Format]) -> WriterOptions {
    WriterOptions {
        formats: formats.to_vec(),
        labels: ["PER", "LOC", "ORG", "DATE", "MONEY"].map(str::to_owned).to_vec(),
        signals: vec!["share".to_owned(), "odd".to_owned()],
        ..WriterOptions::default()
    }
}

fn facts() -> CardFacts {
    CardFacts {
        name: "Новости: проба".to_owned(),
        licence: Some("CC-BY-4.0".to_owned()),
        description: "Pages written for the tests.".to_owned(),
        languages: vec!["kk".to_owned(), "no".to_owned()],
        seed: 7,
        configuration: "keep = \"```\"".to_owned(),
        counts: vec![("read".to_owned(), 4), ("rule a|b".to_owned(), 1)],
        tables: vec![CardTable {
            title: "Signals".to_owned(),
            header: vec!["signal".to_owned(), "median".to_owned()],
            rows: vec![vec!["share".to_owned(), "0.1".to_owned()]],
        }],
    }
}

fn write(dir: &Path, options: WriterOptions) -> Vec<OutputFile> {
    let mut writer = Writer::create(dir, options).expect("a writer");
    for (split, example) in examples() {
        writer.write(split, &example).expect("written");
    }
    writer.finish(&facts()).expect("finished")
}

/// The formats that this build has.
fn formats() -> Vec<Format> {
    let parquet = |f: &Format| cfg!(feature = "parquet") || !matches!(f, Format::Hf | Format::Tokens);
    Format::ALL.into_iter().filter(parquet).collect()
}

/// What a file says: Parquet as rows, the rest as it is.
fn content(path: &Path) -> String {
    #[cfg(feature = "parquet")]
    if path.extension().is_some_and(|e| e == "parquet") {
        use parquet::file::reader::{FileReader, SerializedFileReader};
        let reader = SerializedFileReader::new(fs::File::open(path).expect("a file")).expect("Parquet");
        let rows = reader.get_row_iter(None).expect("rows");
        return rows.map(|row| format!("{}\n", row.expect("a row"))).collect();
    }
    fs::read_to_string(path).expect("text")
}

/// The files below a folder.
fn list(dir: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            list(&path, into);
        } else {
            into.push(path);
        }
    }
}

#[test]
fn every_format_is_as_expected() {
    let out = tempfile::tempdir().expect("a folder");
    let files = write(out.path(), options(&formats()));
    let bless = std::env::var_os("TILSHI_BLESS").is_some();
    for file in &files {
        let found = content(&out.path().join(&file.path));
        let name = file.path.replace(".parquet", ".parquet.rows");
        let path = data().join("expected").join(name);
        if bless {
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(&path, &found).expect("written");
        }
        // Sizes of compressed files change with the compressor, the rows do not.
        let lines = |text: &str| {
            let kept = text.lines().filter(|l| !l.starts_with("  download_size:"));
            kept.map(|l| format!("{l}\n")).collect::<String>()
        };
        let expected = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_eq!(lines(&found), lines(&expected), "{}", file.path);
    }
    let mut blessed = Vec::new();
    list(&data().join("expected"), &mut blessed);
    blessed.retain(|path| {
        cfg!(feature = "parquet") || !path.iter().any(|part| part == "hf" || part == "tokens")
    });
    assert_eq!(blessed.len(), files.len(), "expected files that are not made: {blessed:?}");
    let rows = |f: Format| files.iter().filter(|x| x.format == f).map(|x| x.rows).sum::<u64>();
    for format in formats() {
        assert_eq!(rows(format), if format.row() == "sentence" { 4 } else { 3 }, "{}", format.name());
    }
}

#[test]
fn offsets_cut_the_surfaces_in_the_unit_of_the_format() {
    let out = tempfile::tempdir().expect("a folder");
    write(out.path(), options(&[Format::Spacy, Format::Doccano]));
    let rows = |name: &str| -> Vec<serde_json::Value> {
        let text = fs::read_to_string(out.path().join(name).join("train.jsonl")).expect("rows");
        text.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect()
    };
    let mut astral = 0;
    for ((_, e), (spacy, doccano)) in examples().iter().zip(rows("spacy").iter().zip(&rows("doccano"))) {
        let points: Vec<char> = e.text.chars().collect();
        let units: Vec<u16> = e.text.encode_utf16().collect();
        for (i, entity) in e.entities.iter().enumerate() {
            let surface = &e.text[entity.span.start as usize..entity.span.end as usize];
            let at = |row: &serde_json::Value, k: usize| row[i][k].as_u64().expect("a number") as usize;
            let (a, b) = (&spacy["entities"], &doccano["label"]);
            assert_eq!(points[at(a, 0)..at(a, 1)].iter().collect::<String>(), surface);
            assert_eq!(String::from_utf16(&units[at(b, 0)..at(b, 1)]).expect("UTF-16"), surface);
            astral += usize::from(at(a, 0) != at(b, 0));
        }
        let words =
            spacy["words"].as_array().expect("words").iter().zip(spacy["spaces"].as_array().expect("spaces"));
        let joined = words
            .map(|(w, s)| format!("{}{}", w.as_str().expect("a word"), if s == true { " " } else { "" }));
        assert_eq!(joined.collect::<String>(), e.text);
    }
    assert!(astral > 2, "the units are never told apart");
}

#[test]
fn names_appear_when_all_is_complete_and_stale_shards_go() {
    let out = tempfile::tempdir().expect("a folder");
    let list = || {
        let names = fs::read_dir(out.path().join("conllu")).expect("a folder");
        let mut names: Vec<String> =
            names.map(|n| n.expect("an entry").file_name().into_string().expect("a name")).collect();
        names.sort();
        names
    };
    let small = WriterOptions { shard_bytes: 1, ..options(&[Format::Conllu]) };
    let mut writer = Writer::create(out.path(), small).expect("a writer");
    fs::write(out.path().join("conllu/train-notes.txt"), "mine").expect("written");
    for (split, example) in examples() {
        writer.write(split, &example).expect("written");
    }
    let parts = ["train-00000.conllu.part", "train-00001.conllu.part", "train-notes.txt"];
    assert_eq!(list(), parts);
    let files = writer.finish(&facts()).expect("finished");
    assert_eq!(list(), ["train-00000-of-00002.conllu", "train-00001-of-00002.conllu", "train-notes.txt"]);
    assert_eq!(files.iter().map(|f| f.rows).collect::<Vec<_>>(), [3, 1]);
    write(out.path(), options(&[Format::Conllu]));
    assert_eq!(list(), ["train-notes.txt", "train.conllu"]);
}

#[test]
fn compressed_files_hold_the_same_and_only_where_they_can_be_read() {
    let plain = tempfile::tempdir().expect("a folder");
    let before = write(plain.path(), options(&formats()));
    for (compression, suffix) in [(Compression::Gzip, ".gz"), (Compression::Zstd, ".zst")] {
        let packed = tempfile::tempdir().expect("a folder");
        let after = write(packed.path(), WriterOptions { compression, ..options(&formats()) });
        let again = tempfile::tempdir().expect("a folder");
        assert_eq!(write(again.path(), WriterOptions { compression, ..options(&formats()) }), after);
        for (a, b) in before.iter().zip(&after).filter(|(a, _)| a.split.is_some()) {
            let wanted = a.format.compression(compression) != Compression::None;
            assert_eq!(b.path, format!("{}{}", a.path, if wanted { suffix } else { "" }));
            let bytes = fs::read(packed.path().join(&b.path)).expect("a file");
            let mut unpacked = Vec::new();
            match (wanted, compression) {
                (false, _) => unpacked = bytes,
                (true, Compression::Gzip) => {
                    flate2::read::GzDecoder::new(&bytes[..])
                        .read_to_end(&mut unpacked)
                        .map(drop)
                        .expect("gzip");
                }
                (true, _) => unpacked = zstd::decode_all(&bytes[..]).expect("Zstandard"),
            }
            assert!(unpacked == fs::read(plain.path().join(&a.path)).expect("a file"), "{}", b.path);
        }
    }
}

#[test]
fn what_fits_no_format_is_refused() {
    let out = tempfile::tempdir().expect("a folder");
    let refused = |options: WriterOptions| match Writer::create(out.path(), options) {
        Ok(mut writer) => {
            let written = examples().iter().try_for_each(|(split, e)| writer.write(*split, e));
            written.expect_err("refused").to_string()
        }
        Err(error) => error.to_string(),
    };
    let base = || options(&[Format::HfJsonl]);
    for (options, message) in [
        (WriterOptions { formats: Vec::new(), ..base() }, "needs a format"),
        (WriterOptions { shard_bytes: 0, ..base() }, "0 bytes"),
        (WriterOptions { signals: vec!["text".to_owned()], ..base() }, "two columns"),
        (
            WriterOptions { labels: vec!["PER".to_owned()], ..base() },
            "document kk/emoji: the entity label DATE",
        ),
        (WriterOptions { signals: Vec::new(), ..base() }, "document kk/emoji: its signals"),
    ] {
        let found = refused(options);
        assert!(found.contains(message), "{found}");
    }
    for format in Format::ALL {
        assert_eq!(Format::parse(format.name()), Some(format));
    }
    assert_eq!(Format::parse("csv"), None);
}
