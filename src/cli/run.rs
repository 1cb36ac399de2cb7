//! `tilshi run`: opens the input, builds the pipeline, drives it, says how it went.

use std::fs::File;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Instant;

use serde_json::json;
use sha2::{Digest, Sha256};
use tilshi::io::encode::{Counts, Encoded, Output};
use tilshi::io::input::Inputs;
use tilshi::io::output::{Existing, Folder, MANIFEST, Opened, Stream};
use tilshi::io::read::Records;
use tilshi::io::schema::SCHEMA_VERSION;
use tilshi::parallel::{self, Progress, RunOptions};
use tilshi::{Error, Pipeline, Result};

use super::args::RunArgs;
use super::config::{Plan, Target};
use super::progress::Bar;
use super::{Outcome, say};

/// Runs the command.
pub(super) fn run(args: RunArgs) -> Result<Outcome> {
    let plan = args.resolve()?;
    let inputs = plan.expand(plan.folder())?;
    let pipeline = plan.pipeline()?;
    let job = Job { total: inputs.size(), started: Instant::now(), plan: &plan, pipeline: &pipeline, inputs };
    let counts = match &plan.out {
        Target::Folder(dir) => job.to_folder(dir).map_err(Error::resumable)?,
        Target::Stream(output) => job.to_stream(*output)?,
    };
    // The system takes its memory back faster than it is given back piece by piece.
    std::mem::forget(pipeline);
    Ok(if counts.rejects > 0 { Outcome::Rejects } else { Outcome::Done })
}

/// Says what the inputs hold that is not read, or not read as it was named.
pub(super) fn warn(inputs: &Inputs) {
    let first = |names: &mut dyn Iterator<Item = &String>| {
        const SHOWN: usize = 3;
        let names: Vec<&str> = names.take(SHOWN + 1).map(String::as_str).collect();
        let more = if names.len() > SHOWN { " …" } else { "" };
        format!("{}{more}", names[..names.len().min(SHOWN)].join(", "))
    };
    if !inputs.skipped.is_empty() {
        let names = inputs.skipped.iter().map(|(e, n)| match e.as_str() {
            "" => format!("{n} without extension"),
            e => format!("{n} .{e}"),
        });
        say(format_args!(
            "warning    files of no known kind were left out: {}; to read them name --input-format",
            names.collect::<Vec<_>>().join(", ")
        ));
    }
    if !inputs.own.is_empty() {
        say(format_args!(
            "warning    what tilshi wrote itself was left out, in {} folders: {}; to read it name its files",
            inputs.own.len(),
            first(&mut inputs.own.iter())
        ));
    }
    if !inputs.loops.is_empty() {
        say(format_args!(
            "warning    {} links lead back to a folder they are in and were not followed: {}",
            inputs.loops.len(),
            first(&mut inputs.loops.iter())
        ));
    }
    if inputs.special > 0 {
        say(format_args!(
            "warning    {} pipes, sockets or devices in folders were left out; to read one name it",
            inputs.special
        ));
    }
    if inputs.repeated > 0 {
        say(format_args!("warning    {} files were named more than once and are read once", inputs.repeated));
    }
}

/// A run about to start.
struct Job<'a> {
    plan: &'a Plan,
    pipeline: &'a Pipeline,
    inputs: Inputs,
    total: u64,
    started: Instant,
}

impl Job<'_> {
    fn to_folder(&self, dir: &std::path::Path) -> Result<Counts> {
        let existing = match (self.plan.resume, self.plan.overwrite) {
            (true, _) => Existing::Resume,
            (_, true) => Existing::Overwrite,
            _ => Existing::Refuse,
        };
        let fingerprint = self.fingerprint();
        let tables = self.parquet_tables();
        let mut folder = match Folder::open(dir, &self.plan.encode, tables, existing, &fingerprint)? {
            Opened::Ready(folder) => *folder,
            Opened::Complete(counts) => {
                if !self.plan.quiet {
                    say(format_args!("tilshi: the run in {} is complete; nothing to resume", dir.display()));
                    self.rejected(&counts, Some(dir));
                }
                return Ok(*counts);
            }
        };
        let skip = folder.records_done();
        if skip > 0 && !self.plan.quiet {
            say(format_args!("tilshi: resuming after {skip} records"));
        }
        #[cfg(feature = "parquet")]
        let mut parquet = match self.plan.encode.parquet {
            true => Some(tilshi::io::parquet::Tables::create(dir, &self.plan.encode)?),
            false => None,
        };
        self.drive(skip, |encoded| {
            #[cfg(feature = "parquet")]
            if let (Some(tables), Some(columns)) = (&mut parquet, encoded.columns.take()) {
                tables.write(*columns)?;
            }
            folder.write(encoded)
        })?;
        #[cfg(feature = "parquet")]
        if let Some(tables) = parquet {
            tables.finish()?;
        }
        let seconds = self.started.elapsed().as_secs_f64();
        let counts = folder.finish(|counts| self.manifest(counts, seconds))?;
        self.summary(&counts, Some(dir), seconds);
        Ok(counts)
    }

    fn to_stream(&self, output: Output) -> Result<Counts> {
        let rejects: Box<dyn Write + Send> = match &self.plan.rejects {
            Some(path) => Box::new(File::create(path).map_err(|e| Error::output(path, e))?),
            None => Box::new(io::stderr()),
        };
        let mut stream = Stream::new(output, &self.plan.encode, Box::new(io::stdout()), rejects)?;
        let mut counts = Counts::default();
        self.drive(0, |encoded| {
            counts.add(&encoded.counts);
            stream.write(encoded)
        })?;
        self.summary(&counts, None, self.started.elapsed().as_secs_f64());
        Ok(counts)
    }

    fn drive(&self, skip: u64, write: impl FnMut(&mut Encoded) -> Result<()> + Send) -> Result<()> {
        let plan = self.plan;
        let mut options = RunOptions {
            limit: plan.limit,
            skip,
            strict: plan.strict,
            verify: plan.verify,
            ..RunOptions::default()
        };
        if let Some(threads) = plan.threads {
            options.threads = threads;
        }
        let read = Arc::new(AtomicU64::new(0));
        let progress = Arc::new(Progress::default());
        let when = if plan.quiet { super::args::When::Never } else { plan.progress };
        let _bar = Bar::start(when, self.total, read.clone(), progress.clone());
        let records = Records::new(self.inputs.files.clone(), plan.read.clone(), read);
        parallel::run(records, &plan.read, self.pipeline, &plan.encode, &options, &progress, write)
    }

    fn parquet_tables(&self) -> Vec<String> {
        #[cfg(feature = "parquet")]
        if self.plan.encode.parquet {
            return tilshi::io::parquet::Tables::file_names(&self.plan.encode);
        }
        Vec::new()
    }

    /// A digest of everything that the bytes of the output depend on.
    fn fingerprint(&self) -> String {
        let mut digest = Sha256::new();
        digest.update(env!("CARGO_PKG_VERSION"));
        digest.update(self.pipeline.lexicon().digest());
        digest.update(serde_json::to_vec(&self.plan.effective).unwrap_or_default());
        for file in &self.inputs.files {
            digest.update(format!("{}\t{}\t{}\n", file.source, file.base, file.size));
        }
        format!("{:x}", digest.finalize())
    }

    fn manifest(&self, counts: &Counts, seconds: f64) -> serde_json::Value {
        let threads = self.plan.threads.unwrap_or_else(|| RunOptions::default().threads);
        json!({
            "tool": "tilshi",
            "version": env!("CARGO_PKG_VERSION"),
            "schema_version": SCHEMA_VERSION,
            "lexicon_digest": self.pipeline.lexicon().digest(),
            "stages": self.pipeline.stages().collect::<Vec<_>>(),
            "config": self.plan.effective,
            "files": self.inputs.files.len(),
            "skipped_files": self.inputs.skipped,
            "counts": counts,
            "timings": {
                "seconds": (seconds * 1000.0).round() / 1000.0,
                "megabytes_per_second": (counts.bytes as f64 / 1e4 / seconds).round() / 100.0,
                "threads": threads,
            },
        })
    }

    /// What a person wants to know at the end.
    fn summary(&self, counts: &Counts, dir: Option<&std::path::Path>, seconds: f64) {
        if self.plan.quiet {
            return;
        }
        let by = |map: &std::collections::BTreeMap<String, u64>| {
            let mut rows: Vec<_> = map.iter().collect();
            rows.sort_by_key(|(name, n)| (std::cmp::Reverse(**n), name.as_str()));
            rows.iter().map(|(name, n)| format!("{name} {n}")).collect::<Vec<_>>().join(", ")
        };
        let megabytes = counts.bytes as f64 / 1e6;
        say(format_args!(
            "documents  {} ({}{})",
            counts.documents,
            by(&counts.documents_by_lang),
            if counts.mixed > 0 { format!("; {} mixed", counts.mixed) } else { String::new() }
        ));
        say(format_args!("sentences  {}\ntokens     {}", counts.sentences, counts.tokens));
        say(format_args!("entities   {} ({})", counts.entities, by(&counts.entities_by_type)));
        if !counts.repairs.is_empty() {
            say(format_args!("repairs    {}", by(&counts.repairs)));
        }
        say(format_args!("text       {megabytes:.1} MB in {seconds:.1} s, {:.1} MB/s", megabytes / seconds));
        if counts.renamed_ids > 0 {
            say(format_args!(
                "warning    {} ids were taken already; those documents have ~2, ~3 … behind theirs",
                counts.renamed_ids
            ));
        }
        warn(&self.inputs);
        self.rejected(counts, dir);
        if let Some(dir) = dir {
            say(format_args!("written    {} ({MANIFEST} says how)", dir.display()));
        }
    }

    /// Says how many documents could not be read, and where they are.
    fn rejected(&self, counts: &Counts, dir: Option<&std::path::Path>) {
        if counts.rejects > 0 {
            let place = match (dir, &self.plan.rejects) {
                (Some(dir), _) => format!("; see {}", dir.join(Output::Rejects.file_name()).display()),
                (None, Some(path)) => format!("; see {}", path.display()),
                _ => String::new(),
            };
            say(format_args!("rejects    {} documents could not be read{place}", counts.rejects));
        }
    }
}
