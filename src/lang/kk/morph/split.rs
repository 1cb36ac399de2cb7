//! Nouns and names with their endings: the walk without the stem lexicon.
//!
//! Reads a form, or what stands behind the hyphen of one. Makes [`Split`]s, a base and a chain of inflection each, for
//! whoever knows which bases there are. Guarantees: derivation is not cut off, for what was derived is another name. Cost:
//! the walk through the suffixes; an entry of the answer a place where a base may end.

use std::borrow::Cow;

use super::super::alphabet::letter;
use super::super::suffix::{Joint, NOUN};
use super::search::is_closed;
use super::walk::{MAX_CHAIN, Rows, State, Word};
use super::{Chain, KkMorphology, Restore, restore};

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

impl KkMorphology {
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

    /// Adds what may end where the walk stands, and what lies before that.
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
            let mut push = |restore| {
                out.push(Split {
                    prefix: u32::from(state.pos) * 2,
                    restore,
                    possessed,
                    disharmonic: state.mismatch,
                    chain: Chain::of(rows, state.depth),
                });
            };
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split() {
        let kk = KkMorphology::new();
        // form, base, tags of the chain, whether the base is possessed
        for (form, base, tags, possessed) in [
            ("қазақстанның", "қазақстан", "GEN", false),
            ("қазақстандағы", "қазақстан", "LOC + ADJ", false),
            ("ұйымының", "ұйымы", "GEN", true),
            ("ұйымының", "ұйым", "POSS.3 + GEN", false),
            ("ұйымына", "ұйымы", "DAT", true),
            ("ұйымындағы", "ұйымы", "LOC + ADJ", true),
            ("ақтөбеге", "ақтөбе", "DAT", false),
            ("министрлігімен", "министрлігі", "INS", true),
            ("министрлігіне", "министрлік", "POSS.3 + DAT", false),
            ("елшілігінде", "елшілік", "POSS.3 + LOC", false),
            ("израильді", "израиль", "ACC", false),
            ("токаев", "токаев", "", false),
            ("тоқаевтан", "тоқаев", "ABL", false),
            ("орнында", "орын", "POSS.3 + LOC", false),
            ("халқы", "халық", "POSS.3", false),
            ("мектебінің", "мектеп", "POSS.3 + GEN", false),
        ] {
            let mut splits = Vec::new();
            kk.nominal_splits(form, &mut splits);
            let found = splits.iter().find(|s| s.base(form) == base && s.possessed == possessed);
            let found = found.unwrap_or_else(|| panic!("{form}: no {base} among {splits:?}"));
            assert_eq!(kk.tags(&found.chain), tags, "{form}");
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
        for (suffix, tags) in [
            ("ға", "DAT"),
            ("ге", "DAT"),
            ("тің", "GEN"),
            ("ның", "GEN"),
            ("мен", "INS"),
            ("дағы", "LOC + ADJ"),
            ("ы", "POSS.3"),
            ("на", "DAT"),
            ("тан", "ABL"),
        ] {
            let split = kk.hyphen_chain(suffix).unwrap_or_else(|| panic!("{suffix} is no suffix"));
            assert_eq!((kk.tags(&split.chain).as_str(), split.prefix), (tags, 0), "{suffix}");
        }
        assert!(kk.hyphen_chain("жырту").is_none() && kk.hyphen_chain("").is_none());
    }
}
