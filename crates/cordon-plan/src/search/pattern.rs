//! Tracks that search an area: named as in the IAMSAR manual, volume II.

use cordon_core::{Degrees, Knots, NauticalMiles, Position, Span};
use serde::{Deserialize, Serialize};

use super::detect::Law;
use crate::earth::Point;
use crate::error::{self, PlanError};
use crate::shape;

/// The shape of a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pattern {
    /// Legs along the long side of a rectangle.
    Parallel,
    /// Legs along the short side, creeping along the long one.
    Creeping,
    /// Squares that grow from a datum.
    #[serde(alias = "expanding-square")]
    ExpandingSquare,
    /// Three crossing diameters of a circle around a datum.
    Sector,
    /// Back and forth along one line.
    Barrier,
    /// A growing spiral that overtakes a ship fleeing a datum at a known speed (Morse 1977).
    Retiring,
}

/// What is to be searched, and by whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Which shape.
    pub pattern: Pattern,
    /// The middle of the area, or the datum.
    pub datum: Position,
    /// Direction of the long side or of the first leg.
    pub heading: Degrees,
    /// Long side; diameter of a sector search; line of a barrier.
    pub length: NauticalMiles,
    /// Short side of a rectangle.
    pub width: NauticalMiles,
    /// Distance between neighbouring legs.
    pub spacing: NauticalMiles,
    /// Speed of the searcher.
    pub speed: Knots,
    /// How fast it turns, in degrees a minute; turns at once where not given.
    pub turn_rate: Option<Degrees>,
    /// What it sweeps.
    pub sweep: NauticalMiles,
    /// How coverage becomes detection.
    pub law: Law,
    /// How long it may search.
    pub endurance: Span,
    /// Speed of the fleeing ship, for a retiring search.
    pub flight: Knots,
}

/// One turn of the track.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Leg {
    /// Where the leg ends.
    #[serde(flatten, serialize_with = "shape::place")]
    pub end: Position,
    /// From the start of the search.
    #[serde(rename = "time_h", serialize_with = "shape::hours")]
    pub time: Span,
    /// Share of the area's probability that has been swept by then.
    pub pos: f64,
}

/// A track with what it brings.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// Which shape.
    pub pattern: Pattern,
    /// Where it starts.
    #[serde(flatten, serialize_with = "shape::place")]
    pub start: Position,
    /// Its legs in order.
    pub legs: Vec<Leg>,
    /// Its length.
    #[serde(rename = "length_nm")]
    pub length: NauticalMiles,
    /// Swept by searched area.
    pub coverage: f64,
    /// Chance to see a target that is in the area.
    pub pod: f64,
    /// Whether the endurance ended before the pattern did.
    pub cut_short: bool,
}

impl Plan {
    /// Every place of the track in order.
    pub fn points(&self) -> Vec<Position> {
        std::iter::once(self.start).chain(self.legs.iter().map(|leg| leg.end)).collect()
    }
}

/// The most legs of a pattern.
const MOST_LEGS: usize = 20_000;

/// Lays out the track of a task.
pub fn plan(task: &Task) -> Result<Plan, PlanError> {
    task.check()?;
    let miles = task.outline();
    if miles.len() > MOST_LEGS {
        let (what, value, most) =
            ("legs of the pattern".to_owned(), miles.len() as f64, MOST_LEGS as f64);
        return Err(PlanError::Range { what, value, least: 1.0, most });
    }
    let miles = task.turned(&miles);
    Ok(task.steamed(&miles))
}

impl Task {
    fn check(&self) -> Result<(), PlanError> {
        error::speed("searcher", self.speed.value(), 0.1, crate::motion::FASTEST_ASSET)?;
        error::within("length in nm", self.length.value(), 0.1, 1_000.0)?;
        error::within("width in nm", self.width.value(), 0.1, 1_000.0)?;
        error::within("spacing in nm", self.spacing.value(), 0.01, 500.0)?;
        error::within("sweep width in nm", self.sweep.value(), 0.001, 500.0)?;
        error::within("heading", self.heading.value(), -360.0, 360.0)?;
        error::within("endurance in hours", self.endurance.hours(), 1e-3, 2_400.0)?;
        if let Some(rate) = self.turn_rate {
            error::within("turn rate in degrees a minute", rate.value(), 0.5, 3_600.0)?;
        }
        if self.pattern == Pattern::Retiring {
            error::speed("fleeing ship", self.flight.value(), 0.1, 0.99 * self.speed.value())?;
        }
        Ok(())
    }

    /// Turns in nautical miles right of and along the heading, from the datum.
    fn outline(&self) -> Vec<(f64, f64)> {
        let (long, wide, gap) = (self.length.value(), self.width.value(), self.spacing.value());
        match self.pattern {
            Pattern::Parallel => ladder(long, wide, gap),
            Pattern::Creeping => ladder(wide, long, gap).iter().map(|(x, y)| (*y, *x)).collect(),
            Pattern::ExpandingSquare => expanding(long, gap),
            Pattern::Sector => sector(0.5 * long),
            Pattern::Barrier => self.back_and_forth(),
            Pattern::Retiring => self.spiral(),
        }
    }

    fn back_and_forth(&self) -> Vec<(f64, f64)> {
        let half = 0.5 * self.length.value();
        let rounds = self.endurance.hours() * self.speed.value() / self.length.value();
        let turns = (rounds.ceil().max(1.0) as usize).min(MOST_LEGS);
        (0..=turns).map(|turn| (0.0, if turn % 2 == 0 { -half } else { half })).collect()
    }

    /// From `length / 2` miles off the datum: straight in until the ship may be here, then around so
    /// that the distance from the datum grows as the ship's does.
    fn spiral(&self) -> Vec<(f64, f64)> {
        let way = retiring(0.5 * self.length.value(), self.speed, self.flight);
        let mut turns = vec![(0.0, way.off)];
        let steps = 180;
        for step in 0..=steps {
            let angle = std::f64::consts::TAU * f64::from(step) / f64::from(steps);
            let far = way.meets * (angle / way.winding).exp();
            turns.push((far * angle.sin(), far * angle.cos()));
        }
        turns
    }

    /// The corners rounded off by arcs that the searcher can turn, where legs are long enough.
    fn turned(&self, miles: &[(f64, f64)]) -> Vec<(f64, f64)> {
        let Some(rate) = self.turn_rate else { return miles.to_vec() };
        let radius = self.speed.value() / 60.0 / rate.value().to_radians();
        let mut smooth = Vec::with_capacity(miles.len() * 4);
        for (index, corner) in miles.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|index| miles.get(index));
            match (before, miles.get(index + 1)) {
                (Some(before), Some(after)) => arc(*before, *corner, *after, radius, &mut smooth),
                _ => smooth.push(*corner),
            }
        }
        smooth
    }

    fn place(&self, (right, ahead): (f64, f64)) -> Point {
        let bearing = self.heading.value() + right.atan2(ahead).to_degrees();
        Point::from(self.datum).along(bearing, right.hypot(ahead) * 1_852.0).0
    }

    fn steamed(&self, miles: &[(f64, f64)]) -> Plan {
        let places: Vec<Point> = miles.iter().map(|turn| self.place(*turn)).collect();
        let most = self.endurance.hours() * self.speed.value();
        let area = self.area();
        let (mut legs, mut sailed, mut cut_short) = (Vec::new(), 0.0, false);
        for pair in places.windows(2) {
            let &[from, to] = pair else { continue };
            let line = from.line_to(to);
            let nm = line.length / 1_852.0;
            let part = (most - sailed).min(nm);
            cut_short = part < nm;
            sailed += part;
            let end = from.along(line.leaves, part * 1_852.0).0.position();
            let time = Span::from_hours_f64(sailed / self.speed.value());
            legs.push(Leg { end, time, pos: self.law.pod(self.sweep.value() * sailed / area) });
            if cut_short {
                break;
            }
        }
        let start = places.first().map_or(self.datum, |place| place.position());
        let coverage = self.sweep.value() * sailed / area;
        let (length, pod) = (NauticalMiles(sailed), self.law.pod(coverage));
        Plan { pattern: self.pattern, start, legs, length, coverage, pod, cut_short }
    }

    /// Square nautical miles that the pattern is about.
    fn area(&self) -> f64 {
        let (long, wide) = (self.length.value(), self.width.value());
        match self.pattern {
            Pattern::Parallel | Pattern::Creeping => long * wide,
            Pattern::ExpandingSquare => long * long,
            Pattern::Sector | Pattern::Retiring => std::f64::consts::PI * long * long / 4.0,
            Pattern::Barrier => long * self.sweep.value(),
        }
    }
}

/// Legs of `long` miles, `gap` apart over `wide` miles, half a gap inside the edges.
fn ladder(long: f64, wide: f64, gap: f64) -> Vec<(f64, f64)> {
    let legs = ((wide / gap).round().max(1.0) as usize).min(MOST_LEGS);
    let reach = 0.5 * (long - gap).max(0.0);
    let mut turns = Vec::with_capacity(2 * legs);
    for leg in 0..legs {
        let right = (leg as f64 - 0.5 * (legs as f64 - 1.0)) * gap;
        let up = if leg % 2 == 0 { reach } else { -reach };
        turns.extend([(right, -up), (right, up)]);
    }
    turns
}

/// Legs of 1, 1, 2, 2, 3, 3 … gaps, each a quarter turn to the right.
fn expanding(long: f64, gap: f64) -> Vec<(f64, f64)> {
    let legs = ((2.0 * long / gap).round().max(2.0) as usize).min(MOST_LEGS);
    let (mut at, mut turns) = ((0.0, 0.0), vec![(0.0, 0.0)]);
    for leg in 0..legs {
        let step = (leg / 2 + 1) as f64 * gap;
        let (right, ahead) = [(0.0, 1.0), (1.0, 0.0), (0.0, -1.0), (-1.0, 0.0)][leg % 4];
        at = (at.0 + right * step, at.1 + ahead * step);
        turns.push(at);
    }
    turns
}

/// Three diameters, each reached along a chord: all turns to the right by 120°.
fn sector(radius: f64) -> Vec<(f64, f64)> {
    let rim = |degrees: f64| {
        let (sin, cos) = degrees.to_radians().sin_cos();
        (radius * sin, radius * cos)
    };
    let datum = (0.0, 0.0);
    let legs = [(0.0, 60.0), (240.0, 300.0), (120.0, 180.0)];
    let mut turns = vec![datum];
    for (out, across) in legs {
        turns.extend([rim(out), rim(across), datum]);
    }
    turns
}

/// A corner as an arc of `radius` between its legs, in steps of up to 10°.
fn arc(
    before: (f64, f64),
    corner: (f64, f64),
    after: (f64, f64),
    radius: f64,
    way: &mut Vec<(f64, f64)>,
) {
    let (in_x, in_y) = (corner.0 - before.0, corner.1 - before.1);
    let (out_x, out_y) = (after.0 - corner.0, after.1 - corner.1);
    let (come, go) = (in_x.hypot(in_y), out_x.hypot(out_y));
    let turn = (in_x * out_y - in_y * out_x).atan2(in_x * out_x + in_y * out_y);
    let cut = radius * (0.5 * turn).tan().abs();
    if turn.abs() < 1e-6 || !cut.is_finite() || cut > 0.5 * come.min(go) {
        way.push(corner);
        return;
    }
    let start = (corner.0 - in_x / come * cut, corner.1 - in_y / come * cut);
    let side = turn.signum();
    let middle = (start.0 - side * in_y / come * radius, start.1 + side * in_x / come * radius);
    let steps = (turn.abs().to_degrees() / 10.0).ceil();
    for step in 0..=steps as u32 {
        let (sin, cos) = (turn * f64::from(step) / steps).sin_cos();
        let (x, y) = (start.0 - middle.0, start.1 - middle.1);
        way.push((middle.0 + x * cos - y * sin, middle.1 + x * sin + y * cos));
    }
}

/// A retiring search in numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Retiring {
    /// Miles from the datum at the start.
    pub off: f64,
    /// Miles from the datum where the spiral begins.
    pub meets: f64,
    /// `√(v²/u² − 1)`: the radius grows by e for each so many radians.
    pub winding: f64,
    /// Miles sailed to the end of a whole turn, when the ship has been met whatever its course.
    pub total: f64,
}

/// Searcher `off` miles from a datum that a ship leaves now at `flight` on an unknown course: straight
/// in until both could be equally far from it, then a logarithmic spiral.
pub fn retiring(off: f64, searcher: Knots, flight: Knots) -> Retiring {
    let ratio = searcher.value() / flight.value();
    let winding = (ratio * ratio - 1.0).sqrt();
    let meets = off / (1.0 + ratio);
    let grown = (std::f64::consts::TAU / winding).exp();
    Retiring { off, meets, winding, total: off - meets + ratio * meets * (grown - 1.0) }
}
