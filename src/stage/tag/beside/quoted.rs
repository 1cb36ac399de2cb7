//! Names in quotation marks, by the word that says what they are the names of.
//!
//! Reads: a name between two marks, the words before them in Russian, behind them in Kazakh. Makes: by rule `org:in-quotes`
//! bodies of listed places (`форвард «Милана»`, `«Алатау» совхозы`, `«Тобыл» шабуылшысы`). A place in the quotation of a body's name, or of a
//! film, an order or a ship, is none, nor is a Kazakh name that is a work's or a prize's. Cost: a look at the words beside
//! the marks; for a place, one at the sentence's words.

use crate::document::EntityType;
use crate::lang::Lang;
use crate::lexicon::without_case;
use crate::words::fold;

use super::super::bounds::is_kazakh_and;
use super::super::decide::{GONE, Sentence};
use super::super::kind::{Kind, KindId, Takes};
use super::super::pattern::{is_place, says_within};
use super::super::word::Class;
use super::super::{LONGEST, Span};
use super::{begins, subtype};

/// The rule of a body that is called as a listed place is.
pub(in crate::stage::tag) const IN_QUOTES: &str = "org:in-quotes";

/// Words between a Kazakh quotation and the word for what it is the name of.
const BETWEEN: u32 = 3;

/// Tokens before and behind a sentence in which its teams may be spoken of.
const BEFORE_TEAM: u32 = 60;
const BEHIND_TEAM: u32 = 20;

/// Names of works in a row, at most: `«Қамқор», «Жас ана» және «Жас кәсіпкер» бағдарламалары`.
const IN_A_ROW: u32 = 4;

/// True for all that stands between two quotation marks.
pub(super) fn in_quotes(v: &Sentence<'_>, s: &Span) -> bool {
    s.start > v.range.start
        && s.end < v.range.end
        && matches!(v.info(s.start - 1).class, Class::OpenQuote | Class::Quote)
        && matches!(v.info(s.end).class, Class::CloseQuote | Class::Quote)
}

/// True for what begins a quotation: `конкурс «Учитель | года»`.
pub(super) fn begins_quotation(v: &Sentence<'_>, s: &Span) -> bool {
    s.start > v.range.start && matches!(v.info(s.start - 1).class, Class::OpenQuote | Class::Quote)
}

/// What a place in quotation marks is, number `i`, by what stands about them.
pub(super) fn settle(v: &Sentence<'_>, from: usize, spans: &mut [Span], i: usize, team: &mut Option<bool>) {
    let s = spans[i];
    // `клуб «Барселона»` is a body, and no Barcelona is in it.
    let first = from + spans[from..].partition_point(|o| o.start + LONGEST < s.start);
    let body = |o: &Span| o.kind == EntityType::Org && o.start < s.start && s.end < o.end;
    if spans[first..].iter().take_while(|o| o.start < s.end).any(body) {
        spans[i].end = GONE;
        return;
    }
    let said = if v.kazakh(s.start) { said_behind(v, &s, team) } else { said_before(v, &s, team) };
    match said {
        Some(true) => spans[i] = Span { kind: EntityType::Org, rule: IN_QUOTES, found: u32::MAX, ..s },
        Some(false) => spans[i].end = GONE,
        None => {}
    }
}

/// What an office in quotation marks, number `i`, is: the club that is called so (`«Шахтёр»`), else nothing where it has a
/// capital.
pub(super) fn settle_office(v: &Sentence<'_>, from: usize, spans: &mut [Span], i: usize) {
    let s = spans[i];
    if v.kazakh(s.start) || s.end - s.start > 1 || v.info(s.start).class != Class::Capital {
        return;
    }
    let found = v.tag.lexicon.find(v.key(s.start), Lang::Ru);
    let club = found.iter().any(|(entry, _)| subtype(v, *entry) == "sport");
    let inside = |o: &Span| o.kind != EntityType::Role && o.start <= s.start && s.end <= o.end;
    let first = from + spans[from..].partition_point(|o| o.start + LONGEST < s.start);
    let taken = spans[first..].iter().take_while(|o| o.start < s.end).any(inside);
    spans[i] = match club && !taken {
        true => Span { kind: EntityType::Org, rule: IN_QUOTES, found: u32::MAX, ..s },
        false => Span { end: GONE, ..s },
    };
}

/// Adds listed clubs in Russian quotation marks that are called by common words, where the sentence speaks of teams: `матч
/// «Барыса»`. Brings `spans[from..]` in order.
pub(super) fn clubs(v: &Sentence<'_>, from: usize, spans: &mut Vec<Span>, team: &mut Option<bool>) {
    let known = spans.len();
    for (at, m) in v.within(v.range.start, v.range.end) {
        let s =
            Span { start: m.start, end: m.end, kind: m.kind, rule: IN_QUOTES, score: 0.7, found: at as u32 };
        let club = m.kind == EntityType::Org
            && !v.kazakh(m.start)
            && in_quotes(v, &s)
            && subtype(v, m.entry) == "sport";
        if !club || m.context || is_another_towns(v, &s) {
            continue;
        }
        let first = from + spans[from..known].partition_point(|o| o.start + LONGEST < s.start);
        let taken = spans[first..known].iter().take_while(|o| o.start < s.end).any(|o| s.start < o.end);
        if !taken && plays(v, team) {
            spans.push(s);
        }
    }
    if spans.len() > known {
        spans[from..].sort_by_key(|s| (s.start, std::cmp::Reverse(s.end)));
    }
}

/// True behind an adjective that says which town's club it is: `волгоградское «Динамо»`.
fn is_another_towns(v: &Sentence<'_>, s: &Span) -> bool {
    let before = s.start.checked_sub(2).filter(|&t| t >= v.range.start);
    before.is_some_and(|t| v.key(t).rfind("ск").is_some_and(|at| v.key(t)[at..].chars().count() <= 5))
}

/// True for what a Russian word before the quotation says to be a place: `махалля «Ахмед Югнаки»`.
pub(super) fn is_places(v: &Sentence<'_>, s: &Span) -> bool {
    let Some(t) = (s.start - 1).checked_sub(1).filter(|&t| t >= v.range.start) else { return false };
    let kind = v.tag.kinds.get(v.info(t).kind);
    let before = t.checked_sub(1).filter(|&b| b >= v.range.start).map_or("", |b| v.key(b));
    let named = |k: &Kind| k.thing == EntityType::Loc && k.takes.has(Takes::QUOTE) && is_place(k, before);
    let place = kind.is_some_and(named);
    let club = || v.matches.get(s.found as usize).is_some_and(|m| subtype(v, m.entry) == "sport");
    let open = s.kind != EntityType::Org || s.found == u32::MAX || club();
    place && !v.kazakh(t) && v.info(t).class == Class::Lower && open
}

/// True for what a Russian word before the quotation says to be an event or a plan: `форум «Цифровой мост»`.
pub(super) fn is_events(v: &Sentence<'_>, s: &Span) -> bool {
    let Some(t) = (s.start - 1).checked_sub(1).filter(|&t| t >= v.range.start) else { return false };
    let word = matches!(v.info(t).class, Class::Lower | Class::Capital) && v.info(t).kind == KindId::NONE;
    let key = fold(v.key(t));
    !v.kazakh(t) && word && (begins(&key, EVENTS) || is_thing(&key))
}

/// `оператор «Билайн»` is another word.
fn is_opera(key: &str) -> bool {
    matches!(key, "опера" | "оперы" | "опере" | "оперу" | "оперой" | "опер")
}

/// The listed event that a quotation is, or nothing.
pub(super) fn event(v: &Sentence<'_>, s: &Span) -> Span {
    match v.at(s.start).find(|(_, m)| m.end == s.end && m.kind == EntityType::Event) {
        Some((at, m)) => Span { kind: m.kind, rule: "lexicon", found: at as u32, ..*s },
        None => Span { end: GONE, ..*s },
    }
}

/// Whether a Kazakh quotation is a body's name (`«Алатау» совхозы`, `«Тобылдың» шабуылшысы`) or a thing's (`«Астана» медалі`).
fn said_behind(v: &Sentence<'_>, s: &Span, team: &mut Option<bool>) -> Option<bool> {
    let found = v.matches.get(s.found as usize).map(|m| subtype(v, m.entry));
    // `«Атакент» көрме орталығы`: a building.
    if found == Some("facility") {
        return None;
    }
    for t in (s.end + 1..v.range.end).take(BETWEEN as usize) {
        let info = v.info(t);
        let form = info.class == Class::AllCapitals && t == s.end + 1;
        if let Some(kind) = v.tag.kinds.get(info.kind)
            && (info.class == Class::Lower && !kind.takes.has(Takes::FORM) || form)
        {
            // A centre of which no more is said may be a building.
            let building = kind.subtype == "body" && t == s.end + 1;
            return (kind.thing == EntityType::Org && !building).then_some(true);
        }
        if info.class != Class::Lower {
            break;
        }
        let key = fold(v.key(t));
        // `«Ордабасы» | өз алаңында`
        if key == "өз" {
            break;
        }
        if is_thing(&key) || begins(&key, KAZAKH_WORKS) {
            return Some(false);
        }
        if says_within(&key) || BUILDINGS.contains(&key.as_ref()) {
            return None;
        }
    }
    (found.is_some_and(is_called_by) && plays(v, team)).then_some(true)
}

/// True for the subtypes of places that clubs are called by.
fn is_called_by(subtype: &str) -> bool {
    matches!(subtype, "area" | "city" | "district" | "mountain" | "region" | "village" | "water")
}

/// The same of a Russian one: `форвард «Милана»`, `медаль «Астана»`.
fn said_before(v: &Sentence<'_>, s: &Span, team: &mut Option<bool>) -> Option<bool> {
    let subtype = match v.matches.get(s.found as usize) {
        Some(m) => subtype(v, m.entry),
        None => return None,
    };
    if let Some(t) = (s.start - 1).checked_sub(1).filter(|&t| t >= v.range.start) {
        let info = v.info(t);
        if let Some(kind) = v.tag.kinds.get(info.kind) {
            // `ТРЦ «Хан Шатыр»`: a building.
            if subtype == "facility" {
                return None;
            }
            let form = kind.takes.has(Takes::FORM | Takes::CAPITALS);
            let body = kind.thing == EntityType::Org && form == (info.class == Class::AllCapitals);
            return body.then_some(true);
        }
        let key = fold(v.key(t));
        if is_thing(&key) {
            return Some(false);
        }
        if begins(&key, OTHERS) {
            return None;
        }
    }
    let listed = matches!(subtype, "city" | "area" | "region" | "mountain" | "water");
    (listed && plays(v, team)).then_some(true)
}

/// True where the sentence, or in Russian what stands about it, speaks of clubs or bands; `team` keeps what was found of it.
pub(in crate::stage::tag) fn plays(v: &Sentence<'_>, team: &mut Option<bool>) -> bool {
    let (before, behind) = if v.kazakh(v.range.start) { (0, 0) } else { (BEFORE_TEAM, BEHIND_TEAM) };
    *team.get_or_insert_with(|| {
        let first = v.range.start.saturating_sub(before);
        let last = (v.range.end + behind).min(v.infos.len() as u32);
        (first..last).any(|t| says_team(v, t))
    })
}

fn says_team(v: &Sentence<'_>, t: u32) -> bool {
    let teams = if v.kazakh(t) { KAZAKH_TEAMS } else { TEAMS };
    matches!(v.info(t).class, Class::Lower | Class::Capital) && begins(&fold(v.key(t)), teams)
}

/// True for a word for what may be called as a place is and is none: a work, an order, a ship.
fn is_thing(key: &str) -> bool {
    begins(key, WORKS) || begins(key, THINGS) || is_opera(key)
}

/// True for a Kazakh name in quotation marks that a word behind them says to be a work, a prize or the like.
pub(in crate::stage::tag) fn is_work(v: &Sentence<'_>, s: &Span) -> bool {
    let class = |t: u32| if t < v.range.end { v.info(t).class } else { Class::Stop };
    let open = |t: u32| matches!(class(t), Class::OpenQuote | Class::Quote);
    let close = |t: u32| matches!(class(t), Class::CloseQuote | Class::Quote);
    if s.start == v.range.start || !open(s.start - 1) || !close(s.end) {
        return false;
    }
    let mut at = s.end + 1;
    for _ in 0..IN_A_ROW {
        let joint = class(at) == Class::Comma || at < v.range.end && is_kazakh_and(v.key(at));
        if !joint || !open(at + 1) {
            break;
        }
        let Some(end) = (at + 2..(at + 8).min(v.range.end)).find(|&t| close(t)) else { return false };
        at = end + 1;
    }
    // `«Бәйтерек» ғарыш жобасы`, but `«Хабар» агенттігі фильм түсірді`.
    let word = |t: u32| class(t) == Class::Lower && v.info(t).kind == KindId::NONE;
    let works = |t: u32| word(t) && (begins(v.key(t), WORKS) || begins(v.key(t), KAZAKH_WORKS));
    let describes = || word(at) && !v.key(at).ends_with(['ы', 'і']) && without_case(v.key(at)) == v.key(at);
    works(at) || describes() && works(at + 1)
}

/// Works, orders and the like in both languages, by their beginnings.
const WORKS: &[&str] =
    &["альбом", "дастан", "кітаб", "медал", "орден", "поэма", "роман", "сериал", "спектакл", "фильм", "әні"];

/// What else is called by a Kazakh name in quotation marks and is no body, place or person, by its beginning; `опера` may be
/// a theatre.
const KAZAKH_WORKS: &[&str] = &[
    "акция",
    "бағдарлама",
    "байқау",
    "драма",
    "жинағ",
    "жоба",
    "картина",
    "кеме",
    "комедия",
    "күйі",
    "күйлер",
    "марафон",
    "мақала",
    "мюзикл",
    "науқан",
    "номинация",
    "олимпиада",
    "операция",
    "повес",
    "пьеса",
    "сертификат",
    "сыйлығ",
    "трагедия",
    "трактор",
    "турнир",
    "ұраны",
    "фестивал",
    "форум",
    "хикая",
    "шоу",
    "қолданба",
    "қосымшал",
    "қосымшас",
    "өлең",
    "әндер",
    "әңгіме",
];

/// What else is called by places' names, by its beginning.
const THINGS: &[&str] = &[
    "балет",
    "картин",
    "кинофильм",
    "книг",
    "кітап",
    "күйі",
    "крейсер",
    "пароход",
    "песн",
    "премия",
    "премии",
    "сыйлығы",
    "теплоход",
];

/// Of what Kazakh buildings are the centres.
const BUILDINGS: &[&str] = &["демалыс", "көрме", "спорт"];

/// Events, plans and contests, by their beginnings.
const EVENTS: &[&str] = &[
    "акци",
    "выставк",
    "викторин",
    "забег",
    "кампани",
    "конкурс",
    "конференци",
    "марафон",
    "номинаци",
    "операци",
    "олимпиад",
    "программ",
    "проект",
    "премьер",
    "саммит",
    "семинар",
    "спектакл",
    "турнир",
    "фестивал",
    "фильм",
    "форум",
    "челлендж",
    "эстафет",
    "ярмарк",
];

/// What else stands before a place's name in quotation marks, or says that a name is spoken of.
const OTHERS: &[&str] = &[
    "автодорог",
    "бренд",
    "газопровод",
    "дорог",
    "зал",
    "зон",
    "имен",
    "имя",
    "крепост",
    "музе",
    "называ",
    "назва",
    "назван",
    "надпис",
    "парк",
    "проект",
    "санатор",
    "сизо",
    "слов",
    "термин",
    "трасс",
    "тюрьм",
    "участк",
    "част",
];

/// What is spoken of with clubs in Kazakh, by its beginning.
const KAZAKH_TEAMS: &[&str] = &[
    "бапкер",
    "баскетбол",
    "волейбол",
    "голд",
    "голы",
    "жанкүйер",
    "жаттықтырушы",
    "клуб",
    "команда",
    "легионер",
    "лига",
    "матч",
    "ойыншы",
    "премьер-лига",
    "футбол",
    "футзал",
    "хоккей",
    "чемпионат",
    "шабуылшы",
    "қақпашы",
    "қорғаушы",
];

/// What is spoken of with clubs and bands, by its beginning.
const TEAMS: &[&str] = &[
    "баскетбол",
    "болельщик",
    "велогон",
    "вратар",
    "выиграл",
    "голкипер",
    "гроссмейстер",
    "игрок",
    "клуб",
    "концерт",
    "кубк",
    "кубок",
    "лиги",
    "матч",
    "нападающ",
    "обыграл",
    "полузащитник",
    "полуфинал",
    "проиграл",
    "сборн",
    "солист",
    "трансфер",
    "тренер",
    "трофе",
    "турнир",
    "фанат",
    "владел",
    "форвард",
    "фронтмен",
    "футбол",
    "хоккеист",
    "хоккей",
    "чемпионат",
];
