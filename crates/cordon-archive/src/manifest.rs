//! The list of what the store holds: replaced as one step, so that it is always whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use cordon_core::{Input, Time};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::disk::Disk;
use crate::error::StoreError;
use crate::ledger::LedgerFile;
use crate::partition::{Day, Partition};
use crate::raw::Segment;

const VERSION: u64 = 1;

/// The tables that are partitioned by shard and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Table {
    Observations,
    Statics,
}

impl Table {
    pub(crate) const ALL: [Table; 2] = [Table::Observations, Table::Statics];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Table::Observations => "observations",
            Table::Statics => "statics",
        }
    }
}

/// One Parquet file. Its path follows from its fields, so that no manifest can point elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TableFile {
    pub table: Table,
    pub shard: u16,
    pub day: Day,
    pub number: u64,
    pub rows: u64,
    pub bytes: u64,
    pub first: Time,
    pub last: Time,
    pub sha256: String,
}

impl TableFile {
    pub(crate) fn partition(&self) -> Partition {
        Partition { shard: self.shard, day: self.day }
    }

    pub(crate) fn path(&self, root: &Path) -> PathBuf {
        root.join(dir(self.table, self.partition())).join(format!("{:08}.parquet", self.number))
    }
}

/// Directory of a partition, below the store's own.
pub(crate) fn dir(table: Table, of: Partition) -> String {
    format!("{}/shard={:02}/day={}", table.name(), of.shard, of.day)
}

/// All that a store holds outside its journal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// Number of the last commit contained.
    pub commit: u64,
    /// Number of the journal that continues this manifest.
    pub journal: u64,
    /// Number of the next file of any kind.
    pub next: u64,
    pub inputs: Vec<Input>,
    pub cursors: BTreeMap<u32, serde_json::Value>,
    pub files: Vec<TableFile>,
    pub raw: Vec<Segment>,
    pub findings: Vec<LedgerFile>,
    pub tracks: Vec<LedgerFile>,
    /// Files that a compaction replaced; a reader may still have them open. The next flush removes
    /// them.
    pub retired: Vec<TableFile>,
}

#[derive(Serialize, Deserialize)]
struct Header {
    cordon_archive: u64,
    sha256: String,
}

pub(crate) fn path(root: &Path) -> PathBuf {
    root.join("manifest.jsonl")
}

impl Manifest {
    pub(crate) fn take_number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Put this in place of the manifest on disk. When it returns, it is the truth.
    pub(crate) fn write(&self, disk: &Disk, root: &Path) -> Result<(), StoreError> {
        let path = path(root);
        let fail = |cause: serde_json::Error| StoreError::io("write", &path)(cause.into());
        let body = serde_json::to_vec(self).map_err(fail)?;
        let header = Header { cordon_archive: VERSION, sha256: hex(&Sha256::digest(&body)) };
        let mut bytes = serde_json::to_vec(&header).map_err(fail)?;
        bytes.push(b'\n');
        bytes.extend_from_slice(&body);
        bytes.push(b'\n');
        disk.replace(&path, &bytes)
    }

    /// `None` where there is no store yet.
    pub(crate) fn read(root: &Path) -> Result<Option<Manifest>, StoreError> {
        let path = path(root);
        let bytes = match fs::read(&path) {
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(StoreError::io("read", &path))?,
        };
        parse(&path, &bytes).map(Some)
    }
}

fn parse(path: &Path, bytes: &[u8]) -> Result<Manifest, StoreError> {
    let damaged = |what: String| StoreError::damaged(path, what);
    let mut lines = bytes.splitn(2, |&byte| byte == b'\n');
    let header: Header = serde_json::from_slice(lines.next().unwrap_or_default())
        .map_err(|cause| damaged(format!("its first line does not read: {cause}")))?;
    if header.cordon_archive > VERSION {
        let (path, found) = (path.to_owned(), header.cordon_archive);
        return Err(StoreError::Newer { path, found, known: VERSION });
    }
    let body = lines.next().unwrap_or_default();
    let body = body.strip_suffix(b"\n").unwrap_or(body);
    if hex(&Sha256::digest(body)) != header.sha256 {
        return Err(damaged("its checksum is wrong".to_owned()));
    }
    serde_json::from_slice(body).map_err(|cause| damaged(format!("it does not read: {cause}")))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
