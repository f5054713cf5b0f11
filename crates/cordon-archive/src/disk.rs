//! File operations of the writer: each names its file in errors, and passes a gate where tests
//! can make it fail.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::StoreError;

/// A kind of change to the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Create,
    Write,
    Sync,
    Rename,
    Remove,
    Truncate,
}

/// Asked before each change; an error stands for a crash, a full disk or a broken one.
pub(crate) type Gate = Arc<dyn Fn(Step, &Path) -> io::Result<()> + Send + Sync>;

/// The writer's door to the disk.
#[derive(Clone)]
pub(crate) struct Disk {
    gate: Option<Gate>,
}

impl Disk {
    pub(crate) const fn real() -> Disk {
        Disk { gate: None }
    }

    #[cfg(test)]
    pub(crate) fn with_gate(gate: Gate) -> Disk {
        Disk { gate: Some(gate) }
    }

    fn pass(&self, step: Step, path: &Path) -> io::Result<()> {
        self.gate.as_ref().map_or(Ok(()), |gate| gate(step, path))
    }

    pub(crate) fn make_dir(&self, path: &Path) -> Result<(), StoreError> {
        if path.is_dir() {
            return Ok(());
        }
        let make = || self.pass(Step::Create, path).and_then(|()| fs::create_dir_all(path));
        make().map_err(StoreError::io("create directory", path))?;
        match path.parent() {
            None => Ok(()),
            // `store` lies in the working directory.
            Some(here) if here.as_os_str().is_empty() => self.sync_dir(Path::new(".")),
            Some(parent) => self.sync_dir(parent),
        }
    }

    /// A new, empty file; one of that name is replaced.
    pub(crate) fn create(&self, path: &Path) -> Result<DiskFile, StoreError> {
        let open = || self.pass(Step::Create, path).and_then(|()| File::create(path));
        let file = open().map_err(StoreError::io("create", path))?;
        Ok(DiskFile { file, path: path.to_owned(), disk: self.clone() })
    }

    /// An existing file, cut to `length` and continued there.
    pub(crate) fn continue_at(&self, path: &Path, length: u64) -> Result<DiskFile, StoreError> {
        let open = || {
            let file = OpenOptions::new().append(true).open(path)?;
            if file.metadata()?.len() != length {
                self.pass(Step::Truncate, path)?;
                file.set_len(length)?;
                file.sync_all()?;
            }
            Ok(file)
        };
        let file = open().map_err(StoreError::io("continue", path))?;
        Ok(DiskFile { file, path: path.to_owned(), disk: self.clone() })
    }

    pub(crate) fn rename(&self, from: &Path, to: &Path) -> Result<(), StoreError> {
        let rename = || self.pass(Step::Rename, to).and_then(|()| fs::rename(from, to));
        rename().map_err(StoreError::io("rename to", to))
    }

    /// Remove a file; one that is gone already is as good.
    pub(crate) fn remove(&self, path: &Path) -> Result<(), StoreError> {
        match self.pass(Step::Remove, path).and_then(|()| fs::remove_file(path)) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                Err(StoreError::io("remove", path)(cause))
            }
            _ => Ok(()),
        }
    }

    /// Make names in a directory durable.
    pub(crate) fn sync_dir(&self, path: &Path) -> Result<(), StoreError> {
        // The parent of a bare name is the folder one is in.
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        let sync = || self.pass(Step::Sync, path).and_then(|()| File::open(path)?.sync_all());
        sync().map_err(StoreError::io("sync directory", path))
    }

    /// Make a file's bytes durable.
    pub(crate) fn sync_file(&self, path: &Path) -> Result<(), StoreError> {
        let sync = || self.pass(Step::Sync, path).and_then(|()| File::open(path)?.sync_all());
        sync().map_err(StoreError::io("sync", path))
    }

    /// Replace a file as one step: after a crash it holds the old bytes or the new ones.
    pub(crate) fn replace(&self, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let beside = temporary(path);
        let mut file = self.create(&beside)?;
        file.append(bytes)?;
        file.sync()?;
        self.rename(&beside, path)?;
        match path.parent() {
            None => Ok(()),
            // `store` lies in the working directory.
            Some(here) if here.as_os_str().is_empty() => self.sync_dir(Path::new(".")),
            Some(parent) => self.sync_dir(parent),
        }
    }
}

/// Name under which a file is written before it gets its own.
pub(crate) fn temporary(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(TEMPORARY_END);
    path.with_file_name(name)
}

pub(crate) const TEMPORARY_END: &str = ".tmp";

/// A file being written.
pub(crate) struct DiskFile {
    file: File,
    path: PathBuf,
    disk: Disk,
}

impl DiskFile {
    pub(crate) fn append(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.write_all(bytes).map_err(StoreError::io("write", &self.path))
    }

    pub(crate) fn sync(&mut self) -> Result<(), StoreError> {
        let sync = || self.disk.pass(Step::Sync, &self.path).and_then(|()| self.file.sync_data());
        sync().map_err(StoreError::io("sync", &self.path))
    }
}

impl Write for DiskFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Err(failure) = self.disk.pass(Step::Write, &self.path) {
            // Only tests come here: a crash in the middle of a write leaves a part of it.
            let _ = self.file.write(bytes.get(..bytes.len() / 2).unwrap_or_default());
            return Err(failure);
        }
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Take the writer's lock, or tell who has it. The system frees it when the process ends, however
/// it ends.
pub(crate) fn lock(dir: &Path) -> Result<File, StoreError> {
    let path = dir.join("lock");
    let mut file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&path)
        .map_err(StoreError::io("open", &path))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => {
            let pid = fs::read_to_string(&path).unwrap_or_default();
            let pid = pid.trim().chars().take(20).collect();
            return Err(StoreError::Locked { dir: dir.to_owned(), pid });
        }
        Err(fs::TryLockError::Error(cause)) => return Err(StoreError::io("lock", &path)(cause)),
    }
    let write = |file: &mut File| {
        file.set_len(0)?;
        file.write_all(std::process::id().to_string().as_bytes())
    };
    write(&mut file).map_err(StoreError::io("write", &path))?;
    Ok(file)
}
