//! How answers are written: units in the key, numbers rounded to what they mean.

use cordon_core::{Position, Span};
use serde::ser::{SerializeMap, Serializer};

/// Hours to 1e-7, which is 0.4 ms.
pub fn hours<S: Serializer>(span: &Span, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_f64((span.hours() * 1e7).round() / 1e7)
}

/// Hours where there is a time, `null` where not.
pub fn maybe_hours<S: Serializer>(span: &Option<Span>, to: S) -> Result<S::Ok, S::Error> {
    match span {
        Some(span) => hours(span, to),
        None => to.serialize_none(),
    }
}

/// A place as the two keys `lat` and `lon`, for flattening.
pub fn place<S: Serializer>(at: &Position, to: S) -> Result<S::Ok, S::Error> {
    let (lat, lon) = at.lat_lon_rounded();
    let mut map = to.serialize_map(Some(2))?;
    map.serialize_entry("lat", &lat)?;
    map.serialize_entry("lon", &lon)?;
    map.end()
}

/// Places as `[longitude, latitude]`, as in GeoJSON.
pub fn places<S: Serializer>(line: &[Position], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(line.iter().map(|&at| lon_lat(at)))
}

/// `[longitude, latitude]` in degrees.
pub fn lon_lat(at: Position) -> [f64; 2] {
    let (lat, lon) = at.lat_lon_rounded();
    [lon, lat]
}

/// `[longitude, latitude]` where there is a place, `null` where not.
pub fn maybe_place<S: Serializer>(at: &Option<Position>, to: S) -> Result<S::Ok, S::Error> {
    serde::Serialize::serialize(&at.map(lon_lat), to)
}
