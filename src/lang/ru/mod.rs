//! Russian: stems, inflection of names, abbreviations.

pub mod stem;
