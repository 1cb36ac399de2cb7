//! `tilshi bench`: throughput by stage, end to end, by thread count.
//!
//! Times one worker through reading, every stage, encoding and writing, then whole runs with a sink that only counts
//! bytes, each several times: the median and the spread. What it measured on stands beside the figures. Memory: that
//! of a run; disk: at most [`WRITTEN`] bytes in the system's temporary folder.

use std::fmt::Write as _;
use std::fs;
use std::io::{Seek, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tilshi::io::encode::{EncodeOptions, Encoded, Encoder, Output, OutputLayers};
use tilshi::io::input::{InputFile, Inputs};
use tilshi::io::read::{ReadOptions, Records};
use tilshi::parallel::{self, CHUNK_BYTES, Progress, RunOptions};
use tilshi::stage::Scratch;
use tilshi::words::WordTable;
use tilshi::{Error, Pipeline, Result};

use super::args::BenchArgs;
use super::config;
use super::{Outcome, print, say};

/// Bytes of rows that are written at once, as a run does with the rows of a chunk.
const WRITE_BYTES: usize = 1 << 20;

/// Bytes that the file being written may have before it is emptied, outside the clock.
const WRITTEN: usize = 256 << 20;

/// Everything measured; the form of `--json` and `--compare`.
#[derive(Debug, Serialize, Deserialize)]
struct Report {
    machine: Machine,
    corpus: Corpus,
    /// Nanoseconds a token, by step, on one worker: reading, every stage, encoding, writing, and their sum.
    ns_per_token: Steps,
    /// Whole runs.
    layers: Vec<Layers>,
    /// Milliseconds to build the pipeline.
    startup_ms: Spread,
    /// Largest resident set so far, in megabytes; absent where the system does not tell.
    peak_memory_mb: Option<f64>,
    words: Words,
}

#[derive(Debug, Serialize, Deserialize)]
struct Machine {
    cpu: String,
    cores: usize,
    version: String,
    lexicon_digest: String,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Corpus {
    documents: u64,
    megabytes: f64,
    tokens: u64,
    /// Documents that could not be read and are in no figure.
    #[serde(default)]
    rejected: u64,
}

/// The word table of one worker in one pass.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Words {
    /// Words that were not in the table when they were asked for.
    learned: u64,
    probes: u64,
    /// Share of probes that found their word.
    hit_rate: f64,
    /// How often the table was emptied because it had outgrown its bound.
    emptied: u32,
}

impl Words {
    /// Of a table, and the words that it held whenever it was emptied.
    fn of(table: &WordTable, forgotten: u64) -> Words {
        let (held, probes) = table.usage();
        let learned = forgotten + held as u64;
        let hit_rate = 1.0 - learned as f64 / probes.max(1) as f64;
        Words { learned, probes, hit_rate, emptied: table.generation() }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Layers {
    name: String,
    by_threads: Vec<Threads>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Threads {
    threads: usize,
    megabytes_per_second: Spread,
    documents_per_second: f64,
    tokens_per_second: f64,
    /// Throughput against that of one thread, divided by the threads.
    efficiency: f64,
    bytes_written: u64,
}

/// Median, least and most of several runs.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Spread {
    median: f64,
    least: f64,
    most: f64,
}

impl Spread {
    fn of(mut values: Vec<f64>) -> Spread {
        values.sort_by(f64::total_cmp);
        let end = |v: Option<&f64>| v.copied().unwrap_or(0.0);
        let (below, above) = (values.get(values.len().saturating_sub(1) / 2), values.get(values.len() / 2));
        let median = (end(below) + end(above)) / 2.0;
        Spread { median, least: end(values.first()), most: end(values.last()) }
    }
}

/// Runs the command.
pub(super) fn run(args: &BenchArgs) -> Result<Outcome> {
    let inputs = Inputs::expand(&args.input, None)?;
    if inputs.files.is_empty() {
        return Err(Error::input(&args.input[0], "nothing to read in it"));
    }
    if args.runs == 0 {
        return Err(Error::usage("--runs 0: at least 1"));
    }
    args.threads.iter().try_for_each(|&n| config::threads("--threads", n))?;
    let before = args.compare.as_deref().map(read_report).transpose()?;
    let start = || -> Result<(Pipeline, f64)> {
        let started = Instant::now();
        Ok((Pipeline::builder().build()?, started.elapsed().as_secs_f64() * 1e3))
    };
    let (pipeline, startup) = start()?;
    let mut startups = vec![startup];
    for _ in 1..args.runs {
        startups.push(start()?.1);
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = match &args.threads[..] {
        [] => {
            let doubling = std::iter::successors(Some(1), |n| Some(n * 2)).take_while(|&n| n < cores);
            doubling.chain([cores]).collect()
        }
        given => given.to_vec(),
    };
    let default = ReadOptions::default();
    let text_field = args.text_field.clone().unwrap_or(default.text_field);
    let input = Input { files: inputs.files, read: ReadOptions { text_field, ..default } };
    let (ns_per_token, corpus, words) = by_stage(&input, &pipeline, args.runs)?;
    if corpus.tokens == 0 {
        return Err(Error::input(&args.input[0], "no document in it has a word to measure"));
    }
    let mut layers = Vec::new();
    // A run leaves stems out where it does not write them.
    let lean_pipeline = Pipeline::builder().skip("stem").build()?;
    for (name, pipeline, encode) in [
        ("documents,entities as jsonl", &lean_pipeline, options(vec![Output::Jsonl], lean())),
        ("all layers as jsonl and csv", &pipeline, options(Output::ALL.to_vec(), OutputLayers::ALL)),
    ] {
        layers.push(by_threads(name, &encode, &input, pipeline, &threads, args.runs, &corpus)?);
    }
    let report = Report {
        machine: Machine {
            cpu: cpu(),
            cores,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            lexicon_digest: pipeline.lexicon().digest().to_owned(),
        },
        corpus,
        ns_per_token,
        layers,
        startup_ms: Spread::of(startups),
        peak_memory_mb: peak_memory(),
        words,
    };
    let text = match args.json {
        true => {
            format!("{}\n", serde_json::to_string_pretty(&report).map_err(|e| Error::usage(e.to_string()))?)
        }
        false => table(&report, before.as_ref()),
    };
    print(text.as_bytes()).map(|()| Outcome::Done)
}

fn lean() -> OutputLayers {
    OutputLayers { documents: true, sentences: false, tokens: false, entities: true }
}

fn options(outputs: Vec<Output>, layers: OutputLayers) -> EncodeOptions {
    EncodeOptions { outputs, layers, ..EncodeOptions::default() }
}

/// What is read, and how.
struct Input {
    files: Vec<InputFile>,
    read: ReadOptions,
}

impl Input {
    fn records(&self) -> Records {
        Records::new(self.files.clone(), self.read.clone(), Arc::default())
    }
}

/// Nanoseconds a token by step, in order.
type Steps = Vec<(String, Spread)>;

/// One worker over the whole input: time of reading, each stage, encoding, and writing to a file.
fn by_stage(input: &Input, pipeline: &Pipeline, runs: usize) -> Result<(Steps, Corpus, Words)> {
    let encode = options(Output::ALL.to_vec(), OutputLayers::ALL);
    let stages: Vec<&str> = pipeline.stages().collect();
    let names =
        ["read"].into_iter().chain(stages).chain(["encode (all layers)", "write (all layers)", "all of it"]);
    let mut steps: Vec<(String, Vec<f64>)> = names.map(|name| (name.to_owned(), Vec::new())).collect();
    let mut sink = Sink::new()?;
    let mut corpus = Corpus::default();
    let mut words = Words::default();
    for run in 0..runs {
        let mut stages = vec![Duration::ZERO; steps.len() - 4];
        let (mut reading, mut encoding) = (Duration::ZERO, Duration::ZERO);
        let mut scratch = Scratch::default();
        let mut forgotten = 0;
        let mut encoder = Encoder::new(&encode, pipeline.lexicon());
        let mut out = Encoded::default();
        let mut records = input.records();
        corpus = Corpus::default();
        sink.spent = Duration::ZERO;
        let mut more = true;
        while more {
            // As a worker takes them: some documents at a time.
            let (mut docs, mut bytes) = (Vec::new(), 0);
            let started = Instant::now();
            while bytes < CHUNK_BYTES && more {
                match records.next().map(|record| record.parse(&input.read)) {
                    Some(Ok(doc)) => {
                        bytes += doc.text.len();
                        docs.push(doc);
                    }
                    Some(Err(reject)) => {
                        if (run, corpus.rejected) == (0, 0) {
                            say(format_args!("tilshi: left out of the figures: {reject}"));
                        }
                        corpus.rejected += 1;
                    }
                    None => more = false,
                }
            }
            reading += started.elapsed();
            let (held, generation) = (scratch.words.usage().0 as u64, scratch.words.generation());
            pipeline.process_timed(&mut docs.iter_mut().collect::<Vec<_>>(), &mut scratch, &mut stages);
            if scratch.words.generation() != generation {
                forgotten += held;
            }
            let started = Instant::now();
            for doc in &docs {
                encoder.document(doc, &scratch.words, &mut out);
                corpus.documents += 1;
                corpus.megabytes += doc.text.len() as f64 / 1e6;
                corpus.tokens += doc.tokens.len() as u64;
            }
            encoding += started.elapsed();
            if out.bytes.iter().map(Vec::len).sum::<usize>() >= WRITE_BYTES {
                sink.write(&mut out)?;
            }
        }
        sink.write(&mut out)?;
        let each: Vec<Duration> = [reading].into_iter().chain(stages).chain([encoding, sink.spent]).collect();
        let sum = each.iter().sum::<Duration>();
        for ((_, step), spent) in steps.iter_mut().zip(each.into_iter().chain([sum])) {
            step.push(spent.as_secs_f64() * 1e9 / corpus.tokens.max(1) as f64);
        }
        words = Words::of(&scratch.words, forgotten);
    }
    Ok((steps.into_iter().map(|(name, values)| (name, Spread::of(values))).collect(), corpus, words))
}

/// Where the rows are written to be timed: one temporary file.
struct Sink {
    file: fs::File,
    written: usize,
    spent: Duration,
}

impl Sink {
    fn new() -> Result<Sink> {
        let file = tempfile::tempfile().map_err(|e| Error::output(std::env::temp_dir(), e))?;
        Ok(Sink { file, written: 0, spent: Duration::ZERO })
    }

    /// Writes the rows and forgets them.
    fn write(&mut self, out: &mut Encoded) -> Result<()> {
        let failed = |e| Error::output(std::env::temp_dir(), e);
        if self.written > WRITTEN {
            self.file.set_len(0).and_then(|()| self.file.rewind()).map_err(failed)?;
            self.written = 0;
        }
        let started = Instant::now();
        for bytes in &out.bytes {
            self.file.write_all(bytes).map_err(failed)?;
            self.written += bytes.len();
        }
        self.spent += started.elapsed();
        out.clear();
        Ok(())
    }
}

/// Whole runs by thread count.
fn by_threads(
    name: &str,
    encode: &EncodeOptions,
    input: &Input,
    pipeline: &Pipeline,
    threads: &[usize],
    runs: usize,
    corpus: &Corpus,
) -> Result<Layers> {
    let mut by_threads: Vec<Threads> = Vec::new();
    for &n in threads {
        let mut speeds = Vec::new();
        let mut bytes_written = 0;
        for _ in 0..runs {
            let run = RunOptions { threads: n, ..RunOptions::default() };
            let started = Instant::now();
            let mut written = 0;
            let records = input.records();
            parallel::run(records, &input.read, pipeline, encode, &run, &Progress::default(), |encoded| {
                written += encoded.bytes.iter().map(Vec::len).sum::<usize>() as u64;
                Ok(())
            })?;
            speeds.push(corpus.megabytes / started.elapsed().as_secs_f64());
            bytes_written = written;
        }
        let speed = Spread::of(speeds);
        let seconds = corpus.megabytes / speed.median;
        let one = by_threads
            .iter()
            .find(|t| t.threads == 1)
            .map_or(speed.median, |t| t.megabytes_per_second.median);
        by_threads.push(Threads {
            threads: n,
            megabytes_per_second: speed,
            documents_per_second: corpus.documents as f64 / seconds,
            tokens_per_second: corpus.tokens as f64 / seconds,
            efficiency: speed.median / one / n as f64,
            bytes_written,
        });
    }
    Ok(Layers { name: name.to_owned(), by_threads })
}

fn table(report: &Report, before: Option<&Report>) -> String {
    let mut out = String::new();
    let m = &report.machine;
    let _ = writeln!(out, "{}, {} cores, tilshi {}, lexicon {}", m.cpu, m.cores, m.version, m.lexicon_digest);
    let c = &report.corpus;
    let _ = write!(out, "{} documents, {:.1} MB, {} tokens", c.documents, c.megabytes, c.tokens);
    match c.rejected {
        0 => out.push_str("\n\n"),
        n => {
            let _ = writeln!(out, "; {n} could not be read\n");
        }
    }
    let change = |now: f64, then: Option<f64>| {
        then.map_or(String::new(), |then| format!("  {:+.1} %", (now / then - 1.0) * 100.0))
    };
    if let Some(before) = before {
        for (what, then, now) in [
            ("processor", &before.machine.cpu, &m.cpu),
            ("version", &before.machine.version, &m.version),
            ("lexicon", &before.machine.lexicon_digest, &m.lexicon_digest),
            ("tokens", &before.corpus.tokens.to_string(), &c.tokens.to_string()),
        ] {
            if then != now {
                let _ = writeln!(out, "compared with a run of another {what}: {then}");
            }
        }
    }
    let _ = writeln!(out, "{:<24} {:>10} {:>7}  spread", "one worker", "ns/token", "share");
    let all = report.ns_per_token.last().map_or(1.0, |(_, s)| s.median);
    for (name, s) in &report.ns_per_token {
        let then = before.and_then(|b| b.ns_per_token.iter().find(|(n, _)| n == name)).map(|(_, s)| s.median);
        let _ = writeln!(
            out,
            "{name:<24} {:>10.1} {:>5.1} %  {:.1}–{:.1}{}",
            s.median,
            s.median / all * 100.0,
            s.least,
            s.most,
            change(s.median, then)
        );
    }
    for layers in &report.layers {
        let _ = writeln!(
            out,
            "\n{}\n{:>8} {:>10} {:>12} {:>12} {:>11}  spread",
            layers.name, "threads", "MB/s", "documents/s", "tokens/s", "efficiency"
        );
        for t in &layers.by_threads {
            let then = before
                .and_then(|b| b.layers.iter().find(|l| l.name == layers.name))
                .and_then(|l| l.by_threads.iter().find(|b| b.threads == t.threads))
                .map(|b| b.megabytes_per_second.median);
            let s = t.megabytes_per_second;
            let _ = writeln!(
                out,
                "{:>8} {:>10.1} {:>12.0} {:>12.0} {:>11.2}  {:.1}–{:.1}{}",
                t.threads,
                s.median,
                t.documents_per_second,
                t.tokens_per_second,
                t.efficiency,
                s.least,
                s.most,
                change(s.median, then)
            );
        }
    }
    let w = &report.words;
    let _ = writeln!(
        out,
        "\nword table   {:.2} % of {} probes knew their word, {} learned, emptied {} times",
        w.hit_rate * 100.0,
        w.probes,
        w.learned,
        w.emptied
    );
    let s = report.startup_ms;
    let then = before.map(|b| b.startup_ms.median);
    let _ = writeln!(
        out,
        "start-up     {:.1} ms  {:.1}–{:.1}{}",
        s.median,
        s.least,
        s.most,
        change(s.median, then)
    );
    if let Some(peak) = report.peak_memory_mb {
        let then = before.and_then(|b| b.peak_memory_mb);
        let _ = writeln!(out, "peak memory  {peak:.0} MB{}", change(peak, then));
    }
    out
}

fn read_report(path: &Path) -> Result<Report> {
    let bytes = fs::read(path).map_err(|e| Error::input(path, e))?;
    serde_json::from_slice(&bytes)
        .map_err(|e| Error::input(path, format!("not what tilshi bench --json printed: {e}")))
}

fn cpu() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find_map(|l| l.strip_prefix("model name")?.split_once(':').map(|(_, m)| m.trim().to_owned()));
    model.unwrap_or_else(|| std::env::consts::ARCH.to_owned())
}

fn peak_memory() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1e3)
}
