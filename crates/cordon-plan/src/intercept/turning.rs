//! Ships do not turn on the spot: the way out of a turning circle, on a flat sea.

use cordon_core::{Degrees, Knots};
use serde::Deserialize;

use crate::error::{self, PlanError};

/// Where the bow points, and how fast it comes around at full speed.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Turning {
    /// Present heading.
    #[serde(rename = "heading_deg")]
    pub heading: Degrees,
    /// Degrees of turn in a minute.
    #[serde(rename = "rate_deg_per_min")]
    pub rate: Degrees,
}

impl Turning {
    pub(crate) fn check(&self, speed: Knots) -> Result<String, PlanError> {
        error::within("asset: heading", self.heading.value(), -360.0, 360.0)?;
        error::within("asset: turn rate in degrees a minute", self.rate.value(), 0.5, 3_600.0)?;
        Ok(format!(
            "the asset turns at {:.0}° a minute, a circle of {:.0} m",
            self.rate.value(),
            self.radius(speed)
        ))
    }

    /// Radius of the turning circle in metres: `V / ω`.
    pub fn radius(&self, speed: Knots) -> f64 {
        speed.metres_per_second() / (self.rate.value().to_radians() / 60.0)
    }

    /// The shortest way to a place `distance` metres off on `bearing`: an arc, then a straight line
    /// (Dubins 1957, without a heading at the end). Returns its length and the course at its end.
    pub(crate) fn way(&self, speed: Knots, distance: f64, bearing: f64) -> (f64, f64) {
        let radius = self.radius(speed);
        let ahead = (bearing - self.heading.value()).to_radians();
        let (x, y) = (distance * ahead.sin(), distance * ahead.cos());
        let (right, left) = (arc_and_line(radius, x, y), arc_and_line(radius, -x, y));
        let (side, (length, arc)) = match (right, left) {
            (Some(r), Some(l)) if l.0 < r.0 => (-1.0, l),
            (Some(r), _) => (1.0, r),
            (None, Some(l)) => (-1.0, l),
            (None, None) => (0.0, (distance, 0.0)),
        };
        (length, self.heading.value() + side * arc.to_degrees())
    }
}

/// Length and arc of a turn to the right and the straight line after it to `(x, y)`; `None` inside
/// the circle, which that turn cannot reach.
fn arc_and_line(radius: f64, x: f64, y: f64) -> Option<(f64, f64)> {
    let (dx, dy) = (x - radius, y);
    let reach = dx.hypot(dy);
    let straight = (reach * reach - radius * radius).max(0.0).sqrt();
    if reach < radius * (1.0 - 1e-12) {
        return None;
    }
    // Angle at the centre from the start of the arc to where the tangent leaves.
    let to_place = dx.atan2(dy);
    let to_tangent = (radius / reach).clamp(-1.0, 1.0).acos();
    let start = -std::f64::consts::FRAC_PI_2;
    let arc = (to_place - to_tangent - start).rem_euclid(std::f64::consts::TAU);
    // A hair less than a whole turn is rounding, not a turn.
    let arc = if std::f64::consts::TAU - arc < 1e-9 { 0.0 } else { arc };
    Some((radius * arc + straight, arc))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kinematic turn of the drill reference, section 3: 15 kn at 20° a minute is 1 326 m.
    #[test]
    fn radius_is_speed_by_rate() {
        let turning = Turning { heading: Degrees(0.0), rate: Degrees(20.0) };
        assert!((turning.radius(Knots(15.0)) - 1_326.0).abs() < 1.0);
    }

    #[test]
    fn known_ways() {
        let turning = Turning { heading: Degrees(0.0), rate: Degrees(20.0) };
        let r = turning.radius(Knots(15.0));
        let (ahead, course) = turning.way(Knots(15.0), 10_000.0, 0.0);
        assert!((ahead - 10_000.0).abs() < 1e-6 && course.abs() < 1e-6);
        // Straight abeam at two radii: half a circle.
        let (abeam, _) = turning.way(Knots(15.0), 2.0 * r, 90.0);
        assert!((abeam - std::f64::consts::PI * r).abs() < 1e-3 * r, "{abeam} {r}");
        // Left and right alike.
        let (left, _) = turning.way(Knots(15.0), 5_000.0, -120.0);
        let (right, _) = turning.way(Knots(15.0), 5_000.0, 120.0);
        assert!((left - right).abs() < 1e-6 && left > 5_000.0);
    }
}
