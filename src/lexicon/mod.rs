//! The entity lexicons: immutable, shared by reference.

/// An entry (a thing with an id) of the lexicon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId(pub(crate) u32);

/// All entries and the matcher over their aliases.
#[derive(Default)]
pub struct Lexicon {}
