//! What a run has read, so that the one that continues it can tell whether that is still there.
//!
//! Reads a digest of each record, in order. Keeps after how many records the digest of all of them was what, at [`MARKS`]
//! places at most. Guarantees: a record that is no more what it was when it was done is found before anything new is written,
//! whatever its file's size and time say, and one that was not yet done may change. The file is named: of a part with several,
//! those written since the run began, or where none is, the first and the last. Cost: a hash of each record's bytes, which
//! the workers make; some 5 KB in the checkpoint.

use std::fs;
use std::hash::BuildHasher;
use std::time::SystemTime;

use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Marks kept: so many parts of what was done are told apart.
const MARKS: usize = 256;

/// What was read up to several places.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Trail {
    begun: SystemTime,
    /// Records up to there, and their digest.
    marks: Vec<(u64, u64)>,
}

impl Default for Trail {
    fn default() -> Trail {
        Trail { begun: SystemTime::now(), marks: Vec::new() }
    }
}

impl Trail {
    /// Records up to its end.
    pub fn records(&self) -> u64 {
        self.marks.last().map_or(0, |&(records, _)| records)
    }

    /// Goes on to the end of so many records with this digest.
    pub(super) fn go_on(&mut self, records: u64, digest: u64) {
        if self.marks.len() == MARKS {
            let mut places = 0..;
            self.marks.retain(|_| places.next().is_some_and(|place| place % 2 == 1));
        }
        self.marks.push((records, digest));
    }
}

/// Goes through the records of a run, first along the trail of the one that it continues.
pub(crate) struct Walk {
    trail: Trail,
    /// Of the next mark.
    mark: usize,
    records: u64,
    digest: u64,
    /// The files since the last mark.
    files: Vec<String>,
}

impl Walk {
    pub(crate) fn new(trail: Trail) -> Walk {
        Walk { trail, mark: 0, records: 0, digest: 0, files: Vec::new() }
    }

    /// The digest of all records so far.
    pub(crate) fn digest(&self) -> u64 {
        self.digest
    }

    /// Takes the next record; true where it was done already.
    ///
    /// # Errors
    /// It, or one before it, is not what was done.
    pub(crate) fn take(&mut self, digest: u64, file: &str) -> Result<bool> {
        self.records += 1;
        self.digest = FixedState::default().hash_one((self.digest, digest));
        let Some(&(records, expected)) = self.trail.marks.get(self.mark) else { return Ok(false) };
        if self.files.last().is_none_or(|last| last != file) {
            self.files.push(file.to_owned());
        }
        if self.records == records {
            if self.digest != expected {
                return Err(self.astray());
            }
            self.mark += 1;
            self.files.clear();
        }
        Ok(true)
    }

    /// Where nothing follows.
    ///
    /// # Errors
    /// The run that is continued has done more.
    pub(crate) fn end(&self) -> Result<()> {
        match self.trail.records() {
            done if self.records < done => Err(Error::input(
                self.files.last().map_or("-", String::as_str),
                format!(
                    "the input ends behind record {}, where the run has done {done}; give it what it was given, or add \
                     --overwrite to start the run again",
                    self.records
                ),
            )),
            _ => Ok(()),
        }
    }

    /// Says which file has changed.
    fn astray(&self) -> Error {
        let is_later = |file: &&String| {
            fs::metadata(file).and_then(|m| m.modified()).is_ok_and(|time| time >= self.trail.begun)
        };
        let mut suspects: Vec<&String> = self.files.iter().filter(is_later).collect();
        if suspects.is_empty() {
            suspects = self.files.iter().collect();
        }
        let (first, among) = match suspects[..] {
            [first, .., last] => (first.as_str(), format!(", or another up to {last},")),
            [one] => (one.as_str(), String::new()),
            [] => ("-", String::new()),
        };
        let why = format!(
            "this file{among} is not what it was when the run began, and is in what the run has done; put it back as it was, \
             or add --overwrite to start the run again"
        );
        Error::input(first, why)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A walk over so many records, which are their numbers but for `changed`, two in a file.
    fn walk(trail: Trail, records: u64, changed: u64) -> Result<Walk> {
        let mut walk = Walk::new(trail);
        for n in 1..=records {
            walk.take(if n == changed { 0 } else { n }, &format!("no/{}.csv", n.div_ceil(2)))?;
        }
        Ok(walk)
    }

    #[test]
    fn a_change_is_found_where_it_is() {
        let mut trail = Trail::default();
        for records in (2..=4000).step_by(2) {
            trail.go_on(records, walk(Trail::default(), records, 0).expect("free").digest());
        }
        assert!(trail.records() == 4000 && trail.marks.len() <= MARKS, "{}", trail.marks.len());
        assert!(walk(trail.clone(), 5000, 4001).is_ok());
        let far = walk(trail.clone(), 5000, 7).map(drop).expect_err("changed").to_string();
        assert!(far.starts_with("no/1.csv: this file, or another up to no/"), "{far}");
        let near = walk(trail.clone(), 5000, 4000).map(drop).expect_err("changed").to_string();
        assert!(near.starts_with("no/2000.csv: this file is not what"), "{near}");
        let less = walk(trail.clone(), 3999, 0).expect("the same");
        assert!(less.end().is_err() && walk(trail, 4000, 0).expect("the same").end().is_ok());
    }
}
