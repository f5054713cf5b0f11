//! A position that its receiver cannot have heard, a ship that drifts while another is silent, and
//! innocent look-alikes: from NMEA through the real binary, to packages that compute the findings again.

#![allow(clippy::unwrap_used, reason = "tests fail loudly")]

mod common;

use std::f64::consts::TAU;

use common::Cordon;
use common::sea::Sea;
use cordon_core::Position;
use serde_json::Value;

/// Twelve craft off Jeju and one that says it is off Guam; beside them a feed of the whole world, whose
/// ships are everywhere, under one name.
fn sea() -> Sea {
    let mut sea = Sea::default();
    sea.heard_by("jeju-1");
    for craft in 0..12 {
        let south = f64::from(craft) * 0.1;
        sea.sails(440_000_001 + craft, (0.0, 6.0), (33.2 - south, 126.2), 6.0);
    }
    sea.sails(440_000_099, (1.0, 6.0), (13.5, 144.0), 9.0);
    sea.heard_by("world");
    for craft in 0..24 {
        let lat = f64::from(craft) * 4.0 - 48.0;
        sea.sails(538_000_001 + craft, (0.0, 6.0), (lat, f64::from(craft) * 15.0), 10.0);
    }
    sea
}

fn found(cordon: &Cordon) -> Vec<Value> {
    let told = ["findings", "--kind", "spoofing", "--format", "jsonl"];
    let all = cordon.run(&told).json_lines();
    all.into_iter().filter(|it| it["values"]["how"] == "out_of_reach").collect()
}

#[test]
fn a_ship_off_guam_that_a_station_on_jeju_hears() {
    let cordon = Cordon::new();
    let file = cordon.file("sea.nmea", sea().lines());
    cordon.watch(&[file.to_str().unwrap()]);
    let told = found(&cordon);
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(told[0]["vessels"][0]["mmsi"], 440_000_099);
    assert!(told[0]["values"]["least_distance_nm"].as_f64().unwrap() > 1_300.0);

    verify(&cordon, &told[0]);
}

/// Round and round, a lap in an hour and a half, after two hours of a straight course.
#[test]
fn a_wide_circle_is_computed_again() {
    let mut sea = Sea::default();
    sea.goes(440_000_077, (0.0, 12.0), 9.0, |passed| {
        let before = (passed - 2.0).min(0.0) * 9.0 / 60.0;
        let (sin, cos) = (TAU * (passed - 2.0).max(0.0) / 1.5).sin_cos();
        let wide = 9.0 * 1.5 / TAU / 60.0;
        Position::wrapped(32.5 + wide * cos, 126.0 + (before + wide * sin) / 0.8434)
    });
    let cordon = Cordon::new();
    let file = cordon.file("sea.nmea", sea.lines());
    cordon.watch(&[file.to_str().unwrap()]);
    let told = ["findings", "--kind", "spoofing", "--format", "jsonl"];
    let told = cordon.run(&told).json_lines();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(told[0]["values"]["how"], "circle");
    assert!((told[0]["values"]["radius_m"].as_f64().unwrap() - 3_979.0).abs() < 40.0);

    verify(&cordon, &told[0]);
}

/// Exports a case about the finding, and computes it again.
fn verify(cordon: &Cordon, finding: &Value) -> Value {
    let id = finding["id"].as_str().unwrap();
    assert_eq!(cordon.run(&["case", "open", "--actor", "ada", "--finding", id]).code(), 0);
    assert_eq!(cordon.run(&["case", "export", "C-1", "-o", "case.zip"]).code(), 0);
    let verified = cordon.run(&["case", "verify", "case.zip", "--format", "json"]);
    assert_eq!(verified.code(), 0, "{}\n{}", verified.stdout(), verified.stderr());
    serde_json::from_str(&verified.stdout()).unwrap()
}

/// A ship drifts for 18 h alone; another falls silent 60 nm off, and is heard there again a day later,
/// among five that are heard all the time.
#[test]
fn a_drift_that_another_could_have_come_to_is_computed_again_with_its_label() {
    let mut sea = Sea::default();
    sea.sails(440_000_009, (3.0, 21.0), (20.0, 179.5), 0.3);
    let away = 179.5 + 5.4 / 60.0 / 20.0_f64.to_radians().cos();
    sea.sails(440_000_009, (21.0, 30.0), (20.0, away), 12.0);
    sea.sails(440_000_002, (0.0, 2.0), (20.9, 179.3), 1.5);
    sea.sails(440_000_002, (25.0, 30.0), (20.9, 179.35), 1.5);
    for craft in 0..5 {
        sea.sails(538_000_001 + craft, (0.0, 30.0), (20.8 + f64::from(craft) * 0.04, 179.2), 0.9);
    }
    let cordon = Cordon::new();
    let file = cordon.file("sea.nmea", sea.lines());
    cordon.watch(&[file.to_str().unwrap()]);
    let all = cordon.run(&["findings", "--kind", "loitering", "--format", "jsonl"]).json_lines();
    let labelled: Vec<_> = all.iter().filter(|it| it["values"]["one_dark"] == true).collect();
    let drift = labelled.iter().find(|it| it["vessels"][0]["mmsi"] == 440_000_009).unwrap();
    assert_eq!(drift["values"]["dark_mmsi"], "440000002");
    let again = verify(&cordon, drift);
    let taken = again["findings"][0].to_string();
    assert!(!taken.contains("one_dark") && !taken.contains("dark_gap"), "{taken}");
}

#[test]
fn threads_and_files_change_nothing() {
    let lines = sea().lines();
    let one = Cordon::new();
    let file = one.file("sea.nmea", &lines);
    one.watch(&["--threads", "1", file.to_str().unwrap()]);
    let parts: Vec<&[u8]> = lines.split_inclusive(|&byte| byte == b'\n').collect();
    let two = Cordon::new();
    let files: Vec<_> = (parts.chunks(97).enumerate())
        .map(|(n, part)| two.file(&format!("{n:03}.nmea"), part.concat()))
        .map(|file| file.to_str().unwrap().to_owned())
        .collect();
    let mut watch = vec!["--threads", "2"];
    watch.extend(files.iter().map(String::as_str));
    two.watch(&watch);
    let plain = |cordon: &Cordon| -> Vec<_> {
        let all = found(cordon).into_iter();
        all.map(|it| format!("{} {} {} {}", it["id"], it["start"], it["end"], it["values"]))
            .collect()
    };
    assert_eq!(plain(&two), plain(&one));
    assert_eq!(plain(&one).len(), 1);
}
