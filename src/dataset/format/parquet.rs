//! Rows with lists to a Parquet file, through the column writers of the `parquet` crate and without Arrow.
//!
//! Every column may be null, as Arrow's own writers make them, so that readers find the schema they expect. Lists are of
//! the three-level form (`list`, `element`), a list of records one column a field. A row group is cut when its cells take
//! [`GROUP_BYTES`] in memory, so the bytes do not depend on how rows came in. The features stand in the metadata under
//! `huggingface` too, where `datasets` finds the names of class labels even without the card. Memory: one row group.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, FloatType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};
use serde_json::{Value, json};

use super::shard::Sink;
use super::table::{self, Cell, Feature, Field};
use crate::error::Result;
use crate::io::parquet::failed;

/// Cells of a row group in memory: enough for columns to compress well, little enough for three splits at once.
pub(super) const GROUP_BYTES: u64 = 16 << 20;

type Outcome<T> = std::result::Result<T, ParquetError>;

/// The cells of a column that wait to be written.
enum Values {
    Text { bytes: Vec<u8>, ends: Vec<usize> },
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Float(Vec<f32>),
    Double(Vec<f64>),
}

/// A column with its definition and repetition levels.
struct Leaf {
    values: Values,
    /// Levels at which a cell is there, and at which its list is empty.
    full: i16,
    defined: Vec<i16>,
    repeated: Vec<i16>,
}

impl Leaf {
    /// The leaf of a scalar that is `full` levels deep.
    fn new(feature: &Feature, full: i16) -> Leaf {
        let values = match feature {
            Feature::Date | Feature::Int32 => Values::Int32(Vec::new()),
            Feature::Class(_) => Values::Int64(Vec::new()),
            Feature::Float32 => Values::Float(Vec::new()),
            Feature::Float64 => Values::Double(Vec::new()),
            Feature::Text | Feature::List(_) | Feature::Records(_) => {
                Values::Text { bytes: Vec::new(), ends: Vec::new() }
            }
        };
        Leaf { values, full, defined: Vec::new(), repeated: Vec::new() }
    }

    /// Appends a scalar; `repeats` where it continues the list of the one before.
    fn push(&mut self, cell: &Cell<'_>, repeats: bool) {
        let there = match (&mut self.values, cell) {
            (Values::Text { bytes, ends }, Cell::Text(Some(text))) => {
                bytes.extend_from_slice(text.as_bytes());
                ends.push(bytes.len());
                true
            }
            (Values::Text { .. }, Cell::Text(None)) => false,
            (Values::Int32(v), Cell::Date(day)) => {
                let day = day.and_then(table::day_number);
                v.extend(day);
                day.is_some()
            }
            (Values::Int32(v), Cell::Int32(n)) => {
                v.push(*n);
                true
            }
            (Values::Int64(v), Cell::Class(n)) => {
                v.push(*n);
                true
            }
            (Values::Float(v), Cell::Float32(x)) => {
                let finite = x.is_finite();
                v.extend(finite.then_some(*x));
                finite
            }
            (Values::Double(v), Cell::Float64(x)) => {
                let finite = x.is_finite();
                v.extend(finite.then_some(*x));
                finite
            }
            _ => unreachable!("a cell that is not of its column's type"),
        };
        self.defined.push(if there { self.full } else { self.full - 1 });
        self.repeated.push(i16::from(repeats));
    }

    /// Appends a list without items.
    fn push_empty(&mut self) {
        self.defined.push(1);
        self.repeated.push(0);
    }

    fn write(&mut self, group: &mut SerializedRowGroupWriter<'_, Sink>) -> Outcome<()> {
        let defined = std::mem::take(&mut self.defined);
        let repeated = std::mem::take(&mut self.repeated);
        // A scalar of a row is one level deep and has no repetition.
        let repeated = (self.full > 1).then_some(repeated.as_slice());
        match &mut self.values {
            Values::Text { bytes, ends } => {
                let bytes = Bytes::from(std::mem::take(bytes));
                let mut start = 0;
                let cells = std::mem::take(ends).into_iter().map(|end| {
                    let cell = ByteArray::from(bytes.slice(start..end));
                    start = end;
                    cell
                });
                let cells: Vec<ByteArray> = cells.collect();
                column::<ByteArrayType>(group, &cells, &defined, repeated)
            }
            Values::Int32(v) => column::<Int32Type>(group, &std::mem::take(v), &defined, repeated),
            Values::Int64(v) => column::<Int64Type>(group, &std::mem::take(v), &defined, repeated),
            Values::Float(v) => column::<FloatType>(group, &std::mem::take(v), &defined, repeated),
            Values::Double(v) => column::<DoubleType>(group, &std::mem::take(v), &defined, repeated),
        }
    }
}

fn column<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Sink>,
    cells: &[T::T],
    defined: &[i16],
    repeated: Option<&[i16]>,
) -> Outcome<()> {
    let Some(mut out) = group.next_column()? else {
        return Err(ParquetError::General("more columns than the schema has".to_owned()));
    };
    out.typed::<T>().write_batch(cells, Some(defined), repeated)?;
    out.close()
}

/// A Parquet file being written.
pub(super) struct ParquetShard {
    writer: SerializedFileWriter<Sink>,
    /// The leaves of each column: one, or one a field of a list of records.
    columns: Vec<Vec<Leaf>>,
    /// Bytes of the cells that wait.
    waiting: u64,
}

impl ParquetShard {
    pub(super) fn new(sink: Sink, fields: &[Field], path: &Path) -> Result<ParquetShard> {
        let begin = || -> Outcome<_> {
            let metadata = json!({"info": {"features": features(fields)}}).to_string();
            let properties = WriterProperties::builder()
                .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
                .set_key_value_metadata(Some(vec![KeyValue::new("huggingface".to_owned(), metadata)]))
                .build();
            SerializedFileWriter::new(sink, Arc::new(schema(fields)?), Arc::new(properties))
        };
        let writer = begin().map_err(|e| failed(path, e))?;
        let columns = fields.iter().map(|field| match &field.feature {
            Feature::List(inner) => vec![Leaf::new(inner, 3)],
            Feature::Records(inner) => inner.iter().map(|f| Leaf::new(&f.feature, 4)).collect(),
            scalar => vec![Leaf::new(scalar, 1)],
        });
        Ok(ParquetShard { writer, columns: columns.collect(), waiting: 0 })
    }

    /// Appends a row; returns its bytes in memory.
    pub(super) fn push(&mut self, row: Vec<Cell<'_>>) -> u64 {
        let memory = table::memory(&row);
        for (leaves, cell) in self.columns.iter_mut().zip(&row) {
            match cell {
                Cell::List(cells) if cells.is_empty() => leaves[0].push_empty(),
                Cell::List(cells) => {
                    cells.iter().enumerate().for_each(|(i, c)| leaves[0].push(c, i > 0));
                }
                Cell::Records(rows) if rows.is_empty() => leaves.iter_mut().for_each(Leaf::push_empty),
                Cell::Records(rows) => {
                    for (i, row) in rows.iter().enumerate() {
                        leaves.iter_mut().zip(row).for_each(|(leaf, c)| leaf.push(c, i > 0));
                    }
                }
                scalar => leaves[0].push(scalar, false),
            }
        }
        self.waiting += memory;
        memory
    }

    /// Writes what waits as a row group once it is large enough.
    pub(super) fn cut(&mut self, path: &Path) -> Result<()> {
        if self.waiting < GROUP_BYTES {
            return Ok(());
        }
        self.group().map_err(|e| failed(path, e))
    }

    fn group(&mut self) -> Outcome<()> {
        self.waiting = 0;
        let mut group = self.writer.next_row_group()?;
        self.columns.iter_mut().flatten().try_for_each(|leaf| leaf.write(&mut group))?;
        group.close().map(drop)
    }

    /// Ends the file.
    pub(super) fn finish(mut self, path: &Path) -> Result<Sink> {
        let mut end = || if self.waiting > 0 { self.group() } else { Ok(()) };
        end().and_then(|()| self.writer.into_inner()).map_err(|e| failed(path, e))
    }
}

/// The Parquet schema of `fields`.
fn schema(fields: &[Field]) -> Outcome<Type> {
    let columns = fields.iter().map(|field| {
        let element = match &field.feature {
            Feature::List(inner) => scalar("element", inner)?,
            Feature::Records(inner) => {
                let inner = inner.iter().map(|f| scalar(&f.name, &f.feature)).collect::<Outcome<Vec<_>>>()?;
                group("element", Repetition::OPTIONAL, None, inner)?
            }
            plain => return scalar(&field.name, plain),
        };
        let list = group("list", Repetition::REPEATED, None, vec![element])?;
        group(&field.name, Repetition::OPTIONAL, Some(LogicalType::List), vec![list])
    });
    let columns = columns.collect::<Outcome<Vec<_>>>()?;
    Type::group_type_builder("schema").with_fields(columns).build()
}

fn group(
    name: &str,
    repetition: Repetition,
    logical: Option<LogicalType>,
    fields: Vec<TypePtr>,
) -> Outcome<TypePtr> {
    let group = Type::group_type_builder(name)
        .with_repetition(repetition)
        .with_logical_type(logical)
        .with_fields(fields)
        .build()?;
    Ok(Arc::new(group))
}

fn scalar(name: &str, feature: &Feature) -> Outcome<TypePtr> {
    let (physical, logical) = match feature {
        Feature::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Feature::Date => (Physical::INT32, Some(LogicalType::Date)),
        Feature::Int32 => (Physical::INT32, None),
        Feature::Class(_) => (Physical::INT64, None),
        Feature::Float32 => (Physical::FLOAT, None),
        Feature::Float64 => (Physical::DOUBLE, None),
        Feature::List(_) | Feature::Records(_) => {
            return Err(ParquetError::General(format!("{name}: a list inside a list")));
        }
    };
    let column = Type::primitive_type_builder(name, physical)
        .with_logical_type(logical)
        .with_repetition(Repetition::OPTIONAL)
        .build()?;
    Ok(Arc::new(column))
}

/// The fields as `datasets` writes features down, in the words that all its versions know.
fn features(fields: &[Field]) -> Value {
    fields.iter().map(|f| (f.name.clone(), feature(&f.feature))).collect::<serde_json::Map<_, _>>().into()
}

fn feature(of: &Feature) -> Value {
    let value = |dtype| json!({"dtype": dtype, "_type": "Value"});
    match of {
        Feature::Text => value("string"),
        Feature::Date => value("date32"),
        Feature::Int32 => value("int32"),
        Feature::Float32 => value("float32"),
        Feature::Float64 => value("float64"),
        Feature::Class(names) => json!({"names": names, "_type": "ClassLabel"}),
        Feature::List(inner) => json!({"feature": feature(inner), "_type": "Sequence"}),
        Feature::Records(inner) => json!([features(inner)]),
    }
}
