//! When two ships were within reach of one another, by their motion between observed fixes.
//!
//! Between two fixes each moves straight and evenly, so their offset is linear in time, the squared
//! distance is a parabola, and entry, exit and closest approach are exact.

use cordon_core::geodesy::offset_degrees;
use cordon_core::{Metres, Position, Span, Time};

use crate::vertex::Vertex;

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Interval {
    pub(super) start: Time,
    pub(super) end: Time,
}

impl Interval {
    pub(super) fn length(self) -> Span {
        self.end - self.start
    }
}

/// A piece of time in which both move straight: the offset of the second from the first, in metres
/// east and north, at its start, and its change until its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) interval: Interval,
    at_start: (f64, f64),
    change: (f64, f64),
}

/// Degrees north and east, finer than a position holds: rounding would show in the seconds of entry
/// and exit. Longitude may run past 180°.
type Spot = (f64, f64);

/// The place at `t` on the way through `way`, held to its ends.
pub(super) fn place(way: &[Vertex], t: Time) -> Option<Spot> {
    let after = way.partition_point(|vertex| vertex.time <= t);
    match (after.checked_sub(1).and_then(|before| way.get(before)), way.get(after)) {
        (Some(a), Some(b)) => Some(between(a, b, t)),
        (Some(only), None) | (None, Some(only)) => Some(spot(only.position)),
        (None, None) => None,
    }
}

fn spot(at: Position) -> Spot {
    (at.lat(), at.lon())
}

fn between(a: &Vertex, b: &Vertex, t: Time) -> Spot {
    let part = (t - a.time).seconds() / (b.time - a.time).seconds();
    let (lat, lon) = spot(a.position);
    let east = a.position.lon_difference(b.position).value();
    (lat + part * (b.position.lat() - lat), lon + part * east)
}

/// The time that both ways and `window` have in common.
pub(super) fn shared(a: &[Vertex], b: &[Vertex], window: Interval) -> Option<Interval> {
    let start = window.start.max(a.first()?.time).max(b.first()?.time);
    let end = window.end.min(a.last()?.time).min(b.last()?.time);
    (start < end).then_some(Interval { start, end })
}

/// Cuts `window` at every fix of either.
pub(super) fn pieces(a: &[Vertex], b: &[Vertex], window: Interval) -> Vec<Piece> {
    let inner = a.iter().chain(b).map(|vertex| vertex.time);
    let mut cuts: Vec<Time> = inner.filter(|&t| window.start < t && t < window.end).collect();
    cuts.extend([window.start, window.end]);
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2).filter_map(|cut| piece(a, b, Interval { start: cut[0], end: cut[1] })).collect()
}

fn piece(a: &[Vertex], b: &[Vertex], interval: Interval) -> Option<Piece> {
    let apart = |t| Some(offset_degrees(place(a, t)?, place(b, t)?));
    let (at_start, at_end) = (apart(interval.start)?, apart(interval.end)?);
    let change = (at_end.0 - at_start.0, at_end.1 - at_start.1);
    Some(Piece { interval, at_start, change })
}

/// The stretches of `window` in which the two were within `reach`; touching ones are one.
pub(super) fn within(a: &[Vertex], b: &[Vertex], window: Interval, reach: Metres) -> Vec<Interval> {
    let mut found: Vec<Interval> = Vec::new();
    for near in pieces(a, b, window).iter().filter_map(|piece| piece.within(reach)) {
        match found.last_mut() {
            Some(last) if last.end == near.start => last.end = near.end,
            _ => found.push(near),
        }
    }
    found
}

impl Piece {
    /// Distance at `part` (0 to 1) of the piece.
    fn distance(&self, part: f64) -> f64 {
        (self.at_start.0 + part * self.change.0).hypot(self.at_start.1 + part * self.change.1)
    }

    /// Distance at its middle.
    pub(super) fn middle(&self) -> Metres {
        Metres(self.distance(0.5))
    }

    /// The least distance within it.
    pub(super) fn closest(&self) -> Metres {
        let dot = self.at_start.0 * self.change.0 + self.at_start.1 * self.change.1;
        let square = self.change.0.powi(2) + self.change.1.powi(2);
        let part = if square > 0.0 { (-dot / square).clamp(0.0, 1.0) } else { 0.0 };
        Metres(self.distance(part))
    }

    /// The part of it within `reach`.
    fn within(&self, reach: Metres) -> Option<Interval> {
        let (enter, leave) = self.crossing(reach.value())?;
        let whole = self.interval.length().as_micros() as f64;
        let at = |part: f64| self.interval.start + Span::from_micros((part * whole).round() as i64);
        let start = if enter <= 0.0 { self.interval.start } else { at(enter) };
        let end = if leave >= 1.0 { self.interval.end } else { at(leave) };
        Some(Interval { start, end })
    }

    /// Parts at which the distance becomes and ceases to be at most `reach`.
    fn crossing(&self, reach: f64) -> Option<(f64, f64)> {
        let ((x, y), (dx, dy)) = (self.at_start, self.change);
        let (square, dot) = (dx * dx + dy * dy, x * dx + y * dy);
        let excess = x * x + y * y - reach * reach;
        if square == 0.0 {
            return (excess <= 0.0).then_some((0.0, 1.0));
        }
        let root = dot * dot - square * excess;
        if root < 0.0 {
            return None;
        }
        let (enter, leave) = ((-dot - root.sqrt()) / square, (-dot + root.sqrt()) / square);
        (enter <= 1.0 && leave >= 0.0).then_some((enter.max(0.0), leave.min(1.0)))
    }
}
