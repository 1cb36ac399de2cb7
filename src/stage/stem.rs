//! Gives every word its stem.
//!
//! Reads: tokens with their languages. Makes: stems in the worker's word table, one for each language a word was
//! seen in; on request, what the stems lost. Cost: a look-up for words already seen.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Layers, Scratch, Stage};
use crate::document::{Document, TokenKind};
use crate::lang::Lang;
use crate::lang::kk::stem::KkStemmer;
use crate::lang::ru::stem::RuStemmer;

/// The stage `stem`.
pub struct Stem {
    ru: RuStemmer,
    kk: Arc<KkStemmer>,
    suffixes: bool,
}

impl Stem {
    /// The stage, sharing the Kazakh tables; `suffixes`: also keep what the stems lost.
    pub fn new(kk: Arc<KkStemmer>, suffixes: bool) -> Stem {
        Stem { ru: RuStemmer::new(), kk, suffixes }
    }
}

impl Stage for Stem {
    fn name(&self) -> &'static str {
        "stem"
    }
    fn needs(&self) -> Layers {
        Layers::TOKENS.and(Layers::SENTENCE_LANGS)
    }
    fn makes(&self) -> Layers {
        Layers::STEMS
    }
    fn run(&self, doc: &mut Document, scratch: &mut Scratch) {
        for token in &doc.tokens {
            let word = matches!(token.kind, TokenKind::Word | TokenKind::Abbr);
            match token.lang {
                Lang::Ru if word => scratch.words.ensure_stem(token.word, Lang::Ru, |k| self.ru.stem(k)),
                Lang::Kk if word => scratch.words.ensure_stem(token.word, Lang::Kk, |k| self.kk.stem(k)),
                lang => scratch.words.ensure_stem(token.word, lang, |k| Cow::Borrowed(k)),
            }
            if self.suffixes && word {
                scratch.words.ensure_suffixes(token.word, token.lang, |key, stem| match token.lang {
                    Lang::Kk => self.kk.suffixes(key).replace(" + ", "+"),
                    _ => key.strip_prefix(stem).unwrap_or_default().to_owned(),
                });
            }
            if scratch.trace.is_some() && word && token.lang == Lang::Kk {
                let told = self.kk.explain(scratch.words.key(token.word));
                scratch.note(self.name(), "kk:suffixes", token.orig, || told);
            }
        }
    }
}
