//! One writer a folder: a lock file that two processes cannot hold at once.
//!
//! Makes `.tilshi-lock` in a folder that is written, locked as long as the value lives and removed then. The lock decides, not
//! the file: a killed process leaves the file, and the system takes its lock back. Where a file system knows no locks, nothing
//! is refused. Cost: a file made and removed.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind, Result};

const LOCK: &str = ".tilshi-lock";

/// A folder that nobody else writes.
pub(crate) struct FolderLock {
    path: PathBuf,
    /// Closing it gives the lock back.
    _file: File,
}

impl FolderLock {
    /// Takes the lock of `dir`, which is there.
    ///
    /// # Errors
    /// Another process holds it, or what the system says.
    pub(crate) fn take(dir: &Path) -> Result<FolderLock> {
        let path = dir.join(LOCK);
        loop {
            let file = File::create(&path).map_err(|e| Error::output(&path, e))?;
            if let Err(TryLockError::WouldBlock) = file.try_lock() {
                return Err(ErrorKind::Locked { dir: dir.to_owned() }.into());
            }
            // Whoever held it before may have removed the file since it was opened here.
            if is_at(&file, &path) {
                return Ok(FolderLock { path, _file: file });
            }
        }
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // Still locked: who opens the file before it is gone finds it locked, or not in its place.
        drop(fs::remove_file(&self.path));
    }
}

/// Whether the file that is open is the one at `path`.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let number = |m: fs::Metadata| (m.dev(), m.ino());
    let there = path.metadata().map(number);
    there.is_ok_and(|there| file.metadata().is_ok_and(|open| number(open) == there))
}

/// Whether the file that is open is the one at `path`: here a file that is open keeps its place.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_decides_and_not_the_file() {
        let dir = tempfile::tempdir().expect("folder");
        fs::write(dir.path().join(LOCK), "of a killed run").expect("file");
        let lock = FolderLock::take(dir.path()).expect("free");
        let refused = FolderLock::take(dir.path()).map(drop).expect_err("taken");
        assert!(refused.to_string().ends_with(": another tilshi is writing here"), "{refused}");
        drop(lock);
        assert!(!dir.path().join(LOCK).exists());
        FolderLock::take(dir.path()).map(drop).expect("free again");
    }
}
