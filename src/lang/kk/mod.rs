//! Kazakh: morphology, stems, abbreviations.

mod alphabet;
mod compiled;
mod lexicon;
pub mod morph;
pub mod stem;
mod suffix;
