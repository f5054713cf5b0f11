//! The earth that a ballistic flight falls around: WGS84, turning, slightly flat.
//!
//! Two frames, both in metres and with the pole along z. *Fixed* turns with the earth (x through
//! Greenwich). *Inertial* does not turn, and coincides with *fixed* at an epoch that each caller
//! chooses.

use cordon_core::geodesy::EQUATORIAL_RADIUS_M;
use cordon_core::{Degrees, Position};
use nalgebra::{Matrix3, Vector3};

/// Gravitational parameter of WGS84, m³/s².
pub const MU: f64 = 3.986_004_418e14;
/// Turn of the earth of WGS84, rad/s.
pub const SPIN: f64 = 7.292_115e-5;
/// Mean radius of the earth in metres, as the published range estimates use it.
pub const MEAN_RADIUS_M: f64 = 6_371_000.0;
/// Second zonal harmonic (EGM96).
const J2: f64 = 1.082_626_68e-3;
const FLATTENING: f64 = 1.0 / 298.257_223_563;
const E2: f64 = FLATTENING * (2.0 - FLATTENING);

/// A place with a height over the ellipsoid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geodetic {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Metres over the WGS84 ellipsoid.
    pub height_m: f64,
}

impl Geodetic {
    /// At the sea.
    pub fn at(position: Position) -> Geodetic {
        Geodetic { lat: position.lat(), lon: position.lon(), height_m: 0.0 }
    }

    /// The place under it.
    pub fn position(self) -> Position {
        Position::wrapped(self.lat, self.lon)
    }

    /// In the fixed frame.
    pub fn fixed(self) -> Vector3<f64> {
        let (sin, cos) = self.lat.to_radians().sin_cos();
        let (sin_lon, cos_lon) = self.lon.to_radians().sin_cos();
        let vertical = EQUATORIAL_RADIUS_M / (1.0 - E2 * sin * sin).sqrt();
        let across = (vertical + self.height_m) * cos;
        let up = (vertical * (1.0 - E2) + self.height_m) * sin;
        Vector3::new(across * cos_lon, across * sin_lon, up)
    }

    /// From the fixed frame, by Bowring's iteration on the reduced latitude (1976): a billionth of a
    /// degree after three rounds at any height a ballistic flight reaches.
    pub fn from_fixed(r: &Vector3<f64>) -> Geodetic {
        let across = r.x.hypot(r.y);
        let polar = EQUATORIAL_RADIUS_M * (1.0 - FLATTENING);
        let second = E2 / (1.0 - E2);
        let mut reduced = (r.z / (1.0 - FLATTENING)).atan2(across);
        let mut lat = 0.0;
        for _ in 0..4 {
            let (sin, cos) = reduced.sin_cos();
            let north = r.z + second * polar * sin.powi(3);
            lat = f64::atan2(north, across - E2 * EQUATORIAL_RADIUS_M * cos.powi(3));
            reduced = ((1.0 - FLATTENING) * lat.tan()).atan();
        }
        let (sin, cos) = lat.sin_cos();
        let vertical = EQUATORIAL_RADIUS_M / (1.0 - E2 * sin * sin).sqrt();
        let height_m = across * cos + r.z * sin - vertical * (1.0 - E2 * sin * sin);
        Geodetic { lat: lat.to_degrees(), lon: r.y.atan2(r.x).to_degrees(), height_m }
    }

    /// Rows: east, north and up here, in the fixed frame.
    pub fn axes(self) -> Matrix3<f64> {
        let (sin, cos) = self.lat.to_radians().sin_cos();
        let (sin_lon, cos_lon) = self.lon.to_radians().sin_cos();
        Matrix3::new(
            -sin_lon,
            cos_lon,
            0.0,
            -sin * cos_lon,
            -sin * sin_lon,
            cos,
            cos * cos_lon,
            cos * sin_lon,
            sin,
        )
    }
}

/// From the inertial to the fixed frame, `seconds` after they coincided.
pub fn to_fixed(seconds: f64) -> Matrix3<f64> {
    let (sin, cos) = (SPIN * seconds).sin_cos();
    Matrix3::new(cos, sin, 0.0, -sin, cos, 0.0, 0.0, 0.0, 1.0)
}

/// The velocity of ground that turns with the earth.
pub fn ground_speed(r: &Vector3<f64>) -> Vector3<f64> {
    Vector3::new(-SPIN * r.y, SPIN * r.x, 0.0)
}

/// Gravity in the inertial frame, m/s²; with the earth's flattening when `flat`.
pub fn gravity(r: &Vector3<f64>, flat: bool) -> Vector3<f64> {
    let square = r.norm_squared();
    let central = -MU / (square * square.sqrt());
    if !flat {
        return r * central;
    }
    let factor = 1.5 * J2 * EQUATORIAL_RADIUS_M * EQUATORIAL_RADIUS_M / square;
    let tilt = 5.0 * r.z * r.z / square;
    let level = 1.0 + factor * (1.0 - tilt);
    let polar = 1.0 + factor * (3.0 - tilt);
    Vector3::new(r.x * level, r.y * level, r.z * polar) * central
}

/// How gravity changes with place, 1/s². The flattening's part, a thousandth, is left out: it only
/// shapes the way to the solution and the covariance, where a thousandth is nothing.
pub fn gravity_gradient(r: &Vector3<f64>) -> Matrix3<f64> {
    let square = r.norm_squared();
    let central = MU / (square * square.sqrt());
    (r * r.transpose() * (3.0 / square) - Matrix3::identity()) * central
}

/// A direction from its parts east and north, 0 to 360° true.
pub(crate) fn direction(east: f64, north: f64) -> Degrees {
    let degrees = east.atan2(north).to_degrees().rem_euclid(360.0);
    // A tiny negative angle is rounded up to the full turn.
    Degrees(if degrees >= 360.0 { 0.0 } else { degrees })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Vallado, Fundamentals of Astrodynamics and Applications, example 3-3.
    #[test]
    fn a_known_place() {
        let r = Vector3::new(6_524_834.0, 6_862_875.0, 6_448_296.0);
        let place = Geodetic::from_fixed(&r);
        assert!((place.lat - 34.352_496).abs() < 1e-5, "{place:?}");
        assert!((place.lon - 46.446_4).abs() < 1e-4, "{place:?}");
        assert!((place.height_m - 5_085_220.0).abs() < 20.0, "{place:?}");
    }

    /// Gravity on the equator, from the potential and without the spin: 9.814 m/s² (EGM96).
    #[test]
    fn gravity_at_the_equator() {
        let g = gravity(&Vector3::new(EQUATORIAL_RADIUS_M, 0.0, 0.0), true);
        assert!((g.norm() - 9.814_2).abs() < 1e-3, "{g}");
    }

    proptest! {
        #[test]
        fn there_and_back(lat in -90.0..=90.0_f64, lon in -180.0..180.0_f64, height in -1e4..1e7_f64) {
            let place = Geodetic { lat, lon, height_m: height };
            let back = Geodetic::from_fixed(&place.fixed());
            prop_assert!((back.height_m - height).abs() < 1e-3, "{back:?}");
            prop_assert!((back.fixed() - place.fixed()).norm() < 1e-3, "{back:?}");
        }

        #[test]
        fn axes_are_square_to_one_another(lat in -90.0..=90.0_f64, lon in -180.0..180.0_f64) {
            let axes = Geodetic { lat, lon, height_m: 0.0 }.axes();
            prop_assert!((axes * axes.transpose() - Matrix3::identity()).norm() < 1e-12);
        }
    }
}
