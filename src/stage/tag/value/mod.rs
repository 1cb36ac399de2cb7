//! Values: dates, sums of money, percentages, with their normal form.
//!
//! Reads: tokens and what their words say in a value ([`words`], kept per word). Makes: entities DATE (ISO 8601; a
//! relative one is resolved against the date of publication and marked), MONEY (amount and ISO 4217 code), PERCENT.
//! Rules: `date:day`, `date:month`, `date:year`, `date:years`, `date:numeric`, `date:part` (quarters, half years),
//! `date:relative` (`вчера`, `прошлая неделя`, `в январе`, `былтыр`), `money`, `percent`. A stretch of time is a range
//! from its first day, month or year to its last: `2024-01-08/2024-01-14` for `на прошлой неделе`; sums and percentages
//! have ranges too: `15000/20000 KZT` for `15–20 тысяч тенге`.
//! Cost: an array look-up a token; the rest only at numbers and words such as `сегодня`.

mod date;
mod sum;
mod words;

use crate::document::{Document, Entity, EntityType, Thing, ZoneKind};
use crate::lang::dates::Date;
use crate::lang::letters::Letter;

use super::entity;
use super::word::{Mask, Words};
use date::date;
use sum::{money, percent};
pub(super) use words::{Code, code, is_currency};

struct Reader<'a> {
    doc: &'a Document,
    words: &'a Words,
    infos: &'a [u32],
    /// The sentence.
    start: usize,
    end: usize,
    /// In page furniture, where rates are listed.
    furniture: bool,
    /// One past the last value found.
    taken: usize,
}

impl Reader<'_> {
    fn code(&self, i: usize) -> Code {
        if i < self.end { self.words.info(self.infos[i]).value } else { Code::None }
    }

    fn text(&self, i: usize) -> &str {
        &self.doc.normalized()[self.doc.tokens[i].norm.range()]
    }

    fn small(&self, i: usize) -> Option<u32> {
        if self.code(i) != Code::Number {
            return None;
        }
        let text = self.text(i);
        let digits: &str = &text[..text.bytes().take_while(u8::is_ascii_digit).count()];
        let rest = &text[digits.len()..];
        // `24-і`, `1-го`: an ordinal; `2,5` and `2020–2021` are none.
        if digits.len() > 4
            || !(rest.is_empty()
                || rest.starts_with('-') && !rest[1..].starts_with(|c: char| c.is_ascii_digit()))
        {
            return None;
        }
        digits.parse().ok()
    }

    /// True where token `i` is one of these words, in small letters or not.
    fn is(&self, i: usize, words: &[&str]) -> bool {
        if i >= self.end {
            return false;
        }
        let text = self.text(i);
        if words.contains(&text) {
            return true;
        }
        text.chars().any(Letter::is_capital) && words.contains(&&*text.to_lowercase())
    }

    /// True where token `i` begins with one of these, in small letters.
    fn opens(&self, i: usize, stems: &[&str]) -> bool {
        i < self.end && stems.iter().any(|stem| self.text(i).starts_with(stem))
    }

    /// True where token `i` follows the one before it without a space.
    fn touches(&self, i: usize) -> bool {
        self.doc.tokens[i - 1].norm.end == self.doc.tokens[i].norm.start
    }

    fn is_dash(&self, i: usize) -> bool {
        self.code(i) == Code::Dash
    }

    /// A year and the word after it, at `i`: the year, and one past both.
    fn year_said(&self, i: usize) -> Option<(u32, usize)> {
        let y = self.year(i)?;
        Some((y, i + 1 + usize::from(matches!(self.code(i + 1), Code::Year))))
    }

    fn year(&self, i: usize) -> Option<u32> {
        self.small(i).filter(|y| (1000..2200).contains(y))
    }

    /// True for a year told by its ending alone: `в 2023-м`, `до 2030-го`.
    fn is_year_alone(&self, i: usize, year: u32) -> bool {
        const IN: &[&str] = &["в", "с"];
        const OF: &[&str] = &[
            "с",
            "до",
            "после",
            "от",
            "начала",
            "начале",
            "конца",
            "конце",
            "середины",
            "итогам",
            "против",
            "уровня",
        ];
        let words = match self.text(i).get(4..) {
            Some("-м") => IN,
            Some("-го") => OF,
            _ => return false,
        };
        (1990..2060).contains(&year) && i > self.start && self.is(i - 1, words)
    }

    /// True where the word before `i` says that a stretch of time begins: `с 11 по 14 апреля`.
    fn begins(&self, i: usize) -> bool {
        i > self.start && self.is(i - 1, &["с", "со", "от"])
    }

    /// True where token `i` says in Kazakh that something begins with it: `11-нен 14 сәуірге дейін`.
    fn from(&self, i: usize) -> bool {
        const FROM: &[&str] = &["нан", "нен", "дан", "ден", "тан", "тен"];
        FROM.iter().any(|ending| self.text(i).ends_with(ending))
    }

    /// True where something ends before token `i`.
    fn till(&self, i: usize) -> bool {
        self.is(i, &["дейін"])
    }
}

/// Whether a value may begin with what says this.
pub(super) fn may_begin(code: Code) -> bool {
    matches!(
        code,
        Code::Month(_)
            | Code::Number
            | Code::Sign(_)
            | Code::Day(_)
            | Code::ThisYear(_)
            | Code::FullDate
            | Code::Months(..)
            | Code::Which(_)
            | Code::Ordinal(_)
            | Code::Tenths(..)
            | Code::Multiple(_)
            | Code::Cardinal(_)
    )
}

/// Finds values and appends them.
pub(super) fn find(doc: &mut Document, words: &Words, infos: &[u32], masks: &[Mask]) {
    let published = doc.facts.published.as_deref().and_then(Date::parse);
    let mut out = Vec::new();
    for s in &doc.sentences {
        let mut i = s.tokens.start as usize;
        let mut r = Reader {
            doc,
            words,
            infos,
            start: i,
            end: s.tokens.end as usize,
            furniture: s.zone == ZoneKind::Boilerplate,
            taken: i,
        };
        if !Mask::of_all(&masks[i..r.end]).has(Mask::VALUE) {
            continue;
        }
        while i < r.end {
            if !masks[i].has(Mask::VALUE) {
                i += 1;
                continue;
            }
            let found = money(&r, i).or_else(|| percent(&r, i)).or_else(|| date(&r, i, published));
            match found {
                Some(f) => {
                    let at = i + f.skip;
                    out.push(Entity {
                        value: Some(f.value),
                        relative: f.rule == "date:relative",
                        ..entity(doc, at as u32..f.end as u32, f.kind, Thing::Value, f.rule, 0.95)
                    });
                    i = f.end;
                    r.taken = i;
                }
                None => i += 1,
            }
        }
    }
    doc.entities.extend(out);
}

struct Found {
    /// Tokens at the front that are no part of it.
    skip: usize,
    end: usize,
    kind: EntityType,
    value: String,
    rule: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_both_languages() {
        let pipeline = crate::Pipeline::builder().build().unwrap();
        let cases = [
            ("Это было 10 января 2024 года в Минске.", "2024-01-10"),
            ("В ноябре 2023 года прошёл саммит.", "2023-11"),
            ("Кеңес 2020 жылғы 24 қыркүйек күні өтті.", "2020-09-24"),
            ("Ол 2019 жылы басталды.", "2019"),
            ("В 2023–2024 годах его строили.", "2023/2024"),
            ("Он получил 1,2 млрд долларов США на завод.", "1200000000 USD"),
            ("Жоба құны 5 миллион теңге болды.", "5000000 KZT"),
            ("Цены выросли на 12,5% за год.", "12.5"),
        ];
        for (text, value) in cases {
            let page = pipeline.annotate(text);
            let values: Vec<&str> =
                page.document().entities.iter().filter_map(|e| e.value.as_deref()).collect();
            assert_eq!(values, [value], "{text}");
        }
    }

    /// One case a line of `tests/data/values.tsv`: text, the page's date, the values (`~` before what is relative).
    #[test]
    fn values_of_the_table() {
        let pipeline = crate::Pipeline::builder().skip("zone").build().unwrap();
        let mut scratch = crate::stage::Scratch::default();
        let mut cases = 0;
        for row in include_str!("../../../../tests/data/values.tsv").lines().skip(1) {
            let cells: Vec<&str> = row.split('\t').collect();
            let [text, published, wanted] = cells[..] else { panic!("three cells: {row}") };
            let mut doc = Document::new("", text);
            doc.origin.given.published = (!published.is_empty()).then(|| published.to_owned());
            pipeline.process(&mut doc, &mut scratch);
            let got: Vec<String> = doc
                .entities
                .iter()
                .filter_map(|e| Some((e, e.value.as_deref()?)))
                .map(|(e, v)| {
                    format!("{}{}={v}", if e.relative { "~" } else { "" }, &doc.text[e.orig.range()])
                })
                .collect();
            assert_eq!(got.join("; "), wanted, "{text}");
            cases += 1;
        }
        assert!(cases > 60, "the table was read: {cases}");
    }
}
