//! Kazakh stems: the best reading of a word, hyphens minded.
//!
//! Reads a match key (lower case); makes the stem that groups its forms. Words that are not Kazakh Cyrillic, and
//! what no suffix can be told of, stay as they are. Costs under half a microsecond a word; the word table keeps
//! the answer.

use std::borrow::Cow;

use super::morph::{Analysis, KkMorphology};

/// The Kazakh stemmer.
pub struct KkStemmer {
    morphology: KkMorphology,
}

impl KkStemmer {
    /// A stemmer with the built-in tables.
    #[allow(clippy::new_without_default)]
    pub fn new() -> KkStemmer {
        KkStemmer::with(KkMorphology::new())
    }

    /// A stemmer over other tables.
    pub fn with(morphology: KkMorphology) -> KkStemmer {
        KkStemmer { morphology }
    }

    /// The tables.
    pub fn morphology(&self) -> &KkMorphology {
        &self.morphology
    }

    /// The stem of a match key.
    pub fn stem<'a>(&self, key: &'a str) -> Cow<'a, str> {
        let Some(hyphen) = key.rfind('-') else {
            return self.morphology.best(key).map_or(Cow::Borrowed(key), |b| b.0);
        };
        let (head, last) = (&key[..hyphen], &key[hyphen + 1..]);
        if head.is_empty() || last.is_empty() {
            return Cow::Borrowed(key);
        }
        let best = self.morphology.best(last);
        let known = best.as_ref().is_some_and(|b| b.1);
        if !known && self.morphology.hyphen_chain(last).is_some() {
            return Cow::Borrowed(head);
        }
        match best {
            Some((stem, _)) if stem == last => Cow::Borrowed(key),
            Some((Cow::Borrowed(stem), _)) => Cow::Borrowed(&key[..hyphen + 1 + stem.len()]),
            Some((stem, _)) => Cow::Owned(format!("{head}-{stem}")),
            None => Cow::Borrowed(key),
        }
    }

    /// All readings of a key, best first; of equal cost, equally good.
    pub fn analyse(&self, key: &str) -> Vec<Analysis> {
        self.morphology.analyse(key)
    }
}
