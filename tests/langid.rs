//! Cases of `tests/data/langid.tsv` through the pipeline: the languages of the passages in order, and with `|`
//! where one ends; `\n` is a line end, `\u0306` a combining breve.

use tilshi::Pipeline;
use tilshi::document::Document;
use tilshi::stage::Scratch;

#[test]
fn passages_of_the_cases() {
    let pipeline = Pipeline::builder().build().unwrap();
    let mut scratch = Scratch::default();
    let mut wrong = Vec::new();
    let mut cases = 0;
    for line in include_str!("data/langid.tsv").lines().skip(1) {
        let mut cells = line.split('\t');
        let (langs, marked) = (cells.next().unwrap(), cells.next().unwrap());
        let marked = marked.replace("\\n", "\n").replace("\\u0306", "\u{306}");
        let mut doc = Document::new("case", marked.replace('|', ""));
        pipeline.process(&mut doc, &mut scratch);
        let mut found = Vec::new();
        let mut shown = String::new();
        let mut end = 0;
        for p in &doc.passages {
            assert_eq!(p.orig.start, end, "passages tile the text: {marked}");
            assert!((0.0..=1.0).contains(&p.confidence));
            end = p.orig.end;
            found.push(p.lang.as_str());
            shown.push_str(if shown.is_empty() { "" } else { "|" });
            shown.push_str(&doc.text[p.orig.range()]);
        }
        assert_eq!(end as usize, doc.text.len(), "passages tile the text: {marked}");
        cases += 1;
        if found.join(" ") != langs || shown != marked {
            wrong.push(format!("expected {langs}: {marked}\n   found {}: {shown}", found.join(" ")));
        }
    }
    assert!(cases > 40);
    assert!(wrong.is_empty(), "{} of {cases} cases:\n{}", wrong.len(), wrong.join("\n"));
}

/// UTF-8 read as windows-1251: each token keeps its own stretch of the original, marks too, and a sentence is as sure
/// as its passage.
#[test]
fn broken_text_keeps_its_tokens_apart() {
    let text = "РќР° С„РѕСЂСѓРјРµ РѕР±СЃСѓРґРёР»Рё В«РґРѕСЂРѕР¶РЅСѓСЋ РєР°СЂС‚СѓВ» Рё РїР»Р°РЅС‹.";
    let mut doc = Document::new("case", text);
    Pipeline::builder().build().unwrap().process(&mut doc, &mut Scratch::default());
    assert_eq!(doc.normalized(), "На форуме обсудили «дорожную карту» и планы.");
    assert_eq!(doc.lang.lang.as_str(), "ru");
    assert_eq!(doc.tokens.len(), 10);
    for pair in doc.tokens.windows(2) {
        assert!(pair[0].orig.end <= pair[1].orig.start, "{pair:?}");
    }
    assert!(doc.sentences.iter().all(|s| s.confidence > 0.9));
}
