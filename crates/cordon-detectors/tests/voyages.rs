//! Voyage irregularities with known answers, each beside the innocent case that comes nearest.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod common;

use common::{FakeChart, at, is_observed, minutes, number, of_kind, ship, time};
use cordon_core::{Chart, Finding, Fix, InputId, Kind, SourceRef, Span, Time, TrackId, Value};
use cordon_detectors::{Context, Declared, Rules, TrackDetectors, Unheard};

fn begin() -> Time {
    time("2021-03-04T21:17:00Z")
}

/// What is declared so many minutes after the begin: draught in 0.1 m, and destination.
type Said = (i64, Option<u8>, Option<&'static str>);

fn told(chart: &dyn Chart, fixes: &[Fix], said: &[Said]) -> Vec<Finding> {
    let rules = Rules::default();
    let ctx = Context { rules: &rules, chart, reception: &Unheard };
    let track = TrackId { mmsi: fixes[0].mmsi, start: fixes[0].time, ordinal: 1 };
    let (mut detectors, mut out) = (TrackDetectors::new(track), Vec::new());
    let mut said = said.iter().peekable();
    for fix in fixes {
        while let Some(&(at, draught, destination)) =
            said.next_if(|(at, ..)| begin() + minutes(*at) <= fix.time)
        {
            let source = SourceRef { input: InputId(9), offset: at.unsigned_abs(), length: 60 };
            let time = begin() + minutes(at);
            detectors.on_declared(&Declared { time, source, draught, destination });
        }
        detectors.on_fix(fix, &ctx, &mut out);
    }
    detectors.finish(fixes.last().unwrap().time, &ctx, &mut out);
    of_kind(&common::latest(out), Kind::VoyageIrregularity).into_iter().cloned().collect()
}

/// 10 kn to the east across the 180° meridian, for two days and a half.
fn under_way() -> Vec<Fix> {
    ship(1, begin(), 60 * 60, 10, at(20.0, 178.0), |m| (10.0 * 1_852.0 / 60.0 * m, 0.0))
}

#[test]
fn a_draught_that_changes_in_mid_ocean() {
    let said = [(0, Some(62), None), (1_800, Some(62), None), (2_400, Some(118), None)];
    let found = told(&FakeChart::open_sea(), &under_way(), &said);
    let [finding] = &found[..] else { panic!("{found:#?}") };
    assert_eq!(finding.values["how"], Value::Text("draught_change_at_sea".to_owned()));
    assert!((number(finding, "draught_change_m") - 5.6).abs() < 1e-9);
    assert_eq!(finding.end, Some(begin() + minutes(2_400)));
    // It stands on the very reports.
    assert!(finding.evidence.iter().all(|cited| cited.source.input == InputId(9)));
    assert!(is_observed(finding));
}

/// The look-alikes: a crew that declares late, a typing error that is mended, a small change, and a
/// silence in which there may have been a port.
#[test]
fn draughts_that_change_for_a_reason() {
    let sea = FakeChart::open_sea();
    let quiet = |said: &[Said]| assert!(told(&sea, &under_way(), said).is_empty(), "{said:?}");
    quiet(&[(0, Some(62), None), (600, Some(118), None)]);
    quiet(&[(0, Some(62), None), (2_400, Some(118), None), (2_430, Some(62), None)]);
    quiet(&[(0, Some(62), None), (2_400, Some(70), None)]);
    let mut fixes = under_way();
    let (from, to) = (begin() + minutes(1_000), begin() + minutes(1_900));
    fixes.retain(|fix| fix.time <= from || fix.time >= to);
    assert!(told(&sea, &fixes, &[(0, Some(62), None), (2_400, Some(118), None)]).is_empty());
}

/// To Busan, a stop of ten hours, and out again.
fn calling() -> (FakeChart, Vec<Fix>) {
    let port = at(35.1, 129.05);
    let place = |m: f64| {
        let away = (600.0 - m).max(m - 1_200.0).max(0.0);
        (0.0, -10.0 * 1_852.0 / 60.0 * away)
    };
    let mut fixes = ship(1, begin(), 1_800, 10, port, place);
    for fix in &mut fixes {
        let still = (begin() + minutes(600)..=begin() + minutes(1_200)).contains(&fix.time);
        fix.sog = if still { 0 } else { 100 };
    }
    (FakeChart::port("Busan", port), fixes)
}

#[test]
fn declared_for_one_country_and_called_in_another() {
    let (chart, fixes) = calling();
    let found = told(&chart, &fixes, &[(0, None, Some("KRPUS>CN DLC"))]);
    let [finding] = &found[..] else { panic!("{found:#?}") };
    assert_eq!(finding.values["how"], Value::Text("call_elsewhere".to_owned()));
    assert_eq!(finding.values["declared_country"], Value::Text("CHN".to_owned()));
    assert!(finding.evidence.len() > 1 && is_observed(finding));
}

/// The look-alikes: the port itself in whatever spelling, words that name no port, and the next
/// destination that is declared in port.
#[test]
fn declarations_that_agree_or_say_nothing() {
    let (chart, fixes) = calling();
    for declared in ["KRPUS", "BUSAN", "KR INC", "FOR ORDERS", "FISHING"] {
        assert!(told(&chart, &fixes, &[(0, None, Some(declared))]).is_empty(), "{declared}");
    }
    let next = [(0, None, Some("KRPUS")), (900, None, Some("CNSHA"))];
    assert!(told(&chart, &fixes, &next).is_empty());
}

#[test]
fn nothing_depends_on_the_hour() {
    let shifted = |hours: i64| {
        let mut fixes = under_way();
        for fix in &mut fixes {
            fix.time = fix.time + Span::from_hours(hours);
        }
        let said = [(hours * 60, Some(62), None), (hours * 60 + 2_400, Some(118), None)];
        told(&FakeChart::open_sea(), &fixes, &said).len()
    };
    assert_eq!((shifted(0), shifted(5), shifted(24)), (1, 1, 1));
}
