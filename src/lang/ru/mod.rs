//! Russian: stems, declension.

pub mod inflect;
pub mod stem;
