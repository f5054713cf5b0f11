//! Files that are not as they were written: told by name, never a panic.

use std::fs;
use std::path::{Path, PathBuf};

use super::sample::{Numbers, dir, finding, fixes, input, statics, time};
use crate::{Query, Store};

fn store_with_everything(dir: &Path) {
    let mut store = Store::open(dir).unwrap();
    let id = store.register(input("a")).unwrap();
    store.append_raw(id, 0, &[7; 5_000]).unwrap();
    store.append(&fixes(1, 300), &statics(1, 60)).unwrap();
    store.put_findings(&[finding(1, 1.0)], time("2021-01-02T00:00:00Z")).unwrap();
    store.flush().unwrap();
    store.append(&fixes(2, 20), &statics(2, 5)).unwrap();
    store.put_findings(&[finding(1, 2.0)], time("2021-01-02T00:00:00Z")).unwrap();
    store.commit().unwrap();
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// Read everything there is; the first problem if there is one.
fn read_all(dir: &Path) -> Option<String> {
    let store = match Store::open_read_only(dir) {
        Ok(store) => store,
        Err(problem) => return Some(problem.to_string()),
    };
    let fixes = store.scan(&Query::all()).find_map(Result::err);
    let statics = store.statics(&Query::all()).find_map(Result::err);
    let problems = store.verify().problems;
    fixes.into_iter().chain(statics).chain(problems).next().map(|problem| problem.to_string())
}

#[test]
fn a_changed_byte_anywhere_is_told_with_the_file() {
    let dir = dir();
    store_with_everything(dir.path());
    assert_eq!(read_all(dir.path()), None);
    let mut numbers = Numbers(99);
    for path in files(dir.path()) {
        let name = path.file_name().unwrap().to_str().unwrap();
        if name == "lock" || name == "findings.parquet" {
            continue;
        }
        let sound = fs::read(&path).unwrap();
        for round in 0..12 {
            let mut bytes = sound.clone();
            match round {
                0 => bytes.truncate(bytes.len() / 2),
                1 => bytes.clear(),
                _ => {
                    let at = numbers.below(bytes.len() as u64) as usize;
                    bytes[at] ^= 1 << numbers.below(8);
                }
            }
            fs::write(&path, &bytes).unwrap();
            let told = read_all(dir.path());
            let is_journal = name.ends_with(".journal");
            assert!(
                is_journal || told.as_ref().is_some_and(|told| told.contains(name)),
                "{name} {round}: {told:?}"
            );
        }
        fs::write(&path, &sound).unwrap();
    }
    assert_eq!(read_all(dir.path()), None);
}

#[test]
fn a_manifest_cannot_point_outside() {
    let dir = dir();
    store_with_everything(dir.path());
    let text = fs::read_to_string(dir.path().join("manifest.jsonl")).unwrap();
    assert!(!text.contains(".parquet"), "paths follow from numbers, none is stored");
    assert!("../../etc".parse::<crate::Day>().is_err());
}
