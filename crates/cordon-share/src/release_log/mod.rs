//! The release log: every decision of the gate, append-only and hash-chained.
//!
//! A file of lines, each a canonical JSON object `{"hash", "prev", "record", "seq"}`. A record is the
//! texts of a policy when it comes into force, a label when it is first met, or the decisions of one
//! batch. So the log alone tells what was decided, by which rules as they then read, and what another
//! policy would have decided ([`diff`]). `hash` covers `prev`, so that nothing can be taken out or
//! changed without all that follows.

use std::collections::{BTreeMap, HashMap};
use std::fs::{File, OpenOptions};
use std::io::{BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use cordon_core::Time;

mod diff;
mod read;
mod record;
#[cfg(test)]
mod tests;

pub use diff::{Change, diff};
pub use read::{Lines, Verdict, verify};
pub use record::{Entry, Facts, Line, Record};

use crate::canonical;
use crate::digest::Digest;
use crate::gate::{Decision, Gate};
use crate::label::Label;
use crate::names::{ObjectId, PartnerName};
use crate::object::{Kind, Object};
use crate::policy::Texts;

/// Why the log cannot be written or does not hold.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The system refuses.
    #[error("cannot {what} the release log {path}: {why}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// Where.
        path: PathBuf,
        /// The system's word.
        why: std::io::Error,
    },
    /// A line that does not follow from the line before it, or is not one of the log's.
    #[error("the release log {path} does not hold at line {line}: {why}")]
    Broken {
        /// Where.
        path: PathBuf,
        /// From 1.
        line: u64,
        /// In what.
        why: String,
    },
    /// A record that cannot be written as JSON.
    #[error("a record of the release log cannot be written: {0}")]
    Shape(#[from] serde_json::Error),
}

/// Tracks whose last decision is remembered, so that the same decision again is counted and not told.
const MOST_REMEMBERED: usize = 100_000;

/// The log, open for writing.
#[derive(Debug)]
pub struct ReleaseLog {
    path: PathBuf,
    file: File,
    next: u64,
    head: Digest,
    labels: HashMap<Label, u64>,
    policy: Option<Digest>,
    remembered: BTreeMap<(PartnerName, PartnerName, ObjectId), (&'static str, String, u64)>,
    repeated: u64,
    entries: Vec<Entry>,
}

impl ReleaseLog {
    /// Opens the log, or starts one. The whole chain is read and must hold; a last line that was torn
    /// by a crash was never acknowledged, and is cut off.
    pub fn open(path: &Path) -> Result<ReleaseLog, LogError> {
        let io = |what| move |why| LogError::Io { what, path: path.to_owned(), why };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(io("open"))?;
        let mut labels = HashMap::new();
        let mut policy = None;
        let mut lines = Lines::new(path, BufReader::new(&file));
        for line in lines.by_ref() {
            match line?.record {
                Record::Label { number, label } => drop(labels.insert(label, number)),
                Record::Policy { policy: hash, .. } => policy = Some(hash),
                Record::Decisions { .. } => {}
            }
        }
        let (next, head, good) = (lines.next_seq(), lines.head(), lines.good_bytes());
        drop(lines);
        file.set_len(good).map_err(io("mend"))?;
        file.seek(SeekFrom::End(0)).map_err(io("seek in"))?;
        Ok(ReleaseLog {
            path: path.to_owned(),
            file,
            next,
            head,
            labels,
            policy,
            remembered: BTreeMap::new(),
            repeated: 0,
            entries: Vec::new(),
        })
    }

    /// The hash of the last line: what a witness would sign.
    pub fn head(&self) -> Digest {
        self.head
    }

    /// Tells that a policy comes into force, with all its texts.
    pub fn policy(&mut self, texts: &Texts, at: Time) -> Result<(), LogError> {
        let hash = texts.hash();
        if self.policy == Some(hash) {
            return Ok(());
        }
        self.policy = Some(hash);
        let rules = texts.rules.iter().cloned().collect();
        let (agreements, profiles) = (texts.agreements.clone(), texts.profiles.clone());
        self.write(Record::Policy { at, policy: hash, rules, agreements, profiles })
    }

    /// Takes a decision in; [`ReleaseLog::commit`] writes it. The decision on a track that is the
    /// same as the one before it is counted only.
    pub fn decided(
        &mut self,
        object: &Object,
        partner: &PartnerName,
        decision: &Decision,
    ) -> Result<(), LogError> {
        let label = self.label(&object.label)?;
        if object.kind == Kind::Track && self.is_repeated(object, partner, decision, label) {
            self.repeated += 1;
            return Ok(());
        }
        let sent = decision.released().map(|released| released.object().canonical_bytes());
        let sent = sent.and_then(Result::ok).map(|bytes| Digest::of(&bytes));
        self.entries.push(Entry {
            object: object.id.clone(),
            kind: object.kind,
            version: object.version,
            time: object.time,
            partner: partner.clone(),
            decision: decision.word().to_owned(),
            rule: decision.rule.clone(),
            policy: decision.policy,
            label,
            facts: Facts::of(&object.body),
            sent,
        });
        Ok(())
    }

    /// Writes the decisions taken in since the last commit, durably.
    pub fn commit(&mut self, at: Time) -> Result<(), LogError> {
        if self.entries.is_empty() && self.repeated == 0 {
            return Ok(());
        }
        let decisions = std::mem::take(&mut self.entries);
        let repeated = std::mem::take(&mut self.repeated);
        self.write(Record::Decisions { at, decisions, repeated })?;
        let path = &self.path;
        self.file.sync_data().map_err(|why| LogError::Io { what: "sync", path: path.clone(), why })
    }

    fn is_repeated(
        &mut self,
        object: &Object,
        partner: &PartnerName,
        decision: &Decision,
        label: u64,
    ) -> bool {
        if self.remembered.len() >= MOST_REMEMBERED {
            self.remembered.clear();
        }
        let about = (partner.clone(), object.origin.clone(), object.id.clone());
        let now = (decision.word(), decision.rule.clone(), label);
        self.remembered.insert(about, now.clone()).is_some_and(|before| before == now)
    }

    /// The number of a label; told the first time it is met.
    fn label(&mut self, label: &Label) -> Result<u64, LogError> {
        if let Some(number) = self.labels.get(label) {
            return Ok(*number);
        }
        let number = self.labels.len() as u64;
        self.labels.insert(label.clone(), number);
        self.write(Record::Label { number, label: label.clone() })?;
        Ok(number)
    }

    fn write(&mut self, record: Record) -> Result<(), LogError> {
        let line = Line::following(self.head, self.next, record)?;
        let mut bytes = canonical::bytes(&line)?;
        bytes.push(b'\n');
        let path = &self.path;
        let written = self.file.write_all(&bytes);
        written.map_err(|why| LogError::Io { what: "write", path: path.clone(), why })?;
        (self.head, self.next) = (line.hash, self.next + 1);
        Ok(())
    }
}

/// The policy that a gate decides by comes into force.
impl ReleaseLog {
    /// Asks the gate and takes its decision in.
    pub fn decide(
        &mut self,
        gate: &Gate,
        object: &Object,
        partner: &PartnerName,
        now: Time,
    ) -> Result<Decision, LogError> {
        let decision = gate.decide(object, partner, now);
        self.decided(object, partner, &decision)?;
        Ok(decision)
    }
}
