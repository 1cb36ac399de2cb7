//! Parquet: tables in, tables out.
//!
//! Reads rows of any flat Parquet file as typed fields; writes the same four tables as the CSV files, cut into row
//! groups by rows and bytes, Zstandard inside. Column types are those of the schema. Memory: the rows of a group of each
//! table, [`GROUP_BYTES`] of text and one row more at most, and as much again for the one being packed.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, FloatType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::record::reader::RowIter;
use parquet::record::{Field as Value, Row};
use parquet::schema::types::Type;

use super::encode::{CharIndex, EncodeOptions, EntityView, Output};
use super::input::{Compression as Packed, InputFile};
use super::read::{repeated, twice};
use super::schema::{ColumnType, TABLES};
use crate::document::{Document, EntityType, ZoneKind};
use crate::error::{Error, Result};
use crate::lexicon::Lexicon;
use crate::words::WordTable;

/// The rows of a file.
pub struct Rows {
    rows: RowIter<'static>,
    /// The columns that have to be text.
    texts: [String; 2],
    failed: bool,
}

impl Rows {
    /// Opens a file; of the columns `texts` only text is taken, bytes in others become lists of numbers.
    ///
    /// # Errors
    /// Why it is no Parquet file that can be read.
    pub fn open(file: &InputFile, texts: [String; 2], read: &AtomicU64) -> std::result::Result<Rows, String> {
        if file.compression != Packed::None {
            return Err("a compressed Parquet file cannot be read in place: unpack it first".to_owned());
        }
        let Some(path) = &file.path else {
            return Err("Parquet cannot be read from standard input: name the file".to_owned());
        };
        let opened = File::open(path).map_err(|e| format!("cannot open: {e}"))?;
        let reader = SerializedFileReader::new(opened).map_err(|e| format!("not a Parquet file: {e}"))?;
        let columns = reader.metadata().file_metadata().schema().get_fields();
        if let Some(name) = repeated(columns.iter().map(|column| column.name())) {
            return Err(twice(name));
        }
        read.fetch_add(file.size, Ordering::Relaxed);
        // Some columns that a file may have cannot be shown as rows; the metadata says so at once.
        reader.get_row_iter(None).map_err(|e| format!("cannot read its rows: {e}"))?;
        Ok(Rows { rows: RowIter::from_file_into(Box::new(reader)), texts, failed: false })
    }
}

impl Iterator for Rows {
    type Item = std::result::Result<Vec<(String, String)>, String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        match self.rows.next()? {
            Ok(row) => Some(fields(&row, &self.texts)),
            Err(e) => {
                self.failed = true;
                Some(Err(format!("cannot read on: {e}")))
            }
        }
    }
}

/// Name and JSON text of each field, or which of `texts` is no text and why.
fn fields(row: &Row, texts: &[String]) -> std::result::Result<Vec<(String, String)>, String> {
    let field = |(name, value): (&String, &Value)| {
        if let Value::Bytes(bytes) = value
            && texts.contains(name)
        {
            is_utf8(bytes.data()).map_err(|why| format!("column \"{name}\": {why}"))?;
        }
        Ok((name.clone(), json(value)))
    };
    row.get_column_iter().map(field).collect()
}

fn json(value: &Value) -> String {
    let text = |t: &str| serde_json::Value::from(t).to_string();
    match value {
        Value::Null => "null".to_owned(),
        Value::Str(t) => text(t),
        Value::Bool(_)
        | Value::Byte(_)
        | Value::Short(_)
        | Value::Int(_)
        | Value::Long(_)
        | Value::UByte(_)
        | Value::UShort(_)
        | Value::UInt(_)
        | Value::ULong(_) => value.to_string(),
        Value::Float(x) => serde_json::Value::from(*x).to_string(),
        Value::Double(x) => serde_json::Value::from(*x).to_string(),
        // Text without its type, or a picture, a UUID …
        Value::Bytes(b) => match std::str::from_utf8(b.data()) {
            Ok(t) => text(t),
            Err(_) => serde_json::Value::from(b.data()).to_string(),
        },
        Value::Group(row) => {
            let inner: Vec<String> =
                row.get_column_iter().map(|(n, v)| format!("{}:{}", text(n), json(v))).collect();
            format!("{{{}}}", inner.join(","))
        }
        Value::ListInternal(list) => {
            let elements: Vec<String> = list.elements().iter().map(json).collect();
            format!("[{}]", elements.join(","))
        }
        other => text(&other.to_string()),
    }
}

/// Whether bytes without a type are a text.
fn is_utf8(bytes: &[u8]) -> std::result::Result<(), String> {
    std::str::from_utf8(bytes).map(drop).map_err(|e| {
        let at = e.valid_up_to();
        format!("byte {at} of the value (0x{:02x}) is not UTF-8; write the column as text", bytes[at])
    })
}

/// A document as the writers see it.
pub(crate) struct Rendered<'a> {
    /// The document.
    pub(crate) doc: &'a Document,
    /// The word table of its worker.
    pub(crate) words: &'a WordTable,
    /// The lexicon in use.
    pub(crate) lexicon: &'a Lexicon,
    /// Code points of its text.
    pub(crate) chars: &'a CharIndex<'a>,
    /// The text of its content zones.
    pub(crate) body: &'a str,
    /// Start and end of each token in code points.
    pub(crate) token_chars: &'a [(u32, u32)],
    /// The entity label of each token, and whether it begins one.
    pub(crate) labels: &'a [Option<(EntityType, bool)>],
    /// How rows are written.
    pub(crate) options: &'a EncodeOptions,
}

/// A column being filled.
#[derive(Debug)]
enum Builder {
    /// The bytes of all cells, where each ends, and 1 for a cell that is there.
    Text {
        bytes: Vec<u8>,
        ends: Vec<usize>,
        there: Vec<i16>,
    },
    Integer(Vec<i64>),
    Float(Vec<f32>),
    Boolean(Vec<bool>),
}

/// A cell.
enum Cell<'a> {
    Text(&'a str),
    Absent,
    Integer(u64),
    Float(f32),
    Boolean(bool),
}

fn optional(text: Option<&str>) -> Cell<'_> {
    text.map_or(Cell::Absent, Cell::Text)
}

/// Columns of a table being filled.
#[derive(Debug)]
struct TableColumns {
    table: usize,
    builders: Vec<Builder>,
    /// Bytes of text in each row.
    row_bytes: Vec<usize>,
}

impl TableColumns {
    fn new(table: usize, options: &EncodeOptions) -> TableColumns {
        let builders = TABLES[table].written(options.suffixes).map(|c| match c.kind {
            ColumnType::Text => Builder::Text { bytes: Vec::new(), ends: Vec::new(), there: Vec::new() },
            ColumnType::Integer => Builder::Integer(Vec::new()),
            ColumnType::Float => Builder::Float(Vec::new()),
            ColumnType::Boolean => Builder::Boolean(Vec::new()),
        });
        TableColumns { table, builders: builders.collect(), row_bytes: Vec::new() }
    }

    fn row<'a>(&mut self, cells: impl IntoIterator<Item = Cell<'a>>) {
        let mut builders = self.builders.iter_mut();
        let mut row_bytes = 0;
        for cell in cells {
            match (builders.next(), cell) {
                (Some(Builder::Text { bytes, ends, there }), Cell::Text(text)) => {
                    row_bytes += text.len();
                    bytes.extend_from_slice(text.as_bytes());
                    ends.push(bytes.len());
                    there.push(1);
                }
                (Some(Builder::Text { there, .. }), Cell::Absent) => there.push(0),
                (Some(Builder::Integer(b)), Cell::Integer(n)) => b.push(i64::try_from(n).unwrap_or(i64::MAX)),
                (Some(Builder::Float(b)), Cell::Float(x)) => b.push(x),
                (Some(Builder::Boolean(b)), Cell::Boolean(x)) => b.push(x),
                _ => unreachable!("a cell that is not of its column's type in {}", TABLES[self.table].name),
            }
        }
        assert!(builders.next().is_none(), "a row of {} is short", TABLES[self.table].name);
        self.row_bytes.push(row_bytes);
    }
}

/// The rows of some documents as columns, a set a table.
#[derive(Debug)]
pub struct Columns(Vec<TableColumns>);

impl Columns {
    /// Empty columns of the tables that are wanted; `None` where no Parquet is.
    pub fn wanted(options: &EncodeOptions) -> Option<Columns> {
        options
            .parquet
            .then(|| Columns(tables(options).map(|table| TableColumns::new(table, options)).collect()))
    }

    /// Appends a document's rows.
    pub(crate) fn document(&mut self, view: &Rendered<'_>) {
        for columns in &mut self.0 {
            match Output::ALL[columns.table] {
                Output::Documents => documents(columns, view),
                Output::Sentences => sentences(columns, view),
                Output::Tokens => tokens(columns, view),
                _ => entities(columns, view),
            }
        }
    }
}

/// The tables that are wanted, by index.
fn tables(options: &EncodeOptions) -> impl Iterator<Item = usize> + '_ {
    let layers = options.layers;
    let wanted = [layers.documents, layers.sentences, layers.tokens, layers.entities];
    (0..TABLES.len()).filter(move |&t| wanted[t])
}

fn documents(columns: &mut TableColumns, view: &Rendered<'_>) {
    let doc = view.doc;
    let facts = &doc.facts;
    columns.row([
        Cell::Text(&doc.origin.id),
        Cell::Text(&doc.origin.source),
        Cell::Text(doc.lang.lang.as_str()),
        Cell::Float(doc.lang.confidence),
        Cell::Boolean(doc.lang.mixed),
        optional(facts.title.as_deref()),
        optional(facts.author.as_deref()),
        optional(facts.published.as_deref()),
        optional(facts.published_time.as_deref()),
        optional(facts.publisher_id.as_deref().or(facts.publisher.as_deref())),
        optional(facts.url.as_deref()),
        optional(facts.section.as_deref()),
        Cell::Integer(u64::from(view.chars.len())),
        Cell::Integer(doc.sentences.len() as u64),
        Cell::Integer(doc.tokens.len() as u64),
        Cell::Integer(doc.entities.iter().filter(|e| !e.nested).count() as u64),
        Cell::Text(doc.origin.encoding.0),
        Cell::Text(&doc.text),
        optional(view.options.layers.tokens.then(|| doc.normalized())),
        Cell::Text(view.body),
    ]);
}

fn sentences(columns: &mut TableColumns, view: &Rendered<'_>) {
    for (n, s) in view.doc.sentences.iter().enumerate() {
        columns.row([
            Cell::Text(&view.doc.origin.id),
            Cell::Integer(n as u64),
            Cell::Integer(u64::from(view.chars.at(s.orig.start))),
            Cell::Integer(u64::from(view.chars.at(s.orig.end))),
            Cell::Integer(u64::from(s.orig.start)),
            Cell::Integer(u64::from(s.orig.end)),
            Cell::Text(s.zone.as_str()),
            Cell::Text(s.lang.as_str()),
            Cell::Float(s.confidence),
            Cell::Text(&view.doc.text[s.orig.range()]),
        ]);
    }
}

fn tokens(columns: &mut TableColumns, view: &Rendered<'_>) {
    let doc = view.doc;
    let mut ner = String::new();
    for (number, s) in doc.sentences.iter().enumerate() {
        for n in s.tokens.clone() {
            let n = n as usize;
            let t = &doc.tokens[n];
            ner.clear();
            match view.labels[n] {
                None => ner.push('O'),
                Some((kind, begins)) => ner.extend([if begins { "B-" } else { "I-" }, kind.as_str()]),
            }
            let row = [
                Cell::Text(&doc.origin.id),
                Cell::Integer(number as u64),
                Cell::Integer(n as u64),
                Cell::Integer(u64::from(view.token_chars[n].0)),
                Cell::Integer(u64::from(view.token_chars[n].1)),
                Cell::Integer(u64::from(t.orig.start)),
                Cell::Integer(u64::from(t.orig.end)),
                Cell::Text(t.kind.as_str()),
                Cell::Text(t.lang.as_str()),
                Cell::Text(&doc.text[t.orig.range()]),
                Cell::Text(view.words.key(t.word)),
                optional(view.words.stem(t.word, t.lang)),
                Cell::Text(&ner),
            ];
            let suffixes = || optional(view.words.suffixes(t.word, t.lang).filter(|s| !s.is_empty()));
            columns.row(row.into_iter().chain(view.options.suffixes.then(suffixes)));
        }
    }
}

fn entities(columns: &mut TableColumns, view: &Rendered<'_>) {
    let doc = view.doc;
    let shown = doc.entities.iter().filter(|e| view.options.nested || !e.nested);
    for (n, e) in shown.enumerate() {
        let entry = EntityView::of(e, view.lexicon);
        columns.row([
            Cell::Text(&doc.origin.id),
            Cell::Integer(u64::from(e.sentence)),
            Cell::Integer(n as u64),
            Cell::Integer(u64::from(view.chars.at(e.orig.start))),
            Cell::Integer(u64::from(view.chars.at(e.orig.end))),
            Cell::Integer(u64::from(e.orig.start)),
            Cell::Integer(u64::from(e.orig.end)),
            Cell::Text(doc.sentences.get(e.sentence as usize).map_or(ZoneKind::Body, |s| s.zone).as_str()),
            Cell::Text(e.kind.as_str()),
            optional(entry.subtype),
            optional(entry.id),
            Cell::Text(&doc.text[e.orig.range()]),
            optional(entry.names[0]),
            optional(entry.names[1]),
            optional(entry.names[2]),
            optional(e.value.as_deref()),
            optional(e.case.map(|c| c.as_str())),
            Cell::Text(e.rule),
            Cell::Float(e.score),
            optional(e.holder.map(|p| &*view.lexicon.entry(p).id)),
        ]);
    }
}

/// Rows of a row group, by table: always cut at the same rows, so that the bytes do not depend on how documents came
/// in; a few tens of megabytes of news text each.
const GROUP_ROWS: [usize; 4] = [1000, 50_000, 250_000, 50_000];

/// Bytes of text with which a row group ends before it has its rows: documents may be long.
const GROUP_BYTES: usize = 64 << 20;

/// A column that waits to be written.
enum Pending {
    Text(Vec<ByteArray>, Vec<i16>),
    Integer(Vec<i64>),
    Float(Vec<f32>),
    Boolean(Vec<bool>),
}

impl Pending {
    fn append(&mut self, column: Builder) {
        match (self, column) {
            (Pending::Text(cells, levels), Builder::Text { bytes, ends, there }) => {
                let bytes = Bytes::from(bytes);
                let mut start = 0;
                for end in ends {
                    cells.push(ByteArray::from(bytes.slice(start..end)));
                    start = end;
                }
                levels.extend(there);
            }
            (Pending::Integer(a), Builder::Integer(b)) => a.extend(b),
            (Pending::Float(a), Builder::Float(b)) => a.extend(b),
            (Pending::Boolean(a), Builder::Boolean(b)) => a.extend(b),
            _ => unreachable!("columns of one table are of the same types"),
        }
    }
}

/// A table as a file being written.
struct TableFile {
    table: usize,
    path: PathBuf,
    writer: SerializedFileWriter<File>,
    pending: Vec<Pending>,
    /// Rows that wait, and bytes of their text.
    rows: usize,
    bytes: usize,
}

impl TableFile {
    fn create(dir: &Path, table: usize, options: &EncodeOptions) -> Result<TableFile> {
        let path = dir.join(format!("{}.parquet.part", TABLES[table].name));
        let file = File::create(&path).map_err(|e| Error::output(&path, e))?;
        let begin = || -> std::result::Result<_, ParquetError> {
            let properties = WriterProperties::builder()
                .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
                .build();
            SerializedFileWriter::new(file, Arc::new(schema(table, options.suffixes)?), Arc::new(properties))
        };
        let writer = begin().map_err(|e| failed(&path, e))?;
        let pending = TABLES[table].written(options.suffixes).map(|c| match c.kind {
            ColumnType::Text => Pending::Text(Vec::new(), Vec::new()),
            ColumnType::Integer => Pending::Integer(Vec::new()),
            ColumnType::Float => Pending::Float(Vec::new()),
            ColumnType::Boolean => Pending::Boolean(Vec::new()),
        });
        Ok(TableFile { table, path, writer, pending: pending.collect(), rows: 0, bytes: 0 })
    }

    fn append(&mut self, columns: TableColumns) -> Result<()> {
        for (pending, column) in self.pending.iter_mut().zip(columns.builders) {
            pending.append(column);
        }
        // Row by row, so that it does not matter how the rows came in.
        for bytes in columns.row_bytes {
            self.rows += 1;
            self.bytes += bytes;
            if self.rows == GROUP_ROWS[self.table] || self.bytes >= GROUP_BYTES {
                self.group()?;
            }
        }
        Ok(())
    }

    /// Writes the first [`TableFile::rows`] that wait as a row group.
    fn group(&mut self) -> Result<()> {
        let rows = std::mem::take(&mut self.rows);
        self.bytes = 0;
        let TableFile { path, writer, pending, .. } = self;
        let mut write = || -> std::result::Result<(), ParquetError> {
            let mut group = writer.next_row_group()?;
            for column in pending.iter_mut() {
                let Some(mut out) = group.next_column()? else { break };
                match column {
                    Pending::Text(cells, levels) => {
                        let levels: Vec<i16> = levels.drain(..rows).collect();
                        let there = levels.iter().filter(|&&l| l == 1).count();
                        let cells: Vec<ByteArray> = cells.drain(..there).collect();
                        out.typed::<ByteArrayType>().write_batch(&cells, Some(&levels), None)?;
                    }
                    Pending::Integer(v) => {
                        let cells: Vec<i64> = v.drain(..rows).collect();
                        out.typed::<Int64Type>().write_batch(&cells, None, None)?;
                    }
                    Pending::Float(v) => {
                        let cells: Vec<f32> = v.drain(..rows).collect();
                        out.typed::<FloatType>().write_batch(&cells, None, None)?;
                    }
                    Pending::Boolean(v) => {
                        let cells: Vec<bool> = v.drain(..rows).collect();
                        out.typed::<BoolType>().write_batch(&cells, None, None)?;
                    }
                }
                out.close()?;
            }
            group.close()?;
            Ok(())
        };
        write().map_err(|e| failed(path, e))
    }

    fn finish(mut self) -> Result<()> {
        if self.rows > 0 {
            self.group()?;
        }
        let path = self.path;
        self.writer.close().map(drop).map_err(|e| failed(&path, e))
    }
}

/// What the Parquet writer said, as an error of the output.
pub(crate) fn failed(path: &Path, error: ParquetError) -> Error {
    match error {
        ParquetError::External(e) => match e.downcast::<std::io::Error>() {
            Ok(e) => Error::output(path, *e),
            Err(e) => Error::output(path, std::io::Error::other(e)),
        },
        other => Error::output(path, std::io::Error::other(other)),
    }
}

fn schema(table: usize, suffixes: bool) -> std::result::Result<Type, ParquetError> {
    let columns = TABLES[table].written(suffixes).map(|c| {
        let (physical, logical, repetition) = match c.kind {
            ColumnType::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String), Repetition::OPTIONAL),
            ColumnType::Integer => (Physical::INT64, None, Repetition::REQUIRED),
            ColumnType::Float => (Physical::FLOAT, None, Repetition::REQUIRED),
            ColumnType::Boolean => (Physical::BOOLEAN, None, Repetition::REQUIRED),
        };
        let column = Type::primitive_type_builder(c.name, physical)
            .with_logical_type(logical)
            .with_repetition(repetition)
            .build()?;
        Ok(Arc::new(column))
    });
    let columns = columns.collect::<std::result::Result<Vec<_>, ParquetError>>()?;
    Type::group_type_builder(TABLES[table].name).with_fields(columns).build()
}

/// The tables of a run as files.
pub struct Tables(Vec<TableFile>);

impl Tables {
    /// The names of the files that are made.
    pub fn file_names(options: &EncodeOptions) -> Vec<String> {
        tables(options).map(|t| format!("{}.parquet", TABLES[t].name)).collect()
    }

    /// Begins `NAME.parquet.part` in `dir` for each table.
    ///
    /// # Errors
    /// What the system says.
    pub fn create(dir: &Path, options: &EncodeOptions) -> Result<Tables> {
        Ok(Tables(
            tables(options).map(|table| TableFile::create(dir, table, options)).collect::<Result<_>>()?,
        ))
    }

    /// Appends rows.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(&mut self, columns: Columns) -> Result<()> {
        for (columns, file) in columns.0.into_iter().zip(&mut self.0) {
            file.append(columns)?;
        }
        Ok(())
    }

    /// Ends the files.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(self) -> Result<()> {
        self.0.into_iter().try_for_each(TableFile::finish)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_documents_end_a_row_group() {
        let text = "ж".repeat(4 << 20);
        let options = EncodeOptions::default();
        // Rows in each group, where so many come in at a time.
        let groups = |together: usize| -> Vec<i64> {
            let dir = tempfile::tempdir().expect("folder");
            let mut file = TableFile::create(dir.path(), 1, &options).expect("file");
            for _ in 0..12 / together {
                let mut columns = TableColumns::new(1, &options);
                for n in 0..together {
                    let number = Cell::Integer(n as u64);
                    let [a, b, c, d] = [0; 4].map(Cell::Integer);
                    let [id, zone, lang] = ["x"; 3].map(Cell::Text);
                    columns.row([id, number, a, b, c, d, zone, lang, Cell::Float(1.0), Cell::Text(&text)]);
                }
                file.append(columns).expect("rows");
            }
            let path = file.path.clone();
            file.finish().expect("the end");
            let reader = SerializedFileReader::new(File::open(path).expect("file")).expect("Parquet");
            reader.metadata().row_groups().iter().map(|group| group.num_rows()).collect()
        };
        assert_eq!(groups(1), [8, 4]);
        assert_eq!(groups(6), [8, 4]);
    }
}
