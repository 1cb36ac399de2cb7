//! Feeds through the real binary: what becomes of an item, how feeds are told from other files, what is broken in them.

#![cfg(feature = "feed")]

mod workdir;

use std::fs;
use std::io::Write;

use serde_json::{Value, json};
use workdir::{WorkDir, json_lines};

/// A file of `tests/data/feeds`.
fn sample(name: &str) -> String {
    let path = format!("{}/tests/data/feeds/{name}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// An RSS feed of these items.
fn rss(items: &str) -> String {
    format!("<rss version=\"2.0\"><channel><title>Лента</title>{items}</channel></rss>")
}

fn item(title: &str) -> String {
    format!("<item><title>{title}</title><description>Мэр открыл парк.</description></item>\n")
}

/// The documents of a run over `in`, which ends with this exit status.
fn documents(dir: &WorkDir, more: &[&str], code: i32) -> Vec<Value> {
    dir.run(&[&["run", "in", "--out", "out", "--overwrite", "--verify", "--to", "jsonl"], more].concat())
        .expect(code);
    json_lines(&dir.read("out/documents.jsonl"))
}

/// Id, byte and reason of each reject.
fn rejects(dir: &WorkDir) -> Vec<(String, u64, String)> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    json_lines(&dir.read("out/rejects.jsonl"))
        .iter()
        .map(|r| (text(&r["id"]), r["byte"].as_u64().expect("byte"), text(&r["reason"])))
        .collect()
}

fn ids(documents: &[Value]) -> Vec<&str> {
    documents.iter().map(|d| d["id"].as_str().expect("id")).collect()
}

/// What a document's container said of it.
fn facts(document: &Value) -> Value {
    let names = ["title", "author", "published", "published_time", "url", "section"];
    let facts = names.iter().map(|name| document[name].clone());
    facts.chain([document["publisher"]["text"].clone()]).collect()
}

#[test]
fn an_item_of_rss_is_a_document() {
    let dir = WorkDir::new();
    dir.write("in/ru.rss", sample("ru.rss"));
    let docs = documents(&dir, &[], 0);
    assert_eq!(
        ids(&docs),
        ["priirtyshye-4117", "priirtyshye-4117~2", "https://priirtyshye.example/news/4119"]
    );
    let site = "Вести Прииртышья";
    let url = "https://priirtyshye.example/news/4117?from=rss&lang=ru";
    let title = "В Павлодаре открыли пешеходный мост через Иртыш";
    assert_eq!(
        facts(&docs[0]),
        json!([title, "Марат Сулейменов", "2024-05-14", "18:07", url, "Общество", site])
    );
    let text = docs[0]["text"].as_str().expect("text");
    assert!(text.starts_with(&format!("{title}\n\n")), "{text}");
    assert_eq!(docs[0]["zones"][0]["kind"], "title");
    assert_eq!(
        docs[0]["meta"],
        json!({
            "link": url,
            "pubDate": "Tue, 14 May 2024 18:07:00 +0500",
            "dc:creator": "Марат Сулейменов",
            "category": ["Общество", "Строительство"],
            "enclosure": "https://priirtyshye.example/img/4117.jpg",
            "description": "Мост строили два года.",
            "language": "ru-KZ"
        })
    );
    if cfg!(feature = "html") {
        assert!(text.ends_with("рассказала жительница города.\n\n• освещение;\n• велодорожка;"), "{text}");
        assert!(text.contains("\n\nВ Павлодаре 14 мая открыли"), "{text}");
        assert!(text.contains("640 метров. «Теперь") && !text.contains("count"), "{text}");
    } else {
        assert!(text.contains("<p>В Павлодаре 14 мая открыли"), "{text}");
    }
    assert_eq!(
        facts(&docs[1]),
        json!([
            "AT&Service «Ертіс»: ярмарка вакансий",
            "Елена Ким",
            "2024-05-15",
            "09:30",
            "https://priirtyshye.example/news/4118",
            null,
            site
        ])
    );
    let text = "AT&Service «Ертіс»: ярмарка вакансий\n\n\
                В Экибастузе прошла ярмарка вакансий: 1 < 2 < 3, R&D и &unknown; остались.\n\
                Қатысушылар саны — 350 адам.";
    assert_eq!(docs[1]["text"], text);
    // The title is not said twice; the guid is an address.
    let text = docs[2]["text"].as_str().expect("text");
    assert!(text.starts_with("Паводок отступает. Уровень воды"), "{text}");
    assert_eq!((&docs[2]["title"], &docs[2]["url"]), (&json!("Паводок отступает"), &docs[2]["id"]));
    assert_eq!(docs[2]["meta"]["media:group/media:content"].as_array().map(Vec::len), Some(2));
}

#[test]
fn entries_of_atom_and_items_of_rdf() {
    let dir = WorkDir::new();
    dir.write("in/kk.atom", sample("kk.atom"));
    dir.write("in/rdf.xml", sample("rdf.xml"));
    // Another prefix for the same namespace.
    dir.write("in/prefixed.xml", sample("rdf.xml").replace("dublin", "d"));
    let docs = documents(&dir, &[], 0);
    let (arka, other) = ("https://arka.example/1", "https://arka.example/1~2");
    assert_eq!(ids(&docs), ["tag:zhetisu.example,2024:77", "kk.atom#2", arka, other]);
    assert_eq!(
        facts(&docs[0]),
        json!([
            "Талдықорғанда «Көктем» көрмесі ашылды",
            "Айгүл Ахметова",
            "2024-03-05",
            "10:15",
            "https://zhetisu.example/77",
            "Мәдениет",
            "Жетісу тынысы"
        ])
    );
    let meta = &docs[0]["meta"];
    assert_eq!(meta["enclosure"], "https://zhetisu.example/77.mp3");
    assert_eq!((&meta["author/name"], &meta["language"]), (&json!("Айгүл Ахметова"), &json!("kk")));
    if cfg!(feature = "html") {
        let text = docs[0]["text"].as_str().expect("text");
        assert!(text.ends_with("қатысты: баға 5 < 10 мың теңге.\nКіру тегін."), "{text}");
    }
    let text = "Облыста көктемгі егін басталды\n\nДиқандар 120 мың гектар жерге дән себеді.";
    assert_eq!((&docs[1]["text"], &docs[1]["published"]), (&json!(text), &json!("2024-03-07")));
    let expected = json!([
        "Көкшетауда жаңа мектеп салынады",
        "Нұрлан Оспанов",
        "2024-09-02",
        "08:05",
        arka,
        "Білім",
        "Арқа хабары"
    ]);
    assert_eq!((facts(&docs[2]), facts(&docs[3])), (expected.clone(), expected));
    assert_eq!(docs[2]["meta"], docs[3]["meta"]);
    assert_eq!(docs[2]["meta"]["dc:subject"], "Білім");
}

#[test]
fn feeds_are_told_from_other_files() {
    let dir = WorkDir::new();
    dir.write("in/a.xml", format!("\u{feff}<?xml version='1.0'?>\n<!-- a -->{}", rss(&item("Один"))));
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(sample("rdf.xml").as_bytes()).expect("gz");
    dir.write("in/b.xml.gz", gz.finish().expect("gz"));
    dir.write("in/c.php", rss(&item("Два")));
    dir.write("in/d", rss(&item("Три")));
    dir.write("in/e.xml", "<urlset><url>https://a.example</url></urlset>");
    dir.write("in/f.rdf", "<rdf:RDF xmlns:owl='http://www.w3.org/2002/07/owl#'/>");
    dir.write("in/g.txt", rss(&item("Текст")));
    dir.write("in/h.rss", "<!DOCTYPE html>\n<html><body>404</body></html>");
    let docs = documents(&dir, &[], 3);
    assert_eq!(ids(&docs), ["a.xml#1", "https://arka.example/1", "c.php#1", "d#1", "g.txt"]);
    let not = "not a feed: its first element is <html>, where <rss>, <feed> or <rdf:RDF> is expected";
    assert_eq!(rejects(&dir), [("h.rss#1".to_owned(), 16, not.to_owned())]);
    let manifest: Value = serde_json::from_str(&dir.read("out/manifest.json")).expect("json");
    assert_eq!(manifest["skipped_files"], json!({"rdf": 1, "xml": 1}));
    // A file that is no feed is a text where it is named.
    dir.run(&["run", "in/e.xml", "--out", "named"]).expect(0);
    assert!(dir.read("named/documents.jsonl").contains("\"text\":\"<urlset>"));
    let feed = rss(&(item("Один") + &item("Два")));
    let ran = dir.run_with(&["run", "-", "--input-format", "feed", "--out", "-", "--quiet"], feed.as_bytes());
    assert_eq!(ids(&json_lines(&ran.expect(0).stdout)), ["stdin#1", "stdin#2"]);
    let ran = dir.run(&["explain", "in/a.xml"]).expect(0);
    assert!(ran.stdout.contains("publisher = Лента"), "{}", ran.stdout);
}

#[test]
fn a_declared_encoding_is_believed_unless_the_bytes_deny_it() {
    let dir = WorkDir::new();
    let declared = |name: &str, text: &str| {
        format!("<?xml version='1.0' encoding='{name}'?>{}", &text[text.find("<rss").expect("root")..])
    };
    let windows = |text: &str| encoding_rs::WINDOWS_1251.encode(text).0.into_owned();
    let koi = |text: &str| encoding_rs::KOI8_R.encode(text).0.into_owned();
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let (long, short) = (sample("ru.rss"), rss("<item><title>Hi, ёж</title></item>"));
    dir.write("in/1.rss", windows(&declared("windows-1251", &long)));
    dir.write("in/2.rss", koi(&declared("koi8-r", &short)));
    // What is declared is wrong.
    dir.write("in/3.rss", windows(&declared("koi8-r", &long)));
    dir.write("in/4.rss", declared("windows-1251", &short));
    dir.write("in/5.xml", utf16(&format!("\u{feff}{}", declared("utf-16", &short))));
    let docs = documents(&dir, &[], 0);
    let read: Vec<_> = docs.iter().map(|d| d["encoding"]["name"].as_str().expect("name")).collect();
    let windows_1251 = "windows-1251";
    assert_eq!(
        read,
        [
            windows_1251,
            windows_1251,
            windows_1251,
            "koi8-r",
            windows_1251,
            windows_1251,
            windows_1251,
            "utf-8",
            "utf-16le"
        ]
    );
    for at in [3, 7, 8] {
        assert_eq!((&docs[at]["title"], &docs[at]["publisher"]["text"]), (&json!("Hi, ёж"), &json!("Лента")));
    }
    dir.write("in/1.rss", long);
    let plain = documents(&dir, &[], 0);
    assert_eq!((&docs[0]["text"], &docs[4]["text"]), (&plain[0]["text"], &plain[0]["text"]));
}

#[test]
fn what_is_broken_costs_its_item() {
    let dir = WorkDir::new();
    let good = item("Один");
    let head = rss("").replace("</channel></rss>", "");
    let at = |before: &[&str]| (head.len() + before.iter().map(|b| b.len()).sum::<usize>()) as u64;
    let crossed = "<item><title>Два</b></title></item>";
    let open = "<item><title>Три</title>";
    let large = item(&"x".repeat(3000));
    let text = rss(&[crossed, open, &good, &large, &good].concat());
    dir.write("in/a.rss", text);
    dir.write("in/b.rss", format!("{head}{good}{good}<item><title>Тр"));
    dir.write("in/c.rss", format!("{head}{good}"));
    dir.write("in/d.jsonl", "{\"text\":\"Мэр открыл парк.\"}\n");
    let docs = documents(&dir, &["--max-document", "2000"], 3);
    assert_eq!(ids(&docs), ["a.rss#3", "a.rss#5", "b.rss#1", "b.rss#2", "c.rss#1", "d.jsonl#1"]);
    let rejects = rejects(&dir);
    let places: Vec<_> = rejects.iter().map(|(id, byte, _)| (id.as_str(), *byte)).collect();
    assert_eq!(
        places,
        [
            ("a.rss#1", at(&["<item><title>Два"])),
            ("a.rss#2", at(&[crossed])),
            ("a.rss#4", at(&[crossed, open, &good])),
            ("b.rss#3", at(&[&good, &good])),
            ("c.rss#2", at(&[&good])),
        ]
    );
    let reasons = [
        "broken XML: ill-formed document: expected `</title>`, but `</b>` was found",
        "broken XML: the element <item> is never closed",
        "larger than --max-document (2000 bytes)",
        "the feed is cut off: the file ends inside the element <item>",
        "the feed is cut off: the file ends inside the element <rss>: what may have followed is lost",
    ];
    for (reject, reason) in rejects.iter().zip(reasons) {
        assert!(reject.2.starts_with(reason), "{reject:?}");
    }
}

#[test]
fn bad_bytes_have_their_place() {
    let dir = WorkDir::new();
    // Windows-1251 has a character for every byte; its Russian letters are those of KZ-1048.
    let head = "<?xml version='1.0' encoding='kz-1048'?><rss><channel>";
    let windows = |text: &str| encoding_rs::WINDOWS_1251.encode(text).0.into_owned();
    let item = windows(&item("Один"));
    let bad = [&windows("<item><title>Два ")[..], b"\x98", b"</title></item>"].concat();
    let crossed = windows("<item><title>Три</b></title></item>");
    dir.write("in/a.rss", [head.as_bytes(), &item, &bad, &crossed, &item, b"</channel></rss>"].concat());
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let many: String = (0..300).map(|n| self::item(&format!("Новость {}", n * 7919 % 1013))).collect();
    gz.write_all(rss(&many).as_bytes()).expect("gz");
    let packed = gz.finish().expect("gz");
    dir.write("in/b.rss.gz", &packed[..packed.len() / 2]);
    let docs = documents(&dir, &[], 3);
    assert_eq!(ids(&docs)[..3], ["a.rss#1", "a.rss#4", "b.rss#1"]);
    assert!(docs.len() > 50 && docs.len() < 250, "{}", docs.len());
    let rejects = rejects(&dir);
    let before = head.len() + item.len();
    assert_eq!(
        (rejects[0].0.as_str(), rejects[0].1),
        ("a.rss#2", (before + "<item><title>    ".len()) as u64)
    );
    assert!(rejects[0].2.starts_with("no character in kz-1048 (0x98)"), "{rejects:?}");
    assert_eq!(rejects[1].1, (before + bad.len() + "<item><title>   ".len()) as u64);
    assert_eq!((rejects.len(), rejects[2].2.as_str()), (3, "the compressed file is cut off here"));
}

#[test]
fn declared_entities_are_not_expanded() {
    let dir = WorkDir::new();
    let mut declared = "<!ENTITY a0 \"ха\">".to_owned();
    for n in 1..30 {
        declared.push_str(&format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10)));
    }
    declared.push_str("<!ENTITY file SYSTEM \"file:///etc/hostname\">");
    let feed = rss("<item><title>&a29; и &file;</title></item>");
    dir.write("in/a.xml", format!("<?xml version='1.0'?><!DOCTYPE rss [{declared}]>{feed}"));
    let docs = documents(&dir, &[], 0);
    assert_eq!(docs[0]["text"], "&a29; и &file;");
}

/// Every output file but the manifest.
fn outputs(dir: &WorkDir, out: &str) -> Vec<String> {
    ["documents.jsonl", "rejects.jsonl", "documents.csv", "tokens.csv", "entities.csv", "sentences.csv"]
        .map(|name| dir.read(&format!("{out}/{name}")))
        .into()
}

#[test]
fn the_bytes_are_the_same_for_any_threads_and_when_resumed() {
    let dir = WorkDir::new();
    let items: String = (0..3000)
        .map(|n| {
            format!(
                "<item><guid>{}</guid><title>Новость {n}</title><description><![CDATA[<p>{}</p>]]></description></item>\n",
                n % 2990,
                "Мэр Астаны открыл парк. ".repeat(1 + n % 60)
            )
        })
        .collect();
    let feed = rss(&items).replace("Новость 700<", "Новость</x> 700<");
    dir.write("in/feed.xml", &feed);
    for (out, threads) in [("one", "1"), ("two", "2")] {
        dir.run(&["run", "in", "--out", out, "-j", threads]).expect(3);
    }
    assert_eq!(json_lines(&dir.read("one/rejects.jsonl")).len(), 1);
    assert!(dir.read("one/documents.jsonl").contains("\"id\":\"9~2\""));
    assert_eq!(outputs(&dir, "one"), outputs(&dir, "two"));
    // A run that ends in the middle.
    let arguments = ["run", "-", "--input-format", "feed", "--out", "cut", "-j", "2"];
    let mut child = dir.command(&arguments).stdin(std::process::Stdio::piped()).spawn().expect("start");
    let mut stdin = child.stdin.take().expect("stdin");
    let (first, second) = feed.as_bytes()[..feed.len() * 9 / 10].split_at(feed.len() / 2);
    stdin.write_all(first).expect("write");
    // Checkpoints are a second apart.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    stdin.write_all(second).expect("write");
    let checkpoint = dir.path("cut/.tilshi-checkpoint.json");
    let begun = || {
        let state: Value = serde_json::from_slice(&fs::read(&checkpoint).ok()?).ok()?;
        (state["records"] != 0).then_some(())
    };
    while begun().is_none() {
        assert!(child.try_wait().expect("wait").is_none(), "the run ended");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    child.kill().expect("kill");
    child.wait().expect("end");
    drop(stdin);
    let ran = dir.run_with(&[&arguments[..], &["--resume"]].concat(), feed.as_bytes()).expect(3);
    assert!(ran.stderr.contains("resuming after"), "{}", ran.stderr);
    let whole = dir.run_with(&["run", "-", "--input-format", "feed", "--out", "whole"], feed.as_bytes());
    whole.expect(3);
    assert_eq!(outputs(&dir, "cut"), outputs(&dir, "whole"));
}
