//! Where a word may be cut into a base and what is joined to it: found once, for all lists that are asked.
//!
//! Reads a match key. Makes [`Cuts`]: the bases that the declension or the suffixes of the language allow by their
//! first letter, each with its [`Place`] in the filters; and which of them the lists may hold, by one look each
//! ([`Cuts::among`]), so that of most words nothing more is asked. Cost: a few operations a cut, no allocation.

use super::strings::{Filter, Place, Set};
use super::suffix;
use crate::lang::Lang;
use crate::lang::ru::inflect::LONGEST_ENDING;

/// Letters of the longest chain of Kazakh suffixes that is taken off.
const LONGEST_CHAIN: usize = 16;

/// A base.
#[derive(Clone, Copy, Default)]
pub(crate) struct Cut {
    at: u32,
    letters: u32,
    pub(crate) place: Place,
}

impl Cut {
    fn new(at: usize, letters: usize, place: Place) -> Cut {
        Cut { at: at as u32, letters: letters as u32, place }
    }

    /// Its bytes.
    #[inline]
    pub(crate) fn at(&self) -> usize {
        self.at as usize
    }

    /// Letters behind it, a hyphen counted.
    #[inline]
    pub(crate) fn letters(&self) -> usize {
        self.letters as usize
    }
}

/// The bases that a word may have.
pub(crate) struct Cuts<'a> {
    pub(crate) key: &'a str,
    pub(crate) lang: Lang,
    /// The place of the whole word.
    pub(crate) whole: Place,
    cuts: [Cut; LONGEST_CHAIN],
    count: usize,
    /// The bases that each [`Set`] may hold, as bits by their number, sixteen a set.
    held: u64,
    /// The same of the whole word, one bit a set.
    whole_held: u32,
    /// The bases whose last consonant may be a voiced one, as bits by their number: `мектеб|і`.
    voiced: u16,
}

/// A bit in each of the lanes of sixteen that four bits name.
const LANES: [u64; 16] = {
    let (mut lanes, mut sets) = ([0; 16], 0);
    while sets < 16 {
        let mut set = 0;
        while set < 4 {
            lanes[sets] |= (sets as u64 >> set & 1) << (16 * set);
            set += 1;
        }
        sets += 1;
    }
    lanes
};

impl<'a> Cuts<'a> {
    /// The cuts of a key: Russian ones, the whole word first, where `lang` is not Kazakh.
    pub(crate) fn of(key: &'a str, lang: Lang) -> Cuts<'a> {
        let mut out = Cuts {
            key,
            lang,
            whole: Place::of(key),
            cuts: [Cut::default(); LONGEST_CHAIN],
            count: 0,
            held: u64::MAX,
            whole_held: u32::MAX,
            voiced: 0,
        };
        if lang == Lang::Kk {
            if suffix::may_end(key) {
                out.kazakh();
            }
        } else {
            out.russian();
        }
        out
    }

    /// Asks the filter what the lists may hold of them.
    #[inline]
    pub(super) fn among(&mut self, filter: &Filter) {
        self.whole_held = filter.sets(self.whole);
        self.held = 0;
        for (i, cut) in self.cuts[..self.count].iter().enumerate() {
            self.held |= LANES[filter.sets(cut.place) as usize] << i;
        }
    }

    /// False where the whole word is not in the set.
    #[inline]
    pub(super) fn may_be_in(&self, set: Set) -> bool {
        self.whole_held >> set as u32 & 1 == 1
    }

    /// The bases that the set may hold, as bits for [`Cuts::chosen`].
    #[inline]
    pub(super) fn held(&self, set: Set) -> u16 {
        (self.held >> (16 * set as u32)) as u16
    }

    /// The bases before a Kazakh suffix that may have voiced their last consonant, as bits for [`Cuts::chosen`].
    #[inline]
    pub(super) fn voiced(&self) -> u16 {
        self.voiced
    }

    /// The bases chosen, from the longest to the shortest, each with its bit.
    #[inline]
    pub(super) fn chosen(&self, bits: u16) -> impl Iterator<Item = (&Cut, u16)> {
        let mut bits = u32::from(bits) & ((1 << self.count) - 1);
        std::iter::from_fn(move || {
            let i = bits.trailing_zeros();
            let cut = self.cuts.get(i as usize)?;
            bits &= bits - 1;
            Some((cut, 1 << i))
        })
    }

    /// From the longest base to the shortest.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Cut> {
        self.cuts[..self.count].iter()
    }

    fn russian(&mut self) {
        self.cuts[0] = Cut::new(self.key.len(), 0, self.whole);
        self.count = 1;
        let mut at = self.key.len();
        while self.count <= LONGEST_ENDING {
            at = before(self.key, at);
            if at == 0 {
                return;
            }
            self.cuts[self.count] = Cut::new(at, self.count, Place::of(&self.key[..at]));
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
            let rest = rest.strip_prefix(['-', '’', '\'']).unwrap_or(rest);
            if suffix::may_begin(rest) {
                self.cuts[self.count] = Cut::new(at, letters, Place::of(base));
                self.voiced |= u16::from(suffix::may_voice(base, rest)) << self.count;
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
            Cuts::of(key, lang).iter().map(|cut| &key[..cut.at()]).collect()
        };
        assert_eq!(bases("дома", Lang::Ru), ["дома", "дом", "до", "д"]);
        assert_eq!(bases("я", Lang::Ru), ["я"]);
        assert_eq!(bases("тмд-ға", Lang::Kk), ["тмд-", "тмд", "тм"]);
        assert_eq!(bases("елдер", Lang::Kk), ["ел"]);
        assert!(bases("мектеп", Lang::Kk).is_empty() && bases("", Lang::Kk).is_empty());
    }
}
