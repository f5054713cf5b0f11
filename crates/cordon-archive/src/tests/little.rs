//! One vessel, or one place and time, reads little of a large partition.

use cordon_core::{Fix, Mmsi, Position, Span};

use super::sample::{dir, fixes, time};
use crate::{Area, Query, ReadCost, Store, shard_of};

/// Thirty vessels of one shard, a day of one report each 30 s, each near its own place.
fn one_shard_day() -> Vec<Fix> {
    let vessels = (412_000_000..).map(Mmsi).filter(|&mmsi| shard_of(mmsi) == 5).take(30);
    let model = fixes(1, 1)[0];
    let mut all = Vec::new();
    for (n, mmsi) in vessels.enumerate() {
        for step in 0..2_880_i64 {
            let (lat, lon) =
                (-40.0 + 2.0 * n as f64, -170.0 + 10.0 * n as f64 + step as f64 * 1e-4);
            let mut fix = Fix { mmsi, ..model };
            fix.time = time("2021-01-01T00:00:00Z") + Span::from_seconds(30 * step);
            fix.position = Position::from_degrees(lat, lon).unwrap();
            fix.source.offset = all.len() as u64 * 49;
            fix.digest = (all.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            all.push(fix);
        }
    }
    all
}

fn cost(store: &Store, query: &Query) -> (usize, ReadCost) {
    let mut scan = store.scan(query);
    let rows = scan.by_ref().map(|batch| batch.unwrap().rows.len()).sum();
    (rows, scan.cost())
}

#[test]
fn little_is_read() {
    let dir = dir();
    let mut store = Store::open(dir.path()).unwrap();
    let fixes = one_shard_day();
    store.append(&fixes, &[]).unwrap();
    store.flush().unwrap();
    let (rows, everything) = cost(&store, &Query::all());
    assert_eq!((rows, everything.row_groups), (86_400, 3));

    let (rows, vessel) = cost(&store, &Query::all().mmsis([fixes[40_000].mmsi]));
    assert_eq!(rows, 2_880);
    assert!(
        vessel.row_groups <= 2 && vessel.bytes * 4 < everything.bytes,
        "{vessel:?} of {everything:?}"
    );

    let around = |at: Position, by: f64| Area {
        south_west: Position::wrapped(at.lat() - by, at.lon() - by),
        north_east: Position::wrapped(at.lat() + by, at.lon() + by),
    };
    let window = Query::all()
        .area(around(fixes[40_000].position, 0.5))
        .from(time("2021-01-01T06:00:00Z"))
        .until(time("2021-01-01T12:00:00Z"));
    let (rows, place) = cost(&store, &window);
    assert_eq!(rows, 720);
    assert!(place.bytes * 4 < everything.bytes, "{place:?} of {everything:?}");
}
