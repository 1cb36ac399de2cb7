//! The tables of abbreviations and of words that begin sentences, one of each a language.
//!
//! Reads: `lexicons/{ru,kk}/abbreviations.tsv` and `starters.tsv`, embedded. Guarantees: every row is one fact
//! with an example that a test runs. Cost: read once when the stage is made; a hash look-up for each word with a
//! full stop after it.

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

use crate::lang::Lang;
use crate::lang::letters::Letter;

/// What is known of an abbreviation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Abbreviation(u16);

impl Abbreviation {
    /// It is one wherever it stands before a full stop.
    pub(super) const ANY: u16 = 1;
    /// It is one after a number.
    pub(super) const AFTER_NUMBER: u16 = 2;
    /// It is one before a number.
    pub(super) const BEFORE_NUMBER: u16 = 4;
    /// It is one before a capitalised word, and the sentence goes on there.
    pub(super) const NAME: u16 = 8;
    /// It is one where the sentence goes on after it in small letters.
    pub(super) const LOW: u16 = 16;
    /// It is one after another abbreviation.
    pub(super) const PART: u16 = 32;
    /// It is one after a number where the sentence goes on in small letters: units are written without a full
    /// stop, so that before a capital the full stop is the sentence's.
    pub(super) const UNIT: u16 = 512;
    /// A sentence may end with it.
    pub(super) const END: u16 = 64;
    /// A sentence may end with it after a number.
    pub(super) const END_AFTER_NUMBER: u16 = 128;
    /// A sentence ends with it only where the next word is one that begins sentences.
    pub(super) const END_BEFORE_STARTER: u16 = 256;

    const NAMES: [(&str, u16); 10] = [
        ("any", Self::ANY),
        ("after-number", Self::AFTER_NUMBER),
        ("before-number", Self::BEFORE_NUMBER),
        ("before-name", Self::NAME),
        ("low", Self::LOW),
        ("part", Self::PART),
        ("unit", Self::UNIT),
        ("end", Self::END),
        ("end-after-number", Self::END_AFTER_NUMBER),
        ("end-before-starter", Self::END_BEFORE_STARTER),
    ];

    /// True where any of the flags is set.
    pub(super) fn has(self, flags: u16) -> bool {
        self.0 & flags != 0
    }

    fn parse(flags: &str) -> Option<Abbreviation> {
        let mut bits = 0;
        for flag in flags.split(',') {
            bits |= Self::NAMES.iter().find(|(name, _)| *name == flag)?.1;
        }
        Some(Abbreviation(bits))
    }
}

const RU: (&str, &str) = (
    include_str!("../../../lexicons/ru/abbreviations.tsv"),
    include_str!("../../../lexicons/ru/starters.tsv"),
);
const KK: (&str, &str) = (
    include_str!("../../../lexicons/kk/abbreviations.tsv"),
    include_str!("../../../lexicons/kk/starters.tsv"),
);

/// Abbreviations and sentence starters of one language.
struct Table {
    abbreviations: HashMap<&'static str, Abbreviation, FixedState>,
    starters: HashSet<&'static str, FixedState>,
}

impl Table {
    fn new((abbreviations, starters): (&'static str, &'static str)) -> Table {
        Table {
            abbreviations: rows(abbreviations)
                .filter_map(|row| Some((row[0], Abbreviation::parse(row.get(2)?)?)))
                .collect(),
            starters: rows(starters).map(|row| row[0]).collect(),
        }
    }
}

/// The rows of a table below its header.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().skip(1).filter(|line| !line.is_empty()).map(|line| line.split('\t').collect())
}

/// The tables of both languages.
pub(super) struct Tables {
    ru: Table,
    kk: Table,
    /// Lengths in bytes of the abbreviations that begin with a letter, a bit each: most last words of sentences are
    /// none of them.
    lengths: [u32; 64],
}

/// Where a word's first letter is in [`Tables::lengths`], be it small or capital.
fn slot(surface: &str) -> usize {
    let first = surface.chars().next().unwrap_or(' ');
    first.small().unwrap_or(first) as usize % 64
}

impl Tables {
    pub(super) fn new() -> Tables {
        let (ru, kk) = (Table::new(RU), Table::new(KK));
        let mut lengths = [0; 64];
        for key in ru.abbreviations.keys().chain(kk.abbreviations.keys()) {
            lengths[slot(key)] |= 1 << (key.len() % 32);
        }
        Tables { ru, kk, lengths }
    }

    /// What is known of `surface`, which ends with its full stop, in a text of language `lang`: first in its own
    /// table, then in the other, because news in one language writes names and dates of the other.
    pub(super) fn find(&self, lang: Lang, surface: &str) -> Option<&Abbreviation> {
        if surface.len() >= 32 || self.lengths[slot(surface)] & 1 << surface.len() == 0 {
            return None;
        }
        let (own, other) = if lang == Lang::Kk { (&self.kk, &self.ru) } else { (&self.ru, &self.kk) };
        let look = |key: &str| own.abbreviations.get(key).or_else(|| other.abbreviations.get(key));
        if let Some(found) = look(surface) {
            return Some(found);
        }
        // A capital at the start of a sentence: Ул. Ленина. One capital letter alone is an initial.
        let mut chars = surface.chars();
        let first = chars.next().filter(|c| c.is_capital())?;
        if chars.as_str().chars().count() < 2 {
            return None;
        }
        let lower: String = first.to_lowercase().chain(chars.flat_map(char::to_lowercase)).collect();
        look(&lower)
    }

    /// True for a word, with its capital, that begins sentences rather than names.
    pub(super) fn starts_sentence(&self, word: &str) -> bool {
        let lower = word.to_lowercase();
        self.ru.starters.contains(lower.as_str()) || self.kk.starters.contains(lower.as_str())
    }
}
