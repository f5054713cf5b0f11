//! `cordon flight`, through the real binary.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod common;

use common::Cordon;
use serde_json::Value;

const SIGHTINGS: &str = include_str!("../../cordon-flights/tests/fixtures/sightings.json");

fn json(cordon: &Cordon, arguments: &[&str]) -> Value {
    let ran = cordon.run(arguments);
    serde_json::from_str(&ran.stdout()).unwrap_or_else(|_| panic!("{}", ran.stderr()))
}

/// Sharing reference, table 4.2: the shot of 4 July 2017, and another source's duration for it.
#[test]
fn claims_are_judged() {
    let cordon = Cordon::new();
    let ask = ["flight", "claim", "--apogee", "2802", "--range", "933", "--format", "json"];
    let fits = cordon.run(&[&ask[..], &["--duration", "37m"]].concat());
    assert_eq!(fits.code(), 0);
    let told: Value = serde_json::from_str(&fits.stdout()).unwrap();
    assert!((told["free_fall_s"].as_f64().unwrap() - 2_065.5).abs() < 0.1, "{told}");
    assert_eq!(told["verdict"], "consistent");
    let odd = cordon.run(&[&ask[..], &["--duration", "39m"]].concat());
    assert_eq!(odd.code(), 1);
    assert!(odd.stdout().contains("too_long"));
    let far = ["flight", "claim", "--apogee", "7687.5", "--range", "1001.2"];
    assert!(cordon.run(&far).stdout().contains("unbounded"));
    assert_eq!(cordon.run(&["flight", "claim", "--apogee", "-5", "--range", "1"]).code(), 2);
}

/// From sightings to the alert and back to the all-clear; the exercise mark is on all of it.
#[test]
fn a_flight_is_warned_of_and_called_off() {
    let cordon = Cordon::new();
    cordon.file("sightings.json", SIGHTINGS);
    let at = ["--at", "2031-03-14T00:03:30Z", "--format", "json"];
    let fuse = ["flight", "warn", "fuse", "sightings.json", "--issue", "--origin", "JPN"];
    let told = json(&cordon, &[&fuse[..], &at].concat());
    assert_eq!(told["set_aside"][0]["sighting"], 41);
    let warning = &told["warning"];
    assert_eq!((&warning["notice"], &warning["exercise"]), (&"launch".into(), &"DRILL7".into()));
    assert!((warning["impact"]["lat"].as_f64().unwrap() - 41.35).abs() < 0.02, "{warning}");
    let id = warning["id"].as_str().unwrap();

    let show =
        |format: &str| cordon.run(&["flight", "warn", "show", id, "--format", format]).stdout();
    let alert = show("cap");
    assert!(alert.contains("<status>Exercise</status>") && alert.contains("<polygon>"), "{alert}");
    assert!(show("cot").contains("opex=\"e-DRILL7\""));

    let clear = ["flight", "warn", "clear", id, "--because", "it fell into the sea"];
    let called_off = json(&cordon, &[&clear[..], &["--format", "json"]].concat());
    assert_eq!((&called_off["notice"], &called_off["sequence"]), (&"all_clear".into(), &2.into()));
    assert_eq!(called_off["exercise"], "DRILL7");
    assert!(show("cap").contains("<msgType>Cancel</msgType>"));
    assert_eq!(cordon.run(&clear).code(), 2, "only a correction follows an all-clear");
    let all = cordon.run(&["flight", "warn", "list", "--all", "--format", "jsonl"]);
    assert_eq!(all.json_lines().len(), 2);
}

#[test]
fn aircraft_are_kept() {
    let cordon = Cordon::new();
    assert_eq!(cordon.run(&["flight", "list"]).code(), 1);
    let feed = r#"{"now":1700000000.5,"aircraft":[{"hex":"71be19","flight":"KAL123  ","alt_baro":36000,
        "lat":35.5,"lon":129.9,"seen_pos":2.25},{"hex":"what"}]}"#;
    let file = cordon.file("aircraft.json", feed);
    let watched = cordon.run(&["flight", "watch", file.to_str().unwrap(), "--format", "jsonl"]);
    assert_eq!(watched.code(), 0, "{}", watched.stderr());
    assert!(watched.stderr().contains("read 2, used 1, rejected 1 (bad_address 1)"));
    let kept = cordon.run(&["flight", "list", "--format", "jsonl"]).json_lines();
    assert_eq!(kept[0]["callsign"], "KAL123");
    assert_eq!(kept[0]["time"], "2023-11-14T22:13:18.25Z");
    let map = json(&cordon, &["flight", "list", "--format", "geojson"]);
    assert_eq!(map["features"][0]["geometry"]["coordinates"][0], 129.9);
    let noise = cordon.file("noise", "what is this\n".repeat(400));
    assert_eq!(cordon.run(&["flight", "watch", noise.to_str().unwrap()]).code(), 3);
}
