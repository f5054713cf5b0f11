//! What a track is, case by case.
#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

mod common;

use common::{bare, by_track, reasons, track};
use cordon_core::*;
use cordon_tracks::{Decision, TrackRules, Tracker};

const START: i64 = 1_610_000_000;

/// A fix of a ship that keeps course and speed, `seconds` after it was at the place.
fn sailing(seconds: i64, lat: f64, lon: f64, knots: f64, course: f64) -> Fix {
    let run = Knots(knots).over(Span::from_seconds(seconds));
    let place = geodesy::destination(Position::wrapped(lat, lon), Degrees(course), run);
    let mut fix = bare(START + seconds, place.lat(), place.lon());
    fix.sog = (knots * 10.0).round() as u16;
    fix.cog = (course * 10.0).round() as u16;
    fix
}

fn run(mut fixes: Vec<Fix>) -> Vec<Decision> {
    fixes.sort_by(Fix::order);
    track(fixes, &TrackRules::default())
}

fn sizes(decisions: &[Decision]) -> Vec<usize> {
    by_track(decisions).values().map(Vec::len).collect()
}

#[test]
fn a_lone_ship_is_one_track_and_decided_at_once() {
    let rules = TrackRules::default();
    let mut tracker = Tracker::new(Mmsi(440_000_001));
    for step in 0..50 {
        let mut out = Vec::new();
        tracker.on_fix(&sailing(step * 10, 34.0, 128.0, 12.0, 90.0), &rules, &mut out);
        assert!(matches!(out.as_slice(), [Decision::Kept { .. }]), "{step}: {out:?}");
    }
    assert_eq!(tracker.tracks().count(), 1);
}

#[test]
fn a_ship_silent_for_days_continues_its_track() {
    for days in [1, 10, 30] {
        let mut fixes: Vec<Fix> =
            (0..20).map(|n| sailing(n * 60, 34.0, 128.0, 12.0, 90.0)).collect();
        fixes.extend((0..20).map(|n| sailing(days * 86_400 + n * 60, 33.0, 129.0, 3.0, 200.0)));
        for (n, fix) in fixes.iter_mut().enumerate().skip(20) {
            fix.position = Position::wrapped(33.0, 129.0 + n as f64 * 1e-4);
        }
        assert_eq!(sizes(&run(fixes)), [40], "{days} days");
    }
}

#[test]
fn a_track_ends_at_its_horizon() {
    let mut fixes: Vec<Fix> = (0..5).map(|n| sailing(n * 60, 34.0, 128.0, 0.0, 0.0)).collect();
    let later = 46 * 86_400;
    fixes.extend((0..5).map(|n| sailing(later + n * 60, 34.0, 128.0, 0.0, 0.0)));
    let decisions = run(fixes);
    assert_eq!(sizes(&decisions), [5, 5]);
    let closed = decisions.iter().position(|one| matches!(one, Decision::Closed { .. })).unwrap();
    assert_eq!(closed, 5, "closed before the ship returns");
}

/// One fix a minute of each of two ships on one number.
fn alternate(one: impl Fn(i64) -> Fix, other: impl Fn(i64) -> Fix) -> Vec<usize> {
    let fixes = (0..60).flat_map(|n| [one(n * 60), other(n * 60 + 25)]);
    sizes(&run(fixes.collect()))
}

#[test]
fn two_ships_on_one_number_are_two_tracks() {
    let eastbound = |seconds| sailing(seconds, 34.0, 128.0, 12.0, 90.0);
    let other_ocean = |seconds| sailing(seconds, -51.4, -67.0, 9.0, 37.0);
    assert_eq!(alternate(eastbound, other_ocean), [60, 60]);
    let meeting = |seconds| sailing(seconds, 34.01, 128.05, 11.0, 270.0);
    assert_eq!(alternate(eastbound, meeting), [60, 60]);
    let class_b = |seconds| Fix { transponder: Transponder::ClassB, ..eastbound(seconds - 60) };
    assert_eq!(alternate(eastbound, class_b), [60, 60]);
}

#[test]
fn two_moored_ships_on_one_number_are_two_tracks() {
    let moored = |seconds, lon, heading| Fix { heading, ..sailing(seconds, 34.0, lon, 0.0, 0.0) };
    let first = |seconds| moored(seconds, 128.0, 20);
    // 280 m apart with another heading, and 920 m apart with the same.
    assert_eq!(alternate(first, |seconds| moored(seconds, 128.003, 200)), [60, 60]);
    assert_eq!(alternate(first, |seconds| moored(seconds, 128.01, 20)), [60, 60]);
}

#[test]
fn a_lone_jump_is_set_aside_as_implausible() {
    let mut fixes: Vec<Fix> = (0..60).map(|n| sailing(n * 60, 34.0, 128.0, 12.0, 90.0)).collect();
    fixes.push(sailing(1_000, 10.0, 20.0, 12.0, 90.0));
    let decisions = run(fixes);
    assert_eq!(sizes(&decisions), [60]);
    assert_eq!(reasons(&decisions).get("implausible"), Some(&1));
}

#[test]
fn a_second_ship_counts_from_its_first_fix_once_confirmed() {
    let mut fixes: Vec<Fix> = (0..30).map(|n| sailing(n * 60, 34.0, 128.0, 12.0, 90.0)).collect();
    fixes.extend((10..13).map(|n| sailing(n * 60 + 7, -20.0, 60.0, 8.0, 10.0)));
    let tracks = by_track(&run(fixes));
    let starts: Vec<i64> = tracks.keys().map(|id| id.start.as_unix_seconds() - START).collect();
    assert_eq!(starts, [0, 607]);
}

#[test]
fn tracks_that_begin_together_are_numbered() {
    let mut fixes = Vec::new();
    for n in 0..10 {
        for (ship, lon) in [-60.0, 0.0, 60.0].into_iter().enumerate() {
            let mut fix = sailing(n * 60, 10.0 * ship as f64, lon, 10.0, 90.0);
            fix.digest ^= ship as u64;
            fixes.push(fix);
        }
    }
    let names: Vec<String> = by_track(&run(fixes)).keys().map(TrackId::to_string).collect();
    let first = "440000001-20210107T061320Z";
    assert_eq!(names, [first.to_owned(), format!("{first}~2"), format!("{first}~3")]);
}

#[test]
fn broken_messages_are_noise() {
    // 51.2 and 63.0 kn: gpsdio-segment. 102.3 kn is ITU-R M.1371 for "not available": no noise.
    let mut fixes: Vec<Fix> = (0..20).map(|n| sailing(n * 60, 34.0, 128.0, 12.0, 90.0)).collect();
    fixes[5].sog = 512;
    fixes[9].sog = 630;
    fixes[11].sog = Fix::NONE;
    let decisions = run(fixes);
    assert_eq!(sizes(&decisions), [18]);
    assert_eq!(reasons(&decisions).get("noise"), Some(&2));
}

#[test]
fn repetitions_are_duplicates() {
    let mut fixes: Vec<Fix> = (0..20).map(|n| sailing(n * 60, 34.0, 128.0, 12.0, 90.0)).collect();
    let again = |seconds: i64, receiver: u32, fix: &Fix| {
        let mut copy = *fix;
        copy.time = copy.time + Span::from_seconds(seconds);
        (copy.receiver, copy.digest) = (receiver, copy.digest + 1 + seconds as u64);
        copy
    };
    // The same second by another receiver, a second late, and an old place minutes later.
    let copies = [again(0, 7, &fixes[3]), again(1, 7, &fixes[8]), again(130, 7, &fixes[12])];
    fixes.extend(copies);
    let decisions = run(fixes);
    assert_eq!(sizes(&decisions), [20]);
    assert_eq!(reasons(&decisions).get("duplicate"), Some(&3));
}

#[test]
fn a_moored_ship_may_say_the_same_again() {
    let fixes = (0..20).map(|n| sailing(n * 180, 34.0, 128.0, 0.0, 90.0)).collect();
    assert_eq!(sizes(&run(fixes)), [20]);
}

#[test]
fn base_stations_and_aids_get_no_track() {
    let mut fix = sailing(0, 34.0, 128.0, 0.0, 0.0);
    fix.transponder = Transponder::AidToNavigation;
    assert_eq!(reasons(&run(vec![fix])).get("not_a_craft"), Some(&1));
}

#[test]
fn long_range_reports_fit_though_coarse() {
    let mut fixes: Vec<Fix> = (0..40).map(|n| sailing(n * 180, 34.0, 128.0, 12.0, 90.0)).collect();
    for fix in fixes.iter_mut().skip(3).step_by(5) {
        let tenth = |raw: i32| raw / 1_000 * 1_000;
        fix.msg_type = 27;
        fix.transponder = Transponder::Unknown;
        fix.position =
            Position::from_raw(tenth(fix.position.lat_raw()), tenth(fix.position.lon_raw()))
                .unwrap();
    }
    assert_eq!(sizes(&run(fixes)), [40]);
}

fn report(seconds: i64, transponder: Transponder, name: &str) -> StaticReport {
    StaticReport {
        time: Time::from_unix_seconds(START + seconds).unwrap(),
        mmsi: Mmsi(440_000_001),
        transponder,
        receiver: 0,
        msg_type: 5,
        exercise: false,
        imo: None,
        name: Some(name.into()),
        callsign: None,
        ship_type: None,
        dimensions: None,
        draught: None,
        destination: None,
        eta: None,
        source: SourceRef { input: InputId(0), offset: 1_000_000 + seconds as u64, length: 1 },
        digest: 1,
    }
}

#[test]
fn identities_go_to_the_track_of_their_class() {
    let rules = TrackRules::default();
    let (mut tracker, mut out) = (Tracker::new(Mmsi(440_000_001)), Vec::new());
    tracker.on_static(&report(0, Transponder::ClassB, "EARLY BIRD"), &rules, &mut out);
    for n in 0..20 {
        tracker.on_fix(&sailing(n * 60, 34.0, 128.0, 12.0, 90.0), &rules, &mut out);
        let mut other = sailing(n * 60 + 20, 20.0, 100.0, 5.0, 10.0);
        other.transponder = Transponder::ClassB;
        tracker.on_fix(&other, &rules, &mut out);
        tracker.on_static(&report(n * 60 + 30, Transponder::ClassA, "BIG SHIP"), &rules, &mut out);
    }
    let names: Vec<&str> =
        tracker.tracks().filter_map(|track| track.identity.as_ref()?.name.as_deref()).collect();
    assert_eq!(names, ["BIG SHIP", "EARLY BIRD"]);
    let told = out.iter().filter(|one| matches!(one, Decision::Identity { .. })).count();
    assert_eq!(told, 2, "an unchanged identity is told once");
}

#[test]
fn a_changed_name_changes_the_identity_not_the_track() {
    let rules = TrackRules::default();
    let (mut tracker, mut out) = (Tracker::new(Mmsi(440_000_001)), Vec::new());
    for n in 0..10 {
        tracker.on_fix(&sailing(n * 60, 34.0, 128.0, 12.0, 90.0), &rules, &mut out);
        let name = if n < 5 { "OLD NAME" } else { "NEW NAME" };
        tracker.on_static(&report(n * 60 + 30, Transponder::ClassA, name), &rules, &mut out);
    }
    let names: Vec<String> = out
        .iter()
        .filter_map(|one| match one {
            Decision::Identity { identity, .. } => Some(identity.name.as_deref()?.to_owned()),
            _ => None,
        })
        .collect();
    assert_eq!(names, ["OLD NAME", "NEW NAME"]);
}

#[test]
fn tracks_are_bounded_under_a_storm_of_places() {
    let rules = TrackRules::default();
    let (mut tracker, mut out) = (Tracker::new(Mmsi(0)), Vec::new());
    for n in 0..2_000_i64 {
        let (lat, lon) = ((n * 7_919 % 160 - 80) as f64, (n * 104_729 % 360 - 180) as f64);
        tracker.on_fix(&bare(START + n, lat, lon), &rules, &mut out);
        assert!(tracker.tracks().count() <= rules.max_tracks);
    }
    tracker.finish(&rules, &mut out);
    let fixes =
        out.iter().filter(|one| matches!(one, Decision::Kept { .. } | Decision::SetAside { .. }));
    assert_eq!(fixes.count(), 2_000);
}
