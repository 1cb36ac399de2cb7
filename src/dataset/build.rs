//! The making of a training set: everything between annotated documents and the writers of formats.
//!
//! ```text
//! documents ► draft ► signals ► rules ► sketch ► disk        in the workers, in one pass
//!                                          └► clusters       over all of them
//!   (with boilerplate lines: disk ► lines ► counted; disk ► stripped ► signals ► rules ► disk)
//! disk ► kept? ► split ► mask ► writer                       in the order of the input
//! ```
//!
//! Reads documents through [`SetBuilder::worker`] (or lines of a finished run, [`SetBuilder::reread`]). Guarantees: the
//! same bytes for any number of threads. Memory: per document [`SetBuilder::bytes_a_document`], however long the texts are;
//! drafts lie in a temporary file in the folder that is written, about four times the text, and as much again while boilerplate
//! lines are taken out; rows of rejects go to the writer as they come. Cost: one pass of annotation and
//! one or three of reading back ([`passes`]), between which all is decided ([`decide`]).

mod decide;
mod passes;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::json;

use super::boilerplate::BoilerplateOptions;
use super::draft::{Draft, TextView};
use super::example::{Example, Split};
use super::mask::Masked;
use super::near::{Clusters, NearOptions, Plan, ShingleStore, Sketches, clusters, exact};
use super::rules::Rules;
use super::signals::{Meter, SIGNALS, StopWords};
use super::spill::{Spill, pack};
use super::split::{SplitBy, SplitOptions, place};
use crate::document::Document;
use crate::error::{Error, ErrorKind, Reject, Result};
use crate::io::encode::{Counts, Encoded, Encoder, Output};
use crate::io::read::Record;
use crate::lexicon::Lexicon;
use crate::parallel::{Batch, Batches, Worker, ordered, workers};
use crate::words::WordTable;
use decide::{choose, list_clusters, percentiles, splits};
use passes::{Decided, repeated_lines, strip, write_out};

/// Which member of a cluster of duplicates is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Keep {
    /// The longest text.
    #[default]
    Longest,
    /// The one published first; those without a date come last.
    Earliest,
    /// The first of the input.
    First,
    /// The one with most visible characters of content.
    MostBody,
}

/// How a training set is made.
#[derive(Clone, Debug, Default)]
pub struct BuildOptions {
    /// The text of the examples.
    pub view: TextView,
    /// Which documents are kept.
    pub rules: Rules,
    /// Whether texts of the same words are duplicates.
    pub exact: bool,
    /// How near duplicates are found; `None` does not look for them.
    pub near: Option<NearOptions>,
    /// Duplicates are listed and share a split, but all stay.
    pub keep_duplicates: bool,
    /// Which duplicate stays.
    pub keep: Keep,
    /// Lines that the corpus repeats; `None` does not look for them.
    pub boilerplate: Option<BoilerplateOptions>,
    /// The splits.
    pub split: SplitOptions,
    /// What is masked.
    pub mask: Vec<Masked>,
    /// Worker threads, at least one.
    pub threads: usize,
}

/// Makes sets as its options say; the workers share it.
pub struct SetBuilder {
    options: BuildOptions,
    plan: Option<Plan>,
    stop: StopWords,
}

/// What becomes of a document before duplicates are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Stays,
    /// It has no token.
    Empty,
    /// A rule took it.
    Rule(u16),
}

/// What is kept in memory of every document.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// See [`place`].
    place: u64,
    /// `20240110`; 0 where unknown.
    published: u32,
    /// Visible characters of the page and of its content.
    chars: u32,
    content: u32,
    verdict: Verdict,
    /// Where its language stands in the list of those seen.
    lang: u8,
}

/// A document on its way from a worker to the writer.
struct Item {
    packed: Vec<u8>,
    id: String,
    lang: String,
    known: Known,
    signals: Vec<f32>,
    exact: u64,
    bands: Vec<u32>,
    shingles: Vec<u32>,
}

/// The drafts that a worker made of some documents, and what it could not read.
#[derive(Default)]
pub struct Drafts {
    items: Vec<Item>,
    rejects: Encoded,
    counts: Counts,
}

impl Batch for Drafts {
    fn done(&self) -> (u64, u64) {
        (self.counts.documents, self.counts.bytes)
    }
    fn clear(&mut self) {
        *self = Drafts::default();
    }
}

/// Buffers of one worker.
#[derive(Default)]
struct Buffers {
    meter: Meter,
    words: Vec<u64>,
    minima: Vec<u32>,
}

/// Makes drafts of documents; one a worker and batch.
pub struct DraftWorker<'a> {
    builder: &'a SetBuilder,
    lexicon: &'a Lexicon,
    buffers: Buffers,
}

impl Worker for DraftWorker<'_> {
    type Out = Drafts;
    fn document(&mut self, doc: &Document, words: &WordTable, out: &mut Drafts) {
        let draft = Draft::new(doc, words, self.lexicon, self.builder.options.view);
        self.builder.add(draft, &mut self.buffers, out);
        out.counts.add_origin(doc.origin.encoding.0, doc.norm.edits().iter().map(|e| e.rule));
        out.counts.renamed_ids += u64::from(doc.origin.renamed);
    }
    fn reject(&mut self, reject: &Reject, out: &mut Drafts) {
        Encoder::reject(reject, &mut out.rejects);
    }
}

impl SetBuilder {
    /// Gets ready.
    pub fn new(options: BuildOptions) -> SetBuilder {
        let plan = options.near.as_ref().map(Plan::choose);
        SetBuilder { options, plan, stop: StopWords::default() }
    }

    /// A worker; `lexicon` is that of the pipeline.
    pub fn worker<'a>(&'a self, lexicon: &'a Lexicon) -> DraftWorker<'a> {
        DraftWorker { builder: self, lexicon, buffers: Buffers::default() }
    }

    /// Bands and rows by which near duplicates are looked for.
    pub fn bands(&self) -> Option<(usize, usize)> {
        self.plan.as_ref().map(|p| (p.bands, p.rows))
    }

    /// Bytes of memory that a document takes until the set is written, its id not counted.
    pub fn bytes_a_document(&self) -> usize {
        let bands = self.plan.as_ref().map_or(0, |p| 4 * p.bands + 8);
        // Exact hash, what is known, signals, end of the id, length on disk, cluster, likeness.
        8 + size_of::<Known>() + 4 * SIGNALS.len() + 4 + 4 + 8 + 4 + bands
    }

    /// Makes drafts of the records of a finished run and gives them to `write`, as [`crate::parallel::drive`] does with
    /// documents; a panic at a damaged line costs that line, or all where `strict` is set.
    ///
    /// # Errors
    /// What `write` says, a reject where `strict` is set.
    pub fn reread(
        &self,
        records: impl Iterator<Item = Record> + Send,
        strict: bool,
        mut write: impl FnMut(&mut Drafts) -> Result<()> + Send,
    ) -> Result<()> {
        let make = |records: Vec<Record>| {
            let (mut drafts, mut buffers) = (Drafts::default(), Buffers::default());
            for record in records {
                let place = record.place();
                let counts = &mut drafts.counts;
                let made =
                    catch_unwind(AssertUnwindSafe(|| Draft::reread(record, self.options.view, counts)));
                match made.unwrap_or_else(|panic| Err(place.panicked(&*panic))) {
                    Ok(draft) => self.add(draft, &mut buffers, &mut drafts),
                    Err(reject) if strict => return Err(ErrorKind::Strict(reject).into()),
                    Err(reject) => Encoder::reject(&reject, &mut drafts.rejects),
                }
            }
            Ok(drafts)
        };
        let make = &make;
        ordered(
            Batches { records, bytes: REREAD_BYTES },
            self.options.threads,
            |batch, _| batch,
            |batch, jobs| {
                self.parts(batch).into_iter().for_each(|records| jobs.give(move || make(records)));
                Ok(())
            },
            |mut drafts| write(&mut drafts),
        )
    }

    /// Neighbours for jobs, four a thread.
    fn parts<T>(&self, items: Vec<T>) -> Vec<Vec<T>> {
        let size = items.len().div_ceil(4 * self.options.threads.max(1)).max(1);
        let mut items = items.into_iter();
        let parts = std::iter::from_fn(|| Some(items.by_ref().take(size).collect()));
        parts.take_while(|part: &Vec<T>| !part.is_empty()).collect()
    }

    fn add(&self, mut draft: Draft, buffers: &mut Buffers, out: &mut Drafts) {
        let e = &draft.example;
        out.counts.documents += 1;
        out.counts.sentences += e.sentences.len() as u64;
        out.counts.tokens += e.tokens.len() as u64;
        out.counts.entities += e.entities.len() as u64;
        out.counts.chars += e.text.chars().count() as u64;
        out.counts.bytes += e.text.len() as u64;
        out.counts.mixed += u64::from(draft.page.mixed);
        *out.counts.documents_by_lang.entry(e.lang.clone()).or_default() += 1;
        for entity in &e.entities {
            match out.counts.entities_by_type.get_mut(&entity.label) {
                Some(n) => *n += 1,
                None => drop(out.counts.entities_by_type.insert(entity.label.clone(), 1)),
            }
        }
        let (mut bands, mut shingles) = (Vec::new(), Vec::new());
        if let Some(plan) = &self.plan {
            plan.shingles(&draft, &mut buffers.words, &mut shingles);
            plan.sketch(&shingles, &mut buffers.minima, &mut bands);
        }
        let key = match self.options.split.by {
            SplitBy::Source => source(e),
            SplitBy::Id | SplitBy::Published => &e.id,
        };
        let known = Known {
            place: place(self.options.split.seed, key),
            published: e.published.as_deref().map_or(0, day),
            chars: draft.page.chars,
            content: draft.page.content,
            verdict: Verdict::Stays,
            lang: 0,
        };
        let exact = exact(&draft);
        let (id, lang) = (e.id.clone(), e.lang.clone());
        let mut item =
            Item { packed: Vec::new(), id, lang, known, signals: Vec::new(), exact, bands, shingles };
        if self.options.boilerplate.is_none() {
            (item.known.verdict, item.signals) = self.judge(&mut draft, &mut buffers.meter);
        }
        item.packed = pack(&draft);
        out.items.push(item);
    }

    /// Measures a draft and asks the rules.
    fn judge(&self, draft: &mut Draft, meter: &mut Meter) -> (Verdict, Vec<f32>) {
        meter.measure(draft, &self.stop);
        let verdict = match self.options.rules.takes(draft) {
            _ if draft.example.tokens.is_empty() => Verdict::Empty,
            Some(n) => Verdict::Rule(n as u16),
            None => Verdict::Stays,
        };
        (verdict, draft.example.signals.iter().map(|(_, x)| *x as f32).collect())
    }
}

/// Bytes of `documents.jsonl` in a batch.
const REREAD_BYTES: usize = 16 << 20;

/// Who published it, as far as the example tells.
fn source(e: &Example) -> &str {
    match (&e.publisher, &e.url) {
        (Some(publisher), _) => publisher,
        (None, Some(url)) => {
            let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
            let host = rest.split('/').next().unwrap_or(rest);
            host.strip_prefix("www.").unwrap_or(host)
        }
        (None, None) => &e.source,
    }
}

/// `2024-01-10` as 20240110.
fn day(date: &str) -> u32 {
    let digits: String = date.chars().filter(char::is_ascii_digit).take(8).collect();
    format!("{digits:0<8}").parse().unwrap_or(0)
}

/// What was counted while a set was made.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// What was read.
    pub read: Counts,
    /// Documents taken, by rule; `empty`, `exact-duplicate` and `near-duplicate` are rules of their own.
    pub removed: BTreeMap<String, u64>,
    /// Clusters of duplicates with more than one member.
    pub clusters: u64,
    /// Lines that the corpus repeats.
    pub boilerplate_lines: u64,
    /// Examples written, by split.
    pub written: BTreeMap<&'static str, u64>,
    /// Examples written, by language.
    pub written_by_lang: BTreeMap<String, u64>,
    /// Where the split asks for dates: examples in train because they have none.
    pub undated: u64,
    /// Placeholders written, by label.
    pub masked: BTreeMap<&'static str, u64>,
    /// For each language and signal the 1st, 5th, 50th, 95th and 99th percentile over what was read.
    pub percentiles: BTreeMap<String, BTreeMap<&'static str, [f64; 5]>>,
}

/// Documents gathered for a set.
pub struct Gathered {
    dir: PathBuf,
    spill: Spill,
    sets: Option<ShingleStore>,
    sketches: Sketches,
    known: Vec<Known>,
    signals: Vec<f32>,
    ids: Ids,
    langs: Vec<String>,
    counts: Counts,
}

/// The ids of all documents, one behind the other.
#[derive(Default)]
struct Ids {
    text: String,
    ends: Vec<u32>,
}

impl Ids {
    fn get(&self, n: u32) -> &str {
        let start = (n as usize).checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[n as usize] as usize]
    }
}

/// What the set consists of besides the examples, for the caller to write.
pub trait Sink: Send {
    /// An example that is kept.
    ///
    /// # Errors
    /// What the system says.
    fn example(&mut self, split: Split, example: &Example) -> Result<()>;
    /// A line of JSON for one of the [`Side`] files.
    ///
    /// # Errors
    /// What the system says.
    fn side(&mut self, file: Side, line: &[u8]) -> Result<()>;
}

/// Files beside the examples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Side {
    /// `rejects.jsonl`: what could not be read.
    Rejects,
    /// `removed.jsonl`: what was taken out, by which rule, with signals and text.
    Removed,
    /// `duplicates.jsonl`: a cluster a line.
    Duplicates,
    /// `boilerplate.jsonl`: lines that many documents share.
    Boilerplate,
}

impl Side {
    /// All of them, in the order of their numbers.
    pub const ALL: [Side; 4] = [Side::Rejects, Side::Removed, Side::Duplicates, Side::Boilerplate];

    /// The name of the file.
    pub fn file_name(self) -> &'static str {
        match self {
            Side::Rejects => Output::Rejects.file_name(),
            Side::Removed => "removed.jsonl",
            Side::Duplicates => "duplicates.jsonl",
            Side::Boilerplate => "boilerplate.jsonl",
        }
    }
}

impl Gathered {
    /// Gathers documents; temporary files go to `dir`.
    ///
    /// # Errors
    /// What the system says.
    pub fn create(dir: &Path, builder: &SetBuilder) -> Result<Gathered> {
        let sets = builder.plan.as_ref().map(|_| ShingleStore::create(&dir.join("sets.tmp"))).transpose()?;
        Ok(Gathered {
            dir: dir.to_owned(),
            spill: Spill::create(&dir.join("drafts.tmp"))?,
            sets,
            sketches: Sketches::default(),
            known: Vec::new(),
            signals: Vec::new(),
            ids: Ids::default(),
            langs: Vec::new(),
            counts: Counts::default(),
        })
    }

    /// Takes what a worker made; what could not be read goes to `sink` at once.
    ///
    /// # Errors
    /// What the system or `sink` says; more documents or longer ids than 32 bits count.
    pub fn add(&mut self, drafts: &mut Drafts, sink: &mut impl Sink) -> Result<()> {
        self.counts.add(&drafts.counts);
        self.counts.add(&drafts.rejects.counts);
        sink.side(Side::Rejects, &drafts.rejects.bytes[Output::Rejects as usize])?;
        for mut item in drafts.items.drain(..) {
            self.spill.push(&item.packed)?;
            if let Some(sets) = &mut self.sets {
                sets.push(&item.shingles)?;
            }
            self.sketches.exact.push(item.exact);
            self.sketches.bands.extend_from_slice(&item.bands);
            self.signals.extend_from_slice(&item.signals);
            self.ids.text.push_str(&item.id);
            let end = u32::try_from(self.ids.text.len()).map_err(|_| {
                Error::usage("more than 4 GB of document ids: make several sets with --limit")
            })?;
            self.ids.ends.push(end);
            let lang = self.langs.iter().position(|l| *l == item.lang).unwrap_or_else(|| {
                self.langs.push(item.lang.clone());
                self.langs.len() - 1
            });
            item.known.lang = lang as u8;
            self.known.push(item.known);
        }
        Ok(())
    }

    /// Takes over what a finished run could not read; before its documents are added, so that its rows stand first.
    ///
    /// # Errors
    /// What the system or `sink` says.
    pub fn add_rejects(&mut self, run: &Path, sink: &mut impl Sink) -> Result<()> {
        let path = run.join(Output::Rejects.file_name());
        let mut rows = match File::open(&path) {
            Ok(file) => BufReader::with_capacity(256 << 10, file),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(e) => return Err(Error::input(&path, e)),
        };
        loop {
            let some = rows.fill_buf().map_err(|e| Error::input(&path, e))?;
            if some.is_empty() {
                return Ok(());
            }
            self.counts.rejects += memchr::memchr_iter(b'\n', some).count() as u64;
            sink.side(Side::Rejects, some)?;
            let taken = some.len();
            rows.consume(taken);
        }
    }

    /// Finds duplicates and splits and gives everything to `sink`.
    ///
    /// # Errors
    /// What the system or `sink` says.
    pub fn finish(self, builder: &SetBuilder, sink: &mut impl Sink) -> Result<Summary> {
        let Gathered { dir, spill, sets, sketches, mut known, mut signals, ids, langs, counts } = self;
        let options = &builder.options;
        let mut spilled = spill.finish()?;
        let clusters = match options.exact || builder.plan.is_some() {
            true => {
                workers(options.threads)?.install(|| clusters(&sketches, builder.plan.as_ref().zip(sets)))?
            }
            false => Clusters::none(known.len()),
        };
        let mut summary = Summary { read: counts, ..Summary::default() };
        if let Some(boilerplate) = options.boilerplate {
            let repeated = repeated_lines(&spilled, builder, &clusters, boilerplate)?;
            summary.boilerplate_lines = repeated.len() as u64;
            let mut found: BTreeMap<u64, (u32, String)> = BTreeMap::new();
            spilled = strip(&spilled, builder, &repeated, &dir, &mut known, &mut signals, &mut found)?;
            let mut found: Vec<(u32, String)> = found.into_values().collect();
            found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
            for (documents, line) in found {
                sink.side(Side::Boilerplate, &json_line(&json!({"documents": documents, "line": line})))?;
            }
        }
        summary.percentiles = percentiles(&langs, &known, &signals);
        let kept = choose(&known, &clusters, options.keep);
        let (splits, undated) = splits(&known, &clusters, &kept, options);
        summary.undated = undated;
        summary.clusters = list_clusters(&known, &clusters, &kept, &splits, &ids, sink)?;
        write_out(
            &spilled,
            builder,
            &Decided { known, clusters, kept, splits, ids, exact: sketches.exact },
            &mut summary,
            sink,
        )?;
        Ok(summary)
    }
}

/// A line of JSON.
fn json_line(value: &impl Serialize) -> Vec<u8> {
    // Maps with text keys: this cannot fail.
    let mut line = serde_json::to_vec(value).unwrap_or_default();
    line.push(b'\n');
    line
}
