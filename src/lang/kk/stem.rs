//! Kazakh stems: the best reading of a word, hyphens minded.
//!
//! Reads a match key (lower case); makes the stem that groups its forms. Words that are not Kazakh Cyrillic, and
//! what no suffix can be told of, stay as they are. Costs under half a microsecond a word; the word table keeps
//! the answer.

use std::borrow::Cow;

use super::morph::{Analysis, KkMorphology};

/// Bytes of a part after a hyphen that is rather a suffix than a word: three letters.
const SHORT: usize = 6;

/// Particles that a hyphen ties to any word, inflected or not: `береді-ау`, `бүгін-ақ`, `келеді-мыс`.
const CLITICS: [&str; 4] = ["ау", "ақ", "мыс", "міс"];

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
        if CLITICS.contains(&last) {
            return self.stem(head);
        }
        let best = self.morphology.best(last);
        let known = best.as_ref().is_some_and(|b| b.1);
        // `АҚШ-та`, not the particle `та`; a longer last part that is a word makes a compound, unless no word is
        // before it (`АҚШ-тағы`).
        let alone = !known || last.len() <= SHORT || !self.morphology.best(head).is_some_and(|b| b.1);
        if alone && self.morphology.hyphen_chain(last).is_some() {
            return Cow::Borrowed(head);
        }
        match best {
            Some((stem, _)) if stem == last => Cow::Borrowed(key),
            Some((Cow::Borrowed(stem), _)) => Cow::Borrowed(&key[..hyphen + 1 + stem.len()]),
            Some((stem, _)) => Cow::Owned(format!("{head}-{stem}")),
            None => Cow::Borrowed(key),
        }
    }

    /// The stem and the chain that was cut off, for a reader: `мемлекет + PL + POSS.1PL + LOC + ADJ`.
    pub fn explain(&self, key: &str) -> String {
        let (stem, suffixes) = (self.stem(key), self.suffixes(key));
        if suffixes.is_empty() { stem.into_owned() } else { format!("{stem} + {suffixes}") }
    }

    /// The chain that was cut off: `PL + POSS.1PL + LOC + ADJ`; nothing where the stem is the word.
    pub fn suffixes(&self, key: &str) -> String {
        let (head, last) = key.rsplit_once('-').map_or(("", key), |(h, l)| (h, l));
        let stem = self.stem(key);
        let readings = self.morphology.analyse(last);
        match readings.first().filter(|a| stem.ends_with(a.stem.as_str())) {
            Some(best) => self.morphology.tags_after(&best.chain, best.kept),
            None if stem == head => {
                self.morphology.hyphen_chain(last).map_or(String::new(), |s| self.morphology.tags(&s.chain))
            }
            None => String::new(),
        }
    }

    /// All readings of a key, best first; of equal cost, equally good.
    pub fn analyse(&self, key: &str) -> Vec<Analysis> {
        self.morphology.analyse(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_of_the_list() {
        let kk = KkStemmer::new();
        let table = include_str!("../../../tests/data/kk/stems.tsv");
        let mut wrong = Vec::new();
        for line in table.lines().skip(1) {
            let (form, stem) = line.split_once('\t').expect("form and stem");
            let found = kk.stem(form);
            if found != stem {
                wrong.push(format!("{form}: {found}, not {stem}"));
            }
        }
        assert!(table.lines().count() > 3000);
        assert!(wrong.is_empty(), "{} wrong: {:#?}", wrong.len(), wrong);
    }

    #[test]
    fn chains_are_told() {
        let kk = KkStemmer::new();
        for (form, told) in [
            ("мемлекеттеріміздегі", "мемлекет + PL + POSS.1PL + LOC + ADJ"),
            ("тмд-ға", "тмд + DAT"),
            ("барған", "бар + PTCP.PAST"),
            ("қазақстандықтар", "қазақстандық + PL"),
            ("маған", "мен"),
        ] {
            assert_eq!(kk.explain(form), told);
        }
    }

    #[test]
    fn what_is_no_kazakh_word_stays() {
        let kk = KkStemmer::new();
        for word in ["", "-", "а-", "-а", "news", "2024", "covid-19", "їжак", "привет-мир"] {
            assert_eq!(kk.stem(word), word);
        }
        let long = "қазақстан".repeat(9);
        assert_eq!(kk.stem(&long), long);
    }

    #[test]
    fn words_of_any_length_are_read() {
        let kk = KkStemmer::new();
        for part in ["балалау", "у", "делу", "қазақстандықтар", "аң"] {
            let letters: Vec<char> = part.chars().cycle().take(60).collect();
            for len in 0..=letters.len() {
                let word: String = letters[..len].iter().collect();
                assert!(!kk.stem(&word).is_empty() || len == 0, "{word}");
            }
        }
    }

    #[test]
    fn equal_readings_are_both_there() {
        let readings = KkStemmer::new().analyse("алма");
        assert!(readings.iter().any(|a| a.stem == "алма"));
        assert!(readings.iter().any(|a| a.stem == "ал" && a.verb));
    }
}
