//! The built-in lexicons as the build script left them: tables that are copied, not made.
//!
//! Reads `entities` and `names` of the build's output folder; makes the [`Lexicon`] and the [`Names`] that
//! [`Builder`] would make of the files of `lexicons/` (a test compares them). Guarantees: they are of the same state of
//! `lexicons/` as the program, since the build script that writes them is part of its build. Cost: a copy of some
//! megabytes of numbers, an entry or alias about 20 ns; texts stay where they are.
//!
//! Format: a `.txt` holds texts end to end. A `.bin` is a sequence of lists of 32-bit numbers, little endian, each
//! after its length; the first says where the texts end. The lists are those that [`lexicon`] and [`names`] read, in this
//! order; what has several numbers has them side by side.

use std::borrow::Cow;

use super::build::Builder;
use super::parse::{AliasKind, AliasLang, Flags};
use super::strings::{Filter, Slots, Strings};
use super::tables::{Alias, Entry, EntryId, Lexicon, Link, NONE, Name, Names};
use crate::document::EntityType;
use crate::lang::ru::inflect::{Class, Endings};

impl Builder {
    /// Adds the lexicons that are part of the program.
    pub fn with_builtin(mut self) -> Builder {
        if self.is_empty() {
            self.builtin = true;
        } else {
            self.add_builtin();
        }
        self
    }

    /// The lexicon of all that was added.
    pub fn build(self) -> Lexicon {
        let mut out = if self.builtin { lexicon() } else { self.tables() };
        out.names = names();
        out
    }
}

/// What the build script leaves of itself in each number.
const WRITTEN: &str = "the build script wrote the tables";

/// Texts end to end.
#[derive(Clone, Copy)]
struct Texts {
    text: &'static str,
    ends: &'static [[u8; 4]],
}

impl Texts {
    fn get(self, number: u32) -> &'static str {
        let end = |i: usize| u32::from_le_bytes(self.ends[i]) as usize;
        &self.text[end(number as usize)..end(number as usize + 1)]
    }
}

/// A file of tables, read from its start.
struct Tables {
    rest: &'static [u8],
    texts: Texts,
}

impl Tables {
    fn new(numbers: &'static [u8], text: &'static str) -> Tables {
        let mut out = Tables { rest: numbers, texts: Texts { text, ends: &[] } };
        out.texts.ends = out.list();
        out
    }

    fn list(&mut self) -> &'static [[u8; 4]] {
        let (count, rest) = self.rest.split_first_chunk::<4>().expect(WRITTEN);
        let (list, rest) = rest.split_at_checked(u32::from_le_bytes(*count) as usize * 4).expect(WRITTEN);
        self.rest = rest;
        list.as_chunks().0
    }

    fn numbers(&mut self) -> Vec<u32> {
        self.list().iter().map(|&n| u32::from_le_bytes(n)).collect()
    }

    /// A list of `N` numbers each.
    fn rows<const N: usize, T>(&mut self, row: impl FnMut([u32; N]) -> T) -> Vec<T> {
        let rows: &[[[u8; 4]; N]] = self.list().as_chunks().0;
        rows.iter().map(|row| row.map(u32::from_le_bytes)).map(row).collect()
    }

    fn strings(&mut self) -> Strings {
        let arena = self.numbers()[0];
        let slots = self.slots();
        Strings { slots, ends: self.numbers(), arena: Cow::Borrowed(self.texts.get(arena)) }
    }

    fn slots(&mut self) -> Slots {
        let [count] = self.list() else { panic!("{WRITTEN}") };
        Slots { count: u32::from_le_bytes(*count), slots: self.numbers() }
    }

    fn filter(&mut self) -> Filter {
        Filter { bits: self.rows(|[low, high]| u64::from(low) | u64::from(high) << 32) }
    }

    fn links(&mut self) -> Vec<Link> {
        self.rows(|[word, next, rest]| Link {
            word,
            class: Class::ALL[(rest & 0xff) as usize],
            animate: rest >> 8 & 1 == 1,
            only: (rest >> 16) as u16,
            next,
        })
    }
}

/// The built-in entities, without the name evidence.
fn lexicon() -> Lexicon {
    let mut t = Tables::new(
        include_bytes!(concat!(env!("OUT_DIR"), "/entities.bin")),
        include_str!(concat!(env!("OUT_DIR"), "/entities.txt")),
    );
    let texts = t.texts;
    let text = |number| Cow::Borrowed(texts.get(number));
    let [low, high, words] = t.numbers()[..] else { panic!("{WRITTEN}") };
    // The fields are read in the order they stand here.
    let mut out = Lexicon {
        digest: format!("{high:08x}{low:08x}"),
        words,
        strings: t.strings(),
        entries: t.rows(|[kind, id, subtype, parent, code, ru, kk, en]| Entry {
            id: text(id),
            kind: EntityType::ALL[(kind & 0xff) as usize],
            subtype: text(subtype),
            names: [ru, kk, en].map(|name| (name != NONE).then(|| text(name))),
            parent: text(parent),
            code: text(code),
            file: kind >> 8,
        }),
        ids: t.slots(),
        aliases: t.rows(|row| alias(row, texts)),
        stem_filter: t.filter(),
        kk_filter: t.filter(),
        exact_filter: t.filter(),
        stems: t.numbers(),
        links: t.links(),
        exact: t.numbers(),
        kk: t.numbers(),
        edges: t.slots(),
        parents: t.rows(|[from, word]| (from, word)),
        roots: t.numbers(),
        terminals: t.numbers(),
        terminal_links: t.rows(|[alias, next]| (alias, next)),
        surnames: t.slots(),
        surname_rows: t.rows(|[surname, first]| (surname, first)),
        persons: t.rows(|[entry, given]| (EntryId(entry), text(given))),
        inner: Vec::new(),
        endings: Endings::new(),
        names: Names::default(),
    };
    out.inner = vec![false; out.parents.len()];
    for &(from, _) in &out.parents[1..] {
        out.inner[from as usize] = true;
    }
    out
}

fn alias([entry, kind, flags, caps, text, from, to]: [u32; 7], texts: Texts) -> Alias {
    let on = |bit: u32| flags >> bit & 1 == 1;
    let text_of = |number| Cow::Borrowed(texts.get(number));
    Alias {
        entry: EntryId(entry),
        lang: AliasLang::ALL[(kind & 0xff) as usize],
        kind: AliasKind::ALL[(kind >> 8 & 0xff) as usize].1,
        thing: EntityType::ALL[(kind >> 16 & 0xff) as usize],
        words: (kind >> 24) as u8,
        flags: Flags {
            fixed: on(0),
            case: on(1),
            ambiguous: on(2),
            context: on(3),
            plural: on(4),
            feminine: on(5),
            masculine: on(6),
            last: on(7),
            remove: on(8),
            decl: on(9).then_some((flags >> 16) as u8),
        },
        caps,
        text: text_of(text),
        from: text_of(from),
        to: text_of(to),
    }
}

/// The built-in name evidence.
pub(super) fn names() -> Names {
    let mut t = Tables::new(
        include_bytes!(concat!(env!("OUT_DIR"), "/names.bin")),
        include_str!(concat!(env!("OUT_DIR"), "/names.txt")),
    );
    let texts = t.texts;
    Names {
        strings: t.strings(),
        base_filter: t.filter(),
        stem_filter: t.filter(),
        names: t.rows(|[base, bits, written]| Name { base, bits, written: texts.get(written) }),
        stems: t.numbers(),
        links: t.links(),
        bases: t.numbers(),
        pairs: t.rows(|[kk, ru]| (texts.get(kk), texts.get(ru))),
        kazakh: t.slots(),
        endings: Endings::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_those_of_the_files() {
        let mut builder = Builder::default();
        builder.add_builtin();
        let (made, read) = (builder.tables(), lexicon());
        assert_eq!(made.digest, read.digest);
        assert!(made.words == read.words && made.strings == read.strings);
        assert!(made.entries == read.entries && made.ids == read.ids);
        assert!(made.aliases == read.aliases);
        assert!(made.stem_filter == read.stem_filter && made.kk_filter == read.kk_filter);
        assert!(made.exact_filter == read.exact_filter);
        assert!(made.stems == read.stems && made.links == read.links);
        assert!(made.exact == read.exact && made.kk == read.kk);
        assert!(made.edges == read.edges && made.parents == read.parents && made.roots == read.roots);
        assert!(made.inner == read.inner && made.terminals == read.terminals);
        assert!(made.terminal_links == read.terminal_links);
        assert!(made.surnames == read.surnames && made.surname_rows == read.surname_rows);
        assert!(made.persons == read.persons);
    }
}
