//! Kazakh: morphology, stems, abbreviations.

pub mod stem;
