//! A busy day cut into slices of time, on disk: what has to be held at once follows the slice, not
//! the day.
//!
//! Partitions are sorted by vessel, so all of a day must be read before its first hour is complete.
//! A spool reads it once and lays the rows of each slice and shard together in a temporary file.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::Mutex;

use cordon_core::{Fix, StaticReport, Time};
use rayon::prelude::*;

use crate::bytes::Take;
use crate::error::StoreError;
use crate::partition::SHARDS;
use crate::query::Query;
use crate::record::{self, Record};
use crate::store::Store;

/// Rows of one slice and shard that are held before they are laid down.
const PIECE_BYTES: usize = 256 << 10;
const ZSTD_LEVEL: i32 = 1;

/// The rows of a window of time, by slice and shard.
#[derive(Debug)]
pub struct Spool {
    file: File,
    path: PathBuf,
    /// By slice and shard: where its pieces lie.
    pieces: Vec<Vec<Piece>>,
    slices: usize,
}

/// Some rows of one slice and shard, compressed.
#[derive(Clone, Copy, Debug)]
struct Piece {
    at: u64,
    stored: usize,
    length: usize,
}

impl Store {
    /// Reads the rows of a query once and lays them out in slices, which begin at `starts` (the
    /// first one takes in what comes before, too). The file has no name and is gone with the spool.
    pub fn spool(&self, query: &Query, starts: &[Time]) -> Result<Spool, StoreError> {
        let path = self.root.clone();
        let file = tempfile::tempfile_in(&path)
            .or_else(|_| tempfile::tempfile())
            .map_err(StoreError::io("make a temporary file in", &path))?;
        let sink = Mutex::new((file, 0));
        let by_shard: Vec<Vec<Vec<Piece>>> = (0..SHARDS)
            .into_par_iter()
            .map(|shard| self.spool_shard(&query.clone().shard(shard), starts, &sink))
            .collect::<Result<_, _>>()?;
        let slices = starts.len().max(1);
        let mut pieces = vec![Vec::new(); slices * usize::from(SHARDS)];
        for (shard, by_slice) in by_shard.into_iter().enumerate() {
            for (slice, found) in by_slice.into_iter().enumerate() {
                pieces[slice * usize::from(SHARDS) + shard] = found;
            }
        }
        let (file, _) = sink.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        Ok(Spool { file, path, pieces, slices })
    }

    fn spool_shard(
        &self,
        query: &Query,
        starts: &[Time],
        sink: &Mutex<(File, u64)>,
    ) -> Result<Vec<Vec<Piece>>, StoreError> {
        let mut lanes: Vec<Lane> = (0..starts.len().max(1)).map(|_| Lane::default()).collect();
        let lane = |time: Time| starts.partition_point(|start| *start <= time).saturating_sub(1);
        let failed = || StoreError::io("write a temporary file in", &self.root);
        for batch in self.statics(query) {
            for report in batch?.rows {
                let lane = &mut lanes[lane(report.time)];
                record::put_static(&mut lane.bytes, &report);
                lane.lay_if_full(sink).map_err(failed())?;
            }
        }
        for batch in self.scan(query) {
            for fix in batch?.rows {
                let lane = &mut lanes[lane(fix.time)];
                record::put_fix(&mut lane.bytes, &fix);
                lane.lay_if_full(sink).map_err(failed())?;
            }
        }
        lanes
            .into_iter()
            .map(|mut lane| {
                lane.lay(sink).map_err(failed())?;
                Ok(lane.pieces)
            })
            .collect()
    }
}

/// Rows of one slice and shard on their way to the file.
#[derive(Default)]
struct Lane {
    bytes: Vec<u8>,
    pieces: Vec<Piece>,
}

impl Lane {
    fn lay_if_full(&mut self, sink: &Mutex<(File, u64)>) -> std::io::Result<()> {
        if self.bytes.len() < PIECE_BYTES { Ok(()) } else { self.lay(sink) }
    }

    fn lay(&mut self, sink: &Mutex<(File, u64)>) -> std::io::Result<()> {
        if self.bytes.is_empty() {
            return Ok(());
        }
        let stored = zstd::bulk::compress(&self.bytes, ZSTD_LEVEL)?;
        let mut sink = sink.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (file, end) = &mut *sink;
        file.write_all(&stored)?;
        self.pieces.push(Piece { at: *end, stored: stored.len(), length: self.bytes.len() });
        *end += stored.len() as u64;
        self.bytes.clear();
        Ok(())
    }
}

impl Spool {
    /// How many slices there are.
    pub const fn slices(&self) -> usize {
        self.slices
    }

    /// The rows of one slice and shard: fixes and reports, each by vessel and time.
    pub fn read(
        &self,
        slice: usize,
        shard: u16,
    ) -> Result<(Vec<Fix>, Vec<StaticReport>), StoreError> {
        let (mut fixes, mut statics) = (Vec::new(), Vec::new());
        let pieces = self.pieces.get(slice * usize::from(SHARDS) + usize::from(shard));
        for piece in pieces.into_iter().flatten() {
            let bytes = self.bytes(*piece)?;
            let mut rest = Take(&bytes);
            while !rest.is_empty() {
                match record::take(&mut rest) {
                    Some(Record::Fix(fix)) => fixes.push(fix),
                    Some(Record::Static(report)) => statics.push(*report),
                    _ => return Err(StoreError::damaged(&self.path, "a temporary file changed")),
                }
            }
        }
        Ok((fixes, statics))
    }

    fn bytes(&self, piece: Piece) -> Result<Vec<u8>, StoreError> {
        let mut stored = vec![0; piece.stored];
        self.file
            .read_exact_at(&mut stored, piece.at)
            .and_then(|()| zstd::bulk::decompress(&stored, piece.length))
            .map_err(StoreError::io("read a temporary file in", &self.path))
    }
}
