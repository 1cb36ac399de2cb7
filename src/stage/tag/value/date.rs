//! Dates: days, months, years, decades, parts of years, and what is told from the page's own date.
//!
//! Reads: the sentence's tokens and what their words say in a value, the date of publication. Makes: the date that begins
//! at a token, in ISO 8601, a stretch of time as `first/last`. Guarantees: no day that the calendar does not have. Cost: a
//! look at a few tokens behind a number, a month or a word such as `вчера`.

use crate::document::EntityType;
use crate::lang::Lang;
use crate::lang::dates::{Date, full_year};

use super::words::Unit;
use super::{Code, Found, Reader};

/// The date that begins at token `i`.
pub(super) fn date(r: &Reader<'_>, i: usize, published: Option<Date>) -> Option<Found> {
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

/// Words before a month alone that make it a date.
const BEFORE_MONTH: &[&str] = &[
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

/// A month or months at `i`, with a year or without: `қыркүйек 2020`, `в январе 2024 года`, `в январе–марте`.
fn month(r: &Reader<'_>, i: usize, from: u32, to: u32, published: Option<Date>) -> Option<Found> {
    if from == to
        && let Some(found) = month_first(r, i, from)
    {
        return Some(found);
    }
    let (to, end) = last_month(r, i, from, to);
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
    month_alone(r, i, from, to, end, published)
}

/// `Июнь 7, 2022`
fn month_first(r: &Reader<'_>, i: usize, month: u32) -> Option<Found> {
    let day = r.small(i + 1)?;
    if i + 2 >= r.end || r.text(i + 2) != "," {
        return None;
    }
    let (year, end) = r.year_said(i + 3)?;
    dated(end, Date::new(year, month, day)?.iso(), "date:day")
}

/// The last of the months that begin with the one at `i`, and one past it: `январь – март`, `с января по март`.
fn last_month(r: &Reader<'_>, i: usize, from: u32, to: u32) -> (u32, usize) {
    let end = i + 1;
    let joined = r.is_dash(end) || r.is(end, &["по"]) && r.begins(i);
    match r.code(end + 1) {
        Code::Month(last) if from == to && joined && u32::from(last) > from => (last.into(), end + 2),
        _ => (to, end),
    }
}

/// Months without a year, which end before token `end`. They are a date where the words beside them say so: `қазанда` may
/// be a cauldron, `май` is butter.
fn month_alone(
    r: &Reader<'_>,
    i: usize,
    from: u32,
    to: u32,
    mut end: usize,
    published: Option<Date>,
) -> Option<Found> {
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
        i > r.start && r.is(i - 1, BEFORE_MONTH)
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
        if let Some((last, month, at)) = days_and_month(r, i, d) {
            return day(r, d, last, month, at, published);
        }
        if r.code(i + 2) == Code::Ago {
            return ago(r, i, d, published?);
        }
    }
    if let Some(found) = decade(r, i).or_else(|| season(r, i)) {
        return Some(found);
    }
    let y = r.year(i)?;
    if let Some(found) = years(r, i, y) {
        return Some(found);
    }
    match r.code(i + 1) {
        Code::Year => year_first(r, i, y, published),
        _ => r.is_year_alone(i, y).then(|| dated(i + 1, format!("{y:04}"), "date:year"))?,
    }
}

/// The days that begin with day `d` at `i` and the month behind them: the last of them, the month, and where it stands.
fn days_and_month(r: &Reader<'_>, i: usize, d: u32) -> Option<(u32, u32, usize)> {
    let (last, at) = last_day(r, i, d).unwrap_or((d, i + 1));
    match r.code(at) {
        // `театрдың 25-ші маусымы`: a season.
        Code::Month(_) if r.opens(at, &["маусымы"]) && r.text(i).ends_with(['і', 'ы']) => None,
        Code::Month(m) => Some((last, m.into(), at)),
        // `9 фев`; Kazakh `қар` is snow, too.
        Code::MonthAbbr(m) if r.doc.tokens[at].lang == Lang::Ru || r.year(at + 1).is_some() => {
            Some((last, m.into(), at))
        }
        _ => None,
    }
}

/// `5 дней назад`, `3 апта бұрын`, of which `n` stands at `i`.
fn ago(r: &Reader<'_>, i: usize, n: u32, published: Date) -> Option<Found> {
    let days = i64::from(n);
    let value = match r.code(i + 1) {
        Code::Unit(Unit::Day) => published.plus(-days)?.iso(),
        Code::Unit(Unit::Week) => published.plus(-7 * days)?.iso(),
        Code::Unit(Unit::Month) => {
            let at = i64::from(published.year()) * 12 + i64::from(published.month()) - 1 - days;
            let month = at.rem_euclid(12) as u32 + 1;
            months(at.div_euclid(12) as u32, month, month)
        }
        Code::Year => (published.year() - n).to_string(),
        _ if r.is(i + 1, &["лет", "года"]) => (published.year() - n).to_string(),
        _ => return None,
    };
    dated(i + 3, value, "date:relative")
}

/// `сезон 2023/2024`, `2023/24`
fn season(r: &Reader<'_>, i: usize) -> Option<Found> {
    let (from, to) = r.text(i).split_once('/')?;
    let (4, Ok(from), Ok(to)) = (from.len(), from.parse::<u32>(), to.parse::<u32>()) else { return None };
    let to = if r.text(i).len() == 7 { from / 100 * 100 + to } else { to };
    if !(1900..2100).contains(&from) || to != from + 1 {
        return None;
    }
    let end = i + 1 + usize::from(matches!(r.code(i + 1), Code::Year | Code::Years));
    dated(end, format!("{from}/{to}"), "date:years")
}

/// Years from `y` at `i` to another: `2020–2023`, `с 2020 по 2023 год`, `2020 жылдан 2023 жылға дейін`.
fn years(r: &Reader<'_>, i: usize, y: u32) -> Option<Found> {
    let said = |i: usize| matches!(r.code(i), Code::Year | Code::Years);
    let later = |i: usize| r.year(i).filter(|to| *to > y);
    if let (Code::Dash, Some(to)) = (r.code(i + 1), later(i + 2)) {
        return dated(i + 3 + usize::from(said(i + 3)), format!("{y}/{to}"), "date:years");
    }
    let at = i + 1 + usize::from(said(i + 1));
    if r.is(at, &["по", "до"])
        && r.begins(i)
        && let Some(to) = later(at + 1)
        && said(at + 2)
    {
        return dated(at + 3, format!("{y}/{to}"), "date:years");
    }
    if r.code(i + 1) == Code::Year
        && r.is(i + 1, &["жылдан"])
        && let Some(to) = later(i + 2)
        && said(i + 3)
    {
        let end = i + 4 + usize::from(r.till(i + 4));
        return dated(end, format!("{y}/{to}"), "date:years");
    }
    None
}

/// A year and the word for it at `i`, and what may follow in Kazakh: `2020 жылғы 24 қыркүйек`, `2024 жылғы 11-14 сәуір`,
/// `2020 жылдың қыркүйегі`, `2024 жылдың бірінші тоқсаны`.
fn year_first(r: &Reader<'_>, i: usize, y: u32, published: Option<Date>) -> Option<Found> {
    if let Some(found) = day_of_year(r, i + 2, y) {
        return Some(found);
    }
    let ordinal = match r.code(i + 2) {
        Code::Ordinal(n) => Some(n.into()),
        _ => r.small(i + 2),
    };
    if let Some(found) = ordinal.and_then(|n| part(r, i + 2, n, Some(y), published)) {
        return Some(found);
    }
    match r.code(i + 2) {
        Code::Month(m) => month_of_year(r, i + 2, m.into(), y),
        Code::Months(from, to) if from < to => dated(i + 3, months(y, from.into(), to.into()), "date:month"),
        _ => dated(i + 2, format!("{y:04}"), "date:year"),
    }
}

/// The day or days of year `y` that begin at `i`.
fn day_of_year(r: &Reader<'_>, i: usize, y: u32) -> Option<Found> {
    let d = r.small(i)?;
    let (last, at) = last_day(r, i, d).unwrap_or((d, i + 1));
    let Code::Month(m) = r.code(at) else { return None };
    let (first, to) = (Date::new(y, m.into(), d)?, Date::new(y, m.into(), last)?);
    // `1793 ж. 31 мамыр — 2 маусым`
    if last == d
        && let Some((day, month, at)) = last_of_other_month(r, at)
        && let Some(beyond) = Date::new(y, month, day).filter(|beyond| *beyond > first)
    {
        let end = at + 1 + usize::from(r.till(at + 1));
        return dated(end, format!("{}/{}", first.iso(), beyond.iso()), "date:day");
    }
    dated(at + 1, days(first, to), "date:day")
}

/// Month `m` of year `y` at `i`, its days or those behind it: `сәуірінің 12-15 күндері`, `қыркүйегі – қарашасы`.
fn month_of_year(r: &Reader<'_>, i: usize, m: u32, y: u32) -> Option<Found> {
    if let Some((first, last, at)) = days_of(r, i + 1)
        && let (Some(first), Some(to)) = (Date::new(y, m, first), Date::new(y, m, last))
    {
        return dated(at + 1, days(first, to), "date:day");
    }
    match (r.is_dash(i + 1), r.code(i + 2)) {
        (true, Code::Month(to)) if u32::from(to) > m => dated(i + 3, months(y, m, to.into()), "date:month"),
        _ => dated(i + 1, months(y, m, m), "date:month"),
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

fn dated(end: usize, value: String, rule: &'static str) -> Option<Found> {
    Some(Found { skip: 0, end, kind: EntityType::Date, value, rule })
}

/// The months `from..=to` of a year.
fn months(year: u32, from: u32, to: u32) -> String {
    if from == to { format!("{year:04}-{from:02}") } else { format!("{year:04}-{from:02}/{year:04}-{to:02}") }
}

/// The days `first..=to`.
fn days(first: Date, to: Date) -> String {
    if to > first { format!("{}/{}", first.iso(), to.iso()) } else { first.iso() }
}
