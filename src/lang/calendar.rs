//! The calendar: how long months are, and which texts are dates of ISO 8601.
//!
//! Reads numbers and short texts. Guarantees: what it calls a date exists. Names nothing else of the crate, so that the build
//! script, which reads lexicons, can use it too. Cost: a look at ten bytes.

/// The days of a month; none where there is no such month.
pub(crate) fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => 0,
    }
}

/// True for a year, a month or a day as ISO 8601 writes them: `2019`, `2019-03`, `2019-03-23`.
pub(crate) fn is_date(text: &str) -> bool {
    let b = text.as_bytes();
    let shaped = matches!(b.len(), 4 | 7 | 10)
        && b.iter().enumerate().all(|(i, c)| if i == 4 || i == 7 { *c == b'-' } else { c.is_ascii_digit() });
    if !shaped {
        return false;
    }
    let number = |digits: &[u8]| digits.iter().fold(0, |n, d| n * 10 + u32::from(d - b'0'));
    match b.len() {
        4 => true,
        7 => days(number(&b[..4]), number(&b[5..])) > 0,
        _ => (1..=days(number(&b[..4]), number(&b[5..7]))).contains(&number(&b[8..])),
    }
}

/// True for a day as ISO 8601 writes it: `2019-03-23`.
pub(crate) fn is_day(text: &str) -> bool {
    text.len() == 10 && is_date(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_calendar_has_is_a_date() {
        for text in ["2019", "2019-03", "2019-12-31", "2024-02-29", "0988-07-15"] {
            assert!(is_date(text), "{text}");
        }
        for text in [
            "",
            "19",
            "2019-13",
            "2019-00",
            "2020-13-45",
            "2023-02-29",
            "2019-04-31",
            "2019-03-00",
            "2019/03/01",
        ] {
            assert!(!is_date(text), "{text}");
        }
        assert!(is_day("2024-06-01") && !is_day("2024-06") && !is_day("2024-06-31"));
    }
}
