//! Two numbers that sail as one ship.
//!
//! Two tracks of different numbers that stay within a ship's length of each other through a voyage are
//! one ship with two transponders, or a tug and its tow. Lying beside each other proves nothing: only
//! distance sailed together counts.

use std::collections::BTreeMap;

use cordon_core::geodesy::{between, quick_distance};
use cordon_core::{Metres, Position, Span, Time, TrackId};

use super::hypothesis::{Basis, Hypothesis};
use crate::explain::Feature;
use crate::practices::IdentityRules;
use crate::trace::{Point, Trace};

/// Two tracks that sailed as one.
#[derive(Clone, Debug, PartialEq)]
pub struct CoMoving {
    /// One of them.
    pub a: TrackId,
    /// The other.
    pub b: TrackId,
    /// The fixes of the first at which both were compared, first and last.
    pub a_ends: (Point, Point),
    /// Fixes of the second beside those.
    pub b_ends: (Point, Point),
    /// How far they sailed together.
    pub sailed: Metres,
    /// The farthest they were apart.
    pub apart: Metres,
    /// How many fixes were compared.
    pub compared: usize,
}

impl CoMoving {
    pub(crate) fn hypothesis(&self) -> Hypothesis {
        let nm = self.sailed.value() / 1_852.0;
        let features = vec![
            Feature::new("sailed_together_nm", format!("{nm:.1}"), format!("{nm:.1}"), 0.8),
            Feature::new("farthest_apart_m", format!("{:.0}", self.apart.value()), "", 0.0),
        ];
        Hypothesis::proposed((self.a, self.b), Basis::CoMoving, 0.8, features)
    }
}

/// Cells of time and place that paths are put in, to find who may be near whom.
const SLOT: Span = Span::from_minutes(10);
const CELL_DEGREES: f64 = 0.02;

pub(crate) fn comoving(traces: &[Trace], rules: &IdentityRules) -> Vec<CoMoving> {
    let mut found: Vec<_> = meetings(traces)
        .into_iter()
        .filter(|(_, slots)| *slots >= rules.comoving_fixes)
        .filter_map(|((a, b), _)| {
            let (a, b) = (traces.get(a)?, traces.get(b)?);
            if a.track <= b.track { together(a, b, rules) } else { together(b, a, rules) }
        })
        .collect();
    found.sort_by_key(|pair| (pair.a, pair.b));
    found
}

/// How often two paths of different numbers were in one cell.
fn meetings(traces: &[Trace]) -> BTreeMap<(usize, usize), usize> {
    let mut cells: BTreeMap<(Time, i32, i32), Vec<usize>> = BTreeMap::new();
    for (at, trace) in traces.iter().enumerate() {
        for point in &trace.path {
            for cell in cells_of(point.position) {
                let there = cells.entry((point.time.floor(SLOT), cell.0, cell.1)).or_default();
                if there.last() != Some(&at) {
                    there.push(at);
                }
            }
        }
    }
    let mut meetings = BTreeMap::new();
    for there in cells.values().filter(|there| there.len() > 1 && there.len() <= 64) {
        for (n, a) in there.iter().enumerate() {
            for b in there.iter().skip(n + 1) {
                let differ = traces.get(*a).map(Trace::mmsi) != traces.get(*b).map(Trace::mmsi);
                if differ && a != b {
                    *meetings.entry((*a.min(b), *a.max(b))).or_insert(0) += 1;
                }
            }
        }
    }
    meetings
}

/// The cell of a place and those around it on the north and east, so that two near places share one.
fn cells_of(at: Position) -> [(i32, i32); 4] {
    let columns = (360.0 / CELL_DEGREES) as i32;
    let (row, column) =
        ((at.lat() / CELL_DEGREES).floor() as i32, (at.lon() / CELL_DEGREES).floor() as i32);
    let wrap = |column: i32| column.rem_euclid(columns);
    [
        (row, wrap(column)),
        (row + 1, wrap(column)),
        (row, wrap(column + 1)),
        (row + 1, wrap(column + 1)),
    ]
}

fn together(a: &Trace, b: &Trace, rules: &IdentityRules) -> Option<CoMoving> {
    let beside: Vec<(Point, Point, Metres)> = a
        .path
        .iter()
        .filter_map(|point| Some((*point, beside(b, *point)?)))
        .map(|(p, (q, d))| (p, q, d))
        .collect();
    let (first, last) = (beside.first()?, beside.last()?);
    let apart = beside.iter().map(|(_, _, distance)| distance.value()).fold(0.0, f64::max);
    let sailed: f64 = beside
        .windows(2)
        .map(|pair| quick_distance(pair[0].0.position, pair[1].0.position).value())
        .sum();
    let enough = beside.len() >= rules.comoving_fixes
        && sailed >= rules.comoving_nm * 1_852.0
        && apart <= rules.comoving_m;
    enough.then_some(CoMoving {
        a: a.track,
        b: b.track,
        a_ends: (first.0, last.0),
        b_ends: (first.1, last.1),
        sailed: Metres(sailed),
        apart: Metres(apart),
        compared: beside.len(),
    })
}

/// The fix of a path nearest in time, and how far the path was from a place then. Only between two
/// fixes at most half an hour apart: nothing is extrapolated.
fn beside(trace: &Trace, point: Point) -> Option<(Point, Metres)> {
    let next = trace.path.partition_point(|other| other.time < point.time);
    let after = trace.path.get(next)?;
    let before = trace.path.get(next.checked_sub(1).unwrap_or(next))?;
    if after.time - before.time > Span::from_minutes(30) || before.time > point.time {
        return None;
    }
    let then = between(before.time, before.position, after.time, after.position, point.time);
    let nearer =
        if (point.time - before.time) <= (after.time - point.time) { before } else { after };
    Some((*nearer, quick_distance(point.position, then)))
}
