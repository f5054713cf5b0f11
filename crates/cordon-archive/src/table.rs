//! One Parquet file of a partitioned table: written sorted, read with as little as a query needs.

use std::fs::File;
use std::io::{self, Read, Write};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cordon_core::Time;
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::{
    ColumnChunkMetaData, PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader,
};
use parquet::file::page_index::column_index::ColumnIndexMetaData;
use parquet::file::reader::{ChunkReader, Length};
use parquet::file::writer::SerializedFileWriter;
use sha2::{Digest, Sha256};

use crate::columns::{GROUP_ROWS, GroupReader, GroupWriter, Selection, properties, schema};
use crate::disk::{Disk, DiskFile, temporary};
use crate::error::StoreError;
use crate::manifest::{self, TableFile};
use crate::partition::Partition;
use crate::query::{Bounds, Query};
use crate::row::Row;

/// zstd level of files: 1 costs least and loses little on numbers packed by differences.
const ZSTD_LEVEL: i32 = 1;

/// Counts and hashes what goes to a file.
pub(crate) struct HashingFile {
    file: io::BufWriter<DiskFile>,
    sha256: Sha256,
    bytes: u64,
}

impl HashingFile {
    pub(crate) fn new(file: DiskFile) -> HashingFile {
        let file = io::BufWriter::with_capacity(1 << 18, file);
        HashingFile { file, sha256: Sha256::new(), bytes: 0 }
    }

    /// Number of bytes and their SHA-256.
    fn finish(mut self) -> io::Result<(u64, String)> {
        self.file.flush()?;
        Ok((self.bytes, manifest::hex(&self.sha256.finalize())))
    }
}

impl Write for HashingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.sha256.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Writes rows that come in order to a file beside its final name.
pub(crate) struct TableWriter<R> {
    writer: SerializedFileWriter<HashingFile>,
    path: PathBuf,
    partition: Partition,
    number: u64,
    group: Vec<R>,
    rows: u64,
    span: Option<(Time, Time)>,
}

impl<R: Row> TableWriter<R> {
    pub(crate) fn create(
        disk: &Disk,
        root: &Path,
        partition: Partition,
        number: u64,
    ) -> Result<TableWriter<R>, StoreError> {
        let dir = root.join(manifest::dir(R::TABLE, partition));
        disk.make_dir(&dir)?;
        let path = dir.join(format!("{number:08}.parquet"));
        let file = HashingFile::new(disk.create(&temporary(&path))?);
        let open = || {
            let properties = properties(R::COLUMNS, ZSTD_LEVEL, Vec::new())?;
            SerializedFileWriter::new(
                file,
                schema(R::TABLE.name(), R::COLUMNS)?,
                Arc::new(properties),
            )
        };
        let writer = open().map_err(encode_error(&path))?;
        let group = Vec::with_capacity(GROUP_ROWS.min(1_024));
        Ok(TableWriter { writer, path, partition, number, group, rows: 0, span: None })
    }

    /// Append a row that follows the one before in [`Row::order`].
    pub(crate) fn push(&mut self, row: R) -> Result<(), StoreError> {
        let (first, last) = self.span.unwrap_or((row.time(), row.time()));
        self.span = Some((first.min(row.time()), last.max(row.time())));
        self.group.push(row);
        if self.group.len() < GROUP_ROWS { Ok(()) } else { self.write_group() }
    }

    fn write_group(&mut self) -> Result<(), StoreError> {
        let mut write = || {
            let mut group = self.writer.next_row_group()?;
            R::write(&self.group, &mut GroupWriter::new(&mut group))?;
            group.close().map(drop)
        };
        write().map_err(encode_error(&self.path))?;
        self.rows += self.group.len() as u64;
        self.group.clear();
        Ok(())
    }

    /// Finish the file. It still has its temporary name, and is not synced.
    pub(crate) fn finish(mut self) -> Result<TableFile, StoreError> {
        if !self.group.is_empty() {
            self.write_group()?;
        }
        let file = self.writer.into_inner().map_err(encode_error(&self.path))?;
        let (bytes, sha256) = file.finish().map_err(StoreError::io("write", &self.path))?;
        let (first, last) = self.span.unwrap_or((Time::MIN, Time::MIN));
        let Partition { shard, day } = self.partition;
        let (table, number, rows) = (R::TABLE, self.number, self.rows);
        Ok(TableFile { table, shard, day, number, rows, bytes, first, last, sha256 })
    }
}

pub(crate) fn encode_error(path: &Path) -> impl Fn(ParquetError) -> StoreError {
    let path = path.to_owned();
    move |cause| match cause {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(cause) => StoreError::io("write", &path)(*cause),
            Err(cause) => StoreError::Encode { path: path.clone(), what: cause.to_string() },
        },
        other => StoreError::Encode { path: path.clone(), what: other.to_string() },
    }
}

/// How much a scan has read; shared by its files.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    pub bytes: AtomicU64,
    pub groups: AtomicU64,
}

/// A file's bytes, counted as they are read. `window` holds a stretch that was read ahead.
struct Bytes {
    file: Arc<File>,
    length: u64,
    window: Option<(u64, bytes::Bytes)>,
    meter: Arc<Meter>,
}

impl Bytes {
    /// Another view with this stretch read ahead in one go.
    fn read_ahead(&self, range: Range<u64>) -> ParquetResult<Bytes> {
        let window = self.get_bytes(range.start, (range.end - range.start) as usize)?;
        let (file, meter) = (Arc::clone(&self.file), Arc::clone(&self.meter));
        Ok(Bytes { file, length: self.length, window: Some((range.start, window)), meter })
    }

    fn ahead(&self, start: u64, length: usize) -> Option<bytes::Bytes> {
        let (window_start, window) = self.window.as_ref()?;
        let from = usize::try_from(start.checked_sub(*window_start)?).ok()?;
        let to = from.checked_add(length).filter(|&to| to <= window.len())?;
        Some(window.slice(from..to))
    }
}

impl Length for Bytes {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Bytes {
    type T = io::BufReader<Section>;

    fn get_read(&self, start: u64) -> ParquetResult<Self::T> {
        let (file, meter) = (Arc::clone(&self.file), Arc::clone(&self.meter));
        Ok(io::BufReader::new(Section { file, at: start, meter }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<bytes::Bytes> {
        if let Some(bytes) = self.ahead(start, length) {
            return Ok(bytes);
        }
        if start.checked_add(length as u64).is_none_or(|end| end > self.length) {
            return Err(ParquetError::EOF(format!(
                "byte {start} and {length} more reach past the end"
            )));
        }
        let mut buffer = vec![0; length];
        self.file.read_exact_at(&mut buffer, start)?;
        self.meter.bytes.fetch_add(length as u64, Ordering::Relaxed);
        Ok(buffer.into())
    }
}

/// A file read on from somewhere.
struct Section {
    file: Arc<File>,
    at: u64,
    meter: Arc<Meter>,
}

impl Read for Section {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read_at(buffer, self.at)?;
        self.at += read as u64;
        self.meter.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Reads the rows of one file that a query may want, a row group at a time, in order.
pub(crate) struct TableReader<R> {
    path: PathBuf,
    bytes: Arc<Bytes>,
    footer: Arc<ParquetMetaData>,
    next_group: usize,
    rows: std::marker::PhantomData<R>,
}

impl<R: Row> TableReader<R> {
    pub(crate) fn open(
        path: &Path,
        file: &TableFile,
        meter: &Arc<Meter>,
    ) -> Result<TableReader<R>, StoreError> {
        let handle = File::open(path).map_err(StoreError::io("open", path))?;
        let length = handle.metadata().map_err(StoreError::io("read", path))?.len();
        if length != file.bytes {
            return Err(StoreError::damaged(
                path,
                format!("it has {length} bytes instead of {}", file.bytes),
            ));
        }
        let bytes =
            Bytes { file: Arc::new(handle), length, window: None, meter: Arc::clone(meter) };
        let footer = guarded(path, || {
            ParquetMetaDataReader::new()
                .with_page_index_policy(PageIndexPolicy::Optional)
                .parse_and_finish(&bytes)
        })?;
        check_schema::<R>(path, &footer)?;
        let rows = std::marker::PhantomData;
        let (path, bytes, footer) = (path.to_owned(), Arc::new(bytes), Arc::new(footer));
        Ok(TableReader { path, bytes, footer, next_group: 0, rows })
    }

    /// The next rows that are wanted; `None` at the end.
    pub(crate) fn next(&mut self, query: &Query) -> Result<Option<Vec<R>>, StoreError> {
        while self.next_group < self.footer.num_row_groups() {
            let group = self.next_group;
            self.next_group += 1;
            let selection = guarded(&self.path, || Ok(select(&self.footer, group, query)))?;
            if selection.is_empty() {
                continue;
            }
            let mut rows = guarded(&self.path, || self.read_group(group, &selection))?;
            if !query.is_everything() {
                rows.retain(|row| query.wants(row));
            }
            if !rows.is_empty() {
                return Ok(Some(rows));
            }
        }
        Ok(None)
    }

    fn read_group(&self, group: usize, selection: &Selection) -> ParquetResult<Vec<R>> {
        self.bytes.meter.groups.fetch_add(1, Ordering::Relaxed);
        let is_whole = selection.len() == 1
            && selection[0].len() == self.footer.row_group(group).num_rows().max(0) as usize;
        let bytes = match group_range(&self.footer, group, self.bytes.length).filter(|_| is_whole) {
            Some(range) => Arc::new(self.bytes.read_ahead(range)?),
            None => Arc::clone(&self.bytes),
        };
        R::read(&mut GroupReader::new(bytes, &self.footer, group, selection))
    }
}

/// The stretch of the file that a row group's pages lie in.
fn group_range(footer: &ParquetMetaData, group: usize, length: u64) -> Option<Range<u64>> {
    let columns = footer.row_group(group).columns();
    let ranges = || columns.iter().map(ColumnChunkMetaData::byte_range);
    let start = ranges().map(|(start, _)| start).min()?;
    let end = ranges().map(|(start, length)| start.saturating_add(length)).max()?;
    (start < end && end <= length).then_some(start..end)
}

fn check_schema<R: Row>(path: &Path, footer: &ParquetMetaData) -> Result<(), StoreError> {
    let columns = footer.file_metadata().schema_descr().columns();
    let are_same = columns.len() == R::COLUMNS.len()
        && columns.iter().zip(R::COLUMNS).all(|(found, column)| found.name() == column.name);
    if are_same {
        Ok(())
    } else {
        Err(StoreError::damaged(path, "its columns are not those of the table"))
    }
}

/// Which rows of a group a query may want, by the bounds of its pages.
fn select(footer: &ParquetMetaData, group: usize, query: &Query) -> Selection {
    let rows = footer.row_group(group).num_rows().max(0) as usize;
    let pages = page_starts(footer, group).filter(|_| !query.is_everything());
    let Some(starts) = pages else { return whole(rows) };
    let mut selection: Selection = Vec::new();
    for (page, &start) in starts.iter().enumerate() {
        let end = starts.get(page + 1).copied().unwrap_or(rows);
        if page_bounds(footer, group, page).is_some_and(|bounds| !query.may_want(&bounds)) {
            continue;
        }
        match selection.last_mut().filter(|last| last.end == start) {
            Some(last) => last.end = end,
            None => selection.push(start..end),
        }
    }
    selection
}

fn whole(rows: usize) -> Selection {
    std::iter::once(0..rows).filter(|range| !range.is_empty()).collect()
}

/// First rows of the pages, where all the columns with bounds have the same pages.
fn page_starts(footer: &ParquetMetaData, group: usize) -> Option<Vec<usize>> {
    let columns = footer.offset_index()?.get(group)?;
    let starts = |column: usize| -> Option<Vec<usize>> {
        let pages = columns.get(column)?.page_locations();
        Some(pages.iter().map(|page| page.first_row_index as usize).collect())
    };
    let first = starts(0)?;
    let is_sorted = first.first() == Some(&0) && first.is_sorted();
    let is_same = (1..4).all(|column| starts(column).as_ref() == Some(&first));
    (is_sorted && is_same).then_some(first)
}

fn page_bounds(footer: &ParquetMetaData, group: usize, page: usize) -> Option<Bounds> {
    let columns = footer.column_index()?.get(group)?;
    let ints = |column: usize| match columns.get(column)? {
        ColumnIndexMetaData::INT32(index) => {
            Some((*index.min_value(page)?, *index.max_value(page)?))
        }
        _ => None,
    };
    let ColumnIndexMetaData::INT64(times) = columns.get(1)? else { return None };
    let (least, greatest) = ints(0)?;
    Some(Bounds {
        mmsi: (least as u32, greatest as u32),
        time: (*times.min_value(page)?, *times.max_value(page)?),
        place: ints(2).zip(ints(3)),
    })
}

/// Run Parquet code on bytes that may be damaged: its errors and its panics name the file.
pub(crate) fn guarded<T>(
    path: &Path,
    read: impl FnOnce() -> ParquetResult<T>,
) -> Result<T, StoreError> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(cause)) => Err(StoreError::damaged(path, cause.to_string())),
        Err(_) => Err(StoreError::damaged(path, "its pages do not decode")),
    }
}
