//! Outages of a place: all fall silent together, beside a fleet that switches off among others.

mod common;

use common::{FakeChart, at, fix, minutes, time};
use cordon_core::{Finding, Fix, Kind, Mmsi, Span, Status, Time, TrackId, Value};
use cordon_detectors::{Context, Outages, ReceptionGrid, Rules, TrackDetectors};

fn begin() -> Time {
    time("2021-03-04T12:00:00Z")
}

/// Craft `mmsi` heard every three minutes until `until` minutes, some miles from the others.
fn heard_until(mmsi: u32, until: i64) -> Vec<Fix> {
    let place = at(35.1 + f64::from(mmsi) * 0.03, 179.95 + f64::from(mmsi) * 0.02);
    (0..=until / 3).map(|i| fix(mmsi, begin() + minutes(i * 3), place)).collect()
}

/// Drives detectors and the review in steps; the last word on each finding.
fn run(craft: &[Vec<Fix>], step: Span, hours: i64) -> Vec<Finding> {
    let (rules, chart) = (Rules::default(), FakeChart::open_sea());
    let mut reception = ReceptionGrid::new();
    craft.iter().flatten().for_each(|fix| reception.add(fix));
    let ctx = Context { rules: &rules, chart: &chart, reception: &reception };
    let track = |fixes: &[Fix]| TrackId { mmsi: fixes[0].mmsi, start: fixes[0].time, ordinal: 1 };
    let mut states: Vec<_> = craft
        .iter()
        .map(|fixes| (TrackDetectors::new(track(fixes)), fixes.iter().peekable()))
        .collect();
    let (mut outages, mut told) = (Outages::default(), Vec::new());
    let mut now = begin();
    while now < begin() + Span::from_hours(hours) {
        now = now + step;
        let mut found = Vec::new();
        for (detectors, fixes) in &mut states {
            while let Some(fix) = fixes.next_if(|fix| fix.time <= now) {
                detectors.on_fix(fix, &ctx, &mut found);
            }
            detectors.on_clock(now, &ctx, &mut found);
        }
        outages.review(&mut found, now, &ctx);
        told.extend(found);
    }
    common::latest(told)
}

fn suppressed(found: &[Finding]) -> usize {
    found
        .iter()
        .filter(|one| matches!(one.values.get("suppressed_by"), Some(Value::Text(id)) if id.starts_with("area_outage-")))
        .count()
}

#[test]
fn all_fall_silent_within_minutes() {
    let craft: Vec<_> = (1..=4).map(|n| heard_until(n, 240 + 3 * i64::from(n))).collect();
    let found = run(&craft, minutes(10), 14);
    let outages = common::of_kind(&found, Kind::AreaOutage);
    let [outage] = &outages[..] else { panic!("{found:#?}") };
    assert_eq!(outage.values["craft"], Value::Count(4));
    assert_eq!((outage.start, outage.tracks.len()), (begin() + minutes(243), 4));
    assert!(common::is_observed(outage));
    assert_eq!((common::of_kind(&found, Kind::Gap).len(), suppressed(&found)), (4, 4));
    // However often the clock is told, and in whatever portions.
    assert_eq!(found, run(&craft, minutes(60), 14));
}

/// The look-alike: three ships of a fleet switch off among others that stay heard.
#[test]
fn a_fleet_that_goes_dark_among_others_is_suppressed_by_nothing() {
    let mut craft: Vec<_> = (1..=3).map(|n| heard_until(n, 240)).collect();
    craft.extend((4..=6).map(|n| heard_until(n, 14 * 60)));
    let found = run(&craft, minutes(10), 14);
    assert!(common::of_kind(&found, Kind::AreaOutage).is_empty(), "{found:#?}");
    assert_eq!((common::of_kind(&found, Kind::Gap).len(), suppressed(&found)), (3, 0));
}

#[test]
fn two_or_one_after_the_other_is_no_outage() {
    let two: Vec<_> = (1..=2).map(|n| heard_until(n, 240)).collect();
    assert!(common::of_kind(&run(&two, minutes(10), 14), Kind::AreaOutage).is_empty());
    let in_turn: Vec<_> = (1..=4).map(|n| heard_until(n, 200 + 40 * i64::from(n))).collect();
    assert!(common::of_kind(&run(&in_turn, minutes(10), 16), Kind::AreaOutage).is_empty());
}

/// A gap of an outage that ends is told as final, and stays suppressed.
#[test]
fn the_mark_stays_when_the_gap_ends() {
    let mut craft: Vec<_> = (1..=3).map(|n| heard_until(n, 240)).collect();
    for (fixes, mmsi) in craft.iter_mut().zip(1..) {
        let place = fixes[0].position;
        fixes.push(Fix { mmsi: Mmsi(mmsi), ..fix(mmsi, begin() + minutes(12 * 60), place) });
    }
    let found = run(&craft, minutes(10), 14);
    let gaps = common::of_kind(&found, Kind::Gap);
    assert!(gaps.iter().all(|gap| gap.status == Status::Final));
    assert_eq!((gaps.len(), suppressed(&found)), (3, 3));
}
