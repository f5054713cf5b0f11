//! Columns of a row group, written and read one after the other.

use std::sync::Arc;

use parquet::basic::{
    Compression, Encoding, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel,
};
use parquet::column::reader::{ColumnReaderImpl, get_column_reader, get_typed_column_reader};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{KeyValue, ParquetMetaData, RowGroupMetaData};
use parquet::file::page_index::offset_index::PageLocation;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use parquet::file::reader::ChunkReader;
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::file::writer::SerializedRowGroupWriter;
use parquet::schema::types::{ColumnPath, Type, TypePtr};

/// Rows in a row group: one vessel's day lies in one or two.
pub(crate) const GROUP_ROWS: usize = 32_768;
/// Rows in a page, the least that is read.
pub(crate) const PAGE_ROWS: usize = 4_096;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Instant in microseconds, UTC.
    Time,
    /// Signed 32-bit number.
    I32,
    /// Unsigned number of this many bits, up to 32.
    Unsigned(i8),
    /// Unsigned 64-bit number.
    U64,
    Double,
    Text,
    Json,
    /// Well-known binary.
    Geometry,
}

/// How a column is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    /// Differences in blocks: for numbers that change little from row to row.
    Delta,
    /// A dictionary: for few distinct values in any order.
    Dictionary,
    /// As it is, not compressed: for hashes.
    Plain,
}

/// One column of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub is_optional: bool,
    pub packing: Packing,
    /// Whether smallest and largest value of each page are kept, to read little.
    pub is_indexed: bool,
}

impl Column {
    pub(crate) const fn new(name: &'static str, kind: Kind, packing: Packing) -> Column {
        Column { name, kind, is_optional: false, packing, is_indexed: false }
    }

    pub(crate) const fn optional(mut self) -> Column {
        self.is_optional = true;
        self
    }

    pub(crate) const fn indexed(mut self) -> Column {
        self.is_indexed = true;
        self
    }

    fn physical(&self) -> (Physical, Option<LogicalType>) {
        match self.kind {
            Kind::Time => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MICROS))),
            Kind::I32 => (Physical::INT32, None),
            Kind::Unsigned(bit_width) => {
                (Physical::INT32, Some(LogicalType::integer(bit_width, false)))
            }
            Kind::U64 => (Physical::INT64, Some(LogicalType::integer(64, false))),
            Kind::Double => (Physical::DOUBLE, None),
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Json => (Physical::BYTE_ARRAY, Some(LogicalType::Json)),
            Kind::Geometry => (Physical::BYTE_ARRAY, None),
        }
    }

    fn to_type(self) -> Result<TypePtr> {
        let (physical, logical) = self.physical();
        let repetition = if self.is_optional { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        Type::primitive_type_builder(self.name, physical)
            .with_repetition(repetition)
            .with_logical_type(logical)
            .build()
            .map(Arc::new)
    }

    fn set_properties(&self, builder: WriterPropertiesBuilder) -> WriterPropertiesBuilder {
        let path = || ColumnPath::from(self.name);
        let statistics =
            if self.is_indexed { EnabledStatistics::Page } else { EnabledStatistics::None };
        let builder = builder
            .set_column_statistics_enabled(path(), statistics)
            .set_column_dictionary_enabled(path(), self.packing == Packing::Dictionary);
        match self.packing {
            Packing::Delta => builder.set_column_encoding(path(), Encoding::DELTA_BINARY_PACKED),
            Packing::Dictionary => builder,
            Packing::Plain => builder
                .set_column_encoding(path(), Encoding::PLAIN)
                .set_column_compression(path(), Compression::UNCOMPRESSED),
        }
    }
}

/// The schema of a table.
pub(crate) fn schema(name: &str, columns: &[Column]) -> Result<TypePtr> {
    let fields = columns.iter().map(|column| column.to_type()).collect::<Result<Vec<_>>>()?;
    Type::group_type_builder(name).with_fields(fields).build().map(Arc::new)
}

/// How a table is written.
pub(crate) fn properties(
    columns: &[Column],
    zstd_level: i32,
    metadata: Vec<KeyValue>,
) -> Result<WriterProperties> {
    let builder = WriterProperties::builder()
        .set_created_by(concat!("cordon-archive ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(zstd_level)?))
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_write_batch_size(PAGE_ROWS)
        .set_key_value_metadata(Some(metadata));
    Ok(columns.iter().fold(builder, |builder, column| column.set_properties(builder)).build())
}

/// Writes the columns of one row group in order.
pub(crate) struct GroupWriter<'a, 'b, W: std::io::Write + Send> {
    group: &'a mut SerializedRowGroupWriter<'b, W>,
    ints: Vec<i32>,
    longs: Vec<i64>,
    levels: Vec<i16>,
}

impl<'a, 'b, W: std::io::Write + Send> GroupWriter<'a, 'b, W> {
    pub(crate) fn new(group: &'a mut SerializedRowGroupWriter<'b, W>) -> GroupWriter<'a, 'b, W> {
        GroupWriter { group, ints: Vec::new(), longs: Vec::new(), levels: Vec::new() }
    }

    pub(crate) fn i32s(&mut self, values: impl Iterator<Item = i32>) -> Result<()> {
        self.ints.clear();
        self.ints.extend(values);
        write::<Int32Type, W>(self.group, &self.ints, None)
    }

    pub(crate) fn optional_i32s(
        &mut self,
        values: impl Iterator<Item = Option<i32>>,
    ) -> Result<()> {
        self.ints.clear();
        self.levels.clear();
        for value in values {
            self.levels.push(i16::from(value.is_some()));
            self.ints.extend(value);
        }
        write::<Int32Type, W>(self.group, &self.ints, Some(&self.levels))
    }

    pub(crate) fn i64s(&mut self, values: impl Iterator<Item = i64>) -> Result<()> {
        self.longs.clear();
        self.longs.extend(values);
        write::<Int64Type, W>(self.group, &self.longs, None)
    }

    pub(crate) fn optional_i64s(
        &mut self,
        values: impl Iterator<Item = Option<i64>>,
    ) -> Result<()> {
        self.longs.clear();
        self.levels.clear();
        for value in values {
            self.levels.push(i16::from(value.is_some()));
            self.longs.extend(value);
        }
        write::<Int64Type, W>(self.group, &self.longs, Some(&self.levels))
    }

    pub(crate) fn doubles(&mut self, values: impl Iterator<Item = f64>) -> Result<()> {
        write::<DoubleType, W>(self.group, &values.collect::<Vec<_>>(), None)
    }

    pub(crate) fn optional_doubles(
        &mut self,
        values: impl Iterator<Item = Option<f64>>,
    ) -> Result<()> {
        let mut doubles = Vec::new();
        self.levels.clear();
        for value in values {
            self.levels.push(i16::from(value.is_some()));
            doubles.extend(value);
        }
        write::<DoubleType, W>(self.group, &doubles, Some(&self.levels))
    }

    pub(crate) fn blobs(&mut self, values: impl Iterator<Item = Vec<u8>>) -> Result<()> {
        let values: Vec<ByteArray> = values.map(ByteArray::from).collect();
        write::<ByteArrayType, W>(self.group, &values, None)
    }

    pub(crate) fn texts<'t>(
        &mut self,
        values: impl Iterator<Item = Option<&'t str>>,
    ) -> Result<()> {
        let mut texts = Vec::new();
        self.levels.clear();
        for value in values {
            self.levels.push(i16::from(value.is_some()));
            texts.extend(value.map(ByteArray::from));
        }
        write::<ByteArrayType, W>(self.group, &texts, Some(&self.levels))
    }
}

fn write<T: DataType, W: std::io::Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &[T::T],
    levels: Option<&[i16]>,
) -> Result<()> {
    let missing = || ParquetError::General("more columns written than the schema has".to_owned());
    let mut column = group.next_column()?.ok_or_else(missing)?;
    column.typed::<T>().write_batch(values, levels, None)?;
    column.close()
}

/// Rows of a row group, as ranges in order, without overlap.
pub(crate) type Selection = Vec<std::ops::Range<usize>>;

/// Reads the columns of one row group in order.
pub(crate) struct GroupReader<'a, R: ChunkReader> {
    source: Arc<R>,
    group: &'a RowGroupMetaData,
    pages: Option<&'a [parquet::file::page_index::offset_index::OffsetIndexMetaData]>,
    selection: &'a Selection,
    next: usize,
}

impl<'a, R: ChunkReader + 'static> GroupReader<'a, R> {
    pub(crate) fn new(
        source: Arc<R>,
        file: &'a ParquetMetaData,
        group: usize,
        selection: &'a Selection,
    ) -> GroupReader<'a, R> {
        let pages = file.offset_index().and_then(|index| index.get(group)).map(Vec::as_slice);
        GroupReader { source, group: file.row_group(group), pages, selection, next: 0 }
    }

    /// Rows selected.
    pub(crate) fn rows(&self) -> usize {
        self.selection.iter().map(ExactSizeIterator::len).sum()
    }

    /// The next column's values, with a level each that is 0 where there is none.
    fn values<T: DataType>(&mut self) -> Result<(Vec<T::T>, Vec<i16>)> {
        let index = self.next;
        self.next += 1;
        let (mut values, mut levels) = (Vec::with_capacity(self.rows()), Vec::new());
        let mut reader = self.column::<T>(index)?;
        let mut at = 0;
        for range in self.selection {
            let skipped = reader.skip_records(range.start - at)?;
            let (read, _, _) =
                reader.read_records(range.len(), Some(&mut levels), None, &mut values)?;
            if skipped != range.start - at || read != range.len() {
                return Err(ParquetError::General(format!("column {index} ends early")));
            }
            at = range.end;
        }
        Ok((values, levels))
    }

    fn column<T: DataType>(&self, index: usize) -> Result<ColumnReaderImpl<T>> {
        let no_column = || ParquetError::General(format!("there is no column {index}"));
        let column = self.group.columns().get(index).ok_or_else(no_column)?;
        if column.column_type() != T::get_physical_type() {
            return Err(ParquetError::General(format!("column {index} is of another type")));
        }
        let pages: Option<Vec<PageLocation>> = self
            .pages
            .and_then(|pages| pages.get(index))
            .map(|index| index.page_locations().clone());
        let rows = self.group.num_rows() as usize;
        let pages = SerializedPageReader::new(Arc::clone(&self.source), column, rows, pages)?;
        let reader = get_column_reader(column.column_descr_ptr(), Box::new(pages));
        Ok(get_typed_column_reader::<T>(reader))
    }

    pub(crate) fn i32s(&mut self) -> Result<Vec<i32>> {
        let (values, _) = self.values::<Int32Type>()?;
        self.whole(values)
    }

    pub(crate) fn i64s(&mut self) -> Result<Vec<i64>> {
        let (values, _) = self.values::<Int64Type>()?;
        self.whole(values)
    }

    pub(crate) fn optional_i32s(&mut self) -> Result<Vec<Option<i32>>> {
        let (values, levels) = self.values::<Int32Type>()?;
        self.whole(spread(values, &levels))
    }

    pub(crate) fn texts(&mut self) -> Result<Vec<Option<Box<str>>>> {
        let (values, levels) = self.values::<ByteArrayType>()?;
        let texts = values.iter().map(|text| text.as_utf8().map(Box::from));
        self.whole(spread(texts.collect::<Result<Vec<_>>>()?, &levels))
    }

    /// Every row has a value or a gap: so that rows can be put together from columns.
    fn whole<T>(&self, values: Vec<T>) -> Result<Vec<T>> {
        if values.len() == self.rows() {
            return Ok(values);
        }
        let (index, found, rows) = (self.next - 1, values.len(), self.rows());
        Err(ParquetError::General(format!("column {index} has {found} values for {rows} rows")))
    }
}

fn spread<T>(values: Vec<T>, levels: &[i16]) -> Vec<Option<T>> {
    let mut values = values.into_iter();
    levels.iter().map(|&level| if level > 0 { values.next() } else { None }).collect()
}
