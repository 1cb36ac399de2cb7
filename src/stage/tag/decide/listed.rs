//! What the lexicon found beside the model's names, and what it says of them.
//!
//! Reads: a sentence's lexicon matches and the model's names, which stand in order and apart. Makes: of a name that is listed
//! the thing that it is and, where the list is surer, its kind; names that the model passed over; offices. Rules: `lexicon`
//! (an unambiguous alias that the model passed over), `lexicon+model` (both say so), `lexicon:roles` (offices),
//! `lexicon-inside` (a listed name inside a longer name). `ambiguous` and `context` aliases need the model's support;
//! surnames flagged `context` get their person from the full name in the document alone, offices flagged so need a name
//! beside them; a Kazakh medium stands before its reporter, a club in quotation marks where clubs are spoken of. What stands in
//! capitals before the agency at a text's head is a town (`place:dateline`). Cost: a search by halves among the names, and a few looks beside them, for each match.

use crate::document::{Case, EntityType};
use crate::lexicon::Evidence;
use crate::words::fold;

use super::super::beside::{IN_QUOTES, plays};
use super::super::bounds::{agrees, is_and};
use super::super::lexical::Match;
use super::super::pattern::TITLES;
use super::super::value::Code;
use super::super::word::Class;
use super::super::{LONGEST, Span, retain};
use super::sentence::Sentence;
use super::{GONE, span};

/// The rule of the town at a text's head.
pub(in crate::stage::tag) const DATELINE: &str = "place:dateline";

/// Adds to `spans[from..]` what the lexicon found, and says of those what they are.
pub(super) fn add(v: &Sentence<'_>, from: usize, spans: &mut Vec<Span>) {
    let count = spans.len();
    let mut team = None;
    let mut gone: Vec<usize> = Vec::new();
    for (i, m) in v.here() {
        if m.kind == EntityType::Role {
            // `глава`, `би`, `модель`: an office only beside somebody or something named.
            if is_no_office(v, m) {
                continue;
            }
            if !m.context || touches(m, &spans[from..count]) {
                spans.push(span(m, i, "lexicon:roles", 0.9));
            }
            continue;
        }
        let next = from + spans[from..count].partition_point(|s| s.end <= m.start);
        if next == count || spans[next].start >= m.end {
            let club =
                || is_club(v, m, &mut team).then(|| Span { found: u32::MAX, ..span(m, i, IN_QUOTES, 0.8) });
            spans.extend(passed_over(v, &spans[count..], i, m).or_else(club));
            continue;
        }
        if let Some(pieces) = pieces_of(v, &spans[next..count], m) {
            gone.extend((next..next + pieces).filter(|&k| !is_listed(v, &spans[k])));
            spans.push(span(m, i, "lexicon", 0.8));
            continue;
        }
        let behind = spans[next + 1..count].first().map_or(v.range.end, |o| o.start);
        let s = &mut spans[next];
        let sure = !m.ambiguous && !m.context;
        if (s.start, s.end) == (m.start, m.end) {
            settle(v, s, i, m);
        } else if m.start <= s.start && s.end <= m.end && s.kind == m.kind && s.found == u32::MAX && sure {
            // `Қызыл | теңізде`: the model leaves the kind out, the thing is the Red Sea. What else it leaves out is of the
            // name: `Орта | Азия`, `Бәсекелестікті қорғау және | дамыту агенттігінің`.
            if m.end <= behind && lacks_more(v, s, m) {
                (s.start, s.end) = (m.start, m.end);
            }
            s.found = i as u32;
            s.rule = "lexicon+model";
        } else if s.start <= m.start
            && m.end <= s.end
            && sure
            && m.kind != EntityType::Per
            && s.kind != EntityType::Per
        {
            spans.push(span(m, i, "lexicon-inside", 0.8));
        }
    }
    for &k in &gone {
        spans[k].end = GONE;
    }
    retain(spans, from, |s| s.end != GONE);
}

/// How many of the model's names, the first of `spans`, are pieces of a listed name of another kind: `Кубок | Африки`, `пик |
/// Ленина`, `Хан | Шатыр`. `None` where it is not sure that the whole is what is named: of a Kazakh body or place the model
/// leaves out what is no part of its place's name (`Ақтау | порты`).
fn pieces_of(v: &Sentence<'_>, spans: &[Span], m: &Match) -> Option<usize> {
    let sure = !m.ambiguous && !m.context && !m.nested && !m.small && m.words >= 2;
    if !sure || !matches!(m.kind, EntityType::Loc | EntityType::Org | EntityType::Event) {
        return None;
    }
    let over = spans.iter().take_while(|s| s.start < m.end).count();
    let piece = |s: &Span| {
        let inside = m.start <= s.start && s.end <= m.end && s.end - s.start < m.end - m.start;
        let place = || v.key(m.end - 1).starts_with("порт") || m.kind == EntityType::Loc;
        let left_out = v.kazakh(m.start) && s.kind == EntityType::Loc && is_listed(v, s) && place();
        let whole = s.kind != m.kind || over >= 2 && !is_listed(v, s);
        inside && whole && s.found == u32::MAX && !left_out
    };
    spans[..over].iter().all(piece).then_some(over)
}

/// True where a list has a name for the same thing.
fn is_listed(v: &Sentence<'_>, s: &Span) -> bool {
    v.at(s.start).any(|(_, m)| m.end == s.end && m.kind == s.kind && !m.ambiguous)
}

/// True for what is no office though a word for one: `кабинет | министров`, a show's first night.
fn is_no_office(v: &Sentence<'_>, m: &Match) -> bool {
    const SHOWS: [&str; 19] = [
        "альбом",
        "балет",
        "драм",
        "картин",
        "клип",
        "комеди",
        "концерт",
        "кино",
        "лент",
        "мультфильм",
        "мюзикл",
        "опер",
        "песн",
        "постановк",
        "пьес",
        "сезон",
        "сериал",
        "спектакл",
        "фильм",
    ];
    const GOES: [&str; 6] = ["заплан", "пройд", "прош", "состо", "назнач", "ожида"];
    if m.end - m.start > 1 || v.kazakh(m.start) {
        return false;
    }
    // `полицейского | управления`
    let body = |t: u32| v.tag.kinds.get(v.info(t).kind).is_some_and(|k| k.thing == EntityType::Org);
    let noun = v.range.contains(&m.end) && v.info(m.end).class == Class::Lower && body(m.end);
    if noun && agrees(v.key(m.start), v.key(m.end)) {
        return true;
    }
    let key = fold(v.key(m.start));
    let before = m.start.checked_sub(1).filter(|&t| t >= v.range.start).map(|t| fold(v.key(t)));
    let before = before.as_deref().unwrap_or("");
    let begins = |t: u32, list: &[&str]| v.range.contains(&t) && list.iter().any(|w| v.key(t).starts_with(w));
    match &*key {
        "министров" => before.starts_with("кабинет") || before.starts_with("совет"),
        "премьера" | "премьере" | "премьеру" | "премьеры" => {
            let hers = ["ая", "ой", "ую"].iter().any(|end| before.ends_with(end));
            let behind =
                (m.end..m.end + 3).take_while(|&t| v.range.contains(&t) && v.info(t).class == Class::Lower);
            let went = key == "премьера" && GOES.iter().any(|w| before.starts_with(w));
            hers || went
                || before == "на" && key != "премьера"
                || behind.into_iter().any(|t| begins(t, &SHOWS))
                || begins(m.end, &GOES)
        }
        _ => false,
    }
}

/// True for an office that stands beside one of these names, or inside it.
fn touches(office: &Match, names: &[Span]) -> bool {
    let near = names.partition_point(|s| s.end < office.start);
    names[near..].iter().take_while(|s| s.start <= office.end).any(|s| {
        s.end == office.start || s.start == office.end || s.start <= office.start && office.end <= s.end
    })
}

/// The name that a match is where the model found none; `added` are those that the lexicon added before it.
fn passed_over(v: &Sentence<'_>, added: &[Span], i: usize, m: &Match) -> Option<Span> {
    let cabinet = m.words == 2 && v.key(m.end - 1) == "министров";
    let unsure = m.context || m.small && !cabinet || m.ambiguous && !reports(v, m);
    if unsure || of_currency(v, m) || is_month(v, m) {
        return None;
    }
    if !m.nested {
        return Some(span(m, i, "lexicon", 0.8));
    }
    // Inside a listed name that no model found, or inside an office: `член | Совета Федерации`.
    let near = added.iter().rev().take_while(|s| s.start + LONGEST > m.start);
    let mut names = near.filter(|s| s.kind != EntityType::Role || !v.kazakh(m.start));
    let inside = names.any(|s| s.start <= m.start && m.end <= s.end) && m.kind != EntityType::Per;
    inside.then(|| span(m, i, "lexicon-inside", 0.8))
}

/// True for the month of a holiday's name: `Наурыз | айында`.
fn is_month(v: &Sentence<'_>, m: &Match) -> bool {
    m.end - m.start == 1
        && m.kind == EntityType::Event
        && matches!(v.info(m.start).value, Code::Month(_))
        && m.end < v.range.end
        && v.key(m.end).starts_with("ай")
}

/// True for a Kazakh medium, called as other things are, before its reporter: `Азаттық | тілшісі`.
fn reports(v: &Sentence<'_>, m: &Match) -> bool {
    m.kind == EntityType::Org
        && v.kazakh(m.start)
        && m.end < v.range.end
        && v.key(m.end).starts_with("тілші")
        && v.tag.lexicon.entry(m.entry).subtype == *"media"
}

/// True for a Kazakh club in quotation marks where clubs are spoken of: `«Ордабасы» матчта жеңді`.
fn is_club(v: &Sentence<'_>, m: &Match, team: &mut Option<bool>) -> bool {
    m.kind == EntityType::Org
        && m.ambiguous
        && !m.nested
        && v.kazakh(m.start)
        && v.tag.lexicon.entry(m.entry).subtype == *"sport"
        && is_quoted(v, m)
        && plays(v, team)
}

/// Brings a name to the listed one of the same words.
fn settle(v: &Sentence<'_>, s: &mut Span, i: usize, m: &Match) {
    if s.found == u32::MAX && !m.context && s.kind == EntityType::Per && says_where(v, m) {
        s.kind = m.kind;
    }
    // What stands there is the town, though it is somebody's name.
    if s.found == u32::MAX && s.kind != EntityType::Loc && is_dateline(v, m) {
        (s.kind, s.rule) = (EntityType::Loc, DATELINE);
        return;
    }
    let listing = m.kind == EntityType::Loc && s.kind == EntityType::Per && beside_place(v, m);
    let surname = m.context && m.kind == EntityType::Per && m.words == 1;
    // `матч "Кайрата"`: a body that is called as persons are stands in quotation marks.
    if s.found == u32::MAX && s.kind == EntityType::Per && m.kind == EntityType::Org && is_quoted(v, m) {
        s.kind = EntityType::Org;
    }
    if s.found != u32::MAX || surname || !(s.kind == m.kind || !m.ambiguous || listing) {
        return;
    }
    if s.kind != m.kind && !m.context && (listing || outweighs(v, s, m)) {
        s.kind = m.kind;
    }
    // `Де Ниро`: two words that are somebody's are no body.
    if m.context && m.words >= 2 && m.kind == EntityType::Per && s.kind == EntityType::Org {
        s.kind = m.kind;
    }
    if s.kind == m.kind {
        s.found = i as u32;
    }
    s.rule = "lexicon+model";
    s.score = s.score.max(0.97);
}

/// True for the town in capitals before the agency at a text's head, in a sentence of its own or not: `ҚОНАЕВ. | KAZINFORM`.
fn is_dateline(v: &Sentence<'_>, m: &Match) -> bool {
    let begins = m.start == v.range.start || v.begins_line(m.start);
    if !begins
        || v.info(m.start).class != Class::AllCapitals
        || m.end >= v.range.end
        || v.info(m.end).class != Class::Stop
    {
        return false;
    }
    let behind = v.matches.partition_point(|o| o.start <= m.end);
    let agency = |o: &Match| o.kind == EntityType::Org && v.tag.lexicon.entry(o.entry).subtype == *"media";
    v.matches[behind..].iter().take_while(|o| o.start == m.end + 1).any(agency)
}

/// True for all that stands in quotation marks.
fn is_quoted(v: &Sentence<'_>, m: &Match) -> bool {
    let class = |t: u32| v.range.contains(&t).then(|| v.info(t).class);
    let before = m.start.checked_sub(1).and_then(class);
    matches!(before, Some(Class::OpenQuote | Class::Quote))
        && matches!(class(m.end), Some(Class::CloseQuote | Class::Quote))
}

/// True for a Russian place that says where: nobody is in Иванов, `в Иванове`.
fn says_where(v: &Sentence<'_>, m: &Match) -> bool {
    m.kind == EntityType::Loc && m.case == Some(Case::Loc) && is_behind_in(v, m)
}

/// True for a listed name behind the preposition `в`.
fn is_behind_in(v: &Sentence<'_>, m: &Match) -> bool {
    m.start > v.range.start && !v.kazakh(m.start) && matches!(v.key(m.start - 1), "в" | "во" | "В" | "Во")
}

/// True where the list knows better than the model what a name of the same words is. A place's name may be its club's or its
/// government's; a body's name is no place, nor is a war. A listed place is no person, unless the name is somebody's too.
fn outweighs(v: &Sentence<'_>, s: &Span, m: &Match) -> bool {
    let before = m.start.checked_sub(1).map(|t| v.info(t).class);
    let quoted = matches!(before, Some(Class::OpenQuote | Class::Quote));
    let subtype = &*v.tag.lexicon.entry(m.entry).subtype;
    match (m.kind, s.kind) {
        (EntityType::Org, _) => !m.small,
        // `ЧМ-2026`
        (EntityType::Event, _) => {
            let year = v.key(m.start).ends_with(|c: char| c.is_ascii_digit());
            let somebody = v.info(m.start).evidence.has(Evidence::GIVEN | Evidence::SURNAME);
            (m.words >= 2 || year || !somebody) && !quoted
        }
        // `АЭС «Балхаш»`: a list has it with the word for what it is.
        (EntityType::Loc, EntityType::Org) if m.end - m.start > u32::from(m.words) => !m.ambiguous,
        // `Барыс Арена`, but `Өтеген батыр`
        (EntityType::Loc, EntityType::Per) if m.words >= 2 => {
            !m.ambiguous && !is_title(&fold(v.key(m.end - 1)))
        }
        (EntityType::Loc, EntityType::Per) => {
            let country = subtype == "country" && m.words == 1;
            let somebody = Evidence::GIVEN | if country { 0 } else { Evidence::SURNAME };
            !m.ambiguous && !v.info(m.start).evidence.has(somebody)
        }
        // `глава Израиля`, `президент США`: not its government, nor in a list of towns its club.
        (EntityType::Loc, EntityType::Org) => {
            let settled = matches!(
                subtype,
                "country" | "region" | "city" | "district" | "village" | "water" | "area" | "mountain"
            );
            !m.ambiguous && !quoted && settled
        }
        // `Эзопа`, `Роналдиньо`: the model knows few of those who have one name.
        (EntityType::Per, EntityType::Loc | EntityType::Org) => {
            // A street may be called `Төле би`.
            let street = m.words >= 2 && is_title(&fold(v.key(m.end - 1)));
            let body = s.kind == EntityType::Org && quoted;
            !m.ambiguous && !body && !street && !within_place(v, m)
        }
        _ => false,
    }
}

/// True for a part of a listed Kazakh name that lacks more of it than a place's kind or its quotation marks: `Орта | Азия`,
/// `Байқоңыр ғарыш | айлағы`, `Ресей | империясы`, but `Талас | өзендерінің`. The east of a listed country may be just
/// that: `Шығыс | Қазақстан`.
fn lacks_more(v: &Sentence<'_>, s: &Span, m: &Match) -> bool {
    let class = |t: u32| v.info(t).class;
    let quote = |t: u32| matches!(class(t), Class::OpenQuote | Class::CloseQuote | Class::Quote);
    if !v.kazakh(s.start) || (m.start..m.end).any(quote) {
        return false;
    }
    let subtype = |m: &Match| &*v.tag.lexicon.entry(m.entry).subtype;
    let body = |t: u32| v.tag.kinds.get(v.info(t).kind).is_some_and(|k| k.thing == EntityType::Org);
    let capital = (s.end..m.end).any(|t| class(t) != Class::Lower);
    let alone = || v.at(s.start).find(|(_, o)| o.end == s.end).map(|(_, o)| o);
    // `CNN | телеарнасы`
    if alone().is_some_and(|o| o.entry == m.entry) {
        return false;
    }
    match s.kind {
        EntityType::Loc if m.start < s.start => alone().is_none_or(|o| subtype(o) != "country"),
        EntityType::Loc => {
            let place = |t: u32| v.tag.kinds.get(v.info(t).kind).is_some_and(|k| k.thing == EntityType::Loc);
            let half = class(s.end - 1) == Class::Lower && !(s.end..m.end).all(place);
            let other = || alone().is_some_and(|o| o.kind == EntityType::Org);
            capital || half || subtype(m) == "country" || other()
        }
        _ => m.start < s.start || capital || (s.end..m.end).any(body),
    }
}

/// True for a title in some case: `би`, `биге`, `батыра`.
fn is_title(key: &str) -> bool {
    TITLES.iter().any(|title| key.strip_prefix(title).is_some_and(|rest| rest.chars().count() <= 3))
}

/// True for a name behind `в` or `из`: nobody is in a person.
fn within_place(v: &Sentence<'_>, m: &Match) -> bool {
    // `в Аллаха` is in nobody's town: a place has no such accusative.
    let living = m.case != Some(Case::Nom) && v.key(m.end - 1).ends_with(['а', 'я']);
    is_behind_in(v, m) && !living
        || m.start > v.range.start && !v.kazakh(m.start) && matches!(v.key(m.start - 1), "из" | "Из")
}

/// True for a listed place that is somebody's name too, where others say that it is the place: it stands between two
/// listed places (`Тараз, Каратау, Жанатас`), or beside one and is no other word (`Еділ мен Алтай арасында`), or a
/// Kazakh case says where (`Афинада`).
fn beside_place(v: &Sentence<'_>, m: &Match) -> bool {
    if m.context || m.end - m.start > 1 || m.words > 1 {
        return false;
    }
    let joint = |t: u32| v.range.contains(&t) && (v.info(t).class == Class::Comma || is_and(v.key(t)));
    let sure = |o: &Match| {
        o.kind == EntityType::Loc
            && !o.ambiguous
            && !o.context
            && !v.info(o.start).evidence.has(Evidence::GIVEN)
    };
    let before = m.start >= v.range.start + 2
        && joint(m.start - 1)
        && v.within((m.start - 1).saturating_sub(4), m.start - 1)
            .any(|(_, o)| o.end == m.start - 1 && sure(o));
    let after = joint(m.end) && v.at(m.end + 1).any(|(_, o)| sure(o));
    let within = m.case == Some(Case::Loc) && v.kazakh(m.start);
    before && after || (before || after || within) && !m.ambiguous
}

/// True for the country of a sum that is written in words: `үш мың АҚШ доллары`.
fn of_currency(v: &Sentence<'_>, m: &Match) -> bool {
    let code = |t: u32| v.info(t).value;
    let currency = |t: u32| v.range.contains(&t) && matches!(code(t), Code::Currency(_));
    let before = m.start.checked_sub(1).is_some_and(currency);
    m.end - m.start == 1
        && code(m.start) == Code::American
        && (before || currency(m.end))
        && !(v.range.start.max(m.start.saturating_sub(6))..m.start).any(|t| code(t) == Code::Number)
}
