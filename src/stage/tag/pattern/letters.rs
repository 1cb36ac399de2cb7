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
    /// Says which body is meant ([`is_not_naming`]).
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
            (Letters::NOT_NAMING, is_not_naming(key)),
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

/// Adjectives, by their beginnings, that say which body is meant and are no part of its name.
const NOT_NAMING: &[&str] = &[
    "бывш",
    "будущ",
    "ведущ",
    "влиятельн",
    "возглавл",
    "единственн",
    "крупнейш",
    "левоцентрист",
    "небольш",
    "нынешн",
    "образованн",
    "оппозицион",
    "последн",
    "правоцентрист",
    "правящ",
    "предыдущ",
    "престижн",
    "провластн",
    "пропрезидентск",
    "созданн",
    "соседн",
    "старейш",
    "старш",
];

/// The same, and pronouns, by what stands before their endings: other words begin so, too (`иных`, `информации`).
const NOT_NAMING_STEMS: &[&str] = &[
    "ваш",
    "весь",
    "внутренн",
    "вс",
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
    "нек",
    "некотор",
    "нов",
    "одн",
    "перв",
    "прежн",
    "прошл",
    "сам",
    "сво",
    "стар",
    "так",
    "эт",
];

/// Endings of adjectives and pronouns.
const ENDINGS: &[&str] = &[
    "", "а", "ая", "е", "его", "ее", "ей", "ем", "ему", "и", "ие", "ий", "им", "ими", "их", "й", "о", "ого",
    "ое", "ой", "ом", "ому", "от", "у", "ую", "ые", "ый", "ым", "ыми", "ых", "ю", "юю", "я", "яя",
];

/// Of these the ones that are nouns or part of them: `обработки персональных данных`, `внутренних дел`.
const NAMING_FORMS: &[&str] = &["внутренних", "данных"];

/// True for an adjective or pronoun that says which body is meant.
fn is_not_naming(key: &str) -> bool {
    let adjective = |stem: &&str| key.strip_prefix(stem).is_some_and(|rest| ENDINGS.contains(&rest));
    NOT_NAMING.iter().any(|w| key.starts_with(w))
        || NOT_NAMING_STEMS.iter().any(adjective) && !NAMING_FORMS.contains(&key)
}

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
