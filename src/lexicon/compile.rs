//! The built-in lexicons to the tables that the program reads at start. Part of the build script alone.
//!
//! Reads the files of [`super::builtin`] and the name lists; makes the lists that `compiled.rs` reads.

use std::collections::HashMap;

use super::build::Builder;
use super::strings::{Filter, Set, Slots, Strings, hash};
use super::tables::{Alias, Entry, Evidence, Lexicon, Link, NONE};
use crate::Packer;
use crate::lang::letters::fold;
use crate::lang::ru::inflect::{Hint, paradigms};
use crate::packed::Numbers;

/// Given names: Russian, Kazakh.
const GIVEN: [&str; 2] =
    [include_str!("../../lexicons/ru/given_names.tsv"), include_str!("../../lexicons/kk/given_names.tsv")];

/// Surnames: Russian, Kazakh.
const SURNAMES: [&str; 2] =
    [include_str!("../../lexicons/ru/surnames.tsv"), include_str!("../../lexicons/kk/surnames.tsv")];

/// The same name in both languages.
const PAIRS: &str = include_str!("../../lexicons/kk/name_pairs.tsv");

/// Words that announce a name: Russian, Kazakh.
const TRIGGERS: [&str; 2] =
    [include_str!("../../lexicons/ru/triggers.tsv"), include_str!("../../lexicons/kk/triggers.tsv")];

/// The entities.
pub fn entities() -> Packer {
    let mut builder = Builder::default();
    builder.add_builtin();
    pack(&builder.tables())
}

/// The name evidence.
pub fn names() -> Packer {
    Lists::builtin().pack()
}

impl Packer {
    fn numbers(&mut self, numbers: &Numbers) {
        self.list(numbers.iter());
    }

    fn strings(&mut self, strings: &Strings) {
        let arena = self.text(&strings.arena);
        self.list([arena]);
        self.slots(&strings.slots);
        self.numbers(&strings.ends);
    }

    fn slots(&mut self, slots: &Slots) {
        self.list([slots.count]);
        self.numbers(&slots.slots);
    }

    fn filter(&mut self, filter: &Filter) {
        self.list(filter.sets.iter().copied());
    }

    fn links(&mut self, links: &[Link]) {
        self.list(links.iter().flat_map(|l| {
            [l.word, l.next, l.class as u32 | u32::from(l.animate) << 8 | u32::from(l.only) << 16]
        }));
    }
}

fn pack(lexicon: &Lexicon) -> Packer {
    let mut out = Packer::default();
    let digest =
        u64::from_str_radix(&lexicon.digest, 16).unwrap_or_else(|e| panic!("{}: {e}", lexicon.digest));
    out.list([digest as u32, (digest >> 32) as u32, lexicon.words, lexicon.made]);
    out.numbers(&lexicon.declined);
    out.strings(&lexicon.strings);
    let entries: Vec<u32> = lexicon.entries.iter().flat_map(|e| entry(e, &mut out)).collect();
    out.list(entries);
    out.slots(&lexicon.ids);
    let aliases: Vec<u32> = lexicon.aliases.iter().flat_map(|a| alias(a, &mut out)).collect();
    out.list(aliases);
    out.filter(&lexicon.filter);
    out.numbers(&lexicon.stems);
    out.links(&lexicon.links);
    out.numbers(&lexicon.exact);
    out.numbers(&lexicon.kk);
    out.slots(&lexicon.edges);
    out.numbers(&lexicon.parents);
    out.numbers(&lexicon.roots);
    out.numbers(&lexicon.terminals);
    out.numbers(&lexicon.terminal_links);
    out.slots(&lexicon.surnames);
    out.list(lexicon.surname_rows.iter().flat_map(|&(surname, first)| [surname, first]));
    let persons: Vec<u32> = lexicon.persons.iter().flat_map(|(e, given)| [e.0, out.text(given)]).collect();
    out.list(persons);
    out
}

fn entry(entry: &Entry, out: &mut Packer) -> [u32; 8] {
    let [ru, kk, en] = &entry.names;
    let mut name = |name: &Option<_>| name.as_deref().map_or(NONE, |name| out.text(name));
    let names = [name(ru), name(kk), name(en)];
    let [id, subtype, parent, code] =
        [&entry.id, &entry.subtype, &entry.parent, &entry.code].map(|t| out.text(t));
    [entry.kind as u32 | entry.file << 8, id, subtype, parent, code, names[0], names[1], names[2]]
}

fn alias(alias: &Alias, out: &mut Packer) -> [u32; 7] {
    let f = alias.flags;
    let flags = [
        f.fixed,
        f.case,
        f.ambiguous,
        f.context,
        f.plural,
        f.feminine,
        f.masculine,
        f.last.is_some(),
        f.remove,
        f.decl.is_some(),
    ];
    let flags = flags.iter().enumerate().fold(0, |bits, (i, &on)| bits | u32::from(on) << i);
    let [from, to] = match alias.in_force.as_deref() {
        Some(dates) => dates.each_ref().map(|date| out.text(date)),
        None => [NONE; 2],
    };
    [
        alias.entry.0,
        alias.lang as u32
            | (alias.kind as u32) << 8
            | (alias.thing as u32) << 16
            | u32::from(alias.words) << 24,
        flags | u32::from(f.decl.unwrap_or(0)) << 16 | u32::from(f.last.unwrap_or(0)) << 24,
        alias.caps,
        out.text(&alias.text),
        from,
        to,
    ]
}

/// A name of the lists.
struct Listed {
    /// The base form's string.
    base: u32,
    bits: u32,
    written: &'static str,
}

/// The name lists as they are read.
struct Lists {
    strings: Strings,
    filter: Filter,
    names: Vec<Listed>,
    stems: HashMap<u32, u32>,
    links: Vec<Link>,
}

impl Lists {
    fn builtin() -> Lists {
        let mut out = Lists {
            strings: Strings::default(),
            filter: Filter::new(),
            names: Vec::new(),
            stems: HashMap::new(),
            links: Vec::new(),
        };
        for (i, text) in GIVEN.iter().enumerate() {
            for line in text.lines().skip(1) {
                let mut cells = line.split('\t');
                let (Some(name), Some(gender), Some(flags)) = (cells.next(), cells.next(), cells.next())
                else {
                    continue;
                };
                let mut bits = Evidence::GIVEN;
                if gender.contains('m') {
                    bits |= Evidence::MASCULINE;
                }
                if gender.contains('f') {
                    bits |= Evidence::FEMININE;
                }
                if flags.contains("ambiguous") {
                    bits |= Evidence::AMBIGUOUS;
                }
                out.add(name, bits, i == 0);
            }
        }
        for (i, text) in SURNAMES.iter().enumerate() {
            for line in text.lines().skip(1) {
                let mut cells = line.split('\t');
                let (Some(name), Some(flags)) = (cells.next(), cells.next()) else { continue };
                let mut bits = Evidence::SURNAME;
                if flags.contains("ambiguous") {
                    bits |= Evidence::AMBIGUOUS;
                }
                out.add(name, bits, i == 0);
            }
        }
        for (i, text) in TRIGGERS.iter().enumerate() {
            for line in text.lines().skip(1) {
                let mut cells = line.split('\t');
                let (Some(word), Some(class)) = (cells.next(), cells.next()) else { continue };
                let bits = match class {
                    "role" => Evidence::ROLE,
                    "org-head" => Evidence::ORG_HEAD,
                    "not-name" => Evidence::NOT_NAME,
                    "org-form" => Evidence::ORG_FORM,
                    _ => Evidence::PLACE_KIND,
                };
                out.add(word, bits, i == 0);
            }
        }
        out
    }

    fn add(&mut self, written: &'static str, bits: u32, russian: bool) {
        let key = fold(written);
        let base = self.strings.intern(&key);
        self.filter.add(&key, Set::Name);
        let index = self.names.len() as u32;
        self.names.push(Listed { base, bits, written });
        if !russian {
            return;
        }
        let surname = bits & Evidence::SURNAME != 0;
        let genders: &[bool] = match (bits & Evidence::MASCULINE != 0, bits & Evidence::FEMININE != 0) {
            (true, true) => &[false, true],
            (false, true) => &[true],
            _ => &[false],
        };
        for &feminine in genders {
            let person = bits & Evidence::TRIGGER == 0;
            let hint = Hint {
                person,
                surname,
                feminine: person && feminine,
                masculine: person && !feminine,
                ..Hint::default()
            };
            for p in paradigms(&key, hint) {
                let stem = self.strings.intern(&p.stem);
                self.filter.add(&p.stem, Set::NameStem);
                let next = self.stems.get(&stem).copied().unwrap_or(NONE);
                self.stems.insert(stem, self.links.len() as u32);
                self.links.push(Link { word: index, class: p.class, animate: true, only: p.only.0, next });
            }
        }
    }

    /// Names of one base side by side, each base as it was written first.
    fn pack(self) -> Packer {
        let mut out = Packer::default();
        let mut order: Vec<u32> = (0..self.names.len() as u32).collect();
        order.sort_by_key(|&n| self.names[n as usize].base);
        let mut place = vec![0; order.len()];
        let mut bases = vec![NONE; self.strings.len()];
        let mut names = Vec::new();
        for (at, &n) in order.iter().enumerate() {
            let name = &self.names[n as usize];
            place[n as usize] = at as u32;
            let first = &mut bases[name.base as usize];
            if *first == NONE {
                *first = at as u32;
            }
            names.extend([name.base, name.bits, out.text(name.written)]);
        }
        let mut stems = vec![NONE; self.strings.len()];
        for (stem, first) in self.stems {
            stems[stem as usize] = first;
        }
        let mut links = self.links;
        for link in &mut links {
            link.word = place[link.word as usize];
        }
        out.strings(&self.strings);
        out.filter(&self.filter);
        out.list(names);
        out.list(stems);
        out.links(&links);
        out.list(bases);
        // Of two rows for one Kazakh spelling the first holds.
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        let mut kazakh = Slots::default();
        for line in PAIRS.lines().skip(1) {
            let mut cells = line.split('\t');
            if let (Some(kk), Some(ru)) = (cells.next(), cells.next())
                && kazakh.find(hash(kk), |p| pairs[p as usize].0 == kk).is_none()
            {
                kazakh.insert(hash(kk), pairs.len() as u32, |p| hash(pairs[p as usize].0));
                pairs.push((kk, ru));
            }
        }
        let pairs: Vec<u32> = pairs.iter().flat_map(|(kk, ru)| [out.text(kk), out.text(ru)]).collect();
        out.list(pairs);
        out.slots(&kazakh);
        out
    }
}
