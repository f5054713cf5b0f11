//! The earliest meeting of an asset with a moving ship, on the WGS84 ellipsoid.
//!
//! The asset can be at a place when `distance(asset, place) <= speed * time`. The gap between the
//! two, as a function of time, is convex while the ship keeps to one line and the two are less than
//! a quarter of the globe apart; [`solve`] walks it from the left and cannot step over the first
//! meeting. Where the gap never closes, the answer says where it is least, and what speed would do.

mod among;
mod answer;
mod around;
mod evade;
mod solve;
mod turning;

use cordon_core::{Knots, Position, Span};

pub use answer::{Answer, Closest, Meeting};
pub use evade::{Apollonius, Evasion, apollonius, evasion};
pub use turning::Turning;

use crate::earth::Point;
use crate::error::{self, PlanError};
use crate::land::{Land, OpenSea, afloat};
use crate::motion::{FASTEST_ASSET, Mover, Station, Track};
use crate::zone::Zone;

/// How far ahead a meeting is looked for unless told otherwise.
pub const HORIZON: Span = Span::from_hours(240);

/// The one who goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Pursuer {
    /// Where it is now.
    pub position: Position,
    /// Its best speed.
    pub speed: Knots,
    /// Where its bow points and how fast it turns; turns at once where not given.
    pub turning: Option<Turning>,
}

/// What a meeting must keep to.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// How long the asset may take.
    pub horizon: Span,
    /// Keep this place on the ship instead of going alongside.
    pub station: Option<Station>,
    /// Meet before the ship enters this zone.
    pub before: Option<&'a Zone>,
    /// Land to go around; `None` for aircraft.
    pub land: Option<&'a dyn Land>,
}

impl std::fmt::Debug for dyn Land + '_ {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Land")
    }
}

impl Default for Terms<'_> {
    fn default() -> Self {
        Terms { horizon: HORIZON, station: None, before: None, land: None }
    }
}

/// When and where `pursuer` first meets `target`, or why it does not.
pub fn intercept(
    pursuer: &Pursuer,
    target: &Mover,
    terms: &Terms<'_>,
) -> Result<Answer, PlanError> {
    let case = Case::new(pursuer, target, terms)?;
    let limit = case.limit();
    match (case.first_meeting(limit), terms.land) {
        (Some(t), Some(land)) => case.around(land, t, limit),
        (None, Some(land)) => case.missed(land, limit),
        (Some(t), None) => {
            let meeting = case.straight_meeting(t);
            Ok(Answer::Meets { meeting, assumptions: case.assumptions })
        }
        (None, None) => {
            let way = |t| case.way(t).0;
            Ok(case.miss(limit, &way))
        }
    }
}

/// One question, checked.
struct Case<'a> {
    own: Point,
    pursuer: &'a Pursuer,
    speed: f64,
    track: Track,
    terms: &'a Terms<'a>,
    enters: Option<f64>,
    assumptions: Vec<String>,
}

impl<'a> Case<'a> {
    fn new(
        pursuer: &'a Pursuer,
        target: &Mover,
        terms: &'a Terms<'a>,
    ) -> Result<Case<'a>, PlanError> {
        error::speed("asset", pursuer.speed.value(), 0.1, FASTEST_ASSET)?;
        error::within("horizon in hours", terms.horizon.hours(), 1e-3, 2_400.0)?;
        let mut track = target.track("target")?;
        let land = terms.land.unwrap_or(&OpenSea);
        let mut assumptions = vec![motion_assumed(target)];
        afloat(land, "target", target.position, &mut assumptions)?;
        afloat(land, "asset", pursuer.position, &mut assumptions)?;
        let horizon = terms.horizon.seconds();
        let enters =
            terms.before.and_then(|zone| zone.entered(|t| track.ship(t).0, track.fastest, horizon));
        if let Some(station) = terms.station {
            track = track.with_station(station)?;
        }
        if let Some(turning) = &pursuer.turning {
            assumptions.push(turning.check(pursuer.speed)?);
        }
        let (own, speed) = (pursuer.position.into(), pursuer.speed.metres_per_second());
        Ok(Case { own, pursuer, speed, track, terms, enters, assumptions })
    }

    /// The latest second at which a meeting counts.
    fn limit(&self) -> f64 {
        self.enters.unwrap_or(f64::INFINITY).min(self.terms.horizon.seconds())
    }
}

fn motion_assumed(target: &Mover) -> String {
    use crate::motion::Course;
    match &target.course {
        Course::Geodesic(course) => format!(
            "the target holds {} along the geodesic that leaves on {:.1}°",
            target.speed,
            course.value()
        ),
        Course::Rhumb(course) => {
            format!("the target holds {} on {:.1}° (rhumb line)", target.speed, course.value())
        }
        Course::Route(stops) => {
            format!("the target holds {} over {} waypoints, then stays", target.speed, stops.len())
        }
    }
}
