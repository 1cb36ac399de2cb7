//! Sentences and tokens over lines of text: `tests/data/{ru,kk}/tokens.txt` and `sentences.txt` hold one case a
//! line with `|` between the chunks, and the abbreviation tables an example a row.

use tilshi::document::{Document, OrigSpan};
use tilshi::lang::Lang;
use tilshi::stage::segment::Segment;
use tilshi::stage::skipped::FixedLang;
use tilshi::stage::{Scan, Scratch, Stage};

/// Cuts `text` as running text of one language.
fn cut(stage: &Segment, lang: Lang, text: &str, scratch: &mut Scratch) -> Document {
    let mut doc = Document::new("", text);
    Scan.run(&mut doc, scratch);
    FixedLang(lang).run(&mut doc, scratch);
    stage.run(&mut doc, scratch);
    doc
}

/// Runs the cases of a file: `|` is where a chunk ends, and stands for nothing in the text, a space beside it for
/// itself; `\n` is a line end.
fn cases(lang: Lang, file: &str, spans: impl Fn(&Document) -> Vec<OrigSpan>) {
    let stage = Segment::new();
    let mut scratch = Scratch::default();
    let mut failed = Vec::new();
    let mut count = 0;
    for line in file.lines().filter(|l| !l.is_empty() && !l.starts_with("# ")) {
        let line = line.replace("\\n", "\n");
        let want: Vec<&str> = line.split('|').map(str::trim).filter(|c| !c.is_empty()).collect();
        let text = line.replace('|', "");
        let doc = cut(&stage, lang, &text, &mut scratch);
        let got: Vec<&str> = spans(&doc).into_iter().map(|s| &doc.text[s.range()]).collect();
        if got != want {
            failed.push(format!("{line}\n    gave {}", got.join("|")));
        }
        count += 1;
    }
    assert!(failed.is_empty(), "{} of {count} failed:\n{}", failed.len(), failed.join("\n"));
    assert!(count >= 30, "only {count} cases");
}

fn tokens(doc: &Document) -> Vec<OrigSpan> {
    doc.tokens.iter().map(|t| t.orig).collect()
}

fn sentences(doc: &Document) -> Vec<OrigSpan> {
    doc.sentences.iter().map(|s| s.orig).collect()
}

#[test]
fn russian_tokens() {
    cases(Lang::Ru, include_str!("data/ru/tokens.txt"), tokens);
}

#[test]
fn kazakh_tokens() {
    cases(Lang::Kk, include_str!("data/kk/tokens.txt"), tokens);
}

#[test]
fn russian_sentences() {
    cases(Lang::Ru, include_str!("data/ru/sentences.txt"), sentences);
}

#[test]
fn kazakh_sentences() {
    cases(Lang::Kk, include_str!("data/kk/sentences.txt"), sentences);
}

/// Each abbreviation is one token of its example, and the example is one sentence.
#[test]
fn examples_of_abbreviations() {
    let stage = Segment::new();
    let mut scratch = Scratch::default();
    let mut failed = Vec::new();
    let tables = [
        (Lang::Ru, include_str!("../lexicons/ru/abbreviations.tsv")),
        (Lang::Kk, include_str!("../lexicons/kk/abbreviations.tsv")),
    ];
    for (lang, table) in tables {
        let mut before = "";
        for line in table.lines().skip(1) {
            let [abbr, _, _, example, _] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("not five cells: {line}");
            };
            assert!(before < abbr, "{abbr} is not in order");
            before = abbr;
            let doc = cut(&stage, lang, example, &mut scratch);
            let found = doc.tokens.iter().any(|t| doc.text[t.orig.range()].to_lowercase() == abbr);
            if !found || doc.sentences.len() != 1 {
                failed.push(format!("{line}: token {found}, {} sentences", doc.sentences.len()));
            }
        }
    }
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
}
