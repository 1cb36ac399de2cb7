//! Words of page furniture that are no names, though a capital makes them look so: `Просмотров: 1245`, `Бөлісу`.
//!
//! Reads: the single Cyrillic words of `lexicons/zone_markers.tsv` that count views and comments or offer to share.
//! Makes: a set of those that the lexicons hold no name for. Cost: a look-up by hash for each name that the model alone
//! found.

use foldhash::fast::FixedState;
use hashbrown::HashSet;

use crate::lang::Lang;
use crate::lexicon::Lexicon;

const TABLE: &str = include_str!("../../../lexicons/zone_markers.tsv");

/// Letters of such a word, at least: shorter ones may be somebody's name.
const LEAST: usize = 4;

/// The words, in small letters.
pub(super) struct Furniture(HashSet<&'static str, FixedState>);

impl Furniture {
    /// The table's words, without the names of networks and papers among them.
    pub(super) fn new(lexicon: &Lexicon) -> Furniture {
        let words = TABLE.lines().skip(1).filter_map(|row| {
            let mut cells = row.split('\t');
            let (text, kind) = (cells.next()?, cells.next()?);
            let word = text.trim_end_matches(':');
            let named = || [Lang::Ru, Lang::Kk].iter().any(|&lang| !lexicon.find(word, lang).is_empty());
            (matches!(kind, "count" | "comments" | "share")
                && word.chars().all(|c| c.is_alphabetic() && !c.is_ascii())
                && word.chars().count() >= LEAST
                && !named())
            .then_some(word)
        });
        Furniture(words.collect())
    }

    /// True for a word in small letters that is one of them.
    pub(super) fn has(&self, key: &str) -> bool {
        self.0.contains(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_among_the_words_are_left_out() {
        let furniture = Furniture::new(&Lexicon::default());
        for word in ["просмотров", "комментариев", "қаралым", "пікір", "поделиться", "бөлісу"]
        {
            assert!(furniture.has(word), "{word}");
        }
        for word in ["вконтакте", "одноклассники", "мин", "facebook", "нет комментариев"]
        {
            assert!(!furniture.has(word), "{word}");
        }
    }
}
