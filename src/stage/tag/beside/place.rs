//! Places by the kind word beside what was taken for a person.
//!
//! Reads: a name and the words before it in Russian, behind it in Kazakh. Makes: by rule `place:street` streets (`улица Абая`,
//! `ул. Генерала Дорохова`, `Абай к-сі`), by rule `place:beside` other places (`Абай ауданы`, `с. Актогай`), by rule `place:named` what is called after
//! somebody (`шахта им. Костенко`). Guarantees: what
//! may be somebody who is in the place stays a person. Cost: a look at a few words beside each name.

use crate::document::EntityType;
use crate::lexicon::{Evidence, without_case};
use crate::words::fold;

use super::super::Span;
use super::super::decide::Sentence;
use super::super::kind::{Kind, Takes};
use super::super::pattern::{TITLES, is_after, is_between, is_whose};
use super::super::word::Class;
use super::subtype;

/// Words before a street's name that belong to it: titles and what it is called by.
const BEFORE_NAME: u32 = 3;

/// The kind of place that a word is, but for an abbreviation behind a number (`1998 г.`) and a word of kinds in capitals.
fn place_kind<'a>(v: &Sentence<'a>, t: u32) -> Option<&'a Kind> {
    let info = v.info(t);
    let kind = v.tag.kinds.get(info.kind).filter(|k| k.thing == EntityType::Loc)?;
    let number =
        kind.takes.has(Takes::ABBREVIATION) && t > v.range.start && v.info(t - 1).class == Class::Number;
    let beside = Takes::BARE | Takes::WITH | Takes::ABBREVIATION;
    (kind.takes.has(beside) && !number && matches!(info.class, Class::Lower | Class::Capital)).then_some(kind)
}

fn is_name(class: Class) -> bool {
    matches!(class, Class::Capital | Class::Mixed | Class::AllCapitals | Class::Initial)
}

/// The place of which a Russian kind word tells before what was taken for a person, or for a body by the model alone.
pub(super) fn russian_place(v: &Sentence<'_>, s: &Span) -> Option<Span> {
    if v.kazakh(s.start) || s.start == v.range.start || v.begins_line(s.start) {
        return None;
    }
    let person = s.kind == EntityType::Per;
    let alone = s.kind == EntityType::Org && s.found == u32::MAX;
    if !(person || alone || s.kind == EntityType::Loc) {
        return None;
    }
    if person && let Some(named) = named_place(v, s) {
        return Some(named);
    }
    let (mut start, mut at) = (s.start, s.start);
    let kind = loop {
        at -= 1;
        if let Some(kind) = place_kind(v, at) {
            break kind;
        }
        let title = v.info(at).evidence.has(Evidence::ROLE)
            && matches!(v.info(at).class, Class::Lower | Class::Capital);
        if title {
            start = at;
        } else if !is_after(v.key(at)) {
            return None;
        }
        if at == v.range.start || s.start - at > BEFORE_NAME || v.begins_line(at) {
            return None;
        }
    };
    let short = kind.takes.has(Takes::ABBREVIATION);
    let along = matches!(kind.subtype, "street" | "square")
        || kind.subtype == "district" && kind.word.starts_with("м");
    let mut end = (s.start + 1..s.end).find(|&t| v.info(t).class == Class::Number).unwrap_or(s.end);
    if along && end < v.range.end && v.info(end).class == Class::Lower && TITLES.contains(&v.key(end)) {
        end += 1;
    }
    if s.kind == EntityType::Loc {
        // `ул. Кабанбай | батыра`: no village.
        return (along && end > s.end).then(|| street(start, end));
    }
    if along {
        if !(s.start..end).all(|t| is_name(v.info(t).class) || TITLES.contains(&v.key(t))) {
            return None;
        }
        // `вышел на улицу Иван`: it is somebody's in the genitive.
        let last = fold(v.key(end - 1));
        let district = kind.subtype == "district" && s.found == u32::MAX;
        return (short || (is_whose(&last) || district) && person).then(|| street(start, end));
    }
    if start != s.start || end - s.start > 1 {
        return None;
    }
    // `с. Актогай`; `в селе Иван` is somebody.
    let listed = v.at(s.start).find(|(_, m)| m.end == end && m.kind == EntityType::Loc);
    // `г. Носов` may be a gentleman; a village is called as persons are.
    let named = person && at + 1 == s.start && s.found == u32::MAX && alone_there(v, s);
    let settled = kind.subtype == "village" && (short || named);
    let found =
        listed.filter(|(_, m)| !m.context && kind.fits(subtype(v, m.entry), false)).map(|(at, _)| at as u32);
    let given = v.info(s.start).evidence.has(Evidence::GIVEN);
    (settled || found.is_some() && (!given || kind.subtype == "region") && kind.takes.has(Takes::BARE)).then(
        || {
            let found = found.unwrap_or(u32::MAX);
            Span { start, end, kind: EntityType::Loc, rule: "place:beside", score: 0.8, found }
        },
    )
}

/// The place that is called after somebody: `шахте | им. Костенко`.
fn named_place(v: &Sentence<'_>, s: &Span) -> Option<Span> {
    let at = s.start.checked_sub(2).filter(|&t| t >= v.range.start && is_after(v.key(t + 1)))?;
    let kind = v.tag.kinds.get(v.info(at).kind)?;
    let place =
        kind.thing == EntityType::Loc && matches!(kind.subtype, "airport" | "park" | "station" | "structure");
    let word = v.info(at).class == Class::Lower && !kind.takes.has(Takes::ABBREVIATION | Takes::CAPITALS);
    (place && word).then_some(Span {
        start: at,
        kind: EntityType::Loc,
        rule: "place:named",
        score: 0.8,
        found: u32::MAX,
        ..*s
    })
}

/// True for one word behind which no other capital stands and that is no Russian surname: `в селе | Алибек`.
fn alone_there(v: &Sentence<'_>, s: &Span) -> bool {
    let last = fold(v.key(s.start));
    let surname = ["ов", "ев", "ин", "ский"].iter().any(|end| last.ends_with(end));
    // `в селе Урметан | Айнинского района`
    let next = s.end < v.range.end && is_name(v.info(s.end).class) && !v.key(s.end).ends_with("ского");
    s.end - s.start == 1 && !surname && !next
}

fn street(start: u32, end: u32) -> Span {
    Span { start, end, kind: EntityType::Loc, rule: "place:street", score: 0.8, found: u32::MAX }
}

/// The place of which a Kazakh kind word tells behind what was taken for a person.
pub(super) fn kazakh_place(v: &Sentence<'_>, s: &Span) -> Option<Span> {
    if s.kind != EntityType::Per || !v.kazakh(s.start) || s.end >= v.range.end {
        return None;
    }
    let title = v.info(s.end).class == Class::Lower && TITLES.contains(&v.key(s.end));
    let behind = s.end + u32::from(title);
    // `Мүткенов ауылдық округінің`
    let between =
        behind + 1 < v.range.end && place_kind(v, behind + 1).is_some_and(|k| is_between(v.key(behind), k));
    let at = behind + u32::from(between);
    let kind = (at < v.range.end && !v.begins_line(at)).then(|| place_kind(v, at)).flatten()?;
    if v.info(at).class != Class::Lower {
        return None;
    }
    let last = fold(v.key(s.end - 1));
    // A case ends the name; of a long one the last word may be another place's.
    let many = s.end - s.start > 1;
    let other = many && v.at(s.end - 1).any(|(_, m)| m.kind == EntityType::Loc && !m.ambiguous);
    let small = kind.is_street() || matches!(kind.subtype, "district" | "village");
    let first = v.info(s.start);
    let named = first.class == Class::Initial || first.evidence.has(Evidence::GIVEN);
    if without_case(&last).len() < last.len() || other || many && !(small && named || kind.is_street()) {
        return None;
    }
    let whole = v.at(s.start).find(|(_, m)| m.kind == EntityType::Loc && m.end == at + 1);
    let with = kind.takes.has(Takes::WITH);
    let end = if with { at + 1 } else { behind };
    let rule = if kind.is_street() { "place:street" } else { "place:beside" };
    let found = whole.filter(|(_, m)| !m.ambiguous).map_or(u32::MAX, |(at, _)| at as u32);
    Some(Span { start: s.start, end, kind: EntityType::Loc, rule, score: 0.8, found })
}
