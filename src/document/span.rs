//! Half-open byte spans, one type for each text, so that mixing them up does not compile.

use std::fmt;
use std::ops::Range;

macro_rules! span {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name {
            /// First byte.
            pub start: u32,
            /// One past the last byte.
            pub end: u32,
        }

        impl $name {
            /// The span from `start` up to `end`; both on character boundaries of its text.
            ///
            /// # Panics
            /// If `start > end`.
            pub fn new(start: u32, end: u32) -> $name {
                assert!(start <= end, "span {start}..{end} ends before it starts");
                $name { start, end }
            }

            /// The same as a range to slice with.
            pub fn range(self) -> Range<usize> {
                self.start as usize..self.end as usize
            }

            /// Length in bytes.
            pub fn len(self) -> usize {
                (self.end - self.start) as usize
            }

            /// True where nothing is covered.
            pub fn is_empty(self) -> bool {
                self.start == self.end
            }

            /// True where `other` lies inside this span.
            pub fn contains(self, other: $name) -> bool {
                self.start <= other.start && other.end <= self.end
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}..{}", self.start, self.end)
            }
        }
    };
}

span! {
    /// Bytes of a document's original text.
    OrigSpan
}
span! {
    /// Bytes of a document's normalised text.
    NormSpan
}
