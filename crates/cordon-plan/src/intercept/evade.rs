//! A ship that may turn away: what is certain, and what is likely.

use cordon_core::{Degrees, Knots, NauticalMiles, Position, Span};
use serde::Serialize;

use super::{Pursuer, Terms, among, intercept};
use crate::earth::Point;
use crate::error::PlanError;
use crate::motion::{Course, Mover};
use crate::shape;

/// Every place that a slower evader reaches before its pursuer, on a flat sea: the inside of
/// Apollonius' circle (Dorothy et al., arXiv 2111.09205).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Apollonius {
    /// From the pursuer to the centre, along the line through the evader, in the unit given.
    pub centre: f64,
    /// Radius in the unit given.
    pub radius: f64,
}

/// The circle for a pursuer at 0 and an evader at `distance` on the same axis; `None` when the
/// evader is not slower.
pub fn apollonius(distance: f64, pursuer: Knots, evader: Knots) -> Option<Apollonius> {
    let ratio = evader.value() / pursuer.value();
    let free = 1.0 - ratio * ratio;
    (ratio >= 0.0 && free > 0.0 && distance >= 0.0)
        .then(|| Apollonius { centre: distance / free, radius: ratio * distance / free })
}

/// How a meeting stands against every course that the ship may take at its speed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evasion {
    /// Whether the ship is met within the horizon and before the zone, whatever it does.
    pub guaranteed: bool,
    /// Share of straight courses, taken alike likely, that are met.
    pub likely: f64,
    /// The earliest meeting over all courses.
    #[serde(rename = "best_h", serialize_with = "shape::maybe_hours")]
    pub best: Option<Span>,
    /// The latest meeting over the courses that are met.
    #[serde(rename = "worst_h", serialize_with = "shape::maybe_hours")]
    pub worst: Option<Span>,
    /// The course that is missed, or met latest.
    #[serde(rename = "worst_course_deg")]
    pub worst_course: Degrees,
    /// Centre of Apollonius' circle, where the ship is slower than the asset.
    #[serde(serialize_with = "shape::maybe_place", skip_serializing_if = "Option::is_none")]
    pub centre: Option<Position>,
    /// Its radius.
    #[serde(rename = "radius_nm", skip_serializing_if = "Option::is_none")]
    pub radius: Option<NauticalMiles>,
    /// What that rests on.
    pub assumptions: Vec<String>,
}

/// Courses looked at: every degree.
pub(super) const COURSES: u32 = 360;

/// Tries the ship's speed on every degree. A course is met when its first meeting is within the
/// horizon and before the zone; all met means that flight does not help the ship. Where land lies within
/// the chase, ways lead around it ([`among`]).
pub fn evasion(
    pursuer: &Pursuer,
    from: Position,
    speed: Knots,
    terms: &Terms<'_>,
) -> Result<Evasion, PlanError> {
    let open = on_open_sea(pursuer, from, speed, &Terms { land: None, ..*terms })?;
    match terms.land {
        Some(land) => among::evasion(pursuer, from, speed, terms, land, open),
        None => Ok(open),
    }
}

fn on_open_sea(
    pursuer: &Pursuer,
    from: Position,
    speed: Knots,
    terms: &Terms<'_>,
) -> Result<Evasion, PlanError> {
    let mut met: Vec<(Span, f64)> = Vec::new();
    let mut missed = None;
    for degree in 0..COURSES {
        let course = Degrees(f64::from(degree));
        let target = Mover { position: from, speed, course: Course::Geodesic(course) };
        match intercept(pursuer, &target, terms)?.meeting() {
            Some(meeting) => met.push((meeting.time, course.value())),
            None => missed = missed.or(Some(course)),
        }
    }
    met.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let latest = met.last().map_or(Degrees(0.0), |(_, course)| Degrees(*course));
    let circle = circle(pursuer, from, speed);
    Ok(Evasion {
        guaranteed: missed.is_none(),
        likely: met.len() as f64 / f64::from(COURSES),
        best: met.first().map(|(time, _)| *time),
        worst: met.last().map(|(time, _)| *time),
        worst_course: missed.unwrap_or(latest),
        centre: circle.map(|(centre, _)| centre),
        radius: circle.map(|(_, radius)| radius),
        assumptions: vec!["no land: every straight course is met over an open sea".to_owned()],
    })
}

fn circle(pursuer: &Pursuer, from: Position, speed: Knots) -> Option<(Position, NauticalMiles)> {
    let own = Point::from(pursuer.position);
    let line = own.line_to(from.into());
    let circle = apollonius(line.length, pursuer.speed, speed)?;
    let centre = own.along(line.leaves, circle.centre).0.position();
    Some((centre, NauticalMiles(circle.radius / 1_852.0)))
}
