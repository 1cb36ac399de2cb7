//! The entity lexicons: immutable, shared by reference; found by paradigm, not by listed forms.
//!
//! Reads the tables that the build script made of `lexicons/entities/*.tsv`, and files of the user's in the same format.
//! Makes [`Entry`]s with ids and an automaton over their aliases. A text's word is analysed once ([`Lexicon::readings`]: which lexicon words
//! it is a form of, in which cases); sequences of readings then walk the automaton ([`Lexicon::step`]). Guarantees:
//! every form that the declension classes and suffix chains accept is found, nothing else is. Cost: start-up a copy of
//! the tables, with a file of the user's about 1 µs an alias; a distinct word a few probes; a step one probe.

mod build;
mod builtin;
mod check;
mod compiled;
mod cuts;
mod names;
mod parse;
mod strings;
pub mod suffix;
mod tables;

use std::borrow::Cow;

pub use build::Builder;
pub(crate) use build::{alias_words, caps_of, symbol};
pub use check::{Finding, Whose, lint};
pub(crate) use cuts::Cuts;
pub use names::NameReading;
pub(crate) use names::without_case;
pub use parse::{AliasKind, AliasLang, COLUMNS, Flags, LexiconError, Row, rows};
pub(crate) use strings::Place;
use strings::Set;
pub use tables::{Alias, Entry, EntryId, Evidence, Lexicon, Names};
pub(crate) use tables::{Caps, LexWord, NONE};

use crate::document::Case;
use crate::lang::Lang;
use crate::lang::ru::inflect::{Class, Endings, Forms};
use crate::packed::Numbers;

/// One lexicon word that a text's word may be a form of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) word: LexWord,
    /// Russian cases and numbers; any for what does not decline.
    pub(crate) forms: Forms,
    /// Case of a Kazakh chain.
    pub(crate) case: Option<Case>,
    /// Capitals of the part of the surface that is the base.
    pub(crate) caps: Caps,
    /// True for a path's first word: the automaton's root has an edge for it.
    pub(crate) root: bool,
    /// A Kazakh suffix or Russian ending was taken off.
    pub(crate) inflected: bool,
}

impl Default for Lexicon {
    fn default() -> Self {
        Lexicon::builder().with_builtin().build()
    }
}

impl Lexicon {
    /// Starts a lexicon: add the built-in files, the user's, or both.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Every entry with its id.
    pub fn entries(&self) -> impl Iterator<Item = (EntryId, &Entry)> {
        self.entries.iter().enumerate().map(|(i, e)| (EntryId(i as u32), e))
    }

    /// Every alias.
    pub fn aliases(&self) -> &[Alias] {
        &self.aliases
    }

    /// An entry.
    pub fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id.0 as usize]
    }

    /// The entry with this canonical id.
    pub fn by_id(&self, id: &str) -> Option<EntryId> {
        self.ids.find(strings::hash(id), |e| self.entries[e as usize].id == id).map(EntryId)
    }

    /// The name evidence.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The endings of the Russian declensions.
    pub(crate) fn endings(&self) -> &Endings {
        &self.endings
    }

    /// The things that a name may mean in a language, in any inflected form, capitals not looked at.
    pub fn find(&self, name: &str, lang: Lang) -> Vec<(EntryId, &Alias)> {
        let mut states: Vec<(u32, Forms)> = vec![(0, Forms::ANY)];
        let mut readings = Vec::new();
        for word in build::alias_words(name) {
            readings.clear();
            let key = crate::words::fold(word);
            self.readings(&self.cuts(&key, lang), word, &mut readings);
            let mut next = Vec::new();
            for &(node, forms) in &states {
                for r in &readings {
                    if let Some(to) = self.step(node, r.word) {
                        let both = forms.and(r.forms);
                        if !both.is_empty() {
                            next.push((to, both));
                        }
                    }
                }
            }
            states = next;
        }
        let mut out: Vec<(EntryId, &Alias)> = Vec::new();
        for (node, _) in states.into_iter().filter(|(n, _)| *n != 0) {
            for a in self.at(node) {
                if !out.iter().any(|(e, b)| *e == a.entry && b.text == a.text) {
                    out.push((a.entry, a));
                }
            }
        }
        out
    }

    /// Whether any step leads on from a node.
    #[inline]
    pub(crate) fn goes_on(&self, node: u32) -> bool {
        self.inner[node as usize]
    }

    /// Tells `found` the automaton's edges from the nodes that the root's lead to.
    pub(crate) fn second_steps(&self, mut found: impl FnMut(u32, LexWord)) {
        let edges: &[[[u8; 4]; 2]] = self.parents.raw().as_chunks().0;
        let root = 0u32.to_le_bytes();
        for &[from, word] in edges.iter().skip(1) {
            let node = u32::from_le_bytes(from);
            if from != root && edges[node as usize][0] == root {
                found(node, u32::from_le_bytes(word));
            }
        }
    }

    /// Whether any alias ends at a node.
    pub(crate) fn ends(&self, node: u32) -> bool {
        self.at(node).next().is_some()
    }

    /// The aliases that end at a node.
    pub(crate) fn at(&self, node: u32) -> impl Iterator<Item = &Alias> {
        let mut at = self.terminals.at(node as usize);
        std::iter::from_fn(move || {
            // Beyond the list where there is none.
            let link = (at as usize).saturating_mul(2);
            let alias = self.terminal_links.get(link)?;
            at = self.terminal_links.at(link + 1);
            Some(&self.aliases[alias as usize])
        })
    }

    /// The persons whose surname in base form has this key, each with the key of a given name.
    pub(crate) fn persons(&self, surname: &str) -> &[(EntryId, Cow<'static, str>)] {
        let Some(sym) = self.strings.find(surname) else { return &[] };
        let is = |row: u32| self.surname_rows[row as usize].0 == sym;
        let Some(row) = self.surnames.find(strings::hash_number(sym.into()), is) else { return &[] };
        let ends = self.surname_rows.get(row as usize + 1).map_or(self.persons.len(), |next| next.1 as usize);
        &self.persons[self.surname_rows[row as usize].1 as usize..ends]
    }

    fn at_slot(list: &Numbers, sym: u32) -> Option<u32> {
        list.get(sym as usize).filter(|&w| w != NONE)
    }

    fn push(&self, out: &mut Vec<Reading>, mut r: Reading) {
        r.root = self.step(0, r.word).is_some();
        match out.iter_mut().find(|o| o.word == r.word) {
            Some(o) => o.forms.0 |= r.forms.0,
            None => out.push(r),
        }
    }

    /// Where a folded word may be cut, with what the lexicon and the name evidence may hold of it.
    #[inline]
    pub(crate) fn cuts<'a>(&self, key: &'a str, lang: Lang) -> Cuts<'a> {
        let mut cuts = Cuts::of(key, lang);
        cuts.among(&self.filter);
        cuts
    }

    /// What lexicon words a text's word is a form of. `cuts` are of the folded surface and tell the text's language.
    pub(crate) fn readings(&self, cuts: &Cuts<'_>, surface: &str, out: &mut Vec<Reading>) {
        if cuts.may_be_in(Set::Word)
            && let Some(sym) = self.strings.find(cuts.key)
        {
            let base = |word, case| {
                let caps = caps_of(surface);
                Reading { word, forms: Forms::ANY, case, caps, root: false, inflected: false }
            };
            if let Some(word) = Self::at_slot(&self.exact, sym) {
                self.push(out, base(word, None));
            }
            for bound in 0..2 {
                if let Some(word) = Self::at_slot(&self.kk, sym * 2 + bound) {
                    self.push(out, base(word, (cuts.lang == Lang::Kk).then_some(Case::Nom)));
                }
            }
        }
        if cuts.lang == Lang::Kk {
            self.kazakh(cuts, surface, out);
        } else {
            self.russian(cuts, surface, out);
        }
    }

    #[inline]
    fn russian(&self, cuts: &Cuts<'_>, surface: &str, out: &mut Vec<Reading>) {
        let (head, tail) = build::split_tail(cuts.key);
        if tail.is_empty() {
            for (cut, _) in cuts.chosen(cuts.held(Set::Stem)) {
                let (stem, ending) = head.split_at(cut.at());
                self.declined(self.strings.find(stem), stem, ending, surface, out);
            }
            return;
        }
        let mut joined = String::new();
        for cut in Cuts::of(head, Lang::Ru).iter() {
            let (stem, ending) = head.split_at(cut.at());
            joined.clear();
            joined.extend([stem, "\u{1}", tail]);
            self.declined(self.strings.find(&joined), stem, ending, surface, out);
        }
    }

    /// Readings of a stem with an ending. `sym` is the stem's number.
    fn declined(&self, sym: Option<u32>, stem: &str, ending: &str, surface: &str, out: &mut Vec<Reading>) {
        let mut at = sym.and_then(|s| Self::at_slot(&self.stems, s)).unwrap_or(NONE);
        while at != NONE {
            let link = self.links[at as usize];
            at = link.next;
            let forms = self.endings.forms(link.class, ending, link.animate).and(Forms(link.only));
            if forms.is_empty() {
                continue;
            }
            let caps = base_caps(surface, stem.chars().count());
            let inflected = !ending.is_empty();
            // МИДа is the body, мида or МИДА are not.
            if link.class == Class::Abbreviation && inflected && caps == caps_of(surface) {
                continue;
            }
            self.push(out, Reading { word: link.word, forms, case: None, caps, root: false, inflected });
        }
    }

    fn kazakh(&self, cuts: &Cuts<'_>, surface: &str, out: &mut Vec<Reading>) {
        let mut restored = String::new();
        let (held, voiced) = (cuts.held(Set::Word), cuts.voiced());
        for (cut, bit) in cuts.chosen(held | voiced) {
            let (base, rest) = cuts.key.split_at(cut.at());
            let (rest, hyphen) = match rest.strip_prefix(['-', '’', '\'']) {
                Some(r) => (r, true),
                None => (rest, false),
            };
            if held & bit != 0 {
                self.kazakh_base(base, rest, hyphen, surface, out);
            }
            // Мектеп, мектебі: the last consonant is voiced before a vowel.
            if voiced & bit != 0 {
                let unvoiced = match base.chars().next_back() {
                    Some('б') => 'п',
                    Some('г') => 'к',
                    _ => 'қ',
                };
                restored.clear();
                restored.push_str(base);
                restored.pop();
                restored.push(unvoiced);
                if self.filter.may_hold(&restored, Set::Word) {
                    self.kazakh_base(&restored, rest, hyphen, surface, out);
                }
            }
        }
    }

    fn kazakh_base(&self, base: &str, rest: &str, hyphen: bool, surface: &str, out: &mut Vec<Reading>) {
        let Some(sym) = self.strings.find(base) else { return };
        for bound in [false, true] {
            let Some(word) = Self::at_slot(&self.kk, sym * 2 + u32::from(bound)) else { continue };
            // The key has е for ё: Лидстрёмға.
            let spoken = surface.contains(['ё', 'Ё']).then(|| {
                let letters = base.chars().zip(surface.chars());
                letters.map(|(k, s)| if matches!(s, 'ё' | 'Ё') { 'о' } else { k }).collect::<String>()
            });
            if let Some(chain) = suffix::chain(spoken.as_deref().unwrap_or(base), rest, bound, hyphen) {
                let caps = base_caps(surface, base.chars().count());
                self.push(
                    out,
                    Reading { word, forms: Forms::ANY, case: chain.case, caps, root: false, inflected: true },
                );
            }
        }
    }

    /// The built-in entity files: names and texts, for the lint.
    pub fn builtin_files() -> &'static [(&'static str, &'static str)] {
        builtin::ENTITIES
    }

    /// Hexadecimal digest of the tables it was made from.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// What the output says of an entry.
    pub fn view(&self, entry: EntryId) -> crate::io::encode::EntityView<'_> {
        let entry = self.entry(entry);
        let [ru, kk, en] = &entry.names;
        crate::io::encode::EntityView {
            id: Some(&entry.id),
            subtype: (!entry.subtype.is_empty()).then_some(&*entry.subtype),
            names: [ru.as_deref(), kk.as_deref(), en.as_deref()],
        }
    }

    /// Numbers of entries, aliases and distinct strings, for reports.
    pub fn size(&self) -> (usize, usize, usize) {
        (self.entries.len(), self.aliases.len(), self.strings.len())
    }
}

/// Capitals of the first `chars` characters of a surface.
fn base_caps(surface: &str, chars: usize) -> Caps {
    let end = surface.char_indices().nth(chars).map_or(surface.len(), |(i, _)| i);
    caps_of(&surface[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(lexicon: &Lexicon, name: &str, lang: Lang) -> Vec<String> {
        let mut ids: Vec<String> =
            lexicon.find(name, lang).iter().map(|(e, _)| lexicon.entry(*e).id.to_string()).collect();
        ids.dedup();
        ids
    }

    #[test]
    fn forms_of_the_built_in_names_are_found() {
        let lexicon = Lexicon::default();
        let cases = [
            ("Казахстаном", Lang::Ru, "loc:kz"),
            ("Республике Казахстан", Lang::Ru, "loc:kz"),
            ("Организации договора о коллективной безопасности", Lang::Ru, "org:csto"),
            ("Қазақстанның", Lang::Kk, "loc:kz"),
            ("Қазақстан Республикасынан", Lang::Kk, "loc:kz"),
            ("ТМД-ға", Lang::Kk, "org:cis"),
            ("Тәуелсіз Мемлекеттер Достастығындағы", Lang::Kk, "org:cis"),
            ("Аустриядағы", Lang::Kk, "loc:at"),
        ];
        for (name, lang, id) in cases {
            assert!(
                ids(&lexicon, name, lang).iter().any(|i| i == id),
                "{name}: {:?}",
                ids(&lexicon, name, lang)
            );
        }
        for (name, lang) in
            [("казахстанский", Lang::Ru), ("қазақстандық", Lang::Kk), ("Казахстане", Lang::Kk)]
        {
            assert!(ids(&lexicon, name, lang).is_empty(), "{name}");
        }
    }

    #[test]
    fn a_users_file_adds_and_overrides() {
        let head = COLUMNS.join("\t");
        let text = format!(
            "{head}\nloc:kz\t\t\tru\tКазахия\tcolloquial\t\t\t\t\t\tmine\n\
             loc:kz\t\t\tru\tРК\tabbr\tremove\t\t\t\t\tmine\n\
             org:ours\tORG\tcompany\tru\tНовая фирма\tname\t\t\t\t\t\tmine\n"
        );
        let lexicon = Lexicon::builder().with_builtin().add_file("my.tsv", &text).unwrap().build();
        assert_eq!(ids(&lexicon, "Казахии", Lang::Ru), ["loc:kz"]);
        assert_eq!(ids(&lexicon, "Новой фирмой", Lang::Ru), ["org:ours"]);
        assert!(ids(&lexicon, "РК", Lang::Ru).is_empty());
    }

    #[test]
    fn the_built_in_files_have_no_errors() {
        let found = lint(Lexicon::builtin_files(), Whose::Builtin).unwrap();
        let errors: Vec<_> = found.iter().filter(|f| f.error).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}
