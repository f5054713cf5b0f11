//! Each practice where it happens, and beside it an innocent look-alike.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

use cordon_core::geodesy::destination;
use cordon_core::{
    Degrees, Finding, InputId, Kind, Knots, Metres, Mmsi, Position, SourceRef, Span, Time, TrackId,
    Value,
};
use cordon_identity::hull::{self, Basis, Decision, State, Verdict};
use cordon_identity::practices::{self, IdentityRules, NoRegistry, Registry};
use cordon_identity::{Attribute, Country, Imo, Point, Trace, Way};

/// Late on a day, so that whatever goes on for long crosses midnight.
const START: i64 = 1_696_892_400;

fn time(hours: f64) -> Time {
    Time::from_unix_seconds(START).unwrap() + Span::from_hours_f64(hours)
}

fn point(hours: f64, position: Position) -> Point {
    let offset = (hours * 1_000.0) as u64 + 10_000_000;
    Point {
        time: time(hours),
        position,
        source: SourceRef { input: InputId(0), offset, length: 70 },
    }
}

/// Just west of the 180th meridian, so that whatever sails east crosses it.
fn sea() -> Position {
    Position::from_degrees(28.0, 179.9).unwrap()
}

fn moved(from: Position, course: f64, metres: f64) -> Position {
    destination(from, Degrees(course), Metres(metres))
}

/// A ship that sails east at 10 kn, a fix each ten minutes.
fn sailing(mmsi: u32, from: f64, hours: f64, start: Position) -> Trace {
    let track = TrackId { mmsi: Mmsi(mmsi), start: time(from), ordinal: 1 };
    let steps = (hours * 6.0) as i32;
    let at = |step: i32| {
        let hours = f64::from(step) / 6.0;
        point(from + hours, moved(start, 90.0, hours * 10.0 * 1_852.0))
    };
    let mut trace = Trace::new(track, at(0), at(steps));
    trace.path = (0..=steps).map(at).collect();
    trace
}

/// Says something each hour from one hour of the track to another.
fn says(trace: &mut Trace, attribute: Attribute, value: &str, from: i32, to: i32) {
    let (start, position) = (trace.first.time, trace.first.position);
    for hour in from..to {
        let hours = (start - time(0.0)).hours() + f64::from(hour);
        trace.claim(attribute, value.to_owned(), point(hours, position));
    }
}

fn detect(traces: &[Trace]) -> Vec<Finding> {
    let found = practices::detect(traces, &NoRegistry, &IdentityRules::default());
    let mut turned: Vec<Trace> = traces.to_vec();
    turned.reverse();
    assert_eq!(
        found,
        practices::detect(&turned, &NoRegistry, &IdentityRules::default()),
        "order of input"
    );
    found
}

fn only(found: &[Finding], kind: Kind) -> &Finding {
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].kind, kind);
    assert!(
        found[0].evidence.len() >= 2
            && !found[0].reason.is_empty()
            && !found[0].thresholds.is_empty()
    );
    &found[0]
}

fn text(finding: &Finding, key: &str) -> String {
    match &finding.values[key] {
        Value::Text(text) => text.clone(),
        other => panic!("{key}: {other:?}"),
    }
}

const PANAMA: u32 = 351_000_001;
const DPRK: u32 = 445_000_001;
const LIBERIA: u32 = 636_000_001;

#[test]
fn another_name_under_way_is_a_change() {
    let mut ship = sailing(PANAMA, 0.0, 10.0, sea());
    says(&mut ship, Attribute::Name, "LADY R", 0, 4);
    says(&mut ship, Attribute::Name, "OCEAN STAR", 5, 9);
    says(&mut ship, Attribute::CallSign, "3FAB7", 0, 4);
    says(&mut ship, Attribute::CallSign, "3FZZ9", 5, 9);
    let found = detect(&[ship]);
    let finding = only(&found, Kind::IdentityChange);
    assert_eq!(text(finding, "attributes"), "name, call_sign");
    assert_eq!((finding.start, finding.end), (time(3.0), Some(time(5.0))));
    assert_eq!(finding.values["imo_unchanged"], Value::Flag(false));
}

#[test]
fn a_renaming_with_papers_is_told_as_one() {
    let mut ship = sailing(PANAMA, 0.0, 10.0, sea());
    says(&mut ship, Attribute::Imo, "9161003", 0, 9);
    says(&mut ship, Attribute::Name, "LADY R", 0, 4);
    says(&mut ship, Attribute::Name, "OCEAN STAR", 5, 9);
    let found = detect(&[ship]);
    assert_eq!(only(&found, Kind::IdentityChange).values["imo_unchanged"], Value::Flag(true));
    assert!(found[0].reason.contains("renaming with papers"), "{}", found[0].reason);
}

#[test]
fn a_slip_corrected_is_no_change() {
    let mut ship = sailing(PANAMA, 0.0, 10.0, sea());
    says(&mut ship, Attribute::Name, "HELENIC SPIRIT", 0, 4);
    says(&mut ship, Attribute::Name, "HELLENIC SPIRIT", 5, 9);
    says(&mut ship, Attribute::CallSign, "3FAB7", 0, 4);
    says(&mut ship, Attribute::CallSign, "3F AB7", 5, 9);
    // One broken message between.
    says(&mut ship, Attribute::Length, "180", 0, 3);
    says(&mut ship, Attribute::Length, "12", 3, 4);
    says(&mut ship, Attribute::Length, "181", 4, 9);
    assert_eq!(detect(&[ship]), []);
}

#[test]
fn a_number_that_no_ship_can_have() {
    let mut ship = sailing(PANAMA, 0.0, 10.0, sea());
    says(&mut ship, Attribute::Imo, "9289519", 0, 9);
    assert_eq!(text(only(&detect(&[ship]), Kind::IdentityChange), "how"), "imo_check_digit");
    // Mended within the voyage: the wrong one is told, its correction is no change.
    let mut mended = sailing(PANAMA, 0.0, 10.0, sea());
    says(&mut mended, Attribute::Imo, "9289519", 0, 3);
    says(&mut mended, Attribute::Imo, "9289518", 3, 9);
    assert_eq!(detect(&[mended]).len(), 1);
    // 0 is AIS for "none" and is never heard; a single 1 is a broken message.
    let mut once = sailing(PANAMA, 0.0, 10.0, sea());
    says(&mut once, Attribute::Imo, "1", 0, 1);
    assert_eq!(detect(&[once]), []);
}

/// A ship ends under one number; 30 h later another begins 300 m away.
fn renumbered(imo_before: &str, imo_after: &str, apart_m: f64) -> Vec<Trace> {
    let mut before = sailing(PANAMA, 0.0, 10.0, sea());
    let mut after = sailing(LIBERIA, 40.0, 10.0, moved(before.last.position, 45.0, apart_m));
    says(&mut before, Attribute::Name, "LADY R", 0, 9);
    says(&mut after, Attribute::Name, "OCEAN STAR", 0, 9);
    for (trace, imo) in [(&mut before, imo_before), (&mut after, imo_after)] {
        if !imo.is_empty() {
            says(trace, Attribute::Imo, imo, 0, 9);
        }
    }
    vec![before, after]
}

#[test]
fn one_hull_goes_on_under_another_number() {
    for (before, after, apart, basis) in [
        ("9161003", "9161003", 900.0, "imo"),
        ("", "", 20.0, "nearest"),
        ("9161003", "", 800.0, "only_candidate"),
    ] {
        let found = detect(&renumbered(before, after, apart));
        let finding = only(&found, Kind::IdentityChange);
        assert_eq!(text(finding, "basis"), basis);
        assert_eq!((text(finding, "mmsi_before").as_str(), finding.tracks.len()), ("351000001", 2));
    }
}

#[test]
fn two_ships_at_one_anchorage_are_not_stitched() {
    // Two different valid numbers.
    assert_eq!(detect(&renumbered("9161003", "9179842", 10.0)), []);
    // Too far, or too late.
    assert_eq!(detect(&renumbered("9161003", "9161003", 1_200.0)), []);
    let mut late = renumbered("9161003", "9161003", 100.0);
    let shift = 61.0 * 24.0;
    late[1] = sailing(LIBERIA, 40.0 + shift, 10.0, late[1].first.position);
    assert_eq!(detect(&late), []);
    // Two that could both be it, neither near.
    let mut port = renumbered("", "", 500.0);
    port.push(sailing(538_000_001, 41.0, 10.0, moved(port[0].last.position, 200.0, 600.0)));
    assert_eq!(detect(&port), []);
    // The first number is heard again elsewhere meanwhile: it did not end there.
    let mut back = renumbered("", "", 20.0);
    back.push(sailing(PANAMA, 20.0, 10.0, moved(sea(), 90.0, 400_000.0)));
    assert_eq!(detect(&back), []);
}

/// A ship at 10 kn that is silent for some minutes and goes on under another number, on this course.
fn renumbered_under_way(minutes: f64, course: f64, off_m: f64) -> Vec<Trace> {
    let mut before = sailing(PANAMA, 0.0, 10.0, sea());
    before.leaves = Some(Way::new(Knots(10.0), Degrees(90.0)));
    let ahead = moved(before.last.position, 90.0, minutes / 60.0 * 10.0 * 1_852.0);
    let mut after =
        sailing(LIBERIA, 10.0 + minutes / 60.0, 10.0, moved(ahead, course + 90.0, off_m));
    after.enters = Some(Way::new(Knots(10.4), Degrees(course)));
    vec![before, after]
}

/// Six minutes at ten knots are a mile: more than the study's 1 000 m, and the same ship all the same.
#[test]
fn a_ship_changes_its_number_under_way() {
    let found = detect(&renumbered_under_way(6.0, 90.0, 300.0));
    let finding = only(&found, Kind::IdentityChange);
    assert_eq!(text(finding, "basis"), "ahead");
    assert!(finding.reason.contains("from where it was headed"), "{}", finding.reason);
    let Value::Number(off) = finding.values["off_m"] else { panic!("a number") };
    assert!((off - 300.0).abs() < 80.0, "the ship also gathered way: {off}");
    assert!(finding.thresholds.contains_key("ahead_min"));
}

#[test]
fn another_ship_on_the_lane_is_not_the_one_that_fell_silent() {
    let far = |traces: Vec<Trace>| assert_eq!(detect(&traces), []);
    far(renumbered_under_way(6.0, 90.0, 1_400.0));
    far(renumbered_under_way(45.0, 90.0, 100.0));
    far(renumbered_under_way(6.0, 200.0, 100.0));
    // It says that it is longer.
    let mut larger = renumbered_under_way(6.0, 90.0, 100.0);
    says(&mut larger[0], Attribute::Length, "90", 0, 9);
    says(&mut larger[1], Attribute::Length, "180", 0, 9);
    far(larger);
    // Two that could be it.
    let mut convoy = renumbered_under_way(6.0, 90.0, 100.0);
    let mut second = renumbered_under_way(8.0, 90.0, 500.0).remove(1);
    second.track.mmsi = Mmsi(538_000_001);
    convoy.push(second);
    far(convoy);
    // Nobody knows how it went: only the ends count.
    let mut unknown = renumbered_under_way(6.0, 90.0, 100.0);
    unknown[0].leaves = None;
    far(unknown);
}

#[test]
fn one_number_on_two_craft() {
    let (a, b) = (
        sailing(PANAMA, 0.0, 10.0, sea()),
        sailing(PANAMA, 5.0, 10.0, moved(sea(), 180.0, 300_000.0)),
    );
    let found = detect(&[a, b]);
    let finding = only(&found, Kind::SharedMmsi);
    assert_eq!(finding.values["overlap_h"], Value::Number(5.0));
    assert_eq!(finding.values["gfw_yearly_rule"], Value::Flag(false), "on the air for 15 h only");
    // One track after the other is one ship; an overlap of minutes is a receiver's clock.
    let (a, b) = (sailing(PANAMA, 0.0, 10.0, sea()), sailing(PANAMA, 9.5, 10.0, sea()));
    assert_eq!(detect(&[a, b]), []);
}

#[test]
fn one_ship_on_two_numbers() {
    let a = sailing(412_331_284, 0.0, 6.0, sea());
    let b = sailing(150_400_453, 0.0, 6.0, moved(sea(), 0.0, 40.0));
    let found = detect(&[a.clone(), b]);
    let kinds: Vec<_> = found.iter().map(|finding| finding.kind).collect();
    assert_eq!(kinds, [Kind::FalseFlag, Kind::DualIdentity], "and 150 is allocated to nobody");
    assert!(found[1].reason.contains("sailed"), "{}", found[1].reason);
    // Side by side at anchor, or a mile apart, or a tug and its tow: no.
    let mut tug = sailing(412_000_002, 0.0, 6.0, moved(sea(), 0.0, 100.0));
    says(&mut tug, Attribute::ShipType, "52", 0, 6);
    assert_eq!(detect(&[a.clone(), tug]), []);
    assert_eq!(detect(&[a, sailing(412_000_003, 0.0, 6.0, moved(sea(), 0.0, 1_500.0))]), []);
    let moored = |mmsi, metres| {
        let mut trace = sailing(mmsi, 0.0, 6.0, sea());
        for point in &mut trace.path {
            point.position = moved(sea(), 0.0, metres);
        }
        trace
    };
    assert_eq!(detect(&[moored(412_000_004, 0.0), moored(412_000_005, 30.0)]), []);
}

#[test]
fn one_imo_number_at_two_places() {
    let twins = |apart: f64| {
        let mut a = sailing(PANAMA, 0.0, 10.0, sea());
        let mut b = sailing(LIBERIA, 2.0, 10.0, moved(sea(), 180.0, apart));
        says(&mut a, Attribute::Imo, "9161003", 0, 9);
        says(&mut b, Attribute::Imo, "9161003", 0, 9);
        vec![a, b]
    };
    let found = detect(&twins(500_000.0));
    assert_eq!(text(only(&found, Kind::DualIdentity), "how"), "imo_on_two_mmsis");
    // One after the other is a renumbering, not a double.
    let mut one = twins(0.0);
    one[1] = sailing(LIBERIA, 12.0, 10.0, moved(sea(), 180.0, 500_000.0));
    says(&mut one[1], Attribute::Imo, "9161003", 0, 9);
    assert_eq!(detect(&one), []);
}

struct Register(Country);

impl Registry for Register {
    fn flag(&self, imo: Option<Imo>, _: Mmsi, _: Time) -> Option<(Country, String)> {
        imo.map(|_| (self.0, "the register of Panama".to_owned()))
    }
}

#[test]
fn a_number_of_another_country_than_the_flag() {
    let mut ship = sailing(DPRK, 0.0, 6.0, sea());
    says(&mut ship, Attribute::CallSign, "3FAB7", 0, 5);
    let found = detect(std::slice::from_ref(&ship));
    let finding = only_flag(&found);
    assert_eq!(
        (text(finding, "mid_country"), text(finding, "flag")),
        ("KP".to_owned(), "PA".to_owned())
    );
    // The register speaks before the call sign.
    says(&mut ship, Attribute::Imo, "9161003", 5, 8);
    let register = Register(Country::from_code("KP").unwrap());
    assert_eq!(practices::detect(&[ship], &register, &IdentityRules::default()), []);
    // A Chinese call sign on a number of Hong Kong.
    let mut hong_kong = sailing(477_000_001, 0.0, 6.0, sea());
    says(&mut hong_kong, Attribute::CallSign, "VRAB7", 0, 5);
    assert_eq!(detect(&[hong_kong]), []);
}

fn only_flag(found: &[Finding]) -> &Finding {
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].kind, Kind::FalseFlag);
    &found[0]
}

/// One hull under several numbers, each silent for a day between.
fn flags(mmsis: &[u32], days_between: f64) -> Vec<Trace> {
    let (mut traces, mut place) = (Vec::new(), sea());
    for (at, mmsi) in (0..).zip(mmsis) {
        let mut trace = sailing(*mmsi, f64::from(at) * days_between * 24.0, 10.0, place);
        says(&mut trace, Attribute::Imo, "9161003", 0, 9);
        place = trace.last.position;
        traces.push(trace);
    }
    traces
}

#[test]
fn flags_that_change_too_often() {
    let found = detect(&flags(&[PANAMA, LIBERIA, DPRK, 677_000_001], 20.0));
    let hopping: Vec<_> =
        found.iter().filter(|finding| finding.kind == Kind::FlagHopping).collect();
    assert_eq!(hopping.len(), 1);
    assert_eq!(text(hopping[0], "flags"), "PA LR KP TZ");
    assert_eq!(hopping[0].values["strong"], Value::Flag(true));
    // One change of flag is trade; so is a new number of the same flag.
    for innocent in [vec![PANAMA, LIBERIA], vec![PANAMA, 352_000_001, 353_000_001]] {
        let found = detect(&flags(&innocent, 20.0));
        assert!(found.iter().all(|finding| finding.kind == Kind::IdentityChange), "{found:#?}");
    }
}

#[test]
fn a_person_splits_and_it_stays_so() {
    let rules = IdentityRules::default();
    let traces = renumbered("9161003", "9161003", 100.0);
    let proposed = hull::propose(&traces, &[], &rules);
    assert_eq!((proposed.len(), proposed[0].basis), (1, Basis::StitchedByImo));
    let hulls = hull::resolve(&traces, &proposed, &[], &rules);
    assert_eq!((hulls.hulls.len(), hulls.hulls[0].imo), (1, Imo::new(9_161_003)));
    let names: Vec<_> =
        hulls.hulls[0].values(Attribute::Name).map(|it| it.value.as_str()).collect();
    assert_eq!(names, ["LADY R", "OCEAN STAR"]);

    let decision = |verdict, hour| Decision {
        a: traces[1].track,
        b: traces[0].track,
        verdict,
        by: "an analyst".to_owned(),
        at: time(hour),
        note: None,
    };
    let split = decision(Verdict::Split, 100.0);
    let hulls = hull::resolve(&traces, &proposed, std::slice::from_ref(&split), &rules);
    assert_eq!((hulls.hulls.len(), hulls.refused[0].hypothesis.state), (2, State::Split));
    let again = [split, decision(Verdict::Confirmed, 101.0)];
    let hulls = hull::resolve(&traces, &proposed, &again, &rules);
    assert_eq!((hulls.hulls.len(), hulls.hulls[0].links[0].state), (1, State::Confirmed));
}

#[test]
fn two_valid_numbers_are_never_one_hull_whoever_says_so() {
    let rules = IdentityRules::default();
    let traces = renumbered("9161003", "9179842", 10.0);
    let confirmed = Decision {
        a: traces[0].track,
        b: traces[1].track,
        verdict: Verdict::Confirmed,
        by: "an analyst".to_owned(),
        at: time(100.0),
        note: None,
    };
    let hulls = hull::resolve(&traces, &[], &[confirmed], &rules);
    assert_eq!(hulls.hulls.len(), 2);
    assert!(hulls.refused[0].why.contains("two valid IMO numbers"), "{}", hulls.refused[0].why);
}

#[test]
fn tracks_of_one_number_go_on_unless_it_is_shared() {
    let rules = IdentityRules::default();
    let first = sailing(PANAMA, 0.0, 5.0, sea());
    let second = sailing(PANAMA, 12.0, 5.0, moved(first.last.position, 90.0, 100_000.0));
    let traces = vec![first.clone(), second];
    let hulls = hull::resolve(&traces, &hull::propose(&traces, &[], &rules), &[], &rules);
    assert_eq!(hulls.hulls.len(), 1);
    let twin = sailing(PANAMA, 2.0, 5.0, moved(sea(), 180.0, 500_000.0));
    let traces = vec![first, twin];
    let hulls = hull::resolve(&traces, &hull::propose(&traces, &[], &rules), &[], &rules);
    assert_eq!(hulls.hulls.len(), 2);
}

/// What an analyst said, beside no flags at all.
struct Said(Vec<Decision>);

impl Registry for Said {
    fn flag(&self, _: Option<Imo>, _: Mmsi, _: Time) -> Option<(Country, String)> {
        None
    }

    fn decisions(&self) -> Vec<Decision> {
        self.0.clone()
    }
}

fn said(verdict: Verdict, a: TrackId, b: TrackId) -> Said {
    Said(vec![Decision { a, b, verdict, by: "ada".to_owned(), at: time(500.0), note: None }])
}

#[test]
fn a_split_takes_the_finding_away_even_when_late_data_renames_the_track() {
    let rules = IdentityRules::default();
    let mut traces = renumbered("9161003", "9161003", 100.0);
    let split = said(Verdict::Split, traces[0].track, traces[1].track);
    assert_eq!(only(&detect(&traces), Kind::IdentityChange).tracks.len(), 2);
    assert_eq!(practices::detect(&traces, &split, &rules), []);
    // The track begins earlier now, and its name says so.
    let earlier = traces[1].first.time - Span::from_minutes(1);
    traces[1].first.time = earlier;
    traces[1].track.start = earlier;
    assert_eq!(practices::detect(&traces, &split, &rules), []);
    let proposed = hull::propose(&traces, &split.0, &rules);
    let hulls = hull::resolve(&traces, &proposed, &split.0, &rules);
    assert_eq!((hulls.hulls.len(), hulls.refused.len()), (2, 1));
}

#[test]
fn what_a_person_confirms_is_a_change_of_number() {
    let rules = IdentityRules::default();
    // No number ties the two together, and they are too far apart for a stitch.
    let mut traces = vec![sailing(PANAMA, 0.0, 5.0, sea())];
    traces.push(sailing(LIBERIA, 30.0, 5.0, moved(sea(), 90.0, 300_000.0)));
    assert_eq!(detect(&traces), []);
    let confirmed = said(Verdict::Confirmed, traces[1].track, traces[0].track);
    let found = practices::detect(&traces, &confirmed, &rules);
    let finding = only(&found, Kind::IdentityChange);
    assert_eq!(text(finding, "basis"), "decided");
    assert_eq!(text(finding, "decided_links"), format!("{} {}", traces[0].track, traces[1].track));
    // Two valid IMO numbers stay two ships, whoever says otherwise.
    says(&mut traces[0], Attribute::Imo, "9161003", 0, 4);
    says(&mut traces[1], Attribute::Imo, "9179842", 0, 4);
    assert_eq!(practices::detect(&traces, &confirmed, &rules), []);
}

#[test]
fn a_split_of_two_that_sail_together_takes_the_double_away() {
    let rules = IdentityRules::default();
    let tug = sailing(PANAMA, 0.0, 10.0, sea());
    let mut tow = sailing(LIBERIA, 0.0, 10.0, moved(sea(), 0.0, 60.0));
    tow.track.start = time(0.0);
    let split = said(Verdict::Split, tug.track, tow.track);
    let traces = [tug, tow];
    assert_eq!(only(&detect(&traces), Kind::DualIdentity).tracks.len(), 2);
    assert_eq!(practices::detect(&traces, &split, &rules), []);
}
