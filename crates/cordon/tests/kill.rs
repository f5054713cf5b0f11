//! `kill -9` at random moments: nothing acknowledged is missing, nothing is doubled.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod common;

use std::io::Read;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use common::Cordon;
use cordon_archive::{Query, Store};
use cordon_core::{InputId, SourceRef};

const KILLS: usize = 50;

#[test]
fn killed_fifty_times_nothing_acknowledged_is_missing_or_doubled() {
    let clean = Cordon::new();
    let drill = clean.run(&["drill", "emit", "south-of-jeju", "--seed", "5"]).0.stdout;
    let file = clean.file("drill.nmea", &drill);
    let started = Instant::now();
    clean.watch(&[file.to_str().unwrap()]);
    let whole = started.elapsed();
    let expected = Contents::of(&clean.path("store"));
    let findings = clean.findings_wherever_from();

    let mut moment = Moments { state: 7, whole };
    let mut kills = 0;
    let mut cut_short = 0;
    while kills < KILLS {
        let cordon = Cordon::new();
        let mut acknowledged = 0;
        loop {
            let (killed, told) = run_and_kill(&cordon, &file, moment.following());
            acknowledged += told;
            kills += usize::from(killed);
            let kept = Contents::of(&cordon.path("store"));
            assert!(kept.records >= acknowledged, "{} < {acknowledged}", kept.records);
            assert_eq!(kept.records, kept.distinct_records, "nothing is doubled");
            cut_short += usize::from(killed && kept.records < expected.records);
            if !killed || kills >= KILLS || kept.records == expected.records {
                break;
            }
        }
        cordon.watch(&[file.to_str().unwrap()]);
        assert_eq!(Contents::of(&cordon.path("store")), expected);
        assert_eq!(cordon.findings_wherever_from(), findings);
    }
    assert!(cut_short > 5, "only {cut_short} kills came before the end: move the moments");
}

/// Runs a watch and kills it after a while; whether it was still running, and how many records it
/// acknowledged.
fn run_and_kill(cordon: &Cordon, file: &Path, after: Duration) -> (bool, u64) {
    let mut child = cordon
        .command(&["watch", "--acknowledge", file.to_str().unwrap()])
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the binary runs");
    std::thread::sleep(after);
    let killed = child.try_wait().expect("a state").is_none();
    child.kill().expect("SIGKILL");
    let mut said = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("text");
    child.wait().expect("an end");
    let last = said.lines().filter_map(|line| line.strip_prefix("acknowledged ")).next_back();
    let told = last.and_then(|rest| rest.split(' ').next()?.parse().ok()).unwrap_or(0);
    (killed, told)
}

/// What a store holds, counted.
#[derive(Debug, PartialEq, Eq)]
struct Contents {
    records: u64,
    distinct_records: u64,
    fixes: usize,
    statics: usize,
}

impl Contents {
    fn of(dir: &Path) -> Contents {
        // Opening for writing is what the next run does: it recovers.
        let Ok(store) = Store::open(dir) else {
            return Contents { records: 0, distinct_records: 0, fixes: 0, statics: 0 };
        };
        let raw = raw_lines(&store);
        let mut distinct = raw.clone();
        distinct.sort();
        distinct.dedup();
        let fixes = store.scan(&Query::all()).map(|batch| batch.expect("sound").rows.len()).sum();
        let statics =
            store.statics(&Query::all()).map(|batch| batch.expect("sound").rows.len()).sum();
        let (records, distinct_records) = (raw.len() as u64, distinct.len() as u64);
        Contents { records, distinct_records, fixes, statics }
    }
}

/// The whole lines of the input that the store keeps.
fn raw_lines(store: &Store) -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    let (mut offset, mut rest) = (0_u64, Vec::new());
    loop {
        let mut length = 1_u32 << 16;
        let piece = loop {
            match store.raw(SourceRef { input: InputId(0), offset, length }) {
                Ok(piece) => break piece,
                Err(_) if length > 1 => length /= 2,
                Err(_) => return lines,
            }
        };
        offset += piece.len() as u64;
        rest.extend_from_slice(&piece);
        while let Some(end) = rest.iter().position(|&byte| byte == b'\n') {
            lines.push(rest.drain(..=end).collect());
        }
    }
}

/// Pseudo-random moments within the time that a whole run takes, more of them early.
struct Moments {
    state: u64,
    whole: Duration,
}

impl Moments {
    fn following(&mut self) -> Duration {
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let part = (self.state >> 33) as f64 / f64::from(1_u32 << 31);
        self.whole.mul_f64(part * part)
    }
}
