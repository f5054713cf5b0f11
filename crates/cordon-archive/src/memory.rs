//! Rows that are in no Parquet file yet, and how they become files.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

use crate::disk::{Disk, temporary};
use crate::error::StoreError;
use crate::manifest::TableFile;
use crate::partition::Partition;
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
    /// temporary names.
    pub(crate) fn write(
        &self,
        disk: &Disk,
        root: &Path,
        number: u64,
    ) -> Result<Vec<TableFile>, StoreError> {
        let mut files = Vec::new();
        let mut writer: Option<(Partition, TableWriter<R>)> = None;
        let mut last: Option<&R> = None;
        for index in self.sorted() {
            let Some(row) = self.rows.get(index as usize) else { continue };
            if last.is_some_and(|last| last.order(row) == Ordering::Equal) {
                continue;
            }
            last = Some(row);
            let partition = Partition::of(row.mmsi(), row.time());
            if let Some((_, done)) = writer.take_if(|(open, _)| *open != partition) {
                files.push(done.finish()?);
            }
            let (_, writer) = match &mut writer {
                Some(open) => open,
                none => {
                    none.insert((partition, TableWriter::create(disk, root, partition, number)?))
                }
            };
            writer.push(row.clone())?;
        }
        if let Some((_, done)) = writer {
            files.push(done.finish()?);
        }
        Ok(files)
    }

    /// Indices of the rows, by partition and then in order.
    fn sorted(&self) -> Vec<u32> {
        let mut keys: Vec<_> = self
            .rows
            .iter()
            .zip(0_u32..)
            .map(|(row, index)| {
                let partition = Partition::of(row.mmsi(), row.time());
                (partition, row.mmsi(), row.time(), index)
            })
            .collect();
        keys.sort_unstable_by(|a, b| {
            let by_row = || match (self.rows.get(a.3 as usize), self.rows.get(b.3 as usize)) {
                (Some(a), Some(b)) => a.order(b),
                _ => Ordering::Equal,
            };
            (a.0, a.1, a.2).cmp(&(b.0, b.1, b.2)).then_with(by_row)
        });
        keys.into_iter().map(|(.., index)| index).collect()
    }
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
    std::thread::scope(|scope| {
        let chunks = files.chunks(files.len().div_ceil(SYNC_THREADS).max(1));
        let threads: Vec<_> = chunks.map(|chunk| scope.spawn(move || sync(chunk))).collect();
        threads.into_iter().try_for_each(|thread| thread.join().unwrap_or_else(|_| sync(files)))
    })
}
