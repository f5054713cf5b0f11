//! Reading the log back, and whether it holds.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::{Line, LogError, Record};
use crate::digest::Digest;

/// The longest line that is read: a policy of several files, or a large batch.
const LONGEST_LINE: u64 = 64 << 20;

/// The lines of a log in their order, each checked against the one before it. Ends at the first that
/// does not hold.
#[derive(Debug)]
pub struct Lines<R> {
    path: PathBuf,
    reader: R,
    seq: u64,
    head: Digest,
    good_bytes: u64,
    ended: bool,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(path: &Path, reader: R) -> Lines<R> {
        let path = path.to_owned();
        Lines { path, reader, seq: 0, head: Digest::ZERO, good_bytes: 0, ended: false }
    }

    pub(super) fn next_seq(&self) -> u64 {
        self.seq + 1
    }

    pub(super) fn head(&self) -> Digest {
        self.head
    }

    pub(super) fn good_bytes(&self) -> u64 {
        self.good_bytes
    }

    fn read(&mut self) -> Result<Option<Line>, LogError> {
        let mut bytes = Vec::new();
        let read = self.reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes);
        let io = |why| LogError::Io { what: "read", path: self.path.clone(), why };
        let length = read.map_err(io)? as u64;
        if length == LONGEST_LINE {
            return Err(self.broken("it is longer than any line of a log"));
        }
        // A line without its end was torn by a crash: it was never acknowledged.
        let Some(text) = bytes.strip_suffix(b"\n") else { return Ok(None) };
        let line: Line = serde_json::from_slice(text)
            .map_err(|why| self.broken(&format!("it is not a line of a release log: {why}")))?;
        if line.seq != self.seq + 1 {
            return Err(self.broken(&format!("it bears the number {}", line.seq)));
        }
        if line.prev != self.head {
            return Err(self.broken("it does not follow from the line before it"));
        }
        if Line::hash_of(line.prev, line.seq, &line.record)? != line.hash {
            return Err(self.broken("its content does not match its hash"));
        }
        (self.seq, self.head) = (line.seq, line.hash);
        self.good_bytes += length;
        Ok(Some(line))
    }

    fn broken(&self, why: &str) -> LogError {
        LogError::Broken { path: self.path.clone(), line: self.seq + 1, why: why.to_owned() }
    }
}

impl Lines<BufReader<File>> {
    /// The lines of this file.
    pub fn open(path: &Path) -> Result<Lines<BufReader<File>>, LogError> {
        let io = |why| LogError::Io { what: "open", path: path.to_owned(), why };
        Ok(Lines::new(path, BufReader::new(File::open(path).map_err(io)?)))
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<Line, LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let line = self.read().transpose();
        self.ended = !matches!(line, Some(Ok(_)));
        line
    }
}

/// What a log that holds says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Verdict {
    /// Lines.
    pub lines: u64,
    /// Decisions told one by one.
    pub decisions: u64,
    /// Decisions that were the same as the one before, and only counted.
    pub repeated: u64,
    /// Of those told: objects that left, whole or reduced.
    pub released: u64,
    /// The hash of the last line.
    pub head: Digest,
}

/// Checks every line of a log.
pub fn verify(path: &Path) -> Result<Verdict, LogError> {
    let mut verdict = Verdict::default();
    for line in Lines::open(path)? {
        let line = line?;
        verdict.lines += 1;
        verdict.head = line.hash;
        if let Record::Decisions { decisions, repeated, .. } = line.record {
            verdict.decisions += decisions.len() as u64;
            verdict.repeated += repeated;
            verdict.released +=
                decisions.iter().filter(|entry| entry.sent.is_some()).count() as u64;
        }
    }
    Ok(verdict)
}
