//! Zones: what encloses nothing is refused; over the 180th meridian and the poles the answer is right.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

use cordon_core::Position;
use cordon_plan::Zone;
use proptest::prelude::*;

fn at(lat: f64, lon: f64) -> Position {
    Position::wrapped(lat, lon)
}

fn zone(corners: &[(f64, f64)]) -> Result<Zone, String> {
    let corners: Vec<Position> = corners.iter().map(|(lat, lon)| at(*lat, *lon)).collect();
    Zone::new("zone", &corners).map_err(|error| error.to_string())
}

#[test]
fn what_encloses_nothing_is_refused() {
    assert!(zone(&[]).unwrap_err().contains("three"));
    assert!(zone(&[(0.0, 0.0), (1.0, 1.0), (0.0, 0.0)]).unwrap_err().contains("three"));
    assert!(zone(&[(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)]).unwrap_err().contains("line"));
    let bow_tie = [(0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0)];
    assert!(zone(&bow_tie).unwrap_err().contains("crosses itself"));
}

#[test]
fn over_the_meridian() {
    let zone = zone(&[(-1.0, 179.0), (-1.0, -179.0), (1.0, -179.0), (1.0, 179.0)]).unwrap();
    assert!(zone.contains(at(0.0, 180.0)) && zone.contains(at(0.5, -179.5)));
    assert!(!zone.contains(at(0.0, 0.0)) && !zone.contains(at(0.0, -178.9)));
}

#[test]
fn around_a_pole() {
    let ring: Vec<(f64, f64)> = (0..12).map(|n| (80.0, f64::from(n) * 30.0 - 180.0)).collect();
    let zone = zone(&ring).unwrap();
    assert!(zone.contains(at(90.0, 0.0)) && zone.contains(at(81.0, 77.0)));
    assert!(!zone.contains(at(79.0, 77.0)) && !zone.contains(at(-85.0, 0.0)));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    /// A box holds what its sides say, wherever it lies.
    #[test]
    fn boxes(
        south in -80.0..70.0_f64, west in -180.0..180.0_f64, high in 0.5..8.0_f64, wide in 0.5..30.0_f64,
        part_lat in -0.5..1.5_f64, part_lon in -0.5..1.5_f64,
    ) {
        let corners = [
            (south, west), (south, west + wide), (south + high, west + wide), (south + high, west),
        ];
        let zone = zone(&corners).unwrap();
        let near = |part: f64| part.abs() < 0.02 || (part - 1.0).abs() < 0.02;
        prop_assume!(!near(part_lat) && !near(part_lon));
        let inside = (0.0..1.0).contains(&part_lat) && (0.0..1.0).contains(&part_lon);
        let place = at(south + part_lat * high, west + part_lon * wide);
        prop_assert_eq!(zone.contains(place), inside);
    }

    /// Nothing that is drawn makes it panic.
    #[test]
    fn any_ring(corners in prop::collection::vec((-90.0..90.0_f64, -180.0..180.0_f64), 0..30)) {
        if let Ok(zone) = zone(&corners) {
            let _ = zone.contains(at(0.0, 0.0));
        }
    }
}
