//! Port visits with known answers: the transitions of `pipe-anchorages` e1db7c8.

mod common;

use common::{FakeChart, Run, at, fix, is, is_observed, minutes, time};
use cordon_core::geodesy::displaced;
use cordon_core::{Anchorage, Finding, Fix, Kind, Position, Status, Value};

/// One fix each half hour, `(metres east of the port, speed in 0.1 kn)`.
fn legs(steps: &[(f64, u16)]) -> Vec<Fix> {
    let begin = time("2021-03-04T20:00:00Z");
    let place = |(i, &(east, sog)): (i64, &(f64, u16))| Fix {
        sog,
        ..fix(1, begin + minutes(30 * i), displaced(port(), east, 0.0))
    };
    (0..).zip(steps).map(place).collect()
}

fn port() -> Position {
    at(35.1, 129.04)
}

fn visits(fixes: Vec<Fix>) -> Vec<Finding> {
    let mut chart = FakeChart::port("Busan", port());
    chart.ports.push(Anchorage {
        id: "far".to_owned(),
        name: "Fukuoka".to_owned(),
        sublabel: None,
        country: Some("JPN".to_owned()),
        position: displaced(port(), 100_000.0, 0.0),
    });
    let found = Run::on(&chart).all(&[fixes]);
    let mut visits: Vec<_> = found.into_iter().filter(|f| f.kind == Kind::PortVisit).collect();
    visits.sort_by_key(|finding| finding.start);
    visits
}

#[test]
fn entry_stop_and_exit_are_a_visit_of_confidence_four() {
    let found = visits(legs(&[
        (9_000.0, 100),
        (3_001.0, 60),
        (2_900.0, 60),
        (500.0, 2),
        (500.0, 0),
        (500.0, 4),
        (600.0, 5),
        (3_900.0, 60),
        (4_100.0, 90),
        (9_000.0, 100),
    ]));
    let [visit] = &found[..] else { panic!("{found:#?}") };
    assert_eq!(visit.status, Status::Final);
    assert_eq!(visit.start, time("2021-03-04T21:00:00Z"));
    assert_eq!(visit.end, Some(time("2021-03-05T00:00:00Z")));
    assert!(is(visit, "confidence", 4.0) && is(visit, "stops", 1.0));
    assert!(is(visit, "stopped_h", 1.5), "0.2 kn begins it, 0.4 kn does not end it, 0.5 kn does");
    assert_eq!(visit.values["port"], Value::from("Busan"));
    assert_eq!(visit.values["country"], Value::from("KOR"));
    assert!(is_observed(visit));
}

#[test]
fn the_band_between_three_and_four_kilometres_is_where_it_was() {
    let inside =
        [(9_000.0, 90), (2_000.0, 0), (3_900.0, 60), (2_000.0, 0), (3_900.0, 60), (5_000.0, 60)];
    assert_eq!(visits(legs(&inside)).len(), 1);
    assert!(visits(legs(&[(9_000.0, 90), (3_900.0, 0), (3_100.0, 0), (5_000.0, 60)])).is_empty());
}

#[test]
fn passing_through_is_of_confidence_one_and_not_told() {
    assert!(visits(legs(&[(9_000.0, 100), (1_000.0, 100), (9_000.0, 100)])).is_empty());
}

#[test]
fn confidence_falls_with_what_was_not_seen() {
    let from_inside = visits(legs(&[(100.0, 0), (100.0, 0), (9_000.0, 90)]));
    assert!(is(&from_inside[0], "confidence", 3.0));
    let inside_only = visits(legs(&[(100.0, 0), (100.0, 0)]));
    assert!(is(&inside_only[0], "confidence", 2.0));
    assert_eq!((inside_only[0].status, inside_only[0].end), (Status::Open, None));
}

/// Silence in port of at least 4 h is a sign of a stop.
#[test]
fn silence_in_port_counts_as_a_stay() {
    let mut fixes = legs(&[(9_000.0, 100), (1_000.0, 30), (1_000.0, 30), (9_000.0, 100)]);
    for fix in &mut fixes[2..] {
        fix.time = fix.time + minutes(209);
    }
    assert!(visits(fixes.clone()).is_empty());
    for fix in &mut fixes[2..] {
        fix.time = fix.time + minutes(1);
    }
    let found = visits(fixes);
    assert!(is(&found[0], "silences", 1.0) && is(&found[0], "silent_h", 4.0));
    assert!(is(&found[0], "confidence", 4.0));
}

#[test]
fn a_voyage_runs_from_the_end_of_one_visit_to_the_start_of_the_next() {
    let found = visits(legs(&[
        (100.0, 0),
        (5_000.0, 100),
        (50_000.0, 150),
        (98_000.0, 50),
        (99_900.0, 0),
        (99_900.0, 0),
    ]));
    assert_eq!(found.len(), 2);
    assert_eq!(found[1].values["port"], Value::from("Fukuoka"));
    assert_eq!(found[1].values["previous_port"], Value::from("Busan"));
    assert_eq!(found[1].values["previous_country"], Value::from("KOR"));
    assert!(is(&found[1], "voyage_h", 1.0));
}

/// Two stays that a long silence far away separates are two visits.
#[test]
fn a_jump_of_more_than_sixty_miles_in_silence_splits_the_visit() {
    let mut fixes = legs(&[(9_000.0, 90), (100.0, 0), (100.0, 0), (130_000.0, 90), (100.0, 0)]);
    for fix in &mut fixes[3..] {
        fix.time = fix.time + minutes(24 * 60);
    }
    let found = visits(fixes);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].end, Some(time("2021-03-04T21:00:00Z")), "when last heard in port");
    assert_eq!(found[0].values["exit_observed"], Value::Flag(false));
}
