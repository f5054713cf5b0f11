//! Attached documents: bytes under the name of their SHA-256.

use std::fs;
use std::path::{Path, PathBuf};

use crate::digest::Digest;
use crate::disk;
use crate::error::CaseError;

/// The most bytes one document may have.
pub const MAX_DOCUMENT: u64 = 64 << 20;

/// The documents of a data directory, under `evidence/sha256/ab/cdef…`.
#[derive(Debug)]
pub(crate) struct Documents {
    root: PathBuf,
}

impl Documents {
    pub(crate) fn under(data: &Path) -> Documents {
        Documents { root: data.join("evidence").join("sha256") }
    }

    /// Keeps bytes; they are durable when this returns. The same bytes are kept once.
    pub(crate) fn keep(&self, bytes: &[u8]) -> Result<Digest, CaseError> {
        let size = bytes.len() as u64;
        if size > MAX_DOCUMENT {
            return Err(CaseError::TooLarge {
                what: "the document".to_owned(),
                size,
                limit: MAX_DOCUMENT,
                mend: "Attach the part that matters, or refer to it with a claim",
            });
        }
        let digest = Digest::of(bytes);
        let path = self.path(digest);
        // Read back, so that a damaged file is replaced by a sound one.
        if fs::read(&path).is_ok_and(|kept| kept == bytes) {
            return Ok(digest);
        }
        disk::make_dir(path.parent().unwrap_or(&self.root))?;
        disk::replace(&path, bytes)?;
        Ok(digest)
    }

    /// Bytes that were kept, checked.
    pub(crate) fn read(&self, digest: Digest) -> Result<Vec<u8>, CaseError> {
        let path = self.path(digest);
        match fs::read(&path) {
            Ok(bytes) if Digest::of(&bytes) == digest => Ok(bytes),
            _ => Err(CaseError::Document { sha256: digest.to_string(), path }),
        }
    }

    fn path(&self, digest: Digest) -> PathBuf {
        let hex = digest.to_string();
        let (first, rest) = hex.split_at(2);
        self.root.join(first).join(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_kept_once_and_checked() {
        let dir = tempfile::tempdir().unwrap();
        let documents = Documents::under(dir.path());
        let digest = documents.keep(b"bill of lading").unwrap();
        assert_eq!(documents.keep(b"bill of lading").unwrap(), digest);
        assert_eq!(documents.read(digest).unwrap(), b"bill of lading");

        let path = documents.path(digest);
        fs::write(&path, b"bill of loading").unwrap();
        assert!(matches!(documents.read(digest), Err(CaseError::Document { .. })));
        documents.keep(b"bill of lading").unwrap();
        assert_eq!(documents.read(digest).unwrap(), b"bill of lading");
    }
}
