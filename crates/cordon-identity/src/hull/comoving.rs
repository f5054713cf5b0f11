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
    /// The fixes of the first at which both were compared, at most [`MOST_COMPARED`].
    pub a_fixes: Vec<Point>,
    /// The fixes of the second around those.
    pub b_fixes: Vec<Point>,
    /// How far they sailed together.
    pub sailed: Metres,
    /// The farthest they were apart.
    pub apart: Metres,
    /// There were more fixes to compare than are looked at.
    pub went_on: bool,
}

/// A day of fixes each ten minutes: what is measured of a pair is measured over so many at most, so
/// that each of them can be cited. Later ones can still show that the two were apart.
const MOST_COMPARED: usize = 144;

impl CoMoving {
    pub(crate) fn hypothesis(&self) -> Hypothesis {
        let nm = self.sailed.value() / METRES_PER_NM;
        let features = vec![
            Feature::new("sailed_together_nm", format!("{nm:.1}"), format!("{nm:.1}"), 0.8),
            Feature::new("farthest_apart_m", format!("{:.0}", self.apart.value()), "", 0.0),
        ];
        Hypothesis::proposed((self.a, self.b), Basis::CoMoving, 0.8, features)
    }
}

/// Cells of time and place that paths are put in, to find who may be near whom.
const METRES_PER_NM: f64 = 1_852.0;
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
    let mut beside: Vec<Beside> = a.path.iter().filter_map(|point| beside(b, *point)).collect();
    if beside.iter().any(|at| at.apart.value() > rules.comoving_m) {
        return None;
    }
    let went_on = beside.len() > MOST_COMPARED;
    beside.truncate(MOST_COMPARED);
    let apart = beside.iter().map(|at| at.apart.value()).fold(0.0, f64::max);
    let sailed: f64 = beside
        .windows(2)
        .map(|pair| quick_distance(pair[0].point.position, pair[1].point.position).value())
        .sum();
    let enough =
        beside.len() >= rules.comoving_fixes && sailed >= rules.comoving_nm * METRES_PER_NM;
    let mut b_fixes: Vec<Point> = beside.iter().flat_map(|at| [at.before, at.after]).collect();
    b_fixes.dedup();
    enough.then(|| CoMoving {
        a: a.track,
        b: b.track,
        a_fixes: beside.iter().map(|at| at.point).collect(),
        b_fixes,
        sailed: Metres(sailed),
        apart: Metres(apart),
        went_on,
    })
}

/// A fix of one track, and the other track's around it.
struct Beside {
    point: Point,
    before: Point,
    after: Point,
    apart: Metres,
}

/// How far a track was from a place at a time: only between two of its fixes at most half an hour
/// apart, nothing is extrapolated.
fn beside(trace: &Trace, point: Point) -> Option<Beside> {
    let next = trace.path.partition_point(|other| other.time < point.time);
    let after = *trace.path.get(next)?;
    let before = *trace.path.get(next.checked_sub(1).unwrap_or(next))?;
    if after.time - before.time > Span::from_minutes(30) || before.time > point.time {
        return None;
    }
    let then = between(before.time, before.position, after.time, after.position, point.time);
    Some(Beside { point, before, after, apart: quick_distance(point.position, then) })
}
