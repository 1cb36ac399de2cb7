//! The stages, one file each, and what they declare of themselves.

pub mod detect;
pub mod normalize;
pub mod scan;
pub mod segment;
pub mod skipped;
pub mod stem;
pub mod tag;
pub mod zone;

pub use scan::{Atom, AtomClass, Gap};

use crate::document::{Document, OrigSpan};
use crate::words::WordTable;

/// Sets of layers, as bits: what a stage needs and makes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layers(u16);

impl Layers {
    /// No layer.
    pub const NONE: Layers = Layers(0);
    /// Zones and page facts.
    pub const ZONES: Layers = Layers(1);
    /// Atoms of the original.
    pub const ATOMS: Layers = Layers(2);
    /// Passages and the document's language.
    pub const PASSAGES: Layers = Layers(4);
    /// The normalised text.
    pub const NORM: Layers = Layers(8);
    /// Sentences and tokens.
    pub const TOKENS: Layers = Layers(16);
    /// The sentences' languages.
    pub const SENTENCE_LANGS: Layers = Layers(32);
    /// Stems.
    pub const STEMS: Layers = Layers(64);
    /// Entities.
    pub const ENTITIES: Layers = Layers(128);

    /// Both sets together.
    pub const fn and(self, other: Layers) -> Layers {
        Layers(self.0 | other.0)
    }

    /// What of this set `other` lacks.
    pub const fn without(self, other: Layers) -> Layers {
        Layers(self.0 & !other.0)
    }

    /// True where no layer is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The names of the layers in the set.
    pub fn names(self) -> Vec<&'static str> {
        const NAMES: [&str; 8] =
            ["zones", "atoms", "passages", "norm", "tokens", "sentence languages", "stems", "entities"];
        (0..8).filter(|bit| self.0 & (1 << bit) != 0).map(|bit| NAMES[bit]).collect()
    }
}

/// One step of the pipeline: it reads layers of a document and adds others. Immutable and shared between
/// workers; whatever it reuses lives in [`Scratch`].
pub trait Stage: Send + Sync {
    /// Its name in messages, `explain` and the manifest.
    fn name(&self) -> &'static str;
    /// The layers that must be there.
    fn needs(&self) -> Layers;
    /// The layers it adds.
    fn makes(&self) -> Layers;
    /// Does it. Stages cannot fail: whatever the text holds, they label what they can.
    fn run(&self, doc: &mut Document, scratch: &mut Scratch);
    /// Does it for each of some documents; a stage of many steps takes all of them through a step before the next one.
    fn run_all(&self, docs: &mut [&mut Document], scratch: &mut Scratch) {
        docs.iter_mut().for_each(|doc| self.run(doc, scratch));
    }
}

/// What one worker reuses from document to document.
#[derive(Default)]
pub struct Scratch {
    /// The worker's word table.
    pub words: WordTable,
    /// Where stages write which rule did what, for `explain`; `None` in a run.
    pub trace: Option<Vec<Trace>>,
    /// Buffers of single stages.
    pub(crate) zone: zone::Buffers,
    pub(crate) detect: detect::Buffers,
    pub(crate) normalize: normalize::Buffers,
    pub(crate) segment: segment::Buffers,
    pub(crate) tag: tag::Buffers,
}

impl Scratch {
    /// A scratch whose word table is emptied, when a pipeline begins with other documents, once it holds more than about
    /// `bytes`.
    pub fn new(bytes: usize) -> Scratch {
        Scratch { words: WordTable::new(bytes), ..Scratch::default() }
    }

    /// Notes that a rule did something, where somebody asked for it.
    pub fn note(
        &mut self,
        stage: &'static str,
        rule: &'static str,
        at: OrigSpan,
        detail: impl FnOnce() -> String,
    ) {
        if let Some(trace) = &mut self.trace {
            trace.push(Trace { stage, rule, at, detail: detail() });
        }
    }
}

/// One line of an explanation.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The stage.
    pub stage: &'static str,
    /// The rule that did it.
    pub rule: &'static str,
    /// Where, in the original.
    pub at: OrigSpan,
    /// What it did, for a reader.
    pub detail: String,
}

/// The stage `scan`: atoms of the original text.
pub struct Scan;

impl Stage for Scan {
    fn name(&self) -> &'static str {
        "scan"
    }
    fn needs(&self) -> Layers {
        Layers::NONE
    }
    fn makes(&self) -> Layers {
        Layers::ATOMS
    }
    fn run(&self, doc: &mut Document, scratch: &mut Scratch) {
        scan::scan(&doc.text, &mut scratch.words, &mut doc.atoms);
    }
}
