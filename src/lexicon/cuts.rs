//! Where a word may be cut into a base and what is joined to it: found once, for all lists that are asked.
//!
//! Reads a match key. Makes [`Cuts`]: the bases that the declension or the suffixes of the language allow by their
//! first letter, each with its [`Place`] in the filters. Cost: a few operations a cut, no allocation.

use super::strings::Place;
use super::suffix;
use crate::lang::Lang;
use crate::lang::ru::inflect::LONGEST_ENDING;

/// Letters of the longest chain of Kazakh suffixes that is taken off.
const LONGEST_CHAIN: usize = 16;

/// A base.
#[derive(Clone, Copy, Default)]
pub(crate) struct Cut {
    /// Its bytes.
    pub(crate) at: usize,
    /// Letters behind it, a hyphen counted.
    pub(crate) letters: usize,
    pub(crate) place: Place,
}

/// The bases that a word may have.
pub(crate) struct Cuts<'a> {
    pub(crate) key: &'a str,
    pub(crate) lang: Lang,
    /// The place of the whole word.
    pub(crate) whole: Place,
    cuts: [Cut; LONGEST_CHAIN],
    count: usize,
}

impl<'a> Cuts<'a> {
    /// The cuts of a key: Russian ones, the whole word first, where `lang` is not Kazakh.
    pub(crate) fn of(key: &'a str, lang: Lang) -> Cuts<'a> {
        let mut out =
            Cuts { key, lang, whole: Place::of(key), cuts: [Cut::default(); LONGEST_CHAIN], count: 0 };
        if lang == Lang::Kk {
            if suffix::may_end(key) {
                out.kazakh();
            }
        } else {
            out.russian();
        }
        out
    }

    /// From the longest base to the shortest.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Cut> {
        self.cuts[..self.count].iter()
    }

    fn russian(&mut self) {
        self.cuts[0] = Cut { at: self.key.len(), letters: 0, place: self.whole };
        self.count = 1;
        let mut at = self.key.len();
        while self.count <= LONGEST_ENDING {
            at = before(self.key, at);
            if at == 0 {
                return;
            }
            self.cuts[self.count] = Cut { at, letters: self.count, place: Place::of(&self.key[..at]) };
            self.count += 1;
        }
    }

    /// A base is no shorter than two letters.
    fn kazakh(&mut self) {
        let mut at = self.key.len();
        for letters in 1..=LONGEST_CHAIN {
            at = before(self.key, at);
            if at < 4 {
                return;
            }
            let (base, rest) = self.key.split_at(at);
            if suffix::may_begin(rest.strip_prefix(['-', '’', '\'']).unwrap_or(rest)) {
                self.cuts[self.count] = Cut { at, letters, place: Place::of(base) };
                self.count += 1;
            }
        }
    }
}

/// Where the character before a byte begins; 0 at the start.
#[inline]
fn before(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = at.saturating_sub(1);
    while at > 0 && bytes[at] & 0xc0 == 0x80 {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bases_are_cut_off() {
        let bases = |key: &'static str, lang| -> Vec<&str> {
            Cuts::of(key, lang).iter().map(|cut| &key[..cut.at]).collect()
        };
        assert_eq!(bases("дома", Lang::Ru), ["дома", "дом", "до", "д"]);
        assert_eq!(bases("я", Lang::Ru), ["я"]);
        assert_eq!(bases("тмд-ға", Lang::Kk), ["тмд-", "тмд", "тм"]);
        assert_eq!(bases("елдер", Lang::Kk), ["ел"]);
        assert!(bases("мектеп", Lang::Kk).is_empty() && bases("", Lang::Kk).is_empty());
    }
}
