//! What stops a source, and how to mend it.

use std::io;
use std::path::PathBuf;

/// Why a source could not be opened or read on. Bad records never cause one: they are counted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FeedError {
    /// Nothing is there.
    #[error(
        "no input matches `{spec}`: give a file, a directory, a pattern, `-`, or an address such as tcp://host:port"
    )]
    NoMatch {
        /// What was asked for.
        spec: String,
    },
    /// The pattern itself is broken.
    #[error("`{spec}` is not a file pattern: {why}")]
    BadPattern {
        /// What was asked for.
        spec: String,
        /// What is wrong with it.
        why: String,
    },
    /// The address cannot be used.
    #[error("cannot use the address `{spec}`: {why}")]
    BadAddress {
        /// What was asked for.
        spec: String,
        /// What is wrong with it.
        why: String,
    },
    /// A kind of source that this program does not read itself.
    #[error("`{spec}` cannot be read directly: {mend}")]
    NotBuiltIn {
        /// What was asked for.
        spec: String,
        /// What to do instead.
        mend: String,
    },
    /// The operating system refused.
    #[error("cannot read `{name}`: {source}")]
    Io {
        /// Which input.
        name: String,
        /// What it said.
        source: io::Error,
    },
    /// The archive cannot be taken apart.
    #[error("cannot unpack `{name}`: {why}")]
    Archive {
        /// Which input.
        name: String,
        /// What is wrong.
        why: String,
    },
    /// A table that lacks a column without which a row says nothing.
    #[error(
        "`{name}` is a table without a column for {missing} (columns: {seen}): name the columns in a mapping file and pass --mapping FILE"
    )]
    MissingColumns {
        /// Which input.
        name: String,
        /// What is missing.
        missing: String,
        /// The columns it has.
        seen: String,
    },
    /// The content does not fit the format that was asked for.
    #[error("`{name}` cannot be read as {format}: {why}")]
    NotThisFormat {
        /// Which input.
        name: String,
        /// The format asked for.
        format: &'static str,
        /// What does not fit.
        why: String,
    },
    /// No such format.
    #[error("`{name}` is not an input format: one of {known}")]
    UnknownFormat {
        /// The name given.
        name: String,
        /// The names that exist.
        known: String,
    },
    /// The mapping file is wrong.
    #[error("mapping file `{}`: {why}", path.display())]
    Mapping {
        /// Which file.
        path: PathBuf,
        /// What is wrong, with the line where there is one.
        why: String,
    },
}

impl FeedError {
    /// An operating-system error with the input's name.
    pub(crate) fn io(name: &str, source: io::Error) -> FeedError {
        FeedError::Io { name: name.to_owned(), source }
    }
}
