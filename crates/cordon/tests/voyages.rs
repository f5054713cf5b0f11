//! Voyage irregularities through the real binary, and computed again from their packages.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod common;

use std::fmt::Write as _;

use common::Cordon;
use cordon_core::geodesy::{between, distance};
use cordon_core::{Position, Span, Time};
use serde_json::Value;

/// 2023-10-09T20:00:00Z: whatever goes on for long crosses midnight.
const START: i64 = 1_696_881_600;

const HEADER: &str = "mmsi,time,lat,lon,sog,draught,destination,eta\n";

fn at(minutes: i64) -> Time {
    Time::from_unix_seconds(START).unwrap() + Span::from_minutes(minutes)
}

/// A row each ten minutes along some places at 12 kn, with hours of rest at both ends; what it declares of its
/// draught, port and arrival follows from how long it is under way.
fn sail(
    mmsi: u32,
    places: &[(f64, f64)],
    rest_h: i64,
    declares: impl Fn(i64) -> (f64, &'static str, &'static str),
) -> String {
    let (mut rows, mut minute) = (String::new(), 0);
    let place = |at: &(f64, f64)| Position::wrapped(at.0, at.1);
    let mut row = |minute: i64, here: Position, sog: f64| {
        let (draught, to, eta) = declares(minute);
        let (lat, lon, time) = (here.lat(), here.lon(), at(minute));
        writeln!(rows, "{mmsi},{time},{lat:.5},{lon:.5},{sog},{draught:.1},{to},{eta}").unwrap();
    };
    for _ in 0..rest_h * 6 {
        row(minute, place(&places[0]), 0.0);
        minute += 10;
    }
    for leg in places.windows(2) {
        let (from, to) = (place(&leg[0]), place(&leg[1]));
        let lasts = (distance(from, to).value() / 1_852.0 / 12.0 * 60.0) as i64;
        let (begin, end) = (minute, minute + lasts);
        while minute < end {
            row(minute, between(at(begin), from, at(end), to, at(minute)), 12.0);
            minute += 10;
        }
    }
    for _ in 0..rest_h * 6 {
        row(minute, place(places.last().unwrap()), 0.0);
        minute += 10;
    }
    rows
}

/// What was found, by `how`, after every finding came out the same from its package.
fn found(rows: &str) -> Vec<Value> {
    let cordon = Cordon::new();
    cordon.file("rows.csv", format!("{HEADER}{rows}"));
    cordon.watch(&["rows.csv"]);
    let found = cordon.run(&["findings", "--kind", "voyage_irregularity", "--format", "jsonl"]);
    let found = found.json_lines();
    if found.is_empty() {
        return found;
    }
    let ids: Vec<&str> = found.iter().map(|it| it["id"].as_str().unwrap()).collect();
    let opened = cordon.run(&["case", "open", "--title", "voyage", "--finding", &ids.join(",")]);
    assert_eq!(opened.code(), 0, "{}", opened.stderr());
    let exported = cordon.run(&["case", "export", "C-1", "-o", "case.zip"]);
    assert_eq!(exported.code(), 0, "{}", exported.stderr());
    let verified = cordon.run(&["case", "verify", "case.zip"]);
    assert_eq!(verified.code(), 0, "{}{}", verified.stdout(), verified.stderr());
    found
}

fn hows(found: &[Value]) -> Vec<&str> {
    found.iter().map(|it| it["values"]["how"].as_str().unwrap()).collect()
}

/// In the open Pacific, six days to the east.
const PACIFIC: [(f64, f64); 2] = [(28.0, 150.0), (28.0, 182.0)];

#[test]
fn a_draught_that_changes_at_sea_and_one_that_does_not() {
    let light = |minute| (if minute < 2_400 { 6.2 } else { 11.8 }, "", "");
    let found = found(&sail(440_000_001, &PACIFIC, 0, light));
    assert_eq!(hows(&found), ["draught_change_at_sea"]);
    assert_eq!(found[0]["values"]["draught_after_m"], 11.8);
    assert!(self::found(&sail(440_000_002, &PACIFIC, 0, |_| (6.2, "", ""))).is_empty());
}

#[test]
fn a_declared_port_that_is_never_reached_and_one_that_is_far() {
    let soon = |_| (6.2, "CNSHA", "10-10 12:00");
    let found = found(&sail(440_000_001, &PACIFIC, 0, soon));
    assert_eq!(hows(&found), ["port_not_reached"]);
    let late = |_| (6.2, "CNSHA", "10-15 12:00");
    assert!(self::found(&sail(440_000_002, &PACIFIC, 0, late)).is_empty());
}

/// Busan and Hamada, over the open sea.
const BUSAN: (f64, f64) = (35.09, 129.05);
const HAMADA: (f64, f64) = (34.905, 132.08);

#[test]
fn a_long_way_round_and_the_straight_one() {
    let silent = |_| (6.2, "", "");
    let found = found(&sail(440_000_001, &[BUSAN, (37.6, 131.9), HAMADA], 10, silent));
    let round: Vec<_> = found.iter().filter(|it| it["values"]["how"] == "detour").collect();
    assert_eq!(round.len(), 1, "{found:?}");
    assert!(round[0]["values"]["detour_ratio"].as_f64().unwrap() > 2.0);
    let straight = self::found(&sail(440_000_002, &[BUSAN, HAMADA], 10, silent));
    assert!(straight.is_empty(), "{straight:?}");
}

#[test]
fn a_call_in_another_country_and_the_one_declared() {
    let found = found(&sail(440_000_001, &[BUSAN, HAMADA], 10, |_| (6.2, "KRPUS>CN DLC", "")));
    assert!(hows(&found).contains(&"call_elsewhere"), "{found:?}");
    let told = |minute| (6.2, if minute < 900 { "KRPUS" } else { "JPHMD" }, "");
    let agrees = self::found(&sail(440_000_002, &[BUSAN, HAMADA], 10, told));
    assert!(agrees.is_empty(), "{agrees:?}");
}
