//! What the model takes for a name though it is none.
//!
//! Reads: a sentence and its names. Makes: which of them go: common words with the capital of a sentence's start, words such
//! as COVID-19, addresses, words of page furniture, codes of currencies, bodies without a name, what days and orders are
//! called after, Kazakh works and prizes in quotation marks; where nothing else supports the model, also places and
//! Kazakh bodies of low scores, adjectives and shouted text. What is dropped leaves no name. Cost: a look at each token of a span and at
//! those beside it.

use crate::document::EntityType;
use crate::lexicon::Evidence;
use crate::words::fold;

use super::super::beside::{begins, is_work};
use super::super::bounds::{agrees, is_kazakh_and};
use super::super::kind::{Kind, Takes};
use super::super::lexical::Match;
use super::super::pattern::{ends_where, ends_whither};
use super::super::value::is_currency;
use super::super::word::Class;
use super::super::{LONGEST, Span, retain};
use super::sentence::Sentence;

/// Below this score a name that is also a common word is none: `Кеңес`, `Форум` for the body of the page.
const UNSURE: f32 = 0.3;
/// The floor of the model's scores: its margin there says nothing.
const FAINT: f32 = 0.05;
/// Below these a Kazakh place for which nothing else speaks is none, as a rule; the second is for common words.
const LOW: f32 = 0.25;
const LIKELY: f32 = 0.6;
/// Words of a Kazakh body without a name, at most: longer ones may be numbered in words.
const UNNAMED: u32 = 3;
/// Words in capitals in a row from which a text is shouted.
const SHOUTED: u32 = 3;
/// Letters of an abbreviation, at most, as a rule.
const ABBREVIATION: usize = 4;

/// True for what the model takes for a name though it is none.
pub(super) fn is_no_name(v: &Sentence<'_>, s: &Span) -> bool {
    if s.start >= s.end || foreign(v, s) {
        return true;
    }
    if s.found == u32::MAX && s.start > v.range.start && award(v, s) {
        return true;
    }
    if s.found == u32::MAX && (furniture(v, s) || (s.start..s.end).all(|t| currency(v, t))) {
        return true;
    }
    // `әскери бөлім`, `командасы`: a body without a name.
    let small = |t: u32| v.info(t).class == Class::Lower;
    if s.kind == EntityType::Org
        && s.found == u32::MAX
        && v.kazakh(s.start)
        && s.end - s.start <= UNNAMED
        && (s.start..s.end).all(small)
        && !v.over(s.start, s.end).any(|(_, m)| m.kind == EntityType::Org)
    {
        return true;
    }
    if s.found == u32::MAX && v.kazakh(s.start) && is_work(v, s) {
        return true;
    }
    if s.found == u32::MAX && (s.start..s.end).all(|t| is_number(v, t) || is_drawn_out(v, t)) {
        return true;
    }
    if s.end - s.start > 1 {
        return false;
    }
    if s.found == u32::MAX && (describes(v, s) || heads(v, s)) {
        return true;
    }
    // `ведомство`
    let word = || small(s.start) && !v.info(s.start).kind.is_some() && v.at(s.start).next().is_none();
    if s.found == u32::MAX && s.kind != EntityType::Per && !v.kazakh(s.start) && word() {
        return true;
    }
    if s.found == u32::MAX && (is_form(v, s) || is_games(v, s)) {
        return true;
    }
    let only = v.info(s.start);
    if only.address || only.evidence.has(Evidence::NOT_NAME) {
        return true;
    }
    // A common word that only the sentence's start made a capital, or that the model is not sure of.
    let start = s.start == v.range.start || matches!(v.info(s.start - 1).class, Class::OtherMark);
    (start || s.score < UNSURE)
        && only.class == Class::Capital
        && (!only.evidence.has(Evidence::GIVEN | Evidence::SURNAME) || only.evidence.has(Evidence::AMBIGUOUS))
        && (only.common || s.kind == EntityType::Per && v.noun(s.start))
        && !v.over(s.start, s.end).any(|(_, m)| !m.ambiguous && m.kind == s.kind)
}

/// True for a number, a Roman one too: `Глава XXV`.
fn is_number(v: &Sentence<'_>, t: u32) -> bool {
    const NUMERALS: [(&str, u32); 9] =
        [("C", 100), ("XC", 90), ("L", 50), ("XL", 40), ("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1)];
    let surface = v.key(t);
    if v.info(t).class == Class::Number {
        return true;
    }
    if surface.len() > 8 || !surface.bytes().all(|b| b"IVXLC".contains(&b)) {
        return false;
    }
    // Read from the largest numeral down, each as often as it may stand.
    let mut rest = surface;
    for (numeral, value) in NUMERALS {
        let most = if matches!(value, 100 | 10 | 1) { 3 } else { 1 };
        for _ in 0..most {
            rest = rest.strip_prefix(numeral).unwrap_or(rest);
        }
    }
    rest.is_empty() && surface.bytes().any(|b| b"IVX".contains(&b))
}

/// True for a word that is drawn out as no name is: `КЕРЕМЕТТТТ`.
fn is_drawn_out(v: &Sentence<'_>, t: u32) -> bool {
    let key = v.key(t);
    let next = |n: usize| key.chars().skip(n);
    let drawn = |((a, b), c): ((char, char), char)| a == b && b == c && a.is_alphabetic();
    next(3).next().is_some() && key.chars().zip(next(1)).zip(next(2)).any(drawn)
}

/// True for a legal form alone, `КГУ`, or what a shopping centre is, `ТРЦ`.
fn is_form(v: &Sentence<'_>, s: &Span) -> bool {
    let kind = v.tag.kinds.get(v.info(s.start).kind);
    let centre = |k: &Kind| k.takes.has(Takes::QUOTE) && k.takes.has(Takes::CAPITALS);
    let form = kind.is_some_and(|k| (k.takes.has(Takes::FORM) || centre(k)) && !k.takes.has(Takes::OF));
    form && !v.kazakh(s.start) && v.info(s.start).class == Class::AllCapitals
}

/// True for games of a year: `ЧМ-2030`, `Олимпиаде-2016`.
fn is_games(v: &Sentence<'_>, s: &Span) -> bool {
    const GAMES: [&str; 6] = ["чм", "че", "ои", "олимпиад", "универсиад", "евро"];
    let games = |name: &str| GAMES.iter().any(|g| name.starts_with(g));
    let year = |year: &str| year.len() >= 2 && year.chars().all(|c| c.is_ascii_digit());
    let parts = v.key(s.start).split_once('-');
    parts.is_some_and(|(name, behind)| year(behind) && games(&fold(name)))
}

/// Words about a list of adjectives among which its noun stands.
const NEAR: u32 = 10;

/// True for what the model takes for a person or body though it is an adjective of the noun behind it (`Налоговый | кодекс`,
/// `Дорожная | карта`), or for a person though of one beside a list (`Ишкашимском и | Рушанском районах`).
fn describes(v: &Sentence<'_>, s: &Span) -> bool {
    const RELATIONAL: [&str; 9] = ["ский", "ская", "ское", "ской", "ского", "скому", "ском", "скую", "ским"];
    let t = s.start;
    let info = v.info(t);
    if s.kind == EntityType::Loc || v.kazakh(t) || info.class != Class::Capital {
        return false;
    }
    let lower = |t: u32| v.range.contains(&t) && v.info(t).class == Class::Lower;
    if s.kind == EntityType::Org {
        return lower(t + 1) && agrees(v.key(t), v.key(t + 1)) && v.at(t).next().is_none();
    }
    if info.evidence.has(Evidence::GIVEN | Evidence::SURNAME) || t > v.range.start && initial(v, t - 1) {
        return false;
    }
    let adjective = |t: u32| RELATIONAL.iter().any(|end| v.key(t).ends_with(end));
    if adjective(t) && v.range.contains(&(t + 2)) {
        let joined = v.info(t + 1).class == Class::Comma || v.key(t + 1) == "и";
        let places = |t: u32| v.tag.kinds.get(v.info(t).kind).is_some_and(|k| k.thing == EntityType::Loc);
        let near = v.range.start.max(t.saturating_sub(NEAR))..v.range.end.min(t + 2 * NEAR);
        return joined
            && v.info(t + 2).class == Class::Capital
            && adjective(t + 2)
            && near.into_iter().any(|t| v.info(t).class == Class::Lower && places(t));
    }
    // A surname may look like one: `Толстой | сказал`.
    let shape = info.evidence.has(Evidence::SURNAME_SHAPE);
    !shape && lower(t + 1) && agrees(v.key(t), v.key(t + 1))
}

fn initial(v: &Sentence<'_>, t: u32) -> bool {
    v.info(t).class == Class::Initial
}

/// True for a word that is all of its line and that nothing says to be a name: `Саясат`, `Редакция`.
fn heads(v: &Sentence<'_>, s: &Span) -> bool {
    let t = s.start;
    let info = v.info(t);
    // `Әлихан: «Бұл жолсыз»` speaks.
    let ends = |t: u32| {
        let mark = || matches!(v.info(t).class, Class::OtherMark | Class::Stop) && v.key(t) != ":";
        !v.range.contains(&t) || v.begins_line(t) || mark()
    };
    let alone = (t == v.range.start || v.begins_line(t)) && ends(t + 1);
    let named = info.evidence.has(Evidence::GIVEN | Evidence::SURNAME | Evidence::SURNAME_SHAPE);
    let word = || info.evidence.has(Evidence::AMBIGUOUS) && v.noun(t);
    s.kind != EntityType::Org && alone && (!named || word()) && v.at(t).next().is_none()
}

/// True for words that count views and the like or offer to share, unless they are quoted: `Просмотров: 1245`.
fn furniture(v: &Sentence<'_>, s: &Span) -> bool {
    let quoted =
        s.start > v.range.start && matches!(v.info(s.start - 1).class, Class::OpenQuote | Class::Quote);
    !quoted && (s.start..s.end).all(|t| v.tag.furniture.has(&fold(v.key(t))))
}

/// True for the code of a currency and the stroke between two: `USD/KZT`.
fn currency(v: &Sentence<'_>, t: u32) -> bool {
    let key = v.key(t);
    key == "/" || is_currency(key)
}

/// True for the words that days, orders and prizes are called by.
pub(in crate::stage::tag) fn names_awards(surface: &str, key: &str) -> bool {
    const AWARDS: &[&str] = &[
        "день",
        "дня",
        "дню",
        "днем",
        "дне",
        "орден",
        "ордена",
        "орденом",
        "ордену",
        "орденов",
        "медаль",
        "медали",
        "медалью",
    ];
    // Most words are turned away by their first letter, most others by their key; with ё it is another word.
    key.starts_with(['д', 'о', 'м']) && AWARDS.contains(&key) && surface.to_lowercase() == key
}

/// True for what a day, an order or a prize is called after: `День Победы`, `орден Красной Звезды`.
fn award(v: &Sentence<'_>, s: &Span) -> bool {
    let before = v.info(s.start - 1);
    let first = v.info(s.start);
    s.kind != EntityType::Org && before.award && matches!(before.class, Class::Lower | Class::Capital)
        || s.end - s.start >= 2 && first.award
}

/// True for running text in Latin letters: a quotation, not a name.
fn foreign(v: &Sentence<'_>, s: &Span) -> bool {
    let small = (s.start..s.end).filter(|&t| v.info(t).class == Class::LatinLower).count();
    small >= 3
}

/// Takes back what the model alone found and nothing else supports: Russian places at the floor of its scores and Kazakh
/// ones not far above it, of both of which one in ten is right, Kazakh bodies at the floor, adjectives before the noun that they belong to (`Всесоюзной | партийной конференции`), and pieces
/// of text that is shouted.
pub(super) fn drop_doubtful(v: &Sentence<'_>, from: usize, spans: &mut Vec<Span>) {
    retain(spans, from, |s| {
        let alone = s.found == u32::MAX && s.rule == "model";
        let doubtful = match s.kind {
            EntityType::Loc => is_doubtful_place(v, s),
            EntityType::Org => is_doubtful_body(v, s),
            _ => false,
        };
        !(alone && (doubtful || is_shouted(v, s)))
    });
}

fn is_doubtful_place(v: &Sentence<'_>, s: &Span) -> bool {
    let single = s.end - s.start == 1;
    if v.kazakh(s.start) {
        // `Құжатты ЖСҚ әзірледі`: of the abbreviations that no list holds nearly none is a place.
        let abbreviation = single && v.info(s.start).class == Class::AllCapitals;
        let unsure = s.score < LOW || s.score < LIKELY && is_common(v, s);
        return abbreviation || unsure && !is_beside_places(v, s);
    }
    let lower = |t: u32| v.range.contains(&t) && v.info(t).class == Class::Lower && !v.info(t).kind.is_some();
    s.score <= FAINT || single && lower(s.end) && agrees(v.key(s.start), v.key(s.end))
}

/// Words that a list beside a name may have, at most.
const LIST: u32 = 16;

/// True for a word or mark of a list of names.
fn is_of_list(v: &Sentence<'_>, t: u32) -> bool {
    use Class::*;
    let name = matches!(v.info(t).class, Capital | AllCapitals | Mixed | LatinCapital | Number);
    let mark = matches!(v.info(t).class, Comma | OpenQuote | CloseQuote | Quote | Dash);
    name || mark || is_kazakh_and(v.key(t))
}

/// True where one of the first words in small letters says what a name is, behind it and what else is in its list:
/// `Глубокий, | Зырянь, Ұлан аудандарының`, `Құсшы | ата ауылында`.
fn says_behind(v: &Sentence<'_>, end: u32, says: impl Fn(u32) -> bool) -> bool {
    /// Words in small letters, at most.
    const WORDS: usize = 3;
    let line = |t: &u32| *t == v.range.start || !v.begins_line(*t);
    let list = (end..v.range.end.min(end + LIST)).take_while(line).take_while(|&t| is_of_list(v, t));
    let small = list.last().map_or(end, |t| t + 1);
    let lower = |t: &u32| line(t) && matches!(v.info(*t).class, Class::Lower | Class::Number);
    (small..v.range.end).take(WORDS).take_while(lower).any(says)
}

/// True for a Kazakh place of which a word for what it is, in it or behind it, or a listed place says that it is one: `Мальбе
/// | қаласында`, `Қаркаралы, | Баянауыл`, or the case of a word that is no other: `өңірін | Түркменияға`.
fn is_beside_places(v: &Sentence<'_>, s: &Span) -> bool {
    let place = |m: &Match| m.kind == EntityType::Loc && !m.ambiguous && !m.context;
    let kind = |t: u32| {
        let kind = v.tag.kinds.get(v.info(t).kind).is_some_and(|k| k.thing == EntityType::Loc);
        kind || v.info(t).class == Class::Lower && begins(v.key(t), OF_PLACES)
    };
    // `нөмірі 57-нші сайлау бөлімшесінде`
    if v.key(s.start) == "нөмірі" && s.end - s.start > 2 {
        return true;
    }
    let named = v.info(s.start).class != Class::Lower;
    if named && ((s.start + 1..s.end).any(kind) || says_behind(v, s.end, kind))
        || v.within(s.start, s.end).any(|(_, m)| place(m))
    {
        return true;
    }
    // In the list before it and behind it.
    let first = (v.range.start.max(s.start.saturating_sub(LIST))..s.start).rev();
    let first = first.take_while(|&t| is_of_list(v, t)).last().unwrap_or(s.start);
    let joint = |t: u32| v.range.contains(&t) && (v.info(t).class == Class::Comma || is_kazakh_and(v.key(t)));
    let before = s.start > first && joint(s.start - 1);
    let listed = |start: u32, end: u32| v.within(start, end).any(|(_, m)| m.end <= end && place(m));
    let behind = (s.end..v.range.end.min(s.end + LIST)).take_while(|&t| is_of_list(v, t)).last();
    if before && listed(first, s.start) || joint(s.end) && behind.is_some_and(|t| listed(s.end, t + 1)) {
        return true;
    }
    let last = fold(v.key(s.end - 1));
    let inside = s.start > v.range.start && !v.begins_line(s.start);
    named
        && inside
        && v.info(s.start - 1).class == Class::Lower
        && (ends_where(&last) || ends_whither(&last))
        && !v.info(s.end - 1).common
        && !v.noun(s.end - 1)
}

/// True for one word that Kazakh texts have in small letters too, or that the stem list has.
fn is_common(v: &Sentence<'_>, s: &Span) -> bool {
    s.end - s.start == 1
        && v.info(s.start).class != Class::Lower
        && (v.info(s.start).common || v.noun(s.start))
}

/// Words for places that are no kinds of names, by their beginnings.
const OF_PLACES: &[&str] = &[
    "аралдар",
    "аудандар",
    "аурухана",
    "ауылдар",
    "бағыт",
    "бөгет",
    "вокзал",
    "диспансер",
    "дәліз",
    "елді",
    "жерде",
    "жері",
    "жол",
    "кесене",
    "күмбез",
    "көше",
    "көшелер",
    "маңы",
    "мекен",
    "мектеб",
    "мектеп",
    "мұздығ",
    "мұздық",
    "мұхит",
    "нысан",
    "орман",
    "таулар",
    "теңіз",
    "түбін",
    "учаске",
    "шайқас",
    "шаһар",
    "шығана",
    "ықшамаудан",
    "қалалар",
    "қонақүй",
    "қондырғы",
    "қорған",
    "құмдар",
    "өзендер",
    "өңір",
];

/// True for a Kazakh body at the floor of the model's scores of which neither a word for what it is nor a list says that it
/// is one.
fn is_doubtful_body(v: &Sentence<'_>, s: &Span) -> bool {
    /// Words with capitals that are enough of a name.
    const WORDS: u32 = 3;
    if !v.kazakh(s.start) || s.score > FAINT && !(s.score < UNSURE && is_common(v, s)) {
        return false;
    }
    // `Ұлттық қауіпсіздік жөніндегі | мемлекеттік комитеті`
    if matches!(v.key(s.end - 1), "жөніндегі" | "және" | "туралы") {
        return true;
    }
    let body =
        |t: u32| v.info(t).kind.is_some() || begins(&fold(v.key(t)), OF_BODIES) || v.key(t) == "атындағы";
    // `Nest Investments Holdings`
    let capital = |t: u32| matches!(v.info(t).class, Class::Capital | Class::LatinCapital);
    let long = s.end - s.start >= WORDS && (s.start..s.end).all(capital);
    let named = s.end - s.start > 1 && (s.start..s.end).any(body) || says_behind(v, s.end, body);
    !long && !named && !v.within(s.start, s.end).any(|(_, m)| m.kind == EntityType::Org)
}

/// Words for bodies in other forms than those of kinds, by their beginnings.
const OF_BODIES: &[&str] = &[
    "академия",
    "альянс",
    "ассамблея",
    "аурухана",
    "банк",
    "бригада",
    "бюро",
    "газет",
    "диспансер",
    "емхана",
    "журнал",
    "институт",
    "кеңес",
    "колледж",
    "комиссия",
    "конференция",
    "министрлік",
    "одақ",
    "орталық",
    "партия",
    "театр",
    "университет",
    "филиал",
    "холдинг",
    "қозғалыс",
    "қоғам",
    "қоры",
    "қызметі",
    "үкімет",
    "ұйым",
];

/// True for a piece of a run of words in capitals, where a capital says nothing.
fn is_shouted(v: &Sentence<'_>, s: &Span) -> bool {
    let capitals = |t: &u32| v.range.contains(t) && v.info(*t).class == Class::AllCapitals;
    if !(s.start..s.end).all(|t| capitals(&t)) {
        return false;
    }
    let name = Evidence::GIVEN | Evidence::SURNAME | Evidence::SURNAME_SHAPE;
    let known = |t: u32| {
        let info = v.info(t);
        info.kind.is_some() || s.kind == EntityType::Per && info.evidence.has(name)
    };
    // So much of a shouted page tells enough.
    let (from, to) = (s.start.saturating_sub(LONGEST), s.end + LONGEST);
    let first = (from..s.start).rev().take_while(capitals).last().unwrap_or(s.start);
    let last = (s.end..to).take_while(capitals).last().map_or(s.end, |t| t + 1);
    let long = |t: &u32| capitals(t) && v.doc.tokens[*t as usize].norm.len() > 2 * ABBREVIATION;
    let word = |t: u32| v.info(t).common || v.noun(t);
    let words = || v.kazakh(s.start) && (s.start..s.end).all(word);
    !(s.start..s.end).any(known)
        && last - first >= SHOUTED
        && ((first..last).filter(long).count() >= 2 || words())
}
