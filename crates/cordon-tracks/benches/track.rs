//! How many messages a CPU-second does track assignment take? On real recordings:
//! `cargo bench -p cordon-tracks`.
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::hint::black_box;
use std::sync::OnceLock;
use std::time::Instant;

use common::{Labelled, all_segments, norfolk};
use cordon_core::{Fix, Mmsi};
use cordon_tracks::{TrackRules, Tracker};

const RUNS: usize = 7;

fn main() {
    if let Some(files) = all_segments() {
        let ships: Vec<Vec<Fix>> = files.iter().map(|(_, rows)| fixes(rows)).collect();
        report("segments/expected, 28 MMSIs", &ships, 30);
        let single = files.iter().filter(|(name, _)| name.contains("636019687"));
        report(
            "one ship, 5 987 fixes",
            &single.map(|(_, rows)| fixes(rows)).collect::<Vec<_>>(),
            100,
        );
    }
    if let Some(rows) = norfolk("association/norfolk_set2.csv") {
        report("Norfolk, 8 ships on one id", &[fixes(&rows)], 30);
    }
}

fn fixes(rows: &[Labelled]) -> Vec<Fix> {
    rows.iter().map(|row| row.fix).collect()
}

/// Median of some runs, each over all `ships`, `times` times.
fn report(name: &str, ships: &[Vec<Fix>], times: usize) {
    let messages = ships.iter().map(Vec::len).sum::<usize>() * times;
    let mut seconds: Vec<f64> = (0..RUNS)
        .map(|_| {
            let before = cpu_seconds();
            (0..times).for_each(|_| assign(ships));
            cpu_seconds() - before
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    let median = seconds[RUNS / 2];
    let rate = messages as f64 / median / 1e6;
    println!("{name}: {messages} messages in {median:.3} CPU-s = {rate:.2} M/s");
}

/// One tracker per ship; decisions are handed on after each fix, as a pipeline does.
fn assign(ships: &[Vec<Fix>]) {
    let (rules, mut out) = (TrackRules::default(), Vec::new());
    for ship in ships {
        let mut tracker = Tracker::new(Mmsi(0));
        for fix in ship {
            tracker.on_fix(fix, &rules, &mut out);
            black_box(&out);
            out.clear();
        }
        tracker.finish(&rules, &mut out);
    }
}

/// CPU time of this thread, or the wall clock where the system does not tell.
fn cpu_seconds() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    let wall = || START.get_or_init(Instant::now).elapsed().as_secs_f64();
    nanos.map_or_else(wall, |nanos| nanos / 1e9)
}
