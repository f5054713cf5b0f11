//! Rows that are in no Parquet file yet, and how they become files.

use std::cmp::Ordering;
use std::num::NonZero;
use std::ops::Range;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;

use cordon_core::Time;

use crate::disk::{Disk, temporary};
use crate::error::StoreError;
use crate::manifest::TableFile;
use crate::partition::{Partition, SHARDS, shard_of};
use crate::row::Row;
use crate::table::TableWriter;

/// Threads that wait for the disk.
const SYNC_THREADS: usize = 8;

/// Rows of one table, in the order they came.
pub(crate) struct Memory<R> {
    pub rows: Vec<R>,
    /// How many of them, from the front, the journal has.
    pub logged: usize,
}

impl<R> Default for Memory<R> {
    fn default() -> Memory<R> {
        Memory { rows: Vec::new(), logged: 0 }
    }
}

impl<R: Row> Memory<R> {
    pub(crate) fn unlogged(&self) -> &[R] {
        self.rows.get(self.logged..).unwrap_or_default()
    }

    pub(crate) fn set_logged(&mut self) {
        self.logged = self.rows.len();
    }

    /// Write all rows to files of this number, one for each partition. They still have their
    /// temporary names. Each thread sorts and writes shards of its own.
    pub(crate) fn write(
        &self,
        disk: &Disk,
        root: &Path,
        number: u64,
    ) -> Result<Vec<TableFile>, StoreError> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let share = usize::from(SHARDS).div_ceil(threads);
        thread::scope(|scope| {
            let write = |first| {
                scope.spawn(move || self.write_shards(first..first + share, disk, root, number))
            };
            let shares: Vec<_> = (0..usize::from(SHARDS)).step_by(share).map(write).collect();
            let mut files = Vec::new();
            for share in shares {
                files.extend(share.join().unwrap_or_else(|panic| resume_unwind(panic))?);
            }
            Ok(files)
        })
    }

    fn write_shards(
        &self,
        shards: Range<usize>,
        disk: &Disk,
        root: &Path,
        number: u64,
    ) -> Result<Vec<TableFile>, StoreError> {
        let mut files = Vec::new();
        let mut writer: Option<(u128, TableWriter<R>)> = None;
        let mut last: Option<(u128, &R)> = None;
        for (key, index) in self.sorted(&shards) {
            let Some(row) = self.rows.get(index as usize) else { continue };
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

    /// Keys and indices of the rows of these shards, by partition and then in order.
    fn sorted(&self, shards: &Range<usize>) -> Vec<(u128, u32)> {
        let rows = self.rows.iter().zip(0_u32..);
        let ours = rows.filter(|(row, _)| shards.contains(&usize::from(shard_of(row.mmsi()))));
        let keys = ours.map(|(row, index)| (sort_key(row), index));
        let mut keys: Vec<(u128, u32)> = keys.collect();
        keys.sort_unstable_by(|a, b| {
            let by_row = || match (self.rows.get(a.1 as usize), self.rows.get(b.1 as usize)) {
                (Some(a), Some(b)) => a.order(b),
                _ => Ordering::Equal,
            };
            a.0.cmp(&b.0).then_with(by_row)
        });
        keys
    }
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
