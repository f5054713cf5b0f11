//! GeoParquet 1.1: well-known binary in longitude and latitude on WGS 84 (OGC:CRS84).

use cordon_core::Position;
use cordon_core::position::HALF_TURN;
use parquet::file::metadata::KeyValue;

use crate::bytes::Put;

/// Name of the geometry column, as GeoParquet recommends.
pub(crate) const COLUMN: &str = "geometry";

const LITTLE_ENDIAN: u8 = 1;
const POINT: u32 = 1;
const LINE_STRING: u32 = 2;
const MULTI_LINE_STRING: u32 = 5;

/// The file metadata that makes a Parquet file a GeoParquet file. Without `crs`, coordinates are
/// OGC:CRS84 by the specification.
pub(crate) fn metadata(types: &[&str]) -> KeyValue {
    let geo = serde_json::json!({
        "version": "1.1.0",
        "primary_column": COLUMN,
        "columns": { COLUMN: { "encoding": "WKB", "geometry_types": types } },
    });
    KeyValue::new("geo".to_owned(), geo.to_string())
}

/// A point.
pub(crate) fn point(at: Position) -> Vec<u8> {
    let mut wkb = Vec::with_capacity(21);
    begin(&mut wkb, POINT);
    put_place(&mut wkb, at.lon(), at.lat());
    wkb
}

/// A course: a point, a line, or several lines where it crosses the 180th meridian.
pub(crate) fn course(places: &[Position]) -> Vec<u8> {
    let lines = split(places);
    let mut wkb = Vec::new();
    match (places, lines.as_slice()) {
        ([only], _) => return point(*only),
        (_, [line]) => put_line(&mut wkb, line),
        (_, lines) => {
            begin(&mut wkb, MULTI_LINE_STRING);
            wkb.put_u32(lines.len() as u32);
            for line in lines {
                put_line(&mut wkb, line);
            }
        }
    }
    wkb
}

fn begin(wkb: &mut Vec<u8>, kind: u32) {
    wkb.put_u8(LITTLE_ENDIAN);
    wkb.put_u32(kind);
}

fn put_place(wkb: &mut Vec<u8>, lon: f64, lat: f64) {
    wkb.put(&lon.to_le_bytes());
    wkb.put(&lat.to_le_bytes());
}

fn put_line(wkb: &mut Vec<u8>, line: &[(f64, f64)]) {
    begin(wkb, LINE_STRING);
    wkb.put_u32(line.len() as u32);
    for &(lon, lat) in line {
        put_place(wkb, lon, lat);
    }
}

/// Lines that end and begin at 180° wherever the short way between two places crosses it
/// (RFC 7946, section 3.1.9).
fn split(places: &[Position]) -> Vec<Vec<(f64, f64)>> {
    let mut lines = Vec::new();
    let mut line: Vec<(f64, f64)> = Vec::new();
    let mut before: Option<Position> = None;
    for &at in places {
        if let Some(lat) = before.and_then(|before| crossing(before, at)) {
            let side = if at.lon_raw() < 0 { 180.0 } else { -180.0 };
            line.push((side, lat));
            lines.push(std::mem::replace(&mut line, vec![(-side, lat)]));
        }
        line.push((at.lon(), at.lat()));
        before = Some(at);
    }
    lines.push(line);
    lines
}

/// Latitude at which the short way from one place to the next crosses the 180th meridian.
fn crossing(from: Position, to: Position) -> Option<f64> {
    let apart = i64::from(to.lon_raw()) - i64::from(from.lon_raw());
    if apart.abs() <= i64::from(HALF_TURN) {
        return None;
    }
    let to_meridian = 180.0 - from.lon().abs();
    let way = from.lon_difference(to).value().abs();
    Some(from.lat() + (to.lat() - from.lat()) * to_meridian / way)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(lat: f64, lon: f64) -> Position {
        Position::from_degrees(lat, lon).unwrap()
    }

    #[test]
    fn a_course_over_the_180th_meridian_is_two_lines() {
        let lines = split(&[place(0.0, 179.0), place(2.0, -179.0), place(2.0, -178.0)]);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0], [(179.0, 0.0), (180.0, 1.0)]);
        assert_eq!(lines[1], [(-180.0, 1.0), (-179.0, 2.0), (-178.0, 2.0)]);
        let back = split(&[place(0.0, -179.0), place(2.0, 179.0)]);
        assert_eq!(back[0][1], (-180.0, 1.0));
        assert_eq!(split(&[place(0.0, -90.0), place(0.0, 90.0)]).len(), 1);
    }

    #[test]
    fn well_known_binary_of_a_point() {
        let wkb = point(place(35.0, 129.0));
        assert_eq!(wkb.len(), 21);
        assert_eq!(wkb[..5], [1, 1, 0, 0, 0]);
        assert_eq!(wkb[5..13], 129.0_f64.to_le_bytes());
    }
}
