//! `cordon drill`, through the real binary.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod common;

use common::Cordon;
use serde_json::Value;

fn json(cordon: &Cordon, arguments: &[&str]) -> Value {
    let ran = cordon.run(arguments);
    assert_eq!(ran.code(), 0, "{}", ran.stderr());
    serde_json::from_str(&ran.stdout()).unwrap_or_else(|_| panic!("{}", ran.stderr()))
}

/// A run of the 22 encounters, as short as the bundled scenarios get.
fn run(cordon: &Cordon, folder: &str, seed: &str, threads: &str) -> Vec<Vec<u8>> {
    let out = cordon.path(folder);
    let out = out.to_str().unwrap();
    json(
        cordon,
        &[
            "drill",
            "run",
            "imazu",
            "--seed",
            seed,
            "--threads",
            threads,
            "--out",
            out,
            "--format",
            "json",
        ],
    );
    ["log.jsonl.zst", "truth.sealed", "score.json", "report.html"]
        .map(|name| std::fs::read(cordon.path(folder).join(name)).unwrap())
        .into()
}

#[test]
fn a_seed_makes_the_same_files_on_any_number_of_threads() {
    let cordon = Cordon::new();
    let one = run(&cordon, "one", "7", "1");
    assert!(one == run(&cordon, "two", "7", "2"));
    assert_ne!(one[0], run(&cordon, "other", "8", "1")[0]);
    let again = json(
        &cordon,
        &["drill", "score", cordon.path("one").to_str().unwrap(), "--format", "json"],
    );
    let first: Value = serde_json::from_slice(&one[2]).unwrap();
    assert_eq!(again, first);
    assert_eq!(
        (first["exercise"].as_str(), first["passed"].as_bool()),
        (Some("IMAZU"), Some(true))
    );
    let ospa =
        first["rows"].as_array().unwrap().iter().find(|row| row["name"] == "ospa_mean").unwrap();
    assert!(ospa["value"].as_f64().unwrap() < 1_000.0, "{ospa}");
}

#[test]
fn what_is_no_run_is_told() {
    let cordon = Cordon::new();
    let ran = cordon.run(&["drill", "score", cordon.path("nowhere").to_str().unwrap()]);
    assert_eq!(ran.code(), 3);
    assert!(ran.stderr().contains("no run of a drill"), "{}", ran.stderr());
    let ran = cordon.run(&["drill", "batch", "imazu", "--runs", "1", "--vary", "nothing"]);
    assert_eq!(ran.code(), 2, "{}", ran.stderr());
}

/// Smugglers in a real recording of a receiver in the Kattegat: every message that is injected is marked.
#[test]
fn smugglers_are_hidden_in_recorded_traffic() {
    let Some(recorded) = common::shared("ais/raw/Hakefjord.log") else { return };
    let cordon = Cordon::new();
    let out = cordon.path("red");
    let report = json(
        &cordon,
        &[
            "drill",
            "inject",
            "rajin-freighter",
            "--into",
            recorded.to_str().unwrap(),
            "--runs",
            "2",
            "--out",
            out.to_str().unwrap(),
            "--format",
            "json",
        ],
    );
    assert!(report["vessel_days"].as_f64().unwrap() > 0.0);
    let found = report["deceptions"].as_array().unwrap();
    assert!(!found.is_empty());
    for it in found {
        let [low, mid, high] = ["low", "probability", "high"].map(|key| it[key].as_f64().unwrap());
        assert!(low <= mid && mid <= high && it["tries"].as_u64().unwrap() >= 2, "{it}");
    }
    for run in report["runs"].as_array().unwrap() {
        assert!(run["heard"].as_u64().unwrap() <= run["sent"].as_u64().unwrap());
    }
    let lines = std::fs::read_to_string(out.join("run-0.nmea")).unwrap();
    assert!(lines.lines().all(|line| line.contains("t:EXERCISE RAJIN-FREIGHTER")));
}
