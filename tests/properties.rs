//! What holds for any text: nothing panics, spans are in order and on character boundaries, tokens and the gaps
//! between them are the text, normalising is reversible and done once.

use std::sync::OnceLock;

use proptest::prelude::*;
use tilshi::Pipeline;
use tilshi::document::{Document, OrigSpan, Zone, ZoneKind};
use tilshi::io::encode::{EncodeOptions, Encoded, Encoder, Output, OutputLayers};
use tilshi::lang::Lang;
use tilshi::stage::normalize::{Dashes, Ellipses, LatinKazakh, Normalize, NormalizeOptions, Quotes};
use tilshi::stage::segment::Segment;
use tilshi::stage::skipped::FixedLang;
use tilshi::stage::{Scan, Scratch, Stage};
use unicode_normalization::char::canonical_combining_class;

/// Pieces of text that rules look for, among pieces of anything.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => "[а-яА-ЯәғқңөұүһіӘҒҚ]{1,6}",
        2 => "[a-zA-Z]{1,4}",
        2 => "[0-9]{1,4}",
        3 => prop::sample::select(vec![
            " ", " ", " ", "\n", "\n\n", "\t", "\u{a0}", "\u{2009}", ".", ".", ",", ":", "?", "!", "...", "…", "-",
            "-", "—", "–", "\u{2011}", "(", ")", "«", "»", "“", "”", "„", "\"", "'", "’", "%", "/", "//", "@", "#",
            "_", "&", "+", "•", "*", "г.", "т.б.", "ж.", "А.", "https://", "www.", ".kz", "\u{ad}", "\u{200b}",
            "\u{200d}", "\u{200e}", "\u{feff}", "\u{3}", "\u{301}", "\u{306}", "\u{308}", "Ќ", "ќ", "Ґ", "ї", "ў", "¥",
            "ə", "ö", "c", "Р\u{9a}Р°Р·Р°С…", "😊", "👍🏽", "❤\u{fe0f}", "\u{2028}", "\u{85}",
        ])
        .prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => (mark_or_base(), prop::collection::vec(mark_or_base(), 0..4))
            .prop_map(|(first, marks)| marks.into_iter().fold(first.to_string(), |word, c| word + &c.to_string())),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Combining marks of any script, and what composes with them or falls apart into them.
fn mark_or_base() -> impl Strategy<Value = char> {
    let marks = ('\0'..=char::MAX).filter(|&c| canonical_combining_class(c) != 0).collect::<Vec<char>>();
    let bases = "аиІёYy1.=«;\u{958}\u{9dc}\u{fb2a}\u{2adc}\u{37e}\u{1d15e}\u{1100}\u{1161}\u{11a8}\u{ac00}";
    prop_oneof![
        3 => prop::sample::select(marks),
        2 => prop::sample::select(vec!['\u{306}', '\u{308}', '\u{338}', '\u{591}', '\u{327}', '\u{93c}']),
        2 => prop::sample::select(bases.chars().collect::<Vec<char>>()),
    ]
}

fn options() -> impl Strategy<Value = NormalizeOptions> {
    let quotes = prop::sample::select(vec![Quotes::Keep, Quotes::Paired, Quotes::Straight]);
    let dashes = prop::sample::select(vec![Dashes::Keep, Dashes::Rare, Dashes::Em]);
    let ellipses = prop::sample::select(vec![Ellipses::Keep, Ellipses::Dots, Ellipses::Sign]);
    let latin = prop::sample::select(vec![LatinKazakh::Off, LatinKazakh::Convert]);
    (quotes, dashes, ellipses, latin).prop_map(|(quotes, dashes, ellipses, latin_kazakh)| NormalizeOptions {
        quotes,
        dashes,
        ellipses,
        latin_kazakh,
    })
}

fn lang() -> impl Strategy<Value = Lang> {
    prop::sample::select(vec![Lang::Ru, Lang::Kk, Lang::Uk, Lang::En, Lang::Und])
}

/// The text through scan, normalize and segment, as one passage; `zone` is a byte at which a zone ends.
fn cut(text: &str, lang: Lang, options: NormalizeOptions, zone: usize) -> Document {
    let mut scratch = Scratch::default();
    let mut doc = Document::new("", text);
    let len = text.len() as u32;
    let at = (0..=zone.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0) as u32;
    let zone = |a, b, kind| Zone { orig: OrigSpan::new(a, b), kind, rule: "test" };
    doc.zones = vec![zone(0, at, ZoneKind::Title), zone(at, len, ZoneKind::Body)];
    Scan.run(&mut doc, &mut scratch);
    FixedLang(lang).run(&mut doc, &mut scratch);
    Normalize::new(options).run(&mut doc, &mut scratch);
    Segment::new().run(&mut doc, &mut scratch);
    doc
}

/// What may stand between tokens.
fn is_gap(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tokens_and_gaps_are_the_text(text in text(), lang in lang(), options in options(), zone in 0usize..200) {
        let doc = cut(&text, lang, options, zone);
        let norm = doc.normalized();
        let (mut orig_end, mut norm_end) = (0, 0);
        for t in &doc.tokens {
            prop_assert!(t.orig.start >= orig_end && t.norm.start >= norm_end, "out of order: {t:?}");
            prop_assert!(!t.orig.is_empty() && !t.norm.is_empty(), "empty: {t:?}");
            prop_assert!(norm.get(t.norm.range()).is_some() && doc.text.get(t.orig.range()).is_some());
            let gap = &norm[norm_end as usize..t.norm.start as usize];
            prop_assert!(gap.chars().all(is_gap), "visible between tokens: {gap:?}");
            prop_assert!(!norm[t.norm.range()].contains(char::is_whitespace), "white space in a token");
            orig_end = t.orig.end;
            norm_end = t.norm.end;
        }
        prop_assert!(norm[norm_end as usize..].chars().all(is_gap));
        prop_assert!(doc.text[orig_end as usize..].chars().all(is_gap));
    }

    #[test]
    fn sentences_tile_the_tokens(text in text(), lang in lang(), zone in 0usize..200) {
        let doc = cut(&text, lang, NormalizeOptions::default(), zone);
        let mut next = 0;
        for s in &doc.sentences {
            prop_assert!(s.tokens.start == next && s.tokens.end > next, "tokens out of order: {s:?}");
            next = s.tokens.end;
            let (first, last) = (&doc.tokens[s.tokens.start as usize], &doc.tokens[next as usize - 1]);
            prop_assert_eq!((s.orig.start, s.orig.end), (first.orig.start, last.orig.end));
            let end = doc.zones[0].orig.end;
            prop_assert!(first.orig.start >= end || last.orig.start < end, "over the end of a zone: {s:?}");
        }
        prop_assert_eq!(next as usize, doc.tokens.len());
    }

    #[test]
    fn normalising_is_reversible_and_done_once(text in text(), lang in lang(), options in options()) {
        let doc = cut(&text, lang, options, 0);
        prop_assert_eq!(&doc.norm.restore(&doc.text), &doc.text);
        let again = cut(doc.normalized(), lang, options, 0);
        prop_assert_eq!(again.normalized(), doc.normalized());
        let mut aligner = doc.norm.aligner();
        for t in &doc.tokens {
            prop_assert_eq!(aligner.to_orig(t.norm), doc.norm.to_orig(t.norm));
        }
    }
}

/// A pipeline that changes nothing that can be left, the usual one, and two that change all they can.
fn pipeline(at: usize) -> &'static Pipeline {
    static ALL: [OnceLock<Pipeline>; 4] = [const { OnceLock::new() }; 4];
    let (off, convert) = (LatinKazakh::Off, LatinKazakh::Convert);
    let (quotes, dashes, ellipses, latin_kazakh) = [
        (Quotes::Paired, Dashes::Rare, Ellipses::Keep, off),
        (Quotes::Keep, Dashes::Keep, Ellipses::Keep, off),
        (Quotes::Straight, Dashes::Em, Ellipses::Dots, convert),
        (Quotes::Paired, Dashes::Em, Ellipses::Sign, convert),
    ][at];
    let options = NormalizeOptions { quotes, dashes, ellipses, latin_kazakh };
    ALL[at].get_or_init(|| Pipeline::builder().normalize(options).build().expect("a pipeline"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_whole_pipeline_keeps_its_promises(text in text(), page in any::<bool>(), choice in 0usize..4) {
        through(&text, page, choice);
    }
}

/// Sends a text through all stages, the checks behind `--verify` and the encoder.
fn through(text: &str, page: bool, choice: usize) -> Document {
    let (pipeline, mut scratch) = (pipeline(choice), Scratch::default());
    let mut doc = Document::new("", text);
    doc.is_page = page;
    pipeline.process_all(&mut [&mut doc], &mut scratch);
    if let Err(error) = tilshi::verify(&doc) {
        panic!("{text:?}: {error}");
    }
    let encode = EncodeOptions {
        outputs: vec![Output::Jsonl, Output::Documents],
        layers: OutputLayers::ALL,
        nested: true,
        excel: false,
        parquet: false,
        suffixes: false,
    };
    let mut out = Encoded::default();
    Encoder::new(&encode, pipeline.lexicon()).document(&doc, &scratch.words, &mut out);
    assert!(out.bytes.iter().all(|bytes| std::str::from_utf8(bytes).is_ok()), "{text:?}: no UTF-8");
    doc
}

/// Signs that NFC takes apart, composes over others or puts in another order: one token each.
#[test]
fn what_one_edit_makes_is_one_token() {
    for (text, tokens) in [
        ("\u{958}", 1),
        ("И\u{591}\u{306}", 1),
        ("\u{306}\u{591}", 1),
        ("а\u{306}\u{591}б", 1),
        (".\u{306}\u{591}", 2),
        ("=\u{306}\u{338}", 1),
        ("\u{2adc}", 1),
        ("слово \u{37e}\u{306}\u{591}", 2),
        ("іE\u{302a}\u{308}", 1),
    ] {
        for choice in 0..4 {
            assert_eq!(through(text, false, choice).tokens.len(), tokens, "{text:?}, choice {choice}");
        }
        for lang in [Lang::Ru, Lang::Kk] {
            assert_eq!(
                cut(text, lang, NormalizeOptions::default(), 0).tokens.len(),
                tokens,
                "{text:?} as {lang:?}"
            );
        }
    }
}

/// Texts that an earlier version repaired a little more at the second reading.
#[test]
fn these_are_done_once() {
    let straight = NormalizeOptions { quotes: Quotes::Straight, ..NormalizeOptions::default() };
    for text in [
        "һl0Ќ",
        "КазахЌ Р\u{9a}Р°Р·Р°С…",
        "Р\u{9a}Р°Р·Р°С…Y\u{306}H",
        "\u{958}“А”",
        "Y\u{306}\u{338}і",
        "C HҚү",
        "В«Р\u{9a}Р°Р·Р°С…",
        "вЂњРљР°Р·Р°С…вЂќ",
    ] {
        for (lang, options) in [Lang::Ru, Lang::Kk, Lang::Uk, Lang::En, Lang::Und]
            .into_iter()
            .flat_map(|lang| [(lang, NormalizeOptions::default()), (lang, straight)])
        {
            let once = cut(text, lang, options, 0);
            let again = cut(once.normalized(), lang, options, 0);
            assert_eq!(again.normalized(), once.normalized(), "{text} as {lang:?}, {:?}", options.quotes);
        }
    }
}

/// What is kept of words and names is found again after the word table was emptied, nothing old is taken for it, and
/// documents that go through the stages together, or in another order, come out as each alone.
#[test]
fn an_emptied_word_table_company_and_order_change_nothing() {
    let pipeline = Pipeline::builder().build().expect("a pipeline");
    let options = EncodeOptions {
        outputs: vec![Output::Jsonl],
        layers: OutputLayers::ALL,
        nested: true,
        excel: false,
        parquet: false,
        suffixes: false,
    };
    let columns = [
        (include_str!("data/normalize.tsv"), 2),
        (include_str!("data/decided.tsv"), 0),
        (include_str!("data/names.tsv"), 1),
    ];
    let texts: Vec<&str> = columns
        .iter()
        .flat_map(|(table, n)| table.lines().filter_map(|line| line.split('\t').nth(*n)))
        .collect();
    let run = |bytes: usize, together: usize, backwards: bool| {
        let mut scratch = Scratch::new(bytes);
        let mut encoder = Encoder::new(&options, pipeline.lexicon());
        let mut docs: Vec<Document> =
            texts.chunks(5).map(|lines| Document::new("", lines.join("\n"))).collect();
        if backwards {
            docs.reverse();
        }
        let mut records = Vec::new();
        for docs in docs.chunks_mut(together) {
            scratch.words.trim();
            pipeline.process_all(&mut docs.iter_mut().collect::<Vec<_>>(), &mut scratch);
            for doc in docs {
                let mut out = Encoded::default();
                encoder.document(doc, &scratch.words, &mut out);
                records.push(out.bytes[Output::Jsonl as usize].clone());
            }
        }
        if backwards {
            records.reverse();
        }
        (scratch.words.generation(), records)
    };
    let (emptied, small) = run(0, 1, false);
    let (never, large) = run(1 << 30, 1, false);
    assert!(emptied > 50 && never == 0);
    assert!(small == large, "other records");
    assert!(run(1 << 30, 7, false).1 == large, "other records in company");
    assert!(run(1 << 30, 1, true).1 == large, "other records in another order");
}
