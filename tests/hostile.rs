//! Texts that nobody writes: each would keep a stage busy for minutes if its work grew with the square of the text.
//! Every row goes through the whole pipeline and the encoder, and its annotation holds together. No time is measured: a
//! stage that has become quadratic is a test that does not end.

use tilshi::Pipeline;
use tilshi::document::Document;
use tilshi::io::encode::{EncodeOptions, Encoded, Encoder};
use tilshi::stage::Scratch;

/// A name, what makes the text of about so many bytes, and how many.
type Row = (&'static str, fn(usize) -> String, usize);

const TEXTS: &[Row] = &[
    // scan
    ("one word", |n| fill("", "а", n), 500_000),
    ("two alphabets in turn", |n| fill("", "aб", n), 200_000),
    ("combining marks", |n| fill("а", "\u{301}", n), 200_000),
    ("combining marks out of order", |n| fill("", "\u{306}\u{591}", n), 200_000),
    ("zero-width characters", |n| fill("", "а\u{200b}", n), 200_000),
    ("spaces", |n| fill("", " ", n), 500_000),
    ("line ends", |n| fill("", "\n", n), 500_000),
    ("digits", |n| fill("", "1", n), 500_000),
    ("full stops", |n| fill("", ". ", n), 200_000),
    ("emoji", |n| fill("", "😊", n), 200_000),
    // detect
    ("two languages in turn", |n| fill("", "мемлекет который болды привет ", n), 200_000),
    // normalize
    ("quotation marks that nest", |n| fill("", "„", n / 2) + &fill("", "“", n / 2), 200_000),
    ("quotations that are never closed", |n| fill("", "„а “б” ", n), 200_000),
    ("broken UTF-8 without spaces", |n| fill("", "Р\u{9a}Р°Р·Р°С…\u{a0}\u{a0}x", n), 500_000),
    ("a Latin y in one word", |n| fill("ә", "yб", n), 200_000),
    // segment
    ("letters and full stops", |n| fill("", "а.", n), 200_000),
    ("names before an at sign", |n| fill("", "a+", n), 200_000),
    ("numbers and commas", |n| fill("", "123,", n) + "1", 200_000),
    ("addresses before quotation marks", |n| fill("", "http://a«", n), 200_000),
    ("an address with closing marks", |n| fill("http://a", ").", n), 200_000),
    ("initials", |n| fill("", "А. Б. ", n), 200_000),
    ("quotations after colons", |n| fill("", "сказал: «Аа бб ", n), 300_000),
    ("parentheses in one sentence", |n| fill("", "а (б. В) ", n), 300_000),
    ("smiles", |n| fill("", ":) ", n), 200_000),
    ("closing marks", |n| fill("", ".»", n), 200_000),
    (
        "closing marks, then opening ones",
        |n| fill("", "!.»", n / 2) + " " + &fill("", "(«", n / 2) + "а",
        200_000,
    ),
    // zone
    ("short lines", |n| lines(n, "Один два три слово "), 400_000),
    ("names before the text", |n| page("Иван Петров\n", n, 100), 500_000),
    ("headings of other news", |n| page(&("Популярное\n".to_owned() + PARAGRAPH), n, 3), 400_000),
    ("sections that have no date", |n| fill("", "Спорт\n5 марта 2024\n", n), 200_000),
    ("a talk in dashes", |n| page("— Аа бб.\n", n, 3), 300_000),
    // Names and values.
    ("a table of numbers", |n| fill("", "123 ", n), 200_000),
    ("places", |n| fill("", "Астана, Алматы, ", n), 500_000),
    ("one person", |n| fill("", "Иванов Иван Иванович ", n), 500_000),
    ("persons", |n| lines(n, "Иван Петров встретил Анну Сергеевну Кайратову"), 500_000),
    ("offices", |n| fill("", "президент Казахстана ", n), 500_000),
    ("names in capitals", |n| fill("", "МОСКВА ГОВОРИТ ", n), 300_000),
    ("names in Latin letters", |n| fill("", "Иван Петров (Ivan Petrov) ", n), 500_000),
    ("dates", |n| fill("", "в январе–марте 2024 года ", n), 500_000),
    ("rates", |n| fill("", "USD 449.2 EUR 487.1 ", n), 300_000),
    ("kinds of places", |n| fill("", "Абайский район Алматинской области ", n), 500_000),
    ("listed bodies", |n| fill("", "Қазақстан Республикасы Денсаулық сақтау министрлігі, ", n), 500_000),
    ("cases that end names", |n| fill("", "Мұхтар Әуезовтің Абайды ", n), 500_000),
    ("companies without an end", |n| fill("", "ООО «", n), 300_000),
    ("brackets that open and close nothing", |n| fill("", "Қарулы Күштер) (әскери бөлім ", n), 300_000),
];

const PARAGRAPH: &str =
    "Погода в Астане улучшилась, сообщили в министерстве экологии и природных ресурсов страны.\n";

/// `start`, and `unit` as often as fits into `n` bytes.
fn fill(start: &str, unit: &str, n: usize) -> String {
    start.to_owned() + &unit.repeat(n / unit.len())
}

/// Lines that begin alike and differ in a number.
fn lines(n: usize, start: &str) -> String {
    (0..n / (start.len() + 6)).map(|i| format!("{start}{i}\n")).collect()
}

/// A page with `unit` between its date and `paragraphs` of text.
fn page(unit: &str, n: usize, paragraphs: usize) -> String {
    let head = "Заголовок новости о погоде в Астане\n5 марта 2024\n";
    fill(head, unit, n) + "\n" + &PARAGRAPH.repeat(paragraphs)
}

#[test]
fn no_stage_is_quadratic() {
    let pipeline = Pipeline::builder().build().expect("a pipeline");
    let options = EncodeOptions { nested: true, ..EncodeOptions::default() };
    let mut scratch = Scratch::new(64 << 20);
    for (name, text, bytes) in TEXTS {
        scratch.words.trim();
        let mut doc = Document::new(*name, text(*bytes));
        doc.is_page = true;
        pipeline.process_all(&mut [&mut doc], &mut scratch);
        let mut out = Encoded::default();
        Encoder::new(&options, pipeline.lexicon()).document(&doc, &scratch.words, &mut out);
        tilshi::verify(&doc).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}
