//! What the user named as input: files, folders, globs, standard input, each expanded to files in order.
//!
//! Reads: paths. Makes: a sorted list of [`InputFile`]s with the base of their ids. Folders are walked
//! recursively, hidden files and files of no known kind are left out (and counted, so that a summary can say so).
//! Cost: one directory entry a file; a list entry of about 200 bytes a file.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use walkdir::WalkDir;

use crate::error::{Error, Result};

/// The kind of an input file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Plain text: a file is a document.
    Txt,
    /// JSON Lines: an object a line.
    Jsonl,
    /// Comma-separated values with a header (`;` where the header has it).
    Csv,
    /// Tab-separated values with a header.
    Tsv,
    /// An HTML page: a file is a document.
    Html,
    /// A Parquet table.
    Parquet,
}

impl Format {
    /// The format with this name, as `--input-format` takes it.
    pub fn parse(name: &str) -> Option<Format> {
        Some(match name {
            "txt" => Format::Txt,
            "jsonl" => Format::Jsonl,
            "csv" => Format::Csv,
            "tsv" => Format::Tsv,
            "html" => Format::Html,
            "parquet" => Format::Parquet,
            _ => return None,
        })
    }

    fn of_extension(extension: &str) -> Option<Format> {
        Some(match extension.to_ascii_lowercase().as_str() {
            "txt" | "text" => Format::Txt,
            "jsonl" | "ndjson" => Format::Jsonl,
            "csv" => Format::Csv,
            "tsv" | "tab" => Format::Tsv,
            "html" | "htm" | "xhtml" => Format::Html,
            "parquet" => Format::Parquet,
            _ => return None,
        })
    }

    /// True where a file is one document.
    pub fn is_single(self) -> bool {
        matches!(self, Format::Txt | Format::Html)
    }
}

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip, also of several members.
    Gzip,
    /// Zstandard, also of several frames.
    Zstd,
}

/// One file to read.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// Where it is; `None` for standard input.
    pub path: Option<PathBuf>,
    /// The path as the user gave it, joined with what lies below.
    pub source: String,
    /// The base of its ids: the path below the given input, with `/`, without the compression suffix.
    pub base: String,
    /// What it holds.
    pub format: Format,
    /// How it is compressed.
    pub compression: Compression,
    /// Its size on disk in bytes; 0 where unknown.
    pub size: u64,
}

/// The inputs of a run.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// The files in the order in which they are read.
    pub files: Vec<InputFile>,
    /// Files of no known kind that folders held, counted by extension.
    pub skipped: BTreeMap<String, u64>,
}

impl Inputs {
    /// Expands what the user named. `format` holds for every file; `None` goes by the extension.
    ///
    /// # Errors
    /// A path or pattern that is nothing, or a folder that cannot be listed.
    pub fn expand(named: &[String], format: Option<Format>) -> Result<Inputs> {
        let mut inputs = Inputs::default();
        for name in named {
            if name == "-" {
                inputs.files.push(InputFile {
                    path: None,
                    source: "-".to_owned(),
                    base: "stdin".to_owned(),
                    format: format.unwrap_or(Format::Jsonl),
                    compression: Compression::None,
                    size: 0,
                });
                continue;
            }
            let path = Path::new(name);
            if path.is_dir() {
                inputs.add_folder(path, format)?;
            } else if path.is_file() || path.exists() {
                inputs.add_file(
                    path,
                    name.clone(),
                    file_name(path),
                    format.or(Some(Format::Txt)),
                    format.is_some(),
                );
            } else if name.contains(['*', '?', '[']) {
                inputs.add_glob(name, format)?;
            } else {
                return Err(Error::input(path, "no such file or folder"));
            }
        }
        Ok(inputs)
    }

    /// Bytes on disk of all files.
    pub fn size(&self) -> u64 {
        self.files.iter().map(|f| f.size).sum()
    }

    fn add_folder(&mut self, folder: &Path, format: Option<Format>) -> Result<()> {
        let walk = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
        let visible =
            |e: &walkdir::DirEntry| e.depth() == 0 || !e.file_name().as_encoded_bytes().starts_with(b".");
        for entry in walk.filter_entry(visible) {
            let entry = entry.map_err(|e| Error::input(e.path().unwrap_or(folder), &e))?;
            if !entry.file_type().is_file() {
                continue;
            }
            let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let base = slashed(below);
            self.add_file(entry.path(), slashed(entry.path()), base, format, format.is_some());
        }
        Ok(())
    }

    fn add_glob(&mut self, pattern: &str, format: Option<Format>) -> Result<()> {
        let bad = |e: &dyn std::fmt::Display| Error::usage(format!("{pattern}: not a pattern: {e}"));
        let paths = glob::glob(pattern).map_err(|e| bad(&e))?;
        let before = self.files.len();
        let fixed: PathBuf =
            Path::new(pattern).components().take_while(|c| !has_wildcard(c.as_os_str())).collect();
        for path in paths {
            let path = path.map_err(|e| Error::input(e.path(), e.error()))?;
            if path.is_dir() {
                continue;
            }
            let base = slashed(path.strip_prefix(&fixed).unwrap_or(&path));
            self.add_file(&path, slashed(&path), base, format.or(Some(Format::Txt)), format.is_some());
        }
        if self.files.len() == before {
            return Err(Error::input(pattern, "no file matches the pattern"));
        }
        Ok(())
    }

    /// Adds a file. `fallback` is its format where the extension tells none (`None`: it is left out), or
    /// always where `forced`.
    fn add_file(
        &mut self,
        path: &Path,
        source: String,
        base: String,
        fallback: Option<Format>,
        forced: bool,
    ) {
        let (stem, compression) = match base.rsplit_once('.') {
            Some((stem, "gz")) => (stem, Compression::Gzip),
            Some((stem, "zst" | "zstd")) => (stem, Compression::Zstd),
            _ => (base.as_str(), Compression::None),
        };
        let extension = stem.rsplit_once('.').map(|(_, e)| e).filter(|e| !e.contains('/'));
        let known = extension.and_then(Format::of_extension);
        let Some(format) = (if forced { fallback } else { known.or(fallback) }) else {
            *self.skipped.entry(extension.unwrap_or("").to_ascii_lowercase()).or_default() += 1;
            return;
        };
        let size = path.metadata().map_or(0, |m| m.len());
        let (path, base) = (Some(path.to_owned()), stem.to_owned());
        self.files.push(InputFile { path, source, base, format, compression, size });
    }
}

fn has_wildcard(part: &OsStr) -> bool {
    part.as_encoded_bytes().iter().any(|b| matches!(b, b'*' | b'?' | b'['))
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| slashed(path), |n| n.to_string_lossy().into_owned())
}

fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}

/// Counts the bytes that pass, for progress.
struct Counting<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

impl InputFile {
    /// Opens the file, decompressed. `read` counts the bytes taken from disk.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(&self, read: Arc<AtomicU64>) -> io::Result<Box<dyn Read + Send>> {
        let raw: Box<dyn Read + Send> = match &self.path {
            Some(path) => Box::new(Counting { inner: File::open(path)?, read }),
            None => Box::new(Counting { inner: io::stdin(), read }),
        };
        Ok(match self.compression {
            Compression::None => raw,
            Compression::Gzip => {
                Box::new(Gzip { file: Some(BufReader::new(raw)), member: None, begun: false })
            }
            Compression::Zstd => Box::new(zstd::stream::read::Decoder::new(raw)?),
        })
    }
}

/// A gzip file of one member or several, which says what is wrong where one is expected and none begins.
struct Gzip {
    /// What is still packed, between members.
    file: Option<BufReader<Box<dyn Read + Send>>>,
    member: Option<flate2::bufread::GzDecoder<BufReader<Box<dyn Read + Send>>>>,
    begun: bool,
}

impl Read for Gzip {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(member) = &mut self.member {
                let n = member.read(buffer)?;
                if n > 0 || buffer.is_empty() {
                    return Ok(n);
                }
                self.file = self.member.take().map(flate2::bufread::GzDecoder::into_inner);
            }
            let Some(file) = &mut self.file else { return Ok(0) };
            let ahead = file.fill_buf()?;
            if ahead.is_empty() && self.begun {
                return Ok(0);
            }
            // A pipe may give one byte at first; the decoder looks at the second then.
            if ahead.is_empty() || !b"\x1f\x8b".starts_with(&ahead[..ahead.len().min(2)]) {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    if self.begun {
                        "something that is not gzip follows the end of the compressed data"
                    } else {
                        "not a gzip file, whatever its name says"
                    },
                ));
            }
            self.begun = true;
            self.member = self.file.take().map(flate2::bufread::GzDecoder::new);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_sorted_and_ids_are_relative() {
        let dir = tempfile::tempdir().expect("folder");
        for name in ["b.txt", "a/x.jsonl.gz", "a/y.html", "a/.hidden.txt", "pic.jpg"] {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
            std::fs::write(path, "x").expect("file");
        }
        let inputs = Inputs::expand(&[dir.path().to_string_lossy().into_owned()], None).expect("inputs");
        let bases: Vec<&str> = inputs.files.iter().map(|f| f.base.as_str()).collect();
        assert_eq!(bases, ["a/x.jsonl", "a/y.html", "b.txt"]);
        assert_eq!(inputs.skipped.get("jpg"), Some(&1));
        assert_eq!(inputs.files[0].compression, Compression::Gzip);
    }

    #[test]
    fn a_missing_input_is_an_error() {
        let error = Inputs::expand(&["no/such".to_owned()], None).expect_err("missing");
        assert_eq!(error.to_string(), "no/such: no such file or folder");
        assert_eq!(error.exit_code(), 1);
    }
}
