//! The parts of a name in base forms, and whether two names may be one person's.
//!
//! Reads: what [`parse`](super::parse) and [`base`](super::base) make of a mention's words. Guarantees: two parts meet where
//! any of their possible base forms is the same. Cost: a comparison of a few numbers; letters are compared for ids and
//! initials alone.

use std::sync::Arc;

use crate::document::Case;

use super::super::mention::Tally;
use super::id::latin;

/// The name of a mention, in base forms as keys and as written.
#[derive(Clone, Debug, Default)]
pub(super) struct Name {
    pub(super) given: Option<Arc<Part>>,
    pub(super) initial: Option<char>,
    /// The initial that a hyphen joins to it: `К.-Ж.`
    pub(super) second: Option<char>,
    pub(super) patronymic: Option<Arc<Part>>,
    pub(super) surname: Option<Arc<Part>>,
    /// What stands between given name and surname and does not decline there: `де`, `бен`, `Фицджеральд`.
    pub(super) middle: Option<Box<str>>,
    /// A ruler's number, in Latin letters: `Генрих IV`.
    pub(super) number: Option<String>,
    pub(super) case: Option<Case>,
    /// The given name may be a man's in another case than the nominative though it looks like a woman's (`Валерия`,
    /// `Роберта`), or tells no gender.
    pub(super) either: bool,
    /// A woman's in the nominative or a man's in the genitive, which the words beside it may tell: `Александра Иванова`,
    /// `А. Оспанова`.
    pub(super) doubtful: bool,
    /// A Russian form that is none of the nominative.
    pub(super) oblique: bool,
}

impl Name {
    /// True where a given name begins as the initials do: Касым-Жомарт for `К.-Ж.`
    pub(super) fn begins(&self, given: &str) -> bool {
        let second = |s| given.split_once('-').is_some_and(|(_, g)| g.starts_with(s));
        self.initial.is_none_or(|i| given.starts_with(i)) && self.second.is_none_or(second)
    }

    /// True where the surnames' likeliest base forms are the same: else a mention's case is that of another word.
    pub(super) fn agrees_with(&self, other: &Name) -> bool {
        self.surname.as_ref().map(|s| &s.key) == other.surname.as_ref().map(|s| &s.key)
            || self.surname.is_none()
            || other.surname.is_none()
    }

    /// True for a surname without a given name or initials, and for a given name alone; a ruler's name has a number.
    pub(super) fn is_partial(&self) -> bool {
        let single = self.surname.is_none() || self.given.is_none() && self.initial.is_none();
        single && self.number.is_none()
    }
}

#[derive(Clone, Debug)]
pub(super) struct Part {
    /// The likeliest base form, folded.
    pub(super) key: String,
    /// The same as it would be written.
    pub(super) written: String,
    /// Other possible base forms, folded.
    pub(super) others: Vec<String>,
    /// The numbers of `key` and `others`.
    pub(super) numbers: Vec<u32>,
}

impl Part {
    /// A part whose forms have no numbers yet.
    pub(super) fn new(surface: &str, key: &str, base: String, others: Vec<String>) -> Part {
        Part { written: rewrite(surface, key, &base), key: base, others, numbers: Vec::new() }
    }

    pub(super) fn numbered(mut self, tally: &mut Tally) -> Arc<Part> {
        self.numbers = std::iter::once(&self.key).chain(&self.others).map(|key| tally.number(key)).collect();
        Arc::new(self)
    }

    pub(super) fn may_be(&self, key: &str) -> bool {
        self.key == key || self.others.iter().any(|o| o == key)
    }

    pub(super) fn meets(&self, other: &Part) -> bool {
        self.numbers.iter().any(|n| other.numbers.contains(n))
    }

    /// The same with another base form of it as the likeliest.
    pub(super) fn turned(&self, best: &str, tally: &mut Tally) -> Arc<Part> {
        let mut others: Vec<String> = self.others.iter().filter(|o| *o != best).cloned().collect();
        others.push(self.key.clone());
        Part::new(&self.written, &self.key, best.to_owned(), others).numbered(tally)
    }

    /// True for a surname whose base form other mentions may tell.
    pub(super) fn is_open(&self) -> bool {
        !self.others.is_empty() && !russian_surname(&self.key)
    }
}

/// The surface's letters as far as the base agrees with the key, then the base's own.
fn rewrite(surface: &str, key: &str, base: &str) -> String {
    let common = key.chars().zip(base.chars()).take_while(|(a, b)| a == b).count();
    let mut out: String = surface.chars().take(common).collect();
    out.extend(base.chars().skip(common));
    // ТОКАЕВА in a headline: as names are written.
    let capitals = surface.chars().filter(|c| c.is_uppercase()).count();
    if capitals > 1 && surface.chars().all(|c| !c.is_lowercase()) {
        let mut start = true;
        out = base
            .chars()
            .map(|c| {
                let c = if start { c.to_uppercase().next().unwrap_or(c) } else { c };
                start = c == '-';
                c
            })
            .collect();
    }
    out
}

/// True for names that may be one person's.
pub(super) fn same_person(a: &Name, b: &Name) -> bool {
    let meet =
        |x: &Option<Arc<Part>>, y: &Option<Arc<Part>>| matches!((x, y), (Some(x), Some(y)) if x.meets(y));
    // `Дулат Исабекұлы` is Дулат Исабекұлы Серіков.
    let surname =
        meet(&a.surname, &b.surname) || meet(&a.surname, &b.patronymic) || meet(&a.patronymic, &b.surname);
    let given = match (&a.given, &b.given) {
        (Some(x), Some(y)) => x.meets(y),
        (Some(x), None) => b.begins(&x.key),
        (None, Some(y)) => a.begins(&y.key),
        (None, None) => a.initial == b.initial && (a.second == b.second || a.second.is_none()),
    };
    surname && given && a.number == b.number
}

/// True for given names of two persons: other spellings of one begin alike, as Наталья and Наталия do.
pub(super) fn namesakes(a: &Name, b: &Name) -> bool {
    /// Letters, at the end of the shorter, that two spellings may differ in.
    const ALIKE: usize = 3;
    let (Some(a), Some(b)) = (&a.given, &b.given) else { return false };
    let [a, b] = [a, b].map(|part| latin(&part.key));
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    same + ALIKE <= a.len().min(b.len())
}

/// True for a surname in -ов, -ев, -ин, -ский or their feminine.
pub(super) fn russian_surname(key: &str) -> bool {
    const ENDS: [&str; 12] =
        ["ов", "ев", "ин", "ын", "ский", "цкий", "ова", "ева", "ина", "ына", "ская", "цкая"];
    ENDS.iter().any(|e| key.ends_with(e))
}

/// The number behind a ruler's name.
pub(in crate::stage::tag) fn ruler_number(surface: &str) -> Option<String> {
    // Kazakh texts have their own І for the Latin one.
    let digits = surface.replace('І', "I");
    let roman = digits.len() <= 5 && digits.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'));
    roman.then_some(digits)
}
