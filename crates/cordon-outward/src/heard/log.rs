//! Contacts of a data folder: one JSON file, replaced whole. Several programs may listen at once.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use cordon_core::Time;

use super::board::Board;
use super::contact::HeardContact;
use crate::cot::Event;

const FILE: &str = "contacts.json";
/// A file longer than this is none of ours.
const LONGEST: u64 = 1 << 30;

/// Why the contacts of a folder cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("cannot read or write `{path}`: {source}; check the folder, its rights and the disk")]
pub struct LogError {
    /// Which file.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

/// What became of events; `read` is the sum of the others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Events that came.
    pub read: u64,
    /// Those that changed something.
    pub used: u64,
    /// The others, by reason.
    pub passed: BTreeMap<String, u64>,
}

impl Tally {
    /// Counts one event.
    pub fn count<E: std::error::Error>(&mut self, became: Result<(), E>) {
        self.read += 1;
        match became {
            Ok(()) => self.used += 1,
            Err(why) => *self.passed.entry(why.to_string()).or_default() += 1,
        }
    }

    /// Adds what another counted.
    pub fn add(&mut self, other: Tally) {
        self.read += other.read;
        self.used += other.used;
        for (why, n) in other.passed {
            *self.passed.entry(why).or_default() += n;
        }
    }
}

/// Contacts of a data folder, in the order of their names; none where none were kept.
///
/// # Errors
/// When the file is there and cannot be read, or is none of ours.
pub fn read(data: &Path) -> Result<Vec<HeardContact>, LogError> {
    let path = data.join(FILE);
    let fault = |source| LogError { path: path.clone(), source };
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(fault(error)),
    };
    let mut bytes = Vec::new();
    file.take(LONGEST).read_to_end(&mut bytes).map_err(fault)?;
    serde_json::from_slice(&bytes).map_err(|error| fault(error.into()))
}

/// Keeps what events tell; on the disk when this returns, whole or as before. `exercise` marks all of it.
///
/// A lock is held meanwhile and the file read again first: what another program keeps is not lost.
///
/// # Errors
/// When the disk refuses.
pub fn keep(
    data: &Path,
    events: &[Event],
    exercise: Option<&str>,
    now: Time,
) -> Result<Tally, LogError> {
    let path = data.join(FILE);
    let fault = |source| LogError { path: path.clone(), source };
    fs::create_dir_all(data).map_err(fault)?;
    let lock = File::create(data.join("contacts.lock")).map_err(fault)?;
    lock.lock().map_err(fault)?;
    let (mut board, mut tally) = (Board::with(read(data)?), Tally::default());
    for event in events {
        tally.count(board.take(event, exercise, now));
    }
    board.forget(now);
    let new = data.join("contacts.json.new");
    let mut file = File::create(&new).map_err(fault)?;
    let rows: Vec<&HeardContact> = board.contacts().collect();
    let bytes = serde_json::to_vec(&rows).map_err(|error| fault(error.into()))?;
    file.write_all(&bytes).and_then(|()| file.sync_data()).map_err(fault)?;
    fs::rename(&new, &path).map_err(fault)?;
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(uid: &str) -> Event {
        let xml = format!(
            r#"<event version="2.0" uid="{uid}" type="a-n-S" how="m-g" time="2031-01-01T00:00:00Z"
            start="2031-01-01T00:00:00Z" stale="2031-01-01T00:05:00Z"><point lat="1" lon="179.9"/></event>"#
        );
        Event::from_xml(xml.as_bytes()).unwrap()
    }

    #[test]
    fn programs_that_listen_at_once_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let now: Time = "2031-01-01T00:01:00Z".parse().unwrap();
        std::thread::scope(|scope| {
            for program in 0..4 {
                let data = folder.path();
                scope.spawn(move || {
                    let mut tally = Tally::default();
                    for n in 0..10 {
                        let events = [told(&format!("{program}-{n}"))];
                        tally.add(keep(data, &events, None, now).unwrap());
                    }
                    assert_eq!((tally.read, tally.used), (10, 10));
                });
            }
        });
        assert_eq!(read(folder.path()).unwrap().len(), 40);
        assert!(read(&folder.path().join("none")).unwrap().is_empty());
        fs::write(folder.path().join(FILE), "[{").unwrap();
        let fault = keep(folder.path(), &[], None, now).unwrap_err();
        assert!(fault.to_string().contains("contacts.json"), "{fault}");
    }
}
