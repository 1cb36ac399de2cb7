//! Cuts the normalised text into sentences and tokens (placeholder: atoms, one sentence a line).

use super::{Atom, AtomClass, Gap, Layers, Scratch, Stage};
use crate::document::{Document, NormSpan, OrigSpan, Sentence, Token, TokenKind, ZoneKind};
use crate::lang::Lang;

/// What the stage reuses.
#[derive(Default)]
pub(crate) struct Buffers {
    atoms: Vec<Atom>,
}

/// The stage `segment`.
pub struct Segment;

impl Stage for Segment {
    fn name(&self) -> &'static str {
        "segment"
    }
    fn needs(&self) -> Layers {
        Layers::ATOMS.and(Layers::NORM)
    }
    fn makes(&self) -> Layers {
        Layers::TOKENS
    }
    fn run(&self, doc: &mut Document, scratch: &mut Scratch) {
        let mut atoms = std::mem::take(&mut scratch.segment.atoms);
        if doc.norm.edits().is_empty() {
            atoms.clone_from(&doc.atoms);
        } else {
            super::scan::scan(doc.normalized(), &mut scratch.words, &mut atoms);
        }
        for (i, atom) in atoms.iter().enumerate() {
            let norm = NormSpan::new(atom.start, atom.end);
            let orig = doc.norm.to_orig(norm);
            let word = match atom.class {
                AtomClass::Word => atom.word,
                _ => scratch.words.intern(&doc.normalized()[norm.range()]),
            };
            let kind = match atom.class {
                AtomClass::Word => TokenKind::Word,
                AtomClass::Number => TokenKind::Number,
                AtomClass::Punct => TokenKind::Punct,
                AtomClass::Emoji => TokenKind::Emoji,
                AtomClass::Other => TokenKind::Other,
            };
            if atom.gap >= Gap::Line {
                doc.sentences.push(Sentence {
                    orig,
                    norm,
                    tokens: i as u32..i as u32,
                    zone: ZoneKind::Body,
                    lang: Lang::Und,
                    confidence: 0.0,
                });
            }
            if let Some(s) = doc.sentences.last_mut() {
                s.orig = OrigSpan::new(s.orig.start, orig.end);
                s.norm = NormSpan::new(s.norm.start, norm.end);
                s.tokens.end = i as u32 + 1;
            }
            doc.tokens.push(Token { orig, norm, kind, lang: Lang::Und, word });
        }
        scratch.segment.atoms = atoms;
    }
}
