//! How a ship that is to be met moves.

use cordon_core::{Degrees, Knots, NauticalMiles, Position, Span};

use crate::earth::Point;
use crate::error::{self, PlanError};

/// The fastest thing that is planned with, in knots: beyond any patrol aircraft.
pub const FASTEST_ASSET: f64 = 1_000.0;
/// The fastest ship that is planned against, in knots: the most that AIS can say is 102.2.
pub const FASTEST_SHIP: f64 = 102.2;

/// Where a ship is headed.
#[derive(Clone, Debug, PartialEq)]
pub enum Course {
    /// Along the geodesic that leaves on this course.
    Geodesic(Degrees),
    /// On this course all the time (a rhumb line).
    Rhumb(Degrees),
    /// From place to place along geodesics; at the last one it stays.
    Route(Vec<Position>),
}

/// Something whose motion is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Mover {
    /// Where it is now.
    pub position: Position,
    /// How fast it moves.
    pub speed: Knots,
    /// Where to.
    pub course: Course,
}

/// A place kept relative to a moving ship.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Station {
    /// From the ship's bow, clockwise: 180 is astern.
    pub relative: Degrees,
    /// How far from the ship.
    pub distance: NauticalMiles,
}

/// One stretch between two moments in seconds.
#[derive(Clone, Copy, Debug)]
struct Leg {
    begins: f64,
    from: Point,
    course: f64,
    rhumb: bool,
    speed: f64,
}

/// A motion ready to be asked.
#[derive(Clone, Debug)]
pub(crate) struct Track {
    legs: Vec<Leg>,
    station: Option<Station>,
    /// The fastest that the place asked for moves, in metres per second.
    pub(crate) fastest: f64,
}

impl Mover {
    /// Checks what was given and lays out the legs.
    pub(crate) fn track(&self, what: &str) -> Result<Track, PlanError> {
        error::speed(what, self.speed.value(), 0.0, FASTEST_SHIP)?;
        let speed = self.speed.metres_per_second();
        let from = Point::from(self.position);
        let leg = |course: Degrees, rhumb| {
            let course = error::within(&format!("{what}: course"), course.value(), -360.0, 360.0)?;
            Ok(vec![Leg { begins: 0.0, from, course, rhumb, speed }])
        };
        let legs = match &self.course {
            Course::Geodesic(course) => leg(*course, false)?,
            Course::Rhumb(course) => leg(*course, true)?,
            Course::Route(stops) => route_legs(what, from, stops, speed)?,
        };
        Ok(Track { legs, station: None, fastest: speed })
    }

    /// The same motion as it is `by` later.
    pub fn after(&self, by: Span) -> Result<Mover, PlanError> {
        let track = self.track("mover")?;
        let t = by.seconds().max(0.0);
        let (at, heading) = track.ship(t);
        let course = match &self.course {
            Course::Geodesic(_) => Course::Geodesic(Degrees(heading.rem_euclid(360.0))),
            Course::Rhumb(course) => Course::Rhumb(*course),
            Course::Route(stops) => {
                let passed = track.turns().filter(|turn| *turn <= t).count();
                let passed = passed.min(stops.len().saturating_sub(1));
                Course::Route(stops.iter().skip(passed).copied().collect())
            }
        };
        Ok(Mover { position: at.position(), speed: self.speed, course })
    }
}

fn route_legs(
    what: &str,
    from: Point,
    stops: &[Position],
    speed: f64,
) -> Result<Vec<Leg>, PlanError> {
    if stops.is_empty() {
        let mend = "give at least one waypoint, or a course".to_owned();
        return Err(PlanError::Empty { what: format!("{what}: route"), mend });
    }
    let mut legs = Vec::with_capacity(stops.len() + 1);
    let (mut at, mut clock) = (from, 0.0);
    for stop in stops {
        let line = at.line_to(Point::from(*stop));
        legs.push(Leg { begins: clock, from: at, course: line.leaves, rhumb: false, speed });
        clock += if speed > 0.0 { line.length / speed } else { f64::INFINITY };
        at = Point::from(*stop);
    }
    legs.push(Leg { begins: clock, from: at, course: 0.0, rhumb: false, speed: 0.0 });
    Ok(legs)
}

impl Track {
    /// The same motion, seen from a place kept relative to it.
    pub(crate) fn with_station(mut self, station: Station) -> Result<Track, PlanError> {
        error::within("station: distance in nm", station.distance.value(), 0.0, 100.0)?;
        error::within("station: relative bearing", station.relative.value(), -360.0, 360.0)?;
        // In a turn the station sweeps: between legs it jumps, and the solver bridges the kink.
        self.station = Some(station);
        self.fastest *= 1.001;
        Ok(self)
    }

    fn leg(&self, t: f64) -> Option<&Leg> {
        let after = self.legs.partition_point(|leg| leg.begins <= t);
        self.legs.get(after.saturating_sub(1))
    }

    /// Where it is `t` seconds from now, and its course there.
    pub(crate) fn ship(&self, t: f64) -> (Point, f64) {
        let Some(leg) = self.leg(t) else { return (Point { lat: 0.0, lon: 0.0 }, 0.0) };
        let metres = leg.speed * (t - leg.begins).max(0.0);
        if leg.rhumb {
            (leg.from.along_rhumb(leg.course, metres), leg.course)
        } else if metres > 0.0 {
            leg.from.along(leg.course, metres)
        } else {
            (leg.from, leg.course)
        }
    }

    /// The place to be met `t` seconds from now: the ship, or the station kept on it.
    pub(crate) fn at(&self, t: f64) -> Point {
        let (ship, course) = self.ship(t);
        match self.station {
            Some(station) => {
                let bearing = course + station.relative.value();
                ship.along(bearing, station.distance.value() * 1_852.0).0
            }
            None => ship,
        }
    }

    /// When it turns, in seconds from now.
    pub(crate) fn turns(&self) -> impl Iterator<Item = f64> + '_ {
        self.legs.iter().map(|leg| leg.begins).filter(|t| t.is_finite() && *t > 0.0)
    }

    /// How much a line of constant course may bend away from a geodesic, in metres per second
    /// squared: zero on geodesics.
    pub(crate) fn bend(&self) -> f64 {
        let steep = self.legs.iter().filter(|leg| leg.rhumb);
        steep.map(|leg| 2.0 * leg.speed * leg.speed / 6.3e6 * 60.0).fold(0.0, f64::max)
    }
}

/// Where a mover is after `after`, for callers that draw it.
pub fn position_after(mover: &Mover, after: Span) -> Result<Position, PlanError> {
    Ok(mover.track("mover")?.at(after.seconds().max(0.0)).position())
}
