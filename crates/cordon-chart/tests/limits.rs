//! Limits drawn for a map against what is said of single places.

#![allow(clippy::unwrap_used, reason = "tests fail loudly")]

use cordon_chart::land::BoundingBox;
use cordon_chart::limits::LimitsError;
use cordon_chart::{Class, SeaChart};
use cordon_core::{NauticalMiles, Position};

const SOUTH_OF_JEJU: BoundingBox =
    BoundingBox { west: 126.0, south: 32.6, east: 126.6, north: 33.1 };

/// Drill reference, 4: due south of Marado (126.268 E) the limit lies at 32.9125 N, with the full
/// resolution of GSHHG.
#[test]
fn the_limit_south_of_marado() {
    let chart = SeaChart::standard();
    let [territorial, contiguous] = chart.limits(SOUTH_OF_JEJU, NauticalMiles(1.0)).unwrap();
    assert_eq!((territorial.lines.len(), contiguous.lines.len()), (1, 1));
    let limit = latitude(&territorial.lines[0], 126.268).unwrap();
    assert!((limit - 32.9125).abs() < 0.002, "{limit}");
    let twelve_more = latitude(&contiguous.lines[0], 126.268).unwrap();
    assert!((limit - twelve_more - 0.2).abs() < 0.01, "{twelve_more}");
}

/// Half a mile on either side of a line the class is another one.
#[test]
fn lines_part_the_classes() {
    let chart = SeaChart::standard();
    let [territorial, _] = chart.limits(SOUTH_OF_JEJU, NauticalMiles(1.0)).unwrap();
    for [lon, lat] in territorial.lines[0].iter().step_by(7) {
        let class = |north: f64| chart.waters(Position::wrapped(lat + north, *lon)).class;
        assert_eq!(class(0.02), Class::TerritorialSea, "{lat} {lon}");
        assert_eq!(class(-0.02), Class::Contiguous, "{lat} {lon}");
    }
}

#[test]
fn what_cannot_be_drawn_is_told() {
    let chart = SeaChart::standard();
    let world = BoundingBox { west: -180.0, south: -80.0, east: 180.0, north: 80.0 };
    let fine = chart.limits(world, NauticalMiles(0.5));
    assert!(matches!(fine, Err(LimitsError::Large(..))), "{fine:?}");
    let none = BoundingBox { west: 127.0, ..SOUTH_OF_JEJU };
    assert!(matches!(chart.limits(none, NauticalMiles(1.0)), Err(LimitsError::Range(..))));
    assert!(chart.limits(SOUTH_OF_JEJU, NauticalMiles(f64::NAN)).is_err());
}

fn latitude(line: &[[f64; 2]], lon: f64) -> Option<f64> {
    line.windows(2).find_map(|piece| {
        let ([a, south], [b, north]) = (piece[0], piece[1]);
        let part = (lon - a) / (b - a);
        (0.0..=1.0).contains(&part).then_some(south + part * (north - south))
    })
}
