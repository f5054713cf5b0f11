//! The lists of a data directory, read again when there are others.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use cordon_identity::Day;
use cordon_identity::screen::{Identity, Index, Screening};

use super::stored::{Shelf, files};
use crate::error::Failure;

/// What a server screens vessels against.
#[derive(Debug)]
pub(in crate::commands) struct Lists {
    data: PathBuf,
    read: Mutex<Option<Read>>,
}

#[derive(Debug)]
struct Read {
    files: Vec<PathBuf>,
    index: Arc<Index>,
}

impl Lists {
    pub(in crate::commands) fn new(data: &Path) -> Lists {
        Lists { data: data.to_owned(), read: Mutex::new(None) }
    }

    fn index(&self) -> Result<Arc<Index>, Failure> {
        let files = files(&self.data, Shelf::Lists)?;
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = read.as_ref().filter(|known| known.files == files) {
            return Ok(Arc::clone(&known.index));
        }
        let index = Arc::new(Index::new(super::lists_of(&self.data)?));
        *read = Some(Read { files, index: Arc::clone(&index) });
        Ok(index)
    }
}

impl cordon_server::Lists for Lists {
    fn screen(&self, identity: &Identity, day: Day) -> Result<Screening, String> {
        let index = self.index().map_err(|failure| failure.to_string())?;
        Ok(index.screen(identity, day))
    }
}
