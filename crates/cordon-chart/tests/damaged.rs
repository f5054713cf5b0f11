//! Land files with broken bytes: read or refused, never a panic, and asked about places if they are read. The long
//! search is the fuzz target `chart_land`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

use cordon_chart::State;
use cordon_chart::land::file::{Grid, LandFile, Ring, Shape};
use cordon_chart::land::{BoundingBox, Land};
use cordon_core::{Metres, Position};
use proptest::prelude::*;

/// An island with a lake, near the 180th meridian.
fn island() -> LandFile {
    let ring = |west: i32, south: i32, side: i32| {
        let corners = [
            [west, south],
            [west + side, south],
            [west + side, south + side],
            [west, south + side],
        ];
        Ring::from_corners(&corners.map(|corner| (corner, Some(0))))
    };
    let rings = vec![ring(107_000_000, 6_000_000, 600_000), ring(107_200_000, 6_200_000, 100_000)];
    let area = BoundingBox { west: 175.0, south: 8.0, east: 180.0, north: 13.0 };
    LandFile {
        source: "made up".to_owned(),
        error_m: 500.0,
        area,
        extent: area,
        grid: Grid::AIS,
        states: vec![State::KOR],
        shapes: vec![Shape { is_inland_water: false, rings }],
    }
}

fn asked(bytes: &[u8]) {
    let Ok(land) = Land::from_bytes(bytes) else { return };
    let places = [(10.5, 179.0), (10.3, 179.9), (90.0, 0.0), (-90.0, -180.0), (0.0, 180.0)];
    for (lat, lon) in places {
        let at = Position::wrapped(lat, lon);
        land.is_land(at);
        land.shore_within(at, Metres(50_000.0));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn damaged_land_files_are_read_or_refused(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in 0_usize..40,
    ) {
        let whole = zstd::bulk::decompress(&island().encode().unwrap(), 1 << 20).unwrap();
        let mut bytes = whole.clone();
        for (place, byte) in changes {
            let place = place.index(whole.len());
            bytes[place] = byte;
        }
        bytes.truncate(whole.len() - cut / 2);
        asked(&zstd::bulk::compress(&bytes, 1).unwrap());
        asked(&bytes);
    }
}

#[test]
fn a_whole_one_is_read() {
    let land = Land::from_bytes(&island().encode().unwrap()).unwrap();
    let (on, lake, off) = ((10.05, 178.4), (10.4, 178.75), (9.9, 178.4));
    let is_land = |(lat, lon): (f64, f64)| land.is_land(Position::wrapped(lat, lon));
    assert!(is_land(on) && !is_land(lake) && !is_land(off));
}
