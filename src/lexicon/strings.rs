//! Strings to small numbers, each once, in one arena.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// Tells at once of most texts that they are not in a set.
pub(super) struct Filter {
    bits: Vec<u64>,
}

impl Filter {
    /// Bits of the place of a text: 128 KB, some twenty bits a text of the largest set.
    const BITS: u32 = 20;

    pub(super) fn new() -> Filter {
        Filter { bits: vec![0; 1 << (Filter::BITS - 6)] }
    }

    /// From the length, the first and the last letters: no pass over the text.
    #[inline]
    fn place(text: &str) -> (usize, u64) {
        let bytes = text.as_bytes();
        let tail = match bytes.last_chunk::<8>() {
            Some(tail) => u64::from_le_bytes(*tail),
            None => bytes.iter().fold(0, |all, &b| all << 8 | u64::from(b)),
        };
        let head = bytes.first_chunk::<4>().map_or(0, |head| u32::from_le_bytes(*head));
        let sum = tail.wrapping_mul(0x9e37_79b9_7f4a_7c15)
            ^ (u64::from(head) << 16 | bytes.len() as u64).wrapping_mul(0xd6e8_feb8_6659_fd93);
        let place = (sum ^ sum >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - Filter::BITS);
        ((place >> 6) as usize, 1 << (place & 63))
    }

    pub(super) fn add(&mut self, text: &str) {
        let (word, bit) = Filter::place(text);
        self.bits[word] |= bit;
    }

    /// False where the text was never added.
    #[inline]
    pub(super) fn may_hold(&self, text: &str) -> bool {
        let (word, bit) = Filter::place(text);
        self.bits[word] & bit != 0
    }
}

/// The interner of a lexicon. Built once, then only asked.
#[derive(Default)]
pub(super) struct Strings {
    table: HashTable<u32>,
    ranges: Vec<(u32, u32)>,
    arena: String,
    hasher: FixedState,
}

impl Strings {
    pub(super) fn with_capacity(strings: usize) -> Strings {
        Strings {
            table: HashTable::with_capacity(strings),
            ranges: Vec::with_capacity(strings),
            arena: String::with_capacity(strings * 16),
            hasher: FixedState::default(),
        }
    }

    pub(super) fn text(&self, sym: u32) -> &str {
        let (start, end) = self.ranges[sym as usize];
        &self.arena[start as usize..end as usize]
    }

    pub(super) fn find(&self, text: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(text.as_bytes());
        self.table.find(hash, |&s| self.text(s) == text).copied()
    }

    pub(super) fn intern(&mut self, text: &str) -> u32 {
        if let Some(sym) = self.find(text) {
            return sym;
        }
        let sym = self.ranges.len() as u32;
        let start = self.arena.len() as u32;
        self.arena.push_str(text);
        self.ranges.push((start, self.arena.len() as u32));
        let (ranges, arena, hasher) = (&self.ranges, &self.arena, &self.hasher);
        let hash_of = |&s: &u32| {
            let (a, b) = ranges[s as usize];
            hasher.hash_one(&arena.as_bytes()[a as usize..b as usize])
        };
        self.table.insert_unique(hasher.hash_one(text.as_bytes()), sym, hash_of);
        sym
    }

    pub(super) fn len(&self) -> usize {
        self.ranges.len()
    }
}
