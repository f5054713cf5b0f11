//! Findings in versions, and which of them a query wants.

use std::collections::BTreeSet;

use cordon_core::{Finding, Kind, Mmsi, Status, Time, Value};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::ledger::{Entry, Version};

/// Which findings are wanted; the default is all, as known now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingQuery {
    from: Option<Time>,
    until: Option<Time>,
    mmsis: Option<BTreeSet<Mmsi>>,
    kinds: Option<BTreeSet<Kind>>,
    statuses: Option<BTreeSet<Status>>,
    pub(crate) as_known_at: Option<u64>,
}

impl FindingQuery {
    /// All findings.
    pub fn all() -> FindingQuery {
        FindingQuery::default()
    }

    /// Only those that were going on at or after this instant.
    #[must_use]
    pub fn from(mut self, from: Time) -> FindingQuery {
        self.from = Some(from);
        self
    }

    /// Only those that began before this instant.
    #[must_use]
    pub fn until(mut self, until: Time) -> FindingQuery {
        self.until = Some(until);
        self
    }

    /// Only those about one of these vessels.
    #[must_use]
    pub fn mmsis(mut self, mmsis: impl IntoIterator<Item = Mmsi>) -> FindingQuery {
        self.mmsis = Some(mmsis.into_iter().collect());
        self
    }

    /// Only of these kinds.
    #[must_use]
    pub fn kinds(mut self, kinds: impl IntoIterator<Item = Kind>) -> FindingQuery {
        self.kinds = Some(kinds.into_iter().collect());
        self
    }

    /// Only of these statuses.
    #[must_use]
    pub fn statuses(mut self, statuses: impl IntoIterator<Item = Status>) -> FindingQuery {
        self.statuses = Some(statuses.into_iter().collect());
        self
    }

    /// As they stood after this commit.
    #[must_use]
    pub fn as_known_at(mut self, commit: u64) -> FindingQuery {
        self.as_known_at = Some(commit);
        self
    }

    pub(crate) fn wants(&self, head: &FindingHead) -> bool {
        self.from.is_none_or(|from| head.end.is_none_or(|end| from <= end))
            && self.until.is_none_or(|until| head.start < until)
            && self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&head.kind))
            && self.statuses.as_ref().is_none_or(|statuses| statuses.contains(&head.status))
            && self
                .mmsis
                .as_ref()
                .is_none_or(|mmsis| head.mmsis.iter().any(|mmsi| mmsis.contains(mmsi)))
    }
}

/// What a query looks at.
#[derive(Clone)]
pub(crate) struct FindingHead {
    kind: Kind,
    status: Status,
    start: Time,
    end: Option<Time>,
    mmsis: Box<[Mmsi]>,
}

impl Entry for Finding {
    const NAME: &'static str = "findings";
    type Head = FindingHead;

    fn id(&self) -> String {
        self.id.0.clone()
    }

    fn head(&self) -> FindingHead {
        FindingHead {
            kind: self.kind,
            status: self.status,
            start: self.start,
            end: self.end,
            mmsis: self.tracks.iter().map(|track| track.mmsi).collect(),
        }
    }

    fn not_finite(&self) -> Option<String> {
        let is_bad = |value: &Value| matches!(value, Value::Number(n) if !n.is_finite());
        let mut values = self.values.iter().chain(&self.thresholds);
        values.find(|(_, value)| is_bad(value)).map(|(key, _)| key.clone())
    }
}

/// A finding from its line, and its evidence as it stands there: a thousand fixes need not be read to be
/// written again.
pub(crate) fn without_evidence(line: &[u8]) -> serde_json::Result<(Finding, Vec<u8>)> {
    #[derive(Deserialize)]
    struct Line<'a> {
        #[serde(borrow)]
        entry: Cited<'a>,
    }
    #[derive(Deserialize)]
    struct Cited<'a> {
        #[serde(borrow)]
        evidence: &'a RawValue,
    }
    let evidence = serde_json::from_slice::<Line<'_>>(line)?.entry.evidence.get().as_bytes();
    let start = evidence.as_ptr().addr() - line.as_ptr().addr();
    let rest = [&line[..start], b"[]", &line[start + evidence.len()..]].concat();
    let version: Version<Finding> = serde_json::from_slice(&rest)?;
    Ok((version.entry, evidence.to_vec()))
}
