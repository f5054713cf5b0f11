//! Places in full precision and the exact lines between them.
//!
//! A [`Position`] holds whole AIS units of 0.19 m. Root finding wants a smooth function, so the
//! insides of this crate compute in [`Point`]s and round once, on the way out.

use std::sync::LazyLock;

use cordon_core::Position;
use geographiclib_rs::{DirectGeodesic, Geodesic, InverseGeodesic};

static WGS84: LazyLock<Geodesic> = LazyLock::new(Geodesic::wgs84);

/// Mean radius of the Earth in metres (IUGG).
pub(crate) const MEAN_RADIUS_M: f64 = 6_371_008.8;

/// A rhumb line is not followed nearer to a pole than this.
const LAST_PARALLEL: f64 = 89.9;

/// A place on WGS84 in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Point {
    pub(crate) lat: f64,
    pub(crate) lon: f64,
}

/// The geodesic between two places.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// Length in metres.
    pub(crate) length: f64,
    /// Direction at the first place, degrees true in -180 to 180.
    pub(crate) leaves: f64,
}

impl From<Position> for Point {
    fn from(at: Position) -> Point {
        Point { lat: at.lat(), lon: at.lon() }
    }
}

impl Point {
    pub(crate) fn position(self) -> Position {
        Position::wrapped(self.lat, self.lon)
    }

    /// The shortest line to `other`.
    pub(crate) fn line_to(self, other: Point) -> Line {
        let (length, leaves, _, _): (f64, f64, f64, f64) =
            WGS84.inverse(self.lat, self.lon, other.lat, other.lon);
        Line { length, leaves }
    }

    /// Length of the shortest line to `other`, in metres.
    pub(crate) fn distance(self, other: Point) -> f64 {
        WGS84.inverse(self.lat, self.lon, other.lat, other.lon)
    }

    /// Where the geodesic that leaves on `course` is after `metres`, and its direction there.
    pub(crate) fn along(self, course: f64, metres: f64) -> (Point, f64) {
        let (lat, lon, arrives): (f64, f64, f64) = WGS84.direct(self.lat, self.lon, course, metres);
        (Point { lat, lon }, arrives)
    }

    /// Where the line of constant `course` is after `metres`. It ends near the pole.
    pub(crate) fn along_rhumb(self, course: f64, metres: f64) -> Point {
        let (east, north) = course.to_radians().sin_cos();
        let towards = if north >= 0.0 { 0.0 } else { 180.0 };
        let (north_of, _) = self.along(towards, metres * north.abs());
        let climbed = (north_of.lat - self.lat).abs();
        let lat = if (north_of.lon - self.lon).abs() > 1.0 || north_of.lat.abs() > LAST_PARALLEL {
            LAST_PARALLEL.copysign(north)
        } else {
            north_of.lat
        };
        let turn = if climbed < 1e-6 {
            metres * east / parallel_radius(self.lat)
        } else {
            east / north * (isometric(lat) - isometric(self.lat))
        };
        Point { lat, lon: self.lon + turn.to_degrees() }
    }
}

const ECCENTRICITY: f64 = 0.081_819_190_842_621_49;

/// Radius of a parallel in metres.
fn parallel_radius(lat: f64) -> f64 {
    let (sin, cos) = lat.to_radians().sin_cos();
    cordon_core::geodesy::EQUATORIAL_RADIUS_M * cos / (1.0 - (ECCENTRICITY * sin).powi(2)).sqrt()
}

/// Earth-centred coordinates in metres of the place on WGS84 where `up` is the unit vector away from
/// the ellipsoid.
pub(crate) fn in_space([x, y, z]: [f64; 3]) -> [f64; 3] {
    const A: f64 = cordon_core::geodesy::EQUATORIAL_RADIUS_M;
    let normal = A / (1.0 - (ECCENTRICITY * z).powi(2)).sqrt();
    let free = 1.0 - ECCENTRICITY * ECCENTRICITY;
    [normal * x, normal * y, normal * free * z]
}

/// Isometric latitude in radians (Snyder 1987, Map Projections, eq. 7-7).
fn isometric(lat: f64) -> f64 {
    let sin = lat.to_radians().sin();
    sin.atanh() - ECCENTRICITY * (ECCENTRICITY * sin).atanh()
}

/// Latitude on the sphere to which the ellipsoid maps without changing an angle, in radians
/// (Snyder 1987, eq. 3-1).
pub(crate) fn conformal_latitude(lat: f64) -> f64 {
    isometric(lat.clamp(-89.999_999, 89.999_999)).sinh().atan()
}

/// Latitude in degrees whose conformal latitude, in radians, is `chi`.
pub(crate) fn from_conformal_latitude(chi: f64) -> f64 {
    let psi = chi.sin().atanh();
    let mut sin = chi.sin();
    for _ in 0..6 {
        sin = (psi + ECCENTRICITY * (ECCENTRICITY * sin).atanh()).tanh();
    }
    sin.clamp(-1.0, 1.0).asin().to_degrees()
}

/// Metres on the ellipsoid to one radian on the conformal sphere, by latitude in degrees.
pub(crate) fn metres_per_conformal_radian(lat: f64) -> f64 {
    let lat = lat.clamp(-89.999, 89.999);
    parallel_radius(lat) / conformal_latitude(lat).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// GeographicLib's documented example of a geodesic (reference GEO-0).
    #[test]
    fn the_documented_geodesic() {
        let a = Point { lat: -41.32, lon: 174.81 };
        let b = Point { lat: 40.96, lon: -5.50 };
        assert!((a.distance(b) - 19_959_679.267).abs() < 1e-3);
    }

    /// GeographicLib, RhumbSolve's documented example: JFK to Singapore Changi on 103.5828330034° for
    /// 18 523 563.0423 m.
    #[test]
    fn the_documented_rhumb_line() {
        let jfk = Point {
            lat: 40.0 + 38.0 / 60.0 + 23.0 / 3600.0,
            lon: -73.0 - 46.0 / 60.0 - 44.0 / 3600.0,
        };
        let there = jfk.along_rhumb(103.582_833_003_40, 18_523_563.042_4);
        let lon = (there.lon + 180.0).rem_euclid(360.0) - 180.0;
        assert!((there.lat - (1.0 + 21.0 / 60.0 + 33.0 / 3600.0)).abs() < 1e-6, "{there:?}");
        assert!((lon - (103.0 + 59.0 / 60.0 + 22.0 / 3600.0)).abs() < 1e-6, "{there:?}");
    }

    #[test]
    fn conformal_latitude_comes_back() {
        for lat in [-80.0, -33.0, 0.0, 12.5, 60.0, 89.0] {
            let back = from_conformal_latitude(conformal_latitude(lat));
            assert!((back - lat).abs() < 1e-9, "{lat} {back}");
        }
    }
}
