//! What is known of ships from elsewhere: flags on lists and registers, and what people decided.

use std::path::{Path, PathBuf};

use cordon_casebook::{CaseError, Casebook};
use cordon_core::{Mmsi, Time};
use cordon_identity::hull::Decision;
use cordon_identity::practices::{FlagsOnRecord, Registry};
use cordon_identity::{Country, Imo};

use super::watchlist;
use crate::error::Failure;
use crate::progress::say;

/// What a data directory knows of ships beside their messages.
#[derive(Debug)]
pub(crate) struct Known {
    data: PathBuf,
    flags: FlagsOnRecord,
}

impl Known {
    /// Reads the lists and registers that a data directory holds.
    pub(crate) fn read(data: &Path) -> Result<Known, Failure> {
        let mut flags = FlagsOnRecord::new();
        for list in watchlist::lists_of(data)?.iter().chain(&watchlist::registers_of(data)?) {
            flags.add(list);
        }
        // What cannot be read now cannot be read later: tell it before the work, not after it.
        decisions(data).map_err(|error| super::case::failure(&error))?;
        Ok(Known { data: data.to_owned(), flags })
    }
}

impl Registry for Known {
    fn flag(&self, imo: Option<Imo>, mmsi: Mmsi, as_of: Time) -> Option<(Country, String)> {
        self.flags.flag(imo, mmsi, as_of)
    }

    /// Read anew each time: people decide while a watch goes on.
    fn decisions(&self) -> Vec<Decision> {
        decisions(&self.data).unwrap_or_else(|error| {
            say(&format!("what was decided of hulls cannot be read: {error}"));
            Vec::new()
        })
    }
}

/// What people decided, as a data directory keeps it.
fn decisions(data: &Path) -> Result<Vec<Decision>, CaseError> {
    match Casebook::open_read_only(data) {
        Ok(book) => book.decisions(),
        Err(CaseError::Absent(_)) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}
