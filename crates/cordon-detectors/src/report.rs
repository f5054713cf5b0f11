//! Small pieces that all findings are made of.

use cordon_core::{
    Evidence, Finding, FindingId, Kind, Metres, Position, Span, Status, Time, TrackId, Value,
    Values, VesselRef,
};

/// Metres to a tenth.
pub(crate) fn metres(value: Metres) -> Value {
    Value::Number(round(value.value(), 10.0))
}

/// Knots to a hundredth.
pub(crate) fn knots(value: f64) -> Value {
    Value::Number(round(value, 100.0))
}

/// Hours to a thousandth.
pub(crate) fn hours(value: Span) -> Value {
    Value::Number(round(value.hours(), 1_000.0))
}

/// A count.
pub(crate) fn count(value: usize) -> Value {
    Value::Count(i64::try_from(value).unwrap_or(i64::MAX))
}

fn round(value: f64, per_unit: f64) -> f64 {
    (value * per_unit).round() / per_unit
}

/// Collects values by key.
#[derive(Debug, Default)]
pub(crate) struct Table(Values);

impl Table {
    pub(crate) fn with(mut self, key: &str, value: impl Into<Value>) -> Table {
        self.0.insert(key.to_owned(), value.into());
        self
    }

    /// Only where there is a value: what is not known has no key.
    pub(crate) fn with_some(self, key: &str, value: Option<impl Into<Value>>) -> Table {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    pub(crate) fn done(self) -> Values {
        self.0
    }
}

/// What all detectors fill in, each in its way.
pub(crate) struct Draft {
    pub(crate) kind: Kind,
    pub(crate) status: Status,
    pub(crate) start: Time,
    pub(crate) end: Option<Time>,
    pub(crate) position: Position,
    pub(crate) tracks: Vec<TrackId>,
    pub(crate) salt: String,
    pub(crate) values: Table,
    pub(crate) thresholds: Table,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) reason: String,
}

impl Draft {
    /// The finding, named and with its evidence in order of time.
    pub(crate) fn finding(mut self) -> Finding {
        self.evidence.sort_by_key(|cited| (cited.time, cited.track, cited.source));
        let name = self.tracks.first().copied();
        Finding {
            id: name.map_or_else(
                || FindingId(self.salt.clone()),
                |track| FindingId::new(self.kind, track, self.start, &self.salt),
            ),
            kind: self.kind,
            status: self.status,
            start: self.start,
            end: self.end,
            position: self.position,
            vessels: self.tracks.iter().map(|track| VesselRef::unnamed(track.mmsi)).collect(),
            tracks: self.tracks,
            values: self.values.done(),
            thresholds: self.thresholds.done(),
            evidence: self.evidence,
            reason: self.reason,
            revision: 0,
            exercise: None,
        }
    }
}
