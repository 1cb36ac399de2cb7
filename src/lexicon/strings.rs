//! Strings to small numbers, each once, in one arena; and the hash table behind it and other tables of the lexicons.
//!
//! All is flat and the same on every machine, for the tables of the built-in lexicons are filled when the program is
//! compiled and copied as they are when it starts.

use std::borrow::Cow;

use super::tables::NONE;
use crate::packed::Numbers;

/// A set of texts that a [`Filter`] tells of.
#[derive(Clone, Copy, Debug)]
#[repr(u8)]
pub(crate) enum Set {
    /// Stems of lexicon words that decline.
    Stem,
    /// Lexicon words that stand as they are or take Kazakh suffixes.
    Word,
    /// Stems of the name lists.
    NameStem,
    /// Base forms of the name lists.
    Name,
}

/// Tells at once of most texts in which [`Set`]s they are not; of all sets in one look.
#[cfg_attr(test, derive(Debug, PartialEq))]
pub(crate) struct Filter {
    /// Four bits a place, one a set.
    pub(super) sets: Vec<u32>,
}

impl Filter {
    /// Bits of the place of a text: 128 KB for all sets, some sixteen places a text of the largest one.
    const BITS: u32 = 18;

    pub(super) fn new() -> Filter {
        Filter { sets: vec![0; 1 << (Filter::BITS - 3)] }
    }

    pub(super) fn add(&mut self, text: &str, set: Set) {
        let place = Place::of(text).among(Filter::BITS);
        self.sets[place >> 3] |= 1 << (4 * (place & 7) + set as usize);
    }

    /// Adds what another filter holds.
    pub(super) fn join(&mut self, other: &Filter) {
        for (sets, more) in self.sets.iter_mut().zip(&other.sets) {
            *sets |= more;
        }
    }

    /// The sets, as bits, to which a text with this place was added.
    #[inline]
    pub(super) fn sets(&self, place: Place) -> u32 {
        let place = place.among(Filter::BITS);
        self.sets[place >> 3] >> (4 * (place & 7)) & 15
    }

    /// False where the text was never added to the set.
    #[inline]
    pub(super) fn may_hold(&self, text: &str, set: Set) -> bool {
        self.sets(Place::of(text)) >> set as u32 & 1 == 1
    }
}

/// Where the filters keep a text: a hash, of which they take the upper bits.
#[derive(Clone, Copy, Default)]
pub(crate) struct Place(u32);

impl Place {
    /// From the length, the first and the last letters: no pass over the text.
    #[inline]
    pub(crate) fn of(text: &str) -> Place {
        let bytes = text.as_bytes();
        let tail = match bytes.last_chunk::<8>() {
            Some(tail) => u64::from_le_bytes(*tail),
            None => bytes.iter().fold(0, |all, &b| all << 8 | u64::from(b)),
        };
        let head = bytes.first_chunk::<4>().map_or(0, |head| u32::from_le_bytes(*head));
        let sum = tail.wrapping_mul(0x9e37_79b9_7f4a_7c15)
            ^ (u64::from(head) << 16 | bytes.len() as u64).wrapping_mul(0xd6e8_feb8_6659_fd93);
        Place(((sum ^ sum >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32)
    }

    /// The place among `1 << bits`.
    #[inline]
    pub(crate) fn among(self, bits: u32) -> usize {
        (self.0 >> (32 - bits)) as usize
    }
}

impl Default for Filter {
    fn default() -> Filter {
        Filter::new()
    }
}

/// Multiplies to 128 bits and folds the halves into one.
#[inline]
fn fold_multiply(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

/// The hash of a text. Not for tables that an attacker fills: there is no secret in it.
#[inline]
pub(super) fn hash(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let (head, tail) = match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (Some(head), Some(tail)) => (u64::from_le_bytes(*head), u64::from_le_bytes(*tail)),
        _ => match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            (Some(head), Some(tail)) => (u32::from_le_bytes(*head).into(), u32::from_le_bytes(*tail).into()),
            _ => (bytes.iter().fold(0, |all, &b| all << 8 | u64::from(b)), 0),
        },
    };
    let mut sum =
        fold_multiply(head ^ 0x243f_6a88_85a3_08d3, tail ^ 0x1319_8a2e_0370_7344 ^ bytes.len() as u64);
    if bytes.len() > 16 {
        for chunk in bytes[8..].as_chunks::<8>().0 {
            sum = fold_multiply(sum ^ u64::from_le_bytes(*chunk), 0xa409_3822_299f_31d1);
        }
    }
    sum
}

/// The hash of a number.
#[inline]
pub(super) fn hash_number(number: u64) -> u64 {
    fold_multiply(number ^ 0x243f_6a88_85a3_08d3, 0x9e37_79b9_7f4a_7c15)
}

/// A hash table of numbers from 0 on; what they stand for is kept elsewhere and told by the caller. Open addressing,
/// at most half full: a slot is the number in as many low bits as an index into the table has, bits of its hash in
/// the rest, or [`NONE`].
#[cfg_attr(test, derive(Debug, PartialEq))]
pub(super) struct Slots {
    pub(super) slots: Numbers,
    pub(super) count: u32,
}

impl Default for Slots {
    fn default() -> Slots {
        Slots::with_capacity(0)
    }
}

impl Slots {
    pub(super) fn with_capacity(count: usize) -> Slots {
        Slots { slots: Numbers::of(NONE, (count * 2).next_power_of_two().max(4)), count: 0 }
    }

    /// The number with this hash that `is` the one.
    #[inline]
    pub(super) fn find(&self, hash: u64, mut is: impl FnMut(u32) -> bool) -> Option<u32> {
        let slots = self.slots.raw();
        let mask = slots.len() as u32 - 1;
        let mark = (hash >> 32) as u32 & !mask;
        let mut at = hash as u32 & mask;
        loop {
            let slot = u32::from_le_bytes(slots[at as usize]);
            if slot == NONE {
                return None;
            }
            if slot & !mask == mark && is(slot & mask) {
                return Some(slot & mask);
            }
            at = (at + 1) & mask;
        }
    }

    /// Adds a number that is not there yet; `hash_of` tells the hash of those that are.
    pub(super) fn insert(&mut self, hash: u64, number: u32, hash_of: impl Fn(u32) -> u64) {
        self.count += 1;
        if self.count as usize * 2 > self.slots.len() {
            let mask = self.slots.len() as u32 - 1;
            let larger = Numbers::of(NONE, self.slots.len() * 2);
            for slot in std::mem::replace(&mut self.slots, larger).iter() {
                if slot != NONE {
                    self.put(hash_of(slot & mask), slot & mask);
                }
            }
        }
        self.put(hash, number);
    }

    fn put(&mut self, hash: u64, number: u32) {
        let mask = self.slots.len() as u32 - 1;
        let mut at = hash as u32 & mask;
        while self.slots.at(at as usize) != NONE {
            at = (at + 1) & mask;
        }
        self.slots.set(at as usize, (hash >> 32) as u32 & !mask | number, NONE);
    }
}

/// The interner of a lexicon. Built once, then only asked.
#[cfg_attr(test, derive(Debug, PartialEq))]
pub(super) struct Strings {
    pub(super) slots: Slots,
    /// Where each string ends in the arena and the next begins, after a 0.
    pub(super) ends: Numbers,
    pub(super) arena: Cow<'static, str>,
}

impl Default for Strings {
    fn default() -> Strings {
        Strings::with_capacity(0)
    }
}

impl Strings {
    pub(super) fn with_capacity(strings: usize) -> Strings {
        let mut ends = Numbers::with_capacity(strings + 1);
        ends.push(0);
        Strings {
            slots: Slots::with_capacity(strings),
            ends,
            arena: Cow::Owned(String::with_capacity(strings * 16)),
        }
    }

    #[inline]
    fn bytes(&self, sym: u32) -> &[u8] {
        let (start, end) = (self.ends.at(sym as usize), self.ends.at(sym as usize + 1));
        &self.arena.as_bytes()[start as usize..end as usize]
    }

    pub(super) fn find(&self, text: &str) -> Option<u32> {
        self.slots.find(hash(text), |sym| self.bytes(sym) == text.as_bytes())
    }

    pub(super) fn intern(&mut self, text: &str) -> u32 {
        let hashed = hash(text);
        if let Some(sym) = self.slots.find(hashed, |sym| self.bytes(sym) == text.as_bytes()) {
            return sym;
        }
        let sym = self.len() as u32;
        self.arena.to_mut().push_str(text);
        self.ends.push(self.arena.len() as u32);
        let (ends, arena) = (&self.ends, &self.arena);
        self.slots.insert(hashed, sym, |s| {
            hash(&arena[ends.at(s as usize) as usize..ends.at(s as usize + 1) as usize])
        });
        sym
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_string_has_one_number() {
        let mut strings = Strings::default();
        let text = "Алматы қаласының әкімдігі, тұрғындар мен қонақтар";
        let parts: Vec<&str> = text.char_indices().flat_map(|(i, _)| [&text[..i], &text[i..]]).collect();
        let numbers: Vec<u32> = parts.iter().map(|p| strings.intern(p)).collect();
        for (part, number) in parts.iter().zip(&numbers) {
            assert_eq!(strings.find(part), Some(*number), "{part}");
            assert_eq!(strings.bytes(*number), part.as_bytes());
        }
        assert_eq!(strings.find("Алматы-"), None);
        assert_eq!(strings.len(), parts.iter().collect::<std::collections::BTreeSet<_>>().len());
    }
}
