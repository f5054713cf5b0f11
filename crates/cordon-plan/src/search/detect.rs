//! How sure a search is to see what is there.

use cordon_core::{Knots, NauticalMiles};
use serde::Serialize;

/// How detections follow from coverage (sweep width times track length by area).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Law {
    /// Looks fall anywhere: `1 − e^−C` (Koopman). The cautious one.
    Random,
    /// Parallel sweeps by an observer whose chance falls with the cube of the distance:
    /// `erf(√π/2 · C)`.
    InverseCube,
    /// Parallel sweeps by a sensor that sees all within its range and nothing beyond: `min(C, 1)`.
    DefiniteRange,
}

impl Law {
    /// Probability of detection by coverage; 0 for a coverage that is no number.
    pub fn pod(self, coverage: f64) -> f64 {
        let coverage = if coverage.is_finite() { coverage.max(0.0) } else { 0.0 };
        match self {
            Law::Random => -(-coverage).exp_m1(),
            Law::InverseCube => erf(0.5 * std::f64::consts::PI.sqrt() * coverage),
            Law::DefiniteRange => coverage.min(1.0),
        }
    }
}

/// A sensor by its sweep width against a ship of some tens of metres in a moderate sea: planning
/// figures, to be replaced by the user's own trials.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Sensor {
    /// Its name.
    pub name: &'static str,
    /// The lateral range curve integrated over both sides.
    #[serde(rename = "sweep_width_nm")]
    pub width: NauticalMiles,
    /// How coverage becomes detection.
    pub law: Law,
}

/// Sensors that are known by name.
pub const SENSORS: [Sensor; 6] = [
    Sensor { name: "visual_ship", width: NauticalMiles(6.0), law: Law::InverseCube },
    Sensor { name: "visual_aircraft", width: NauticalMiles(8.0), law: Law::InverseCube },
    Sensor { name: "radar_ship", width: NauticalMiles(20.0), law: Law::DefiniteRange },
    Sensor { name: "radar_helicopter", width: NauticalMiles(36.0), law: Law::DefiniteRange },
    Sensor { name: "radar_aircraft", width: NauticalMiles(60.0), law: Law::DefiniteRange },
    Sensor { name: "infrared", width: NauticalMiles(4.0), law: Law::Random },
];

/// A sensor by its name.
pub fn sensor(name: &str) -> Option<Sensor> {
    SENSORS.iter().copied().find(|sensor| sensor.name == name)
}

/// Chance that an observer who passes at a distance sees, by the inverse-cube law:
/// `1 − exp(−2kh / (v x²))` for a height and a speed lumped into the sweep width `W = √(8πkh/v)`.
pub fn lateral_range(width: NauticalMiles, off: NauticalMiles) -> f64 {
    let (width, off) = (width.value(), off.value());
    if off == 0.0 {
        return 1.0;
    }
    -(-(width * width) / (4.0 * std::f64::consts::PI * off * off)).exp_m1()
}

/// Area under a lateral range curve, both sides, by the trapezoid rule over equal steps from 0: the
/// sweep width of a sensor from its trials.
pub fn sweep_width(step: NauticalMiles, seen: &[f64]) -> NauticalMiles {
    let pairs = seen.windows(2).map(|pair| pair.iter().sum::<f64>() / 2.0);
    NauticalMiles(2.0 * step.value() * pairs.sum::<f64>())
}

/// Sweep width from the distance at which a thing is first seen: 1.645 times it (Koester and others
/// 2014, on land).
pub fn width_from_range(range: NauticalMiles) -> NauticalMiles {
    range * 1.645
}

/// Best chance against a target spread like a circular normal of deviation `sigma`, looked for with
/// `effort` = sweep width · speed · time in square nautical miles: `1 − (1 + H) e^−H` with
/// `H = √(effort / πσ²)` (Koopman 1980, Stone 1975).
pub fn circular_normal(sigma: NauticalMiles, effort: f64) -> f64 {
    let h = (effort.max(0.0) / (std::f64::consts::PI * sigma.value().powi(2))).sqrt();
    1.0 - (1.0 + h) * (-h).exp()
}

/// Chance against a target that fled `late` hours ago at up to `flight`, looked for at random over
/// the growing circle for `hours`: `1 − exp(−(vW/πu²)(1/τ − 1/(τ + T)))` (Koopman 1980).
pub fn flaming_datum(
    speed: Knots,
    width: NauticalMiles,
    flight: Knots,
    late: f64,
    hours: f64,
) -> f64 {
    let rate = speed.value() * width.value() / (std::f64::consts::PI * flight.value().powi(2));
    -(-rate * (1.0 / late - 1.0 / (late + hours))).exp_m1()
}

/// The error function, to 1e-15: its series near zero, a continued fraction beyond (Abramowitz and
/// Stegun 1964, 7.1.6 and 7.1.14).
pub(crate) fn erf(x: f64) -> f64 {
    if x < 0.0 {
        return -erf(-x);
    }
    let gauss = (-x * x).exp() / std::f64::consts::PI.sqrt();
    if x < 2.5 {
        let (mut term, mut sum, mut n) = (x, x, 0.0);
        while term > 1e-17 * sum {
            n += 1.0;
            term *= 2.0 * x * x / (2.0 * n + 1.0);
            sum += term;
        }
        return 2.0 * gauss * sum;
    }
    let tail = (1..=60).rev().fold(x, |below, n| x + 0.5 * f64::from(n) / below);
    1.0 - gauss / tail
}
