use super::*;
use cordon_core::{
    Evidence, FindingId, InputId, Kind, Mmsi, Position, SourceRef, Status, Time, TrackId, Value,
};

pub(crate) struct NoBytes;

impl Cite for NoBytes {
    fn cite(&self, source: SourceRef) -> Citation {
        let SourceRef { offset, length, .. } = source;
        Citation { input: "a.nmea".into(), offset, length, sha256: Some("00ff".into()) }
    }
}

pub(crate) fn gap() -> Finding {
    let start: Time = "2023-10-09T22:30:00Z".parse().unwrap();
    let end: Time = "2023-10-10T07:46:00Z".parse().unwrap();
    let track = TrackId { mmsi: Mmsi(440_123_456), start, ordinal: 1 };
    let place = |lat, lon| Position::from_degrees(lat, lon).unwrap();
    let fix = |time, position, offset| Evidence {
        track,
        time,
        position,
        source: SourceRef { input: InputId(0), offset, length: 47 },
    };
    Finding {
        id: FindingId::new(Kind::Gap, track, start, ""),
        kind: Kind::Gap,
        status: Status::Final,
        start,
        end: Some(end),
        position: place(32.5, 179.5),
        tracks: vec![track],
        vessels: vec![VesselRef { mmsi: 440_123_456, imo: None, name: Some("A \"B\", C".into()) }],
        values: [("duration_h".to_owned(), Value::Number(9.267))].into(),
        thresholds: [("min_duration_h".to_owned(), Value::Number(6.0))].into(),
        evidence: vec![fix(start, place(32.5, 179.5), 0), fix(end, place(32.7, -179.5), 48)],
        reason: "No report for 9 h 16 min.".into(),
        revision: 0,
        exercise: None,
    }
}

fn text(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn json_lines_have_the_fields_of_the_contract_in_order() {
    insta::assert_snapshot!(text(|out| write_jsonl(out, [&gap()], &NoBytes)));
}

#[test]
fn csv_quotes_what_needs_quoting() {
    insta::assert_snapshot!(text(|out| write_csv(out, [&gap()], &NoBytes)));
}

#[test]
fn a_gap_across_the_180th_meridian_is_cut_there() {
    // In which order keys are written depends on what else is built.
    let told = text(|out| write_geojson(out, [&gap()], &NoBytes));
    let lines = told.lines().map(|line| match serde_json::from_str(line) {
        Ok(feature) => sorted(feature).to_string(),
        Err(_) => line.to_owned(),
    });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
}

#[test]
fn no_findings_are_still_valid_documents() {
    let none: [&Finding; 0] = [];
    assert_eq!(text(|out| write_json(out, none, &NoBytes)), "[]\n");
    let none: [&Finding; 0] = [];
    let parsed: serde_json::Value =
        serde_json::from_str(&text(|out| write_geojson(out, none, &NoBytes))).unwrap();
    assert_eq!(parsed["features"].as_array().unwrap().len(), 0);
}

/// With the keys of every object in order.
fn sorted(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(object) => {
            let by_key: std::collections::BTreeMap<_, _> = object.into_iter().collect();
            Value::Object(by_key.into_iter().map(|(key, value)| (key, sorted(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}
