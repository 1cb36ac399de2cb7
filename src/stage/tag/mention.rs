//! What is kept of mentions: news names the same persons, bodies and places in the same words.
//!
//! Reads: a mention's cached words and, as a number, what beside them tells what it is. Makes: one place for each such
//! mention ([`Mentions`]), and counts of texts over a document ([`Tally`]). Guarantees: two mentions share a place only
//! where all that they are found by is equal. Cost: one probe a mention.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashTable};

/// Words of a mention that lie beside what is kept of it: most have no more.
const NEAR: usize = 4;

struct Kept<T> {
    hash: u64,
    beside: u64,
    /// The first words; zeros behind the last.
    words: [u32; NEAR],
    rest: Box<[u32]>,
    count: u32,
    what: T,
}

/// What was found of mentions, by their words.
pub(super) struct Mentions<T> {
    slots: HashTable<u32>,
    list: Vec<Kept<T>>,
}

impl<T> Default for Mentions<T> {
    fn default() -> Self {
        Mentions { slots: HashTable::new(), list: Vec::new() }
    }
}

impl<T> Mentions<T> {
    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.slots.clear();
        self.list.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The place of a mention of these words; `Err` is a new one that [`Mentions::add`] is to fill.
    pub(super) fn find(&self, words: &[u32], beside: u64) -> Result<u32, u64> {
        let hash = FixedState::default().hash_one((words, beside));
        let (near, rest) = words.split_at(words.len().min(NEAR));
        let same = |&at: &u32| {
            let kept = &self.list[at as usize];
            kept.hash == hash
                && kept.beside == beside
                && kept.count as usize == words.len()
                && kept.words[..near.len()] == *near
                && *kept.rest == *rest
        };
        self.slots.find(hash, same).copied().ok_or(hash)
    }

    /// Keeps what was found of a mention that [`Mentions::find`] did not find and gave a hash.
    pub(super) fn add(&mut self, hash: u64, words: &[u32], beside: u64, what: T) -> u32 {
        let (near, rest) = words.split_at(words.len().min(NEAR));
        let mut first = [0; NEAR];
        first[..near.len()].copy_from_slice(near);
        let at = self.list.len() as u32;
        self.list.push(Kept {
            hash,
            beside,
            words: first,
            rest: rest.into(),
            count: words.len() as u32,
            what,
        });
        self.slots.insert_unique(hash, at, |&at| self.list[at as usize].hash);
        at
    }

    pub(super) fn get(&self, at: u32) -> &T {
        &self.list[at as usize].what
    }

    pub(super) fn get_mut(&mut self, at: u32) -> &mut T {
        &mut self.list[at as usize].what
    }
}

/// Numbers for texts, and how often a document says each.
#[derive(Default)]
pub(super) struct Tally {
    numbers: HashMap<Box<str>, u32, FixedState>,
    /// By number: the document that was counted last, and its count.
    counts: Vec<(u32, u32)>,
    document: u32,
}

impl Tally {
    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.numbers.clear();
        self.counts.clear();
        self.document = 0;
    }

    /// The number of a text.
    pub(super) fn number(&mut self, text: &str) -> u32 {
        let next = self.counts.len() as u32;
        let number = *self.numbers.entry_ref(text).or_insert(next);
        if number == next {
            self.counts.push((0, 0));
        }
        number
    }

    /// Begins to count another document.
    pub(super) fn begin(&mut self) {
        self.document += 1;
    }

    pub(super) fn count(&mut self, number: u32) {
        let (document, count) = &mut self.counts[number as usize];
        if *document != self.document {
            (*document, *count) = (self.document, 0);
        }
        *count += 1;
    }

    /// How often the document said it.
    pub(super) fn of(&self, number: u32) -> u32 {
        let (document, count) = self.counts[number as usize];
        if document == self.document { count } else { 0 }
    }
}
