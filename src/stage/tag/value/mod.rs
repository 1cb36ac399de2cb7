//! Values: dates, sums of money, percentages, with their normal form.
//!
//! Reads: tokens and what their words say in a value ([`words`], kept per word). Makes: entities DATE (ISO 8601; a
//! relative one is resolved against the date of publication and marked), MONEY (amount and ISO 4217 code), PERCENT.
//! Rules: `date:day`, `date:month`, `date:year`, `date:years`, `date:numeric`, `date:part` (quarters, half years),
//! `date:relative` (`вчера`, `прошлая неделя`, `в январе`, `былтыр`), `money`, `percent`. A stretch of time is a range
//! from its first day, month or year to its last: `2024-01-08/2024-01-14` for `на прошлой неделе`; sums and percentages
//! have ranges too: `15000/20000 KZT` for `15–20 тысяч тенге`.
//! Cost: an array look-up a token; the rest only at numbers and words such as `сегодня`.

mod sum;
mod words;

use crate::document::{Document, Entity, EntityType, Thing, ZoneKind};
use crate::lang::Lang;
use crate::lang::dates::{Date, full_year};
use crate::lang::letters::Letter;

use super::entity;
use super::word::{Mask, Words};
use sum::{money, percent};
use words::Unit;
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

fn dated(end: usize, value: String, rule: &'static str) -> Option<Found> {
    Some(Found { skip: 0, end, kind: EntityType::Date, value, rule })
}

/// The months `from..=to` of a year.
fn months(year: u32, from: u32, to: u32) -> String {
    if from == to { format!("{year:04}-{from:02}") } else { format!("{year:04}-{from:02}/{year:04}-{to:02}") }
}

fn date(r: &Reader<'_>, i: usize, published: Option<Date>) -> Option<Found> {
    match r.code(i) {
        Code::FullDate => {
            let text = r.text(i);
            let parts: Vec<u32> =
                text.split(|c: char| !c.is_ascii_digit()).filter_map(|p| p.parse().ok()).collect();
            let (y, m, d) = match parts[..] {
                [y, m, d] if y > 31 => (y, m, d),
                [d, m, y] if y < 100 => (full_year(y), m, d),
                [d, m, y] => (y, m, d),
                _ => return None,
            };
            // `03/15/2024`
            let month_first = || Date::new(y, d, m).filter(|_| text.contains('/'));
            dated(i + 1, Date::new(y, m, d).or_else(month_first)?.iso(), "date:numeric")
        }
        // `бүгінгі таңда`, `бүгінгі күнде`: nowadays.
        Code::Day(0) if r.is(i, &["бүгінгі"]) && r.opens(i + 1, &["таң", "күн", "заман"]) => {
            None
        }
        Code::Day(days) => dated(i + 1, published?.plus(days.into())?.iso(), "date:relative"),
        Code::ThisYear(years) => {
            let year = published?.year().checked_add_signed(years.into())?;
            // `былтырғы қыркүйек`, `биыл қаңтарда`
            if let Code::Month(m) = r.code(i + 1) {
                return dated(i + 2, months(year, m.into(), m.into()), "date:relative");
            }
            dated(i + 1 + usize::from(r.code(i + 1) == Code::Year), year.to_string(), "date:relative")
        }
        Code::Month(m) => month(r, i, m.into(), m.into(), published),
        Code::Months(from, to) => month(r, i, from.into(), to.into(), published),
        Code::Which(n) => which(r, i, n.into(), published?),
        Code::Ordinal(n) => part(r, i, n.into(), None, published),
        Code::Number => numbered(r, i, published),
        _ => None,
    }
}

/// A month or months at `i`, with a year or without: `қыркүйек 2020`, `в январе 2024 года`, `в январе–марте`.
fn month(r: &Reader<'_>, i: usize, from: u32, mut to: u32, published: Option<Date>) -> Option<Found> {
    // `Июнь 7, 2022`
    if from == to
        && let Some(d) = r.small(i + 1)
        && i + 2 < r.end
        && r.text(i + 2) == ","
        && let Some((y, end)) = r.year_said(i + 3)
        && let Some(date) = Date::new(y, from, d)
    {
        return dated(end, date.iso(), "date:day");
    }
    let mut end = i + 1;
    if from == to
        && r.is_dash(end)
        && let Code::Month(m) = r.code(end + 1)
        && u32::from(m) > from
    {
        to = m.into();
        end += 2;
    } else if from == to
        && r.is(end, &["по"])
        && r.begins(i)
        && let Code::Month(m) = r.code(end + 1)
        && u32::from(m) > from
    {
        to = m.into();
        end += 2;
    }
    if from > to {
        return None;
    }
    if from == to
        && let Some((first, last, at)) = days_of(r, i + 1)
    {
        return day(r, first, last, from, at, published);
    }
    if let Some((y, end)) = r.year_said(end) {
        if from == to
            && (r.is_dash(end) || r.is(end, &["по"]) && r.begins(i))
            && let Some((last, month, end)) = later_month(r, end + 1)
            && (y, from) < (last, month)
        {
            return dated(end, format!("{y:04}-{from:02}/{last:04}-{month:02}"), "date:month");
        }
        return dated(end, months(y, from, to), "date:month");
    }
    // `в марте прошлого года`
    if let (Code::Which(n), Code::Year) = (r.code(end), r.code(end + 1)) {
        let year = published?.year().checked_add_signed(n.into())?;
        return dated(end + 2, months(year, from, to), "date:relative");
    }
    // Alone it is a date where the words beside it say so: `қазанда` may be a cauldron, `май` is butter.
    const BEFORE: &[&str] = &[
        "в",
        "с",
        "до",
        "к",
        "по",
        "за",
        "начале",
        "начала",
        "конце",
        "конца",
        "концу",
        "началу",
        "середине",
        "середины",
        "половине",
    ];
    if r.text(i).chars().next().is_some_and(char::is_uppercase) {
        return None;
    }
    let kazakh = r.doc.tokens[i].lang == Lang::Kk;
    let said = if kazakh {
        let named = r.is(end, &["айы", "айында", "айының", "айындағы", "айынан", "айына", "айларында"]);
        end += usize::from(named);
        let word = r.text(i).to_lowercase();
        named
            || to > from
            || word.ends_with("да") && word != "маусымда"
            || word.ends_with("де")
            || word.ends_with("та")
    } else {
        i > r.start && r.is(i - 1, BEFORE)
    };
    let published = published.filter(|_| said)?;
    // News speaks of the months behind it, and of the next two.
    let ahead = i64::from(from) - i64::from(published.month());
    let year = match ahead {
        3.. => published.year() - 1,
        ..=-10 => published.year() + 1,
        _ => published.year(),
    };
    dated(end, months(year, from, to), "date:relative")
}

/// The days of the month before token `i`, and the last token that says them: `айының 12-15 күндері`,
/// `айының 19-ынан 20-сына`.
fn days_of(r: &Reader<'_>, i: usize) -> Option<(u32, u32, usize)> {
    let day = |i: usize| r.small(i).filter(|d| (1..=31).contains(d));
    if !r.is(i, &["айының"]) {
        return None;
    }
    let first = day(i + 1)?;
    let to = i + 2 + usize::from(r.is_dash(i + 2));
    let joined = to > i + 2 || r.text(i + 1).ends_with("нан") || r.text(i + 1).ends_with("нен");
    let (last, mut at) = match day(to).filter(|last| joined && *last > first) {
        Some(last) => (last, to),
        None => (first, i + 1),
    };
    let said = r.opens(at + 1, &["күн"]);
    at += usize::from(said);
    // `мамыр айының 3 мыңы` is no day of May.
    (said || last > first || r.text(at).contains('-')).then_some((first, last, at))
}

/// The end of `май 1990 – июнь 1991 гг.`, `с мая 1990 по июнь 1991 года`, of which the month is at `i`: year, month, and
/// one past both.
fn later_month(r: &Reader<'_>, i: usize) -> Option<(u32, u32, usize)> {
    let Code::Month(m) = r.code(i) else { return None };
    let (y, end) = r.year_said(i + 1)?;
    Some((y, m.into(), end + usize::from(r.code(end) == Code::Years)))
}

/// `прошлый год`, `на этой неделе`, `өткен жұмада`, `в прошлом январе`.
fn which(r: &Reader<'_>, i: usize, n: i32, published: Date) -> Option<Found> {
    let relative = |end, value| dated(end, value, "date:relative");
    match r.code(i + 1) {
        Code::Year => {
            let year = published.year().checked_add_signed(n)?;
            // `өткен жылдың қыркүйегі`
            if let Code::Month(m) = r.code(i + 2) {
                return relative(i + 3, months(year, m.into(), m.into()));
            }
            relative(i + 2, year.to_string())
        }
        Code::Unit(Unit::Week) => {
            let monday = published.plus(7 * i64::from(n) - published.weekday())?;
            relative(i + 2, format!("{}/{}", monday.iso(), monday.plus(6)?.iso()))
        }
        Code::Unit(Unit::Month) => {
            let at = published.year() as i32 * 12 + published.month() as i32 - 1 + n;
            let (year, month) = (at.div_euclid(12) as u32, at.rem_euclid(12) as u32 + 1);
            relative(i + 2, months(year, month, month))
        }
        Code::Unit(Unit::Quarter) => {
            let at = published.year() as i32 * 4 + (published.month() as i32 - 1) / 3 + n;
            let (year, quarter) = (at.div_euclid(4) as u32, at.rem_euclid(4) as u32);
            relative(i + 2, months(year, quarter * 3 + 1, quarter * 3 + 3))
        }
        Code::Weekday(day) => {
            let ahead = i64::from(day) - published.weekday();
            let days = match n {
                -1 if ahead < 0 => ahead,
                -1 => ahead - 7,
                1 if ahead > 0 => ahead,
                1 => ahead + 7,
                _ => ahead,
            };
            relative(i + 2, published.plus(days)?.iso())
        }
        Code::Month(m) => {
            let m = u32::from(m);
            let year = match n {
                -1 if m >= published.month() => published.year() - 1,
                1 if m <= published.month() => published.year() + 1,
                _ => published.year(),
            };
            relative(i + 2, months(year, m, m))
        }
        _ => None,
    }
}

/// A quarter or half year: `первый квартал 2024 года`, `1-м квартале`; `year` stands before it in Kazakh.
fn part(r: &Reader<'_>, i: usize, n: u32, year: Option<u32>, published: Option<Date>) -> Option<Found> {
    let (from, to, half) = match r.code(i + 1) {
        Code::Unit(Unit::Quarter) if (1..=4).contains(&n) => (3 * n - 2, 3 * n, false),
        Code::Unit(Unit::HalfYear) if (1..=2).contains(&n) => (6 * n - 5, 6 * n, false),
        Code::Unit(Unit::Half) if (1..=2).contains(&n) => (6 * n - 5, 6 * n, true),
        _ => return None,
    };
    if let Some(y) = year {
        return dated(i + 2, months(y, from, to), "date:part");
    }
    if let Some((y, end)) = r.year_said(i + 2) {
        return dated(end, months(y, from, to), "date:part");
    }
    if let (Code::Which(w), Code::Year) = (r.code(i + 2), r.code(i + 3)) {
        let year = published?.year().checked_add_signed(w.into())?;
        return dated(i + 4, months(year, from, to), "date:relative");
    }
    // A half alone may be one of anything.
    let published = published.filter(|_| !half)?;
    let year = if from > published.month() + 2 { published.year() - 1 } else { published.year() };
    dated(i + 2, months(year, from, to), "date:relative")
}

/// What begins with a number.
fn numbered(r: &Reader<'_>, i: usize, published: Option<Date>) -> Option<Found> {
    if let Some(d) = r.small(i).filter(|d| (1..=31).contains(d)) {
        if let Some(found) = part(r, i, d, None, published) {
            return Some(found);
        }
        let (last, at) = last_day(r, i, d).unwrap_or((d, i + 1));
        // `театрдың 25-ші маусымы`: a season.
        let season = r.opens(at, &["маусымы"]) && r.text(i).ends_with(['і', 'ы']);
        if let Code::Month(m) = r.code(at)
            && !season
        {
            return day(r, d, last, m.into(), at, published);
        }
        // `9 фев`; Kazakh `қар` is snow, too.
        if let Code::MonthAbbr(m) = r.code(at)
            && (r.doc.tokens[at].lang == Lang::Ru || r.year(at + 1).is_some())
        {
            return day(r, d, last, m.into(), at, published);
        }
        // `5 дней назад`, `3 апта бұрын`
        if r.code(i + 2) == Code::Ago {
            let n = i64::from(d);
            let published = published?;
            let value = match r.code(i + 1) {
                Code::Unit(Unit::Day) => published.plus(-n)?.iso(),
                Code::Unit(Unit::Week) => published.plus(-7 * n)?.iso(),
                Code::Unit(Unit::Month) => {
                    let at = i64::from(published.year()) * 12 + i64::from(published.month()) - 1 - n;
                    months(
                        at.div_euclid(12) as u32,
                        at.rem_euclid(12) as u32 + 1,
                        at.rem_euclid(12) as u32 + 1,
                    )
                }
                Code::Year => (published.year() - d).to_string(),
                _ if r.is(i + 1, &["лет", "года"]) => (published.year() - d).to_string(),
                _ => return None,
            };
            return dated(i + 3, value, "date:relative");
        }
    }
    if let Some(found) = decade(r, i) {
        return Some(found);
    }
    // `сезон 2023/2024`, `2023/24`
    if let Some((from, to)) = r.text(i).split_once('/')
        && let (4, Ok(from), Ok(to)) = (from.len(), from.parse::<u32>(), to.parse::<u32>())
    {
        let to = if r.text(i).len() == 7 { from / 100 * 100 + to } else { to };
        if (1900..2100).contains(&from) && to == from + 1 {
            let end = i + 1 + usize::from(matches!(r.code(i + 1), Code::Year | Code::Years));
            return dated(end, format!("{from}/{to}"), "date:years");
        }
    }
    let y = r.year(i)?;
    let said = |i: usize| matches!(r.code(i), Code::Year | Code::Years);
    if let (Code::Dash, Some(to)) = (r.code(i + 1), r.year(i + 2))
        && to > y
    {
        let end = i + 3 + usize::from(said(i + 3));
        return dated(end, format!("{y}/{to}"), "date:years");
    }
    // `с 2020 по 2023 год`, `2020 жылдан 2023 жылға дейін`
    let at = i + 1 + usize::from(said(i + 1));
    if r.is(at, &["по", "до"])
        && r.begins(i)
        && let Some(to) = r.year(at + 1).filter(|to| *to > y)
        && said(at + 2)
    {
        return dated(at + 3, format!("{y}/{to}"), "date:years");
    }
    if r.code(i + 1) != Code::Year {
        return r.is_year_alone(i, y).then(|| dated(i + 1, format!("{y:04}"), "date:year"))?;
    }
    if r.is(i + 1, &["жылдан"])
        && let Some(to) = r.year(i + 2).filter(|to| *to > y)
        && said(i + 3)
    {
        let end = i + 4 + usize::from(r.till(i + 4));
        return dated(end, format!("{y}/{to}"), "date:years");
    }
    // 2020 жылғы 24 қыркүйек, 2024 жылғы 11-14 сәуір, 2020 жылдың қыркүйегі, 2024 жылдың бірінші тоқсаны
    if let Some(d) = r.small(i + 2)
        && let (last, at) = last_day(r, i + 2, d).unwrap_or((d, i + 3))
        && let Code::Month(m) = r.code(at)
        && let (Some(first), Some(to)) = (Date::new(y, m.into(), d), Date::new(y, m.into(), last))
    {
        // `1793 ж. 31 мамыр — 2 маусым`
        if last == d
            && let Some((day, month, at)) = last_of_other_month(r, at)
            && let Some(beyond) = Date::new(y, month, day).filter(|beyond| *beyond > first)
        {
            let end = at + 1 + usize::from(r.till(at + 1));
            return dated(end, format!("{}/{}", first.iso(), beyond.iso()), "date:day");
        }
        let value = if last > d { format!("{}/{}", first.iso(), to.iso()) } else { first.iso() };
        return dated(at + 1, value, "date:day");
    }
    let ordinal = match r.code(i + 2) {
        Code::Ordinal(n) => Some(n.into()),
        _ => r.small(i + 2),
    };
    if let Some(found) = ordinal.and_then(|n| part(r, i + 2, n, Some(y), published)) {
        return Some(found);
    }
    match r.code(i + 2) {
        Code::Month(m) => {
            let from = u32::from(m);
            if let Some((first, last, at)) = days_of(r, i + 3)
                && let (Some(first), Some(to)) = (Date::new(y, from, first), Date::new(y, from, last))
            {
                let value = if to > first { format!("{}/{}", first.iso(), to.iso()) } else { first.iso() };
                return dated(at + 1, value, "date:day");
            }
            match (r.is_dash(i + 3), r.code(i + 4)) {
                (true, Code::Month(to)) if u32::from(to) > from => {
                    dated(i + 5, months(y, from, to.into()), "date:month")
                }
                _ => dated(i + 3, months(y, from, from), "date:month"),
            }
        }
        Code::Months(from, to) if from < to => dated(i + 3, months(y, from.into(), to.into()), "date:month"),
        _ => dated(i + 2, format!("{y:04}"), "date:year"),
    }
}

/// The last of the days of a month that begin with day `d` at `i`, and where the month stands: `24–26 сентября`,
/// `с 11 по 14 апреля`, `11 мен 14 сәуір аралығында`, `11-нен 14 сәуірге дейін`, of two days in a row `5 и 6 июня`.
fn last_day(r: &Reader<'_>, i: usize, d: u32) -> Option<(u32, usize)> {
    let month = |at: usize| matches!(r.code(at), Code::Month(_));
    let between = |i: usize| i < r.end && r.text(i).starts_with("арал");
    let joined = r.is_dash(i + 1)
        || r.is(i + 1, &["по", "до"]) && r.begins(i)
        || r.is(i + 1, &["мен", "бен", "пен"]) && between(i + 4)
        || r.is(i + 1, &["и", "және"]) && r.small(i + 2) == Some(d + 1);
    let to = if joined {
        i + 2
    } else if r.from(i) && r.till(i + 3) {
        i + 1
    } else {
        return None;
    };
    let last = r.small(to).filter(|last| (d + 1..=31).contains(last) && month(to + 1))?;
    Some((last, to + 1))
}

/// The other end of a range that begins with a day of the month at `at`, if it has a month of its own:
/// `28 декабря – 3 января`, `с 28 декабря по 3 января`, `28 желтоқсаннан 3 қаңтарға дейін`. Its day, its month, and
/// where the month stands.
fn last_of_other_month(r: &Reader<'_>, at: usize) -> Option<(u32, u32, usize)> {
    let to = if r.is_dash(at + 1) || r.is(at + 1, &["по", "до"]) && r.begins(at - 1) {
        at + 2
    } else if r.from(at) && r.till(at + 3) {
        at + 1
    } else {
        return None;
    };
    let Code::Month(month) = r.code(to + 1) else { return None };
    let day = r.small(to).filter(|day| (1..=31).contains(day))?;
    Some((day, month.into(), to + 1))
}

/// A year that has every day that some year has.
const LEAP_YEAR: u32 = 2000;

/// `d`–`last` of month `m`, which stands at `at`; the year may follow, and so may the end of a range.
fn day(r: &Reader<'_>, d: u32, last: u32, m: u32, at: usize, published: Option<Date>) -> Option<Found> {
    let year_at = |at: usize| {
        let comma = at + 1 < r.end && r.text(at + 1) == ",";
        if comma && r.year(at + 2).is_some() { at + 2 } else { at + 1 }
    };
    let beyond = if d == last { last_of_other_month(r, at) } else { None };
    let (to_day, to_month, at) =
        beyond.filter(|&(day, month, _)| month != m || day > d).unwrap_or((last, m, at));
    let (year, end, rule) = match r.year_said(year_at(at)) {
        Some((y, end)) => (Some(y), end, "date:day"),
        None => match (r.code(at + 1), r.code(at + 2), published) {
            (Code::Which(n), Code::Year, Some(p)) => {
                (p.year().checked_add_signed(n.into()), at + 3, "date:relative")
            }
            (_, _, Some(p)) => {
                // A day of a month far ahead is last year's.
                let ahead = i64::from(to_month) - i64::from(p.month());
                let year = if ahead >= 8 {
                    p.year() - 1
                } else if ahead <= -10 {
                    p.year() + 1
                } else {
                    p.year()
                };
                (Some(year), at + 1, "date:relative")
            }
            _ => (None, at + 1, "date:day"),
        },
    };
    // None for a day that the calendar does not have: `31 июня`, `29 февраля 2023 года`.
    let text = |year: Option<u32>, m: u32, d: u32| match year {
        Some(y) => Date::new(y, m, d).map(Date::iso),
        None => Date::new(LEAP_YEAR, m, d).map(|_| format!("--{m:02}-{d:02}")),
    };
    let to = text(year, to_month, to_day)?;
    let first = if m > to_month { year.map(|y| y - 1) } else { year };
    let value = if (d, m) == (to_day, to_month) { to } else { format!("{}/{to}", text(first, m, d)?) };
    dated(end + usize::from(value.contains('/') && r.till(end)), value, rule)
}

/// `1990-х годов`, `90-е годы`, `1990-жылдары`; `80–90-е годы`, `30-40 жылдары`.
fn decade(r: &Reader<'_>, i: usize) -> Option<Found> {
    if r.is_dash(i + 1)
        && let Some(from) = r.small(i).filter(|n| (30..100).contains(n) && n.is_multiple_of(10))
        && let Some(found) = one_decade(r, i + 2)
        && let Some((start, end)) = found.value.split_once('/')
        && (1900 + from).to_string().as_str() < start
        && start < "2000"
    {
        return dated(found.end, format!("{}/{end}", 1900 + from), "date:years");
    }
    one_decade(r, i)
}

fn one_decade(r: &Reader<'_>, i: usize) -> Option<Found> {
    if r.code(i) != Code::Number {
        return None;
    }
    // `XIX ғасырдың 60-жылдары`: of another century.
    let mut at = i;
    while at > r.start && (r.is_dash(at - 1) || r.code(at - 1) == Code::Number && at == i - 1) {
        at -= 1;
    }
    if at > r.start + 1
        && (r.opens(at - 1, &["ғасыр", "ғ-"]) || r.is(at - 1, &["ғ", "ғ."]))
        && !r.is(at - 2, &["20", "xx", "хх", "өткен"])
    {
        return None;
    }
    let text = r.text(i);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = (text[..digits].parse::<u32>().ok()?, text[digits..].to_lowercase());
    let many = rest.starts_with("-жылдар");
    let russian = matches!(&*rest, "-х" | "-е" | "-м" | "-ых" | "-ые" | "-ми");
    let said = r.code(i + 1) == Code::Years;
    let round = number.is_multiple_of(10);
    let from = match digits {
        4 if round && (1000..2100).contains(&number) => number,
        // The twenties may be this century's.
        2 if round && (30..100).contains(&number) => 1900 + number,
        _ => return None,
    };
    let years = |i: usize| i < r.end && r.text(i).to_lowercase().starts_with("жылдар");
    let kazakh = matches!(&*rest, "" | "-ші" | "-шы") && years(i + 1);
    // `1990-жылдары` in three tokens.
    if rest.is_empty() && r.is_dash(i + 1) && years(i + 2) {
        return dated(i + 3, format!("{from}/{}", from + 9), "date:years");
    }
    if !(many || russian && (said || digits == 4) || kazakh) {
        return None;
    }
    dated(i + 1 + usize::from(said), format!("{from}/{}", from + 9), "date:years")
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
