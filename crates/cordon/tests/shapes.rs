//! The output shapes that others build on, as the binary prints them.
//!
//! A change here is a change of the contract: look at it, tell it in the change log, then accept it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod common;

use std::fmt::Write;

use common::{Cordon, Ran};
use insta::assert_snapshot;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Heard by receivers: messages 1, 5 in two parts, 18, 24 A and B, 27.
const HEARD: &str = r"\c:1696890000*50\!AIVDM,1,1,,A,1535SB002qOgEEhLTmHb;H8L0H7T,0*75
!AIVDM,2,1,1,A,5535SB02=2T=L@?KO?I0PTh4@Di0PT60EQ18E==7H0lK561`0J,0*09
!AIVDM,2,2,1,A,0j0DS1Dm3k`8888888880,2*40
!AIVDM,1,1,,A,B3M@U<0007sd5NW;vLh03wU5oP06,0*4B
!AIVDM,1,1,,A,H3M@U<0Dll60`4pD00000000000,2*19
!AIVDM,1,1,,A,H3M@U<4N3?=1B00=<>7l001@8330,0*1C
!AIVDM,1,1,,A,Kn9`@i0DCuB@o01T,0*09
";

/// Made for this test: messages 1, 5, 18 and 27 of which every value is "not available"
/// (ITU-R M.1371-5, annex 8).
const NOT_AVAILABLE: &str = "!AIVDM,1,1,,A,16Sg0@?P?w<tSF0l4Q@>4?wp0000,0*54
!AIVDM,2,1,3,A,56Sg0@h0000000000000000000000000000000000000000Ht0000000,0*35
!AIVDM,2,2,3,A,000000000000000,2*27
!AIVDM,1,1,,A,B6Sg0@@3wk?8mP=18D3Q3wv40000,0*57
!AIVDM,1,1,,A,KnSg0@Sn`>6bTOwt,0*68
";

fn decode(text: &str, flags: &[&str]) -> String {
    let cordon = Cordon::new();
    cordon.file("heard.nmea", text);
    answer(&cordon, &[&["decode"], flags, &["heard.nmea"]].concat())
}

fn answer(cordon: &Cordon, arguments: &[&str]) -> String {
    let ran: Ran = cordon.run(arguments);
    assert_eq!((ran.code(), ran.stderr().as_str()), (0, ""), "{arguments:?}");
    ran.stdout()
}

#[test]
fn decode_scaled() {
    assert_snapshot!(decode(HEARD, &["--format", "jsonl"]));
}

#[test]
fn decode_raw() {
    assert_snapshot!(decode(HEARD, &["--raw", "--format", "jsonl"]));
}

#[test]
fn decode_what_is_not_available() {
    assert_snapshot!(decode(NOT_AVAILABLE, &[]));
}

#[test]
fn decode_what_is_not_available_raw() {
    assert_snapshot!(decode(NOT_AVAILABLE, &["--raw"]));
}

#[test]
fn decode_json_is_one_array_of_the_same_objects() {
    let array: Vec<Value> = serde_json::from_str(&decode(HEARD, &["--format", "json"])).unwrap();
    let lines = decode(HEARD, &[]);
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(array, lines);
}

/// A tanker at 12 kn on the 28th parallel, silent for 8 h, with one position that is none of its own.
fn voyage() -> String {
    let mut table = "mmsi,timestamp,lat,lon,sog,cog,imo,name,callsign,ship_type\n".to_owned();
    let mut fix = |minute: u32, lat: f64, lon: f64| {
        let (hour, minute) = (10 + minute / 60, minute % 60);
        let time = format!("2023-10-09T{hour:02}:{minute:02}:00Z");
        let who = "9074729,\"GHOST, SEA\",D5XY7,80";
        writeln!(table, "440111111,{time},{lat},{lon:.4},12,90,{who}").unwrap();
    };
    // 12 kn are 0.2265 degrees of longitude an hour there.
    let east = |minute: u32| 150.0 + 0.2265 * f64::from(minute) / 60.0;
    for minute in [0, 60, 120] {
        fix(minute, 28.0, east(minute));
    }
    fix(125, 29.5, 152.0);
    for minute in [600, 660] {
        fix(minute, 28.0, east(minute));
    }
    table
}

fn watched() -> Cordon {
    let cordon = Cordon::new();
    cordon.file("voyage.csv", voyage() + "440111111,2023-10-09T22:00:00Z\n");
    cordon
}

fn concluded() -> Cordon {
    let cordon = watched();
    cordon.watch(&["voyage.csv"]);
    cordon
}

#[test]
fn watch_summary() {
    let cordon = watched();
    let json = answer(&cordon, &["watch", "--summary", "json", "voyage.csv"]);
    insta::with_settings!({filters => vec![(r#""seconds":[0-9.]+"#, r#""seconds":[seconds]"#)]}, {
        assert_snapshot!(json);
    });
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

#[test]
fn findings_jsonl() {
    let lines = answer(&concluded(), &["findings", "--format", "jsonl"]);
    assert_snapshot!(lines);
    let bytes = voyage().into_bytes();
    for line in lines.lines() {
        let finding: Value = serde_json::from_str(line).expect("one object a line");
        for item in finding["evidence"].as_array().expect("evidence") {
            let at = |key: &str| usize::try_from(item[key].as_u64().expect("a number")).unwrap();
            let cited = &bytes[at("offset")..][..at("length")];
            assert_eq!(item["sha256"], sha256(cited), "the hash is that of the cited bytes");
        }
    }
}

#[test]
fn findings_csv() {
    assert_snapshot!(answer(&concluded(), &["findings", "--format", "csv"]));
}

#[test]
fn findings_geojson() {
    let told = answer(&concluded(), &["findings", "--format", "geojson"]);
    let lines = told.lines().map(|line| {
        let (feature, comma) = line.strip_suffix(',').map_or((line, ""), |feature| (feature, ","));
        let sorted = serde_json::from_str(feature).map(|feature| sorted(feature).to_string());
        sorted.map_or_else(|_| line.to_owned(), |feature| feature + comma)
    });
    assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
}

#[test]
fn findings_table() {
    assert_snapshot!(answer(&concluded(), &["findings"]));
}

#[test]
fn findings_json_is_one_array_of_the_same_objects() {
    let cordon = concluded();
    let array: Vec<Value> =
        serde_json::from_str(&answer(&cordon, &["findings", "--format", "json"])).unwrap();
    assert_eq!(array, cordon.findings());
}

#[test]
fn track_points() {
    let cordon = concluded();
    let points = answer(&cordon, &["tracks", "--points"]);
    assert_eq!(points, answer(&cordon, &["tracks", "--points", "--format", "csv"]));
    assert_snapshot!(points);
}

#[test]
fn track_points_as_json_lines_hold_the_same() {
    let cordon = concluded();
    let csv = answer(&cordon, &["tracks", "--points"]);
    let mut rows = csv.lines().map(|row| row.split(',').collect::<Vec<_>>());
    let header = rows.next().expect("a header");
    let objects = answer(&cordon, &["tracks", "--points", "--format", "jsonl"]);
    assert!(objects.starts_with(r#"{"time":"2023-10-09T10:00:00Z","mmsi":440111111,"track":"#));
    for (row, object) in rows.zip(objects.lines()) {
        let object: Value = serde_json::from_str(object).unwrap();
        for (key, cell) in header.iter().zip(row) {
            let value = match &object[key] {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                number => number.as_f64().expect("a number").to_string(),
            };
            assert_eq!(value, cell, "{key} of {object}");
        }
    }
    assert_eq!(objects.lines().count() + 1, csv.lines().count());
}

#[test]
fn tracks_jsonl() {
    assert_snapshot!(answer(&concluded(), &["tracks", "--format", "jsonl"]));
}

/// Two ships of one name.
#[test]
fn vessels_of_one_name_are_one_array_or_a_line_each() {
    let cordon = Cordon::new();
    let twin = voyage().replace("440111111", "440222222").replace("D5XY7", "D5XY8");
    cordon.file("one.csv", voyage());
    cordon.file("two.csv", twin);
    cordon.watch(&["one.csv", "two.csv"]);
    let show =
        |name: &str, format: &str| answer(&cordon, &["vessel", "show", name, "--format", format]);
    let array: Vec<Value> = serde_json::from_str(&show("GHOST, SEA", "json")).unwrap();
    let lines: Vec<Value> =
        show("GHOST, SEA", "jsonl").lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    assert_eq!(array, lines);
    assert_eq!((&array[0]["mmsi"], &array[1]["mmsi"]), (&440_111_111.into(), &440_222_222.into()));
    assert_eq!(array.len(), 2);
    let one = show("D5XY8", "json");
    assert_eq!(serde_json::from_str::<Value>(&one).unwrap(), array[1]);
    assert_eq!(one, show("D5XY8", "jsonl"));
}

#[test]
fn vessel_json() {
    let text = answer(&concluded(), &["vessel", "show", "D5XY7", "--format", "json"]);
    let vessel: Value = serde_json::from_str(&text).expect("one object");
    assert_snapshot!(serde_json::to_string_pretty(&sorted(vessel)).unwrap());
}

/// With the keys of every object in order: in which they are written depends on what else is built.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            let by_key: std::collections::BTreeMap<_, _> = object.into_iter().collect();
            Value::Object(by_key.into_iter().map(|(key, value)| (key, sorted(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}
