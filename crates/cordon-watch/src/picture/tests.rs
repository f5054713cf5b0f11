//! The picture against what it was told.

use cordon_core::{
    FindingId, InputId, Position, ReceiverKind, SourceRef, Status, Transponder, Values,
};

use super::*;

fn t(seconds: i64) -> Time {
    Time::from_unix_seconds(seconds).unwrap()
}

fn track(mmsi: u32) -> TrackId {
    TrackId { mmsi: Mmsi(mmsi), start: t(0), ordinal: 1 }
}

fn source(offset: u64) -> SourceRef {
    SourceRef { input: InputId(1), offset, length: 48 }
}

fn fix(mmsi: u32, seconds: i64, lat: f64, lon: f64) -> Fix {
    Fix {
        time: t(seconds),
        mmsi: Mmsi(mmsi),
        position: Position::wrapped(lat, lon),
        sog: 123,
        cog: 900,
        heading: Fix::NONE,
        nav_status: 0,
        msg_type: 1,
        transponder: Transponder::ClassA,
        receiver_kind: ReceiverKind::Unknown,
        receiver: 0,
        flags: FixFlags::default(),
        source: source(0),
        digest: 0,
    }
}

fn report(seconds: i64, name: &str, offset: u64) -> StaticReport {
    StaticReport {
        time: t(seconds),
        mmsi: Mmsi(1),
        transponder: Transponder::ClassA,
        receiver: 0,
        msg_type: 5,
        exercise: false,
        imo: Some(9_000_007),
        name: Some(name.into()),
        callsign: None,
        ship_type: Some(80),
        dimensions: None,
        draught: None,
        destination: None,
        eta: None,
        source: source(offset),
        digest: 0,
    }
}

fn finding(start: i64, revision: u32, status: Status) -> Finding {
    Finding {
        id: FindingId("gap-1".into()),
        kind: Kind::Gap,
        status,
        start: t(start),
        end: Some(t(start + 100)),
        position: Position::wrapped(0.0, 179.5),
        tracks: vec![track(1)],
        vessels: Vec::new(),
        values: Values::new(),
        thresholds: Values::new(),
        evidence: Vec::new(),
        reason: "Silent.".into(),
        revision,
        exercise: None,
    }
}

#[test]
fn a_late_fix_joins_the_path_but_not_the_present() {
    let mut picture = Picture::default();
    picture.on_fix(&track(1), &fix(1, 100, 1.0, 1.0));
    picture.on_fix(&track(1), &fix(1, 50, 0.5, 0.5));
    let craft = picture.track(&track(1)).unwrap();
    assert_eq!(craft.last.unwrap().time, t(100));
    assert_eq!(craft.path.points().len(), 2);
    assert_eq!(picture.clock(), Some(t(100)));
}

#[test]
fn one_number_with_two_tracks_is_counted_once() {
    let mut picture = Picture::default();
    for ordinal in [1, 2] {
        picture.on_fix(&TrackId { ordinal, ..track(1) }, &fix(1, 0, 1.0, 1.0));
    }
    picture.on_fix(&track(2), &fix(2, 0, 1.0, 1.0));
    assert_eq!((picture.vessels(), picture.craft().len()), (2, 3));
    assert_eq!(picture.tracks_of(Mmsi(1)).count(), 2);
}

#[test]
fn names_are_dated_and_never_overwritten() {
    let mut picture = Picture::default();
    for (seconds, name, offset) in [(20, "NEW", 3), (10, "OLD", 1), (15, "OLD", 2), (5, "OLD", 0)] {
        picture.on_identity(&track(1), &report(seconds, name, offset));
    }
    let identity = &picture.track(&track(1)).unwrap().identity;
    assert_eq!(identity.latest(Attribute::Name), Some("NEW"));
    let old = &identity.values()[0];
    assert_eq!((&*old.value, old.first, old.last, old.count), ("OLD", t(5), t(15), 3));
    assert_eq!(old.source, source(0));
}

#[test]
fn a_reader_that_resumes_misses_nothing_and_gets_nothing_twice() {
    let mut picture = Picture::default();
    for i in 0..10 {
        picture.on_fix(&track(i), &fix(i, i64::from(i), 0.0, 0.0));
    }
    let seen = picture.delta(0);
    assert_eq!(seen.marks.len(), 10);
    assert!(picture.delta(seen.seq).marks.is_empty());
    picture.on_fix(&track(3), &fix(3, 60, 0.0, 0.1));
    picture.on_finding(&finding(0, 0, Status::Final));
    let next = picture.delta(seen.seq);
    assert_eq!(next.marks.iter().map(|m| m.mmsi).collect::<Vec<_>>(), [3]);
    assert_eq!(next.findings.len(), 1);
}

#[test]
fn a_reader_too_far_behind_gets_everything() {
    let mut picture = Picture::default();
    for i in 0..70_000 {
        picture.on_fix(&track(i % 500), &fix(i % 500, i64::from(i / 500), 0.0, 0.0));
    }
    assert_eq!(picture.delta(1).marks.len(), 500);
}

#[test]
fn a_withdrawn_finding_keeps_the_version_before() {
    let mut picture = Picture::default();
    picture.on_finding(&finding(0, 0, Status::Open));
    picture.on_finding(&finding(0, 0, Status::Final));
    let known_then = picture.seq();
    picture.on_finding(&finding(0, 1, Status::Withdrawn));
    let history = picture.findings().history(&FindingId("gap-1".into())).unwrap();
    let states: Vec<Status> = history.iter().map(|v| v.finding.status).collect();
    assert_eq!(states, [Status::Final, Status::Withdrawn]);
    let query = Query { as_of: Some(known_then), ..Query::default() };
    assert_eq!(picture.findings().matching(&query)[0].finding.status, Status::Final);
    assert_eq!(picture.findings().count(Kind::Gap), 0);
}

#[test]
fn a_box_may_cross_the_180th_meridian() {
    let mut picture = Picture::default();
    picture.on_finding(&finding(0, 0, Status::Final));
    let found = |west, east| {
        let within = Some(Box4 { west, south: -1.0, east, north: 1.0 });
        picture.findings().matching(&Query { within, ..Query::default() }).len()
    };
    assert_eq!((found(179.0, -179.0), found(-179.0, 179.0)), (1, 0));
}

#[test]
fn an_exercise_is_never_unmarked() {
    let mut picture = Picture::default();
    assert_eq!(picture.exercise(), None);
    let drill = Fix { flags: FixFlags::EXERCISE, ..fix(1, 0, 0.0, 0.0) };
    picture.on_fix(&track(1), &drill);
    assert_eq!(picture.exercise(), Some("UNNAMED"));
    assert!(picture.marks()[0].exercise);
    picture.set_exercise(Some("SOUTH-OF-JEJU".into()));
    assert_eq!(picture.exercise(), Some("SOUTH-OF-JEJU"));
}

#[test]
fn a_mark_is_24_bytes_little_endian() {
    let mut picture = Picture::default();
    picture.on_fix(&track(440_000_001), &fix(440_000_001, 0, 33.0, -126.5));
    picture.set_clock(t(90));
    let bytes = picture.marks()[0].to_bytes();
    assert_eq!(i32::from_le_bytes(bytes[0..4].try_into().unwrap()), -75_900_000);
    assert_eq!(u32::from_le_bytes(bytes[8..12].try_into().unwrap()), 440_000_001);
    assert_eq!(u16::from_le_bytes(bytes[16..18].try_into().unwrap()), 90);
    assert_eq!(bytes[23], (Transponder::ClassA as u8) << 1);
}
