//! Quality signals: numbers that tell running text from lists, menus, noise and repetition.
//!
//! Reads a [`Draft`]: the text that will be written, with its tokens, sentences and entities; the pipeline's own
//! tokeniser makes the words, so Kazakh is counted as well as Russian. Makes a value for each row of [`SIGNALS`], in its
//! order. Names and definitions follow the literature where they come from it: Gopher (Rae et al. 2021, table A1), C4
//! (Raffel et al. 2020), FineWeb (Penedo et al. 2024), with the implementation of duplicate n-grams that datatrove uses.
//! A text without words, lines or letters has 0 where it would be divided by their number. Cost: one pass over the
//! characters and up to nine over the words; a text in which no pair of words comes twice needs two.

use std::hash::{BuildHasherDefault, Hasher};

use hashbrown::HashMap;

use super::draft::{Draft, hash, mix};
use crate::lang::letters::Letter;

/// A row of the table of signals.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Signal {
    /// Its name in rules, columns and files.
    pub name: &'static str,
    /// The unit: a share is from 0 to 1.
    pub unit: &'static str,
    /// What it is.
    pub meaning: &'static str,
    /// Where it comes from.
    pub origin: &'static str,
}

macro_rules! signals {
    ($($name:ident $unit:literal $origin:literal $meaning:literal;)+) => {
        /// All signals, in the order in which an example holds them.
        pub const SIGNALS: &[Signal] = &[$(Signal {
            name: stringify!($name),
            unit: $unit,
            meaning: $meaning,
            origin: $origin,
        }),+];

        /// The values of one text.
        #[derive(Clone, Copy, Debug, Default)]
        struct Values { $($name: f64),+ }

        impl Values {
            fn list(&self) -> Vec<f64> {
                vec![$(self.$name),+]
            }
        }
    };
}

signals! {
    chars "code points" "tilshi" "length of the text";
    words "words" "Gopher" "tokens that are no punctuation, emoji or symbols";
    sentences "sentences" "C4" "sentences";
    lines "lines" "tilshi" "lines that are not empty";
    mean_word_length "code points" "Gopher" "mean length of the words";
    mean_sentence_length "words" "tilshi" "words a sentence";
    symbol_word_ratio "per word" "Gopher" "number signs and ellipses for each word";
    alpha_words "share" "Gopher" "words with a letter";
    digit_share "share" "tilshi" "digits among the visible characters";
    line_punct "share" "C4, FineWeb" "lines that end in . ! ? … or a closing quotation mark";
    short_lines "share" "FineWeb" "lines of fewer than 30 characters";
    bullet_lines "share" "Gopher" "lines that begin with a bullet";
    ellipsis_lines "share" "Gopher" "lines that end in an ellipsis";
    dup_lines "share" "Gopher" "lines that stood before in the text";
    dup_line_chars "share" "Gopher" "the same, of the characters";
    dup_paragraphs "share" "Gopher" "paragraphs (between empty lines) that stood before";
    dup_paragraph_chars "share" "Gopher" "the same, of the characters";
    top_2gram "share" "Gopher" "characters of words in the most frequent pair of words, where it comes twice";
    top_3gram "share" "Gopher" "the same of three words";
    top_4gram "share" "Gopher" "the same of four words";
    dup_5gram "share" "Gopher" "characters of words in runs of five that stood before";
    dup_6gram "share" "Gopher" "the same of six words";
    dup_7gram "share" "Gopher" "the same of seven words";
    dup_8gram "share" "Gopher" "the same of eight words";
    dup_9gram "share" "Gopher" "the same of nine words";
    dup_10gram "share" "Gopher" "the same of ten words";
    stop_words_ru "share" "Gopher" "words of the Russian stop list";
    stop_words_kk "share" "Gopher" "words of the Kazakh stop list";
    cyrillic_share "share" "tilshi" "Cyrillic letters among the letters";
    latin_share "share" "tilshi" "Latin letters among the letters";
    other_script_share "share" "tilshi" "letters of other scripts among the letters";
    ru_share "share" "tilshi" "letters of the document in Russian words";
    kk_share "share" "tilshi" "letters of the document in Kazakh words";
    language_score "share" "FineWeb" "how sure the language is";
    body_share "share" "tilshi" "visible characters of the page that are content, not menu, caption or links";
    repeated_share "share" "tilshi" "visible characters in lines that other documents repeat (--boilerplate-lines)";
    repairs "per 1000 visible characters" "tilshi" "repairs that normalisation made in the page";
    entity_density "per 100 words" "tilshi" "named entities";
    terminal_punct "share" "C4" "sentences that end in . ! ? or …";
}

/// The number of a signal in [`SIGNALS`].
pub(crate) fn index(name: &str) -> Option<usize> {
    SIGNALS.iter().position(|s| s.name == name)
}

/// Lines of fewer characters are short: FineWeb's `short_line_length`.
const SHORT_LINE: usize = 30;

/// The hashes are mixed already.
#[derive(Default)]
pub(crate) struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(bytes);
    }
    fn write_u32(&mut self, x: u32) {
        self.0 = mix(u64::from(x));
    }
    fn write_u64(&mut self, x: u64) {
        self.0 = x;
    }
}

/// A map whose keys are hashes.
pub(crate) type HashKeyed<V> = HashMap<u64, V, BuildHasherDefault<Mixed>>;

/// Hashes of the stop words: Russian, Kazakh.
pub(crate) struct StopWords([HashKeyed<()>; 2]);

const STOP_WORDS: [&str; 2] =
    [include_str!("../../lexicons/ru/stopwords.tsv"), include_str!("../../lexicons/kk/stopwords.tsv")];

impl Default for StopWords {
    fn default() -> Self {
        let words = |table: &str| {
            let rows = table.lines().skip(1).filter_map(|row| row.split('\t').next());
            rows.map(|word| (hash(word.as_bytes()), ())).collect()
        };
        StopWords(STOP_WORDS.map(words))
    }
}

/// Computes signals; one a worker.
#[derive(Default)]
pub(crate) struct Meter {
    /// Hash and length in code points of each word.
    words: Vec<(u64, u32)>,
    /// Hash of the n words that begin at each.
    grams: Vec<u64>,
    seen: HashKeyed<u32>,
}

impl Meter {
    /// Sets the draft's signals.
    pub(crate) fn measure(&mut self, draft: &mut Draft, stop: &StopWords) {
        let mut v = Values::default();
        self.tokens(draft, stop, &mut v);
        self.lines(&draft.example.text, &mut v);
        letters(&draft.example.text, &mut v);
        let page = &draft.page;
        v.ru_share = f64::from(page.ru);
        v.kk_share = f64::from(page.kk);
        v.language_score = f64::from(draft.example.lang_confidence);
        v.body_share = share(page.content, page.chars);
        v.repeated_share = share(page.repeated, page.chars);
        v.repairs = 1000.0 * share(page.repairs, page.chars);
        // To six decimals: more are noise, and longer to write.
        let rounded = |x: f64| (x * 1e6).round() / 1e6;
        draft.example.signals =
            SIGNALS.iter().zip(v.list()).map(|(s, x)| (s.name.to_owned(), rounded(x))).collect();
    }

    fn tokens(&mut self, draft: &Draft, stop: &StopWords, v: &mut Values) {
        let e = &draft.example;
        let surface = |t: usize| &e.text[e.tokens[t].span.start as usize..e.tokens[t].span.end as usize];
        self.words.clear();
        let (mut symbols, mut alpha, mut length, mut stops) = (0u32, 0u32, 0u64, [0u32; 2]);
        for (t, token) in e.tokens.iter().enumerate() {
            let text = surface(t);
            if matches!(token.kind.as_str(), "punct" | "emoji" | "other") {
                symbols += u32::from(text.starts_with(['#', '…']) || text.starts_with("..."));
                continue;
            }
            symbols += u32::from(token.kind == "tag" && text.starts_with('#'));
            let chars = text.chars().count() as u32;
            length += u64::from(chars);
            alpha += u32::from(text.chars().any(Letter::is_letter));
            for (n, words) in stops.iter_mut().zip(&stop.0) {
                *n += u32::from(words.contains_key(&draft.keys[t]));
            }
            self.words.push((draft.keys[t], chars));
        }
        let words = self.words.len() as u32;
        v.words = f64::from(words);
        v.sentences = e.sentences.len() as f64;
        v.mean_word_length = length as f64 / f64::from(words.max(1));
        v.mean_sentence_length = f64::from(words) / v.sentences.max(1.0);
        v.symbol_word_ratio = share(symbols, words);
        v.alpha_words = share(alpha, words);
        v.stop_words_ru = share(stops[0], words);
        v.stop_words_kk = share(stops[1], words);
        v.entity_density = 100.0 * share(e.entities.len() as u32, words);
        let ends = |s: &super::ExampleSentence| {
            let text = &e.text[s.span.start as usize..s.span.end as usize];
            text.trim_end_matches(['»', '”', '"', '“', ')', '’', '\'']).ends_with(['.', '!', '?', '…'])
        };
        v.terminal_punct =
            share(e.sentences.iter().filter(|s| ends(s)).count() as u32, e.sentences.len() as u32);
        self.repetition(length, v);
    }

    /// The n-gram signals; `length` is that of all words.
    fn repetition(&mut self, length: u64, v: &mut Values) {
        let all = length.max(1) as f64;
        self.grams.clear();
        self.grams.extend(self.words.iter().map(|(key, _)| *key));
        let mut dup = [0.0; 11];
        let mut top = [0.0; 5];
        for n in 2..=10usize {
            if self.words.len() < n {
                break;
            }
            let starts = self.words.len() - n + 1;
            for i in 0..starts {
                self.grams[i] = mix(self.grams[i].rotate_left(23) ^ self.words[i + n - 1].0);
            }
            let chars = |i: usize| self.words[i..i + n].iter().map(|w| w.1).sum::<u32>();
            self.seen.clear();
            if n < 5 {
                let mut best = (1u32, 0u32);
                for i in 0..starts {
                    let count = self.seen.entry(self.grams[i]).or_insert(0);
                    *count += 1;
                    if *count > 1 {
                        best = best.max((*count, chars(i)));
                    }
                }
                // No pair comes twice: nothing longer does.
                if best.0 == 1 {
                    break;
                }
                top[n] = (f64::from(best.0) * f64::from(best.1) / all).min(1.0);
            } else {
                let (mut repeated, mut i) = (0u64, 0);
                while i < starts {
                    if self.seen.insert(self.grams[i], 1).is_some() {
                        repeated += u64::from(chars(i));
                        i += n;
                    } else {
                        i += 1;
                    }
                }
                if repeated == 0 {
                    break;
                }
                dup[n] = (repeated as f64 / all).min(1.0);
            }
        }
        [v.top_2gram, v.top_3gram, v.top_4gram] = [top[2], top[3], top[4]];
        [v.dup_5gram, v.dup_6gram, v.dup_7gram] = [dup[5], dup[6], dup[7]];
        [v.dup_8gram, v.dup_9gram, v.dup_10gram] = [dup[8], dup[9], dup[10]];
    }

    fn lines(&mut self, text: &str, v: &mut Values) {
        let (mut lines, mut chars, mut punct, mut short, mut bullets, mut ellipses) = (0, 0, 0, 0, 0, 0);
        let (mut dup, mut dup_chars) = (0, 0);
        self.seen.clear();
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
            let length = line.chars().count();
            lines += 1;
            chars += length as u32;
            punct += u32::from(line.ends_with(['.', '!', '?', '…', '"', '»', '”', '“', '’', '\'']));
            short += u32::from(length < SHORT_LINE);
            bullets += u32::from(line.starts_with(['•', '‣', '▪', '●', '○', '■', '□', '◦', '·', '*']));
            ellipses += u32::from(line.ends_with('…') || line.ends_with("..."));
            if self.seen.insert(hash(line.as_bytes()), 1).is_some() {
                dup += 1;
                dup_chars += length as u32;
            }
        }
        v.lines = f64::from(lines);
        v.line_punct = share(punct, lines);
        v.short_lines = share(short, lines);
        v.bullet_lines = share(bullets, lines);
        v.ellipsis_lines = share(ellipses, lines);
        v.dup_lines = share(dup, lines);
        v.dup_line_chars = share(dup_chars, chars);
        let (mut paragraphs, mut dup, mut dup_chars) = (0, 0, 0);
        self.seen.clear();
        for paragraph in text.split("\n\n").map(str::trim).filter(|p| !p.is_empty()) {
            paragraphs += 1;
            if self.seen.insert(hash(paragraph.as_bytes()), 1).is_some() {
                dup += 1;
                dup_chars += paragraph.lines().map(|l| l.trim().chars().count()).sum::<usize>() as u32;
            }
        }
        v.dup_paragraphs = share(dup, paragraphs);
        v.dup_paragraph_chars = share(dup_chars, chars);
    }
}

/// What single characters tell.
fn letters(text: &str, v: &mut Values) {
    let (mut chars, mut visible, mut digits) = (0u32, 0u32, 0u32);
    let (mut cyrillic, mut latin, mut other) = (0u32, 0u32, 0u32);
    for c in text.chars() {
        chars += 1;
        match c {
            ' ' | '\n' => continue,
            'а'..='я' | 'А'..='Я' => cyrillic += 1,
            '0'..='9' => digits += 1,
            _ if c.is_whitespace() => continue,
            // Most marks; asking the tables of the rest is slow.
            '!'..='@' | '«' | '»' | '–' | '—' | '“' | '”' | '„' | '…' | '№' => {}
            _ if !c.is_letter() => {}
            '\u{400}'..='\u{52f}' => cyrillic += 1,
            'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => latin += 1,
            _ => other += 1,
        }
        visible += 1;
    }
    let letters = cyrillic + latin + other;
    v.chars = f64::from(chars);
    v.digit_share = share(digits, visible);
    v.cyrillic_share = share(cyrillic, letters);
    v.latin_share = share(latin, letters);
    v.other_script_share = share(other, letters);
}

fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) }
}

#[cfg(test)]
mod tests {
    use super::super::draft::TextView;
    use super::super::draft::tests::drafts;
    use super::*;

    /// A case a line: signal, expected value, text with `\n` for line ends.
    #[test]
    fn signals_of_small_texts() {
        let cases: Vec<Vec<&str>> = include_str!("../../tests/data/dataset/signals.tsv")
            .lines()
            .skip(1)
            .map(|l| l.split('\t').collect())
            .collect();
        let texts: Vec<String> = cases.iter().map(|c| c[2].replace("\\n", "\n")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let (mut meter, stop) = (Meter::default(), StopWords::default());
        for (case, mut draft) in cases.iter().zip(drafts(&texts, TextView::Original)) {
            meter.measure(&mut draft, &stop);
            let at = index(case[0]).unwrap_or_else(|| panic!("{} is no signal", case[0]));
            let (name, value) = &draft.example.signals[at];
            let expected: f64 = case[1].parse().expect("number");
            assert_eq!(name, case[0]);
            assert!((value - expected).abs() < 1e-4, "{name} of {:?}: {value}, expected {expected}", case[2]);
        }
        assert!(cases.len() > 20);
    }

    #[test]
    fn stop_lists_are_clean() {
        for (table, letters) in STOP_WORDS.into_iter().zip(["", "әғқңөұүһі"]) {
            let words: Vec<&str> = table.lines().skip(1).filter_map(|row| row.split('\t').next()).collect();
            assert!(words.len() > 300);
            assert!(words.is_sorted(), "not sorted");
            for word in words {
                let own = |c: char| matches!(c, 'а'..='я') || letters.contains(c);
                assert!(!word.is_empty() && word.chars().all(own), "{word}");
            }
        }
    }
}
