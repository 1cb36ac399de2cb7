//! The first bytes of a word as three machine words: cut, hashed and compared without a branch on the length.
//!
//! Reads: the bytes of a surface, or 24 bytes of text at which one begins. Makes: a [`Head`]. Guarantees: two
//! surfaces of no more than [`Head::BYTES`] bytes and of the same length have the same head only if they are the
//! same. Cost: some forty instructions for the run of letters that begins at a place, its end included; what takes
//! time in words of all lengths is a branch that cannot be foreseen, and there is none.

/// The first bytes of a surface, little-endian, with zeros behind its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head([u64; 3]);

/// Every byte of a machine word.
const EACH: u64 = 0x0101_0101_0101_0101;

/// For each length, the bits that belong to it.
const KEPT: [[u64; 3]; Head::BYTES + 1] = {
    let mut kept = [[0; 3]; Head::BYTES + 1];
    let mut len = 0;
    while len <= Head::BYTES {
        let mut at = 0;
        while at < len {
            kept[len][at / 8] |= 0xff << (at % 8 * 8);
            at += 1;
        }
        len += 1;
    }
    kept
};

impl Head {
    /// How many bytes it has.
    pub(super) const BYTES: usize = 24;

    /// The head of nothing.
    pub(super) const NONE: Head = Head([0; 3]);

    /// The head of a surface.
    pub(super) fn of(surface: &[u8]) -> Head {
        if let Some(bytes) = surface.first_chunk() {
            return Head(split(bytes));
        }
        let mut bytes = [0; Head::BYTES];
        bytes[..surface.len()].copy_from_slice(surface);
        Head(split(&bytes))
    }

    /// The head of the surface of `len` bytes that begins the text, no more than [`Head::BYTES`].
    #[inline]
    pub(super) fn cut(text: &[u8; Head::BYTES], len: usize) -> Head {
        let (words, kept) = (split(text), &KEPT[len]);
        Head([words[0] & kept[0], words[1] & kept[1], words[2] & kept[2]])
    }

    /// The run of Cyrillic letters that begins the text: how many bytes of it are here, and its head. What ends the
    /// run is no matter: it may be a letter of another alphabet.
    #[inline]
    pub(super) fn of_cyrillic(text: &[u8; Head::BYTES]) -> (usize, Head) {
        let [a, b, c] = split(text).map(before_other);
        // Eight where the whole word belongs to the run; then its fourth bit lets the next one count.
        let len = a + (a >> 3) * (b + (b >> 3) * c);
        (len, Head::cut(text, len))
    }

    /// The bits in which two heads differ, laid over each other. In general registers, where a head is made: as vectors
    /// both would go by way of memory.
    #[inline]
    pub(super) fn differs(&self, other: &Head) -> u64 {
        let [a, b, c] = std::array::from_fn(|k| self.0[k] ^ other.0[k]);
        a | b | c
    }

    /// A hash of the head and the surface's length: two folded multiplications, as in wyhash.
    #[inline]
    pub(super) fn hash(self, len: usize) -> u64 {
        // The first digits of the fraction of pi, as good as any.
        const KEYS: [u64; 4] =
            [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344, 0xa409_3822_299f_31d0, 0x082e_fa98_ec4e_6c89];
        let fold = |a: u64, b: u64| {
            let product = u128::from(a) * u128::from(b);
            product as u64 ^ (product >> 64) as u64
        };
        let [a, b, c] = self.0;
        fold(a ^ KEYS[0], b ^ KEYS[1]) ^ fold(c ^ KEYS[2], len as u64 ^ KEYS[3])
    }
}

impl PartialEq for Head {
    #[inline]
    fn eq(&self, other: &Head) -> bool {
        self.differs(other) == 0
    }
}

fn split(bytes: &[u8; Head::BYTES]) -> [u64; 3] {
    let word = |k: usize| std::array::from_fn(|i| bytes[k * 8 + i]);
    [0, 1, 2].map(|k| u64::from_le_bytes(word(k)))
}

/// How many of eight bytes come before the first that is neither `D0`…`D3`, which lead the Cyrillic letters, nor a
/// byte that continues a character.
#[inline]
fn before_other(word: u64) -> usize {
    let top = word & (EACH << 7);
    // Bytes with the two upper bits set lead a character; those whose six upper bits differ from `D0`'s lead another.
    let leads = top & (word << 1);
    let differ = (word ^ (EACH * 0xd0)) & (EACH * 0xfc);
    let others = leads & (((differ & (EACH * 0x7f)) + EACH * 0x7f) | differ);
    let stops = (top ^ (EACH << 7)) | others;
    (stops.trailing_zeros() / 8) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_a_head_counts() {
        let bytes: [u8; Head::BYTES] = std::array::from_fn(|i| i as u8 + 1);
        for len in 0..=Head::BYTES {
            let head = Head::of(&bytes[..len]);
            for at in 0..len {
                let mut other = bytes;
                other[at] ^= 1;
                assert_ne!(Head::of(&other[..len]), head, "{len}: {at}");
                assert_ne!(Head::of(&other[..len]).hash(len), head.hash(len), "{len}: {at}");
            }
        }
    }

    #[test]
    fn a_run_ends_where_the_alphabet_does() {
        let cases = [
            ("Тіл", " мен әдебиет және"),
            ("ҚР", ", ҚР, ҚР, ҚР, ҚР, ҚР"),
            ("ӘӨҰҮҒҚҢҺІЁ", "» және тағы"),
            ("сөз", "word word word word word"),
            ("сөз", "ë сөз сөз сөз сөз"),
            ("сөз", "— сөз сөз сөз сөз"),
            ("сөз", "԰ сөз сөз сөз сөз"),
            ("абвгдежзийкл", "мноп"),
            ("", " абвгдежзийклмноп"),
        ];
        for (run, rest) in cases {
            let text = format!("{run}{rest}");
            let found = text.as_bytes().first_chunk().map(Head::of_cyrillic);
            assert_eq!(found, Some((run.len(), Head::of(run.as_bytes()))), "{text}");
        }
    }
}
