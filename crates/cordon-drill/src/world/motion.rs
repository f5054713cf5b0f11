//! How craft move: a point on WGS84 with a course and a speed, and limits on how fast both change.
//!
//! A craft that keeps its course follows the geodesic: its course turns with the meridians by
//! v·sin(course)·tan(latitude)/N a second. Steps are of one second while it turns or gathers way. A
//! craft on a steady course is carried over several seconds at once by the same midpoint rule,
//! whose error is a fraction of a millimetre over ten seconds; tests hold both to the geodesic.

use crate::scenario::class::Figures;

const METRES_PER_NM: f64 = 1_852.0;
const EQUATORIAL_RADIUS_M: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_223_563;
const E2: f64 = FLATTENING * (2.0 - FLATTENING);

/// Knots to metres a second.
pub(crate) const fn mps(knots: f64) -> f64 {
    knots * METRES_PER_NM / 3_600.0
}

/// Metres a second to knots.
pub(crate) const fn knots(mps: f64) -> f64 {
    mps * 3_600.0 / METRES_PER_NM
}

/// What a hull can do, in radians, metres and seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Limits {
    pub(crate) turn: f64,
    pub(crate) acceleration: f64,
    pub(crate) top: f64,
    pub(crate) least: f64,
}

impl Limits {
    pub(crate) fn of(figures: &Figures) -> Limits {
        Limits {
            turn: (figures.turn_deg_per_min / 60.0).to_radians(),
            acceleration: figures.acceleration_mps2,
            top: mps(figures.top_kn),
            least: mps(figures.least_kn),
        }
    }
}

/// Where a craft is and how it moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Motion {
    /// Degrees north.
    pub(crate) lat: f64,
    /// Degrees east, from -180 to 180.
    pub(crate) lon: f64,
    /// Course in radians from north, clockwise, 0 to 2π.
    pub(crate) course: f64,
    /// Metres a second.
    pub(crate) speed: f64,
    /// Radians a second, to the right.
    pub(crate) turning: f64,
    /// Course that is steered for, in radians.
    pub(crate) aim_course: f64,
    /// Speed that is run for.
    pub(crate) aim_speed: f64,
}

impl Motion {
    pub(crate) fn at(lat: f64, lon: f64, course: f64, speed: f64) -> Motion {
        Motion { lat, lon, course, speed, turning: 0.0, aim_course: course, aim_speed: speed }
    }

    /// Metres a second east and north.
    pub(crate) fn velocity(&self) -> (f64, f64) {
        let (sin, cos) = self.course.sin_cos();
        (self.speed * sin, self.speed * cos)
    }

    /// Carried on by whole seconds.
    pub(crate) fn advance(&mut self, limits: &Limits, seconds: u32) {
        let mut left = seconds;
        while left > 0 && !self.is_steady() {
            self.step(limits);
            left -= 1;
        }
        if left > 0 {
            self.carry(f64::from(left));
        }
    }

    /// As it will be in so many seconds.
    pub(crate) fn after(mut self, limits: &Limits, seconds: f64) -> Motion {
        let whole = seconds.floor();
        self.advance(limits, whole as u32);
        let rest = seconds - whole;
        if rest > 0.0 {
            self.carry(rest);
        }
        self
    }

    #[expect(clippy::float_cmp, reason = "the course that is aimed for is set, not approached")]
    fn is_steady(&self) -> bool {
        self.turning == 0.0 && self.course == self.aim_course && self.speed == self.aim_speed
    }

    /// One second of turning and gathering way.
    #[expect(clippy::float_cmp, reason = "a turn that was not clamped is the one that was wanted")]
    fn step(&mut self, limits: &Limits) {
        let change = limits.acceleration;
        let before = self.speed;
        self.speed += (self.aim_speed - self.speed).clamp(-change, change);
        let wanted = wrapped(self.aim_course - self.course);
        let turn = wanted.clamp(-limits.turn, limits.turn);
        let middle = 0.5 * (before + self.speed);
        let carried = self.displace(self.course + 0.5 * turn, middle);
        let is_there = turn == wanted;
        self.course = turned(self.course, turn + carried);
        self.aim_course = if is_there { self.course } else { turned(self.aim_course, carried) };
        self.turning = if is_there { 0.0 } else { turn };
    }

    /// So many seconds on a steady course.
    fn carry(&mut self, seconds: f64) {
        if self.speed > 0.0 {
            let carried = self.displace(self.course, self.speed * seconds);
            self.course = turned(self.course, carried);
            self.aim_course = turned(self.aim_course, carried);
        }
    }

    /// Moves so many metres along a geodesic that leaves at `course`; by how much the course of the
    /// geodesic has turned at its end comes back.
    fn displace(&mut self, course: f64, metres: f64) -> f64 {
        let (sin_course, cos_course) = course.sin_cos();
        let lat = self.lat.to_radians();
        let (m0, n0) = radii(lat.sin());
        // To the middle of the way, then all of the way with what holds there.
        let middle_lat = lat + 0.5 * metres * cos_course / m0;
        let (sin_lat, cos_lat) = middle_lat.sin_cos();
        let cos_lat = cos_lat.max(1e-9);
        let half_turn = 0.5 * metres * sin_course * (sin_lat / cos_lat) / n0;
        // Half of the turn is small: its sine is itself.
        let (sin_middle, cos_middle) =
            (sin_course + half_turn * cos_course, cos_course - half_turn * sin_course);
        let (m, n) = radii(sin_lat);
        self.lat += (metres * cos_middle / m).to_degrees();
        self.lon = wrapped_degrees(self.lon + (metres * sin_middle / (n * cos_lat)).to_degrees());
        metres * sin_middle * (sin_lat / cos_lat) / n
    }
}

/// Radii of curvature of WGS84, along the meridian and across.
fn radii(sin_lat: f64) -> (f64, f64) {
    let w2 = 1.0 - E2 * sin_lat * sin_lat;
    let across = EQUATORIAL_RADIUS_M / w2.sqrt();
    (across * (1.0 - E2) / w2, across)
}

/// An angle the short way round, -π to π.
pub(crate) fn wrapped(angle: f64) -> f64 {
    use std::f64::consts::{PI, TAU};
    if angle.abs() <= PI { angle } else { angle - TAU * (angle / TAU).round() }
}

fn turned(course: f64, by: f64) -> f64 {
    use std::f64::consts::TAU;
    let course = course + by;
    if (0.0..TAU).contains(&course) { course } else { course.rem_euclid(TAU) }
}

fn wrapped_degrees(lon: f64) -> f64 {
    if (-180.0..180.0).contains(&lon) { lon } else { (lon + 180.0).rem_euclid(360.0) - 180.0 }
}

/// Metres east and north from one place to another, as a flat map has them, right to 0.1 % within 200 km.
pub(crate) fn offset(from: (f64, f64), to: (f64, f64)) -> (f64, f64) {
    cordon_core::geodesy::offset_degrees(from, to)
}

/// The course at `from` of the geodesic to `to`, in radians, and how far it is in metres: the middle
/// latitude gives the course half-way, and the meridians' convergence what it is at the start.
pub(crate) fn course_to(from: (f64, f64), to: (f64, f64)) -> (f64, f64) {
    let (east, north) = offset(from, to);
    let far = east.hypot(north);
    let middle = (0.5 * (from.0 + to.0)).to_radians();
    let convergence = far * (east / far.max(1e-9)) * middle.tan() / EQUATORIAL_RADIUS_M;
    let course = east.atan2(north) - 0.5 * convergence;
    (turned(course, 0.0), far)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Class;
    use geographiclib_rs::{DirectGeodesic, Geodesic, InverseGeodesic};

    fn merchant() -> Limits {
        Limits::of(&Class::GeneralCargo.figures())
    }

    fn apart(a: (f64, f64), b: (f64, f64)) -> f64 {
        Geodesic::wgs84().inverse(a.0, a.1, b.0, b.1)
    }

    /// Karney (2013), through geographiclib: an hour at 30 kn ends within a metre of the geodesic.
    #[test]
    fn a_steady_course_is_the_geodesic() {
        for (lat, lon) in
            [(33.0, 126.5), (-33.0, 179.95), (0.01, -0.1), (65.0, -179.99), (-5.0, 0.0)]
        {
            for course in [0.0_f64, 33.0, 90.0, 147.0, 213.0, 275.5, 359.0] {
                for step in [1, 7, 10, 60] {
                    let mut motion = Motion::at(lat, lon, course.to_radians(), mps(30.0));
                    for _ in 0..3_600 / step {
                        motion.advance(&merchant(), step);
                    }
                    let metres = mps(30.0) * f64::from(3_600 / step * step);
                    let (exact_lat, exact_lon): (f64, f64) =
                        Geodesic::wgs84().direct(lat, lon, course, metres);
                    let off = apart((exact_lat, exact_lon), (motion.lat, motion.lon));
                    assert!(off < 1.0, "{lat} {lon} {course} {step}: {off} m");
                }
            }
        }
    }

    /// How far the middle-latitude rule is off from Karney's exact inverse.
    #[test]
    fn the_course_is_right() {
        for (from, to) in [
            ((33.0, 126.5), (33.5, 127.5)),
            ((33.0, 179.9), (32.5, -179.4)),
            ((-40.0, 10.0), (-41.0, 11.0)),
        ] {
            let (course, far) = course_to(from, to);
            let (exact, azimuth, _, _): (f64, f64, f64, f64) =
                Geodesic::wgs84().inverse(from.0, from.1, to.0, to.1);
            assert!((far / exact - 1.0).abs() < 1e-3, "{far} {exact}");
            assert!(wrapped(course - azimuth.to_radians()).to_degrees().abs() < 0.05);
        }
    }

    /// R = V/ω: 15 kn at 20° a minute is a circle of 1 326 m radius.
    #[test]
    fn a_turn_has_its_radius() {
        let limits = Limits { turn: (20.0_f64 / 60.0).to_radians(), ..merchant() };
        let start = Motion::at(33.0, 126.5, 0.0, mps(15.0));
        let mut motion = Motion { aim_course: std::f64::consts::PI, ..start };
        let mut steps = 0;
        while motion.course < std::f64::consts::PI - 1e-3 {
            motion.advance(&limits, 1);
            steps += 1;
        }
        // Half a circle: nine minutes, and two radii to the east.
        assert_eq!(steps, 540);
        let diameter = apart((start.lat, start.lon), (motion.lat, motion.lon));
        assert!((diameter / 2.0 - 1_326.0).abs() < 2.0, "{diameter}");
    }

    #[test]
    fn speed_is_gathered_as_the_hull_can() {
        let mut motion = Motion::at(0.0, 0.0, 0.0, 0.0);
        motion.aim_speed = 5.0;
        motion.advance(&merchant(), 100);
        assert!((motion.speed - 2.0).abs() < 1e-9, "0.02 m/s² for 100 s: {}", motion.speed);
        motion.advance(&merchant(), 200);
        assert!((motion.speed - 5.0).abs() < 1e-12);
    }

    /// Ten steps of a second and one of ten end at the same place to less than a millimetre.
    #[test]
    fn steps_do_not_matter() {
        let mut one = Motion::at(34.0, 179.999, 1.2, mps(20.0));
        let mut ten = one;
        (0..10).for_each(|_| one.advance(&merchant(), 1));
        ten.advance(&merchant(), 10);
        assert!(apart((one.lat, one.lon), (ten.lat, ten.lon)) < 1e-3);
    }
}
