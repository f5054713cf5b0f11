//! Is the ledger as it was written?

use std::collections::BTreeMap;

use serde::Serialize;

use super::{COLUMNS, CaseChain, Checkpoint, Entry, Ledger, read_entry};
use crate::digest::Digest;
use crate::error::CaseError;
use crate::names::CaseId;

/// What was found to be sound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Number of entries.
    pub entries: u64,
    /// Number of cases.
    pub cases: usize,
    /// Number of checkpoints whose signature is good.
    pub checkpoints: usize,
    /// Hash of the last entry.
    pub head: Digest,
}

impl Ledger {
    /// Follows both chains from the first entry to the last, and checks every signature. The error
    /// names the first bad entry.
    pub(crate) fn verify(&self) -> Result<Verified, CaseError> {
        let checkpoints = self.checkpoints().map_err(|cause| self.failed(cause))?;
        let mut waiting = checkpoints.iter().peekable();
        let mut walk = Walk::default();
        let sql = format!("SELECT {COLUMNS} FROM ledger ORDER BY seq");
        let mut statement = self.connection.prepare(&sql).map_err(|cause| self.failed(cause))?;
        let rows = statement.query_map([], read_entry).map_err(|cause| self.failed(cause))?;
        for row in rows {
            let entry = row.map_err(|cause| damaged(walk.length + 1, cause.to_string()))?;
            walk.follow(&entry).map_err(|what| damaged(walk.length + 1, what))?;
            if let Some(checkpoint) = waiting.next_if(|checkpoint| checkpoint.seq <= entry.seq) {
                check(checkpoint, &entry).map_err(|what| damaged(entry.seq, what))?;
            }
        }
        match waiting.next() {
            Some(cut) => {
                let what = format!("it is missing, and so are all up to signed entry {}", cut.seq);
                Err(damaged(walk.length + 1, what))
            }
            None => Ok(walk.sound(checkpoints.len())),
        }
    }
}

fn damaged(seq: u64, what: impl Into<String>) -> CaseError {
    CaseError::Ledger { seq, what: what.into() }
}

fn check(checkpoint: &Checkpoint, entry: &Entry) -> Result<(), String> {
    if checkpoint.seq != entry.seq || checkpoint.hash != entry.hash {
        return Err("its signed checkpoint is about another ledger".to_owned());
    }
    if !checkpoint.is_good() {
        return Err("the signature of its checkpoint is not good".to_owned());
    }
    Ok(())
}

#[derive(Default)]
struct Walk {
    length: u64,
    head: Digest,
    cases: BTreeMap<CaseId, CaseChain>,
}

impl Walk {
    fn follow(&mut self, entry: &Entry) -> Result<(), String> {
        if entry.seq != self.length + 1 {
            return Err(format!("it is missing; the next is entry {}", entry.seq));
        }
        if entry.prev_hash != self.head {
            return Err("it does not follow from the entry before it".to_owned());
        }
        self.cases.entry(entry.case).or_default().follow(entry)?;
        entry.event()?;
        self.length = entry.seq;
        self.head = entry.hash;
        Ok(())
    }

    fn sound(self, checkpoints: usize) -> Verified {
        let cases = self.cases.keys().filter(|chain| **chain != CaseId::HULLS).count();
        Verified { entries: self.length, cases, checkpoints, head: self.head }
    }
}
