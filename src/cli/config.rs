//! What was typed and what `tilshi.toml` says, joined and checked: the plan of a run.
//!
//! A wrong value is named by its flag, or by file, line and key: the file is checked by itself before it is joined.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use clap::builder::PossibleValue;
use clap::{ArgAction, Args, ValueEnum};
use tilshi::document::Document;
use tilshi::io::decode::Encoding;
use tilshi::io::encode::{EncodeOptions, Output, OutputLayers};
use tilshi::io::input::{Format, Inputs};
use tilshi::io::read::ReadOptions;
use tilshi::lang::Lang;
use tilshi::parallel::RunOptions;
use tilshi::stage::normalize::{Dashes, Ellipses, LatinKazakh, NormalizeOptions, Quotes};
use tilshi::{Builder, Error, Pipeline, Result, SWITCHABLE};

use super::args::{InputFormat, ReadingArgs, RunArgs, When};

/// The configuration file that is read where none is named.
const DEFAULT_FILE: &str = "tilshi.toml";

/// More threads than any machine has use for: thousands take longer to start than the work does, and more can take the
/// machine down.
const MOST_THREADS: usize = 512;

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
    pub(crate) threads: usize,
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
        match self.file() {
            Some(path) => self.over(read_config(&path)?).plan(),
            None => self.plan(),
        }
    }

    /// The same of what the file says of reading alone, as a command takes it that has not the options of `run`.
    pub(crate) fn resolve_reading(self) -> Result<Plan> {
        match self.file() {
            Some(path) => {
                let reading = read_config(&path)?.reading;
                self.over(RunArgs { reading, ..RunArgs::default() }).plan()
            }
            None => self.plan(),
        }
    }

    /// The configuration file.
    fn file(&self) -> Option<PathBuf> {
        match &self.reading.config {
            Some(path) => Some(path.clone()),
            None => Some(PathBuf::from(DEFAULT_FILE)).filter(|p| p.is_file()),
        }
    }

    /// True where one output goes to standard output.
    fn streams(&self) -> bool {
        self.out.as_ref().is_some_and(|out| out.as_os_str() == "-")
    }

    /// Checks the values that are one of a few, or a number within bounds; `name` says how an option is called in
    /// messages.
    fn choices(&self, name: impl Fn(&str) -> String) -> Result<Choices> {
        let reading = &self.reading;
        let (outputs, parquet) = outputs(&name("to"), &self.to, self.streams())?;
        if let Some(n) = reading.threads {
            threads(&name("threads"), n)?;
        }
        if let Some(unknown) = self.skip.iter().find(|s| !SWITCHABLE.contains(&s.as_str())) {
            return Err(Error::usage(format!(
                "{} {unknown}: no stage that can be skipped; these can: {}",
                name("skip"),
                SWITCHABLE.join(", ")
            )));
        }
        Ok(Choices {
            outputs,
            parquet,
            layers: layers(&name("layers"), &self.layers)?,
            max_document: match reading.max_document.as_deref() {
                None => None,
                // Offsets are 32-bit: see document/span.rs.
                Some(text) => Some(bytes(&name("max-document"), text, Document::MAX_TEXT as u64)?),
            },
            encoding: encoding(&name("encoding"), reading.encoding.as_deref())?,
            lang: language(&name("lang"), reading.lang.as_deref())?,
            normalize: NormalizeOptions {
                quotes: choice(&name("quotes"), reading.quotes.as_deref(), &QUOTES)?,
                dashes: choice(&name("dashes"), reading.dashes.as_deref(), &DASHES)?,
                ellipses: choice(&name("ellipses"), reading.ellipses.as_deref(), &ELLIPSES)?,
                latin_kazakh: choice(&name("latin-kazakh"), reading.latin_kazakh.as_deref(), &LATIN_KAZAKH)?,
            },
        })
    }

    /// These flags, and what `file` says where they say nothing.
    fn over(self, file: RunArgs) -> RunArgs {
        fn list<T>(flags: Vec<T>, file: Vec<T>) -> Vec<T> {
            if flags.is_empty() { file } else { flags }
        }
        let (reading, given) = (self.reading, file.reading);
        let out = self.out.or(file.out);
        // A file may serve runs to folders, too.
        let file_rejects = file.rejects.filter(|_| out.as_ref().is_some_and(|out| out.as_os_str() == "-"));
        RunArgs {
            input: list(self.input, file.input),
            out,
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
            rejects: self.rejects.or(file_rejects),
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

    /// Where the rows go, and whether those can go there that are asked for.
    fn target(&self, encode: &EncodeOptions) -> Result<Target> {
        let Some(out) = &self.out else {
            return Err(Error::usage("no output: name a folder with --out DIR, or --out - to stream"));
        };
        let target = match (self.streams(), &encode.outputs[..]) {
            (false, _) => Target::Folder(out.clone()),
            (true, &[one, Output::Rejects]) if !encode.parquet => Target::Stream(one),
            (true, _) => {
                return Err(Error::usage(
                    "--out - streams one output: --to jsonl, or one table such as --to csv:entities",
                ));
            }
        };
        match target {
            Target::Stream(_) if self.resume => {
                Err(Error::usage("--resume: a stream cannot be continued; name a folder with --out DIR"))
            }
            Target::Stream(output) if !encode.wants(output) => Err(Error::usage(format!(
                "{} is not among the --layers that are written",
                output.file_name()
            ))),
            Target::Folder(_) if self.rejects.is_some() => Err(Error::usage(format!(
                "--rejects goes with --out -; the rejects of a folder are in its {}",
                Output::Rejects.file_name()
            ))),
            target => self.has_tables(encode).map(|()| target),
        }
    }

    /// Checks that the tables that are named have their layers.
    fn has_tables(&self, encode: &EncodeOptions) -> Result<()> {
        let named =
            |output: &&Output| self.to.iter().any(|to| to.strip_prefix("csv:") == table_name(**output));
        match encode.outputs.iter().filter(named).find(|o| !encode.wants(**o)) {
            None => Ok(()),
            Some(output) => Err(Error::usage(format!(
                "--to csv:{0}: the layer {0} is left out; add it to --layers",
                table_name(*output).unwrap_or_default()
            ))),
        }
    }

    fn plan(self) -> Result<Plan> {
        if self.input.is_empty() {
            return Err(Error::usage("no input: name files, folders or globs, or - for standard input"));
        }
        let Choices { outputs, parquet, layers, max_document, encoding, lang, normalize } =
            self.choices(|key| format!("--{key}"))?;
        let encode = EncodeOptions {
            outputs: outputs.into_iter().chain([Output::Rejects]).collect(),
            layers,
            nested: self.nested.unwrap_or(false),
            excel: self.excel.unwrap_or(false),
            parquet,
            suffixes: self.suffixes.unwrap_or(false),
        };
        let out = self.target(&encode)?;
        let lexicons = read_lexicons(&self.reading.lexicon)?;
        let default = ReadOptions::default();
        let read = ReadOptions {
            text_field: self.reading.text_field.unwrap_or(default.text_field),
            id_field: self.reading.id_field.unwrap_or(default.id_field),
            encoding,
            max_document: max_document.unwrap_or(default.max_document),
        };
        let input_format = self.reading.input_format.unwrap_or(InputFormat::Auto).to_possible_value();
        let input_format = input_format.as_ref().map_or("auto", PossibleValue::get_name);
        let format = Format::parse(input_format);
        let quiet = self.reading.quiet.unwrap_or(false);
        let names = |list: Vec<&str>| serde_json::Value::from(list);
        let mut written: Vec<&str> =
            encode.outputs.iter().filter(|&&o| encode.wants(o)).map(|o| o.file_name()).collect();
        if parquet {
            written.push("parquet");
        }
        let effective = BTreeMap::from([
            ("input", self.input.clone().into()),
            ("input-format", input_format.into()),
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
            ("max-document", read.max_document.into()),
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
            threads: self.reading.threads.unwrap_or_else(|| RunOptions::default().threads),
            limit: self.reading.limit,
            resume: self.resume,
            overwrite: self.overwrite,
            strict: self.reading.strict.unwrap_or(false),
            verify: self.verify.unwrap_or(false),
            rejects: self.rejects,
            quiet,
            progress: if quiet { When::Never } else { self.reading.progress.unwrap_or(When::Auto) },
            effective,
        })
    }
}

/// The values of options that are checked.
struct Choices {
    outputs: Vec<Output>,
    parquet: bool,
    layers: OutputLayers,
    max_document: Option<u64>,
    encoding: Option<Encoding>,
    lang: Option<Lang>,
    normalize: NormalizeOptions,
}

impl Plan {
    /// The folder that rows go to.
    pub(crate) fn folder(&self) -> Option<&Path> {
        match &self.out {
            Target::Folder(dir) => Some(dir),
            Target::Stream(_) => None,
        }
    }

    /// The input files, leaving out those in a folder.
    pub(crate) fn expand(&self, without: Option<&Path>) -> Result<Inputs> {
        let inputs = Inputs::expand_into(&self.inputs, self.format, without)?;
        if inputs.files.is_empty() {
            let why = match inputs.own.is_empty() {
                true => {
                    "nothing to read: no .txt, .jsonl, .csv, .tsv, .html or .parquet file and no feed (also .gz, .zst) in it; name another format with --input-format"
                }
                false => "nothing to read but what tilshi wrote itself; to read that, name its files",
            };
            return Err(Error::input(&self.inputs[0], why));
        }
        Ok(inputs)
    }

    /// How the run is driven, but for records that are done.
    pub(crate) fn driven(&self) -> RunOptions {
        RunOptions {
            threads: self.threads,
            limit: self.limit,
            strict: self.strict,
            verify: self.verify,
            ..RunOptions::default()
        }
    }

    /// What a manifest says of the time a run took, and of the `bytes` of text that it read in that.
    pub(crate) fn timings(&self, bytes: u64, seconds: f64) -> serde_json::Value {
        serde_json::json!({
            "seconds": (seconds * 1000.0).round() / 1000.0,
            "megabytes_per_second": (bytes as f64 / 1e4 / seconds).round() / 100.0,
            "threads": self.threads,
        })
    }

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

/// The name of a CSV table, as `--to csv:NAME` has it.
fn table_name(output: Output) -> Option<&'static str> {
    output.file_name().strip_suffix(".csv")
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

/// Checks a number of threads.
pub(crate) fn threads(option: &str, n: usize) -> Result<()> {
    match n {
        0 => Err(Error::usage(format!("{option} 0: at least 1"))),
        1..=MOST_THREADS => Ok(()),
        _ => Err(Error::usage(format!("{option} {n}: at most {MOST_THREADS}"))),
    }
}

/// The language with this name; `None` for auto.
pub(crate) fn language(option: &str, name: Option<&str>) -> Result<Option<Lang>> {
    match name {
        None | Some("auto") => Ok(None),
        Some(code) => match Lang::parse(code).filter(|l| l.is_analysed()) {
            Some(lang) => Ok(Some(lang)),
            None => Err(Error::usage(format!("{option} {code}: one of auto, ru, kk"))),
        },
    }
}

/// The encoding with this name; `None` for auto.
pub(crate) fn encoding(option: &str, label: Option<&str>) -> Result<Option<Encoding>> {
    match label {
        None | Some("auto") => Ok(None),
        Some(label) => Encoding::parse(label).map(Some).ok_or_else(|| {
            Error::usage(format!(
                "{option} {label}: unknown; try auto, utf-8, windows-1251, koi8-r, ibm866, kz-1048, ptcp154, utf-16le"
            ))
        }),
    }
}

/// The text of a file that a person wrote; where it is none, why.
pub(crate) fn utf8(bytes: Vec<u8>) -> std::result::Result<String, String> {
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        let line = e.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
        format!("line {line}: not UTF-8 at byte {at}; save the file as UTF-8")
    })
}

/// The user's own lexicons: name and text.
pub(crate) fn read_lexicons(paths: &[PathBuf]) -> Result<Vec<(String, String)>> {
    let read = |path: &PathBuf| {
        let bytes = fs::read(path).map_err(|e| Error::usage(format!("{}: {e}", path.display())))?;
        Ok((path.display().to_string(), utf8(bytes).map_err(|why| Error::input(path, why))?))
    };
    paths.iter().map(read).collect()
}

/// The options in a file, checked.
fn read_config(path: &Path) -> Result<RunArgs> {
    let file = path.display();
    let bytes = fs::read(path).map_err(|e| Error::usage(format!("{file}: {e}")))?;
    let text = utf8(bytes).map_err(|why| Error::usage(format!("{file}: {why}")))?;
    let line = |at: Range<usize>| 1 + text[..at.start].matches('\n').count();
    let bad = |at: usize, what: &str| Error::usage(format!("{file}:{at}: {what}"));
    let table: BTreeMap<String, toml::Spanned<toml::Value>> =
        toml::from_str(&text).map_err(|e| bad(line(e.span().unwrap_or_default()), e.message()))?;
    let mut entries: Vec<_> =
        table.into_iter().map(|(key, value)| (line(value.span()), key, value)).collect();
    entries.sort_by_key(|(at, ..)| *at);
    let command = RunArgs::augment_args(clap::Command::new("run"));
    let options: BTreeMap<String, &clap::Arg> =
        command.get_arguments().map(|a| (a.get_id().as_str().replace('_', "-"), a)).collect();
    let mut all = toml::Table::new();
    let mut lines = BTreeMap::new();
    for (at, key, value) in entries {
        let name = key.replace('_', "-");
        let value = value.into_inner();
        let option = match options.get(&name) {
            Some(_) if ["config", "resume", "overwrite"].contains(&name.as_str()) => {
                return Err(bad(at, &format!("{key} is for the command line, not for a file")));
            }
            Some(option) => option,
            None if value.is_table() => {
                return Err(bad(
                    at,
                    &format!("[{key}]: there are no sections; the keys are the options of tilshi run"),
                ));
            }
            None => {
                let near = near(&name, options.keys()).map(|near| format!("; did you mean \"{near}\"?"));
                return Err(bad(
                    at,
                    &format!(
                        "unknown key \"{key}\"{} The keys are the options of tilshi run.",
                        near.as_deref().unwrap_or(".")
                    ),
                ));
            }
        };
        let value = as_option(option, value);
        // One by one, so that a wrong value has its line.
        let one: std::result::Result<RunArgs, _> =
            toml::Table::from_iter([(name.clone(), value.clone())]).try_into();
        if let Err(e) = one {
            let what = e.message().replace("usize", "a whole number").replace("u64", "a whole number");
            return Err(bad(at, &format!("{key}: {what}")));
        }
        lines.insert(name.clone(), at);
        all.insert(name, value);
    }
    let args: RunArgs = all.try_into().map_err(|e: toml::de::Error| bad(1, e.message()))?;
    args.choices(|key| match lines.get(key) {
        Some(at) => format!("{file}:{at}: {key} ="),
        None => format!("{file}: {key}"),
    })?;
    Ok(args)
}

/// The value as the option takes it: a single text where there may be several, and a number of bytes without quotation marks.
fn as_option(option: &clap::Arg, value: toml::Value) -> toml::Value {
    match value {
        toml::Value::String(text) if matches!(option.get_action(), ArgAction::Append) => {
            let several = match option.get_value_delimiter() {
                Some(delimiter) => text.split(delimiter).map(|part| part.trim().into()).collect(),
                None => vec![text.into()],
            };
            toml::Value::Array(several)
        }
        toml::Value::Integer(n) if option.get_id() == "max_document" => n.to_string().into(),
        other => other,
    }
}

/// The option that was probably meant: all but a letter in three are as they should be, and all but two.
fn near<'a>(name: &str, options: impl Iterator<Item = &'a String>) -> Option<&'a str> {
    let most = (name.chars().count() / 3).min(2);
    let distances = options.map(|option| (strsim::osa_distance(name, option), option.as_str()));
    distances.filter(|(distance, _)| *distance <= most).min().map(|(_, option)| option)
}

fn layers(option: &str, names: &[String]) -> Result<OutputLayers> {
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
                    "{option} {other}: one of documents, sentences, tokens, entities"
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
fn outputs(option: &str, formats: &[String], stream: bool) -> Result<(Vec<Output>, bool)> {
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
                return Err(Error::usage(format!(
                    "{option} parquet: this build was made without the feature parquet"
                )));
            }
            other => {
                let table = other.strip_prefix("csv:").map(|name| format!("{name}.csv"));
                match tables.iter().find(|t| Some(t.file_name()) == table.as_deref()) {
                    Some(&table) => outputs.push(table),
                    None => {
                        return Err(Error::usage(format!(
                            "{option} {other}: one of csv, jsonl, parquet, csv:documents, csv:sentences, csv:tokens, csv:entities"
                        )));
                    }
                }
            }
        }
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
    let number = text.trim_end_matches(['B', 'b']);
    let (digits, unit) = match number.char_indices().last() {
        Some((i, 'k' | 'K')) => (&number[..i], 1 << 10),
        Some((i, 'm' | 'M')) => (&number[..i], 1 << 20),
        Some((i, 'g' | 'G')) => (&number[..i], 1 << 30),
        _ => (number, 1),
    };
    match digits.parse::<u64>().ok().and_then(|n| n.checked_mul(unit)) {
        Some(n) if (1..=limit).contains(&n) => Ok(n),
        _ if limit < u64::MAX => Err(Error::usage(format!(
            "{option} {text}: a number of bytes below {}G, such as 16M",
            (limit + 1) >> 30
        ))),
        _ => Err(Error::usage(format!("{option} {text}: a number of bytes, such as 16M or 2G"))),
    }
}
