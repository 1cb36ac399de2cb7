//! What belongs to a person's name beside what was found of it.
//!
//! Reads: a sentence and its persons. Makes: persons joined with what stands behind a particle (`Кристина | де Киршнер`), a ruler's
//! number (`Николая | I`), a given name that no list holds (`Клэренс | Картер`), initials, and a surname that stands before a
//! given name and a patronymic. Cost: a look at the words beside each person.

use crate::document::EntityType;
use crate::lexicon::{Evidence, without_case};
use crate::words::fold;

use super::super::decide::{GONE, Sentence};
use super::super::lexical::Match;
use super::super::person::ruler_number;
use super::super::word::Class;
use super::super::{LONGEST, Span, retain};
use super::persons::part_names;
use super::{is_child, is_joining};

/// Particles in a row, at most: `ван дер`, `де ла`.
const ROW: u32 = 2;

/// Joins the persons of `spans[from..]` with what is theirs, and parts those that are two.
pub(in crate::stage::tag) fn join_persons(v: &Sentence<'_>, from: usize, spans: &mut Vec<Span>) {
    let russian = |s: &Span| s.kind == EntityType::Per && !v.kazakh(s.start);
    if !spans[from..].iter().any(russian) {
        return;
    }
    spans[from..].sort_by_key(|s| (s.start, std::cmp::Reverse(s.end)));
    let mut more = Vec::new();
    for i in from..spans.len() {
        if spans[i].end == GONE || !russian(&spans[i]) {
            continue;
        }
        join_line(v, from, spans, i);
        begin_before(v, from, spans, i);
        go_on(v, from, spans, i);
        child(v, from, spans, i);
        number(v, from, spans, i);
        more.extend(part_names(v, &mut spans[i]));
    }
    spans.append(&mut more);
    retain(spans, from, |s| s.end != GONE);
}

/// The names, offices aside, over token `t`, but number `i`.
fn over(from: usize, spans: &[Span], i: usize, t: u32) -> Option<usize> {
    let near = |k: &usize| spans[*k].start + LONGEST > t;
    let behind = (i + 1..spans.len()).take_while(|&k| spans[k].start <= t);
    let before = (from..i).rev().take_while(near);
    behind.chain(before).find(|&k| {
        let s = &spans[k];
        s.kind != EntityType::Role && s.start <= t && t < s.end
    })
}

pub(super) fn named(class: Class) -> bool {
    matches!(class, Class::Capital | Class::Mixed)
}

/// A particle that joins, in the line of the word before it.
pub(super) fn joins(v: &Sentence<'_>, t: u32) -> bool {
    v.range.start < t
        && t < v.range.end
        && v.info(t).class == Class::Lower
        && is_joining(v.key(t))
        && !v.begins_line(t)
}

/// What stands behind a particle is of the name before it.
fn go_on(v: &Sentence<'_>, from: usize, spans: &mut [Span], i: usize) {
    loop {
        let end = spans[i].end;
        let mut t = end;
        while t < end + ROW && joins(v, t) {
            t += 1;
        }
        let next = t < v.range.end && named(v.info(t).class) && !v.begins_line(t);
        if t == end || !next {
            return;
        }
        let other = over(from, spans, i, t);
        let until = match other.map(|k| spans[k]) {
            // A longer name of something else is no part of it.
            Some(o) if o.start != t || o.kind != EntityType::Per && o.end - o.start > 1 => return,
            Some(o) => o.end,
            None => t + 1,
        };
        if until - spans[i].start > LONGEST {
            return;
        }
        if let Some(k) = other {
            spans[k].end = GONE;
        }
        spans[i] = joined(v, &spans[i], spans[i].start, until);
    }
}

/// A person between new bounds: the lexicon's where it has the whole.
pub(super) fn joined(v: &Sentence<'_>, s: &Span, start: u32, end: u32) -> Span {
    let whole = v.at(start).find(|(_, m)| m.end == end && m.kind == EntityType::Per);
    Span { start, end, found: whole.map_or(u32::MAX, |(at, _)| at as u32), ..*s }
}

/// A particle before a name is of it, and so is a given name before that or before a surname that stands alone.
fn begin_before(v: &Sentence<'_>, from: usize, spans: &mut [Span], i: usize) {
    let s = spans[i];
    if s.found != u32::MAX || s.start == v.range.start || v.begins_line(s.start) {
        return;
    }
    let mut start = s.start;
    while start + ROW > s.start && start > v.range.start && joins(v, start - 1) {
        start -= 1;
    }
    // `– А то де | Пётр скажет`: before a given name it is another word.
    if v.info(s.start).evidence.has(Evidence::GIVEN) && start < s.start && v.key(s.start - 1) == "де" {
        start = s.start;
    }
    if start < s.start && over(from, spans, i, start).is_some() {
        return;
    }
    let alone = start < s.start
        || s.end - s.start == 1 && v.info(s.start).evidence.has(Evidence::SURNAME | Evidence::SURNAME_SHAPE);
    if alone
        && start > v.range.start
        && given_before(v, start - 1, &s)
        && over(from, spans, i, start - 1).is_none()
    {
        start -= 1;
    }
    if start < s.start {
        spans[i] = joined(v, &s, start, s.end);
    }
}

/// True for a word before a surname that can only be its given name: no list has it, and no text has it in small letters.
fn given_before(v: &Sentence<'_>, t: u32, s: &Span) -> bool {
    /// Letters of a name, at least.
    const LEAST: usize = 3;
    let info = v.info(t);
    let other =
        Evidence::NOT_NAME | Evidence::ROLE | Evidence::TRIGGER | Evidence::PATRONYMIC | Evidence::AMBIGUOUS;
    let key = fold(v.key(t));
    let unknown = info.class == Class::Capital
        && !info.common
        && !info.starts
        && !info.kind.is_some()
        && !info.evidence.has(other | Evidence::SURNAME | Evidence::SURNAME_SHAPE)
        && key.chars().count() >= LEAST
        && v.at(t).next().is_none();
    if !unknown || v.begins_line(s.start) {
        return false;
    }
    let before = t.checked_sub(1).filter(|&b| b >= v.range.start && !v.begins_line(t));
    let free = before.is_none_or(|b| {
        let last = v.info(b);
        let lower = last.class == Class::Lower && !last.kind.is_some() && !is_where(v.key(b));
        lower || matches!(last.class, Class::Comma | Class::Stop | Class::Dash)
    });
    free && agree(&key, &fold(v.key(s.end - 1)), before.is_none() || v.info(t - 1).class == Class::Stop)
}

/// True where a word may be the given name before a surname by their endings; `first` in a sentence, where every word has a
/// capital, only before a nominative. `Кировлеса | Опалев`, `Соратники | Кернеса`, `Разгневанная | Соломон` do not agree.
pub(super) fn agree(word: &str, surname: &str, first: bool) -> bool {
    const OTHER: [&str; 14] =
        ["ая", "яя", "ое", "ее", "ые", "ие", "ый", "ого", "ому", "ой", "ую", "ых", "ом", "ние"];
    let man = ["ов", "ев", "ин", "ын", "ий"].iter().any(|end| surname.ends_with(end));
    let oblique = word.ends_with(['а', 'у', 'ы', 'е', 'и']);
    let genitive = surname.ends_with(['а', 'я']);
    if OTHER.iter().any(|end| word.ends_with(end)) || word.contains('-') || man && oblique {
        return false;
    }
    !genitive || !first && word.ends_with(['а', 'я'])
}

/// True for a preposition that says where, whence or whither, behind which no person stands.
pub(in crate::stage::tag) fn is_where(key: &str) -> bool {
    matches!(key, "в" | "во" | "из" | "на" | "под" | "через")
}

/// Whose child somebody is stands in a word behind the father's name.
fn child(v: &Sentence<'_>, from: usize, spans: &mut [Span], i: usize) {
    let s = spans[i];
    let t = s.end;
    if t >= v.range.end || v.begins_line(t) || s.end - s.start < 2 || !is_child(&v.key(t).to_lowercase()) {
        return;
    }
    if matches!(v.info(t).class, Class::Lower | Class::AllCapitals) && over(from, spans, i, t).is_none() {
        spans[i] = joined(v, &s, s.start, t + 1);
    }
}

/// A surname and the given name behind it are one person's, where they are all of their line: `Ахметбеков | Асхат`.
fn join_line(v: &Sentence<'_>, from: usize, spans: &mut [Span], i: usize) {
    let s = spans[i];
    let t = s.end;
    let (line, ended) = (s.start == v.range.start || v.begins_line(s.start), v.range.end == t + 1);
    let ended = ended || t + 1 < v.range.end && v.begins_line(t + 1);
    if s.end - s.start != 1 || s.found != u32::MAX || !line || t >= v.range.end || !ended || v.begins_line(t)
    {
        return;
    }
    let (family, given) = (v.info(s.start), v.info(t));
    let fits = family.evidence.has(Evidence::SURNAME | Evidence::SURNAME_SHAPE)
        && !family.evidence.has(Evidence::GIVEN)
        && named(given.class)
        && given.evidence.has(Evidence::GIVEN)
        && !given.evidence.has(Evidence::SURNAME | Evidence::SURNAME_SHAPE);
    let other = over(from, spans, i, t);
    let single = |k: usize| spans[k].kind == EntityType::Per && spans[k].end - spans[k].start == 1;
    if fits && other.is_none_or(single) {
        if let Some(k) = other {
            spans[k].end = GONE;
        }
        spans[i] = joined(v, &s, s.start, t + 1);
    }
}

/// A ruler's number is of his name.
pub(super) fn number(v: &Sentence<'_>, from: usize, spans: &mut [Span], i: usize) {
    let s = spans[i];
    let t = s.end;
    let name = v.info(s.end - 1);
    if t >= v.range.end || v.begins_line(t) || !(s.end - s.start == 1 && name.evidence.has(Evidence::GIVEN)) {
        return;
    }
    if ruler_number(v.key(t)).is_some() && over(from, spans, i, t).is_none() {
        spans[i] = joined(v, &s, s.start, t + 1);
    }
}

/// The initials before a person's own belong to the person, also where the name before took one: `Гумилева | Ж.Н.
/// Нурманбетовой`. `before` are the sentence's names so far.
pub(in crate::stage::tag) fn take_initials(v: &Sentence<'_>, before: &mut [Span], s: &mut Span) {
    let initial = |t: u32| v.info(t).class == Class::Initial && v.key(t).ends_with('.');
    let own = s.start < s.end && s.found == u32::MAX && s.start > v.range.start;
    if !own || !initial(s.start) || !initial(s.start - 1) {
        return;
    }
    match before.last_mut() {
        Some(last) if last.end == s.start && last.found == u32::MAX && last.end - last.start > 1 => {
            if last.kind != EntityType::Per {
                last.end -= 1;
                s.start -= 1;
            }
        }
        Some(last) if last.end >= s.start => {}
        _ => s.start -= 1,
    }
}

/// A Kazakh given name before a surname that the model took alone is of the name: `меценат Арман | Бакеевтің`. `before` are
/// the sentence's names so far.
pub(in crate::stage::tag) fn take_given(v: &Sentence<'_>, before: &[Span], s: &mut Span) {
    let first = s.start;
    if s.found != u32::MAX || first < v.range.start + 2 || s.end - first != 1 || !v.kazakh(first) {
        return;
    }
    let (given, family) = (v.info(first - 1), v.info(first));
    let patronymic = Evidence::PATRONYMIC | Evidence::KAZAKH_PATRONYMIC;
    let person = given.class == Class::Capital
        && given.evidence.has(Evidence::GIVEN)
        && !given.evidence.has(patronymic | Evidence::SURNAME_SHAPE)
        && family.evidence.has(Evidence::SURNAME | Evidence::SURNAME_SHAPE)
        && !family.evidence.has(Evidence::GIVEN);
    let own = without_case(v.key(first - 1)).len() == v.key(first - 1).len();
    let small = v.info(first - 2).class == Class::Lower;
    if person && own && small && !v.begins_line(first) && before.last().is_none_or(|o| o.end < first) {
        s.start -= 1;
    }
}

/// A place or body that is a surname and initials is the person, and so is a Kazakh one that begins with them: `В.И. Дальмен`; what is behind the surname and
/// begins a listed place or body is another name: `С. Ахметов | Торғай`, `Қ. Ерғалиев | Орталық коммуникациялар қызметі`.
pub(in crate::stage::tag) fn initialed(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
    let s = *part;
    let initial = |t: u32| v.info(t).class == Class::Initial && v.key(t).ends_with('.');
    if s.found != u32::MAX {
        return None;
    }
    // `Касимова | Б. К.`
    let shape = v.info(s.start).evidence.has(Evidence::SURNAME | Evidence::SURNAME_SHAPE);
    if shape
        && v.info(s.start).class == Class::Capital
        && s.end - s.start > 1
        && (s.start + 1..s.end).all(initial)
    {
        part.kind = EntityType::Per;
        return None;
    }
    if !v.kazakh(s.start) {
        return None;
    }
    let surname = (s.start..s.end).find(|&t| !initial(t))?;
    let begun = surname > s.start || s.start > v.range.start && initial(s.start - 1);
    let family = Evidence::SURNAME | Evidence::SURNAME_SHAPE;
    let info = v.info(surname);
    let shouted = info.class == Class::AllCapitals && info.evidence.has(family);
    if !begun || !(info.class == Class::Capital || shouted) || info.kind.is_some() {
        return None;
    }
    let alone = surname + 1 == s.end;
    let other = |m: &Match| matches!(m.kind, EntityType::Loc | EntityType::Org);
    // `Ә. Оқапов | Gakku телеарнасына`
    let latin = || v.info(surname + 1).class == Class::LatinCapital;
    let behind = || latin() || v.at(surname + 1).any(|(_, m)| other(m) && m.end <= s.end && !m.context);
    if alone && surname > s.start || !alone && v.info(surname).evidence.has(family) && behind() {
        part.kind = EntityType::Per;
        part.end = surname + 1;
        part.start -= u32::from(surname == s.start);
        return (!alone).then_some(Span { start: surname + 1, ..s });
    }
    None
}

/// A surname beside a given name and a patronymic is of the name: `Касенова | Асем Толегеновна`, `Ерлан Кенжебаевич |
/// Ержанов`. Brings `spans[from..]` in order.
pub(in crate::stage::tag) fn join_surnames(v: &Sentence<'_>, from: usize, spans: &mut Vec<Span>) {
    let patronymic = Evidence::PATRONYMIC | Evidence::KAZAKH_PATRONYMIC;
    let family = |t: u32| {
        let info = v.info(t);
        let listed = info.evidence.has(Evidence::SURNAME);
        info.class == Class::Capital
            && (listed || info.evidence.has(Evidence::SURNAME_SHAPE) && !info.common)
            && !info.evidence.has(patronymic | Evidence::ROLE | Evidence::TRIGGER)
    };
    spans[from..].sort_by_key(|s| (s.start, std::cmp::Reverse(s.end)));
    // The names over a token.
    fn over(spans: &[Span], t: u32) -> impl Iterator<Item = &Span> {
        let first = spans.partition_point(|s| s.start + LONGEST < t);
        spans[first..].iter().take_while(move |s| s.start <= t).filter(move |s| t < s.end)
    }
    let mut joined: Vec<u32> = Vec::new();
    for i in from..spans.len() {
        let s = spans[i];
        let made = s.kind == EntityType::Per && s.found == u32::MAX && s.end - s.start == 2;
        let (first, last) = (v.info(s.start).evidence, v.info(s.end - 1).evidence);
        // `Кристина` ends as surnames do.
        let surname = first.has(Evidence::SURNAME_SHAPE) && !first.has(Evidence::GIVEN);
        if !made || !last.has(patronymic) || first.has(patronymic) || surname {
            continue;
        }
        // Another name there must be the surname alone, or the town that it may be: `Иванова | Анна Петровна`.
        let alone = |o: &Span| {
            let person = o.kind == EntityType::Per && o.found == u32::MAX;
            let town = o.kind == EntityType::Loc && !is_after_preposition(v, o.start);
            o.end - o.start == 1 && (person || town)
        };
        let free =
            |t: u32| family(t) && fits(v.key(t), v.key(s.end - 1)) && over(&spans[from..], t).all(alone);
        if s.start > v.range.start && free(s.start - 1) && !v.begins_line(s.start) {
            spans[i].start -= 1;
            joined.push(s.start - 1);
        } else if s.end < v.range.end && free(s.end) && !v.begins_line(s.end) {
            spans[i].end += 1;
            joined.push(s.end);
        }
    }
    // The surnames that were names of their own.
    retain(spans, from, |s| s.end - s.start > 1 || joined.binary_search(&s.start).is_err());
}

/// True for a word behind a preposition that places have: `из | Иванова`.
fn is_after_preposition(v: &Sentence<'_>, t: u32) -> bool {
    const OF_PLACES: [&str; 12] = ["в", "во", "до", "за", "из", "к", "на", "от", "под", "по", "при", "через"];
    t > v.range.start && OF_PLACES.contains(&v.key(t - 1))
}

/// False for a surname whose form is none of the nominative beside a patronymic that is in it: `Лаврецкого | Марья
/// Дмитриевна`.
pub(super) fn fits(surname: &str, patronymic: &str) -> bool {
    let oblique = ["ого", "ому", "ым", "ом", "у", "е"].iter().any(|end| surname.ends_with(end));
    match patronymic.ends_with("на") {
        true => !oblique && !surname.ends_with("ой"),
        false => !oblique || !patronymic.ends_with("ич"),
    }
}
