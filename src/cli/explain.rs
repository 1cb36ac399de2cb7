//! `tilshi explain`: one text, every stage's output, and which rule did what.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use tilshi::document::Document;
use tilshi::io::encode::{EncodeOptions, Encoded, Encoder, EntityView, Output};
use tilshi::io::input::{Format, Inputs};
use tilshi::io::read::{ReadOptions, Records};
use tilshi::stage::Scratch;
use tilshi::{Error, ErrorKind, Pipeline, Result};

use super::args::ExplainArgs;
use super::config::{builder, encoding, language, read_lexicons};
use super::{Outcome, print, say};

/// Runs the command.
pub(super) fn run(args: &ExplainArgs) -> Result<Outcome> {
    let pipeline = builder(language("--lang", args.lang.as_deref())?, &read_lexicons(&args.lexicon)?)
        .suffixes(true)
        .build()?;
    let mut doc = read(args)?;
    let mut scratch = Scratch::default();
    scratch.trace = Some(Vec::new());
    pipeline.process(&mut doc, &mut scratch);
    let text = match args.json {
        true => as_json(&doc, &scratch, &pipeline)?,
        false => as_text(&doc, &scratch, &pipeline),
    };
    print(text.as_bytes()).map(|()| Outcome::Done)
}

fn read(args: &ExplainArgs) -> Result<Document> {
    let encoding = encoding("--encoding", args.encoding.as_deref())?;
    // Standard input is one text.
    let format = (args.file == "-").then_some(Format::Txt);
    let inputs = Inputs::expand(std::slice::from_ref(&args.file), format)?;
    let default = ReadOptions::default();
    let options = ReadOptions {
        text_field: args.text_field.clone().unwrap_or(default.text_field),
        encoding,
        max_document: Document::MAX_TEXT as u64,
        ..default
    };
    let mut records = Records::new(inputs.files, options.clone(), Arc::default());
    match records.next().map(|record| record.parse(&options)) {
        Some(Ok(doc)) => {
            if records.next().is_some() {
                let record = doc.origin.record.map_or(String::new(), |n| format!(", record {n}"));
                let source = &doc.origin.source;
                say(format_args!("tilshi: {} holds several documents; this is {source}{record}", args.file));
            }
            Ok(doc)
        }
        Some(Err(reject)) => Err(ErrorKind::Strict(reject).into()),
        None => Err(Error::input(Path::new(&args.file), "no document in it")),
    }
}

/// The document as `run` writes it, with the trace beside it.
fn as_json(doc: &Document, scratch: &Scratch, pipeline: &Pipeline) -> Result<String> {
    let options = EncodeOptions {
        outputs: vec![Output::Jsonl],
        nested: true,
        suffixes: true,
        ..EncodeOptions::default()
    };
    let mut out = Encoded::default();
    Encoder::new(&options, pipeline.lexicon()).document(doc, &scratch.words, &mut out);
    let line = &out.bytes[Output::Jsonl as usize];
    let mut value: Value = serde_json::from_slice(line).map_err(|e| Error::input("-", e))?;
    let trace = scratch.trace.iter().flatten().map(|t| {
        json!({"stage": t.stage, "rule": t.rule, "start_byte": t.at.start, "end_byte": t.at.end, "detail": t.detail})
    });
    value["trace"] = trace.collect();
    Ok(format!("{value:#}\n"))
}

fn as_text(doc: &Document, scratch: &Scratch, pipeline: &Pipeline) -> String {
    let mut out = String::new();
    let (encoding, confidence) = doc.origin.encoding;
    let _ =
        writeln!(out, "decode     {encoding} ({confidence:.2}), {} code points", doc.text.chars().count());
    heading(&mut out, "zone");
    zones(&mut out, doc);
    heading(&mut out, "detect");
    languages(&mut out, doc);
    heading(&mut out, "normalize");
    repairs(&mut out, doc);
    heading(&mut out, "segment, label, stem");
    sentences(&mut out, doc, scratch);
    heading(&mut out, "tag");
    names(&mut out, doc, pipeline);
    heading(&mut out, "rules");
    for t in scratch.trace.iter().flatten() {
        let text = short(&doc.text[t.at.range()]);
        let _ = writeln!(out, "{:<10} {:<24} {:?} {text:<30} {}", t.stage, t.rule, t.at, t.detail);
    }
    out
}

fn zones(out: &mut String, doc: &Document) {
    for z in &doc.zones {
        let _ = writeln!(out, "{:<12} {:<28} {}", z.kind.as_str(), z.rule, short(&doc.text[z.orig.range()]));
    }
    let facts = &doc.facts;
    for (name, fact) in [
        ("title", &facts.title),
        ("author", &facts.author),
        ("published", &facts.published),
        ("time", &facts.published_time),
        ("publisher", &facts.publisher),
        ("url", &facts.url),
        ("section", &facts.section),
    ] {
        if let Some(fact) = fact {
            let _ = writeln!(out, "  {name} = {fact}");
        }
    }
}

fn languages(out: &mut String, doc: &Document) {
    let shares: Vec<String> = doc.lang.share.iter().map(|(l, s)| format!("{} {s:.2}", l.as_str())).collect();
    let _ = writeln!(
        out,
        "document {} ({:.3}){}: {}",
        doc.lang.lang.as_str(),
        doc.lang.confidence,
        if doc.lang.mixed { ", mixed" } else { "" },
        shares.join(", ")
    );
    for p in &doc.passages {
        let _ =
            writeln!(out, "{} {:.3}  {}", p.lang.as_str(), p.confidence, short(&doc.text[p.orig.range()]));
    }
}

fn repairs(out: &mut String, doc: &Document) {
    for e in doc.norm.edits() {
        let before = &doc.text[e.orig.range()];
        let after = &doc.normalized()[e.norm.range()];
        let _ = writeln!(out, "{:<20} {before:?} → {after:?} at byte {}", e.rule, e.orig.start);
    }
    if doc.norm.edits().is_empty() {
        let _ = writeln!(out, "nothing to repair");
    }
}

fn sentences(out: &mut String, doc: &Document, scratch: &Scratch) {
    for (n, s) in doc.sentences.iter().enumerate() {
        let _ = writeln!(
            out,
            "[{n}] {} {:.3} {}: {}",
            s.lang.as_str(),
            s.confidence,
            s.zone.as_str(),
            short(&doc.text[s.orig.range()])
        );
        let tokens = &doc.tokens[s.tokens.start as usize..s.tokens.end as usize];
        let shown = tokens.iter().map(|t| {
            let text = &doc.text[t.orig.range()];
            match scratch.words.stem(t.word, t.lang) {
                Some(stem) if stem != scratch.words.key(t.word) => format!("{text}→{stem}"),
                _ => text.to_owned(),
            }
        });
        let _ = writeln!(out, "    {}", shown.collect::<Vec<_>>().join(" | "));
    }
}

fn names(out: &mut String, doc: &Document, pipeline: &Pipeline) {
    for e in &doc.entities {
        let view = EntityView::of(e, pipeline.lexicon());
        let names: Vec<&str> = view.names.into_iter().flatten().collect();
        let _ = writeln!(
            out,
            "{}{:<8} {:<36} {:<28} {:<4} {} {:.2}  {}{}",
            if e.nested { "  " } else { "" },
            e.kind.as_str(),
            &doc.text[e.orig.range()].replace('\n', " "),
            view.id.unwrap_or("-"),
            e.case.map_or("", |c| c.as_str()),
            e.rule,
            e.score,
            e.value.as_deref().map(|v| format!("= {v} ")).unwrap_or_default(),
            names.join(" / ")
        );
    }
}

fn heading(out: &mut String, name: &str) {
    let _ = writeln!(out, "\n── {name} {}", "─".repeat(70usize.saturating_sub(name.len())));
}

/// The first words of a text, on one line.
fn short(text: &str) -> String {
    const WIDTH: usize = 80;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(WIDTH) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}
