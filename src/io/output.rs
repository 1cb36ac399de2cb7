//! Where rows go: a folder of files that appear only when complete, or one stream.
//!
//! A folder is written to `NAME.part` files beside a checkpoint that says how many records they hold; a run that
//! died is continued from there, byte for byte as if it had not. Memory: what `pages.rs` gathers of each file. A checkpoint
//! is written at most once a second; it costs a flush and a small file. A run may die at any time, also while the files
//! are given their names; what was changed since by someone else is refused where it can be told, and so is a folder that
//! another process is writing, by its lock. No checkpoint waits for the disk: a run that writes as fast as the disk does
//! would take half as long again. So after a power cut a part may be shorter than its checkpoint says, which is refused too.

mod pages;

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::encode::{Counts, EncodeOptions, Encoded, Output};
use super::lock::FolderLock;
use super::trail::Trail;
use crate::error::{Error, Result};
use pages::PageWriter;

/// The file that says how a run ended.
pub const MANIFEST: &str = "manifest.json";

/// The file beside the parts that says how far a run got.
pub(crate) const CHECKPOINT: &str = ".tilshi-checkpoint.json";

/// Between checkpoints: what a killed run may have to do again.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(1);

/// What to do with a folder that holds a run already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Existing {
    /// Refuse it.
    Refuse,
    /// Continue the run that died in it.
    Resume,
    /// Replace it.
    Overwrite,
}

/// How far a run got.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Checkpoint {
    /// Digest of everything that the bytes depend on.
    fingerprint: String,
    /// Records done, rejected ones included.
    records: u64,
    /// What they were.
    trail: Trail,
    /// Bytes of each part file that belong to them.
    lengths: BTreeMap<String, u64>,
    /// What was counted.
    counts: Counts,
}

/// Of a manifest, what tells whether a run is to be resumed.
#[derive(Deserialize)]
struct Finished {
    #[serde(default)]
    fingerprint: String,
    #[serde(default)]
    counts: Counts,
}

/// A folder being filled.
pub struct Folder {
    dir: PathBuf,
    files: Vec<Part>,
    extra: Vec<String>,
    state: Checkpoint,
    saved: Instant,
    /// Given back when the files are closed.
    _lock: FolderLock,
}

struct Part {
    output: Output,
    path: PathBuf,
    writer: PageWriter,
}

/// How the folder was found.
pub enum Opened {
    /// Ready to be written.
    Ready(Box<Folder>),
    /// The run that was to be resumed is complete, and counted this.
    Complete(Box<Counts>),
}

/// The names of all files that a run may write.
pub(crate) fn run_files() -> impl Iterator<Item = String> {
    let names = Output::ALL.map(Output::file_name).into_iter().chain([MANIFEST, CHECKPOINT]);
    let parquet = super::schema::TABLES.map(|t| format!("{}.parquet", t.name));
    names.map(str::to_owned).chain(parquet)
}

impl Folder {
    /// Opens `dir` for the wanted outputs. `fingerprint` is a digest of everything that the bytes depend on.
    /// `extra` names other files that the run makes itself (Parquet tables), replaced and removed like the rest.
    ///
    /// # Errors
    /// A folder that holds a run already, a run that another configuration made, a folder that another process is writing, or
    /// what the system says.
    pub fn open(
        dir: &Path,
        options: &EncodeOptions,
        extra: Vec<String>,
        existing: Existing,
        fingerprint: &str,
    ) -> Result<Opened> {
        fs::create_dir_all(dir).map_err(|e| Error::output(dir, e))?;
        let lock = FolderLock::take(dir)?;
        let held = Folder::held(dir);
        let mut state = Checkpoint { fingerprint: fingerprint.to_owned(), ..Checkpoint::default() };
        match existing {
            Existing::Refuse if !held.is_empty() => {
                return Err(Error::usage(format!(
                    "{} holds a run already ({}): choose another --out, or add --resume to continue it or --overwrite to replace it",
                    dir.display(),
                    held.join(", ")
                )));
            }
            Existing::Resume => match read_json::<Checkpoint>(&dir.join(CHECKPOINT))? {
                Some(found) if found.fingerprint == fingerprint => {
                    // Tables that cannot be continued in the middle are made anew from the first record.
                    if extra.is_empty() {
                        state = found;
                    }
                }
                Some(_) => {
                    return Err(Error::usage(format!(
                        "{}: the run in it was started with another configuration, input or version; use the same ones, or --overwrite",
                        dir.display()
                    )));
                }
                None => {
                    if let Some(finished) = read_json::<Finished>(&dir.join(MANIFEST))? {
                        return match finished.fingerprint == fingerprint {
                            true => Ok(Opened::Complete(Box::new(finished.counts))),
                            false => Err(Error::usage(format!(
                                "{} holds a finished run of another configuration, input or version; use --overwrite to replace it",
                                dir.display()
                            ))),
                        };
                    }
                }
            },
            _ => {}
        }
        let mut files = Vec::new();
        for output in Output::ALL.into_iter().filter(|&o| options.wants(o)) {
            files.push(Part::open(dir, output, options, &state)?);
        }
        let mut folder =
            Folder { dir: dir.to_owned(), files, extra, state, saved: Instant::now(), _lock: lock };
        folder.save()?;
        Ok(Opened::Ready(Box::new(folder)))
    }

    /// The files of a run that are in `dir`.
    fn held(dir: &Path) -> Vec<String> {
        run_files().filter(|n| dir.join(n).exists() || dir.join(format!("{n}.part")).exists()).collect()
    }

    /// The records that are done already: the run is to pass over them.
    pub fn done(&self) -> &Trail {
        &self.state.trail
    }

    /// Bytes of text in those records.
    pub fn bytes_done(&self) -> u64 {
        self.state.counts.bytes
    }

    /// Appends rows.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(&mut self, encoded: &Encoded) -> Result<()> {
        for part in &mut self.files {
            let bytes = &encoded.bytes[part.output as usize];
            part.writer.write(bytes).map_err(|e| Error::output(&part.path, e))?;
        }
        self.state.records += encoded.records;
        self.state.trail.go_on(self.state.records, encoded.digest);
        self.state.counts.add(&encoded.counts);
        if self.saved.elapsed() >= CHECKPOINT_EVERY {
            self.save()?;
        }
        Ok(())
    }

    /// Writes the checkpoint.
    fn save(&mut self) -> Result<()> {
        for part in &mut self.files {
            part.writer.flush().map_err(|e| Error::output(&part.path, e))?;
            self.state.lengths.insert(part.output.file_name().to_owned(), part.writer.length());
        }
        let path = self.dir.join(CHECKPOINT);
        write_atomically(&self.dir, &path, &serde_json::to_vec(&self.state).unwrap_or_default())?;
        self.saved = Instant::now();
        Ok(())
    }

    /// Gives the files their names and writes the manifest, which `make` builds from the counts.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(mut self, make: impl FnOnce(&Counts) -> serde_json::Value) -> Result<Counts> {
        self.save()?;
        let mut kept: Vec<String> = self.extra.clone();
        for name in &self.extra {
            let path = self.dir.join(name);
            let part = self.dir.join(format!("{name}.part"));
            fs::rename(&part, &path).map_err(|e| Error::output(&path, e))?;
        }
        for part in self.files {
            drop(part.writer);
            let path = self.dir.join(part.output.file_name());
            fs::rename(&part.path, &path).map_err(|e| Error::output(&path, e))?;
            kept.push(part.output.file_name().to_owned());
        }
        let mut manifest = make(&self.state.counts);
        manifest["fingerprint"] = self.state.fingerprint.clone().into();
        let mut text = serde_json::to_vec_pretty(&manifest).unwrap_or_default();
        text.push(b'\n');
        write_atomically(&self.dir, &self.dir.join(MANIFEST), &text)?;
        kept.push(MANIFEST.to_owned());
        // What an earlier run left and this one did not make.
        for name in Folder::held(&self.dir) {
            for stale in [name.clone(), format!("{name}.part")] {
                if !kept.contains(&stale) {
                    let path = self.dir.join(&stale);
                    if path.exists() {
                        fs::remove_file(&path).map_err(|e| Error::output(&path, e))?;
                    }
                }
            }
        }
        Ok(self.state.counts)
    }
}

impl Part {
    fn open(dir: &Path, output: Output, options: &EncodeOptions, state: &Checkpoint) -> Result<Part> {
        let path = dir.join(format!("{}.part", output.file_name()));
        let fail = |e| Error::output(&path, e);
        let mut length = 0;
        let file = match state.lengths.get(output.file_name()).copied().filter(|_| state.records > 0) {
            Some(done) => {
                let mut file = continued(dir, output, &path, done)?;
                file.set_len(done).map_err(fail)?;
                file.seek(SeekFrom::End(0)).map_err(fail)?;
                length = done;
                file
            }
            None => File::create(&path).map_err(fail)?,
        };
        let mut part = Part { output, writer: PageWriter::new(file, length), path };
        if length == 0 {
            part.writer.write(&options.header(output)).map_err(|e| Error::output(&part.path, e))?;
        }
        Ok(part)
    }
}

/// The part file at `path` of a run that is continued, of which `done` bytes are there.
fn continued(dir: &Path, output: Output, path: &Path, done: u64) -> Result<File> {
    let lost = |what: String| {
        let why =
            format!("{what} where the checkpoint counts {done}; add --overwrite to start the run again");
        Err(Error::input(path, why))
    };
    let named = dir.join(output.file_name());
    if !path.exists() {
        // The run died while it gave the files their names, and this one has it already. Beside a manifest it may also be
        // that of the run which was to be replaced.
        let older = dir.join(MANIFEST).exists();
        let is_ours = |length: u64| if older { length == done } else { length >= done };
        match named.metadata() {
            Ok(file) if is_ours(file.len()) => {
                fs::rename(&named, path).map_err(|e| Error::output(path, e))?;
            }
            _ => return lost("no such file".to_owned()),
        }
    }
    let file = OpenOptions::new().write(true).open(path).map_err(|e| Error::output(path, e))?;
    match file.metadata().map_err(|e| Error::output(path, e))?.len() {
        held if held < done => lost(format!("{held} bytes")),
        _ => Ok(file),
    }
}

/// Writes a small file so that nobody sees half of it.
pub(crate) fn write_atomically(dir: &Path, path: &Path, bytes: &[u8]) -> Result<()> {
    let fail = |e| Error::output(path, e);
    let mut file = tempfile::NamedTempFile::new_in(dir).map_err(fail)?;
    file.write_all(bytes).map_err(fail)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.as_file().set_permissions(fs::Permissions::from_mode(0o644)).map_err(fail)?;
    }
    file.persist(path).map_err(|e| Error::output(path, e.error))?;
    Ok(())
}

fn read_json<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<Option<T>> {
    match fs::read(path) {
        Ok(bytes) => match serde_json::from_slice(&bytes) {
            Ok(value) => Ok(Some(value)),
            Err(e) => {
                Err(Error::input(path, format!("not what tilshi wrote: {e}; use --overwrite to start again")))
            }
        },
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Error::input(path, e)),
    }
}

/// One output as a stream, with rejects on the side.
pub struct Stream {
    output: Output,
    writer: Box<dyn Write + Send>,
    rejects: Box<dyn Write + Send>,
}

impl Stream {
    /// Streams `output` to `writer`, rejects to `rejects`.
    ///
    /// # Errors
    /// What the system says.
    pub fn new(
        output: Output,
        options: &EncodeOptions,
        mut writer: Box<dyn Write + Send>,
        rejects: Box<dyn Write + Send>,
    ) -> Result<Stream> {
        writer.write_all(&options.header(output)).map_err(|e| Error::output("-", e))?;
        Ok(Stream { output, writer, rejects })
    }

    /// Writes rows through to the reader at the other end.
    ///
    /// # Errors
    /// What the system says; a closed pipe is told apart.
    pub fn write(&mut self, encoded: &Encoded) -> Result<()> {
        let fail = |e| Error::output("-", e);
        self.writer.write_all(&encoded.bytes[self.output as usize]).map_err(fail)?;
        self.writer.flush().map_err(fail)?;
        let rejects = &encoded.bytes[Output::Rejects as usize];
        self.rejects
            .write_all(rejects)
            .and_then(|()| self.rejects.flush())
            .map_err(|e| Error::output("rejects", e))
    }
}
