//! How unlikely is it that the craft at the end of a track made the step to the next fix?
//!
//! All costs are natural logarithms of odds. The miss of a step is weighed by a Student t density of
//! three degrees of freedom, which forgives the rare bad fix that a Gaussian would not.

use cordon_core::geodesy::{offset, quick_distance};
use cordon_core::units::METRES_PER_NM;
use cordon_core::{Degrees, Fix, Transponder};

use crate::head::Head;
use crate::rules::TrackRules;

const MPS_PER_KNOT: f64 = METRES_PER_NM / 3_600.0;

/// A degree of latitude is nowhere shorter (metres).
const SHORTEST_DEGREE_M: f64 = 110_500.0;

/// Past this, offsets on a local plane say more than the geodesic (metres).
const LOCAL_M: f64 = 200_000.0;

/// How many times too long an offset on a local plane can be, anywhere on the globe (pi / 2 along a
/// parallel near a pole, and some more for the ellipsoid).
const WORST_FLAT: f64 = 1.7;

/// How much the width of the expectation may weigh, as odds (e to the 8th): a far return stays
/// cheaper than a new ship.
const WIDEST: f64 = 2_981.0;

/// Odds against a ship that stayed where it was in spite of the speed it reported.
const STAY_ODDS: f64 = 7.4;

/// The cost of the step from `head` to `next`; `None` when no craft can make it.
///
/// On a `shared` number, a ship that was silent for long against its habit is less likely to be the
/// one that speaks.
pub(crate) fn cost(head: &Head, next: &Head, shared: bool, rules: &TrackRules) -> Option<f64> {
    let seconds = (next.time - head.time).seconds().max(0.0);
    if seconds > rules.horizon_days * 86_400.0 {
        return None;
    }
    let way = step(head, next, reach(head, next, seconds, rules))?;
    let motion = Motion::of(head, next);
    let sigma = motion.sigma(seconds, rules, head.coarse || next.coarse);
    let width = (sigma / rules.position_sigma_m).clamp(1.0, WIDEST);
    let silence = if shared { silence(head, seconds, rules) } else { 1.0 };
    // One logarithm for all odds: this is the inner loop of everything.
    let odds = motion.miss(way, seconds, sigma, rules) * width * silence * motion.change(seconds);
    Some((odds * turn(head, next, seconds)).ln() + differences(head, next, rules))
}

/// Metres that a craft may have made good, slack included.
fn reach(head: &Head, next: &Head, seconds: f64, rules: &TrackRules) -> f64 {
    let reported = speed(head).max(speed(next)) * rules.speed_margin;
    let speed = if head.transponder == Transponder::SarAircraft {
        rules.aircraft_ceiling_kn * MPS_PER_KNOT
    } else {
        reported.min(rules.ceiling_kn * MPS_PER_KNOT).max(rules.max_speed_kn * MPS_PER_KNOT)
    };
    let coarse = if head.coarse || next.coarse { 2.0 * rules.coarse_sigma_m } else { 0.0 };
    speed * (seconds + rules.clock_slack_s) + rules.place_slack_m + coarse
}

/// Whether `next` lies within `metres` of `head`, for some tens of kilometres.
pub(crate) fn is_near(head: &Head, next: &Head, metres: f64) -> bool {
    let north_least = (next.position.lat() - head.position.lat()).abs() * SHORTEST_DEGREE_M;
    let (east, north) = offset(head.position, next.position);
    north_least <= metres && square(east, north) <= metres * metres
}

/// Metres east and north from `head` to `next`; `None` past `reach`.
fn step(head: &Head, next: &Head, reach: f64) -> Option<(f64, f64)> {
    let north_least = (next.position.lat() - head.position.lat()).abs() * SHORTEST_DEGREE_M;
    if north_least > reach {
        return None;
    }
    let (east, north) = offset(head.position, next.position);
    let flat = square(east, north).sqrt();
    // On a long way the local plane says too much, never too little: what it lets pass may pass.
    let passes = flat <= reach
        || (flat > LOCAL_M
            && flat <= WORST_FLAT * reach
            && quick_distance(head.position, next.position).value() <= reach);
    passes.then_some((east, north))
}

/// The mean motion over a step, and how much it changed.
struct Motion {
    east: f64,
    north: f64,
    speed: f64,
    change: f64,
}

impl Motion {
    fn of(head: &Head, next: &Head) -> Motion {
        let ([e0, n0], [e1, n1]) = match (head.velocity, next.velocity) {
            (Some(a), Some(b)) => (a, b),
            (Some(a), None) | (None, Some(a)) => (a, a),
            (None, None) => ([0.0; 2], [0.0; 2]),
        };
        let (east, north) = (0.5 * (e0 + e1) as f64, 0.5 * (n0 + n1) as f64);
        let change = square((e1 - e0) as f64, (n1 - n0) as f64).sqrt();
        Motion { east, north, speed: speed(head).max(speed(next)), change }
    }

    /// The miss in metres to be expected of one craft after `seconds`.
    fn sigma(&self, seconds: f64, rules: &TrackRules, coarse: bool) -> f64 {
        let place = if coarse { rules.coarse_sigma_m } else { rules.position_sigma_m };
        let share = seconds / (seconds + 3_600.0);
        let drift = (rules.drift_kn + (rules.wander_kn - rules.drift_kn) * share) * MPS_PER_KNOT;
        let turned = 0.25 * self.change * seconds.min(600.0);
        place + rules.clock_sigma_s * self.speed + drift * seconds + turned
    }

    /// Odds against missing the way sailed, or a stay, by so much.
    fn miss(&self, way: (f64, f64), seconds: f64, sigma: f64, rules: &TrackRules) -> f64 {
        let (east, north) = way;
        let known = remembered(seconds, rules);
        let sailed = square(east - self.east * known, north - self.north * known);
        student(sailed, sigma).min(student(square(east, north), sigma) * STAY_ODDS)
    }

    /// Ships need time to change their speed and course: 0.5 m/s at once, 2 cm/s² after.
    fn change(&self, seconds: f64) -> f64 {
        let usual = (0.5 + 0.02 * seconds).min(5.0);
        1.0 + (self.change / usual).powi(2)
    }
}

/// Odds against a turn of the bow: 5° at once, a degree a second after.
fn turn(head: &Head, next: &Head, seconds: f64) -> f64 {
    if head.heading == Fix::NONE || next.heading == Fix::NONE {
        return 1.0;
    }
    let turn = Degrees(next.heading as f64).turn_from(Degrees(head.heading as f64)).value();
    1.0 + (turn / (5.0 + seconds.min(175.0))).powi(2)
}

/// Cost of differences in class, status and receiver.
fn differences(head: &Head, next: &Head, rules: &TrackRules) -> f64 {
    let mut cost = 0.0;
    if both_differ(head.transponder, next.transponder, Transponder::Unknown) {
        cost += rules.class_cost;
    }
    if both_differ(head.nav_status, next.nav_status, 15) {
        cost += rules.status_cost;
    }
    if both_differ(head.receiver, next.receiver, 0) {
        cost += rules.receiver_cost;
    }
    cost
}

/// Odds against a silence, in the light of how often the ship is heard.
fn silence(head: &Head, seconds: f64, rules: &TrackRules) -> f64 {
    let usual = rules.patience * (head.interval as f64).max(1.0);
    1.0 + seconds / usual
}

fn both_differ<T: PartialEq + Copy>(a: T, b: T, unknown: T) -> bool {
    a != unknown && b != unknown && a != b
}

/// Seconds for which the reported velocities carry a ship: all of a short step, less of a long one.
fn remembered(seconds: f64, rules: &TrackRules) -> f64 {
    let part = seconds / (rules.memory_h * 3_600.0);
    seconds / (1.0 + part * part).sqrt()
}

/// Odds against a miss by the square root of `square`: Student t, three degrees of freedom.
fn student(square: f64, sigma: f64) -> f64 {
    let odds = 1.0 + square / (3.0 * sigma * sigma);
    odds * odds.sqrt()
}

fn square(east: f64, north: f64) -> f64 {
    east * east + north * north
}

fn speed(head: &Head) -> f64 {
    head.velocity.map_or(0.0, |[east, north]| square(east as f64, north as f64).sqrt())
}
