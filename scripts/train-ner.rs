//! Trains the entity models and judges them by cross-validation; `scripts/train-ner` calls it. [`USAGE`] tells its options.

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::exit)] // A tool for the terminal.

use std::path::Path;
use std::sync::Arc;

use tilshi::Pipeline;
use tilshi::document::{Document, EntityType};
use tilshi::lang::Lang;
use tilshi::lang::kk::stem::KkStemmer;
use tilshi::lexicon::Lexicon;
use tilshi::stage::Scratch;
use tilshi::stage::tag::Tag;
use tilshi::stage::tag::cluster::Clusters;
use tilshi::stage::tag::model::Models;
use tilshi::stage::tag::train::{Counts, Example, Options, judge, train};

const USAGE: &str = "usage: train-ner DATA [options]

  DATA                 the folder that holds ner/ru_factru_dev.jsonl, ner/kk_kaznerd_dev.jsonl and ner/ru_nerel_dev.jsonl
  --cv N               judge by cross-validation in N parts first
  --errors ru|kk|nerel print the errors of a language's cross-validation, or of NEREL
  --only ru|kk         one language
  --out DIR            write DIR/ru/ner.model and DIR/kk/ner.model
  --orders N, --epochs N, --least N, --classes N
                       orders of the examples (16), passes (12), occurrences of a feature (2), word clusters (256)
  --clusters           learn the word clusters anew from DATA/corpus";

fn kind(name: &str) -> Option<EntityType> {
    Some(match name {
        "PER" | "PERSON" => EntityType::Per,
        "LOC" | "LOCORG" | "FACILITY" | "GPE" | "LOCATION" | "CITY" | "COUNTRY" | "STATE_OR_PROVINCE"
        | "DISTRICT" => EntityType::Loc,
        "ORG" | "ORGANISATION" | "ORGANIZATION" => EntityType::Org,
        _ => return None,
    })
}

fn read(path: &Path, lang: Lang) -> Vec<Example> {
    let pipeline = Pipeline::builder().skip("tag").lang(lang).build().expect("pipeline");
    let mut scratch = Scratch::default();
    let text = std::fs::read_to_string(path).expect("gold file");
    let mut out = Vec::new();
    for line in text.lines() {
        let row: serde_json::Value = serde_json::from_str(line).expect("json");
        let text = row["text"].as_str().expect("text");
        let bytes: Vec<u32> = text.char_indices().map(|(i, _)| i as u32).chain([text.len() as u32]).collect();
        let all: Vec<(u32, u32, EntityType)> = row["entities"]
            .as_array()
            .expect("entities")
            .iter()
            .filter_map(|e| {
                let (a, b) = (e[0].as_u64()? as usize, e[1].as_u64()? as usize);
                Some((bytes[a], bytes[b], kind(e[2].as_str()?)?))
            })
            .collect();
        // A quotation opened inside a name is closed inside it, whatever the set's tokens did.
        let all: Vec<_> = all
            .into_iter()
            .map(|(a, b, k)| {
                let (inside, rest) = (&text[a as usize..b as usize], &text[b as usize..]);
                let open = inside.matches('«').count() > inside.matches('»').count() && rest.starts_with('»')
                    || inside.matches('"').count() % 2 == 1 && rest.starts_with('"');
                let next = rest.chars().next().map_or(0, char::len_utf8) as u32;
                (a, if open { b + next } else { b }, k)
            })
            .collect();
        let gold = all
            .iter()
            .filter(|e| !all.iter().any(|o| o.0 <= e.0 && e.1 <= o.1 && (o.0, o.1) != (e.0, e.1)))
            .copied()
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect();
        let mut doc = Document::new(row["id"].as_str().unwrap_or(""), text);
        pipeline.process(&mut doc, &mut scratch);
        for t in &mut doc.tokens {
            t.lang = lang;
        }
        for s in &mut doc.sentences {
            s.lang = lang;
        }
        out.push(Example { doc, gold, lang });
    }
    out
}

/// Surfaces of the sentences of running text.
fn sentences(path: &Path, lang: Lang) -> Vec<Vec<String>> {
    let pipeline = Pipeline::builder().skip("tag").lang(lang).build().expect("pipeline");
    let mut scratch = Scratch::default();
    let text = std::fs::read_to_string(path).expect("corpus");
    let mut out = Vec::new();
    for line in text.lines() {
        let row: serde_json::Value = serde_json::from_str(line).expect("json");
        let mut doc = Document::new("", row["text"].as_str().expect("text"));
        pipeline.process(&mut doc, &mut scratch);
        for s in &doc.sentences {
            let words = s.tokens.clone().map(|t| doc.text[doc.tokens[t as usize].orig.range()].to_owned());
            out.push(
                words.map(|w| if w.bytes().all(|b| b.is_ascii_digit()) { "0".into() } else { w }).collect(),
            );
        }
        scratch.words.trim();
    }
    out
}

fn show(name: &str, c: &Counts) {
    let f = |h: u32, p: u32, g: u32| 2.0 * f64::from(h) / f64::from((p + g).max(1));
    let sum = |v: &[u32; 3]| v.iter().sum::<u32>();
    let (h, pa, p, g) = (sum(&c.hits), sum(&c.partial), sum(&c.found), sum(&c.gold));
    println!(
        "{name:10} exact PER {:.3} LOC {:.3} ORG {:.3} all {:.3} (P {:.3})  partial PER {:.3} LOC {:.3} ORG {:.3} all {:.3}",
        f(c.hits[0], c.found[0], c.gold[0]),
        f(c.hits[1], c.found[1], c.gold[1]),
        f(c.hits[2], c.found[2], c.gold[2]),
        f(h, p, g),
        f64::from(h) / f64::from(p.max(1)),
        f(c.partial[0], c.found[0], c.gold[0]),
        f(c.partial[1], c.found[1], c.gold[1]),
        f(c.partial[2], c.found[2], c.gold[2]),
        f(pa, p, g),
    );
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let get = |name: &str| args.iter().position(|a| a == name).and_then(|i| args.get(i + 1).cloned());
    let Some(data) = args.get(1).filter(|a| !a.starts_with('-')) else {
        eprintln!("{USAGE}");
        std::process::exit(2);
    };
    let data = Path::new(data).join("ner");
    let folds: usize = get("--cv").map_or(0, |n| n.parse().expect("--cv N"));
    let errors = get("--errors");
    let epochs: usize = get("--epochs").map_or(12, |n| n.parse().expect("--epochs N"));
    let orders: usize = get("--orders").map_or(16, |n| n.parse().expect("--orders N"));
    let least: u32 = get("--least").map_or(2, |n| n.parse().expect("--least N"));
    let only = get("--only");
    let classes: usize = get("--classes").map_or(256, |n| n.parse().expect("--classes N"));
    let lexicon = Arc::new(Lexicon::default());
    let kk = Arc::new(KkStemmer::new());
    let tag = |models: Models| Tag::with_models(Arc::clone(&lexicon), Arc::clone(&kk), Arc::new(models));
    let mut nerel = read(&data.join("ru_nerel_dev.jsonl"), Lang::Ru);
    for (lang, file, bits) in [(Lang::Ru, "ru_factru_dev.jsonl", 16), (Lang::Kk, "kk_kaznerd_dev.jsonl", 16)]
    {
        if only.as_deref().is_some_and(|o| o != lang.as_str()) {
            continue;
        }
        let folder = Path::new("lexicons").join(lang.as_str()).join("ner.clusters");
        if args.iter().any(|a| a == "--clusters") {
            let text = sentences(&data.join("../corpus").join(format!("{}.jsonl", lang.as_str())), lang);
            let clusters = Clusters::learn(&text, 4, classes, 12);
            std::fs::write(&folder, clusters.to_bytes()).expect("clusters");
        }
        let clusters = Arc::new(Clusters::from_bytes(&std::fs::read(&folder).unwrap_or_default()));
        let options = Options { orders, epochs, least, bits };
        let mut rows = read(&data.join(file), lang);
        let mut total = Counts::default();
        let mut bare = Counts::default();
        for fold in 0..folds {
            let mut inside: Vec<&mut Example> =
                rows.iter_mut().enumerate().filter(|(i, _)| i % folds != fold).map(|(_, e)| e).collect();
            let model = train(&tag(Models::none()), &mut inside, lang, &clusters, options);
            let models = if lang == Lang::Ru {
                Models::new(Some(model), None)
            } else {
                Models::new(None, Some(model))
            };
            let with = tag(models);
            let mut scratch = Scratch::default();
            for e in rows.iter_mut().enumerate().filter(|(i, _)| i % folds == fold).map(|(_, e)| e) {
                judge(&with, e, &mut scratch, &mut total, |what, kind, doc, a, b, rule| {
                    if errors.as_deref() == Some(lang.as_str()) {
                        let text = &doc.text;
                        let (mut l, mut r) =
                            (a.saturating_sub(60) as usize, (b as usize + 60).min(text.len()));
                        while !text.is_char_boundary(l) {
                            l -= 1;
                        }
                        while !text.is_char_boundary(r) {
                            r += 1;
                        }
                        let line = format!(
                            "{}⟦{}⟧{}",
                            &text[l..a as usize],
                            &text[a as usize..b as usize],
                            &text[b as usize..r]
                        );
                        println!("{what}\t{}\t{rule}\t{}", kind.as_str(), line.replace('\n', " "));
                    }
                });
            }
        }
        if folds > 0 {
            show(&format!("cv {}", lang.as_str()), &total);
        }
        let none = tag(Models::none());
        let mut scratch = Scratch::default();
        for e in &mut rows {
            judge(&none, e, &mut scratch, &mut bare, |_, _, _, _, _, _| {});
        }
        show(&format!("off {}", lang.as_str()), &bare);
        let mut all: Vec<&mut Example> = rows.iter_mut().collect();
        let model = train(&tag(Models::none()), &mut all, lang, &clusters, options);
        let bytes = model.to_bytes();
        if let Some(out) = get("--out") {
            std::fs::write(Path::new(&out).join(lang.as_str()).join("ner.model"), &bytes).expect("model");
        }
        println!("model {} {} bytes", lang.as_str(), bytes.len());
        if lang == Lang::Ru {
            let with = tag(Models::new(Some(model), None));
            let mut counts = Counts::default();
            for e in &mut nerel {
                judge(&with, e, &mut scratch, &mut counts, |what, kind, doc, a, b, rule| {
                    if errors.as_deref() == Some("nerel") {
                        println!("{what}\t{}\t{rule}\t{}", kind.as_str(), &doc.text[a as usize..b as usize]);
                    }
                });
            }
            show("nerel", &counts);
        }
    }
}
