//! The only file that knows about threads: reader, workers, writer.
//!
//! [`run`] writes rows, [`drive`] gives documents to any [`Worker`], [`ordered`] is the frame of both.
//! A reader thread cuts the input into batches bounded by bytes and has the workers parse them, one ahead; the workers
//! annotate and encode a batch chunk by chunk, each thread with a scratch of its own; a writer thread writes them in
//! order. The next batch is given to the workers while the last chunks of one are still worked on: no thread waits for the
//! slowest. Bounded channels keep memory bounded: [`IN_FLIGHT`] batches wait before the workers, and about one batch
//! of chunks is with them or waits behind them. Any thread count and batch size give the same bytes. A panic in parsing,
//! annotating or encoding a document rejects that document; one in cutting a file costs the rest of that file
//! ([`crate::io::read`]).

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crossbeam_channel::{Receiver, Sender, bounded};
use rayon::prelude::*;

use crate::document::{Document, Origin};
use crate::error::{Error, ErrorKind, Reject, Result};
use crate::io::encode::{EncodeOptions, Encoded, Encoder};
use crate::io::read::{ReadOptions, Record, Records, UniqueIds};
use crate::io::trail::{Trail, Walk};
use crate::pipeline::Pipeline;
use crate::stage::Scratch;
use crate::verify::verify;
use crate::words::WordTable;

/// Batches that wait before the workers.
const IN_FLIGHT: usize = 1;

/// Text of a chunk, in bytes: its documents go through a stage together. More of them bring little, as their layers leave
/// a core's cache, too.
pub const CHUNK_BYTES: usize = 256 << 10;

/// Chunks that wait for a thread or behind it, at most.
const CHUNKS: usize = 2;

/// Documents whose buffers a thread keeps, and the bytes of text beyond which a document's are not worth it: some ten
/// megabytes where all have grown.
const SPARE: usize = 64;
const SPARE_BYTES: usize = 16 << 10;

/// Records of a batch at most: tiny documents still carry buffers of their own.
const BATCH_RECORDS: usize = 4096;

/// How a run is driven.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// Worker threads, at least one.
    pub threads: usize,
    /// Bytes of input in a batch, which has a record at least.
    pub batch_bytes: usize,
    /// Records at most; `None` reads them all.
    pub limit: Option<u64>,
    /// What an earlier run has done: it is read, but not done again, and must be the same.
    pub done: Trail,
    /// The first document that cannot be read ends the run.
    pub strict: bool,
    /// Check the promises on every document.
    pub verify: bool,
    /// Bytes of each worker's word table.
    pub word_table_bytes: usize,
}

impl Default for RunOptions {
    fn default() -> Self {
        RunOptions {
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            batch_bytes: 1 << 20,
            limit: None,
            done: Trail::default(),
            strict: false,
            verify: false,
            word_table_bytes: crate::words::WordTable::DEFAULT_BYTES,
        }
    }
}

/// What others may read while a run goes on.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Progress {
    /// Documents written.
    pub documents: AtomicU64,
    /// Bytes of their text.
    pub bytes: AtomicU64,
}

/// What a worker makes of the documents it is given.
pub trait Worker {
    /// What it fills, one for some neighbouring documents.
    type Out: Batch;
    /// Takes an annotated document; `words` is the word table that its tokens point into. Where it panics, `out` is cleared,
    /// and the other documents of `out` are given to a new worker.
    fn document(&mut self, doc: &Document, words: &WordTable, out: &mut Self::Out);
    /// Takes a document that could not be read.
    fn reject(&mut self, reject: &Reject, out: &mut Self::Out);
}

/// What workers hand to the writer.
pub trait Batch: Default + Send {
    /// Documents in it, and bytes of their text.
    fn done(&self) -> (u64, u64);
    /// Forgets what is in it, keeping the buffers.
    fn clear(&mut self);
    /// Takes the digest of all records of the run up to the last of which something is in it.
    fn ends(&mut self, _digest: u64) {}
}

impl Batch for Encoded {
    fn done(&self) -> (u64, u64) {
        (self.counts.documents, self.counts.bytes)
    }
    fn clear(&mut self) {
        Encoded::clear(self);
    }
    fn ends(&mut self, digest: u64) {
        self.digest = digest;
    }
}

impl Worker for Encoder<'_> {
    type Out = Encoded;
    fn document(&mut self, doc: &Document, words: &WordTable, out: &mut Encoded) {
        out.records += 1;
        Encoder::document(self, doc, words, out);
    }
    fn reject(&mut self, reject: &Reject, out: &mut Encoded) {
        out.records += 1;
        Encoder::reject(reject, out);
    }
}

/// Runs all records through the pipeline and hands their rows to `write`, in order.
///
/// # Errors
/// What `write` says, the first reject where `strict` is set, a broken promise where `verify` is set, a record that is not
/// what an earlier run has done, or no more there.
pub fn run(
    records: Records,
    read: &ReadOptions,
    pipeline: &Pipeline,
    encode: &EncodeOptions,
    options: &RunOptions,
    progress: &Progress,
    write: impl FnMut(&mut Encoded) -> Result<()> + Send,
) -> Result<()> {
    let encoder = |_out: &mut Encoded| {
        #[cfg(feature = "parquet")]
        {
            _out.columns = crate::io::parquet::Columns::wanted(encode).map(Box::new);
        }
        Encoder::new(encode, pipeline.lexicon())
    };
    drive(records, read, pipeline, encoder, options, progress, write)
}

/// Runs all records through the pipeline, gives each document to a worker and hands what the workers make to
/// `write`, in order. `worker` makes a worker, given what it is to fill.
///
/// # Errors
/// As [`run`].
pub fn drive<W: Worker>(
    records: Records,
    read: &ReadOptions,
    pipeline: &Pipeline,
    worker: impl Fn(&mut W::Out) -> W + Sync,
    options: &RunOptions,
    progress: &Progress,
    mut write: impl FnMut(&mut W::Out) -> Result<()> + Send,
) -> Result<()> {
    let threads = options.threads.max(1);
    let (to_reuse, from_writer) = bounded::<W::Out>(threads * CHUNKS);
    let mut ids = UniqueIds::default();
    let mut walk = Walk::new(options.done.clone());
    // Each thread keeps its own: much of it is in the caches of its core.
    let desks: Vec<Mutex<Option<Desk>>> = (0..threads).map(|_| Mutex::default()).collect();
    let (worker, desks, from_writer) = (&worker, &desks, &from_writer);
    ordered(
        Batches::new(records, options),
        threads,
        |batch, pool| -> (Vec<u64>, Vec<std::result::Result<Document, Reject>>) {
            pool.install(|| batch.into_par_iter().map(|r| (r.digest(), parse(r, read))).unzip())
        },
        |(mut digests, mut parsed), jobs| {
            let mut already = 0;
            for (digest, one) in digests.iter_mut().zip(&mut parsed) {
                let source = match one {
                    Ok(doc) => {
                        doc.origin.renamed = ids.assign(&mut doc.origin.id);
                        &doc.origin.source
                    }
                    Err(reject) => {
                        ids.assign(&mut reject.id);
                        &reject.source
                    }
                };
                already += usize::from(walk.take(*digest, source)?);
                *digest = walk.digest();
            }
            if already == parsed.len() {
                return Ok(());
            }
            parsed.drain(..already);
            let mut digests = digests.into_iter().skip(already);
            if options.strict
                && let Some(Err(reject)) = parsed.iter().find(|p| p.is_err())
            {
                return Err(ErrorKind::Strict(reject.clone()).into());
            }
            for chunk in chunks(parsed) {
                let digest = digests.nth(chunk.len() - 1).unwrap_or_default();
                jobs.give(move || {
                    let mine = &desks[rayon::current_thread_index().unwrap_or_default()];
                    let mut mine = mine.lock().unwrap_or_else(PoisonError::into_inner);
                    let desk = mine.get_or_insert_with(|| Desk::new(options));
                    let mut out = from_writer.try_recv().unwrap_or_default();
                    work(chunk, pipeline, worker, options, desk, &mut out)?;
                    out.ends(digest);
                    Ok(out)
                });
            }
            Ok(())
        },
        |mut out: W::Out| {
            let (documents, bytes) = out.done();
            progress.documents.fetch_add(documents, Ordering::Relaxed);
            progress.bytes.fetch_add(bytes, Ordering::Relaxed);
            write(&mut out)?;
            out.clear();
            drop(to_reuse.try_send(out));
            Ok(())
        },
    )?;
    walk.end()
}

/// What a thread keeps from chunk to chunk.
struct Desk {
    scratch: Scratch,
    /// The last documents, for their buffers.
    done_with: Vec<Document>,
}

impl Desk {
    fn new(options: &RunOptions) -> Desk {
        Desk { scratch: Scratch::new(options.word_table_bytes), done_with: Vec::new() }
    }
}

/// Takes jobs for the workers; what they make goes to the writer in the order in which they were given.
pub struct Jobs<'j, 'e, O> {
    scope: &'j rayon::ScopeFifo<'e>,
    /// For each job the channel on which its outcome will come.
    to_writer: Sender<Receiver<Result<O>>>,
    stopped: Cell<bool>,
}

impl<'e, O: Send + 'e> Jobs<'_, 'e, O> {
    /// Gives the workers a job, once there is room for one more between them and the writer. Where the writer has stopped,
    /// the job is dropped: its error says why.
    pub fn give(&self, job: impl FnOnce() -> Result<O> + Send + 'e) {
        let (done, outcome) = bounded(1);
        if self.stopped.get() || self.to_writer.send(outcome).is_err() {
            return self.stopped.set(true);
        }
        self.scope.spawn_fifo(move |_| drop(done.send(job())));
    }
}

/// The three threads of every pass over many things: one reads `items` and prepares them, also with the help of a pool of
/// so many threads; this one lets `work` make jobs of each for the same pool; one hands what comes out to `write`. All
/// in order. [`IN_FLIGHT`] items wait before the workers, [`CHUNKS`] jobs a thread are with the workers or behind them.
///
/// # Errors
/// What `work`, a job or `write` says first.
pub fn ordered<'e, I, P: Send, O: Send + 'e>(
    items: impl Iterator<Item = I> + Send,
    threads: usize,
    prepare: impl Fn(I, &rayon::ThreadPool) -> P + Send,
    mut work: impl FnMut(P, &Jobs<'_, 'e, O>) -> Result<()>,
    mut write: impl FnMut(O) -> Result<()> + Send,
) -> Result<()> {
    let threads = threads.max(1);
    let pool = &workers(threads)?;
    let (to_workers, from_reader) = bounded::<P>(IN_FLIGHT);
    let (to_writer, from_workers) = bounded::<Receiver<Result<O>>>(threads * CHUNKS);
    std::thread::scope(|scope| {
        let named = |name: &str| std::thread::Builder::new().name(name.to_owned());
        let read = move || {
            for item in items {
                if to_workers.send(prepare(item, pool)).is_err() {
                    return;
                }
            }
        };
        let reader = named("reader").spawn_scoped(scope, read).map_err(|e| cannot_start(1, &e))?;
        let write = move || {
            // A job that has no outcome panicked, and so will this thread's scope.
            from_workers.into_iter().map_while(|job| job.recv().ok()).try_for_each(|out| write(out?))
        };
        let writer = named("writer").spawn_scoped(scope, write).map_err(|e| cannot_start(1, &e))?;
        let worked = pool.in_place_scope_fifo(|scope| {
            let jobs = Jobs { scope, to_writer, stopped: Cell::new(false) };
            from_reader.into_iter().take_while(|_| !jobs.stopped.get()).try_for_each(|item| work(item, &jobs))
        });
        let written = writer.join().unwrap_or_else(|panic| resume_unwind(panic));
        reader.join().unwrap_or_else(|panic| resume_unwind(panic));
        // What is written was read before what is worked on.
        written.and(worked)
    })
}

/// A pool of so many threads, at least one.
///
/// # Errors
/// What the system says.
pub(crate) fn workers(threads: usize) -> Result<rayon::ThreadPool> {
    let threads = threads.max(1);
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads);
    builder.thread_name(|i| format!("worker-{i}")).build().map_err(|e| cannot_start(threads, &e))
}

fn cannot_start(threads: usize, why: &dyn std::fmt::Display) -> Error {
    Error::usage(format!("cannot start {threads} more threads: {why}; choose fewer with --threads"))
}

/// Records cut into batches of so many bytes, a record at least and [`BATCH_RECORDS`] at most.
pub(crate) struct Batches<R> {
    pub(crate) records: R,
    pub(crate) bytes: usize,
}

impl Batches<std::iter::Take<Records>> {
    fn new(records: Records, options: &RunOptions) -> Self {
        let limit = options.limit.map_or(usize::MAX, |n| usize::try_from(n).unwrap_or(usize::MAX));
        Batches { records: records.take(limit), bytes: options.batch_bytes }
    }
}

impl<R: Iterator<Item = Record>> Iterator for Batches<R> {
    type Item = Vec<Record>;

    fn next(&mut self) -> Option<Vec<Record>> {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while batch.is_empty() || bytes < self.bytes && batch.len() < BATCH_RECORDS {
            let Some(record) = self.records.next() else { break };
            bytes += record.len();
            batch.push(record);
        }
        (!batch.is_empty()).then_some(batch)
    }
}

/// Cuts a batch into chunks of neighbours, of [`CHUNK_BYTES`] each or one document that is longer.
fn chunks<T>(items: Vec<std::result::Result<Document, T>>) -> Vec<Vec<std::result::Result<Document, T>>> {
    let size = |item: &std::result::Result<Document, T>| item.as_ref().map_or(0, |d| d.text.len()) + 64;
    let mut chunks = vec![Vec::new()];
    let mut bytes = 0;
    for item in items {
        if bytes >= CHUNK_BYTES {
            chunks.push(Vec::new());
            bytes = 0;
        }
        bytes += size(&item);
        if let Some(chunk) = chunks.last_mut() {
            chunk.push(item);
        }
    }
    chunks
}

fn parse(record: Record, read: &ReadOptions) -> std::result::Result<Document, Reject> {
    let place = record.place();
    catch_unwind(AssertUnwindSafe(|| record.parse(read))).unwrap_or_else(|panic| Err(place.panicked(&*panic)))
}

/// Annotates neighbouring documents and gives them to a worker, which fills `out`. A panic is a bug, but not a reason to
/// lose the other documents.
fn work<W: Worker>(
    mut chunk: Vec<std::result::Result<Document, Reject>>,
    pipeline: &Pipeline,
    worker: impl Fn(&mut W::Out) -> W,
    options: &RunOptions,
    desk: &mut Desk,
    out: &mut W::Out,
) -> Result<()> {
    let small = |doc: &Document| doc.text.len() <= SPARE_BYTES;
    for doc in chunk.iter_mut().flatten().filter(|doc| small(doc)) {
        let Some(mut done) = desk.done_with.pop() else { break };
        doc.reuse_buffers(&mut done);
    }
    let mut lost = None;
    if annotate(&mut chunk, pipeline, options, desk).is_err() {
        // Each alone, to find those that cannot be annotated; then the others, whose words must be in one table.
        for item in &mut chunk {
            if let Err(panic) = annotate(std::slice::from_mut(item), pipeline, options, desk) {
                lost = Some(reject(item, &*panic));
            }
        }
        if let Err(panic) = annotate(&mut chunk, pipeline, options, desk) {
            lost = chunk.iter_mut().map(|item| reject(item, &*panic)).last();
        }
    }
    loop {
        let mut at = 0;
        let done = catch_unwind(AssertUnwindSafe(|| -> Result<()> {
            let mut worker = worker(out);
            for item in &chunk {
                match item {
                    Ok(doc) if options.verify => verify(doc)?,
                    _ => {}
                }
                match item {
                    Ok(doc) => worker.document(doc, &desk.scratch.words, out),
                    Err(reject) => worker.reject(reject, out),
                }
                at += 1;
            }
            Ok(())
        }));
        match done {
            Ok(done) => break done?,
            Err(panic) => {
                out.clear();
                match chunk.get_mut(at) {
                    Some(item @ Ok(_)) => lost = Some(reject(item, &*panic)),
                    // No document is to blame.
                    _ => resume_unwind(panic),
                }
            }
        }
    }
    if options.strict
        && let Some(reject) = lost
    {
        return Err(ErrorKind::Strict(reject).into());
    }
    let free = SPARE.saturating_sub(desk.done_with.len());
    desk.done_with.extend(chunk.into_iter().flatten().filter(small).take(free));
    Ok(())
}

/// Runs the stages over the documents of a chunk; after a panic, which it gives back, the desk is a new one.
fn annotate(
    chunk: &mut [std::result::Result<Document, Reject>],
    pipeline: &Pipeline,
    options: &RunOptions,
    desk: &mut Desk,
) -> std::thread::Result<()> {
    let mut docs: Vec<&mut Document> = chunk.iter_mut().flatten().collect();
    let done = catch_unwind(AssertUnwindSafe(|| pipeline.process_all(&mut docs, &mut desk.scratch)));
    if done.is_err() {
        *desk = Desk::new(options);
    }
    done
}

/// Makes a reject of a document that panicked.
fn reject(item: &mut std::result::Result<Document, Reject>, panic: &(dyn Any + Send)) -> Reject {
    let reject = match item {
        Ok(Document { origin, .. }) => {
            let Origin { id, source, record, byte, .. } = std::mem::take(origin);
            Reject { id, source, record, byte, reason: String::new() }.panicked(panic)
        }
        Err(reject) => reject.clone(),
    };
    *item = Err(reject.clone());
    reject
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::{Layers, Stage};

    /// Panics at a text that asks for it.
    struct Fuse;

    impl Stage for Fuse {
        fn name(&self) -> &'static str {
            "fuse"
        }
        fn needs(&self) -> Layers {
            Layers::NONE
        }
        fn makes(&self) -> Layers {
            Layers::NONE
        }
        fn run(&self, doc: &mut Document, _: &mut Scratch) {
            assert!(doc.text != "panic", "as asked");
        }
    }

    /// Ids of documents and reasons of rejects.
    #[derive(Default)]
    struct Names(Vec<String>);

    impl Batch for Names {
        fn done(&self) -> (u64, u64) {
            (0, 0)
        }
        fn clear(&mut self) {
            self.0.clear();
        }
    }

    /// Panics at an id that asks for it.
    struct Namer;

    impl Worker for Namer {
        type Out = Names;
        fn document(&mut self, doc: &Document, _: &WordTable, out: &mut Names) {
            out.0.push(doc.origin.id.clone());
            assert!(doc.origin.id != "panic", "asked by id");
        }
        fn reject(&mut self, reject: &Reject, out: &mut Names) {
            out.0.push(format!("{}: {}", reject.id, reject.reason));
        }
    }

    #[test]
    fn a_panic_costs_the_one_document() {
        let pipeline = Pipeline::of(vec![Box::new(Fuse)]);
        let reject = Reject {
            id: "c".into(),
            source: String::new(),
            record: Some(3),
            byte: 0,
            reason: "not read".into(),
        };
        let doc = |id: &str, text: &str| Ok(Document::new(id, text));
        let chunk = vec![doc("a", "x"), doc("b", "panic"), Err(reject), doc("d", "panic"), doc("e", "x")];
        let run = |chunk, strict| {
            let options = RunOptions { strict, ..RunOptions::default() };
            let mut out = Names::default();
            let done = work(chunk, &pipeline, |_| Namer, &options, &mut Desk::new(&options), &mut out);
            (done, out.0)
        };
        let (done, names) = run(chunk, false);
        assert!(done.is_ok());
        let asked = "internal error, please report it with the document: as asked";
        assert_eq!(names, ["a", &format!("b: {asked}"), "c: not read", &format!("d: {asked}"), "e"]);
        let (done, _) = run(vec![doc("a", "x"), doc("b", "panic")], true);
        assert!(done.is_err_and(|e| e.to_string().contains("as asked")));
        let (done, names) =
            run(vec![doc("a", "x"), doc("panic", "x"), doc("c", "panic"), doc("e", "x")], false);
        assert!(done.is_ok());
        let by_id = asked.replace("as asked", "asked by id");
        assert_eq!(names, ["a", &format!("panic: {by_id}"), &format!("c: {asked}"), "e"]);
    }

    #[test]
    fn no_threads_and_no_batch_are_one() {
        let folder = tempfile::tempdir().expect("folder");
        let file = folder.path().join("in.jsonl");
        std::fs::write(&file, "{\"text\":\"x\"}\n{\"text\":\"y\"}\n").expect("file");
        let named = [file.to_string_lossy().into_owned()];
        let inputs = crate::io::input::Inputs::expand(&named, None).expect("inputs");
        let read = ReadOptions::default();
        let records = Records::new(inputs.files, read.clone(), Default::default());
        let pipeline = Pipeline::of(vec![Box::new(Fuse)]);
        let options = RunOptions { threads: 0, batch_bytes: 0, ..RunOptions::default() };
        let mut names = Vec::new();
        drive(
            records,
            &read,
            &pipeline,
            |_| Namer,
            &options,
            &Progress::default(),
            |out: &mut Names| {
                names.append(&mut out.0);
                Ok(())
            },
        )
        .expect("a run");
        assert_eq!(names, ["in.jsonl#1", "in.jsonl#2"]);
    }
}
