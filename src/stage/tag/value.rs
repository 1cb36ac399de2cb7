//! Values: dates, sums of money, percentages, with their normal form.
//!
//! Reads: tokens and what their words say in a value ([`code`], kept per word). Makes: entities DATE (ISO 8601; a
//! relative one is resolved against the date of publication and marked), MONEY (amount and ISO 4217 code), PERCENT.
//! Rules: `date:day`, `date:month`, `date:year`, `date:years`, `date:numeric`, `date:relative`, `money`, `percent`.
//! Cost: an array look-up a token; the rest only at numbers and words such as `сегодня`.

use crate::document::{Document, Entity, EntityType, Thing, TokenKind};
use crate::lang::dates::{Date, DateWord, DateWords};

use super::spans;
use super::word::Words;

/// What a word says in a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Code {
    #[default]
    None,
    Month(u8),
    /// год, жыл in the forms that follow a year.
    Year,
    /// годах, жылдары: several.
    Years,
    /// Digits: the value is read from the text.
    Number,
    /// The power of ten.
    Multiple(u8),
    /// An index into [`CURRENCIES`].
    Currency(u8),
    /// A sign before or after the amount.
    Sign(u8),
    Percent,
    /// Days from publication.
    Day(i8),
    /// Years from publication.
    ThisYear(i8),
    /// `2024-01-10` and the like in one token.
    FullDate,
    Dash,
    /// США, АҚШ after доллар.
    American,
}

/// ISO 4217 codes with the beginnings of their words.
const CURRENCIES: &[(&str, &[&str])] = &[
    ("USD", &["доллар"]),
    ("EUR", &["евро", "еуро"]),
    ("RUB", &["рубл", "рубль"]),
    ("KZT", &["тенге", "теңге"]),
    ("GBP", &["фунт"]),
    ("CNY", &["юан", "юань"]),
    ("JPY", &["иен", "йен"]),
    ("UAH", &["гривн", "гривен"]),
    ("TRY", &["лира", "лиры", "лир"]),
    ("KGS", &["сом", "сома", "сомов"]),
    ("UZS", &["сумов", "сум", "сўм"]),
    ("CHF", &["франк"]),
    ("INR", &["рупи"]),
];

const SIGNS: &[(&str, &str)] =
    &[("$", "USD"), ("€", "EUR"), ("£", "GBP"), ("₸", "KZT"), ("₽", "RUB"), ("¥", "JPY"), ("₴", "UAH")];

fn starts(key: &str, list: &[&str]) -> bool {
    list.iter().any(|s| key.starts_with(s))
}

/// What a word says in a value, found once a distinct word.
pub(super) fn code(key: &str, kind: TokenKind, dates: &DateWords) -> Code {
    if kind == TokenKind::Date {
        return Code::FullDate;
    }
    let Some(first) = key.chars().next() else { return Code::None };
    if first.is_ascii_digit() {
        return Code::Number;
    }
    if let Some(i) = SIGNS.iter().position(|(s, _)| *s == key) {
        return Code::Sign(i as u8);
    }
    match key {
        "%" | "%-ы" | "%-ға" | "%-ға дейін" => return Code::Percent,
        "–" | "—" | "-" => return Code::Dash,
        "год" | "года" | "году" | "годом" | "годе" | "г" | "г." | "жыл" | "жылы" | "жылғы" | "жылдың"
        | "жылдан" | "жылға" | "ж" | "ж." | "жылда" => return Code::Year,
        "годы"
        | "годах"
        | "годов"
        | "годам"
        | "годами"
        | "гг"
        | "гг."
        | "жылдары"
        | "жж."
        | "жылдар"
        | "жылдарда"
        | "жылдардағы"
        | "жылдардың"
        | "жылдарға" => return Code::Years,
        "сегодня" | "бүгін" => return Code::Day(0),
        "вчера" | "кеше" | "накануне" => return Code::Day(-1),
        "завтра" | "ертең" => return Code::Day(1),
        "позавчера" | "алдыңгүні" => return Code::Day(-2),
        "послезавтра" | "бүрсігүні" => return Code::Day(2),
        "биыл" | "биылғы" => return Code::ThisYear(0),
        "былтыр" | "былтырғы" => return Code::ThisYear(-1),
        "сша" | "ақш" => return Code::American,
        "тыс" | "тыс." | "мың" => return Code::Multiple(3),
        "млн" | "млн." => return Code::Multiple(6),
        "млрд" | "млрд." => return Code::Multiple(9),
        "трлн" | "трлн." => return Code::Multiple(12),
        _ => {}
    }
    if key.starts_with('%') || starts(key, &["процент", "пайыз"]) && key.chars().count() < 16 {
        return Code::Percent;
    }
    if starts(key, &["тысяч"]) {
        return Code::Multiple(3);
    }
    if starts(key, &["миллионер", "миллиардер"]) {
        return Code::None;
    }
    for (word, power) in [("миллион", 6), ("миллиард", 9), ("триллион", 12)] {
        if key.starts_with(word) {
            return Code::Multiple(power);
        }
    }
    for (i, (_, words)) in CURRENCIES.iter().enumerate() {
        for w in words.iter().filter(|w| key.starts_with(**w)) {
            let short = w.chars().count() <= 4;
            if key == *w
                || !short && key.starts_with(w) && key.chars().count() <= w.chars().count() + 8
                || matches!(*w, "рубл" | "юан" | "иен" | "рупи" | "евро" | "еуро" | "фунт")
                    && key.starts_with(w)
                    && key.chars().count() <= w.chars().count() + 4
            {
                return Code::Currency(i as u8);
            }
        }
    }
    match dates.get(key) {
        Some(DateWord::Month(m)) => Code::Month(m),
        _ => Code::None,
    }
}

struct Reader<'a> {
    doc: &'a Document,
    words: &'a Words,
    infos: &'a [u32],
    /// End of the sentence.
    end: usize,
}

/// A number: its value as a decimal text, and one past its last token.
struct Number {
    digits: String,
    end: usize,
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

    fn year(&self, i: usize) -> Option<u32> {
        self.small(i).filter(|y| (1000..2200).contains(y))
    }

    /// A number that may stand in groups of three.
    fn number(&self, i: usize) -> Option<Number> {
        if self.code(i) != Code::Number {
            return None;
        }
        let mut digits: String =
            self.text(i).replace(',', ".").chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        let whole = self.text(i).bytes().all(|b| b.is_ascii_digit());
        let mut end = i + 1;
        if whole && digits.len() <= 3 {
            while self.code(end) == Code::Number
                && self.text(end).len() == 3
                && self.text(end).bytes().all(|b| b.is_ascii_digit())
            {
                digits.push_str(self.text(end));
                end += 1;
            }
        }
        if digits.matches('.').count() > 1 || digits.is_empty() {
            return None;
        }
        Some(Number { digits, end })
    }
}

/// A decimal text times a power of ten, exactly.
fn scaled(digits: &str, power: u32) -> String {
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut out = whole.to_owned();
    let power = power as usize;
    if part.len() <= power {
        out.push_str(part);
        out.extend(std::iter::repeat_n('0', power - part.len()));
    } else {
        out.push_str(&part[..power]);
        out.push('.');
        out.push_str(&part[power..]);
    }
    let out = out.trim_start_matches('0');
    let out = if out.contains('.') { out.trim_end_matches('0').trim_end_matches('.') } else { out };
    match out {
        "" => "0".to_owned(),
        o if o.starts_with('.') => format!("0{o}"),
        o => o.to_owned(),
    }
}

/// Finds values and appends them.
pub(super) fn find(doc: &mut Document, words: &Words, infos: &[u32]) {
    let published = doc.facts.published.clone();
    let published = published.as_deref();
    let mut out = Vec::new();
    for s in &doc.sentences {
        let mut i = s.tokens.start as usize;
        let r = Reader { doc, words, infos, end: s.tokens.end as usize };
        while i < r.end {
            let code = r.code(i);
            if code == Code::None || matches!(code, Code::Dash | Code::Year | Code::Years | Code::American) {
                i += 1;
                continue;
            }
            let found = money(&r, i).or_else(|| percent(&r, i)).or_else(|| date(&r, i, published));
            match found {
                Some(f) => {
                    let (orig, norm) = spans(doc, i as u32, f.end as u32);
                    out.push(Entity {
                        orig,
                        norm,
                        tokens: i as u32..f.end as u32,
                        sentence: 0,
                        kind: f.kind,
                        thing: Thing::Value,
                        case: None,
                        value: Some(f.value),
                        relative: f.rule == "date:relative",
                        nested: false,
                        rule: f.rule,
                        score: 0.95,
                    });
                    i = f.end;
                }
                None => i += 1,
            }
        }
    }
    doc.entities.extend(out);
}

struct Found {
    end: usize,
    kind: EntityType,
    value: String,
    rule: &'static str,
}

fn money(r: &Reader<'_>, i: usize) -> Option<Found> {
    let (sign, at) = match r.code(i) {
        Code::Sign(s) => (Some(SIGNS[usize::from(s)].1), i + 1),
        Code::Number => (None, i),
        _ => return None,
    };
    let number = r.number(at)?;
    let mut end = number.end;
    let mut power = 0u32;
    while let Code::Multiple(p) = r.code(end) {
        power += u32::from(p);
        end += 1;
    }
    let code = match (sign, r.code(end)) {
        (Some(code), _) => code,
        (None, Code::Sign(s)) => {
            end += 1;
            SIGNS[usize::from(s)].1
        }
        (None, Code::American) if matches!(r.code(end + 1), Code::Currency(0)) => {
            end += 2;
            "USD"
        }
        (None, Code::Currency(c)) => {
            end += 1;
            if c == 0 && r.code(end) == Code::American {
                end += 1;
            }
            if c == 4 && end < r.end && r.text(end).starts_with("стерлинг") {
                end += 1;
            }
            CURRENCIES[usize::from(c)].0
        }
        _ => return None,
    };
    let value = format!("{} {code}", scaled(&number.digits, power));
    Some(Found { end, kind: EntityType::Money, value, rule: "money" })
}

fn percent(r: &Reader<'_>, i: usize) -> Option<Found> {
    if r.code(i) != Code::Number {
        return None;
    }
    let number = r.number(i)?;
    let inside = r.text(i).contains('%');
    if !inside && r.code(number.end) != Code::Percent {
        return None;
    }
    let end = if inside { i + 1 } else { number.end + 1 };
    Some(Found { end, kind: EntityType::Percent, value: scaled(&number.digits, 0), rule: "percent" })
}

fn date(r: &Reader<'_>, i: usize, published: Option<&str>) -> Option<Found> {
    let found = |end: usize, value: String, rule: &'static str| {
        Some(Found { end, kind: EntityType::Date, value, rule })
    };
    let publication_year = || published.and_then(|p| p.get(..4)).and_then(|y| y.parse::<u32>().ok());
    match r.code(i) {
        Code::FullDate => {
            let text = r.text(i);
            let parts: Vec<u32> =
                text.split(|c: char| !c.is_ascii_digit()).filter_map(|p| p.parse().ok()).collect();
            let (y, m, d) = match parts[..] {
                [y, m, d] if y > 31 => (y, m, d),
                [d, m, y] if y < 100 => (if y < 70 { 2000 + y } else { 1900 + y }, m, d),
                [d, m, y] => (y, m, d),
                _ => return None,
            };
            found(i + 1, Date::new(y, m, d)?.iso(), "date:numeric")
        }
        Code::Day(days) => {
            let value = published.and_then(|p| shift(p, i64::from(days)))?;
            found(i + 1, value, "date:relative")
        }
        Code::ThisYear(years) => {
            let value = publication_year()?.checked_add_signed(i32::from(years))?;
            found(i + 1, value.to_string(), "date:relative")
        }
        Code::Month(m) => {
            // Қыркүйек 2020, в январе 2024 года.
            let y = r.year(i + 1)?;
            let end = if r.code(i + 2) == Code::Year { i + 3 } else { i + 2 };
            found(end, format!("{y:04}-{m:02}"), "date:month")
        }
        Code::Number => {
            if let Some(d) = r.small(i).filter(|d| (1..=31).contains(d)) {
                // 24–26 сентября 2020 года
                let (last, at) = match (r.code(i + 1), r.small(i + 2)) {
                    (Code::Dash, Some(to))
                        if to > d && to <= 31 && matches!(r.code(i + 3), Code::Month(_)) =>
                    {
                        (to, i + 3)
                    }
                    _ => (d, i + 1),
                };
                if let Code::Month(m) = r.code(at) {
                    let comma = at + 1 < r.end && r.text(at + 1) == ",";
                    let year_at = if comma && r.year(at + 2).is_some() { at + 2 } else { at + 1 };
                    let (value, end) = match r.year(year_at) {
                        Some(y) => {
                            let end =
                                if r.code(year_at + 1) == Code::Year { year_at + 2 } else { year_at + 1 };
                            let from = Date::new(y, u32::from(m), d)
                                .map_or_else(|| format!("{y:04}-{m:02}-{d:02}"), Date::iso);
                            let to = format!("{y:04}-{m:02}-{last:02}");
                            (if last == d { from } else { format!("{from}/{to}") }, end)
                        }
                        None => {
                            let day = |d: u32| {
                                publication_year().map_or_else(
                                    || format!("--{m:02}-{d:02}"),
                                    |y| format!("{y:04}-{m:02}-{d:02}"),
                                )
                            };
                            let value = if last == d { day(d) } else { format!("{}/{}", day(d), day(last)) };
                            return found(
                                at + 1,
                                value,
                                if published.is_some() { "date:relative" } else { "date:day" },
                            );
                        }
                    };
                    return found(end, value, "date:day");
                }
            }
            let y = r.year(i)?;
            if let (Code::Dash, Some(to)) = (r.code(i + 1), r.year(i + 2))
                && to > y
            {
                let end = if matches!(r.code(i + 3), Code::Year | Code::Years) { i + 4 } else { i + 3 };
                return found(end, format!("{y}/{to}"), "date:years");
            }
            if r.code(i + 1) != Code::Year {
                return None;
            }
            // 2020 жылғы 24 қыркүйек, 2020 жылдың қыркүйегі
            if let (Some(d), Code::Month(m)) = (r.small(i + 2), r.code(i + 3))
                && let Some(date) = Date::new(y, u32::from(m), d)
            {
                return found(i + 4, date.iso(), "date:day");
            }
            if let Code::Month(m) = r.code(i + 2) {
                return found(i + 3, format!("{y:04}-{m:02}"), "date:month");
            }
            found(i + 2, format!("{y:04}"), "date:year")
        }
        _ => None,
    }
}

/// The date `days` after an ISO date.
fn shift(iso: &str, days: i64) -> Option<String> {
    let mut parts = iso.split('-').map(|p| p.parse::<i64>().ok());
    let (y, m, d) = (parts.next()??, parts.next()??, parts.next()??);
    // Days since 0000-03-01 and back (civil calendar).
    let (y2, m2) = if m <= 2 { (y - 1, m + 9) } else { (y, m - 3) };
    let n = 365 * y2 + y2 / 4 - y2 / 100 + y2 / 400 + (m2 * 306 + 5) / 10 + d - 1 + days;
    let mut year = (10_000 * n + 14_780) / 3_652_425;
    let of = |year: i64| n - (365 * year + year / 4 - year / 100 + year / 400);
    if of(year) < 0 {
        year -= 1;
    }
    let rest = of(year);
    let month = (100 * rest + 52) / 3060;
    let (y, m, d) = (year + (month + 2) / 12, (month + 2) % 12 + 1, rest - (month * 306 + 5) / 10 + 1);
    Some(format!("{y:04}-{m:02}-{d:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_scaled_exactly() {
        for (digits, power, value) in [
            ("1.2", 9, "1200000000"),
            ("0.05", 0, "0.05"),
            ("12", 6, "12000000"),
            ("27.5", 6, "27500000"),
            ("1234.50", 0, "1234.5"),
        ] {
            assert_eq!(scaled(digits, power), value);
        }
    }

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        assert_eq!(shift("2024-03-01", -1).as_deref(), Some("2024-02-29"));
        assert_eq!(shift("2023-12-31", 1).as_deref(), Some("2024-01-01"));
        assert_eq!(shift("2020-09-24", 0).as_deref(), Some("2020-09-24"));
    }

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
}
