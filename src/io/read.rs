//! Files to records to documents.
//!
//! Two steps, so that the second can run in parallel. [`Records`] goes through the files in order and cuts them
//! into raw [`Record`]s (a line, a row, an item, a whole file); [`Record::parse`] makes a [`Document`] of one. Whatever
//! cannot be read comes out as a [`Reject`] in its place, with the byte where it stands; the rest of the file, and
//! the files after it, go on. A panic below (a bug here, or in a crate that knows a format) costs what is left of its file,
//! which one reject says. Lines are cut in [`lines`], rows of CSV in [`rows`], items of feeds in [`feed`](super::feed); fields are put in their places in [`fields`],
//! and those that say what a page's head would (`title`, `date` …) are taken for that, see `given.rs`. Cost: one copy of the
//! bytes; memory bounded by the largest record, which [`ReadOptions::max_document`] bounds.

mod fields;
mod ids;
mod lines;
mod rows;

use std::any::Any;
use std::borrow::Cow;
use std::hash::{BuildHasher, Hash, Hasher};
use std::io::{self, BufRead, BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use foldhash::fast::FixedState;

use super::decode::{self, BadByte, Encoding, Found};
use super::input::{Format, InputFile};
use crate::document::{Document, Origin};
use crate::error::{Reject, panic_message};
use fields::{Field, json, take_fields, without_place};
#[cfg(feature = "parquet")]
pub(super) use fields::{repeated, twice};
pub use ids::UniqueIds;
use lines::Lines;
use rows::CsvRows;

/// How files are read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// The field that holds the text.
    pub text_field: String,
    /// The field that holds the id, where there is one.
    pub id_field: String,
    /// The encoding of every file; `None` finds it.
    pub encoding: Option<Encoding>,
    /// The largest document in bytes; at most [`Document::MAX_TEXT`].
    pub max_document: u64,
}

impl Default for ReadOptions {
    fn default() -> Self {
        ReadOptions {
            text_field: "text".to_owned(),
            id_field: "id".to_owned(),
            encoding: None,
            max_document: 16 << 20,
        }
    }
}

impl ReadOptions {
    fn limit(&self) -> u64 {
        self.max_document.min(Document::MAX_TEXT as u64)
    }
}

/// What the records of a file have in common.
#[derive(Debug)]
struct FileInfo {
    source: String,
    base: String,
    format: Format,
    encoding: Found,
}

impl FileInfo {
    fn new(file: &InputFile, encoding: Found) -> Arc<FileInfo> {
        let InputFile { source, base, format, .. } = file;
        Arc::new(FileInfo { source: source.clone(), base: base.clone(), format: *format, encoding })
    }
}

/// A raw record: what is needed to make a document of it, or the reason why there is none.
#[derive(Debug)]
pub struct Record {
    file: Arc<FileInfo>,
    number: Option<u64>,
    byte: u64,
    payload: Payload,
}

#[derive(Debug)]
enum Payload {
    /// A whole file.
    Page(Vec<u8>),
    /// A line of JSON.
    Json(Vec<u8>),
    /// A row and the names of its columns.
    Row(Arc<Vec<String>>, csv::ByteRecord),
    /// Fields that came with types: name and JSON text.
    #[cfg(feature = "parquet")]
    Fields(Vec<(String, String)>),
    /// An item of a feed.
    #[cfg(feature = "feed")]
    Item(super::feed::Item),
    /// Why it cannot be read.
    Bad(String),
}

/// The records of files in order.
pub struct Records {
    files: std::vec::IntoIter<InputFile>,
    options: ReadOptions,
    read: Arc<AtomicU64>,
    open: Option<OpenFile>,
}

/// A file whose rows are being read.
struct OpenFile {
    info: Arc<FileInfo>,
    rows: Rows,
    /// Of the last record, from 1.
    number: u64,
    /// What is left of it is not read.
    lost: bool,
}

/// What opening a file gives: the one document it is, or its rows.
enum Opened {
    Page(Record),
    Rows(OpenFile),
}

enum Rows {
    Lines(Lines),
    Csv(Box<CsvRows>),
    #[cfg(feature = "parquet")]
    Parquet(super::parquet::Rows),
    #[cfg(feature = "feed")]
    Feed(Box<super::feed::Items>),
}

impl Rows {
    fn next(&mut self, limit: u64) -> Option<(u64, Payload)> {
        match self {
            Rows::Lines(lines) => lines.next(limit),
            Rows::Csv(rows) => rows.next(limit),
            #[cfg(feature = "parquet")]
            Rows::Parquet(rows) => rows.next().map(|row| match row {
                Ok(fields) => (0, Payload::Fields(fields)),
                Err(reason) => (0, Payload::Bad(reason)),
            }),
            #[cfg(feature = "feed")]
            Rows::Feed(items) => {
                items.next().map(|(at, item)| (at, item.map_or_else(Payload::Bad, Payload::Item)))
            }
        }
    }

    /// The byte where the next row begins.
    fn at(&self) -> u64 {
        match self {
            Rows::Lines(lines) => lines.at(),
            Rows::Csv(rows) => rows.at(),
            #[cfg(feature = "parquet")]
            Rows::Parquet(_) => 0,
            #[cfg(feature = "feed")]
            Rows::Feed(items) => items.at(),
        }
    }
}

impl Opened {
    fn rows(info: Arc<FileInfo>, rows: Rows) -> Opened {
        Opened::Rows(OpenFile { info, rows, number: 0, lost: false })
    }
}

impl OpenFile {
    fn next(&mut self, limit: u64) -> Option<Record> {
        if self.lost {
            return None;
        }
        let at = self.rows.at();
        let next = catch_unwind(AssertUnwindSafe(|| self.rows.next(limit)));
        let (byte, payload) = next.unwrap_or_else(|panic| {
            self.lost = true;
            Some((at, Payload::Bad(panicked(&*panic))))
        })?;
        self.number += 1;
        Some(Record { file: self.info.clone(), number: Some(self.number), byte, payload })
    }
}

impl Records {
    /// The records of `files`; `read` counts the bytes taken from disk.
    pub fn new(files: Vec<InputFile>, mut options: ReadOptions, read: Arc<AtomicU64>) -> Records {
        options.max_document = options.limit();
        Records { files: files.into_iter(), options, read, open: None }
    }

    /// Opens a file; where it cannot be read, why, and from which byte on.
    fn open(&self, file: &InputFile) -> Result<Opened, (u64, String)> {
        if file.format == Format::Parquet {
            #[cfg(feature = "parquet")]
            {
                let texts = [self.options.text_field.clone(), self.options.id_field.clone()];
                let rows =
                    super::parquet::Rows::open(file, texts, &self.read).map_err(|reason| (0, reason))?;
                return Ok(Opened::rows(FileInfo::new(file, UTF_8), Rows::Parquet(rows)));
            }
            #[cfg(not(feature = "parquet"))]
            return Err((
                0,
                "this build reads no Parquet: it was made without the feature parquet".to_owned(),
            ));
        }
        #[cfg(not(feature = "feed"))]
        if file.format == Format::Feed {
            return Err((0, "this build reads no feeds: it was made without the feature feed".to_owned()));
        }
        let mut stream = file.open(self.read.clone()).map_err(|e| (0, format!("cannot open: {e}")))?;
        let single = file.format.is_single();
        let limit = if single { self.options.max_document + 1 } else { decode::SAMPLE as u64 };
        let mut head = Vec::new();
        let complete = match stream.by_ref().take(limit).read_to_end(&mut head) {
            Ok(n) => (n as u64) < limit,
            Err(e) if !single && !head.is_empty() => {
                stream = Box::new(Failed(e.kind(), e.to_string()));
                false
            }
            Err(e) => return Err((head.len() as u64, cannot_read(&e))),
        };
        if single && !complete {
            return Err((0, too_large(self.options.max_document)));
        }
        let sample = &head[..head.len().min(decode::SAMPLE)];
        let found = match self.options.encoding {
            Some(encoding) => decode::named(sample, encoding),
            None => decode::detect(sample, complete),
        };
        let found = found.map_err(|e| (e.at as u64, e.reason))?;
        #[cfg(feature = "feed")]
        let found = match super::feed::declared(sample) {
            Some(encoding) if file.format == Format::Feed && self.options.encoding.is_none() => {
                decode::declared(sample, found, encoding)
            }
            _ => found,
        };
        let info = FileInfo::new(file, found);
        if single {
            return Ok(Opened::Page(Record {
                file: info,
                number: None,
                byte: 0,
                payload: Payload::Page(head),
            }));
        }
        let encoding = info.encoding.encoding;
        let mut rest: Box<dyn Read + Send> = Box::new(io::Cursor::new(head).chain(stream));
        let mut at = 0;
        let mut mark = [0u8; 3];
        let skip = info.encoding.bom;
        let skipped = rest.read_exact(&mut mark[..skip]).is_ok();
        if !encoding.is_ascii_compatible() {
            rest = Box::new(Transcoded::new(rest, encoding));
        } else if skipped {
            at = skip as u64;
        }
        let rows = match file.format {
            Format::Jsonl => Rows::Lines(Lines::new(rest, at)),
            #[cfg(feature = "feed")]
            Format::Feed => {
                Rows::Feed(Box::new(super::feed::Items::new(rest, at, encoding, self.options.max_document)))
            }
            format => {
                Rows::Csv(Box::new(CsvRows::open(rest, at, format, encoding, self.options.max_document)?))
            }
        };
        Ok(Opened::rows(info, rows))
    }
}

impl Iterator for Records {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            if let Some(open) = &mut self.open {
                if let Some(record) = open.next(self.options.max_document) {
                    return Some(record);
                }
                self.open = None;
            }
            let file = self.files.next()?;
            let opened = catch_unwind(AssertUnwindSafe(|| self.open(&file)));
            match opened.unwrap_or_else(|panic| Err((0, panicked(&*panic)))) {
                Ok(Opened::Page(record)) => return Some(record),
                Ok(Opened::Rows(open)) => self.open = Some(open),
                Err((byte, reason)) => {
                    let number = (!file.format.is_single()).then_some(1);
                    let payload = Payload::Bad(reason);
                    return Some(Record { file: FileInfo::new(&file, UTF_8), number, byte, payload });
                }
            }
        }
    }
}

/// Where no encoding was looked for.
const UTF_8: Found = Found { encoding: Encoding::Utf8, confidence: 1.0, bom: 0 };

/// The reason of the reject that stands for the rest of a file.
fn panicked(panic: &(dyn Any + Send)) -> String {
    let message = panic_message(panic);
    format!(
        "internal error, please report it with the file: {message}; what follows in the file was not read"
    )
}

pub(super) fn too_large(limit: u64) -> String {
    format!("larger than --max-document ({limit} bytes); raise it to read this document")
}

pub(super) fn cannot_read(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "the compressed file is cut off here".to_owned(),
        _ => format!("cannot read on: {error}"),
    }
}

/// What stands behind the bytes that could be read: these are used, and the error comes when they are.
struct Failed(io::ErrorKind, String);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::new(self.0, self.1.as_str()))
    }
}

/// What stands behind the mark of a file in UTF-16 as UTF-8, with a byte that is none where something is malformed, so that its record is found to be bad.
struct Transcoded {
    inner: BufReader<Box<dyn Read + Send>>,
    decoder: encoding_rs::Decoder,
    ready: Vec<u8>,
    given: usize,
    ended: bool,
}

impl Transcoded {
    fn new(inner: Box<dyn Read + Send>, encoding: Encoding) -> Transcoded {
        let Encoding::Whatwg(e) = encoding else {
            unreachable!("only WHATWG encodings are not ASCII-compatible")
        };
        let inner = BufReader::with_capacity(64 << 10, inner);
        let decoder = e.new_decoder_without_bom_handling();
        Transcoded { inner, decoder, ready: Vec::new(), given: 0, ended: false }
    }
}

impl Read for Transcoded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && !self.ended {
            let bytes = self.inner.fill_buf()?;
            let last = bytes.is_empty();
            self.ready.resize(bytes.len() * 3 + 16, 0);
            let (result, used, made) =
                self.decoder.decode_to_utf8_without_replacement(bytes, &mut self.ready, last);
            self.ready.truncate(made);
            self.given = 0;
            if matches!(result, encoding_rs::DecoderResult::Malformed(..)) {
                self.ready.push(0xff);
            } else {
                self.ended = last;
            }
            self.inner.consume(used);
        }
        let n = buffer.len().min(self.ready.len() - self.given);
        buffer[..n].copy_from_slice(&self.ready[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}

pub(super) fn text_of(encoding: Encoding, bytes: Vec<u8>) -> Result<String, BadByte> {
    match encoding.is_ascii_compatible() {
        true => encoding.decode(bytes),
        // The stream was transcoded already.
        false => Encoding::Utf8
            .decode(bytes)
            .map_err(|e| BadByte::new(e.at, &[], &format!("invalid {}", encoding.name()))),
    }
}

impl Record {
    /// Bytes it holds, for cutting batches.
    pub fn len(&self) -> usize {
        match &self.payload {
            Payload::Page(bytes) | Payload::Json(bytes) => bytes.len(),
            Payload::Row(_, row) => row.as_slice().len(),
            #[cfg(feature = "parquet")]
            Payload::Fields(fields) => fields.iter().map(|(_, v)| v.len()).sum(),
            #[cfg(feature = "feed")]
            Payload::Item(item) => item.len(),
            Payload::Bad(_) => 0,
        }
    }

    /// True where it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A digest of everything that a document is made of: bytes, encoding, names of fields, place.
    pub(crate) fn digest(&self) -> u64 {
        let Record { file, number, payload, .. } = self;
        let mut hash = FixedState::default().build_hasher();
        let Found { encoding, confidence, .. } = file.encoding;
        (&file.source, number, encoding.name(), confidence.to_bits()).hash(&mut hash);
        match payload {
            Payload::Page(bytes) | Payload::Json(bytes) => bytes.hash(&mut hash),
            Payload::Row(names, row) => {
                names.hash(&mut hash);
                row.iter().for_each(|cell| cell.hash(&mut hash));
            }
            #[cfg(feature = "parquet")]
            Payload::Fields(fields) => fields.hash(&mut hash),
            #[cfg(feature = "feed")]
            Payload::Item(item) => item.hash(&mut hash),
            Payload::Bad(reason) => reason.hash(&mut hash),
        }
        hash.finish()
    }

    /// A reject of this record, its reason still to be given.
    pub(crate) fn place(&self) -> Reject {
        let Record { file, number, byte, .. } = self;
        let id = number.map_or_else(|| file.base.clone(), |n| format!("{}#{n}", file.base));
        Reject { id, source: file.source.clone(), record: *number, byte: *byte, reason: String::new() }
    }

    /// What a line of JSON holds, for those who know its fields.
    ///
    /// # Errors
    /// A record that is no line of JSON, or has other fields.
    pub(crate) fn object<T: serde::de::DeserializeOwned>(self) -> Result<T, Reject> {
        let place = self.place();
        match self.payload {
            Payload::Bad(reason) => Err(Reject { reason, ..place }),
            Payload::Json(line) => serde_json::from_slice(&line).map_err(|e| Reject {
                byte: place.byte + e.column().saturating_sub(1) as u64,
                reason: format!("not a line of documents.jsonl with all layers: {}", without_place(&e)),
                ..place
            }),
            _ => Err(Reject { reason: "not a line of JSON".to_owned(), ..place }),
        }
    }

    /// Makes a document.
    ///
    /// # Errors
    /// Why it cannot be read, with the byte where it stands.
    pub fn parse(self, options: &ReadOptions) -> Result<Document, Reject> {
        let Record { file, number, byte, payload } = self;
        let origin = Origin {
            id: number.map_or_else(|| file.base.clone(), |n| format!("{}#{n}", file.base)),
            source: file.source.clone(),
            record: number,
            byte,
            encoding: (file.encoding.encoding.name(), file.encoding.confidence),
            ..Origin::default()
        };
        let mut doc = Document { origin, ..Document::default() };
        let made = match payload {
            Payload::Bad(reason) => Err((byte, reason)),
            Payload::Page(bytes) => page(bytes, &file, &mut doc),
            Payload::Json(line) => json(line, &file, options, &mut doc).map_err(|(at, r)| (byte + at, r)),
            #[cfg(feature = "feed")]
            Payload::Item(item) => {
                item.read(file.encoding.encoding, &mut doc).map_err(|(at, r)| (byte + at, r))
            }
            Payload::Row(names, row) => {
                let is_there = |(name, cell): &(&String, &[u8])| !(name.is_empty() && cell.is_empty());
                let fields =
                    names.iter().zip(row.iter()).filter(is_there).map(|(name, cell)| {
                        match text_of(file.encoding.encoding, cell.to_vec()) {
                            Ok(text) => Ok((name.as_str(), text)),
                            Err(e) => Err(format!("column \"{name}\": {}", e.reason)),
                        }
                    });
                match fields.collect::<Result<Vec<_>, _>>() {
                    Err(reason) => Err((byte, reason)),
                    Ok(fields) => take_fields(
                        &mut doc,
                        options,
                        fields.into_iter().map(|(name, text)| (Cow::Borrowed(name), Field::Text(text))),
                    )
                    .map_err(|(at, r)| (byte + at, r)),
                }
            }
            #[cfg(feature = "parquet")]
            Payload::Fields(fields) => {
                let fields =
                    fields.iter().map(|(n, v)| (Cow::Borrowed(n.as_str()), Field::Json { json: v, at: 0 }));
                take_fields(&mut doc, options, fields)
            }
        };
        let (byte, reason) = match made {
            Ok(()) if doc.text.len() as u64 <= options.limit() => return Ok(doc),
            Ok(()) => (byte, too_large(options.limit())),
            Err(e) => e,
        };
        Err(Reject { id: doc.origin.id, source: doc.origin.source, record: number, byte, reason })
    }
}

fn page(mut bytes: Vec<u8>, file: &FileInfo, doc: &mut Document) -> Result<(), (u64, String)> {
    doc.is_page = true;
    bytes.drain(..file.encoding.bom);
    let bad = |e: BadByte| ((e.at + file.encoding.bom) as u64, e.reason);
    if file.format == Format::Html {
        #[cfg(feature = "html")]
        {
            let page = file.encoding.encoding.decode(bytes).map_err(bad)?;
            return super::html::read(&page, doc).map_err(|reason| (0, reason));
        }
        #[cfg(not(feature = "html"))]
        return Err((0, "this build reads no HTML: it was made without the feature html".to_owned()));
    }
    doc.text = file.encoding.encoding.decode(bytes).map_err(bad)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::input::Inputs;

    fn read(name: &str, content: &[u8], options: ReadOptions) -> Vec<Result<Document, Reject>> {
        let dir = tempfile::tempdir().expect("folder");
        std::fs::write(dir.path().join(name), content).expect("file");
        let inputs = Inputs::expand(&[dir.path().to_string_lossy().into_owned()], None).expect("inputs");
        let options2 = options.clone();
        Records::new(inputs.files, options, Arc::default()).map(|r| r.parse(&options2)).collect()
    }

    fn options() -> ReadOptions {
        ReadOptions { max_document: 1000, ..ReadOptions::default() }
    }

    #[test]
    fn json_lines_keep_their_other_fields() {
        let rows = read(
            "a.jsonl",
            b"{\"id\":7,\"text\":\"x\",\"n\":[1, 2]}\n\n{\"text\":\"y\"}\n{broken\n[1]\n",
            options(),
        );
        let docs: Vec<_> = rows.iter().filter_map(|r| r.as_ref().ok()).collect();
        assert_eq!((docs[0].origin.id.as_str(), docs[0].text.as_str()), ("7", "x"));
        assert_eq!(docs[0].origin.meta, [("n".to_owned(), "[1, 2]".to_owned())]);
        assert_eq!(docs[1].origin.id, "a.jsonl#2");
        let bad: Vec<_> = rows.iter().filter_map(|r| r.as_ref().err()).collect();
        assert_eq!(bad.len(), 2);
        assert_eq!((bad[0].record, bad[0].byte), (Some(3), 46));
    }

    #[test]
    fn a_long_line_is_rejected_and_the_next_read() {
        let content = format!("{{\"text\":\"{}\"}}\n{{\"text\":\"ok\"}}\n", "x".repeat(5000));
        let rows = read("a.jsonl", content.as_bytes(), options());
        assert!(rows[0].as_ref().expect_err("long").reason.contains("--max-document"));
        assert_eq!(rows[1].as_ref().expect("ok").text, "ok");
    }

    #[test]
    fn csv_rows_and_a_missing_field() {
        let rows = read("a.csv", "id;text;x\n1;\"а;б\";2\n2;only two\n".as_bytes(), options());
        assert_eq!(rows[0].as_ref().expect("row").text, "а;б");
        assert!(rows[1].as_ref().expect_err("short").reason.contains("2 cells where the header has 3"));
        let rows = read("a.tsv", "id\tbody\n1\t\"open\n".as_bytes(), options());
        assert!(rows[0].as_ref().expect_err("no text").reason.contains("no field \"text\"; it has body"));
    }

    #[test]
    fn a_cut_gzip_loses_only_the_rest() {
        use std::io::Write;
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        for i in 0..2000 {
            writeln!(gz, "{{\"text\":\"line {i} {}\"}}", i * 7919 % 1013).expect("gz");
        }
        let bytes = gz.finish().expect("gz");
        let rows = read("a.jsonl.gz", &bytes[..bytes.len() / 2], options());
        let good = rows.iter().filter(|r| r.is_ok()).count();
        assert!(good > 100 && good < 2000, "{good}");
        let last = rows.last().expect("rows").as_ref().expect_err("cut");
        assert!(last.reason.contains("cut off"), "{}", last.reason);
        let why = |name: &str, bytes: &[u8]| {
            let rows = read(name, bytes, options());
            rows.last().expect("a row").as_ref().expect_err("bad").reason.clone()
        };
        assert!(why("a.txt.gz", b"notgz").contains("not a gzip file"));
        for name in ["a.jsonl.gz", "a.csv.gz"] {
            assert!(why(name, b"notgz").contains("not a gzip file"));
            assert!(why(name, b"").contains("not a gzip file"));
            assert!(why(name, &bytes[..bytes.len() / 2]).contains("cut off"));
            let padded = read(name, &[&bytes[..], &[0; 512]].concat(), options());
            assert!(name != "a.jsonl.gz" || padded.len() == 2000 && padded.iter().all(Result::is_ok));
            let more = [&bytes[..], b"more"].concat();
            assert!(why(name, &more).contains("something that is not gzip follows"));
            let mut wrong = bytes.clone();
            *wrong.last_mut().expect("bytes") ^= 1;
            assert!(why(name, &wrong).contains("checksum"));
        }
        let twice = read("a.jsonl.gz", &[&bytes[..], &bytes].concat(), options());
        assert!(twice.len() == 4000 && twice.iter().all(Result::is_ok));
    }

    #[test]
    fn a_panic_costs_the_rest_of_its_file() {
        /// A format that meets a bug behind its first bytes.
        struct Buggy(&'static [u8]);

        impl Read for Buggy {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                assert!(!self.0.is_empty(), "as asked");
                self.0.read(buffer)
            }
        }

        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("b.jsonl");
        std::fs::write(&path, "{\"text\":\"y\"}\n").expect("file");
        let inputs = Inputs::expand(&[path.to_string_lossy().into_owned()], None).expect("inputs");
        let line = b"{\"text\":\"x\"}\n";
        let lines = Lines::new(Box::new(Buggy(line)), 0);
        let broken = InputFile { base: "a.jsonl".to_owned(), ..inputs.files[0].clone() };
        let mut records = Records::new(inputs.files, options(), Arc::default());
        let Opened::Rows(open) = Opened::rows(FileInfo::new(&broken, UTF_8), Rows::Lines(lines)) else {
            unreachable!("rows were given")
        };
        records.open = Some(open);
        let rows: Vec<_> = records.map(|r| r.parse(&options())).collect();
        let ids = rows.iter().map(|row| row.as_ref().map_or_else(|e| &e.id, |doc| &doc.origin.id));
        assert_eq!(ids.collect::<Vec<_>>(), ["a.jsonl#1", "a.jsonl#2", "b.jsonl#1"]);
        let reject = rows[1].as_ref().expect_err("a reject");
        assert_eq!((reject.record, reject.byte), (Some(2), line.len() as u64));
        let says = |what| reject.reason.contains(what);
        assert!(says("please report it with the file: as asked"), "{}", reject.reason);
    }

    #[test]
    fn a_quotation_mark_that_is_left_open_is_named() {
        let bad = |content: &str| {
            let rows = read("a.csv", content.as_bytes(), options());
            let good: Vec<String> = rows.iter().flatten().map(|d| d.text.clone()).collect();
            let bad: Vec<Reject> = rows.into_iter().filter_map(Result::err).collect();
            (good.join("|"), bad)
        };
        let head = "\u{feff}id,text\n1,а\n\"2\n\",\"б \"\"в\"\"\"\r\n";
        let (good, rejects) = bad(&format!("{head}3,\"Новость без конца\n4,г\n5,д\n"));
        assert_eq!(good, "а|б \"в\"");
        assert!(rejects.len() == 1 && rejects[0].reason.contains("opened in line 5 is never closed"));
        assert_eq!((rejects[0].byte, rejects[0].record), (head.len() as u64 + 2, Some(3)));
        // The next opening mark closes it.
        let (good, rejects) = bad(&format!("{head}3,\"Новость\n4,\"г\"\n5,\"д\nе\"\n6,\"ж\" \n"));
        assert_eq!(good, "а|б \"в\"|д\nе|ж ");
        assert!(rejects.len() == 1 && rejects[0].reason.contains("opened in line 5 is closed in the middle"));
        assert_eq!(rejects[0].byte, head.len() as u64 + 2);
        let (good, rejects) = bad("id,\"text\n1,а\n");
        assert!(good.is_empty() && rejects[0].byte == 3 && rejects[0].reason.contains("never closed"));
    }

    #[test]
    fn malformed_utf16_costs_its_record() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let lone = [utf16("{\"text\":\"в "), vec![0x3d, 0xd8], utf16(" г\"}\n")].concat();
        let bytes =
            [vec![0xff, 0xfe], utf16("{\"text\":\"а 😀\"}\n"), lone, utf16("{\"text\":\"д\"}\n")].concat();
        let rows = read("a.jsonl", &bytes, options());
        assert_eq!((rows.len(), rows[0].as_ref().expect("good").text.as_str()), (3, "а 😀"));
        assert_eq!(rows[2].as_ref().expect("good").text, "д");
        let bad = rows[1].as_ref().expect_err("malformed");
        let before = "{\"text\":\"а 😀\"}\n{\"text\":\"в ".len();
        assert_eq!((bad.record, bad.byte), (Some(2), before as u64));
        assert!(bad.reason.starts_with("invalid utf-16le;"), "{}", bad.reason);
        // Half a character at the end.
        let rows = read("a.csv", &[utf16("text,n\nпривет,1\nпока,2"), vec![0x3d]].concat(), options());
        assert!(rows[0].is_ok() && rows[1].as_ref().is_err_and(|r| r.reason.contains("column \"n\"")));
    }

    #[test]
    fn rejects_say_the_byte_once() {
        let place = |name: &str, content: &[u8]| {
            let rows = read(name, content, options());
            let reject = rows.into_iter().find_map(Result::err).expect("a reject");
            assert!(!reject.reason.contains(" at "), "{}", reject.reason);
            reject.byte
        };
        assert_eq!(place("a.txt", b"some text and then\0\0"), 18);
        assert_eq!(place("a.txt", b"\xff\xfea\0\x3d\xd8b\0c\0d\0"), 4);
        assert_eq!(place("a.csv", b"\xef\xbb\xbfid,text\n1,a\n2\n"), 15);
        assert_eq!(place("a.jsonl", b"\xef\xbb\xbf{\"text\":\"a\"}\n{\"text\":x}\n"), 24);
    }

    #[test]
    fn half_of_a_surrogate_pair_is_named() {
        let bad = |line: &'static str| {
            let rows = read("a.jsonl", format!("{{\"text\":\"x\"}}\n{line}\n").as_bytes(), options());
            let reject = rows.into_iter().nth(1).expect("two rows").expect_err("bad");
            assert!(reject.reason.contains(" holds half of a surrogate pair: "), "{}", reject.reason);
            let said = if reject.reason.contains("\"text\"") { "text" } else { "id" };
            (said, &line[..(reject.byte - 13) as usize])
        };
        assert_eq!(bad(r#"{"text":"abc \ud800я"}"#), ("text", r#"{"text":"abc "#));
        assert_eq!(bad(r#"{"id":"\udc00","text":"a"}"#), ("id", r#"{"id":""#));
    }

    #[test]
    fn fields_say_what_a_head_would() {
        let rows = read(
            "a.jsonl",
            b"{\"text\":\"x\",\"title\":\"T\",\"pubDate\":\"Tue, 5 Mar 2024 18:07:00 +0500\",\"url\":\"http://a.kz/1\"}\n",
            options(),
        );
        let origin = &rows[0].as_ref().expect("a row").origin;
        assert_eq!(origin.given.title.as_deref(), Some("T"));
        assert_eq!(origin.given.published.as_deref(), Some("2024-03-05"));
        assert_eq!(origin.meta.len(), 3);
        let mut by_url = options();
        by_url.id_field = "url".into();
        let rows = read("a.csv", b"url,text\nhttp://a.kz/1,x\n", by_url);
        assert_eq!(rows[0].as_ref().expect("a row").origin.given.url.as_deref(), Some("http://a.kz/1"));
    }
}
