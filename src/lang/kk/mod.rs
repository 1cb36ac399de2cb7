//! Kazakh: morphology, stems, abbreviations.

pub(crate) mod alphabet;
mod lexicon;
pub mod morph;
pub mod stem;
mod suffix;
