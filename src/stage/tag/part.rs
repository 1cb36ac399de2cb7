//! Where the names that the model found end: marks cut off their ends, names taken apart that it ran together.
//!
//! Reads: a sentence and one of the model's spans. Makes: the span as it should have been, and what of it is another
//! name behind it. Cost: a look at each token of the span and at what the lexicon found there.

use crate::document::{Case, EntityType};
use crate::lang::letters::Letter;
use crate::lexicon::{Evidence, without_case};
use crate::words::fold;

use super::bounds::{PERSON, is_child, is_joining};
use super::decide::{Sentence, span};
use super::lexical::Match;
use super::pattern::{self, TITLES};
use super::word::Class;
use super::{LONGEST, Span, retain};

/// Quotation marks belong to a name only inside it, and then both do.
pub(super) fn balance(v: &Sentence<'_>, s: &mut Span) {
    let class = |t: u32| v.info(t).class;
    let is = |t: u32, mark: Class| class(t) == mark || class(t) == Class::Quote;
    while s.end - s.start >= 2 && is(s.start, Class::OpenQuote) && is(s.end - 1, Class::CloseQuote) {
        s.start += 1;
        s.end -= 1;
        if s.start >= s.end {
            return;
        }
    }
    let mut open = 0i32;
    for t in s.start..s.end {
        match class(t) {
            Class::OpenQuote => open += 1,
            Class::CloseQuote => open -= 1,
            Class::Quote => open = i32::from(open <= 0),
            _ => {}
        }
    }
    // `Насир | «участвовал`
    if open > 0 && s.end - s.start >= 2 && class(s.end - 1) == Class::OpenQuote {
        s.end -= 1;
        return;
    }
    if open < 0 && class(s.end - 1) == Class::CloseQuote || open != 0 && class(s.end - 1) == Class::Quote {
        s.end -= 1;
    } else if open > 0 && is(s.start, Class::OpenQuote) {
        s.start += 1;
    } else if open > 0 && s.end < v.range.end && is(s.end, Class::CloseQuote) {
        s.end += 1;
    }
}

/// Cuts marks off a name's ends.
pub(super) fn trim(v: &Sentence<'_>, s: &mut Span) {
    let mark =
        |t: u32| matches!(v.info(t).class, Class::OtherMark | Class::Comma | Class::Stop | Class::Dash);
    while s.start < s.end && mark(s.end - 1) {
        s.end -= 1;
    }
    while s.start < s.end && mark(s.start) {
        s.start += 1;
    }
}

/// Cuts words off a person's ends that no name has: `Майра Муратбековна | Родилась`, `Прим. | Пушкина`. What is left has to be
/// a name for itself.
pub(super) fn trim_words(v: &Sentence<'_>, s: &mut Span) {
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
pub(super) fn trim_wish(v: &Sentence<'_>, s: &mut Span) {
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

/// Takes the adjectives of another body's kind off a Kazakh name's ends: `Ақтөбе | облыстық`.
pub(super) fn trim_local(v: &Sentence<'_>, s: &mut Span) {
    const LOCAL: [&str; 3] = ["аудандық", "облыстық", "қалалық"];
    let local = |t: u32| v.info(t).class == Class::Lower && LOCAL.contains(&v.key(t));
    if s.found != u32::MAX || s.start >= s.end || !v.kazakh(s.start) {
        return;
    }
    while s.start < s.end && (local(s.end - 1) || v.info(s.end - 1).class == Class::OtherMark) {
        s.end -= 1;
    }
    while s.start < s.end && (local(s.start) || v.info(s.start).class == Class::OtherMark) {
        s.start += 1;
    }
}

/// The initials before a person's own belong to the person, also where the name before took one: `Гумилева | Ж.Н.
/// Нурманбетовой`. `before` are the sentence's names so far.
pub(super) fn take_initials(v: &Sentence<'_>, before: &mut [Span], s: &mut Span) {
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
pub(super) fn take_given(v: &Sentence<'_>, before: &[Span], s: &mut Span) {
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

/// A Kazakh place or body that begins with somebody's initials is the person: `В.И. Дальмен`; what is behind the surname and
/// begins a listed place or body is another name: `С. Ахметов | Торғай`, `Қ. Ерғалиев | Орталық коммуникациялар қызметі`.
pub(super) fn initialed(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
    let s = *part;
    let initial = |t: u32| v.info(t).class == Class::Initial && v.key(t).ends_with('.');
    if s.found != u32::MAX || !v.kazakh(s.start) {
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

/// A bracket belongs to a name only with its other half: `4) | әскери бөлім`, `Қызыл Ұланда | (Гвардиясында`. Of the parts
/// about one that closes what nothing opened the longer stays.
pub(super) fn unbracket(v: &Sentence<'_>, s: &mut Span) {
    if s.found != u32::MAX {
        return;
    }
    let mut open = None;
    for t in (s.start..s.end).filter(|&t| v.info(t).class == Class::OtherMark) {
        match (v.key(t), open) {
            ("(", _) => open = Some(t),
            (")", Some(_)) => open = None,
            (")", None) if t - s.start > s.end - t - 1 => return s.end = t,
            (")", None) => s.start = t + 1,
            _ => {}
        }
    }
    // A woman's other surname stands in brackets: `Екатерина Аталык (Половникова)`.
    if let Some(t) = open.filter(|_| s.kind != EntityType::Per) {
        s.end = t;
    }
}

/// Ends a body before the comma behind which a listed place stands alone: `музеев Алматы | , Нур-Султана`. That is returned.
pub(super) fn part_list(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
    let s = *part;
    let comma = (s.start + 1..s.end).rev().find(|&t| v.info(t).class == Class::Comma)?;
    let place = |m: &Match| m.kind == EntityType::Loc && !m.ambiguous && !m.context;
    let behind = v.at(comma + 1).any(|(_, m)| m.end == s.end && place(m));
    let before = || v.within(s.start, comma).any(|(_, m)| m.end == comma && place(m));
    if s.found != u32::MAX || !behind || !before() || is_quoted(v, &s) {
        return None;
    }
    part.end = comma;
    Some(Span { start: comma + 1, kind: EntityType::Loc, ..s })
}

/// Parts two listed Russian bodies that the model ran together, the second in quotation marks: `Совет Безопасности ООН |
/// «Аль-Каида»`. The second is returned.
pub(super) fn part_quoted(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
    let s = *part;
    let body = |m: &Match| m.kind == EntityType::Org && !m.context;
    if s.found != u32::MAX || v.kazakh(s.start) || v.at(s.start).any(|(_, m)| m.end == s.end) {
        return None;
    }
    let whole = |m: &Match| body(m) && m.end < s.end && m.words >= 2;
    let (at, first) = v.at(s.start).filter(|(_, m)| whole(m)).max_by_key(|(_, m)| m.end)?;
    let opens = matches!(v.info(first.end).class, Class::OpenQuote | Class::Quote);
    // `Народно-демократической партии «Нур Отан»`
    let other = |m: &Match| body(m) && m.subtype != first.subtype;
    let (inside, second) = v.at(first.end + 1).find(|(_, m)| opens && other(m) && m.end + 1 >= s.end)?;
    *part = span(first, at, "lexicon+model", 0.9);
    Some(span(second, inside, "lexicon+model", 0.9))
}

/// True where the model took several listed places, with commas or `и` between them, for one name: they are found without
/// it.
pub(super) fn listing(v: &Sentence<'_>, s: &Span) -> bool {
    let comma =
        |t: u32| v.info(t).class == Class::Comma || v.info(t).class == Class::Lower && v.key(t) == "и";
    if s.found != u32::MAX || !(s.start + 1..s.end).any(comma) {
        return false;
    }
    let mut at = s.start;
    while at < s.end {
        if comma(at) {
            at += 1;
            continue;
        }
        let place =
            v.at(at).find(|(_, m)| m.kind == EntityType::Loc && !m.ambiguous && !m.context && m.end <= s.end);
        match place {
            Some((_, m)) => at = m.end,
            None => return false,
        }
    }
    true
}

/// Ends a person's name where a line, a `;` or `:`, an address or a small word does that no name has: `Перизат Кайрат |
/// ; | Кайрат`, `Трофим | десяти`. A number before it is no part of it: `43-летний | Аленчиев`. What may be another name
/// behind is returned.
pub(super) fn part_at_bounds(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
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

/// Takes a word off a person's end that the end of a line cuts: `Владимир | Школь…`; not one that is a name or a word as it
/// stands. Of another name nothing is left.
pub(super) fn cut_short(v: &Sentence<'_>, s: &mut Span) {
    if s.found != u32::MAX || s.start >= s.end || s.end >= v.range.end || !is_ellipsis(v.key(s.end)) {
        return;
    }
    let [last, dots] = [s.end - 1, s.end].map(|t| v.doc.tokens[t as usize].norm);
    let behind = &v.doc.normalized()[dots.end as usize..];
    let cut = last.end == dots.start && (behind.is_empty() || behind.starts_with('\n'));
    let info = v.info(s.end - 1);
    let name = Evidence::GIVEN | Evidence::SURNAME | Evidence::SURNAME_SHAPE | Evidence::PATRONYMIC;
    let listed = || v.within(s.start, s.end).any(|(_, m)| m.end == s.end);
    if !cut || info.class != Class::Capital || info.evidence.has(name) || info.common || listed() {
        return;
    }
    s.end = if s.kind == EntityType::Per { s.end - 1 } else { s.start };
}

fn is_ellipsis(mark: &str) -> bool {
    matches!(mark, "…" | "...")
}

/// Small words inside names of persons beside those that join ([`is_joining`]).
const PARTICLES: &[&str] = &[
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

/// Parts what the model ran together: a country and the person behind it (`Перу | Зулема Томас`, rule
/// `country-person`), two persons (`Майкла Джексона | Кэтрин`). What is told apart behind `part` is returned.
pub(super) fn part_persons(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
    let s = *part;
    if s.found != u32::MAX || s.end - s.start < 2 {
        return None;
    }
    // `Эмир | Катара`: an office and its country.
    if v.info(s.start).evidence.has(Evidence::ROLE)
        && !v.kazakh(s.start)
        && let Some((at, m)) = v.at(s.start + 1).find(|(_, m)| {
            m.end == s.end && m.kind == EntityType::Loc && !m.ambiguous && m.case == Some(Case::Gen)
        })
        && &*v.tag.lexicon.entry(m.entry).subtype == "country"
    {
        *part = span(m, at, "after-office", 0.9);
        return None;
    }
    let place = v
        .at(s.start)
        .filter(|_| s.end - s.start >= 3)
        .find(|(_, m)| m.kind == EntityType::Loc && !m.ambiguous && !m.context && m.end + 2 <= s.end);
    if let Some((at, m)) = place {
        *part = span(m, at, "country-person", 0.9);
        return Some(Span { start: m.end, ..s });
    }
    // `Брюссель | Лондонға`: two listed places that are nobody's names.
    let nobody = |t: u32| {
        let place = |m: &Match| m.kind == EntityType::Loc && m.end == t + 1 && !m.ambiguous && !m.context;
        !v.info(t).evidence.has(Evidence::GIVEN | Evidence::SURNAME) && v.at(t).any(|(_, m)| place(m))
    };
    if v.kazakh(s.start) && s.end - s.start == 2 && nobody(s.start) && nobody(s.start + 1) {
        let (at, m) = v.at(s.start).find(|(_, m)| m.kind == EntityType::Loc && m.end == s.start + 1)?;
        *part = span(m, at, "lexicon+model", 0.9);
        let second = v.at(s.start + 1).find(|(_, m)| m.kind == EntityType::Loc && m.end == s.end);
        return second.map(|(at, m)| span(m, at, "lexicon+model", 0.9));
    }
    // `Долин мен | Қамзаев`, `Алеше | отец | Паисий`: two persons; `мен | Эретрияның` begins behind the word.
    let joint = |t: &u32| v.info(*t).class == Class::Lower && BETWEEN_PERSONS.contains(&v.key(*t));
    // `Арун мен Энтони Виджайлар` are brothers, whose surname is one.
    let both = || {
        let last = fold(v.key(s.end - 1));
        ["лар", "лер", "дар", "дер", "тар", "тер"].iter().any(|end| last.ends_with(end))
    };
    if let Some(t) = (s.start..s.end).find(joint).filter(|_| !both()) {
        part.end = t;
        return (t + 1 < s.end).then_some(Span { start: t + 1, ..s });
    }
    // `Дархан Қыдырәлі | Нұрсұлтан Назарбаевқа`: two persons, the second of whom is listed.
    let known = |m: &Match| {
        let named = m.kind == EntityType::Per && m.words >= 2 && !m.ambiguous;
        named && m.end == s.end && v.info(m.start - 1).class == Class::Capital
    };
    let second = v.within(s.start + 2, s.end).find(|(_, m)| known(m)).filter(|_| v.kazakh(s.start));
    if let Some((at, m)) = second {
        part.end = m.start;
        return Some(span(m, at, "lexicon+model", 0.97));
    }
    if let Some(t) = second_person(v, &s) {
        part.end = t;
        return Some(Span { start: t, ..s });
    }
    if let Some(t) = whole_name(v, &s) {
        part.end = t;
        return None;
    }
    if let Some(t) = place_behind(v, &s) {
        part.end = t;
        return Some(Span { start: t, kind: EntityType::Loc, ..s });
    }
    let evidence = |t: u32| v.info(t).evidence;
    // `Керей | Моғолстанға`, `Чен Ира | КНДР`: the place behind a person. Лондон behind a given name is a surname.
    let behind = v.within(s.start, s.end).find(|(_, m)| {
        let last = v.info(m.start);
        let kazakh = v.kazakh(m.start);
        let ended = matches!(m.case, Some(Case::Dat | Case::Abl | Case::Loc)) && kazakh;
        let whole = s.end - s.start >= 3;
        // `Нұртілеу | Түркия сыртқы істер министрімен кездесті`
        let named = Evidence::GIVEN | Evidence::SURNAME | Evidence::SURNAME_SHAPE;
        let first = || evidence(s.start).has(named) || v.at(s.start).any(|(_, o)| o.kind == EntityType::Per);
        let country = || &*v.tag.lexicon.entry(m.entry).subtype == "country" && first();
        (m.start > s.start && m.end == s.end)
            && (m.kind == EntityType::Loc || m.kind == EntityType::Org && kazakh)
            && (!m.ambiguous && !m.context && !m.nested)
            && !last.evidence.has(Evidence::GIVEN | Evidence::SURNAME)
            && (ended
                || kazakh && (whole || m.kind == EntityType::Org || country())
                || whole && last.class == Class::AllCapitals)
    });
    if let Some((at, m)) = behind {
        part.end = m.start;
        return Some(span(m, at, "person-country", 0.9));
    }
    let family =
        Evidence::SURNAME | Evidence::SURNAME_SHAPE | Evidence::PATRONYMIC | Evidence::KAZAKH_PATRONYMIC;
    if s.end - s.start == 3
        && evidence(s.start).has(Evidence::GIVEN)
        && !evidence(s.start + 1).has(Evidence::GIVEN)
        && evidence(s.start + 1).has(Evidence::SURNAME | Evidence::SURNAME_SHAPE)
        // Not of three short names: Ким Чен Ир.
        && v.doc.tokens[s.start as usize + 1].norm.len() >= 10
        && !evidence(s.start + 1).has(Evidence::PATRONYMIC | Evidence::KAZAKH_PATRONYMIC)
        && evidence(s.end - 1).has(Evidence::GIVEN)
        && !evidence(s.end - 1).has(family)
    {
        part.end = s.end - 1;
        return Some(Span { start: s.end - 1, ..s });
    }
    None
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

/// A Kazakh person's name ends with its case: of `Мұхтар Әуезовтің | Абайды` the first stays, and what is behind it where
/// it may be a person's.
pub(super) fn part_inflected(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
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

/// A surname beside a given name and a patronymic is of the name: `Касенова | Асем Толегеновна`, `Ерлан Кенжебаевич |
/// Ержанов`. Brings `spans[from..]` in order.
pub(super) fn join_surnames(v: &Sentence<'_>, from: usize, spans: &mut Vec<Span>) {
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
        if !made || !last.has(patronymic) || first.has(patronymic | Evidence::SURNAME_SHAPE) {
            continue;
        }
        // Another name there must be the surname alone.
        let alone = |o: &Span| o.kind == EntityType::Per && o.found == u32::MAX && o.end - o.start == 1;
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

/// False for a surname whose form is none of the nominative beside a patronymic that is in it: `Лаврецкого | Марья
/// Дмитриевна`.
fn fits(surname: &str, patronymic: &str) -> bool {
    let oblique = ["ого", "ому", "ым", "ом", "у", "е"].iter().any(|end| surname.ends_with(end));
    match patronymic.ends_with("на") {
        true => !oblique && !surname.ends_with("ой"),
        false => !oblique || !patronymic.ends_with("ич"),
    }
}

/// Two places that the model ran together: both are listed (`Крыма | Россией`), a comma parts them, or in Kazakh the
/// first is in a case that ends a name (`Түркияға | Транскаспий`, `Бішкектегі | Абай көшесі`). The second, where it is
/// told apart, is returned.
pub(super) fn part_places(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
    let s = *part;
    if s.found != u32::MAX {
        return None;
    }
    let sure = |m: &Match| m.kind == EntityType::Loc && !m.ambiguous && !m.context;
    let here = || v.within(s.start, s.end).map(|(_, m)| m);
    let kazakh = v.kazakh(s.start);
    let whole = here().any(|m| (m.start, m.end) == (s.start, s.end));
    let first = v.at(s.start).find(|(_, m)| {
        let ends = matches!(m.case, Some(Case::Dat | Case::Abl | Case::Acc | Case::Ins | Case::Loc));
        let next = m.end < s.end && v.info(m.end).class == Class::Capital;
        // `Израиль | Газаға`: a word in a case that says whither is no part of a listed name before it.
        let said =
            |n: &Match| kazakh && n.kind == EntityType::Loc && matches!(n.case, Some(Case::Dat | Case::Abl));
        let both = m.end < s.end && v.at(m.end).any(|(_, n)| n.end == s.end && (sure(n) || said(n)));
        sure(m) && (kazakh && ends && next || both && !whole)
    });
    if let Some((at, m)) = first {
        *part = span(m, at, "lexicon", 0.9);
        return Some(Span { start: m.end, ..s });
    }
    // `Алматы | Департаментом`
    let body = |t: u32| {
        let kind = v.tag.kinds.get(v.info(t).kind);
        v.info(t).class == Class::Capital && kind.is_some_and(|k| k.thing == EntityType::Org)
    };
    if let Some((at, m)) = v.at(s.start).find(|(_, m)| sure(m) && m.end < s.end && body(m.end))
        && !kazakh
        && !whole
    {
        *part = span(m, at, "lexicon", 0.9);
        return None;
    }
    if let Some(region) = region_behind(v, &s) {
        part.end = region;
        return Some(Span { start: region, ..s });
    }
    // `Павлодар | қаласы`, `Павлодар | қ.`; `КМК | Павлодар`.
    let last = v.info(s.end - 1);
    let outside = last.bare || last.class == Class::Initial;
    let name = here().find(|m| {
        let before = m.start == s.start && m.end + 1 == s.end && kazakh && outside;
        let capitals = (s.start..m.start).all(|t| v.info(t).class == Class::AllCapitals);
        let after = m.start > s.start && m.end == s.end && capitals;
        sure(m) && !whole && (before || after)
    });
    if let Some(m) = name {
        (part.start, part.end) = (m.start, m.end);
        return None;
    }
    // `Павлодаре, область …`: what stands behind the comma is another place, found for itself.
    let comma = (s.start + 1..s.end).find(|&t| v.info(t).class == Class::Comma);
    let quoted = |t: u32| matches!(v.info(t).class, Class::OpenQuote | Class::CloseQuote | Class::Quote);
    if let Some(t) = comma
        && !kazakh
        && !(s.start..s.end).any(quoted)
    {
        part.end = t;
    }
    None
}

/// Where the region or district begins that the model ran together with a place in it: `Кызылагаш | Алматинской области`,
/// `Боралдай | Илийского района`.
pub(super) fn region_behind(v: &Sentence<'_>, s: &Span) -> Option<u32> {
    const REGIONS: [&str; 4] = ["области", "района", "края", "округа"];
    let adjective = |t: u32| ["ской", "цкой", "ского", "цкого"].iter().any(|end| v.key(t).ends_with(end));
    let capital = |t: u32| v.info(t).class == Class::Capital;
    let region = s.end.checked_sub(2).filter(|&t| t > s.start)?;
    let named = v.info(s.start).class == Class::Capital && !v.info(s.start).kind.is_some();
    // `Юго-Восточной Анатолийской области`, `Большого Алматинского района`: one place.
    let attribute = |t: u32| {
        ["ой", "ого", "его", "ей", "ая", "ый", "ий", "ом", "ем"].iter().any(|end| v.key(t).ends_with(end))
            && v.at(t).all(|(_, m)| m.kind != EntityType::Loc)
    };
    (!v.kazakh(s.start)
        && REGIONS.contains(&v.key(s.end - 1))
        && capital(region)
        && adjective(region)
        && named
        && (s.start..region).all(|t| capital(t) && !attribute(t)))
    .then_some(region)
}

/// True for a Kazakh road, which is called by its ends: `Атырау – Астрахань күрежолын`, `Алматы – Өскемен тас жолы`.
fn is_road(v: &Sentence<'_>, s: &Span) -> bool {
    let road = |t: u32| ROADS.iter().any(|word| v.key(t).starts_with(word));
    v.kazakh(s.start) && (s.end..v.range.end).take(ROAD).any(road)
}

/// The words for roads, by their beginnings.
const ROADS: [&str; 7] = ["автожол", "жолда", "жолы", "күрежол", "магистрал", "тасжол", "теміржол"];
/// Words from its name to the word for the road, at most: `Көкшетау – Астана және Бурабай – Астана бағытындағы жолдарда`.
const ROAD: usize = 8;

/// True for what has a quotation mark in it or before it.
fn is_quoted(v: &Sentence<'_>, s: &Span) -> bool {
    let quote = |t: u32| matches!(v.info(t).class, Class::OpenQuote | Class::CloseQuote | Class::Quote);
    (s.start.saturating_sub(1).max(v.range.start)..s.end).any(quote)
}

/// A place or body that the model ran together with the line before or behind it, or a Kazakh one with what stands behind
/// a dash (`Павлодар | – Минск`, `ҚазАқпарат | - ҚР Қаржы министрлігі`), where one of the two is a listed name for itself,
/// and of two places both. The second, where it is told apart, is returned.
pub(super) fn part_lines(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
    let s = *part;
    if s.found != u32::MAX || s.end - s.start < 2 {
        return None;
    }
    // `Ақтөбе | Алматы`: no name has such a mark.
    let bar = |t: &u32| v.info(*t).class == Class::OtherMark && matches!(v.key(*t), "|" | "•");
    if let Some(t) = (s.start + 1..s.end - 1).find(bar) {
        part.end = t;
        return Some(Span { start: t + 1, ..s });
    }
    let dash = |t: u32| {
        let apart = v.info(t).class == Class::Dash && v.is_apart(t);
        let ends = |kind: EntityType, a: u32, b: u32| {
            v.at(a).any(|(_, m)| m.end == b && m.kind == kind && !m.context)
        };
        // `Бишкек | - 24.kg`: a town and an outlet.
        let outlet = || ends(EntityType::Loc, s.start, t) && ends(EntityType::Org, t + 1, s.end);
        apart && (v.kazakh(s.start) || outlet()) && !is_quoted(v, &s) && !is_road(v, &s)
    };
    let t = (s.start + 1..s.end).find(|&t| v.begins_line(t) || dash(t))?;
    let listed =
        |a: u32, b: u32| v.at(a).any(|(_, m)| m.end == b && !m.context && m.kind != EntityType::Role);
    let second = t + u32::from(dash(t));
    let (before, behind) = (listed(s.start, t), listed(second, s.end));
    let enough = if dash(t) && s.kind == EntityType::Loc { before && behind } else { before || behind };
    if enough && !listed(s.start, s.end) {
        part.end = t;
        return Some(Span { start: second, ..s });
    }
    None
}

/// What only words end in that say where.
const WITHIN: [&str; 2] = ["нда", "нде"];

/// Two Kazakh bodies that the model ran together: a word that says where, or people, ends the first (`Ақмолада | Кеңес`,
/// `ЕҰУ-дың | студенттері Назарбаев Университетінде`). What stands behind it is returned.
pub(super) fn part_bodies(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
    let s = *part;
    if s.found != u32::MAX || !v.kazakh(s.start) || is_quoted(v, &s) {
        return None;
    }
    let whole = |t: u32| v.within(s.start, t + 1).any(|(_, m)| m.kind == EntityType::Org && m.end > t + 1);
    let people = |t: u32| {
        v.info(t).class == Class::Lower && pattern::PEOPLE.iter().any(|word| v.key(t).starts_with(word))
    };
    let place = |t: u32| {
        let key = fold(v.key(t));
        let within = match v.at(t).find(|(_, m)| m.end == t + 1) {
            // `Түркиядағы | Қазақстан елшілігі` is one.
            Some((_, m)) => m.case == Some(Case::Loc) && !key.ends_with(['ы', 'і']),
            None => WITHIN.iter().any(|end| key.ends_with(end)),
        };
        within && v.info(t).class == Class::Capital
    };
    // `Атырауға | ҚМДБ төрағасы`: a place that says whither or whence.
    let moved =
        |m: &Match| m.kind == EntityType::Loc && matches!(m.case, Some(Case::Dat | Case::Abl | Case::Acc));
    let whither = v.at(s.start).find(|(_, m)| {
        let behind = m.end < s.end && v.info(m.end).class != Class::Lower;
        moved(m) && !m.ambiguous && !m.context && behind
    });
    if let Some((at, m)) = whither
        && !whole(m.end - 1)
    {
        *part = span(m, at, "lexicon-end", 0.9);
        return Some(Span { start: m.end, ..s });
    }
    // `Қаржы министрлігі | Кедендік бақылау комитеті`: both are listed.
    let body = |m: &Match| m.kind == EntityType::Org && !m.context;
    let two = v.at(s.start).find(|(_, first)| {
        let second = || v.at(first.end).any(|(_, m)| m.end == s.end && body(m));
        body(first) && first.end < s.end && v.info(first.end).class == Class::Capital && second()
    });
    if let Some((at, m)) = two.filter(|_| !v.at(s.start).any(|(_, m)| m.end == s.end)) {
        *part = span(m, at, "lexicon+model", 0.9);
        return Some(Span { start: m.end, ..s });
    }
    // `Қасым-Жомарт Тоқаев | Қалибек Қуанышбаев атындағы театр`: a listed person, and the body called after another.
    let person = |m: &Match| m.kind == EntityType::Per && m.words >= 2 && !m.ambiguous && m.end + 1 < s.end;
    let before = v.at(s.start).find(|(_, m)| person(m) && v.info(m.end).class == Class::Capital);
    if let Some((at, m)) = before {
        *part = span(m, at, "lexicon+model", 0.9);
        return Some(Span { start: m.end, ..s });
    }
    let t = (s.start..s.end - 1).find(|&t| (people(t) || place(t)) && !whole(t))?;
    part.end = if people(t) { t } else { t + 1 };
    Some(Span { start: t + 1, ..s })
}

/// The listed place or body that begins inside a Russian body's name and goes on behind it: `Министерства экономики Республики |
/// Казахстан`.
pub(super) fn begun_place<'a>(v: &Sentence<'a>, s: &Span) -> Option<&'a Match> {
    let whole = |m: &Match| {
        // `Министерства национальной экономики Республики | Казахстан`: a listed body goes on, too.
        let kind = m.kind == EntityType::Loc && !m.nested || m.kind == EntityType::Org && m.words >= 2;
        kind && !m.ambiguous && !m.context && !m.small
    };
    let body = s.kind == EntityType::Org && s.found == u32::MAX && !v.kazakh(s.start);
    let begun = v.within(s.start + 1, s.end).map(|(_, m)| m).filter(|m| m.end > s.end && whole(m));
    begun.filter(|_| body).max_by_key(|m| m.end)
}

/// A person's initials, at most.
const INITIALS: usize = 3;

/// Initials are of the name that a Kazakh body bears, and so is who bears it: `Л.Н. | Гумилев атындағы ЕҰУ`, `Қ.И. Сәтбаев
/// атындағы | ҚазҰТЗУ`. `spans[from..]` are in order.
pub(super) fn widen_to_initials(v: &Sentence<'_>, from: usize, spans: &mut [Span]) {
    let initial = |t: u32| v.info(t).class == Class::Initial;
    for i in from..spans.len() {
        let mut s = spans[i];
        if s.kind == EntityType::Org && v.kazakh(s.start) {
            if let Some(whom) = bears(v, &spans[from..i], s.start) {
                spans[i].start = whom;
                continue;
            }
            if s.found == u32::MAX {
                s.found = named_body(v, &s).unwrap_or(u32::MAX);
                spans[i].found = s.found;
            }
        }
        if s.kind != EntityType::Org || s.start == v.range.start || !initial(s.start - 1) {
            continue;
        }
        if !(s.start + 1..s.end.min(s.start + 4)).any(|t| v.key(t) == "атындағы") {
            continue;
        }
        let before = (v.range.start..s.start).rev().take(INITIALS).take_while(|&t| initial(t));
        let start = s.start - before.count() as u32;
        let mut near = spans[from..i].iter().rev().take_while(|o| o.start + LONGEST > start);
        if near.all(|o| o.end <= start || o.start >= s.start) {
            spans[i].start = start;
        }
    }
}

/// Where the person begins whose name the body at `start` bears: `Қ.И. Сәтбаев атындағы | ҚазҰТЗУ`. `before` are the names
/// before it.
fn bears(v: &Sentence<'_>, before: &[Span], start: u32) -> Option<u32> {
    let at = start.checked_sub(1).filter(|&t| t > v.range.start && v.key(t) == "атындағы")?;
    let mut near = before.iter().rev().take_while(|o| o.start + LONGEST > at);
    near.find(|o| o.kind == EntityType::Per && o.end == at).map(|o| o.start)
}

/// The listed body that a name with whom it is called after ends in: `Қ.Сәтпаев атындағы | Қазақ ұлттық техникалық
/// университеті`.
fn named_body(v: &Sentence<'_>, s: &Span) -> Option<u32> {
    let at = (s.start + 1..s.end.min(s.start + 6)).find(|&t| v.key(t) == "атындағы")?;
    let body = |m: &Match| m.kind == EntityType::Org && m.end == s.end && !m.ambiguous && !m.context;
    v.within(s.start, at + 2).find(|(_, m)| body(m)).map(|(place, _)| place as u32)
}

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
pub(super) fn is_for_cases(body: &str, cases: &str) -> bool {
    body.starts_with("суд") && COURTS.contains(&cases)
}

/// True for a body whose name says what it is for.
pub(super) fn is_for_something(word: &str) -> bool {
    let word = word.to_lowercase();
    FOR_SOMETHING.iter().any(|w| word.starts_with(w))
}

/// What a Russian body is for, as a part of its name: `Агентство РК | по делам религий`, `Комитет | по защите прав
/// потребителей`, `пресс-служба МЧС | по Санкт-Петербургу`. Without it a `по` at the end goes.
pub(super) fn widen_to_purpose(v: &Sentence<'_>, until: u32, s: &mut Span) {
    let lower = |t: u32| t < until && v.info(t).class == Class::Lower;
    if s.found != u32::MAX || v.kazakh(s.start) {
        return;
    }
    let inside = (s.start + 1..s.end).rev().find(|&t| v.info(t).class == Class::Lower && v.key(t) == "по");
    let at = match inside {
        Some(t) if (t + 1..s.end).all(lower) => t,
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
