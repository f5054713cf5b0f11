//! What can be asked of a store.

use std::collections::{BTreeMap, BTreeSet};

use cordon_core::{Finding, FindingId, Fix, Mmsi, SourceRef, StaticReport};

use crate::error::StoreError;
use crate::findings::{FindingQuery, without_evidence};
use crate::ledger::Version;
use crate::manifest::Table;
use crate::partition::{Day, SHARDS};
use crate::query::Query;
use crate::scan::Scan;
use crate::store::Store;
use crate::tracks::TrackSummary;

impl Store {
    /// The exact bytes that a reference cites.
    pub fn raw(&self, source: SourceRef) -> Result<Vec<u8>, StoreError> {
        self.raw.read(source)
    }

    /// Number of shards: the same for every store, for ever.
    pub const fn shards() -> u16 {
        SHARDS
    }

    /// Days with position reports, in order.
    pub fn days(&self) -> Vec<Day> {
        let files = self.manifest.files.iter().filter(|file| file.table == Table::Observations);
        let memory = self.fixes.iter().map(|fix| Day::of(fix.time));
        files.map(|file| file.day).chain(memory).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// How many position reports each day has, in order of the days.
    pub fn rows_by_day(&self) -> BTreeMap<Day, u64> {
        let mut rows = BTreeMap::new();
        for file in self.manifest.files.iter().filter(|file| file.table == Table::Observations) {
            *rows.entry(file.day).or_default() += file.rows;
        }
        for fix in self.fixes.iter() {
            *rows.entry(Day::of(fix.time)).or_default() += 1;
        }
        rows
    }

    /// Position reports: shard after shard, in each its days in order, in each day by vessel and
    /// then in [`Fix::order`]. A report told twice from the same bytes comes once.
    pub fn scan(&self, query: &Query) -> Scan<Fix> {
        Scan::new(&self.root, &self.manifest.files, &self.fixes, query)
    }

    /// Static reports, in the same order.
    pub fn statics(&self, query: &Query) -> Scan<StaticReport> {
        Scan::new(&self.root, &self.manifest.files, &self.statics, query)
    }

    /// The findings that hold, in order of their start.
    pub fn findings(&self, query: &FindingQuery) -> Result<Vec<Finding>, StoreError> {
        let current = self.findings.current(query.as_known_at, |head| query.wants(head))?;
        let mut findings: Vec<Finding> = current.into_iter().map(|version| version.entry).collect();
        findings.sort_by(|a, b| (a.start, &a.id).cmp(&(b.start, &b.id)));
        Ok(findings)
    }

    /// The same without their evidence, which stands beside each as the JSON it is kept as.
    pub(crate) fn findings_and_evidence(&self) -> Result<Vec<(Finding, Vec<u8>)>, StoreError> {
        let mut findings = self.findings.current_as(None, |_| true, without_evidence)?;
        findings.sort_by(|(a, _), (b, _)| (a.start, &a.id).cmp(&(b.start, &b.id)));
        Ok(findings)
    }

    /// Every version of a finding, oldest first; empty when there is none of that name.
    pub fn finding_history(&self, id: &FindingId) -> Result<Vec<Version<Finding>>, StoreError> {
        self.findings.history(&id.0)
    }

    /// The tracks of these vessels, or of all, in the order of their names.
    pub fn tracks(&self, mmsis: Option<&BTreeSet<Mmsi>>) -> Result<Vec<TrackSummary>, StoreError> {
        let wants = |mmsi: &Mmsi| mmsis.is_none_or(|mmsis| mmsis.contains(mmsi));
        let mut tracks: Vec<TrackSummary> = self
            .tracks
            .current(None, |head| wants(&head.mmsi))?
            .into_iter()
            .map(|version| version.entry)
            .collect();
        tracks.sort_by_key(|track| track.id);
        Ok(tracks)
    }
}
