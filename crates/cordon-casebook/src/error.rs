//! What can go wrong with a casebook, and how to mend it.

use std::io;
use std::path::{Path, PathBuf};

use crate::names::{CaseId, ItemId};

/// Why a casebook could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CaseError {
    /// The operating system refused a file operation.
    #[error("cannot {action} `{}`: {cause}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// On which file or directory.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// SQLite refused.
    #[error("the casebook `{}` cannot be used: {cause}", path.display())]
    Database {
        /// The database file.
        path: PathBuf,
        /// What SQLite said.
        #[source]
        cause: rusqlite::Error,
    },
    /// There is no casebook here.
    #[error("`{}` holds no casebook: open a case first (`cordon case open`), or name the right data directory", .0.display())]
    Absent(PathBuf),
    /// The casebook was written by a newer program.
    #[error("`{}` has layout version {found}, this program reads up to {known}: use a newer program", path.display())]
    Newer {
        /// The database file.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// The newest version known here.
        known: u32,
    },
    /// The ledger is not as it was written.
    #[error(
        "the ledger is damaged at entry {seq}: {what}. Restore casebook files from a copy of the data directory"
    )]
    Ledger {
        /// The first bad entry.
        seq: u64,
        /// What is wrong with it.
        what: String,
    },
    /// A kept document is not as it was attached.
    #[error("document {sha256} is damaged or missing at `{}`: restore this file from a copy of the data directory", path.display())]
    Document {
        /// Its name.
        sha256: String,
        /// Where it should be.
        path: PathBuf,
    },
    /// The key file is of no use.
    #[error("the signing key `{}` is of no use: {what}. Restore it from a copy, or move it away to have a new one made", path.display())]
    Key {
        /// The key file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// No case has this name.
    #[error("there is no case {0}: `cordon case list` names them all")]
    NoCase(CaseId),
    /// No item of the case has this name.
    #[error("case {case} has no item {item}: `cordon case show {case}` names them all")]
    NoItem {
        /// The case.
        case: CaseId,
        /// What was asked for.
        item: ItemId,
    },
    /// Someone else changed the same field since.
    #[error(
        "{actor} changed the {field} of {case} at {at}, after version {seen} that this change was made from (now version {now}). Look at the case again, then repeat the change with the version you saw"
    )]
    Conflict {
        /// The case.
        case: CaseId,
        /// Which field.
        field: String,
        /// The version the change was made from.
        seen: u64,
        /// The version as it is.
        now: u64,
        /// Who changed it.
        actor: String,
        /// When.
        at: cordon_core::Time,
    },
    /// What was asked for makes no sense.
    #[error("{0}")]
    Refused(String),
    /// Something is larger than the casebook takes.
    #[error("{what} is {size} bytes; the limit is {limit}. {mend}")]
    TooLarge {
        /// What.
        what: String,
        /// How large.
        size: u64,
        /// The most it may be.
        limit: u64,
        /// What to do.
        mend: &'static str,
    },
    /// A cited piece of raw data could not be had.
    #[error("{finding} of {case} cites bytes {offset} to {} of `{input}`, which cannot be exported: {why}", offset.saturating_add(u64::from(*length)))]
    Raw {
        /// The case.
        case: CaseId,
        /// The item that cites them.
        finding: ItemId,
        /// The input's name.
        input: String,
        /// First byte.
        offset: u64,
        /// Number of bytes.
        length: u32,
        /// Why not.
        why: String,
    },
    /// A package could not be composed.
    #[error("the package cannot be composed: {0}")]
    Compose(String),
}

impl CaseError {
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> CaseError {
        let path = path.to_owned();
        move |cause| CaseError::Io { action, path, cause }
    }

    pub(crate) fn refused(why: impl Into<String>) -> CaseError {
        CaseError::Refused(why.into())
    }

    /// Whether kept bytes are not what they were.
    pub fn is_integrity(&self) -> bool {
        matches!(
            self,
            CaseError::Ledger { .. } | CaseError::Document { .. } | CaseError::Raw { .. }
        )
    }

    /// Whether the person who asked must ask differently.
    pub fn is_usage(&self) -> bool {
        matches!(
            self,
            CaseError::NoCase(_)
                | CaseError::NoItem { .. }
                | CaseError::Conflict { .. }
                | CaseError::Refused(_)
                | CaseError::TooLarge { .. }
        )
    }
}
