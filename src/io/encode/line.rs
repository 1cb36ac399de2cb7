//! Output that grows by pieces of a few bytes, several for each token.
//!
//! Reads: pieces. Makes: their bytes in order, at the end of a buffer. Guarantees: everything is there once
//! [`Line::end`] was called. Cost: for a name, a number and each [`WIDE`] bytes of a piece of a longer text a check and
//! a copy of fixed width, cut back to its length: no call, no branch on the length. What is written so far is counted in
//! a register, so that a piece does not wait for the one before it.

use std::ops::Range;

/// Bytes that a copy takes whatever the length of the piece.
pub(super) const WIDE: usize = 32;

/// Bytes of a longer piece that are copied in steps of [`WIDE`].
const LONG: usize = 4 * WIDE;

/// Bytes that may be written after [`Line::make_room`].
const ROOM: usize = 1024;

/// Bytes held back before they go to the buffer together: a power of two.
const HELD: usize = 4096;

/// Where a [`Line`] holds what does not stand in its buffer yet.
pub(super) struct Held([u8; HELD + WIDE]);

impl Default for Held {
    fn default() -> Held {
        Held([0; HELD + WIDE])
    }
}

/// The end of a buffer that is written piece by piece. All of it is inlined: a call that saw the line itself would put
/// its length into memory, where each piece waits for the one before.
pub(super) struct Line<'a> {
    out: &'a mut Vec<u8>,
    held: &'a mut [u8; HELD + WIDE],
    len: usize,
}

impl<'a> Line<'a> {
    /// Nothing yet.
    #[inline(always)]
    pub(super) fn new(out: &'a mut Vec<u8>, held: &'a mut Held) -> Line<'a> {
        Line { out, held: &mut held.0, len: 0 }
    }

    /// Hands over what is held.
    #[inline(always)]
    pub(super) fn end(mut self) {
        self.buffer();
    }

    /// The buffer, with all that was written so far.
    #[inline(always)]
    pub(super) fn buffer(&mut self) -> &mut Vec<u8> {
        self.out.extend_from_slice(&self.held[..HELD][..self.len]);
        self.len = 0;
        self.out
    }

    /// Makes room for the pieces of one token, or the like: [`ROOM`] bytes, of which a piece takes [`WIDE`] while it is
    /// written.
    #[inline(always)]
    pub(super) fn make_room(&mut self) {
        if self.len > HELD - ROOM {
            self.buffer();
        }
    }

    /// Puts bytes behind what is held; `len` of them count. Without [`Line::make_room`] they come to lie at a wrong
    /// place, and [`Line::buffer`] panics; a check of each piece's place is left out, as there are dozens a token.
    #[inline(always)]
    fn put<const N: usize>(&mut self, bytes: &[u8; N], len: usize) {
        const { assert!(N <= WIDE) };
        let at = self.len % HELD;
        self.held[at..at + N].copy_from_slice(bytes);
        self.len += len;
    }

    /// The first `len` of some bytes, of which the first two are others.
    #[inline(always)]
    pub(super) fn lettered(&mut self, letter: [u8; 2], bytes: &[u8; WIDE], len: usize) {
        let at = self.len % HELD;
        self.held[at..at + WIDE].copy_from_slice(bytes);
        // Stored behind them: bytes put together before they are copied would be waited for.
        self.held[at..at + 2].copy_from_slice(&letter);
        self.len += len;
    }

    /// A few bytes that are known beforehand.
    #[inline(always)]
    pub(super) fn fixed<const N: usize>(&mut self, bytes: &[u8; N]) {
        self.put(bytes, N);
    }

    /// A name.
    #[inline(always)]
    pub(super) fn name(&mut self, name: &Name) {
        self.put(&name.bytes, name.len);
    }

    /// The bytes `at` of a text.
    #[inline(always)]
    pub(super) fn piece(&mut self, text: &[u8], at: Range<usize>) {
        match text[at.start..].first_chunk::<WIDE>() {
            Some(from) if at.len() <= WIDE => self.put(from, at.len()),
            _ => self.long_piece(text, at),
        }
    }

    #[inline(always)]
    fn long_piece(&mut self, text: &[u8], mut at: Range<usize>) {
        if at.len() <= LONG {
            while let Some(from) = text[at.start..].first_chunk::<WIDE>()
                && !at.is_empty()
            {
                let step = at.len().min(WIDE);
                self.put(from, step);
                at.start += step;
            }
        }
        if !at.is_empty() {
            self.buffer().extend_from_slice(&text[at]);
        }
    }

    /// A number in decimal and the character behind it. Below a million by tables: what itoa writes byte by byte
    /// cannot be copied wide at once, the processor waits for the bytes.
    #[inline(always)]
    pub(super) fn integer(&mut self, n: u32, behind: u8) {
        let (upper, lower) = (n as usize / 1000, n as usize % 1000);
        if upper == 0 {
            let len = digits(lower);
            self.put(&(FIRST[lower] | u32::from(behind) << (8 * len)).to_le_bytes(), len + 1);
        } else if let Some(&first) = FIRST.get(upper) {
            let (len, later) = (digits(upper), LATER[lower] | u32::from(behind) << 24);
            self.put(&(u64::from(first) | u64::from(later) << (8 * len)).to_le_bytes(), len + 4);
        } else {
            let (mut bytes, mut number) = ([0; 16], itoa::Buffer::new());
            let number = number.format(n).as_bytes();
            bytes[..number.len()].copy_from_slice(number);
            bytes[number.len()] = behind;
            self.put(&bytes, number.len() + 1);
        }
    }

    /// Takes back the last bytes of what was written since [`Line::make_room`] by [`Line::fixed`] or as a number's end.
    #[inline(always)]
    pub(super) fn take_back(&mut self, bytes: usize) {
        self.len -= bytes;
    }
}

/// A short text that is known beforehand, wide enough to be copied without a look at its length.
#[derive(Clone, Copy)]
pub(super) struct Name {
    bytes: [u8; Name::BYTES],
    len: usize,
}

impl Name {
    const BYTES: usize = 16;

    /// Nothing.
    pub(super) const EMPTY: Name = Name { bytes: [0; Name::BYTES], len: 0 };

    /// The name with more behind it. For tables: what does not fit does not compile there.
    pub(super) const fn with(mut self, more: &str) -> Name {
        let mut i = 0;
        while i < more.len() {
            self.bytes[self.len] = more.as_bytes()[i];
            self.len += 1;
            i += 1;
        }
        self
    }
}

/// The names of a closed list, each behind a name and before a text.
macro_rules! names {
    ($list:ty, $before:expr, $behind:expr) => {{
        let mut names = [Name::EMPTY; <$list>::ALL.len()];
        let mut i = 0;
        while i < names.len() {
            names[i] = $before.with(<$list>::ALL[i].as_str()).with($behind);
            i += 1;
        }
        names
    }};
}

pub(super) use names;

/// How many digits a number below a thousand has.
#[inline(always)]
fn digits(n: usize) -> usize {
    1 + usize::from(n > 9) + usize::from(n > 99)
}

/// The digits of the numbers below a thousand, where they begin a number and where they go on with one; the first in
/// the lowest byte.
static FIRST: [u32; 1000] = thousand(true);
static LATER: [u32; 1000] = thousand(false);

const fn thousand(first: bool) -> [u32; 1000] {
    let mut all = [0; 1000];
    let mut n = 0;
    while n < 1000 {
        let three = [b'0' + (n / 100) as u8, b'0' + (n / 10 % 10) as u8, b'0' + (n % 10) as u8, 0];
        let zeros = if first { (n < 100) as u32 + (n < 10) as u32 } else { 0 };
        all[n] = u32::from_le_bytes(three) >> (8 * zeros);
        n += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_out_in_order() {
        let text = "тіл мен әдебиет, орфография және пунктуация; ".repeat(3);
        let text = text.as_bytes();
        let mut expected = Vec::new();
        let mut out = b"before".to_vec();
        expected.extend_from_slice(&out);
        let mut held = Held::default();
        let mut line = Line::new(&mut out, &mut held);
        for n in 0..2000u32 {
            let (start, len) = (n as usize % text.len(), n as usize % (text.len() + 1));
            let at = start..text.len().min(start + len);
            let number = n.wrapping_mul(n).wrapping_mul(n);
            line.make_room();
            line.fixed(b"\",");
            line.piece(text, at.clone());
            line.name(&Name::EMPTY.with("қа").with("з"));
            if let Some(bytes) = text[start..].first_chunk() {
                line.lettered(*b"xy", bytes, 5);
                line.lettered(*b"xy", bytes, 1);
            }
            line.integer(number, b';');
            line.fixed(b"][");
            line.take_back(1);
            expected.extend_from_slice(b"\",");
            expected.extend_from_slice(&text[at]);
            expected.extend_from_slice("қаз".as_bytes());
            if let Some([_, _, bytes @ ..]) = text[start..].first_chunk::<WIDE>() {
                expected.extend([b"xy", &bytes[..3], b"x"].concat());
            }
            expected.extend_from_slice(format!("{number};]").as_bytes());
        }
        line.end();
        assert_eq!(out, expected);
    }

    #[test]
    fn numbers_of_all_lengths() {
        let (mut out, mut held) = (Vec::new(), Held::default());
        let mut line = Line::new(&mut out, &mut held);
        let numbers = (0..10).flat_map(|e| [10u32.pow(e) - 1, 10u32.pow(e)]).chain([u32::MAX]);
        let mut expected = String::new();
        for n in numbers {
            line.make_room();
            line.integer(n, b',');
            line.take_back(1);
            line.fixed(b";");
            expected += &format!("{n};");
        }
        line.end();
        assert_eq!(out, expected.as_bytes());
    }
}
