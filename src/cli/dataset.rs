//! `tilshi dataset`: reads and annotates as `tilshi run` does, or takes a finished run, and makes a training set.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tilshi::dataset::format::{CardFacts, CardTable, Format, WriterOptions};
use tilshi::dataset::{
    self, BoilerplateOptions, BuildOptions, Drafts, Gathered, Keep, Masked, NearOptions, Rules, SIGNALS,
    SetBuilder, SetFile, SetFolder, Side, Size, SplitBy, SplitOptions, Summary, TextView,
};
use tilshi::io::decode::Encoding;
use tilshi::io::encode::Output;
use tilshi::io::input::{Compression, InputFile, Inputs};
use tilshi::io::output::MANIFEST;
use tilshi::io::read::{ReadOptions, Records};
use tilshi::io::schema::SCHEMA_VERSION;
use tilshi::parallel::{self, Progress};
use tilshi::{Error, Result};

use super::args::{DatasetArgs, RunArgs};
use super::config::{Plan, bytes, name_of, named, utf8};
use super::progress::Bar;
use super::summary::{self, bracketed, listed};
use super::{Outcome, print, say};

const VIEWS: [(&str, TextView); 3] =
    [("original", TextView::Original), ("normalised", TextView::Normalised), ("body", TextView::Body)];
const KEEPS: [(&str, Keep); 4] = [
    ("longest", Keep::Longest),
    ("earliest", Keep::Earliest),
    ("first", Keep::First),
    ("most-body", Keep::MostBody),
];
const SPLITS: [(&str, SplitBy); 3] =
    [("id", SplitBy::Id), ("published", SplitBy::Published), ("source", SplitBy::Source)];
const COMPRESSIONS: [(&str, Compression); 3] =
    [("none", Compression::None), ("gz", Compression::Gzip), ("zst", Compression::Zstd)];

/// Runs the command.
pub(super) fn run(args: DatasetArgs) -> Result<Outcome> {
    if args.list_signals {
        return print(signal_table().as_bytes()).map(|()| Outcome::Done);
    }
    if args.show_rules {
        return print(dataset::rules::DEFAULT.as_bytes()).map(|()| Outcome::Done);
    }
    let Some(out) = args.out.clone() else {
        return Err(Error::usage("no output: name a folder with --out DIR"));
    };
    if out.as_os_str() == "-" {
        return Err(Error::usage(
            "--out -: a set is many files and cannot stream; name a folder with --out DIR",
        ));
    }
    let formats = formats(&args.format)?;
    let compression = named("--compress", &args.compress, &COMPRESSIONS)?;
    let shard_bytes = bytes("--shard-size", &args.shard_size, u64::MAX)?;
    let options = build_options(&args)?;
    let card = Card {
        name: args
            .name
            .clone()
            .unwrap_or_else(|| out.file_name().unwrap_or_default().to_string_lossy().into_owned()),
        licence: args.licence.clone(),
        description: args.description.clone(),
    };
    let settings = settings(&args, &options);
    let analysing = args.reading.analysing();
    let run_args = RunArgs {
        input: args.input,
        out: Some(out.clone()),
        to: vec!["jsonl".to_owned()],
        layers: ["documents", "sentences", "tokens", "entities"].map(str::to_owned).to_vec(),
        reading: args.reading,
        ..RunArgs::default()
    };
    let plan = run_args.resolve_reading()?;
    let builder = SetBuilder::new(BuildOptions { threads: plan.threads, ..options.clone() });
    let writer = WriterOptions {
        formats,
        compression,
        shard_bytes,
        signals: SIGNALS.iter().map(|s| s.name.to_owned()).collect(),
        ..WriterOptions::default()
    };
    let origin = origin(&plan)?;
    if let (Origin::Run(dir, _), Some(flag)) = (&origin, analysing) {
        return Err(Error::usage(format!(
            "--{flag}: {} is a finished run, whose documents are not analysed again; give it what that run read, or leave it out",
            dir.display()
        )));
    }
    let job =
        Job { plan: &plan, builder: &builder, options: &options, settings, card, started: Instant::now() };
    job.make(&origin, &out, args.overwrite, writer)
}

/// What the card says that nobody can count.
struct Card {
    name: String,
    licence: Option<String>,
    description: String,
}

/// A set about to be made.
struct Job<'a> {
    plan: &'a Plan,
    builder: &'a SetBuilder,
    options: &'a BuildOptions,
    /// The effective options of `dataset` itself.
    settings: Value,
    card: Card,
    started: Instant,
}

/// What a set is made of.
enum Origin {
    /// Files that are read and annotated.
    Files(Inputs),
    /// A finished run, and its manifest.
    Run(PathBuf, Value),
}

impl Job<'_> {
    fn make(&self, origin: &Origin, out: &Path, overwrite: bool, writer: WriterOptions) -> Result<Outcome> {
        apart(out, &self.plan.inputs, origin)?;
        let mut folder = SetFolder::create(out, overwrite, writer)?;
        let mut gathered = Gathered::create(out, self.builder)?;
        let lexicon = match origin {
            Origin::Files(inputs) => self.annotate(inputs, &mut gathered, &mut folder)?,
            Origin::Run(dir, manifest) => {
                gathered.add_rejects(dir, &mut folder)?;
                self.reread(dir, &mut gathered, &mut folder)?;
                manifest["lexicon_digest"].as_str().unwrap_or_default().to_owned()
            }
        };
        let summary = gathered.finish(self.builder, &mut folder)?;
        let seconds = self.started.elapsed().as_secs_f64();
        let configuration = self.configuration(origin);
        let facts = self.card(&summary, &configuration);
        let inputs = match origin {
            Origin::Files(inputs) => digests(&inputs.files)?,
            Origin::Run(dir, _) => {
                let (bytes, sha256) = dataset::digest(&dir.join(Output::Jsonl.file_name()))?;
                json!({"run": true, "files": 1, "bytes": bytes, "sha256": sha256})
            }
        };
        let files = folder.finish(&facts, |files| {
            self.manifest(&summary, &lexicon, configuration, inputs, files, seconds)
        })?;
        self.report(&summary, &files, out);
        if let Origin::Files(inputs) = origin
            && !self.plan.quiet
        {
            summary::left_out(inputs);
        }
        Ok(if summary.read.rejects > 0 { Outcome::Rejects } else { Outcome::Done })
    }

    /// Reads and annotates the inputs; gives the digest of the lexicon that was used.
    fn annotate(&self, inputs: &Inputs, gathered: &mut Gathered, folder: &mut SetFolder) -> Result<String> {
        let pipeline = self.plan.pipeline()?;
        let (read, progress) = (Arc::new(AtomicU64::new(0)), Arc::new(Progress::default()));
        let _bar = Bar::start(self.plan.progress, inputs.size(), read.clone(), progress.clone());
        let records = Records::new(inputs.files.clone(), self.plan.read.clone(), read);
        let worker = |_: &mut Drafts| self.builder.worker(pipeline.lexicon());
        parallel::drive(
            records,
            &self.plan.read,
            &pipeline,
            worker,
            &self.plan.driven(),
            &progress,
            |drafts| gathered.add(drafts, folder),
        )?;
        let digest = pipeline.lexicon().digest().to_owned();
        // The system takes its memory back faster than it is given back piece by piece.
        std::mem::forget(pipeline);
        Ok(digest)
    }

    fn reread(&self, dir: &Path, gathered: &mut Gathered, folder: &mut SetFolder) -> Result<()> {
        let file = dir.join(Output::Jsonl.file_name());
        let inputs = Inputs::expand(&[file.to_string_lossy().into_owned()], None)?;
        // A line holds a document many times over: its text twice, every token, every span.
        let max_document = self.plan.read.max_document.saturating_mul(64);
        let read = ReadOptions { encoding: Encoding::parse("utf-8"), max_document, ..self.plan.read.clone() };
        let (counter, progress) = (Arc::new(AtomicU64::new(0)), Arc::new(Progress::default()));
        let _bar = Bar::start(self.plan.progress, inputs.size(), counter.clone(), progress.clone());
        let limit = self.plan.limit.map_or(usize::MAX, |n| usize::try_from(n).unwrap_or(usize::MAX));
        let records = Records::new(inputs.files, read, counter).take(limit);
        self.builder.reread(records, self.plan.strict, |drafts| {
            progress.documents.fetch_add(parallel::Batch::done(drafts).0, Ordering::Relaxed);
            gathered.add(drafts, folder)
        })
    }

    fn card(&self, summary: &Summary, configuration: &Value) -> CardFacts {
        let mut languages: Vec<_> = summary.written_by_lang.iter().collect();
        languages.sort_by_key(|(lang, n)| (std::cmp::Reverse(**n), lang.as_str()));
        let mut counts = vec![
            ("read".to_owned(), summary.read.documents + summary.read.rejects),
            ("could not be read".to_owned(), summary.read.rejects),
        ];
        counts.extend(summary.removed.iter().map(|(rule, n)| (format!("removed: {rule}"), *n)));
        counts.push(("written".to_owned(), summary.written.values().sum()));
        let header = ["signal", "1 %", "5 %", "50 %", "95 %", "99 %"].map(str::to_owned).to_vec();
        let tables = summary.percentiles.iter().map(|(lang, signals)| {
            let row = |(name, values): (&&str, &[f64; 5])| {
                std::iter::once((*name).to_owned()).chain(values.iter().map(f64::to_string)).collect()
            };
            let mut rows: Vec<_> = signals.iter().collect();
            rows.sort_by_key(|(name, _)| SIGNALS.iter().position(|s| s.name == **name));
            CardTable {
                title: format!("Percentiles of the signals of what was read: {lang}"),
                header: header.clone(),
                rows: rows.into_iter().map(row).collect(),
            }
        });
        CardFacts {
            name: self.card.name.clone(),
            licence: self.card.licence.clone(),
            description: self.card.description.clone(),
            languages: languages.into_iter().map(|(lang, _)| lang.clone()).collect(),
            seed: self.options.split.seed,
            configuration: format!("{configuration:#}"),
            counts,
            tables: tables.collect(),
        }
    }

    /// What the bytes of the set depend on; how a finished run was read, as that run says.
    fn configuration(&self, origin: &Origin) -> Value {
        let mut all = self.settings.clone();
        let ignored = ["outputs", "layers", "nested", "excel"];
        for (key, value) in self.plan.effective.iter().filter(|(key, _)| !ignored.contains(key)) {
            all[*key] = match origin {
                Origin::Run(_, run) if !matches!(*key, "input" | "limit") => run["config"][*key].clone(),
                _ => value.clone(),
            };
        }
        all
    }

    fn manifest(
        &self,
        summary: &Summary,
        lexicon: &str,
        configuration: Value,
        inputs: Value,
        files: &[SetFile],
        seconds: f64,
    ) -> Value {
        json!({
            "tool": "tilshi",
            "command": "dataset",
            "version": env!("CARGO_PKG_VERSION"),
            "schema_version": SCHEMA_VERSION,
            "lexicon_digest": lexicon,
            "config": configuration,
            "inputs": inputs,
            "counts": summary,
            "outputs": files,
            "timings": self.plan.timings(summary.read.bytes, seconds),
        })
    }

    /// What a person wants to know at the end.
    fn report(&self, summary: &Summary, files: &[SetFile], out: &Path) {
        if self.plan.quiet {
            return;
        }
        let seconds = self.started.elapsed().as_secs_f64();
        let read = &summary.read;
        let languages = listed(read.documents_by_lang.iter().map(|(lang, n)| (lang.as_str(), *n)));
        say(format_args!("read       {} documents{}", read.documents, bracketed(&languages)));
        if !summary.removed.is_empty() {
            let total: u64 = summary.removed.values().sum();
            let rules = listed(summary.removed.iter().map(|(rule, n)| (rule.as_str(), *n)));
            say(format_args!("removed    {total} ({rules}; see {})", Side::Removed.file_name()));
        }
        if summary.clusters > 0 {
            say(format_args!(
                "duplicates {} clusters; see {}",
                summary.clusters,
                Side::Duplicates.file_name()
            ));
        }
        if summary.boilerplate_lines > 0 {
            let file = Side::Boilerplate.file_name();
            say(format_args!("lines      {} that the corpus repeats; see {file}", summary.boilerplate_lines));
        }
        if !summary.masked.is_empty() {
            say(format_args!("masked     {}", listed(summary.masked.iter().map(|(label, n)| (*label, *n)))));
        }
        let splits = listed(summary.written.iter().map(|(split, n)| (*split, *n)));
        say(format_args!(
            "written    {} examples{} in {} files, {:.1} MB",
            summary.written.values().sum::<u64>(),
            bracketed(&splits),
            files.len(),
            files.iter().map(|f| f.bytes).sum::<u64>() as f64 / 1e6
        ));
        summary::text(read.bytes, 0, seconds);
        summary::renamed(read.renamed_ids);
        if summary.undated > 0 {
            say(format_args!("warning    {} documents have no date: they are in train", summary.undated));
        }
        let in_train = summary.written.get("train").copied().unwrap_or_default();
        if in_train == 0 && !summary.written.is_empty() {
            say(format_args!(
                "warning    train is empty: the other splits took all examples; ask for fewer with --split"
            ));
        }
        summary::rejects(read.rejects, Some(&out.join(Side::Rejects.file_name())));
        say(format_args!("set        {} ({MANIFEST} says how)", out.display()));
    }
}

/// What the inputs are: files, or one finished run.
fn origin(plan: &Plan) -> Result<Origin> {
    if let [one] = plan.inputs.as_slice() {
        let dir = Path::new(one);
        let manifest = dir.join(MANIFEST);
        if manifest.is_file() {
            let text = std::fs::read(&manifest).map_err(|e| Error::input(&manifest, e))?;
            let value: Value = serde_json::from_slice(&text)
                .map_err(|e| Error::input(&manifest, format!("not what tilshi wrote: {e}")))?;
            let whole = value["config"]["layers"].as_array().is_some_and(|layers| layers.len() == 4);
            let jsonl = dir.join(Output::Jsonl.file_name()).is_file();
            return match (value["command"].as_str(), jsonl && whole) {
                (None, true) => Ok(Origin::Run(dir.to_owned(), value)),
                (None, false) => Err(Error::usage(format!(
                    "{one} holds a finished run without {}, or without all layers: run again with --to jsonl and no --layers",
                    Output::Jsonl.file_name()
                ))),
                (Some(command), _) => {
                    Err(Error::usage(format!("{one} was made by tilshi {command} and is no finished run")))
                }
            };
        }
    }
    // A set that lies among its inputs is refused.
    plan.expand(None).map(Origin::Files)
}

/// Refuses a folder that is an input, holds one or lies in one: to fill it would change what the set is made of.
fn apart(out: &Path, named: &[String], origin: &Origin) -> Result<()> {
    let folder = resolved(out);
    let refuse = |how: &str, input: &Path| {
        Err(Error::usage(format!(
            "--out {} {how} the input {}: choose a folder outside, for what is read must stay as it is",
            out.display(),
            input.display()
        )))
    };
    for input in named.iter().filter(|name| *name != "-").map(Path::new) {
        let real = resolved(input);
        match (folder.starts_with(&real), real.starts_with(&folder)) {
            (true, true) => return refuse("is", input),
            (true, _) => return refuse("lies in", input),
            (_, true) => return refuse("holds", input),
            _ => {}
        }
    }
    // What a pattern or a link in a folder leads to; many files lie in one folder.
    let Origin::Files(inputs) = origin else { return Ok(()) };
    let mut last: Option<&Path> = None;
    for file in inputs.files.iter().filter_map(|f| f.path.as_deref()) {
        if file.parent() != last {
            last = file.parent();
            if resolved(file).starts_with(&folder) {
                return refuse("holds", file);
            }
        }
    }
    Ok(())
}

/// A path from the root, without links: what is there as the system has it, what is not there yet behind it.
fn resolved(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let there = path.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    let Some((above, mut real)) = there else { return path };
    for part in path.strip_prefix(above).into_iter().flat_map(Path::components) {
        match part {
            Component::ParentDir => drop(real.pop()),
            part => real.push(part),
        }
    }
    real
}

/// The digest of the inputs: of the lines `name<TAB>bytes<TAB>sha256` of all files in order, and these for up to a hundred.
fn digests(files: &[InputFile]) -> Result<Value> {
    const LISTED: usize = 100;
    let (mut all, mut total, mut rows) = (Sha256::new(), 0, Vec::new());
    for file in files {
        // Standard input is gone when it has been read.
        let Some(path) = &file.path else { continue };
        // What cannot be opened is among the rejects.
        let Ok((bytes, sha256)) = dataset::digest(path) else { continue };
        all.update(format!("{}\t{bytes}\t{sha256}\n", file.base));
        total += bytes;
        if rows.len() < LISTED {
            rows.push(json!({"source": file.source, "bytes": bytes, "sha256": sha256}));
        }
    }
    let sha256 = format!("{:x}", all.finalize());
    Ok(json!({"run": false, "files": files.len(), "bytes": total, "sha256": sha256, "first": rows}))
}

fn formats(names: &[String]) -> Result<Vec<Format>> {
    let one = |name: &String| {
        Format::parse(name).ok_or_else(|| {
            let names = Format::ALL.map(Format::name).join(", ");
            Error::usage(format!("--format {name}: one of {names}"))
        })
    };
    names.iter().map(one).collect()
}

fn build_options(args: &DatasetArgs) -> Result<BuildOptions> {
    let rules = match args.rules.as_deref() {
        None => Rules::default(),
        Some("default") => Rules::parse("default", dataset::rules::DEFAULT)?,
        Some(path) => {
            let usage = |why: &dyn std::fmt::Display| Error::usage(format!("--rules {path}: {why}"));
            let bytes = std::fs::read(path).map_err(|e| usage(&e))?;
            Rules::parse(path, &utf8(bytes).map_err(|why| usage(&why))?)?
        }
    };
    let (mut exact, mut near) = (false, false);
    for kind in &args.dedup {
        match kind.as_str() {
            "exact" => exact = true,
            "near" => near = true,
            "none" => {}
            other => return Err(Error::usage(format!("--dedup {other}: one of exact, near, none"))),
        }
    }
    let in_range = |option: &str, x: f64| match (0.0..=1.0).contains(&x) {
        true => Ok(x),
        false => Err(Error::usage(format!("{option} {x}: a share from 0 to 1"))),
    };
    let near_options = NearOptions {
        shingle: at_least_one("--shingle", args.shingle)?,
        permutations: at_least_one("--permutations", args.permutations)?,
        threshold: in_range("--threshold", args.threshold)?,
        bands: args.bands.zip(args.band_rows).map(|of| bands(of, args.permutations)).transpose()?,
        keys: named("--shingle-of", &args.shingle_of, &[("stems", false), ("keys", true)])?,
    };
    let share = in_range("--boilerplate-share", args.boilerplate_share)?;
    let mark = named("--boilerplate", &args.boilerplate, &[("remove", false), ("mark", true)])?;
    let boilerplate = args.boilerplate_lines.map(|documents| BoilerplateOptions { documents, share, mark });
    let by = named("--split-by", &args.split_by, &SPLITS)?;
    Ok(BuildOptions {
        view: named("--text", &args.text, &VIEWS)?,
        rules,
        exact: exact || near,
        near: near.then_some(near_options),
        keep_duplicates: named("--duplicates", &args.duplicates, &[("remove", false), ("keep", true)])?,
        keep: named("--keep", &args.keep, &KEEPS)?,
        boilerplate,
        split: SplitOptions { seed: args.seed, by, ..SplitOptions::default() }.sizes(&args.split)?,
        mask: Masked::parse(&args.mask)?,
        threads: 1,
    })
}

fn at_least_one(option: &str, n: usize) -> Result<usize> {
    if n == 0 { Err(Error::usage(format!("{option} 0: at least 1"))) } else { Ok(n) }
}

/// Bands and rows as they were asked for, where a signature is long enough.
fn bands((bands, rows): (usize, usize), permutations: usize) -> Result<(usize, usize)> {
    let (bands, rows) = (at_least_one("--bands", bands)?, at_least_one("--band-rows", rows)?);
    match bands.checked_mul(rows) {
        Some(hashes) if hashes <= permutations => Ok((bands, rows)),
        _ => Err(Error::usage(format!(
            "--bands {bands} --band-rows {rows}: {bands} x {rows} is more than the {permutations} hashes of a \
             signature; take fewer, or more --permutations"
        ))),
    }
}

/// The effective options of `dataset` itself.
fn settings(args: &DatasetArgs, options: &BuildOptions) -> Value {
    let builder = SetBuilder::new(options.clone());
    let near = options.near.as_ref().map(|n| {
        json!({
            "shingle": n.shingle,
            "of": if n.keys { "keys" } else { "stems" },
            "permutations": n.permutations,
            "threshold": n.threshold,
            "bands": builder.bands().map(|b| b.0),
            "rows": builder.bands().map(|b| b.1),
        })
    });
    let size = |size: &Size| match size {
        Size::Share(share) => json!(share),
        Size::Count(count) => json!(count),
        Size::From(day) => json!(day),
    };
    let boilerplate =
        options.boilerplate.map(|b| json!({"documents": b.documents, "share": b.share, "mark": b.mark}));
    json!({
        "format": args.format,
        "text": name_of(&VIEWS, options.view),
        "rules": args.rules,
        "rule-names": options.rules.names().collect::<Vec<_>>(),
        "exact": options.exact,
        "near": near,
        "duplicates": args.duplicates,
        "keep": name_of(&KEEPS, options.keep),
        "boilerplate": boilerplate,
        "split": {
            "by": name_of(&SPLITS, options.split.by),
            "validation": size(&options.split.validation),
            "test": size(&options.split.test),
        },
        "seed": options.split.seed,
        "mask": args.mask,
        "shard-size": args.shard_size,
        "compress": args.compress,
        "name": args.name,
        "licence": args.licence,
    })
}

/// The table of signals, as the README has it.
fn signal_table() -> String {
    let mut out = "| signal | unit | from | meaning |\n|---|---|---|---|\n".to_owned();
    for s in SIGNALS {
        out.push_str(&format!("| {} | {} | {} | {} |\n", s.name, s.unit, s.origin, s.meaning));
    }
    out.push_str("\nRules may also ask of these texts: ");
    out.push_str(&dataset::rules::attributes().collect::<Vec<_>>().join(", "));
    out.push('\n');
    out
}
