//! Russian: stems, inflection of names, abbreviations.

pub mod inflect;
pub mod stem;
