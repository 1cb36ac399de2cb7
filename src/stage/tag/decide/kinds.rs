//! Names by their kind ([`pattern`](super::super::pattern)) beside those of the model and the lexicon.
//!
//! Reads: a sentence's names, and what the words beside them make. Makes: the names of the latter where nothing was found, or
//! only pieces of them. A place or person inside a body's name stays and is nested; a piece of the body's own name goes.
//! Bodies found so go on to what they are for (`департамент КНБ | по г. Астане`). Cost: for each such name a look at those
//! that lie over it.

use crate::document::EntityType;
use crate::words::fold;

use super::super::bounds::widen_to_purpose;
use super::super::lexical::Match;
use super::super::pattern::{Found, is_after};
use super::super::word::Class;
use super::super::{LONGEST, Span, retain};
use super::sentence::Sentence;
use super::{GONE, by_start, names_over, span};

/// Adds the names found by their kind to `spans[from..]`.
pub(super) fn add(v: &Sentence<'_>, patterns: &[Found], from: usize, spans: &mut Vec<Span>) {
    if patterns.is_empty() {
        return;
    }
    let known = by_start(spans, from);
    for found in patterns.iter().filter(|p| p.span.end - p.span.start <= LONGEST) {
        let p = found.span;
        let over = names_over(spans, from, &known, p.start, p.end);
        if !over.iter().all(|&k| is_piece(v, &spans[k], &p)) {
            continue;
        }
        let Some(found) = listed_as(v, spans, &over, &p) else { continue };
        for &k in &over {
            let s = &mut spans[k];
            let kept = p.kind == EntityType::Org && (s.kind != EntityType::Org || s.found != u32::MAX);
            if !kept || s.kind == EntityType::Per && p.rule != "org:named" {
                s.end = GONE;
            }
        }
        spans.push(Span { found, ..p });
        if p.kind == EntityType::Org {
            nest(v, &p, from, &known, spans);
        }
    }
    retain(spans, from, |s| s.end != GONE);
}

/// Adds the listed bodies and places inside a body, where nothing was found: `пресс-служба | акимата Астаны`.
fn nest(v: &Sentence<'_>, p: &Span, from: usize, known: &[usize], spans: &mut Vec<Span>) {
    for (i, m) in v.within(p.start, p.end) {
        let sure = matches!(m.kind, EntityType::Org | EntityType::Loc) && !m.ambiguous && !m.context;
        let shorter = m.end <= p.end && m.end - m.start < p.end - p.start;
        let around = |k: usize| {
            let s = &spans[k];
            s.start <= m.start && m.end <= s.end && m.end - m.start < s.end - s.start
        };
        if sure && shorter && names_over(spans, from, known, m.start, m.end).into_iter().all(around) {
            spans.push(span(m, i, "lexicon-inside", 0.8));
        }
    }
}

/// True for a name that may be a piece of what was found by its kind.
fn is_piece(v: &Sentence<'_>, s: &Span, p: &Span) -> bool {
    let single = s.end - s.start == 1;
    let inside = p.start <= s.start && s.end <= p.end && s.end - s.start < p.end - p.start;
    // `Сәкен көшесінде`; `Знаменском районе`, where the adjective looks like a town in some case.
    let street =
        p.rule == "place:street" || p.rule == "place:adjective" && s.kind == EntityType::Loc && single;
    // `акима Абайского района`: a district, not a body.
    let same = (s.start, s.end) == (p.start, p.end) && s.kind == EntityType::Org;
    let district = p.rule == "place:adjective" && same;
    // `«Қайрат» шағынауданы` is no club, but `«Қорғас – Шығыс қақпасы» АЭА` what is listed.
    let long = s.found != u32::MAX && s.end - s.start >= 3;
    let whole = (s.start, s.end) == (p.start, p.end);
    // `Е.А. Букетов атындағы Қарағанды | мемлекеттік университеті`
    let begun = p.rule == "org:local"
        && s.start < p.start
        && s.end < p.end
        && s.kind == EntityType::Org
        && s.found == u32::MAX
        && v.key(p.start - 1) == "атындағы";
    // `СЭЗ «Павлодар»` is a place, as a list has it.
    if whole && s.found != u32::MAX && s.kind == EntityType::Loc && p.kind == EntityType::Org {
        return false;
    }
    let listed = p.rule == "place:list" || p.rule == "place:street" && s.kind == EntityType::Per;
    listed && whole && single && s.found == u32::MAX
        || p.rule == "place:quoted" && same && v.kazakh(p.start) && !long
        || district && s.found == u32::MAX
        || p.rule == "org:latin" && inside && s.found == u32::MAX
        || p.rule == "place:quoted" && inside && s.kind == EntityType::Loc
        || begun
        || p.rule == "person:after-office" && inside && s.end == p.end && is_surname(v, s)
        || inside
            && (s.kind != EntityType::Per || street || p.rule == "org:named" || single)
            && (p.kind == EntityType::Org || street || s.found == u32::MAX)
}

/// True for a listed person's surname.
fn is_surname(v: &Sentence<'_>, s: &Span) -> bool {
    let whole = |m: &Match| v.tag.lexicon.entry(m.entry).names[0].as_deref().is_some_and(|n| n.contains(' '));
    let found = v.matches.get(s.found as usize);
    s.kind == EntityType::Per && found.is_some_and(|m| m.words == 1 && whole(m))
}

/// The lexicon match that a name found by its kind is, as in [`Span::found`]; nothing where one of the names `over` it is the
/// name.
fn listed_as(v: &Sentence<'_>, spans: &[Span], over: &[usize], p: &Span) -> Option<u32> {
    let body = |s: &&Span| s.kind == EntityType::Org;
    let mut bodies = over.iter().map(|&k| &spans[k]).filter(body);
    match p.rule {
        // A listed name that ends there is the name: what stands before it is another word, but for what a body is for.
        "org:phrase" if p.start + 1 < p.end && (p.start..p.end).any(|t| v.key(t) == "по") => {
            Some(with_owner(v, p).unwrap_or(p.found))
        }
        "org:before" | "org:phrase" if bodies.any(|s| s.found != u32::MAX && s.end == p.end) => None,
        // `АО «Казахтелеком»`: the listed name in the marks is the same thing by a shorter one.
        "org:form" => {
            let in_marks = |s: &&Span| {
                let shared = s.end == p.end && v.info(p.end - 1).class == Class::CloseQuote;
                s.end + 1 == p.end || shared || s.start == p.start + 1
            };
            let listed = bodies.find(|s| s.found != u32::MAX && in_marks(s));
            Some(listed.map_or(p.found, |s| s.found))
        }
        "org:named" => Some(named_after(v, p).unwrap_or(u32::MAX)),
        // `Режеп Тайиып | Ердоған`
        "person:after-office" => Some(over.first().map_or(p.found, |&k| spans[k].found)),
        "org:of" => Some(with_country(v, p).or_else(|| with_owner(v, p)).unwrap_or(p.found)),
        // `газета «Известия»`: the listed or found name in the marks stays what it is.
        "org:quoted" if bodies.next().is_some() => None,
        _ => Some(p.found),
    }
}

/// The listed body that a name is with whom it is called after, where its full name has him too: `Казахский национальный
/// университет | им. Аль Фараби`.
fn named_after(v: &Sentence<'_>, s: &Span) -> Option<u32> {
    let whom = fold(v.key(s.end - 1));
    let full = |m: &Match| {
        let name = v.tag.lexicon.entry(m.entry).names[0].as_deref().unwrap_or("");
        fold(name).rsplit([' ', '-']).next() == Some(&*whom)
    };
    let before = |m: &Match| m.end < s.end && is_after(v.key(m.end));
    let listed = v.within(s.start, s.end).find(|(_, m)| m.kind == EntityType::Org && before(m) && full(m));
    listed.map(|(place, _)| place as u32)
}

/// The listed body that a name is with its country behind it: `Канцелярия Премьер-Министра | Республики Казахстан`.
fn with_country(v: &Sentence<'_>, p: &Span) -> Option<u32> {
    let entry = |m: &Match| v.tag.lexicon.entry(m.entry);
    let own =
        |m: &Match| v.at(m.end).any(|(_, place)| place.end == p.end && *entry(place).id == *entry(m).parent);
    let body = |m: &Match| m.kind == EntityType::Org && !m.ambiguous && m.end < p.end;
    let listed = v.at(p.start).find(|(_, m)| body(m) && own(m));
    listed.map(|(at, _)| at as u32)
}

/// The listed body that a name is with the body behind it that it belongs to: `Комитет по делам религий | Министерства
/// культуры`.
fn with_owner(v: &Sentence<'_>, p: &Span) -> Option<u32> {
    let sure = |m: &Match| m.kind == EntityType::Org && !m.ambiguous && !m.context;
    let owned = |m: &Match| m.words >= 3 && v.at(m.end).any(|(_, owner)| sure(owner) && owner.end <= p.end);
    v.at(p.start).find(|(_, m)| sure(m) && owned(m)).map(|(at, _)| at as u32)
}

/// Bodies that were found by their kind go on to what they are for: `департамент КНБ | по г. Астане`.
pub(super) fn extend_to_purpose(v: &Sentence<'_>, from: usize, spans: &mut [Span]) {
    let open = |s: &Span| s.kind == EntityType::Org && s.found == u32::MAX && s.rule.starts_with("org:");
    if !spans[from..].iter().any(open) {
        return;
    }
    let known = by_start(spans, from);
    for &i in &known {
        let mut s = spans[i];
        if !open(&s) {
            continue;
        }
        // Another body or person that begins behind it ends it; a place may belong to its name.
        let behind = known.partition_point(|&k| spans[k].start < s.end);
        let near = known[behind..].iter().map(|&k| &spans[k]).take_while(|o| o.start < s.end + LONGEST);
        let mut next = near.filter(|o| matches!(o.kind, EntityType::Org | EntityType::Per));
        let (end, until) = (s.end, next.next().map_or(v.range.end, |o| o.start));
        widen_to_purpose(v, until, &mut s);
        let over = names_over(spans, from, &known, s.start, s.end);
        if s.end > end && over.iter().all(|&k| spans[k].end <= s.end) {
            spans[i].end = s.end;
        }
    }
}
