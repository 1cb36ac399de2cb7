//! What was typed and what `tilshi.toml` says, joined and checked: the plan of a run.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use tilshi::document::Document;
use tilshi::io::decode::Encoding;
use tilshi::io::encode::{EncodeOptions, Output, OutputLayers};
use tilshi::io::input::Format;
use tilshi::io::read::ReadOptions;
use tilshi::lang::Lang;
use tilshi::stage::normalize::{Dashes, Ellipses, LatinKazakh, NormalizeOptions, Quotes};
use tilshi::{Builder, Error, Pipeline, Result};

use super::args::{InputFormat, ReadingArgs, RunArgs, When};

/// The configuration file that is read where none is named.
const DEFAULT_FILE: &str = "tilshi.toml";

/// Everything a run needs to know.
pub(crate) struct Plan {
    pub(crate) inputs: Vec<String>,
    pub(crate) format: Option<Format>,
    pub(crate) out: Target,
    pub(crate) read: ReadOptions,
    pub(crate) encode: EncodeOptions,
    pub(crate) lang: Option<Lang>,
    pub(crate) skip: Vec<String>,
    pub(crate) normalize: NormalizeOptions,
    pub(crate) no_model: bool,
    pub(crate) lexicons: Vec<(String, String)>,
    pub(crate) threads: Option<usize>,
    pub(crate) limit: Option<u64>,
    pub(crate) resume: bool,
    pub(crate) overwrite: bool,
    pub(crate) strict: bool,
    pub(crate) verify: bool,
    pub(crate) rejects: Option<PathBuf>,
    pub(crate) quiet: bool,
    pub(crate) progress: When,
    /// What the output depends on, for the manifest.
    pub(crate) effective: BTreeMap<&'static str, serde_json::Value>,
}

/// Where the output goes.
pub(crate) enum Target {
    Folder(PathBuf),
    Stream(Output),
}

impl RunArgs {
    /// Joins the flags with the configuration file and checks everything.
    pub(crate) fn resolve(self) -> Result<Plan> {
        let file = match &self.reading.config {
            Some(path) => Some(path.clone()),
            None => Some(PathBuf::from(DEFAULT_FILE)).filter(|p| p.is_file()),
        };
        let args = match file {
            Some(path) => self.over(read_config(&path)?),
            None => self,
        };
        args.plan()
    }

    /// These flags, and what `file` says where they say nothing.
    fn over(self, file: RunArgs) -> RunArgs {
        fn list<T>(flags: Vec<T>, file: Vec<T>) -> Vec<T> {
            if flags.is_empty() { file } else { flags }
        }
        let (reading, given) = (self.reading, file.reading);
        RunArgs {
            input: list(self.input, file.input),
            out: self.out.or(file.out),
            to: list(self.to, file.to),
            layers: list(self.layers, file.layers),
            skip: list(self.skip, file.skip),
            no_model: self.no_model.or(file.no_model),
            nested: self.nested.or(file.nested),
            suffixes: self.suffixes.or(file.suffixes),
            resume: self.resume,
            overwrite: self.overwrite,
            excel: self.excel.or(file.excel),
            verify: self.verify.or(file.verify),
            rejects: self.rejects.or(file.rejects),
            reading: ReadingArgs {
                input_format: reading.input_format.or(given.input_format),
                text_field: reading.text_field.or(given.text_field),
                id_field: reading.id_field.or(given.id_field),
                encoding: reading.encoding.or(given.encoding),
                lang: reading.lang.or(given.lang),
                latin_kazakh: reading.latin_kazakh.or(given.latin_kazakh),
                quotes: reading.quotes.or(given.quotes),
                dashes: reading.dashes.or(given.dashes),
                ellipses: reading.ellipses.or(given.ellipses),
                lexicon: list(reading.lexicon, given.lexicon),
                config: reading.config,
                threads: reading.threads.or(given.threads),
                limit: reading.limit.or(given.limit),
                strict: reading.strict.or(given.strict),
                max_document: reading.max_document.or(given.max_document),
                quiet: reading.quiet.or(given.quiet),
                progress: reading.progress.or(given.progress),
            },
        }
    }

    fn plan(self) -> Result<Plan> {
        if self.input.is_empty() {
            return Err(Error::usage("no input: name files, folders or globs, or - for standard input"));
        }
        let out = self
            .out
            .ok_or_else(|| Error::usage("no output: name a folder with --out DIR, or --out - to stream"))?;
        let layers = layers(&self.layers)?;
        let stream = out.as_os_str() == "-";
        let (outputs, parquet) = outputs(&self.to, stream)?;
        let out = if stream { Target::Stream(outputs[0]) } else { Target::Folder(out) };
        let encode = EncodeOptions {
            outputs: outputs.into_iter().chain([Output::Rejects]).collect(),
            layers,
            nested: self.nested.unwrap_or(false),
            excel: self.excel.unwrap_or(false),
            parquet,
            suffixes: self.suffixes.unwrap_or(false),
        };
        if let Target::Stream(output) = out
            && !encode.wants(output)
        {
            return Err(Error::usage(format!(
                "{} is not among the --layers that are written",
                output.file_name()
            )));
        }
        let max_document = match self.reading.max_document.as_deref() {
            None => 16 << 20,
            Some(text) => bytes("--max-document", text, Document::MAX_TEXT as u64)?,
        };
        let encoding = match self.reading.encoding.as_deref() {
            None | Some("auto") => None,
            Some(label) => Some(Encoding::parse(label).ok_or_else(|| {
                Error::usage(format!("--encoding {label}: unknown; try auto, utf-8, windows-1251, koi8-r, ibm866, kz-1048, ptcp154, utf-16le"))
            })?),
        };
        let lang = language(self.reading.lang.as_deref())?;
        let normalize = NormalizeOptions {
            quotes: choice("--quotes", self.reading.quotes.as_deref(), &QUOTES)?,
            dashes: choice("--dashes", self.reading.dashes.as_deref(), &DASHES)?,
            ellipses: choice("--ellipses", self.reading.ellipses.as_deref(), &ELLIPSES)?,
            latin_kazakh: choice("--latin-kazakh", self.reading.latin_kazakh.as_deref(), &LATIN_KAZAKH)?,
        };
        let lexicons = read_lexicons(&self.reading.lexicon)?;
        if self.reading.threads == Some(0) {
            return Err(Error::usage("--threads 0: at least 1"));
        }
        let read = ReadOptions {
            text_field: self.reading.text_field.unwrap_or_else(|| "text".to_owned()),
            id_field: self.reading.id_field.unwrap_or_else(|| "id".to_owned()),
            encoding,
            max_document,
        };
        let format = match self.reading.input_format {
            None | Some(InputFormat::Auto) => None,
            Some(InputFormat::Txt) => Some(Format::Txt),
            Some(InputFormat::Jsonl) => Some(Format::Jsonl),
            Some(InputFormat::Csv) => Some(Format::Csv),
            Some(InputFormat::Tsv) => Some(Format::Tsv),
            Some(InputFormat::Html) => Some(Format::Html),
            Some(InputFormat::Parquet) => Some(Format::Parquet),
        };
        let names = |list: Vec<&str>| serde_json::Value::from(list);
        let mut written: Vec<&str> =
            encode.outputs.iter().filter(|&&o| encode.wants(o)).map(|o| o.file_name()).collect();
        if parquet {
            written.push("parquet");
        }
        let effective = BTreeMap::from([
            ("input", self.input.clone().into()),
            ("input-format", format.map_or("auto".into(), |f| format!("{f:?}").to_lowercase().into())),
            ("text-field", read.text_field.clone().into()),
            ("id-field", read.id_field.clone().into()),
            ("encoding", encoding.map_or("auto", Encoding::name).into()),
            ("lang", lang.map_or("auto", Lang::as_str).into()),
            ("skip", self.skip.clone().into()),
            ("quotes", name_of(&QUOTES, normalize.quotes).into()),
            ("dashes", name_of(&DASHES, normalize.dashes).into()),
            ("ellipses", name_of(&ELLIPSES, normalize.ellipses).into()),
            ("latin-kazakh", name_of(&LATIN_KAZAKH, normalize.latin_kazakh).into()),
            ("outputs", names(written)),
            ("layers", names(layer_names(layers))),
            ("no-model", self.no_model.unwrap_or(false).into()),
            ("nested", encode.nested.into()),
            ("suffixes", encode.suffixes.into()),
            ("excel", encode.excel.into()),
            ("lexicon", lexicons.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>().into()),
            ("limit", self.reading.limit.into()),
            ("max-document", max_document.into()),
        ]);
        Ok(Plan {
            inputs: self.input,
            format,
            out,
            read,
            encode,
            lang,
            skip: self.skip,
            normalize,
            no_model: self.no_model.unwrap_or(false),
            lexicons,
            threads: self.reading.threads,
            limit: self.reading.limit,
            resume: self.resume,
            overwrite: self.overwrite,
            strict: self.reading.strict.unwrap_or(false),
            verify: self.verify.unwrap_or(false),
            rejects: self.rejects,
            quiet: self.reading.quiet.unwrap_or(false),
            progress: self.reading.progress.unwrap_or(When::Auto),
            effective,
        })
    }
}

impl Plan {
    /// The pipeline of the run. Stems are left out where no output shows them.
    pub(crate) fn pipeline(&self) -> Result<Pipeline> {
        let mut builder = builder(self.lang, &self.lexicons)
            .normalize(self.normalize)
            .rules_only(self.no_model)
            .suffixes(self.encode.suffixes);
        for stage in &self.skip {
            builder = builder.skip(stage);
        }
        if !self.encode.layers.tokens && !self.skip.iter().any(|s| s == "stem") {
            builder = builder.skip("stem");
        }
        builder.build()
    }
}

/// A builder with what several commands share.
pub(crate) fn builder(lang: Option<Lang>, lexicons: &[(String, String)]) -> Builder {
    let mut builder = Pipeline::builder();
    if let Some(lang) = lang {
        builder = builder.lang(lang);
    }
    for (name, text) in lexicons {
        builder = builder.lexicon(name, text);
    }
    builder
}

/// The language that `--lang` names; `None` for auto.
pub(crate) fn language(name: Option<&str>) -> Result<Option<Lang>> {
    match name {
        None | Some("auto") => Ok(None),
        Some(code) => match Lang::parse(code).filter(|l| l.is_analysed()) {
            Some(lang) => Ok(Some(lang)),
            None => Err(Error::usage(format!("--lang {code}: one of auto, ru, kk"))),
        },
    }
}

/// The user's own lexicons: name and text.
pub(crate) fn read_lexicons(paths: &[PathBuf]) -> Result<Vec<(String, String)>> {
    let read = |path: &PathBuf| {
        let bytes = fs::read(path).map_err(|e| Error::input(path, e))?;
        let text = String::from_utf8(bytes)
            .map_err(|e| Error::input(path, format!("not UTF-8 at byte {}", e.utf8_error().valid_up_to())))?;
        Ok((path.display().to_string(), text))
    };
    paths.iter().map(read).collect()
}

fn read_config(path: &Path) -> Result<RunArgs> {
    let text = fs::read_to_string(path).map_err(|e| Error::input(path, e))?;
    let bad = |e: toml::de::Error| Error::usage(format!("{}: {e}", path.display()));
    let table: toml::Table = text.parse().map_err(bad)?;
    let command = RunArgs::augment_args(clap::Command::new("run"));
    let not_keys = ["config", "resume", "overwrite"];
    let known: Vec<String> = command
        .get_arguments()
        .map(|a| a.get_id().as_str().replace('_', "-"))
        .filter(|k| !not_keys.contains(&k.as_str()))
        .collect();
    let mut renamed = toml::Table::new();
    for (key, value) in table {
        let name = key.replace('_', "-");
        if !known.contains(&name) {
            let near = known
                .iter()
                .max_by(|a, b| strsim::jaro_winkler(a, &name).total_cmp(&strsim::jaro_winkler(b, &name)));
            let line = text.lines().position(|l| l.trim_start().starts_with(&key)).map_or(0, |n| n + 1);
            return Err(Error::usage(format!(
                "{}:{line}: unknown key \"{key}\"; did you mean \"{}\"? The keys are the options of tilshi run.",
                path.display(),
                near.map_or("", String::as_str)
            )));
        }
        renamed.insert(name, value);
    }
    renamed.try_into().map_err(bad)
}

fn layers(names: &[String]) -> Result<OutputLayers> {
    if names.is_empty() {
        return Ok(OutputLayers::ALL);
    }
    let mut layers = OutputLayers { documents: false, sentences: false, tokens: false, entities: false };
    for name in names {
        match name.as_str() {
            "documents" => layers.documents = true,
            "sentences" => layers.sentences = true,
            "tokens" => layers.tokens = true,
            "entities" => layers.entities = true,
            other => {
                return Err(Error::usage(format!(
                    "--layers {other}: one of documents, sentences, tokens, entities"
                )));
            }
        }
    }
    Ok(layers)
}

fn layer_names(layers: OutputLayers) -> Vec<&'static str> {
    let all = [
        ("documents", layers.documents),
        ("sentences", layers.sentences),
        ("tokens", layers.tokens),
        ("entities", layers.entities),
    ];
    all.into_iter().filter(|(_, on)| *on).map(|(name, _)| name).collect()
}

/// The CSV and JSONL outputs, and whether Parquet is wanted too.
fn outputs(formats: &[String], stream: bool) -> Result<(Vec<Output>, bool)> {
    let tables = &Output::ALL[..4];
    let default = ["csv".to_owned(), "jsonl".to_owned()];
    let formats = match (formats, stream) {
        ([], true) => &default[1..],
        ([], false) => &default[..],
        (formats, _) => formats,
    };
    let mut outputs = Vec::new();
    let mut parquet = false;
    for format in formats {
        match format.as_str() {
            "jsonl" => outputs.push(Output::Jsonl),
            "csv" => outputs.extend(tables),
            "parquet" if cfg!(feature = "parquet") => parquet = true,
            "parquet" => {
                return Err(Error::usage("--to parquet: this build was made without the feature parquet"));
            }
            other => {
                let table = other.strip_prefix("csv:").map(|name| format!("{name}.csv"));
                match tables.iter().find(|t| Some(t.file_name()) == table.as_deref()) {
                    Some(&table) => outputs.push(table),
                    None => {
                        return Err(Error::usage(format!(
                            "--to {other}: one of csv, jsonl, parquet, csv:documents, csv:sentences, csv:tokens, csv:entities"
                        )));
                    }
                }
            }
        }
    }
    if stream && (outputs.len() != 1 || parquet) {
        return Err(Error::usage(
            "--out - streams one output: --to jsonl, or one table such as --to csv:entities",
        ));
    }
    Ok((outputs, parquet))
}

const QUOTES: [(&str, Quotes); 3] =
    [("keep", Quotes::Keep), ("paired", Quotes::Paired), ("straight", Quotes::Straight)];
const DASHES: [(&str, Dashes); 3] = [("keep", Dashes::Keep), ("rare", Dashes::Rare), ("em", Dashes::Em)];
const ELLIPSES: [(&str, Ellipses); 3] =
    [("keep", Ellipses::Keep), ("dots", Ellipses::Dots), ("sign", Ellipses::Sign)];
const LATIN_KAZAKH: [(&str, LatinKazakh); 2] = [("off", LatinKazakh::Off), ("convert", LatinKazakh::Convert)];

/// One of a few names; the type's default where none was given.
fn choice<T: Copy + Default>(option: &str, value: Option<&str>, all: &[(&str, T)]) -> Result<T> {
    value.map_or(Ok(T::default()), |value| named(option, value, all))
}

/// What a name means, one of a few.
pub(crate) fn named<T: Copy>(option: &str, value: &str, all: &[(&str, T)]) -> Result<T> {
    all.iter().find(|(name, _)| *name == value).map(|(_, choice)| *choice).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
        Error::usage(format!("{option} {value}: one of {}", names.join(", ")))
    })
}

/// The name of a choice.
pub(crate) fn name_of<T: Copy + PartialEq>(all: &[(&'static str, T)], choice: T) -> &'static str {
    all.iter().find(|(_, c)| *c == choice).map_or("", |(name, _)| name)
}

/// A number of bytes up to `limit`: `1000`, `64K`, `16M`, `2G`.
pub(crate) fn bytes(option: &str, text: &str, limit: u64) -> Result<u64> {
    let (digits, unit) = match text.trim_end_matches(['B', 'b']).char_indices().last() {
        Some((i, 'k' | 'K')) => (&text[..i], 1 << 10),
        Some((i, 'm' | 'M')) => (&text[..i], 1 << 20),
        Some((i, 'g' | 'G')) => (&text[..i], 1 << 30),
        _ => (text, 1),
    };
    match digits.parse::<u64>().ok().and_then(|n| n.checked_mul(unit)) {
        Some(n) if (1..=limit).contains(&n) => Ok(n),
        _ if limit < u64::MAX => Err(Error::usage(format!(
            "{option} {text}: a number of bytes up to {}G, such as 16M",
            (limit + 1) >> 30
        ))),
        _ => Err(Error::usage(format!("{option} {text}: a number of bytes, such as 16M or 2G"))),
    }
}
