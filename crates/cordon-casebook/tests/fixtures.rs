//! Packages of every format that was ever written open and verify.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod common;

use std::fs;
use std::path::Path;

use cordon_casebook::verify;

const FIXTURES: &str = "tests/fixtures";

#[test]
fn kept_packages_open_and_verify() {
    let mut versions = 0;
    for entry in fs::read_dir(FIXTURES).unwrap() {
        let folder = entry.unwrap().path();
        let told = verify(fs::read(folder.join("case.zip")).unwrap(), None);
        assert_eq!(told.faults, [], "{}", folder.display());
        assert_eq!(told.case.unwrap().to_string(), "C-1");
        assert!(told.findings.len() >= 2 && told.entries >= 10);
        versions += 1;
    }
    assert!(versions >= 1, "the first format is kept");
}

/// Run once for each new format: `cargo test -p cordon-casebook --test fixtures -- --ignored`.
#[test]
#[ignore = "writes the package that is kept for a new format"]
fn write_the_package_to_keep() {
    let dir = tempfile::tempdir().unwrap();
    let folder = Path::new(FIXTURES).join("v1");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("case.zip");
    assert!(!path.exists(), "a kept package is never written again: {}", path.display());
    fs::write(path, common::package(dir.path())).unwrap();
}
