//! Places on WGS84, kept as the integers that AIS sends.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::units::Degrees;

/// AIS counts position in 1/10 000 minute, which is 1/600 000 degree (about 0.19 m).
pub const UNITS_PER_DEGREE: f64 = 600_000.0;

/// Half a turn of longitude in AIS units.
pub const HALF_TURN: i32 = 108_000_000;

const FULL_TURN: i64 = 2 * HALF_TURN as i64;

/// A place on WGS84 in 1/600 000 degree. Longitude is held in -180 (included) to 180 (excluded).
///
/// ```
/// use cordon_core::Position;
/// let busan = Position::from_degrees(35.1, 129.04).unwrap();
/// assert_eq!(busan.lat_raw(), 21_060_000);
/// assert!(Position::from_degrees(91.0, 181.0).is_none());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    lat: i32,
    lon: i32,
}

impl Position {
    /// From AIS units. `None` when not a place: AIS's "not available" (91°, 181°) or out of range.
    pub const fn from_raw(lat: i32, lon: i32) -> Option<Position> {
        if lat.unsigned_abs() > 54_000_000 || lon.unsigned_abs() > HALF_TURN as u32 {
            return None;
        }
        let lon = if lon == HALF_TURN { -HALF_TURN } else { lon };
        Some(Position { lat, lon })
    }

    /// From degrees north and east, rounded to the AIS unit. `None` when not a place.
    pub fn from_degrees(lat: f64, lon: f64) -> Option<Position> {
        if !(lat.abs() <= 90.0 && lon.abs() <= 180.0) {
            return None;
        }
        let scale = |degrees: f64| (degrees * UNITS_PER_DEGREE).round() as i32;
        Position::from_raw(scale(lat), scale(lon))
    }

    /// From degrees, with any longitude wrapped and latitude held to the poles.
    pub fn wrapped(lat: f64, lon: f64) -> Position {
        let lat = (lat.clamp(-90.0, 90.0) * UNITS_PER_DEGREE).round() as i32;
        let lon = (lon * UNITS_PER_DEGREE).round() as i64;
        Position { lat, lon: wrap(lon) }
    }

    /// Latitude in AIS units.
    pub const fn lat_raw(self) -> i32 {
        self.lat
    }

    /// Longitude in AIS units.
    pub const fn lon_raw(self) -> i32 {
        self.lon
    }

    /// Degrees north.
    pub fn lat(self) -> f64 {
        self.lat as f64 / UNITS_PER_DEGREE
    }

    /// Degrees east, from -180 to 180.
    pub fn lon(self) -> f64 {
        self.lon as f64 / UNITS_PER_DEGREE
    }

    /// Longitude of `other` minus this one, the short way round, in degrees.
    pub fn lon_difference(self, other: Position) -> Degrees {
        Degrees(wrap(other.lon as i64 - self.lon as i64) as f64 / UNITS_PER_DEGREE)
    }

    /// Degrees rounded for output: 7 decimals, finer than the AIS unit.
    pub fn lat_lon_rounded(self) -> (f64, f64) {
        let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
        (round(self.lat()), round(self.lon()))
    }
}

fn wrap(lon: i64) -> i32 {
    ((lon + FULL_TURN / 2).rem_euclid(FULL_TURN) - FULL_TURN / 2) as i32
}

/// Degrees with a hemisphere: `35.1000°N 129.0400°E`.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ns = if self.lat < 0 { 'S' } else { 'N' };
        let ew = if self.lon < 0 { 'W' } else { 'E' };
        write!(f, "{:.4}°{ns} {:.4}°{ew}", self.lat().abs(), self.lon().abs())
    }
}

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_available_is_not_a_place() {
        assert_eq!(Position::from_raw(91 * 600_000, 181 * 600_000), None);
        assert_eq!(Position::from_raw(i32::MIN, i32::MIN), None);
        assert_eq!(Position::from_degrees(f64::NAN, 0.0), None);
    }

    #[test]
    fn the_180th_meridian_is_one_line() {
        let east = Position::from_degrees(10.0, 180.0).unwrap();
        let west = Position::from_degrees(10.0, -180.0).unwrap();
        assert_eq!(east, west);
        let a = Position::from_degrees(0.0, 179.9).unwrap();
        let b = Position::from_degrees(0.0, -179.9).unwrap();
        assert!((a.lon_difference(b).value() - 0.2).abs() < 1e-9);
        assert!((b.lon_difference(a).value() + 0.2).abs() < 1e-9);
    }
}
