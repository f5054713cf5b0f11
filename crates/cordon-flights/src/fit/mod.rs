//! One ballistic flight from the sightings of several partners: weighted least squares on a turning,
//! slightly flat earth.
//!
//! What is solved for are the place and the speed at the middle of what was seen, and one constant
//! error each for range, azimuth and elevation of every sensor that admits to having one. The air is
//! left out: sightings from the boost or from below some 80 km do not belong here.

mod input;
mod motion;
mod outcome;
mod sighting;
mod solve;
mod start;

pub use input::{Input, NotSightings, read};
pub use outcome::{Descent, Estimate, SensorShare};
pub use sighting::{Seen, Sensor, SetAside, Sighting};
pub use solve::NoFit;

use sighting::Scene;

/// What is assumed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assumptions {
    /// Gravity with the earth's flattening (J2) instead of a ball's.
    pub flat: bool,
    /// One sigma, in metres east and north, of what free fall leaves out on the way down: air, wind,
    /// a tumbling body. Added to the impact ellipse.
    pub unmodelled_m: f64,
}

impl Default for Assumptions {
    fn default() -> Assumptions {
        Assumptions { flat: true, unmodelled_m: 0.0 }
    }
}

/// Put sightings of one flight together.
///
/// Sightings that contradict all others are set aside, and told; the result does not depend on the
/// order of `sightings`.
///
/// # Errors
/// When there are too few sightings, or they do not determine a flight.
pub fn fuse(
    sensors: &[Sensor],
    sightings: &[Sighting],
    assumptions: Assumptions,
) -> Result<Estimate, NoFit> {
    let mut scene = Scene::new(sensors, sightings)?;
    let guess = start::state(&scene, assumptions)?;
    let rough = solve::robust(&scene, guess, assumptions);
    scene.set_outliers_aside(&rough.distances);
    let mut solution = solve::solve(&scene, rough.state, assumptions)?;
    for _ in 0..solve::ROUNDS {
        if !scene.set_outliers_aside(&solution.distances) {
            break;
        }
        solution = solve::solve(&scene, solution.state, assumptions)?;
    }
    Ok(outcome::estimate(&scene, &solution, assumptions))
}
