//! A crash at any point: what was acknowledged is there, once; what was not is there whole or not
//! at all.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cordon_core::{Fix, InputId, SourceRef};

use super::sample::{all_fixes, all_statics, dir, finding, fixes, input, statics, time};
use crate::disk::{Disk, Step};
use crate::row::Row;
use crate::wal;
use crate::{FindingQuery, Options, Query, Store, StoreError};

const STEPS: u64 = 5;
const FIXES: usize = 2;
const LINE: usize = 20_000;

/// A disk that fails for good at the `n`th change.
fn failing_at(n: u64) -> (Disk, Arc<AtomicU64>) {
    let count = Arc::new(AtomicU64::new(0));
    let seen = Arc::clone(&count);
    let gate = move |_: Step, _: &Path| {
        let at = seen.fetch_add(1, Ordering::SeqCst);
        if at < n { Ok(()) } else { Err(io::Error::from(io::ErrorKind::StorageFull)) }
    };
    (Disk::with_gate(Arc::new(gate)), count)
}

fn line(step: u64) -> Vec<u8> {
    (0..LINE).map(|n| (n as u64 * step % 251) as u8).collect()
}

fn fixes_of(step: u64) -> Vec<Fix> {
    let at = step as usize * FIXES;
    fixes(7, STEPS * FIXES as u64)[at..at + FIXES].to_vec()
}

/// Do one step and commit it in one of the ways there are.
fn do_step(store: &mut Store, step: u64) -> Result<(), StoreError> {
    let id = store.register(input("live"))?;
    store.append_raw(id, step * LINE as u64, &line(step))?;
    store.append(&fixes_of(step), &statics(step * 2, 1))?;
    store.put_findings(
        &[finding(0, step as f64), finding(100 + step, 0.5)],
        time("2021-01-02T00:00:00Z"),
    )?;
    store.set_cursor(id, step.into())?;
    match step {
        1 => store.flush().map(drop),
        3 => store.compact().map(drop),
        _ => store.commit().map(drop),
    }
}

/// Run all steps on a disk; gives how many were acknowledged.
fn run(disk: Disk, dir: &Path) -> u64 {
    let Ok(mut store) = Store::open_on(disk, dir, Options::default()) else { return 0 };
    (0..STEPS).take_while(|&step| do_step(&mut store, step).is_ok()).count() as u64
}

/// Open after the crash and compare with what the number of steps done must have left.
fn check(dir: &Path, acknowledged: u64, at: u64) {
    let store = Store::open(dir).unwrap();
    let cursor = store.cursor(InputId(0)).and_then(serde_json::Value::as_u64);
    let done = cursor.map_or(0, |step| step + 1);
    assert!(
        done == acknowledged || done == acknowledged + 1,
        "change {at}: {done} of {acknowledged}"
    );
    let mut expected: Vec<Fix> = (0..done).flat_map(fixes_of).collect();
    expected.sort_by(Row::order);
    let mut found = all_fixes(&store, &Query::all());
    found.sort_by(Row::order);
    assert_eq!(found, expected, "change {at}");
    assert_eq!(all_statics(&store).len() as u64, done, "change {at}");
    for step in 0..done {
        let source =
            SourceRef { input: InputId(0), offset: step * LINE as u64, length: LINE as u32 };
        assert!(store.raw(source).unwrap() == line(step), "change {at}: raw bytes of step {step}");
    }
    let history = store.finding_history(&finding(0, 0.0).id).unwrap();
    assert_eq!(history.len() as u64, done, "change {at}");
    let findings = store.findings(&FindingQuery::all()).unwrap().len() as u64;
    assert_eq!(findings, done + u64::from(done > 0), "change {at}");
    assert!(store.verify().is_sound(), "change {at}: {:?}", store.verify().problems);
}

#[test]
fn nothing_acknowledged_is_lost_or_doubled_at_any_change_of_the_disk() {
    let mut at = 0;
    loop {
        let dir = dir();
        let (disk, count) = failing_at(at);
        let acknowledged = run(disk, dir.path());
        check(dir.path(), acknowledged, at);
        if count.load(Ordering::SeqCst) <= at {
            assert_eq!(acknowledged, STEPS);
            break;
        }
        at += 1;
    }
    assert!(at > 100, "only {at} changes were tried");
}

#[test]
fn the_store_goes_on_after_each_crash() {
    let dir = dir();
    for at in [9, 20, 21, 45, 60] {
        run(failing_at(at).0, dir.path());
    }
    let mut store = Store::open(dir.path()).unwrap();
    let found = all_fixes(&store, &Query::all());
    store.compact().unwrap();
    store.flush().unwrap();
    assert_eq!(all_fixes(&store, &Query::all()), found);
    assert!(store.verify().is_sound());
}

#[test]
fn a_full_disk_is_told_and_stops_the_writer() {
    let dir = dir();
    let (disk, _) = failing_at(25);
    let mut store = Store::open_on(disk, dir.path(), Options::default()).unwrap();
    let failure = (0..STEPS).find_map(|step| do_step(&mut store, step).err()).unwrap();
    assert!(failure.to_string().contains("Free some space"), "{failure}");
    let after = store.commit().unwrap_err();
    assert!(matches!(after, StoreError::Stopped(_)), "{after}");
}

#[test]
fn a_journal_torn_at_any_byte_keeps_what_was_acknowledged() {
    let dir = dir();
    let mut store = Store::open(dir.path()).unwrap();
    let path = wal::path(dir.path(), 1);
    store.append(&fixes(1, 3), &[]).unwrap();
    store.commit().unwrap();
    let acknowledged = std::fs::metadata(&path).unwrap().len() as usize;
    store.append(&fixes(2, 4), &statics(3, 1)).unwrap();
    store.commit().unwrap();
    drop(store);
    let whole = std::fs::read(&path).unwrap();
    for cut in acknowledged..whole.len() {
        let mut torn = whole[..cut].to_vec();
        for tail in 0..2 {
            std::fs::write(&path, &torn).unwrap();
            let store = Store::open(dir.path()).unwrap();
            assert_eq!(all_fixes(&store, &Query::all()).len(), 3, "cut at {cut}");
            assert_eq!(store.recovery().torn_bytes, (torn.len() - acknowledged) as u64);
            if tail == 0 {
                torn.resize(whole.len(), 0);
            }
        }
    }
}
