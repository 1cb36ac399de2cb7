//! The stage `normalize` over pairs of texts: `tests/data/normalize.tsv` holds the language of the passage, the
//! text before, the text after, and a rule that must have been at work (`-`: nothing may change).

use tilshi::document::Document;
use tilshi::lang::Lang;
use tilshi::stage::normalize::{Dashes, Ellipses, LatinKazakh, Normalize, NormalizeOptions, Quotes};
use tilshi::stage::skipped::FixedLang;
use tilshi::stage::{Scan, Scratch, Stage};

/// Normalises `text` as one passage of language `lang`.
fn normalize(stage: &Normalize, lang: Lang, text: &str, scratch: &mut Scratch) -> Document {
    let mut doc = Document::new("", text);
    Scan.run(&mut doc, scratch);
    FixedLang(lang).run(&mut doc, scratch);
    stage.run(&mut doc, scratch);
    doc
}

/// `\n`, `\t`, `\\` and `\u{…}` as in Rust.
fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(i) = rest.find('\\') {
        out.push_str(&rest[..i]);
        rest = &rest[i + 1..];
        if let Some(hex) = rest.strip_prefix("u{") {
            let end = hex.find('}').expect("a closing brace");
            let code = u32::from_str_radix(&hex[..end], 16).expect("hexadecimal digits");
            out.push(char::from_u32(code).expect("a character"));
            rest = &hex[end + 1..];
        } else {
            out.push(match rest.chars().next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('\\') => '\\',
                other => panic!("unknown escape {other:?} in {text}"),
            });
            rest = &rest[1..];
        }
    }
    out + rest
}

#[test]
fn pairs() {
    let stage = Normalize::default();
    let mut scratch = Scratch::default();
    let mut failed = Vec::new();
    let (mut all, mut same) = (0, 0);
    for line in include_str!("data/normalize.tsv").lines().skip(1) {
        let [lang, before, after, rule] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not four cells: {line}");
        };
        let lang = Lang::parse(lang).unwrap_or_else(|| panic!("no language {lang}"));
        let (before, after) = (unescape(before), unescape(after));
        let doc = normalize(&stage, lang, &before, &mut scratch);
        let rules: Vec<_> = doc.norm.edits().iter().map(|e| e.rule).collect();
        let right = if rule == "-" { rules.is_empty() } else { rules.contains(&rule) };
        if doc.normalized() != after || !right {
            failed.push(format!("{line}\n    gave {:?} by {rules:?}", doc.normalized()));
        }
        assert_eq!(doc.norm.restore(&doc.text), doc.text, "{line}");
        let again = normalize(&stage, lang, doc.normalized(), &mut scratch);
        assert!(again.norm.edits().is_empty(), "{line}\n    again gave {:?}", again.normalized());
        all += 1;
        same += usize::from(rule == "-");
    }
    assert!(failed.is_empty(), "{} of {all} failed:\n{}", failed.len(), failed.join("\n"));
    assert!(all >= 300 && same * 2 >= all - 60, "{all} pairs, {same} of them unchanged");
}

#[test]
fn choices() {
    let mut scratch = Scratch::default();
    let mut with = |options, lang, text| {
        normalize(&Normalize::new(options), lang, text, &mut scratch).normalized().to_owned()
    };
    let plain = NormalizeOptions::default();
    let text = "„Да“ - сказал он… ";
    assert_eq!(with(NormalizeOptions { quotes: Quotes::Keep, ..plain }, Lang::Ru, text), text);
    let straight = NormalizeOptions { quotes: Quotes::Straight, ..plain };
    assert_eq!(with(straight, Lang::Ru, "«Да» и “нет”"), "\"Да\" и \"нет\"");
    let broken = "В«РђРЅР°В» РіР°Р·РµС‚С–, вЂњРњРµРєС‚РµРївЂќ";
    assert_eq!(with(plain, Lang::Kk, broken), "«Ана» газеті, «Мектеп»");
    assert_eq!(with(straight, Lang::Kk, broken), "\"Ана\" газеті, \"Мектеп\"");
    let dashes = NormalizeOptions { dashes: Dashes::Em, ..plain };
    assert_eq!(with(dashes, Lang::Ru, "Алматы - город – сад, 5-6"), "Алматы — город — сад, 5-6");
    assert_eq!(
        with(NormalizeOptions { dashes: Dashes::Keep, ..plain }, Lang::Ru, "а\u{2011}б"),
        "а\u{2011}б"
    );
    let dots = NormalizeOptions { ellipses: Ellipses::Dots, ..plain };
    assert_eq!(with(dots, Lang::Ru, "Вот… да"), "Вот... да");
    let sign = NormalizeOptions { ellipses: Ellipses::Sign, ..plain };
    assert_eq!(with(sign, Lang::Ru, "Вот... да.... нет"), "Вот… да.... нет");
    let latin = NormalizeOptions { latin_kazakh: LatinKazakh::Convert, ..plain };
    let line = "Qazaqstan jáne Ózbekstan bul jyly kelisimge qol qoıdy";
    assert_eq!(with(latin, Lang::Und, line), "Қазақстан және Өзбекстан бұл жылы келісімге қол қоиды");
    assert_eq!(with(latin, Lang::En, "The men and the bulls"), "The men and the bulls");
    assert_eq!(with(plain, Lang::Und, line), line);
}
