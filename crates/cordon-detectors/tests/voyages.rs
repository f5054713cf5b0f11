//! Voyage irregularities with known answers, each beside the innocent case that comes nearest.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod common;

use common::{FakeChart, at, is_observed, minutes, number, of_kind, ship, time};
use cordon_core::geodesy::displaced;
use cordon_core::{
    Anchorage, Chart, Finding, Fix, InputId, Kind, Metres, Position, SourceRef, Span, Time,
    TrackId, Value,
};
use cordon_detectors::{Context, Declared, Rules, TrackDetectors, Unheard};

fn begin() -> Time {
    time("2021-03-04T21:17:00Z")
}

/// What is declared so many minutes after the begin: draught in 0.1 m, and destination.
type Said = (i64, Option<u8>, Option<&'static str>);

fn told(chart: &dyn Chart, fixes: &[Fix], said: &[Said]) -> Vec<Finding> {
    told_due(chart, fixes, said, None)
}

/// As [`told`], with a declared time of arrival.
fn told_due(chart: &dyn Chart, fixes: &[Fix], said: &[Said], eta: Option<&str>) -> Vec<Finding> {
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
            detectors.on_declared(&Declared { time, source, draught, destination, eta });
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

/// From one port east to another over the 180° meridian, by way of a place so far north of the straight
/// way; hours of rest in both.
fn passage(miles: f64, north: f64) -> (FakeChart, Vec<Fix>) {
    let (from, to) = (at(20.0, 177.0), displaced(at(20.0, 177.0), miles * 1_852.0, 0.0));
    let way = (miles / 2.0).hypot(north) * 2.0;
    let under_way = (way * 6.0) as i64;
    let place = move |m: f64| {
        let sailed = (m - 600.0).clamp(0.0, way * 6.0) / (way * 6.0);
        let up = north * (1.0 - (2.0 * sailed - 1.0).abs());
        (sailed * miles * 1_852.0, up * 1_852.0)
    };
    let mut fixes = ship(1, begin(), under_way + 1_200, 10, from, place);
    for fix in &mut fixes {
        let m = (fix.time - begin()).hours() * 60.0;
        fix.sog = if (600.0..=600.0 + way * 6.0).contains(&m) { 100 } else { 0 };
    }
    let mut chart = FakeChart::port("ALPHA", from);
    chart.ports.extend(FakeChart::port("BRAVO", to).ports);
    (chart, fixes)
}

#[test]
fn a_long_way_round() {
    let (chart, fixes) = passage(200.0, 300.0);
    let found = told(&chart, &fixes, &[]);
    let [finding] = &found[..] else { panic!("{found:#?}") };
    assert_eq!(finding.values["how"], Value::Text("detour".to_owned()));
    assert_eq!(finding.values["to_port"], Value::Text("BRAVO".to_owned()));
    assert!((number(finding, "straight_nm") - 200.0).abs() < 10.0);
    // Twice the hypotenuse of 100 and 300.
    assert!((number(finding, "sailed_nm") - 632.0).abs() < 25.0, "{finding:#?}");
    assert!(finding.evidence.len() > 40 && is_observed(finding));
    let whole = fixes.len();
    for hours in [1, 11, 24] {
        let mut later = fixes.clone();
        for fix in &mut later {
            fix.time = fix.time + Span::from_hours(hours);
        }
        assert_eq!((told(&chart, &later, &[]).len(), later.len()), (1, whole), "{hours}");
    }
}

/// A sea with a cape between the ports.
struct Cape(FakeChart);

impl Chart for Cape {
    fn nearest_anchorage(&self, at: Position, reach: Metres) -> Option<(&Anchorage, Metres)> {
        self.0.nearest_anchorage(at, reach)
    }

    fn distance_to_shore(&self, at: Position) -> Option<Metres> {
        self.0.distance_to_shore(at)
    }

    fn is_land(&self, at: Position) -> Option<bool> {
        Some((178.0..179.0).contains(&at.lon()) && at.lat() < 24.0)
    }
}

/// The look-alikes: the straight way, weather that costs some miles, a cape on the straight way, and
/// ports so near that any errand is a detour.
#[test]
fn ways_that_are_as_long_as_they_must_be() {
    for (miles, north) in [(200.0, 0.0), (200.0, 80.0), (40.0, 200.0)] {
        let (chart, fixes) = passage(miles, north);
        assert!(told(&chart, &fixes, &[]).is_empty(), "{miles} {north}");
    }
    let (chart, fixes) = passage(200.0, 300.0);
    assert!(told(&Cape(chart), &fixes, &[]).is_empty());
}

#[test]
fn a_declared_port_that_is_never_reached() {
    let fixes =
        ship(1, begin(), 120 * 60, 10, at(20.0, 178.0), |m| (5.0 * 1_852.0 / 60.0 * m, 0.0));
    let said = [(0, None, Some("CNSHA")), (600, None, Some("CNSHA"))];
    // Due at noon of the next day; heard for five days.
    let found = told_due(&FakeChart::open_sea(), &fixes, &said, Some("03-05T12:00Z"));
    let [finding] = &found[..] else { panic!("{found:#?}") };
    assert_eq!(finding.values["how"], Value::Text("port_not_reached".to_owned()));
    assert!((number(finding, "late_h") - 72.0).abs() < 0.2);
    assert!(finding.evidence.len() > 30 && is_observed(finding));
}

/// The look-alikes: a day late, near a shore, a silence in which it may have been there, a time that had
/// passed when it was declared, and words that name no port.
#[test]
fn ports_that_may_have_been_reached() {
    let sea = FakeChart::open_sea();
    let fixes =
        ship(1, begin(), 120 * 60, 10, at(20.0, 178.0), |m| (5.0 * 1_852.0 / 60.0 * m, 0.0));
    let quiet = |chart: &FakeChart, fixes: &[Fix], to: &'static str, eta: &str| {
        let found = told_due(chart, fixes, &[(0, None, Some(to))], Some(eta));
        assert!(found.is_empty(), "{to} {eta}: {found:#?}");
    };
    quiet(&sea, &fixes, "CNSHA", "03-08T12:00Z");
    quiet(&sea, &fixes, "FOR ORDERS", "03-05T12:00Z");
    quiet(&sea, &fixes, "CNSHA", "03-01T12:00Z");
    let near = FakeChart { ports: Vec::new(), shore: Some(Metres(9_000.0)) };
    quiet(&near, &fixes, "CNSHA", "03-05T12:00Z");
    let (from, to) = (begin() + minutes(2_000), begin() + minutes(2_600));
    let mut silent = fixes.clone();
    silent.retain(|fix| fix.time <= from || fix.time >= to);
    quiet(&sea, &silent, "CNSHA", "03-05T12:00Z");
}
