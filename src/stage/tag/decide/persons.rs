//! Persons by the shape of their names, where nothing or a piece was found.
//!
//! Reads: a sentence's words and names. Makes: persons by three rules: `person:initials` (initials before or behind a word that
//! can be a surname), `person:pattern` (a given name before one), `person:shape` (in Kazakh, any name before one). Cost: nothing
//! in a sentence without such a word; else a look at each that may begin one.

use crate::document::EntityType;
use crate::lexicon::Evidence;

use super::super::lexical::Match;
use super::super::word::{Class, Mask};
use super::super::{LONGEST, Span, retain};
use super::sentence::Sentence;
use super::{GONE, by_start, names_over};

/// Letters of a name in capitals, at least: shorter ones may be abbreviations.
const SHOUTED: usize = 4;

/// Adds the persons of a sentence to `spans[from..]`.
pub(super) fn add(v: &Sentence<'_>, from: usize, spans: &mut Vec<Span>) {
    if !Mask::of_all(&v.masks[v.range.start as usize..v.range.end as usize]).has(Mask::PERSON) {
        return;
    }
    let mut known = None;
    let mut t = v.range.start;
    while t < v.range.end {
        let may_begin = v.masks[t as usize].has(Mask::PERSON) && v.info(t).active;
        if !may_begin || !(is_dotted_initial(v, t) || is_name(v, t) || shouted_end(v, t).is_some()) {
            t += 1;
            continue;
        }
        let (mut end, mut rule) = person_at(v, t);
        let mut start = t;
        if rule.is_none() && is_behind_given(v, t) {
            (start, end, rule) = (t - 1, t + 1, Some("person:shape"));
        }
        let end = end.max(t + 1);
        if let Some(rule) = rule.filter(|_| end - start <= LONGEST) {
            let known = known.get_or_insert_with(|| by_start(spans, from));
            let over = names_over(spans, from, known, start, end);
            let inside = over.iter().all(|&k| {
                let s = &spans[k];
                // The model's piece of it: `Тілеуберді` of `М. Тілеуберді`, `Коми` of `Дж. Коми`.
                start <= s.start && s.end <= end && (s.kind == EntityType::Per || s.end - s.start == 1)
            });
            let same = over
                .iter()
                .any(|&k| (spans[k].start, spans[k].end, spans[k].kind) == (start, end, EntityType::Per));
            // `Дональд Трамп | Путинге`: a whole name and another person.
            let whole = |&k: &usize| spans[k].kind == EntityType::Per && spans[k].end - spans[k].start > 1;
            let two = over.len() > 1 && v.kazakh(t) && over.first().is_some_and(whole);
            if inside && !same && !two {
                for &k in &over {
                    spans[k].end = GONE;
                }
                spans.push(Span { start, end, kind: EntityType::Per, rule, score: 0.85, found: u32::MAX });
            }
        }
        t = end;
    }
    retain(spans, from, |s| s.end != GONE);
}

/// One past what may be a person's name from token `t` on, and the rule that says that it is one.
fn person_at(v: &Sentence<'_>, t: u32) -> (u32, Option<&'static str>) {
    let is_name = |t: u32| t < v.range.end && is_name(v, t);
    let first = v.info(t).evidence;
    if let Some(end) = shouted_end(v, t) {
        return (end, Some("person:pattern"));
    }
    if is_dotted_initial(v, t) {
        let end = initials_end(v, t);
        // `Қ. КӨШЕРБАЕВ`
        let shouted = || {
            let info = v.info(end);
            info.class == Class::AllCapitals && info.evidence.has(Evidence::SURNAME | Evidence::SURNAME_SHAPE)
        };
        let surname = (is_name(end) || end < v.range.end && shouted())
            && !v.info(end).evidence.has(Evidence::TRIGGER | Evidence::PATRONYMIC)
            && !v.doc.tokens[end as usize].norm.is_empty();
        return if surname { (end + 1, Some("person:initials")) } else { (end, None) };
    }
    // `Надежда ПЛЯСКИНА`
    if first.has(Evidence::GIVEN) && is_name(t) && is_shouted_surname(v, t + 1) {
        return (t + 2, Some("person:pattern"));
    }
    if first.has(Evidence::GIVEN) && !first.has(Evidence::AMBIGUOUS) && !(v.kazakh(t) && is_place(v, t)) {
        let surname =
            Evidence::SURNAME | Evidence::SURNAME_SHAPE | Evidence::PATRONYMIC | Evidence::KAZAKH_PATRONYMIC;
        let more = |t: &u32| is_name(*t) && v.info(*t).evidence.has(surname) && !is_place(v, *t);
        let count = (t + 1..t + 3).take_while(more).count() as u32;
        return (t + 1 + count, (count > 0).then_some("person:pattern"));
    }
    if first.has(Evidence::SURNAME_SHAPE) && t + 1 < v.range.end && is_dotted_initial(v, t + 1) {
        let end = initials_end(v, t + 1);
        // `… Токаев. К. М.`: the initials must not begin the next name.
        return (end, (!is_name(end)).then_some("person:initials"));
    }
    (t, None)
}

/// True for a surname in capitals.
fn is_shouted_surname(v: &Sentence<'_>, t: u32) -> bool {
    let family = Evidence::SURNAME | Evidence::SURNAME_SHAPE;
    let shouted = t < v.range.end && v.info(t).class == Class::AllCapitals && !v.kazakh(t);
    shouted && v.key(t).chars().count() >= SHOUTED && v.info(t).evidence.has(family) && !is_place(v, t)
}

/// One past a person's whole name in capitals: `АСКАР ЖУМАБЕКОВ`.
fn shouted_end(v: &Sentence<'_>, t: u32) -> Option<u32> {
    let shouted = |t: u32| {
        let long = || v.key(t).chars().count() >= SHOUTED;
        t < v.range.end && v.info(t).class == Class::AllCapitals && !v.kazakh(t) && long()
    };
    let family = Evidence::SURNAME | Evidence::SURNAME_SHAPE | Evidence::PATRONYMIC;
    let first = v.info(t).evidence;
    let given = first.has(Evidence::GIVEN) && !first.has(Evidence::AMBIGUOUS) && shouted(t);
    if !given {
        return None;
    }
    let more =
        |t: &u32| shouted(*t) && v.info(*t).evidence.has(family) && !v.info(*t).common && !is_place(v, *t);
    let count = (t + 1..t + 3).take_while(more).count() as u32;
    (count > 0).then_some(t + 1 + count)
}

/// True for a Kazakh surname that its shape tells, behind a word that a capital within the sentence alone tells to be a
/// name: `Бұл туралы Доспамбет | Рахымбаев айтты`.
fn is_behind_given(v: &Sentence<'_>, t: u32) -> bool {
    const OTHERS: u32 =
        Evidence::TRIGGER | Evidence::SURNAME | Evidence::PATRONYMIC | Evidence::SURNAME_SHAPE;
    let shaped = Evidence::SURNAME_SHAPE | Evidence::KAZAKH_PATRONYMIC;
    let Some(given) = t.checked_sub(1).filter(|&g| g > v.range.start) else { return false };
    let (first, last) = (v.info(given), v.info(t));
    let person = |t: u32| v.at(t).all(|(_, m)| m.kind == EntityType::Per);
    v.kazakh(t)
        && last.class == Class::Capital
        && last.evidence.has(shaped)
        && !last.common
        && person(t)
        && first.class == Class::Capital
        && !first.common
        && !first.evidence.has(OTHERS)
        && !first.kind.is_some()
        && person(given)
        && !ATTRIBUTE.iter().any(|end| v.key(given).ends_with(end))
        && v.info(given - 1).class == Class::Lower
}

/// The endings of words that belong to the one behind them and are no given names: `Қостанайдағы | Сергеев`.
const ATTRIBUTE: [&str; 12] =
    ["дағы", "дегі", "тағы", "тегі", "ның", "нің", "дың", "дің", "тың", "тің", "лық", "лік"];

fn is_name(v: &Sentence<'_>, t: u32) -> bool {
    matches!(v.info(t).class, Class::Capital | Class::Mixed)
}

/// `Қасым-Жомарт Тоқаев | Украина`: the shape of a surname, and a country.
fn is_place(v: &Sentence<'_>, t: u32) -> bool {
    let sure = |m: &Match| m.kind == EntityType::Loc && !m.ambiguous && !m.context;
    !v.info(t).evidence.has(Evidence::SURNAME) && v.at(t).any(|(_, m)| sure(m))
}

/// True for an initial with its dot; `М-36` has none, and `°С.` is a unit.
fn is_dotted_initial(v: &Sentence<'_>, t: u32) -> bool {
    let unit = || t > v.range.start && v.key(t - 1).ends_with('°');
    v.info(t).class == Class::Initial && v.key(t).ends_with('.') && !unit()
}

/// The end of the initials from token `t` on, a hyphen between two of them included: `К.-Ж. | Токаев`.
fn initials_end(v: &Sentence<'_>, mut t: u32) -> u32 {
    while t < v.range.end && is_dotted_initial(v, t) {
        t += 1;
        t += u32::from(joins_initials(v, t));
    }
    t
}

/// True for a hyphen between two initials, without spaces about it.
fn joins_initials(v: &Sentence<'_>, t: u32) -> bool {
    let touches = |t: u32| v.doc.tokens[t as usize - 1].norm.end == v.doc.tokens[t as usize].norm.start;
    t > v.range.start
        && t + 1 < v.range.end
        && v.info(t).class == Class::Dash
        && is_dotted_initial(v, t - 1)
        && is_dotted_initial(v, t + 1)
        && touches(t)
        && touches(t + 1)
}
