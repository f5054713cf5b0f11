//! What a fit says to people: where it is, how high it goes, where it may come down, how sure.

use cordon_core::warning::Event;
use cordon_core::{Degrees, Ellipse, Metres, Place, Span, Time};
use nalgebra::{Matrix2, Matrix2x3, Matrix6, RowVector6, Vector3};

use super::Assumptions;
use super::motion::Falling;
use super::sighting::{Scene, SetAside};
use super::solve::Solution;
use crate::earth::{self, Geodetic};

/// Where a free fall ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Descent {
    /// On the ellipsoid: where and when, with a 95 % ellipse, and one sigma of the time in seconds.
    Impact {
        /// Where and when.
        event: Event,
        /// One sigma of its time, seconds.
        sigma_s: f64,
    },
    /// Nowhere within three hours: an orbit, or an escape.
    None,
}

/// What one sensor had to say.
#[derive(Clone, Debug, PartialEq)]
pub struct SensorShare {
    /// Its name; `places` for places that partners had worked out.
    pub name: String,
    /// Sightings of it that were used.
    pub used: usize,
    /// Root mean square of what is left over, in sigmas of its stated noise: near 1 when honest.
    pub rms_sigma: f64,
    /// Its constant error as found, in metres, degrees, degrees; `None` when it admits to none.
    pub bias: Option<[f64; 3]>,
}

/// One flight as all sightings together have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The middle of what was seen; state and place are of this time.
    pub epoch: Time,
    /// Where it is.
    pub place: Geodetic,
    /// Speed over the turning earth, m/s.
    pub speed_m_s: f64,
    /// Direction over ground.
    pub course: Degrees,
    /// Angle of climb in degrees; negative when it falls.
    pub climb: Degrees,
    /// Place and velocity in the frame fixed to the earth, metres and m/s.
    pub fixed: [f64; 6],
    /// One sigma of place (root of the sum over the axes) in metres.
    pub place_sigma_m: f64,
    /// Greatest height in metres, and when; `None` when it never stops climbing.
    pub apogee: Option<(Metres, Time)>,
    /// Where it comes down.
    pub descent: Descent,
    /// Where the same free fall, run back, leaves the ground; no launch point, since a rocket climbs
    /// under power. `None` when it does not.
    pub behind: Option<Event>,
    /// Direction in which the free fall leaves the ground behind.
    pub azimuth: Option<Degrees>,
    /// What each sensor had to say.
    pub sensors: Vec<SensorShare>,
    /// Sightings used.
    pub used: usize,
    /// Sightings not used, and why.
    pub set_aside: Vec<SetAside>,
    /// Sum of squared sigmas by degree of freedom: near 1 when the stated noise is honest.
    pub chi_square_ratio: f64,
    /// What all sigmas were multiplied by because the ratio was too high; 1 when it was not.
    pub inflation: f64,
}

/// Longest free fall that is followed, seconds.
const LONGEST_FALL: f64 = 10_800.0;
/// Step in search of the ground, seconds.
const STEP: f64 = 5.0;

pub(super) fn estimate(scene: &Scene, solution: &Solution, assumptions: Assumptions) -> Estimate {
    let ratio = solution.chi_square / (solution.freedom.max(1) as f64);
    let inflation = inflation(ratio, solution.freedom);
    let covariance: Matrix6<f64> = solution.covariance.fixed_view::<6, 6>(0, 0) * inflation.powi(2);
    let start = Falling::from(solution.state);

    let down = to_ground(&start, STEP, assumptions);
    let up = to_ground(&start, -STEP, assumptions);
    let velocity = solution.state.v - earth::ground_speed(&solution.state.r);
    let place = Geodetic::from_fixed(&solution.state.r);
    let local = place.axes() * velocity;
    let (r, v) = (solution.state.r, velocity);
    Estimate {
        epoch: scene.epoch,
        place,
        speed_m_s: local.norm(),
        course: earth::direction(local.x, local.y),
        climb: Degrees(local.z.atan2(local.x.hypot(local.y)).to_degrees()),
        fixed: [r.x, r.y, r.z, v.x, v.y, v.z],
        place_sigma_m: covariance.fixed_view::<3, 3>(0, 0).trace().sqrt(),
        apogee: apogee(scene.epoch, &start, assumptions),
        descent: down.map_or(Descent::None, |landing| {
            let (event, sigma_s) = landed(scene.epoch, &landing, &covariance, assumptions);
            Descent::Impact { event, sigma_s }
        }),
        behind: up.as_ref().map(|point| landed(scene.epoch, point, &covariance, assumptions).0),
        azimuth: up.as_ref().map(course_at),
        sensors: shares(scene, solution),
        used: scene.ready.len(),
        set_aside: in_order(&scene.set_aside),
        chi_square_ratio: ratio,
        inflation,
    }
}

fn in_order(set_aside: &[SetAside]) -> Vec<SetAside> {
    let mut sorted = set_aside.to_vec();
    sorted.sort_by_key(|aside| aside.index);
    sorted
}

/// Honest sensors scatter around a ratio of 1, give or take `sqrt(2 / freedom)`; past four times that
/// the stated noise was too small, and every sigma grows with what is left over.
fn inflation(ratio: f64, freedom: usize) -> f64 {
    let usual = 1.0 + 4.0 * (2.0 / freedom.max(1) as f64).sqrt();
    if ratio > usual { ratio.sqrt() } else { 1.0 }
}

/// The state on the ellipsoid, ahead or behind; `None` when it does not get there.
fn to_ground(start: &Falling, step: f64, assumptions: Assumptions) -> Option<Falling> {
    let mut falling = *start;
    let mut before = *start;
    while height(&falling) >= 0.0 {
        if falling.t.abs() > LONGEST_FALL || !falling.state.is_finite() {
            return None;
        }
        before = falling;
        falling.step(step, assumptions);
    }
    // Newton's way from the last point above ground; height is near a line over one step.
    let mut at = before;
    for _ in 0..8 {
        let rate = climb_rate(&at);
        let ahead = -height(&at) / rate;
        if !ahead.is_finite() || ahead.abs() > 2.0 * STEP {
            return Some(falling);
        }
        at.step(ahead, assumptions);
        if height(&at).abs() < 1e-3 {
            break;
        }
    }
    Some(at)
}

fn fixed_place(falling: &Falling) -> Geodetic {
    Geodetic::from_fixed(&(earth::to_fixed(falling.t) * falling.state.r))
}

fn height(falling: &Falling) -> f64 {
    fixed_place(falling).height_m
}

/// Velocity over the turning earth: east, north, up.
fn local_velocity(falling: &Falling) -> Vector3<f64> {
    let velocity = falling.state.v - earth::ground_speed(&falling.state.r);
    fixed_place(falling).axes() * (earth::to_fixed(falling.t) * velocity)
}

fn climb_rate(falling: &Falling) -> f64 {
    local_velocity(falling).z
}

fn course_at(falling: &Falling) -> Degrees {
    let velocity = local_velocity(falling);
    earth::direction(velocity.x, velocity.y)
}

fn apogee(epoch: Time, start: &Falling, assumptions: Assumptions) -> Option<(Metres, Time)> {
    // Forward while it climbs; back when it already falls.
    let step = if climb_rate(start) >= 0.0 { STEP } else { -STEP };
    let mut falling = *start;
    let mut highest = height(&falling);
    loop {
        let mut next = falling;
        next.step(step, assumptions);
        let reached = height(&next);
        // NaN is not above anything, and ends it.
        let higher = reached > highest;
        if !higher {
            break;
        }
        if next.t.abs() > LONGEST_FALL {
            return None;
        }
        (falling, highest) = (next, reached);
    }
    // Within one step of the top the height is a parabola whose slope changes by gravity.
    let pull = earth::gravity(&falling.state.r, assumptions.flat).norm();
    let rest = climb_rate(&falling) / pull;
    let top = highest + 0.5 * rest * rest * pull;
    Some((Metres(top), epoch + Span::from_seconds_f64(falling.t + rest)))
}

/// Where and when on the ground, with the 95 % ellipse, and one sigma of the time.
fn landed(
    epoch: Time,
    falling: &Falling,
    covariance: &Matrix6<f64>,
    assumptions: Assumptions,
) -> (Event, f64) {
    let place = fixed_place(falling);
    let velocity = local_velocity(falling);
    let turn = place.axes() * earth::to_fixed(falling.t);
    let by_start = turn * falling.transition.fixed_rows::<3>(0);
    // A flight that is `u` metres too high comes down `u / -climb` seconds later, and that much further.
    let later: RowVector6<f64> = -by_start.row(2) / velocity.z;
    let mut on_ground = Matrix2x3::zeros();
    on_ground.fixed_view_mut::<2, 2>(0, 0).copy_from(&Matrix2::identity());
    on_ground.set_column(2, &(-velocity.fixed_rows::<2>(0) / velocity.z));
    let by_start = on_ground * by_start;
    let unmodelled = Matrix2::identity() * assumptions.unmodelled_m.powi(2);
    let spread = by_start * covariance * by_start.transpose() + unmodelled;
    let event = Event {
        // Milliseconds are finer than any of it is known.
        time: epoch + Span::from_seconds_f64((falling.t * 1e3).round() / 1e3),
        place: Place(place.position()),
        ellipse: ellipse(&spread),
    };
    (event, (later * covariance * later.transpose()).x.max(0.0).sqrt())
}

/// The 95 % ellipse of a plane normal distribution; `None` when it is wider than the earth.
fn ellipse(covariance: &Matrix2<f64>) -> Option<Ellipse> {
    let (a, b, c) = (covariance.m11, 0.5 * (covariance.m12 + covariance.m21), covariance.m22);
    let middle = 0.5 * (a + c);
    let apart = (0.5 * (a - c)).hypot(b);
    let (major, minor) = ((middle + apart).max(0.0).sqrt(), (middle - apart).max(0.0).sqrt());
    // East is x: the axis' angle is counted from east, turned to count from north.
    let from_east = 0.5 * f64::atan2(2.0 * b, a - c).to_degrees();
    let one_sigma = Ellipse {
        semi_major: Metres(major),
        semi_minor: Metres(minor),
        orientation: Degrees((90.0 - from_east).rem_euclid(180.0)),
        probability: 1.0 - (-0.5_f64).exp(),
    };
    (major.is_finite() && major < 5e6).then(|| one_sigma.holding(0.95))
}

fn shares(scene: &Scene, solution: &Solution) -> Vec<SensorShare> {
    let named = scene.sensors.iter().enumerate().map(|(n, sensor)| (Some(n), sensor.name.as_str()));
    named
        .chain([(None, "places")])
        .filter_map(|(number, name)| {
            let squares = scene.ready.iter().zip(&solution.distances);
            let own = squares.filter(|(ready, _)| ready.sensor() == number);
            let (used, sum) = own.fold((0, 0.0), |(n, sum), (_, d)| (n + 1, sum + d * d));
            let column = number.and_then(|n| scene.bias_columns.get(n).copied().flatten());
            let bias = column.map(|c| [0, 1, 2].map(|axis| solution.biases[c - 6 + axis]));
            (used > 0).then(|| SensorShare {
                name: name.to_owned(),
                used,
                rms_sigma: (sum / (3.0 * used as f64)).sqrt(),
                bias,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ellipses_point_where_they_are_long() {
        let north = ellipse(&Matrix2::new(1.0, 0.0, 0.0, 9.0)).unwrap();
        assert!(north.orientation.value().abs() < 1e-9, "{north:?}");
        assert!((north.semi_major / north.semi_minor - 3.0).abs() < 1e-9);
        assert!((north.semi_major.value() - 3.0 * 5.991_465_f64.sqrt()).abs() < 1e-5);
        let north_east = ellipse(&Matrix2::new(5.0, 4.0, 4.0, 5.0)).unwrap();
        assert!((north_east.orientation.value() - 45.0).abs() < 1e-9, "{north_east:?}");
        assert!(ellipse(&Matrix2::new(1e14, 0.0, 0.0, 1.0)).is_none());
    }
}
