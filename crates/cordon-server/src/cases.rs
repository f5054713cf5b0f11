//! The casebook that a server shows and changes.
//!
//! Each request opens it anew: it is one SQLite file, and the command line and other servers may
//! change it at the same time.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cordon_casebook::{Author, CaseError, Casebook, Findings, Program, RawBytes};
use cordon_core::Time;

use crate::error::ApiError;

/// Whoever knows the findings as they stand now, and keeps the bytes that they cite.
pub trait CaseSource: RawBytes + Findings + Send + Sync {}

impl<T: RawBytes + Findings + Send + Sync> CaseSource for T {}

/// What a server needs to work on the cases of a data directory.
pub struct Cases {
    /// The data directory.
    pub dir: PathBuf,
    /// Where findings and their bytes come from.
    pub source: Arc<dyn CaseSource>,
    /// The name that the web app proposes for whoever works on cases.
    pub person: String,
    /// The rules that findings are made by, as TOML; exports carry them.
    pub parameters: String,
    /// The program that exports.
    pub program: Program,
    /// What the time is when somebody changes a case.
    pub clock: fn() -> Time,
}

impl fmt::Debug for Cases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cases").field("dir", &self.dir).finish_non_exhaustive()
    }
}

impl Cases {
    /// The casebook for reading; `None` when no case was ever opened.
    pub(crate) fn read(&self) -> Result<Option<Casebook>, ApiError> {
        match Casebook::open_read_only(&self.dir) {
            Ok(book) => Ok(Some(book)),
            Err(CaseError::Absent(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The casebook for reading, where one must be.
    pub(crate) fn opened(&self) -> Result<Casebook, ApiError> {
        Ok(Casebook::open_read_only(&self.dir)?)
    }

    /// The casebook for writing.
    pub(crate) fn write(&self) -> Result<Casebook, ApiError> {
        match self.why_not_written() {
            Some(why) => Err(ApiError::forbidden(why, "start the server on a folder that you own")),
            None => Ok(Casebook::open(&self.dir)?),
        }
    }

    /// Who does it, now. Names end up in ledgers and reports: one line, not too long.
    pub(crate) fn author(&self, actor: &str) -> Result<Author, ApiError> {
        let actor = actor.trim();
        if actor.is_empty() || actor.chars().count() > 100 || actor.contains(char::is_control) {
            let help = "say who changes the case in `actor`, in one line of at most 100 letters";
            return Err(ApiError::bad("nobody is named who does this", help));
        }
        Ok(Author { actor: actor.to_owned(), at: (self.clock)() })
    }

    /// Why nothing can be changed, if so.
    pub(crate) fn why_not_written(&self) -> Option<String> {
        let tried = try_writing(&self.dir).err()?;
        Some(format!("the folder {} cannot be written to: {tried}", self.dir.display()))
    }
}

/// Opens what is there without changing it; where there is nothing yet, makes a file and removes it.
fn try_writing(dir: &Path) -> std::io::Result<()> {
    let database = dir.join("casebook.db");
    if database.is_file() {
        return OpenOptions::new().append(true).open(database).map(drop);
    }
    let probe = dir.join(format!(".writable-{}", std::process::id()));
    fs::write(&probe, b"")?;
    fs::remove_file(&probe)
}

impl From<CaseError> for ApiError {
    fn from(error: CaseError) -> ApiError {
        let told = error.to_string();
        match error {
            CaseError::NoCase(_) | CaseError::Absent(_) => {
                ApiError::missing(told, "/api/cases lists those there are")
            }
            CaseError::NoItem { case, .. } => {
                ApiError::missing(told, format!("/api/cases/{case} names every item"))
            }
            CaseError::Conflict { case, .. } => ApiError::conflict(
                told,
                format!("read /api/cases/{case} again and send the change with its version"),
            ),
            CaseError::TooLarge { .. } => ApiError::too_large(told, "send less"),
            CaseError::Refused(_) => ApiError::refused(told, "see /docs for what is taken"),
            CaseError::Raw { .. } => {
                ApiError::conflict(told, "bring back the archive that the finding was made from")
            }
            _ => {
                ApiError::broken(told, "`cordon case ledger` and `cordon doctor` check the folder")
            }
        }
    }
}
