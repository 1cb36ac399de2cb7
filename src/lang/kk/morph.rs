//! Kazakh morphotactics: every way of reading a word as a stem and a chain of suffixes.
//!
//! Reads a match key; walks from its end through the suffix table, layer by layer, and meets the stem lexicon's
//! trie, which was walked from its beginning. Makes [`Analysis`] values for the stemmer and [`Split`]s for whoever
//! has a lexicon of his own (names of places, organisations, persons). Guarantees: every split re-synthesises the
//! form; harmony and the choice of variants hold inside a chain, and at the stem too, but for loans, where a breach
//! is told. Costs about 0.4 µs a word, no allocation but for the answers.

use std::borrow::Cow;

use super::alphabet::{self, Harmony, MAX_LETTERS, letter};
use super::lexicon::Stems;
use super::suffix::{ADJECTIVE, CLASS_BITS, Joint, NAME, NOUN, SUFFIXES, States, Suffixes, VERB, Variant};
use crate::document::Case;

/// Suffixes in the longest chain that is read.
const MAX_CHAIN: usize = 10;

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

/// One way of reading a form as a nominal base and a chain of inflectional suffixes. See
/// [`KkMorphology::nominal_splits`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Split {
    /// Bytes of the form before the chain.
    pub prefix: u32,
    /// What to do with them to have the base; [`Split::base`] does it.
    pub restore: Restore,
    /// The base is a name that itself ends in a third-person possessive (`Ұйымы` in `Ұйымының`), so that the chain
    /// has the case endings that follow one.
    pub possessed: bool,
    /// The last case of the chain, nominative where it has none; the locative of `-дағы` is told here too.
    pub case: Case,
    /// The chain makes an adjective (`-дағы`, `-ғы`) or a predicate of the noun.
    pub adjective: bool,
    /// The chain has a plural.
    pub plural: bool,
    /// The chain's possessive ending, with the person: `POSS.3`, `POSS.1PL` …
    pub possessive: bool,
    /// Harmony is broken between base and chain, as in some loans and names.
    pub disharmonic: bool,
    /// The suffixes.
    pub chain: Chain,
}

impl Split {
    /// The base form; borrowed where it begins the form.
    pub fn base<'a>(&self, form: &'a str) -> Cow<'a, str> {
        restore(&form[..self.prefix as usize], self.restore)
    }
}

/// A reading of a word.
#[derive(Clone, Debug, PartialEq)]
pub struct Analysis {
    /// The stem: the lemma's form as the lexicon has it.
    pub stem: String,
    /// What is before the chain, as bytes of the form; shorter than the stem's place where derivation is kept.
    pub chain: Chain,
    /// Suffixes of the chain, counted from its start, that belong to the stem (derivation).
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

/// Where a stem ends in the form.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Boundary {
    /// Letters before the first suffix that was cut off.
    pub(super) letters: usize,
    pub(super) restore: Restore,
}

/// The Kazakh suffix tables with the stem lexicon. Immutable; share it.
#[derive(Debug)]
pub struct KkMorphology {
    pub(super) suffixes: Suffixes,
    pub(super) stems: Stems,
    possessed: States,
    plural: States,
    possessive: States,
    adjective: States,
    /// States that a nominal chain may consist of.
    nominal: States,
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

/// A word being read.
struct Word {
    codes: [u8; MAX_LETTERS],
    len: usize,
    /// Harmony of the first `i` letters.
    harmony: [Harmony; MAX_LETTERS + 1],
    /// Trie node of the first `i` letters.
    node: [u32; MAX_LETTERS + 1],
    /// A vowel is among the first `i` letters.
    syllabic: [bool; MAX_LETTERS + 1],
}

/// Where the search stands: letters left, what the next suffix must be, what was gathered. Small, because it is
/// copied at every suffix; the chain's rows are kept beside it.
#[derive(Clone, Copy)]
struct State {
    mask: States,
    cost: i16,
    gain: i16,
    pos: u8,
    /// Suffixes so far.
    depth: u8,
    joint: Joint,
    mismatch: bool,
    /// Letters of the stem, where a derivational suffix that stays was met; else 0.
    kept: u8,
    /// Whether the kept stem's last letter is voiced in the form.
    kept_voiced: bool,
    /// Suffixes that came before the kept one.
    cut: u8,
    /// The kept stem may be an unknown word with the suffix.
    open: bool,
}

impl State {
    fn new(word: &Word, mask: States) -> State {
        State {
            mask,
            cost: 0,
            gain: 0,
            pos: word.len as u8,
            depth: 0,
            joint: Joint::Plain,
            mismatch: false,
            kept: 0,
            kept_voiced: false,
            cut: 0,
            open: false,
        }
    }

    /// The stem with the derivation that stays.
    fn kept_stem(&self) -> Boundary {
        let restore = if self.kept_voiced { Restore::Unvoice } else { Restore::None };
        Boundary { letters: self.kept as usize, restore }
    }
}

/// The rows of the suffixes met so far, last first.
type Rows = [u16; MAX_CHAIN];

/// A candidate of the search.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) stem: Boundary,
    pub(super) lemma: Option<&'static str>,
    pub(super) known: bool,
    pub(super) cost: i32,
    pub(super) chain: Chain,
    /// Suffixes after the kept ones.
    pub(super) cut: usize,
    /// What the stem is read as.
    pub(super) states: States,
}

/// What takes the candidates of a search.
pub(super) trait Sink {
    /// One more.
    fn take(&mut self, candidate: Candidate);
    /// A chain that costs so much cannot be wanted any more.
    fn limit(&self) -> i32 {
        i32::MAX
    }
    /// True where a candidate of this cost may be wanted.
    fn wants(&self, cost: i32) -> bool {
        cost < i32::MAX
    }
}

/// Takes every candidate.
struct Every(Vec<Candidate>);

impl Sink for Every {
    fn take(&mut self, candidate: Candidate) {
        self.0.push(candidate);
    }
}

/// Keeps the first of [`KkMorphology::analyse`]: the cheapest, of equals the one with the shorter chain, of equals the
/// first.
struct First(Option<Candidate>);

impl Sink for First {
    fn take(&mut self, c: Candidate) {
        if self.0.as_ref().is_none_or(|first| (c.cost, c.chain.len) < (first.cost, first.chain.len)) {
            self.0 = Some(c);
        }
    }

    fn wants(&self, cost: i32) -> bool {
        self.0.as_ref().is_none_or(|first| cost <= first.cost)
    }
}

/// Keeps the best: the cheapest, of equals the one with the shorter chain, of equals the longer stem.
struct Best(Option<Candidate>);

impl Sink for Best {
    #[inline]
    fn take(&mut self, c: Candidate) {
        let better = self.0.as_ref().is_none_or(|b| {
            (c.cost, c.chain.len(), b.stem.letters) < (b.cost, b.chain.len(), c.stem.letters)
        });
        if better {
            self.0 = Some(c);
        }
    }

    #[inline]
    fn wants(&self, cost: i32) -> bool {
        self.0.as_ref().is_none_or(|best| cost <= best.cost)
    }

    #[inline]
    fn limit(&self) -> i32 {
        match &self.0 {
            Some(best) if best.known => best.cost,
            _ => i32::MAX,
        }
    }
}

/// An unknown stem costs more than any known one.
const UNKNOWN: i32 = 40;
/// A breach of harmony at the stem.
const MISMATCH: i32 = 4;
/// A verb without a suffix is an order, which running text seldom has: `орында`, `таста` are rather nouns with a case.
const ORDER: i32 = 2;
/// A stem that loses its narrow vowel: few do.
const LOST_VOWEL: i32 = 2;
/// A loan in -ст that loses its т, one in -сс that loses an с: `артистер`, `туриске`, `процесі`.
const LOST_LETTER: i32 = 1;
/// What speaks against an unknown verb in ы or і whose suffix begins with и: loans have an и there (`гибриді`).
const UNKNOWN_GLIDE: i32 = 4;
/// What speaks for an unknown stem in қ or к before ы or і: no suffix begins with ғ or г and ends there but `-ғы`.
const VOICED: i32 = 3;
/// What speaks against an unknown noun in ы or і before a case: it is rather a possessive (`тылының`), unless it does
/// something (`шапқыншының`).
const NARROW: i32 = 2;
/// What speaks for an unknown verb in -ла or -да before its -у (`пробациялау`).
const DERIVED: i32 = 5;

impl KkMorphology {
    /// The built-in tables.
    #[allow(clippy::new_without_default)]
    pub fn new() -> KkMorphology {
        let suffixes = Suffixes::parse(SUFFIXES).expect("the built-in tables are tested");
        KkMorphology::of(suffixes, Stems::builtin())
    }

    /// The built-in suffixes with other stems; a complaint names file and line.
    pub fn with_stems(
        stems: &'static str,
        exceptions: &'static str,
        take: impl Fn(&str) -> bool,
    ) -> Result<KkMorphology, String> {
        KkMorphology::with_tables(SUFFIXES, stems, exceptions, take)
    }

    /// Other tables in the format of the built-in ones; a complaint names file and line.
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
        let of = |names: &[&str]| names.iter().filter_map(|n| suffixes.state(n)).fold(0, |a, s| a | s);
        let (possessed, plural) = (of(&["POSS3"]), of(&["PL"]));
        let possessive = of(&["POSS12", "POSSP", "POSS3"]);
        let adjective = of(&["GHY", "PRED", "GENP", "SIM"]);
        let nominal =
            possessive | plural | adjective | of(&["GEN", "DAT", "ACC", "LOC", "ABL", "INS", "EQU"]);
        KkMorphology { suffixes, stems, possessed, plural, possessive, adjective, nominal }
    }

    /// Stems in the lexicon.
    pub fn stems(&self) -> usize {
        self.stems.len()
    }

    /// Every way of reading `form` (lower case, no hyphen) as a nominal base and a chain of inflectional suffixes
    /// (plural, possessive, case, `-ғы`/`-дағы`, predicate, `-нікі`, `-дай`), the bare base first, then with ever
    /// shorter bases. The stem lexicon is not asked: look each [`Split::base`] up in your own. Where
    /// [`Split::possessed`] is set the base itself ends in a third-person possessive (`ұйымы` for `ұйымының`). Nothing where
    /// `form` has other letters than Kazakh Cyrillic ones. `out` is cleared first.
    pub fn nominal_splits(&self, form: &str, out: &mut Vec<Split>) {
        out.clear();
        let Some(word) = self.read(form, false) else { return };
        let start = State::new(&word, (self.nominal & self.suffixes.last) | NOUN);
        let mut rows = [0; MAX_CHAIN];
        self.split(&word, start, &mut rows, out);
        out.sort_by_key(|s| (std::cmp::Reverse(s.prefix), s.restore != Restore::None, s.possessed));
    }

    /// The ways of reading `form` as `base` and a chain; the first one if there are several.
    pub fn nominal_chain(&self, base: &str, form: &str) -> Option<Split> {
        let mut splits = Vec::new();
        self.nominal_splits(form, &mut splits);
        splits.into_iter().find(|s| s.base(form) == base)
    }

    /// Reads the part after the hyphen of `ТМД-ға`, `АӨСШК-тің`, `NASA-ның` (give `ға`, lower case) as a nominal
    /// chain. Harmony and the variant follow the spoken form, which the letters do not tell, so any is taken.
    /// The split's `prefix` is 0.
    pub fn hyphen_chain(&self, suffix: &str) -> Option<Split> {
        let word = self.read(suffix, false)?;
        let start = State::new(&word, self.nominal & self.suffixes.last);
        let mut rows = [0; MAX_CHAIN];
        let mut out = Vec::new();
        self.split(&word, start, &mut rows, &mut out);
        // A bare possessive base is no reading of `-ы` that helps; the shorter chain is the likelier.
        out.retain(|s| s.prefix == 0);
        out.into_iter().min_by_key(|s| (s.possessed, s.chain.len()))
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

    fn read(&self, form: &str, stems: bool) -> Option<Word> {
        let mut word = Word {
            codes: [0; MAX_LETTERS],
            len: 0,
            harmony: [Harmony::Any; MAX_LETTERS + 1],
            node: [Stems::DEAD; MAX_LETTERS + 1],
            syllabic: [false; MAX_LETTERS + 1],
        };
        word.len = alphabet::encode(form, &mut word.codes)?;
        if stems {
            word.node[0] = Stems::ROOT;
        }
        for i in 0..word.len {
            let code = word.codes[i];
            word.harmony[i + 1] = alphabet::harmony(code).unwrap_or(word.harmony[i]);
            // `Тоқаевқа`, `Черняевтің`: after the Russian ending some hear the vowel before it, some its own.
            if code == letter::V && i >= 2 && word.codes[i - 1] == letter::E {
                let before = word.codes[i - 2];
                if alphabet::kind_of(before) & alphabet::kind::VOWEL != 0
                    && alphabet::harmony(before) == Some(Harmony::Back)
                {
                    word.harmony[i + 1] = Harmony::Any;
                }
            }
            word.syllabic[i + 1] = word.syllabic[i] || alphabet::is_vowel(code);
            if stems {
                word.node[i + 1] = self.stems.step(word.node[i], code);
            }
        }
        Some(word)
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

    pub(super) fn candidates(&self, key: &str, found: &mut impl Sink) {
        let Some(word) = self.read(key, true) else { return };
        let start = State::new(&word, self.suffixes.last);
        let mut rows = [0; MAX_CHAIN];
        self.search(&word, start, &mut rows, found);
    }

    fn search(&self, word: &Word, state: State, rows: &mut Rows, found: &mut impl Sink) {
        self.stem_here(word, &state, rows, found);
        if state.mismatch || state.depth as usize == MAX_CHAIN {
            return;
        }
        self.each_suffix(word, &state, |next, row| {
            if i32::from(next.cost) < found.limit() {
                rows[state.depth as usize] = row;
                self.search(word, next, rows, found);
            }
        });
    }

    /// Calls `go` with the state before each suffix that may stand here, and the suffix's row.
    #[inline]
    fn each_suffix(&self, word: &Word, state: &State, mut go: impl FnMut(State, u16)) {
        if matches!(state.joint, Joint::SwallowsVowel | Joint::SwallowsGlide) {
            return;
        }
        let mut node = Suffixes::ROOT;
        for pos in (0..state.pos as usize).rev() {
            match self.suffixes.step(node, word.codes[pos]) {
                Some(next) => node = next,
                None => return,
            }
            for v in self.suffixes.at(node) {
                if v.to & state.mask != 0
                    && let Some(next) = Self::apply(word, state, v, pos)
                {
                    go(next, v.row);
                }
            }
        }
    }

    #[inline]
    fn apply(word: &Word, state: &State, v: &Variant, pos: usize) -> Option<State> {
        let vowel_follows = state.joint == Joint::Vowel && state.depth > 0;
        if (v.voiced && !vowel_follows) || (v.voiceable && vowel_follows) {
            return None;
        }
        let mut mismatch = false;
        if pos > 0 {
            if alphabet::kind_of(word.codes[pos - 1]) & v.left == 0 {
                return None;
            }
            let before = word.harmony[pos];
            mismatch = v.harmony != Harmony::Any && before != Harmony::Any && v.harmony != before;
        }
        let mut next = State {
            mask: v.from,
            cost: state.cost + v.cost + if state.depth == 0 { v.last } else { 0 },
            gain: state.gain + v.gain,
            pos: pos as u8,
            depth: state.depth + 1,
            joint: v.joint,
            mismatch,
            ..*state
        };
        if v.keep && state.kept == 0 {
            next.kept = state.pos;
            next.kept_voiced = v.voiced;
            next.cut = state.depth;
            next.open = v.open;
        }
        Some(next)
    }

    /// The stems that may end where the search stands.
    #[inline]
    fn stem_here(&self, word: &Word, state: &State, rows: &Rows, found: &mut impl Sink) {
        let p = state.pos as usize;
        if p == 0 {
            return;
        }
        let cost = i32::from(state.cost) + if state.mismatch { MISMATCH } else { 0 };
        let bare = state.depth == 0;
        let mut known = |node: u32, restore: Restore, extra: i32| {
            if let Some(entry) = self.stems.entry(node)
                && entry.states & state.mask != 0
            {
                let states = entry.states & state.mask;
                let order = if bare && states == VERB { ORDER } else { 0 };
                let cost = cost + extra + order + entry.cost_as(state.mask);
                if !found.wants(cost) {
                    return;
                }
                let (stem, cut) = if state.kept > 0 {
                    (state.kept_stem(), state.cut)
                } else {
                    (Boundary { letters: p, restore }, state.depth)
                };
                found.take(Candidate {
                    stem,
                    lemma: if state.kept == 0 { entry.lemma_as(state.mask) } else { None },
                    known: true,
                    cost,
                    chain: Chain::of(rows, state.depth),
                    cut: cut as usize,
                    states,
                });
            }
        };
        let node = word.node[p];
        match state.joint {
            Joint::Plain => {
                known(node, Restore::None, 0);
                if state.depth > 0 && state.mask & NOUN != 0 && word.codes[p - 1] == letter::S {
                    known(self.stems.step(node, letter::T), Restore::Letter('т'), LOST_LETTER);
                    known(self.stems.step(node, letter::S), Restore::Letter('с'), LOST_LETTER);
                }
            }
            Joint::Vowel => {
                known(node, Restore::None, 0);
                let before = word.node[p - 1];
                let last = word.codes[p - 1];
                if last == letter::S && state.mask & NOUN != 0 {
                    known(self.stems.step(node, letter::S), Restore::Letter('с'), LOST_LETTER);
                }
                let hard = match last {
                    letter::GH => letter::Q,
                    letter::G => letter::K,
                    letter::B => letter::P,
                    _ => 0,
                };
                if hard != 0 {
                    known(self.stems.step(before, hard), Restore::Unvoice, 0);
                }
                if p >= 2 && is_closed(last) && is_closed(word.codes[p - 2]) {
                    let narrow = if word.harmony[p] == Harmony::Front { letter::I } else { letter::Y };
                    let open = self.stems.step(before, narrow);
                    known(self.stems.step(open, last), Restore::Vowel, LOST_VOWEL);
                }
                known(self.stems.step(node, letter::SOFT_SIGN), Restore::SoftSign, 0);
            }
            Joint::SwallowsVowel => {
                let (c, l) = narrow_vowel(word, p);
                known(self.stems.step(node, l), Restore::Letter(c), 0);
            }
            Joint::SwallowsGlide => {
                if word.codes[p - 1] == letter::I_GLIDE {
                    known(node, Restore::None, 0);
                }
                known(self.stems.step(node, letter::SHORT_I), Restore::Letter('й'), 0);
            }
        }
        self.unknown_here(word, state, rows, found);
    }

    /// An unknown stem: by the evidence of its suffixes.
    fn unknown_here(&self, word: &Word, state: &State, rows: &Rows, found: &mut impl Sink) {
        let p = state.pos as usize;
        if (state.kept > 0 && !state.open) || state.mask & CLASS_BITS == 0 {
            return;
        }
        if state.depth > 0 && (p < 3 || !word.syllabic[p]) {
            return;
        }
        let short = if p < 4 { 6 } else { 0 };
        let breach = if state.mismatch { 8 } else { 0 };
        let nominal = state.mask & (NOUN | ADJECTIVE) != 0;
        let last = word.codes[p - 1];
        let end = match state.joint {
            Joint::SwallowsVowel => UNKNOWN_GLIDE,
            Joint::Vowel if nominal && matches!(last, letter::GH | letter::G) => -VOICED,
            Joint::Plain if nominal && state.depth > 0 && matches!(last, letter::Y | letter::I) => {
                if word.codes[p - 2] == letter::SH { 0 } else { NARROW }
            }
            _ if state.mask & VERB != 0 && verbal_noun(word, p) => -DERIVED,
            _ => 0,
        };
        let cost = UNKNOWN - i32::from(state.gain) + i32::from(state.depth) + short + breach + end;
        if !found.wants(cost) {
            return;
        }
        let restore = match state.joint {
            Joint::Plain => Restore::None,
            Joint::Vowel => match last {
                letter::GH | letter::G => Restore::Unvoice,
                letter::B if nominal => Restore::Unvoice,
                _ => Restore::None,
            },
            Joint::SwallowsVowel => Restore::Letter(narrow_vowel(word, p).0),
            Joint::SwallowsGlide => {
                if word.codes[p - 1] == letter::I_GLIDE {
                    Restore::None
                } else {
                    Restore::Letter('й')
                }
            }
        };
        let (stem, cut) = if state.open {
            (state.kept_stem(), state.cut)
        } else {
            (Boundary { letters: p, restore }, state.depth)
        };
        found.take(Candidate {
            stem,
            lemma: None,
            known: false,
            cost,
            chain: Chain::of(rows, state.depth),
            cut: cut as usize,
            states: state.mask & CLASS_BITS,
        });
    }

    fn split(&self, word: &Word, state: State, rows: &mut Rows, out: &mut Vec<Split>) {
        let pos = state.pos as usize;
        let bare = state.mask & NOUN != 0;
        // The base ends in ы or і of its own, which the chain takes for a possessive.
        let possessed = state.mask & self.possessed != 0
            && state.depth > 0
            && state.joint == Joint::Plain
            && (pos == 0 || matches!(word.codes[pos - 1], letter::Y | letter::I));
        for (yes, possessed) in [(bare, false), (possessed, true)] {
            if !yes {
                continue;
            }
            let mut push = |restore| out.push(self.split_at(&state, rows, restore, possessed));
            push(Restore::None);
            if state.joint == Joint::Vowel && !possessed && pos > 1 {
                let last = word.codes[pos - 1];
                if matches!(last, letter::GH | letter::G | letter::B) {
                    push(Restore::Unvoice);
                }
                if is_closed(last) {
                    if is_closed(word.codes[pos - 2]) {
                        push(Restore::Vowel);
                    }
                    push(Restore::SoftSign);
                }
            }
        }
        if state.mismatch || state.depth as usize == MAX_CHAIN {
            return;
        }
        self.each_suffix(word, &state, |mut next, row| {
            // Only inflection: what was derived is another name.
            if next.kept == 0 {
                rows[state.depth as usize] = row;
                next.mask &= self.nominal | NOUN;
                self.split(word, next, rows, out);
            }
        });
    }

    fn split_at(&self, state: &State, rows: &Rows, restore: Restore, possessed: bool) -> Split {
        let mut split = Split {
            prefix: u32::from(state.pos) * 2,
            restore,
            possessed,
            case: Case::Nom,
            adjective: false,
            plural: false,
            possessive: false,
            disharmonic: state.mismatch,
            chain: Chain::of(rows, state.depth),
        };
        for row in split.chain.iter() {
            let row = &self.suffixes.rows[row];
            let layer = 1u64 << row.layer;
            if let Some(case) = row.case {
                split.case = case;
            }
            split.adjective |= layer & self.adjective != 0;
            split.plural |= layer & self.plural != 0;
            split.possessive |= layer & self.possessive != 0;
        }
        split
    }
}

/// True for a consonant, or a glide after a vowel (`ауыз → аузы`).
fn is_closed(code: u8) -> bool {
    alphabet::kind_of(code) & alphabet::kind::VOWEL == 0 && code != letter::SOFT_SIGN
}

/// True where letter `p` is the у of a verbal noun whose verb is derived by -ла or -да.
fn verbal_noun(word: &Word, p: usize) -> bool {
    p >= 2
        && word.codes[..word.len].get(p) == Some(&letter::U)
        && matches!(word.codes[p - 1], letter::A | letter::E)
        && matches!(word.codes[p - 2], letter::L | letter::D)
}

/// The narrow vowel that a stem has lost to its suffix.
fn narrow_vowel(word: &Word, p: usize) -> (char, u8) {
    if word.harmony[p] == Harmony::Front { ('і', letter::I) } else { ('ы', letter::Y) }
}

#[cfg(test)]
mod tests {
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
    fn join(word: &[u8], joint_in: bool, v: &Variant, letters: &[u8], stem: bool) -> Vec<Vec<u8>> {
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
        assert!(!joint_in || !bases.is_empty());
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
                        .flat_map(|w| variants.iter().flat_map(move |(l, v)| join(w, n > 0, v, l, n == 0)))
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

    #[test]
    fn names_are_split() {
        let kk = KkMorphology::new();
        // form, base, case, possessed, adjective
        for (form, base, case, possessed, adjective) in [
            ("қазақстанның", "қазақстан", Case::Gen, false, false),
            ("қазақстандағы", "қазақстан", Case::Loc, false, true),
            ("ұйымының", "ұйымы", Case::Gen, true, false),
            ("ұйымының", "ұйым", Case::Gen, false, false),
            ("ұйымына", "ұйымы", Case::Dat, true, false),
            ("ұйымындағы", "ұйымы", Case::Loc, true, true),
            ("ақтөбеге", "ақтөбе", Case::Dat, false, false),
            ("министрлігімен", "министрлігі", Case::Ins, true, false),
            ("министрлігіне", "министрлік", Case::Dat, false, false),
            ("елшілігінде", "елшілік", Case::Loc, false, false),
            ("израильді", "израиль", Case::Acc, false, false),
            ("токаев", "токаев", Case::Nom, false, false),
            ("тоқаевтан", "тоқаев", Case::Abl, false, false),
            ("орнында", "орын", Case::Loc, false, false),
            ("халқы", "халық", Case::Nom, false, false),
            ("мектебінің", "мектеп", Case::Gen, false, false),
        ] {
            let mut splits = Vec::new();
            kk.nominal_splits(form, &mut splits);
            let found = splits.iter().find(|s| s.base(form) == base && s.possessed == possessed);
            let found = found.unwrap_or_else(|| panic!("{form}: no {base} among {splits:?}"));
            assert_eq!((found.case, found.adjective), (case, adjective), "{form}");
        }
        assert_eq!(
            kk.nominal_chain("ел", "елдеріміздегі").map(|s| kk.tags(&s.chain)).as_deref(),
            Some("PL + POSS.1PL + LOC + ADJ")
        );
        assert!(kk.nominal_chain("ел", "елті").is_none());
    }

    #[test]
    fn suffixes_after_a_hyphen() {
        let kk = KkMorphology::new();
        for (suffix, case) in [
            ("ға", Case::Dat),
            ("ге", Case::Dat),
            ("тің", Case::Gen),
            ("ның", Case::Gen),
            ("мен", Case::Ins),
            ("дағы", Case::Loc),
            ("ы", Case::Nom),
            ("ның", Case::Gen),
            ("на", Case::Dat),
            ("тан", Case::Abl),
        ] {
            assert_eq!(kk.hyphen_chain(suffix).map(|s| s.case), Some(case), "{suffix}");
        }
        assert!(kk.hyphen_chain("жырту").is_none());
    }
}
