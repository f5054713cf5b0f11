//! A position that its receiver cannot have heard, and innocent look-alikes: from NMEA through the real
//! binary, to a package that computes the finding again.

#![allow(clippy::unwrap_used, reason = "tests fail loudly")]

mod common;

use common::Cordon;
use common::sea::Sea;
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

    let id = told[0]["id"].as_str().unwrap();
    assert_eq!(cordon.run(&["case", "open", "--actor", "ada", "--finding", id]).code(), 0);
    assert_eq!(cordon.run(&["case", "export", "C-1", "-o", "case.zip"]).code(), 0);
    let verified = cordon.run(&["case", "verify", "case.zip", "--format", "json"]);
    assert_eq!(verified.code(), 0, "{}\n{}", verified.stdout(), verified.stderr());
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
