//! The real binary as users meet it: inputs of every kind, outputs, exit statuses, bad input.

mod workdir;

use std::io::{Read, Write};
use std::process::Stdio;
use std::time::Duration;

use workdir::{WorkDir, csv_rows, json_lines};

const RU: &str = "Президент Казахстана Касым-Жомарт Токаев прибыл в Минск 23 ноября 2023 года.";
const KK: &str = "Қазақстан Президенті Қасым-Жомарт Тоқаев Минск қаласына келді, деп хабарлайды Ақорда.";

fn record(id: &str, text: &str) -> String {
    format!("{}\n", serde_json::json!({"id": id, "text": text}))
}

/// Ids of the documents in `out/documents.jsonl`.
fn ids(dir: &WorkDir) -> Vec<String> {
    json_lines(&dir.read("out/documents.jsonl"))
        .iter()
        .map(|d| d["id"].as_str().expect("id").to_owned())
        .collect()
}

#[test]
fn a_folder_becomes_tables() {
    let dir = WorkDir::new();
    dir.write("pages/b.txt", RU);
    dir.write("pages/a/x.txt", KK);
    dir.write("pages/pic.jpg", b"\xff\xd8");
    let ran = dir.run(&["run", "pages", "--out", "out", "--verify"]).expect(0);
    assert!(ran.stderr.contains("documents  2 (kk 1, ru 1)"), "{}", ran.stderr);
    assert!(ran.stderr.contains("1 .jpg"), "{}", ran.stderr);
    assert_eq!(ids(&dir), ["a/x.txt", "b.txt"]);
    let docs = json_lines(&dir.read("out/documents.jsonl"));
    assert_eq!(docs[0]["source"], "pages/a/x.txt");
    assert_eq!((docs[0]["lang"].as_str(), docs[1]["lang"].as_str()), (Some("kk"), Some("ru")));
    let schema = dir.run(&["schema", "--format", "json"]).expect(0);
    let schema: serde_json::Value = serde_json::from_str(&schema.stdout).expect("json");
    for table in schema["tables"].as_array().expect("tables") {
        let rows = csv_rows(&dir.path(&format!("out/{}.csv", table["name"].as_str().expect("name"))), b',');
        let names: Vec<_> =
            table["columns"].as_array().expect("columns").iter().map(|c| &c["name"]).collect();
        assert_eq!(rows[0], names.iter().map(|n| n.as_str().expect("name")).collect::<Vec<_>>());
        assert!(rows.iter().all(|r| r.len() == names.len()));
        assert!(rows.len() > 1, "{} is empty", table["name"]);
    }
    assert_eq!(dir.read("out/rejects.jsonl"), "");
    let manifest: serde_json::Value = serde_json::from_str(&dir.read("out/manifest.json")).expect("json");
    assert_eq!(manifest["counts"]["documents"], 2);
    assert_eq!(manifest["skipped_files"]["jpg"], 1);
}

/// Offsets of seven digits, in every output that has them.
#[test]
fn a_text_of_more_than_a_million_characters_is_valid_json() {
    let dir = WorkDir::new();
    dir.write("in.txt", format!("{}{RU}", "Снег тает.\n".repeat(100_000)));
    dir.run(&["run", "in.txt", "--out", "out", "--verify"]).expect(0);
    let docs = json_lines(&dir.read("out/documents.jsonl"));
    let rows = csv_rows(&dir.path("out/tokens.csv"), b',');
    let start = rows[0].iter().position(|name| name == "start").expect("column");
    for at in [1, rows.len() - 1] {
        assert_eq!(docs[0]["tokens"]["start"][at - 1].to_string(), rows[at][start]);
    }
    assert!(rows.last().expect("row")[start].len() == 7);
    dir.run(&["dataset", "out", "--out", "set", "--format", "hf-jsonl"]).expect(0);
    assert_eq!(dir.read("set/rejects.jsonl"), "");
}

#[test]
fn the_readme_shows_a_line_as_it_is() {
    let dir = WorkDir::new();
    let root = env!("CARGO_MANIFEST_DIR");
    let out = dir.path("out").to_string_lossy().into_owned();
    let mut command =
        dir.command(&["run", "tests/samples", "--out", &out, "--to", "jsonl", "--layers", "documents"]);
    assert!(command.arg("--quiet").current_dir(root).status().expect("the binary").success());
    let readme = std::fs::read_to_string(format!("{root}/README.md")).expect("README.md");
    let shown = readme.lines().find(|line| line.starts_with("{\"schema_version\":")).expect("the line");
    assert!(dir.read("out/documents.jsonl").lines().any(|line| line.starts_with(shown)), "{shown}");
}

#[test]
fn suffixes_come_on_request() {
    let dir = WorkDir::new();
    dir.write("in.jsonl", record("a", "Мемлекеттеріміздегі ТМД-ға.") + &record("b", "Новыми словами."));
    dir.run(&["run", "in.jsonl", "--out", "out", "--suffixes", "--to", "csv,jsonl"]).expect(0);
    let docs = json_lines(&dir.read("out/documents.jsonl"));
    assert_eq!(docs[0]["tokens"]["suffixes"], serde_json::json!(["PL+POSS.1PL+LOC+ADJ", "DAT", ""]));
    assert_eq!(docs[1]["tokens"]["suffixes"], serde_json::json!(["ыми", "ами", ""]));
    let rows = csv_rows(&dir.path("out/tokens.csv"), b',');
    assert_eq!(rows[0].last().map(String::as_str), Some("suffixes"));
    assert_eq!(rows[1].last().map(String::as_str), Some("PL+POSS.1PL+LOC+ADJ"));
    // Without the flag there is no trace of them.
    dir.run(&["run", "in.jsonl", "--out", "plain"]).expect(0);
    assert!(!dir.read("plain/documents.jsonl").contains("suffixes"));
    assert!(!dir.read("plain/tokens.csv").contains("suffixes"));
}

#[test]
fn offsets_are_code_points_of_the_original() {
    let dir = WorkDir::new();
    let text = format!("😀 {RU} Ел\u{ad}орда и\u{306}од ТМД-ға. {KK}");
    dir.write("in.jsonl", record("x", &text));
    dir.run(&["run", "in.jsonl", "--out", "out"]).expect(0);
    let doc = &json_lines(&dir.read("out/documents.jsonl"))[0];
    assert_eq!(doc["text"], text.as_str());
    let chars: Vec<char> = text.chars().collect();
    let slice = |start: &serde_json::Value, end: &serde_json::Value| -> String {
        chars[start.as_u64().expect("start") as usize..end.as_u64().expect("end") as usize].iter().collect()
    };
    let tokens = &doc["tokens"];
    for (i, surface) in tokens["text"].as_array().expect("tokens").iter().enumerate() {
        assert_eq!(slice(&tokens["start"][i], &tokens["end"][i]), surface.as_str().expect("text"));
    }
    let entities = doc["entities"].as_array().expect("entities");
    assert!(!entities.is_empty());
    for e in entities {
        assert_eq!(slice(&e["start"], &e["end"]), e["text"].as_str().expect("text"));
    }
    for row in &csv_rows(&dir.path("out/tokens.csv"), b',')[1..] {
        let bytes = row[5].parse::<usize>().expect("start")..row[6].parse::<usize>().expect("end");
        assert_eq!(text[bytes], row[9]);
    }
}

#[test]
fn compressed_feeds_and_other_fields() {
    let dir = WorkDir::new();
    let lines =
        format!("{}{}", record("one", RU), "{\"text\":\"Екінші жаңалық.\",\"tags\":[\"a\",1],\"n\":null}\n");
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(lines.as_bytes()).expect("gz");
    dir.write("feed.jsonl.gz", gz.finish().expect("gz"));
    dir.write("page.txt.zst", zstd::encode_all(KK.as_bytes(), 1).expect("zst"));
    dir.write("table.csv", format!("url;body;views\nhttp://a.kz;\"{RU}\";12\n"));
    dir.write("LOUD.TXT.Zst", zstd::encode_all(KK.as_bytes(), 1).expect("zst"));
    dir.run(&["run", "feed.jsonl.gz", "page.txt.zst", "LOUD.TXT.Zst", "--out", "out"]).expect(0);
    assert_eq!(ids(&dir), ["one", "feed.jsonl#2", "page.txt", "LOUD.TXT"]);
    let docs = json_lines(&dir.read("out/documents.jsonl"));
    assert_eq!(docs[1]["meta"], serde_json::json!({"tags": ["a", 1], "n": null}));
    let order = "\"meta\":{\"tags\":[\"a\",1],\"n\":null}}";
    assert!(dir.read("out/documents.jsonl").contains(order), "other fields keep their order and their text");
    dir.run(&["run", "table.csv", "--text-field", "body", "--id-field", "url", "--out", "out2"]).expect(0);
    let doc = &json_lines(&dir.read("out2/documents.jsonl"))[0];
    assert_eq!((doc["id"].as_str(), doc["meta"]["views"].as_str()), (Some("http://a.kz"), Some("12")));
}

#[test]
#[cfg(feature = "html")]
fn a_page_is_told_by_its_json_ld_where_the_head_says_nothing() {
    let dir = WorkDir::new();
    let linked = r#"{"@type": "NewsArticle", "headline": "Открыт мост", "datePublished": "2024-03-05T18:07:00+05:00",
        "author": {"name": "Айгүл Сәрсенова"}, "publisher": {"name": "Дала"}, "articleSection": "Общество"}"#;
    let page = format!(
        "<script type=\"application/ld+json\">{linked}</script><meta property=\"article:section\" content=\"Города\">\
         <p>Мост через Иртыш открыт.</p><p><time datetime=\"2019-01-01\">Читайте также</time></p>"
    );
    dir.write("in/page.html", page);
    dir.run(&["run", "in", "--out", "out", "--to", "jsonl"]).expect(0);
    let doc = &json_lines(&dir.read("out/documents.jsonl"))[0];
    let said = ["title", "author", "published", "published_time", "section"].map(|name| doc[name].clone());
    assert_eq!(said, ["Открыт мост", "Айгүл Сәрсенова", "2024-03-05", "18:07", "Города"]);
    assert_eq!(doc["publisher"]["text"], "Дала");
}

#[test]
fn a_bad_file_among_good_ones() {
    let dir = WorkDir::new();
    dir.write("in/1.txt", RU);
    dir.write("in/2.txt", [RU.as_bytes(), b" \xff\xfe ", RU.as_bytes()].concat());
    dir.write("in/3.txt.gz", b"\x1f\x8b\x08\x00broken");
    dir.write("in/4.jsonl", format!("{}{{broken\n{}", record("a", RU), record("b", KK)));
    dir.write("in/5.txt", b"\x00\x01\x02\x03\x04\xff\x00\x07\x06\x05\x04");
    let ran = dir.run(&["run", "in", "--out", "out"]).expect(3);
    assert!(ran.stderr.contains("rejects    4 could not be read"), "{}", ran.stderr);
    assert_eq!(ids(&dir), ["1.txt", "a", "b"]);
    let rejects = json_lines(&dir.read("out/rejects.jsonl"));
    let reasons: Vec<&str> = rejects.iter().map(|r| r["reason"].as_str().expect("reason")).collect();
    assert!(reasons[0].contains("invalid UTF-8 (0xff)"), "{reasons:?}");
    assert_eq!(rejects[0]["byte"], RU.len() + 1);
    assert_eq!(rejects[2]["id"], "4.jsonl#2");
    assert!(reasons[3].contains("not a text"), "{reasons:?}");
    let ran = dir.run(&["run", "in", "--out", "strict", "--strict"]).expect(1);
    assert!(ran.stderr.contains("in/2.txt, byte"), "{}", ran.stderr);
}

#[test]
fn a_named_encoding_follows_the_byte_order_mark() {
    let dir = WorkDir::new();
    let marked =
        |text: &str| format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    for (name, bytes) in [
        ("in/big.jsonl", marked(&record("json", KK))),
        ("in/big.txt", marked(KK)),
        ("in/bare.txt", marked(KK)[2..].to_vec()),
        ("in/empty.txt", Vec::new()),
    ] {
        dir.write(name, bytes);
    }
    dir.run(&["run", "in", "--out", "out", "--encoding", "utf-16"]).expect(0);
    let docs = json_lines(&dir.read("out/documents.jsonl"));
    let read: Vec<_> = docs.iter().map(|d| (d["text"].as_str(), d["encoding"]["name"].as_str())).collect();
    let big = (Some(KK), Some("utf-16be"));
    assert_eq!(read, [big, big, big, (Some(""), Some("utf-16le"))]);
    // Files that say themselves that they are in another one.
    dir.write("in/utf8.csv", format!("\u{feff}text\n{KK}\n"));
    dir.run(&["run", "in", "--out", "little", "--encoding", "utf-16le", "--to", "jsonl"]).expect(3);
    let rejects = json_lines(&dir.read("little/rejects.jsonl"));
    let reasons: Vec<_> = rejects.iter().map(|r| r["reason"].as_str().expect("reason")).collect();
    assert_eq!(reasons.len(), 3, "{reasons:?}");
    assert!(
        reasons[..2].iter().all(|r| r.starts_with("its byte order mark says utf-16be, not utf-16le")),
        "{reasons:?}"
    );
    assert!(reasons[2].starts_with("its byte order mark says utf-8, not utf-16le"), "{reasons:?}");
}

#[test]
fn a_field_that_stands_there_twice_is_a_reject() {
    let dir = WorkDir::new();
    let lines =
        "{\"text\":\"a\",\"t\\u0065xt\":\"b\"}\n{\"text\":\"c\",\"n\":1,\"n\":2}\n{\"text\":\"d\",\"n\":1}\n";
    dir.write("in/a.jsonl", lines);
    dir.write("in/b.csv", "id,text,text\n1,a,b\n2,c,d\n");
    dir.write("in/c.tsv", "text\tn\tn\na\t1\t2\n");
    dir.run(&["run", "in", "--out", "out"]).expect(3);
    assert_eq!(ids(&dir), ["a.jsonl#3"]);
    let rejects = json_lines(&dir.read("out/rejects.jsonl"));
    let reasons: Vec<_> = rejects.iter().map(|r| (r["id"].as_str(), r["reason"].as_str())).collect();
    let twice = |name| format!("the field \"{name}\" stands there twice");
    let header = |name| format!("header row: {}; give every column a name of its own", twice(name));
    let expected = [
        ("a.jsonl#1", twice("text")),
        ("a.jsonl#2", twice("n")),
        ("b.csv#1", header("text")),
        ("c.tsv#1", header("n")),
    ];
    assert_eq!(reasons, expected.each_ref().map(|(id, reason)| (Some(*id), Some(reason.as_str()))));
}

#[test]
fn half_of_a_surrogate_pair_is_a_reject_that_says_so() {
    let dir = WorkDir::new();
    dir.write("in.jsonl", "{\"text\":\"abc \\ud800 def\"}\n{\"text\":[1]}\n");
    dir.run(&["run", "in.jsonl", "--out", "out"]).expect(3);
    let rejects = json_lines(&dir.read("out/rejects.jsonl"));
    let reason = |n: usize| rejects[n]["reason"].as_str().expect("reason");
    assert!(reason(0).starts_with("field \"text\" holds half of a surrogate pair: "), "{}", reason(0));
    assert_eq!(reason(1), "field \"text\" is not a text but [1]");
}

#[test]
fn a_run_that_reads_nothing_says_so() {
    let dir = WorkDir::new();
    dir.write("in.jsonl", "{broken\n");
    let ran = dir.run(&["run", "in.jsonl", "--out", "out"]).expect(3);
    assert!(ran.stderr.contains("documents  0\n") && ran.stderr.contains("entities   0\n"), "{}", ran.stderr);
    let ran = dir.run(&["dataset", "in.jsonl", "--out", "set"]).expect(3);
    assert!(ran.stderr.contains("read       0 documents\n"), "{}", ran.stderr);
    assert!(ran.stderr.contains("written    0 examples in "), "{}", ran.stderr);
}

#[test]
fn streams_are_for_pipes() {
    let dir = WorkDir::new();
    let input = format!("{}{{\"no\":1}}\n", record("", RU));
    let ran = dir.run_with(&["run", "-", "--out", "-", "--quiet"], input.as_bytes()).expect(3);
    assert_eq!(json_lines(&ran.stdout)[0]["id"], "stdin#1");
    assert!(
        json_lines(&ran.stderr)[0]["reason"]
            .as_str()
            .expect("reason")
            .contains("no field \"text\"; it has no")
    );
    let ran = dir.run_with(
        &["run", "-", "--out", "-", "--to", "csv:entities", "--quiet", "--rejects", "bad.jsonl"],
        input.as_bytes(),
    );
    assert!(ran.stdout.starts_with("doc_id,sentence,entity,"), "{}", ran.stdout);
    assert_eq!(ran.stderr, "");
    assert_eq!(json_lines(&dir.read("bad.jsonl"))[0]["record"], 2);
}

#[test]
fn rejects_replace_no_file_by_accident() {
    let dir = WorkDir::new();
    let feed = format!("{}{{broken\n", record("a", RU));
    dir.write("in/feed.jsonl", &feed);
    dir.write("old.jsonl", "old");
    let stream = |rejects, more: &[&str]| {
        dir.run(&[&["run", "in", "--out", "-", "--rejects", rejects], more].concat())
    };
    for more in [&[][..], &["--overwrite"]] {
        let ran = stream("in/../in/feed.jsonl", more).expect(2);
        assert!(ran.stderr.contains("feed.jsonl: this is an input"), "{}", ran.stderr);
        assert_eq!((dir.read("in/feed.jsonl"), ran.stdout.as_str()), (feed.clone(), ""));
    }
    let ran = stream("old.jsonl", &[]).expect(2);
    assert!(ran.stderr.contains("old.jsonl: there is such a file"), "{}", ran.stderr);
    assert_eq!(dir.read("old.jsonl"), "old");
    stream("old.jsonl", &["--overwrite"]).expect(3);
    assert_eq!(json_lines(&dir.read("old.jsonl")).len(), 1);
}

#[test]
fn a_closed_pipe_is_a_quiet_end() {
    let dir = WorkDir::new();
    dir.write("in.jsonl", record("x", &RU.repeat(50)).repeat(2000));
    let mut child = dir
        .command(&["run", "in.jsonl", "--out", "-", "--quiet"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("start");
    let mut first = [0u8; 100];
    child.stdout.take().expect("stdout").read_exact(&mut first).expect("some output");
    let output = child.wait_with_output().expect("end");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

/// What is no text, and where, and what to do; beside it everything is read.
#[test]
fn what_is_no_text_says_what_it_is() {
    let dir = WorkDir::new();
    let gz = |bytes: &[u8]| {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gz.write_all(bytes).expect("gz");
        gz.finish().expect("gz")
    };
    let (one, two) = (record("a", RU), record("b", KK));
    // Two files joined, each with its mark; a hole that a crash left.
    dir.write("in/1.jsonl", format!("\u{feff}{one}\u{feff}{two}"));
    dir.write("in/2.jsonl", format!("{one}\0\0\0\0\n{two}"));
    dir.write("in/3.jsonl", one.replace('\n', "\r") + &two);
    dir.write("in/4.jsonl.gz", gz(&gz(one.as_bytes())));
    dir.write("in/5.jsonl.gz", [gz(one.as_bytes()), vec![0; 512]].concat());
    let frames = [&one, &two].map(|text| zstd::encode_all(text.as_bytes(), 1).expect("zst"));
    dir.write("in/6.jsonl.zst", [&frames.concat()[..], b"something"].concat());
    dir.write("in/7.csv", b"PK\x03\x04\x14\0\x06\0");
    dir.run(&["run", "in", "--out", "out", "--to", "jsonl"]).expect(3);
    assert_eq!(ids(&dir), ["a", "b", "a~2", "b~2", "a~3", "a~4", "b~3"]);
    let rejects = json_lines(&dir.read("out/rejects.jsonl"));
    let end = one.len() as u64;
    let expected = [
        ("2.jsonl#2", end, "not a JSON object: expected value"),
        (
            "3.jsonl#1",
            end,
            "not a JSON object: trailing characters; one whole object a line is expected (JSON Lines)",
        ),
        ("4.jsonl#1", 0, "not a text but gzip data: unpack it"),
        ("6.jsonl#3", end + two.len() as u64, "cannot read on: damaged Zstandard data, or none: "),
        ("7.csv#1", 0, "not a text but a zip file"),
    ];
    assert_eq!(rejects.len(), expected.len(), "{rejects:?}");
    for (reject, (id, byte, reason)) in rejects.iter().zip(expected) {
        assert_eq!((reject["id"].as_str(), reject["byte"].as_u64()), (Some(id), Some(byte)), "{reject}");
        assert!(reject["reason"].as_str().is_some_and(|r| r.starts_with(reason)), "{reject}");
    }
    let ran = dir.run(&["run", "in", "--out", "in/1.jsonl"]).expect(1);
    assert!(ran.stderr.contains("a file has the name of a folder that is needed"), "{}", ran.stderr);
}

#[test]
fn wrong_usage_says_what_to_do() {
    let dir = WorkDir::new();
    dir.write("in.txt", RU);
    dir.write("bad.toml", "layers = [\"tokens\"]\ntext_feild = \"body\"\n");
    let (file, stream) = (["run", "in.txt", "--out", "out"], ["run", "in.txt", "--out", "-"]);
    let with = |arguments: [&'static str; 4], more: &[&'static str]| [&arguments, more].concat();
    for (arguments, code, message) in [
        (&["run", "nowhere", "--out", "out"][..], 1, "nowhere: no such file or folder"),
        (&["run", "in.txt"][..], 2, "no output: name a folder with --out DIR"),
        (&["run", "--out", "out"][..], 2, "no input"),
        (&with(file, &["--to", "xls"]), 2, "--to xls: one of csv, jsonl, parquet"),
        (
            &with(file, &["--to", "csv:tokens", "--layers", "documents"]),
            2,
            "--to csv:tokens: the layer tokens is left out",
        ),
        (&with(file, &["--lang", "kz"]), 2, "--lang kz: one of auto, ru, kk"),
        (&with(file, &["--encoding", "cp9"]), 2, "--encoding cp9: unknown"),
        (&with(file, &["--skip", "segment"]), 2, "segment: no stage that can be skipped"),
        (&with(file, &["--threads", "0"]), 2, "--threads 0: at least 1"),
        (&with(file, &["--threads", "513"]), 2, "--threads 513: at most 512"),
        (&["bench", "in.txt", "--threads", "2,0"], 2, "--threads 0: at least 1"),
        (&with(file, &["--lexicon", "no.tsv"]), 2, "no.tsv: No such file"),
        (&with(file, &["--config", "no.toml"]), 2, "no.toml: No such file"),
        (&with(file, &["--rejects", "bad.jsonl"]), 2, "--rejects goes with --out -"),
        (&stream, 0, ""),
        (&with(stream, &["--resume"]), 2, "a stream cannot be continued"),
        (&with(stream, &["--to", "csv"]), 2, "streams one output"),
        (
            &with(file, &["--config", "bad.toml"]),
            2,
            "bad.toml:2: unknown key \"text_feild\"; did you mean \"text-field\"?",
        ),
    ] {
        let ran = dir.run(arguments).expect(code);
        assert!(ran.stderr.contains(message), "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn the_configuration_file_is_read_and_flags_win() {
    let dir = WorkDir::new();
    dir.write("in.jsonl", "{\"body\":\"Бір.\"}\n{\"body\":\"Екі.\"}\n");
    dir.write(
        "tilshi.toml",
        "text-field = \"body\"\nto = [\"jsonl\"]\nlimit = 1\nlayers = [\"documents\"]\n",
    );
    dir.run(&["run", "in.jsonl", "--out", "out"]).expect(0);
    assert_eq!(ids(&dir), ["in.jsonl#1"]);
    assert!(!dir.path("out/tokens.csv").exists());
    assert!(json_lines(&dir.read("out/documents.jsonl"))[0].get("tokens").is_none());
    dir.run(&["run", "in.jsonl", "--out", "out", "--limit", "9", "--overwrite"]).expect(0);
    assert_eq!(ids(&dir), ["in.jsonl#1", "in.jsonl#2"]);
    // What the file asks for goes to a folder, not to a stream.
    dir.write("tilshi.toml", "text-field = \"body\"\nto = [\"csv\"]\nout = \"-\"\n");
    dir.run(&["run", "in.jsonl", "--out", "out", "--overwrite"]).expect(0);
    let ran = dir.run(&["run", "in.jsonl"]).expect(2);
    assert!(ran.stderr.contains("--out - streams one output"), "{}", ran.stderr);
}

#[test]
fn a_wrong_configuration_file_names_line_and_key() {
    let dir = WorkDir::new();
    dir.write("in.txt", RU);
    for (content, message) in [
        (
            "lang = \"ru\"\nthreads = \"two\"\n",
            "tilshi.toml:2: threads: invalid type: string \"two\", expected a whole number",
        ),
        ("threads = 0", "tilshi.toml:1: threads = 0: at least 1"),
        ("\nquotes = \"parired\"", "tilshi.toml:2: quotes = parired: one of keep, paired, straight"),
        ("[run]\nlang = \"ru\"", "tilshi.toml:1: [run]: there are no sections"),
        ("split = 1", "tilshi.toml:1: unknown key \"split\". The keys"),
        ("overwrite = true", "tilshi.toml:1: overwrite is for the command line"),
        ("lang = \"ru\"\nlang = ru", "tilshi.toml:2: "),
    ] {
        dir.write("tilshi.toml", content);
        let ran = dir.run(&["run", "in.txt", "--out", "out"]).expect(2);
        assert!(ran.stderr.contains(message), "{content}: {}", ran.stderr);
    }
    dir.write("tilshi.toml", b"lang = \"ru\"\nquotes = \"\xab\"\n");
    let ran = dir.run(&["run", "in.txt", "--out", "out"]).expect(2);
    assert!(ran.stderr.contains("tilshi.toml: line 2: not UTF-8 at byte 22"), "{}", ran.stderr);
    // One where there may be several, and a number of bytes without a unit.
    dir.write("tilshi.toml", "to = \"csv:tokens, jsonl\"\nmax-document = 1000\nrejects = \"x.jsonl\"\n");
    dir.run(&["run", "in.txt", "--out", "out"]).expect(0);
    assert!(dir.path("out/tokens.csv").exists() && !dir.path("out/sentences.csv").exists());
}

#[test]
fn a_run_does_not_read_what_tilshi_wrote() {
    let dir = WorkDir::new();
    dir.write("f/a.txt", RU);
    dir.write("f/b.txt", KK);
    for _ in 0..3 {
        dir.run(&["run", "f", "--out", "f/out", "--overwrite"]).expect(0);
        assert_eq!(json_lines(&dir.read("f/out/documents.jsonl")).len(), 2);
    }
    // A run elsewhere below, a killed one, and an input that is the output.
    let ran = dir.run(&["run", "f", "--out", "out"]).expect(0);
    assert!(ran.stderr.contains("left out, in 1 folder: f/out"), "{}", ran.stderr);
    assert_eq!(ids(&dir), ["a.txt", "b.txt"]);
    dir.run(&["run", "f", "--out", "f"]).expect(0);
    dir.run(&["run", "f", "--out", "f", "--overwrite"]).expect(0);
    assert_eq!(json_lines(&dir.read("f/documents.jsonl")).len(), 2);
    let ran = dir.run(&["run", "out", "--out", "again"]).expect(1);
    assert!(ran.stderr.contains("nothing to read but what tilshi wrote"), "{}", ran.stderr);
    let ran = dir.run(&["dataset", "out", "--out", "set"]).expect(0);
    assert!(ran.stderr.contains("read       2 documents"), "{}", ran.stderr);
}

#[test]
fn a_pattern_leaves_out_what_a_folder_does() {
    let dir = WorkDir::new();
    for name in ["pages/a.txt", "pages/.hidden.txt", "pages/x.png", "pages/b.log"] {
        dir.write(name, RU);
    }
    let ran = dir.run(&["run", "pages/*", "--out", "out"]).expect(0);
    assert_eq!(ids(&dir), ["a.txt"]);
    assert!(ran.stderr.contains("left out: 1 .log, 1 .png;"), "{}", ran.stderr);
    dir.run(&["run", "pages/*.log", "--out", "out", "--overwrite"]).expect(0);
    assert_eq!(ids(&dir), ["b.log"]);
    let ran = dir.run(&["run", "pages/*.??g", "--out", "none"]).expect(1);
    assert!(ran.stderr.contains("nothing to read: no .txt"), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_or_back_do_not_end_a_run() {
    let dir = WorkDir::new();
    dir.write("in/sub/a.txt", RU);
    std::os::unix::fs::symlink("nowhere", dir.path("in/gone.txt")).expect("link");
    std::os::unix::fs::symlink("..", dir.path("in/sub/up")).expect("link");
    let ran = dir.run(&["run", "in", "--out", "out"]).expect(3);
    assert!(ran.stderr.contains("1 link leads back to a folder above, not followed"), "{}", ran.stderr);
    assert_eq!(ids(&dir), ["sub/a.txt"]);
    let reject = &json_lines(&dir.read("out/rejects.jsonl"))[0];
    assert_eq!(reject["source"], "in/gone.txt");
    assert!(reject["reason"].as_str().expect("reason").starts_with("cannot open: No such file"), "{reject}");
    // Said again when there is nothing to resume.
    let ran = dir.run(&["run", "in", "--out", "out", "--resume"]).expect(3);
    assert!(
        ran.stderr.contains("nothing to resume") && ran.stderr.contains("rejects    1 could not be read"),
        "{}",
        ran.stderr
    );
    dir.run(&["dataset", "in", "--out", "set"]).expect(3);
}

#[test]
fn a_finished_run_is_not_overwritten_by_accident() {
    let dir = WorkDir::new();
    dir.write("in.txt", RU);
    dir.run(&["run", "in.txt", "--out", "out"]).expect(0);
    let ran = dir.run(&["run", "in.txt", "--out", "out"]).expect(2);
    assert!(ran.stderr.contains("holds a run already"), "{}", ran.stderr);
    let ran = dir.run(&["run", "in.txt", "--out", "out", "--resume"]).expect(0);
    assert!(ran.stderr.contains("nothing to resume"), "{}", ran.stderr);
    dir.run(&["run", "in.txt", "--out", "out", "--overwrite", "--to", "jsonl"]).expect(0);
    assert!(!dir.path("out/tokens.csv").exists(), "what the new run does not make is gone");
}

/// Every output file but the manifest, by name.
fn outputs(dir: &WorkDir, out: &str) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(dir.path(out))
        .expect("folder")
        .map(|e| e.expect("entry").path())
        .filter(|p| p.file_name().is_some_and(|n| n != "manifest.json"))
        .map(|p| {
            (p.file_name().expect("name").to_string_lossy().into_owned(), std::fs::read(&p).expect("file"))
        })
        .collect();
    files.sort();
    files
}

/// A feed large enough to make several batches.
fn large_feed() -> String {
    (0..3000)
        .map(|i| {
            record(
                &format!("doc{}", i % 2990),
                &format!("{i}. {} {RU} {KK}", "Ещё одна новость. ".repeat(i % 40)),
            )
        })
        .collect()
}

#[test]
fn bytes_do_not_depend_on_threads() {
    let dir = WorkDir::new();
    dir.write("in.jsonl", large_feed());
    let ran = dir.run(&["run", "in.jsonl", "--out", "one", "-j", "1", "--verify"]).expect(0);
    assert!(ran.stderr.contains("10 ids were taken already"), "{}", ran.stderr);
    dir.run(&["run", "in.jsonl", "--out", "three", "-j", "3"]).expect(0);
    assert_eq!(outputs(&dir, "one"), outputs(&dir, "three"));
    let manifest = |out: &str| {
        let mut m: serde_json::Value =
            serde_json::from_str(&dir.read(&format!("{out}/manifest.json"))).expect("json");
        m["timings"] = serde_json::Value::Null;
        m
    };
    assert_eq!(manifest("one"), manifest("three"));
}

/// A run into `out` of a feed that comes slowly and has no end, killed as soon as a checkpoint holds some records. Gives the
/// checkpoint.
fn killed_run(dir: &WorkDir, feed: &str) -> serde_json::Value {
    let mut child = dir
        .command(&["run", "-", "--out", "out", "-j", "1", "--quiet"])
        .stdin(Stdio::piped())
        .spawn()
        .expect("start");
    let mut stdin = child.stdin.take().expect("stdin");
    let bytes = feed.as_bytes().to_vec();
    let feeder = std::thread::spawn(move || {
        for some in bytes.chunks(128 << 10) {
            if stdin.write_all(some).is_err() {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        stdin
    });
    let checkpoint = dir.path("out/.tilshi-checkpoint.json");
    let begun = || {
        let state: serde_json::Value = serde_json::from_slice(&std::fs::read(&checkpoint).ok()?).ok()?;
        (state["records"] != 0).then_some(())
    };
    while begun().is_none() {
        assert!(child.try_wait().expect("wait").is_none(), "the run ended");
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().expect("kill");
    child.wait().expect("end");
    drop(feeder.join());
    serde_json::from_slice(&std::fs::read(&checkpoint).expect("checkpoint")).expect("json")
}

#[test]
fn a_killed_run_is_resumed_to_the_same_bytes() {
    let dir = WorkDir::new();
    let feed = large_feed().repeat(2);
    dir.run_with(&["run", "-", "--out", "whole", "-j", "1"], feed.as_bytes()).expect(0);
    let state = killed_run(&dir, &feed);
    let resume = || dir.run_with(&["run", "-", "--out", "out", "-j", "2", "--resume"], feed.as_bytes());
    // A part that lost its end since is not continued.
    let part = dir.path("out/tokens.csv.part");
    let bytes = std::fs::read(&part).expect("part");
    std::fs::write(&part, &bytes[..1000]).expect("part");
    let ran = resume().expect(1);
    assert!(ran.stderr.contains("1000 bytes where the checkpoint counts"), "{}", ran.stderr);
    std::fs::write(&part, &bytes).expect("part");
    // As if it had died while it gave the files their names.
    std::fs::rename(dir.path("out/documents.csv.part"), dir.path("out/documents.csv")).expect("rename");
    let ran = resume().expect(0);
    assert!(ran.stderr.contains(&format!("resuming after {} records", state["records"])), "{}", ran.stderr);
    assert_eq!(outputs(&dir, "whole"), outputs(&dir, "out"));
    assert!(!dir.path("out/.tilshi-checkpoint.json").exists());
    // The rate is that of the bytes that this run did in its time.
    let manifest: serde_json::Value = serde_json::from_str(&dir.read("out/manifest.json")).expect("json");
    let number = |value: &serde_json::Value| value.as_f64().expect("a number");
    let timings = &manifest["timings"];
    let shown = number(&timings["megabytes_per_second"]) * number(&timings["seconds"]);
    let done = (number(&manifest["counts"]["bytes"]) - number(&state["counts"]["bytes"])) / 1e6;
    assert!((shown / done - 1.0).abs() < 0.05, "{timings}: {done} MB");
    assert!(ran.stderr.contains(" before that\n"), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn a_changed_input_is_named_before_it_is_resumed() {
    let dir = WorkDir::new();
    let text = |n: usize| record(&format!("r{n}"), &format!("{n}. {}", RU.repeat(400)));
    for name in ["a", "b", "c"] {
        dir.write(&format!("in/{name}.jsonl"), (0..20).map(text).collect::<String>());
    }
    let arguments = ["run", "in", "-", "--out", "out", "-j", "1", "--to", "jsonl"];
    let mut child = dir.command(&arguments).stdin(Stdio::piped()).spawn().expect("start");
    let mut stdin = child.stdin.take().expect("stdin");
    let mut feed = String::new();
    let checkpoint = dir.path("out/.tilshi-checkpoint.json");
    let done = || -> Option<u64> {
        let state: serde_json::Value = serde_json::from_slice(&std::fs::read(&checkpoint).ok()?).ok()?;
        state["records"].as_u64()
    };
    while done().is_none_or(|records| records < 61) {
        assert!(child.try_wait().expect("wait").is_none(), "the run ended");
        std::thread::sleep(Duration::from_millis(20));
        let more = text(feed.len());
        stdin.write_all(more.as_bytes()).expect("write");
        feed.push_str(&more);
    }
    child.kill().expect("kill");
    child.wait().expect("end");
    let resume_with = |feed: &str| dir.run_with(&[&arguments[..], &["--resume"]].concat(), feed.as_bytes());
    let resume = || resume_with(&feed);
    let before = dir.read("in/b.jsonl");
    let state = dir.read("out/.tilshi-checkpoint.json");
    // As long as it was, and written at the time at which it was.
    let time = dir.path("in/b.jsonl").metadata().and_then(|m| m.modified()).expect("time");
    dir.write("in/b.jsonl", before.replacen("Минск", "Томск", 1));
    for later in [true, false] {
        if !later {
            let file = std::fs::File::options().write(true).open(dir.path("in/b.jsonl")).expect("file");
            file.set_modified(time).expect("time");
        }
        let ran = resume().expect(1);
        let says = "this file is not what it was when the run began, and is in what the run has done; put it back as it was, \
                    or add --overwrite";
        assert!(ran.stderr.contains(&format!("in/b.jsonl: {says}")), "{}", ran.stderr);
        assert_eq!(dir.read("out/.tilshi-checkpoint.json"), state);
    }
    // The same bytes, written again; what is not there any more is as wrong as what has changed.
    dir.write("in/b.jsonl", before);
    let ran = resume_with("").expect(1);
    assert!(
        ran.stderr.contains("the input ends behind record 60, where the run has done "),
        "{}",
        ran.stderr
    );
    let ran = resume().expect(0);
    assert!(ran.stderr.contains("resuming after "), "{}", ran.stderr);
    dir.run_with(&["run", "in", "-", "--out", "whole", "--to", "jsonl", "--quiet"], feed.as_bytes())
        .expect(0);
    assert!(outputs(&dir, "out") == outputs(&dir, "whole"));
    // The run is complete.
    dir.write("in/c.jsonl", dir.read("in/c.jsonl").replacen("Минск", "Томск", 1));
    let ran = resume().expect(0);
    assert!(ran.stderr.contains("warning    in/c.jsonl was written after that run ended"), "{}", ran.stderr);
}

/// A run from standard input, which stays open; it has begun to write its folder.
fn waiting_run(dir: &WorkDir, out: &str) -> std::process::Child {
    let mut child =
        dir.command(&["run", "-", "--out", out, "--quiet"]).stdin(Stdio::piped()).spawn().expect("start");
    let checkpoint = dir.path(out).join(".tilshi-checkpoint.json");
    while !checkpoint.exists() {
        assert!(child.try_wait().expect("wait").is_none(), "the run ended");
        std::thread::yield_now();
    }
    child
}

#[test]
fn two_runs_do_not_write_one_folder() {
    let dir = WorkDir::new();
    dir.write("in.jsonl", record("a", RU));
    let mut child = waiting_run(&dir, "out");
    for command in ["run", "dataset"] {
        let ran = dir.run(&[command, "in.jsonl", "--out", "out", "--overwrite"]).expect(1);
        assert_eq!(ran.stderr, "tilshi: out: another tilshi is writing here\n");
    }
    child.stdin.take().expect("stdin").write_all(record("b", KK).as_bytes()).expect("write");
    assert_eq!(child.wait().expect("end").code(), Some(0));
    assert_eq!(ids(&dir), ["b"]);
    assert!(!dir.path("out/.tilshi-lock").exists());
    // What a killed run leaves locks nobody out.
    let mut child = waiting_run(&dir, "killed");
    child.kill().expect("kill");
    child.wait().expect("end");
    assert!(dir.path("killed/.tilshi-lock").exists());
    dir.run_with(&["run", "-", "--out", "killed", "--resume"], record("c", RU).as_bytes()).expect(0);
    assert!(!dir.path("killed/.tilshi-lock").exists());
}

#[test]
fn resume_refuses_another_configuration() {
    let dir = WorkDir::new();
    dir.write("in.txt", RU);
    dir.run(&["run", "in.txt", "--out", "out"]).expect(0);
    let ran = dir.run(&["run", "in.txt", "--out", "out", "--resume", "--nested"]).expect(2);
    assert!(ran.stderr.contains("another configuration"), "{}", ran.stderr);
}

#[test]
fn spreadsheets_get_no_formulas() {
    let dir = WorkDir::new();
    let more = record("\n=x", "＝cmd|calc");
    dir.write("in.jsonl", record("=cmd()", "=HYPERLINK(\"x\") және мәтін; тағы.") + &more);
    dir.run(&["run", "in.jsonl", "--out", "out", "--excel"]).expect(0);
    let bytes = std::fs::read(dir.path("out/documents.csv")).expect("file");
    assert!(bytes.starts_with("\u{feff}doc_id;source;".as_bytes()));
    assert!(bytes.ends_with(b"\r\n"));
    let rows = csv_rows(&dir.path("out/documents.csv"), b';');
    assert_eq!(rows[1][0], "'=cmd()");
    assert!(rows[1][17].starts_with("'=HYPERLINK"));
    assert_eq!((rows[2][0].as_str(), rows[2][17].as_str()), ("'\n=x", "'＝cmd|calc"));
}

#[test]
fn a_line_without_end_is_rejected_not_held() {
    let dir = WorkDir::new();
    let long = format!("{{\"text\":\"{}", "x".repeat(3 << 20));
    dir.write("in.jsonl", format!("{long}\n{}", record("ok", KK)));
    dir.run(&["run", "in.jsonl", "--out", "out", "--max-document", "1M"]).expect(3);
    assert_eq!(ids(&dir), ["ok"]);
    let reject = &json_lines(&dir.read("out/rejects.jsonl"))[0];
    assert!(
        reject["reason"].as_str().expect("reason").contains("larger than --max-document (1048576 bytes)")
    );
}

#[test]
fn an_open_quotation_mark_in_csv_is_named() {
    let dir = WorkDir::new();
    let mut text = String::from("id,text\n1,\"fine\"\n2,\"never closed\n");
    for i in 0..200_000 {
        text.push_str(&format!("{i},some other text that is swallowed\n"));
    }
    dir.write("in.csv", text);
    dir.run(&["run", "in.csv", "--out", "out", "--max-document", "1M"]).expect(3);
    assert_eq!(ids(&dir), ["1"]);
    let reject = &json_lines(&dir.read("out/rejects.jsonl"))[0];
    assert!(reject["reason"].as_str().expect("reason").contains("quotation mark left open"), "{reject}");
}

#[test]
fn parquet_goes_in_and_comes_out() {
    let dir = WorkDir::new();
    dir.write("in.jsonl", format!("{}{}", record("a", RU), record("b", KK)));
    dir.run(&["run", "in.jsonl", "--out", "out", "--to", "parquet,jsonl"]).expect(0);
    assert!(!dir.path("out/tokens.csv").exists());
    // Its own table is an input like any other.
    dir.run(&["run", "out/documents.parquet", "--out", "again", "--id-field", "doc_id"]).expect(0);
    let (first, second) =
        (json_lines(&dir.read("out/documents.jsonl")), json_lines(&dir.read("again/documents.jsonl")));
    for (a, b) in first.iter().zip(&second) {
        assert_eq!((&a["id"], &a["text"], &a["entities"]), (&b["id"], &b["text"], &b["entities"]));
        assert_eq!(b["meta"]["chars"], a["text"].as_str().expect("text").chars().count());
    }
    assert_eq!(first.len(), 2);
    assert_eq!(second.len(), 2);
}

/// A Parquet file with one column of bytes that bear no type.
#[cfg(feature = "parquet")]
fn binary_parquet(name: &str, cells: &[&[u8]]) -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType};
    let schema =
        parquet::schema::parser::parse_message_type(&format!("message m {{ required binary {name}; }}"));
    let mut file = Vec::new();
    let mut writer = parquet::file::writer::SerializedFileWriter::new(
        &mut file,
        schema.expect("schema").into(),
        Default::default(),
    )
    .expect("file");
    let mut group = writer.next_row_group().expect("group");
    let mut column = group.next_column().expect("column").expect("one");
    let cells: Vec<ByteArray> = cells.iter().map(|cell| ByteArray::from(cell.to_vec())).collect();
    column.typed::<ByteArrayType>().write_batch(&cells, None, None).expect("cells");
    column.close().expect("column");
    group.close().expect("group");
    writer.close().expect("file");
    file
}

#[cfg(feature = "parquet")]
#[test]
fn bytes_of_parquet_that_are_no_text_are_rejected() {
    let dir = WorkDir::new();
    let bad = [KK.as_bytes(), b"\xff"].concat();
    dir.write("in.parquet", binary_parquet("text", &[RU.as_bytes(), &bad, KK.as_bytes()]));
    dir.run(&["run", "in.parquet", "--out", "out"]).expect(3);
    let texts: Vec<_> =
        json_lines(&dir.read("out/documents.jsonl")).iter().map(|d| d["text"].clone()).collect();
    assert_eq!(texts, [RU, KK]);
    let reject = &json_lines(&dir.read("out/rejects.jsonl"))[0];
    let reason = format!(
        "column \"text\": byte {} of the value (0xff) is not UTF-8; write the column as text",
        KK.len()
    );
    assert_eq!(
        (reject["id"].as_str(), reject["reason"].as_str()),
        (Some("in.parquet#2"), Some(reason.as_str()))
    );
    // A column that nobody reads as text may hold anything.
    dir.run(&["run", "in.parquet", "--out", "other", "--text-field", "none"]).expect(3);
    let reject = &json_lines(&dir.read("other/rejects.jsonl"))[1];
    assert!(reject["reason"].as_str().is_some_and(|r| r.contains("\"none\"")), "{reject}");
}

#[test]
fn explain_says_what_it_shows() {
    let dir = WorkDir::new();
    dir.write("in/a.txt", [b"\xef\xbb\xbf", KK.as_bytes(), b" \xff"].concat());
    dir.write("two.jsonl", record("one", RU) + &record("two", KK));
    let ran = dir.run(&["explain", "in"]).expect(1);
    assert!(ran.stderr.contains("in/a.txt, byte"), "{}", ran.stderr);
    let ran = dir.run(&["explain", "two.jsonl"]).expect(0);
    assert!(ran.stderr.contains("several documents; this is two.jsonl, record 1"), "{}", ran.stderr);
    dir.write("body.jsonl", "{\"body\":\"Екі.\"}\n");
    let ran = dir.run(&["explain", "body.jsonl"]).expect(1);
    assert!(ran.stderr.contains("--text-field"), "{}", ran.stderr);
    dir.run(&["explain", "body.jsonl", "--text-field", "body"]).expect(0);
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(RU);
    let ran = dir.run_with(&["explain"], &bytes).expect(0);
    assert!(ran.stdout.contains("windows-1251") && ran.stdout.contains("per:tokayev-k"), "{}", ran.stdout);
    let ran = dir.run_with(&["explain", "--json"], format!("\u{feff}{KK}").as_bytes()).expect(0);
    let value: serde_json::Value = serde_json::from_str(&ran.stdout).expect("json");
    assert_eq!(value["text"], KK);
}

#[test]
fn nested_entities_stand_in_theirs() {
    let dir = WorkDir::new();
    dir.write(
        "in.jsonl",
        record("x", "Токаев — президент Казахстана. Он был в Университете имени Абая, Алматы."),
    );
    dir.run(&["run", "in.jsonl", "--out", "out", "--nested"]).expect(0);
    let docs = json_lines(&dir.read("out/documents.jsonl"));
    let outer = docs[0]["entities"].as_array().expect("entities");
    let inner: Vec<_> = outer
        .iter()
        .flat_map(|e| e["nested"].as_array().expect("nested").iter().map(move |n| (e, n)))
        .collect();
    assert!(inner.iter().all(|(e, n)| {
        let at = |e: &serde_json::Value| (e["start"].as_u64(), e["end"].as_u64());
        at(e).0 <= at(n).0 && at(n).1 <= at(e).1
    }));
    let rows = csv_rows(&dir.path("out/entities.csv"), b',').len() - 1;
    assert!(!inner.is_empty() && rows == outer.len() + inner.len(), "{docs:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_hints_only_what_helps() {
    let dir = WorkDir::new();
    dir.write("in.txt", RU);
    for arguments in [&["schema"][..], &["completions", "bash"], &["run", "in.txt", "--out", "-"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
        let output = dir.command(arguments).stdout(full).output().expect("the binary ends");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(1) && !said.contains("--resume"), "{said}");
    }
}

#[test]
fn explain_shows_every_stage() {
    let dir = WorkDir::new();
    let ran = dir.run_with(&["explain", "-"], KK.as_bytes()).expect(0);
    for part in ["── zone", "── detect", "document kk", "── normalize", "── segment", "── tag", "loc:kz"]
    {
        assert!(ran.stdout.contains(part), "{part} is missing:\n{}", ran.stdout);
    }
    let ran = dir.run_with(&["explain", "-", "--json"], KK.as_bytes()).expect(0);
    let value: serde_json::Value = serde_json::from_str(&ran.stdout).expect("json");
    assert_eq!(value["lang"], "kk");
    assert!(value["trace"].is_array());
    // Which are shown without an option.
    assert!(value["tokens"]["suffixes"].is_array());
    dir.run_with(&["explain", "-", "--suffixes"], KK.as_bytes()).expect(2);
}

#[test]
fn lexicons_of_ones_own() {
    let dir = WorkDir::new();
    let head = "id\ttype\tsubtype\tlang\talias\tkind\tflags\tparent\tcode\tfrom\tto\tsource\n";
    dir.write("my.tsv", format!("{head}org:berkut-zavod\tORG\tcompany\tru\tБеркут-Завод\tname\t\t\t\t\t\tmine\norg:berkut-zavod\t\t\tkk\tБүркіт-Зауыт\tname\t\t\t\t\t\tmine\norg:berkut-zavod\t\t\ten\tBerkut Zavod\tname\t\t\t\t\t\tmine\n"));
    dir.write("in.txt", "Рабочие «Беркут-Завода» вернулись. Он уехал в Минск.");
    dir.run(&["run", "in.txt", "--out", "out", "--lexicon", "my.tsv"]).expect(0);
    let doc = &json_lines(&dir.read("out/documents.jsonl"))[0];
    let found: Vec<&str> =
        doc["entities"].as_array().expect("entities").iter().filter_map(|e| e["id"].as_str()).collect();
    assert!(found.contains(&"org:berkut-zavod"), "{found:?}");
    assert!(found.contains(&"loc:by/minsk"), "the built-in ones are still there: {found:?}");
    dir.write("bad.tsv", format!("{head}org:x\tORGG\tcompany\tru\tИкс\tname\t\t\t\t\t\tmine\n"));
    let ran = dir.run(&["run", "in.txt", "--out", "out2", "--lexicon", "bad.tsv"]).expect(1);
    assert!(ran.stderr.contains("bad.tsv:2:"), "{}", ran.stderr);
    let own = "org:berkut-zavod\t\t\tru\tБеркут-Завод\tshort\t\tloc:kz\t\t\t\t\nloc:kz\t\t\tru\tРК\tabbr\tremove\t\t\t\t\t\n";
    dir.write("more.tsv", format!("{head}{own}"));
    let ran = dir.run(&["lexicon", "check", "my.tsv", "more.tsv"]).expect(0);
    assert_eq!(ran.stdout, "", "rows for ids that are there, a built-in parent, no source");
    dir.write("doubt.tsv", format!("{head}org:x\tORG\tcompany\tru\tКазахстан\tname\t\t\t\t\t\t\n"));
    let ran = dir.run(&["lexicon", "check", "doubt.tsv"]).expect(0);
    assert!(ran.stdout.contains("doubt.tsv:2: note: `Казахстан` is `org:x` and `loc:kz`"), "{}", ran.stdout);
    dir.write("koi.tsv", [head.as_bytes(), b"org:x\tORG\t\tru\t\xeb\xef\n"].concat());
    let ran = dir.run(&["lexicon", "check", "koi.tsv"]).expect(1);
    assert!(ran.stderr.contains("koi.tsv: line 2: not UTF-8 at byte"), "{}", ran.stderr);
    let ran = dir.run(&["lexicon", "check"]).expect(0);
    assert!(ran.stderr.contains("0 errors"), "{}", ran.stderr);
    let ran = dir.run(&["lexicon", "find", "Бұлжоқ"]).expect(1);
    assert!(ran.stderr.contains("in no lexicon"), "{}", ran.stderr);
    let ran = dir.run(&["lexicon", "find", "Қазақстандағы"]).expect(0);
    assert!(ran.stdout.contains("loc:kz"), "{}", ran.stdout);
}

#[test]
fn help_and_completions() {
    let dir = WorkDir::new();
    assert!(dir.run(&["run", "--help"]).expect(0).stdout.contains("Examples:"));
    assert!(dir.run(&["completions", "bash"]).expect(0).stdout.contains("_tilshi"));
    dir.run(&["no-such-command"]).expect(2);
}

#[test]
fn bench_measures_every_step_and_compares() {
    let dir = WorkDir::new();
    dir.write("in.jsonl", format!("{}{}{{\"id\":\"c\"}}\n", record("a", RU), record("b", KK)));
    let ran = dir.run(&["bench", "in.jsonl", "--runs", "2", "--threads", "1,2", "--json"]).expect(0);
    assert_eq!(
        ran.stderr.matches("left out of the figures: in.jsonl, record 3").count(),
        1,
        "{}",
        ran.stderr
    );
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("json");
    assert_eq!(report["corpus"]["documents"], 2);
    assert_eq!(report["corpus"]["rejected"], 1);
    let steps: Vec<_> = report["ns_per_token"]
        .as_array()
        .expect("steps")
        .iter()
        .map(|s| s[0].as_str().expect("name"))
        .collect();
    assert_eq!((steps[0], steps[steps.len() - 2]), ("read", "write (all layers)"));
    for stage in ["zone", "scan", "detect", "normalize", "segment", "stem", "tag"] {
        assert!(steps.contains(&stage), "{stage} is not in {steps:?}");
    }
    for layers in report["layers"].as_array().expect("layers") {
        let threads = layers["by_threads"].as_array().expect("threads");
        assert_eq!(threads.iter().map(|t| t["threads"].as_u64()).collect::<Vec<_>>(), [Some(1), Some(2)]);
        assert_eq!(threads[0]["bytes_written"], threads[1]["bytes_written"]);
        assert_eq!(threads[0]["efficiency"], 1.0);
    }
    let words = &report["words"];
    assert!(words["learned"].as_u64() > Some(10) && words["learned"].as_u64() < words["probes"].as_u64());
    dir.write("before.json", ran.stdout);
    let ran = dir
        .run(&["bench", "in.jsonl", "--runs", "1", "--threads", "1", "--compare", "before.json"])
        .expect(0);
    assert!(ran.stdout.lines().filter(|l| l.ends_with('%')).count() > 10, "{}", ran.stdout);
    dir.write("before.json", "{}");
    let ran = dir.run(&["bench", "in.jsonl", "--runs", "1", "--compare", "before.json"]).expect(1);
    assert!(ran.stderr.contains("before.json"), "{}", ran.stderr);
    dir.write("empty.jsonl", record("a", ""));
    dir.run(&["bench", "empty.jsonl"]).expect(1);
}
