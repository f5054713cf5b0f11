//! Each identity practice of the advisory of May 2020 where it happens, and beside it an innocent
//! look-alike: from NMEA through the real binary, to a package that computes each finding again.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod common;

use std::collections::BTreeSet;
use std::io::Write;
use std::net::TcpListener;

use common::Cordon;
use common::sea::{Papers, Sea, imo, named};
use serde_json::Value;

/// All practices and their look-alikes at once, each in a sea of its own.
fn sea() -> Sea {
    let mut sea = Sea::default();
    changes(&mut sea);
    numbers(&mut sea);
    flags(&mut sea);
    sea
}

fn changes(sea: &mut Sea) {
    // A new name and call sign under way, and a slip that was mended; across the 180th meridian.
    let (star, king) = ("SEA STAR", "OCEAN KING");
    sea.sails(440_000_001, (0.0, 8.0), (28.0, 179.5), 10.0);
    sea.says(440_000_001, (0.0, 4.0), Papers { call_sign: "DSAB4", ..named(star, imo(917_984)) });
    sea.says(440_000_001, (4.0, 8.0), Papers { call_sign: "DSXY9", ..named(king, imo(917_984)) });
    sea.sails(440_000_002, (0.0, 8.0), (20.0, 150.0), 10.0);
    sea.says(440_000_002, (0.0, 4.0), named("SEA STAR", 0));
    sea.says(440_000_002, (4.0, 8.0), named("SEA STARR", 0));
    // A new number after a silence, and another ship at the same place.
    sea.sails(440_000_011, (0.0, 3.0), (22.0, 150.0), 10.0);
    sea.says(440_000_011, (0.0, 3.0), named("OLD NAME", imo(907_472)));
    let end = 150.0 + 30.0 / 60.0 / 22.0_f64.to_radians().cos();
    sea.sails(511_000_012, (8.0, 11.0), (22.0, end), 10.0);
    sea.says(511_000_012, (8.0, 11.0), named("FRESH PAINT", imo(907_472)));
    sea.sails(440_000_013, (0.0, 3.0), (24.0, 150.0), 0.0);
    sea.says(440_000_013, (0.0, 3.0), named("WAITS HERE", imo(932_148)));
    sea.sails(511_000_014, (8.0, 11.0), (24.0, 150.0), 0.0);
    sea.says(511_000_014, (8.0, 11.0), named("COMES LATER", imo(931_946)));
    // A number that no ship can have, and none at all.
    sea.sails(440_000_021, (0.0, 4.0), (26.0, 150.0), 10.0);
    sea.says(440_000_021, (0.0, 4.0), named("BAD DIGIT", imo(917_985) ^ 1));
    sea.sails(440_000_022, (0.0, 4.0), (26.5, 150.0), 10.0);
    sea.says(440_000_022, (0.0, 4.0), named("NO NUMBER", 0));
}

fn numbers(sea: &mut Sea) {
    // One MMSI on two ships at once, and one that goes on after a silence.
    sea.sails(440_000_031, (0.0, 6.0), (-20.0, 150.0), 10.0);
    sea.sails(440_000_031, (1.02, 6.02), (-30.0, 160.0), 10.0);
    sea.sails(440_000_032, (0.0, 2.0), (-22.0, 150.0), 10.0);
    let on = 150.0 + 50.0 / 60.0 / 22.0_f64.to_radians().cos();
    sea.sails(440_000_032, (5.0, 7.0), (-22.0, on), 10.0);
    // One ship with two numbers, and two that lie side by side.
    sea.sails(440_000_041, (0.0, 4.0), (-24.0, 179.8), 12.0);
    sea.sails(351_000_042, (0.01, 4.01), (-24.0, 179.8018), 12.0);
    sea.sails(440_000_043, (0.0, 4.0), (-26.0, 150.0), 0.0);
    sea.sails(351_000_044, (0.01, 4.01), (-26.0, 150.0005), 0.0);
    // One IMO number in two places.
    sea.sails(440_000_051, (0.0, 5.0), (-28.0, 150.0), 10.0);
    sea.says(440_000_051, (0.0, 5.0), named("TWIN ONE", imo(940_001)));
    sea.sails(538_000_052, (0.5, 5.5), (-28.0, 153.0), 10.0);
    sea.says(538_000_052, (0.5, 5.5), named("TWIN TWO", imo(940_001)));
}

fn flags(sea: &mut Sea) {
    // Digits of no country; a call sign of another country, and one of the same.
    sea.sails(150_000_061, (0.0, 3.0), (30.0, 150.0), 10.0);
    sea.sails(440_000_062, (0.0, 3.0), (31.0, 150.0), 10.0);
    sea.says(440_000_062, (0.0, 3.0), Papers { call_sign: "3FAB4", ..named("PANAMA SAYS", 0) });
    sea.sails(440_000_063, (0.0, 3.0), (32.0, 150.0), 10.0);
    sea.says(440_000_063, (0.0, 3.0), Papers { call_sign: "DSCD5", ..named("KOREA SAYS", 0) });
    // Three flags in two days.
    for (n, mmsi) in [(0, 440_000_071), (1, 511_000_072), (2, 538_000_073)] {
        let from = 8.0 * f64::from(n);
        sea.sails(mmsi, (from, from + 3.0), (34.0, 150.0), 0.0);
        sea.says(mmsi, (from, from + 3.0), named("HOPPER", imo(950_001)));
    }
}

const KINDS: &str = "identity_change,shared_mmsi,false_flag,flag_hopping,dual_identity";

/// Kind, how, and the numbers it is about.
fn told(finding: &Value) -> (String, String, Vec<u64>) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let vessels = finding["vessels"].as_array().unwrap();
    let numbers = vessels.iter().map(|vessel| vessel["mmsi"].as_u64().unwrap()).collect();
    (text(&finding["kind"]), text(&finding["values"]["how"]), numbers)
}

fn wanted() -> BTreeSet<(String, String, Vec<u64>)> {
    let of = |kind: &str, how: &str, numbers: &[u64]| {
        (kind.to_owned(), how.to_owned(), numbers.to_vec())
    };
    BTreeSet::from([
        of("identity_change", "within_track", &[440_000_001]),
        of("identity_change", "over_silence", &[440_000_011, 511_000_012]),
        of("identity_change", "imo_check_digit", &[440_000_021]),
        of("shared_mmsi", "", &[440_000_031, 440_000_031]),
        of("dual_identity", "co_moving", &[351_000_042, 440_000_041]),
        of("dual_identity", "imo_on_two_mmsis", &[440_000_051, 538_000_052]),
        of("false_flag", "mid_not_allocated", &[150_000_061]),
        of("false_flag", "mid_differs_from_flag", &[440_000_062]),
        // Each of its two new numbers is a change by itself.
        of("identity_change", "over_silence", &[440_000_071, 511_000_072]),
        of("identity_change", "over_silence", &[511_000_072, 538_000_073]),
        of("flag_hopping", "", &[440_000_071, 511_000_072, 538_000_073]),
    ])
}

#[test]
fn each_practice_is_found_no_look_alike_is_and_a_package_computes_them_again() {
    let cordon = Cordon::new();
    let file = cordon.file("sea.nmea", sea().lines());
    let summary = cordon.watch(&[file.to_str().unwrap()]);
    let kinds = KINDS.split(',').map(|kind| summary["findings"][kind].as_u64().unwrap());
    assert_eq!(kinds.collect::<Vec<_>>(), [5, 1, 2, 1, 2], "{summary}");
    let findings = cordon.run(&["findings", "--kind", KINDS, "--format", "jsonl"]).json_lines();
    assert_eq!(findings.iter().map(told).collect::<BTreeSet<_>>(), wanted());
    let renamed = findings.iter().find(|it| it["values"]["how"] == "within_track").unwrap();
    assert_eq!(renamed["values"]["name_after"], "OCEAN KING");
    assert_eq!(renamed["values"]["imo_unchanged"], true);

    let ids: Vec<&str> = findings.iter().map(|it| it["id"].as_str().unwrap()).collect();
    let mut open = vec!["case", "open", "--actor", "ada"];
    open.extend(ids.iter().flat_map(|id| ["--finding", *id]));
    let opened = cordon.run(&open);
    assert_eq!(opened.code(), 0, "{}", opened.stderr());
    let exported = cordon.run(&["case", "export", "C-1", "-o", "case.zip"]);
    assert_eq!(exported.code(), 0, "{}", exported.stderr());
    let verified = cordon.run(&["case", "verify", "case.zip", "--format", "json"]);
    assert_eq!(verified.code(), 0, "{}\n{}", verified.stdout(), verified.stderr());
    let verified: Value = serde_json::from_str(&verified.stdout()).unwrap();
    let again = verified["findings"].as_array().unwrap();
    assert_eq!(again.len(), findings.len());
    assert!(again.iter().all(|it| it["comparison"].to_string().contains("same")), "{again:?}");
}

#[test]
fn two_threads_many_files_late_ones_and_live_find_the_same() {
    let lines = sea().lines();
    let one = Cordon::new();
    let file = one.file("sea.nmea", &lines);
    one.watch(&["--threads", "1", file.to_str().unwrap()]);
    let found = |cordon: &Cordon| {
        let all = cordon.run(&["findings", "--kind", KINDS, "--format", "jsonl"]).json_lines();
        let standing = all.into_iter().filter(|it| it["status"] != "withdrawn");
        let plain = |it: Value| format!("{} {} {}", it["id"], it["start"], it["values"]);
        standing.map(plain).collect::<Vec<_>>()
    };
    let parts: Vec<&[u8]> = lines.split_inclusive(|&byte| byte == b'\n').collect();
    let two = Cordon::new();
    // Cut where no message is open; the later half first.
    let cut = parts.len() / 2;
    let cut = (cut..parts.len()).find(|&at| !parts[at].windows(4).any(|it| it == b"M,2,")).unwrap();
    for (name, part) in [("b.nmea", &parts[cut..]), ("a.nmea", &parts[..cut])] {
        let file = two.file(name, part.concat());
        two.watch(&["--threads", "2", file.to_str().unwrap()]);
    }
    assert_eq!(found(&two), found(&one));
    let live = Cordon::new();
    live.watch(&["--no-reconnect", "--lateness", "60", &serve_once(lines)]);
    assert_eq!(found(&live), found(&one));
}

/// Serves bytes to the first that connects, then hangs up for good.
fn serve_once(bytes: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || listener.accept().unwrap().0.write_all(&bytes));
    format!("tcp://{address}")
}
