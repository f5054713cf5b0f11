//! What a crash leaves behind: files that no manifest came to list.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::disk::{Disk, TEMPORARY_END};
use crate::error::StoreError;
use crate::ledger::{self, Entry};
use crate::manifest::{Manifest, Table};
use crate::tracks::TrackSummary;
use crate::wal;

/// Remove them; gives what was removed. Files that the store would not have written stay.
pub(crate) fn remove_leftovers(
    disk: &Disk,
    root: &Path,
    manifest: &Manifest,
) -> Result<Vec<PathBuf>, StoreError> {
    let kept = kept_files(root, manifest);
    let mut removed = Vec::new();
    for dir in own_dirs(root) {
        for path in list(&dir)? {
            if is_ours(&path) && !kept.contains(&path) {
                disk.remove(&path)?;
                removed.push(path);
            }
        }
    }
    removed.sort();
    Ok(removed)
}

fn kept_files(root: &Path, manifest: &Manifest) -> BTreeSet<PathBuf> {
    let tables = manifest.files.iter().chain(&manifest.retired).map(|file| file.path(root));
    let findings = manifest.findings.iter().map(|file| (cordon_core::Finding::NAME, file.number));
    let tracks = manifest.tracks.iter().map(|file| (TrackSummary::NAME, file.number));
    let ledgers =
        findings.chain(tracks).map(|(name, number)| ledger::file_path(&root.join(name), number));
    tables.chain(ledgers).chain([wal::path(root, manifest.journal)]).collect()
}

/// Directories in which the store writes under temporary names.
fn own_dirs(root: &Path) -> Vec<PathBuf> {
    let mut dirs = vec![root.to_owned()];
    dirs.extend(
        ["journal", cordon_core::Finding::NAME, TrackSummary::NAME].map(|name| root.join(name)),
    );
    for table in Table::ALL {
        for shard in list(&root.join(table.name())).unwrap_or_default() {
            dirs.extend(list(&shard).unwrap_or_default());
        }
    }
    dirs
}

fn list(dir: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let read = || fs::read_dir(dir)?.map(|entry| entry.map(|entry| entry.path())).collect();
    match read() {
        Err(cause)
            if [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory].contains(&cause.kind()) =>
        {
            Ok(Vec::new())
        }
        listed => listed.map_err(StoreError::io("list", dir)),
    }
}

/// Whether the name is one that the store gives: a number and a known ending, or a temporary one.
fn is_ours(path: &Path) -> bool {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    if let Some(stem) = name.strip_suffix(TEMPORARY_END) {
        return [".parquet", ".jsonl"].iter().any(|end| stem.ends_with(end));
    }
    let number = name
        .strip_suffix(".parquet")
        .or_else(|| name.strip_suffix(".journal"))
        .or_else(|| name.strip_prefix("versions-")?.strip_suffix(".jsonl"));
    number
        .is_some_and(|number| number.len() >= 8 && number.bytes().all(|byte| byte.is_ascii_digit()))
}
