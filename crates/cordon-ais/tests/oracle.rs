//! Raw integers of 33 801 real messages beside gpsd 3.22's.

mod common;

use common::Differences;
use cordon_ais::json::Style;
use cordon_ais::message::decode;
use serde_json::Value;

const NEWER_WORDS: &str = "code defined after gpsd 3.22: AIS-SART active, internal GNSS";
const TWO_PARTS: &str = "24 B has no name: gpsd puts the one of an earlier part A into it";
const CUT_NUMBER: &str = "message ends inside the number: not sent, where gpsd fills up with zeros";
const SPARE_BITS: &str =
    "message 20 with two lots has spare bits, which gpsd takes for a third lot";
const NO_RADIO: &str = "gpsd 3.22 never reads the communication state of message 26";
const STRAY_BITS: &str = "gpsd 3.22 leaves bits behind the end of the data in its last byte";
const TOO_SHORT: &str = "null where the message ends before the field, gpsd has 0 or an empty text";
const HALF_A_WINDOW: &str = "a tidal window that is not wholly there is none";

/// Why a value may differ from gpsd's.
fn reason(gpsd: &Value, key: &str, ours: &Value) -> Option<&'static str> {
    let (kind, theirs) = (gpsd["type"].as_u64()?, &gpsd[key]);
    let nothing = [Value::from(0), Value::from(""), Value::from("00-00T00:00Z"), Value::from("no")];
    Some(match (kind, key) {
        (1..=3, "status_text") if gpsd["status"] == 14 => NEWER_WORDS,
        (4 | 5, "epfd_text") if gpsd["epfd"] == 14 || gpsd["epfd"] == 15 => NEWER_WORDS,
        (24, "shipname") if gpsd.get("part").is_none() => TWO_PARTS,
        (7 | 13, "mmsi2" | "mmsi3" | "mmsi4")
        | (15, "offset1_2" | "mmsi2" | "type2_1" | "offset2_1")
            if *ours == 0 =>
        {
            CUT_NUMBER
        }
        (20, "offset3") if *ours == 0 => SPARE_BITS,
        (26, "radio") if *theirs == 0 => NO_RADIO,
        (26, "data") if common::same_but_last_byte(theirs, ours) => STRAY_BITS,
        (6 | 8, _) if ours.is_null() && nothing.contains(theirs) => TOO_SHORT,
        (6, "tidals") if ours.as_array().is_some_and(Vec::is_empty) => HALF_A_WINDOW,
        _ => return None,
    })
}

#[test]
fn every_raw_integer_is_gpsds() {
    let Some(nmea) = common::shared("ais/oracle/real.nmea") else { return };
    let Some(gpsd) = common::shared("ais/oracle/real.gpsd-3.22-unscaled.jsonl.gz") else { return };
    let messages = common::messages(std::str::from_utf8(&nmea).expect("ASCII"));
    assert_eq!(messages.len(), 33_887);
    let mut differences = Differences::default();
    for line in std::str::from_utf8(&gpsd).expect("ASCII").lines() {
        let theirs: Value = serde_json::from_str(line).expect("JSON");
        let index = theirs["i"].as_u64().expect("index") as usize;
        let message = decode(messages[index].bits()).expect("gpsd decodes it");
        compare(&theirs, &common::json(&message, Style::Raw), &mut differences);
    }
    differences.check();
    let deliberate: Vec<_> = differences.deliberate.into_iter().collect();
    assert_eq!(differences.compared, 577_883);
    let mut expected = [
        (NEWER_WORDS, 182),
        (TWO_PARTS, 65),
        (CUT_NUMBER, 12),
        (SPARE_BITS, 22),
        (NO_RADIO, 15),
        (STRAY_BITS, 13),
        (TOO_SHORT, 14),
        (HALF_A_WINDOW, 3),
    ];
    expected.sort_unstable();
    assert_eq!(deliberate, expected);
}

fn compare(theirs: &Value, ours: &Value, differences: &mut Differences) {
    for (key, value) in theirs.as_object().expect("object").iter().filter(|(key, _)| *key != "i") {
        let own = ours.get(key).unwrap_or(&Value::Null);
        let what = || format!("message {}: {key} is {value}, ours {own}", theirs["i"]);
        differences.add(what, own == value, || reason(theirs, key, own));
    }
}
