//! What the container of a text says of it: fields of a record by their names, points in time.
//!
//! Reads: the fields that stand in `meta`. Makes: [`PageFacts`], which win over what the text tells. The fields stay in
//! `meta`, so a wrong guess loses nothing. Cost: a few comparisons of names a field.

use crate::document::PageFacts;
use crate::lang::calendar::is_day;
use crate::lang::dates::{Date, full_year};

/// Names of the fields in any letter case, in order of preference.
const TITLE: [&str; 2] = ["title", "headline"];
const AUTHOR: [&str; 1] = ["author"];
const URL: [&str; 2] = ["url", "link"];
const PUBLISHED: [&str; 4] = ["published", "published_at", "pubDate", "date"];

/// The facts in a record's fields (name and JSON text) and in its id, where the field of that name holds one.
pub(super) fn facts(meta: &[(String, String)], id: Option<(&str, &str)>) -> PageFacts {
    let values = |name: &'static str| {
        let fields = meta.iter().filter(move |(n, _)| n.eq_ignore_ascii_case(name));
        let texts = fields.filter_map(|(_, json)| serde_json::from_str::<String>(json).ok());
        let id = id.filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, id)| id.to_owned());
        texts.chain(id).map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
    };
    let first = |names: &[&'static str]| names.iter().copied().flat_map(values).next();
    let mut facts =
        PageFacts { title: first(&TITLE), author: first(&AUTHOR), url: first(&URL), ..PageFacts::default() };
    (facts.published, facts.published_time) = published(PUBLISHED.into_iter().flat_map(values));
    facts
}

/// Day and time that the first of some texts tells in a standard form; else the first text, perhaps as people write it: `zone`
/// reads that.
pub(super) fn published(texts: impl Iterator<Item = String>) -> (Option<String>, Option<String>) {
    let mut first = None;
    for text in texts {
        if let Some((date, time)) = stamp(&text) {
            return (Some(date), time);
        }
        first.get_or_insert(text);
    }
    (first, None)
}

/// Day and time of ISO 8601 (`2024-03-05T18:07:00+05:00`) or RFC 2822 (`Tue, 5 Mar 2024 18:07:00 +0500`), as written, with no
/// regard to the time zone. A time of 00:00 is that of a day without one.
pub(super) fn stamp(text: &str) -> Option<(String, Option<String>)> {
    let (date, time) = match text.get(..10).filter(|day| is_day(day)).and_then(Date::parse) {
        Some(date) => (date, text.get(11..16)),
        None => rfc2822(text)?,
    };
    let time = time.filter(|t| is_clock(t)).map(|t| format!("{t:0>5}")).filter(|t| t != "00:00");
    date.is_of_page().then(|| (date.iso(), time))
}

fn rfc2822(text: &str) -> Option<(Date, Option<&str>)> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut words = text.split_ascii_whitespace().skip_while(|w| w.ends_with(','));
    let day = words.next()?.parse().ok()?;
    let month = words.next()?;
    let month = MONTHS.iter().position(|m| m.eq_ignore_ascii_case(month))?;
    let year = match words.next()?.parse().ok()? {
        year @ 0..100 => full_year(year),
        year => year,
    };
    // `9:07:00`
    let time = words.next().map(|t| t.match_indices(':').nth(1).map_or(t, |(seconds, _)| &t[..seconds]));
    Some((Date::new(year, month as u32 + 1, day)?, time))
}

/// `18:07`.
fn is_clock(text: &str) -> bool {
    let below = |part: &str, end: u8| {
        part.bytes().all(|b| b.is_ascii_digit()) && part.parse::<u8>().is_ok_and(|n| n < end)
    };
    text.split_once(':').is_some_and(|(hour, minute)| below(hour, 24) && below(minute, 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps() {
        let stamp = |t| stamp(t).map(|(date, time)| format!("{date} {}", time.unwrap_or_default()));
        for (text, is) in [
            ("2024-03-05", Some("2024-03-05 ")),
            ("2024-03-05T18:07:00+05:00", Some("2024-03-05 18:07")),
            ("2024-03-05 00:00:00", Some("2024-03-05 ")),
            ("2024-03-05T24:07", Some("2024-03-05 ")),
            ("2024-03-05T1é:07", Some("2024-03-05 ")),
            ("Tue, 05 Mar 2024 18:07:09 +0500", Some("2024-03-05 18:07")),
            ("5 mar 2024", Some("2024-03-05 ")),
            ("Tue, 05 Mar 24 18:07 +0500", Some("2024-03-05 18:07")),
            ("5 Mar 2024 9:07:00 +0500", Some("2024-03-05 09:07")),
            ("5 Mar 2024 0:00:00 +0500", Some("2024-03-05 ")),
            ("0001-01-01T00:00:00", None),
            ("1001-01-01", None),
            ("2024-02-30", None),
            ("99 Mar 2024", None),
            ("5 марта 2024", None),
            ("1709632800", None),
            ("", None),
        ] {
            assert_eq!(stamp(text).as_deref(), is, "{text}");
        }
    }

    #[test]
    fn fields_by_name() {
        let meta = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect::<Vec<_>>()
        };
        let given = facts(
            &meta(&[
                ("Title", "\" Т \""),
                ("link", "\"b\""),
                ("url", "\"\""),
                ("author", "7"),
                ("published", "\"давно\""),
                ("date", "\"2024-03-05T18:07\""),
            ]),
            None,
        );
        let some = |t: &str| Some(t.to_owned());
        assert_eq!((given.title, given.url, given.author), (some("Т"), some("b"), None));
        assert_eq!((given.published, given.published_time), (some("2024-03-05"), some("18:07")));
        let given = facts(&meta(&[("pubdate", "\"5 марта 2024\"")]), Some(("url", "http://a.kz/1")));
        assert_eq!((given.url, given.published), (some("http://a.kz/1"), some("5 марта 2024")));
    }
}
