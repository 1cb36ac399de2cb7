//! Finds the language of passages, documents and sentences (placeholder: by Kazakh letters).

use super::{Layers, Scratch, Stage};
use crate::document::{DocLang, Document, OrigSpan, Passage};
use crate::lang::Lang;
use crate::words::Shape;

/// The stage `detect`: passages and the document's language.
pub struct Detect;

impl Stage for Detect {
    fn name(&self) -> &'static str {
        "detect"
    }
    fn needs(&self) -> Layers {
        Layers::ATOMS
    }
    fn makes(&self) -> Layers {
        Layers::PASSAGES
    }
    fn run(&self, doc: &mut Document, scratch: &mut Scratch) {
        let kazakh = doc.atoms.iter().any(|a| {
            a.word != crate::words::WordId::NONE && scratch.words.shape(a.word).has(Shape::KAZAKH_LETTER)
        });
        let lang = if kazakh { Lang::Kk } else { Lang::Ru };
        doc.lang = DocLang { lang, confidence: 0.5, mixed: false, share: vec![(lang, 1.0)] };
        doc.passages.push(Passage { orig: OrigSpan::new(0, doc.text.len() as u32), lang, confidence: 0.5 });
    }
}

/// The stage `label`: each sentence's and token's language.
pub struct Label;

impl Stage for Label {
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
        for i in 0..doc.sentences.len() {
            let lang = doc.lang_at(doc.sentences[i].orig.start);
            doc.sentences[i].lang = lang;
            doc.sentences[i].confidence = doc.lang.confidence;
            for t in doc.sentences[i].tokens.clone() {
                doc.tokens[t as usize].lang = lang;
            }
        }
    }
}
