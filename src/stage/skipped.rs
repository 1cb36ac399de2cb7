//! What stands in for a stage that was switched off, so that the ones behind it find what they need.

use super::{Layers, Scratch, Stage};
use crate::document::{DocLang, Document, OrigSpan, Passage, Zone, ZoneKind};
use crate::lang::Lang;

/// Instead of `zone`: everything is body, and the page's facts are those its container gave.
pub struct NoZones;

impl Stage for NoZones {
    fn name(&self) -> &'static str {
        "zone"
    }
    fn needs(&self) -> Layers {
        Layers::NONE
    }
    fn makes(&self) -> Layers {
        Layers::ZONES
    }
    fn run(&self, doc: &mut Document, _scratch: &mut Scratch) {
        doc.facts = doc.origin.given.clone();
        if !doc.text.is_empty() {
            let orig = OrigSpan::new(0, doc.text.len() as u32);
            doc.zones.push(Zone { orig, kind: ZoneKind::Body, rule: "zones-off" });
        }
    }
}

/// Instead of `detect`: the language that the user named.
pub struct FixedLang(pub Lang);

impl Stage for FixedLang {
    fn name(&self) -> &'static str {
        "detect"
    }
    fn needs(&self) -> Layers {
        Layers::ATOMS
    }
    fn makes(&self) -> Layers {
        Layers::PASSAGES
    }
    fn run(&self, doc: &mut Document, _scratch: &mut Scratch) {
        doc.lang = DocLang { lang: self.0, confidence: 1.0, mixed: false, share: vec![(self.0, 1.0)] };
        let orig = OrigSpan::new(0, doc.text.len() as u32);
        doc.passages.push(Passage { orig, lang: self.0, confidence: 1.0 });
    }
}

/// Instead of `label`: every sentence and token is in that language.
pub struct FixedLabel(pub Lang);

impl Stage for FixedLabel {
    fn name(&self) -> &'static str {
        "label"
    }
    fn needs(&self) -> Layers {
        Layers::PASSAGES.and(Layers::TOKENS)
    }
    fn makes(&self) -> Layers {
        Layers::SENTENCE_LANGS
    }
    fn run(&self, doc: &mut Document, _scratch: &mut Scratch) {
        for sentence in &mut doc.sentences {
            sentence.lang = self.0;
            sentence.confidence = 1.0;
        }
        for token in &mut doc.tokens {
            token.lang = self.0;
        }
    }
}
