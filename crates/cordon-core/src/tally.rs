//! Counts that balance: read = used + rejected, by reason.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::source::SourceRef;

/// Why a record was not used: a short word in `snake_case`, for example `bad_checksum`.
pub type Reason = &'static str;

/// A record that was not used, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// Its bytes.
    pub source: SourceRef,
    /// Line number in its input, from 1.
    pub line: u64,
    /// Why.
    pub reason: Reason,
}

/// What happened to every record that was read.
///
/// A *record* is a sentence, a row, or a line that holds neither. Each ends in exactly one of
/// `used` and `rejected`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Records read.
    pub read: u64,
    /// Records that told something.
    pub used: u64,
    /// Records that did not, by reason.
    pub rejected: BTreeMap<String, u64>,
    /// Messages decoded, by type: `1` to `28`, or `row` for providers that do not tell.
    pub messages: BTreeMap<String, u64>,
}

impl Tally {
    /// Count `n` records that told something.
    pub fn add_used(&mut self, n: u64) {
        self.read += n;
        self.used += n;
    }

    /// Count one record that did not.
    pub fn add_rejected(&mut self, reason: Reason) {
        self.read += 1;
        add(&mut self.rejected, reason, 1);
    }

    /// Count a message of this type.
    pub fn add_message(&mut self, kind: &str) {
        self.add_messages(kind, 1);
    }

    /// Count `n` messages of this type.
    pub fn add_messages(&mut self, kind: &str, n: u64) {
        add(&mut self.messages, kind, n);
    }

    /// All rejected records.
    pub fn rejected_total(&self) -> u64 {
        self.rejected.values().sum()
    }

    /// Whether every record read is accounted for.
    pub fn balances(&self) -> bool {
        self.read == self.used + self.rejected_total()
    }

    /// Add another tally to this one.
    pub fn merge(&mut self, other: &Tally) {
        self.read += other.read;
        self.used += other.used;
        for (reason, n) in &other.rejected {
            add(&mut self.rejected, reason, *n);
        }
        for (kind, n) in &other.messages {
            add(&mut self.messages, kind, *n);
        }
    }
}

fn add(counts: &mut BTreeMap<String, u64>, key: &str, n: u64) {
    match counts.get_mut(key) {
        Some(count) => *count += n,
        None => {
            counts.insert(key.to_owned(), n);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tallies_balance_and_merge() {
        let mut a = Tally::default();
        a.add_used(2);
        a.add_rejected("bad_checksum");
        a.add_message("1");
        let mut b = a.clone();
        b.merge(&a);
        assert!(a.balances() && b.balances());
        assert_eq!((b.read, b.used, b.rejected["bad_checksum"], b.messages["1"]), (6, 4, 2, 2));
    }
}
