//! Places that the model ran together.
//!
//! Reads: a sentence and a place that the model found. Makes: the first of several places, by the case and kind of what stands between
//! them; what is behind it is returned. Cost: a look at each token of the span and at what the lexicon found there.

use crate::document::{Case, EntityType};
use crate::lexicon::Evidence;

use super::super::Span;
use super::super::decide::{Sentence, span};
use super::super::kind::KindId;
use super::super::lexical::Match;
use super::super::word::Class;

/// Ends a Russian place behind the listed name that it begins with, before a word in small letters or one that is no name:
/// `Северной Корее | расстрелян`, `города Экибастуза | Родился`.
pub(in crate::stage::tag) fn trim_listed(v: &Sentence<'_>, s: &mut Span) {
    if s.found != u32::MAX || s.end - s.start < 2 || v.kazakh(s.start) {
        return;
    }
    let sure = |m: &Match| m.kind == EntityType::Loc && !m.ambiguous && !m.context && m.end < s.end;
    let other = |t: u32| {
        let info = v.info(t);
        info.class == Class::Lower && info.kind == KindId::NONE
            || info.class == Class::Capital && info.evidence.has(Evidence::NOT_NAME)
    };
    let listed = v.at(s.start).map(|(_, m)| m).filter(|m| sure(m)).max_by_key(|m| m.end);
    if let Some(m) = listed.filter(|m| other(m.end)) {
        s.end = m.end;
    }
}

/// Two places that the model ran together: both are listed (`Крыма | Россией`), a comma parts them, or in Kazakh the
/// first is in a case that ends a name (`Түркияға | Транскаспий`, `Бішкектегі | Абай көшесі`). The second, where it is
/// told apart, is returned.
pub(in crate::stage::tag) fn part_places(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
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
pub(in crate::stage::tag) fn region_behind(v: &Sentence<'_>, s: &Span) -> Option<u32> {
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
pub(super) fn is_road(v: &Sentence<'_>, s: &Span) -> bool {
    let road = |t: u32| ROADS.iter().any(|word| v.key(t).starts_with(word));
    v.kazakh(s.start) && (s.end..v.range.end).take(ROAD).any(road)
}

/// The words for roads, by their beginnings.
const ROADS: [&str; 7] = ["автожол", "жолда", "жолы", "күрежол", "магистрал", "тасжол", "теміржол"];

/// Words from its name to the word for the road, at most: `Көкшетау – Астана және Бурабай – Астана бағытындағы жолдарда`.
const ROAD: usize = 8;
