//! The nearest port: known ports, real lists, and agreement with looking at every one.

use std::path::Path;

use cordon_chart::{Ports, SeaChart};
use cordon_core::geodesy::quick_distance;
use cordon_core::{Anchorage, Chart, Metres, Position};
use proptest::prelude::*;

const DATA: &str = "../../../shared/data/ports";

fn at(lat: f64, lon: f64) -> Position {
    Position::from_degrees(lat, lon).expect("a place")
}

#[test]
fn the_built_in_ports_stand_where_they_are() {
    let chart = SeaChart::standard();
    assert!(chart.ports().len() > 150);
    let (busan, far) = chart.nearest_anchorage(at(35.1, 129.04), Metres(3_000.0)).unwrap();
    assert_eq!((busan.name.as_str(), busan.id.as_str()), ("BUSAN", "KRPUS"));
    assert!(far < Metres(1_000.0));
    assert!(chart.nearest_anchorage(at(31.0, 126.0), Metres(100_000.0)).is_none());
}

/// World Port Index positions are given to a minute: a port may seem some kilometres off the water.
#[test]
fn every_built_in_port_is_near_a_shore_and_named_once() {
    let chart = SeaChart::standard();
    let mut names: Vec<&str> = chart.ports().iter().map(|port| port.id.as_str()).collect();
    for port in chart.ports().iter() {
        let shore = chart.land().shore_within(port.position, Metres(400_000.0)).unwrap();
        let is_on_a_river = chart.land().is_land(port.position);
        assert!(is_on_a_river || shore < Metres(15_000.0), "{} {shore}", port.name);
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), chart.ports().len());
}

#[test]
fn lists_of_the_field_are_read_whole() {
    for (file, rows) in [("WPI_ports.csv", 3_600), ("anchorage_overrides.csv", 60_000)] {
        let path = Path::new(DATA).join(file);
        if !path.exists() {
            println!("skipped: {file} absent");
            continue;
        }
        let (chart, list) = SeaChart::with_ports(&path).unwrap();
        assert!(list.rows > rows, "{} {:?}", list.rows, list.bad_rows);
        assert_eq!(list.rows, list.rejected + chart.ports().len() as u64);
        assert!(list.rejected < list.rows / 1_000, "{:?}", list.bad_rows);
        assert!(chart.nearest_anchorage(at(35.1, 129.04), Metres(3_000.0)).is_some());
    }
}

fn places() -> impl Strategy<Value = Position> {
    prop_oneof![
        (-90.0..=90.0_f64, -180.0..180.0_f64),
        (-1.0..1.0_f64, 179.0..181.0_f64),
        (88.5..90.0_f64, -180.0..180.0_f64),
        (-90.0..-89.5_f64, -180.0..180.0_f64),
    ]
    .prop_map(|(lat, lon)| Position::wrapped(lat, lon))
}

proptest! {
    #[test]
    fn bands_agree_with_looking_at_all(
        ports in prop::collection::vec(places(), 0..200),
        here in places(),
        reach in prop_oneof![1_000.0..100_000.0_f64, 100_000.0..2e7_f64],
    ) {
        let named = ports.iter().enumerate().map(|(n, &position)| Anchorage {
            id: n.to_string(),
            name: n.to_string(),
            sublabel: None,
            country: None,
            position,
        });
        let found = Ports::new(named.collect()).nearest(here, Metres(reach)).map(|(_, far)| far.value());
        let distances = ports.iter().map(|&port| quick_distance(here, port).value());
        let least = distances.filter(|&far| far <= reach).reduce(f64::min);
        prop_assert_eq!(found, least);
    }
}
