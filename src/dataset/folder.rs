//! The folder of a training set: the formats' folders, the files beside them, and the manifest that names them all.
//!
//! Reads what [`super::Gathered::finish`] gives. Makes files that have their names only when all are complete (the manifest
//! last), each with its digest. Guarantees: nothing that was there is replaced unless that was asked for, and then only
//! what an earlier set's manifest names; a set that fails leaves no part of itself. Cost: what is written; the files beside
//! the formats are read once more for their digests.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use super::build::{Side, Sink};
use super::example::{Example, Split};
use super::format::{CardFacts, Format, Writer, WriterOptions};
use super::spill::Temporary;
use crate::error::{Error, Result};
use crate::io::lock::FolderLock;
use crate::io::output::MANIFEST;

/// A folder being filled.
pub struct SetFolder {
    dir: PathBuf,
    writer: Writer,
    /// By the number of their [`Side`].
    sides: Vec<SideFile>,
    /// Files that an earlier set's manifest names.
    earlier: Vec<String>,
    /// Given back when the files are closed.
    lock: FolderLock,
}

/// A file beside the examples, being written.
struct SideFile {
    side: Side,
    writer: BufWriter<File>,
    rows: u64,
    /// Until it has its name.
    part: Temporary,
}

/// A file of a finished set.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct SetFile {
    /// The path below the folder, with `/`.
    pub path: String,
    /// Its format; `None` for the files beside them.
    pub format: Option<&'static str>,
    /// The split it holds.
    pub split: Option<&'static str>,
    /// Size in bytes.
    pub bytes: u64,
    /// Rows.
    pub rows: u64,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
}

impl SetFolder {
    /// Makes the folder and opens its files.
    ///
    /// # Errors
    /// A folder that holds a set or a run and is not to be overwritten, one that another process is writing, or what the system
    /// says.
    pub fn create(dir: &Path, overwrite: bool, options: WriterOptions) -> Result<SetFolder> {
        fs::create_dir_all(dir).map_err(|e| Error::output(dir, e))?;
        let lock = FolderLock::take(dir)?;
        let sides = Side::ALL.map(Side::file_name);
        let formats = Format::ALL.map(Format::name);
        let names = [MANIFEST].into_iter().chain(sides).chain(formats);
        let held: Vec<&str> = names.filter(|name| is_finished(&dir.join(name))).collect();
        if !held.is_empty() && !overwrite {
            return Err(Error::usage(format!(
                "{} holds a set or a run already ({}): choose another --out, or add --overwrite to replace it",
                dir.display(),
                held.join(", ")
            )));
        }
        let earlier = earlier(&dir.join(MANIFEST))?;
        let writer = Writer::create(dir, options)?;
        let open = |side: Side| {
            let path = dir.join(format!("{}.part", side.file_name()));
            let file = File::create(&path).map_err(|e| Error::output(&path, e))?;
            let writer = BufWriter::with_capacity(256 << 10, file);
            Ok(SideFile { side, writer, rows: 0, part: Temporary::new(&path) })
        };
        let sides = Side::ALL.into_iter().map(open).collect::<Result<_>>()?;
        Ok(SetFolder { dir: dir.to_owned(), writer, sides, earlier, lock })
    }

    /// Gives all files their names and writes the manifest, which `make` builds from their list.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(
        self,
        facts: &CardFacts,
        make: impl FnOnce(&[SetFile]) -> serde_json::Value,
    ) -> Result<Vec<SetFile>> {
        // First, so that it is given back last.
        let SetFolder { lock: _lock, dir, writer, sides, earlier } = self;
        let files = writer.finish(facts)?;
        let mut all: Vec<SetFile> = files
            .into_iter()
            .map(|f| SetFile {
                path: f.path,
                format: Some(f.format.name()),
                split: f.split.map(Split::as_str),
                bytes: f.bytes,
                rows: f.rows,
                sha256: f.sha256,
            })
            .collect();
        for SideFile { side, writer, rows, part } in sides {
            writer.into_inner().map_err(|e| Error::output(part.path(), e.into_error()))?;
            let path = dir.join(side.file_name());
            fs::rename(part.path(), &path).map_err(|e| Error::output(&path, e))?;
            let (bytes, sha256) = digest(&path)?;
            let path = side.file_name().to_owned();
            all.push(SetFile { path, format: None, split: None, bytes, rows, sha256 });
        }
        for path in earlier.iter().filter(|path| all.iter().all(|f| f.path != **path)) {
            let path = dir.join(path);
            match fs::remove_file(&path) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(Error::output(&path, e)),
                _ => {}
            }
        }
        let mut text = serde_json::to_vec_pretty(&make(&all)).unwrap_or_default();
        text.push(b'\n');
        crate::io::output::write_atomically(&dir, &dir.join(MANIFEST), &text)?;
        Ok(all)
    }
}

impl Sink for SetFolder {
    fn example(&mut self, split: Split, example: &Example) -> Result<()> {
        self.writer.write(split, example)
    }

    fn side(&mut self, file: Side, line: &[u8]) -> Result<()> {
        let file = &mut self.sides[file as usize];
        file.rows += memchr::memchr_iter(b'\n', line).count() as u64;
        file.writer.write_all(line).map_err(|e| Error::output(file.part.path(), e))
    }
}

/// Whether a file of a set is there under its name, or one in a format's folder.
fn is_finished(path: &Path) -> bool {
    let is_part = |name: &OsStr| name.as_encoded_bytes().ends_with(b".part");
    let mut files = WalkDir::new(path).into_iter().flatten().filter(|e| !e.file_type().is_dir());
    files.any(|e| !is_part(e.file_name()))
}

/// The files that a manifest names, paths that leave the folder left out.
fn earlier(manifest: &Path) -> Result<Vec<String>> {
    let bytes = match fs::read(manifest) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(Error::input(manifest, e)),
    };
    let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let paths = value["outputs"].as_array().into_iter().flatten().filter_map(|f| f["path"].as_str());
    let inside = |path: &&str| !path.starts_with('/') && !path.contains("..") && !path.contains(':');
    Ok(paths.filter(inside).map(str::to_owned).collect())
}

/// Size and SHA-256 of a file.
///
/// # Errors
/// What the system says.
pub fn digest(path: &Path) -> Result<(u64, String)> {
    let fail = |e| Error::input(path, e);
    let mut file = File::open(path).map_err(fail)?;
    let (mut digest, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 256 << 10]);
    loop {
        let n = file.read(&mut buffer).map_err(fail)?;
        if n == 0 {
            break;
        }
        bytes += n as u64;
        digest.update(&buffer[..n]);
    }
    Ok((bytes, format!("{:x}", digest.finalize())))
}
