//! What the letters of a Russian word tell the rules, kept by cached word.
//!
//! Reads: a word's match key. Makes: whether it may be a genitive or an adjective that is part of a name, the nouns with which
//! it agrees, the forms that it is of its kind. Cost: found once a distinct word, then a look.

use std::cell::Cell;

use crate::lang::Lang;
use crate::lang::ru::inflect::Forms;

use super::super::kind::Agreement;
use super::Patterns;
use super::purpose::genitive;

/// What the letters of a word tell the rules, as bits.
#[derive(Clone, Copy, Default)]
pub(super) struct Letters(u8);

impl Letters {
    const KNOWN: u8 = 1;
    /// Of [`NOT_NAMING`].
    pub(super) const NOT_NAMING: u8 = 2;
    /// Of [`NAMING`].
    pub(super) const NAMING: u8 = 4;
    /// Ends as adjectives made of names.
    pub(super) const RELATIONAL: u8 = 8;
    /// May be a [`genitive`].
    pub(super) const GENITIVE: u8 = 16;
    pub(super) const AND: u8 = 32;

    fn of(key: &str) -> Letters {
        let begins = |list: &[&str]| list.iter().any(|w| key.starts_with(w));
        let relational = |s: &&str| key.rfind(s).is_some_and(|i| key[i..].chars().count() <= 5);
        let bits = [
            (Letters::NOT_NAMING, begins(NOT_NAMING)),
            (Letters::NAMING, begins(NAMING)),
            (Letters::RELATIONAL, ["ск", "цк"].iter().any(relational)),
            (Letters::GENITIVE, genitive(key)),
            (Letters::AND, key == "и"),
        ];
        Letters(bits.into_iter().fold(Letters::KNOWN, |all, (bit, is)| all | if is { bit } else { 0 }))
    }
}

/// What the rules ask of Russian words, kept by cached word.
#[derive(Default)]
pub(in crate::stage::tag) struct Memory {
    letters: Vec<Cell<Letters>>,
    agreements: Vec<Cell<Option<Agreement>>>,
    /// The forms that kind words are of their kinds; empty where nobody asked.
    forms: Vec<Cell<Forms>>,
}

impl Memory {
    /// Forgets everything.
    pub(in crate::stage::tag) fn clear(&mut self) {
        *self = Memory::default();
    }

    /// Has room for so many words.
    pub(in crate::stage::tag) fn grow(&mut self, words: usize) {
        if self.letters.len() < words {
            self.letters.resize(words, Cell::default());
            self.agreements.resize(words, Cell::default());
            self.forms.resize(words, Cell::default());
        }
    }
}

impl Patterns<'_> {
    /// Whether the letters of a Russian word say any of these.
    pub(super) fn says(&self, t: u32, bits: u8) -> bool {
        let kept = &self.memory.letters[self.infos[t as usize] as usize];
        if kept.get().0 == 0 {
            kept.set(Letters::of(self.key(t)));
        }
        kept.get().0 & bits != 0
    }

    /// The nouns with which a Russian word may agree.
    pub(super) fn agreement(&self, t: u32) -> Agreement {
        let kept = &self.memory.agreements[self.infos[t as usize] as usize];
        kept.get().unwrap_or_else(|| {
            let agreement = self.kinds.agreement(self.key(t));
            kept.set(Some(agreement));
            agreement
        })
    }

    /// The forms that a Russian kind word is of its kind.
    pub(super) fn forms(&self, t: u32) -> Forms {
        let kept = &self.memory.forms[self.infos[t as usize] as usize];
        if kept.get().is_empty() {
            kept.set(self.kinds.forms(self.key(t), Lang::Ru).0);
        }
        kept.get()
    }
}

/// Adjectives and pronouns, by their beginnings, that say which body is meant and are no part of its name.
const NOT_NAMING: &[&str] = &[
    "бывш",
    "будущ",
    "ваш",
    "единственн",
    "ведущ",
    "возглавл",
    "левоцентрист",
    "образован",
    "оппозицион",
    "правоцентрист",
    "правящ",
    "провластн",
    "пропрезидентск",
    "созданн",
    "весь",
    "влиятельн",
    "внутренн",
    "всей",
    "всего",
    "данн",
    "друг",
    "ин",
    "кажд",
    "как",
    "котор",
    "крупн",
    "лучш",
    "местн",
    "наш",
    "небольш",
    "неко",
    "нов",
    "нынешн",
    "одн",
    "перв",
    "последн",
    "прежн",
    "предыдущ",
    "престижн",
    "прошл",
    "сам",
    "сво",
    "соседн",
    "стар",
    "так",
    "эт",
];

/// Adjectives in small letters, by their beginnings, that are part of a body's name.
const NAMING: &[&str] = &[
    "акционерн",
    "верховн",
    "временн",
    "генеральн",
    "главн",
    "городск",
    "государственн",
    "духовн",
    "краев",
    "областн",
    "переходн",
    "пограничн",
    "районн",
    "региональн",
    "республиканск",
    "следственн",
    "специализированн",
    "таможенн",
    "федеральн",
    "централ",
];
