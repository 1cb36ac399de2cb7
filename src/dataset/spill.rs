//! Drafts on disk between two passes, so that memory does not grow with the texts.
//!
//! A file in the folder that is written, records one behind the other as `postcard` packs them; their lengths stay in
//! memory, 4 bytes a document. Read back in order, in batches for the workers. Removed when dropped, also where a set fails.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use super::draft::Draft;
use crate::error::{Error, Result};

/// Packs a draft.
pub(crate) fn pack(draft: &Draft) -> Vec<u8> {
    // Packing plain data into memory cannot fail.
    postcard::to_allocvec(draft).unwrap_or_default()
}

/// Unpacks what [`pack`] made.
pub(crate) fn unpack(path: &Path, bytes: &[u8]) -> Result<Draft> {
    postcard::from_bytes(bytes).map_err(|e| Error::input(path, format!("the temporary file is damaged: {e}")))
}

/// The path of a temporary file, which is removed when this is dropped: the last field beside a handle of it.
pub(crate) struct Temporary(PathBuf);

impl Temporary {
    pub(crate) fn new(path: &Path) -> Temporary {
        Temporary(path.to_owned())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.0));
    }
}

/// A file of drafts being written.
pub(crate) struct Spill {
    writer: BufWriter<File>,
    lengths: Vec<u32>,
    file: Temporary,
}

impl Spill {
    pub(crate) fn create(path: &Path) -> Result<Spill> {
        let file = File::create(path).map_err(|e| Error::output(path, e))?;
        Ok(Spill {
            file: Temporary::new(path),
            writer: BufWriter::with_capacity(1 << 20, file),
            lengths: Vec::new(),
        })
    }

    /// Appends what [`pack`] made.
    pub(crate) fn push(&mut self, packed: &[u8]) -> Result<()> {
        let length = u32::try_from(packed.len()).map_err(|_| {
            Error::usage(
                "a document takes more than 4 GB with its annotations: leave it out with --max-document",
            )
        })?;
        self.writer.write_all(packed).map_err(|e| Error::output(self.file.path(), e))?;
        self.lengths.push(length);
        Ok(())
    }

    /// Ends writing.
    pub(crate) fn finish(self) -> Result<Spilled> {
        self.writer.into_inner().map_err(|e| Error::output(self.file.path(), e.into_error()))?;
        Ok(Spilled { file: self.file, lengths: self.lengths })
    }
}

/// A file of drafts that is complete.
pub(crate) struct Spilled {
    file: Temporary,
    lengths: Vec<u32>,
}

/// Some packed drafts that stand together, and the number of the first.
pub(crate) struct Packed {
    pub(crate) first: usize,
    pub(crate) records: Vec<Vec<u8>>,
}

/// Bytes of a batch, about.
const BATCH: usize = 8 << 20;

impl Spilled {
    pub(crate) fn path(&self) -> &Path {
        self.file.path()
    }

    /// All drafts in order, in batches. An error ends them.
    pub(crate) fn batches(&self) -> Result<impl Iterator<Item = Result<Packed>> + Send + use<>> {
        let path = self.path().to_owned();
        let file = File::open(&path).map_err(|e| Error::input(&path, e))?;
        let mut reader = BufReader::with_capacity(1 << 20, file);
        let lengths = self.lengths.clone();
        let mut next = 0;
        Ok(std::iter::from_fn(move || {
            let (first, mut records, mut size) = (next, Vec::new(), 0);
            while next < lengths.len() && size < BATCH {
                let mut bytes = vec![0; lengths[next] as usize];
                if let Err(e) = reader.read_exact(&mut bytes) {
                    return Some(Err(Error::input(&path, e)));
                }
                size += bytes.len();
                records.push(bytes);
                next += 1;
            }
            (!records.is_empty()).then_some(Ok(Packed { first, records }))
        }))
    }
}
