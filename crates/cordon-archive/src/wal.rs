//! The journal: one frame per commit, checksummed, synced before the commit returns.
//!
//! A crash can tear only the last frame, since each frame is on the disk before the next begins.
//! A frame that fails its checksum with a sound one behind it is damage, never a torn tail.

use std::fs;
use std::path::{Path, PathBuf};

use twox_hash::XxHash3_64;

use crate::bytes::{Put, Take};
use crate::disk::{Disk, DiskFile};
use crate::error::StoreError;
use crate::record::{self, Record};

const FILE_MARK: &[u8; 8] = b"CORDONJ1";
const FRAME_MARK: u32 = 0x4c4e_524a;
const HEADER: usize = 32;

/// The largest commit that goes through the journal; larger ones are flushed.
pub(crate) const FRAME_LIMIT: usize = 256 << 20;

pub(crate) fn path(root: &Path, number: u64) -> PathBuf {
    root.join("journal").join(format!("{number:08}.journal"))
}

/// The journal open for writing.
pub(crate) struct Journal {
    file: DiskFile,
    /// The memory of the last frame, for the next.
    spare: Vec<u8>,
}

/// A commit in the making: room for the header, and the records after it.
pub(crate) struct Frame(Vec<u8>);

impl Frame {
    /// Where records are put.
    pub(crate) fn records(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }

    /// Bytes of records.
    pub(crate) fn len(&self) -> usize {
        self.0.len().saturating_sub(HEADER)
    }

    /// Writes the header, and gives the whole frame.
    fn seal(mut self, commit: u64) -> Vec<u8> {
        let (header, payload) = self.0.split_at_mut(HEADER);
        let mut head = Vec::with_capacity(HEADER);
        head.put_u32(FRAME_MARK);
        head.put_u32(payload.len() as u32);
        head.put_u64(commit);
        head.put_u64(XxHash3_64::oneshot(payload));
        let header_sum = XxHash3_64::oneshot(&head);
        head.put_u64(header_sum);
        header.copy_from_slice(&head);
        self.0
    }
}

impl Journal {
    pub(crate) fn create(disk: &Disk, root: &Path, number: u64) -> Result<Journal, StoreError> {
        let mut file = disk.create(&path(root, number))?;
        file.append(FILE_MARK)?;
        file.sync()?;
        disk.sync_dir(&root.join("journal"))?;
        Ok(Journal { file, spare: Vec::new() })
    }

    /// Go on behind the last sound frame.
    pub(crate) fn go_on(disk: &Disk, path: &Path, length: u64) -> Result<Journal, StoreError> {
        Ok(Journal { file: disk.continue_at(path, length)?, spare: Vec::new() })
    }

    /// An empty frame.
    pub(crate) fn frame(&mut self) -> Frame {
        let mut bytes = std::mem::take(&mut self.spare);
        bytes.clear();
        bytes.resize(HEADER, 0);
        Frame(bytes)
    }

    /// Write one commit; durable when this returns.
    pub(crate) fn commit(&mut self, commit: u64, frame: Frame) -> Result<(), StoreError> {
        let frame = frame.seal(commit);
        self.file.append(&frame)?;
        self.spare = frame;
        self.file.sync()
    }
}

/// What a journal holds.
pub(crate) struct Replay {
    /// Commit number and records of each commit.
    pub(crate) commits: Vec<(u64, Vec<Record>)>,
    /// Length up to the end of the last sound frame.
    pub(crate) sound: u64,
    /// Bytes behind it: a commit that never returned.
    pub(crate) torn: u64,
}

/// Read a journal back.
pub(crate) fn replay(path: &Path) -> Result<Replay, StoreError> {
    let bytes = fs::read(path).map_err(StoreError::io("read", path))?;
    let Some(frames) = bytes.strip_prefix(FILE_MARK) else {
        return Err(StoreError::damaged(path, "it does not begin as a journal"));
    };
    let mut rest = Take(frames);
    let mut commits = Vec::new();
    while !rest.is_empty() {
        let before = rest.0;
        let Some((commit, payload)) = take_frame(&mut rest) else {
            return end_of_journal(path, bytes.len(), before, commits);
        };
        commits.push((commit, take_records(payload).ok_or_else(|| bad_commit(path, commit))?));
    }
    Ok(Replay { commits, sound: bytes.len() as u64, torn: 0 })
}

fn bad_commit(path: &Path, commit: u64) -> StoreError {
    StoreError::damaged(path, format!("commit {commit} holds records that do not read"))
}

fn take_frame<'a>(rest: &mut Take<'a>) -> Option<(u64, &'a [u8])> {
    let header = take_header(rest.bytes(HEADER)?)?;
    let payload = rest.bytes(header.length)?;
    (XxHash3_64::oneshot(payload) == header.payload_sum).then_some((header.commit, payload))
}

struct Header {
    length: usize,
    commit: u64,
    payload_sum: u64,
}

fn take_header(bytes: &[u8]) -> Option<Header> {
    let sum = XxHash3_64::oneshot(bytes.get(..HEADER - 8)?);
    let mut from = Take(bytes);
    let mark = from.u32()?;
    let header =
        Header { length: from.u32()? as usize, commit: from.u64()?, payload_sum: from.u64()? };
    (mark == FRAME_MARK && from.u64()? == sum).then_some(header)
}

fn take_records(payload: &[u8]) -> Option<Vec<Record>> {
    let mut from = Take(payload);
    let mut records = Vec::new();
    while !from.is_empty() {
        records.push(record::take(&mut from)?);
    }
    Some(records)
}

/// The frames stopped being sound: a torn tail, or damage in the middle?
fn end_of_journal(
    path: &Path,
    length: usize,
    tail: &[u8],
    commits: Vec<(u64, Vec<Record>)>,
) -> Result<Replay, StoreError> {
    let at = length - tail.len();
    if has_later_frame(tail) {
        let what = format!("the frame at byte {at} fails its checksum, and sound ones follow it");
        return Err(StoreError::damaged(path, what));
    }
    Ok(Replay { commits, sound: at as u64, torn: tail.len() as u64 })
}

fn has_later_frame(tail: &[u8]) -> bool {
    let mark = FRAME_MARK.to_le_bytes();
    tail.windows(HEADER)
        .skip(1)
        .any(|window| window.starts_with(&mark) && take_header(window).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(commits: &[&[u8]]) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("journal")).unwrap();
        let mut journal = Journal::create(&Disk::real(), dir.path(), 1).unwrap();
        for (n, payload) in commits.iter().enumerate() {
            let mut frame = journal.frame();
            frame.records().extend_from_slice(payload);
            journal.commit(n as u64 + 1, frame).unwrap();
        }
        let path = path(dir.path(), 1);
        (dir, path)
    }

    fn raw_end(segment: u32) -> Vec<u8> {
        let mut payload = Vec::new();
        record::put_raw_end(&mut payload, segment, 7);
        payload
    }

    #[test]
    fn a_cut_anywhere_keeps_whole_commits_only() {
        let (a, b) = (raw_end(1), raw_end(2));
        let (_dir, path) = written(&[&a, &b]);
        let whole = fs::read(&path).unwrap();
        let first_end = FILE_MARK.len() + HEADER + a.len();
        for cut in FILE_MARK.len()..=whole.len() {
            fs::write(&path, &whole[..cut]).unwrap();
            let replay = replay(&path).unwrap();
            let expected = usize::from(cut >= first_end) + usize::from(cut == whole.len());
            assert_eq!(replay.commits.len(), expected, "cut at {cut}");
            assert_eq!(replay.sound + replay.torn, cut as u64);
        }
    }

    #[test]
    fn damage_before_the_last_commit_is_told_not_cut_off() {
        let (_dir, path) = written(&[&raw_end(1), &raw_end(2)]);
        let whole = fs::read(&path).unwrap();
        let first_end = FILE_MARK.len() + HEADER + raw_end(1).len();
        for at in 0..first_end {
            let mut broken = whole.clone();
            broken[at] ^= 0x40;
            fs::write(&path, &broken).unwrap();
            assert!(matches!(replay(&path), Err(StoreError::Damaged { .. })), "byte {at}");
        }
    }
}
