//! A stopgap driver until the command line lands: JSONL with id and text in, JSONL with the layers out, in the
//! shape of the contract's documents.jsonl. `tilshi run FILE --out DIR [--lang xx] …`

use std::io::{BufRead, BufReader, Write};

use tilshi::document::Document;
use tilshi::lang::Lang;
use tilshi::pipeline::Pipeline;
use tilshi::stage::Scratch;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let input = &args[2];
    let get = |name: &str| args.iter().position(|a| a == name).map(|i| args[i + 1].clone());
    let out = get("--out").expect("--out");
    let forced = get("--lang").and_then(|l| Lang::parse(&l));
    std::fs::create_dir_all(&out).expect("out");
    let mut sink =
        std::io::BufWriter::new(std::fs::File::create(format!("{out}/documents.jsonl")).expect("file"));
    let pipeline = Pipeline::new();
    let mut scratch = Scratch::default();
    for line in BufReader::new(std::fs::File::open(input).expect("input")).lines() {
        let row: serde_json::Value = serde_json::from_str(&line.expect("line")).expect("json");
        let mut doc = Document::new(row["id"].as_str().unwrap_or(""), row["text"].as_str().unwrap_or(""));
        scratch.words.trim();
        pipeline.process(&mut doc, &mut scratch);
        if let Some(lang) = forced {
            doc.lang.lang = lang;
            let kk = tilshi::lang::kk::stem::KkStemmer::new();
            let ru = tilshi::lang::ru::stem::RuStemmer::new();
            for t in &mut doc.tokens {
                t.lang = lang;
                match lang {
                    Lang::Ru => scratch.words.ensure_stem(t.word, lang, |k| ru.stem(k)),
                    Lang::Kk => scratch.words.ensure_stem(t.word, lang, |k| kk.stem(k)),
                    _ => {}
                }
            }
        }
        let mut chars = vec![0u32; doc.text.len() + 1];
        let mut n = 0;
        for (i, c) in doc.text.char_indices() {
            chars[i] = n;
            n += 1;
            for k in 1..c.len_utf8() {
                chars[i + k] = n;
            }
        }
        chars[doc.text.len()] = n;
        let at = |b: u32| chars[b as usize];
        let json = serde_json::json!({
            "id": doc.origin.id, "text": doc.text, "text_norm": doc.normalized(),
            "lang": doc.lang.lang.as_str(), "lang_confidence": doc.lang.confidence, "mixed": doc.lang.mixed,
            "title": doc.facts.title, "author": doc.facts.author, "published": doc.facts.published,
            "published_time": doc.facts.published_time, "publisher": doc.facts.publisher,
            "url": doc.facts.url, "section": doc.facts.section,
            "zones": doc.zones.iter().map(|z| serde_json::json!({"start": at(z.orig.start), "end": at(z.orig.end), "kind": z.kind.as_str()})).collect::<Vec<_>>(),
            "passages": doc.passages.iter().map(|p| serde_json::json!({"start": at(p.orig.start), "end": at(p.orig.end), "lang": p.lang.as_str(), "confidence": p.confidence})).collect::<Vec<_>>(),
            "sentences": doc.sentences.iter().map(|s| serde_json::json!({"start": at(s.orig.start), "end": at(s.orig.end), "lang": s.lang.as_str(), "confidence": s.confidence, "zone": s.zone.as_str()})).collect::<Vec<_>>(),
            "tokens": {
                "start": doc.tokens.iter().map(|t| at(t.orig.start)).collect::<Vec<_>>(),
                "end": doc.tokens.iter().map(|t| at(t.orig.end)).collect::<Vec<_>>(),
                "kind": doc.tokens.iter().map(|t| t.kind.as_str()).collect::<Vec<_>>(),
                "text": doc.tokens.iter().map(|t| &doc.text[t.orig.range()]).collect::<Vec<_>>(),
                "norm": doc.tokens.iter().map(|t| scratch.words.key(t.word)).collect::<Vec<_>>(),
                "stem": doc.tokens.iter().map(|t| scratch.words.stem(t.word, t.lang).unwrap_or("")).collect::<Vec<_>>(),
            },
            "entities": doc.entities.iter().filter(|e| !e.nested).map(|e| serde_json::json!({"start": at(e.orig.start), "end": at(e.orig.end), "text": &doc.text[e.orig.range()], "type": e.kind.as_str(), "rule": e.rule, "score": e.score, "value": e.value, "thing": format!("{:?}", e.thing)})).collect::<Vec<_>>(),
        });
        writeln!(sink, "{json}").expect("write");
    }
}
