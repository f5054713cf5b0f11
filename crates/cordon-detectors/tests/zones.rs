//! Entries into zones of the user's.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod common;

use common::{FakeChart, Run, at, minutes, of_kind, ship, time};
use cordon_core::{Finding, Fix, Kind, Status, Value};
use cordon_detectors::zone::{BadZones, Zone, zones_from_geojson};
use proptest::prelude::*;

/// 179° E to 179° W, 10° to 12° N, with a hole in the middle.
const ACROSS: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Across"},
    "geometry":{"type":"Polygon","coordinates":[
        [[179,10],[-179,10],[-179,12],[179,12],[179,10]],
        [[179.9,10.9],[-179.9,10.9],[-179.9,11.1],[179.9,11.1],[179.9,10.9]]]}}]}"#;

fn across() -> Vec<Zone> {
    zones_from_geojson(ACROSS).unwrap()
}

fn entries(fixes: Vec<Fix>) -> Vec<Finding> {
    let sea = FakeChart::open_sea();
    let mut run = Run::on(&sea);
    run.rules.zone_entry.zones = across();
    of_kind(&run.all(&[fixes]), Kind::ZoneEntry).into_iter().cloned().collect()
}

/// 12 kn to the east along the parallel `lat`, from `lon`, a fix in ten minutes.
fn passage(lat: f64, lon: f64, hours: i64) -> Vec<Fix> {
    let begin = time("2021-03-04T21:17:00Z");
    ship(1, begin, hours * 60, 10, at(lat, lon), |minute| (12.0 * 1_852.0 / 60.0 * minute, 0.0))
}

#[test]
fn in_and_out_across_the_meridian_and_midnight() {
    let fixes = passage(10.5, 178.9, 14);
    let inside = |fix: &&Fix| across()[0].contains(fix.position);
    let (first, last) = (fixes.iter().find(inside).unwrap(), fixes.iter().rfind(inside).unwrap());
    let (start, last_inside) = (first.time, last.time);
    let found = entries(fixes);
    let [finding] = &found[..] else { panic!("{found:#?}") };
    assert_eq!((finding.status, finding.start), (Status::Final, start));
    assert_eq!(finding.end, Some(last_inside + minutes(10)));
    assert_eq!(finding.values["zone"], Value::Text("Across".to_owned()));
    assert_eq!(finding.values["entry_observed"], Value::Flag(true));
    assert!(common::is_observed(finding));
}

/// The look-alikes: a ship that passes by outside, and one in the hole.
#[test]
fn passing_by_is_no_entry() {
    assert!(entries(passage(9.99, 178.9, 14)).is_empty());
    assert!(entries(passage(11.0, 179.95, 0)).is_empty());
    assert!(!across()[0].contains(at(11.0, 180.0)));
}

#[test]
fn what_is_inside_at_the_end_is_open() {
    let found = entries(passage(10.5, 179.5, 3));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].status, found[0].end), (Status::Open, None));
    assert_eq!(found[0].values["entry_observed"], Value::Flag(false));
}

#[test]
fn zones_that_make_no_sense_are_refused() {
    let polygon =
        |ring: &str| zones_from_geojson(&format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#));
    assert!(matches!(zones_from_geojson("{"), Err(BadZones::Json(_))));
    assert!(matches!(zones_from_geojson("{}"), Err(BadZones::NoPolygon(1))));
    assert!(matches!(polygon("[[1,2],[3,4]]"), Err(BadZones::Ring(1))));
    assert!(matches!(polygon("[[1,2],[3,400],[5,6],[1,2]]"), Err(BadZones::Ring(1))));
    assert!(matches!(polygon("[[0,0],[100,0],[200,0],[200,9],[0,0]]"), Err(BadZones::Wide(1))));
    assert!(polygon("[[1,2],[3,4],[1,6],[1,2]]").is_ok());
}

proptest! {
    /// A square anywhere holds what lies inside it and nothing else, as drawn or a turn away.
    #[test]
    fn squares_anywhere(
        west in -180.0..180.0_f64, south in -80.0..70.0_f64, width in 0.1..90.0_f64, height in 0.1..10.0_f64,
        x in -0.5..1.5_f64, y in -0.5..1.5_f64,
    ) {
        let (east, north) = (west + width, south + height);
        let east = if east > 180.0 { east - 360.0 } else { east };
        let text = format!(
            r#"{{"type":"Polygon","coordinates":[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}"#
        );
        prop_assume!((x - x.round()).abs() > 1e-3 && (y - y.round()).abs() > 1e-3);
        let zone = &zones_from_geojson(&text).unwrap()[0];
        let inside = (0.0..1.0).contains(&x) && (0.0..1.0).contains(&y);
        prop_assert_eq!(zone.contains(at(south + y * height, west + x * width)), inside);
    }

    #[test]
    fn any_text_is_survived(text in ".{0,200}", cut in 0..ACROSS.len()) {
        let _ = zones_from_geojson(&text);
        let _ = zones_from_geojson(&ACROSS[..cut]);
    }
}
