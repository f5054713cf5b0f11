//! Opening the store, and the words for when that fails.

use std::path::Path;

use cordon_archive::{FindingQuery, Store, StoreError};
use cordon_core::Mmsi;

use crate::cli::Filter;
use crate::error::Failure;

/// The store, for writing.
pub(crate) fn open(dir: &Path) -> Result<Store, Failure> {
    Store::open(dir).map_err(|error| failure(&error))
}

/// The store, for reading. One that is not there is the user's to mend.
pub(crate) fn read(dir: &Path) -> Result<Store, Failure> {
    if !dir.is_dir() {
        return Err(Failure::input(
            format!("there is no store at {}", dir.display()),
            "read some data first (`cordon watch FILE`), or name the store with --data DIR",
        ));
    }
    Store::open_read_only(dir).map_err(|error| failure(&error))
}

/// What went wrong with the store, as a failure of the command.
pub(crate) fn failure(error: &StoreError) -> Failure {
    let what = error.to_string();
    if error.is_integrity() {
        Failure::Integrity { what, help: "`cordon doctor` checks every file of the store".into() }
    } else {
        Failure::input(what, "`cordon doctor` checks the store and this machine")
    }
}

/// Which findings a filter wants.
pub(crate) fn finding_query(filter: &Filter) -> FindingQuery {
    let mut query = FindingQuery::all();
    if let Some(from) = filter.from {
        query = query.from(from);
    }
    if let Some(to) = filter.to {
        query = query.until(to);
    }
    if !filter.mmsi.is_empty() {
        query = query.mmsis(filter.mmsi.iter().copied().map(Mmsi));
    }
    query
}
