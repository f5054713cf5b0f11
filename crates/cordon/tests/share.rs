//! `cordon share` from outside: two nodes, their cards, a warning, and `kill -9` under load.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod common;

use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use common::Cordon;
use serde_json::{Value, json};

/// Kills in every test run; the long suite has a hundred (`CORDON_KILLS`).
const KILLS: u64 = 6;

/// A port that was free a moment ago.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A node: its folder, and the port where it is called.
struct Station {
    cordon: Cordon,
    port: u16,
    fingerprint: String,
}

impl Station {
    fn new(name: &str) -> Station {
        let (cordon, port) = (Cordon::new(), free_port());
        let address = format!("127.0.0.1:{port}");
        let made = cordon.run(&["share", "init", "--name", name, "--address", &address]);
        assert_eq!(made.code(), 0, "{}", made.stderr());
        cordon.file("card.json", made.stdout());
        let stderr = made.stderr();
        let (_, told) = stderr.split_once("fingerprint ").unwrap();
        Station { cordon, port, fingerprint: told[..24].to_owned() }
    }

    fn said(&self, arguments: &[&str]) -> String {
        let ran = self.cordon.run(&[&["share"], arguments].concat());
        assert_eq!(ran.code(), 0, "{arguments:?}: {}", ran.stderr());
        ran.stdout()
    }

    fn add(&self, other: &Station) {
        let card = other.cordon.path("card.json");
        let card = card.to_str().unwrap();
        self.said(&["partner", "add", card, "--confirm", &other.fingerprint]);
    }

    fn agrees(&self, partner: &str) {
        let text = format!("[{partner}]\ngroups = ['full']\nexercises = ['DRILL7']\n");
        self.cordon.file("store/share/policy/agreements.toml", text);
    }

    fn serve(&self) -> Running {
        let listen = format!("127.0.0.1:{}", self.port);
        let mut command = self.cordon.command(&["share", "serve", "--listen", &listen]);
        Running(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }

    /// Kills the one, waits until it is gone, and starts another.
    fn serve_instead_of(&self, running: Running) -> Running {
        drop(running);
        self.serve()
    }

    fn inbox(&self) -> Vec<Value> {
        self.cordon.run(&["share", "inbox", "--format", "jsonl", "--limit", "100000"]).json_lines()
    }

    fn status(&self) -> Value {
        serde_json::from_str(&self.said(&["status", "--format", "json"])).unwrap()
    }
}

/// A process that is killed when it is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // SIGKILL; it may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn pair() -> (Station, Station) {
    let (japan, korea) = (Station::new("JPN"), Station::new("KOR"));
    japan.add(&korea);
    korea.add(&japan);
    japan.agrees("KOR");
    (japan, korea)
}

fn warning(id: &str) -> Value {
    json!({
        "id": id, "kind": "warning", "time": "2026-03-01T00:00:00Z",
        "label": {"releasable_to": ["KOR"], "exercise": "DRILL7"},
        "body": {"exercise": "DRILL7", "lat": 39.1, "lon": 127.5, "status": "launch"},
    })
}

fn until(what: &str, holds: impl Fn() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_mins(1), "it never came to this: {what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_card_is_worth_what_two_people_have_compared() {
    let (japan, korea) = (Station::new("JPN"), Station::new("KOR"));
    let card = korea.cordon.path("card.json");
    let add = |more: &[&str]| {
        let base = ["share", "partner", "add", card.to_str().unwrap()];
        japan.cordon.run(&[&base, more].concat())
    };
    let unconfirmed = add(&[]);
    assert_eq!(unconfirmed.code(), 2);
    assert!(unconfirmed.stderr().contains(&korea.fingerprint));
    assert_eq!(add(&["--confirm", &japan.fingerprint]).code(), 4, "another fingerprint");
    assert_eq!(add(&["--confirm", &korea.fingerprint.to_lowercase()]).code(), 0);
    let again = japan.cordon.run(&["share", "init", "--name", "JPN"]);
    assert_eq!(again.code(), 2, "keys are never overwritten");
    let nobody = japan.cordon.run(&["share", "partner", "revoke", "PRK"]);
    assert_eq!(nobody.code(), 2);
}

#[test]
fn a_warning_reaches_its_partner_and_is_taken_back() {
    let (japan, korea) = pair();
    let _serving = (japan.serve(), korea.serve());
    japan.cordon.file("warning.json", warning("launch-1").to_string());
    let told = japan.said(&["put", "warning.json"]);
    assert!(told.contains("Released to KOR as it is"), "{told}");
    until("it arrived", || korea.inbox().len() == 1);
    let received = &korea.inbox()[0];
    assert_eq!(received["object"]["body"]["lat"], 39.1);
    assert_eq!(received["origin"], "JPN");
    until("it is acknowledged", || japan.status()["partners"][0]["delivered"] == 1);
    // What is told of the link is written a little later than what was delivered over it.
    until("all is well", || japan.status()["partners"][0]["words"] == json!([]));

    japan.said(&["revoke-object", "warning", "launch-1", "--because", "it was a drill of ours"]);
    until("it is gone", || korea.inbox().iter().any(|row| row["state"] == "purged"));
    for station in [&japan, &korea] {
        assert_eq!(station.cordon.run(&["share", "verify"]).code(), 0);
    }
    let second = japan.cordon.run(&["share", "serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(second.code(), 2, "one process runs a node: {}", second.stderr());
}

#[test]
fn a_release_log_that_was_changed_is_named() {
    let (japan, _korea) = pair();
    japan.cordon.file("warning.json", warning("launch-1").to_string());
    japan.said(&["put", "warning.json"]);
    assert!(japan.said(&["verify"]).contains("put.jsonl: "));
    let log = japan.cordon.path("store/share/log/put.jsonl");
    let text = std::fs::read_to_string(&log).unwrap();
    std::fs::write(&log, text.replace("launch-1", "launch-2")).unwrap();
    let verified = japan.cordon.run(&["share", "verify"]);
    assert_eq!(verified.code(), 4, "{}", verified.stderr());
    assert!(verified.stderr().contains("put.jsonl"), "{}", verified.stderr());
}

const SIGHTINGS: &str = include_str!("../../cordon-flights/tests/fixtures/sightings.json");

/// A watch with `--share`: tracks go out as they change, a warning of this node stands on the partner's board.
#[test]
fn a_watch_shares_what_it_sees() {
    let (japan, korea) = pair();
    let drills = "[KOR]\ngroups = ['full']\nexercises = ['SOUTH-OF-JEJU', 'DRILL7']\n";
    japan.cordon.file("store/share/policy/agreements.toml", drills);
    let label = "[label]\nreleasable_to = ['KOR']\nsensitivity = 'green'\n\
                 [kind.finding]\nreleasable_to = 'none'\n";
    japan.cordon.file("store/share/share.toml", label);
    let beside = |station: &Station, arguments: &[&str]| {
        let address = format!("127.0.0.1:{}", station.port);
        let more = ["--port", "0", "--share", &address];
        let mut command = station.cordon.command(&[arguments, &more].concat());
        Running(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    };
    let store = japan.cordon.path("store");
    let demo = ["demo", "--keep", store.to_str().unwrap(), "--speed", "3600"];
    let _both = (beside(&japan, &demo), beside(&korea, &["serve"]));
    let of = |kind: &str| korea.inbox().iter().filter(|row| row["kind"] == kind).count();
    until("tracks arrived", || of("track") > 20);
    japan.cordon.file("sightings.json", SIGHTINGS);
    let fuse = ["flight", "warn", "fuse", "sightings.json", "--issue", "--origin", "JPN"];
    assert_eq!(japan.cordon.run(&fuse).code(), 0);
    let board = || korea.cordon.run(&["flight", "warn", "list", "--format", "json"]).stdout();
    until("it is warned there", || board().contains("DRILL7"));
    assert_eq!(of("finding"), 0, "their label names nobody");
}

#[test]
fn what_the_policy_does_not_let_out_stays() {
    let (japan, _korea) = pair();
    let mut closed = warning("launch-2");
    closed["label"]["releasable_to"] = json!("none");
    japan.cordon.file("warning.json", closed.to_string());
    let ran = japan.cordon.run(&["share", "put", "warning.json"]);
    assert_eq!(ran.code(), 1, "{}", ran.stdout());
    assert!(ran.stdout().contains("law-not-named"), "{}", ran.stdout());
    assert_eq!(japan.cordon.run(&["share", "outbox"]).code(), 1, "nothing waits");
}

#[test]
fn bad_input_is_told() {
    let (japan, _korea) = pair();
    let unserved = japan.cordon.run(&["watch", "drill:imazu-01", "--share", "127.0.0.1:0"]);
    assert_eq!(unserved.code(), 2, "nobody would share: {}", unserved.stderr());
    assert!(unserved.stderr().contains("--serve"), "{}", unserved.stderr());
    for (text, code) in [("{", 3), ("[1]", 3), (r#"{"id": "a b"}"#, 3), ("{\"kind\": \"ufo\"}", 3)]
    {
        japan.cordon.file("bad.json", text);
        assert_eq!(japan.cordon.run(&["share", "put", "bad.json"]).code(), code, "{text}");
    }
    let empty = Cordon::new();
    assert_eq!(empty.run(&["share", "status"]).code(), 2, "no node");
}

/// Both nodes are killed in turn while objects are put; whatever `put` acknowledged arrives.
#[test]
fn nothing_acknowledged_is_lost_however_often_a_node_is_killed() {
    let kills = std::env::var("CORDON_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    let (japan, korea) = pair();
    let (mut sender, mut recipient) = (japan.serve(), korea.serve());
    let mut acknowledged = Vec::new();
    for round in 0..kills {
        let ids: Vec<String> = (0..40).map(|i| format!("w{round}-{i}")).collect();
        let lines: Vec<String> = ids.iter().map(|id| warning(id).to_string()).collect();
        japan.cordon.file("load.jsonl", lines.join("\n"));
        let mut put = japan.cordon.command(&["share", "put", "load.jsonl"]);
        let mut put = put.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // From before anything is put to well after all of it has left.
        std::thread::sleep(Duration::from_millis(13 * (round * 7 % 23)));
        match round % 3 {
            0 => sender = japan.serve_instead_of(sender),
            1 => recipient = korea.serve_instead_of(recipient),
            // It may have ended by itself.
            _ => drop(put.kill()),
        }
        if put.wait().unwrap().success() {
            acknowledged.extend(ids);
        }
    }
    let serving = (sender, recipient);
    let ids = || -> Vec<String> {
        korea.inbox().iter().filter_map(|row| row["id"].as_str().map(str::to_owned)).collect()
    };
    until("all of it arrived", || {
        let there = ids();
        acknowledged.iter().all(|id| there.contains(id))
    });
    let mut there = ids();
    there.sort();
    let n = there.len();
    there.dedup();
    assert_eq!(there.len(), n, "nothing twice");
    assert!(!acknowledged.is_empty());
    println!("{kills} kills: {} acknowledged, {n} there", acknowledged.len());
    drop(serving);
    for station in [&japan, &korea] {
        let verified = station.cordon.run(&["share", "verify"]);
        assert_eq!(verified.code(), 0, "{}", verified.stderr());
    }
}
