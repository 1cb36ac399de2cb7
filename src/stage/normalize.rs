//! Repairs the text, keeping an alignment (placeholder: changes nothing).

use super::{Layers, Scratch, Stage};
use crate::document::Document;

/// The stage `normalize`.
pub struct Normalize;

impl Stage for Normalize {
    fn name(&self) -> &'static str {
        "normalize"
    }
    fn needs(&self) -> Layers {
        Layers::ATOMS.and(Layers::PASSAGES)
    }
    fn makes(&self) -> Layers {
        Layers::NORM
    }
    fn run(&self, doc: &mut Document, _scratch: &mut Scratch) {
        doc.norm.clear();
    }
}
