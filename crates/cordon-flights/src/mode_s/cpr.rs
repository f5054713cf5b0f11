//! Compact position reporting: places in 17 bits, of which it takes an even and an odd one, or a place
//! nearby, to know which of many is meant (ICAO Doc 9871, appendix C; RTCA DO-260B, A.1.7).

use cordon_core::{Degrees, Knots, Position};

/// Half of a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Whether it is an odd one.
    pub odd: bool,
    /// Latitude within its zone, in 1/131 072.
    pub lat: u32,
    /// Longitude within its zone, likewise.
    pub lon: u32,
}

/// Half of a position on the ground, with movement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Surface {
    /// The half.
    pub frame: Frame,
    /// Speed over ground.
    pub speed: Option<Knots>,
    /// Direction.
    pub course: Option<Degrees>,
}

/// How large the zones are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cpr {
    /// In the air: 6° of latitude.
    Airborne,
    /// On the ground: a quarter of that.
    Surface,
}

const PARTS: f64 = 131_072.0;
/// Zones of latitude between the equator and a pole.
const ZONES: f64 = 15.0;

impl Frame {
    fn parts(self) -> (f64, f64) {
        (f64::from(self.lat) / PARTS, f64::from(self.lon) / PARTS)
    }
}

impl Cpr {
    fn span(self) -> f64 {
        match self {
            Cpr::Airborne => 360.0,
            Cpr::Surface => 90.0,
        }
    }

    /// The place nearest to `near` that `frame` can mean; right within half a zone, some 333 km in the
    /// air and 83 km on the ground.
    pub fn nearby(self, frame: Frame, near: Position) -> Option<Position> {
        let odd = f64::from(u8::from(frame.odd));
        let (lat_part, lon_part) = frame.parts();
        let zone = self.span() / (4.0 * ZONES - odd);
        let lat = nearest(near.lat(), lat_part, zone);
        let zone = self.span() / (zones_of_longitude(lat) - odd).max(1.0);
        let lon = nearest(near.lon(), lon_part, zone);
        (lat.abs() <= 90.0).then(|| Position::wrapped(lat, lon))
    }
}

/// The value nearest to `near` that lies `part` of the way through one of the zones.
fn nearest(near: f64, part: f64, zone: f64) -> f64 {
    zone * ((near / zone - part).round() + part)
}

/// The place in the air that an even and an odd frame mean together; `newest` says which of them came
/// last. `None` when they lie in different zones of longitude, or nowhere.
pub(super) fn airborne(even: Frame, odd: Frame, newest: Frame) -> Option<Position> {
    let ((even_lat, even_lon), (odd_lat, odd_lon)) = (even.parts(), odd.parts());
    let index = (59.0 * even_lat - 60.0 * odd_lat + 0.5).floor();
    let latitude = |zones: f64, part: f64| {
        let lat = 360.0 / zones * (index.rem_euclid(zones) + part);
        if lat >= 270.0 { lat - 360.0 } else { lat }
    };
    let (lat_even, lat_odd) = (latitude(60.0, even_lat), latitude(59.0, odd_lat));
    let zones = zones_of_longitude(lat_even);
    let apart = (zones - zones_of_longitude(lat_odd)).abs() > 0.5;
    if apart || lat_even.abs() > 90.0 || lat_odd.abs() > 90.0 {
        return None;
    }
    let index = (even_lon * (zones - 1.0) - odd_lon * zones + 0.5).floor();
    let (lat, part, count) = if newest.odd {
        (lat_odd, odd_lon, (zones - 1.0).max(1.0))
    } else {
        (lat_even, even_lon, zones.max(1.0))
    };
    Some(Position::wrapped(lat, 360.0 / count * (index.rem_euclid(count) + part)))
}

/// How many zones of longitude fit around the earth at a latitude: 59 at the equator, 1 at the poles.
fn zones_of_longitude(lat: f64) -> f64 {
    let lat = lat.abs();
    if lat < 1e-9 {
        return 59.0;
    }
    if lat >= 87.0 {
        return if lat > 87.0 { 1.0 } else { 2.0 };
    }
    let widest = 1.0 - (std::f64::consts::PI / (2.0 * ZONES)).cos();
    let turn = (1.0 - widest / lat.to_radians().cos().powi(2)).clamp(-1.0, 1.0).acos();
    (std::f64::consts::TAU / turn).floor()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn close(found: Option<Position>, lat: f64, lon: f64) {
        let found = found.unwrap();
        let off = (found.lat() - lat).abs().max((found.lon() - lon).abs());
        assert!(off < 1e-4, "{found:?} is not {lat} {lon}");
    }

    const EVEN: Frame = Frame { odd: false, lat: 93_000, lon: 51_372 };
    const ODD: Frame = Frame { odd: true, lat: 74_158, lon: 50_194 };

    /// The 1090 Megahertz Riddle, section 5.3: 8D40621D58C382D690C8AC2863A7 and
    /// 8D40621D58C386435CC412692AD6.
    #[test]
    fn a_known_pair() {
        close(airborne(EVEN, ODD, EVEN), 52.257_202, 3.919_373);
        close(airborne(EVEN, ODD, ODD), 52.265_780, 3.938_915);
        close(Cpr::Airborne.nearby(EVEN, Position::wrapped(52.258, 3.918)), 52.257_202, 3.919_373);
    }

    /// pyModeS, `surface_position_with_ref("8C4841753A9A153237AEF0F275BE", 51.990, 4.375)`.
    #[test]
    fn a_known_place_on_the_ground() {
        let frame = Frame { odd: true, lat: 39_195, lon: 110_320 };
        close(Cpr::Surface.nearby(frame, Position::wrapped(51.990, 4.375)), 52.320_561, 4.735_735);
    }

    /// RTCA DO-260B, table A-21: latitudes where the number of zones changes.
    #[test]
    fn known_zones() {
        for (lat, zones) in [(10.0, 59.0), (10.5, 58.0), (52.0, 36.0), (59.9, 30.0), (86.6, 2.0)] {
            assert!((zones_of_longitude(lat) - zones).abs() < 0.5, "{lat}");
            assert!((zones_of_longitude(-lat) - zones).abs() < 0.5, "{lat}");
        }
    }

    /// As a transponder does it (DO-260B, A.1.7.3).
    fn encode(place: Position, odd: bool) -> Frame {
        let flag = f64::from(u8::from(odd));
        let zone = 360.0 / (60.0 - flag);
        let part = |value: f64, zone: f64| (PARTS * (value.rem_euclid(zone)) / zone + 0.5).floor();
        let lat = part(place.lat(), zone);
        let sent = zone * (lat / PARTS + (place.lat() / zone).floor());
        let zone = 360.0 / (zones_of_longitude(sent) - flag).max(1.0);
        let wrap = |value: f64| value as u32 & 0x1_ffff;
        Frame { odd, lat: wrap(lat), lon: wrap(part(place.lon(), zone)) }
    }

    proptest! {
        #[test]
        fn a_pair_tells_the_place(lat in -86.0..86.0_f64, lon in -180.0..180.0_f64, odd in any::<bool>()) {
            let place = Position::wrapped(lat, lon);
            let (even, other) = (encode(place, false), encode(place, true));
            // Where the number of zones changes between the two, a pair tells nothing, and says so.
            if let Some(found) = airborne(even, other, if odd { other } else { even }) {
                let off = cordon_core::geodesy::distance(place, found).value();
                prop_assert!(off < 15.0, "{off} m");
            }
        }

        #[test]
        fn a_place_nearby_tells_the_place(
            lat in -80.0..80.0_f64, lon in -180.0..180.0_f64, odd in any::<bool>(),
            course in 0.0..360.0_f64, way in 0.0..250e3_f64,
        ) {
            use cordon_core::{Metres, geodesy};
            let place = Position::wrapped(lat, lon);
            let near = geodesy::destination(place, Degrees(course), Metres(way));
            let found = Cpr::Airborne.nearby(encode(place, odd), near).unwrap();
            prop_assert!(geodesy::distance(place, found).value() < 15.0);
        }
    }
}
