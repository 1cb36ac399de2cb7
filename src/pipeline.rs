//! The stages in order, over one document. No threads, no files.

use std::sync::Arc;

use crate::document::Document;
use crate::lang::kk::stem::KkStemmer;
use crate::lexicon::Lexicon;
use crate::stage::{Scan, Scratch, Stage, detect, normalize, segment, stem, tag, zone};

/// The ordered stages. Cheap to share between threads.
pub struct Pipeline {
    stages: Vec<Box<dyn Stage>>,
}

impl Pipeline {
    /// The pipeline with the built-in data.
    pub fn new() -> Pipeline {
        let kk = Arc::new(KkStemmer::new());
        let lexicon = Arc::new(Lexicon::default());
        Pipeline {
            stages: vec![
                // Lines first: they say what of the page is text at all.
                Box::new(zone::Zone),
                // Atoms of the original: what detection scores.
                Box::new(Scan),
                // Before repair, because repair depends on the language: a Latin i inside a Kazakh word is і.
                Box::new(detect::Detect),
                Box::new(normalize::Normalize),
                Box::new(segment::Segment::new()),
                // Sentences may differ from the passages they lie in.
                Box::new(detect::Label),
                Box::new(stem::Stem::new(kk)),
                Box::new(tag::Tag::new(lexicon)),
            ],
        }
    }

    /// Runs every stage over `doc`.
    pub fn process(&self, doc: &mut Document, scratch: &mut Scratch) {
        doc.clear_layers();
        for stage in &self.stages {
            stage.run(doc, scratch);
        }
    }
}

impl Default for Pipeline {
    fn default() -> Self {
        Pipeline::new()
    }
}
