//! What the word beside a name says of it, against the lexicon and the model.
//!
//! Reads: a sentence's names as decided, the kinds of the words beside them ([`super::kind`]). Makes of them by named
//! rules: `place:street` (`улица Абая`, `ул. Генерала Дорохова`, `Абай к-сі` are places, not persons), `place:beside`
//! (`Абай ауданы`, `с. Актогай`: a place where the model took a person), `org:in-quotes` (a listed place in quotation
//! marks that is a body's name: `форвард «Милана»`, `«Алатау» совхозы`). A place in the quotation of a body's name, or of a
//! film, an order or a ship, is none, nor is a Kazakh name in quotation marks that is a work's or a prize's, or the maker's by
//! which a car or a telephone is called. Cost: a look at the words beside each name; where a place is in quotation marks, one
//! at the sentence's words.

use crate::document::EntityType;
use crate::lexicon::{Evidence, without_case};
use crate::words::fold;

use super::decide::{GONE, Sentence};
use super::kind::{Kind, KindId, Takes};
use super::pattern::{TITLES, is_after, is_rural};
use super::word::Class;
use super::{LONGEST, Span, retain};

/// The rule of a body that is called as a listed place is.
pub(super) const IN_QUOTES: &str = "org:in-quotes";

/// Words before a street's name that belong to it: titles and what it is called by.
const BEFORE_NAME: u32 = 3;
/// Words between a Kazakh quotation and the word for what it is the name of.
const BETWEEN: u32 = 3;

/// Names that are not what they were taken for; `spans[from..]` stand in order.
pub(super) fn retype(v: &Sentence<'_>, from: usize, spans: &mut Vec<Span>) {
    let mut team = None;
    let mut more = Vec::new();
    for i in from..spans.len() {
        let s = spans[i];
        if s.kind == EntityType::Role || s.end == GONE {
            continue;
        }
        if s.kind == EntityType::Org && product(v, &s) {
            spans[i].end = GONE;
        } else if s.kind == EntityType::Loc && in_quotes(v, &s) {
            quoted(v, from, spans, i, &mut team);
        } else if let Some(place) = russian_place(v, &s).or_else(|| kazakh_place(v, &s)) {
            // `ул. Ломова 49 | Тентекпаев`: behind the house's number stands another name.
            let behind = (s.start..s.end).find(|&t| v.info(t).class == Class::Number);
            let rest = behind.map(|t| Span { start: t + 1, ..s }).filter(|r| r.start < r.end);
            if swallow(from, spans, i, place.start, place.end) {
                spans[i] = place;
                more.extend(rest.filter(|r| v.info(r.start).class == Class::Capital));
            }
        }
    }
    spans.append(&mut more);
    retain(spans, from, |s| s.end != GONE);
}

/// Takes away the names inside `start..end` but number `i`; false where one crosses its ends.
fn swallow(from: usize, spans: &mut [Span], i: usize, start: u32, end: u32) -> bool {
    let first = from + spans[from..].partition_point(|o| o.start + LONGEST < start);
    let over = |k: &usize, o: &Span| {
        *k != i && o.kind != EntityType::Role && o.end != GONE && start < o.end && o.start < end
    };
    let over: Vec<usize> =
        (first..spans.len()).take_while(|&k| spans[k].start < end).filter(|k| over(k, &spans[*k])).collect();
    let inside = |&k: &usize| start <= spans[k].start && spans[k].end <= end;
    if !over.iter().all(inside) {
        return false;
    }
    for k in over {
        spans[k].end = GONE;
    }
    true
}

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
fn russian_place(v: &Sentence<'_>, s: &Span) -> Option<Span> {
    if v.kazakh(s.start) || s.start == v.range.start || v.begins_line(s.start) {
        return None;
    }
    let person = s.kind == EntityType::Per;
    let alone = s.kind == EntityType::Org && s.found == u32::MAX;
    if !(person || alone || s.kind == EntityType::Loc) {
        return None;
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
        let whose = last.ends_with(['а', 'я', 'о', 'ы', 'и', 'у', 'е']) || last.ends_with("ой");
        return (short || whose && person).then(|| street(start, end));
    }
    if start != s.start || end - s.start > 1 {
        return None;
    }
    // `с. Актогай`; `в селе Иван` is somebody.
    let listed = v.at(s.start).find(|(_, m)| m.end == end && m.kind == EntityType::Loc);
    // `г. Носов` may be a gentleman.
    let settled = kind.subtype == "village" && short;
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

fn subtype<'a>(v: &Sentence<'a>, entry: crate::lexicon::EntryId) -> &'a str {
    &v.tag.lexicon.entry(entry).subtype
}

fn street(start: u32, end: u32) -> Span {
    Span { start, end, kind: EntityType::Loc, rule: "place:street", score: 0.8, found: u32::MAX }
}

/// The place of which a Kazakh kind word tells behind what was taken for a person.
fn kazakh_place(v: &Sentence<'_>, s: &Span) -> Option<Span> {
    if s.kind != EntityType::Per || !v.kazakh(s.start) || s.end >= v.range.end {
        return None;
    }
    let title = v.info(s.end).class == Class::Lower && TITLES.contains(&v.key(s.end));
    let behind = s.end + u32::from(title);
    // `Мүткенов ауылдық округінің`
    let rural =
        behind + 1 < v.range.end && place_kind(v, behind + 1).is_some_and(|k| is_rural(v.key(behind), k));
    let at = behind + u32::from(rural);
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

/// True for the maker's name by which a thing is called: `автомобиль BMW`, `смартфон марки Samsung`.
fn product(v: &Sentence<'_>, s: &Span) -> bool {
    let word = |t: u32| v.info(t).class == Class::Lower || v.info(t).class == Class::Capital;
    // `автомобилестроитель`, `машинист` are other words.
    let form = |key: &str| PRODUCTS.iter().any(|w| key.strip_prefix(w).is_some_and(|e| ENDINGS.contains(&e)));
    let said = |t: u32| v.range.contains(&t) && word(t) && form(&fold(v.key(t)));
    let mark = |t: u32| v.range.contains(&t) && matches!(v.key(t), "марки" | "модели");
    let Some(before) = s.start.checked_sub(1).filter(|_| !v.kazakh(s.start)) else { return false };
    let named = v.info(s.start).class == Class::LatinCapital || s.found != u32::MAX;
    named && (said(before) || mark(before) && before.checked_sub(1).is_some_and(said))
}

/// True for all that stands between two quotation marks.
fn in_quotes(v: &Sentence<'_>, s: &Span) -> bool {
    s.start > v.range.start
        && s.end < v.range.end
        && matches!(v.info(s.start - 1).class, Class::OpenQuote | Class::Quote)
        && matches!(v.info(s.end).class, Class::CloseQuote | Class::Quote)
}

/// What a place in quotation marks is, number `i`, by what stands about them.
fn quoted(v: &Sentence<'_>, from: usize, spans: &mut [Span], i: usize, team: &mut Option<bool>) {
    let s = spans[i];
    // `клуб «Барселона»` is a body, and no Barcelona is in it.
    let first = from + spans[from..].partition_point(|o| o.start + LONGEST < s.start);
    let body = |o: &Span| o.kind == EntityType::Org && o.start < s.start && s.end < o.end;
    if spans[first..].iter().take_while(|o| o.start < s.end).any(body) {
        spans[i].end = GONE;
        return;
    }
    let said = if v.kazakh(s.start) { said_behind(v, &s) } else { said_before(v, &s, team) };
    match said {
        Some(true) => spans[i] = Span { kind: EntityType::Org, rule: IN_QUOTES, found: u32::MAX, ..s },
        Some(false) => spans[i].end = GONE,
        None => {}
    }
}

/// Whether a Kazakh quotation is a body's name (`«Алатау» совхозы`) or a thing's (`«Астана» медалі`).
fn said_behind(v: &Sentence<'_>, s: &Span) -> Option<bool> {
    // `«Атакент» көрме орталығы`: a building.
    if v.matches.get(s.found as usize).is_some_and(|m| subtype(v, m.entry) == "facility") {
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
            return None;
        }
        let key = fold(v.key(t));
        if begins(&key, THINGS) {
            return Some(false);
        }
        let within = ["дағы", "дегі", "тағы", "тегі"].iter().any(|e| key.ends_with(e));
        if within || BUILDINGS.contains(&key.as_ref()) {
            return None;
        }
    }
    None
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
            let form = kind.takes.has(Takes::FORM | Takes::CAPITALS);
            let body = kind.thing == EntityType::Org && form == (info.class == Class::AllCapitals);
            return body.then_some(true);
        }
        let key = fold(v.key(t));
        if begins(&key, THINGS) {
            return Some(false);
        }
        if begins(&key, OTHERS) {
            return None;
        }
    }
    let listed = matches!(subtype, "city" | "area" | "region" | "mountain" | "water");
    let mut team = || *team.get_or_insert_with(|| v.range.clone().any(|t| says_team(v, t)));
    (listed && team()).then_some(true)
}

fn says_team(v: &Sentence<'_>, t: u32) -> bool {
    matches!(v.info(t).class, Class::Lower | Class::Capital) && begins(&fold(v.key(t)), TEAMS)
}

fn begins(key: &str, list: &[&str]) -> bool {
    list.iter().any(|w| key.starts_with(w))
}

/// Words for what is called by a name in quotation marks and is no body, place or person, by their beginnings.
const WORKS: &[&str] = &[
    "альбом",
    "бағдарлама",
    "байқау",
    "дастан",
    "жинағ",
    "жоба",
    "картина",
    "кітаб",
    "марафон",
    "мақала",
    "медал",
    "мюзикл",
    "науқан",
    "номинация",
    "олимпиада",
    "операция",
    "орден",
    "повес",
    "поэма",
    "пьеса",
    "роман",
    "сериал",
    "сертификат",
    "спектакл",
    "сыйлығ",
    "трактор",
    "турнир",
    "ұраны",
    "фестивал",
    "фильм",
    "форум",
    "хикая",
    "шоу",
    "қолданба",
    "қосымшал",
    "қосымшас",
    "өлең",
    "әндер",
    "әні",
    "әңгіме",
];
/// Names of such things in a row, at most: `«Қамқор», «Жас ана» және «Жас кәсіпкер» бағдарламалары`.
const IN_A_ROW: u32 = 4;

/// True for a Kazakh name in quotation marks that a word behind them says to be a work, a prize or the like.
pub(super) fn work(v: &Sentence<'_>, s: &Span) -> bool {
    let class = |t: u32| if t < v.range.end { v.info(t).class } else { Class::Stop };
    let open = |t: u32| matches!(class(t), Class::OpenQuote | Class::Quote);
    let close = |t: u32| matches!(class(t), Class::CloseQuote | Class::Quote);
    if s.start == v.range.start || !open(s.start - 1) || !close(s.end) {
        return false;
    }
    let mut at = s.end + 1;
    for _ in 0..IN_A_ROW {
        let joint =
            class(at) == Class::Comma || at < v.range.end && matches!(v.key(at), "және" | "мен" | "пен");
        if !joint || !open(at + 1) {
            break;
        }
        let Some(end) = (at + 2..(at + 8).min(v.range.end)).find(|&t| close(t)) else { return false };
        at = end + 1;
    }
    // `«Бәйтерек» ғарыш жобасы`, but `«Хабар» агенттігі фильм түсірді`.
    let word = |t: u32| class(t) == Class::Lower && v.info(t).kind == KindId::NONE;
    let works = |t: u32| word(t) && WORKS.iter().any(|word| v.key(t).starts_with(word));
    let describes = || word(at) && !v.key(at).ends_with(['ы', 'і']) && without_case(v.key(at)) == v.key(at);
    works(at) || describes() && works(at + 1)
}

/// Works, orders and ships, which are called by places' names, by their beginnings.
const THINGS: &[&str] = &[
    "альбом",
    "әні",
    "балет",
    "дастан",
    "картин",
    "кинофильм",
    "книг",
    "кітаб",
    "кітап",
    "күйі",
    "күйін",
    "крейсер",
    "медал",
    "опера",
    "орден",
    "пароход",
    "песн",
    "поэма",
    "премия",
    "премии",
    "роман",
    "сериал",
    "спектакл",
    "сыйлығы",
    "теплоход",
    "фильм",
    "әнін",
];

/// The endings of such a word.
const ENDINGS: &[&str] = &[
    "", "а", "ам", "ами", "ах", "е", "ей", "ем", "и", "ов", "ой", "ом", "у", "ы", "ь", "ю", "я", "ям", "ями",
    "ях",
];

/// Things that are called by their makers' names, without their endings.
const PRODUCTS: &[&str] = &[
    "автобус",
    "автомашин",
    "автомобил",
    "внедорожник",
    "грузовик",
    "кроссовер",
    "машин",
    "микроавтобус",
    "мотоцикл",
    "ноутбук",
    "пикап",
    "планшет",
    "седан",
    "смартфон",
    "телефон",
];

/// Of what Kazakh buildings are the centres.
const BUILDINGS: &[&str] = &["бизнес", "демалыс", "көрме", "ойын-сауық", "сауда", "спорт"];

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
