//! Letters by table: what `char` tells by searching its ranges, told by one look-up for ASCII and Cyrillic.
//!
//! Reads a character; tells whether it is a letter, a digit, a capital, a small letter, and its small letter. Guarantees:
//! the answers of `char::is_alphabetic`, `is_alphanumeric`, `is_uppercase`, `is_lowercase`, `to_lowercase`, for every character (a test
//! compares them). Cost: a load for the characters below U+0530 that texts here are made of; the search for the rest.

use std::borrow::Cow;

const LETTER: u8 = 1;
const CAPITAL: u8 = 2;
const SMALL: u8 = 4;
const DIGIT: u8 = 8;
/// Not in the table.
const ASK: u8 = 128;

/// First character beyond the table: the end of the Cyrillic supplement.
const END: usize = 0x530;

const TABLE: [u8; END] = {
    let mut table = [ASK; END];
    let mut c = 0;
    while c < END {
        table[c] = match c {
            0x41..=0x5a | 0x400..=0x42f | 0x4c0 => LETTER | CAPITAL,
            0x61..=0x7a | 0x430..=0x45f | 0x4cf => LETTER | SMALL,
            0x30..=0x39 => DIGIT,
            0..=0x7f | 0x482..=0x489 => 0,
            // In pairs, the capital odd.
            0x4c1..=0x4ce => LETTER | if c % 2 == 1 { CAPITAL } else { SMALL },
            // In pairs, the capital even.
            0x460..=0x52f => LETTER | if c % 2 == 0 { CAPITAL } else { SMALL },
            _ => ASK,
        };
        c += 1;
    }
    table
};

#[inline]
fn class(c: char) -> u8 {
    TABLE.get(c as usize).copied().unwrap_or(ASK)
}

/// What a character is as a letter.
pub(crate) trait Letter: Copy {
    /// As `is_alphabetic`.
    fn is_letter(self) -> bool;
    /// As `is_alphanumeric`.
    fn is_word(self) -> bool;
    /// As `is_uppercase`.
    fn is_capital(self) -> bool;
    /// As `is_lowercase`.
    fn is_small(self) -> bool;
    /// The small letter, as `to_lowercase`; `None` where the table does not tell.
    fn small(self) -> Option<char>;
    /// Appends the small letter, as `to_lowercase`.
    fn push_small(self, out: &mut String);
}

impl Letter for char {
    #[inline]
    fn is_letter(self) -> bool {
        match class(self) {
            ASK => self.is_alphabetic(),
            bits => bits & LETTER != 0,
        }
    }

    #[inline]
    fn is_word(self) -> bool {
        match class(self) {
            ASK => self.is_alphanumeric(),
            bits => bits & (LETTER | DIGIT) != 0,
        }
    }

    #[inline]
    fn is_capital(self) -> bool {
        match class(self) {
            ASK => self.is_uppercase(),
            bits => bits & CAPITAL != 0,
        }
    }

    #[inline]
    fn is_small(self) -> bool {
        match class(self) {
            ASK => self.is_lowercase(),
            bits => bits & SMALL != 0,
        }
    }

    #[inline]
    fn small(self) -> Option<char> {
        let up = match class(self) {
            ASK => return None,
            bits if bits & CAPITAL == 0 => return Some(self),
            _ => match self as u32 {
                0x410..=0x42f | 0..=0x7f => 0x20,
                0x400..=0x40f => 0x50,
                0x4c0 => 0xf,
                _ => 1,
            },
        };
        char::from_u32(self as u32 + up)
    }

    #[inline]
    fn push_small(self, out: &mut String) {
        match self.small() {
            Some(small) => out.push(small),
            None => out.extend(self.to_lowercase()),
        }
    }
}

/// True for a character that folding leaves unchanged.
pub(crate) const fn is_plain(c: char) -> bool {
    matches!(c, 'а'..='я' | 'a'..='z' | '0'..='9' | '-' | 'ә' | 'ғ' | 'қ' | 'ң' | 'ө' | 'ұ' | 'ү' | 'һ' | 'і')
}

/// The match key of a word: lower case, `ё` as `е`, soft hyphens and stress marks left out.
pub fn fold(surface: &str) -> Cow<'_, str> {
    if surface.chars().all(is_plain) {
        return Cow::Borrowed(surface);
    }
    let mut key = String::with_capacity(surface.len());
    for c in surface.chars() {
        match c {
            'Ё' | 'ё' => key.push('е'),
            '\u{301}' | '\u{ad}' => {}
            _ => c.push_small(&mut key),
        }
    }
    Cow::Owned(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_the_standard_library_says() {
        for c in '\0'..=char::MAX {
            assert_eq!(c.is_letter(), c.is_alphabetic(), "U+{:04X}", c as u32);
            assert_eq!(c.is_word(), c.is_alphanumeric(), "U+{:04X}", c as u32);
            assert_eq!(c.is_capital(), c.is_uppercase(), "U+{:04X}", c as u32);
            assert_eq!(c.is_small(), c.is_lowercase(), "U+{:04X}", c as u32);
            let mut small = String::new();
            c.push_small(&mut small);
            assert!(small.chars().eq(c.to_lowercase()), "U+{:04X}", c as u32);
        }
    }
}
