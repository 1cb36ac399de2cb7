//! Tables made when the program is compiled: lists of numbers beside one text.
//!
//! Reads what the build script wrote (`Packer` in `compile.rs`); makes [`Numbers`] and texts that stay where they are in
//! the program, and vectors of what is better unpacked. Cost: a list in place nothing until it is asked; unpacked, a pass.
//!
//! Format: a `.txt` holds texts end to end. A `.bin` is a sequence of lists of 32-bit numbers, little endian, each
//! after its length; the first says where the texts end. What has several numbers has them side by side.

use std::borrow::Cow;

/// A list of numbers, in place in the program or made at run time.
#[derive(Clone, Default)]
#[cfg_attr(test, derive(Debug, PartialEq))]
pub(crate) struct Numbers(Cow<'static, [[u8; 4]]>);

impl Numbers {
    /// A list of `count` times the same.
    pub(crate) fn of(number: u32, count: usize) -> Numbers {
        Numbers(Cow::Owned(vec![number.to_le_bytes(); count]))
    }

    pub(crate) fn with_capacity(count: usize) -> Numbers {
        Numbers(Cow::Owned(Vec::with_capacity(count)))
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    #[inline]
    pub(crate) fn get(&self, i: usize) -> Option<u32> {
        self.0.get(i).map(|&n| u32::from_le_bytes(n))
    }

    #[inline]
    pub(crate) fn at(&self, i: usize) -> u32 {
        u32::from_le_bytes(self.0[i])
    }

    /// The numbers as they are stored, little endian: for loops, which then find out once where they are.
    #[inline]
    pub(crate) fn raw(&self) -> &[[u8; 4]] {
        &self.0
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> {
        self.0.iter().map(|&n| u32::from_le_bytes(n))
    }

    pub(crate) fn push(&mut self, number: u32) {
        self.0.to_mut().push(number.to_le_bytes());
    }

    /// Sets a number; a list too short is filled up with `filler` first.
    pub(crate) fn set(&mut self, i: usize, number: u32, filler: u32) {
        let list = self.0.to_mut();
        if list.len() <= i {
            list.resize(i + 1, filler.to_le_bytes());
        }
        list[i] = number.to_le_bytes();
    }
}

/// Texts end to end.
#[derive(Clone, Copy, Default)]
pub(crate) struct Texts {
    text: &'static str,
    ends: &'static [[u8; 4]],
}

impl Texts {
    pub(crate) fn get(self, number: u32) -> &'static str {
        let end = |i: usize| u32::from_le_bytes(self.ends[i]) as usize;
        &self.text[end(number as usize)..end(number as usize + 1)]
    }
}

/// The build script writes as many lists and numbers as are read.
const WRITTEN: &str = "the build script wrote the tables";

/// A file of tables, read from its start.
///
/// # Panics
/// Where a list is asked for that the build script did not write, which no released build does.
pub(crate) struct Packed {
    rest: &'static [u8],
    pub(crate) texts: Texts,
}

impl Packed {
    pub(crate) fn new(numbers: &'static [u8], text: &'static str) -> Packed {
        let mut out = Packed { rest: numbers, texts: Texts { text, ends: &[] } };
        out.texts.ends = out.list();
        out
    }

    // Not inlined: what the compiler then knows of the place of each list behind all others takes it minutes to follow.
    #[inline(never)]
    fn list(&mut self) -> &'static [[u8; 4]] {
        let (count, rest) = self.rest.split_first_chunk::<4>().expect(WRITTEN);
        let (list, rest) = rest.split_at_checked(u32::from_le_bytes(*count) as usize * 4).expect(WRITTEN);
        self.rest = rest;
        list.as_chunks().0
    }

    /// A list in place.
    pub(crate) fn numbers(&mut self) -> Numbers {
        Numbers(Cow::Borrowed(self.list()))
    }

    /// A list of `N` numbers.
    pub(crate) fn exactly<const N: usize>(&mut self) -> [u32; N] {
        let list: &[[u8; 4]; N] = self.list().try_into().expect(WRITTEN);
        list.map(u32::from_le_bytes)
    }

    /// A list of rows of `N` numbers each, unpacked.
    pub(crate) fn rows<const N: usize, T>(&mut self, mut unpack: impl FnMut([u32; N]) -> T) -> Vec<T> {
        let rows: &[[[u8; 4]; N]] = self.list().as_chunks().0;
        rows.iter().map(|row| unpack(row.map(u32::from_le_bytes))).collect()
    }
}
