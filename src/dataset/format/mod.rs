//! The formats of a training set: one folder a format below the output folder, one file a module.
//!
//! Reads [`Example`]s in the order of the set, each with its [`Split`]. Makes, for every wanted [`Format`], files by
//! split that are cut into shards of a chosen size; a document is never cut. The bytes depend on the examples, their
//! order and the options alone. Files are written as `….part` and get their names in [`Writer::finish`], when all are
//! complete; files of the same folders that an earlier run left go away then. Memory: one example and a buffer a file,
//! for Parquet up to [`parquet::GROUP_BYTES`] a split. Cost: what is written, compressed and hashed once.
//!
//! Offsets are in the unit of the program that reads the format: code points, but UTF-16 units for doccano. The module of
//! each names the source.

mod card;
mod conll2002;
mod conllu;
mod doccano;
mod documents;
mod labelstudio;
#[cfg(feature = "parquet")]
mod parquet;
mod prodigy;
mod shard;
mod spacy;
mod statistics;
mod table;
mod text;
mod tokens;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::example::{Example, Split};
use crate::document::EntityType;
use crate::error::{Error, Result};
use crate::io::input::Compression;
use shard::Shards;
use statistics::Statistics;

/// A format of a training set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// A dataset folder of the Hugging Face hub: Parquet shards of documents and a card.
    Hf,
    /// The same as JSON Lines.
    HfJsonl,
    /// Token classification: a sentence a row, as Parquet with a card.
    Tokens,
    /// The same as JSON Lines.
    TokensJsonl,
    /// Two columns, token and IOB2 tag, as at the CoNLL-2002 shared task.
    Conll2002,
    /// CoNLL-U.
    Conllu,
    /// JSON Lines for spaCy, from which `scripts/spacy-docbin` makes a `DocBin`.
    Spacy,
    /// Tasks with predictions for Label Studio.
    LabelStudio,
    /// Tasks with spans for Prodigy.
    Prodigy,
    /// Sequence labelling for doccano.
    Doccano,
    /// Plain text, a document a line.
    Text,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 11] = [
        Format::Hf,
        Format::HfJsonl,
        Format::Tokens,
        Format::TokensJsonl,
        Format::Conll2002,
        Format::Conllu,
        Format::Spacy,
        Format::LabelStudio,
        Format::Prodigy,
        Format::Doccano,
        Format::Text,
    ];

    /// The format of that [name](Format::name).
    pub fn parse(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|f| f.name() == name)
    }

    /// Its name on the command line, also the name of its folder.
    pub fn name(self) -> &'static str {
        match self {
            Format::Hf => "hf",
            Format::HfJsonl => "hf-jsonl",
            Format::Tokens => "tokens",
            Format::TokensJsonl => "tokens-jsonl",
            Format::Conll2002 => "conll2002",
            Format::Conllu => "conllu",
            Format::Spacy => "spacy",
            Format::LabelStudio => "labelstudio",
            Format::Prodigy => "prodigy",
            Format::Doccano => "doccano",
            Format::Text => "text",
        }
    }

    /// What a row of it is.
    pub fn row(self) -> &'static str {
        match self {
            Format::Tokens | Format::TokensJsonl | Format::Conll2002 | Format::Conllu => "sentence",
            _ => "document",
        }
    }

    /// How its files are compressed when `wanted` is: as they are where the program they are for could not read them.
    pub fn compression(self, wanted: Compression) -> Compression {
        match self {
            // `datasets`, pandas and DuckDB open both; readers of lines take any stream.
            Format::HfJsonl | Format::TokensJsonl | Format::Conll2002 | Format::Conllu | Format::Text => {
                wanted
            }
            // srsly, which reads JSON for spaCy, knows gzip.
            Format::Spacy if wanted == Compression::Gzip => wanted,
            // Parquet is compressed inside; the annotation tools import plain files.
            _ => Compression::None,
        }
    }

    /// The ending of its files, without that of the compression.
    fn extension(self) -> &'static str {
        match self {
            Format::Hf | Format::Tokens => "parquet",
            Format::HfJsonl | Format::TokensJsonl | Format::Spacy | Format::Prodigy | Format::Doccano => {
                "jsonl"
            }
            Format::Conll2002 => "conll",
            Format::Conllu => "conllu",
            Format::LabelStudio => "json",
            Format::Text => "txt",
        }
    }

    /// True for a folder that the Hugging Face hub reads: shards below `data/` and a card.
    fn is_hub(self) -> bool {
        matches!(self, Format::Hf | Format::HfJsonl | Format::Tokens | Format::TokensJsonl)
    }

    fn is_parquet(self) -> bool {
        matches!(self, Format::Hf | Format::Tokens)
    }
}

/// What is written, and how.
#[derive(Clone, Debug)]
pub struct WriterOptions {
    /// The wanted formats.
    pub formats: Vec<Format>,
    /// Compression, where the format can have it; see [`Format::compression`].
    pub compression: Compression,
    /// Bytes of data, uncompressed, after which a new file is begun.
    pub shard_bytes: u64,
    /// The entity labels that examples can have, in the order that numbers their tags: `O`, `B-` and `I-` of the first …
    pub labels: Vec<String>,
    /// The names of the signals that every example has, in order.
    pub signals: Vec<String>,
}

impl Default for WriterOptions {
    fn default() -> Self {
        WriterOptions {
            formats: vec![Format::Hf],
            compression: Compression::None,
            // The hub's own default.
            shard_bytes: 500_000_000,
            labels: EntityType::ALL.iter().map(|t| t.as_str().to_owned()).collect(),
            signals: Vec::new(),
        }
    }
}

impl WriterOptions {
    /// The IOB2 tags, by number.
    fn tags(&self) -> Vec<String> {
        let pairs = self.labels.iter().flat_map(|l| [format!("B-{l}"), format!("I-{l}")]);
        std::iter::once("O".to_owned()).chain(pairs).collect()
    }
}

/// What the card says of a set beyond what the writer counted itself.
#[derive(Clone, Debug, Default)]
pub struct CardFacts {
    /// Its name, the heading.
    pub name: String,
    /// The licence of the texts, best as the hub names it (`cc-by-4.0`); `None` where unknown.
    pub licence: Option<String>,
    /// Where the texts come from and what they are, a paragraph of Markdown; may be empty.
    pub description: String,
    /// ISO 639-1 codes, the most frequent first.
    pub languages: Vec<String>,
    /// The seed of the splits.
    pub seed: u64,
    /// The effective configuration as text, shown as it is.
    pub configuration: String,
    /// What was read, what each rule and step took away, what is left: in order, each with its number of documents.
    pub counts: Vec<(String, u64)>,
    /// Further tables: distributions of signals, …
    pub tables: Vec<CardTable>,
}

/// A table of the card.
#[derive(Clone, Debug, Default)]
pub struct CardTable {
    /// Its heading.
    pub title: String,
    /// The names of its columns.
    pub header: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
}

/// A file of the set.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutputFile {
    /// The path below the output folder, with `/`.
    pub path: String,
    /// The format it belongs to.
    pub format: Format,
    /// The split it holds; `None` for a card or configuration.
    pub split: Option<Split>,
    /// Size in bytes.
    pub bytes: u64,
    /// Rows, documents or sentences as [`Format::row`] says; 0 where there is no split.
    pub rows: u64,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
}

/// Writes a training set in several formats at once.
pub struct Writer {
    dir: PathBuf,
    options: WriterOptions,
    outputs: Vec<Shards>,
    statistics: Statistics,
}

impl Writer {
    /// Makes the folders below `dir`, which is made too.
    ///
    /// # Errors
    /// Options that fit no format ([`ErrorKind::Usage`](crate::ErrorKind::Usage)), or what the system says.
    pub fn create(dir: &Path, mut options: WriterOptions) -> Result<Writer> {
        if options.formats.is_empty() {
            return Err(Error::usage("a training set needs a format: name one with --format"));
        }
        let mut seen = BTreeSet::new();
        options.formats.retain(|&f| seen.insert(f));
        if options.shard_bytes == 0 {
            return Err(Error::usage("a shard of 0 bytes holds nothing: choose a larger --shard-size"));
        }
        if !cfg!(feature = "parquet")
            && let Some(f) = options.formats.iter().find(|f| f.is_parquet())
        {
            return Err(Error::usage(format!(
                "this tilshi was built without Parquet: write {0}-jsonl instead of {0}",
                f.name()
            )));
        }
        documents::check(&options)?;
        let outputs = options.formats.iter().map(|&f| Shards::create(dir, f, &options));
        let outputs = outputs.collect::<Result<_>>()?;
        Ok(Writer { dir: dir.to_owned(), options, outputs, statistics: Statistics::default() })
    }

    /// Appends an example.
    ///
    /// # Errors
    /// An entity label or a list of signals that is not in the options, or what the system says.
    pub fn write(&mut self, split: Split, example: &Example) -> Result<()> {
        let unknown = |e: &&super::ExampleEntity| !self.options.labels.contains(&e.label);
        if let Some(e) = example.entities.iter().find(unknown) {
            return Err(Error::usage(format!(
                "document {}: the entity label {} is not among those of the set ({})",
                example.id,
                e.label,
                self.options.labels.join(", ")
            )));
        }
        if !example.signals.iter().map(|(n, _)| n).eq(&self.options.signals) {
            return Err(Error::usage(format!(
                "document {}: its signals are not those of the set ({})",
                example.id,
                self.options.signals.join(", ")
            )));
        }
        self.statistics.add(split, example);
        self.outputs.iter_mut().try_for_each(|o| o.write(split, example))
    }

    /// Ends the files, gives them their names, writes the cards. The files are in the order of the formats, splits and
    /// shards.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(mut self, facts: &CardFacts) -> Result<Vec<OutputFile>> {
        self.outputs.iter_mut().try_for_each(Shards::close)?;
        let mut files = Vec::new();
        for output in self.outputs {
            let format = output.format();
            let published = output.publish()?;
            let extra = match format {
                Format::LabelStudio => Some(("config.xml", labelstudio::config(&self.options.labels))),
                f if f.is_hub() => {
                    Some(("README.md", card::render(f, &published, facts, &self.statistics, &self.options)))
                }
                _ => None,
            };
            files.extend(published.files);
            if let Some((name, content)) = extra {
                files.push(shard::whole(&self.dir, format, name, content.as_bytes())?);
            }
        }
        Ok(files)
    }
}
