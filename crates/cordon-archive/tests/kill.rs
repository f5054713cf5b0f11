//! A process that is killed while it writes: what it said was kept is there, once.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

const KILLS: u64 = 12;

/// The example beside this test's own program; Cargo builds it before the tests run.
fn example() -> PathBuf {
    let this = std::env::current_exe().unwrap_or_default();
    let profile = this.ancestors().nth(2).unwrap_or(Path::new("."));
    profile.join("examples/ingest")
}

#[test]
fn what_was_acknowledged_survives_kill_9() {
    let dir = tempfile::tempdir().unwrap();
    let mut last = 0;
    for round in 0..KILLS {
        let mut child =
            Command::new(example()).arg(dir.path()).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let told = std::thread::spawn(move || lines.map_while(Result::ok).last());
        std::thread::sleep(Duration::from_millis(60 + round * 37));
        child.kill().unwrap();
        child.wait().unwrap();
        if let Some(number) = told.join().unwrap() {
            last = number.parse().unwrap();
        }
        let mut check = Command::new(example());
        let output = check.arg(dir.path()).args(["check", &last.to_string()]).output().unwrap();
        assert!(
            output.status.success(),
            "kill {round}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    assert!(last > KILLS, "only {last} lines were written");
}
