//! Does the store still hold what was put into it?

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use cordon_core::{Fix, StaticReport};
use sha2::{Digest, Sha256};

use crate::error::StoreError;
use crate::manifest::{Table, TableFile, hex};
use crate::partition::Partition;
use crate::query::Query;
use crate::row::Row;
use crate::store::Store;
use crate::table::{Meter, TableReader};

/// What a check of every file found.
#[derive(Debug, Default)]
pub struct Report {
    /// Parquet files checked.
    pub files: u64,
    /// Rows in them.
    pub rows: u64,
    /// Blocks of raw bytes checked.
    pub raw_blocks: u64,
    /// Raw bytes in them.
    pub raw_bytes: u64,
    /// Findings and tracks that have versions.
    pub entries: u64,
    /// What is wrong, one entry for each file or block. Empty when all is well.
    pub problems: Vec<StoreError>,
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }
}

impl Store {
    /// Check every checksum, that each file has the rows the manifest says, in order, in the
    /// partition they belong to, and that raw bytes and versions read back. Goes on after a problem.
    pub fn verify(&self) -> Report {
        let mut report = Report::default();
        for file in &self.manifest.files {
            match self.verify_file(file) {
                Ok(()) => report.rows += file.rows,
                Err(problem) => report.problems.push(problem),
            }
            report.files += 1;
        }
        let (blocks, bytes, problems) = self.raw.verify();
        (report.raw_blocks, report.raw_bytes) = (blocks, bytes);
        report.problems.extend(problems);
        report.problems.extend(self.findings.verify(&self.manifest.findings));
        report.problems.extend(self.tracks.verify(&self.manifest.tracks));
        report.entries = (self.findings.len() + self.tracks.len()) as u64;
        report
    }

    fn verify_file(&self, file: &TableFile) -> Result<(), StoreError> {
        let path = file.path(&self.root);
        if file_sha256(&path)? != file.sha256 {
            return Err(StoreError::damaged(&path, "its checksum is wrong"));
        }
        match file.table {
            Table::Observations => verify_rows::<Fix>(&path, file),
            Table::Statics => verify_rows::<StaticReport>(&path, file),
        }
    }
}

fn file_sha256(path: &Path) -> Result<String, StoreError> {
    let mut hash = Sha256::new();
    let mut file = File::open(path).map_err(StoreError::io("open", path))?;
    let mut buffer = vec![0; 1 << 18];
    loop {
        let read = file.read(&mut buffer).map_err(StoreError::io("read", path))?;
        match buffer.get(..read).filter(|bytes| !bytes.is_empty()) {
            Some(bytes) => hash.update(bytes),
            None => return Ok(hex(&hash.finalize())),
        }
    }
}

fn verify_rows<R: Row>(path: &Path, file: &TableFile) -> Result<(), StoreError> {
    let mut reader = TableReader::<R>::open(path, file, &Arc::new(Meter::default()))?;
    let (mut found, mut last) = (0, None::<R>);
    while let Some(rows) = reader.next(&Query::all())? {
        found += rows.len() as u64;
        for row in rows {
            let is_in_order = last.as_ref().is_none_or(|last| last.order(&row).is_lt());
            let is_in_place = Partition::of(row.mmsi(), row.time()) == file.partition();
            if !is_in_order || !is_in_place {
                return Err(StoreError::damaged(path, "a row is out of order or out of place"));
            }
            last = Some(row);
        }
    }
    if found == file.rows {
        return Ok(());
    }
    Err(StoreError::damaged(path, format!("it has {found} rows instead of {}", file.rows)))
}
