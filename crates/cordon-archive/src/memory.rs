//! Rows that are in no Parquet file yet, and how they become files.

use std::path::{Path, PathBuf};
use std::thread;

use cordon_core::Time;
use rayon::prelude::*;

use crate::disk::{Disk, temporary};
use crate::error::StoreError;
use crate::manifest::TableFile;
use crate::partition::{Partition, SHARDS, shard_of};
use crate::row::Row;
use crate::table::TableWriter;

/// Threads that wait for the disk.
const SYNC_THREADS: usize = 8;

/// Rows of one table, by shard: rows that are sorted together lie close together.
pub(crate) struct Memory<R> {
    shards: Vec<Shelf<R>>,
    rows: usize,
}

/// Rows of one shard, in the order they came.
struct Shelf<R> {
    rows: Vec<R>,
    /// How many of them, from the front, the journal has.
    logged: usize,
}

impl<R> Default for Memory<R> {
    fn default() -> Memory<R> {
        let empty = || Shelf { rows: Vec::new(), logged: 0 };
        Memory { shards: (0..SHARDS).map(|_| empty()).collect(), rows: 0 }
    }
}

impl<R: Row> Memory<R> {
    pub(crate) fn push(&mut self, row: R) {
        self.shards[usize::from(shard_of(row.mmsi()))].rows.push(row);
        self.rows += 1;
    }

    pub(crate) fn extend(&mut self, rows: &[R]) {
        for row in rows {
            self.push(row.clone());
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &R> {
        self.shards.iter().flat_map(|shelf| &shelf.rows)
    }

    /// The rows of some shards, or of all.
    pub(crate) fn of(&self, shard: Option<u16>) -> impl Iterator<Item = &R> {
        let wanted = move |number: &usize| shard.is_none_or(|shard| usize::from(shard) == *number);
        let shelves = self.shards.iter().enumerate();
        shelves.filter(move |(number, _)| wanted(number)).flat_map(|(_, shelf)| &shelf.rows)
    }

    pub(crate) fn unlogged(&self) -> impl Iterator<Item = &R> {
        self.shards.iter().flat_map(|shelf| shelf.rows.get(shelf.logged..).unwrap_or_default())
    }

    /// Empty it and keep its memory.
    pub(crate) fn clear(&mut self) {
        for shelf in &mut self.shards {
            shelf.rows.clear();
            shelf.logged = 0;
        }
        self.rows = 0;
    }

    pub(crate) fn set_logged(&mut self) {
        self.shards.iter_mut().for_each(|shelf| shelf.logged = shelf.rows.len());
    }

    /// Write all rows to files of this number, one for each partition. They still have their
    /// temporary names. Shards are sorted and written side by side.
    pub(crate) fn write(
        &self,
        disk: &Disk,
        root: &Path,
        number: u64,
    ) -> Result<Vec<TableFile>, StoreError> {
        let write = |shelf: &Shelf<R>| write_shard(&shelf.rows, disk, root, number);
        let written: Result<Vec<_>, _> = self.shards.par_iter().map(write).collect();
        Ok(written?.concat())
    }
}

/// Write the rows of one shard, sorted, to a file for each partition.
fn write_shard<R: Row>(
    rows: &[R],
    disk: &Disk,
    root: &Path,
    number: u64,
) -> Result<Vec<TableFile>, StoreError> {
    let mut files = Vec::new();
    let mut writer: Option<(u128, TableWriter<R>)> = None;
    let mut last: Option<(u128, &R)> = None;
    for (key, row) in sorted(rows) {
        if last.is_some_and(|(before, last)| before == key && last.order(row).is_eq()) {
            continue;
        }
        last = Some((key, row));
        let partition = key >> PARTITION_BITS;
        if let Some((_, done)) = writer.take_if(|(open, _)| *open != partition) {
            files.push(done.finish()?);
        }
        let (_, writer) = match &mut writer {
            Some(open) => open,
            none => {
                let of = Partition::of(row.mmsi(), row.time());
                none.insert((partition, TableWriter::create(disk, root, of, number)?))
            }
        };
        writer.push(row.clone())?;
    }
    if let Some((_, done)) = writer {
        files.push(done.finish()?);
    }
    Ok(files)
}

/// Rows with their keys, by partition and then in order.
fn sorted<R: Row>(rows: &[R]) -> Vec<(u128, &R)> {
    let mut keyed: Vec<(u128, &R)> = rows.iter().map(|row| (sort_key(row), row)).collect();
    keyed.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.order(b.1)));
    keyed
}

/// Below these bits of a sort key are vessel and time of day.
const PARTITION_BITS: u32 = 70;

/// Shard, day, vessel and time of day in one number that sorts as they do.
fn sort_key<R: Row>(row: &R) -> u128 {
    let Partition { shard, day } = Partition::of(row.mmsi(), row.time());
    let days = day.start().since(Time::MIN).as_micros() as u128;
    let micros = row.time().since(day.start()).as_micros() as u128;
    u128::from(shard) << 122
        | (days / 86_400_000_000) << PARTITION_BITS
        | u128::from(row.mmsi().0) << 37
        | micros
}

/// Sync files that were written under temporary names, then give them their own.
pub(crate) fn settle(disk: &Disk, root: &Path, files: &[TableFile]) -> Result<(), StoreError> {
    sync_all(disk, root, files)?;
    let mut dirs: Vec<PathBuf> = Vec::new();
    for file in files {
        let path = file.path(root);
        disk.rename(&temporary(&path), &path)?;
        dirs.extend(path.parent().map(Path::to_owned));
    }
    dirs.dedup();
    dirs.iter().try_for_each(|dir| disk.sync_dir(dir))
}

/// Sync many files at a time: the file system then writes its own journal once for many of them.
fn sync_all(disk: &Disk, root: &Path, files: &[TableFile]) -> Result<(), StoreError> {
    let sync = |files: &[TableFile]| {
        files.iter().try_for_each(|file| disk.sync_file(&temporary(&file.path(root))))
    };
    thread::scope(|scope| {
        let chunks = files.chunks(files.len().div_ceil(SYNC_THREADS).max(1));
        let threads: Vec<_> = chunks.map(|chunk| scope.spawn(move || sync(chunk))).collect();
        threads.into_iter().try_for_each(|thread| thread.join().unwrap_or_else(|_| sync(files)))
    })
}
