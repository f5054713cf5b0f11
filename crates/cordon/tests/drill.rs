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

/// A side drives from standard input: it is told its own part of the log, and may not do what is the controller's.
#[test]
fn a_side_drives_from_standard_input() {
    let cordon = Cordon::new();
    let drive = |role: &str, commands: &str| {
        let mut child = cordon
            .command(&[
                "drill",
                "drive",
                "jeju-2023",
                "--as",
                role,
                "--people",
                "kr",
                "--no-score",
                "--out",
                "driven",
            ])
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), commands.as_bytes()).unwrap();
        let ran = child.wait_with_output().unwrap();
        let lines: Vec<Value> = String::from_utf8(ran.stdout)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        (ran.status.code(), lines, String::from_utf8(ran.stderr).unwrap())
    };
    let (code, lines, told) = drive(
        "kr",
        "play 1800\nview\norder kr yulgok go 32.5 126.9\nsay on our way\nplay 60\nend\n",
    );
    assert_eq!(code, Some(0), "{told}");
    let view = lines.iter().find(|line| line["role"] == "kr").unwrap();
    assert!(view["truth"].is_null() && view["simulated"] == true);
    let has = |event: &str| lines.iter().any(|line| line["event"] == event);
    assert!(has("begin") && has("order") && has("said") && has("end"), "{lines:?}");
    assert!(cordon.path("driven/log.jsonl.zst").is_file());
    let (code, _, told) =
        drive("kr", "inject launch\norder us shoup resume\nfly\nplay soon\nend\n");
    assert_eq!(code, Some(3), "{told}");
    for why in [
        "line 1: only the controller",
        "line 2: `us` is not your side",
        "line 3: `fly`",
        "line 4: `soon`",
    ] {
        assert!(told.contains(why), "{why}: {told}");
    }
    assert_eq!(drive("nobody", "").0, Some(2));
}
