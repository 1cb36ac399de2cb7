//! Persons that the model ran together.
//!
//! Reads: a sentence and a person that the model found. Makes: the first of several persons, by the small words between them, by
//! names that begin anew (`Хиллари Клинтон | Лиза Бардек`) and by their cases; what is behind it is returned. Cost: a look at each
//! token of the span and at what the lexicon found there.

use crate::document::{Case, EntityType};
use crate::lang::Lang;
use crate::lexicon::{Evidence, without_case};
use crate::words::fold;

use super::super::Span;
use super::super::decide::{Sentence, span};
use super::super::lexical::Match;
use super::super::word::Class;
use super::join::{joined, named};

/// Parts whose kin somebody is from who it is: `мать Кристины | Ольга Алексеевна`, `сын Баффета | Говард`. The second is
/// returned.
pub(in crate::stage::tag) fn part_kin(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
    const KIN: [&str; 24] = [
        "брат",
        "вдова",
        "внук",
        "внучка",
        "дед",
        "дочь",
        "друг",
        "жена",
        "зять",
        "мама",
        "мать",
        "муж",
        "невеста",
        "невестка",
        "отец",
        "племянник",
        "племянница",
        "подруга",
        "сват",
        "сестра",
        "супруг",
        "супруга",
        "сын",
        "тесть",
    ];
    let s = *part;
    if s.found != u32::MAX || s.end - s.start < 2 || v.kazakh(s.start) || s.start == v.range.start {
        return None;
    }
    let word = v.info(s.start - 1).class != Class::AllCapitals;
    let kin = word && KIN.contains(&&*fold(v.key(s.start - 1)));
    // Who it is stands in the nominative, as the word does.
    let second = v.info(s.start + 1).evidence;
    let whose = v.key(s.start).ends_with(['а', 'я', 'ы', 'и', 'о']) || v.key(s.start).ends_with("ой");
    let given = second.has(Evidence::GIVEN) && !second.has(Evidence::PATRONYMIC | Evidence::SURNAME);
    let listed = v.at(s.start).any(|(_, m)| m.end == s.end && m.kind == EntityType::Per);
    // `дочь Динара Серик`: a surname may be a given name.
    let nominative = || {
        let mut readings = Vec::new();
        let key = fold(v.key(s.start));
        v.tag.lexicon.names().readings(&key, Lang::Ru, &mut readings);
        readings.iter().any(|r| fold(v.tag.lexicon.names().written(r)) == key)
    };
    if !(kin && whose && given)
        || nominative()
        || listed
        || v.info(s.start + 1).evidence.has(Evidence::SURNAME_SHAPE)
    {
        return None;
    }
    part.end = s.start + 1;
    Some(Span { start: s.start + 1, ..s })
}

/// A Kazakh person's name ends with its case: of `Мұхтар Әуезовтің | Абайды` the first stays, and what is behind it where
/// it may be a person's.
pub(in crate::stage::tag) fn part_inflected(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
    let s = *part;
    if s.found != u32::MAX || s.end - s.start < 2 || !v.kazakh(s.start) {
        return None;
    }
    const ENDS: [&str; 10] = ["ның", "нің", "дың", "дің", "тың", "тің", "ға", "ге", "қа", "ке"];
    let ended = |t: &u32| {
        let key = fold(v.key(*t));
        let bare = without_case(&key);
        bare.len() < key.len() && ENDS.iter().any(|end| key.ends_with(end))
    };
    let patronymic = Evidence::PATRONYMIC | Evidence::KAZAKH_PATRONYMIC;
    let last = (s.start..s.end - 1).find(ended)?;
    if v.info(last + 1).evidence.has(patronymic) {
        return None;
    }
    part.end = last + 1;
    let person = Evidence::GIVEN | Evidence::SURNAME | Evidence::SURNAME_SHAPE;
    v.info(part.end).evidence.has(person).then_some(Span { start: part.end, ..s })
}

/// Small words inside names of persons beside those that join ([`is_joining`]).
pub(super) const PARTICLES: &[&str] = &[
    "абу",
    "ад",
    "ал",
    "ас",
    "бей",
    "бек",
    "ва",
    "до",
    "заде",
    "кажы",
    "кызы",
    "оглы",
    "римский",
    "угли",
    "улу",
    "улы",
    "уулу",
    "хан",
    "цу",
];

/// Words that stand between the names of two persons, and in none.
const BETWEEN_PERSONS: &[&str] = &[
    "и",
    "мен",
    "пен",
    "және",
    "отец",
    "отца",
    "мать",
    "матери",
    "сын",
    "сына",
    "дочь",
    "дочери",
    "жена",
    "жены",
    "муж",
    "мужа",
    "брат",
    "брата",
    "сестра",
    "сестры",
    "әкесі",
    "анасы",
    "інісі",
    "ағасы",
    "немересі",
];

/// What a span is parted into: its first part, and what is behind it where that is a name too.
type Parts = (Span, Option<Span>);

/// Parts what the model ran together: a place and a person, two places, two persons. What is told apart behind `part` is
/// returned.
pub(in crate::stage::tag) fn part_persons(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
    const STEPS: [fn(&Sentence<'_>, &Span) -> Option<Parts>; 10] = [
        office_country,
        country_person,
        two_places,
        between_persons,
        listed_person,
        |v, s| second_person(v, s).map(|t| parted(s, t)),
        |v, s| whole_name(v, s).map(|t| (Span { end: t, ..*s }, None)),
        |v, s| {
            place_behind(v, s)
                .map(|t| (Span { end: t, ..*s }, Some(Span { start: t, kind: EntityType::Loc, ..*s })))
        },
        person_place,
        given_behind,
    ];
    let s = *part;
    if s.found != u32::MAX || s.end - s.start < 2 {
        return None;
    }
    let (first, second) = STEPS.iter().find_map(|step| step(v, &s))?;
    *part = first;
    second
}

/// The parts of `s` before and from the token `t`.
fn parted(s: &Span, t: u32) -> Parts {
    (Span { end: t, ..*s }, Some(Span { start: t, ..*s }))
}

/// `Эмир | Катара`: an office and its country, which alone is a name (rule `after-office`).
fn office_country(v: &Sentence<'_>, s: &Span) -> Option<Parts> {
    if v.kazakh(s.start) || !v.info(s.start).evidence.has(Evidence::ROLE) {
        return None;
    }
    let country =
        |m: &Match| m.end == s.end && m.kind == EntityType::Loc && !m.ambiguous && m.case == Some(Case::Gen);
    let (at, m) = v.at(s.start + 1).find(|(_, m)| country(m))?;
    let found = &*v.tag.lexicon.entry(m.entry).subtype == "country";
    found.then(|| (span(m, at, "after-office", 0.9), None))
}

/// `Перу | Зулема Томас`: a country and the person behind it (rule `country-person`).
fn country_person(v: &Sentence<'_>, s: &Span) -> Option<Parts> {
    if s.end - s.start < 3 {
        return None;
    }
    let place = |m: &Match| m.kind == EntityType::Loc && !m.ambiguous && !m.context && m.end + 2 <= s.end;
    let (at, m) = v.at(s.start).find(|(_, m)| place(m))?;
    Some((span(m, at, "country-person", 0.9), Some(Span { start: m.end, ..*s })))
}

/// `Брюссель | Лондонға`: two listed places that are nobody's names.
fn two_places(v: &Sentence<'_>, s: &Span) -> Option<Parts> {
    if !v.kazakh(s.start) || s.end - s.start != 2 {
        return None;
    }
    let place = |t: u32| {
        let sure = |m: &Match| m.kind == EntityType::Loc && m.end == t + 1 && !m.ambiguous && !m.context;
        let somebody = v.info(t).evidence.has(Evidence::GIVEN | Evidence::SURNAME);
        let found = || v.at(t).find(|(_, m)| m.kind == EntityType::Loc && m.end == t + 1);
        (!somebody && v.at(t).any(|(_, m)| sure(m))).then(found)?
    };
    let (first, second) = (place(s.start)?, place(s.start + 1)?);
    let part = |(at, m): (usize, &Match)| span(m, at, "lexicon+model", 0.9);
    Some((part(first), Some(part(second))))
}

/// `Долин мен | Қамзаев`, `Алеше | отец | Паисий`: two persons; `мен | Эретрияның` begins behind the word.
fn between_persons(v: &Sentence<'_>, s: &Span) -> Option<Parts> {
    let between = |t: &u32| v.info(*t).class == Class::Lower && BETWEEN_PERSONS.contains(&v.key(*t));
    let t = (s.start..s.end).find(between)?;
    // `Арун мен Энтони Виджайлар` are brothers, whose surname is one.
    let last = fold(v.key(s.end - 1));
    if ["лар", "лер", "дар", "дер", "тар", "тер"].iter().any(|end| last.ends_with(end)) {
        return None;
    }
    Some((Span { end: t, ..*s }, (t + 1 < s.end).then_some(Span { start: t + 1, ..*s })))
}

/// `Дархан Қыдырәлі | Нұрсұлтан Назарбаевқа`: two persons, the second of whom is listed.
fn listed_person(v: &Sentence<'_>, s: &Span) -> Option<Parts> {
    if !v.kazakh(s.start) {
        return None;
    }
    let known = |m: &Match| {
        let named = m.kind == EntityType::Per && m.words >= 2 && !m.ambiguous;
        named && m.end == s.end && v.info(m.start - 1).class == Class::Capital
    };
    let (at, m) = v.within(s.start + 2, s.end).find(|(_, m)| known(m))?;
    Some((Span { end: m.start, ..*s }, Some(span(m, at, "lexicon+model", 0.97))))
}

/// `Керей | Моғолстанға`, `Чен Ира | КНДР`: the place behind a person (rule `person-country`). Лондон behind a given name is
/// a surname.
fn person_place(v: &Sentence<'_>, s: &Span) -> Option<Parts> {
    let whole = s.end - s.start >= 3;
    let named = Evidence::GIVEN | Evidence::SURNAME | Evidence::SURNAME_SHAPE;
    let place = |m: &Match| {
        let last = v.info(m.start);
        let kazakh = v.kazakh(m.start);
        let ended = matches!(m.case, Some(Case::Dat | Case::Abl | Case::Loc)) && kazakh;
        // `Нұртілеу | Түркия сыртқы істер министрімен кездесті`
        let first =
            || v.info(s.start).evidence.has(named) || v.at(s.start).any(|(_, o)| o.kind == EntityType::Per);
        let country = || &*v.tag.lexicon.entry(m.entry).subtype == "country" && first();
        (m.start > s.start && m.end == s.end)
            && (m.kind == EntityType::Loc || m.kind == EntityType::Org && kazakh)
            && (!m.ambiguous && !m.context && !m.nested)
            && !last.evidence.has(Evidence::GIVEN | Evidence::SURNAME)
            && (ended
                || kazakh && (whole || m.kind == EntityType::Org || country())
                || whole && last.class == Class::AllCapitals)
    };
    let (at, m) = v.within(s.start, s.end).find(|(_, m)| place(m))?;
    Some((Span { end: m.start, ..*s }, Some(span(m, at, "person-country", 0.9))))
}

/// `Майкла Джексона | Кэтрин`: a whole name, and a given name behind it.
fn given_behind(v: &Sentence<'_>, s: &Span) -> Option<Parts> {
    const PATRONYMIC: u32 = Evidence::PATRONYMIC | Evidence::KAZAKH_PATRONYMIC;
    const SURNAME: u32 = Evidence::SURNAME | Evidence::SURNAME_SHAPE;
    if s.end - s.start != 3 {
        return None;
    }
    let [given, family, last] = [s.start, s.start + 1, s.start + 2].map(|t| v.info(t).evidence);
    // Not of three short names: Ким Чен Ир.
    let long = v.doc.tokens[s.start as usize + 1].norm.len() >= 10;
    let whole =
        given.has(Evidence::GIVEN) && family.has(SURNAME) && !family.has(Evidence::GIVEN | PATRONYMIC);
    let another = last.has(Evidence::GIVEN) && !last.has(SURNAME | PATRONYMIC);
    (whole && long && another).then(|| parted(s, s.start + 2))
}

/// Where the second of two Kazakh persons begins whose whole names stand together: `Дональд Трамп | Путинге`, `Ә. Тұрсынов |
/// К. Омуралиевті`.
fn second_person(v: &Sentence<'_>, s: &Span) -> Option<u32> {
    let patronymic = Evidence::PATRONYMIC | Evidence::KAZAKH_PATRONYMIC;
    let evidence = |t: u32| v.info(t).evidence;
    let initial = |t: u32| v.info(t).class == Class::Initial && v.key(t).ends_with('.');
    let family = |t: u32| {
        evidence(t).has(Evidence::SURNAME | Evidence::SURNAME_SHAPE)
            && !evidence(t).has(Evidence::GIVEN | patronymic)
    };
    if !v.kazakh(s.start) || s.end - s.start < 2 {
        return None;
    }
    let before = s.start > v.range.start && initial(s.start - 1);
    let begun = before || initial(s.start) || evidence(s.start).has(Evidence::GIVEN);
    let last = s.end - 1;
    let listed = |start: u32, end: u32, words: u8| {
        v.at(start).any(|(_, m)| m.kind == EntityType::Per && m.end == end && m.words >= words)
    };
    // `Тоқаев | Путинмен кездесті`
    let two = || last == s.start + 1 && family(s.start) && listed(s.start, last, 1);
    let whole = || begun && family(last - 1) && (before || last - 1 > s.start);
    if listed(last, s.end, 1)
        && !evidence(last).has(Evidence::GIVEN | patronymic)
        && (listed(s.start, last, 2) || whole() || two())
    {
        return Some(last);
    }
    let between = |t: &u32| initial(*t) && !initial(*t - 1) && family(*t - 1);
    let t = (s.start + 1..last).find(between).filter(|_| begun)?;
    (t..s.end).find(|&t| !initial(t)).filter(|&t| family(t)).map(|_| t)
}

/// Where a Kazakh person's name ends before what is of none: a listed one, or a surname behind initials before a common word
/// (`Жеңіс Қасымбек | Instagram-парақшасында`, `В. Путин | Хаттамаға`).
fn whole_name(v: &Sentence<'_>, s: &Span) -> Option<u32> {
    const FAMILY: u32 = Evidence::SURNAME | Evidence::SURNAME_SHAPE;
    const PERSON: u32 = FAMILY | Evidence::GIVEN | Evidence::PATRONYMIC | Evidence::KAZAKH_PATRONYMIC;
    if !v.kazakh(s.start) {
        return None;
    }
    let known = |m: &Match| m.kind == EntityType::Per && m.words >= 2 && !m.ambiguous && m.end < s.end;
    let listed = v.at(s.start).map(|(_, m)| m).filter(|m| known(m)).map(|m| m.end).max();
    let initial = |t: u32| v.info(t).class == Class::Initial && v.key(t).ends_with('.');
    let behind = || {
        let surname = (s.start..s.end).find(|&t| !initial(t))?;
        let begun = surname > s.start || s.start > v.range.start && initial(s.start - 1);
        let word = |t: u32| t < s.end && (v.info(t).common || v.noun(t));
        (begun && v.info(surname).evidence.has(FAMILY) && word(surname + 1)).then_some(surname + 1)
    };
    listed.or_else(behind).filter(|&t| !v.info(t).evidence.has(PERSON))
}

/// Where the place begins that the model ran together with the Kazakh person before it: `Мажит Самитов | Өзгент ауылдық
/// округінде`.
fn place_behind(v: &Sentence<'_>, s: &Span) -> Option<u32> {
    let place = |t: u32| v.tag.kinds.get(v.info(t).kind).is_some_and(|k| k.thing == EntityType::Loc);
    let behind = |t: u32| t < v.range.end && v.info(t).class == Class::Lower && place(t);
    let [given, family, last] = [s.start, s.start + 1, s.start + 2];
    (v.kazakh(s.start)
        && s.end - s.start == 3
        && v.info(given).evidence.has(Evidence::GIVEN)
        && v.info(family).evidence.has(Evidence::SURNAME | Evidence::SURNAME_SHAPE)
        && !v.info(last).evidence.has(Evidence::PATRONYMIC | Evidence::KAZAKH_PATRONYMIC)
        && (behind(s.end) || behind(s.end + 1)))
    .then_some(last)
}

/// Two whole names that stand together: given name and surname twice. The second is returned.
pub(super) fn part_names(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
    let s = *part;
    if s.found != u32::MAX || s.end - s.start != 4 {
        return None;
    }
    let has = |t: u32, bits: u32| v.info(t).evidence.has(bits);
    let given = |t: u32| named(v.info(t).class) && has(t, Evidence::GIVEN) && !has(t, Evidence::SURNAME);
    let family = |t: u32| {
        named(v.info(t).class)
            && !has(t, Evidence::GIVEN | Evidence::PATRONYMIC | Evidence::KAZAKH_PATRONYMIC)
    };
    let middle = s.start + 2;
    if given(s.start) && family(s.start + 1) && given(middle) && family(middle + 1) {
        *part = joined(v, &s, s.start, middle);
        return Some(joined(v, &s, middle, s.end));
    }
    None
}
