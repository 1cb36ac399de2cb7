//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use serde::Deserialize;

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
  tilshi dataset pages/ --out set --rules default  a training set
  tilshi explain page.txt                          one page through every stage, rule by rule

Exit status: 0 all documents done; 1 the run failed (a missing input, an output that cannot be written, a \
lexicon that does not parse); 2 wrong usage or configuration; 3 finished, but some documents were rejected (see \
rejects.jsonl)."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Convert files, folders, globs or standard input to annotated tables.
    Run(Box<RunArgs>),
    /// Make a training set: quality signals, filters, no duplicates, splits, the formats of training programs.
    Dataset(Box<DatasetArgs>),
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

/// What `run` and `dataset` share: how the input is read and annotated.
#[derive(Clone, Debug, Default, Args, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ReadingArgs {
    /// The format of the input files; feed is RSS or Atom [default: auto, by extension, feeds also by their beginning].
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

    /// The language of the input: auto, ru, kk; anything but auto skips detection [default: auto].
    #[arg(long, value_name = "LANG")]
    pub(crate) lang: Option<String>,

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

    /// A lexicon of your own, added to the built-in ones (repeatable).
    #[arg(long, value_name = "FILE")]
    #[serde(default)]
    pub(crate) lexicon: Vec<PathBuf>,

    /// Read options from this file [default: tilshi.toml in the current folder, if it is there].
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    pub(crate) config: Option<PathBuf>,

    /// Worker threads, up to 512 [default: one a core].
    #[arg(long, short = 'j', value_name = "N")]
    pub(crate) threads: Option<usize>,

    /// Stop after so many documents.
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,

    /// End the run at the first document that cannot be read.
    #[arg(long, num_args = 0..=1, default_missing_value = "true", value_name = "BOOL", require_equals = true)]
    pub(crate) strict: Option<bool>,

    /// Reject documents larger than this: bytes, or with K, M, G [default: 16M].
    #[arg(long, value_name = "BYTES")]
    pub(crate) max_document: Option<String>,

    /// Say nothing but errors.
    #[arg(long, short, num_args = 0..=1, default_missing_value = "true", value_name = "BOOL", require_equals = true)]
    pub(crate) quiet: Option<bool>,

    /// Show progress: auto (on a terminal), always, never [default: auto].
    #[arg(long, value_name = "WHEN")]
    pub(crate) progress: Option<When>,
}

impl ReadingArgs {
    /// The first of its options that says how texts are read or annotated, where one does.
    pub(crate) fn analysing(&self) -> Option<&'static str> {
        let given = [
            ("input-format", self.input_format.is_some()),
            ("text-field", self.text_field.is_some()),
            ("id-field", self.id_field.is_some()),
            ("encoding", self.encoding.is_some()),
            ("lang", self.lang.is_some()),
            ("latin-kazakh", self.latin_kazakh.is_some()),
            ("quotes", self.quotes.is_some()),
            ("dashes", self.dashes.is_some()),
            ("ellipses", self.ellipses.is_some()),
            ("lexicon", !self.lexicon.is_empty()),
        ];
        given.into_iter().find(|(_, given)| *given).map(|(name, _)| name)
    }
}

/// Options of `run`. The same names, with `_` or `-`, are the keys of `tilshi.toml`.
#[derive(Clone, Debug, Default, Args, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[command(after_help = "\
Examples:
  tilshi run pages/ --out out
  tilshi run 'news/2024-*/*.html' --out out --to csv,parquet -j 8
  tilshi run feed.csv --text-field body --id-field url --out out
  curl -s https://example.kz/rss | tilshi run - --input-format feed --out out
  zcat dump.gz | tilshi run - --out - --to jsonl > annotated.jsonl
  tilshi run pages/ --out - --to csv:entities | head
  tilshi run big.jsonl.zst --out out --resume      continue after a kill or a full disk

Fields of a record called title or headline, author, url or link, published, published_at, pubDate or date fill the
columns title, author, url and published. So do those of an item of a feed, whose text is its title and content.

Documents that cannot be read go to rejects.jsonl with their reason; the run goes on.")]
pub(crate) struct RunArgs {
    /// Files, folders, globs; `-` reads standard input: JSONL, or what --input-format says.
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

    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) reading: ReadingArgs,

    /// Stages to leave out: zone, normalize, stem, tag.
    #[arg(long, value_name = "STAGE", value_delimiter = ',')]
    #[serde(default)]
    pub(crate) skip: Vec<String>,

    /// Find names by the lexicons and rules alone, without the trained models.
    #[arg(long, num_args = 0..=1, default_missing_value = "true", value_name = "BOOL", require_equals = true)]
    pub(crate) no_model: Option<bool>,

    /// Also write entities that lie inside others.
    #[arg(long, num_args = 0..=1, default_missing_value = "true", value_name = "BOOL", require_equals = true)]
    pub(crate) nested: Option<bool>,

    /// Also write what each stem lost: the column suffixes of tokens (PL+POSS.1PL+LOC in Kazakh).
    #[arg(long, num_args = 0..=1, default_missing_value = "true", value_name = "BOOL", require_equals = true)]
    pub(crate) suffixes: Option<bool>,

    /// Continue a run that was interrupted; the result is the same.
    #[arg(long)]
    #[serde(skip)]
    pub(crate) resume: bool,

    /// Replace a run that is in the folder, or the file that --rejects names.
    #[arg(long, conflicts_with = "resume")]
    #[serde(skip)]
    pub(crate) overwrite: bool,

    /// CSV for spreadsheets: BOM, `;`, CRLF, cells under 32,767 characters, no formulas.
    #[arg(long, num_args = 0..=1, default_missing_value = "true", value_name = "BOOL", require_equals = true)]
    pub(crate) excel: Option<bool>,

    /// Check on every document that the output rebuilds the input.
    #[arg(long, num_args = 0..=1, default_missing_value = "true", value_name = "BOOL", require_equals = true)]
    pub(crate) verify: Option<bool>,

    /// Where rejects go with `--out -` [default: standard error].
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
}

/// Options of `dataset`. Those that it shares with `run` can stand in `tilshi.toml`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tilshi dataset pages/ --out set --rules default --split validation=5%,test=5%
  tilshi dataset out/ --out set                    from a finished run, without analysing it again
  tilshi dataset feed.jsonl --out set --format tokens,conll2002 --text body
  tilshi dataset pages/ --out set --dedup near --threshold 0.8 --keep earliest
  tilshi dataset pages/ --out set --boilerplate-lines 20 --mask per,phone,iin
  tilshi dataset --list-signals                    what rules can ask of
  tilshi dataset --show-rules > my.rules           the default rules, to be changed

What is taken out goes to removed.jsonl with its rule, its signals and its text; clusters of duplicates \
to duplicates.jsonl; what cannot be read to rejects.jsonl. manifest.json says how the set was made.

tilshi.toml holds options of tilshi run; those that stand here too (--input-format to --progress) \
are read from it. The others are dataset's own: they have no key there, only the command line.")]
pub(crate) struct DatasetArgs {
    /// Files, folders, globs, `-` for standard input (JSONL, or what --input-format says); or the folder of a finished run.
    #[arg(value_name = "INPUT")]
    pub(crate) input: Vec<String>,

    /// The folder to write.
    #[arg(long, short, value_name = "DIR", required_unless_present_any = ["list_signals", "show_rules"])]
    pub(crate) out: Option<PathBuf>,

    /// Formats, a folder each: hf, hf-jsonl, tokens, tokens-jsonl, conll2002, conllu, spacy, labelstudio, prodigy,
    /// doccano, text.
    #[arg(long, value_name = "FORMAT", value_delimiter = ',', default_value = "hf")]
    pub(crate) format: Vec<String>,

    /// The text of the examples: original, normalised, body (the normalised text of the content).
    #[arg(long, value_name = "TEXT", default_value = "normalised")]
    pub(crate) text: String,

    /// A rule file, or `default` for the built-in one [default: keep all].
    #[arg(long, value_name = "FILE")]
    pub(crate) rules: Option<String>,

    /// Duplicates to look for: exact, near, none.
    #[arg(long, value_name = "KIND", value_delimiter = ',', default_value = "exact,near")]
    pub(crate) dedup: Vec<String>,

    /// What becomes of duplicates: remove, keep (listed, in one split).
    #[arg(long, value_name = "WHAT", default_value = "remove")]
    pub(crate) duplicates: String,

    /// Which duplicate stays: longest, earliest, first, most-body.
    #[arg(long, value_name = "WHICH", default_value = "longest")]
    pub(crate) keep: String,

    /// Words in a run that near duplicates share.
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(crate) shingle: usize,

    /// Runs of what: stems, keys (words in lower case).
    #[arg(long, value_name = "WHAT", default_value = "stems")]
    pub(crate) shingle_of: String,

    /// Share of runs in common from which two texts are near duplicates.
    #[arg(long, value_name = "SHARE", default_value_t = 0.7)]
    pub(crate) threshold: f64,

    /// Hash functions of a signature.
    #[arg(long, value_name = "N", default_value_t = 128)]
    pub(crate) permutations: usize,

    /// Bands of a signature [default: by threshold and permutations].
    #[arg(long, value_name = "N", requires = "band_rows")]
    pub(crate) bands: Option<usize>,

    /// Rows of a band.
    #[arg(long, value_name = "N", requires = "bands")]
    pub(crate) band_rows: Option<usize>,

    /// Lines in at least so many documents are boilerplate; case, spaces and numbers make no difference (counters, dates)
    /// [default: not looked for].
    #[arg(long, value_name = "N")]
    pub(crate) boilerplate_lines: Option<u32>,

    /// ... and in at least such a share of the documents.
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, requires = "boilerplate_lines")]
    pub(crate) boilerplate_share: f64,

    /// What becomes of boilerplate lines: remove, mark (only measured: repeated_share).
    #[arg(long, value_name = "WHAT", default_value = "remove")]
    pub(crate) boilerplate: String,

    /// Sizes of splits: validation=5%,test=1000, or a first day: test=2024-06-01 [default: all in train].
    #[arg(long, value_name = "SIZES", default_value = "", hide_default_value = true)]
    pub(crate) split: String,

    /// What keeps documents together beside being duplicates: id (nothing), published (time), source.
    #[arg(long, value_name = "WHAT", default_value = "id")]
    pub(crate) split_by: String,

    /// Another seed is another split.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// What becomes a placeholder: per, email, phone, iin, card, account, all.
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub(crate) mask: Vec<String>,

    /// Bytes of a file before the next is begun: a number, or with K, M, G.
    #[arg(long, value_name = "BYTES", default_value = "500M")]
    pub(crate) shard_size: String,

    /// Compression: none, gz, zst, where the format can have it.
    #[arg(long, value_name = "KIND", default_value = "none")]
    pub(crate) compress: String,

    /// The name of the set, for its card [default: the folder's].
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,

    /// The licence of the texts, for the card: cc-by-4.0 …
    #[arg(long, value_name = "NAME")]
    pub(crate) licence: Option<String>,

    /// What the texts are, for the card.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) description: String,

    /// Replace a set that is in the folder.
    #[arg(long)]
    pub(crate) overwrite: bool,

    /// Print the table of signals and attributes, and nothing else.
    #[arg(long)]
    pub(crate) list_signals: bool,

    /// Print the default rules, and nothing else.
    #[arg(long)]
    pub(crate) show_rules: bool,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum InputFormat {
    Auto,
    Txt,
    Jsonl,
    Csv,
    Tsv,
    Html,
    Parquet,
    Feed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
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
    /// A text or HTML file; `-` reads a text from standard input. Of several documents the first is shown.
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

    /// The field that holds the text, in JSONL, CSV, TSV, Parquet [default: text].
    #[arg(long, value_name = "NAME")]
    pub(crate) text_field: Option<String>,

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

    /// The field that holds the text, in JSONL, CSV, TSV, Parquet [default: text].
    #[arg(long, value_name = "NAME")]
    pub(crate) text_field: Option<String>,

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
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    pub(crate) compare: Option<PathBuf>,
}
