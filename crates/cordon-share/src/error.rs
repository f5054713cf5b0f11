//! What can go wrong, in words that say how to mend it.

use std::io;
use std::path::{Path, PathBuf};

use crate::names::PartnerName;

/// Why sharing could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum ShareError {
    /// The system refused a file or socket.
    #[error("cannot {what} {path}: {cause}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// The database refused.
    #[error("the store of shared objects {path} failed: {cause}")]
    Database {
        /// Which.
        path: PathBuf,
        /// What SQLite says.
        cause: rusqlite::Error,
    },
    /// A newer program wrote the database.
    #[error("{path} has layout {found}, and this program knows {known}: use the newer program")]
    Newer {
        /// Which.
        path: PathBuf,
        /// Its layout.
        found: u32,
        /// The newest one known.
        known: u32,
    },
    /// There is no node in this data directory.
    #[error("{0} is no node yet: `cordon share init --name NAME` makes it one")]
    NoNode(PathBuf),
    /// There is one already.
    #[error("{0} is a node already; its keys are never overwritten")]
    Already(PathBuf),
    /// A key or certificate file is damaged.
    #[error("{path} is of no use: {what}")]
    Key {
        /// Which.
        path: PathBuf,
        /// Why.
        what: String,
    },
    /// A card cannot be trusted.
    #[error("the card is of no use: {0}")]
    Card(String),
    /// Nobody of that name.
    #[error("there is no partner {0}; `cordon share partner list` shows them")]
    Stranger(PartnerName),
    /// It makes no sense.
    #[error("{0}")]
    Refused(String),
    /// Kept bytes are not what they were.
    #[error("{0}")]
    Integrity(String),
    /// Another process runs the node.
    #[error("another process runs this node ({0} is locked)")]
    Running(PathBuf),
    /// The node has stopped.
    #[error("the node has stopped")]
    Stopped,
}

impl ShareError {
    pub(crate) fn io<'a>(
        what: &'static str,
        path: &'a Path,
    ) -> impl FnOnce(io::Error) -> ShareError + 'a {
        move |cause| ShareError::Io { what, path: path.to_owned(), cause }
    }

    /// Whether there is no room left on the disk.
    pub fn is_disk_full(&self) -> bool {
        match self {
            ShareError::Database { cause, .. } => {
                cause.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull)
            }
            ShareError::Io { cause, .. } => cause.kind() == io::ErrorKind::StorageFull,
            _ => false,
        }
    }
}
