//! Bodies by the abbreviation behind them: `Координационный совет оппозиции (КСО)`, `Қазақстан діни бірлестіктерінің
//! ассоциациясы (ҚДБА)`.
//!
//! Reads: the words about a kind word, and a bracket behind them. Makes: a name of the words whose first letters the
//! abbreviation has, in order, small words between them left out. Guarantees: the name begins with a capital and holds the kind
//! word. Cost: a look at a few words behind each kind word; at those before a bracket where one opens.

use crate::document::EntityType;

use super::super::word::Class;
use super::{Found, Patterns};

/// Words of such a name behind its kind word, at most.
const BEHIND: u32 = 8;
/// Words of such a name, at most.
const WORDS: usize = 12;
/// Letters of such an abbreviation.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=7;
/// Letters of a word that an abbreviation may pass over: `и`, `по`, `при`.
const SMALL: usize = 3;

impl Patterns<'_> {
    /// The name around the kind word at `t` that an abbreviation behind it tells.
    pub(super) fn abbreviated(&self, t: u32, out: &mut Vec<Found>) -> bool {
        let until = self.range.end.min(t + 1 + BEHIND);
        let words = |&i: &u32| {
            matches!(self.class(i), Some(Class::Lower | Class::Capital | Class::AllCapitals))
                && !self.begins_line(i)
        };
        let Some(open) = (t + 1..until).find(|i| !words(i)).filter(|&i| self.key(i) == "(") else {
            return false;
        };
        let start = self.abbreviation(open + 1).and_then(|short| self.told_by(short, open));
        let Some(start) = start.filter(|&start| start <= t && self.capital(start)) else { return false };
        self.push(out, start..open, EntityType::Org, "org:abbreviated", 0.9, true);
        true
    }

    /// The abbreviation in the bracket whose first word is `at`: `(КСО)`, `(далее – КСО)`.
    fn abbreviation(&self, at: u32) -> Option<&str> {
        let is = |i: u32, word: &str| i < self.range.end && self.key(i) == word;
        let russian = u32::from(is(at, "далее"));
        let begin = at + russian + 2 * u32::from(is(at, "бұдан") && is(at + 1, "әрі"));
        let dash = begin > at && self.class(begin) == Some(Class::Dash);
        let begin = begin + u32::from(dash);
        let closed = begin + 1 < self.range.end && matches!(self.key(begin + 1), ")" | ",");
        let short = matches!(self.class(begin), Some(Class::AllCapitals | Class::Mixed));
        let letters = (closed && short).then(|| self.key(begin))?;
        LETTERS.contains(&letters.chars().count()).then_some(letters)
    }

    /// Where the words before `end` begin whose first letters are those of an abbreviation.
    fn told_by(&self, short: &str, end: u32) -> Option<u32> {
        let mut letters = short.chars().rev().peekable();
        for t in (self.range.start..end).rev().take(WORDS) {
            if !matches!(
                self.class(t),
                Some(Class::Lower | Class::Capital | Class::AllCapitals | Class::Mixed)
            ) {
                return None;
            }
            let word = self.key(t);
            let mut told = false;
            for part in word.rsplit('-') {
                if letters.peek().is_some_and(|&letter| part.starts_with(letter)) {
                    told = true;
                    letters.next();
                }
            }
            match letters.peek() {
                None => return Some(t),
                Some(_) if told || word.chars().count() <= SMALL => {}
                Some(_) => return None,
            }
        }
        None
    }
}
