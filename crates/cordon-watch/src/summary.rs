//! What a watch says when it ends: counts that balance.

use std::collections::BTreeMap;

use cordon_core::{Finding, Kind, Status, Tally};
use serde::Serialize;

use crate::engine::Counts;

/// The closing summary, in the field order of the output contract.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Summary {
    /// Records read.
    pub read: u64,
    /// Records that told something.
    pub used: u64,
    /// Records that did not, by reason. `read` is `used` plus all of these.
    pub rejected: BTreeMap<String, u64>,
    /// Messages by type.
    pub messages: BTreeMap<String, u64>,
    /// Tracks in the store.
    pub tracks: u64,
    /// Findings in the store that hold, by kind.
    pub findings: BTreeMap<&'static str, u64>,
    /// How long it took.
    pub seconds: f64,
    /// Position reports in the store that are part of a track.
    pub kept: u64,
    /// Position reports in the store that are part of none, by reason.
    pub set_aside: BTreeMap<&'static str, u64>,
    /// Observations that came after their time was processed; they are kept, and looked at again.
    pub late: u64,
    /// Findings that later data revised or withdrew in this run.
    pub changed: u64,
    /// Sources that ended in an error.
    pub failed: Vec<String>,
}

impl Summary {
    /// Takes over what was read.
    pub fn add_tally(&mut self, tally: &Tally) {
        self.read += tally.read;
        self.used += tally.used;
        for (reason, n) in &tally.rejected {
            *self.rejected.entry(reason.clone()).or_default() += n;
        }
        for (kind, n) in &tally.messages {
            *self.messages.entry(kind.clone()).or_default() += n;
        }
    }

    /// Takes over what became of the position reports.
    pub fn set_counts(&mut self, counts: &Counts) {
        self.kept = counts.kept;
        self.set_aside.clone_from(&counts.set_aside);
        self.late = counts.late;
    }

    /// Counts the findings that hold. Every kind is named, also where there is none.
    pub fn count_findings<'a>(&mut self, findings: impl IntoIterator<Item = &'a Finding>) {
        self.findings = Kind::ALL.iter().map(|kind| (kind.name(), 0)).collect();
        for finding in findings {
            if finding.status != Status::Withdrawn {
                *self.findings.entry(finding.kind.name()).or_default() += 1;
            }
        }
    }

    /// Whether every record read is accounted for.
    pub fn balances(&self) -> bool {
        self.read == self.used + self.rejected.values().sum::<u64>()
    }
}
