//! The built-in Kazakh stems as the build script left them.
//!
//! Reads `stems` of the build's output folder, whose lists are those read here, in this order; makes the [`Stems`] that
//! [`Stems::parse`] would make of the files of `lexicons/kk/` (a test compares them). Cost: a copy.

use super::lexicon::{Entry, Node, Stems};
use super::suffix::States;
use crate::packed::Packed;

impl Stems {
    /// The built-in stems.
    pub(super) fn builtin() -> Stems {
        let mut t = Packed::new(
            include_bytes!(concat!(env!("OUT_DIR"), "/stems.bin")),
            include_str!(concat!(env!("OUT_DIR"), "/stems.txt")),
        );
        let texts = t.texts;
        let wide = |low: u32, high: u32| States::from(low) | States::from(high) << 32;
        let nodes = t.rows(|[low, high, base, entry]| Node { mask: wide(low, high), base, entry });
        let entries = t.rows(|[low, high, cost, lemma, of_low, of_high]| Entry {
            states: wide(low, high),
            cost: [cost as u8, (cost >> 8) as u8],
            lemma: (lemma != u32::MAX).then(|| (texts.get(lemma), wide(of_low, of_high))),
        });
        Stems { nodes, entries }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::kk::suffix::{SUFFIXES, Suffixes};

    #[test]
    fn the_stems_are_those_of_the_files() {
        let stems = include_str!("../../../lexicons/kk/stems.tsv");
        let exceptions = include_str!("../../../lexicons/kk/exceptions.tsv");
        let made = Stems::parse(stems, exceptions, &Suffixes::parse(SUFFIXES).unwrap(), |_| true).unwrap();
        let read = Stems::builtin();
        assert!(made.nodes == read.nodes && made.entries == read.entries);
    }
}
