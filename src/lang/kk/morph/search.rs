//! The search for stems: where the walk through the suffixes meets the stem lexicon, or an unknown stem may end.
//!
//! Reads the [`State`]s of the walk. Gives every [`Candidate`], a stem with a chain and what speaks against it in points, to
//! a [`Sink`], which keeps all or the best and says what it no longer wants. Guarantees: candidates come in the same order
//! each time. Cost: a step or some in the lexicon's trie a state; no allocation but for what a sink keeps.

use super::super::alphabet::{self, Harmony, letter};
use super::super::suffix::{ADJECTIVE, CLASS_BITS, Joint, NOUN, States, VERB};
use super::walk::{MAX_CHAIN, Rows, State, Word};
use super::{Chain, KkMorphology, Restore};

/// Where a stem ends in the form.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Boundary {
    /// Letters before the first suffix that was cut off.
    pub(super) letters: usize,
    pub(super) restore: Restore,
}

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
pub(super) struct Every(pub(super) Vec<Candidate>);

impl Sink for Every {
    fn take(&mut self, candidate: Candidate) {
        self.0.push(candidate);
    }
}

/// Keeps the first of [`KkMorphology::analyse`]: the cheapest, of equals the one with the shorter chain, of equals the
/// first.
pub(super) struct First(pub(super) Option<Candidate>);

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
pub(super) struct Best(pub(super) Option<Candidate>);

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
    /// Gives every reading of `key` to `found`.
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
}

impl State {
    /// The stem with the derivation that stays.
    fn kept_stem(&self) -> Boundary {
        let restore = if self.kept_voiced { Restore::Unvoice } else { Restore::None };
        Boundary { letters: self.kept as usize, restore }
    }
}

/// True for a consonant, or a glide after a vowel (`ауыз → аузы`).
pub(super) fn is_closed(code: u8) -> bool {
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
