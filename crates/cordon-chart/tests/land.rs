//! The world's land: known places, and agreement with plain geometry.

use cordon_chart::Land;
use cordon_chart::land::{BoundingBox, Polygon, Vertex};
use cordon_core::geodesy::{destination, distance};
use cordon_core::{Degrees, Metres, Position};
use proptest::prelude::*;

const WORLD: BoundingBox = BoundingBox { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };

fn at(lat: f64, lon: f64) -> Position {
    Position::from_degrees(lat, lon).expect("a place")
}

fn edges(land: &Land) -> impl Iterator<Item = (Vertex, Vertex)> {
    let rings = land.polygons_in(WORLD).flat_map(Polygon::rings);
    rings.flat_map(|ring| ring.windows(2).map(|pair| (pair[0], pair[1])))
}

/// Even-odd rule over every edge of the world.
fn is_land_slowly(land: &Land, p: Position) -> bool {
    let half = 0.5 / 600_000.0;
    let (lat, lon) = (p.lat() + half, p.lon() + half);
    let crossings = edges(land).filter(|(a, b)| {
        (a.lat() > lat) != (b.lat() > lat)
            && a.lon() + (lat - a.lat()) / (b.lat() - a.lat()) * (b.lon() - a.lon()) < lon
    });
    crossings.count() % 2 == 1
}

/// Distance to the nearest of many points along every shore edge within some degrees.
fn shore_slowly(land: &Land, p: Position, degrees: f64) -> f64 {
    let mut least = f64::INFINITY;
    for (a, b) in edges(land).filter(|(a, b)| a.is_shore(*b)) {
        let place = |v: Vertex| Position::wrapped(v.lat(), v.lon());
        let near = |v| {
            (place(v).lat() - p.lat()).abs() < degrees
                && p.lon_difference(place(v)).value().abs() * p.lat().to_radians().cos() < degrees
        };
        if !near(a) && !near(b) {
            continue;
        }
        let pieces = 1 + (distance(place(a), place(b)).value() / 250.0) as u32;
        for n in 0..=pieces {
            let part = f64::from(n) / f64::from(pieces);
            let lat = a.lat() + part * (b.lat() - a.lat());
            let lon = a.lon() + part * (b.lon() - a.lon());
            least = least.min(distance(p, Position::wrapped(lat, lon)).value());
        }
    }
    least
}

#[test]
fn known_places() {
    let land = Land::standard();
    let places = [
        ("Hallasan on Jeju", 33.36, 126.53, true),
        ("Jeju city", 33.48, 126.55, true),
        ("middle of the East China Sea", 30.0, 126.0, false),
        ("off Busan harbour", 35.05, 129.10, false),
        ("Seoul", 37.55, 127.0, true),
        ("Korea Strait", 34.6, 129.1, false),
        ("south pole", -90.0, 0.0, true),
        ("near the south pole", -89.0, 179.999, true),
        ("north pole", 90.0, 0.0, false),
        ("Chukotka at the antimeridian", 68.0, 180.0, true),
        ("Chukotka west of it", 67.5, 179.5, true),
        ("Chukotka east of it", 67.0, -178.0, true),
        ("Bering Sea", 60.0, 180.0, false),
        ("Norwegian Sea", 68.0, 0.0, false),
        ("Pacific at the antimeridian", 0.0, -180.0, false),
        ("Wrangel Island", 71.2, -179.6, true),
        ("Caspian Sea", 42.0, 50.5, false),
        ("Ross Sea", -75.0, 180.0, false),
    ];
    for (name, lat, lon, expected) in places {
        assert_eq!(land.is_land(at(lat, lon)), expected, "{name}");
    }
}

/// Shore edges of the world, measured with Natural Earth 4.1: nothing is cut away or drawn twice.
#[test]
fn land_covers_what_it_should() {
    let (mut land_area, mut whole) = (0.0, 0.0);
    for lat in -180..180 {
        let lat = f64::from(lat) / 2.0 + 0.25;
        let weight = lat.to_radians().cos();
        for lon in -360..360 {
            let on_land = Land::standard().is_land(at(lat, f64::from(lon) / 2.0 + 0.25));
            land_area += if on_land { weight } else { 0.0 };
            whole += weight;
        }
    }
    // CIA World Factbook: land 29.1 % of the surface. Ice shelves and lakes count as land here.
    let part: f64 = land_area / whole;
    assert!((part - 0.291).abs() < 0.006, "{part}");
}

#[test]
fn distances_are_those_of_the_ellipsoid() {
    let land = Land::standard();
    // Marado is not on this chart: the shore south of Jeju lies at 33.198°N (Natural Earth 10m).
    let south = at(32.9, 126.27);
    let shore = land.distance_to_shore(south).unwrap();
    let jeju = distance(south, at(33.198, 126.27));
    assert!((shore - jeju).abs() < Metres(1_500.0), "{shore} {jeju}");
    assert_eq!(land.distance_to_shore(at(33.36, 126.53)), Some(Metres(0.0)));
    assert_eq!(land.distance_to_shore(at(0.0, -140.0 + 0.0)).map(|_| ()), None);
    assert!(land.distance_to_shore(at(90.0, 0.0)).is_none(), "Greenland is 700 km off");
}

/// The way around: walking across the antimeridian must not make the shore jump.
#[test]
fn distance_is_continuous_across_the_antimeridian() {
    let land = Land::standard();
    for lat in [-78.0, -60.0, -17.5, 51.5, 64.0, 69.9, 73.0] {
        let start = at(lat, 179.99);
        let mut before: Option<Metres> = None;
        for step in 0..40 {
            let here = destination(start, Degrees(90.0), Metres(50.0 * f64::from(step)));
            let now = land.shore_within(here, Metres(400_000.0));
            if let (Some(before), Some(now)) = (before, now) {
                assert!((before - now).abs() < Metres(60.0), "{here} {before} {now}");
            }
            before = now;
        }
    }
}

fn anywhere() -> impl Strategy<Value = Position> {
    (-89.9..89.9_f64, -180.0..180.0_f64).prop_map(|(lat, lon)| at(lat, lon))
}

fn coastal_waters() -> impl Strategy<Value = Position> {
    prop_oneof![
        (33.0..36.0_f64, 124.0..131.0_f64),
        (-19.0..-15.0_f64, 176.0..184.0_f64),
        (62.0..72.0_f64, 176.0..190.0_f64),
        (-79.0..-70.0_f64, 150.0..210.0_f64),
        (40.0..85.0_f64, -75.0..30.0_f64),
    ]
    .prop_map(|(lat, lon)| Position::wrapped(lat, lon))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn cells_agree_with_the_even_odd_rule(p in prop_oneof![anywhere(), coastal_waters()]) {
        let land = Land::standard();
        prop_assert_eq!(land.is_land(p), is_land_slowly(land, p));
    }

    #[test]
    fn the_tree_finds_the_nearest_shore(p in coastal_waters()) {
        let land = Land::standard();
        let slow = shore_slowly(land, p, 1.5);
        if let Some(fast) = land.shore_within(p, Metres(100_000.0)) {
            // The slow way looks every 250 m: it may miss the nearest place by half of that.
            let fast = fast.value();
            // A piece of an edge is a chord: a parallel at 81°N bends away from one by a few metres.
            let slack = 3.0 + 2e-4 * slow;
            let worst = fast.hypot(130.0) + slack;
            prop_assert!(slow <= worst && fast <= slow + slack, "{} {} {}", p, fast, slow);
        } else {
            prop_assert!(slow > 99_900.0, "{} {}", p, slow);
        }
    }
}
