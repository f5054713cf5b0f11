//! Findings as people and programs read them: one set of fields in every format.

mod csv;
mod geojson;
mod json;
mod tracks;

use cordon_core::{Finding, SourceRef, Values, VesselRef};
use serde::Serialize;

pub use csv::write_csv;
pub use geojson::write_geojson;
pub use json::{write_json, write_jsonl};
pub use tracks::{
    TrackView, write_tracks_csv, write_tracks_geojson, write_tracks_json, write_tracks_jsonl,
};

/// Where cited bytes are, and what they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Citation {
    /// The input's name.
    pub input: String,
    /// First byte.
    pub offset: u64,
    /// Number of bytes.
    pub length: u32,
    /// SHA-256 of those bytes in hex; `None` when the bytes are no longer kept.
    pub sha256: Option<String>,
}

/// Whoever keeps the bytes resolves references to them.
pub trait Cite {
    /// The citation of `source`.
    fn cite(&self, source: SourceRef) -> Citation;
}

/// A finding with its evidence (citations, unless said otherwise), in the field order of the output
/// contract.
#[derive(Debug, Serialize)]
pub struct FindingView<'a, E = Citation> {
    id: &'a str,
    kind: &'static str,
    status: &'static str,
    start: String,
    end: Option<String>,
    lat: f64,
    lon: f64,
    tracks: Vec<String>,
    vessels: &'a [VesselRef],
    values: &'a Values,
    thresholds: &'a Values,
    evidence: Vec<E>,
    reason: &'a str,
    revision: u32,
    exercise: Option<&'a str>,
}

impl<'a> FindingView<'a> {
    /// A finding as it is shown.
    pub fn new(finding: &'a Finding, cite: &dyn Cite) -> FindingView<'a> {
        FindingView::with_evidence(finding, citations(finding, cite))
    }
}

impl<'a, E> FindingView<'a, E> {
    /// A finding with its evidence told in another way, or with none of it.
    pub fn with_evidence(finding: &'a Finding, evidence: Vec<E>) -> FindingView<'a, E> {
        let (lat, lon) = finding.position.lat_lon_rounded();
        FindingView {
            id: &finding.id.0,
            kind: finding.kind.name(),
            status: finding.status.name(),
            start: finding.start.to_string(),
            end: finding.end.map(|end| end.to_string()),
            lat,
            lon,
            tracks: finding.tracks.iter().map(ToString::to_string).collect(),
            vessels: &finding.vessels,
            values: &finding.values,
            thresholds: &finding.thresholds,
            evidence,
            reason: &finding.reason,
            revision: finding.revision,
            exercise: finding.exercise.as_deref(),
        }
    }
}

/// What a finding cites, in the order of its evidence.
pub fn citations(finding: &Finding, cite: &dyn Cite) -> Vec<Citation> {
    finding.evidence.iter().map(|item| cite.cite(item.source)).collect()
}

#[cfg(test)]
pub(crate) mod tests;
