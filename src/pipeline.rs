//! The stages in order, over one document or some at a time. No files, no threads.

use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::document::{Document, Entity, Sentence, Token};
use crate::error::{Error, Result};
use crate::io::encode::EntityView;
use crate::lang::Lang;
use crate::lang::kk::stem::KkStemmer;
use crate::lang::model::LangModel;
use crate::lexicon::Lexicon;
use crate::stage::normalize::NormalizeOptions;
use crate::stage::{Layers, Scan, Scratch, Stage, detect, normalize, segment, skipped, stem, tag, zone};
use crate::words::WordTable;

/// The ordered stages. Immutable and cheap to share between threads.
pub struct Pipeline {
    stages: Vec<Box<dyn Stage>>,
    lexicon: Arc<Lexicon>,
}

/// Stages that can be switched off.
pub const SWITCHABLE: [&str; 4] = ["zone", "normalize", "stem", "tag"];

/// Makes a [`Pipeline`].
#[derive(Default)]
pub struct Builder {
    lang: Option<Lang>,
    skip: Vec<String>,
    lexicons: Vec<(String, String)>,
    normalize: NormalizeOptions,
    rules_only: bool,
    suffixes: bool,
}

impl Builder {
    /// Skips detection: everything is in this language.
    pub fn lang(mut self, lang: Lang) -> Builder {
        self.lang = Some(lang);
        self
    }

    /// Switches a stage off: `zone`, `normalize`, `stem` or `tag`.
    pub fn skip(mut self, stage: impl Into<String>) -> Builder {
        self.skip.push(stage.into());
        self
    }

    /// The choices of normalisation: quotation marks, dashes, ellipses, Kazakh in Latin letters.
    pub fn normalize(mut self, options: NormalizeOptions) -> Builder {
        self.normalize = options;
        self
    }

    /// Switches the entity models off: names are found by the lexicons and by rules alone, fewer of them, each with a
    /// rule that can be read.
    pub fn rules_only(mut self, on: bool) -> Builder {
        self.rules_only = on;
        self
    }

    /// Keeps what each stem lost, for [`WordTable::suffixes`](crate::words::WordTable::suffixes). Costs a second reading of
    /// each distinct Kazakh word.
    pub fn suffixes(mut self, keep: bool) -> Builder {
        self.suffixes = keep;
        self
    }

    /// Adds a lexicon of the user's own, in the format of `lexicons/README.md`; `name` stands in messages.
    pub fn lexicon(mut self, name: impl Into<String>, tsv: impl Into<String>) -> Builder {
        self.lexicons.push((name.into(), tsv.into()));
        self
    }

    /// Makes the pipeline.
    ///
    /// # Errors
    /// A stage that is none, a lexicon that does not parse, a stage without what it needs.
    pub fn build(self) -> Result<Pipeline> {
        if let Some(unknown) = self.skip.iter().find(|s| !SWITCHABLE.contains(&s.as_str())) {
            return Err(Error::usage(format!(
                "{unknown}: no stage that can be skipped; these can: {}",
                SWITCHABLE.join(", ")
            )));
        }
        let on = |stage: &str| !self.skip.iter().any(|s| s == stage);
        let mut lexicon = Lexicon::builder().with_builtin();
        for (name, text) in &self.lexicons {
            lexicon = lexicon.add_file(name, text)?;
        }
        let lexicon = Arc::new(lexicon.build());
        let kk = Arc::new(KkStemmer::new());
        // Lines first: they say what of the page is text at all.
        let mut stages: Vec<Box<dyn Stage>> = Vec::new();
        stages.push(if on("zone") { Box::new(zone::Zone::new()) } else { Box::new(skipped::NoZones) });
        // Atoms of the original: what detection scores.
        stages.push(Box::new(Scan));
        // Before repair, because repair depends on the language: a Latin i inside a Kazakh word is і.
        stages.push(match self.lang {
            Some(lang) => Box::new(skipped::FixedLang(lang)),
            None => Box::new(detect::Detect::new(LangModel::new())),
        });
        if on("normalize") {
            stages.push(Box::new(normalize::Normalize::new(self.normalize)));
        }
        stages.push(Box::new(segment::Segment::new()));
        // Sentences may differ from the passages they lie in.
        stages.push(match self.lang {
            Some(lang) => Box::new(skipped::FixedLabel(lang)),
            None => Box::new(detect::Label),
        });
        if on("stem") {
            stages.push(Box::new(stem::Stem::new(kk.clone(), self.suffixes)));
        }
        if on("tag") {
            let tag = if self.rules_only {
                tag::Tag::with_models(lexicon.clone(), kk.clone(), Arc::new(tag::model::Models::none()))
            } else {
                tag::Tag::new(lexicon.clone(), kk.clone())
            };
            stages.push(Box::new(tag));
        }
        let mut made = Layers::NORM;
        for stage in &stages {
            let missing = stage.needs().without(made);
            if !missing.is_empty() {
                return Err(Error::usage(format!(
                    "stage {} needs {}, which no stage before it makes",
                    stage.name(),
                    missing.names().join(", ")
                )));
            }
            made = made.and(stage.makes());
        }
        Ok(Pipeline { stages, lexicon })
    }
}

impl Pipeline {
    /// A pipeline to be configured.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The pipeline of these stages.
    #[cfg(test)]
    pub(crate) fn of(stages: Vec<Box<dyn Stage>>) -> Pipeline {
        Pipeline { stages, lexicon: Arc::new(Lexicon::builder().build()) }
    }

    /// The lexicon in use.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The names of the stages in order.
    pub fn stages(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.stages.iter().map(|s| s.name())
    }

    /// Runs every stage over `doc`. Linear in the text. The scratch's word table is emptied first where it has outgrown its
    /// bound: what was made of earlier documents is to be read before.
    ///
    /// # Panics
    /// Where the text is longer than [`Document::MAX_TEXT`].
    pub fn process(&self, doc: &mut Document, scratch: &mut Scratch) {
        self.process_all(&mut [doc], scratch);
    }

    /// Runs every stage over all of the documents before the next one: for some hundred kilobytes of short documents a
    /// fifth fewer cache misses and wrong guesses of branches than one document at a time. The word table as in
    /// [`Pipeline::process`].
    ///
    /// # Panics
    /// Where a text is longer than [`Document::MAX_TEXT`].
    pub fn process_all(&self, docs: &mut [&mut Document], scratch: &mut Scratch) {
        start(docs, scratch);
        for stage in &self.stages {
            stage.run_all(docs, scratch);
        }
    }

    /// As [`Pipeline::process_all`], adding the time of each stage to `spent`, in the order of [`Pipeline::stages`].
    ///
    /// # Panics
    /// As there, and where `spent` has another length than the stages.
    pub fn process_timed(&self, docs: &mut [&mut Document], scratch: &mut Scratch, spent: &mut [Duration]) {
        assert_eq!(spent.len(), self.stages.len(), "times of stages");
        start(docs, scratch);
        for (stage, spent) in self.stages.iter().zip(spent) {
            let started = Instant::now();
            stage.run_all(docs, scratch);
            *spent += started.elapsed();
        }
    }

    /// Annotates one text. For many texts keep a [`Scratch`] and call [`Pipeline::process`]: its word table
    /// then knows the words already.
    ///
    /// # Panics
    /// Where the text is longer than [`Document::MAX_TEXT`], a gigabyte.
    pub fn annotate(&self, text: impl Into<String>) -> Annotated<'_> {
        let mut doc = Document::new("text", text);
        let mut scratch = Scratch::default();
        self.process(&mut doc, &mut scratch);
        Annotated { doc, words: scratch.words, lexicon: &self.lexicon }
    }
}

/// Makes documents ready for the stages, whose spans would not hold for a longer text.
fn start(docs: &mut [&mut Document], scratch: &mut Scratch) {
    for doc in docs {
        let length = doc.text.len();
        assert!(length <= Document::MAX_TEXT, "a text of {length} bytes; the most is {}", Document::MAX_TEXT);
        doc.clear_layers();
    }
    scratch.words.trim();
}

/// A document with the word table that its tokens point into.
pub struct Annotated<'p> {
    doc: Document,
    words: WordTable,
    lexicon: &'p Lexicon,
}

/// A token with what the columns of `tokens` say of it.
#[derive(Clone, Copy, Debug)]
pub struct AnnotatedToken<'a> {
    /// Spans, kind and language.
    pub token: &'a Token,
    /// As printed.
    pub text: &'a str,
    /// The match key: normalised, in lower case, `ё` as `е`.
    pub norm: &'a str,
    /// The stem; empty where the token has none or the stage `stem` was skipped.
    pub stem: &'a str,
}

/// An entity with what the columns of `entities` say of it.
#[derive(Clone, Copy, Debug)]
pub struct AnnotatedEntity<'a> {
    /// Spans, type, value, rule and score.
    pub entity: &'a Entity,
    /// As printed.
    pub text: &'a str,
    /// The canonical id, the same in both languages; `None` for dates, sums and percentages.
    pub id: Option<&'a str>,
    /// Country, city, government …
    pub subtype: Option<&'a str>,
    /// Canonical names in Russian, Kazakh and English, where they are known.
    pub names: [Option<&'a str>; 3],
    /// Of a role: the id of who held the office on the page's date.
    pub holder: Option<&'a str>,
}

impl Annotated<'_> {
    /// The document with its layers.
    pub fn document(&self) -> &Document {
        &self.doc
    }

    /// The language of the whole.
    pub fn lang(&self) -> Lang {
        self.doc.lang.lang
    }

    /// The sentences, each with its text as printed.
    pub fn sentences(&self) -> impl Iterator<Item = (&Sentence, &str)> {
        self.doc.sentences.iter().map(|s| (s, &self.doc.text[s.orig.range()]))
    }

    /// The tokens of the document.
    pub fn tokens(&self) -> impl Iterator<Item = AnnotatedToken<'_>> {
        self.described(0..self.doc.tokens.len() as u32)
    }

    /// The tokens of a sentence of this document.
    pub fn tokens_of(&self, sentence: &Sentence) -> impl Iterator<Item = AnnotatedToken<'_>> {
        self.described(sentence.tokens.clone())
    }

    fn described(&self, range: Range<u32>) -> impl Iterator<Item = AnnotatedToken<'_>> {
        self.doc.tokens[range.start as usize..range.end as usize].iter().map(|token| AnnotatedToken {
            token,
            text: &self.doc.text[token.orig.range()],
            norm: self.words.key(token.word),
            stem: self.words.stem(token.word, token.lang).unwrap_or(""),
        })
    }

    /// The entities, sorted by their start; those inside others, too ([`Entity::nested`]).
    pub fn entities(&self) -> impl Iterator<Item = AnnotatedEntity<'_>> {
        self.doc.entities.iter().map(|entity| {
            let EntityView { id, subtype, names } = EntityView::of(entity, self.lexicon);
            let text = &self.doc.text[entity.orig.range()];
            let holder = entity.holder.and_then(|entry| self.lexicon.view(entry).id);
            AnnotatedEntity { entity, text, id, subtype, names, holder }
        })
    }
}
