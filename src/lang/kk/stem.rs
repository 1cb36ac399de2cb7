//! Kazakh stems (placeholder until the morphology lands).

use std::borrow::Cow;

/// The Kazakh stemmer.
pub struct KkStemmer;

impl KkStemmer {
    /// A stemmer with the built-in tables.
    #[allow(clippy::new_without_default)]
    pub fn new() -> KkStemmer {
        KkStemmer
    }

    /// The stem of a match key.
    pub fn stem<'a>(&self, key: &'a str) -> Cow<'a, str> {
        Cow::Borrowed(key)
    }
}
