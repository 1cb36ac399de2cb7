//! The texts of the benches: the project's own, in two languages and three sizes.
//!
//! Made of the paragraphs of `tests/data/{ru,kk}/bench.txt` in a shuffled order, each time with other digits, so that
//! most words are known and some are new, as in news. The same bytes in every run.

/// A text to work on.
pub(crate) struct Text {
    /// `ru-line` … `kk-dump`: language and size.
    pub(crate) name: String,
    pub(crate) text: String,
}

/// Bytes of a sentence, of an article, of a long report.
const SIZES: [(&str, usize); 3] = [("line", 150), ("page", 4 << 10), ("dump", 256 << 10)];

/// The languages, what their pages are made of, and what stands above and below a page's text.
const LANGS: [(&str, &str, [&str; 2]); 2] = [
    (
        "ru",
        include_str!("../../tests/data/ru/bench.txt"),
        ["14.03.2024, 10:25\n\n", "\nФото: Example.kz\nПросмотров: 1425\nЧитайте также\n"],
    ),
    (
        "kk",
        include_str!("../../tests/data/kk/bench.txt"),
        ["14.03.2024, 10:25\n\n", "\nФото: Example.kz\nҚаралды: 1425\nТағы оқыңыз\n"],
    ),
];

/// Every language in every size.
pub(crate) fn texts() -> Vec<Text> {
    let one = |(lang, source, frame)| {
        SIZES.map(|(size, bytes)| Text { name: format!("{lang}-{size}"), text: made(source, frame, bytes) })
    };
    LANGS.into_iter().flat_map(one).collect()
}

/// About `bytes` bytes; from a page on with a headline, a date, and what stands below an article.
fn made(source: &str, [above, below]: [&str; 2], bytes: usize) -> String {
    let paragraphs: Vec<&str> = source.split("\n\n").map(str::trim).filter(|p| !p.is_empty()).collect();
    let mut text = String::new();
    let mut state = bytes as u64;
    // Knuth's MMIX generator; its upper bits are random enough to shuffle paragraphs.
    let mut random = move |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    if bytes > 1 << 10 {
        let headline = paragraphs[random(paragraphs.len())].split(['.', '?']).next().unwrap_or_default();
        text.extend([headline, "\n", above]);
    }
    while text.len() < bytes {
        let paragraph = paragraphs[random(paragraphs.len())];
        text.extend(paragraph.chars().map(|c| match c {
            '1'..='9' => char::from_digit(1 + random(9) as u32, 10).unwrap_or(c),
            _ => c,
        }));
        text.push('\n');
    }
    // Cut behind a word.
    let end = text[..text.floor_char_boundary(bytes)].rfind(' ').unwrap_or(text.len());
    text.truncate(end);
    if bytes > 1 << 10 {
        text.push_str(below);
    }
    text
}
