//! Lines of JSON Lines.
//!
//! Reads a stream whose encoding agrees with ASCII. Makes raw lines, each with the byte where it begins; empty ones are passed
//! over, and so is a byte order mark before a line: files are joined with theirs. Guarantees: a line longer than the limit is told and not held, and the next one is read. Cost: a search for line ends
//! and one copy; memory bounded by the longest line that may be.

use std::io::{self, BufRead, BufReader, Read};

use super::{Payload, cannot_read, too_large};

/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Lines of a file.
pub(super) struct Lines {
    inner: BufReader<Box<dyn Read + Send>>,
    /// Bytes read so far.
    at: u64,
    failed: bool,
}

impl Lines {
    /// The lines of what stands behind byte `at` of a file.
    pub(super) fn new(rest: Box<dyn Read + Send>, at: u64) -> Lines {
        Lines { inner: BufReader::with_capacity(256 << 10, rest), at, failed: false }
    }

    /// The byte where the next line begins.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    /// The next line that is not empty, and where it begins.
    pub(super) fn next(&mut self, limit: u64) -> Option<(u64, Payload)> {
        loop {
            if self.failed {
                return None;
            }
            let start = self.at;
            let mut line = Vec::new();
            let mut too_long = false;
            loop {
                let (used, ended) = match self.inner.fill_buf() {
                    Ok([]) => (0, true),
                    Ok(bytes) => {
                        let end = memchr::memchr(b'\n', bytes);
                        let used = end.map_or(bytes.len(), |e| e + 1);
                        if line.len() as u64 + used as u64 > limit + 1 {
                            too_long = true;
                            line = Vec::new();
                        } else if !too_long {
                            line.extend_from_slice(&bytes[..end.unwrap_or(used)]);
                        }
                        (used, end.is_some())
                    }
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                    Err(e) => {
                        self.failed = true;
                        return Some((start, Payload::Bad(cannot_read(&e))));
                    }
                };
                self.inner.consume(used);
                self.at += used as u64;
                if ended {
                    break;
                }
            }
            if too_long {
                return Some((start, Payload::Bad(too_large(limit))));
            }
            let mark = if line.starts_with(MARK) { MARK.len() } else { 0 };
            line.drain(..mark);
            if !line.iter().all(u8::is_ascii_whitespace) {
                return Some((start + mark as u64, Payload::Json(line)));
            }
            if self.at == start {
                return None;
            }
        }
    }
}
