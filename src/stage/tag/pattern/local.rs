//! Kazakh bodies of a region, a town or a district: `Павлодар облысының ішкі саясат басқармасы`, `Абай аудандық
//! мәслихаты`, `Алматы қаласы бойынша мемлекеттік кірістер департаменті`; and those called by a place that stands before
//! what they are: `Қарағанды мемлекеттік техникалық университеті`.
//!
//! Reads: the words before a body's kind word. Makes: where the name of the place begins whose body it is. Cost: nothing
//! but at kind words.

use crate::document::{Case, EntityType};
use crate::lexicon::Evidence;

use super::super::bounds::is_kazakh_and;
use super::super::kind::{Kind, Takes};
use super::super::lexical::Match;
use super::super::model::hash_text;
use super::super::word::Class;
use super::kazakh::{ends_where, says_within};
use super::{Patterns, TITLES};

/// Words between the place and the body, at most.
const FIELD: u32 = 8;

/// What a place is called with before its body's field.
const WHOSE: &[&str] = &[
    "ауданы",
    "ауданының",
    "ауылы",
    "ауылының",
    "облысы",
    "облысының",
    "округі",
    "округінің",
    "қаласы",
    "қаласының",
];

/// What a state's name ends in before the field of its body: `Қазақстан Республикасының | табиғи монополияларды реттеу`.
const STATE: &[&str] = &["республикасы", "республикасының", "қр"];

/// What a place is called with as an adjective.
const LOCAL: &[&str] = &["аудандық", "облыстық", "қалалық"];

/// Bodies of a state, which no town has.
const OF_STATE: &[&str] =
    &["агенттігі", "елшілігі", "консулдығы", "министрлігі", "мәжілісі", "парламенті", "сенаты", "үкіметі"];

/// The words for a place's or body's people, by their beginnings: what stands behind them is another name.
pub(in super::super) const PEOPLE: &[&str] =
    &["азаматтары", "мамандары", "оқушылары", "студенттері", "тұрғындары", "қызметкерлері", "өкілдері"];

/// A resident, but `тұрғын үй` are dwellings.
const HOUSING: &str = "тұрғын";

/// True for a word that says where or whence, which is in no body's name: `университетінде`, but `жөніндегі`, `кеден`,
/// `орта`.
fn says_where(key: &str) -> bool {
    !matches!(key, "жөніндегі" | "кеден" | "сауда")
        && key.chars().count() > 4
        && (ends_where(key) || says_within(key))
}

/// Bodies of countries, which are called by them.
const OF_COUNTRIES: &[&str] = &["елшілігі", "консулдығы", "парламенті", "үкіметі"];

/// Plants, which are called by a town.
const PLANTS: &[&str] = &["зауыты", "комбинаты", "фабрикасы"];

/// Unions, which are called by a country.
const UNIONS: &[&str] = &["ассоциациясы", "одағы", "федерациясы", "қауымдастығы", "қоғамы"];

/// The endings of participles, and of adjectives of a place or time.
const VERBAL: &[&str] =
    &["атын", "етін", "йтын", "йтін", "ған", "ген", "қан", "кен", "ғы", "гі", "қы", "кі", "лған", "нған"];

/// Words before a body that are no part of its name.
const OUTSIDE: &[&str] = &[
    "бір",
    "бірқатар",
    "бірінші",
    "бойынша",
    "барлық",
    "бас",
    "басқа",
    "екі",
    "екінші",
    "ең",
    "жас",
    "жаңа",
    "кейбір",
    "көптеген",
    "небір",
    "осы",
    "өз",
    "соң",
    "сияқты",
    "секілді",
    "сол",
    "тағы",
    "тек",
    "тиісті",
    "туралы",
    "түрлі",
    "үздік",
    "үлкен",
    "үш",
    "үшін",
    "үшінші",
    "ірі",
    "қазіргі",
    "әр",
    "әйгілі",
];

impl Patterns<'_> {
    /// Where the name of the body at `t` begins that a place before it has.
    pub(super) fn local_body(&self, t: u32, kind: &Kind) -> Option<u32> {
        if kind.takes.has(Takes::FORM) {
            return None;
        }
        let of_state = OF_STATE.contains(&&*kind.word);
        if of_state && !kind.takes.has(Takes::PHRASE) {
            return None;
        }
        let mut at = t.checked_sub(1)?;
        let mut joined = false;
        while at > self.range.start && t - at <= FIELD + 1 {
            let key = self.key(at);
            let adjective = LOCAL.contains(&key);
            let state = kind.takes.has(Takes::PHRASE) && at + 1 < t && STATE.contains(&key);
            if !of_state && (adjective || WHOSE.contains(&key)) || state {
                let field = t - at - 1;
                let start = self.place_before(at).filter(|_| has_body(kind, adjective, field))?;
                return Some(self.larger_place(start));
            }
            joined |= is_kazakh_and(key);
            if !self.in_field(at, joined) {
                return None;
            }
            at -= 1;
        }
        None
    }

    /// Where the name of the body at `t` begins that is called by a place and by what it is: `Семей медицина
    /// университеті`, `Ресей жазушылар одағы`.
    pub(super) fn body_of_place(&self, t: u32, kind: &Kind) -> Option<u32> {
        let of_country = OF_COUNTRIES.contains(&&*kind.word);
        let called = match kind.subtype {
            "university" | "party" | "court" | "culture" | "health" | "school" => true,
            "association" | "sport" => UNIONS.contains(&&*kind.word),
            "company" => PLANTS.contains(&&*kind.word),
            _ => of_country,
        };
        if !called
            || kind.takes.has(Takes::FORM)
            || !matches!(self.class(t), Some(Class::Lower | Class::Capital))
        {
            return None;
        }
        let mut at = t;
        while at > self.range.start && t - at <= FIELD && self.class(at - 1) == Some(Class::Lower) {
            if !self.word_of_body(at - 1) {
                return None;
            }
            at -= 1;
        }
        let here = |m: &&Match| m.end == at && m.case == Some(Case::Nom) && !m.ambiguous && !m.context;
        let place = self.places(at).filter(here).min_by_key(|m| m.start)?;
        if of_country {
            // `Түркиядағы | Қазақстан елшілігі`
            let host = |m: &&Match| m.end == place.start && m.case == Some(Case::Loc) && !m.ambiguous;
            let whose = place.subtype == hash_text("country") && at == t;
            let within = |m: &Match| m.start < place.start && says_within(self.key(m.end - 1));
            let host = self.places(place.start).find(host).filter(|m| within(m));
            return whose.then(|| host.map_or(place.start, |m| m.start));
        }
        let country = place.subtype == hash_text("country");
        let settled = ["city", "village", "region"].iter().any(|s| place.subtype == hash_text(s));
        let field = t - at;
        // `Алматы мен Қытай университеті`
        let joint = |t: u32| is_kazakh_and(self.key(t));
        let joined = joint(at) || place.start > self.range.start && joint(place.start - 1);
        let has = match kind.subtype {
            "university" => settled || field > 0 && country,
            "party" => field > 0 && country,
            "association" | "sport" => field > 0 && country && place.end - place.start == 1,
            _ => field > 0 && settled,
        };
        (has && !joined && self.lower(t)).then_some(place.start)
    }

    /// Where the name of the body at `t` begins that bears somebody's: `М. Әуезов атындағы драма театры`, `Павлодар облыстық
    /// Бұқар жырау атындағы музейі`.
    pub(super) fn body_bearing(&self, t: u32, kind: &Kind) -> Option<u32> {
        const BEARS: &[&str] =
            &["association", "body", "company", "culture", "fund", "health", "school", "university"];
        if kind.takes.has(Takes::FORM) || !BEARS.contains(&kind.subtype) {
            return None;
        }
        let from = self.range.start.max(t.saturating_sub(FIELD + 1));
        let named = (from + 1..t).rev().find(|&t| self.lower(t) && self.key(t) == "атындағы")?;
        let word = |t: u32| match self.class(t) {
            Some(Class::Lower) => self.word_of_body(t),
            Some(Class::Capital | Class::AllCapitals) => self.base_form(t),
            _ => false,
        };
        if !(named + 1..t).all(word) {
            return None;
        }
        let mut at = named;
        let capital = |t: u32| matches!(self.class(t), Some(Class::Capital | Class::Mixed));
        if at - 1 > self.range.start && self.lower(at - 1) && TITLES.contains(&self.key(at - 1)) {
            at -= 1;
        }
        while at > self.range.start && named - at < 4 {
            let info = self.info(at - 1);
            let person = info.evidence.has(Evidence::GIVEN | Evidence::SURNAME | Evidence::SURNAME_SHAPE);
            let other = info.evidence.has(Evidence::ROLE)
                || info.kind.is_some()
                || !person && (self.first(at - 1) && info.common || at < named && self.place_at(at - 1));
            // Nothing of the name stands before its initials.
            let begun = at < named && self.class(at) == Some(Class::Initial);
            if !(info.class == Class::Initial
                || !begun && capital(at - 1) && self.base_form(at - 1) && !other)
            {
                break;
            }
            at -= 1;
        }
        if at == named || self.lower(at) {
            return None;
        }
        let local = at.checked_sub(1).filter(|&t| t > self.range.start && LOCAL.contains(&self.key(t)));
        local.and_then(|t| self.place_before(t)).or(Some(at))
    }

    /// True for a Kazakh word in a body's name: in no case, no verb, no word that counts or joins.
    fn word_of_body(&self, t: u32) -> bool {
        let info = self.info(t);
        let key = self.key(t);
        let verb = || VERBAL.iter().any(|end| key.ends_with(end)) && key != "орман";
        !info.kind.is_some()
            && (!info.evidence.has(Evidence::ROLE) || key == HOUSING)
            && !OUTSIDE.contains(&key)
            && !PEOPLE.iter().any(|word| key.starts_with(word))
            && !says_where(key)
            && !verb()
            && self.base_form(t)
    }

    /// True for a word of what a body is for; a comma stands only in a row whose last two are `joined`.
    fn in_field(&self, t: u32, joined: bool) -> bool {
        let info = self.info(t);
        let key = self.key(t);
        let other = self.kinds.get(info.kind).is_some_and(|k| k.takes.0 != Takes::QUOTE);
        let first = |t: u32| LOCAL.contains(&self.key(t)) || WHOSE.contains(&self.key(t));
        match info.class {
            Class::Lower if other => key == "әкімдігінің",
            Class::Lower => {
                (!info.evidence.has(Evidence::ROLE) || key == HOUSING)
                    && !says_where(key)
                    && !PEOPLE.iter().any(|word| key.starts_with(word))
            }
            // `облысы | Дін істері департаменті`
            Class::Capital | Class::AllCapitals => !other && first(t - 1) && !self.place_at(t),
            Class::Comma => joined,
            _ => false,
        }
    }

    /// Where the place begins that is called with the word at `at`.
    fn place_before(&self, at: u32) -> Option<u32> {
        let listed = self.places(at).filter(|m| m.end == at || m.end == at + 1).map(|m| m.start).min();
        let before = at - 1;
        let named = || {
            let info = self.info(before);
            info.class == Class::Capital
                && self.base_form(before)
                && !info.evidence.has(Evidence::ROLE)
                && !info.kind.is_some()
                && !(self.first(before) && info.common)
        };
        listed.or_else(|| named().then_some(before))
    }

    /// The place that holds the one at `start` and stands before it: `Қарағанды облысы | Абай аудандық`.
    fn larger_place(&self, start: u32) -> u32 {
        let before = self.places(start).find(|m| m.end == start && WHOSE.contains(&self.key(start - 1)));
        before.map_or(start, |m| m.start)
    }

    /// The listed places of the sentence that begin a little before `t`.
    fn places(&self, t: u32) -> impl Iterator<Item = &Match> {
        let until = self.matches.partition_point(|m| m.start < t);
        let near = self.matches[..until].iter().rev().take_while(move |m| m.start + 6 > t);
        near.filter(|m| m.kind == EntityType::Loc && m.start >= self.range.start)
    }
}

/// Whether a place may have a body of this kind, whose name says in so many words what it is for. A town's centre is none,
/// and a theatre is called by the place's adjective.
fn has_body(kind: &Kind, adjective: bool, field: u32) -> bool {
    match kind.subtype {
        "government" | "court" => true,
        "health" | "culture" | "school" | "university" => adjective,
        "body" => adjective && field > 0,
        _ => false,
    }
}
