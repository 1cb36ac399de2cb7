//! Schools, hospitals, courts and prisons by their numbers: `средняя школа № 5`, `№5 орта мектеп`, `12-мектеп`.
//!
//! Reads: the words about `№` and a number, and about a number with a noun behind its hyphen. Makes: names from the adjectives before
//! a Russian word for such a body to its number, and from the number to the word behind it (rule `org:numbered`). Guarantees:
//! what has a number and is none of these makes no name (`приказ № 5`, `№5 бағыт`). Cost: a look at a few words beside each
//! such number.

use crate::document::EntityType;
use crate::lang::Lang;

use super::super::kind::Kind;
use super::super::word::Class;
use super::{Found, Patterns};

/// Words between a number and the word for what it is the number of, at most.
const BETWEEN: u32 = 5;

/// Abbreviations of such bodies: `СШ № 7`, `ГКБ №2`.
const ABBREVIATIONS: &[&str] =
    &["гкб", "гп", "дюсш", "икб", "оош", "сдюшор", "сизо", "сош", "сш", "цгб", "цгкб", "шг", "шл"];

/// Beginnings of Kazakh words for bodies that go by number.
const KAZAKH: &[&str] = &[
    "аурухана",
    "балабақша",
    "бөбекжай",
    "гимназия",
    "емхана",
    "интернат",
    "колледж",
    "колония",
    "лицей",
    "мектеб",
    "мектеп",
    "перзентхана",
];

/// Kazakh words between a number and a body that is not the one that it counts: `№5 бағыт бойынша мектеп`.
const NO_NAME: &[&str] = &["арналған", "бойынша", "туралы", "үшін"];

/// True for a kind of body that goes by number.
fn is_numbered(kind: &Kind) -> bool {
    matches!(kind.subtype, "court" | "health" | "prison" | "school") && kind.thing == EntityType::Org
}

fn begins(key: &str, list: &[&str]) -> bool {
    list.iter().any(|word| key.starts_with(word))
}

/// True for a word by which a numbered body is found: `№`, and what stands behind the number and a hyphen, `12-мектеп`.
pub(in crate::stage::tag) fn is_number(key: &str, class: Class) -> bool {
    key == "№" || class == Class::Lower && begins(key, KAZAKH)
}

impl Patterns<'_> {
    /// The name of the body of which `t` is the sign of its number, or the noun behind.
    pub(super) fn numbered(&self, t: u32, out: &mut Vec<Found>) {
        let name = if self.key(t) != "№" {
            self.hyphened(t).map(|start| (start, t + 1))
        } else if self.class(t + 1) != Some(Class::Number) {
            None
        } else if self.lang(t) == Lang::Kk {
            self.kazakh_behind(t + 1).map(|end| (t, end))
        } else {
            let before = self.russian_before(t).map(|start| (start, t + 2));
            before.or_else(|| self.russian_behind(t + 1).map(|end| (t, end)))
        };
        if let Some((start, end)) = name {
            self.push(out, start..end, EntityType::Org, "org:numbered", 0.8, true);
        }
    }

    /// Where the number begins before a hyphen and the Kazakh word for a body: `№ 12-мектеп`.
    fn hyphened(&self, t: u32) -> Option<u32> {
        let number = t.checked_sub(2).filter(|&at| at >= self.range.start && self.key(t - 1) == "-")?;
        let joined = self.touches(t) && self.touches(t - 1) && self.class(number) == Some(Class::Number);
        let sign = number > self.range.start && self.key(number - 1) == "№";
        joined.then_some(number - u32::from(sign))
    }

    /// Where the name begins of a body whose number is told at `t`: `средняя школа | № 5`.
    fn russian_before(&self, t: u32) -> Option<u32> {
        let noun = t.checked_sub(1).filter(|&n| n >= self.range.start && !self.begins_line(t))?;
        if let Some(kind) = self.kind(noun).filter(|k| is_numbered(k)) {
            return Some(self.adjectives(noun, kind, self.forms(noun), true).0);
        }
        let key = self.key(noun);
        if self.class(noun) == Some(Class::AllCapitals) {
            return ABBREVIATIONS.contains(&key).then_some(noun);
        }
        // `детский дом № 3`
        let childrens = noun > self.range.start && self.key(noun - 1).starts_with("детск");
        (childrens && key.starts_with("дом")).then(|| noun - 1)
    }

    /// One past the body whose number is `number`: `учитель № 49 | школы`.
    fn russian_behind(&self, number: u32) -> Option<u32> {
        let noun = number + 1;
        let body = noun < self.range.end && self.lower(noun) && self.kind(noun).is_some_and(is_numbered);
        body.then_some(noun + 1)
    }

    /// One past the Kazakh body whose number is `number`: `№5 | орта мектепте`, `№5 | Абай атындағы мектеп`.
    fn kazakh_behind(&self, number: u32) -> Option<u32> {
        let until = self.range.end.min(number + 2 + BETWEEN);
        let noun = (number + 1..until).find(|&at| self.lower(at) && begins(self.key(at), KAZAKH))?;
        let named = (number + 1..noun).rev().find(|&at| self.key(at) == "атындағы");
        let from = named.map_or(number + 1, |at| at + 1);
        let plain = |at| self.lower(at) && self.base_form(at) && !NO_NAME.contains(&self.key(at));
        (from..noun).all(plain).then_some(noun + 1)
    }
}
