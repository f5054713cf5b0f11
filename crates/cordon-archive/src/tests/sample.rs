//! Made-up vessels and reports, the same for the same seed.

use cordon_core::{
    Evidence, Finding, FindingId, Fix, FixFlags, Input, InputId, Kind, Mmsi, Position,
    ReceiverKind, SourceRef, StaticReport, Status, Time, TrackId, Transponder, Value, Values,
    VesselRef,
};

use crate::{Query, Store};

/// A small generator of numbers (xorshift64*).
pub(crate) struct Numbers(pub u64);

impl Numbers {
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % n
    }
}

/// A directory in memory where the system has one: syncing there costs nothing.
pub(crate) fn dir() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

pub(crate) fn time(text: &str) -> Time {
    text.parse().unwrap()
}

pub(crate) fn input(name: &str) -> Input {
    Input { name: name.into(), format: "aivdm".into(), exercise: None, heard: None }
}

pub(crate) fn source(n: u64) -> SourceRef {
    SourceRef { input: InputId(0), offset: n * 49, length: 47 }
}

/// Reports of some vessels over three days, two midnights, in a random order.
pub(crate) fn fixes(seed: u64, n: u64) -> Vec<Fix> {
    let mut numbers = Numbers(seed | 1);
    (0..n).map(|index| fix(&mut numbers, index)).collect()
}

fn fix(numbers: &mut Numbers, index: u64) -> Fix {
    let start = time("2021-01-01T22:00:00Z").as_micros();
    let micros = start + (numbers.below(26 * 3_600) * 1_000_000 + numbers.below(3)).cast_signed();
    let lat = numbers.below(108_000_001) as i32 - 54_000_000;
    let lon = numbers.below(216_000_000) as i32 - 108_000_000;
    let known =
        |n: u64, numbers: &mut Numbers| if numbers.below(9) == 0 { Fix::NONE } else { n as u16 };
    let (sog, cog, heading) = (numbers.below(1_023), numbers.below(3_600), numbers.below(360));
    Fix {
        time: Time::from_micros(micros).unwrap(),
        mmsi: Mmsi(412_000_000 + numbers.below(6) as u32 * 7_919),
        position: Position::from_raw(lat, lon).unwrap(),
        sog: known(sog, numbers),
        cog: known(cog, numbers),
        heading: known(heading, numbers),
        nav_status: numbers.below(16) as u8,
        msg_type: numbers.below(28) as u8,
        transponder: Transponder::from_u8(numbers.below(7) as u8),
        receiver_kind: ReceiverKind::from_u8(numbers.below(4) as u8),
        receiver: numbers.below(1 << 31) as u32 * 2,
        flags: FixFlags(numbers.below(16) as u8),
        source: source(index),
        digest: numbers.below(u64::from(u32::MAX)) << 32 | index,
    }
}

pub(crate) fn statics(seed: u64, n: u64) -> Vec<StaticReport> {
    let mut numbers = Numbers(seed | 1);
    (0..n).map(|index| static_report(&mut numbers, index)).collect()
}

fn static_report(numbers: &mut Numbers, index: u64) -> StaticReport {
    let fix = fix(numbers, 1_000_000 + index);
    let mut text = |words: &[&str]| {
        words.get(numbers.below(words.len() as u64 + 1) as usize).map(|&word| word.into())
    };
    StaticReport {
        time: fix.time,
        mmsi: fix.mmsi,
        transponder: fix.transponder,
        receiver: fix.receiver,
        msg_type: fix.msg_type,
        exercise: index.is_multiple_of(2),
        name: text(&["JEJU STAR", "한라", "A\"B,C"]),
        callsign: text(&["DSAB7"]),
        destination: text(&["KR PUS", "MOKPO"]),
        eta: text(&["11-02T04:30Z"]),
        imo: (!index.is_multiple_of(3)).then_some(9_074_729),
        ship_type: (!index.is_multiple_of(4)).then_some(80),
        dimensions: (!index.is_multiple_of(5)).then_some([100, 20, 8, 8]),
        draught: (!index.is_multiple_of(6)).then_some(77),
        source: fix.source,
        digest: fix.digest,
    }
}

pub(crate) fn finding(n: u64, hours: f64) -> Finding {
    let start = time("2021-01-01T22:30:00Z");
    let track = TrackId { mmsi: Mmsi(412_331_088), start, ordinal: 1 };
    let position = Position::from_raw(21_060_000, 77_424_000).unwrap();
    let values: Values = [("duration_h".to_owned(), Value::Number(hours))].into();
    Finding {
        id: FindingId::new(Kind::Gap, track, start, &n.to_string()),
        kind: Kind::Gap,
        status: Status::Open,
        start,
        end: None,
        position,
        tracks: vec![track],
        vessels: vec![VesselRef::unnamed(track.mmsi)],
        values,
        thresholds: Values::new(),
        evidence: vec![Evidence { track, time: start, position, source: source(n) }],
        reason: format!("No report for {hours} h."),
        revision: 0,
        exercise: None,
    }
}

/// All position reports, in the order of the scan.
pub(crate) fn all_fixes(store: &Store, query: &Query) -> Vec<Fix> {
    store.scan(query).flat_map(|batch| batch.unwrap().rows).collect()
}

pub(crate) fn all_statics(store: &Store) -> Vec<StaticReport> {
    store.statics(&Query::all()).flat_map(|batch| batch.unwrap().rows).collect()
}
