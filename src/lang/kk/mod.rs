//! Kazakh: letters, morphology, stems.

pub(crate) mod alphabet;
mod compiled;
mod lexicon;
pub mod morph;
pub mod stem;
mod suffix;
