//! Dates and times of day as Russian and Kazakh pages print them.
//!
//! Reads: the tables `lexicons/{ru,kk}/months.tsv` and `date_words.tsv`; a short line. Makes: a [`Stamp`]: the
//! calendar date, the time of day, and which bytes of the line they take. Guarantees: a [`Date`] exists in the
//! calendar; nothing depends on today. Cost: one pass over the line, one look-up a word.
//!
//! Forms: `10 января 2024 года`, `24 Қыркүйек, 2020`, `2020 жылғы 24 қыркүйек`, `Январь 10, 2024`, `10/01/2024`
//! (day first, unless the second number cannot be a month), `10.01.24`, `2024-01-10T18:07`. A day without a
//! year, `сегодня` or `5 сағат бұрын` makes a stamp without a date: it marks the place, and nothing is guessed.

use std::ops::Range;

use hashbrown::HashMap;

use super::calendar::days;
use super::heads::Heads;
use super::letters::Letter;

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The day, where the calendar has it; years of four digits to 2199, what news speaks of.
    pub(crate) fn new(year: u32, month: u32, day: u32) -> Option<Date> {
        ((1000..2200).contains(&year) && (1..=days(year, month)).contains(&day)).then_some(Date {
            year: year as u16,
            month: month as u8,
            day: day as u8,
        })
    }

    /// The day, where a page may be of it ([`Date::is_of_page`]).
    fn of_page(year: u32, month: u32, day: u32) -> Option<Date> {
        Date::new(year, month, day).filter(Date::is_of_page)
    }

    /// True for a day on which a page may have been published: of the years 1900 to 2099.
    pub(crate) fn is_of_page(&self) -> bool {
        (1900..2100).contains(&self.year)
    }

    /// The day of an ISO 8601 text.
    pub(crate) fn parse(iso: &str) -> Option<Date> {
        let mut parts = iso.split('-').map(|p| p.parse().ok());
        Date::new(parts.next()??, parts.next()??, parts.next()??)
    }

    pub(crate) fn year(self) -> u32 {
        self.year.into()
    }

    pub(crate) fn month(self) -> u32 {
        self.month.into()
    }

    /// Days since 0000-03-01 of the civil calendar.
    pub(crate) fn number(self) -> i64 {
        let (y, m, d) = (i64::from(self.year), i64::from(self.month), i64::from(self.day));
        let (y, m) = if m <= 2 { (y - 1, m + 9) } else { (y, m - 3) };
        365 * y + y / 4 - y / 100 + y / 400 + (m * 306 + 5) / 10 + d - 1
    }

    /// The day so many days later, or earlier.
    pub(crate) fn plus(self, days: i64) -> Option<Date> {
        let n = self.number() + days;
        let mut year = (10_000 * n + 14_780) / 3_652_425;
        let of = |year: i64| n - (365 * year + year / 4 - year / 100 + year / 400);
        if of(year) < 0 {
            year -= 1;
        }
        let rest = of(year);
        let month = (100 * rest + 52) / 3060;
        let (y, m, d) = (year + (month + 2) / 12, (month + 2) % 12 + 1, rest - (month * 306 + 5) / 10 + 1);
        Date::new(y.try_into().ok()?, m.try_into().ok()?, d.try_into().ok()?)
    }

    /// The day of the week, 0 for Monday.
    pub(crate) fn weekday(self) -> i64 {
        // 0000-03-01 is a Wednesday.
        (self.number() + 2).rem_euclid(7)
    }

    /// ISO 8601: `2024-01-10`.
    pub(crate) fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// What a word says in a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateWord {
    /// A month, 1 to 12, in any case.
    Month(u8),
    /// A month's abbreviation, which may be another word too (`қар`): counts only between a day and a year.
    MonthAbbr(u8),
    /// A day of the week.
    Weekday,
    /// `года`, `жылғы`.
    Year,
    /// `сегодня`, `кеше`.
    Today,
    /// `назад`, `бұрын` after a number.
    Ago,
    /// Words around a time of day.
    Clock,
    /// `Опубликовано`.
    Label,
    /// `Обновлено`: another date than that of publication.
    Update,
}

/// A date or a time of day found in a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Stamp {
    /// The bytes from its first to its last piece.
    pub(crate) range: Range<usize>,
    /// The day, where the line gives all of it.
    pub(crate) date: Option<Date>,
    /// The time of day as printed, `18:07`.
    pub(crate) time: Option<Range<usize>>,
    /// True where the date is one of a change, not of publication.
    pub(crate) update: bool,
    /// True where a word such as `Опубликовано` names it.
    pub(crate) labelled: bool,
}

/// A piece of a line.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    range: Range<usize>,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    /// Value and number of digits.
    Num(u32, u8),
    Known(DateWord),
    Word,
    Mark(char),
}

/// The words of dates in both languages.
pub(crate) struct DateWords {
    words: HashMap<&'static str, DateWord, foldhash::fast::FixedState>,
    heads: Heads,
}

impl DateWords {
    /// From the built-in tables.
    pub(crate) fn new() -> DateWords {
        let mut words = HashMap::with_hasher(foldhash::fast::FixedState::default());
        let months =
            [include_str!("../../lexicons/ru/months.tsv"), include_str!("../../lexicons/kk/months.tsv")];
        for row in months.iter().flat_map(|table| table.lines().skip(1)) {
            let mut cells = row.split('\t');
            let (form, month, case) = (cells.next(), cells.next(), cells.next());
            if let (Some(form), Some(Ok(month)), Some(case)) = (form, month.map(str::parse), case) {
                let abbr = case == "abbr";
                words.insert(form, if abbr { DateWord::MonthAbbr(month) } else { DateWord::Month(month) });
            }
        }
        let others = [
            include_str!("../../lexicons/ru/date_words.tsv"),
            include_str!("../../lexicons/kk/date_words.tsv"),
        ];
        for row in others.iter().flat_map(|table| table.lines().skip(1)) {
            let mut cells = row.split('\t');
            let (Some(form), Some(kind)) = (cells.next(), cells.next()) else { continue };
            let word = match kind {
                "weekday" => DateWord::Weekday,
                "year" => DateWord::Year,
                "today" => DateWord::Today,
                "ago" => DateWord::Ago,
                "clock" => DateWord::Clock,
                "label" => DateWord::Label,
                "update" => DateWord::Update,
                _ => continue,
            };
            words.insert(form, word);
        }
        let mut heads = Heads::new();
        words.keys().for_each(|word| heads.add(word));
        DateWords { words, heads }
    }

    /// What `key`, in lower case, says in a date.
    #[inline]
    pub(crate) fn get(&self, key: &str) -> Option<DateWord> {
        if self.may_begin(key) { self.words.get(key).copied() } else { None }
    }

    /// False where neither `key` nor what `key` begins with is a month or another word of three letters or more.
    #[inline]
    pub(crate) fn may_begin(&self, key: &str) -> bool {
        self.heads.may_begin(key)
    }

    /// The first date of `line`, with its time of day, or else a day without a year or a time alone.
    /// `pieces` is a buffer.
    pub(crate) fn stamp(&self, line: &str, pieces: &mut Vec<Piece>) -> Option<Stamp> {
        self.cut(line, pieces);
        let mut stamp: Option<Stamp> = None;
        let mut partial: Option<Stamp> = None;
        let mut i = 0;
        while i < pieces.len() {
            if let Some((date, n)) = date_at(&pieces[i..]) {
                let range = pieces[i].range.start..pieces[i + n - 1].range.end;
                let mut found = Stamp { range, date: Some(date), ..Stamp::default() };
                self.dress(line, pieces, i, i + n, &mut found);
                stamp = Some(found);
                break;
            } else if partial.is_none()
                && let Some(n) = undated_at(&pieces[i..])
            {
                let range = pieces[i].range.start..pieces[i + n - 1].range.end;
                let time = time_at(&pieces[i..]).map(|_| range.start..pieces[i + 2].range.end);
                let mut found = Stamp { range, time, ..Stamp::default() };
                self.dress(line, pieces, i, i + n, &mut found);
                partial = Some(found);
                i += n;
            } else {
                i += 1;
            }
        }
        match (stamp, partial) {
            (Some(mut s), Some(p))
                if s.time.is_none() && p.time.is_some() && p.range.end <= s.range.start =>
            {
                // `18:07, 10 января 2024`: the time stands before the date, with nothing but marks between.
                if !line[p.range.end..s.range.start].chars().any(char::is_alphanumeric) {
                    s.time = p.time;
                    s.range.start = p.range.start;
                    s.labelled |= p.labelled;
                    s.update |= p.update;
                }
                Some(s)
            }
            (s, p) => s.or(p),
        }
    }

    /// Widens a stamp by what belongs to it on both sides: label and weekday before; weekday, year word, time after.
    fn dress(&self, line: &str, pieces: &[Piece], from: usize, to: usize, stamp: &mut Stamp) {
        let mut i = from;
        while i > 0 {
            match pieces[i - 1].what {
                What::Known(DateWord::Weekday | DateWord::Label | DateWord::Update | DateWord::Today) => {
                    match pieces[i - 1].what {
                        What::Known(DateWord::Label) => stamp.labelled = true,
                        What::Known(DateWord::Update) => stamp.update = true,
                        _ => {}
                    }
                    i -= 1;
                    stamp.range.start = pieces[i].range.start;
                }
                What::Mark(',' | ':' | '.') => i -= 1,
                _ => break,
            }
        }
        let mut i = to;
        while i < pieces.len() {
            if stamp.time.is_none()
                && let Some(n) = time_at(&pieces[i..])
            {
                stamp.time = Some(pieces[i].range.start..pieces[i + 2].range.end);
                i += n;
                stamp.range.end = pieces[i - 1].range.end;
                continue;
            }
            match pieces[i].what {
                // `в`, `сағат` before a time of day.
                What::Known(DateWord::Clock) if stamp.time.is_none() => i += 1,
                What::Known(DateWord::Year | DateWord::Weekday) => {
                    i += 1;
                    stamp.range.end = pieces[i - 1].range.end;
                    // The full stop of `г.`, `ж.`.
                    if line[stamp.range.end..].starts_with('.') {
                        stamp.range.end += 1;
                    }
                }
                What::Mark(',' | '.' | '-' | '–' | '—' | '(' | '|' | '/' | '•' | '·') => i += 1,
                What::Word if &line[pieces[i].range.clone()] == "T" => i += 1,
                _ => break,
            }
        }
    }

    /// Cuts a line into numbers, words and marks.
    fn cut(&self, line: &str, pieces: &mut Vec<Piece>) {
        pieces.clear();
        let mut lower = String::new();
        let mut chars = line.char_indices().peekable();
        while let Some((start, c)) = chars.next() {
            let mut end = start + c.len_utf8();
            let what = if c.is_ascii_digit() {
                let mut value = c as u32 - '0' as u32;
                let mut digits = 1u8;
                while let Some(&(at, d)) = chars.peek().filter(|(_, d)| d.is_ascii_digit()) {
                    value = value.saturating_mul(10).saturating_add(d as u32 - '0' as u32);
                    digits = digits.saturating_add(1);
                    end = at + 1;
                    chars.next();
                }
                What::Num(value, digits)
            } else if c.is_letter() {
                lower.clear();
                push_lower(c, &mut lower);
                // `T` between an ISO date and its time is a word of its own.
                let iso_t = c == 'T' && chars.peek().is_some_and(|(_, d)| d.is_ascii_digit());
                while let Some(&(at, d)) = chars.peek().filter(|(_, d)| d.is_letter() && !iso_t) {
                    push_lower(d, &mut lower);
                    end = at + d.len_utf8();
                    chars.next();
                }
                self.get(&lower).map_or(What::Word, What::Known)
            } else if c.is_whitespace() {
                continue;
            } else {
                What::Mark(c)
            };
            pieces.push(Piece { range: start..end, what });
        }
    }
}

/// Lower case, with ё as е: how the tables are written.
fn push_lower(c: char, out: &mut String) {
    out.extend(c.to_lowercase().map(|c| if c == 'ё' { 'е' } else { c }));
}

fn num(piece: Option<&Piece>) -> Option<(u32, u8)> {
    match piece?.what {
        What::Num(value, digits) => Some((value, digits)),
        _ => None,
    }
}

fn month(piece: Option<&Piece>, abbreviated: bool) -> Option<u32> {
    match piece?.what {
        What::Known(DateWord::Month(m)) => Some(u32::from(m)),
        What::Known(DateWord::MonthAbbr(m)) if abbreviated => Some(u32::from(m)),
        _ => None,
    }
}

fn mark(piece: Option<&Piece>, marks: &[char]) -> Option<char> {
    match piece?.what {
        What::Mark(c) if marks.contains(&c) => Some(c),
        _ => None,
    }
}

/// The year that two digits say: below 50 of this century, as RFC 2822 has it for mail.
pub(crate) fn full_year(two: u32) -> u32 {
    if two < 50 { 2000 + two } else { 1900 + two }
}

fn is_year_word(piece: Option<&Piece>) -> bool {
    piece.is_some_and(|p| p.what == What::Known(DateWord::Year))
}

/// A full date at the start of `p`, and how many pieces it takes.
fn date_at(p: &[Piece]) -> Option<(Date, usize)> {
    let touching = |i: usize| p[i].range.end == p[i + 1].range.start;
    if let Some((first, digits)) = num(p.first()) {
        // 2024-01-10, 10.01.2024, 10/01/2024, 10.01.24
        if let Some(sep) = mark(p.get(1), &['.', '/', '-'])
            && let (Some((b, bd)), Some((c, cd))) = (num(p.get(2)), num(p.get(4)))
            && mark(p.get(3), &[sep]).is_some()
            && (0..4).all(touching)
        {
            let date = match (digits, bd, cd) {
                (4, 1..=2, 1..=2) => Date::of_page(first, b, c),
                (1..=2, 1..=2, 4) => Date::of_page(c, b, first).or_else(|| Date::of_page(c, first, b)),
                (2, 2, 2) if sep != '-' => Date::of_page(full_year(c), b, first),
                _ => None,
            };
            return date.map(|d| (d, 5));
        }
        if digits <= 2 {
            // 10 января 2024, 24 Қыркүйек, 2020, 24-қыркүйек 2020, 10 янв. 2024
            let mut i = 1;
            i += usize::from(mark(p.get(i), &['-']).is_some());
            if let Some(m) = month(p.get(i), true) {
                i += 1;
                i += usize::from(mark(p.get(i), &['.', ',', '-']).is_some());
                i += usize::from(mark(p.get(i), &[',']).is_some());
                if let Some((year, 4)) = num(p.get(i)) {
                    return Date::of_page(year, m, first).map(|d| (d, i + 1));
                }
            }
        } else if digits == 4 {
            // 2020 жылғы 24 қыркүйек, 2020 ж. 24 қыркүйек
            let mut i = 1;
            let said = is_year_word(p.get(i));
            i += usize::from(said);
            i += usize::from(mark(p.get(i), &['.', ',']).is_some());
            i += usize::from(mark(p.get(i), &[',']).is_some());
            if let Some((day, 1..=2)) = num(p.get(i)) {
                i += 1;
                i += usize::from(mark(p.get(i), &['-']).is_some());
                if let Some(m) = month(p.get(i), said) {
                    return Date::of_page(first, m, day).map(|d| (d, i + 1));
                }
            }
        }
        return None;
    }
    // Январь 10, 2024
    let m = month(p.first(), false)?;
    let (day, 1..=2) = num(p.get(1))? else { return None };
    let i = 2 + usize::from(mark(p.get(2), &[',']).is_some());
    let (year, 4) = num(p.get(i))? else { return None };
    Date::of_page(year, m, day).map(|d| (d, i + 1))
}

/// `10 января`, `18:07`, `сегодня`, `5 сағат бұрын` at the start of `p`: how many pieces.
fn undated_at(p: &[Piece]) -> Option<usize> {
    if let Some(n) = time_at(p) {
        return Some(n);
    }
    match p.first()?.what {
        What::Known(DateWord::Today) => Some(1),
        What::Num(1..=31, 1..=2) => {
            let i = 1 + usize::from(mark(p.get(1), &['-']).is_some());
            if month(p.get(i), false).is_some() {
                return Some(i + 1);
            }
            // A number, a unit of time, `назад`.
            let ago = |i: usize| p.get(i).is_some_and(|p| p.what == What::Known(DateWord::Ago));
            ago(2).then_some(3)
        }
        _ => None,
    }
}

/// `18:07` or `18:07:30` at the start of `p`: how many pieces.
fn time_at(p: &[Piece]) -> Option<usize> {
    let (hour, 1..=2) = num(p.first())? else { return None };
    mark(p.get(1), &[':'])?;
    let (minute, 2) = num(p.get(2))? else { return None };
    if hour > 23 || minute > 59 || p[0].range.end != p[1].range.start || p[1].range.end != p[2].range.start {
        return None;
    }
    let seconds = mark(p.get(3), &[':']).is_some() && matches!(num(p.get(4)), Some((0..=59, 2)));
    Some(if seconds { 5 } else { 3 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_turned_away_by_its_beginning() {
        let words = DateWords::new();
        for (form, &word) in &words.words {
            assert_eq!(words.get(form), Some(word), "{form}");
            // Two months are read as one word.
            if matches!(word, DateWord::Month(_)) {
                assert!(words.may_begin(&format!("{form}-{form}")), "{form}");
            }
        }
    }

    /// One case a line of `tests/data/dates.tsv`: line, ISO date, time, the text of the stamp.
    #[test]
    fn stamps_of_lines() {
        let words = DateWords::new();
        let mut pieces = Vec::new();
        let mut cases = 0;
        for row in include_str!("../../tests/data/dates.tsv").lines().skip(1) {
            let cells: Vec<&str> = row.split('\t').collect();
            let [line, date, time, text] = cells[..] else { panic!("four cells: {row}") };
            let stamp = words.stamp(line, &mut pieces);
            let got = stamp.as_ref().map_or(Default::default(), |s| {
                (
                    s.date.map(Date::iso).unwrap_or_default(),
                    s.time.clone().map_or("", |t| &line[t]).to_string(),
                    line[s.range.clone()].to_string(),
                )
            });
            assert_eq!(got, (date.to_string(), time.to_string(), text.to_string()), "{line}");
            cases += 1;
        }
        assert!(cases > 30, "the table was read: {cases}");
    }

    #[test]
    fn the_calendar_holds() {
        assert!(Date::new(2024, 2, 29).is_some());
        assert!(Date::new(2023, 2, 29).is_none());
        assert!(Date::new(1900, 2, 29).is_none());
        assert!(Date::new(2024, 13, 1).is_none());
        assert!(Date::new(850, 1, 1).is_none());
        assert!(Date::new(1850, 1, 1).is_some() && Date::of_page(1850, 1, 1).is_none());
        assert_eq!((full_year(24), full_year(69)), (2024, 1969));
    }

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        let plus = |iso: &str, days| Date::parse(iso).and_then(|d| d.plus(days)).map(Date::iso);
        assert_eq!(plus("2024-03-01", -1).as_deref(), Some("2024-02-29"));
        assert_eq!(plus("2023-12-31", 1).as_deref(), Some("2024-01-01"));
        assert_eq!(plus("2020-09-24", 0).as_deref(), Some("2020-09-24"));
        for (iso, day) in [("2024-01-10", 2), ("2024-02-29", 3), ("2023-12-31", 6), ("2000-01-03", 0)] {
            assert_eq!(Date::parse(iso).unwrap().weekday(), day, "{iso}");
        }
    }

    #[test]
    fn every_month_has_its_forms() {
        let words = DateWords::new();
        for (form, month) in [("января", 1), ("мае", 5), ("қыркүйекте", 9), ("шілдесінде", 7), ("наурызы", 3)]
        {
            assert_eq!(words.get(form), Some(DateWord::Month(month)), "{form}");
        }
        assert_eq!(words.get("қар"), Some(DateWord::MonthAbbr(11)));
    }
}
