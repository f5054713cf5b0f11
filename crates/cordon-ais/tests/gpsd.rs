//! gpsd's own regression suite: samples and recordings with the answers that come with them.

#![expect(clippy::panic, reason = "helpers of tests")]

mod common;

use common::Differences;
use cordon_ais::json::Style;
use cordon_ais::message::{Body, Message, StaticData, decode};
use serde_json::Value;

const OBJECT: &str = r#"{"class":"AIS""#;
const FROM_STDIN: &str = r#"{"class":"AIS","device":"stdin""#;

const NOT_AVAILABLE: &str = "null for not available, where gpsd has a number or n/a";
const TWO_PARTS: &str = "24 B has no name: gpsd puts the one of part A into it";
const TOO_SHORT: &str = "null where the message ends before the field, gpsd has 0 or an empty text";
const CUT_NUMBER: &str = "message ends inside the number: not sent, where gpsd fills up with zeros";
const HALF_A_WINDOW: &str = "a tidal window that is not wholly there is none";
const INLAND_UNITS: &str =
    "inland lengths are 0.1 m and draught 0.01 m: scaled, where gpsd does not";
const OLD_ROUNDING: &str =
    "gpsd rounds the place of message 17 to 0.1 degree, a water level to 0.1 m";
const RADIO: &str = "gpsd never reads the communication state of message 26";
const STRAY_BITS: &str = "gpsd leaves bits behind the end of the data in its last byte";
const MASKED: &str = "gpsd hides the data of applications it knows behind x";
const WIDE_MODE: &str = "gpsd reads four bits for the two of the mode in message 23";
const WORDS: &str = "spelt otherwise in another edition of gpsd";

/// gpsd's objects beside ours: for each the next of our messages of that type and number.
fn pairs(sentences: &str, answers: &[&str], style: Style) -> Vec<(Value, Value)> {
    let messages = common::messages(sentences);
    let mut ours = messages.iter().filter_map(|raw| decode(raw.bits()).ok());
    let theirs = answers.iter().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let mut wanted = |gpsd: &Value| {
        let (kind, mmsi) = (gpsd["type"].as_u64(), gpsd["mmsi"].as_u64());
        ours.find(|own| {
            Some(own.kind.into()) == kind && Some(own.mmsi.into()) == mmsi && !first_part(own, gpsd)
        })
    };
    theirs
        .map(|gpsd| {
            let own = wanted(&gpsd).unwrap_or_else(|| panic!("we have no {gpsd}"));
            let own = common::json(&own, style);
            (gpsd, own)
        })
        .collect()
}

/// gpsd tells parts A and B in one, when it has B.
fn first_part(own: &Message<'_>, gpsd: &Value) -> bool {
    gpsd.get("part").is_none() && matches!(own.body, Body::StaticData(StaticData::A(_)))
}

fn reason(gpsd: &Value, key: &str, ours: &Value) -> Option<&'static str> {
    let (kind, theirs) = (gpsd["type"].as_u64()?, &gpsd[key]);
    let nothing = [Value::from(0), Value::from(0.0), Value::from(""), Value::from("00-00T00:00Z")];
    Some(match (kind, key) {
        (24, "shipname") if ours.is_null() => TWO_PARTS,
        (26, "radio") if *theirs == 0 => RADIO,
        (26, "data") if common::same_but_last_byte(theirs, ours) => STRAY_BITS,
        (7 | 13 | 15, _) if *ours == 0 => CUT_NUMBER,
        (6, "tidals") if ours.as_array().is_some_and(Vec::is_empty) => HALF_A_WINDOW,
        (8, "length" | "beam" | "draught") if gpsd["dac"] == 200 => INLAND_UNITS,
        (17, "lon" | "lat") | (8, "waterlevel") if near(theirs, ours, 0.05) => OLD_ROUNDING,
        // There, but all `@`; the fields behind it are not there.
        (6, "destination") if gpsd["fid"] == 18 && gpsd["scaled"] == true => NOT_AVAILABLE,
        (6 | 8, _) if ours.is_null() && nothing.contains(theirs) => TOO_SHORT,
        (_, "status_text" | "epfd_text") => WORDS,
        _ if ours.is_null() && gpsd["scaled"] == true => NOT_AVAILABLE,
        _ => return None,
    })
}

/// A number, also where gpsd has it as a string.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

fn near(theirs: &Value, ours: &Value, tolerance: f64) -> bool {
    let (Some(theirs), Some(ours)) = (number(theirs), ours.as_f64()) else { return false };
    (theirs - ours).abs() <= tolerance
}

fn same(gpsd: &Value, key: &str, ours: &Value) -> bool {
    // gpsd writes message 27 with four decimals.
    let tolerance = if gpsd["type"] == 27 { 0.000_051 } else { 0.000_000_11 };
    gpsd[key] == *ours || gpsd["scaled"] == true && near(&gpsd[key], ours, tolerance)
}

fn compare(pairs: &[(Value, Value)]) -> Differences {
    let mut differences = Differences::default();
    for (gpsd, ours) in pairs {
        let keys = gpsd.as_object().expect("object").keys();
        for key in keys.filter(|key| !["class", "device"].contains(&key.as_str())) {
            let own = ours.get(key).unwrap_or(&Value::Null);
            let what = || format!("{key} ours {own}: {gpsd}");
            differences.add(what, same(gpsd, key, own), || reason(gpsd, key, own));
        }
    }
    differences.check();
    differences
}

fn text(path: &str) -> Option<String> {
    common::shared(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// Compare a recording with its answers: how many messages, and what differs.
fn suite(log: &str, answers: &str, style: Style) -> Option<(usize, Differences)> {
    let (log, answers) = (text(log)?, text(answers)?);
    let mut answers: Vec<_> = answers.lines().filter(|line| line.starts_with(OBJECT)).collect();
    if !answers.iter().any(|line| line.starts_with(FROM_STDIN)) {
        // The daemon tells some messages twice in a row.
        answers.dedup();
    }
    let pairs = pairs(&log, &answers, style);
    Some((pairs.len(), compare(&pairs)))
}

fn assert_found(found: &Differences, expected: &[(&str, usize)]) {
    let mut expected: Vec<_> = expected.iter().copied().filter(|(_, count)| *count > 0).collect();
    expected.sort_unstable();
    assert_eq!(found.deliberate.clone().into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn sample_unscaled() {
    let sample = suite("ais/gpsd/sample.aivdm", "ais/gpsd/sample.aivdm.ju.chk", Style::Raw);
    let Some((messages, found)) = sample else { return };
    assert_eq!((messages, found.compared), (97, 1_543));
    assert_found(
        &found,
        &[
            (TWO_PARTS, 2),
            (HALF_A_WINDOW, 3),
            (STRAY_BITS, 2),
            (RADIO, 5),
            (CUT_NUMBER, 2),
            (TOO_SHORT, 15),
        ],
    );
}

#[test]
fn sample_scaled() {
    let sample = suite("ais/gpsd/sample.aivdm", "ais/gpsd/sample.aivdm.js.chk", Style::Scaled);
    let Some((messages, found)) = sample else { return };
    assert_eq!((messages, found.compared), (97, 1_545));
    assert_found(
        &found,
        &[
            (TWO_PARTS, 2),
            (HALF_A_WINDOW, 3),
            (STRAY_BITS, 2),
            (RADIO, 5),
            (OLD_ROUNDING, 5),
            (INLAND_UNITS, 3),
            (CUT_NUMBER, 2),
            (NOT_AVAILABLE, 204),
            (TOO_SHORT, 15),
            (WORDS, 1),
        ],
    );
}

#[test]
fn recordings() {
    let recordings = [
        ("ais-18-27", 138, 2_208, [(TWO_PARTS, 0), (WORDS, 0)]),
        ("ais-nmea", 166, 2_883, [(TWO_PARTS, 4), (WORDS, 0)]),
        ("ais-nmea-type6-fid55", 1_259, 22_550, [(TWO_PARTS, 2), (WORDS, 16)]),
        ("ais-raw-messages", 108, 1_860, [(TWO_PARTS, 1), (WORDS, 0)]),
        ("ais_unpack_sixbit", 12, 248, [(TWO_PARTS, 1), (WORDS, 0)]),
    ];
    for (name, messages, values, deliberate) in recordings {
        let log = format!("ais/gpsd/{name}.log");
        let Some((count, found)) = suite(&log, &format!("{log}.chk"), Style::Raw) else { return };
        assert_eq!((name, count, found.compared), (name, messages, values));
        assert_found(&found, &deliberate);
    }
}

/// The third answer to the sample has values only, between bars.
#[test]
fn sample_between_bars() {
    let sample = (text("ais/gpsd/sample.aivdm"), text("ais/gpsd/sample.aivdm.chk"));
    let (Some(sample), Some(answers)) = sample else { return };
    let messages = common::messages(&sample);
    let mut ours = messages.iter().filter_map(|raw| decode(raw.bits()).ok());
    let mut differences = Differences::default();
    for line in answers.lines() {
        let [kind, _, mmsi, values] = line.splitn(4, '|').collect::<Vec<_>>()[..] else { continue };
        let is_it =
            |own: &Message<'_>| own.kind.to_string() == kind && plain(mmsi) == own.mmsi.to_string();
        let own =
            ours.find(|own| is_it(own) && !matches!(own.body, Body::StaticData(StaticData::A(_))));
        let own = common::json(&own.unwrap_or_else(|| panic!("we have no {line}")), Style::Raw);
        let mut left: Vec<String> = own.as_object().expect("object").values().map(flat).collect();
        for value in values.split('|') {
            // Each of our values answers for one of gpsd's.
            let found = left.iter().position(|own| *own == plain(value));
            let what = || format!("{value} of {line}: {own}");
            differences.add(what, found.is_some(), || bars_reason(&own, value));
            found.map(|at| left.swap_remove(at));
        }
    }
    differences.check();
    assert_eq!(differences.compared, 1_058);
    assert_found(
        &differences,
        &[(MASKED, 9), (CUT_NUMBER, 2), (WIDE_MODE, 1), (TWO_PARTS, 2), (RADIO, 5)],
    );
}

fn bars_reason(own: &Value, value: &str) -> Option<&'static str> {
    Some(match own["type"].as_u64()? {
        6 | 8 if value.ends_with("xx") => MASKED,
        7 => CUT_NUMBER,
        23 if value == "2" => WIDE_MODE,
        24 => TWO_PARTS,
        26 if value.ends_with(":0") => RADIO,
        _ => return None,
    })
}

/// A value between bars without leading zeros, hexadecimal as decimal.
fn plain(value: &str) -> String {
    let hexadecimal =
        value.strip_prefix("0x").and_then(|digits| u64::from_str_radix(digits, 16).ok());
    hexadecimal
        .or_else(|| value.parse().ok())
        .map_or_else(|| value.to_owned(), |number| number.to_string())
}

fn flat(value: &Value) -> String {
    match value {
        Value::Bool(flag) => u8::from(*flag).to_string(),
        Value::String(text) => plain(text),
        other => other.to_string(),
    }
}
