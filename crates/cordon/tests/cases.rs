//! `cordon case` from outside: the whole way, several people, and `kill -9` in the middle.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod common;

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Instant;

use common::Cordon;
use cordon_casebook::{CaseId, Casebook};
use serde_json::Value;

const KILLS: u64 = 100;

/// A store with a drill in it, and the ids of its findings.
fn watched() -> (Cordon, Vec<String>) {
    let cordon = Cordon::new();
    let drill = cordon.run(&["drill", "emit", "south-of-jeju", "--seed", "5"]).0.stdout;
    let file = cordon.file("drill.nmea", &drill);
    cordon.watch(&[file.to_str().unwrap()]);
    let ids = cordon.findings().iter().map(|f| f["id"].as_str().unwrap().to_owned()).collect();
    (cordon, ids)
}

fn said(cordon: &Cordon, arguments: &[&str]) -> String {
    let ran = cordon.run(arguments);
    assert_eq!(ran.code(), 0, "{arguments:?}: {}", ran.stderr());
    ran.stdout()
}

#[test]
fn from_a_finding_to_a_package_that_verifies_elsewhere() {
    let (cordon, ids) = watched();
    assert!(ids.len() > 1);
    let opened = said(&cordon, &["case", "open", "--finding", &ids[0], "--actor", "ada"]);
    assert_eq!(opened, "C-1 version 2: F-1\n");
    cordon.file("lading.txt", "BILL OF LADING");
    for (arguments, wanted) in [
        (vec!["add", "C-1", "--finding", &*ids[1], "--note", "seen"], "C-1 version 4: F-2, N-1\n"),
        (vec!["add", "C-1", "--document", "lading.txt"], "C-1 version 5: D-1\n"),
        (
            vec![
                "add", "C-1", "--claim", "never", "--who", "master", "--said", "2031-03",
                "--grade", "D4",
            ],
            "C-1 version 6: Q-1\n",
        ),
        (vec!["task", "C-1", "ask the port"], "C-1 version 7: T-1\n"),
        (vec!["task", "C-1", "--done", "T-1"], "C-1 version 8: T-1\n"),
        (
            vec!["assess", "C-1", "off", "--confidence", "low", "--alternative", "a :: b"],
            "C-1 version 9: A-1\n",
        ),
        (vec!["status", "C-1", "watching"], "C-1 version 10\n"),
        (vec!["assign", "C-1", "bo"], "C-1 version 11\n"),
    ] {
        let arguments = [&["case"], arguments.as_slice()].concat();
        assert_eq!(said(&cordon, &arguments), wanted, "{arguments:?}");
    }
    assert!(said(&cordon, &["case", "show", "C-1"]).contains("[EXERCISE"));
    let then: Value = serde_json::from_str(&said(
        &cordon,
        &["case", "show", "C-1", "--as-of", "v2", "--format", "json"],
    ))
    .unwrap();
    assert_eq!((then["version"].as_u64(), then["notes"].as_array().unwrap().len()), (Some(2), 0));
    assert!(said(&cordon, &["case", "list", "--rank"]).contains("recency"));
    assert!(said(&cordon, &["case", "log", "C-1"]).contains("status set"));
    assert!(said(&cordon, &["case", "sync"]).contains("2 findings looked at, 0 changed"));
    assert!(said(&cordon, &["case", "ledger"]).starts_with("ok: 11 entries of 1 cases"));
    said(&cordon, &["case", "export", "C-1", "-o", "case.zip"]);

    let elsewhere = Cordon::new();
    let archive = std::fs::read(cordon.path("case.zip")).unwrap();
    elsewhere.file("case.zip", &archive);
    let verified = elsewhere.run(&["case", "verify", "case.zip", "--format", "json"]);
    let told: Value = serde_json::from_str(&verified.stdout()).unwrap();
    assert_eq!(told["faults"].as_array().unwrap().len(), 0, "{told}");
    assert!(matches!(verified.code(), 0 | 1), "{}", verified.stderr());

    for place in [10, archive.len() / 3, archive.len() / 2, archive.len() - 3] {
        let mut changed = archive.clone();
        changed[place] ^= 4;
        elsewhere.file("changed.zip", &changed);
        let ran = elsewhere.run(&["case", "verify", "changed.zip"]);
        assert_eq!(ran.code(), 4, "byte {place}: {}{}", ran.stdout(), ran.stderr());
        assert!(ran.stdout().contains("CHANGED"), "{}", ran.stdout());
    }
    elsewhere.file("none.zip", "no archive at all");
    assert_eq!(elsewhere.run(&["case", "verify", "none.zip"]).code(), 4);
    assert_eq!(elsewhere.run(&["case", "verify", "absent.zip"]).code(), 3);
}

/// One number on two ships at once, with an IMO number whose check digit is wrong: two practices.
/// Every row says the same of the ship.
fn two_ships_of_one_number() -> String {
    let mut table = "mmsi,timestamp,lat,lon,sog,cog,imo\n".to_owned();
    for step in 0..36 {
        let (hour, minute, east) = (step / 12, step % 12 * 5, f64::from(step) * 0.015);
        let stamp = format!("2023-10-09T{hour:02}:{minute:02}");
        let first = format!("440000031,{stamp}:00Z,-20,{},10,90,9179843\n", 150.0 + east);
        let second = format!("440000031,{stamp}:20Z,-30,{},10,90,9179843\n", 160.0 + east);
        table.extend([first, second]);
    }
    table
}

#[test]
fn rules_open_a_case_once() {
    let cordon = Cordon::new();
    let file = cordon.file("two_ships.csv", two_ships_of_one_number());
    cordon.watch(&[file.to_str().unwrap()]);
    let told = said(&cordon, &["case", "propose", "--dry-run"]);
    assert!(told.contains("(several_practices)"), "{told}");
    assert!(!cordon.path("store/casebook.db").exists(), "a dry run makes nothing");
    assert!(!cordon.path("store/casebook.key").exists(), "a dry run makes nothing");
    let opened = said(&cordon, &["case", "propose"]);
    assert_eq!(opened.lines().count(), told.lines().count(), "{opened}");
    let shown = said(&cordon, &["case", "show", "C-1", "--format", "json"]);
    assert!(shown.contains("several_practices") && shown.contains("Within 30 days"), "{shown}");
    assert_eq!(cordon.run(&["case", "propose"]).code(), 1, "what is in a case is left alone");
}

/// Written before reviews had an event of their own: a gap, an encounter and a port visit of the drill,
/// reviewed in words.
#[test]
fn a_package_of_an_earlier_program_opens_and_its_findings_come_out_the_same() {
    let cordon = Cordon::new();
    cordon.file("kept.zip", include_bytes!("fixtures/v1/case.zip"));
    let told = said(&cordon, &["case", "verify", "kept.zip", "--format", "json"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    let findings = told["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 3);
    assert!(findings.iter().all(|it| it["comparison"].to_string().contains("same")), "{told}");
}

#[test]
fn a_finding_is_reviewed_and_the_last_word_stands() {
    let (cordon, ids) = watched();
    said(&cordon, &["case", "open", "--finding", &ids[0], "--actor", "ada"]);
    let review = |verdict| ["case", "review", "C-1", "F-1", verdict, "--reason", "a dredger"];
    assert_eq!(said(&cordon, &review("accepted")), "C-1 version 3: F-1\n");
    assert_eq!(said(&cordon, &review("rejected")), "C-1 version 4: F-1\n");
    let shown = said(&cordon, &["case", "show", "C-1"]);
    assert!(shown.contains("rejected: a dredger") && !shown.contains("accepted"), "{shown}");
    assert_eq!(cordon.run(&["case", "review", "C-1", "F-2", "accepted"]).code(), 2);
    assert_eq!(cordon.run(&["case", "review", "C-1", "F-1", "perhaps"]).code(), 2);
    said(&cordon, &["case", "export", "C-1", "-o", "case.zip"]);
    said(&cordon, &["case", "verify", "case.zip"]);
}

#[test]
fn what_cannot_be_done_is_told() {
    let cordon = Cordon::new();
    assert_eq!(cordon.run(&["case", "show", "C-1"]).code(), 3);
    assert!(!cordon.path("store/casebook.db").exists(), "looking makes no casebook");
    said(&cordon, &["case", "open", "--title", "a case"]);
    for (arguments, words) in [
        (&["case", "show", "C-2"][..], "no case C-2"),
        (&["case", "add", "C-1"], "nothing to add"),
        (&["case", "add", "C-1", "--finding", "gap-0"], "holds no archive"),
        (&["case", "task", "C-1", "--done", "T-1"], "no item T-1"),
        (&["case", "assess", "C-1", "x", "--confidence", "low", "--alternative", "y"], "why not"),
        (&["case", "open"], "needs a title"),
    ] {
        let ran = cordon.run(arguments);
        assert_ne!(ran.code(), 0, "{arguments:?}");
        // Words are wrapped for people.
        let told = ran.stderr().replace("\n  │ ", " ");
        assert!(told.contains(words), "{arguments:?}: {told}");
    }
}

#[test]
fn two_processes_work_on_one_case() {
    let cordon = Cordon::new();
    said(&cordon, &["case", "open", "--title", "shared"]);
    let add = |actor: &str, n: usize| {
        let text = format!("{actor} {n}");
        let arguments = ["case", "add", "C-1", "--note", &text, "--actor", actor];
        cordon.command(&arguments).stdout(Stdio::null()).spawn().expect("the binary runs")
    };
    for n in 0..8 {
        for mut child in [add("ada", n), add("bo", n)] {
            assert!(child.wait().unwrap().success());
        }
    }
    let book = Casebook::open_read_only(&cordon.path("store")).unwrap();
    let case = book.case(CaseId(1)).unwrap();
    assert_eq!(case.notes.len(), 16, "additions merge");

    let set = |actor: &str, status: &str| {
        let arguments = ["case", "status", "C-1", status, "--seen", "17", "--actor", actor];
        cordon.command(&arguments).stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap()
    };
    let children = [set("ada", "watching"), set("bo", "closed")];
    let codes = children.map(|mut child| child.wait().unwrap().code().unwrap());
    assert!(codes == [0, 2] || codes == [2, 0], "one of them wins: {codes:?}");
    assert_eq!(book.case(CaseId(1)).unwrap().version, 18);
    book.verify_ledger().unwrap();
}

/// `kill -9` at pseudo-random moments of writers that add to a case as fast as they can: what was
/// told is there, nothing is there by halves.
#[test]
fn killed_a_hundred_times_nothing_acknowledged_is_missing() {
    let cordon = Cordon::new();
    said(&cordon, &["case", "open", "--title", "under fire"]);
    cordon.file("paper.txt", "x".repeat(100_000));
    let started = Instant::now();
    said(&cordon, &["case", "list"]);
    let whole = started.elapsed() * 2;
    let (mut acknowledged, mut killed) = (Vec::new(), 0);
    for n in 0..KILLS {
        let note = format!("note {n}");
        let arguments =
            ["case", "add", "C-1", "--note", &note, "--note", &note, "--document", "paper.txt"];
        let mut child = cordon.command(&arguments).stdout(Stdio::piped()).spawn().unwrap();
        // Spread over the time that it takes, and a little more.
        std::thread::sleep(whole * (n as u32 * 37 % 100) / 90);
        killed += u64::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        let told = BufReader::new(child.stdout.take().unwrap()).lines().next();
        child.wait().unwrap();
        acknowledged.extend(told.map(|line| (note, line.unwrap())));
    }
    let book = Casebook::open(&cordon.path("store")).unwrap();
    let verified = book.verify_ledger().unwrap();
    let case = book.case(CaseId(1)).unwrap();
    for (note, line) in &acknowledged {
        let item = line.rsplit(' ').nth(1).unwrap().trim_end_matches(',');
        let kept = case.notes.iter().find(|kept| kept.item.to_string() == item);
        assert_eq!(kept.map(|kept| kept.what.text.as_str()), Some(note.as_str()), "{line}");
    }
    // Each command was kept whole or not at all.
    assert_eq!(case.notes.len(), 2 * case.documents.len());
    assert_eq!(verified.entries, 1 + 3 * case.documents.len() as u64);
    for document in &case.documents {
        book.document(document.what.sha256.parse().unwrap()).unwrap();
    }
    assert!(killed > 20, "only {killed} came before the end: move the moments");
    assert!(case.documents.len() > 5, "only {} writes came through", case.documents.len());
}
