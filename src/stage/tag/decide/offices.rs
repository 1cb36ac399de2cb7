//! Names and the offices that stand in them or beside them.
//!
//! Reads: a sentence's names, and its listed offices in order. Makes: the names without the words of offices. Rule
//! `beside-office`: a listed office keeps its words. A name of the model's that is the office itself, or a part of it that no
//! lexicon holds, is none; one that runs into the office or out of it ends where the office does. Offices inside longer names
//! (`ҚР Президенті Әкімшілігі`) stay: they are nested. Cost: a look at the offices over each name.

use crate::document::EntityType;
use crate::lexicon::Evidence;

use super::super::word::Class;
use super::super::{LONGEST, Span, retain};
use super::sentence::Sentence;

/// A listed person's name without the office that some of its aliases begin with: `Император | Акихито`.
pub(super) fn cut_office(v: &Sentence<'_>, roles: &[Span], spans: &mut [Span]) {
    for s in spans {
        if s.kind != EntityType::Per || s.found == u32::MAX {
            continue;
        }
        let first = roles.partition_point(|r| r.start < s.start);
        let mut here = roles[first..].iter().take_while(|r| r.start == s.start);
        let office = here.find(|r| r.end < s.end).map(|r| r.end);
        let office = office.or_else(|| {
            let first = v.info(s.start).evidence;
            (s.end - s.start >= 2 && first.has(Evidence::ROLE) && !first.has(Evidence::GIVEN))
                .then_some(s.start + 1)
        });
        if let Some(start) = office {
            s.start = start;
        }
    }
}

/// Parts names from the offices that they share words with, by rule `beside-office`.
pub(super) fn part(v: &Sentence<'_>, roles: &[Span], from: usize, spans: &mut Vec<Span>) {
    if roles.is_empty() {
        return;
    }
    retain(spans, from, |s| {
        // `улица | Генерала Дорохова`
        if s.kind == EntityType::Role || s.found != u32::MAX || s.rule == "place:street" {
            return true;
        }
        let first = roles.partition_point(|r| r.start + LONGEST < s.start);
        let mut near = roles[first..].iter().take_while(|r| r.start < s.end);
        match near.find(|r| s.start < r.end) {
            Some(role) if !shares(v, s, role) => part_from(v, s, role),
            _ => true,
        }
    });
}

/// True for a name that keeps the words that it shares with an office. A body that begins inside the office (`глава | МИД РФ`,
/// `председатель | Совета муфтиев России`) shares its first words, one of many ends with them (`Союз композиторов`); a place is called after a saint, a judge or a khan with his
/// title (`Шілтері әулие`); and a title may be a given name (`Сұлтан Қалдыбеков`).
fn shares(v: &Sentence<'_>, s: &Span, role: &Span) -> bool {
    let first = v.info(s.start);
    match s.kind {
        EntityType::Org => {
            let body = || v.at(s.start).any(|(_, m)| m.kind == EntityType::Org && m.end < s.end);
            let quote = |t: u32| matches!(v.info(t).class, Class::OpenQuote | Class::Quote);
            // `газета «Президент и народ»`
            let inside = s.start < role.start && role.end < s.end && (s.start..role.start).any(quote);
            let of_many = s.start < role.start && role.end == s.end && names_many(v, role);
            inside || of_many || role.start < s.start && role.end < s.end && (first.kind.is_some() || body())
        }
        EntityType::Loc => {
            s.start < role.start
                && role.end == s.end
                && role.end - role.start == 1
                && !v.at(s.start).any(|(_, m)| m.end == role.start && !m.ambiguous)
        }
        EntityType::Per => {
            role.start == s.start
                && role.end < s.end
                && first.class == Class::Capital
                && first.evidence.has(Evidence::GIVEN)
        }
        _ => false,
    }
}

/// True for one Russian word in the genitive of the plural: `депутатов`, `писателей`.
fn names_many(v: &Sentence<'_>, role: &Span) -> bool {
    let key = v.key(role.end - 1);
    let one = role.end - role.start == 1 && v.info(role.start).class == Class::Lower;
    one && !v.kazakh(role.start) && ["ов", "ев", "ей"].iter().any(|end| key.ends_with(end))
}

/// Takes the words of an office from a name; false where no name is left.
fn part_from(v: &Sentence<'_>, s: &mut Span, role: &Span) -> bool {
    let before = (s.start, s.end);
    if role.start <= s.start && s.end <= role.end {
        s.end = s.start;
    } else if role.start <= s.start {
        s.start = role.end;
    } else if s.end <= role.end && s.kind != EntityType::Per && s.end - s.start > role.end - role.start {
        // `Орынбордағы мұғалімдер мектебі` goes on behind the office; `Жетісудың әскери губернаторы` ends with it.
        s.end = role.start;
    } else if s.end < role.end {
        s.end = role.start;
    }
    if s.start >= s.end {
        return false;
    }
    if before == (s.start, s.end) {
        return true;
    }
    // `Председателя Счетного комитета | по контролю`
    if s.kind == EntityType::Org && v.key(s.start) == "по" {
        return false;
    }
    s.rule = "beside-office";
    // `облыс әкімі | Қ.КӨШЕРБАЕВ`
    let family = Evidence::SURNAME | Evidence::SURNAME_SHAPE;
    let initials = (s.start..s.end).take_while(|&t| v.info(t).class == Class::Initial).count() as u32;
    if initials > 0 && s.start + initials + 1 == s.end && v.info(s.end - 1).evidence.has(family) {
        s.kind = EntityType::Per;
    }
    // What is left may be a listed name, or begin with one: `Казахстана при ОДКБ`.
    let known = v
        .at(s.start)
        .filter(|(_, m)| m.end <= s.end && !m.context && !m.ambiguous && m.kind != EntityType::Role);
    if let Some((at, m)) = known.max_by_key(|(_, m)| m.end) {
        (s.kind, s.end, s.found) = (m.kind, m.end, at as u32);
    }
    true
}
