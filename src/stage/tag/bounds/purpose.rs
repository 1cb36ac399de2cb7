//! What a Russian body is for, as a part of its name.
//!
//! Reads: a sentence and a body. Makes: the body with `по` and what follows it (`Агентство РК | по делам религий`), where its kind is one
//! that is for something. Cost: a look at the words behind the body.

use super::super::decide::Sentence;
use super::super::word::Class;
use super::super::{Span, pattern};

/// Bodies, by their beginnings, whose names say what they are for.
const FOR_SOMETHING: &[&str] = &[
    "агентств",
    "бюро",
    "групп",
    "департамент",
    "инспекци",
    "комисси",
    "комитет",
    "министерств",
    "отдел",
    "подкомитет",
    "пресс-служб",
    "сборн",
    "служб",
    "совет",
    "трибунал",
    "управлени",
    "федераци",
    "фонд",
    "центр",
    "штаб",
];

/// For what courts are: `районный суд по уголовным делам`.
const COURTS: [&str; 5] =
    ["административным", "гражданским", "интеллектуальным", "уголовным", "экономическим"];

/// True for a court, and what it is for.
pub(in crate::stage::tag) fn is_for_cases(body: &str, cases: &str) -> bool {
    body.starts_with("суд") && COURTS.contains(&cases)
}

/// True for a body whose name says what it is for.
pub(in crate::stage::tag) fn is_for_something(word: &str) -> bool {
    let word = word.to_lowercase();
    FOR_SOMETHING.iter().any(|w| word.starts_with(w))
}

/// What a Russian body is for, as a part of its name: `Агентство РК | по делам религий`, `Комитет | по защите прав
/// потребителей`, `пресс-служба МЧС | по Санкт-Петербургу`. Without it a `по` at the end goes.
pub(in crate::stage::tag) fn widen_to_purpose(v: &Sentence<'_>, until: u32, s: &mut Span) {
    let lower = |t: u32| t < until && v.info(t).class == Class::Lower;
    if s.found != u32::MAX || v.kazakh(s.start) {
        return;
    }
    let inside = (s.start + 1..s.end).rev().find(|&t| v.info(t).class == Class::Lower && v.key(t) == "по");
    let at = match inside {
        Some(t) if (t + 1..s.end).all(lower) => t,
        // `сенат США | по договору СНВ`
        Some(t) if pattern::is_no_purpose(v.key(t + 1)) => {
            s.end = t;
            return;
        }
        None if lower(s.end) && v.key(s.end) == "по" => s.end,
        _ => return,
    };
    let cases = if at + 1 < until { v.key(at + 1) } else { "" };
    let for_something = |t: u32| is_for_something(v.key(t)) || is_for_cases(v.key(t), cases);
    let body = (s.start..at.min(s.end)).any(|t| v.info(t).kind.is_some() && for_something(t));
    match pattern::purpose(v.matches, at + 1, until, |t| v.key(t), lower).filter(|_| body) {
        Some(end) if end > s.end => s.end = end,
        _ if at + 1 == s.end => s.end = at,
        _ => {}
    }
}
