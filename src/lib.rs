//! Russian and Kazakh news text in, annotated tables out.

pub mod document;
pub mod lang;
pub mod lexicon;
pub mod pipeline;
pub mod stage;
pub mod words;
