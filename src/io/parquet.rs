//! Parquet: tables in, tables out.
//!
//! Reads rows of any flat Parquet file as typed fields; writes the same four tables as the CSV files, one row group
//! a batch, Zstandard inside. Column types are those of the schema. Memory: one batch of columns.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow_array::builder::{BooleanBuilder, Float32Builder, StringBuilder, UInt64Builder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field as Value, Row};

use super::encode::{CharIndex, EncodeOptions, EntityView, Output};
use super::input::{Compression as Packed, InputFile};
use super::schema::{ColumnType, TABLES};
use crate::document::{Document, EntityType, ZoneKind};
use crate::error::{Error, Result};
use crate::lexicon::Lexicon;
use crate::words::WordTable;

/// The rows of a file.
pub struct Rows {
    rows: RowIter<'static>,
    failed: bool,
}

impl Rows {
    /// Opens a file.
    ///
    /// # Errors
    /// Why it is no Parquet file that can be read.
    pub fn open(file: &InputFile, read: &AtomicU64) -> std::result::Result<Rows, String> {
        if file.compression != Packed::None {
            return Err("a compressed Parquet file cannot be read in place: unpack it first".to_owned());
        }
        let Some(path) = &file.path else {
            return Err("Parquet cannot be read from standard input: name the file".to_owned());
        };
        let opened = File::open(path).map_err(|e| format!("cannot open: {e}"))?;
        let reader = SerializedFileReader::new(opened).map_err(|e| format!("not a Parquet file: {e}"))?;
        read.fetch_add(file.size, Ordering::Relaxed);
        // Some columns that a file may have cannot be shown as rows; the metadata says so at once.
        reader.get_row_iter(None).map_err(|e| format!("cannot read its rows: {e}"))?;
        Ok(Rows { rows: RowIter::from_file_into(Box::new(reader)), failed: false })
    }
}

impl Iterator for Rows {
    type Item = std::result::Result<Vec<(String, String)>, String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        match self.rows.next()? {
            Ok(row) => Some(Ok(fields(&row))),
            Err(e) => {
                self.failed = true;
                Some(Err(format!("cannot read on: {e}")))
            }
        }
    }
}

/// Name and JSON text of each field.
fn fields(row: &Row) -> Vec<(String, String)> {
    row.get_column_iter().map(|(name, value)| (name.clone(), json(value))).collect()
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
        Value::Bytes(b) => text(&String::from_utf8_lossy(b.data())),
        Value::Group(row) => {
            let inner: Vec<String> = fields(row).iter().map(|(n, v)| format!("{}:{v}", text(n))).collect();
            format!("{{{}}}", inner.join(","))
        }
        Value::ListInternal(list) => {
            format!("[{}]", list.elements().iter().map(json).collect::<Vec<_>>().join(","))
        }
        other => text(&other.to_string()),
    }
}

/// A document as the writers see it.
pub struct Rendered<'a> {
    /// The document.
    pub doc: &'a Document,
    /// The word table of its worker.
    pub words: &'a WordTable,
    /// The lexicon in use.
    pub lexicon: &'a Lexicon,
    /// Code points of its text.
    pub chars: &'a CharIndex<'a>,
    /// The text of its content zones.
    pub body: &'a str,
    /// Start and end of each token in code points.
    pub token_chars: &'a [(u32, u32)],
    /// The entity label of each token, and whether it begins one.
    pub labels: &'a [Option<(EntityType, bool)>],
    /// How rows are written.
    pub options: &'a EncodeOptions,
}

/// A column being filled.
#[derive(Debug)]
enum Builder {
    Text(StringBuilder),
    Integer(UInt64Builder),
    Float(Float32Builder),
    Boolean(BooleanBuilder),
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
}

impl TableColumns {
    fn new(table: usize) -> TableColumns {
        let builders = TABLES[table].columns.iter().map(|c| match c.kind {
            ColumnType::Text => Builder::Text(StringBuilder::new()),
            ColumnType::Integer => Builder::Integer(UInt64Builder::new()),
            ColumnType::Float => Builder::Float(Float32Builder::new()),
            ColumnType::Boolean => Builder::Boolean(BooleanBuilder::new()),
        });
        TableColumns { table, builders: builders.collect() }
    }

    fn row<'a>(&mut self, cells: impl IntoIterator<Item = Cell<'a>>) {
        let mut builders = self.builders.iter_mut();
        for cell in cells {
            match (builders.next(), cell) {
                (Some(Builder::Text(b)), Cell::Text(t)) => b.append_value(t),
                (Some(Builder::Text(b)), Cell::Absent) => b.append_null(),
                (Some(Builder::Integer(b)), Cell::Integer(n)) => b.append_value(n),
                (Some(Builder::Float(b)), Cell::Float(x)) => b.append_value(x),
                (Some(Builder::Boolean(b)), Cell::Boolean(x)) => b.append_value(x),
                _ => unreachable!("a cell that is not of its column's type in {}", TABLES[self.table].name),
            }
        }
        assert!(builders.next().is_none(), "a row of {} is short", TABLES[self.table].name);
    }

    fn batch(mut self) -> Result<RecordBatch> {
        let arrays = self.builders.iter_mut().map(|b| -> ArrayRef {
            match b {
                Builder::Text(b) => Arc::new(b.finish()),
                Builder::Integer(b) => Arc::new(b.finish()),
                Builder::Float(b) => Arc::new(b.finish()),
                Builder::Boolean(b) => Arc::new(b.finish()),
            }
        });
        RecordBatch::try_new(arrow_schema(self.table), arrays.collect())
            .map_err(|e| Error::output(TABLES[self.table].name, std::io::Error::other(e)))
    }
}

fn arrow_schema(table: usize) -> Arc<Schema> {
    let fields = TABLES[table].columns.iter().map(|c| match c.kind {
        ColumnType::Text => Field::new(c.name, DataType::Utf8, true),
        ColumnType::Integer => Field::new(c.name, DataType::UInt64, false),
        ColumnType::Float => Field::new(c.name, DataType::Float32, false),
        ColumnType::Boolean => Field::new(c.name, DataType::Boolean, false),
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// The rows of some documents as columns, a set a table.
#[derive(Debug)]
pub struct Columns(Vec<TableColumns>);

impl Columns {
    /// Empty columns of the tables that are wanted; `None` where no Parquet is.
    pub fn wanted(options: &EncodeOptions) -> Option<Columns> {
        options.parquet.then(|| Columns(tables(options).map(TableColumns::new).collect()))
    }

    /// Appends a document's rows.
    pub fn document(&mut self, view: &Rendered<'_>) {
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
    for (number, s) in doc.sentences.iter().enumerate() {
        for n in s.tokens.clone() {
            let n = n as usize;
            let t = &doc.tokens[n];
            let ner = match view.labels[n] {
                None => "O".to_owned(),
                Some((kind, begins)) => format!("{}{}", if begins { "B-" } else { "I-" }, kind.as_str()),
            };
            columns.row([
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
            ]);
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
        ]);
    }
}

/// The tables of a run as files.
pub struct Tables(Vec<(PathBuf, ArrowWriter<File>)>);

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
        let level = ZstdLevel::try_new(3).map_err(|e| Error::output(dir, std::io::Error::other(e)))?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_max_row_group_size(256 << 10)
            .build();
        let writers = tables(options).map(|table| {
            let path = dir.join(format!("{}.parquet.part", TABLES[table].name));
            let file = File::create(&path).map_err(|e| Error::output(&path, e))?;
            let writer = ArrowWriter::try_new(file, arrow_schema(table), Some(properties.clone()));
            let writer = writer.map_err(|e| Error::output(&path, std::io::Error::other(e)))?;
            Ok((path, writer))
        });
        Ok(Tables(writers.collect::<Result<_>>()?))
    }

    /// Appends rows.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(&mut self, columns: Columns) -> Result<()> {
        for (columns, (path, writer)) in columns.0.into_iter().zip(&mut self.0) {
            let batch = columns.batch()?;
            writer.write(&batch).map_err(|e| Error::output(&*path, std::io::Error::other(e)))?;
            // Bounds what the writer holds back: text columns may be large.
            if writer.in_progress_size() > 32 << 20 {
                writer.flush().map_err(|e| Error::output(&*path, std::io::Error::other(e)))?;
            }
        }
        Ok(())
    }

    /// Ends the files.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(self) -> Result<()> {
        for (path, writer) in self.0 {
            writer.close().map_err(|e| Error::output(&path, std::io::Error::other(e)))?;
        }
        Ok(())
    }
}
