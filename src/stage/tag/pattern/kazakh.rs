//! Kazakh bodies and places by the word for what they are, which stands behind the name: `«…» ЖШС`, `сыртқы істер
//! министрлігі`, `Ақсу ауылы`, `Абай көшесі`.
//!
//! Reads: the words before a kind word. Makes: names that end with it or before it. Guarantees: of the rules the first that
//! fits decides; those of a place's own bodies ([`local`](super::local)) come first. Cost: a look at some words before a
//! kind word.

use crate::document::EntityType;
use crate::lexicon::{Evidence, without_case};

use super::super::kind::{Kind, Takes};
use super::super::word::Class;
use super::{Found, Patterns, TITLES, is_between, unexplained};

/// Letters of a place's name that the sentence's start may make a capital, at least.
const SHORTEST: usize = 5;

impl Patterns<'_> {
    /// The names that a Kazakh kind word makes.
    pub(super) fn kazakh(&self, t: u32, kind: &Kind, out: &mut Vec<Found>) {
        let place = kind.thing == EntityType::Loc;
        if t == self.range.start {
            return;
        }
        if !place && let Some(start) = self.local_body(t, kind).or_else(|| self.body_of_place(t, kind)) {
            self.push(out, start..t + 1, EntityType::Org, "org:local", 0.8, true);
            return;
        }
        if !place && let Some(start) = self.body_bearing(t, kind) {
            self.push(out, start..t + 1, EntityType::Org, "org:named", 0.8, true);
            return;
        }
        if kind.takes.has(Takes::FORM | Takes::QUOTE)
            && let Some((open, close)) = self.marks_before(t, kind)
        {
            self.quoted_before(t, kind, open, close, out);
            return;
        }
        if kind.takes.has(Takes::PHRASE)
            && let Some(start) = self.phrase_before(t)
        {
            let start = self.country_before(start);
            self.push(out, start..t + 1, EntityType::Org, "org:phrase", 0.7, false);
            return;
        }
        if kind.takes.has(Takes::BEFORE | Takes::BARE | Takes::WITH) {
            self.name_before(t, kind, out);
        }
    }

    /// The marks of the quotation before a kind word and what else says what it is: `«…» ЖШС`, `«…» жауапкершілігі шектеулі
    /// серіктестігі`.
    fn marks_before(&self, t: u32, kind: &Kind) -> Option<(u32, u32)> {
        let mut close = t - 1;
        while close > self.range.start && close + 3 > t && self.lower(close) {
            close -= 1;
        }
        // `«Найза» кеден бекеті`, but `«G-Global» коммуникативтік алаңы`.
        let between = || {
            !matches!(kind.subtype, "square" | "park")
                && (close + 1..t).all(|t| self.kind(t).is_none() && self.describes_body(t))
        };
        if !(close == t - 1 || kind.subtype == "company" || between()) || !self.is_close(close) {
            return None;
        }
        self.opening(close).filter(|open| close > open + 1).map(|open| (open, close))
    }

    /// The names of what is called by the quotation between `open` and `close`.
    fn quoted_before(&self, t: u32, kind: &Kind, open: u32, close: u32, out: &mut Vec<Found>) {
        let form = kind.takes.has(Takes::FORM);
        let rule = if form { "org:form" } else { "org:quoted" };
        // `«Тік тұр!» командасы` is an order, a `деректер қоры` a base of data.
        let body = &*kind.word != "командасы" && (close == t - 1 || self.key(t - 1) != "деректер");
        let word = self.lower(t) || kind.takes.has(Takes::CAPITALS);
        let named = !form && body && word && self.capital(open + 1);
        if kind.thing == EntityType::Loc {
            self.push(out, open + 1..close, EntityType::Loc, "place:quoted", 0.7, named);
            return;
        }
        self.push(out, open..t + 1, EntityType::Org, rule, 0.9, form);
        self.refer(out, open + 1..close, kind);
        // Beside a model, which takes what is in the marks, that is the name.
        if named {
            self.push(out, open + 1..close, EntityType::Org, rule, 0.8, true);
            self.refer(out, open + 1..close, kind);
        }
    }

    /// The capital that begins a body's name, back over small words.
    fn phrase_before(&self, t: u32) -> Option<u32> {
        /// Words of a name before what the body is, at most.
        const MOST: u32 = 7;
        let from = self.range.start.max(t.saturating_sub(MOST));
        let first = (from..t).rev().find(|&at| !self.lower(at))?;
        self.capital(first).then_some(first)
    }

    /// The name of capitals before a kind word: `Назарбаев университеті`, `Ақсу ауылы`, `Абай көшесі`.
    fn name_before(&self, t: u32, kind: &Kind, out: &mut Vec<Found>) {
        let place = kind.thing == EntityType::Loc;
        let with = kind.takes.has(Takes::WITH);
        let street = with && kind.subtype == "street";
        // `Мүткенов | ауылдық | округі`, `Алатау | шағын | ауданы`
        let between = place && is_between(self.key(t - 1), kind);
        let t = t - u32::from(between);
        let start = self.capitals_before(t, place, street);
        if start == t || self.lower(start) {
            return;
        }
        if place {
            // A place's name is one word, or two; a person's before a street is two.
            let start = start.max(t.saturating_sub(if with { 3 } else { 2 }));
            let end = if with { t + 1 } else { t };
            let rule = if street { "place:street" } else { "place:kind" };
            // `Алтынсай ауылында`, of which the model may know nothing.
            let alone = start + 1 == t && unexplained(self.info(start));
            self.push(out, start..end, EntityType::Loc, rule, 0.7, street || between || alone);
        } else {
            // `Кембридж университеті`
            let sure = &*kind.word == "университеті" && !self.first(start);
            self.push(out, start..t + 1, EntityType::Org, "org:before", 0.7, sure);
        }
    }

    /// Where the capitals before `t` begin that are one name; `t` where there are none.
    fn capitals_before(&self, t: u32, place: bool, street: bool) -> u32 {
        let mut start = t;
        // `Қапал батыр көшесі`, `П. Васильев көшесі`
        if street && self.lower(t - 1) && TITLES.contains(&self.key(t - 1)) {
            start -= 1;
        }
        while start > self.range.start
            && t - start < 4
            && (self.capital(start - 1) || street && self.class(start - 1) == Some(Class::Initial))
            && self.kind(start - 1).is_none()
            && (self.base_form(start - 1) || !place && self.genitive_of(start - 1))
        {
            start -= 1;
        }
        // A capital that only the sentence's start gives is none, unless the word is a known name, or no word that is known.
        let known = |t: u32| {
            self.info(t).evidence.has(Evidence::GIVEN | Evidence::SURNAME | Evidence::SURNAME_SHAPE)
                || self.class(t) != Some(Class::Capital)
                || self.place_at(t)
                || place && unexplained(self.info(t)) && self.key(t).chars().count() >= SHORTEST
        };
        start + u32::from(start < t && start == self.range.start && !known(start))
    }

    /// True for a Kazakh word that says what a body is and is in no case: `«Хабар» ақпарат | агенттігі`, `халықтық би`.
    fn describes_body(&self, t: u32) -> bool {
        self.key(t) == "тұрғын"
            || !self.info(t).evidence.has(Evidence::ROLE)
                && !self.key(t).ends_with(['ы', 'і'])
                && self.base_form(t)
    }

    /// True for a Kazakh genitive.
    fn genitive_of(&self, t: u32) -> bool {
        let key = self.key(t);
        ["ның", "нің", "дың", "дің", "тың", "тің"].iter().any(|e| key.ends_with(e))
    }

    /// The country or region in whose name a body's begins: `ҚР Энергетика министрлігі`.
    fn country_before(&self, start: u32) -> u32 {
        let until = self.matches.partition_point(|m| m.start < start);
        self.matches[..until]
            .iter()
            .rev()
            .take_while(|m| m.start + 6 > start)
            .find(|m| m.end == start && m.kind == EntityType::Loc && m.start >= self.range.start)
            .map_or(start, |m| m.start)
    }

    /// True for a Kazakh word that ends in no case, nor in one made an adjective: `Бішкектегі`.
    pub(super) fn base_form(&self, t: u32) -> bool {
        let key = self.key(t);
        !says_within(key) && without_case(key).len() == key.len()
    }
}

/// True for a Kazakh word with an ending that says where or whence: `Бішкекте`.
pub(in crate::stage::tag) fn ends_where(key: &str) -> bool {
    ["да", "де", "та", "те", "дан", "ден", "тан", "тен", "нан", "нен"].iter().any(|end| key.ends_with(end))
}

/// True for one with an ending that says whither: `Бішкекке`.
pub(in crate::stage::tag) fn ends_whither(key: &str) -> bool {
    ["ға", "ге", "қа", "ке"].iter().any(|end| key.ends_with(end))
}

/// True for a Kazakh adjective that says where: `Бішкектегі`.
pub(in crate::stage::tag) fn says_within(key: &str) -> bool {
    ["дағы", "дегі", "тағы", "тегі"].iter().any(|end| key.ends_with(end))
}
