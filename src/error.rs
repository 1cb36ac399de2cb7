//! What can end a run, and what can keep one document out of it.
//!
//! Two kinds: an [`Error`] stops the run (a missing input, an output that cannot be written, a lexicon that does
//! not parse, a wrong option); a [`Reject`] is one document that cannot be read, written down with its reason
//! while the run goes on. Stages never fail, so there is no third.

use std::any::Any;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The result of what can end a run.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a run ended. One box wide, so that results stay small.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(Box<ErrorKind>);

/// What went wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An option or configuration value that makes no sense; exit status 2.
    #[error("{0}")]
    Usage(String),
    /// An input that cannot be opened or read.
    #[error("{}: {cause}", path.display())]
    Input {
        /// The input.
        path: PathBuf,
        /// What the system said, or what is wrong with it.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// An output that cannot be written.
    #[error("{}: cannot write: {cause}{}", path.display(), hint(cause, *resumable))]
    Output {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
        /// What is written is kept, and `--resume` goes on from there.
        resumable: bool,
    },
    /// An output folder that another process is writing.
    #[error("{}: another tilshi is writing here", dir.display())]
    Locked {
        /// The folder.
        dir: PathBuf,
    },
    /// A row of a lexicon that does not parse.
    #[error(transparent)]
    Lexicon(#[from] crate::lexicon::LexiconError),
    /// A document that could not be read, where `--strict` makes that the end.
    #[error("{0}")]
    Strict(Reject),
    /// A broken promise that `--verify` found.
    #[error("document {id}: {message} (this is a bug in tilshi; please report the document)")]
    Verify {
        /// The document.
        id: String,
        /// Which promise, and where.
        message: String,
    },
    /// Whoever read the output has closed it; the quiet end of a pipe.
    #[error("the output was closed")]
    ClosedPipe,
}

fn hint(cause: &io::Error, resumable: bool) -> &'static str {
    match cause.kind() {
        io::ErrorKind::StorageFull if resumable => {
            "; what is finished is kept: make room and run the same command with --resume"
        }
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            "; a file has the name of a folder that is needed: choose another --out"
        }
        io::ErrorKind::PermissionDenied => "; choose another --out or change its permissions",
        _ => "",
    }
}

impl Error {
    /// A wrong option or configuration.
    pub fn usage(message: impl Into<String>) -> Error {
        ErrorKind::Usage(message.into()).into()
    }

    /// An input that cannot be read.
    pub fn input(
        path: impl AsRef<Path>,
        cause: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Error {
        ErrorKind::Input { path: path.as_ref().to_owned(), cause: cause.into() }.into()
    }

    /// An output that cannot be written; a closed pipe is told apart.
    pub fn output(path: impl AsRef<Path>, cause: io::Error) -> Error {
        match cause.kind() {
            io::ErrorKind::BrokenPipe => ErrorKind::ClosedPipe.into(),
            _ => ErrorKind::Output { path: path.as_ref().to_owned(), cause, resumable: false }.into(),
        }
    }

    /// The same, of a run that can be continued with `--resume`.
    pub fn resumable(mut self) -> Error {
        if let ErrorKind::Output { resumable, .. } = &mut *self.0 {
            *resumable = true;
        }
        self
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// The exit status of the program: 2 for wrong usage, 0 for a closed pipe, else 1.
    pub fn exit_code(&self) -> u8 {
        match *self.0 {
            ErrorKind::Usage(_) => 2,
            ErrorKind::ClosedPipe => 0,
            _ => 1,
        }
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Error {
        Error(Box::new(kind))
    }
}

impl From<crate::lexicon::LexiconError> for Error {
    fn from(error: crate::lexicon::LexiconError) -> Error {
        ErrorKind::from(error).into()
    }
}

/// A document, or the rest of a file, that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reject {
    /// The id it would have had.
    pub id: String,
    /// The path as the user gave it.
    pub source: String,
    /// The record's number in its file, from 1.
    pub record: Option<u64>,
    /// Where that is, as a byte position in the decompressed file: the bad byte, the quotation mark that is left open, or
    /// else the beginning of the record. A cell of CSV or TSV has no position of its own; Parquet has none at all (0). JSONL,
    /// CSV and TSV in UTF-16 are read as UTF-8, and positions count in that, without a byte order mark.
    pub byte: u64,
    /// What is wrong and, where something helps, what to do. It repeats no position.
    pub reason: String,
}

impl Reject {
    /// The same document, lost to a panic: a bug, but no reason to lose the others.
    pub(crate) fn panicked(self, panic: &(dyn Any + Send)) -> Reject {
        let message = panic_message(panic);
        let reason = format!("internal error, please report it with the document: {message}");
        Reject { reason, ..self }
    }
}

/// What a panic said.
pub(crate) fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message")
}

impl fmt::Display for Reject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.source)?;
        if let Some(record) = self.record {
            write!(f, ", record {record}")?;
        }
        write!(f, ", byte {}: {}", self.byte, self.reason)
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    #[test]
    fn an_error_has_its_cause_and_hints_only_what_is_true() {
        let full = || Error::output("x", io::ErrorKind::StorageFull.into());
        assert!(!full().to_string().contains("--resume"));
        assert!(full().resumable().to_string().contains("--resume"));
        assert!(full().source().is_some_and(|cause| cause.is::<io::Error>()));
        let missing = Error::input("x", io::Error::from(io::ErrorKind::NotFound));
        assert!(missing.source().is_some_and(|cause| cause.is::<io::Error>()));
        assert!(Error::usage("x").source().is_none());
    }
}
