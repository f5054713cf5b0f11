//! Encounters with known answers.

mod common;

use common::{FakeChart, Run, at, fix, is, is_observed, minutes, number, of_kind, ship, time};
use cordon_core::{Finding, Fix, Kind, Position, Status, Time, Value};

/// Both run on beyond their time together, at 10 kn in opposite directions.
fn meeting(start: Time, hours: f64, origin: Position, apart: f64) -> [Vec<Fix>; 2] {
    let metres_per_minute = 10.0 * 1_852.0 / 60.0;
    let long = (hours * 60.0) as i64;
    let run = move |side: f64| {
        move |minute: f64| {
            let before = (60.0 - minute).max(0.0);
            let after = (minute - 60.0 - long as f64).max(0.0);
            (side * (0.5 * apart + metres_per_minute * (before + after)), 0.0)
        }
    };
    let ship = |mmsi, side| ship(mmsi, start - minutes(60), long + 120, 5, origin, run(side));
    [ship(440_000_001, -1.0), ship(412_000_002, 1.0)]
}

fn encounters(tracks: &[Vec<Fix>]) -> Vec<Finding> {
    let sea = FakeChart::open_sea();
    let found = Run::on(&sea).all(tracks);
    found.into_iter().filter(|finding| finding.kind == Kind::Encounter).collect()
}

/// GFW documents that its pipeline finds none of these ("short events on either side of the UTC day
/// boundary", `GFW_technical_documentation`, PIPELINE-2137); a run of `pipe-encounters` df93ee4 on
/// two drifting vessels 145 m apart gave none with a minimum of 120 min and four with 60.
#[test]
fn three_hours_across_midnight_are_one_encounter() {
    let start = time("2021-03-04T22:30:00Z");
    let drift = |side: f64| move |minute: f64| (side * 72.5 + 5.0 * minute, 2.0 * minute);
    let origin = at(33.0, 126.0);
    let pair =
        [ship(1, start, 180, 10, origin, drift(-1.0)), ship(2, start, 180, 10, origin, drift(1.0))];
    let sea = FakeChart::open_sea();
    let found = Run::on(&sea).until(&pair, time("2021-03-05T12:00:00Z"));
    let [finding] = of_kind(&found, Kind::Encounter)[..] else { panic!("{found:#?}") };
    assert_eq!((finding.start, finding.end), (start, Some(time("2021-03-05T01:30:00Z"))));
    assert_eq!(finding.status, Status::Final);
    assert!(is(finding, "duration_h", 3.0));
    assert!((number(finding, "median_distance_m") - 145.0).abs() < 0.5);
    assert!(is_observed(finding));
}

#[test]
fn a_meeting_under_way_is_found_whenever_it_is() {
    for begin in ["2021-03-04T22:30:00Z", "2021-03-04T03:17:41Z", "2020-12-31T23:59:59Z"] {
        let found = encounters(&meeting(time(begin), 3.0, at(33.0, 126.0), 145.0));
        let [finding] = &found[..] else { panic!("{found:#?}") };
        assert!(number(finding, "duration_h") >= 3.0 && number(finding, "duration_h") < 3.05);
        assert!(finding.start <= time(begin) && time(begin) - finding.start < minutes(2));
        assert_eq!(finding.values["start_observed"], Value::Flag(false));
        assert!(is_observed(finding));
    }
}

/// A run of `pipe-encounters` df93ee4 on such a pair found only the two hours that it had
/// extrapolated: it interpolates longitude as a plain number.
#[test]
fn jitter_across_the_dateline_is_one_encounter() {
    let start = time("2021-03-04T09:00:00Z");
    let wobble = |mmsi, phase: f64| {
        ship(mmsi, start, 360, 5, at(10.0, 180.0), move |minute| {
            (60.0 * (minute * 0.7 + phase).sin(), 60.0 * (minute * 0.3 + phase).cos())
        })
    };
    let pair = [wobble(1, 0.0), wobble(2, 2.0)];
    assert!(pair[0].iter().any(|fix| fix.position.lon() > 0.0));
    assert!(pair[0].iter().any(|fix| fix.position.lon() < 0.0));
    let found = encounters(&pair);
    let [finding] = &found[..] else { panic!("{found:#?}") };
    assert!(is(finding, "duration_h", 6.0));
    assert!(number(finding, "median_distance_m") < 250.0);
    assert_eq!(finding.status, Status::Open);
    assert!(is_observed(finding));
}

#[test]
fn ships_that_pass_do_not_meet() {
    let start = time("2021-03-04T09:00:00Z");
    let east = ship(1, start, 600, 1, at(33.0, 126.0), |m| (300.0 * m - 90_000.0, 0.0));
    let west = ship(2, start, 600, 1, at(33.0, 126.0), |m| (90_000.0 - 300.0 * m, 100.0));
    assert!(encounters(&[east, west]).is_empty());
}

#[test]
fn in_convoy_is_too_fast() {
    let start = time("2021-03-04T09:00:00Z");
    let convoy =
        |mmsi, north| ship(mmsi, start, 600, 5, at(33.0, 126.0), move |m| (100.0 * m, north));
    assert!(encounters(&[convoy(1, 0.0), convoy(2, 200.0)]).is_empty());
}

#[test]
fn sparse_fixes_suffice_up_to_an_hour() {
    let start = time("2021-03-04T09:05:00Z");
    let still =
        |mmsi, every, north| ship(mmsi, start, 360, every, at(33.0, 126.0), move |_| (0.0, north));
    let found = encounters(&[still(1, 60, 0.0), still(2, 45, 200.0)]);
    let [finding] = &found[..] else { panic!("{found:#?}") };
    assert!(is(finding, "together_h", 6.0));
    assert!(encounters(&[still(1, 61, 0.0), still(2, 45, 200.0)]).is_empty());
}

#[test]
fn three_together_are_three_pairs() {
    let start = time("2021-03-04T09:05:00Z");
    let still = |mmsi, north| ship(mmsi, start, 360, 10, at(33.0, 126.0), move |_| (0.0, north));
    let found = encounters(&[still(1, 0.0), still(2, 200.0), still(3, 400.0), still(4, 800.0)]);
    let pairs: Vec<_> = found.iter().map(|f| (f.vessels[0].mmsi, f.vessels[1].mmsi)).collect();
    assert_eq!(pairs.len(), 4, "{pairs:?}");
    assert!(!pairs.contains(&(1, 4)) && !pairs.contains(&(2, 4)));
}

#[test]
fn two_tracks_of_one_number_are_flagged() {
    let start = time("2021-03-04T09:05:00Z");
    let still = |north| ship(7, start, 360, 10, at(33.0, 126.0), move |_| (0.0, north));
    let found = encounters(&[still(0.0), still(200.0)]);
    let [finding] = &found[..] else { panic!("{found:#?}") };
    assert_eq!(finding.values["same_mmsi"], Value::Flag(true));
}

#[test]
fn at_anchor_off_a_port_is_none() {
    let start = time("2021-03-04T09:05:00Z");
    let still =
        |mmsi, north: f64| ship(mmsi, start, 360, 10, at(35.0, 129.0), move |_| (0.0, north));
    for (port_north, expected) in [(2_000.0, 0), (9_000.0, 0), (10_500.0, 1)] {
        let chart = FakeChart::port(
            "Busan",
            cordon_core::geodesy::displaced(at(35.0, 129.0), 0.0, port_north),
        );
        let found = Run::on(&chart).all(&[still(1, 0.0), still(2, 200.0)]);
        assert_eq!(of_kind(&found, Kind::Encounter).len(), expected, "{port_north}");
    }
}

#[test]
fn parted_for_less_than_four_hours_is_one_encounter() {
    let apart = |hours: i64| {
        let start = time("2021-03-04T09:03:20Z");
        let still = ship(1, start, 1_200, 10, at(33.0, 126.0), |_| (0.0, 0.0));
        let visitor = ship(2, start, 1_200, 10, at(33.0, 126.0), move |m| {
            let away = m > 180.0 && m < 180.0 + 60.0 * hours as f64;
            (if away { 2_000.0 } else { 100.0 }, 0.0)
        });
        encounters(&[still, visitor])
    };
    let merged = apart(3);
    let [finding] = &merged[..] else { panic!("{merged:#?}") };
    assert!(is(finding, "contacts", 2.0));
    assert!(number(finding, "together_h") < number(finding, "duration_h") - 2.9);
    assert_eq!(apart(5).len(), 2);
}

#[test]
fn a_long_stay_is_told_in_parts_that_leave_nothing_out() {
    let start = time("2021-03-04T09:03:20Z");
    let still =
        |mmsi, north| ship(mmsi, start, 60 * 150, 10, at(33.0, 126.0), move |_| (0.0, north));
    let found = encounters(&[still(1, 0.0), still(2, 200.0)]);
    assert_eq!(found.len(), 3);
    let total: f64 = found.iter().map(|finding| number(finding, "together_h")).sum();
    assert!((total - 150.0).abs() < 1e-9);
    assert!(found.iter().all(|finding| finding.evidence.len() <= 2 * 435 && is_observed(finding)));
    assert_eq!(found.iter().filter(|f| f.values["continues"] == Value::Flag(true)).count(), 2);
}

#[test]
fn the_closest_approach_is_between_the_fixes() {
    let start = time("2021-03-04T00:00:00Z");
    let still = |mmsi: u32, place: &dyn Fn(i64) -> f64| -> Vec<Fix> {
        (0..=18)
            .map(|i| {
                fix(
                    mmsi,
                    start + minutes(10 * i),
                    cordon_core::geodesy::displaced(at(0.0, 0.0), place(i), 0.0),
                )
            })
            .collect()
    };
    let found =
        encounters(&[still(1, &|_| 0.0), still(2, &|i| if i % 2 == 0 { 100.0 } else { -100.0 })]);
    let [finding] = &found[..] else { panic!("{found:#?}") };
    assert!(number(finding, "least_distance_m") < 0.5);
}
