//! Kazakh: morphology, stems, abbreviations.

mod alphabet;
mod lexicon;
pub mod morph;
pub mod stem;
mod suffix;
