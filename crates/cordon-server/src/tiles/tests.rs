use std::time::Instant;

use super::clip::{Frame, Point, area, lines, ring};
use super::*;

/// Layers of a tile: name, and for each feature its rings or lines in tile units.
type Layers = Vec<(String, Vec<Vec<Vec<(i64, i64)>>>)>;

/// A reader of the format, apart from the writer: fields of a protocol buffer.
fn fields(mut bytes: &[u8]) -> Vec<(u64, &[u8], u64)> {
    let mut out = Vec::new();
    while !bytes.is_empty() {
        let key = varint(&mut bytes);
        let value = varint(&mut bytes);
        let mut body: &[u8] = &[];
        if key & 7 == 2 {
            (body, bytes) = bytes.split_at(value as usize);
        }
        out.push((key >> 3, body, value));
    }
    out
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let mut n = 0;
    for shift in (0..).step_by(7) {
        let byte = bytes[0];
        *bytes = &bytes[1..];
        n |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            break;
        }
    }
    n
}

/// Geometry commands (MVT 2.1, 4.3): every part begins with MoveTo 1.
fn geometry(mut bytes: &[u8]) -> Vec<Vec<(i64, i64)>> {
    let mut numbers = Vec::new();
    while !bytes.is_empty() {
        numbers.push(varint(&mut bytes));
    }
    let (mut parts, mut at, mut next) = (Vec::new(), (0, 0), numbers.into_iter());
    while let Some(command) = next.next() {
        let (id, count) = (command & 7, command >> 3);
        match id {
            1 => assert_eq!(count, 1),
            2 => assert!(count > 0),
            _ => assert_eq!((id, count), (7, 1)),
        }
        for _ in 0..if id == 7 { 0 } else { count } {
            let mut step =
                || next.next().map(|n| (n >> 1).cast_signed() ^ -(n & 1).cast_signed()).unwrap();
            at = (at.0 + step(), at.1 + step());
            if id == 1 {
                parts.push(Vec::new());
            }
            parts.last_mut().unwrap().push(at);
        }
    }
    parts
}

fn read(tile: &[u8]) -> Layers {
    let layer = |bytes| {
        let fields = fields(bytes);
        let name = fields.iter().find(|f| f.0 == 1).map(|f| String::from_utf8_lossy(f.1).into());
        let features = fields.iter().filter(|f| f.0 == 2).map(|f| {
            self::fields(f.1).into_iter().find(|f| f.0 == 4).map(|f| geometry(f.1)).unwrap()
        });
        (name.unwrap(), features.collect())
    };
    fields(tile).into_iter().map(|f| layer(f.1)).collect()
}

/// The tile that holds a place.
fn over(lat: f64, lon: f64, z: u8) -> (u8, u32, u32) {
    let side = f64::from(1_u32 << z);
    let row = (0.5 - lat.to_radians().tan().asinh() / (2.0 * PI)) * side;
    (z, ((lon / 360.0 + 0.5) * side) as u32, row as u32)
}

fn bytes_over(lat: f64, lon: f64, z: u8) -> Vec<u8> {
    let (z, x, y) = over(lat, lon, z);
    tile(z, x, y).unwrap()
}

#[test]
fn there_are_no_tiles_beyond_the_pyramid() {
    assert!(tile(MAX_ZOOM + 1, 0, 0).is_none());
    assert!(tile(3, 8, 0).is_none());
    assert!(tile(0, 0, 1).is_none());
    assert!(tile(255, 0, 0).is_none());
}

#[test]
fn open_sea_is_empty_and_inland_is_all_land() {
    assert!(bytes_over(30.0, -150.0, 6).is_empty());
    let inland = read(&bytes_over(50.0, 100.0, 9));
    assert_eq!(inland.len(), 1, "land without coast");
    let rings = &inland[0].1[0];
    let points: Vec<Point> =
        rings[0].iter().map(|&(x, y)| Point { x: x as f64, y: y as f64 }).collect();
    let side: f64 = 4_096.0 + 2.0 * BUFFER;
    assert!((area(&points) - side * side).abs() < 1e-6);
}

#[test]
fn jeju_has_land_and_coast_with_the_right_winding() {
    let layers = read(&bytes_over(33.4, 126.5, 7));
    let names: Vec<&str> = layers.iter().map(|layer| layer.0.as_str()).collect();
    assert_eq!(names, ["land", "coast"]);
    for feature in &layers[0].1 {
        for (index, ring) in feature.iter().enumerate() {
            assert!(ring.len() >= 3);
            let points: Vec<Point> =
                ring.iter().map(|&(x, y)| Point { x: x as f64, y: y as f64 }).collect();
            assert_eq!(area(&points) > 0.0, index == 0, "outer rings clockwise, holes not");
        }
    }
}

/// The cut along the antimeridian through Chukotka, and tile edges, are no coast.
#[test]
fn cuts_and_tile_edges_are_not_stroked() {
    let layers = read(&bytes_over(68.0, 179.9, 6));
    let coast = layers.iter().find(|layer| layer.0 == "coast");
    for line in coast.iter().flat_map(|layer| layer.1.iter().flatten()) {
        for pair in line.windows(2) {
            let on_side = |a: i64, b: i64| a == b && [0, 4_096, -64, 4_160].contains(&a);
            let (a, b) = (pair[0], pair[1]);
            let is_long = (a.0 - b.0).abs() + (a.1 - b.1).abs() > 60;
            assert!(!(is_long && (on_side(a.0, b.0) || on_side(a.1, b.1))), "{a:?} {b:?}");
        }
    }
}

#[test]
fn tiles_are_small_and_quick() {
    tile(0, 0, 0).unwrap();
    let places = [(0.0, 0.0, 0), (60.0, 100.0, 2), (36.0, 128.0, 5), (60.0, 6.0, 7)];
    for (lat, lon, z) in places {
        let start = Instant::now();
        let bytes = bytes_over(lat, lon, z);
        println!("z{z}: {} bytes in {:?}", bytes.len(), start.elapsed());
        assert!(!bytes.is_empty() && bytes.len() < 200_000, "{}", bytes.len());
        let (_, x, y) = over(lat, lon, z);
        assert_eq!(tile(z, x, y).unwrap(), bytes, "the same again");
    }
}

/// A tile must not depend on how few far corners are kept: its coast runs on in the tile beside it.
#[test]
fn coasts_meet_at_tile_edges() {
    let (z, x, y) = over(34.2, 126.3, 8);
    let crossings = |bytes: Vec<u8>, at: i64| -> Vec<i64> {
        let layers = read(&bytes);
        let coast = layers.iter().find(|layer| layer.0 == "coast").unwrap();
        let lines = coast.1.iter().flatten().flat_map(|line| line.windows(2));
        let crossing = lines.filter(|pair| (pair[0].0 < at) != (pair[1].0 < at)).map(|pair| {
            let part = (at - pair[0].0) as f64 / (pair[1].0 - pair[0].0) as f64;
            pair[0].1 + (part * (pair[1].1 - pair[0].1) as f64).round() as i64
        });
        let mut rows: Vec<i64> = crossing.filter(|row| (0..4_096).contains(row)).collect();
        rows.sort_unstable();
        rows
    };
    let (west, east) = (tile(z, x, y).unwrap(), tile(z, x + 1, y).unwrap());
    let (left, right) = (crossings(west, 4_096), crossings(east, 0));
    assert!(!left.is_empty());
    assert_eq!(left.len(), right.len(), "{left:?} {right:?}");
    assert!(left.iter().zip(&right).all(|(a, b)| (a - b).abs() <= 8), "{left:?} {right:?}");
}

#[test]
fn clipping_keeps_what_is_inside() {
    let frame = Frame::around(10.0, 0.0);
    let square = [(-5.0, 5.0), (5.0, 5.0), (5.0, 15.0), (-5.0, 15.0), (-5.0, 5.0)];
    let square = square.map(|(x, y)| Point { x, y });
    assert!((area(&ring(&square, frame)) - 25.0).abs() < 1e-9);
    let edges = square.windows(2).map(|pair| (pair[0], pair[1]));
    let kept = lines(edges, frame);
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].first(), Some(&Point { x: 0.0, y: 5.0 }));
    assert_eq!(kept[0].last(), Some(&Point { x: 5.0, y: 10.0 }));
}
