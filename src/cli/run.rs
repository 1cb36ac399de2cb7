//! `tilshi run`: opens the input, builds the pipeline, drives it, says how it went.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
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
use tilshi::io::trail::Trail;
use tilshi::parallel::{self, Progress, RunOptions};
use tilshi::{Error, Pipeline, Result};

use super::args::RunArgs;
use super::config::{Plan, Target};
use super::progress::Bar;
use super::summary::{self, bracketed, by_number};
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

/// A run about to start.
struct Job<'a> {
    plan: &'a Plan,
    pipeline: &'a Pipeline,
    inputs: Inputs,
    total: u64,
    started: Instant,
}

impl Job<'_> {
    fn to_folder(&self, dir: &Path) -> Result<Counts> {
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
                    if let Some(input) = self.written_since(&dir.join(MANIFEST)) {
                        say(format_args!(
                            "warning    {} was written after that run ended: if it has changed, add --overwrite to run again",
                            input.display()
                        ));
                    }
                }
                return Ok(*counts);
            }
        };
        let (done, before) = (folder.done().clone(), folder.bytes_done());
        if done.records() > 0 && !self.plan.quiet {
            say(format_args!("tilshi: resuming after {} records", done.records()));
        }
        #[cfg(feature = "parquet")]
        let mut parquet = match self.plan.encode.parquet {
            true => Some(tilshi::io::parquet::Tables::create(dir, &self.plan.encode)?),
            false => None,
        };
        self.drive(done, |encoded| {
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
        let counts = folder.finish(|counts| self.manifest(counts, before, seconds))?;
        self.summary(&counts, Some(dir), before, seconds);
        Ok(counts)
    }

    fn to_stream(&self, output: Output) -> Result<Counts> {
        let rejects: Box<dyn Write + Send> = match &self.plan.rejects {
            Some(path) => Box::new(self.rejects_file(path)?),
            None => Box::new(io::stderr()),
        };
        let mut stream = Stream::new(output, &self.plan.encode, Box::new(io::stdout()), rejects)?;
        let mut counts = Counts::default();
        self.drive(Trail::default(), |encoded| {
            counts.add(&encoded.counts);
            stream.write(encoded)
        })?;
        self.summary(&counts, None, 0, self.started.elapsed().as_secs_f64());
        Ok(counts)
    }

    /// The file that rejects of a stream go to: none of the inputs, and no file that is there unless it may be replaced.
    fn rejects_file(&self, path: &Path) -> Result<File> {
        let refuse = |why: &str| Err(Error::usage(format!("--rejects {}: {why}", path.display())));
        if let Ok(whole) = fs::canonicalize(path) {
            let is_it = |input: &Path| fs::canonicalize(input).is_ok_and(|input| input == whole);
            if self.inputs.files.iter().filter_map(|f| f.path.as_deref()).any(is_it) {
                return refuse("this is an input, which must stay as it is; name another file");
            }
            if whole.is_file() && !self.plan.overwrite {
                return refuse("there is such a file; name another one, or add --overwrite to replace it");
            }
        }
        File::create(path).map_err(|e| Error::output(path, e))
    }

    fn drive(&self, done: Trail, write: impl FnMut(&mut Encoded) -> Result<()> + Send) -> Result<()> {
        let plan = self.plan;
        let options = RunOptions { done, ..plan.driven() };
        let read = Arc::new(AtomicU64::new(0));
        let progress = Arc::new(Progress::default());
        let _bar = Bar::start(plan.progress, self.total, read.clone(), progress.clone());
        let records = Records::new(self.inputs.files.clone(), plan.read.clone(), read);
        parallel::run(records, &plan.read, self.pipeline, &plan.encode, &options, &progress, write)
    }

    /// The first input that is newer than this file.
    fn written_since(&self, file: &Path) -> Option<&Path> {
        let time = |path: &Path| path.metadata().and_then(|m| m.modified()).ok();
        let since = time(file)?;
        let paths = self.inputs.files.iter().filter_map(|f| f.path.as_deref());
        paths.into_iter().find(|path| time(path).is_some_and(|t| t > since))
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

    /// What the manifest says; `before` bytes of text were done by the run that this one continues.
    fn manifest(&self, counts: &Counts, before: u64, seconds: f64) -> serde_json::Value {
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
            "timings": self.plan.timings(counts.bytes - before, seconds),
        })
    }

    /// What a person wants to know at the end; `before` as for [`Job::manifest`].
    fn summary(&self, counts: &Counts, dir: Option<&Path>, before: u64, seconds: f64) {
        if self.plan.quiet {
            return;
        }
        let mut languages = by_number(&counts.documents_by_lang);
        if counts.mixed > 0 {
            languages.push_str(&format!("; {} mixed", counts.mixed));
        }
        say(format_args!("documents  {}{}", counts.documents, bracketed(&languages)));
        say(format_args!("sentences  {}\ntokens     {}", counts.sentences, counts.tokens));
        let types = by_number(&counts.entities_by_type);
        say(format_args!("entities   {}{}", counts.entities, bracketed(&types)));
        if !counts.repairs.is_empty() {
            say(format_args!("repairs    {}", by_number(&counts.repairs)));
        }
        summary::text(counts.bytes, before, seconds);
        summary::renamed(counts.renamed_ids);
        summary::left_out(&self.inputs);
        self.rejected(counts, dir);
        if let Some(dir) = dir {
            say(format_args!("written    {} ({MANIFEST} says how)", dir.display()));
        }
    }

    /// Says how many documents could not be read, and where they are.
    fn rejected(&self, counts: &Counts, dir: Option<&Path>) {
        let file = dir.map(|dir| dir.join(Output::Rejects.file_name()));
        summary::rejects(counts.rejects, file.as_deref().or(self.plan.rejects.as_deref()));
    }
}
