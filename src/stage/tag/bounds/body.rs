//! Where a body's name begins and ends.
//!
//! Reads: a sentence and a body that the model found. Makes: the body before a verb, a subject and the person behind it
//! (`Европейского Совета | посетил`), with its number, the noun of its last adjective and whom it is called after; of two bodies
//! both. Cost: a look at each token of the span and at what the lexicon found there.

use crate::document::{Case, EntityType};
use crate::lexicon::Evidence;
use crate::words::fold;

use super::super::decide::{Sentence, span};
use super::super::lexical::Match;
use super::super::pattern::{self, is_after};
use super::super::word::Class;
use super::super::{LONGEST, Span};
use super::marks::is_quoted;

/// Ends a body before a verb: `Европейского Совета | посетил`, `ГРУ | опровергла | «Российская газета»`. What has a capital
/// behind it is returned.
pub(in crate::stage::tag) fn part_verb(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
    let s = *part;
    let quote = |t: u32| matches!(v.info(t).class, Class::OpenQuote | Class::CloseQuote | Class::Quote);
    if s.found != u32::MAX || s.end - s.start < 2 || v.kazakh(s.start) {
        return None;
    }
    let verb = |t: &u32| v.info(*t).class == Class::Lower && is_verb(v.key(*t));
    let t = (s.start + 1..s.end).take_while(|&t| !quote(t)).find(verb)?;
    part.end = t;
    let next = (t + 1..s.end).find(|&t| !quote(t))?;
    matches!(v.info(next).class, Class::Capital | Class::AllCapitals).then_some(Span { start: t + 1, ..s })
}

/// Ends a body that is in another case before who does something, an adjective in the nominative: `Международного
/// олимпийского комитета | казахстанская делегация`.
pub(in crate::stage::tag) fn trim_subject(v: &Sentence<'_>, s: &mut Span) {
    const OBLIQUE: [&str; 8] = ["ого", "его", "ому", "ему", "ым", "им", "ом", "ой"];
    let ends = |t: u32, list: &[&str]| list.iter().any(|end| v.key(t).ends_with(end));
    if s.found != u32::MAX || v.kazakh(s.start) || !ends(s.start, &OBLIQUE) {
        return;
    }
    let lower = |t: u32| v.info(t).class == Class::Lower;
    let subject = |t: &u32| {
        let noun = !ends(*t - 1, &["ая", "ое", "ые", "ие", "ий", "ый"]) && !is_verb(v.key(*t - 1));
        lower(*t) && lower(*t - 1) && noun && ends(*t, &["ская", "ские", "ское", "ная", "ные", "ное"])
    };
    if let Some(t) = (s.start + 2..s.end).find(subject) {
        s.end = t;
    }
}

/// Ends a body before somebody's age, and before the town behind a comma where it is: `Демократической партии | 68-летняя`,
/// `Русский музей | , Санкт-Петербург`.
pub(in crate::stage::tag) fn trim_beside(v: &Sentence<'_>, s: &mut Span) {
    if s.found != u32::MAX || v.kazakh(s.start) {
        return;
    }
    let aged = |t: u32| v.info(t).class == Class::Number && v.key(t).contains("-летн");
    if s.end - s.start > 1 && aged(s.end - 1) {
        s.end -= 1;
    }
    let town = |m: &Match| m.kind == EntityType::Loc && m.end == s.end && !m.ambiguous && !m.context;
    let comma = (s.start + 1..s.end).rev().find(|&t| v.info(t).class == Class::Comma);
    if let Some(comma) = comma.filter(|&t| v.at(t + 1).any(|(_, m)| town(m)))
        && !is_quoted(v, s)
    {
        s.end = comma;
    }
}

/// What only finite verbs of six letters and more end in.
const VERB_ENDS: &[&str] = &[
    "ается",
    "алась",
    "ались",
    "алось",
    "ался",
    "атся",
    "ают",
    "аются",
    "ает",
    "еет",
    "ется",
    "илась",
    "илось",
    "ился",
    "ились",
    "ировал",
    "ировала",
    "ировали",
    "ивала",
    "ивали",
    "овала",
    "овали",
    "ывала",
    "ывали",
    "ится",
    "ует",
    "уется",
    "уют",
    "уются",
    "утся",
    "яет",
    "яется",
    "яют",
    "едет",
    "йдет",
];
/// Short participles without their -о or -ы: `розданы`, `назначена`.
const PARTICIPLE_ENDS: &[&str] = &["дан", "жан", "ван", "щен", "жден", "шен", "чен", "лен"];
/// Verbs end in these, and nouns: `правил`, `автомобили`.
const PAST_ENDS: &[&str] = &["ил", "ила", "или", "ило"];
/// What is in the nouns among them.
const PAST_NOUNS: &[&str] = &["правил", "мобил", "профил", "текстил", "сил", "могил", "кобыл", "тротил"];
/// Verbs whose endings do not tell, in the masculine or without what follows.
const VERBS: &[&str] = &[
    "будет",
    "введет",
    "ввел",
    "выиграл",
    "вышел",
    "вышла",
    "дал",
    "задержал",
    "занял",
    "мог",
    "может",
    "могут",
    "назвал",
    "написал",
    "начал",
    "обыграл",
    "опровергл",
    "отказал",
    "пишет",
    "подписал",
    "поддержал",
    "показал",
    "призвал",
    "принял",
    "провел",
    "проиграл",
    "пройдет",
    "рассказал",
    "сказал",
    "стал",
    "сыграл",
    "угрожал",
];

/// True for a word that can only be a finite verb or a participle that stands for one.
fn is_verb(key: &str) -> bool {
    let ends = |list: &[&str]| list.iter().any(|end| key.ends_with(end));
    let letters = key.chars().count();
    let listed =
        || VERBS.iter().any(|w| key.strip_prefix(w).is_some_and(|e| matches!(e, "" | "а" | "и" | "о")));
    let participle = || {
        let stem = key.strip_suffix(['о', 'ы']);
        stem.is_some_and(|stem| PARTICIPLE_ENDS.iter().any(|end| stem.ends_with(end)))
    };
    letters >= 6 && (ends(VERB_ENDS) || participle())
        || letters >= 5 && ends(PAST_ENDS) && !PAST_NOUNS.iter().any(|w| key.contains(w))
        || listed()
}

/// Takes what it does, in capitals, off a body's end: `Правительство Республики Казахстан | ПОСТАНОВЛЯЕТ`, `Павлодар
/// облысының мәслихаты | ШЕШІМ ЕТЕДІ`.
pub(in crate::stage::tag) fn trim_verb(v: &Sentence<'_>, s: &mut Span) {
    const ENDS: [&str; 6] = ["ает", "яет", "ует", "ают", "яют", "уют"];
    const DECISIONS: [&str; 3] = ["бұйрық", "шешім", "қаулы"];
    let last = s.end - 1;
    let shouted = |t: u32| v.info(t).class == Class::AllCapitals;
    let verb = || {
        let key = fold(v.key(last));
        ENDS.iter().any(|end| key.ends_with(end)) || DECISIONS.contains(&&*key)
    };
    if s.found == u32::MAX && s.end - s.start > 1 && shouted(last) && verb() && !shouted(last - 1) {
        s.end = last;
    }
}

/// Takes the initials of the person behind it off a body's end: `глава Bundesbank | А. Вебер`.
pub(in crate::stage::tag) fn trim_initial(v: &Sentence<'_>, s: &mut Span) {
    let initial = |t: u32| v.info(t).class == Class::Initial && v.key(t).ends_with('.');
    let person = s.end < v.range.end && v.info(s.end).class == Class::Capital;
    if s.found == u32::MAX && person && !v.kazakh(s.start) {
        while s.end - s.start > 1 && initial(s.end - 1) {
            s.end -= 1;
        }
    }
}

/// Parts a person with initials from the body that the model ran it together with: `члена Счётного комитета | Оспанова И.Л.`.
/// The person is returned.
pub(in crate::stage::tag) fn part_head(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
    let s = *part;
    if s.found != u32::MAX || s.end - s.start < 3 || v.kazakh(s.start) {
        return None;
    }
    let initial = |t: u32| v.info(t).class == Class::Initial && v.key(t).ends_with('.');
    let count = (s.start..s.end).rev().take_while(|&t| initial(t)).count() as u32;
    let t = s.end - count - 1;
    let family = v.info(t).evidence.has(Evidence::SURNAME | Evidence::SURNAME_SHAPE);
    if count == 0 || t <= s.start || !family || (s.start..t).any(|t| is_after(v.key(t))) {
        return None;
    }
    part.end = t;
    Some(Span { start: t, kind: EntityType::Per, ..s })
}

/// Lets no Russian body's name end in an adjective before its noun or in `и`: `Министерства внешнеэкономических | связей`,
/// `Департамента социальной и | демографической статистики`.
pub(in crate::stage::tag) fn complete(v: &Sentence<'_>, until: u32, s: &mut Span) {
    if s.found != u32::MAX || s.end - s.start < 2 || v.kazakh(s.start) {
        return;
    }
    let lower = |t: u32| t < until && v.info(t).class == Class::Lower && !v.begins_line(t);
    let last = s.end - 1;
    let noun = |t: u32| {
        const OF_MANY: [&str; 8] = ["ов", "ев", "ей", "ий", "дел", "прав", "сил", "наук"];
        let many = |adjective: &str, word: &str| {
            ["ых", "их"].iter().any(|e| adjective.ends_with(e)) && OF_MANY.iter().any(|e| word.ends_with(e))
        };
        lower(t) && (agrees(v.key(t - 1), v.key(t)) || many(v.key(t - 1), v.key(t)))
    };
    if lower(last) && v.key(last) == "и" {
        s.end = if lower(s.end) && noun(s.end + 1) { s.end + 2 } else { last };
    } else if lower(last) && noun(s.end) {
        s.end += 1;
    }
}

/// True where a word may be an adjective and the next in small letters what it belongs to: their endings agree.
pub(in crate::stage::tag) fn agrees(adjective: &str, next: &str) -> bool {
    const AGREE: [(&str, &[&str]); 12] = [
        ("ое", &["ое", "ее", "о", "е"]),
        ("ее", &["ое", "ее", "о", "е"]),
        ("ая", &["ая", "яя", "а", "я"]),
        ("ый", &["ый", "ий"]),
        ("ий", &["ый", "ий"]),
        ("ого", &["ого", "его", "а", "я"]),
        ("ому", &["ому", "ему", "у", "ю"]),
        ("ом", &["ом", "ем", "е"]),
        ("ой", &["ой", "ей", "и", "ы", "е"]),
        ("ую", &["ую", "юю", "у", "ю"]),
        ("ые", &["ые", "ие", "ы", "и"]),
        ("ых", &["ых", "их"]),
    ];
    let long = |word: &str, least: usize| word.chars().count() >= least;
    let verb = ["ли", "ла", "ло", "ся", "сь"].iter().any(|e| next.ends_with(e));
    let fits = |(end, of): &(&str, &[&str])| adjective.ends_with(end) && of.iter().any(|e| next.ends_with(e));
    long(adjective, 6) && long(next, 4) && !verb && AGREE.iter().any(fits)
}

/// The number of a school, a hospital or another body is of its name: `школа-лицей | № 2`.
pub(in crate::stage::tag) fn numbers(v: &Sentence<'_>, spans: &mut [Span]) {
    for s in spans.iter_mut().filter(|s| s.kind == EntityType::Org && s.found == u32::MAX) {
        let (mark, number) = (s.end, s.end + 1);
        let counted = number < v.range.end
            && v.info(mark).class == Class::OtherMark
            && v.key(mark) == "№"
            && v.info(number).class == Class::Number;
        if counted && !v.kazakh(s.start) && (s.start..s.end).any(|t| v.info(t).kind.is_some()) {
            s.end += 2;
            // `районный суд № 2 | Астаны`
            let whose = |m: &Match| m.kind == EntityType::Loc && !m.ambiguous && m.case == Some(Case::Gen);
            if let Some((_, m)) = v.at(s.end).find(|(_, m)| whose(m)) {
                s.end = m.end;
            }
        }
    }
}

/// Parts two listed Russian bodies that the model ran together, the second in quotation marks: `Совет Безопасности ООН |
/// «Аль-Каида»`. The second is returned.
pub(in crate::stage::tag) fn part_quoted(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
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

/// Ends a body before the comma behind which a listed place stands alone: `музеев Алматы | , Нур-Султана`. That is returned.
pub(in crate::stage::tag) fn part_list(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
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

/// Parts a listed Russian body from the person behind it that is its head: `Совбеза РФ | Ю. Балуевского`. He is returned.
pub(in crate::stage::tag) fn part_whose(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
    let s = *part;
    if s.found != u32::MAX || v.kazakh(s.start) || s.end - s.start < 2 {
        return None;
    }
    let body = |m: &Match| m.kind == EntityType::Org && !m.ambiguous && !m.context && m.end < s.end;
    let (at, body) = v.at(s.start).filter(|(_, m)| body(m)).max_by_key(|(_, m)| m.end)?;
    let last = v.info(s.end - 1);
    let named = last.class == Class::Capital
        && last.evidence.has(Evidence::SURNAME | Evidence::SURNAME_SHAPE)
        && !last.kind.is_some()
        && !v.within(body.end, s.end).any(|(_, m)| matches!(m.kind, EntityType::Loc | EntityType::Org));
    let initials = (body.end..s.end - 1).all(|t| v.info(t).class == Class::Initial);
    // `администрация президента Обамы` is his.
    let office = v.info(body.end - 1).evidence.has(Evidence::ROLE);
    if !named || !initials || office {
        return None;
    }
    *part = span(body, at, "lexicon+model", 0.9);
    Some(Span { start: body.end, kind: EntityType::Per, ..s })
}

/// Takes the adjectives of another body's kind off a Kazakh name's ends: `Ақтөбе | облыстық`.
pub(in crate::stage::tag) fn trim_local(v: &Sentence<'_>, s: &mut Span) {
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

/// What only words end in that say where.
const WITHIN: [&str; 2] = ["нда", "нде"];

/// Two Kazakh bodies that the model ran together: a word that says where, or people, ends the first (`Ақмолада | Кеңес`,
/// `ЕҰУ-дың | студенттері Назарбаев Университетінде`). What stands behind it is returned.
pub(in crate::stage::tag) fn part_bodies(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
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
pub(in crate::stage::tag) fn begun_place<'a>(v: &Sentence<'a>, s: &Span) -> Option<&'a Match> {
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
pub(in crate::stage::tag) fn widen_to_initials(v: &Sentence<'_>, from: usize, spans: &mut [Span]) {
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
