//! What the user named as input: files, folders, globs, standard input, each expanded to files in order.
//!
//! Reads: paths. Makes: a sorted list of [`InputFile`]s with the base of their ids. Folders are walked
//! recursively; hidden files are left out, of patterns too unless they have the point, and, counted so that a summary can say
//! so: files of no known kind, unless a pattern names their extension, what tilshi itself wrote (a run is no input of the
//! next), links that lead back to a folder they are in, what is no regular file, and paths that were named before. What is there and cannot be opened, such as a dangling link or a locked folder, is an
//! input like any other: reading it makes a reject.
//!
//! A file of no known kind, or in `.xml`, is looked into: one that begins as a feed is read as one.
//!
//! Cost: one directory entry a file, two looks for a manifest a folder, a read of 64 KB a file of no known kind; a list entry of about 200 bytes a file, and its
//! path once more where several inputs are named.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use glob::MatchOptions;
use serde::Deserialize;
use walkdir::WalkDir;

use super::feed::is_feed;
use super::output::{CHECKPOINT, MANIFEST, run_files};
use crate::error::{Error, Result};

/// The kind of an input file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
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
    /// An RSS or Atom feed.
    Feed,
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
            "feed" => Format::Feed,
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
            "rss" | "atom" => Format::Feed,
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
#[non_exhaustive]
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
#[non_exhaustive]
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
#[non_exhaustive]
pub struct Inputs {
    /// The files in the order in which they are read.
    pub files: Vec<InputFile>,
    /// Files of no known kind that folders held or patterns met, counted by extension.
    pub skipped: BTreeMap<String, u64>,
    /// Folders where what tilshi itself wrote was left out.
    pub own: BTreeSet<String>,
    /// Links that lead back to a folder they are in.
    pub loops: BTreeSet<String>,
    /// Pipes, sockets, devices in folders.
    pub special: u64,
    /// Paths that were named more than once.
    pub repeated: u64,
}

impl Inputs {
    /// Expands what the user named. `format` holds for every file; `None` goes by the extension.
    ///
    /// # Errors
    /// A path or pattern that is nothing.
    pub fn expand(named: &[String], format: Option<Format>) -> Result<Inputs> {
        Inputs::expand_into(named, format, None)
    }

    /// The same, leaving out the folder `out`, to which rows will go, wherever a folder or pattern would take it in.
    ///
    /// # Errors
    /// As [`Inputs::expand`].
    pub fn expand_into(named: &[String], format: Option<Format>, out: Option<&Path>) -> Result<Inputs> {
        let mut expansion = Expansion {
            inputs: Inputs::default(),
            format,
            // A folder that is not there yet is in none.
            out: out.and_then(|path| fs::canonicalize(path).ok()),
            seen: (named.len() > 1).then(HashSet::new),
        };
        named.iter().try_for_each(|name| expansion.add(name))?;
        Ok(expansion.inputs)
    }

    /// Bytes on disk of all files.
    pub fn size(&self) -> u64 {
        self.files.iter().map(|f| f.size).sum()
    }
}

/// Whether a pattern asks for hidden files or folders: `.ht*` does, `*` does not.
fn names_hidden(pattern: &str) -> bool {
    Path::new(pattern).iter().any(|part| is_hidden(part) && has_wildcard(&part.to_string_lossy()))
}

/// What makes a name a pattern.
const WILDCARDS: [char; 3] = ['*', '?', '['];

/// Inputs being gathered.
struct Expansion {
    inputs: Inputs,
    format: Option<Format>,
    /// The folder that will be written, without links.
    out: Option<PathBuf>,
    /// Paths taken so far, where there can be one twice.
    seen: Option<HashSet<PathBuf>>,
}

impl Expansion {
    fn add(&mut self, name: &str) -> Result<()> {
        let path = Path::new(name);
        if name == "-" {
            self.inputs.files.push(InputFile {
                path: None,
                source: "-".to_owned(),
                base: "stdin".to_owned(),
                format: self.format.unwrap_or(Format::Jsonl),
                compression: Compression::None,
                size: 0,
            });
        } else if path.is_dir() {
            self.add_folder(path);
        } else if path.exists() {
            self.add_file(path, name.to_owned(), file_name(path), Some(Format::Txt));
        } else if has_wildcard(name) {
            self.add_glob(name)?;
        } else {
            return Err(Error::input(path, "no such file or folder"));
        }
        Ok(())
    }

    fn add_folder(&mut self, folder: &Path) {
        let mine = written_in(folder);
        let (mut own, mut loops) = (Vec::new(), Vec::new());
        let out = self.out.clone();
        let wanted = |e: &walkdir::DirEntry| {
            if e.depth() == 0 {
                return true;
            }
            if is_hidden(e.file_name()) {
                return false;
            }
            if !e.file_type().is_dir() {
                return true;
            }
            match apart(e.path(), out.as_deref()) {
                Some(Apart::Loop) => loops.push(slashed(e.path())),
                Some(Apart::Own) => own.push(slashed(e.path())),
                None => return true,
            }
            false
        };
        let walk = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
        for entry in walk.filter_entry(wanted) {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) if !entry.file_type().is_file() => self.inputs.special += 1,
                Ok(entry) => {
                    let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
                    if is_among(below, mine.as_ref()) {
                        self.inputs.own.insert(slashed(folder));
                    } else {
                        self.add_file(entry.path(), slashed(entry.path()), slashed(below), None);
                    }
                }
                Err(e) => {
                    let path = e.path().unwrap_or(folder);
                    let below = match path.strip_prefix(folder) {
                        Ok(below) if below.as_os_str().is_empty() => {
                            Path::new(folder.file_name().unwrap_or_default())
                        }
                        Ok(below) => below,
                        Err(_) => path,
                    };
                    // What cannot be looked at is not filtered: editors make dangling links with hidden names.
                    if below.iter().any(is_hidden) {
                        continue;
                    }
                    match e.loop_ancestor() {
                        Some(_) => drop(self.inputs.loops.insert(slashed(path))),
                        None => self.add_unreadable(path, slashed(below)),
                    }
                }
            }
        }
        self.inputs.own.extend(own);
        self.inputs.loops.extend(loops);
    }

    fn add_glob(&mut self, pattern: &str) -> Result<()> {
        let bad = |e: &dyn std::fmt::Display| Error::usage(format!("{pattern}: not a pattern: {e}"));
        // The option leaves out all that is hidden, also what the pattern names.
        let options =
            MatchOptions { require_literal_leading_dot: !names_hidden(pattern), ..MatchOptions::default() };
        let paths = glob::glob_with(pattern, options).map_err(|e| bad(&e))?;
        let fallback = names_kind(pattern).then_some(Format::Txt);
        let before = self.met();
        let fixed: PathBuf = Path::new(pattern)
            .components()
            .take_while(|c| !has_wildcard(&c.as_os_str().to_string_lossy()))
            .collect();
        let mine = written_in(&fixed);
        let mut known = HashMap::new();
        for path in paths {
            let (path, readable) = match path {
                Ok(path) => (path, true),
                Err(e) => (e.path().to_owned(), false),
            };
            let below = path.strip_prefix(&fixed).unwrap_or(&path);
            if self.leaves_out(&fixed, below, &mut known) || readable && path.is_dir() {
                continue;
            }
            if is_among(below, mine.as_ref()) {
                self.inputs.own.insert(slashed(&fixed));
            } else if !readable {
                self.add_unreadable(&path, slashed(below));
            } else if path.exists() && !path.is_file() {
                self.inputs.special += 1;
            } else {
                self.add_file(&path, slashed(&path), slashed(below), fallback);
            }
        }
        if self.met() == before {
            return Err(Error::input(pattern, "no file matches the pattern"));
        }
        Ok(())
    }

    /// What was found so far, read or left out.
    fn met(&self) -> u64 {
        let Inputs { files, skipped, own, repeated, .. } = &self.inputs;
        files.len() as u64 + skipped.values().sum::<u64>() + own.len() as u64 + repeated
    }

    /// Whether one of the folders between `fixed` and what a pattern found below it is not to be read, which is noted.
    fn leaves_out(
        &mut self,
        fixed: &Path,
        below: &Path,
        known: &mut HashMap<PathBuf, Option<Apart>>,
    ) -> bool {
        let mut folders: Vec<&Path> = below.ancestors().skip(1).collect();
        // The last is none.
        folders.pop();
        for folder in folders.into_iter().rev().map(|folder| fixed.join(folder)) {
            let out = self.out.as_deref();
            let kind = *known.entry(folder.clone()).or_insert_with(|| apart(&folder, out));
            match kind {
                Some(Apart::Loop) => drop(self.inputs.loops.insert(slashed(&folder))),
                Some(Apart::Own) => drop(self.inputs.own.insert(slashed(&folder))),
                None => continue,
            }
            return true;
        }
        false
    }

    /// Adds a file. `fallback` is its format where neither the extension tells one nor its beginning that it is a feed (`None`:
    /// it is left out).
    fn add_file(&mut self, path: &Path, source: String, base: String, fallback: Option<Format>) {
        let (stem, compression) = unpacked(&base);
        let extension = extension(stem);
        let known = self.format.or_else(|| extension.and_then(Format::of_extension));
        let metadata = path.metadata();
        let mut file = InputFile {
            path: Some(path.to_owned()),
            source,
            base: stem.to_owned(),
            format: known.or(fallback).unwrap_or(Format::Feed),
            compression,
            size: metadata.as_ref().map_or(0, fs::Metadata::len),
        };
        if known.is_none() {
            // What is read from a pipe is gone.
            let is_feed = metadata.is_ok_and(|m| m.is_file())
                && file.open(Arc::default()).and_then(is_feed).is_ok_and(|is_feed| is_feed);
            if is_feed {
                file.format = Format::Feed;
            } else if fallback.is_none() {
                *self.inputs.skipped.entry(extension.unwrap_or("").to_ascii_lowercase()).or_default() += 1;
                return;
            }
        }
        self.take(file);
    }

    /// Adds what is there and cannot be opened: a folder, or a link that leads nowhere. A name that says that it would not
    /// have been read is treated as if it could be.
    fn add_unreadable(&mut self, path: &Path, base: String) {
        match extension(&base) {
            Some(_) if !path.is_dir() => self.add_file(path, slashed(path), base, None),
            _ => self.take(InputFile {
                path: Some(path.to_owned()),
                source: slashed(path),
                base,
                format: Format::Txt,
                compression: Compression::None,
                size: 0,
            }),
        }
    }

    /// Takes a file, once.
    fn take(&mut self, file: InputFile) {
        if let (Some(seen), Some(path)) = (&mut self.seen, &file.path) {
            // Without `.`, and from the root: `pages/a.txt` is `./pages/a.txt`.
            let whole = std::path::absolute(path).unwrap_or_else(|_| path.clone());
            if !seen.insert(whole) {
                self.inputs.repeated += 1;
                return;
            }
        }
        self.inputs.files.push(file);
    }
}

/// Of a manifest, what tells whether tilshi wrote it, and what beside the files of a run.
#[derive(Deserialize)]
struct Manifest {
    tool: String,
    #[serde(default)]
    outputs: Vec<ManifestFile>,
}

#[derive(Deserialize)]
struct ManifestFile {
    path: String,
}

/// The paths below `folder` of what tilshi writes there; `None` where it wrote nothing.
fn written_in(folder: &Path) -> Option<HashSet<String>> {
    let path = folder.join(MANIFEST);
    let read = || -> Option<Manifest> {
        let file = path.is_file().then(|| File::open(&path).ok())??;
        serde_json::from_reader(BufReader::new(file)).ok()
    };
    let made = match read().filter(|manifest| manifest.tool == "tilshi") {
        Some(manifest) => manifest.outputs,
        None => folder.join(CHECKPOINT).exists().then(Vec::new)?,
    };
    Some(run_files().chain(made.into_iter().map(|file| file.path)).collect())
}

/// Why a folder is not read.
#[derive(Clone, Copy)]
enum Apart {
    Loop,
    Own,
}

/// Whether and why a folder below a named one is not read; `out` is where rows will go.
fn apart(folder: &Path, out: Option<&Path>) -> Option<Apart> {
    if leads_back(folder) {
        return Some(Apart::Loop);
    }
    is_own(folder, out).then_some(Apart::Own)
}

/// Whether a link leads to a folder that it is in.
fn leads_back(link: &Path) -> bool {
    let parent = link.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    link.is_symlink()
        && fs::canonicalize(link).is_ok_and(|to| fs::canonicalize(parent).is_ok_and(|at| at.starts_with(to)))
}

/// Whether a folder holds what tilshi wrote, or is where it will write.
fn is_own(folder: &Path, out: Option<&Path>) -> bool {
    let is_out = |out| fs::canonicalize(folder).is_ok_and(|whole| whole == out);
    out.is_some_and(is_out) || written_in(folder).is_some()
}

/// Whether a path is one of those, complete or in part.
fn is_among(below: &Path, paths: Option<&HashSet<String>>) -> bool {
    let below = slashed(below);
    paths.is_some_and(|paths| paths.contains(below.strip_suffix(".part").unwrap_or(&below)))
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// What stands behind the last point of a file's name.
fn extension(path: &str) -> Option<&str> {
    path.rsplit_once('.').map(|(_, e)| e).filter(|e| !e.contains('/'))
}

/// A file's name without the suffix of its compression, in any case, and that.
fn unpacked(name: &str) -> (&str, Compression) {
    let Some((stem, suffix)) = name.rsplit_once('.') else { return (name, Compression::None) };
    match suffix.to_ascii_lowercase().as_str() {
        "gz" => (stem, Compression::Gzip),
        "zst" | "zstd" => (stem, Compression::Zstd),
        _ => (name, Compression::None),
    }
}

/// Whether a pattern says what kind of file it is for: `*.log` and `*/README` do, `news*` and `*.*` do not.
fn names_kind(pattern: &str) -> bool {
    let (name, _) = unpacked(pattern.rsplit(['/', '\\']).next().unwrap_or(pattern));
    !has_wildcard(name) || extension(name).is_some_and(|e| !has_wildcard(e))
}

fn has_wildcard(part: &str) -> bool {
    part.contains(WILDCARDS)
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
            Compression::Zstd => Box::new(Zstandard(zstd::stream::read::Decoder::new(raw)?)),
        })
    }
}

/// A Zstandard file, which says that it is one where it is damaged.
struct Zstandard<R: BufRead>(zstd::stream::read::Decoder<'static, R>);

impl<R: BufRead> Read for Zstandard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|e| match e.kind() {
            io::ErrorKind::Other => io::Error::other(format!("damaged Zstandard data, or none: {e}")),
            _ => e,
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
            // Tapes and disk images pad with zeros.
            if self.begun && ahead.iter().all(|&b| b == 0) {
                let zeros = ahead.len();
                file.consume(zeros);
                continue;
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

    /// The bases of what `named`, below a temporary folder, expands to.
    fn bases(dir: &Path, named: &[&str], out: Option<&str>) -> (Vec<String>, Inputs) {
        let below = |name: &&str| dir.join(name).to_string_lossy().into_owned();
        let named: Vec<String> = named.iter().map(below).collect();
        let out = out.map(|out| dir.join(out));
        let inputs = Inputs::expand_into(&named, None, out.as_deref()).expect("inputs");
        (inputs.files.iter().map(|f| f.base.clone()).collect(), inputs)
    }

    #[test]
    fn what_tilshi_wrote_is_left_out() {
        let dir = tempfile::tempdir().expect("folder");
        for (name, content) in [
            ("a.txt", "x"),
            ("run/manifest.json", "{\"tool\": \"tilshi\"}"),
            ("run/documents.jsonl", "{}"),
            ("killed/.tilshi-checkpoint.json", "{}"),
            ("killed/x/documents.csv", "x"),
            ("app/manifest.json", "{\"name\": \"a page\"}"),
            ("app/documents.csv", "x"),
            ("out/b.txt", "x"),
        ] {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().expect("parent")).expect("folder");
            fs::write(path, content).expect("file");
        }
        let (found, inputs) = bases(dir.path(), &["."], Some("out"));
        assert_eq!(found, ["a.txt", "app/documents.csv"]);
        assert_eq!(inputs.own.len(), 3);
        let (found, inputs) = bases(dir.path(), &["**/*.csv", "r*/*.jsonl"], None);
        assert_eq!((found, inputs.own.len()), (vec!["app/documents.csv".to_owned()], 2));
        // Named itself, a folder keeps what else is in it; a file is always read.
        fs::write(dir.path().join("run/mine.txt"), "x").expect("file");
        assert_eq!(bases(dir.path(), &["run"], Some("run")).0, ["mine.txt"]);
        assert_eq!(bases(dir.path(), &["run/*"], None).0, ["mine.txt"]);
        assert_eq!(bases(dir.path(), &["run/documents.jsonl"], None).0, ["documents.jsonl"]);
    }

    #[test]
    fn a_pattern_finds_what_a_folder_would_and_what_it_names() {
        let dir = tempfile::tempdir().expect("folder");
        for name in [".hidden.txt", ".sub/a.txt", "a.txt", "b.log.gz", "README", "x.png"] {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().expect("parent")).expect("folder");
            fs::write(path, "x").expect("file");
        }
        for pattern in ["*", "**/*"] {
            let (found, inputs) = bases(dir.path(), &[pattern], None);
            assert_eq!((found, inputs.skipped.len()), (vec!["a.txt".to_owned()], 3), "{pattern}");
        }
        for (pattern, expected) in [
            (".h*", ".hidden.txt"),
            (".s*/*", ".sub/a.txt"),
            ("*.log*", ""),
            ("*.log.gz", "b.log"),
            ("**/README", "README"),
            ("*.p?g", ""),
            ("*.gz", ""),
            ("*.png", "x.png"),
        ] {
            let found = bases(dir.path(), &[pattern], None).0.join(" ");
            assert!(
                found.ends_with(expected) && found.is_empty() == expected.is_empty(),
                "{pattern}: {found}"
            );
        }
    }

    #[test]
    fn a_path_is_read_once() {
        let dir = tempfile::tempdir().expect("folder");
        fs::write(dir.path().join("a.html"), "x").expect("file");
        fs::write(dir.path().join("b.txt"), "x").expect("file");
        let (found, inputs) = bases(dir.path(), &["*.html", "./", "b.txt"], None);
        assert_eq!(found, ["a.html", "b.txt"]);
        assert_eq!(inputs.repeated, 2);
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lead_nowhere_or_back() {
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().expect("folder");
        fs::create_dir(dir.path().join("sub")).expect("folder");
        fs::write(dir.path().join("sub/a.txt"), "x").expect("file");
        fs::write(dir.path().join("b.txt"), "x").expect("file");
        for (to, name) in
            [("nowhere", "gone"), ("nowhere", "gone.jpg"), ("nowhere", ".#lock"), ("..", "sub/up")]
        {
            symlink(to, dir.path().join(name)).expect("link");
        }
        let socket = std::os::unix::net::UnixListener::bind(dir.path().join("socket.txt"));
        let (found, inputs) = bases(dir.path(), &["."], None);
        assert_eq!(found, ["b.txt", "gone", "sub/a.txt"]);
        assert_eq!((inputs.loops.len(), inputs.skipped["jpg"]), (1, 1));
        assert_eq!(inputs.special, u64::from(socket.is_ok()));
        // The socket is no file that a pattern finds.
        assert_eq!(bases(dir.path(), &["*.txt", "sub"], None).0, ["b.txt", "a.txt"]);
        let (found, inputs) = bases(dir.path(), &["sub/**/*.txt"], None);
        assert_eq!((found, inputs.loops.len()), (vec!["a.txt".to_owned()], 1));
    }

    #[test]
    fn a_missing_input_is_an_error() {
        let error = Inputs::expand(&["no/such".to_owned()], None).expect_err("missing");
        assert_eq!(error.to_string(), "no/such: no such file or folder");
        assert_eq!(error.exit_code(), 1);
    }
}
