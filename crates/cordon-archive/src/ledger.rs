//! Things that change: every version is kept, with the commit that brought it.
//!
//! A ledger is a row of files of JSON lines. In memory is only where each version lies, and enough
//! of it to answer a query without reading the others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use cordon_core::Time;
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use twox_hash::XxHash3_64;

use crate::disk::Disk;
use crate::error::StoreError;
use crate::manifest::hex;

/// Something that is kept in versions.
pub(crate) trait Entry: Serialize + DeserializeOwned + Send + Sync {
    /// Directory and name of its files.
    const NAME: &'static str;
    /// What a query looks at.
    type Head: Send + Sync;

    fn id(&self) -> String;
    fn head(&self) -> Self::Head;
    /// The key of a value that JSON cannot hold, if there is one.
    fn not_finite(&self) -> Option<String>;
}

/// One version of a finding or track.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Version<T> {
    /// The commit that brought it.
    pub commit: u64,
    /// How far the data went when it was concluded.
    pub as_of: Time,
    /// What was concluded.
    pub entry: T,
}

/// A file of versions, as the manifest lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LedgerFile {
    pub number: u64,
    pub versions: u64,
    pub bytes: u64,
    pub sha256: String,
}

/// Where a version lies.
#[derive(Clone)]
struct Place<H> {
    /// `None` while it is in memory only.
    file: Option<u64>,
    offset: u64,
    length: u32,
    commit: u64,
    digest: u64,
    head: H,
}

/// An entry as a line tells it.
pub(crate) struct Told {
    json: Vec<u8>,
    digest: u64,
}

/// All versions of one kind of entry.
pub(crate) struct Versions<T: Entry> {
    dir: PathBuf,
    places: BTreeMap<String, Vec<Place<T::Head>>>,
    /// Lines that are in no file yet.
    tail: Vec<u8>,
    tail_lines: u64,
    /// Where the lines begin that the journal does not have yet.
    logged: usize,
}

pub(crate) fn file_path(dir: &Path, number: u64) -> PathBuf {
    dir.join(format!("versions-{number:08}.jsonl"))
}

impl<T: Entry> Versions<T> {
    pub(crate) fn open(root: &Path, files: &[LedgerFile]) -> Result<Versions<T>, StoreError> {
        let dir = root.join(T::NAME);
        let mut versions =
            Versions { dir, places: BTreeMap::new(), tail: Vec::new(), tail_lines: 0, logged: 0 };
        for file in files {
            versions.read_file(file)?;
        }
        Ok(versions)
    }

    fn read_file(&mut self, file: &LedgerFile) -> Result<(), StoreError> {
        let path = file_path(&self.dir, file.number);
        let bytes = read_checked(&path, file)?;
        let mut offset = 0;
        for line in bytes.split_inclusive(|&byte| byte == b'\n') {
            let unread = |cause| StoreError::damaged(&path, format!("byte {offset}: {cause}"));
            let version: Version<T> = serde_json::from_slice(line).map_err(unread)?;
            self.remember(&version, Some(file.number), offset, line)?;
            offset += line.len() as u64;
        }
        Ok(())
    }

    fn remember(
        &mut self,
        version: &Version<T>,
        file: Option<u64>,
        offset: u64,
        line: &[u8],
    ) -> Result<(), StoreError> {
        let place = Place {
            file,
            offset,
            length: line.len() as u32,
            commit: version.commit,
            digest: digest(&json_bytes(&self.dir, &version.entry)?),
            head: version.entry.head(),
        };
        self.places.entry(version.entry.id()).or_default().push(place);
        Ok(())
    }

    /// Take in a line that the journal has.
    pub(crate) fn replay(&mut self, line: &[u8], journal: &Path) -> Result<(), StoreError> {
        let unread =
            |cause| StoreError::damaged(journal, format!("a version does not read: {cause}"));
        let version: Version<T> = serde_json::from_slice(line).map_err(unread)?;
        self.remember(&version, None, self.tail.len() as u64, line)?;
        self.tail.extend_from_slice(line);
        self.tail_lines += 1;
        self.logged = self.tail.len();
        Ok(())
    }

    /// Keep an entry as the version of this commit; one like its last version is not kept again.
    pub(crate) fn put(
        &mut self,
        entry: &T,
        Told { json, digest }: &Told,
        commit: u64,
        as_of: Time,
    ) -> Result<bool, StoreError> {
        let places = self.places.entry(entry.id()).or_default();
        if places.last().is_some_and(|last| last.digest == *digest) {
            return Ok(false);
        }
        let offset = self.tail.len();
        self.tail.extend_from_slice(format!("{{\"commit\":{commit},\"as_of\":").as_bytes());
        self.tail.extend_from_slice(&json_bytes(&self.dir, &as_of)?);
        self.tail.extend_from_slice(b",\"entry\":");
        self.tail.extend_from_slice(json);
        self.tail.extend_from_slice(b"}\n");
        let length = (self.tail.len() - offset) as u32;
        let (offset, head) = (offset as u64, entry.head());
        places.push(Place { file: None, offset, length, commit, digest: *digest, head });
        self.tail_lines += 1;
        Ok(true)
    }

    /// An entry as its versions hold it.
    pub(crate) fn told(&self, entry: &T) -> Result<Told, StoreError> {
        if let Some(key) = entry.not_finite() {
            return Err(StoreError::NotFinite { id: entry.id(), key });
        }
        let json = json_bytes(&self.dir, entry)?;
        Ok(Told { digest: digest(&json), json })
    }

    /// Lines that the journal does not have yet.
    pub(crate) fn unlogged(&self) -> impl Iterator<Item = &[u8]> {
        let lines = self.tail.get(self.logged..).unwrap_or_default();
        lines.split_inclusive(|&byte| byte == b'\n')
    }

    pub(crate) fn set_logged(&mut self) {
        self.logged = self.tail.len();
    }

    pub(crate) fn has_tail(&self) -> bool {
        !self.tail.is_empty()
    }

    /// Write what is in memory only as a file of this number.
    pub(crate) fn flush(&mut self, disk: &Disk, number: u64) -> Result<LedgerFile, StoreError> {
        disk.make_dir(&self.dir)?;
        let path = file_path(&self.dir, number);
        let (written, sha256) =
            rayon::join(|| disk.replace(&path, &self.tail), || hex(&Sha256::digest(&self.tail)));
        written?;
        let (versions, bytes) = (self.tail_lines, self.tail.len() as u64);
        let file = LedgerFile { number, versions, bytes, sha256 };
        for place in self.places.values_mut().flatten().filter(|place| place.file.is_none()) {
            place.file = Some(number);
        }
        (self.tail, self.tail_lines, self.logged) = (Vec::new(), 0, 0);
        Ok(file)
    }

    /// All versions of an entry, oldest first.
    pub(crate) fn history(&self, id: &str) -> Result<Vec<Version<T>>, StoreError> {
        let places: Vec<_> = self.places.get(id).into_iter().flatten().collect();
        let files = self.files_of(&places)?;
        places.into_iter().map(|place| self.load(place, &files, as_a_whole)).collect()
    }

    /// The versions that hold as known at a commit, of the entries that `wants` by their heads, in
    /// the order of their names.
    pub(crate) fn current(
        &self,
        as_known_at: Option<u64>,
        wants: impl Fn(&T::Head) -> bool,
    ) -> Result<Vec<Version<T>>, StoreError> {
        self.current_as(as_known_at, wants, as_a_whole)
    }

    /// The same, each line as `read` reads it.
    pub(crate) fn current_as<R: Send>(
        &self,
        as_known_at: Option<u64>,
        wants: impl Fn(&T::Head) -> bool,
        read: impl Fn(&[u8]) -> serde_json::Result<R> + Sync,
    ) -> Result<Vec<R>, StoreError> {
        let known =
            |place: &&Place<T::Head>| as_known_at.is_none_or(|commit| place.commit <= commit);
        let wanted: Vec<&Place<T::Head>> = self
            .places
            .values()
            .filter_map(|places| places.iter().rev().find(known))
            .filter(|place| wants(&place.head))
            .collect();
        let files = self.files_of(&wanted)?;
        wanted.into_par_iter().map(|place| self.load(place, &files, &read)).collect()
    }

    /// The files in which versions lie, each opened once.
    fn files_of(&self, places: &[&Place<T::Head>]) -> Result<BTreeMap<u64, File>, StoreError> {
        let numbers: BTreeSet<u64> = places.iter().filter_map(|place| place.file).collect();
        let open = |number: u64| {
            let path = file_path(&self.dir, number);
            File::open(&path).map(|file| (number, file)).map_err(StoreError::io("open", &path))
        };
        numbers.into_iter().map(open).collect()
    }

    fn load<R>(
        &self,
        place: &Place<T::Head>,
        files: &BTreeMap<u64, File>,
        read: impl Fn(&[u8]) -> serde_json::Result<R>,
    ) -> Result<R, StoreError> {
        let in_file = place.file.and_then(|number| Some((number, files.get(&number)?)));
        let Some((number, file)) = in_file else {
            let from = place.offset as usize;
            let line = self.tail.get(from..from + place.length as usize).unwrap_or_default();
            let unread = |cause: serde_json::Error| StoreError::io("read", &self.dir)(cause.into());
            return read(line).map_err(unread);
        };
        let path = file_path(&self.dir, number);
        let mut line = vec![0; place.length as usize];
        file.read_exact_at(&mut line, place.offset).map_err(StoreError::io("read", &path))?;
        read(&line)
            .map_err(|cause| StoreError::damaged(&path, format!("byte {}: {cause}", place.offset)))
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// Check the files; gives what is wrong.
    pub(crate) fn verify(&self, files: &[LedgerFile]) -> Vec<StoreError> {
        let check =
            |file: &LedgerFile| read_checked(&file_path(&self.dir, file.number), file).err();
        files.iter().filter_map(check).collect()
    }
}

fn as_a_whole<T: DeserializeOwned>(line: &[u8]) -> serde_json::Result<Version<T>> {
    serde_json::from_slice(line)
}

fn read_checked(path: &Path, file: &LedgerFile) -> Result<Vec<u8>, StoreError> {
    let bytes = fs::read(path).map_err(StoreError::io("read", path))?;
    if hex(&Sha256::digest(&bytes)) != file.sha256 {
        return Err(StoreError::damaged(path, "its checksum is wrong"));
    }
    let lines = bytes.split_inclusive(|&byte| byte == b'\n').count() as u64;
    if lines != file.versions {
        let what = format!("it has {lines} versions instead of {}", file.versions);
        return Err(StoreError::damaged(path, what));
    }
    Ok(bytes)
}

fn json_bytes<T: Serialize>(path: &Path, value: &T) -> Result<Vec<u8>, StoreError> {
    let fail = |cause: serde_json::Error| StoreError::io("write", path)(cause.into());
    serde_json::to_vec(value).map_err(fail)
}

/// Tells versions of an entry apart.
fn digest(json: &[u8]) -> u64 {
    XxHash3_64::oneshot(json)
}
