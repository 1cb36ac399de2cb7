//! The files of one format: by split, cut into shards, written beside their names until all are complete.
//!
//! Shards of a hub folder are `data/train-00000-of-00002.parquet`, as the hub's own library names them; elsewhere a
//! split that fits one file is `train.conllu`, one that does not `train-00000-of-00002.conllu`. Until then they are
//! `train-00000.conllu.part`, and gone, with the folder made for them, where the set is not finished.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

#[cfg(feature = "parquet")]
use super::parquet::ParquetShard;
use super::table::Field;
use super::{Format, OutputFile, WriterOptions};
use super::{conll2002, conllu, doccano, documents, labelstudio, prodigy, spacy, text, tokens};
use crate::dataset::spill::Temporary;
use crate::dataset::{Example, Split};
use crate::error::{Error, Result};
use crate::io::input::Compression;

/// A file whose bytes are counted and digested on the way.
pub(super) struct Digested {
    file: File,
    digest: Sha256,
    bytes: u64,
}

impl Write for Digested {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.file.write(bytes)?;
        self.digest.update(&bytes[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Where a shard's bytes go.
pub(super) type Sink = BufWriter<Digested>;

fn sink(path: &Path) -> Result<Sink> {
    let file = File::create(path).map_err(|e| Error::output(path, e))?;
    Ok(BufWriter::with_capacity(256 << 10, Digested { file, digest: Sha256::new(), bytes: 0 }))
}

fn unbuffered(sink: Sink) -> io::Result<Digested> {
    sink.into_inner().map_err(io::IntoInnerError::into_error)
}

/// A format whose rows are text.
struct TextFormat {
    /// What stands before the first document, between two and after the last.
    frame: [&'static str; 3],
    append: Append,
}

/// Appends a document's rows.
type Append = fn(&Example, &Layout, &mut Vec<u8>) -> Rows;

/// What the rows of a format look like.
pub(super) struct Layout {
    /// The columns of a table; empty for a format that is none.
    pub(super) fields: Vec<Field>,
    /// The entity labels in order.
    pub(super) labels: Vec<String>,
}

/// What a document became.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Rows {
    pub(super) rows: u64,
    /// Their bytes in memory as Arrow arrays; 0 where the format is no table.
    pub(super) memory: u64,
}

impl Rows {
    /// So many rows of no table.
    pub(super) fn of(rows: u64) -> Rows {
        Rows { rows, memory: 0 }
    }
}

const LINES: [&str; 3] = ["", "", ""];

impl TextFormat {
    fn of(format: Format) -> TextFormat {
        let (frame, append): (_, Append) = match format {
            Format::Hf | Format::HfJsonl => (LINES, documents::json),
            Format::Tokens | Format::TokensJsonl => (LINES, tokens::json),
            Format::Conll2002 => (LINES, conll2002::append),
            Format::Conllu => (LINES, conllu::append),
            Format::Spacy => (LINES, spacy::append),
            Format::LabelStudio => (["[\n", ",\n", "\n]\n"], labelstudio::append),
            Format::Prodigy => (LINES, prodigy::append),
            Format::Doccano => (LINES, doccano::append),
            Format::Text => (LINES, text::append),
        };
        TextFormat { frame, append }
    }
}

/// A text file, compressed or not.
enum Packed {
    Plain(Sink),
    Gzip(flate2::write::GzEncoder<Sink>),
    Zstd(zstd::stream::write::Encoder<'static, Sink>),
}

/// Levels at which the compressors do well for their time; gzip's and Zstandard's own defaults.
const GZIP_LEVEL: u32 = 6;
const ZSTD_LEVEL: i32 = 3;

impl Packed {
    fn new(sink: Sink, compression: Compression) -> io::Result<Packed> {
        Ok(match compression {
            Compression::None => Packed::Plain(sink),
            // No time and no name in the header: the same bytes for the same rows.
            Compression::Gzip => {
                Packed::Gzip(flate2::write::GzEncoder::new(sink, flate2::Compression::new(GZIP_LEVEL)))
            }
            Compression::Zstd => {
                let mut encoder = zstd::stream::write::Encoder::new(sink, ZSTD_LEVEL)?;
                encoder.include_checksum(true)?;
                Packed::Zstd(encoder)
            }
        })
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Packed::Plain(w) => w.write_all(bytes),
            Packed::Gzip(w) => w.write_all(bytes),
            Packed::Zstd(w) => w.write_all(bytes),
        }
    }

    fn finish(self) -> io::Result<Sink> {
        match self {
            Packed::Plain(w) => Ok(w),
            Packed::Gzip(w) => w.finish(),
            Packed::Zstd(w) => w.finish(),
        }
    }
}

/// The inside of a shard.
enum Body {
    Text(Box<Packed>),
    #[cfg(feature = "parquet")]
    Parquet(Box<ParquetShard>),
}

/// A shard being written.
struct Open {
    body: Body,
    /// Bytes of data so far, uncompressed.
    data: u64,
    rows: u64,
    documents: u64,
    part: Temporary,
}

/// A shard that waits for its name.
struct Done {
    part: Temporary,
    rows: u64,
    bytes: u64,
    sha256: String,
}

/// The folders of a format, outermost first, taken away where they are left empty unless they are kept.
struct Folders(Vec<PathBuf>);

impl Folders {
    fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for Folders {
    fn drop(&mut self) {
        // One that holds something stays.
        self.0.iter().rev().for_each(|dir| drop(fs::remove_dir(dir)));
    }
}

/// The shards of a split.
#[derive(Default)]
struct SplitShards {
    open: Option<Open>,
    done: Vec<Done>,
    memory: u64,
}

/// What a format holds of a split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) split: Split,
    pub(super) rows: u64,
    /// Bytes on disk.
    pub(super) bytes: u64,
    /// Bytes in memory as Arrow arrays; 0 where the format is no table.
    pub(super) memory: u64,
}

/// The files of a format under their names.
pub(super) struct Published {
    pub(super) files: Vec<OutputFile>,
    pub(super) held: Vec<Held>,
    pub(super) fields: Vec<Field>,
}

/// All shards of a format.
pub(super) struct Shards {
    format: Format,
    compression: Compression,
    /// Where the shards are.
    dir: PathBuf,
    text: TextFormat,
    layout: Layout,
    shard_bytes: u64,
    splits: [SplitShards; 3],
    buffer: Vec<u8>,
    /// Behind the shards in them.
    folders: Folders,
}

impl Shards {
    /// Makes the folder of `format` below `out`.
    pub(super) fn create(out: &Path, format: Format, options: &WriterOptions) -> Result<Shards> {
        let mut dir = out.join(format.name());
        let mut folders = Folders(vec![dir.clone()]);
        if format.is_hub() {
            dir.push("data");
            folders.0.push(dir.clone());
        }
        let fields = match format {
            Format::Hf | Format::HfJsonl => documents::fields(options),
            Format::Tokens | Format::TokensJsonl => tokens::fields(options),
            _ => Vec::new(),
        };
        fs::create_dir_all(&dir).map_err(|e| Error::output(&dir, e))?;
        Ok(Shards {
            format,
            compression: format.compression(options.compression),
            dir,
            text: TextFormat::of(format),
            layout: Layout { fields, labels: options.labels.clone() },
            shard_bytes: options.shard_bytes,
            splits: Default::default(),
            buffer: Vec::new(),
            folders,
        })
    }

    pub(super) fn format(&self) -> Format {
        self.format
    }

    /// Appends an example, beginning a shard where the last one is full.
    pub(super) fn write(&mut self, split: Split, example: &Example) -> Result<()> {
        // A document without a sentence has no row there, and a split without a row cannot be loaded.
        if self.format.row() == "sentence" && tokens::sentences(example).next().is_none() {
            return Ok(());
        }
        let at = split as usize;
        if self.splits[at].open.is_none() {
            self.splits[at].open = Some(self.begin(split)?);
        }
        let shards = &mut self.splits[at];
        let Some(open) = &mut shards.open else { return Ok(()) };
        let appended = match &mut open.body {
            Body::Text(packed) => {
                self.buffer.clear();
                let [before, between, _] = self.text.frame;
                let frame = if open.documents == 0 { before } else { between };
                self.buffer.extend_from_slice(frame.as_bytes());
                let appended = (self.text.append)(example, &self.layout, &mut self.buffer);
                packed.write_all(&self.buffer).map_err(|e| Error::output(open.part.path(), e))?;
                open.data += self.buffer.len() as u64;
                appended
            }
            #[cfg(feature = "parquet")]
            Body::Parquet(file) => {
                let appended = match self.format {
                    Format::Tokens => tokens::push(example, &self.layout, file),
                    _ => documents::push(example, file),
                };
                file.cut(open.part.path())?;
                open.data += appended.memory;
                appended
            }
        };
        open.rows += appended.rows;
        shards.memory += appended.memory;
        open.documents += 1;
        if open.data >= self.shard_bytes {
            self.end(split)?;
        }
        Ok(())
    }

    fn begin(&self, split: Split) -> Result<Open> {
        let number = self.splits[split as usize].done.len();
        let name = format!("{}-{number:05}.{}.part", split.as_str(), self.format.extension());
        let path = self.dir.join(name);
        let sink = sink(&path)?;
        let part = Temporary::new(&path);
        let body = match self.format {
            #[cfg(feature = "parquet")]
            Format::Hf | Format::Tokens => {
                Body::Parquet(Box::new(ParquetShard::new(sink, &self.layout.fields, &path)?))
            }
            _ => Body::Text(Box::new(
                Packed::new(sink, self.compression).map_err(|e| Error::output(&path, e))?,
            )),
        };
        Ok(Open { body, data: 0, rows: 0, documents: 0, part })
    }

    /// Ends the open shard of a split.
    fn end(&mut self, split: Split) -> Result<()> {
        let shards = &mut self.splits[split as usize];
        let Some(Open { body, part, rows, .. }) = shards.open.take() else { return Ok(()) };
        let fail = |e| Error::output(part.path(), e);
        let sink = match body {
            Body::Text(mut packed) => {
                packed.write_all(self.text.frame[2].as_bytes()).map_err(fail)?;
                packed.finish().map_err(fail)?
            }
            #[cfg(feature = "parquet")]
            Body::Parquet(file) => file.finish(part.path())?,
        };
        let Digested { digest, bytes, .. } = unbuffered(sink).map_err(fail)?;
        shards.done.push(Done { part, rows, bytes, sha256: format!("{:x}", digest.finalize()) });
        Ok(())
    }

    /// Completes every shard; they keep their working names.
    pub(super) fn close(&mut self) -> Result<()> {
        Split::ALL.into_iter().try_for_each(|split| self.end(split))
    }

    /// Gives the shards their names, and takes away those that an earlier run left under such names.
    pub(super) fn publish(self) -> Result<Published> {
        let Shards { format, compression, dir, splits, layout, folders, .. } = self;
        let ending = match compression {
            Compression::None => format.extension().to_owned(),
            Compression::Gzip => format!("{}.gz", format.extension()),
            Compression::Zstd => format!("{}.zst", format.extension()),
        };
        let below =
            if format.is_hub() { format!("{}/data", format.name()) } else { format.name().to_owned() };
        let (mut files, mut held) = (Vec::new(), Vec::new());
        for (split, shards) in Split::ALL.into_iter().zip(splits) {
            let of = shards.done.len();
            let rows = shards.done.iter().map(|d| d.rows).sum();
            let bytes = shards.done.iter().map(|d| d.bytes).sum();
            if of > 0 {
                held.push(Held { split, rows, bytes, memory: shards.memory });
            }
            for (i, done) in shards.done.into_iter().enumerate() {
                let name = match of {
                    1 if !format.is_hub() => format!("{}.{ending}", split.as_str()),
                    _ => format!("{}-{i:05}-of-{of:05}.{ending}", split.as_str()),
                };
                let path = dir.join(&name);
                fs::rename(done.part.path(), &path).map_err(|e| Error::output(&path, e))?;
                files.push(OutputFile {
                    path: format!("{below}/{name}"),
                    format,
                    split: Some(split),
                    bytes: done.bytes,
                    rows: done.rows,
                    sha256: done.sha256,
                });
            }
        }
        remove_stale(&dir, format, &files)?;
        folders.keep();
        Ok(Published { files, held, fields: layout.fields })
    }
}

/// Takes away files of `dir` that bear the name of a shard of `format` and are not among `files`.
fn remove_stale(dir: &Path, format: Format, files: &[OutputFile]) -> Result<()> {
    let fail = |e| Error::output(dir, e);
    for entry in fs::read_dir(dir).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let made = files.iter().any(|f| f.path.rsplit('/').next() == Some(&name));
        if !made && is_shard_name(&name, format) {
            fs::remove_file(entry.path()).map_err(|e| Error::output(entry.path(), e))?;
        }
    }
    Ok(())
}

/// True for a name that [`Shards`] gives, finished or not.
fn is_shard_name(name: &str, format: Format) -> bool {
    let number = |t: &str| t.len() >= 5 && t.bytes().all(|b| b.is_ascii_digit());
    let Some(rest) = Split::ALL.iter().find_map(|s| name.strip_prefix(s.as_str())) else { return false };
    let Some((numbers, ending)) = rest.split_once('.') else { return false };
    let ending = ending.strip_suffix(".part").unwrap_or(ending);
    let ending = ending.strip_suffix(".gz").or_else(|| ending.strip_suffix(".zst")).unwrap_or(ending);
    let numbered = match numbers.strip_prefix('-').map(|n| n.split_once("-of-").unwrap_or((n, "00000"))) {
        Some((i, of)) => number(i) && number(of),
        None => numbers.is_empty(),
    };
    numbered && ending == format.extension()
}

/// Writes a small file at once, under its name only when complete.
pub(super) fn whole(out: &Path, format: Format, name: &str, content: &[u8]) -> Result<OutputFile> {
    let path = out.join(format.name()).join(name);
    let part = out.join(format.name()).join(format!("{name}.part"));
    let fail = |e| Error::output(&path, e);
    let mut sink = sink(&part)?;
    sink.write_all(content).map_err(fail)?;
    let Digested { digest, bytes, .. } = unbuffered(sink).map_err(fail)?;
    fs::rename(&part, &path).map_err(fail)?;
    Ok(OutputFile {
        path: format!("{}/{name}", format.name()),
        format,
        split: None,
        bytes,
        rows: 0,
        sha256: format!("{:x}", digest.finalize()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_names_are_taken_away() {
        let is = |name| is_shard_name(name, Format::HfJsonl);
        for name in [
            "train-00000-of-00012.jsonl.gz",
            "test.jsonl",
            "validation-00001.jsonl.part",
            "train-00000.jsonl",
        ] {
            assert!(is(name), "{name}");
        }
        for name in [
            "training.jsonl",
            "train-1-of-2.jsonl",
            "train-00000-of-00001.parquet",
            "README.md",
            "train.jsonl.bak",
        ] {
            assert!(!is(name), "{name}");
        }
    }
}
