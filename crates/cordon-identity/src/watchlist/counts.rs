//! Counts that balance.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::model::Place;

/// What became of every record that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Records read: rows, lines, XML elements.
    pub read: u64,
    /// Records that became an entry.
    pub entries: u64,
    /// Records that repeated an entry's id and were merged with it.
    pub merged: u64,
    /// Records that add to an entry: an alias, an address, an owner, a sanction.
    pub adding: u64,
    /// Records that were not used, by reason.
    pub rejected: BTreeMap<String, u64>,
    /// Entries whose id was taken by another one: kept, under an id of their own.
    pub kept_apart: u64,
    /// Names left out because an entry or the list had too many.
    pub names_left_out: u64,
}

impl Counts {
    /// Whether every record that was read is accounted for.
    pub fn balances(&self) -> bool {
        self.read == self.entries + self.merged + self.adding + self.rejected_total()
    }

    /// All rejected records.
    pub fn rejected_total(&self) -> u64 {
        self.rejected.values().sum()
    }
}

/// A record that was not used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// Where it stands.
    pub place: Place,
    /// Why, in a short word.
    pub reason: String,
}
