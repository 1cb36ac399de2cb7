//! Strings to small numbers, each once, in one arena.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

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
            hasher.hash_one(arena.as_bytes()[a as usize..b as usize].as_ref())
        };
        self.table.insert_unique(hasher.hash_one(text.as_bytes()), sym, hash_of);
        sym
    }

    pub(super) fn len(&self) -> usize {
        self.ranges.len()
    }
}
