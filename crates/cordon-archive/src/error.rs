//! What can go wrong with a store, and how to mend it.

use std::io;
use std::path::{Path, PathBuf};

use cordon_core::{InputId, SourceRef};

/// Why a store could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The operating system refused a file operation.
    #[error("cannot {action} `{}`: {cause}{}", path.display(), mend(cause))]
    Io {
        /// What was tried.
        action: &'static str,
        /// On which file or directory.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// Another process holds the writer's lock.
    #[error(
        "`{}` is being written by another process (pid {pid}): wait for it, stop it, or name another data directory",
        dir.display()
    )]
    Locked {
        /// The store.
        dir: PathBuf,
        /// Who writes it, as far as the lock file tells.
        pid: String,
    },
    /// There is no store in this directory.
    #[error("`{}` holds no archive: name the right data directory, or fill it with `cordon watch`", .0.display())]
    Absent(PathBuf),
    /// A file is not as it was written.
    #[error("`{}` is damaged: {what}. Restore this file from a copy of the data directory", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The store was written by a newer program.
    #[error("`{}` has layout version {found}, this program reads up to {known}: use a newer program", path.display())]
    Newer {
        /// The manifest.
        path: PathBuf,
        /// Its version.
        found: u64,
        /// The newest version known here.
        known: u64,
    },
    /// Writing to a store that was opened for reading.
    #[error("the archive is open for reading only: open it with `Store::open` to write")]
    ReadOnly,
    /// A write failed before, so what is on the disk is uncertain until the store is opened again.
    #[error(
        "the archive stopped writing after a failure ({0}): mend that, then open the archive again; all that was acknowledged is safe"
    )]
    Stopped(String),
    /// No input has this number.
    #[error("no input has number {}: register it first", .0.0)]
    UnknownInput(InputId),
    /// The cited bytes were never appended.
    #[error("bytes {} to {} of input {} are not in the archive: they were read without keeping raw bytes", .0.offset, .0.offset.saturating_add(u64::from(.0.length)), .0.input.0)]
    NotKept(SourceRef),
    /// More bytes were cited than one citation may have.
    #[error("a citation of {} bytes is longer than the limit of {limit}", source_ref.length)]
    TooLong {
        /// The citation.
        source_ref: SourceRef,
        /// The most bytes a citation may have.
        limit: u32,
    },
    /// The same input was read again, and has other bytes now.
    #[error("input {} has other bytes at offset {offset} than when it was read first: register the new content under another name", input.0)]
    InputChanged {
        /// Which input.
        input: InputId,
        /// Where in it.
        offset: u64,
    },
    /// A value that cannot be written exactly.
    #[error("`{id}` has a value that is not a finite number: {key}")]
    NotFinite {
        /// Of which finding.
        id: String,
        /// Under which key.
        key: String,
    },
    /// The Parquet library failed to write.
    #[error("cannot write `{}`: {what}", path.display())]
    Encode {
        /// Which file.
        path: PathBuf,
        /// What it said.
        what: String,
    },
}

impl StoreError {
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StoreError {
        let path = path.to_owned();
        move |cause| StoreError::Io { action, path, cause }
    }

    pub(crate) fn damaged(path: &Path, what: impl Into<String>) -> StoreError {
        StoreError::Damaged { path: path.to_owned(), what: what.into() }
    }

    /// Whether kept bytes are not what they were.
    pub fn is_integrity(&self) -> bool {
        matches!(self, StoreError::Damaged { .. })
    }

    pub(crate) fn is_not_found(&self) -> bool {
        matches!(self, StoreError::Io { cause, .. } if cause.kind() == io::ErrorKind::NotFound)
    }
}

fn mend(cause: &io::Error) -> &'static str {
    match cause.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            ". Free some space and start again: all that was acknowledged is safe"
        }
        io::ErrorKind::PermissionDenied => ". Give this user the right to it",
        io::ErrorKind::NotFound => ". If another process compacted the archive, open it again",
        _ => "",
    }
}
