//! Why a watch stopped.

use cordon_archive::StoreError;
use cordon_feeds::FeedError;

/// Why a watch stopped. What was acknowledged before is kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WatchError {
    /// The store could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A source could not be opened or read.
    #[error(transparent)]
    Feed(#[from] FeedError),
    /// A settings file could not be used.
    #[error("cannot use {path}: {why}")]
    Settings {
        /// Which file.
        path: String,
        /// What is wrong with it.
        why: String,
    },
}
