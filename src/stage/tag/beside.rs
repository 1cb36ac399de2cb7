//! What the word beside a name says of it, against the lexicon and the model.
//!
//! Reads: a sentence's names as decided, the kinds of the words beside them ([`super::kind`]). Makes of them by named
//! rules places where the model took persons ([`place`]), and bodies or nothing where they stand in quotation marks
//! ([`quoted`]); the maker's name by which a car or a telephone is called is none, in Kazakh with that of the model. Guarantees: where a name grows, those inside it
//! go; it does not grow across another's bounds. Cost: a look at the words beside each name; where a place is in quotation
//! marks, one at the sentence's words.

mod place;
mod quoted;

use crate::document::EntityType;
use crate::lexicon::EntryId;
use crate::words::fold;

use super::bounds::is_kazakh_and;
use super::decide::{GONE, Sentence};
use super::word::Class;
use super::{LONGEST, Span, retain};
use place::{kazakh_place, russian_place};
use quoted::in_quotes;
pub(super) use quoted::{IN_QUOTES, is_work, plays};

/// Names that are not what they were taken for; `spans[from..]` stand in order.
pub(super) fn retype(v: &Sentence<'_>, from: usize, spans: &mut Vec<Span>) {
    let mut team = None;
    let mut more = Vec::new();
    for i in from..spans.len() {
        let s = spans[i];
        if s.end == GONE {
            continue;
        }
        if s.kind == EntityType::Role {
            if in_quotes(v, &s) {
                quoted::settle_office(v, from, spans, i);
            } else if quoted::begins_quotation(v, &s) && quoted::is_events(v, &s) {
                spans[i].end = GONE;
            }
            continue;
        }
        if s.kind == EntityType::Org && is_product(v, &s) {
            spans[i].end = GONE;
        } else if s.kind != EntityType::Loc && in_quotes(v, &s) && quoted::is_places(v, &s) {
            spans[i] = Span { kind: EntityType::Loc, rule: "place:quoted", found: u32::MAX, ..s };
        } else if s.found == u32::MAX && in_quotes(v, &s) && quoted::is_events(v, &s) {
            if swallow(from, spans, i, s.start, s.end) {
                spans[i] = quoted::event(v, &s);
            }
        } else if s.kind == EntityType::Loc && in_quotes(v, &s) {
            quoted::settle(v, from, spans, i, &mut team);
        } else if let Some(place) = russian_place(v, &s).or_else(|| kazakh_place(v, &s)) {
            // `ул. Ломова 49 | Тентекпаев`: behind the house's number stands another name.
            let behind = (s.start..s.end).find(|&t| v.info(t).class == Class::Number);
            let rest = behind.map(|t| Span { start: t + 1, ..s }).filter(|r| r.start < r.end);
            if swallow(from, spans, i, place.start, place.end) {
                spans[i] = place;
                more.extend(rest.filter(|r| v.info(r.start).class == Class::Capital));
            }
        }
    }
    spans.append(&mut more);
    retain(spans, from, |s| s.end != GONE);
    quoted::clubs(v, from, spans, &mut team);
}

/// Takes away the names inside `start..end` but number `i`; false where one crosses its ends.
fn swallow(from: usize, spans: &mut [Span], i: usize, start: u32, end: u32) -> bool {
    let first = from + spans[from..].partition_point(|o| o.start + LONGEST < start);
    let over = |k: &usize, o: &Span| {
        *k != i && o.kind != EntityType::Role && o.end != GONE && start < o.end && o.start < end
    };
    let over: Vec<usize> =
        (first..spans.len()).take_while(|&k| spans[k].start < end).filter(|k| over(k, &spans[*k])).collect();
    let inside = |&k: &usize| start <= spans[k].start && spans[k].end <= end;
    if !over.iter().all(inside) {
        return false;
    }
    for k in over {
        spans[k].end = GONE;
    }
    true
}

fn subtype<'a>(v: &Sentence<'a>, entry: EntryId) -> &'a str {
    &v.tag.lexicon.entry(entry).subtype
}

/// True for the maker's name by which a thing is called: `автомобиль BMW`, `смартфон марки Samsung`.
fn is_product(v: &Sentence<'_>, s: &Span) -> bool {
    let word = |t: u32| v.info(t).class == Class::Lower || v.info(t).class == Class::Capital;
    // `автомобилестроитель`, `машинист` are other words.
    let form = |key: &str| PRODUCTS.iter().any(|w| key.strip_prefix(w).is_some_and(|e| ENDINGS.contains(&e)));
    let said = |t: u32| v.range.contains(&t) && word(t) && form(&fold(v.key(t)));
    let mark = |t: u32| v.range.contains(&t) && matches!(v.key(t), "марки" | "модели");
    let named = v.info(s.start).class == Class::LatinCapital || s.found != u32::MAX;
    if v.kazakh(s.start) {
        return named && is_kazakh_product(v, s);
    }
    let Some(before) = s.start.checked_sub(1) else { return false };
    named && (said(before) || mark(before) && before.checked_sub(1).is_some_and(said))
}

/// The same in Kazakh, where the thing stands behind: `Toyota | Camry автокөлігі`, `«Lexus | LX 570» маркалы көлік`.
fn is_kazakh_product(v: &Sentence<'_>, s: &Span) -> bool {
    /// Words and marks between the maker's name and the thing, at most.
    const MODEL: usize = 6;
    let model = |t: &u32| {
        let info = v.info(*t);
        matches!(
            info.class,
            Class::LatinCapital | Class::Number | Class::CloseQuote | Class::Quote | Class::Dash
        ) || info.class == Class::Initial && !v.key(*t).ends_with('.')
            // `Toyota Camry | мен Volkswagen Sharan автокөліктері`
            || is_kazakh_and(v.key(*t))
    };
    let behind = (s.end..v.range.end).take(MODEL).take_while(model).last().map_or(s.end, |t| t + 1);
    behind < v.range.end && v.info(behind).class == Class::Lower && begins(v.key(behind), KAZAKH_PRODUCTS)
}

/// True for a word that begins as one of a list does.
pub(super) fn begins(key: &str, list: &[&str]) -> bool {
    list.iter().any(|w| key.starts_with(w))
}

/// Things that are called by their makers' names, without their endings.
const PRODUCTS: &[&str] = &[
    "автобус",
    "автомашин",
    "автомобил",
    "внедорожник",
    "грузовик",
    "кроссовер",
    "машин",
    "микроавтобус",
    "мотоцикл",
    "ноутбук",
    "пикап",
    "планшет",
    "седан",
    "смартфон",
    "телефон",
];

/// The same in Kazakh, by their beginnings.
const KAZAKH_PRODUCTS: &[&str] = &[
    "автобусы",
    "автокөлі",
    "автомашина",
    "автомобил",
    "кроссовер",
    "көліг",
    "көлікт",
    "маркалы",
    "мотоцикл",
    "ноутбук",
    "седан",
    "смартфон",
    "үлгісіндегі",
];

/// The endings of such a word.
const ENDINGS: &[&str] = &[
    "", "а", "ам", "ами", "ах", "е", "ей", "ем", "и", "ов", "ой", "ом", "у", "ы", "ь", "ю", "я", "ям", "ями",
    "ях",
];
