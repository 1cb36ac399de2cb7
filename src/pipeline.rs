//! The stages in order, over one document or some at a time. No files, no threads.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::document::{Document, Token};
use crate::error::{Error, Result};
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

impl Annotated<'_> {
    /// The document with its layers.
    pub fn document(&self) -> &Document {
        &self.doc
    }

    /// The language of the whole.
    pub fn lang(&self) -> Lang {
        self.doc.lang.lang
    }

    /// Tokens with text, match key and stem.
    pub fn tokens(&self) -> impl Iterator<Item = (&Token, &str, &str, &str)> {
        self.doc.tokens.iter().map(|t| {
            let stem = self.words.stem(t.word, t.lang).unwrap_or("");
            (t, &self.doc.text[t.orig.range()], self.words.key(t.word), stem)
        })
    }

    /// Entities with text and canonical id.
    pub fn entities(&self) -> impl Iterator<Item = (&crate::document::Entity, &str, Option<&str>)> {
        self.doc.entities.iter().map(|e| {
            let view = crate::io::encode::EntityView::of(e, self.lexicon);
            (e, &self.doc.text[e.orig.range()], view.id)
        })
    }
}
