//! The tables of a lexicon: what the build script writes for the built-in files, and what is made of a user's.

use std::borrow::Cow;

use super::parse::{AliasKind, AliasLang, Flags};
use super::strings::{Filter, Slots, Strings, hash_number};
use crate::document::EntityType;
use crate::lang::ru::inflect::{Class, Endings};
use crate::packed::{Numbers, Texts};

/// An entry (a thing with an id) of the lexicon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId(pub(crate) u32);

pub(crate) type LexWord = u32;
pub(crate) const NONE: u32 = u32::MAX;

/// A thing of the lexicon.
#[derive(Clone, Debug)]
#[cfg_attr(test, derive(PartialEq))]
pub struct Entry {
    /// Its canonical id.
    pub id: Cow<'static, str>,
    /// Its type.
    pub kind: EntityType,
    /// Its subtype, may be empty.
    pub subtype: Cow<'static, str>,
    /// Canonical names: Russian, Kazakh, English.
    pub names: [Option<Cow<'static, str>>; 3],
    /// Id of the containing place or body, may be empty.
    pub parent: Cow<'static, str>,
    /// Codes, `;`-joined.
    pub code: Cow<'static, str>,
    /// The file it was first in, counted in the order they were added.
    pub file: u32,
}

/// A name of a thing.
#[derive(Clone, Debug)]
#[cfg_attr(test, derive(PartialEq))]
pub struct Alias {
    /// The thing.
    pub entry: EntryId,
    /// The language.
    pub lang: AliasLang,
    /// What the name is to the thing.
    pub kind: AliasKind,
    /// Its flags.
    pub flags: Flags,
    /// The base form as written.
    pub text: Cow<'static, str>,
    /// Capitals of its words, two bits each from the first.
    pub(crate) caps: u32,
    pub(crate) words: u8,
    /// The type of its thing.
    pub(crate) thing: EntityType,
    /// In force from and to, either may be empty; nothing where the table gives no dates.
    pub in_force: Option<Box<[Cow<'static, str>; 2]>>,
}

impl Alias {
    /// How its word number `i` is spelled.
    pub(crate) fn caps(&self, i: usize) -> Caps {
        match self.caps >> (2 * i) & 3 {
            0 => Caps::Lower,
            1 => Caps::Capital,
            2 => Caps::All,
            _ => Caps::Mixed,
        }
    }
}

/// Capitals of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Caps {
    Lower = 0,
    Capital = 1,
    All = 2,
    Mixed = 3,
}

#[derive(Clone, Copy)]
#[cfg_attr(test, derive(Debug, PartialEq))]
pub(super) struct Link {
    pub(super) word: LexWord,
    pub(super) class: Class,
    pub(super) animate: bool,
    /// What its forms may be at all.
    pub(super) only: u16,
    pub(super) next: u32,
}

/// All entries and the matcher over their aliases.
pub struct Lexicon {
    pub(super) entries: Vec<Entry>,
    /// Entries by id.
    pub(super) ids: Slots,
    pub(super) aliases: Vec<Alias>,
    /// How many of the aliases the matcher has.
    pub(super) made: u32,
    pub(super) strings: Strings,
    /// Of the texts that have `stems`, `kk` or `exact`; and of the name evidence, once that is joined.
    pub(super) filter: Filter,
    pub(super) stems: Numbers,
    pub(super) links: Vec<Link>,
    pub(super) exact: Numbers,
    pub(super) kk: Numbers,
    /// How many lexicon words there are.
    pub(super) words: u32,
    /// The declining ones: key, hint and word. For adding to the lexicon.
    pub(super) declined: Numbers,
    /// Nodes by the edge that leads to them, those of the root left out.
    pub(super) edges: Slots,
    /// The edge that leads to each node: the node it comes from, the word.
    pub(super) parents: Numbers,
    /// The nodes that the root's edges lead to, by word.
    pub(super) roots: Numbers,
    /// Whether a node has edges.
    pub(super) inner: Vec<bool>,
    pub(super) terminals: Numbers,
    /// An alias and the place of the next.
    pub(super) terminal_links: Numbers,
    /// Rows of `surname_rows` by the surname's number.
    pub(super) surnames: Slots,
    /// A surname's number and the first of its `persons`; the next row has the end.
    pub(super) surname_rows: Vec<(u32, u32)>,
    /// Each with the key of a given name.
    pub(super) persons: Vec<(EntryId, Cow<'static, str>)>,
    pub(super) endings: Endings,
    pub(super) names: Names,
    /// Of all texts that it was made from, in hexadecimal.
    pub(super) digest: String,
}

impl Lexicon {
    /// The automaton's step from `node` over a lexicon word.
    #[inline]
    pub(crate) fn step(&self, node: u32, word: LexWord) -> Option<u32> {
        if node == 0 {
            return self.roots.get(word as usize).filter(|&n| n != NONE);
        }
        self.edges.find(hash_edge(node, word), |to| self.parent(to) == (node, word))
    }

    /// The edge that leads to a node.
    #[inline]
    pub(super) fn parent(&self, node: u32) -> (u32, LexWord) {
        (self.parents.at(2 * node as usize), self.parents.at(2 * node as usize + 1))
    }
}

/// The hash of an edge, for [`Lexicon::edges`].
#[inline]
pub(super) fn hash_edge(from: u32, word: LexWord) -> u64 {
    hash_number(u64::from(from) << 32 | u64::from(word))
}

/// What a word may be in a person's name, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence(pub u32);

impl Evidence {
    /// A given name of the lists.
    pub const GIVEN: u32 = 1;
    /// That is also a common word, a place or a surname.
    pub const AMBIGUOUS: u32 = 2;
    /// A surname of the lists.
    pub const SURNAME: u32 = 4;
    /// Ends as Russian surnames do.
    pub const SURNAME_SHAPE: u32 = 8;
    /// Ends as patronymics do.
    pub const PATRONYMIC: u32 = 16;
    /// Kazakh `-ұлы`, `-қызы`.
    pub const KAZAKH_PATRONYMIC: u32 = 32;
    /// Ends as other surnames of the region do: -ян, -швили, -енко, -дзе, -заде.
    pub const SURNAME_SHAPE_WEAK: u32 = 64;
    /// Masculine, where the list tells.
    pub const MASCULINE: u32 = 128;
    /// Feminine.
    pub const FEMININE: u32 = 256;
    /// The list form is inflected here.
    pub const INFLECTED: u32 = 512;
    /// An office or trade: a name may follow.
    pub const ROLE: u32 = 1024;
    /// A kind of organisation.
    pub const ORG_HEAD: u32 = 2048;
    /// A legal form: ТОО, ЖШС.
    pub const ORG_FORM: u32 = 4096;
    /// A kind of place.
    pub const PLACE_KIND: u32 = 8192;
    /// Written as names are, but none: COVID-19, СМИ.
    pub const NOT_NAME: u32 = 16384;
    /// Any of the words that announce a name.
    pub const TRIGGER: u32 = 1024 | 2048 | 4096 | 8192 | 16384;

    /// True where any of the bits is set.
    pub fn has(self, bits: u32) -> bool {
        self.0 & bits != 0
    }
}

/// A name of the lists.
#[derive(Clone, Copy)]
pub(super) struct Name {
    /// The base form's string.
    pub(super) base: u32,
    pub(super) bits: u32,
    /// As written where it was first read, by number.
    pub(super) written: u32,
}

/// The lists.
#[derive(Default)]
pub struct Names {
    pub(super) strings: Strings,
    /// Of the texts of `bases` and of `stems`.
    pub(super) filter: Filter,
    /// Those of one base side by side.
    pub(super) names: Vec<Name>,
    /// By string: the first of the links.
    pub(super) stems: Numbers,
    pub(super) links: Vec<Link>,
    /// By string: the first of the names.
    pub(super) bases: Numbers,
    pub(super) endings: Endings,
    /// Kazakh spelling and Russian spelling, folded.
    pub(super) pairs: Vec<(&'static str, &'static str)>,
    /// Those by their Kazakh spelling.
    pub(super) kazakh: Slots,
    pub(super) texts: Texts,
}
