//! Output that grows by pieces of a few bytes, several for each token.
//!
//! Reads: pieces. Makes: their bytes in order, at the end of a buffer. Guarantees: everything is there once
//! [`Line::end`] was called. Cost: for a piece of up to [`WIDE`] bytes of a longer text a check and a copy of fixed
//! width, cut back to its length: no call, no branch on the length. Other pieces are copied as ever.

use std::ops::Range;

/// Bytes that a copy takes whatever the length of the piece.
pub(super) const WIDE: usize = 32;

/// Bytes held back before they go to the buffer together.
const HELD: usize = 2048;

/// The end of a buffer that is written piece by piece.
pub(super) struct Line<'a> {
    out: &'a mut Vec<u8>,
    held: [u8; HELD],
    len: usize,
}

impl<'a> Line<'a> {
    /// Nothing yet.
    pub(super) fn new(out: &'a mut Vec<u8>) -> Line<'a> {
        Line { out, held: [0; HELD], len: 0 }
    }

    /// Hands over what is held.
    pub(super) fn end(mut self) {
        self.buffer();
    }

    /// The buffer, with all that was written so far.
    pub(super) fn buffer(&mut self) -> &mut Vec<u8> {
        self.out.extend_from_slice(&self.held[..self.len]);
        self.len = 0;
        self.out
    }

    /// Room for `N` bytes behind what is held.
    #[inline]
    fn room<const N: usize>(&mut self) -> Option<&mut [u8; N]> {
        if self.len + N > HELD {
            self.buffer();
        }
        self.held[self.len..].first_chunk_mut()
    }

    /// A few bytes that are known beforehand.
    #[inline]
    pub(super) fn fixed<const N: usize>(&mut self, bytes: &[u8; N]) {
        if let Some(room) = self.room() {
            *room = *bytes;
            self.len += N;
        }
    }

    /// The bytes `at` of a text.
    #[inline]
    pub(super) fn piece(&mut self, text: &[u8], at: Range<usize>) {
        let from = text[at.start..].first_chunk::<WIDE>().filter(|_| at.len() <= WIDE);
        match (from, self.room::<WIDE>()) {
            (Some(from), Some(room)) => {
                *room = *from;
                self.len += at.len();
            }
            _ => self.buffer().extend_from_slice(&text[at]),
        }
    }

    /// A number in decimal. Below a million by tables: what itoa writes byte by byte cannot be copied wide at once,
    /// the processor waits for the bytes.
    #[inline]
    pub(super) fn integer(&mut self, n: u32) {
        let (upper, lower) = (n as usize / 1000, n as usize % 1000);
        match (FIRST.get(upper), self.room::<8>()) {
            (Some(_), Some(room)) if upper == 0 => {
                room[..4].copy_from_slice(&FIRST[lower]);
                self.len += digits(lower);
            }
            (Some(first), Some(room)) => {
                let len = digits(upper);
                room[..4].copy_from_slice(first);
                room[len..len + 4].copy_from_slice(&LATER[lower]);
                self.len += len + 3;
            }
            _ => self.buffer().extend_from_slice(itoa::Buffer::new().format(n).as_bytes()),
        }
    }
}

/// How many digits a number below a thousand has.
#[inline]
fn digits(n: usize) -> usize {
    1 + usize::from(n > 9) + usize::from(n > 99)
}

/// The digits of the numbers below a thousand, where they begin a number and where they go on with one.
const FIRST: [[u8; 4]; 1000] = thousand(true);
const LATER: [[u8; 4]; 1000] = thousand(false);

const fn thousand(first: bool) -> [[u8; 4]; 1000] {
    let mut all = [[0; 4]; 1000];
    let mut n = 0;
    while n < 1000 {
        let three = [b'0' + (n / 100) as u8, b'0' + (n / 10 % 10) as u8, b'0' + (n % 10) as u8];
        let zeros = if first { (n < 100) as usize + (n < 10) as usize } else { 0 };
        let mut at = zeros;
        while at < 3 {
            all[n][at - zeros] = three[at];
            at += 1;
        }
        n += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_out_in_order() {
        let text = "тіл мен әдебиет, орфография және пунктуация".as_bytes();
        let mut expected = Vec::new();
        let mut out = b"before".to_vec();
        expected.extend_from_slice(&out);
        let mut line = Line::new(&mut out);
        for n in 0..2000u32 {
            let (start, len) = (n as usize % text.len(), n as usize % (text.len() + 1));
            let at = start..text.len().min(start + len);
            let number = n.wrapping_mul(n).wrapping_mul(n);
            line.fixed(b"\",");
            line.piece(text, at.clone());
            line.integer(number);
            expected.extend_from_slice(b"\",");
            expected.extend_from_slice(&text[at]);
            expected.extend_from_slice(number.to_string().as_bytes());
        }
        line.end();
        assert_eq!(out, expected);
    }

    #[test]
    fn numbers_of_all_lengths() {
        let mut out = Vec::new();
        let mut line = Line::new(&mut out);
        let numbers = (0..10).flat_map(|e| [10u32.pow(e) - 1, 10u32.pow(e)]).chain([u32::MAX]);
        let mut expected = String::new();
        for n in numbers {
            line.integer(n);
            expected += &n.to_string();
        }
        line.end();
        assert_eq!(out, expected.as_bytes());
    }
}
