//! The only file that knows about threads: reader, workers, writer.
//!
//! A reader thread cuts the input into batches bounded by bytes; the workers parse, annotate and encode one batch
//! at a time, each chunk of it with a scratch of its own; a writer thread writes them in order. Bounded channels
//! between them keep memory bounded: at most [`IN_FLIGHT`] batches wait on either side. Any thread count and batch
//! size give the same bytes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use crossbeam_channel::bounded;
use rayon::prelude::*;

use crate::document::Document;
use crate::error::{Error, ErrorKind, Reject, Result};
use crate::io::encode::{EncodeOptions, Encoded, Encoder};
use crate::io::read::{ReadOptions, Record, Records, UniqueIds};
use crate::pipeline::Pipeline;
use crate::stage::Scratch;
use crate::verify::verify;

/// Batches that wait before the workers, and behind them.
const IN_FLIGHT: usize = 1;

/// Records of a batch at most: tiny documents still carry buffers of their own.
const BATCH_RECORDS: usize = 4096;

/// How a run is driven.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// Worker threads.
    pub threads: usize,
    /// Bytes of input in a batch.
    pub batch_bytes: usize,
    /// Records at most; `None` reads them all.
    pub limit: Option<u64>,
    /// Records that an earlier run has done.
    pub skip: u64,
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
            batch_bytes: 2 << 20,
            limit: None,
            skip: 0,
            strict: false,
            verify: false,
            word_table_bytes: crate::words::WordTable::DEFAULT_BYTES,
        }
    }
}

/// What others may read while a run goes on.
#[derive(Debug, Default)]
pub struct Progress {
    /// Documents written.
    pub documents: AtomicU64,
    /// Bytes of their text.
    pub bytes: AtomicU64,
}

/// Runs all records through the pipeline and hands their rows to `write`, in order.
///
/// # Errors
/// What `write` says, the first reject where `strict` is set, a broken promise where `verify` is set.
pub fn run(
    records: Records,
    read: &ReadOptions,
    pipeline: &Pipeline,
    encode: &EncodeOptions,
    options: &RunOptions,
    progress: &Progress,
    mut write: impl FnMut(&mut Encoded) -> Result<()> + Send,
) -> Result<()> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads)
        .thread_name(|i| format!("worker-{i}"))
        .build()
        .map_err(|e| Error::usage(format!("cannot start {} threads: {e}", options.threads)))?;
    let (to_workers, from_reader) = bounded::<Vec<Record>>(IN_FLIGHT);
    let (to_writer, from_workers) = bounded::<Vec<Encoded>>(IN_FLIGHT);
    let (to_reuse, from_writer) = bounded::<Encoded>(64);
    std::thread::scope(|scope| {
        scope.spawn(move || batches(records, options, &to_workers));
        let writer = scope.spawn(move || -> Result<()> {
            for mut encoded in from_workers.into_iter().flatten() {
                progress.documents.fetch_add(encoded.counts.documents, Ordering::Relaxed);
                progress.bytes.fetch_add(encoded.counts.bytes, Ordering::Relaxed);
                write(&mut encoded)?;
                encoded.clear();
                drop(to_reuse.try_send(encoded));
            }
            Ok(())
        });
        let worked = (|| -> Result<()> {
            let mut ids = UniqueIds::default();
            let mut skip = options.skip;
            let scratches: Mutex<Vec<Scratch>> = Mutex::default();
            for batch in &from_reader {
                let count = batch.len() as u64;
                let mut parsed: Vec<std::result::Result<Document, Reject>> =
                    pool.install(|| batch.into_par_iter().map(|record| record.parse(read)).collect());
                for one in &mut parsed {
                    match one {
                        Ok(doc) => doc.origin.renamed = ids.assign(&mut doc.origin.id),
                        Err(reject) => drop(ids.assign(&mut reject.id)),
                    }
                }
                let already = skip.min(count);
                skip -= already;
                if already == count {
                    continue;
                }
                parsed.drain(..already as usize);
                if options.strict
                    && let Some(Err(reject)) = parsed.iter().find(|p| p.is_err())
                {
                    return Err(ErrorKind::Strict(reject.clone()).into());
                }
                let chunks = chunks(parsed, options.threads);
                let encoded: Result<Vec<Encoded>> = pool.install(|| {
                    chunks
                        .into_par_iter()
                        .map(|chunk| {
                            let scratch = scratches.lock().ok().and_then(|mut s| s.pop());
                            let mut scratch =
                                scratch.unwrap_or_else(|| Scratch::new(options.word_table_bytes));
                            let mut out = from_writer.try_recv().unwrap_or_default();
                            work(chunk, pipeline, encode, options, &mut scratch, &mut out)?;
                            if let Ok(mut pool) = scratches.lock() {
                                pool.push(scratch);
                            }
                            Ok(out)
                        })
                        .collect()
                });
                if to_writer.send(encoded?).is_err() {
                    // The writer has stopped; its error says why.
                    break;
                }
            }
            Ok(())
        })();
        drop(to_writer);
        drop(from_reader);
        let written = match writer.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        worked.and(written)
    })
}

/// Cuts the records into batches.
fn batches(records: Records, options: &RunOptions, out: &crossbeam_channel::Sender<Vec<Record>>) {
    let limit = options.limit.unwrap_or(u64::MAX);
    let mut batch = Vec::new();
    let mut bytes = 0;
    for record in records.take(usize::try_from(limit).unwrap_or(usize::MAX)) {
        bytes += record.len();
        batch.push(record);
        if bytes >= options.batch_bytes || batch.len() >= BATCH_RECORDS {
            bytes = 0;
            if out.send(std::mem::take(&mut batch)).is_err() {
                return;
            }
        }
    }
    if !batch.is_empty() {
        drop(out.send(batch));
    }
}

/// Cuts a batch into neighbouring chunks of about the same size, several for each thread, so that none waits
/// long for the last.
fn chunks<T>(
    items: Vec<std::result::Result<Document, T>>,
    threads: usize,
) -> Vec<Vec<std::result::Result<Document, T>>> {
    let size = |item: &std::result::Result<Document, T>| item.as_ref().map_or(0, |d| d.text.len()) + 64;
    let total: usize = items.iter().map(size).sum();
    let wanted = total / (threads * 4).max(1) + 1;
    let mut chunks = vec![Vec::new()];
    let mut bytes = 0;
    for item in items {
        if bytes >= wanted {
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

/// Annotates and encodes neighbouring documents.
fn work(
    chunk: Vec<std::result::Result<Document, Reject>>,
    pipeline: &Pipeline,
    encode: &EncodeOptions,
    options: &RunOptions,
    scratch: &mut Scratch,
    out: &mut Encoded,
) -> Result<()> {
    let mut encoder = Encoder::new(encode, pipeline.lexicon());
    out.records = chunk.len() as u64;
    #[cfg(feature = "parquet")]
    {
        out.columns = crate::io::parquet::Columns::wanted(encode).map(Box::new);
    }
    for item in chunk {
        let mut doc = match item {
            Ok(doc) => doc,
            Err(reject) => {
                Encoder::reject(&reject, out);
                continue;
            }
        };
        scratch.words.trim();
        let done = catch_unwind(AssertUnwindSafe(|| pipeline.process(&mut doc, scratch)));
        if let Err(panic) = done {
            // A bug, but not a reason to lose the other documents.
            *scratch = Scratch::new(options.word_table_bytes);
            let reject = internal_error(&doc, &*panic);
            if options.strict {
                return Err(ErrorKind::Strict(reject).into());
            }
            Encoder::reject(&reject, out);
            continue;
        }
        if options.verify {
            verify(&doc)?;
        }
        encoder.document(&doc, &scratch.words, out);
    }
    Ok(())
}

fn internal_error(doc: &Document, panic: &(dyn std::any::Any + Send)) -> Reject {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    Reject {
        id: doc.origin.id.clone(),
        source: doc.origin.source.clone(),
        record: doc.origin.record,
        byte: doc.origin.byte,
        reason: format!("internal error, please report it with the document: {message}"),
    }
}
