//! Distances, bearings and interpolation on the WGS84 ellipsoid.
//!
//! [`distance`] and [`destination`] are exact (Karney 2013, through `geographiclib-rs`, about one
//! million a second). [`quick_distance`] is for hot loops: it uses the two radii of curvature at the
//! middle latitude and is within 0.1 % below 200 km; past 200 km it hands over to [`distance`].

use geographiclib_rs::{DirectGeodesic, Geodesic, InverseGeodesic};
use std::sync::LazyLock;

use crate::position::Position;
use crate::time::Time;
use crate::units::{Degrees, Metres};

static WGS84: LazyLock<Geodesic> = LazyLock::new(Geodesic::wgs84);

/// Equatorial radius of WGS84 in metres.
pub const EQUATORIAL_RADIUS_M: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_223_563;
const E2: f64 = FLATTENING * (2.0 - FLATTENING);

/// Geodesic distance on WGS84.
pub fn distance(a: Position, b: Position) -> Metres {
    let metres: f64 = WGS84.inverse(a.lat(), a.lon(), b.lat(), b.lon());
    Metres(metres)
}

/// Distance by the local radii of curvature; within 0.1 % of the geodesic below 200 km, exact past it.
pub fn quick_distance(a: Position, b: Position) -> Metres {
    let (east, north) = offset(a, b);
    let metres = (east * east + north * north).sqrt();
    if metres < 200_000.0 && a.lat().abs() < 85.0 { Metres(metres) } else { distance(a, b) }
}

/// Metres east and north from `a` to `b`, by the radii of curvature at the middle latitude.
///
/// Meant for places within some tens of kilometres of one another.
pub fn offset(a: Position, b: Position) -> (f64, f64) {
    offset_degrees((a.lat(), a.lon()), (b.lat(), b.lon()))
}

/// As [`offset`], between `(latitude, longitude)` in degrees finer than a [`Position`] holds, such
/// as places interpolated between two. Longitudes may be unwrapped.
pub fn offset_degrees(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    let (east, north) = metres_per_degree(0.5 * (a.0 + b.0));
    (short_way(b.1 - a.1) * east, (b.0 - a.0) * north)
}

/// A turn in degrees the short way round, -180 to 180.
fn short_way(turn: f64) -> f64 {
    // Nearly every pair lies on one side of the 180th meridian.
    if turn.abs() <= 180.0 { turn } else { turn - 360.0 * (turn / 360.0).round() }
}

/// Rows of [`DEGREES`] for each degree of latitude.
const PER_DEGREE: f64 = 20.0;

/// Metres to the degree of longitude and of latitude, by latitude.
static DEGREES: LazyLock<Vec<(f64, f64)>> = LazyLock::new(|| {
    let rows = 0..=(180.0 * PER_DEGREE) as u32 + 1;
    rows.map(|row| exact_metres_per_degree(f64::from(row) / PER_DEGREE - 90.0)).collect()
});

/// Metres to the degree east and north at a latitude, between the two nearest rows of a table: this
/// is the inner loop of everything. Off by less than one in a million of a degree at the equator.
fn metres_per_degree(lat: f64) -> (f64, f64) {
    let at = (lat + 90.0) * PER_DEGREE;
    let row = at as usize;
    let (Some(low), Some(high)) = (DEGREES.get(row), DEGREES.get(row + 1)) else {
        return exact_metres_per_degree(lat);
    };
    let part = at - row as f64;
    (low.0 + part * (high.0 - low.0), low.1 + part * (high.1 - low.1))
}

fn exact_metres_per_degree(lat: f64) -> (f64, f64) {
    let (sin, cos) = lat.to_radians().sin_cos();
    let w2 = 1.0 - E2 * sin * sin;
    let prime_vertical = EQUATORIAL_RADIUS_M / w2.sqrt();
    let meridional = prime_vertical * (1.0 - E2) / w2;
    ((prime_vertical * cos).to_radians(), meridional.to_radians())
}

/// The place `east` and `north` metres from `a`; the inverse of [`offset`] for short steps.
pub fn displaced(a: Position, east: f64, north: f64) -> Position {
    let sin = a.lat().to_radians().sin();
    let w2 = 1.0 - E2 * sin * sin;
    let prime_vertical = EQUATORIAL_RADIUS_M / w2.sqrt();
    let meridional = prime_vertical * (1.0 - E2) / w2;
    let lat = a.lat() + (north / meridional).to_degrees();
    let middle_cos = (0.5 * (a.lat() + lat)).to_radians().cos().max(1e-9);
    let lon = a.lon() + (east / (prime_vertical * middle_cos)).to_degrees();
    Position::wrapped(lat, lon)
}

/// Direction from `a` to `b` at `a`, 0 to 360 degrees true.
pub fn bearing(a: Position, b: Position) -> Degrees {
    let (azimuth, _, _): (f64, f64, f64) = WGS84.inverse(a.lat(), a.lon(), b.lat(), b.lon());
    Degrees(azimuth.rem_euclid(360.0))
}

/// Where one arrives after `length` along the geodesic that leaves `from` on `course`.
pub fn destination(from: Position, course: Degrees, length: Metres) -> Position {
    let (lat, lon): (f64, f64) =
        WGS84.direct(from.lat(), from.lon(), course.value(), length.value());
    Position::wrapped(lat, lon)
}

/// The place at `t` on the straight way from `(t0, a)` to `(t1, b)`, right across the 180th meridian.
///
/// Linear in latitude and longitude, which stays within metres of the geodesic over the hour or so
/// between two AIS fixes. `t` is held between `t0` and `t1`: nothing is extrapolated.
pub fn between(t0: Time, a: Position, t1: Time, b: Position, t: Time) -> Position {
    let whole = (t1 - t0).seconds();
    if whole <= 0.0 {
        return a;
    }
    let part = ((t - t0).seconds() / whole).clamp(0.0, 1.0);
    let lat = a.lat() + part * (b.lat() - a.lat());
    let lon = a.lon() + part * a.lon_difference(b).value();
    Position::wrapped(lat, lon)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lat: f64, lon: f64) -> Position {
        Position::from_degrees(lat, lon).unwrap()
    }

    /// Karney (2013), Algorithms for geodesics, and GeographicLib's test set: JFK to LHR.
    #[test]
    fn known_geodesic() {
        let d = distance(at(40.6, -73.8), at(51.6, -0.5)).value();
        assert!((d - 5_551_759.4).abs() < 1.0, "{d}");
    }

    #[test]
    fn quick_is_close_to_exact() {
        for (a, b) in [
            (at(33.0, 126.0), at(33.4, 126.9)),
            (at(0.0, 179.95), at(0.1, -179.9)),
            (at(-60.0, 10.0), at(-60.7, 11.2)),
            (at(80.0, 10.0), at(80.2, 12.0)),
        ] {
            let (quick, exact) = (quick_distance(a, b).value(), distance(a, b).value());
            assert!((quick - exact).abs() < 1e-3 * exact, "{quick} {exact}");
        }
    }

    #[test]
    fn the_table_says_what_the_formula_says() {
        for step in -8_999..9_000 {
            let lat = f64::from(step) / 100.0 + 0.003_3;
            let (east, north) = metres_per_degree(lat);
            let exact = exact_metres_per_degree(lat);
            assert!((east - exact.0).abs() < 0.1 && (north - exact.1).abs() < 0.1, "{lat}");
        }
    }

    #[test]
    fn displacement_undoes_offset() {
        let a = at(33.0, 179.999);
        let b = displaced(a, 500.0, -300.0);
        let (east, north) = offset(a, b);
        assert!((east - 500.0).abs() < 0.3 && (north + 300.0).abs() < 0.3, "{east} {north}");
    }

    #[test]
    fn interpolation_crosses_the_dateline_the_short_way() {
        let t = |s| Time::from_unix_seconds(s).unwrap();
        let middle = between(t(0), at(0.0, 179.9), t(10), at(0.0, -179.9), t(5));
        assert_eq!(middle, at(0.0, 180.0));
    }
}
