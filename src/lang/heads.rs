//! What the words of a list begin with: most words that are not of the list are turned away at once.
//!
//! Reads the words of a list; tells of a word whether any of them may begin as it does. Guarantees: never turns away what
//! begins with a word of the list of three letters or more, nor what is shorter. Cost: a look at half a kilobyte.

/// The beginnings of a list's words.
pub(crate) struct Heads([u64; 64]);

impl Heads {
    /// Of no word.
    pub(crate) fn new() -> Heads {
        Heads([0; 64])
    }

    /// Three letters, Cyrillic ones, or three bytes; `None` for what is shorter.
    #[inline]
    fn place(word: &str) -> Option<(usize, u64)> {
        let bytes = word.as_bytes();
        let head = match *bytes.first_chunk()? {
            [a, b, c] if a < 0x80 => u64::from(u32::from_le_bytes([a, b, c, 0])),
            _ => {
                let &[a, b, c, d, e, f] = bytes.first_chunk()?;
                u64::from_le_bytes([a, b, c, d, e, f, 0, 0])
            }
        };
        let place = head.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 52;
        Some(((place >> 6) as usize, 1 << (place & 63)))
    }

    /// Adds a word. One that is shorter than three letters must be asked for whole.
    pub(crate) fn add(&mut self, word: &str) {
        if let Some((at, bit)) = Heads::place(word) {
            self.0[at] |= bit;
        }
    }

    /// False where no word of the list begins as this one does.
    #[inline]
    pub(crate) fn may_begin(&self, word: &str) -> bool {
        Heads::place(word).is_none_or(|(at, bit)| self.0[at] & bit != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_by_their_beginnings() {
        let mut heads = Heads::new();
        for word in ["жылдар", "сом", "usd", "ай"] {
            heads.add(word);
        }
        for word in ["жылдар", "жылдық", "сомға", "usd", "usdt", "ай", "г.", "i"] {
            assert!(heads.may_begin(word), "{word}");
        }
        for word in ["айдын", "сор", "eur"] {
            assert!(!heads.may_begin(word), "{word}");
        }
    }
}
