//! Kazakh in the Latin alphabets of 2017, 2018 and 2021.
//!
//! A line is Kazakh in one of them where enough of its words, written in Cyrillic by that alphabet's table, are
//! among the commonest Kazakh words; the alphabet with the most of them is taken. Names and foreign words in such
//! a line are converted with the rest.

use foldhash::fast::FixedState;
use hashbrown::HashSet;

use super::cells::Cell;

/// A Latin alphabet of Kazakh: letters or pairs of letters and what they are in Cyrillic, the longest first.
pub(super) struct Alphabet {
    /// The year it was decreed.
    #[cfg_attr(not(test), expect(dead_code, reason = "tells the tables apart in tests"))]
    pub(super) year: u16,
    pairs: &'static [(&'static str, &'static str)],
}

/// The letters that all three write alike.
const COMMON: &[(&str, &str)] = &[
    ("a", "а"),
    ("b", "б"),
    ("d", "д"),
    ("e", "е"),
    ("f", "ф"),
    ("g", "г"),
    ("h", "х"),
    ("j", "ж"),
    ("k", "к"),
    ("l", "л"),
    ("m", "м"),
    ("n", "н"),
    ("o", "о"),
    ("p", "п"),
    ("q", "қ"),
    ("r", "р"),
    ("s", "с"),
    ("t", "т"),
    ("v", "в"),
    ("z", "з"),
    ("y", "ы"),
    ("x", "кс"),
    ("w", "у"),
];

const OF_2017: &[(&str, &str)] = &[
    ("a'", "ә"),
    ("g'", "ғ"),
    ("i'", "и"),
    ("n'", "ң"),
    ("o'", "ө"),
    ("s'", "ш"),
    ("c'", "ч"),
    ("u'", "ү"),
    ("y'", "у"),
    ("i", "і"),
    ("u", "ұ"),
    ("c", "с"),
];
const OF_2018: &[(&str, &str)] = &[
    ("sh", "ш"),
    ("ch", "ч"),
    ("á", "ә"),
    ("ǵ", "ғ"),
    ("ń", "ң"),
    ("ó", "ө"),
    ("ú", "ү"),
    ("ý", "у"),
    ("ı", "и"),
    ("i", "і"),
    ("u", "ұ"),
    ("c", "с"),
];
const OF_2021: &[(&str, &str)] = &[
    ("ä", "ә"),
    ("ğ", "ғ"),
    ("ñ", "ң"),
    ("ö", "ө"),
    ("ü", "ү"),
    ("ū", "ұ"),
    ("ş", "ш"),
    ("ı", "і"),
    ("i", "и"),
    ("u", "у"),
    ("c", "с"),
];

/// The commonest Kazakh words, by which a line is known.
const FREQUENT: &str = include_str!("../../../lexicons/kk/frequent.tsv");

/// Known words that a line needs at least, and words of the line for each of them at most.
const FEWEST_KNOWN: usize = 2;
const WORDS_PER_KNOWN: usize = 6;

/// The alphabets and the words to know them by.
pub(super) struct Alphabets {
    all: [Alphabet; 3],
    frequent: HashSet<&'static str, FixedState>,
}

impl Alphabets {
    pub(super) fn new() -> Alphabets {
        let alphabet = |year, pairs| Alphabet { year, pairs };
        Alphabets {
            all: [alphabet(2021, OF_2021), alphabet(2018, OF_2018), alphabet(2017, OF_2017)],
            frequent: FREQUENT.lines().skip(1).filter_map(|l| l.split('\t').next()).collect(),
        }
    }

    /// The alphabet that `line` writes Kazakh in, if it does.
    pub(super) fn of(&self, line: &str) -> Option<&Alphabet> {
        let latin = |w: &&str| w.chars().next().is_some_and(char::is_alphabetic) && !w.contains(is_cyrillic);
        let words: Vec<String> = line
            .split(|c: char| !c.is_alphabetic() && !is_apostrophe(c))
            .filter(latin)
            .map(str::to_lowercase)
            .collect();
        let known =
            |a: &&Alphabet| words.iter().filter(|w| self.frequent.contains(a.write(w).as_str())).count();
        let best = self.all.iter().rev().max_by_key(known)?;
        let known = known(&best);
        (known >= FEWEST_KNOWN && known * WORDS_PER_KNOWN >= words.len()).then_some(best)
    }
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52f}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '´' | '`')
}

impl Alphabet {
    /// The pair whose Latin begins at `at`, and how many characters that are.
    fn pair(&self, letter: impl Fn(usize) -> Option<char>) -> Option<(&'static str, usize)> {
        let matches = |latin: &str| {
            latin
                .chars()
                .enumerate()
                .all(|(k, c)| letter(k).is_some_and(|l| l == c || (c == '\'' && is_apostrophe(l))))
        };
        let found = self.pairs.iter().chain(COMMON).find(|(latin, _)| matches(latin))?;
        Some((found.1, found.0.chars().count()))
    }

    /// A lower-case word in Cyrillic.
    fn write(&self, word: &str) -> String {
        let chars: Vec<char> = word.chars().collect();
        let mut out = String::new();
        let mut i = 0;
        while i < chars.len() {
            match self.pair(|k| chars.get(i + k).copied()) {
                Some((cyrillic, len)) => {
                    out.push_str(cyrillic);
                    i += len;
                }
                None => {
                    out.push(chars[i]);
                    i += 1;
                }
            }
        }
        out
    }

    /// Writes the Latin letters of a chunk in Cyrillic. True where something changed.
    pub(super) fn convert(&self, cells: &mut Vec<Cell>) -> bool {
        // Mixed words are another matter, and so is what no letter of the alphabet writes.
        if cells.iter().any(|c| c.out.is_some_and(is_cyrillic)) {
            return false;
        }
        let lower = |c: char| match c {
            // Not the rules of English: capital I belongs to small ı where the alphabet has both.
            'İ' => 'i',
            'I' if self.pairs.iter().any(|p| p.0 == "ı" && p.1 == "і") => 'ı',
            _ => c.to_lowercase().next().unwrap_or(c),
        };
        let old = std::mem::take(cells);
        let mut changed = false;
        let mut i = 0;
        while i < old.len() {
            let found = self.pair(|k| old.get(i + k).and_then(|c| c.out).map(lower));
            let (Some((cyrillic, len)), Some(first)) = (found, old[i].out) else {
                cells.push(old[i]);
                i += 1;
                continue;
            };
            let capital = first.is_uppercase();
            let (start, end) = (old[i].start, old[i + len - 1].end);
            cells.extend(cyrillic.chars().enumerate().map(|(k, c)| Cell {
                start: if k == 0 { start } else { end },
                end,
                out: if capital { c.to_uppercase().next() } else { Some(c) },
                rule: "latin-kazakh",
            }));
            changed = true;
            i += len;
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_alphabet_is_known() {
        let all = Alphabets::new();
        let year = |line| all.of(line).map(|a| a.year);
        assert_eq!(year("Qazaqstan jäne Özbekstan bul jyly kelisımge qol qoidy"), Some(2021));
        assert_eq!(year("Qazaqstan jáne Ózbekstan bul jyly kelisimge qol qoıdy úshin"), Some(2018));
        assert_eq!(year("Qazaqstan ja'ne O'zbekstan bul jyly kelisimge qol qoi'dy u's'in"), Some(2017));
        assert_eq!(year("The quick brown fox jumps over the lazy dog and men"), None);
    }
}
