//! Russian stems: Snowball through rust-stemmers, so that they equal those of search engines.
//!
//! Reads a match key (lower case, `ё` already `е`, which Snowball's Russian expects since its revision); makes
//! the stem. Cost: one allocation a distinct word; the word table keeps the answer.

use std::borrow::Cow;

use rust_stemmers::{Algorithm, Stemmer};

/// The Russian stemmer.
pub struct RuStemmer(Stemmer);

impl RuStemmer {
    /// A stemmer; cheap.
    #[allow(clippy::new_without_default)]
    pub fn new() -> RuStemmer {
        RuStemmer(Stemmer::create(Algorithm::Russian))
    }

    /// The stem of a match key.
    pub fn stem<'a>(&self, key: &'a str) -> Cow<'a, str> {
        self.0.stem(key)
    }
}
