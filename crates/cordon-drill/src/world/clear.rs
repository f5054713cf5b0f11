//! Keeping clear of others, in the spirit of the collision regulations.
//!
//! Rules 13 to 17 of COLREG 1972, simplified: who overtakes, meets head-on, or has the other on the
//! starboard side gives way, by the smallest turn to starboard that passes clear of everybody; who
//! stands on does so until it is close. Once a ship gives way, it goes on until its own
//! course is clear again. It is traffic that looks real, not a model of seamanship.

use super::motion::{mps, wrapped};

/// Others farther off are not looked at, in metres.
pub(crate) const LOOK_M: f64 = 9_000.0;
/// A ship gives way when the other would pass nearer than this, in metres,
const CLEAR_M: f64 = 1_000.0;
/// and in less time than this, in seconds.
const SOON_S: f64 = 1_200.0;
/// Who stands on gives way too when it comes to this, in metres and seconds.
const CLOSE: (f64, f64) = (500.0, 240.0);
/// Turns that are tried, in degrees to starboard.
const TURNS_DEG: [f64; 10] = [0.0, 15.0, 30.0, 45.0, 60.0, 75.0, 90.0, 120.0, -45.0, -90.0];

/// Somebody near: metres east and north of us, and metres a second east and north.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Near {
    pub(crate) east: f64,
    pub(crate) north: f64,
    pub(crate) velocity: (f64, f64),
}

/// The way to pass clear: by how much to turn from the wanted course, in radians.
pub(crate) fn turn_to_clear(
    course: f64,
    speed: f64,
    is_giving_way: bool,
    others: &[Near],
) -> Option<f64> {
    if speed < mps(1.0) {
        return None;
    }
    let wanted = velocity(course, speed);
    let is_mine = |other: &Near| {
        let (miss, time) = closest(wanted, other);
        let is_soon = miss < CLEAR_M * CLEAR_M && time < SOON_S;
        is_soon
            && (is_giving_way
                || gives_way(course, speed, other)
                || (miss < CLOSE.0 * CLOSE.0 && time < CLOSE.1))
    };
    if !others.iter().any(is_mine) {
        return None;
    }
    let mut best = (f64::MIN, 0.0);
    for turn in TURNS_DEG.map(f64::to_radians) {
        let clearance = clearance(velocity(course + turn, speed), others);
        if clearance >= CLEAR_M * CLEAR_M {
            return Some(turn);
        }
        // Of turns that are as good, the last.
        if clearance >= best.0 {
            best = (clearance, turn);
        }
    }
    Some(best.1)
}

/// The square of how near anybody comes, in square metres; who comes near much later does not count.
fn clearance(own: (f64, f64), others: &[Near]) -> f64 {
    let misses = others.iter().map(|other| {
        let (miss, time) = closest(own, other);
        if time > 2.0 * SOON_S { f64::MAX } else { miss }
    });
    misses.fold(f64::MAX, f64::min)
}

fn velocity(course: f64, speed: f64) -> (f64, f64) {
    (speed * course.sin(), speed * course.cos())
}

/// The closest approach that is still to come: the square of its distance in metres, and its time in
/// seconds. Squares, since this is the inner loop of a crowded sea.
pub(crate) fn closest(own: (f64, f64), other: &Near) -> (f64, f64) {
    let (vx, vy) = (other.velocity.0 - own.0, other.velocity.1 - own.1);
    let along = vx * vx + vy * vy;
    let time = if along < 1e-6 { 0.0 } else { -(other.east * vx + other.north * vy) / along };
    let time = time.max(0.0);
    let (x, y) = (other.east + vx * time, other.north + vy * time);
    (x * x + y * y, time)
}

/// Whether the rules ask us to keep out of the other's way.
fn gives_way(course: f64, speed: f64, other: &Near) -> bool {
    let bearing = wrapped(other.east.atan2(other.north) - course).to_degrees();
    let their_speed = other.velocity.0.hypot(other.velocity.1);
    if their_speed < mps(1.0) {
        return true;
    }
    let their_course = other.velocity.0.atan2(other.velocity.1);
    let aspect = wrapped((-other.east).atan2(-other.north) - their_course).to_degrees();
    let overtakes = aspect.abs() > 112.5 && speed > their_speed && bearing.abs() < 90.0;
    let is_overtaken = bearing.abs() > 112.5;
    let head_on = bearing.abs() < 10.0 && aspect.abs() < 15.0;
    !is_overtaken && (overtakes || head_on || (0.0..112.5).contains(&bearing))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other(east: f64, north: f64, course_deg: f64, knots: f64) -> Near {
        Near { east, north, velocity: velocity(course_deg.to_radians(), mps(knots)) }
    }

    /// Rule 14: both turn to starboard.
    #[test]
    fn head_on_turns_to_starboard() {
        let turn = turn_to_clear(0.0, mps(12.0), false, &[other(0.0, 6_000.0, 180.0, 12.0)]);
        assert!(turn.unwrap() > 0.0);
    }

    /// Rules 15 and 17: who has the other to starboard gives way, the other stands on.
    #[test]
    fn crossing_gives_way_to_starboard() {
        let from_starboard = other(4_000.0, 4_000.0, 270.0, 12.0);
        assert!(turn_to_clear(0.0, mps(12.0), false, &[from_starboard]).unwrap() > 0.0);
        let from_port = other(-4_000.0, 4_000.0, 90.0, 12.0);
        assert_eq!(turn_to_clear(0.0, mps(12.0), false, &[from_port]), None);
        let close = other(-700.0, 700.0, 90.0, 12.0);
        assert!(turn_to_clear(0.0, mps(12.0), false, &[close]).is_some());
    }

    #[test]
    fn the_overtaken_stands_on() {
        assert_eq!(turn_to_clear(0.0, mps(8.0), false, &[other(0.0, -3_000.0, 0.0, 16.0)]), None);
        assert!(turn_to_clear(0.0, mps(16.0), false, &[other(0.0, 3_000.0, 0.0, 8.0)]).is_some());
    }

    /// Closest approach by hand: 3-4-5 triangle, passing 3 km off after 400 s at 10 m/s.
    #[test]
    fn closest_approach_is_right() {
        let near = Near { east: 3_000.0, north: 4_000.0, velocity: (0.0, -10.0) };
        assert_eq!(closest((0.0, 0.0), &near), (9_000_000.0, 400.0));
    }
}
