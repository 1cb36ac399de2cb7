//! The roots of words, and what the document says of each.
//!
//! Reads: words as they stand in names. Makes: for each root whether a person has it as a surname, and what its mentions are
//! taken for. Guarantees: what one document says of a root is not read in the next. Cost: a root is found once a distinct
//! word; a document begins without a look at any.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::document::{Document, EntityType};
use crate::lang::Lang;
use crate::lexicon::without_case;

use super::Lookup;

/// Letters of a surname's root, at least.
const SURNAME: u32 = 4;

/// What of a word stays when it is inflected, roughly: enough to compare mentions within a document.
fn root(key: &str, lang: Lang) -> &str {
    if lang == Lang::Kk {
        return without_case(key);
    }
    const ENDINGS: &[&str] = &[
        "ого", "ому", "ыми", "ами", "ями", "ом", "ым", "им", "ем", "ой", "ою", "ей", "ею", "ую", "ая", "яя",
        "ий", "ый", "ах", "ях", "ов", "а", "у", "е", "ы", "и", "я", "ю", "ь", "й",
    ];
    // The -ов of Токаев is no ending; after it one may stand.
    for e in ENDINGS {
        if *e != "ов"
            && let Some(stem) = key.strip_suffix(e)
            && stem.chars().count() >= 3
        {
            return stem;
        }
    }
    key
}

/// A set of numbers by their lowest bits.
#[derive(Default)]
struct Said([u64; Said::BITS / 64]);

impl Said {
    const BITS: usize = 2048;

    fn clear(&mut self) {
        self.0.fill(0);
    }

    fn add(&mut self, number: u32) {
        let at = number as usize % Said::BITS;
        self.0[at / 64] |= 1 << (at % 64);
    }

    /// False where the number was not added.
    fn may_have(&self, number: u32) -> bool {
        let at = number as usize % Said::BITS;
        self.0[at / 64] >> (at % 64) & 1 == 1
    }
}

const UNKNOWN: u32 = u32::MAX;

/// A root of words, and what the document named last says of it.
#[derive(Default)]
struct Root {
    letters: u32,
    /// The document that has a person with this surname.
    surname: u32,
    /// The document that has something else by this name.
    thing: u32,
    /// The document that has it as a name elsewhere than at a sentence's start, or whose lists know it.
    firm: u32,
    /// The document whose votes these are, for [`VOTED`].
    voted: u32,
    votes: [f32; 3],
}

/// What is voted for.
const VOTED: [EntityType; 3] = [EntityType::Per, EntityType::Loc, EntityType::Org];

/// True for a kind that is voted for.
pub(super) fn is_voted(kind: EntityType) -> bool {
    place(kind).is_some()
}

/// The place of a kind among what is voted for.
fn place(kind: EntityType) -> Option<usize> {
    VOTED.iter().position(|&k| k == kind)
}

/// The roots of all words that were asked for.
#[derive(Default)]
pub(super) struct Roots {
    /// The root of each cached word; [`UNKNOWN`] where nobody asked.
    of: Vec<u32>,
    numbers: HashMap<Box<str>, u32, FixedState>,
    list: Vec<Root>,
    /// Counts documents.
    document: u32,
    /// Of which roots the document says something, by their lowest bits: of most it says nothing.
    said: Said,
}

impl Roots {
    /// Begins another document.
    pub(super) fn begin(&mut self) {
        self.document = self.document.wrapping_add(1);
        self.said.clear();
    }

    /// The number of the root of a token's word.
    pub(super) fn number(&mut self, look: &Lookup<'_>, doc: &Document, t: u32) -> u32 {
        let info = look.infos[t as usize] as usize;
        if self.of.len() <= info {
            self.of.resize(info + 1, UNKNOWN);
        }
        if self.of[info] == UNKNOWN {
            let root = root(look.key(doc, t), doc.tokens[t as usize].lang);
            let next = self.list.len() as u32;
            let number = *self.numbers.entry_ref(root).or_insert(next);
            if number == next {
                self.list.push(Root { letters: root.chars().count() as u32, ..Root::default() });
            }
            self.of[info] = number;
        }
        self.of[info]
    }

    fn get(&self, number: u32) -> &Root {
        &self.list[number as usize]
    }

    pub(super) fn letters(&self, number: u32) -> u32 {
        self.get(number).letters
    }

    /// False where the document says nothing of the root.
    pub(super) fn may_be_named(&self, number: u32) -> bool {
        self.said.may_have(number)
    }

    /// A person of the document has this surname; false for a root too short to tell.
    pub(super) fn add_surname(&mut self, number: u32) -> bool {
        let root = &mut self.list[number as usize];
        if root.letters < SURNAME {
            return false;
        }
        root.surname = self.document;
        self.said.add(number);
        true
    }

    /// A mention of this word is taken for a name of this kind.
    pub(super) fn vote(&mut self, number: u32, kind: EntityType, score: f32) {
        let Some(place) = place(kind) else { return };
        let root = &mut self.list[number as usize];
        if root.voted != self.document {
            (root.voted, root.votes) = (self.document, [0.0; 3]);
            self.said.add(number);
        }
        root.votes[place] += score;
    }

    /// The document has this surname for something else too.
    pub(super) fn tell_apart(&mut self, number: u32) {
        self.list[number as usize].thing = self.document;
    }

    /// The word is a name for more than the capital of a sentence's start.
    pub(super) fn confirm(&mut self, number: u32) {
        self.list[number as usize].firm = self.document;
    }

    pub(super) fn is_surname(&self, number: u32) -> bool {
        self.get(number).surname == self.document
    }

    pub(super) fn is_told_apart(&self, number: u32) -> bool {
        self.get(number).thing == self.document
    }

    pub(super) fn is_confirmed(&self, number: u32) -> bool {
        self.get(number).firm == self.document
    }

    /// What most mentions of the word are taken for, and the votes for it; nothing where nobody voted.
    pub(super) fn majority(&self, number: u32) -> Option<(EntityType, f32)> {
        let root = self.get(number);
        let v = &root.votes;
        let best = (0..3).max_by(|&a, &b| v[a].total_cmp(&v[b]).then(b.cmp(&a))).unwrap_or(0);
        (root.voted == self.document).then(|| (VOTED[best], v[best]))
    }

    /// The votes for a kind, of a root on which there was a vote.
    pub(super) fn votes(&self, number: u32, kind: EntityType) -> f32 {
        place(kind).map_or(0.0, |k| self.get(number).votes[k])
    }
}
