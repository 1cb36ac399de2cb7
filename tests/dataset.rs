//! `tilshi dataset` as users meet it: inputs and runs in, sets out, the same bytes every time.

mod workdir;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value, json};
use workdir::{WorkDir, json_lines};

const WORDS: &str = "правительство министр заседание область развитие проект дорога школа больница бюджет город район \
    решение закон встреча рынок нефть газ зерно экспорт завод строительство мост вода свет погода праздник команда матч";
const SOZDER: &str = "үкімет министр отырыс облыс даму жоба жол мектеп аурухана бюджет қала аудан шешім заң кездесу нарық \
    мұнай газ астық экспорт зауыт құрылыс көпір су жарық ауа мереке команда ойын президент халық жер тарих өнер";

/// A text of so many sentences, different for every number.
fn story(number: u64, sentences: usize) -> String {
    let words: Vec<&str> = if number.is_multiple_of(2) { WORDS } else { SOZDER }.split_whitespace().collect();
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        words[(state >> 33) as usize % words.len()]
    };
    let sentence = |_| {
        let mut text: Vec<&str> = (0..9).map(|_| next()).collect();
        let first = text[0].to_owned();
        let upper: String =
            first.chars().take(1).flat_map(char::to_uppercase).chain(first.chars().skip(1)).collect();
        text[0] = &upper;
        format!("{}.", text.join(" "))
    };
    (0..sentences).map(sentence).collect::<Vec<_>>().join(" ")
}

fn feed(documents: &[(String, String)]) -> String {
    documents.iter().map(|(id, text)| format!("{}\n", json!({"id": id, "text": text}))).collect()
}

fn stories(numbers: std::ops::Range<u64>) -> Vec<(String, String)> {
    numbers.map(|n| (format!("s{n}"), story(n, 8))).collect()
}

/// The examples of a set, with the split they are in.
fn examples(dir: &WorkDir, set: &str) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for split in ["train", "validation", "test"] {
        let data = dir.path(&format!("{set}/hf-jsonl/data"));
        let mut files: Vec<_> =
            std::fs::read_dir(&data).expect("data").map(|f| f.expect("file").path()).collect();
        files.sort();
        for file in
            files.iter().filter(|f| f.file_name().is_some_and(|n| n.to_string_lossy().starts_with(split)))
        {
            let text = std::fs::read_to_string(file).expect("shard");
            all.extend(json_lines(&text).into_iter().map(|row| (split.to_owned(), row)));
        }
    }
    all
}

/// The split of each document.
fn splits(dir: &WorkDir, set: &str) -> BTreeMap<String, String> {
    examples(dir, set)
        .into_iter()
        .map(|(split, row)| (row["id"].as_str().expect("id").to_owned(), split))
        .collect()
}

/// All files of a set but the timings of its manifest.
fn files(root: &Path) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("folder") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(root).expect("below").to_string_lossy().into_owned();
            let mut bytes = std::fs::read(&path).expect("file");
            if name == "manifest.json" {
                let mut value: Value = serde_json::from_slice(&bytes).expect("json");
                value["timings"] = Value::Null;
                bytes = value.to_string().into_bytes();
            }
            out.insert(name, bytes.iter().map(|b| format!("{b:02x}")).collect());
        }
    }
    out
}

fn manifest(dir: &WorkDir, set: &str) -> Value {
    serde_json::from_str(&dir.read(&format!("{set}/manifest.json"))).expect("json")
}

/// Stories with duplicates among them, a page, a broken line.
fn mixed_feed() -> String {
    let mut all = stories(0..60);
    all.push(("copy".to_owned(), all[3].1.to_uppercase()));
    all.push(("near".to_owned(), format!("АЛМАТЫ. {}", all[4].1)));
    all.push((
        "mask".to_owned(),
        format!("{} Тел. 8 701 123 45 67, ИИН 850101300124. 😀 и\u{306}", story(77, 8)),
    ));
    all.push(("empty".to_owned(), " ".to_owned()));
    feed(&all)
}

#[test]
fn rules_that_are_nested_without_end_are_refused() {
    let dir = WorkDir::new();
    dir.write("in.jsonl", feed(&stories(0..2)));
    let make = |condition: String| {
        dir.write("my.rules", format!("# mine\nkeep a: {condition}\n"));
        dir.run(&["dataset", "in.jsonl", "--out", "set", "--rules", "my.rules", "--overwrite"])
    };
    let ran = make("(".repeat(200_000)).expect(2);
    assert!(ran.stderr.contains("my.rules:2:109: brackets stand more than 100 deep"), "{}", ran.stderr);
    make(format!("{}words > 1{}", "(".repeat(100), ")".repeat(100))).expect(0);
    // An even number of them says nothing.
    let ran = make(format!("{}words > 1", "not ".repeat(200_000))).expect(0);
    assert!(!ran.stderr.contains("removed"), "{}", ran.stderr);
    let ran = make(format!("{}words > 1", "not ".repeat(200_001))).expect(0);
    assert!(ran.stderr.contains("removed    2 (a 2;"), "{}", ran.stderr);
}

#[test]
fn a_set_that_fails_leaves_nothing_and_can_be_made_again() {
    let dir = WorkDir::new();
    dir.write("in.jsonl", feed(&stories(0..3)) + "{broken\n");
    let make = |more: &[&str]| {
        dir.run(&[&["dataset", "in.jsonl", "--out", "set", "--format", "hf,conllu"], more].concat())
    };
    make(&["--strict"]).expect(1);
    assert_eq!(std::fs::read_dir(dir.path("set")).expect("folder").count(), 0);
    // What a killed one leaves is no set.
    dir.write("set/hf/data/train-00000.parquet.part", "x");
    dir.write("set/rejects.jsonl.part", "x");
    make(&[]).expect(3);
    assert!(!dir.path("set/hf/data/train-00000.parquet.part").exists());
    std::fs::remove_file(dir.path("set/manifest.json")).expect("manifest");
    let ran = make(&[]).expect(2);
    assert!(
        ran.stderr.contains("set holds a set or a run already (") && ran.stderr.contains("hf"),
        "{}",
        ran.stderr
    );
    make(&["--overwrite"]).expect(3);
}

#[test]
fn a_set_is_the_same_for_any_threads_and_from_a_finished_run() {
    let dir = WorkDir::new();
    dir.write("in.jsonl", mixed_feed());
    for text in ["original", "normalised", "body"] {
        let options = [
            "--format",
            "hf-jsonl,conllu,text",
            "--text",
            text,
            "--split",
            "test=20%",
            "--mask",
            "phone,iin",
        ];
        let make = |input: &str, out: &str, threads: &str| {
            let mut all = vec!["dataset", input, "--out", out, "--overwrite", "--name", "set", "-j", threads];
            all.extend(options);
            dir.run(&all).expect(0);
            files(&dir.path(out))
        };
        let one = make("in.jsonl", "one", "1");
        assert_eq!(one, make("in.jsonl", "three", "3"), "threads");
        assert_eq!(one, make("in.jsonl", "one", "2"), "again");
        dir.run(&["run", "in.jsonl", "--out", "run", "--to", "jsonl", "--overwrite"]).expect(0);
        let mut reread = make("run", "of-run", "2");
        let (mut of_files, mut of_run) = (manifest(&dir, "one"), manifest(&dir, "of-run"));
        for value in [&mut of_files, &mut of_run] {
            for key in ["timings", "inputs", "outputs"] {
                value[key] = Value::Null;
            }
            value["config"]["input"] = Value::Null;
        }
        assert_eq!(of_files, of_run);
        let mut one = one;
        for set in [&mut one, &mut reread] {
            // The manifest and the card name the input.
            set.retain(|name, _| name != "manifest.json" && !name.ends_with("README.md"));
        }
        assert_eq!(one, reread, "from a run");
    }
    let counts = &manifest(&dir, "one")["counts"];
    assert_eq!(counts["removed"], json!({"empty": 1, "exact-duplicate": 1, "near-duplicate": 1}));
    assert_eq!(counts["masked"], json!({"IIN": 1, "PHONE": 1}));
    assert_eq!(counts["clusters"], 2);
    // What the run's own manifest counts, but for the text, which is a part of it here.
    let of_run: Value = serde_json::from_str(&dir.read("run/manifest.json")).expect("json");
    for key in ["documents", "documents_by_encoding", "documents_by_lang", "repairs", "renamed_ids"] {
        assert_eq!(counts["read"][key], of_run["counts"][key], "{key}");
    }
    assert!(counts["read"]["repairs"].as_object().is_some_and(|repairs| !repairs.is_empty()));
    let all = files(&dir.path("one"));
    assert!(!all.keys().any(|name| name.ends_with(".tmp") || name.ends_with(".part")), "{:?}", all.keys());
    for file in manifest(&dir, "one")["outputs"].as_array().expect("outputs") {
        let bytes = std::fs::read(dir.path("one").join(file["path"].as_str().expect("path"))).expect("file");
        assert_eq!(file["bytes"], bytes.len());
    }
    // How texts are analysed was said when they were.
    let ran = dir.run(&["dataset", "run", "--out", "late", "--lang", "kk"]).expect(2);
    assert!(ran.stderr.contains("--lang: run is a finished run"), "{}", ran.stderr);
    assert!(!dir.path("late").exists());
}

#[test]
fn duplicates_are_listed_and_the_rule_says_which_stays() {
    let dir = WorkDir::new();
    let base = story(1, 10);
    let documents = [
        ("a".to_owned(), base.clone()),
        ("b".to_owned(), format!("АСТАНА. 12 мая. {base}")),
        ("c".to_owned(), base.to_uppercase().replace(' ', "  ")),
        ("d".to_owned(), story(3, 10)),
    ];
    dir.write("in.jsonl", feed(&documents));
    for (keep, kept) in [("longest", "b"), ("first", "a")] {
        let ran = dir
            .run(&[
                "dataset",
                "in.jsonl",
                "--out",
                "set",
                "--format",
                "hf-jsonl",
                "--overwrite",
                "--keep",
                keep,
            ])
            .expect(0);
        assert!(ran.stderr.contains("duplicates 1 clusters"), "{}", ran.stderr);
        assert_eq!(splits(&dir, "set").into_keys().collect::<Vec<_>>(), [kept, "d"]);
        let clusters = json_lines(&dir.read("set/duplicates.jsonl"));
        assert_eq!(clusters.len(), 1);
        assert_eq!(clusters[0]["kept"], kept);
        let ids: Vec<_> =
            clusters[0]["members"].as_array().expect("members").iter().map(|m| &m["id"]).collect();
        assert_eq!(ids, ["a", "b", "c"]);
        for removed in json_lines(&dir.read("set/removed.jsonl")) {
            assert_eq!(removed["duplicate_of"], kept);
            assert!(removed["signals"]["words"].as_f64().expect("number") > 50.0);
            assert!(!removed["text"].as_str().expect("text").is_empty());
        }
    }
    let options = ["dataset", "in.jsonl", "--out", "set", "--format", "hf-jsonl", "--overwrite"];
    let with = |more: &[&str]| {
        dir.run(&[&options[..], more].concat()).expect(0);
        splits(&dir, "set").into_keys().collect::<Vec<_>>()
    };
    assert_eq!(with(&["--dedup", "none"]), ["a", "b", "c", "d"]);
    assert_eq!(with(&["--dedup", "exact", "--keep", "first"]), ["a", "b", "d"]);
    assert_eq!(with(&["--duplicates", "keep"]), ["a", "b", "c", "d"]);
    assert_eq!(with(&["--threshold", "0.99", "--keep", "first"]), ["a", "b", "d"]);
}

#[test]
fn no_cluster_crosses_a_split_and_what_is_added_moves_nothing() {
    let dir = WorkDir::new();
    let mut all = stories(0..300);
    for n in 0..100 {
        let text = format!("{} {}", story(900 + n, 1), all[n as usize].1);
        all.push((format!("near{n}"), text));
    }
    let options =
        ["--format", "hf-jsonl", "--duplicates", "keep", "--split", "validation=15%,test=15%", "--overwrite"];
    let make = |set: &str| {
        dir.run(&[&["dataset", "in.jsonl", "--out", set][..], &options].concat()).expect(0);
        splits(&dir, set)
    };
    dir.write("in.jsonl", feed(&all));
    let before = make("before");
    assert_eq!(before.values().collect::<BTreeSet<_>>().len(), 3);
    let clusters = json_lines(&dir.read("before/duplicates.jsonl"));
    assert_eq!(clusters.len(), 100);
    for cluster in &clusters {
        for member in cluster["members"].as_array().expect("members") {
            assert_eq!(cluster["split"], before[member["id"].as_str().expect("id")].as_str());
        }
    }
    // New stories, and new copies of old ones.
    all.extend(stories(1000..1100));
    for n in 200..250 {
        all.push((format!("late{n}"), format!("{} {}", all[n as usize].1, story(2000 + n, 1))));
    }
    dir.write("in.jsonl", feed(&all));
    let after = make("after");
    assert_eq!(after.len(), before.len() + 150);
    assert!(before.iter().all(|(id, split)| after[id] == *split));
}

#[test]
fn rules_take_documents_and_say_why() {
    let dir = WorkDir::new();
    let mut all = stories(0..10);
    all.push(("short".to_owned(), "Слово.".to_owned()));
    all.push(("list".to_owned(), "• раз два три\n".repeat(30)));
    dir.write("in.jsonl", feed(&all));
    dir.write(
        "my.rules",
        "drop short: words < 20\ndrop repeats: dup_lines > 50%\n[kk]\ndrop kazakh: words > 0\n",
    );
    dir.run(&["dataset", "in.jsonl", "--out", "set", "--format", "hf-jsonl", "--rules", "my.rules"])
        .expect(0);
    let removed = json_lines(&dir.read("set/removed.jsonl"));
    let rule_of =
        |id: &str| removed.iter().find(|r| r["id"] == id).map(|r| r["rule"].as_str().expect("rule"));
    assert_eq!((rule_of("short"), rule_of("list")), (Some("short"), Some("repeats")));
    assert_eq!((rule_of("s1"), rule_of("s2")), (Some("kazakh"), None));
    let counts = &manifest(&dir, "set")["counts"];
    assert_eq!(counts["removed"]["kazakh"], 5);
    assert_eq!(counts["written"]["train"], 5);
    dir.write("bad.rules", "drop short: words < 20\ndrop long: wordz > 5\n");
    let ran = dir.run(&["dataset", "in.jsonl", "--out", "other", "--rules", "bad.rules"]).expect(2);
    assert!(
        ran.stderr.contains("bad.rules:2:12: `wordz`") && ran.stderr.contains("`words`"),
        "{}",
        ran.stderr
    );
    assert!(!dir.path("other").exists());
    for (rule, why) in [
        ("keep l: lang in [kz]", "1:18: no language code"),
        ("drop m: mixed = yes", "1:17: `mixed` is true or false"),
        ("drop empty: words < 5", "1:1: `empty` is the name of a step"),
    ] {
        dir.write("bad.rules", format!("{rule}\n"));
        let ran = dir.run(&["dataset", "in.jsonl", "--out", "other", "--rules", "bad.rules"]).expect(2);
        assert!(ran.stderr.contains(why), "{}", ran.stderr);
    }
    assert!(!dir.path("other").exists());
}

#[test]
fn a_set_of_a_run_says_how_that_was_read_and_obeys_strict() {
    let dir = WorkDir::new();
    dir.write("in.jsonl", mixed_feed());
    dir.run(&["run", "in.jsonl", "--out", "run", "--to", "jsonl", "--quotes", "straight", "--lang", "ru"])
        .expect(0);
    dir.run(&["dataset", "run", "--out", "set", "--format", "text"]).expect(0);
    let config = &manifest(&dir, "set")["config"];
    assert_eq!((&config["quotes"], &config["lang"]), (&json!("straight"), &json!("ru")));
    let lines = dir.read("run/documents.jsonl");
    dir.write("run/documents.jsonl", format!("{{\n{lines}"));
    dir.run(&["dataset", "run", "--out", "lost", "--format", "text"]).expect(3);
    let ran = dir.run(&["dataset", "run", "--out", "none", "--format", "text", "--strict"]).expect(1);
    assert!(ran.stderr.contains("documents.jsonl, record 1"), "{}", ran.stderr);
}

#[test]
fn a_set_takes_of_a_configuration_what_is_of_reading() {
    let dir = WorkDir::new();
    dir.write("in.jsonl", mixed_feed());
    dir.run(&["dataset", "in.jsonl", "--out", "one", "--format", "hf-jsonl"]).expect(0);
    dir.write("tilshi.toml", "skip = [\"tag\", \"stem\"]\nno-model = true\nlang = \"ru\"\n");
    dir.run(&["dataset", "in.jsonl", "--out", "two", "--format", "hf-jsonl"]).expect(0);
    let config = |out: &str| manifest(&dir, out)["config"].clone();
    for key in ["skip", "no-model"] {
        assert_eq!(config("one")[key], config("two")[key], "{key}");
    }
    assert_eq!(config("two")["lang"], "ru");
}

#[test]
fn the_default_rules_keep_news_and_drop_noise() {
    let dir = WorkDir::new();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    let noise = [
        ("price".to_owned(), "100 200 300 400 500\n".repeat(40)),
        ("menu".to_owned(), "Главная\n".repeat(60)),
    ];
    dir.write("noise.jsonl", feed(&noise));
    let samples = samples.to_string_lossy();
    dir.run(&[
        "dataset",
        &samples,
        "noise.jsonl",
        "--out",
        "set",
        "--rules",
        "default",
        "--format",
        "hf-jsonl",
    ]);
    let removed = json_lines(&dir.read("set/removed.jsonl"));
    assert!(["price", "menu"].iter().all(|id| removed.iter().any(|r| r["id"] == *id)));
    assert!(splits(&dir, "set").len() > 10, "{removed:?}");
}

/// What is masked stands in no file of a set: not in texts, titles, removed documents or repeated lines.
#[test]
fn what_is_masked_stands_nowhere() {
    let dir = WorkDir::new();
    let contact = "Телефон редакции +7 701 111 22 33, пишите на desk@news.kz, редактор Нурлан Сабитов";
    let record = |n: u64| {
        let text = format!("{} Нурлан Сабитов поблагодарил коллег.\n\n{contact}", story(n % 19, 8));
        let title = "Нурлану Сабитову пишут на other@news.kz";
        serde_json::json!({"id": format!("p{n}"), "title": title, "text": text}).to_string() + "\n"
    };
    dir.write("in.jsonl", (0..20).map(record).collect::<String>());
    let options = ["--format", "hf-jsonl,text,conllu", "--boilerplate-lines", "5", "--mask", "all"];
    for more in [&["--boilerplate", "mark"][..], &["--boilerplate", "remove"]] {
        let set = more[1];
        dir.run(&[&["dataset", "in.jsonl", "--out", set][..], &options, more].concat()).expect(0);
        assert!(!dir.read(&format!("{set}/boilerplate.jsonl")).is_empty());
        assert!(!dir.read(&format!("{set}/removed.jsonl")).is_empty());
        for (name, bytes) in files(&dir.path(set)) {
            for secret in ["701 111", "news.kz", "Сабитов"] {
                let hex: String = secret.bytes().map(|b| format!("{b:02x}")).collect();
                assert!(!bytes.contains(&hex), "{secret} in {set}/{name}");
            }
        }
    }
}

#[test]
fn signals_describe_what_is_written() {
    let dir = WorkDir::new();
    let masked = format!("{} Тел. +7 701 111 22 33, ИИН 850101300123.", story(2, 8));
    dir.write("in.jsonl", feed(&[("masked".to_owned(), masked), ("plain".to_owned(), story(4, 8))]));
    let make = |out: &str, more: &[&str]| {
        dir.run(&[&["dataset", "in.jsonl", "--out", out, "--format", "hf-jsonl"], more].concat()).expect(0);
        examples(&dir, out).into_iter().map(|(_, row)| row).collect::<Vec<_>>()
    };
    let (bare, hidden) = (make("bare", &[]), make("hidden", &["--mask", "phone,iin"]));
    for row in bare.iter().chain(&hidden) {
        let text = row["text"].as_str().expect("text");
        assert_eq!(row["chars"].as_f64(), Some(text.chars().count() as f64), "{row}");
        let digits = text.chars().filter(char::is_ascii_digit).count() as f64;
        let share = digits / text.chars().filter(|c| !c.is_whitespace()).count() as f64;
        assert!(row["digit_share"].as_f64().is_some_and(|x| (x - share).abs() < 1e-5), "{row}");
    }
    assert_eq!(bare[1], hidden[1]);
    // A rule asks for what was read.
    dir.write("r.rules", "drop digits: digit_share > 0.03\n");
    let ran =
        dir.run(&["dataset", "in.jsonl", "--out", "ruled", "--mask", "phone,iin", "--rules", "r.rules"]);
    assert!(ran.expect(0).stderr.contains("removed    1 (digits 1"));
}

/// The earliest date of a cluster says where it belongs, also that of a document which is not kept.
#[test]
fn a_text_known_before_is_not_in_test() {
    let dir = WorkDir::new();
    let row = |id: &str, date: &str, n: u64, more: &str| {
        json!({"id": id, "published": date, "text": format!("{}{more}", story(n, 8))}).to_string() + "\n"
    };
    let rows = [
        row("new", "2024-09-01", 1, " Ещё одно слово в конце."),
        row("old", "2024-01-01", 1, ""),
        row("late", "2024-09-02", 2, ""),
        row("early", "2024-01-02", 3, ""),
    ];
    dir.write("in.jsonl", rows.concat());
    dir.run(&["dataset", "in.jsonl", "--out", "set", "--format", "hf-jsonl", "--split", "test=2024-06-01"])
        .expect(0);
    let expected = [("new", "train"), ("late", "test"), ("early", "train")];
    assert_eq!(splits(&dir, "set"), expected.map(|(id, split)| (id.to_owned(), split.to_owned())).into());
}

#[test]
fn a_set_without_train_says_so() {
    let dir = WorkDir::new();
    dir.write("in.jsonl", feed(&stories(0..10)));
    let make = |split: &str| {
        let all =
            ["dataset", "in.jsonl", "--out", "set", "--overwrite", "--format", "hf-jsonl", "--split", split];
        dir.run(&all).expect(0).stderr
    };
    let warned = "warning    train is empty: the other splits took all examples; ask for fewer with --split";
    assert!(make("test=1000").contains(warned));
    assert!(!make("test=9").contains(warned));
}

#[test]
fn lines_that_the_corpus_repeats_go() {
    let dir = WorkDir::new();
    let page =
        |n: u64| format!("Портал жаңалықтар\n\n{}\n\nПросмотров: {n}\nПодпишитесь на наш канал", story(n, 8));
    let all: Vec<_> = (0..20).map(|n| (format!("p{n}"), page(n))).collect();
    dir.write("in.jsonl", feed(&all));
    let base = [
        "dataset",
        "in.jsonl",
        "--out",
        "set",
        "--format",
        "hf-jsonl",
        "--overwrite",
        "--boilerplate-lines",
        "10",
    ];
    dir.run(&base).expect(0);
    let lines = json_lines(&dir.read("set/boilerplate.jsonl"));
    let texts: BTreeSet<&str> = lines.iter().map(|l| l["line"].as_str().expect("line")).collect();
    assert_eq!(texts, BTreeSet::from(["Подпишитесь на наш канал", "Портал жаңалықтар", "Просмотров: 0"]));
    assert!(lines.iter().all(|l| l["documents"] == 20));
    for (_, row) in examples(&dir, "set") {
        let text = row["text"].as_str().expect("text");
        assert!(!text.contains("канал") && !text.contains("Портал") && text.len() > 100, "{text}");
    }
    dir.run(&[&base[..], &["--boilerplate", "mark"]].concat()).expect(0);
    assert!(
        examples(&dir, "set").iter().all(|(_, row)| row["text"].as_str().expect("text").contains("канал"))
    );
}

#[test]
fn what_cannot_be_read_is_written_down() {
    let dir = WorkDir::new();
    dir.write("in.jsonl", format!("{}{{\"id\": 1, \"text\"\n", feed(&stories(0..3))));
    let ran = dir.run(&["dataset", "in.jsonl", "--out", "set", "--format", "text"]).expect(3);
    assert!(ran.stderr.contains("rejects    1"), "{}", ran.stderr);
    let rejects = json_lines(&dir.read("set/rejects.jsonl"));
    assert_eq!((&rejects[0]["record"], rejects.len()), (&json!(4), 1));
    // A run's rejects, and lines of a run that were damaged since.
    dir.run(&["run", "in.jsonl", "--out", "run"]).expect(3);
    let lines = dir.read("run/documents.jsonl");
    let mut foreign = json_lines(&lines).remove(0);
    foreign["lang"] = "xx".into();
    let mut crossed = json_lines(&lines).remove(0);
    crossed["edits"] = json!([[5, 6, 5, 6, "x"], [0, 1, 0, 1, "x"]]);
    dir.write("run/documents.jsonl", format!("{lines}{{\"id\": \"x\"}}\n{foreign}\n{crossed}\n"));
    dir.run(&["dataset", "run", "--out", "of-run", "--format", "text"]).expect(3);
    let rejects = json_lines(&dir.read("of-run/rejects.jsonl"));
    let reasons = ["documents.jsonl", "`xx` is no language", "the edits are not in order"];
    assert_eq!(rejects.len(), 1 + reasons.len());
    for (reject, says) in rejects[1..].iter().zip(reasons) {
        assert!(reject["reason"].as_str().expect("reason").contains(says), "{reject}");
    }
    // What lay on disk for a while goes where the set fails, too.
    dir.run(&["dataset", "in.jsonl", "--out", "strict", "--strict"]).expect(1);
    assert!(!files(&dir.path("strict")).keys().any(|name| name.ends_with(".tmp")));
}

#[test]
fn folders_are_not_replaced_unasked() {
    let dir = WorkDir::new();
    dir.write("in.jsonl", feed(&stories(0..3)));
    dir.run(&["dataset", "in.jsonl", "--out", "set", "--format", "text,conllu"]).expect(0);
    dir.write("set/notes.md", "mine");
    let ran = dir.run(&["dataset", "in.jsonl", "--out", "set", "--format", "text"]).expect(2);
    assert!(ran.stderr.contains("--overwrite"), "{}", ran.stderr);
    dir.run(&["dataset", "in.jsonl", "--out", "set", "--format", "text", "--overwrite"]).expect(0);
    assert!(dir.path("set/text/train.txt").exists() && dir.path("set/notes.md").exists());
    assert!(!dir.path("set/conllu/train.conllu").exists());
    // A set is no run, a run without tokens is none to start from.
    let ran = dir.run(&["dataset", "set", "--out", "other"]).expect(2);
    assert!(ran.stderr.contains("made by tilshi dataset"), "{}", ran.stderr);
    dir.run(&["run", "in.jsonl", "--out", "run", "--layers", "documents"]).expect(0);
    let ran = dir.run(&["dataset", "run", "--out", "other"]).expect(2);
    assert!(ran.stderr.contains("without all layers"), "{}", ran.stderr);
}

#[test]
fn what_is_read_is_not_written_over() {
    let dir = WorkDir::new();
    for n in 0..3 {
        dir.write(&format!("pages/a/{n}.txt"), story(n, 4));
    }
    dir.run(&["run", "pages", "--out", "run"]).expect(0);
    let before = files(&dir.path(""));
    for (input, out, how) in [
        ("run", "run", "is the input run"),
        ("run", "pages/../run/", "is the input run"),
        ("run", "run/set", "lies in the input run"),
        ("pages", "pages/new/set", "lies in the input pages"),
        ("pages/a", "pages", "holds the input pages/a"),
        ("pages/a/*.txt", "pages", "holds the input pages/a/"),
        ("pa*/a/1.txt", "pages", "holds the input pages/a/1.txt"),
        ("pages/a/1.txt", "./pages/a", "holds the input pages/a/1.txt"),
    ] {
        let ran = dir.run(&["dataset", input, "--out", out, "--overwrite"]).expect(2);
        assert!(ran.stderr.contains(how), "{input} {out}: {}", ran.stderr);
        assert_eq!(files(&dir.path("")), before, "{input} {out}");
    }
    dir.run(&["dataset", "pages/a/1.txt", "--out", "pages/b", "--format", "text"]).expect(0);
}

#[test]
fn documents_without_a_date_are_told() {
    let dir = WorkDir::new();
    let row = |n: u64| {
        let line = if n < 30 { format!("10.0{}.2024\n\n", n % 9 + 1) } else { String::new() };
        format!("{}\n", json!({"id": format!("s{n}"), "text": format!("Заголовок\n\n{line}{}", story(n, 8))}))
    };
    dir.write("in.jsonl", (0..40).map(row).collect::<String>());
    let make = |more: &[&str]| {
        let base = ["dataset", "in.jsonl", "--out", "set", "--format", "hf-jsonl", "--overwrite"];
        let ran = dir.run(&[&base[..], more].concat()).expect(0);
        (ran.stderr, manifest(&dir, "set")["counts"]["undated"].clone())
    };
    for split in [["--split", "test=2024-06-01"], ["--split-by", "published"]] {
        let (stderr, undated) = make(&split);
        assert!(stderr.contains("warning    10 documents have no date: they are in train"), "{stderr}");
        assert_eq!(undated, 10);
    }
    let (stderr, undated) = make(&["--split", "test=10%"]);
    assert!(!stderr.contains("no date"), "{stderr}");
    assert_eq!(undated, 0);
}

#[test]
fn wrong_options_are_named() {
    let dir = WorkDir::new();
    dir.write("in.jsonl", feed(&stories(0..1)));
    for (option, value, message) in [
        ("--format", "excel", "one of hf, hf-jsonl"),
        ("--text", "raw", "one of original, normalised, body"),
        ("--dedup", "fuzzy", "one of exact, near, none"),
        ("--keep", "best", "one of longest, earliest, first, most-body"),
        ("--threshold", "7", "a share from 0 to 1"),
        ("--shingle", "0", "at least 1"),
        ("--split", "test=lots", "is no size"),
        ("--split", "test=5%,test=5%", "`test` stands there twice"),
        ("--split-by", "hash", "one of id, published, source"),
        ("--mask", "names", "one of per, email, phone, iin, card, account, all"),
        ("--shard-size", "big", "a number of bytes"),
        ("--compress", "rar", "one of none, gz, zst"),
        ("--rules", "no.rules", "no.rules"),
    ] {
        let ran = dir.run(&["dataset", "in.jsonl", "--out", "set", option, value]);
        assert!(ran.code != 0 && ran.stderr.contains(message), "{option}: {}", ran.stderr);
        assert!(!dir.path("set").exists());
    }
    let bands = ["--bands", "7", "--band-rows", "100"];
    let ran = dir.run(&[&["dataset", "in.jsonl", "--out", "set"][..], &bands].concat()).expect(2);
    assert!(ran.stderr.contains("more than the 128 hashes"), "{}", ran.stderr);
    let ran = dir.run(&["dataset", "in.jsonl", "--out", "-"]).expect(2);
    assert!(ran.stderr.contains("cannot stream") && !dir.path("-").exists(), "{}", ran.stderr);
}

#[test]
fn signals_and_rules_are_shown() {
    let dir = WorkDir::new();
    let ran = dir.run(&["dataset", "--list-signals"]).expect(0);
    assert!(ran.stdout.contains("| stop_words_kk | share | Gopher |"), "{}", ran.stdout);
    let ran = dir.run(&["dataset", "--show-rules"]).expect(0);
    assert!(ran.stdout.contains("[kk]") && ran.stdout.contains("[ru]"), "{}", ran.stdout);
}
