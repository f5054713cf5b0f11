//! Feeds of aircraft: known records, any cut, and a stranger's bytes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

use cordon_core::{Span, Time};
use cordon_flights::feed::{Batch, Feed, Format};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

fn now() -> Time {
    "2016-03-14T23:00:02Z".parse().unwrap()
}

fn read(format: Format, bytes: &[u8], cut: usize) -> Batch {
    let mut batch = Batch::default();
    let mut feed = Feed::new(format);
    for part in bytes.chunks(cut.max(1)) {
        feed.take(part, now(), &mut batch);
    }
    feed.finish(now(), &mut batch);
    assert!(batch.tally.balances());
    assert_eq!(batch.tally.used as usize, batch.reports.len());
    batch
}

fn hex(text: &str) -> Vec<u8> {
    let pairs = (0..text.len()).step_by(2);
    pairs.map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// A Beast record: clock, signal and message, escapes doubled.
fn beast(kind: u8, message: &str) -> Vec<u8> {
    let mut record = vec![0x1a, kind];
    for byte in [0, 0x1a, 0x1a, 1, 2, 3, 0x80].into_iter().chain(hex(message)) {
        record.push(byte);
        if byte == 0x1a {
            record.push(byte);
        }
    }
    record
}

/// The 1090 Megahertz Riddle's position pair, a short reply, and what is none.
fn beast_stream() -> Vec<u8> {
    let mut stream = b"noise".to_vec();
    stream.extend(beast(b'3', "8D40621D58C386435CC412692AD6"));
    stream.extend(beast(b'3', "8D40621D58C382D690C8AC2863A7"));
    stream.extend(beast(b'2', "5D4840D6202CC3"));
    stream.extend(beast(b'1', "0A1B"));
    stream.extend(beast(b'3', "8D40621D58C382D690C8AC2863A8"));
    stream.extend([0x1a, b'9']);
    stream.extend([0x1a, b'3', 1, 2, 3]);
    stream
}

#[test]
fn beast_messages_become_a_place() {
    let batch = read(Format::Beast, &beast_stream(), usize::MAX);
    assert_eq!(batch.reports[0].position, None);
    let place = batch.reports[1].position.unwrap();
    assert!((place.lat() - 52.257_20).abs() < 1e-5 && (place.lon() - 3.919_37).abs() < 1e-5);
    assert_eq!(batch.reports[1].time, now());
    let reasons: Vec<(&str, u64)> =
        batch.tally.rejected.iter().map(|(reason, n)| (reason.as_str(), *n)).collect();
    let expected = [
        ("bad_parity", 1),
        ("cut_off", 1),
        ("mode_a_c", 1),
        ("not_a_broadcast", 1),
        ("unknown_kind", 1),
    ];
    assert_eq!(reasons, expected);
}

/// Lines as `BaseStation` writes them (the format's description at woodair.net), moved to our day.
const SBS: &str = "MSG,3,111,11111,4CA2D6,111111,2016/03/14,23:00:01.500,2016/03/14,23:00:01.600,,36000,,,53.02551,-2.91389,,,0,0,0,0\r\n\
MSG,1,111,11111,4CA2D6,111111,2016/03/14,23:00:01.700,2016/03/14,23:00:01.800,RYR1427 ,,,,,,,,,,,0\n\
MSG,4,111,11111,4CA2D6,111111,2008/11/28,14:53:50.391,2008/11/28,14:58:51.153,,,474.5,360.0,,,-64,,,,,0\n\
MSG,6,111,11111,4CA2D6,111111,2016/03/14,23:00:01.900,2016/03/14,23:00:01.900,,10000,,,,,,7700,-1,-1,0,-1\n\
AIR,,111,11111,4CA2D6,111111,2016/03/14,23:00:01.900,2016/03/14,23:00:01.900\n\
MSG,3,111,11111,4CA2D6,111111,,,,,,36000,,,153.0,-2.9,,,0,0,0,0\n\
MSG,3,1,1,XYZ,1\nwhat\n";

#[test]
fn lines_become_reports() {
    let batch = read(Format::Sbs, SBS.as_bytes(), usize::MAX);
    let [place, name, speed, squawk] = batch.reports.as_slice() else { panic!("{batch:?}") };
    assert_eq!(place.address.to_string(), "4ca2d6");
    assert!((place.position.unwrap().lon() + 2.913_89).abs() < 1e-5);
    assert_eq!((place.altitude_ft, place.on_ground), (Some(36_000), Some(false)));
    assert_eq!(now() - place.time, Span::from_seconds_f64(0.5));
    assert_eq!(name.callsign.as_deref(), Some("RYR1427"));
    // A clock that is years off is not believed.
    assert_eq!(speed.time, now());
    assert_eq!((speed.speed.unwrap().value(), speed.course.unwrap().value()), (474.5, 0.0));
    assert_eq!((squawk.squawk, squawk.on_ground), (Some(7_700), Some(true)));
    assert_eq!(batch.tally.rejected_total(), 4);
}

const AIRCRAFT: &str = r#"{"now":1700000000.5,"messages":9,"aircraft":[
 {"hex":"71be19","flight":"KAL123  ","alt_baro":36000,"alt_geom":36450,"gs":451.2,"track":88.1,
  "baro_rate":-64,"squawk":"2136","lat":35.5,"lon":129.9,"seen_pos":2.25,"seen":0.1},
 {"hex":"~2a0001","alt_baro":"ground","seen":4.5},
 {"hex":"71be20","lat":95.0,"lon":129.9},
 {"nothing":true}]}"#;

#[test]
fn aircraft_json_is_dated_when_it_was_heard() {
    let batch = read(Format::Aircraft, AIRCRAFT.as_bytes(), usize::MAX);
    let [flying, parked] = batch.reports.as_slice() else { panic!("{batch:?}") };
    assert_eq!(flying.time.to_string(), "2023-11-14T22:13:18.25Z");
    assert_eq!((flying.altitude_ft, flying.height_ft), (Some(36_000), Some(36_450)));
    assert_eq!((flying.squawk, flying.climb_fpm), (Some(2_136), Some(-64)));
    assert_eq!((flying.callsign.as_deref(), flying.on_ground), (Some("KAL123"), Some(false)));
    assert_eq!((parked.address.icao, parked.on_ground), (false, Some(true)));
    assert_eq!(parked.time.to_string(), "2023-11-14T22:13:16Z");
    assert_eq!(batch.tally.rejected["bad_position"], 1);
    assert_eq!(batch.tally.rejected["bad_row"], 1);
}

/// The example of OpenSky's REST API documentation, with its units: metres and metres a second.
const OPENSKY: &str = r#"{"time":1458564121,"states":[
 ["3c6444","DLH9LF  ","Germany",1458564120,1458564120,6.1546,50.1964,9639.3,false,232.88,98.26,4.55,null,9547.86,"1000",false,0],
 ["abcdef",null,"x",null,1458564121,null,null,null,true,null,null,null,null,null,null,false,0],
 [1,2]]}"#;

#[test]
fn state_vectors_are_turned_into_our_units() {
    let batch = read(Format::OpenSky, OPENSKY.as_bytes(), usize::MAX);
    let [flying, parked] = batch.reports.as_slice() else { panic!("{batch:?}") };
    assert_eq!(flying.time.to_string(), "2016-03-21T12:42:00Z");
    assert_eq!((flying.altitude_ft, flying.height_ft), (Some(31_625), Some(31_325)));
    assert!((flying.speed.unwrap().value() - 452.69).abs() < 0.01);
    assert_eq!((flying.climb_fpm, flying.squawk), (Some(896), Some(1_000)));
    assert_eq!((parked.position, parked.on_ground), (None, Some(true)));
    assert_eq!(batch.tally.rejected["bad_row"], 1);
}

#[test]
fn formats_are_recognised() {
    let streams = [beast(b'3', "00"), SBS.into(), AIRCRAFT.into(), OPENSKY.into()];
    for (stream, format) in streams.iter().zip(Format::ALL) {
        assert_eq!(Format::recognise(stream), Some(format));
        assert_eq!(Format::from_name(format.name()), Some(format));
    }
    assert_eq!(Format::recognise(b"!AIVDM,1"), None);
    assert_eq!(Format::recognise(b""), None);
}

fn streams() -> [(Format, Vec<u8>); 4] {
    [
        (Format::Beast, beast_stream()),
        (Format::Sbs, SBS.into()),
        (Format::Aircraft, AIRCRAFT.into()),
        (Format::OpenSky, OPENSKY.into()),
    ]
}

proptest! {
    #[test]
    fn any_cut_gives_the_same(which in 0..4_usize, cut in 1..200_usize) {
        let (format, bytes) = streams()[which].clone();
        let (whole, cut) = (read(format, &bytes, usize::MAX), read(format, &bytes, cut));
        prop_assert_eq!(whole.reports, cut.reports);
        prop_assert_eq!(whole.tally, cut.tally);
    }
}

/// 40 000 mutated feeds: none panics, every record is counted.
#[test]
fn mutations_break_nothing() {
    let mut rng = Pcg64Mcg::seed_from_u64(1_090);
    let streams = streams();
    let mut used = 0;
    for _ in 0..40_000 {
        let (format, mut bytes) = streams[rng.random_range(0..4)].clone();
        for _ in 0..rng.random_range(1..6) {
            let at = rng.random_range(0..bytes.len().max(1));
            match rng.random_range(0..4) {
                _ if bytes.is_empty() => bytes.push(b'{'),
                0 => bytes[at] = rng.random_range(0..=255),
                1 => bytes[at] ^= 1 << rng.random_range(0..8),
                2 => bytes.truncate(at),
                _ => bytes.insert(at, rng.random_range(0..=255)),
            }
        }
        used += read(format, &bytes, usize::MAX).tally.used;
    }
    assert!(used > 10_000, "only {used} were read: the mutations are too wild to test anything");
}
