//! "Not available" (ITU-R M.1371-5, annex 8) is `null` where values are scaled, and stays as sent
//! where they are not.

mod common;

use cordon_ais::encode::BitWriter;
use cordon_ais::json::Style;
use cordon_ais::message::decode;
use serde_json::{Value, json};

/// A message of zeros but for these fields: first bit, width, value.
fn message(kind: u64, length: usize, fields: &[(usize, usize, u64)], style: Style) -> Value {
    let mut bits = BitWriter::new();
    bits.put(0, 6, kind);
    bits.put(8, 30, 440_123_456);
    for &(start, width, value) in fields {
        bits.put(start, width, value);
    }
    bits.reserve(length);
    common::json(&decode(bits.bits()).expect("decodes"), style)
}

#[track_caller]
fn assert_all(found: &Value, keys: &[&str], expected: &Value) {
    for key in keys {
        assert_eq!(found.get(key), Some(expected), "{key} of {found}");
    }
}

const DIMENSIONS: [&str; 4] = ["to_bow", "to_stern", "to_port", "to_starboard"];
const NAMES: [&str; 3] = ["callsign", "shipname", "destination"];
/// Hour 24 and minute 60 of a message 5.
const NO_TIME: [(usize, usize, u64); 2] = [(283, 5, 24), (288, 6, 60)];

#[test]
fn voyage() {
    let scaled = message(5, 424, &NO_TIME, Style::Scaled);
    assert_all(&scaled, &["imo", "draught", "eta"], &Value::Null);
    assert_all(&scaled, &NAMES, &Value::Null);
    assert_all(&scaled, &DIMENSIONS, &Value::Null);
    let raw = message(5, 424, &NO_TIME, Style::Raw);
    assert_all(&raw, &["imo", "draught"], &json!(0));
    assert_all(&raw, &NAMES, &json!(""));
    assert_all(&raw, &DIMENSIONS, &json!(0));
    assert_eq!(raw["eta"], "00-00T24:60Z");
}

#[test]
fn what_is_partly_known_is_told() {
    // A month without a day, and an antenna at the bow on the port side.
    let fields = [(274, 4, 3), NO_TIME[0], NO_TIME[1], (249, 9, 100), (264, 6, 20)];
    let voyage = message(5, 424, &fields, Style::Scaled);
    assert_eq!(voyage["eta"], "03-00T24:60Z");
    assert_eq!(DIMENSIONS.map(|key| voyage[key].as_u64()), [Some(0), Some(100), Some(0), Some(20)]);
}

#[test]
fn class_b_and_aids() {
    let class_b = message(19, 312, &[], Style::Scaled);
    assert_all(&class_b, &["shipname"], &Value::Null);
    assert_all(&class_b, &DIMENSIONS, &Value::Null);
    let aid = message(21, 272, &[], Style::Scaled);
    assert_all(&aid, &["name"], &Value::Null);
    assert_all(&aid, &DIMENSIONS, &Value::Null);
    let part_a = message(24, 160, &[], Style::Scaled);
    assert_all(&part_a, &["shipname"], &Value::Null);
    let part_b = message(24, 168, &[(38, 2, 1)], Style::Scaled);
    assert_all(&part_b, &["callsign", "vendorid"], &Value::Null);
    assert_all(&part_b, &DIMENSIONS, &Value::Null);
}

/// Weather by day, hour and minute (Circ.289: day 0, hour 24, minute 60), inland ship by length.
#[test]
fn applications() {
    let head = [(40, 10, 1), (50, 6, 31), (56 + 55, 5, 24), (56 + 60, 6, 60)];
    let weather = message(8, 360, &head, Style::Scaled);
    assert_eq!(weather.get("timestamp"), Some(&Value::Null), "{weather}");
    let ship = message(8, 168, &[(40, 10, 200), (50, 6, 10)], Style::Scaled);
    assert_all(&ship, &["vin", "length", "beam", "draught"], &Value::Null);
}
