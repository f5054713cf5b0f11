//! A first guess: a parabola through what was seen near the middle.

use nalgebra::{Matrix6, Vector6};

use super::motion::State;
use super::sighting::{Ready, Scene};
use super::solve::NoFit;
use super::{Assumptions, solve};
use crate::earth;

/// Half the time around the epoch that a parabola may span, seconds; doubled while it holds too
/// little.
const WINDOW: f64 = 30.0;
/// Sightings, and seconds between the first and the last, that make a first guess.
const ENOUGH: (usize, f64) = (6, 5.0);

/// Place and velocity at the epoch, good enough to iterate from.
///
/// From the parabola the fit grows outwards, so that a long arc does not lead it astray.
pub(super) fn state(scene: &Scene, assumptions: Assumptions) -> Result<State, NoFit> {
    if scene.ready.len() < 3 {
        return Err(NoFit::TooFew { used: scene.ready.len() });
    }
    let mut half = WINDOW;
    let mut near = within(scene, half);
    while near.len() < scene.ready.len() && !is_enough(near) {
        half *= 2.0;
        near = within(scene, half);
    }
    let mut state = parabola(near)?;
    while near.len() < scene.ready.len() {
        state = solve::improve(scene, near, state, assumptions);
        half *= 3.0;
        near = within(scene, half);
    }
    Ok(state)
}

/// Sightings within `half` seconds of the epoch; they are in order of time.
fn within<'a>(scene: &'a Scene, half: f64) -> &'a [Ready] {
    let from = scene.ready.partition_point(|ready| ready.dt < -half);
    let to = scene.ready.partition_point(|ready| ready.dt <= half);
    scene.ready.get(from..to).unwrap_or_default()
}

fn is_enough(near: &[Ready]) -> bool {
    let span = near.last().map_or(0.0, |last| last.dt) - near.first().map_or(0.0, |first| first.dt);
    near.len() >= ENOUGH.0 && span >= ENOUGH.1
}

/// Least squares of place and velocity, with the pull of gravity taken off beforehand.
fn parabola(near: &[Ready]) -> Result<State, NoFit> {
    let mut normal = Matrix6::zeros();
    let mut right = Vector6::zeros();
    for ready in near {
        let place = earth::to_fixed(ready.dt).transpose() * ready.at;
        let fallen = place - earth::gravity(&place, false) * (0.5 * ready.dt * ready.dt);
        let weight = 1.0 / (ready.sigma * ready.sigma);
        for axis in 0..3 {
            let (at, speed) = (axis, axis + 3);
            normal[(at, at)] += weight;
            normal[(at, speed)] += weight * ready.dt;
            normal[(speed, at)] += weight * ready.dt;
            normal[(speed, speed)] += weight * ready.dt * ready.dt;
            right[at] += weight * fallen[axis];
            right[speed] += weight * ready.dt * fallen[axis];
        }
    }
    let found = normal.cholesky().map(|normal| normal.solve(&right));
    let found = found.ok_or(NoFit::OneInstant)?;
    let state = State { r: found.fixed_rows::<3>(0).into(), v: found.fixed_rows::<3>(3).into() };
    if state.is_finite() && state.r.norm() > 6e6 { Ok(state) } else { Err(NoFit::OneInstant) }
}
