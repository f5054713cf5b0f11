//! Opening the store, and the words for when that fails.

use std::path::Path;

use cordon_archive::{Area, FindingQuery, Store, StoreError};
use cordon_core::{Mmsi, Position};

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

/// The box of a filter.
pub(crate) fn area(filter: &Filter) -> Result<Option<Area>, Failure> {
    let Some(corners) = &filter.bbox else { return Ok(None) };
    let corner = |lat, lon| {
        Position::from_degrees(lat, lon).ok_or_else(|| {
            Failure::usage(
                format!("{lat}, {lon} is no place on earth"),
                "give --bbox WEST,SOUTH,EAST,NORTH in degrees, for example 124,30,130,36",
            )
        })
    };
    let &[west, south, east, north] = corners.as_slice() else { return Ok(None) };
    Ok(Some(Area { south_west: corner(south, west)?, north_east: corner(north, east)? }))
}
