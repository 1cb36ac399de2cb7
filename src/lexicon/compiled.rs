//! The built-in lexicons as the build script left them: tables that are read, not made.
//!
//! Reads `entities` and `names` of the build's output folder; makes the [`Lexicon`] and the [`Names`] that
//! [`Builder`] would make of the files of `lexicons/` (a test compares them). Guarantees: they are of the same state of
//! `lexicons/` as the program, since the build script that writes them is part of its build. Cost: an entry or alias some
//! 20 ns; the tables of the matcher and all texts stay where they are. The lists of the files are those that are read
//! here, in this order.

use std::borrow::Cow;

use super::build::Builder;
use super::parse::{AliasKind, AliasLang, Flags};
use super::strings::{Filter, Slots, Strings};
use super::tables::{Alias, Entry, EntryId, Lexicon, Link, NONE, Name, Names};
use crate::document::EntityType;
use crate::lang::ru::inflect::{Class, Endings};
use crate::packed::{Packed, Texts};

impl Builder {
    /// Adds the lexicons that are part of the program.
    pub fn with_builtin(mut self) -> Builder {
        if self.is_empty() {
            return Builder::over(lexicon());
        }
        self.add_builtin();
        self
    }

    /// The lexicon of all that was added.
    pub fn build(self) -> Lexicon {
        let mut out = self.tables();
        out.names = names();
        out.filter.join(&out.names.filter);
        out
    }
}

fn strings(t: &mut Packed) -> Strings {
    let [arena] = t.exactly();
    Strings { slots: slots(t), ends: t.numbers(), arena: Cow::Borrowed(t.texts.get(arena)) }
}

fn slots(t: &mut Packed) -> Slots {
    let [count] = t.exactly();
    Slots { count, slots: t.numbers() }
}

fn filter(t: &mut Packed) -> Filter {
    Filter { sets: t.rows(|[sets]| sets) }
}

fn links(t: &mut Packed) -> Vec<Link> {
    t.rows(|[word, next, rest]| Link {
        word,
        class: Class::ALL[(rest & 0xff) as usize],
        animate: rest >> 8 & 1 == 1,
        only: (rest >> 16) as u16,
        next,
    })
}

/// The built-in entities, without the name evidence.
fn lexicon() -> Lexicon {
    let mut t = Packed::new(
        include_bytes!(concat!(env!("OUT_DIR"), "/entities.bin")),
        include_str!(concat!(env!("OUT_DIR"), "/entities.txt")),
    );
    let texts = t.texts;
    let text = |number| Cow::Borrowed(texts.get(number));
    let [low, high, words, made] = t.exactly();
    // The fields are read in the order they stand here.
    let mut out = Lexicon {
        digest: format!("{high:08x}{low:08x}"),
        words,
        made,
        declined: t.numbers(),
        strings: strings(&mut t),
        entries: t.rows(|[kind, id, subtype, parent, code, ru, kk, en]| Entry {
            id: text(id),
            kind: EntityType::ALL[(kind & 0xff) as usize],
            subtype: text(subtype),
            names: [ru, kk, en].map(|name| (name != NONE).then(|| text(name))),
            parent: text(parent),
            code: text(code),
            file: kind >> 8,
        }),
        ids: slots(&mut t),
        aliases: t.rows(|row| alias(row, texts)),
        filter: filter(&mut t),
        stems: t.numbers(),
        links: links(&mut t),
        exact: t.numbers(),
        kk: t.numbers(),
        edges: slots(&mut t),
        parents: t.numbers(),
        roots: t.numbers(),
        terminals: t.numbers(),
        terminal_links: t.numbers(),
        surnames: slots(&mut t),
        surname_rows: t.rows(|[surname, first]| (surname, first)),
        persons: t.rows(|[entry, given]| (EntryId(entry), text(given))),
        inner: Vec::new(),
        endings: Endings::new(),
        names: Names::default(),
    };
    out.inner = vec![false; out.terminals.len()];
    // The root has no parent, but edges.
    out.inner[0] = true;
    for &[from, _] in out.parents.raw()[2..].as_chunks().0 {
        out.inner[u32::from_le_bytes(from) as usize] = true;
    }
    out
}

fn alias([entry, kind, flags, caps, text, from, to]: [u32; 7], texts: Texts) -> Alias {
    let on = |bit: u32| flags >> bit & 1 == 1;
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
            last: on(7).then_some((flags >> 24) as u8),
            remove: on(8),
            decl: on(9).then_some((flags >> 16) as u8),
        },
        caps,
        text: Cow::Borrowed(texts.get(text)),
        in_force: (from != NONE).then(|| Box::new([from, to].map(|date| Cow::Borrowed(texts.get(date))))),
    }
}

/// The built-in name evidence.
pub(super) fn names() -> Names {
    let mut t = Packed::new(
        include_bytes!(concat!(env!("OUT_DIR"), "/names.bin")),
        include_str!(concat!(env!("OUT_DIR"), "/names.txt")),
    );
    let texts = t.texts;
    Names {
        strings: strings(&mut t),
        filter: filter(&mut t),
        names: t.rows(|[base, bits, written]| Name { base, bits, written }),
        stems: t.numbers(),
        links: links(&mut t),
        bases: t.numbers(),
        pairs: t.rows(|[kk, ru]| (texts.get(kk), texts.get(ru))),
        kazakh: slots(&mut t),
        texts,
        endings: Endings::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tables in which two lexicons differ.
    fn differences(a: &Lexicon, b: &Lexicon) -> Vec<&'static str> {
        let same = [
            ("digest", a.digest == b.digest),
            ("entries", a.entries == b.entries),
            ("aliases", a.aliases == b.aliases && a.made == b.made),
            ("strings", a.strings == b.strings),
            ("filters", a.filter == b.filter),
            ("words", a.words == b.words && a.exact == b.exact && a.kk == b.kk && a.declined == b.declined),
            ("stems", a.stems == b.stems && a.links == b.links),
            ("nodes", a.parents == b.parents && a.roots == b.roots && a.inner == b.inner),
            ("terminals", a.terminals == b.terminals && a.terminal_links == b.terminal_links),
            ("persons", a.surname_rows == b.surname_rows && a.persons == b.persons),
            ("slots", a.ids == b.ids && a.edges == b.edges && a.surnames == b.surnames),
        ];
        same.into_iter().filter(|(_, same)| !same).map(|(name, _)| name).collect()
    }

    #[test]
    fn the_tables_are_those_of_the_files() {
        let mut builder = Builder::default();
        builder.add_builtin();
        assert!(differences(&builder.tables(), &lexicon()).is_empty());
    }

    #[test]
    fn a_users_file_comes_to_the_same_over_the_tables_and_over_the_files() {
        let head = crate::lexicon::COLUMNS.join("\t");
        for rows in [
            "loc:kz\t\t\tru\tКазахия\tcolloquial\t\t\t\t\t\tmine\n\
             org:ours\tORG\tcompany\tru\tНовая фирма\tname\t\t\t\t\t\tmine\n\
             per:ours\tPER\t\tru\tЛи Токаев\tname\t\tloc:cn\t\t\t\tmine\n",
            "loc:kz\t\t\tru\tРК\tabbr\tremove\t\t\t\t\tmine\n",
            "per:tokayev-k\t\t\tkk\tТоқаев\tshort\t\tloc:cn\t\t\t\tmine\n",
        ] {
            let text = format!("{head}\n{rows}");
            let mut files = Builder::default();
            files.add_builtin();
            let files = files.add_file("my.tsv", &text).unwrap().tables();
            let tables = Lexicon::builder().with_builtin().add_file("my.tsv", &text).unwrap().tables();
            assert_eq!(differences(&files, &tables), Vec::<&str>::new(), "{rows}");
        }
    }
}
