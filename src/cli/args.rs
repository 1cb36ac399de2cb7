//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use serde::{Deserialize, Serialize};

/// Russian and Kazakh news text in, clean annotated tables out.
#[derive(Debug, Parser)]
#[command(
    name = "tilshi",
    version,
    max_term_width = 100,
    after_help = "\
Examples:
  tilshi run pages/ --out out                      a folder of saved pages to CSV and JSONL
  tilshi run feed.jsonl.gz --out out --to jsonl    a feed, JSONL only
  tilshi explain page.txt                          one page through every stage, rule by rule

Exit status: 0 all documents done; 1 the run failed; 2 wrong usage or configuration;
3 finished, but some documents were rejected (see rejects.jsonl)."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Convert files, folders, globs or standard input to annotated tables.
    Run(Box<RunArgs>),
    /// Show one text through every stage, and which rule did what.
    Explain(ExplainArgs),
    /// Print every table and column: name, type, unit, meaning.
    Schema(SchemaArgs),
    /// Check lexicons, list their entries, look an alias up.
    Lexicon(LexiconArgs),
    /// Measure throughput by stage, end to end, by thread count.
    Bench(BenchArgs),
    /// Print a completion script for a shell.
    Completions {
        /// bash, zsh, fish, elvish or powershell.
        shell: clap_complete::Shell,
    },
}

/// Options of `run`. The same names, with `_` or `-`, are the keys of `tilshi.toml`.
#[derive(Clone, Debug, Default, Args, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[command(after_help = "\
Examples:
  tilshi run pages/ --out out
  tilshi run 'news/2024-*/*.html' --out out --to csv,parquet -j 8
  tilshi run feed.csv --text-field body --id-field url --out out
  zcat dump.gz | tilshi run - --out - --to jsonl > annotated.jsonl
  tilshi run pages/ --out - --to csv:entities | head
  tilshi run big.jsonl.zst --out out --resume      continue after a kill or a full disk

Documents that cannot be read go to rejects.jsonl with their reason; the run goes on.")]
pub(crate) struct RunArgs {
    /// Files, folders, globs; `-` reads JSONL from standard input.
    #[arg(value_name = "INPUT")]
    #[serde(default)]
    pub(crate) input: Vec<String>,

    /// The folder to write, or `-` to stream one output to standard output.
    #[arg(long, short, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    /// What to write: csv, jsonl, parquet; for `--out -` one of jsonl, csv:documents, csv:sentences, csv:tokens,
    /// csv:entities [default: csv,jsonl].
    #[arg(long, value_name = "FORMAT", value_delimiter = ',')]
    #[serde(default)]
    pub(crate) to: Vec<String>,

    /// Which layers to write: documents, sentences, tokens, entities [default: all].
    #[arg(long, value_name = "LAYER", value_delimiter = ',')]
    #[serde(default)]
    pub(crate) layers: Vec<String>,

    /// The format of the input files [default: auto, by extension].
    #[arg(long, value_name = "FORMAT")]
    pub(crate) input_format: Option<InputFormat>,

    /// The field that holds the text, in JSONL, CSV, TSV, Parquet [default: text].
    #[arg(long, value_name = "NAME")]
    pub(crate) text_field: Option<String>,

    /// The field that holds the id [default: id].
    #[arg(long, value_name = "NAME")]
    pub(crate) id_field: Option<String>,

    /// The encoding of the input: utf-8, windows-1251, koi8-r, ibm866, kz-1048, ptcp154, utf-16le …
    /// [default: auto, found per file].
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,

    /// The language of the input; anything but auto skips detection [default: auto].
    #[arg(long, value_name = "LANG")]
    pub(crate) lang: Option<String>,

    /// Stages to leave out: zone, normalize, stem, tag.
    #[arg(long, value_name = "STAGE", value_delimiter = ',')]
    #[serde(default)]
    pub(crate) skip: Vec<String>,

    /// Kazakh in Latin letters: off leaves it, convert writes it in Cyrillic [default: off].
    #[arg(long, value_name = "MODE")]
    pub(crate) latin_kazakh: Option<String>,

    /// Quotation marks in the normalised text: keep, paired (curly pairs become « »), straight [default: paired].
    #[arg(long, value_name = "STYLE")]
    pub(crate) quotes: Option<String>,

    /// Dashes in the normalised text: keep, rare (only rare ones change), em (also - between spaces) [default: rare].
    #[arg(long, value_name = "STYLE")]
    pub(crate) dashes: Option<String>,

    /// Ellipses in the normalised text: keep, dots, sign [default: keep].
    #[arg(long, value_name = "STYLE")]
    pub(crate) ellipses: Option<String>,

    /// Also write entities that lie inside others.
    #[arg(long, num_args = 0..=1, default_missing_value = "true", value_name = "BOOL", require_equals = true)]
    pub(crate) nested: Option<bool>,

    /// Also write what each stem lost: the column suffixes of tokens (PL+POSS.1PL+LOC in Kazakh).
    #[arg(long, num_args = 0..=1, default_missing_value = "true", value_name = "BOOL", require_equals = true)]
    pub(crate) suffixes: Option<bool>,

    /// A lexicon of your own, added to the built-in ones (repeatable).
    #[arg(long, value_name = "FILE")]
    #[serde(default)]
    pub(crate) lexicon: Vec<PathBuf>,

    /// Read options from this file [default: tilshi.toml in the current folder, if it is there].
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    pub(crate) config: Option<PathBuf>,

    /// Worker threads [default: one a core].
    #[arg(long, short = 'j', value_name = "N")]
    pub(crate) threads: Option<usize>,

    /// Stop after so many documents.
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,

    /// Continue a run that was interrupted; the result is the same.
    #[arg(long)]
    #[serde(skip)]
    pub(crate) resume: bool,

    /// Replace a run that is in the folder.
    #[arg(long, conflicts_with = "resume")]
    #[serde(skip)]
    pub(crate) overwrite: bool,

    /// End the run at the first document that cannot be read.
    #[arg(long, num_args = 0..=1, default_missing_value = "true", value_name = "BOOL", require_equals = true)]
    pub(crate) strict: Option<bool>,

    /// CSV for spreadsheets: BOM, `;`, CRLF, cells under 32,767 characters, no formulas.
    #[arg(long, num_args = 0..=1, default_missing_value = "true", value_name = "BOOL", require_equals = true)]
    pub(crate) excel: Option<bool>,

    /// Check on every document that the output rebuilds the input.
    #[arg(long, num_args = 0..=1, default_missing_value = "true", value_name = "BOOL", require_equals = true)]
    pub(crate) verify: Option<bool>,

    /// Reject documents larger than this: bytes, or with K, M, G [default: 16M].
    #[arg(long, value_name = "BYTES")]
    pub(crate) max_document: Option<String>,

    /// Where rejects go with `--out -` [default: standard error].
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,

    /// Say nothing but errors.
    #[arg(long, short, num_args = 0..=1, default_missing_value = "true", value_name = "BOOL", require_equals = true)]
    pub(crate) quiet: Option<bool>,

    /// Show progress: auto (on a terminal), always, never [default: auto].
    #[arg(long, value_name = "WHEN")]
    pub(crate) progress: Option<When>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum InputFormat {
    Auto,
    Txt,
    Jsonl,
    Csv,
    Tsv,
    Html,
    Parquet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tilshi explain page.txt
  echo 'ҚР СІМ басшысы Мұхтар Тілеуберді' | tilshi explain -
  tilshi explain page.txt --json | jq .entities")]
pub(crate) struct ExplainArgs {
    /// A text or HTML file; `-` reads a text from standard input.
    #[arg(default_value = "-")]
    pub(crate) file: String,

    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,

    /// The language; anything but auto skips detection.
    #[arg(long, value_name = "LANG")]
    pub(crate) lang: Option<String>,

    /// The encoding of the file.
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,

    /// Also write what each stem lost: the column suffixes of tokens (PL+POSS.1PL+LOC in Kazakh).
    #[arg(long, num_args = 0..=1, default_missing_value = "true", value_name = "BOOL", require_equals = true)]
    pub(crate) suffixes: Option<bool>,

    /// A lexicon of your own, added to the built-in ones (repeatable).
    #[arg(long, value_name = "FILE")]
    pub(crate) lexicon: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// How to print it.
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) format: SchemaFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaFormat {
    /// For reading.
    Table,
    /// For programs.
    Json,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tilshi lexicon check                       the built-in lexicons
  tilshi lexicon check my.tsv                a lexicon of your own, beside them
  tilshi lexicon find ТМД-ға                 which entry an inflected alias belongs to
  tilshi lexicon list --type ORG | head")]
pub(crate) struct LexiconArgs {
    #[command(subcommand)]
    pub(crate) command: LexiconCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LexiconCommand {
    /// Validate lexicons; exit status 1 where something is wrong.
    Check {
        /// Lexicons of your own, checked together with the built-in ones.
        files: Vec<PathBuf>,
    },
    /// List the entries.
    List {
        /// Only this type: PER, LOC, ORG, ROLE, EVENT.
        #[arg(long = "type", value_name = "TYPE")]
        kind: Option<String>,
        /// Lexicons of your own.
        #[arg(long)]
        lexicon: Vec<PathBuf>,
    },
    /// Look a name up, in any inflected form.
    Find {
        /// The name.
        alias: String,
        /// Lexicons of your own.
        #[arg(long)]
        lexicon: Vec<PathBuf>,
    },
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tilshi bench corpus.jsonl
  tilshi bench pages/ --threads 1,2,4 --runs 5 --json > bench.json
  tilshi bench pages/ --compare bench.json")]
pub(crate) struct BenchArgs {
    /// Files, folders, globs.
    #[arg(required = true)]
    pub(crate) input: Vec<String>,

    /// Thread counts to measure [default: 1 to the number of cores, doubling].
    #[arg(long, value_delimiter = ',')]
    pub(crate) threads: Vec<usize>,

    /// Runs of each measurement; the median and the spread are shown.
    #[arg(long, default_value_t = 3)]
    pub(crate) runs: usize,

    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,

    /// Show the change against an earlier run's JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) compare: Option<PathBuf>,
}
