//! `tilshi bench`: throughput by stage, end to end, by thread count.
//!
//! Times one worker through every stage, then whole runs with a sink that only counts bytes, each several times:
//! the median and the spread. What it measured on stands beside the figures.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tilshi::io::encode::{EncodeOptions, Encoded, Encoder, Output, OutputLayers};
use tilshi::io::input::{InputFile, Inputs};
use tilshi::io::read::{ReadOptions, Records};
use tilshi::parallel::{self, Progress, RunOptions};
use tilshi::stage::Scratch;
use tilshi::{Error, Pipeline, Result};

use super::args::BenchArgs;
use super::{Outcome, print};

/// Everything measured; the form of `--json` and `--compare`.
#[derive(Debug, Serialize, Deserialize)]
struct Report {
    machine: Machine,
    corpus: Corpus,
    /// Nanoseconds a token, by step, on one worker.
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

#[derive(Debug, Serialize, Deserialize)]
struct Corpus {
    documents: u64,
    megabytes: f64,
    tokens: u64,
}

/// The word table of one worker after one pass.
#[derive(Debug, Serialize, Deserialize)]
struct Words {
    distinct: usize,
    probes: u64,
    /// Share of probes that found their word.
    hit_rate: f64,
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
        let median = values.get(values.len() / 2).copied().unwrap_or(0.0);
        let end = |v: Option<&f64>| v.copied().unwrap_or(0.0);
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
    let mut startups = Vec::new();
    let mut pipeline = None;
    for _ in 0..args.runs {
        let started = Instant::now();
        pipeline = Some(Pipeline::builder().build()?);
        startups.push(started.elapsed().as_secs_f64() * 1e3);
    }
    let Some(pipeline) = pipeline else { return Err(Error::usage("--runs 0: at least 1")) };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = match &args.threads[..] {
        [] => std::iter::successors(Some(1), |n| Some(n * 2)).take_while(|&n| n <= cores).collect(),
        given => given.to_vec(),
    };
    let (ns_per_token, corpus, words) = by_stage(&inputs.files, &pipeline, args.runs)?;
    let mut layers = Vec::new();
    for (name, encode) in [
        ("documents,entities as jsonl", options(vec![Output::Jsonl], lean())),
        ("all layers as jsonl and csv", options(Output::ALL.to_vec(), OutputLayers::ALL)),
    ] {
        layers.push(by_threads(name, &encode, &inputs.files, &pipeline, &threads, args.runs, &corpus)?);
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
    let before = args.compare.as_deref().map(read_report).transpose()?;
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
    EncodeOptions { outputs, layers, nested: false, excel: false, parquet: false, suffixes: false }
}

fn read_options() -> ReadOptions {
    ReadOptions {
        text_field: "text".to_owned(),
        id_field: "id".to_owned(),
        encoding: None,
        max_document: 16 << 20,
    }
}

/// Nanoseconds a token by step, in order.
type Steps = Vec<(String, Spread)>;

/// One worker over the whole input: time of reading, each stage, and encoding.
fn by_stage(files: &[InputFile], pipeline: &Pipeline, runs: usize) -> Result<(Steps, Corpus, Words)> {
    let encode = options(Output::ALL.to_vec(), OutputLayers::ALL);
    let read = read_options();
    let names: Vec<&str> = pipeline.stages().collect();
    let mut steps: Vec<Vec<f64>> = vec![Vec::new(); names.len() + 2];
    let mut corpus = Corpus { documents: 0, megabytes: 0.0, tokens: 0 };
    let mut words = Words { distinct: 0, probes: 0, hit_rate: 0.0 };
    for _ in 0..runs {
        let mut stages = vec![Duration::ZERO; names.len()];
        let (mut reading, mut writing) = (Duration::ZERO, Duration::ZERO);
        let mut scratch = Scratch::default();
        let mut encoder = Encoder::new(&encode, pipeline.lexicon());
        let mut out = Encoded::default();
        let mut records = Records::new(files.to_vec(), read.clone(), Arc::default());
        corpus = Corpus { documents: 0, megabytes: 0.0, tokens: 0 };
        loop {
            let started = Instant::now();
            let Some(record) = records.next() else { break };
            let parsed = record.parse(&read);
            reading += started.elapsed();
            let Ok(mut doc) = parsed else { continue };
            scratch.words.trim();
            pipeline.process_timed(&mut doc, &mut scratch, &mut stages);
            let started = Instant::now();
            encoder.document(&doc, &scratch.words, &mut out);
            writing += started.elapsed();
            out.clear();
            corpus.documents += 1;
            corpus.megabytes += doc.text.len() as f64 / 1e6;
            corpus.tokens += doc.tokens.len() as u64;
        }
        let per_token = |spent: Duration| spent.as_secs_f64() * 1e9 / corpus.tokens.max(1) as f64;
        let all = std::iter::once(reading).chain(stages).chain([writing]);
        for (step, spent) in steps.iter_mut().zip(all) {
            step.push(per_token(spent));
        }
        let (distinct, probes) = scratch.words.usage();
        words = Words { distinct, probes, hit_rate: 1.0 - distinct as f64 / probes.max(1) as f64 };
    }
    let names = std::iter::once("read").chain(names).chain(["encode (all layers)"]);
    let steps = names.zip(steps).map(|(name, values)| (name.to_owned(), Spread::of(values))).collect();
    Ok((steps, corpus, words))
}

/// Whole runs by thread count.
fn by_threads(
    name: &str,
    encode: &EncodeOptions,
    files: &[InputFile],
    pipeline: &Pipeline,
    threads: &[usize],
    runs: usize,
    corpus: &Corpus,
) -> Result<Layers> {
    let read = read_options();
    let mut by_threads: Vec<Threads> = Vec::new();
    for &n in threads {
        let mut speeds = Vec::new();
        let mut bytes_written = 0;
        for _ in 0..runs {
            let run = RunOptions { threads: n, ..RunOptions::default() };
            let started = Instant::now();
            let mut written = 0;
            let records = Records::new(files.to_vec(), read.clone(), Arc::default());
            parallel::run(records, &read, pipeline, encode, &run, &Progress::default(), |encoded| {
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
    let _ = writeln!(out, "{} documents, {:.1} MB, {} tokens\n", c.documents, c.megabytes, c.tokens);
    let change = |now: f64, then: Option<f64>| {
        then.map_or(String::new(), |then| format!("  {:+.1} %", (now / then - 1.0) * 100.0))
    };
    let _ = writeln!(out, "{:<24} {:>10}  spread", "one worker", "ns/token");
    for (name, s) in &report.ns_per_token {
        let then = before.and_then(|b| b.ns_per_token.iter().find(|(n, _)| n == name)).map(|(_, s)| s.median);
        let _ = writeln!(
            out,
            "{name:<24} {:>10.1}  {:.1}–{:.1}{}",
            s.median,
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
        "\nword table   {} distinct words, {} probes, {:.2} % known",
        w.distinct,
        w.probes,
        w.hit_rate * 100.0
    );
    let _ = writeln!(out, "start-up     {:.0} ms", report.startup_ms.median);
    if let Some(peak) = report.peak_memory_mb {
        let _ = writeln!(out, "peak memory  {peak:.0} MB");
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
