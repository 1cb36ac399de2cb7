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
        if key.contains('ё') {
            // Who asks with a word that is no match key.
            return Cow::Owned(self.0.stem(&key.replace('ё', "е")).into_owned());
        }
        self.0.stem(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_snowball_on_its_vocabulary() {
        let ru = RuStemmer::new();
        let (mut words, mut with_yo) = (0, 0);
        for line in
            include_str!("../../../tests/data/ru/snowball.tsv").lines().filter(|l| !l.starts_with('#'))
        {
            let (stem, ending) = line.split_once('|').expect("stem|ending");
            let word = format!("{stem}{ending}");
            assert_eq!(ru.stem(&word), stem.replace('ё', "е"), "{word}");
            words += 1;
            with_yo += usize::from(word.contains('ё'));
        }
        assert!(words > 49_000 && with_yo > 50, "{words} words, {with_yo} with ё");
    }
}
