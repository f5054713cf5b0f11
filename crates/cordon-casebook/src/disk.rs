//! Files that are there after a crash, or not at all.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use crate::error::CaseError;

/// Makes a folder and those above it, durably.
pub(crate) fn make_dir(path: &Path) -> Result<(), CaseError> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        make_dir(parent)?;
    }
    match fs::create_dir(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(CaseError::io("create directory", path)(error))
        }
        _ => sync_parent(path),
    }
}

/// Makes the name of a file durable.
pub(crate) fn sync_parent(path: &Path) -> Result<(), CaseError> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    File::open(parent)
        .and_then(|dir| dir.sync_all())
        .map_err(CaseError::io("sync directory", parent))
}

/// Writes a file as one step: after a crash there is the old one or the new one, whole.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), CaseError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(name);
    let written = File::create(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let placed = written.and_then(|()| fs::rename(&beside, path));
    if let Err(error) = placed {
        // The failure is told; what is left of the attempt is of no use to anybody.
        let _ = fs::remove_file(&beside);
        return Err(CaseError::io("write", path)(error));
    }
    sync_parent(path)
}
