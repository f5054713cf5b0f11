//! Small pieces that all findings are made of.

use std::collections::BTreeMap;

use cordon_core::{
    Evidence, Finding, FindingId, Kind, Position, Status, Time, TrackId, Value, Values, VesselRef,
};

use crate::trace::{Attribute, Point, Trace};

/// What every detector fills in.
pub(super) struct Draft<'a> {
    kind: Kind,
    span: (Time, Time),
    traces: Vec<&'a Trace>,
    salt: String,
    values: Values,
    thresholds: Values,
    evidence: Vec<(TrackId, Point)>,
    /// It lasts as long as its tracks do.
    lasts: bool,
    position: Option<Position>,
}

impl<'a> Draft<'a> {
    /// A finding about some tracks. `salt` tells apart findings of one kind, track and start.
    pub(super) fn new(
        kind: Kind,
        span: (Time, Time),
        traces: Vec<&'a Trace>,
        salt: &str,
    ) -> Draft<'a> {
        Draft {
            kind,
            span,
            traces,
            salt: salt.to_owned(),
            values: BTreeMap::new(),
            thresholds: BTreeMap::new(),
            evidence: Vec::new(),
            lasts: false,
            position: None,
        }
    }

    pub(super) fn value(mut self, key: &str, value: impl Into<Value>) -> Draft<'a> {
        self.values.insert(key.to_owned(), value.into());
        self
    }

    pub(super) fn threshold(mut self, key: &str, value: impl Into<Value>) -> Draft<'a> {
        self.thresholds.insert(key.to_owned(), value.into());
        self
    }

    /// What was found lasts as long as its tracks do: it is open while all of them are.
    pub(super) fn lasting(mut self) -> Draft<'a> {
        self.lasts = true;
        self
    }

    /// Its representative place, where that is not the last that is cited.
    pub(super) fn at(mut self, position: Position) -> Draft<'a> {
        self.position = Some(position);
        self
    }

    pub(super) fn cite(
        mut self,
        track: TrackId,
        points: impl IntoIterator<Item = Point>,
    ) -> Draft<'a> {
        self.evidence.extend(points.into_iter().map(|point| (track, point)));
        self
    }

    /// The finding; `None` without evidence, for then there is nothing to look at.
    pub(super) fn because(self, reason: String) -> Option<Finding> {
        let mut evidence: Vec<Evidence> = self
            .evidence
            .into_iter()
            .map(|(track, at)| Evidence {
                track,
                time: at.time,
                position: at.position,
                source: at.source,
            })
            .collect();
        evidence.sort_by_key(|cited| (cited.time, cited.track, cited.source));
        evidence.dedup();
        let first = self.traces.first()?;
        let (start, end) = within_fixes(self.span, &self.traces)?;
        let is_open = self.lasts && self.traces.iter().all(|trace| trace.open);
        let position = self.position.or(evidence.last().map(|cited| cited.position))?;
        Some(Finding {
            id: FindingId::new(self.kind, first.track, start, &self.salt),
            kind: self.kind,
            status: if is_open { Status::Open } else { Status::Final },
            start,
            end: (!is_open).then_some(end),
            position,
            tracks: self.traces.iter().map(|trace| trace.track).collect(),
            vessels: self.traces.iter().map(|trace| vessel(trace, self.span.1)).collect(),
            values: self.values,
            thresholds: self.thresholds,
            evidence,
            reason,
            revision: 0,
            exercise: self.traces.iter().find_map(|trace| trace.exercise.clone()),
        })
    }
}

/// A time span within the fixes of the tracks: what a craft said of itself may have been heard before
/// its first position was.
fn within_fixes((start, end): (Time, Time), traces: &[&Trace]) -> Option<(Time, Time)> {
    let first = traces.iter().map(|trace| trace.first.time).min()?;
    let last = traces.iter().map(|trace| trace.last.time).max()?;
    let start = start.max(first).min(last);
    Some((start, end.min(last).max(start)))
}

/// The craft as it had named itself by then.
fn vessel(trace: &Trace, as_of: Time) -> VesselRef {
    let last = |attribute| trace.claim_at(attribute, as_of).map(|run| run.value.clone());
    VesselRef {
        mmsi: trace.mmsi().0,
        imo: last(Attribute::Imo).and_then(|imo| imo.parse().ok()),
        name: last(Attribute::Name),
    }
}

/// A measure to so many parts of one.
pub(super) fn rounded(value: f64, per_unit: f64) -> f64 {
    (value * per_unit).round() / per_unit
}

/// A count as a value.
pub(super) fn count(value: usize) -> Value {
    Value::Count(i64::try_from(value).unwrap_or(i64::MAX))
}
