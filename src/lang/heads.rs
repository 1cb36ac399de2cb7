//! What the words of a list begin with: most words that are not of the list are turned away at once.
//!
//! Reads the words of a list; tells of a word whether any of them may begin as it does. Guarantees: never turns away what
//! begins with a word of the list of three letters or more, nor what is shorter. Cost: two looks at two kilobytes; where
//! the list has two hundred beginnings they let one other word in forty through.

/// The beginnings of a list's words.
pub(crate) struct Heads([u64; 256]);

impl Heads {
    /// Of no word.
    pub(crate) fn new() -> Heads {
        Heads([0; 256])
    }

    /// The place of three letters, Cyrillic ones, or three bytes; `None` for what is shorter.
    #[inline]
    fn three(word: &str) -> Option<Place> {
        let bytes = word.as_bytes();
        Some(match *bytes.first_chunk()? {
            [a, b, c] if a < 0x80 => Place::of([a, b, c, 0, 0, 0, 0, 0]),
            _ => {
                let &[a, b, c, d, e, f] = bytes.first_chunk()?;
                Place::of([a, b, c, d, e, f, 0, 0])
            }
        })
    }

    /// The same of four.
    #[inline]
    fn four(word: &str) -> Option<Place> {
        let bytes = word.as_bytes();
        Some(match *bytes.first_chunk()? {
            [a, b, c, d] if a < 0x80 => Place::of([a, b, c, d, 0, 0, 0, 0]),
            _ => Place::of(*bytes.first_chunk()?),
        })
    }

    fn holds(&self, place: Place) -> bool {
        self.0[place.at] & place.bit != 0
    }

    /// Adds a word. One that is shorter than three letters must be asked for whole.
    pub(crate) fn add(&mut self, word: &str) {
        if let Some(place) = Heads::four(word).or_else(|| Heads::three(word)) {
            self.0[place.at] |= place.bit;
        }
    }

    /// False where no word of the list begins as this one does.
    #[inline]
    pub(crate) fn may_begin(&self, word: &str) -> bool {
        Heads::three(word).is_none_or(|three| self.holds(three))
            || Heads::four(word).is_some_and(|four| self.holds(four))
    }
}

/// A bit of the table.
struct Place {
    at: usize,
    bit: u64,
}

impl Place {
    #[inline]
    fn of(head: [u8; 8]) -> Place {
        let place = u64::from_le_bytes(head).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 50;
        Place { at: (place >> 6) as usize, bit: 1 << (place & 63) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_by_their_beginnings() {
        let mut heads = Heads::new();
        for word in ["жылдар", "сом", "usd", "ай", "тыс.", "euro"] {
            heads.add(word);
        }
        for word in ["жылдар", "жылдық", "сомға", "usd", "usdt", "ай", "г.", "i", "тыс.", "euros"]
        {
            assert!(heads.may_begin(word), "{word}");
        }
        for word in ["айдын", "сор", "eur", "жылқы", "eurasia"] {
            assert!(!heads.may_begin(word), "{word}");
        }
    }
}
