//! Kazakh morphotactics: every way of reading a word as a stem and a chain of suffixes.
//!
//! Reads a match key; walks from its end through the suffix table, layer by layer ([`walk`]), and meets the stem lexicon's
//! trie, which was walked from its beginning ([`search`]). Makes [`Analysis`] values and stems for the stemmer, and [`Split`]s
//! for whoever has a list of names of his own. Guarantees: every reading re-synthesises the form; harmony and the choice of
//! variants hold inside a chain, and at the stem too, but for loans, where a breach costs or is told. Costs about 0.4 µs a
//! word, no allocation but for the answers.

mod search;
mod split;
mod walk;

use std::borrow::Cow;

use super::alphabet::{self, Harmony};
use super::lexicon::Stems;
use super::suffix::{NAME, NOUN, SUFFIXES, States, Suffixes, VERB};
use search::{Best, Every, First};
pub use split::Split;
use walk::{MAX_CHAIN, Rows};

/// The suffixes of a chain, first to last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Chain {
    /// Last first: a chain is read from the word's end.
    rows: [u16; MAX_CHAIN],
    len: u8,
}

impl Chain {
    /// The first `len` rows; the rest is cleared, so that equal chains compare equal.
    fn of(rows: &Rows, len: u8) -> Chain {
        let mut chain = Chain { rows: [0; MAX_CHAIN], len };
        chain.rows[..len as usize].copy_from_slice(&rows[..len as usize]);
        chain
    }

    /// Suffixes in it.
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// True for the bare base.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.rows[..self.len as usize].iter().rev().map(|&r| r as usize)
    }
}

/// A reading of a word.
#[derive(Clone, Debug, PartialEq)]
pub struct Analysis {
    /// The stem: the lemma's form as the lexicon has it.
    pub stem: String,
    /// The suffixes of the form, the derivational ones that belong to the stem among them.
    pub chain: Chain,
    /// Suffixes of the chain, counted from its start, that belong to the stem.
    pub kept: usize,
    /// True where the stem lexicon knows the stem.
    pub known: bool,
    /// True where the stem is read as a verb.
    pub verb: bool,
    /// Lower is better; readings of equal cost are equally good.
    pub cost: i32,
    lexical: Option<&'static str>,
}

impl Analysis {
    /// The lemma of an irregular form, which the exceptions give.
    pub fn irregular(&self) -> Option<&'static str> {
        self.lexical
    }
}

/// The Kazakh suffix tables with the stem lexicon. Immutable; share it.
#[derive(Debug)]
pub struct KkMorphology {
    suffixes: Suffixes,
    stems: Stems,
    /// The third-person possessive.
    possessed: States,
    /// States that a nominal chain may consist of.
    nominal: States,
}

/// What must be done to the letters before a chain to have the base form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Restore {
    /// Nothing: the base is a prefix of the form.
    None,
    /// The last letter loses its voice: `кітаб → кітап`, `аймағ → аймақ`, `көмег → көмек`.
    Unvoice,
    /// A narrow vowel comes back before the last letter: `орн → орын`, `аузы: ауз → ауыз`.
    Vowel,
    /// A soft sign comes back: `медал → медаль`.
    SoftSign,
    /// The last letter, swallowed by the suffix, comes back: `оқ → оқы`, `қо → қой`; a loan's т, which is not written
    /// before a consonant, and its second с: `артис → артист`, `процес → процесс`.
    Letter(char),
}

/// The letters before the chain, made the base again.
fn restore(prefix: &str, how: Restore) -> Cow<'_, str> {
    match how {
        Restore::None => Cow::Borrowed(prefix),
        Restore::Unvoice => {
            let mut base = prefix.to_string();
            let last = match base.pop() {
                Some('ғ') => 'қ',
                Some('г') => 'к',
                Some('б') => 'п',
                Some(c) => c,
                None => return Cow::Borrowed(prefix),
            };
            base.push(last);
            Cow::Owned(base)
        }
        Restore::Vowel => {
            let front = prefix.chars().rev().find_map(|c| match alphabet::harmony(alphabet::code(c)) {
                Some(Harmony::Front) => Some(true),
                Some(Harmony::Back) => Some(false),
                _ => None,
            });
            let mut base = prefix.to_string();
            let last = base.pop();
            base.push(if front == Some(true) { 'і' } else { 'ы' });
            base.extend(last);
            Cow::Owned(base)
        }
        Restore::SoftSign => Cow::Owned(format!("{prefix}ь")),
        Restore::Letter(c) => Cow::Owned(format!("{prefix}{c}")),
    }
}

impl KkMorphology {
    /// The built-in tables.
    #[allow(clippy::new_without_default)]
    pub fn new() -> KkMorphology {
        let suffixes = Suffixes::parse(SUFFIXES).expect("the built-in tables are tested");
        KkMorphology::of(suffixes, Stems::builtin())
    }

    /// Other tables in the format of the built-in ones, and of the stems those whose source `take` accepts; a complaint
    /// names file and line.
    pub fn with_tables(
        suffixes: &'static str,
        stems: &'static str,
        exceptions: &'static str,
        take: impl Fn(&str) -> bool,
    ) -> Result<KkMorphology, String> {
        let suffixes = Suffixes::parse(suffixes).map_err(|e| format!("suffixes.tsv: {e}"))?;
        let stems = Stems::parse(stems, exceptions, &suffixes, take)?;
        Ok(KkMorphology::of(suffixes, stems))
    }

    fn of(suffixes: Suffixes, stems: Stems) -> KkMorphology {
        const NOMINAL: [&str; 15] = [
            "PL", "POSS12", "POSSP", "POSS3", "GEN", "DAT", "ACC", "LOC", "ABL", "INS", "EQU", "GHY", "PRED",
            "GENP", "SIM",
        ];
        let of = |names: &[&str]| names.iter().filter_map(|n| suffixes.state(n)).fold(0, |a, s| a | s);
        let (possessed, nominal) = (of(&["POSS3"]), of(&NOMINAL));
        KkMorphology { suffixes, stems, possessed, nominal }
    }

    /// Stems in the lexicon.
    pub fn stems(&self) -> usize {
        self.stems.len()
    }

    /// The tags of a chain, in order, joined: `PL + POSS.1PL + LOC + ADJ`.
    pub fn tags(&self, chain: &Chain) -> String {
        self.tags_after(chain, 0)
    }

    /// The tags of a chain but for its first `kept`, which belong to the stem.
    pub fn tags_after(&self, chain: &Chain, kept: usize) -> String {
        let mut tags = String::new();
        for row in chain.iter().skip(kept) {
            if !tags.is_empty() {
                tags.push_str(" + ");
            }
            tags.push_str(self.suffixes.rows[row].tag);
        }
        tags
    }

    /// The layers of a chain's suffixes, in order.
    pub fn layers<'a>(&'a self, chain: &'a Chain) -> impl Iterator<Item = &'static str> + 'a {
        chain.iter().map(|row| self.suffixes.layers[self.suffixes.rows[row].layer as usize])
    }

    /// All readings of `key`, best first. Hyphens are the stemmer's matter.
    pub fn analyse(&self, key: &str) -> Vec<Analysis> {
        let mut found = Every(Vec::new());
        self.candidates(key, &mut found);
        let mut found = found.0;
        found.sort_by_key(|c| (c.cost, c.chain.len()));
        let mut out: Vec<Analysis> = Vec::new();
        for c in found {
            let stem = c.lemma.map_or_else(
                || restore(&key[..c.stem.letters * 2], c.stem.restore).into_owned(),
                str::to_string,
            );
            let same = |a: &Analysis| a.stem == stem && a.chain == c.chain;
            if !out.iter().any(same) {
                out.push(Analysis {
                    stem,
                    chain: c.chain,
                    kept: c.chain.len() - c.cut,
                    known: c.known,
                    verb: c.states & VERB != 0 && c.states & NOUN == 0,
                    cost: c.cost,
                    lexical: c.lemma,
                });
            }
        }
        out
    }

    /// True where the stem lexicon knows the stem of the first of all readings, and not as a name alone.
    pub(crate) fn knows(&self, key: &str) -> bool {
        let mut first = First(None);
        self.candidates(key, &mut first);
        first.0.is_some_and(|c| c.known && c.states != NAME)
    }

    /// The best reading's stem and cost; `None` where the word has other than Kazakh letters.
    pub(super) fn best<'a>(&self, key: &'a str) -> Option<(Cow<'a, str>, bool)> {
        let mut best = Best(None);
        self.candidates(key, &mut best);
        best.0.map(|c| match c.lemma {
            Some(lemma) => (Cow::Owned(lemma.to_string()), true),
            None => (restore(&key[..c.stem.letters * 2], c.stem.restore), c.known),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::alphabet::letter;
    use super::super::suffix::{Joint, Variant};
    use super::*;

    #[test]
    fn every_row_reads_its_example() {
        let kk = KkMorphology::new();
        for (i, row) in kk.suffixes.rows.iter().enumerate() {
            let Some((form, stem)) = row.example else { continue };
            let mut read = false;
            let mut all = Every(Vec::new());
            kk.candidates(form, &mut all);
            for c in all.0 {
                let found = c
                    .lemma
                    .map_or_else(|| restore(&form[..c.stem.letters * 2], c.stem.restore), Cow::Borrowed);
                read |= found == stem && c.chain.iter().any(|r| r == i);
            }
            assert!(read, "{form} is not read as {stem} with {}", row.tag);
        }
    }

    /// Every way to join a suffix row to a word, by the rules read forwards.
    fn join(word: &[u8], v: &Variant, letters: &[u8], stem: bool) -> Vec<Vec<u8>> {
        let harmony = word.iter().fold(Harmony::Any, |h, &c| alphabet::harmony(c).unwrap_or(h));
        let mut bases = vec![word.to_vec()];
        let (last, head) = word.split_last().expect("a stem");
        let lost = stem && head.last() == Some(&letter::S);
        if lost && (*last == letter::S || *last == letter::T && v.joint == Joint::Plain) {
            bases.push(head.to_vec());
        }
        match v.joint {
            Joint::Plain => {}
            Joint::Vowel if stem => {
                let soft = match *last {
                    letter::Q => letter::GH,
                    letter::K => letter::G,
                    letter::P => letter::B,
                    _ => 0,
                };
                if soft > 0 {
                    bases.push([head, &[soft]].concat());
                }
                if *last == letter::SOFT_SIGN {
                    bases.push(head.to_vec());
                }
                if head.len() > 1 && matches!(head[head.len() - 1], letter::Y | letter::I) {
                    bases.push([&head[..head.len() - 1], &[*last]].concat());
                }
            }
            Joint::Vowel => {}
            Joint::SwallowsVowel | Joint::SwallowsGlide => {
                bases = vec![head.to_vec()];
                if *last == letter::I_GLIDE {
                    bases.push(word.to_vec());
                }
            }
        }
        bases
            .into_iter()
            .filter(|b| {
                let last = b[b.len() - 1];
                let fits = alphabet::kind_of(last) & v.left != 0;
                let sounds = v.harmony == Harmony::Any || harmony == Harmony::Any || harmony == v.harmony;
                fits && (sounds || stem)
            })
            .map(|b| [&b[..], letters].concat())
            .collect()
    }

    #[test]
    fn readings_rebuild_their_form() {
        let kk = KkMorphology::new();
        let spellings = kk.suffixes.spellings();
        let encode = |w: &str| w.chars().map(alphabet::code).collect::<Vec<u8>>();
        let mut readings = 0;
        for line in include_str!("../../../tests/data/kk/stems.tsv").lines().skip(1).step_by(3) {
            let form = line.split('\t').next().expect("a form");
            if form.contains('-') {
                continue;
            }
            for a in kk.analyse(form).iter().filter(|a| a.kept == 0 && a.irregular().is_none()) {
                let mut words = vec![encode(&a.stem)];
                for (n, row) in a.chain.iter().enumerate() {
                    let variants: Vec<_> = spellings.iter().filter(|(_, v)| v.row as usize == row).collect();
                    words = words
                        .iter()
                        .flat_map(|w| variants.iter().flat_map(move |(l, v)| join(w, v, l, n == 0)))
                        .collect();
                }
                let all: Vec<String> = words
                    .iter()
                    .map(|w| w.iter().map(|&c| alphabet::LETTERS[c as usize]).collect())
                    .collect();
                assert!(all.iter().any(|w| w == form), "{form}: {} + {}", a.stem, kk.tags(&a.chain));
                readings += 1;
            }
        }
        assert!(readings > 3000, "{readings} readings");
    }
}
