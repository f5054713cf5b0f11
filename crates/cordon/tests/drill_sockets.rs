//! A watch that is fed by nothing but the sockets of a drill sees through its deceptions.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod common;

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use common::Cordon;
use serde_json::Value;

/// The drill listens on a free port and says which.
fn said_address(stderr: impl std::io::Read + Send + 'static) -> String {
    let (told, tells) = std::sync::mpsc::channel();
    // Read to its end, or the drill waits for room in the pipe.
    std::thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            if let Some((_, address)) = line.split_once("client at ") {
                let _ = told.send(address.trim().to_owned());
            }
        }
    });
    tells.recv_timeout(std::time::Duration::from_mins(1)).expect("the drill says where it listens")
}

#[test]
fn a_watch_on_the_sockets_sees_through_the_drill() {
    let cordon = Cordon::new();
    let mut drill = cordon
        .command(&[
            "drill",
            "run",
            "jeju-2023",
            "--seed",
            "1",
            "--out",
            "run",
            "--no-score",
            "--serve-nmea",
            "tcp://127.0.0.1:0",
        ])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let address = said_address(drill.stderr.take().expect("piped"));
    let summary = cordon.watch(&["--no-reconnect", &address]);
    assert!(drill.wait().expect("it ends").success());
    let messages = std::fs::read(cordon.path("run/messages.nmea")).unwrap();
    let lines = messages.split(|byte| *byte == b'\n').count() as u64 - 1;
    assert_eq!(summary["read"].as_u64(), Some(lines), "what was served was read: {summary}");
    let ran = cordon.run(&["drill", "score", "run", "--watched", "store", "--format", "json"]);
    assert_eq!(ran.code(), 0, "{}", ran.stderr());
    let score: Value = serde_json::from_str(&ran.stdout()).unwrap();
    let told = |craft: &str, what: &str| {
        let all = score["deceptions"].as_array().unwrap();
        all.iter().find(|it| it["craft"] == craft && it["deception"] == what).unwrap().clone()
    };
    for (craft, what) in [
        ("amber-heron", "dark"),
        ("grey-skua", "meet"),
        ("rusty-tern", "identity"),
        ("coral-knot", "spoof_shift"),
        ("blue-dunlin", "spoof_circle"),
    ] {
        let told = told(craft, what);
        assert!(told["finding"].is_string(), "{told}");
    }
    let row = |name: &str| {
        score["rows"].as_array().unwrap().iter().find(|row| row["name"] == name).unwrap().clone()
    };
    assert!(!row("watch_deceptions_found")["reason"].as_str().unwrap().is_empty());
    // The truth is for the score alone.
    let ran = cordon.run(&["watch", "run/truth.sealed"]);
    assert_eq!(ran.code(), 3);
    assert!(ran.stderr().contains("sealed truth of a drill"), "{}", ran.stderr());
}
