//! Words that are no part of a person's name.
//!
//! Reads: a sentence and a person that the model found. Makes: the person without the word for a place, a people or an office
//! before it (`ул. | Баймагамбетова`, `Бразилец | Жоао Пауло`), common words (`Сейчас | Ампелонский`) and what stands behind a mark
//! that ends it. Cost: a look at each token of the span.

use crate::document::EntityType;
use crate::lang::letters::Letter;
use crate::lexicon::Evidence;
use crate::words::fold;

use super::super::Span;
use super::super::decide::Sentence;
use super::super::kind::Kind;
use super::super::pattern::TITLES;
use super::super::word::Class;
use super::persons::PARTICLES;
use super::{PERSON, is_child, is_joining, is_word};

/// Takes the word for a place off a person's beginning, which says that the name is a place's: `ул. | Баймагамбетова`.
pub(in crate::stage::tag) fn trim_place(v: &Sentence<'_>, s: &mut Span) {
    let place = |t: u32| {
        let kind = v.tag.kinds.get(v.info(t).kind);
        v.info(t).class == Class::Lower && kind.is_some_and(|k| k.thing == EntityType::Loc)
    };
    if s.found == u32::MAX && s.end - s.start > 1 && !v.kazakh(s.start) && place(s.start) {
        s.start += 1;
    }
}

/// Takes the adjective of a place that is named behind it off a person's end: `в селе Урметан | Айнинского района`.
pub(in crate::stage::tag) fn trim_adjective(v: &Sentence<'_>, s: &mut Span) {
    const ENDS: [&str; 5] = ["ский", "ского", "скому", "ском", "ской"];
    if s.found != u32::MAX || s.end - s.start < 2 || v.kazakh(s.start) || s.end >= v.range.end {
        return;
    }
    let place = |t: u32| {
        let kind = v.tag.kinds.get(v.info(t).kind);
        let large = |k: &Kind| k.thing == EntityType::Loc && matches!(k.subtype, "district" | "region");
        v.info(t).class == Class::Lower && kind.is_some_and(large)
    };
    let adjective = |t: u32| ENDS.iter().any(|end| v.key(t).ends_with(end));
    if let Some(t) = (s.start + 1..s.end).find(|&t| adjective(t) && place(t + 1)) {
        s.end = t;
    }
}

/// Takes the word for whence somebody is off the beginning of a whole name: `Бразилец | Жоао Пауло`.
pub(in crate::stage::tag) fn trim_inhabitant(v: &Sentence<'_>, s: &mut Span) {
    const ENDS: [&str; 7] = ["ец", "янин", "анин", "янка", "анка", "чанка", "ийка"];
    if s.found != u32::MAX || s.end - s.start < 3 || v.kazakh(s.start) || s.start != v.range.start {
        return;
    }
    let inhabitant = ENDS.iter().any(|end| v.key(s.start).to_lowercase().ends_with(end));
    if inhabitant && !v.info(s.start).evidence.has(PERSON) {
        s.start += 1;
    }
}

/// Takes common words off a person's beginning; of a name that has no other words nothing is left: `Федеральному Закону`. A
/// single word stays: it is judged by where it stands.
pub(in crate::stage::tag) fn trim_common(v: &Sentence<'_>, s: &mut Span) {
    let listed = || v.at(s.start).any(|(_, m)| m.kind == EntityType::Per);
    if s.found != u32::MAX || s.end - s.start < 2 || v.kazakh(s.start) || listed() {
        return;
    }
    s.start = (s.start..s.end).find(|&t| !is_word(v.info(t))).unwrap_or(s.end);
}

/// Cuts words off a person's ends that no name has: `Майра Муратбековна | Родилась`, `Прим. | Пушкина`. What is left has to be
/// a name for itself.
pub(in crate::stage::tag) fn trim_words(v: &Sentence<'_>, s: &mut Span) {
    /// Bytes of three letters: `Пак Чхан Ук` is no code.
    const SHORT: usize = 6;
    let person = |t: u32| v.info(t).evidence.has(Evidence::GIVEN | Evidence::SURNAME);
    let long = |t: u32| v.info(t).class == Class::Capital && v.doc.tokens[t as usize].norm.len() > SHORT;
    let none = |t: u32| long(t) && v.info(t).evidence.has(Evidence::NOT_NAME);
    // `п. Качары | Отдела`
    let body = |t: u32| {
        let kind = v.tag.kinds.get(v.info(t).kind);
        long(t) && !v.kazakh(t) && kind.is_some_and(|k| k.thing == EntityType::Org) && !person(t)
    };
    // The letter of a house: `Қамзин көшесі, 33 А | Смағұлов`.
    let number = s.start > v.range.start && v.info(s.start - 1).class == Class::Number;
    if number && v.info(s.start).class == Class::Initial && !v.key(s.start).ends_with('.') {
        s.start += 1;
    }
    let length = s.end - s.start;
    if v.at(s.start).any(|(_, m)| m.end == s.end) {
        return;
    }
    while s.start < s.end && none(s.end - 1) {
        s.end -= 1;
    }
    if s.end - s.start > 1 && body(s.end - 1) {
        s.end -= 1;
        let named = PERSON | Evidence::SURNAME_SHAPE;
        let name = |t: u32| v.info(t).class == Class::Initial || v.info(t).evidence.has(named);
        if !(s.start..s.end).all(name) {
            s.end = s.start;
        }
    }
    while s.start < s.end && (none(s.start) || thanks(v, s)) {
        s.start += 1;
    }
    if s.end - s.start == length || s.start >= s.end {
        return;
    }
    let one = s.end - s.start == 1 && v.info(s.start).common;
    let word = one && !person(s.start) && v.at(s.start).next().is_none();
    if word || (s.start..s.end).all(|t| v.info(t).class == Class::Initial) {
        s.end = s.start;
    }
}

/// Ends the name of God before what is wished of him: `Алла | Разы болсын`.
pub(in crate::stage::tag) fn trim_wish(v: &Sentence<'_>, s: &mut Span) {
    let is = |t: u32, words: &[&str]| words.contains(&&*fold(v.key(t)));
    if s.found == u32::MAX
        && s.end - s.start == 2
        && v.kazakh(s.start)
        && is(s.start, &["алла", "аллаһ", "аллах"])
        && is(s.start + 1, &["разы", "риза"])
    {
        s.end -= 1;
    }
}

/// True for the thanks before whom they are for: `Рахмет | Каспи`, but `Рахмет Жақсылықов`.
fn thanks(v: &Sentence<'_>, s: &Span) -> bool {
    const FAMILY: u32 =
        Evidence::SURNAME | Evidence::SURNAME_SHAPE | Evidence::PATRONYMIC | Evidence::KAZAKH_PATRONYMIC;
    let family = |t: u32| v.info(t).evidence.has(FAMILY) && v.info(t).class != Class::Lower;
    let begins =
        s.start == v.range.start || v.begins_line(s.start) || v.info(s.start - 1).class == Class::Stop;
    begins
        && v.kazakh(s.start)
        && matches!(&*fold(v.key(s.start)), "рахмет" | "рақмет")
        && !(s.start + 1..s.start + 3).any(|t| t < v.range.end && family(t))
}

/// Ends a person's name where a line, a `;` or `:`, an address or a small word does that no name has: `Перизат Кайрат |
/// ; | Кайрат`, `Трофим | десяти`. A number before it is no part of it: `43-летний | Аленчиев`. What may be another name
/// behind is returned.
pub(in crate::stage::tag) fn part_at_bounds(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
    if part.found != u32::MAX || part.start >= part.end {
        return None;
    }
    let kazakh = v.kazakh(part.start);
    let mark = |t: u32| {
        let info = v.info(t);
        let stops = matches!(info.class, Class::Comma | Class::Stop) && matches!(v.key(t), ";" | ":");
        // `Керей | – Төлеубек`
        let dash = || info.class == Class::Dash && kazakh && v.is_apart(t);
        stops || info.address || info.class == Class::Number || dash() || is_compound(v, t)
    };
    let small = |t: u32| {
        let info = v.info(t);
        let title = info.evidence.has(Evidence::ROLE | Evidence::GIVEN | Evidence::SURNAME);
        let known = title || TITLES.contains(&v.key(t)) || v.tag.kinds.get(info.kind).is_some();
        // `Нұрбек | таиландтық | Джонджохо Вирапун`
        let whence = || ["лық", "лік", "дық", "дік", "тық", "тік"].iter().any(|end| v.key(t).ends_with(end));
        info.class == Class::Lower
            && (!v.kazakh(t) || whence())
            && !known
            && !PARTICLES.contains(&v.key(t))
            && !is_joining(v.key(t))
            && !is_child(v.key(t))
    };
    // `У | Дубкова`: no initial.
    let preposition = |t: u32| {
        let first =
            t == v.range.start || matches!(v.info(t - 1).class, Class::OtherMark | Class::Dash | Class::Stop);
        first && v.info(t).class == Class::Initial && matches!(v.key(t), "В" | "И" | "К" | "О" | "С" | "У")
    };
    let mut s = *part;
    while s.start + 1 < s.end && (mark(s.start) || small(s.start) || preposition(s.start)) {
        s.start += 1;
    }
    part.start = s.start;
    let line = |t: u32| v.begins_line(t) && !v.key(t - 1).ends_with('.');
    let t = (s.start + 1..s.end).find(|&t| line(t) || mark(t) || small(t))?;
    part.end = t;
    let start = (t..s.end).find(|&t| !mark(t) && !small(t))?;
    // Behind a line end the shape alone tells little: `Игорь Малашенко | Останкинская телебашня`.
    let shape = if line(t) { 0 } else { Evidence::SURNAME_SHAPE };
    let person = Evidence::GIVEN | Evidence::SURNAME | shape;
    v.info(start).evidence.has(person).then_some(Span { start, ..s })
}

/// True for a Kazakh adjective of two that are joined by a hyphen: `Әлеуметтік-мәдени`.
fn is_compound(v: &Sentence<'_>, t: u32) -> bool {
    const ENDS: [&str; 8] = ["лық", "лік", "дық", "дік", "тық", "тік", "ни", "си"];
    let key = v.key(t);
    v.kazakh(t)
        && v.info(t).class == Class::Capital
        && ENDS.iter().any(|end| key.ends_with(end))
        && key.rsplit_once('-').is_some_and(|(_, last)| last.chars().all(Letter::is_small))
        && !v.info(t).evidence.has(Evidence::GIVEN | Evidence::SURNAME)
}
