//! The signing key of a data directory.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;

use ed25519_dalek::SigningKey;

use crate::digest::{from_hex, to_hex};
use crate::error::CaseError;

/// The first line of a key file.
const HEAD: &str = "cordon-signing-key-1";

/// The key of this file; made from the system's random source when there is none.
pub(crate) fn load_or_make(path: &Path) -> Result<SigningKey, CaseError> {
    match File::open(path) {
        Ok(file) => load(file, path),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => make(path),
        Err(error) => Err(CaseError::io("open", path)(error)),
    }
}

fn load(file: File, path: &Path) -> Result<SigningKey, CaseError> {
    let of_no_use = |what: &str| CaseError::Key { path: path.to_owned(), what: what.to_owned() };
    let mut text = String::new();
    file.take(1_024).read_to_string(&mut text).map_err(CaseError::io("read", path))?;
    let secret = text.strip_prefix(HEAD).map(str::trim).and_then(from_hex::<32>);
    let secret = secret.ok_or_else(|| of_no_use("it does not hold 64 hex digits"))?;
    Ok(SigningKey::from_bytes(&secret))
}

/// Written beside its place first, then linked there: of two processes that make one at the same
/// time, one wins and both use its key.
fn make(path: &Path) -> Result<SigningKey, CaseError> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|error| CaseError::Key {
        path: path.to_owned(),
        what: format!("the system gives no random bytes: {error}"),
    })?;
    let beside = path.with_extension(format!("{}.tmp", std::process::id()));
    write_private(&beside, &format!("{HEAD}\n{}\n", to_hex(&secret)))?;
    let linked = std::fs::hard_link(&beside, path);
    std::fs::remove_file(&beside).map_err(CaseError::io("remove", &beside))?;
    match linked {
        Ok(()) => crate::disk::sync_parent(path)?,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(CaseError::io("make", path)(error)),
    }
    let file = File::open(path).map_err(CaseError::io("open", path))?;
    load(file, path)
}

fn write_private(path: &Path, text: &str) -> Result<(), CaseError> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(CaseError::io("create", path))?;
    file.write_all(text.as_bytes()).map_err(CaseError::io("write", path))?;
    file.sync_all().map_err(CaseError::io("sync", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_is_private() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("casebook.key");
        let key = load_or_make(&path).unwrap();
        assert_eq!(load_or_make(&path).unwrap(), key);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing else is left");
    }

    #[test]
    fn a_damaged_key_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("casebook.key");
        std::fs::write(&path, "cordon-signing-key-1\nabc\n").unwrap();
        assert!(matches!(load_or_make(&path), Err(CaseError::Key { .. })));
    }
}
