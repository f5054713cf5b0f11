//! One picture for one writer and many readers.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::Picture;

/// A handle to a picture that threads share. A writer that panicked leaves the picture readable:
/// every change of a picture is complete or not there at all as far as readers can tell apart.
#[derive(Clone, Debug, Default)]
pub struct SharedPicture(Arc<RwLock<Picture>>);

impl SharedPicture {
    /// Look at it.
    pub fn read(&self) -> RwLockReadGuard<'_, Picture> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Change it. Hold this for a batch, not for a stream.
    pub fn write(&self) -> RwLockWriteGuard<'_, Picture> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}
