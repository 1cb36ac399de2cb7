//! The walk through the suffix table: from a word's end, suffix by suffix, to every place where a stem may end.
//!
//! Reads a form as letters, with what the search asks of each place in it. Makes a [`State`] for each suffix that may stand
//! before those read so far. Guarantees: a suffix stands only where its layer, variant and harmony may; a breach of harmony
//! ends the chain. Cost: a step in a small trie a letter; a state is copied at every suffix.

use super::super::alphabet::{self, Harmony, MAX_LETTERS, letter};
use super::super::lexicon::Stems;
use super::super::suffix::{Joint, States, Suffixes, Variant};
use super::KkMorphology;

/// Suffixes in the longest chain that is read.
pub(super) const MAX_CHAIN: usize = 10;

/// The rows of the suffixes met so far, last first.
pub(super) type Rows = [u16; MAX_CHAIN];

/// A word being read.
pub(super) struct Word {
    pub(super) codes: [u8; MAX_LETTERS],
    pub(super) len: usize,
    /// Harmony of the first `i` letters.
    pub(super) harmony: [Harmony; MAX_LETTERS + 1],
    /// Trie node of the first `i` letters.
    pub(super) node: [u32; MAX_LETTERS + 1],
    /// A vowel is among the first `i` letters.
    pub(super) syllabic: [bool; MAX_LETTERS + 1],
}

/// Where the search stands: letters left, what the next suffix must be, what was gathered. Small, because it is
/// copied at every suffix; the chain's rows are kept beside it.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub(super) mask: States,
    pub(super) cost: i16,
    pub(super) gain: i16,
    pub(super) pos: u8,
    /// Suffixes so far.
    pub(super) depth: u8,
    pub(super) joint: Joint,
    pub(super) mismatch: bool,
    /// Letters of the stem, where a derivational suffix that stays was met; else 0.
    pub(super) kept: u8,
    /// Whether the kept stem's last letter is voiced in the form.
    pub(super) kept_voiced: bool,
    /// Suffixes that came before the kept one.
    pub(super) cut: u8,
    /// The kept stem may be an unknown word with the suffix.
    pub(super) open: bool,
}

impl State {
    pub(super) fn new(word: &Word, mask: States) -> State {
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
}

impl KkMorphology {
    /// Makes a form ready for the walk, and, with `stems`, for meeting the lexicon; `None` where it has other than
    /// Kazakh letters, or too many.
    pub(super) fn read(&self, form: &str, stems: bool) -> Option<Word> {
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

    /// Calls `go` with the state before each suffix that may stand here, and the suffix's row.
    #[inline]
    pub(super) fn each_suffix(&self, word: &Word, state: &State, mut go: impl FnMut(State, u16)) {
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

    /// The state before variant `v`, which begins at letter `pos`; `None` where it may not stand there.
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
}
