//! Free fall in the inertial frame, with how its end depends on its beginning.

use nalgebra::{Matrix3, Matrix6, Vector3, Vector6};

use super::Assumptions;
use crate::earth;

/// Longest step, seconds. Runge-Kutta of order 4: a low orbit is a thousandth of a metre off after
/// an hour.
const STEP: f64 = 5.0;

/// Place and velocity, inertial frame, metres and metres a second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct State {
    pub(super) r: Vector3<f64>,
    pub(super) v: Vector3<f64>,
}

impl State {
    pub(super) fn plus(self, change: &Vector6<f64>) -> State {
        State { r: self.r + change.fixed_rows::<3>(0), v: self.v + change.fixed_rows::<3>(3) }
    }

    pub(super) fn is_finite(&self) -> bool {
        self.r.iter().chain(self.v.iter()).all(|part| part.is_finite())
    }
}

/// A state on its way, and the derivative of that state by the one it began with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Falling {
    pub(super) state: State,
    pub(super) transition: Matrix6<f64>,
    /// Seconds since it began.
    pub(super) t: f64,
}

struct Rate {
    state: State,
    transition: Matrix6<f64>,
}

impl Falling {
    pub(super) fn from(state: State) -> Falling {
        Falling { state, transition: Matrix6::identity(), t: 0.0 }
    }

    /// Goes on (or back) to `t` seconds after the beginning.
    pub(super) fn run_to(&mut self, t: f64, assumptions: Assumptions) {
        let span = t - self.t;
        if span == 0.0 {
            return;
        }
        let steps = (span.abs() / STEP).ceil().max(1.0);
        for _ in 0..steps as u32 {
            self.step(span / steps, assumptions);
        }
        self.t = t;
    }

    /// One step of Runge-Kutta, order 4.
    pub(super) fn step(&mut self, h: f64, assumptions: Assumptions) {
        let k1 = self.rate(assumptions);
        let k2 = self.moved(&k1, 0.5 * h).rate(assumptions);
        let k3 = self.moved(&k2, 0.5 * h).rate(assumptions);
        let k4 = self.moved(&k3, h).rate(assumptions);
        for (rate, weight) in [(k1, 1.0), (k2, 2.0), (k3, 2.0), (k4, 1.0)] {
            *self = self.moved(&rate, h * weight / 6.0);
        }
        self.t += h;
    }

    fn moved(&self, rate: &Rate, h: f64) -> Falling {
        Falling {
            state: State { r: self.state.r + rate.state.r * h, v: self.state.v + rate.state.v * h },
            transition: self.transition + rate.transition * h,
            t: self.t,
        }
    }

    fn rate(&self, assumptions: Assumptions) -> Rate {
        let gradient: Matrix3<f64> = earth::gravity_gradient(&self.state.r);
        let mut transition = Matrix6::zeros();
        transition.fixed_rows_mut::<3>(0).copy_from(&self.transition.fixed_rows::<3>(3));
        let pull = gradient * self.transition.fixed_rows::<3>(0);
        transition.fixed_rows_mut::<3>(3).copy_from(&pull);
        let state = State { r: self.state.v, v: earth::gravity(&self.state.r, assumptions.flat) };
        Rate { state, transition }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Claim;
    use crate::earth::{Geodetic, MEAN_RADIUS_M, MU, SPIN};
    use cordon_core::Metres;

    const BALL: Assumptions = Assumptions { flat: false, unmodelled_m: 0.0 };

    /// Two bodies: the time from the ground over the apogee to the ground is Kepler's.
    #[test]
    fn free_fall_takes_keplers_time() {
        let claim = Claim { apogee: Metres(1.2e6), range: Metres(3e6), duration: None };
        let check = claim.check().unwrap();
        let semi_major = 1.0 / (2.0 / MEAN_RADIUS_M - check.speed * check.speed / MU);
        let highest = MEAN_RADIUS_M + 1.2e6;
        let level = (MU * (2.0 / highest - 1.0 / semi_major)).sqrt();
        let top = State { r: Vector3::new(highest, 0.0, 0.0), v: Vector3::new(0.0, level, 0.0) };
        let mut falling = Falling::from(top);
        falling.run_to(check.free_fall / 2.0, BALL);
        assert!((falling.state.r.norm() - MEAN_RADIUS_M).abs() < 0.01, "{:?}", falling.state);
        let angle = falling.state.r.y.atan2(falling.state.r.x);
        assert!((angle * MEAN_RADIUS_M - 1.5e6).abs() < 0.1, "{angle}");
    }

    #[test]
    fn there_and_back_again() {
        let start = State { r: Vector3::new(6.5e6, 1e5, 2e6), v: Vector3::new(-1e3, 5e3, 2e3) };
        let mut falling = Falling::from(start);
        let flat = Assumptions::default();
        falling.run_to(900.0, flat);
        falling.run_to(0.0, flat);
        assert!((falling.state.r - start.r).norm() < 1e-2);
        assert!((falling.transition - Matrix6::identity()).norm() < 1e-4);
    }

    /// The transition says what a small change at the beginning does at the end.
    #[test]
    fn the_transition_is_the_derivative() {
        let start = State { r: Vector3::new(6.5e6, 1e5, 2e6), v: Vector3::new(-1e3, 5e3, 2e3) };
        let change = Vector6::new(30.0, -20.0, 10.0, 0.2, 0.1, -0.3);
        let run = |state| {
            let mut falling = Falling::from(state);
            falling.run_to(600.0, BALL);
            falling
        };
        let (plain, moved) = (run(start), run(start.plus(&change)));
        let foretold = plain.transition * change;
        let found = moved.state.r - plain.state.r;
        assert!((found - foretold.fixed_rows::<3>(0)).norm() < 1e-3 * found.norm());
    }

    /// A body thrown straight up at the equator to a height `h` comes down west of where it left, by
    /// `4/3 spin sqrt(8 h³ / g)` (Goldstein, Classical Mechanics, chapter 4).
    #[test]
    fn the_earth_turns_away_beneath() {
        let site = Geodetic { lat: 0.0, lon: 0.0, height_m: 0.0 };
        let r = site.fixed();
        let g = MU / r.norm_squared();
        let height = 1e4_f64;
        let up = (2.0 * g * height).sqrt();
        let v = earth::ground_speed(&r) + Vector3::new(up, 0.0, 0.0);
        let mut falling = Falling::from(State { r, v });
        let time = 2.0 * up / (g - SPIN * SPIN * r.norm());
        falling.run_to(time, BALL);
        let landed = Geodetic::from_fixed(&(earth::to_fixed(time) * falling.state.r));
        let west = -landed.lon.to_radians() * r.norm();
        let expected = 4.0 / 3.0 * SPIN * (8.0 * height.powi(3) / g).sqrt();
        assert!((west / expected - 1.0).abs() < 0.01, "{west} {expected}");
    }
}
