//! Findings as they stand and as they stood: a changed finding keeps the version before.

use std::collections::BTreeMap;

use cordon_core::{Finding, FindingId, Kind, Mmsi, Position, Status, Time, TrackId};

/// One state of a finding, and the sequence number at which it became known.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// When it became known, as a number of the picture's sequence.
    pub seq: u64,
    /// What was known.
    pub finding: Finding,
}

/// Which findings are asked for. An empty list means any.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Of these kinds.
    pub kinds: Vec<Kind>,
    /// In these states.
    pub statuses: Vec<Status>,
    /// Not over before this instant.
    pub from: Option<Time>,
    /// Begun by this instant.
    pub to: Option<Time>,
    /// Inside this box.
    pub within: Option<Box4>,
    /// About this number.
    pub mmsi: Option<Mmsi>,
    /// About this track.
    pub track: Option<TrackId>,
    /// As known at this sequence number.
    pub as_of: Option<u64>,
}

/// West, south, east, north in degrees. West above east means across the 180th meridian.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Box4 {
    /// Western edge.
    pub west: f64,
    /// Southern edge.
    pub south: f64,
    /// Eastern edge.
    pub east: f64,
    /// Northern edge.
    pub north: f64,
}

impl Box4 {
    /// Whether a place lies inside.
    pub fn holds(&self, at: Position) -> bool {
        let (lat, lon) = (at.lat(), at.lon());
        let across = if self.west <= self.east {
            self.west <= lon && lon <= self.east
        } else {
            lon >= self.west || lon <= self.east
        };
        across && self.south <= lat && lat <= self.north
    }
}

/// Every finding with its history.
#[derive(Clone, Debug, Default)]
pub struct FindingBook {
    known: BTreeMap<FindingId, Vec<Version>>,
}

impl FindingBook {
    /// Take in a finding or its newer state. Returns whether it was new.
    ///
    /// The same revision again (an open finding that went on) takes the place of the last version;
    /// a higher one is added.
    pub fn tell(&mut self, finding: &Finding, seq: u64) -> bool {
        let versions = self.known.entry(finding.id.clone()).or_default();
        let fresh = versions.is_empty();
        let version = Version { seq, finding: finding.clone() };
        match versions.last_mut() {
            Some(last) if last.finding.revision >= finding.revision => *last = version,
            _ => versions.push(version),
        }
        fresh
    }

    /// Every version of one, oldest first.
    pub fn history(&self, id: &FindingId) -> Option<&[Version]> {
        self.known.get(id).map(Vec::as_slice)
    }

    /// How many there are of a kind, withdrawn ones apart.
    pub fn count(&self, kind: Kind) -> usize {
        let standing =
            |v: &Version| v.finding.kind == kind && v.finding.status != Status::Withdrawn;
        self.known.values().filter(|versions| versions.last().is_some_and(standing)).count()
    }

    /// Those that match, newest beginning first, then by name.
    pub fn matching(&self, query: &Query) -> Vec<&Version> {
        let mut found: Vec<&Version> = self
            .known
            .values()
            .filter_map(|versions| as_of(versions, query.as_of))
            .filter(|version| query.accepts(&version.finding))
            .collect();
        found.sort_by(|a, b| {
            (b.finding.start, &a.finding.id).cmp(&(a.finding.start, &b.finding.id))
        });
        found
    }

    /// Those that changed after `seq`.
    pub fn changed_since(&self, seq: u64) -> impl Iterator<Item = &Version> {
        self.known.values().filter_map(|versions| versions.last()).filter(move |v| v.seq > seq)
    }
}

impl Query {
    fn accepts(&self, f: &Finding) -> bool {
        (self.kinds.is_empty() || self.kinds.contains(&f.kind))
            && (self.statuses.is_empty() || self.statuses.contains(&f.status))
            && self.from.is_none_or(|from| f.end.is_none_or(|end| end >= from))
            && self.to.is_none_or(|to| f.start <= to)
            && self.within.is_none_or(|area| area.holds(f.position))
            && self.mmsi.is_none_or(|mmsi| f.tracks.iter().any(|t| t.mmsi == mmsi))
            && self.track.is_none_or(|track| f.tracks.contains(&track))
    }
}

fn as_of(versions: &[Version], seq: Option<u64>) -> Option<&Version> {
    match seq {
        None => versions.last(),
        Some(seq) => versions.iter().rev().find(|v| v.seq <= seq),
    }
}
