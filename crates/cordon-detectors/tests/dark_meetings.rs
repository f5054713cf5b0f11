//! Two silences in which a meeting was possible, and those in which it was not.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod common;

use common::{FakeChart, Run, at, fix, is_observed, minutes, number, of_kind, time};
use cordon_core::geodesy::displaced;
use cordon_core::{Finding, Fix, Kind, Mmsi, Position, Time};
use cordon_detectors::{Context, DarkMeetings, Reception, ReceptionLevel, Rules};
use proptest::prelude::*;

/// Everybody is heard well everywhere.
struct Good;

impl Reception for Good {
    fn level(&self, _: Position, _: Time, _: Time, _: Mmsi) -> Option<ReceptionLevel> {
        Some(ReceptionLevel { positions_per_day: 500.0, vessels: 9, ..ReceptionLevel::default() })
    }
}

fn begin() -> Time {
    time("2021-03-04T21:17:00Z")
}

const KM: f64 = 1_000.0;

/// Heard for an hour until `off` (kilometres east and north), silent for `hours`, heard again at `on`.
fn silent(
    mmsi: u32,
    origin: Position,
    off: (f64, f64),
    on: (f64, f64),
    from: i64,
    hours: i64,
) -> Vec<Fix> {
    let there = |(east, north): (f64, f64)| displaced(origin, east * KM, north * KM);
    let before = (0..=6).map(|i| fix(mmsi, begin() + minutes(from - 60 + i * 10), there(off)));
    let after =
        (0..=6).map(|i| fix(mmsi, begin() + minutes(from + hours * 60 + i * 10), there(on)));
    before.chain(after).collect()
}

fn meetings(craft: &[Vec<Fix>]) -> Vec<Finding> {
    let chart = FakeChart::open_sea();
    let mut run = Run::on(&chart);
    run.reception = &Good;
    let mut found = run.all(craft);
    let rules = Rules::default();
    let ctx = Context { rules: &rules, chart: &chart, reception: &Good };
    let mut reviewer = DarkMeetings::default();
    reviewer.review(&mut found, begin(), &ctx);
    let once = found.len();
    reviewer.review(&mut found, begin(), &ctx);
    assert_eq!(found.len(), once, "what was told is not told again");
    of_kind(&found, Kind::DarkMeeting).into_iter().cloned().collect()
}

/// Two ships 200 km apart that turn up where they were after 22 h: each had 10 h for 100 km and back.
#[test]
fn halfway_between_two_ships() {
    let origin = at(20.0, 179.5);
    let left = silent(1, origin, (0.0, 0.0), (0.0, 0.0), 0, 22);
    let right = silent(2, origin, (200.0, 0.0), (200.0, 0.0), 0, 22);
    let found = meetings(&[left, right]);
    let [finding] = &found[..] else { panic!("{found:#?}") };
    // 100 km in 10 h is 5.4 kn.
    let speed = 100.0 * KM / 1_852.0 / 10.0;
    assert!((number(finding, "required_speed_kn") - speed).abs() < 0.2, "{finding:#?}");
    assert!(
        (finding.position.lon_difference(displaced(origin, 100.0 * KM, 0.0)).value()).abs() < 0.05
    );
    assert_eq!((finding.tracks.len(), finding.evidence.len()), (2, 4));
    assert!(is_observed(finding));
}

/// The look-alikes: too far for the time there was, one after the other, and too short a silence.
#[test]
fn silences_without_a_meeting() {
    let origin = at(20.0, 179.5);
    let left = || silent(1, origin, (0.0, 0.0), (0.0, 0.0), 0, 22);
    let far = silent(2, origin, (500.0, 0.0), (500.0, 0.0), 0, 22);
    assert!(meetings(&[left(), far]).is_empty());
    let later = silent(2, origin, (20.0, 0.0), (20.0, 0.0), 21 * 60, 22);
    assert!(meetings(&[left(), later]).is_empty());
    let short = silent(2, origin, (20.0, 0.0), (20.0, 0.0), 0, 8);
    assert!(meetings(&[left(), short]).is_empty());
}

#[test]
fn the_easiest_come_first_and_no_more_than_asked() {
    let craft: Vec<_> = (0..6)
        .map(|n| {
            let east = f64::from(n) * 30.0;
            silent(n + 1, at(20.0, 179.5), (east, 0.0), (east, 0.0), i64::from(n), 22)
        })
        .collect();
    let found = meetings(&craft);
    let last: Vec<_> =
        found.iter().filter(|one| one.tracks.iter().any(|t| t.mmsi == Mmsi(6))).collect();
    assert_eq!(last.len(), 3);
    let ranked: Vec<_> = (1..=3)
        .map(|rank| {
            *last.iter().find(|one| (number(one, "rank") - f64::from(rank)).abs() < 0.1).unwrap()
        })
        .map(|one| number(one, "required_speed_kn"))
        .collect();
    assert!(ranked.is_sorted(), "{ranked:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// A meeting that truly took place at a speed is found possible at no more than that speed, with
    /// what the search for its place and time is off.
    #[test]
    fn true_meetings_are_possible(
        lat in -60.0..60.0_f64, lon in -180.0..180.0_f64,
        x in prop::array::uniform4(-90.0..90.0_f64), y in prop::array::uniform4(-90.0..90.0_f64),
    ) {
        let origin = at(lat, lon);
        // All four ends within 128 km of the origin, where both were from hour 11 to hour 13.
        let left = silent(1, origin, (x[0], y[0]), (x[1], y[1]), 0, 24);
        let right = silent(2, origin, (x[2], y[2]), (x[3], y[3]), 0, 24);
        let fastest = (0..4).map(|i| x[i].hypot(y[i])).fold(0.0, f64::max) * KM / 1_852.0 / 11.0;
        let found = meetings(&[left, right]);
        prop_assert_eq!(found.len(), 1);
        prop_assert!(number(&found[0], "required_speed_kn") <= fastest * 1.05 + 0.1);
    }
}

/// A ship that drifts for a day alone, 60 nm from where another falls silent for 22 h; the drift is told
/// before the silence ends, so it is told again.
fn drift_and(silences: &[Vec<Fix>], at_once: bool) -> Vec<Finding> {
    let chart = FakeChart::open_sea();
    let mut run = Run::on(&chart);
    run.reception = &Good;
    let origin = at(20.0, 179.5);
    // 0.3 kn to the north for 18 h, then away at 12 kn.
    let place = |m: f64| {
        let slow = m.min(1_080.0) * 0.3 + (m - 1_080.0).max(0.0) * 12.0;
        (0.0, slow * 1_852.0 / 60.0)
    };
    let drift = common::ship(9, begin(), 30 * 60, 10, origin, place);
    let mut found = run.all(&[&[drift], silences].concat());
    found.sort_by_key(|one| one.end);
    let rules = Rules::default();
    let ctx = Context { rules: &rules, chart: &chart, reception: &Good };
    let mut reviewer = DarkMeetings::default();
    if at_once {
        reviewer.review(&mut found, begin(), &ctx);
    } else {
        let mut told = Vec::new();
        for finding in found {
            let mut step = vec![finding];
            reviewer.review(&mut step, begin(), &ctx);
            told.extend(step);
        }
        found = common::latest(told);
    }
    of_kind(&found, Kind::Loitering).into_iter().cloned().collect()
}

#[test]
fn alone_at_sea_while_another_is_silent_near_by() {
    let origin = at(20.0, 179.5);
    let dark = silent(2, origin, (111.0, 0.0), (111.0, 0.0), -120, 26);
    for at_once in [true, false] {
        let found = drift_and(std::slice::from_ref(&dark), at_once);
        let [finding] = &found[..] else { panic!("{found:#?}") };
        assert_eq!(finding.values["one_dark"], cordon_core::Value::Flag(true), "{at_once}");
        assert_eq!(finding.values["dark_mmsi"], cordon_core::Value::from("000000002"));
        // There and back is 120 nm, in the 24 h that are left.
        assert!((number(finding, "dark_speed_kn") - 5.0).abs() < 0.7, "{finding:#?}");
        assert!(finding.reason.contains("nothing shows that it was"), "{}", finding.reason);
        let cited = finding.evidence.iter().filter(|cited| cited.track.mmsi == Mmsi(2));
        assert_eq!(cited.count(), 2, "{finding:#?}");
    }
}

/// The look-alikes: nobody silent, a silence too far away, too short, and one that begins afterwards.
#[test]
fn alone_at_sea_and_nobody_could_have_come() {
    let origin = at(20.0, 179.5);
    let far = silent(2, origin, (900.0, 0.0), (900.0, 0.0), 0, 22);
    let short = silent(2, origin, (20.0, 0.0), (20.0, 0.0), 0, 8);
    let later = silent(2, origin, (20.0, 0.0), (20.0, 0.0), 1_200, 22);
    for silences in [vec![], vec![far], vec![short], vec![later]] {
        let found = drift_and(&silences, true);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(!found[0].values.contains_key("one_dark"), "{found:#?}");
    }
}
