//! Rows of a CSV or TSV file, none of them lost in silence.
//!
//! Reads a stream whose encoding agrees with ASCII. Makes raw rows, each with the byte where it begins. Guarantees: a
//! quotation mark that is never closed, or closed in the middle of a later cell, swallows no rows unsaid: the place of the
//! mark is told. Cost: the csv crate's pass and a second one over the quotation marks; memory bounded by the largest row.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::Arc;

use super::fields::{repeated, twice};
use super::{Failed, Payload, cannot_read, text_of, too_large};
use crate::io::decode::Encoding;
use crate::io::input::Format;

/// Rows of a CSV or TSV file.
pub(super) struct CsvRows {
    inner: csv::Reader<Guarded>,
    names: Arc<Vec<String>>,
    /// Where the header begins.
    start: u64,
    failed: bool,
}

/// Refuses to read on when a record takes more than its allowance: an unclosed quotation mark would otherwise
/// swallow the rest of the file.
struct Guarded {
    inner: Box<dyn Read + Send>,
    allowance: u64,
    /// `None` where there is no quoting.
    quotes: Option<Quotes>,
    ended: bool,
}

impl Read for Guarded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.allowance == 0 {
            return Err(io::Error::other("a row is longer than --max-document"));
        }
        let n = self.inner.read(buffer)?;
        self.allowance = self.allowance.saturating_sub(n as u64);
        self.ended |= n == 0 && !buffer.is_empty();
        if let Some(quotes) = &mut self.quotes {
            quotes.follow(&buffer[..n]);
        }
        Ok(n)
    }
}

impl Guarded {
    /// The quotation mark that is open where reading has come to.
    fn open(&self) -> Option<Mark> {
        self.quotes.as_ref().filter(|q| q.place == Place::Inside).map(|q| q.opened)
    }
}

/// A place in a CSV file.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    byte: u64,
    line: u64,
}

/// Follows the quotation marks of a CSV file beside the csv reader, which takes one that is never closed, or closed in the
/// middle of a later row, for no error.
struct Quotes {
    separator: u8,
    place: Place,
    /// What was read so far ends here.
    byte: u64,
    line: u64,
    /// The last opening mark.
    opened: Mark,
    /// Opening marks of cells of several lines that go on behind their closing mark.
    torn: VecDeque<Mark>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    /// Where a cell begins.
    Start,
    /// In a cell without quotation marks.
    Plain,
    /// Between quotation marks.
    Inside,
    /// Behind one: it closes the cell, or is doubled.
    Behind,
}

impl Quotes {
    fn follow(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while let Some(&b) = bytes.get(at) {
            match self.place {
                Place::Start if b == b'"' => {
                    self.opened = Mark { byte: self.byte + at as u64, line: self.line };
                    self.place = Place::Inside;
                    at += 1;
                }
                Place::Start | Place::Plain => {
                    let end = memchr::memchr3(self.separator, b'\n', b'\r', &bytes[at..]);
                    self.place = if end.is_some() { Place::Start } else { Place::Plain };
                    at = end.map_or(bytes.len(), |n| at + n + 1);
                    self.line += u64::from(bytes[at - 1] == b'\n');
                }
                Place::Inside => {
                    let end = memchr::memchr(b'"', &bytes[at..]);
                    let inside = &bytes[at..end.map_or(bytes.len(), |n| at + n)];
                    self.line += memchr::memchr_iter(b'\n', inside).count() as u64;
                    at += inside.len() + usize::from(end.is_some());
                    self.place = if end.is_some() { Place::Behind } else { Place::Inside };
                }
                Place::Behind => {
                    self.place = match b {
                        b'"' => Place::Inside,
                        b'\n' | b'\r' => Place::Start,
                        b if b == self.separator => Place::Start,
                        _ => {
                            if self.line > self.opened.line {
                                self.torn.push_back(self.opened);
                            }
                            Place::Plain
                        }
                    };
                    self.line += u64::from(b == b'\n');
                    at += 1;
                }
            }
        }
        self.byte += bytes.len() as u64;
    }
}

/// The csv reader's buffer in bytes; it may read so far ahead of a record.
const CSV_BUFFER: usize = 256 << 10;

impl CsvRows {
    pub(super) fn open(
        rest: Box<dyn Read + Send>,
        start: u64,
        format: Format,
        encoding: Encoding,
        limit: u64,
    ) -> Result<CsvRows, (u64, String)> {
        let allowance = limit + 2 * CSV_BUFFER as u64;
        let mut guarded = Guarded { inner: rest, allowance, quotes: None, ended: false };
        let mut builder = csv::ReaderBuilder::new();
        builder.flexible(true).buffer_capacity(CSV_BUFFER);
        if format == Format::Tsv {
            // IANA text/tab-separated-values knows no quotation marks.
            builder.delimiter(b'\t').quoting(false);
        } else {
            let mut first = Vec::new();
            match guarded.inner.by_ref().take(CSV_BUFFER as u64).read_to_end(&mut first) {
                Ok(_) => {}
                Err(e) if first.is_empty() => return Err((start, cannot_read(&e))),
                Err(e) => guarded.inner = Box::new(Failed(e.kind(), e.to_string())),
            }
            let line = &first[..memchr::memchr(b'\n', &first).unwrap_or(first.len())];
            let count = |mark| memchr::memchr_iter(mark, line).count();
            let separator = if count(b';') > count(b',') { b';' } else { b',' };
            builder.delimiter(separator);
            guarded.inner = Box::new(io::Cursor::new(first).chain(guarded.inner));
            guarded.quotes = Some(Quotes {
                separator,
                place: Place::Start,
                byte: start,
                line: 1,
                opened: Mark::default(),
                torn: VecDeque::new(),
            });
        }
        let mut inner = builder.from_reader(guarded);
        let names = inner.byte_headers().map_err(|e| (start, format!("no header row: {e}")))?;
        let decoded: Result<Vec<String>, _> = names.iter().map(|n| text_of(encoding, n.to_vec())).collect();
        let names = Arc::new(decoded.map_err(|e| (start, format!("header row: {}", e.reason)))?);
        // Separators at a line's end make columns without a name.
        if let Some(name) = repeated(names.iter().map(String::as_str).filter(|name| !name.is_empty())) {
            let reason = format!("header row: {}; give every column a name of its own", twice(name));
            return Err((start, reason));
        }
        if let Some(mark) = inner.get_ref().open().filter(|_| inner.get_ref().ended) {
            return Err((mark.byte, never_closed(mark)));
        }
        Ok(CsvRows { inner, names, start, failed: false })
    }

    /// The byte where the next row begins.
    pub(super) fn at(&self) -> u64 {
        self.start + self.inner.position().byte()
    }

    pub(super) fn next(&mut self, limit: u64) -> Option<(u64, Payload)> {
        if self.failed {
            return None;
        }
        self.inner.get_mut().allowance = limit + 2 * CSV_BUFFER as u64;
        let mut row = csv::ByteRecord::new();
        let at = self.at();
        match self.inner.read_byte_record(&mut row) {
            Ok(false) => None,
            Ok(true) => {
                let at = row.position().map_or(at, |p| self.start + p.byte());
                let end = self.at();
                let guarded = self.inner.get_mut();
                // The file's end was not asked for before this row needed it.
                if let Some(mark) = guarded.open().filter(|_| guarded.ended) {
                    return Some((mark.byte, Payload::Bad(never_closed(mark))));
                }
                let mut torn = None;
                if let Some(quotes) = &mut guarded.quotes {
                    while quotes.torn.front().is_some_and(|mark| mark.byte < end) {
                        torn = torn.or(quotes.torn.pop_front());
                    }
                }
                if let Some(Mark { byte, line }) = torn {
                    let reason = format!(
                        "the quotation mark opened in line {line} is closed in the middle of a cell of a later line: is one \
                         missing? Rows up to there were not read"
                    );
                    return Some((byte, Payload::Bad(reason)));
                }
                if row.len() != self.names.len() {
                    let reason = format!(
                        "the row has {} cells where the header has {}: is a quotation mark or a separator missing?",
                        row.len(),
                        self.names.len()
                    );
                    return Some((at, Payload::Bad(reason)));
                }
                if row.as_slice().len() as u64 > limit {
                    return Some((at, Payload::Bad(too_large(limit))));
                }
                Some((at, Payload::Row(self.names.clone(), row)))
            }
            Err(e) => {
                self.failed = true;
                let guarded = self.inner.get_ref();
                Some(match (e.into_kind(), guarded.open().filter(|_| guarded.allowance == 0)) {
                    (csv::ErrorKind::Io(e), Some(mark)) => {
                        let line = mark.line;
                        let reason =
                            format!("{e}: is the quotation mark left open in line {line}? {NOT_READ}");
                        (mark.byte, Payload::Bad(reason))
                    }
                    (csv::ErrorKind::Io(e), None) => (at, Payload::Bad(cannot_read(&e))),
                    (other, _) => (at, Payload::Bad(format!("cannot read on: {other:?}"))),
                })
            }
        }
    }
}

const NOT_READ: &str = "What follows it was not read";

fn never_closed(mark: Mark) -> String {
    format!("the quotation mark opened in line {} is never closed. {NOT_READ}", mark.line)
}
