//! Rows to a matcher: words interned once with the ways they inflect, aliases as paths over them.
//!
//! Part of the library and of the build script: the script makes the tables of the built-in files, the library adds
//! the user's to them. Reads parsed [`Row`]s, the built-in ones first, then the user's, which add to them or
//! override them. Makes a [`Lexicon`], the same whether the built-in files were read or their tables. An alias
//! becomes one or two paths: as Russian (leading adjectives and the head noun decline, the rest is fixed) and as
//! Kazakh (the last word takes suffixes, the rest is fixed); a Russian alias has both, since Kazakh text suffixes
//! Russian names. Cost: about 1 µs an alias; no form is generated.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use super::builtin;
use super::parse::{self, AliasKind, AliasLang, Flags, LexiconError, Row};
use super::strings::{Filter, Set, Slots, Strings, hash, hash_number};
use super::tables::{Alias, Caps, Entry, EntryId, LexWord, Lexicon, Link, NONE, Names, hash_edge};
use crate::document::EntityType;
use crate::lang::letters::{Letter, fold};
use crate::lang::ru::inflect::{Class, Endings, Forms, Hint, is_adjective, paradigms};
use crate::packed::Numbers;

/// Seeds the digest, so that it is the same on every run and machine.
const DIGEST: FixedState = FixedState::with_seed(0x7469_6c73_6869);

/// Collects lexicon files.
#[derive(Default)]
pub struct Builder {
    /// What was made of the first aliases, without the entries and aliases themselves; nothing where it must be made
    /// anew, because a file changes what it was made of.
    made: Option<Box<Lexicon>>,
    entries: Vec<Entry>,
    ids: Slots,
    aliases: Vec<Alias>,
    files: u32,
    /// Of all texts that were added.
    digest: u64,
}

impl Builder {
    /// Goes on from the lexicon of the built-in files.
    pub(super) fn over(mut lexicon: Lexicon) -> Builder {
        Builder {
            entries: std::mem::take(&mut lexicon.entries),
            ids: std::mem::take(&mut lexicon.ids),
            aliases: std::mem::take(&mut lexicon.aliases),
            files: builtin::ENTITIES.len() as u32,
            digest: u64::from_str_radix(&lexicon.digest, 16).expect("a digest is written in hexadecimal"),
            made: Some(Box::new(lexicon)),
        }
    }

    /// True before anything is added.
    pub(super) fn is_empty(&self) -> bool {
        self.files == 0
    }

    /// Adds a file of the user's: new ids are added; for a known id its names replace the known ones, its other
    /// aliases are added, and those flagged `remove` are taken away.
    pub fn add_file(mut self, name: &str, text: &str) -> Result<Builder, LexiconError> {
        let file = self.next_file(text);
        parse::each_row(name, text, |row| {
            self.row(name, file, true, &row, |cell| Cow::Owned(cell.to_owned()))
        })?;
        Ok(self)
    }

    /// Adds the lexicons that are part of the program.
    ///
    /// # Panics
    /// Never in a released build: the build script reads the same files.
    pub(super) fn add_builtin(&mut self) {
        for (name, text) in builtin::ENTITIES {
            let file = self.next_file(text);
            if let Err(error) =
                parse::each_row(name, text, |row| self.row(name, file, false, &row, Cow::Borrowed))
            {
                panic!("built-in lexicon: {error}");
            }
        }
    }

    fn next_file(&mut self, text: &str) -> u32 {
        self.digest = self.digest.rotate_left(5) ^ DIGEST.hash_one(text.as_bytes());
        // A row is some ninety bytes, an id has three or four.
        self.aliases.reserve(text.len() / 90);
        self.entries.reserve(text.len() / 300);
        self.files += 1;
        self.files - 1
    }

    fn row<'t>(
        &mut self,
        name: &str,
        file: u32,
        user: bool,
        row: &Row<'t>,
        keep: impl Fn(&'t str) -> Cow<'static, str>,
    ) -> Result<(), LexiconError> {
        let id = self.entry_of(name, file, row, &keep)?;
        if user {
            self.changed_by_user(id, row, &keep);
            if row.flags.remove {
                self.remove(id, row);
                return Ok(());
            }
        }
        let entry = &mut self.entries[id.0 as usize];
        if row.alias_kind == AliasKind::Name {
            let slot = match row.lang {
                AliasLang::Ru => Some(0),
                AliasLang::Kk => Some(1),
                AliasLang::En => Some(2),
                AliasLang::Mul => None,
            };
            if let Some(slot) = slot
                && (user || entry.names[slot].is_none())
            {
                entry.names[slot] = Some(keep(row.alias));
            }
        }
        if row.lang != AliasLang::En {
            let thing = entry.kind;
            self.aliases.push(Alias {
                entry: id,
                lang: row.lang,
                kind: row.alias_kind,
                flags: row.flags,
                text: keep(row.alias),
                caps: 0,
                words: 0,
                thing,
                in_force: match (row.from, row.to) {
                    ("", "") => None,
                    (from, to) => Some(Box::new([keep(from), keep(to)])),
                },
            });
        }
        Ok(())
    }

    /// The entry of a row's id, made where the row is its first.
    fn entry_of<'t>(
        &mut self,
        name: &str,
        file: u32,
        row: &Row<'t>,
        keep: &impl Fn(&'t str) -> Cow<'static, str>,
    ) -> Result<EntryId, LexiconError> {
        let entries = &mut self.entries;
        let hashed = hash(row.id);
        // The rows of an id stand together.
        let known = match entries.last() {
            Some(last) if last.id == row.id => Some(entries.len() as u32 - 1),
            _ => self.ids.find(hashed, |e| entries[e as usize].id == row.id),
        };
        if let Some(id) = known {
            return Ok(EntryId(id));
        }
        let kind = row.kind.ok_or_else(|| LexiconError {
            file: name.to_owned(),
            line: row.line,
            column: 2,
            message: format!("the first row of `{}` must give its type", row.id),
        })?;
        let id = entries.len() as u32;
        self.ids.insert(hashed, id, |e| hash(&entries[e as usize].id));
        entries.push(Entry {
            id: keep(row.id),
            kind,
            subtype: keep(row.subtype),
            names: [None, None, None],
            parent: keep(row.parent),
            code: keep(row.code),
            file,
        });
        Ok(EntryId(id))
    }

    /// What a row of the user's says of the thing itself.
    fn changed_by_user<'t>(
        &mut self,
        id: EntryId,
        row: &Row<'t>,
        keep: &impl Fn(&'t str) -> Cow<'static, str>,
    ) {
        let entry = &mut self.entries[id.0 as usize];
        // Where its surname stands depends on a person's country.
        if entry.kind == EntityType::Per && !row.parent.is_empty() && entry.parent != row.parent {
            self.made = None;
        }
        for (cell, slot) in
            [(row.subtype, &mut entry.subtype), (row.parent, &mut entry.parent), (row.code, &mut entry.code)]
        {
            if !cell.is_empty() {
                *slot = keep(cell);
            }
        }
    }

    /// Takes away the alias that a row flagged `remove` gives.
    fn remove(&mut self, id: EntryId, row: &Row<'_>) {
        let before = self.aliases.len();
        self.aliases.retain(|a| !(a.entry == id && a.lang == row.lang && a.text == row.alias));
        if self.aliases.len() < before {
            self.made = None;
        }
    }

    /// The tables of all that was added, without the name evidence.
    pub(super) fn tables(self) -> Lexicon {
        let mut aliases = self.aliases;
        let mut out = self.made.map_or_else(|| Lexicon::empty(aliases.len()), |made| *made);
        out.entries = self.entries;
        out.ids = self.ids;
        if (out.made as usize) < aliases.len() {
            let mut paths = Paths::of(&out);
            for (i, alias) in aliases.iter_mut().enumerate().skip(out.made as usize) {
                paths.add(&mut out, i as u32, alias);
            }
            out.made = aliases.len() as u32;
            out.surnames = Slots::default();
            out.surname_rows.clear();
            out.persons.clear();
            for (surname, list) in paths.surnames {
                let row = out.surname_rows.len() as u32;
                let rows = &out.surname_rows;
                out.surnames
                    .insert(hash_number(surname.into()), row, |r| hash_number(rows[r as usize].0.into()));
                out.surname_rows.push((surname, out.persons.len() as u32));
                out.persons.extend(list);
            }
        }
        out.aliases = aliases;
        out.digest = format!("{:016x}", self.digest);
        out
    }
}

/// Splits an alias into the tokens that the segmenter makes of it, quotation marks and commas left out; a mark that is a word
/// of the name is its [`symbol`].
pub(crate) fn alias_words(alias: &str) -> impl Iterator<Item = &str> {
    alias
        .split(|c: char| c.is_whitespace() || matches!(c, '«' | '»' | '"' | '“' | '”' | '„' | ','))
        .flat_map(|word| word.split_inclusive(MARKS).flat_map(unmarked))
        .filter(|w| !w.is_empty())
        .flat_map(initials)
        .map(|w| symbol(w).unwrap_or(w))
}

/// Marks that stand inside words of names as tokens of their own: `ОПЕК+`, `Европа/Азаттық`, `ВКП(б)`.
const MARKS: [char; 4] = ['+', '/', '(', ')'];

/// A piece of a word that may end with a mark, and the mark.
fn unmarked(piece: &str) -> [&str; 2] {
    let end = piece.len() - usize::from(piece.ends_with(MARKS));
    [&piece[..end], &piece[end..]]
}

/// The word that a mark is in names, all dashes the same: `Хоргос — Восточные ворота`, `Johnson & Johnson`, `и. о. министра`.
pub(crate) fn symbol(mark: &str) -> Option<&'static str> {
    const SYMBOLS: [&str; 6] = ["&", "+", "/", ".", "(", ")"];
    if matches!(mark, "-" | "–" | "—") {
        return Some("—");
    }
    SYMBOLS.into_iter().find(|s| *s == mark)
}

/// Letters of the longest ending of a number, as the segmenter has it: `31-арна` is one token, `1-дәрежелі` three.
const LONGEST_ENDING: usize = 5;

/// `Т.Қ.` as two tokens, `А.С.Пушкин` as three; `и.` as two; `1-дәрежелі` and `7-20` as three.
fn initials(word: &str) -> impl Iterator<Item = &str> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let mut letters = rest.char_indices();
        let (first, dot, next) = (letters.next()?, letters.next(), letters.next());
        let cut = match (first, dot, next) {
            ((_, '0'..='9'), _, _) => counted(rest).unwrap_or(rest.len()),
            ((_, '-'), Some((at, _)), _) => at,
            ((_, 'и' | 'о'), Some((at, '.')), _) | ((_, '.'), Some((at, 'о')), _) => at,
            ((_, letter), Some((_, '.')), Some((at, _))) if letter.is_alphabetic() => at,
            _ => rest.len(),
        };
        let (token, after) = rest.split_at(cut);
        rest = after;
        Some(token)
    })
}

/// Where the number ends that a hyphen and a number or a noun follow; `31-арна`, with what may be an ending, is one token.
fn counted(word: &str) -> Option<usize> {
    let end = word.find(|c: char| !c.is_ascii_digit())?;
    let noun = word[end..].strip_prefix('-')?;
    let apart = noun.starts_with(|c: char| c.is_ascii_digit()) || noun.chars().count() > LONGEST_ENDING;
    apart.then_some(end)
}

/// How a word is spelled as to capitals.
pub(crate) fn caps_of(word: &str) -> Caps {
    let (mut upper, mut lower, mut first) = (0u32, 0u32, None);
    for c in word.chars().filter(|c| c.is_letter()) {
        let u = c.is_capital();
        first.get_or_insert(u);
        if u { upper += 1 } else { lower += 1 }
    }
    match (first, upper, lower) {
        (_, 0, _) => Caps::Lower,
        (_, 1, 0) => Caps::Capital,
        (_, _, 0) => Caps::All,
        (Some(true), 1, _) => Caps::Capital,
        (Some(true), _, _) if word.contains('-') && hyphen_capitals(word) => Caps::Capital,
        _ => Caps::Mixed,
    }
}

/// True for `Нью-Йорк`: every part begins with its only capital.
fn hyphen_capitals(word: &str) -> bool {
    word.split('-').all(|part| part.chars().skip(1).all(|c| !c.is_capital()))
}

/// Words of the longest alias.
const LONGEST_ALIAS: usize = 15;

/// A word of an alias: as it is written, folded, and its capitals.
struct Spelled<'a> {
    word: &'a str,
    key: String,
    caps: Caps,
}

impl Spelled<'_> {
    fn of(word: &str) -> Spelled<'_> {
        Spelled { word, key: fold(word).into_owned(), caps: caps_of(word) }
    }

    /// КамАЗ takes its endings as МВД does, КазМунайГаз as a noun.
    fn is_abbreviation(&self, alone: bool) -> bool {
        let mixed = self.caps == Caps::Mixed && alone && !self.word.ends_with(Letter::is_small);
        self.caps == Caps::All || mixed
    }
}

#[derive(Default)]
struct Paths {
    /// The declining lexicon words by key, class set and liveliness.
    ru: HashMap<(u32, u32), LexWord, FixedState>,
    /// The persons by surname, in the order of the strings, each with the key of a given name.
    surnames: BTreeMap<u32, Vec<(EntryId, Cow<'static, str>)>>,
    buffer: Vec<LexWord>,
}

impl Paths {
    /// What a lexicon was made with.
    fn of(lexicon: &Lexicon) -> Paths {
        let mut paths = Paths::default();
        let rows = lexicon.declined.raw().as_chunks().0;
        paths.ru.extend(rows.iter().map(|row: &[[u8; 4]; 3]| {
            let [sym, bits, word] = row.map(u32::from_le_bytes);
            ((sym, bits), word)
        }));
        for (i, &(surname, first)) in lexicon.surname_rows.iter().enumerate() {
            let end = lexicon.surname_rows.get(i + 1).map_or(lexicon.persons.len(), |next| next.1 as usize);
            paths.surnames.insert(surname, lexicon.persons[first as usize..end].to_vec());
        }
        paths
    }

    /// Adds the paths of an alias.
    fn add(&mut self, lex: &mut Lexicon, index: u32, alias: &mut Alias) {
        let text = std::mem::take(&mut alias.text);
        let words: Vec<&str> = alias_words(&text).collect();
        if (1..=LONGEST_ALIAS).contains(&words.len()) {
            alias.words = words.len() as u8;
            let spelled: Vec<Spelled<'_>> = words.iter().map(|word| Spelled::of(word)).collect();
            alias.caps = spelled.iter().enumerate().fold(0, |bits, (i, s)| bits | (s.caps as u32) << (2 * i));
            if matches!(alias.lang, AliasLang::Ru | AliasLang::Mul) {
                self.russian(lex, index, alias, &spelled);
            }
            // A long Russian name stands in Kazakh text only as a quotation, which is Russian. Others do, for Kazakh text
            // suffixes Russian names.
            let quoted = alias.lang == AliasLang::Ru && words.len() > 2 && alias.thing != EntityType::Per;
            if !quoted {
                self.kazakh(lex, index, alias, &spelled);
            }
        }
        alias.text = text;
    }

    /// The paths of an alias as Russian declines it; of persons also with the surname first.
    fn russian(&mut self, lex: &mut Lexicon, index: u32, alias: &Alias, words: &[Spelled<'_>]) {
        let person = alias.thing == EntityType::Per;
        let flags = alias.flags;
        let declines = declining(words, flags, person);
        let still = flags.last.map_or(0, |n| words.len().saturating_sub(n.into()));
        let surname_of = |i: usize| {
            let last = i + 1 == words.len() && words.len() > 1;
            person && (last || words.len() == 1 && alias.kind != AliasKind::Name)
        };
        let hint = |i: usize| Hint {
            person,
            surname: surname_of(i),
            feminine: flags.feminine && (person || i + 1 == declines),
            masculine: flags.masculine && (person || i + 1 == declines),
            plural: flags.plural,
            abbreviation: words[i].is_abbreviation(words.len() == 1),
        };
        let steps: Vec<LexWord> = words
            .iter()
            .enumerate()
            .map(|(i, word)| match (still..declines).contains(&i) {
                true => self.declining_word(lex, &word.key, hint(i)),
                false => lex.exact_word(&word.key),
            })
            .collect();
        lex.path(&steps, index);
        if let [given @ .., surname] = &steps[..]
            && person
            && !given.is_empty()
        {
            let turned: Vec<LexWord> = [surname].into_iter().chain(given).copied().collect();
            lex.path(&turned, index);
            // Дэн Сяопина: the surname stands first and stays.
            if surname_first(&lex.entries[alias.entry.0 as usize].parent) {
                let mut fixed: Vec<LexWord> = words.iter().map(|w| lex.exact_word(&w.key)).collect();
                fixed[given.len()] = *surname;
                lex.path(&fixed, index);
            }
        }
    }

    /// The paths of an alias with Kazakh suffixes on its last word; of persons also with the surname first.
    fn kazakh(&mut self, lex: &mut Lexicon, index: u32, alias: &Alias, words: &[Spelled<'_>]) {
        let person = alias.thing == EntityType::Per;
        let Some((last, given)) = words.split_last() else { return };
        let last = &*last.key;
        // `бас хатшы` takes the possessive, `бас хатшысы`; `облыс әкімі` has it.
        let agent = alias.thing == EntityType::Role && (last.ends_with("шы") || last.ends_with("ші"));
        let bound = alias.lang == AliasLang::Kk
            && if person { is_kin(last) } else { !given.is_empty() && !agent && ends_possessive(last) };
        self.buffer.clear();
        self.buffer.extend(given.iter().map(|word| lex.exact_word(&word.key)));
        self.buffer.push(lex.kazakh_word(last, bound));
        lex.path(&self.buffer, index);
        if let Some((end, before)) = given.split_last()
            && person
        {
            self.buffer.clear();
            self.buffer.push(lex.exact_word(last));
            self.buffer.extend(before.iter().map(|word| lex.exact_word(&word.key)));
            self.buffer.push(lex.kazakh_word(&end.key, is_kin(&end.key)));
            lex.path(&self.buffer, index);
            let surname = lex.strings.intern(last);
            let list = self.surnames.entry(surname).or_default();
            let first = &given[0].key;
            if !list.iter().any(|(e, g)| *e == alias.entry && g == first) {
                list.push((alias.entry, Cow::Owned(first.clone())));
            }
        }
    }

    fn declining_word(&mut self, lex: &mut Lexicon, key: &str, hint: Hint) -> LexWord {
        // `Ростов-на-Дону`: the part before `-на-` declines.
        let (head, tail) = split_tail(key);
        let sym = lex.strings.intern(key);
        let bits = u32::from(hint.person)
            | u32::from(hint.surname) << 1
            | u32::from(hint.feminine) << 2
            | u32::from(hint.masculine) << 3
            | u32::from(hint.plural) << 4
            | u32::from(hint.abbreviation) << 5;
        if let Some(&word) = self.ru.get(&(sym, bits)) {
            return word;
        }
        let found = paradigms(head, hint);
        let word = if found.iter().all(|p| p.class == Class::Fixed && p.only == Forms::ANY) {
            lex.exact_word(key)
        } else {
            let word = lex.new_word();
            for p in &found {
                let stem = if tail.is_empty() {
                    lex.filter.add(&p.stem, Set::Stem);
                    lex.strings.intern(&p.stem)
                } else {
                    lex.strings.intern(&format!("{}\u{1}{tail}", p.stem))
                };
                lex.link_stem(
                    stem,
                    Link { word, class: p.class, animate: hint.person, only: p.only.0, next: NONE },
                );
            }
            word
        };
        self.ru.insert((sym, bits), word);
        for number in [sym, bits, word] {
            lex.declined.push(number);
        }
        word
    }
}

/// The declining head and the fixed tail of a hyphenated place name.
pub(super) fn split_tail(key: &str) -> (&str, &str) {
    if memchr::memchr(b'-', key.as_bytes()).is_none() {
        return (key, "");
    }
    for middle in ["-на-", "-де-", "-ла-", "-под-"] {
        if let Some(at) = key.find(middle) {
            return key.split_at(at);
        }
    }
    (key, "")
}

/// True for the countries in whose names the surname comes first.
fn surname_first(parent: &str) -> bool {
    matches!(parent, "loc:cn" | "loc:kp" | "loc:kr" | "loc:vn" | "loc:tw" | "loc:hk" | "loc:sg" | "loc:kh")
}

/// True for a patronymic, whose last letter is a third person possessive: Байтұрсынұлына.
fn is_kin(key: &str) -> bool {
    key.ends_with("ұлы") || key.ends_with("қызы")
}

/// True for the last word of an izafet: it ends in a third person possessive.
fn ends_possessive(key: &str) -> bool {
    ["ы", "і"].iter().any(|e| key.ends_with(e))
}

/// How many leading words of a Russian alias decline.
fn declining(words: &[Spelled<'_>], flags: Flags, person: bool) -> usize {
    if flags.fixed {
        return 0;
    }
    if let Some(n) = flags.decl {
        return usize::from(n).min(words.len());
    }
    if person || flags.last.is_some() {
        return words.len();
    }
    for (i, word) in words.iter().enumerate() {
        if i == 0 && word.caps == Caps::All && words.len() > 1 {
            return 1;
        }
        if !is_adjective(&word.key, flags.plural) {
            return i + 1;
        }
    }
    words.len()
}

impl Lexicon {
    fn empty(aliases: usize) -> Lexicon {
        Lexicon {
            entries: Vec::new(),
            ids: Slots::default(),
            aliases: Vec::new(),
            made: 0,
            // Aliases share most of their words: a small table is sooner in the cache.
            strings: Strings::with_capacity(aliases / 2),
            filter: Filter::new(),
            stems: Numbers::default(),
            links: Vec::new(),
            exact: Numbers::default(),
            kk: Numbers::default(),
            words: 0,
            declined: Numbers::default(),
            edges: Slots::with_capacity(aliases * 2),
            parents: Numbers::of(NONE, 2),
            roots: Numbers::default(),
            inner: vec![true],
            terminals: Numbers::of(NONE, 1),
            terminal_links: Numbers::default(),
            surnames: Slots::default(),
            surname_rows: Vec::new(),
            persons: Vec::new(),
            endings: Endings::new(),
            names: Names::default(),
            digest: String::new(),
        }
    }

    fn new_word(&mut self) -> LexWord {
        self.words += 1;
        self.words - 1
    }

    fn exact_word(&mut self, key: &str) -> LexWord {
        let sym = self.strings.intern(key) as usize;
        if let Some(known) = self.exact.get(sym).filter(|&word| word != NONE) {
            return known;
        }
        self.filter.add(key, Set::Word);
        let word = self.new_word();
        self.exact.set(sym, word, NONE);
        word
    }

    /// The Kazakh-inflecting word: two ids in one slot list, plain and bound.
    fn kazakh_word(&mut self, key: &str, bound: bool) -> LexWord {
        let sym = self.strings.intern(key) as usize * 2 + usize::from(bound);
        self.filter.add(key, Set::Word);
        if let Some(known) = self.kk.get(sym).filter(|&word| word != NONE) {
            return known;
        }
        let word = self.new_word();
        self.kk.set(sym, word, NONE);
        word
    }

    fn link_stem(&mut self, sym: u32, mut link: Link) {
        let index = self.links.len() as u32;
        link.next = self.stems.get(sym as usize).unwrap_or(NONE);
        self.stems.set(sym as usize, index, NONE);
        self.links.push(link);
    }

    fn path(&mut self, steps: &[LexWord], alias: u32) {
        let mut node = 0u32;
        for &word in steps {
            node = match self.step(node, word) {
                Some(next) => next,
                None => {
                    let next = self.terminals.len() as u32;
                    if node == 0 {
                        self.roots.set(word as usize, next, NONE);
                    } else {
                        let parents = &self.parents;
                        let hash_of =
                            |n: u32| hash_edge(parents.at(2 * n as usize), parents.at(2 * n as usize + 1));
                        self.edges.insert(hash_edge(node, word), next, hash_of);
                    }
                    self.parents.push(node);
                    self.parents.push(word);
                    self.inner[node as usize] = true;
                    self.inner.push(false);
                    self.terminals.push(NONE);
                    next
                }
            };
        }
        let first = self.terminals.at(node as usize);
        let mut at = first;
        while at != NONE {
            if self.terminal_links.at(2 * at as usize) == alias {
                return;
            }
            at = self.terminal_links.at(2 * at as usize + 1);
        }
        let link = self.terminal_links.len() as u32 / 2;
        self.terminal_links.push(alias);
        self.terminal_links.push(first);
        self.terminals.set(node as usize, link, NONE);
    }
}

/// Ids with more than one alias of the same text, for the lint.
pub(super) fn by_id<'r, 'a>(rows: &'r [Row<'a>]) -> BTreeMap<&'a str, Vec<&'r Row<'a>>> {
    let mut out: BTreeMap<&str, Vec<&Row<'_>>> = BTreeMap::new();
    for row in rows {
        out.entry(row.id).or_default().push(row);
    }
    out
}
