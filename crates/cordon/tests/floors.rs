//! The floors of `ARCHITECTURE.md`: a crate imports only from floors below its own.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

use std::collections::BTreeMap;

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// Every crate of the workspace and the floor it stands on.
const FLOORS: &[(&str, u8)] = &[
    ("cordon-core", 0),
    ("cordon-chart", 0),
    ("cordon-ais", 1),
    ("cordon-feeds", 1),
    ("cordon-tracks", 1),
    ("cordon-detectors", 1),
    ("cordon-identity", 1),
    ("cordon-plan", 1),
    ("cordon-flights", 1),
    ("cordon-outward", 1),
    ("cordon-archive", 2),
    ("cordon-casebook", 2),
    ("cordon-drill", 2),
    ("cordon-share", 2),
    ("cordon-watch", 2),
    ("cordon-server", 3),
    ("cordon", 4),
];

/// Arrows within a floor that the plan allows, each with its reason.
const WITHIN_A_FLOOR: &[(&str, &str)] = &[
    // The chart speaks the words of the domain.
    ("cordon-chart", "cordon-core"),
    // Feeds carry AIS sentences.
    ("cordon-feeds", "cordon-ais"),
    // The pipeline writes to and reads from the store.
    ("cordon-watch", "cordon-archive"),
];

#[test]
fn no_arrow_climbs() {
    let floors: BTreeMap<_, _> = FLOORS.iter().copied().collect();
    let metadata = MetadataCommand::new()
        .manifest_path("../../Cargo.toml")
        .no_deps()
        .exec()
        .expect("cargo metadata reads the workspace");

    let mut arrows = 0;
    for package in metadata.workspace_packages() {
        let from = floors.get(package.name.as_str()).copied();
        let from = from.unwrap_or_else(|| panic!("{} stands on no floor", package.name));
        for to in workspace_dependencies(package, &floors) {
            arrows += 1;
            let allowed = WITHIN_A_FLOOR.contains(&(package.name.as_str(), to));
            assert!(
                floors[to] < from || allowed,
                "{} (floor {from}) imports {to} (floor {})",
                package.name,
                floors[to]
            );
        }
    }
    assert!(arrows > FLOORS.len(), "the workspace has arrows to check");
}

fn workspace_dependencies<'a>(
    package: &'a Package,
    floors: &BTreeMap<&str, u8>,
) -> impl Iterator<Item = &'a str> {
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind != DependencyKind::Development)
        .map(|dependency| dependency.name.as_str())
        .filter(|name| floors.contains_key(name))
}
