//! The store: what it holds, how it is opened, what is put into it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cordon_core::{Finding, Fix, Input, InputId, StaticReport, Time};
use rayon::prelude::*;

use crate::commit::Writer;
use crate::disk::{self, Disk};
use crate::error::StoreError;
use crate::ledger::Versions;
use crate::manifest::Manifest;
use crate::memory::Memory;
use crate::raw::{RawStore, Segment};
use crate::record::{Ledger, Record};
use crate::recover;
use crate::tracks::TrackSummary;
use crate::wal::{self, Journal};

/// Entries that are written as JSON side by side.
const PUT_AT_ONCE: usize = 4_096;

/// How often a reader starts over when a writer flushes in between.
const READ_TRIES: u32 = 20;

/// How a store is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Rows held in memory and journal before they become Parquet files: more means fewer, larger
    /// files, at some 150 bytes of memory a row.
    pub flush_rows: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { flush_rows: 1 << 20 }
    }
}

/// What a commit made durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its number, one more than the commit before.
    pub number: u64,
    /// Whether it ended in Parquet files rather than in the journal.
    pub is_flushed: bool,
}

/// What opening found after a crash.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Commits read back from the journal.
    pub commits: u64,
    /// Bytes of a commit that had not returned, dropped from the journal's end.
    pub torn_bytes: u64,
    /// Files of a flush that was not completed, removed.
    pub removed: Vec<PathBuf>,
}

/// Observations, raw bytes, findings and tracks in a directory. See the [crate] for its promises.
pub struct Store {
    pub(crate) root: PathBuf,
    pub(crate) disk: Disk,
    pub(crate) options: Options,
    /// What was flushed; inputs and cursors are those of now.
    pub(crate) manifest: Manifest,
    /// Number of the last commit.
    pub(crate) commit: u64,
    pub(crate) fixes: Memory<Fix>,
    pub(crate) statics: Memory<StaticReport>,
    pub(crate) raw: RawStore,
    pub(crate) findings: Versions<Finding>,
    pub(crate) tracks: Versions<TrackSummary>,
    /// How many inputs, which cursors and how much of the segments the journal lacks or has.
    pub(crate) logged_inputs: usize,
    pub(crate) changed_cursors: BTreeSet<InputId>,
    pub(crate) logged_segments: Vec<Segment>,
    /// `None` in a reader.
    pub(crate) writer: Option<Writer>,
    recovery: Recovery,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (root, commit) = (&self.root, self.commit);
        f.debug_struct("Store").field("root", root).field("commit", &commit).finish_non_exhaustive()
    }
}

impl Store {
    /// Open for writing; creates what is missing, and brings back what a crash left.
    pub fn open(dir: &Path) -> Result<Store, StoreError> {
        Store::open_with(dir, Options::default())
    }

    /// Open for writing with options.
    pub fn open_with(dir: &Path, options: Options) -> Result<Store, StoreError> {
        Store::open_on(Disk::real(), dir, options)
    }

    pub(crate) fn open_on(disk: Disk, dir: &Path, options: Options) -> Result<Store, StoreError> {
        disk.make_dir(dir)?;
        let lock = disk::lock(dir)?;
        disk.make_dir(&dir.join("journal"))?;
        disk.make_dir(&dir.join("raw"))?;
        let manifest = match Manifest::read(dir)? {
            Some(manifest) => manifest,
            None => found(&disk, dir)?,
        };
        let (mut store, sound) = Store::load(disk, dir, options, manifest)?;
        store.recovery.removed = recover::remove_leftovers(&store.disk, dir, &store.manifest)?;
        let path = wal::path(dir, store.manifest.journal);
        let journal = Journal::go_on(&store.disk, &path, sound)?;
        store.writer = Some(Writer::new(journal, lock));
        Ok(store)
    }

    /// Open for reading, beside a writer or alone. Shows what was committed by now;
    /// [`Store::refresh`] shows what came since.
    pub fn open_read_only(dir: &Path) -> Result<Store, StoreError> {
        let mut tries = 0;
        loop {
            let manifest =
                Manifest::read(dir)?.ok_or_else(|| StoreError::Absent(dir.to_owned()))?;
            match Store::load(Disk::real(), dir, Options::default(), manifest) {
                // A flush came between the manifest and its journal: read the new ones.
                Err(gone) if gone.is_not_found() && tries < READ_TRIES => tries += 1,
                read => return read.map(|(store, _)| store),
            }
        }
    }

    /// Bring a reader up to now. A writer is so already.
    pub fn refresh(&mut self) -> Result<(), StoreError> {
        if self.writer.is_none() {
            *self = Store::open_read_only(&self.root)?;
        }
        Ok(())
    }

    /// The store as the manifest and its journal tell, and the sound length of the journal.
    fn load(
        disk: Disk,
        dir: &Path,
        options: Options,
        manifest: Manifest,
    ) -> Result<(Store, u64), StoreError> {
        let path = wal::path(dir, manifest.journal);
        let replay = wal::replay(&path)?;
        let mut store = Store {
            root: dir.to_owned(),
            disk,
            options,
            commit: manifest.commit,
            fixes: Memory::default(),
            statics: Memory::default(),
            raw: RawStore::open(dir, &manifest.raw)?,
            findings: Versions::open(dir, &manifest.findings)?,
            tracks: Versions::open(dir, &manifest.tracks)?,
            logged_inputs: 0,
            changed_cursors: BTreeSet::new(),
            logged_segments: Vec::new(),
            writer: None,
            recovery: Recovery { torn_bytes: replay.torn, ..Recovery::default() },
            manifest,
        };
        for (number, records) in replay.commits {
            records.into_iter().try_for_each(|record| store.replay(record, &path))?;
            store.commit = number;
            store.recovery.commits += 1;
        }
        store.set_logged();
        Ok((store, replay.sound))
    }

    fn replay(&mut self, record: Record, journal: &Path) -> Result<(), StoreError> {
        match record {
            Record::RawEnd { segment, length } => {
                self.raw.extend_to(Segment { number: segment, length })?;
            }
            Record::Input(input) => self.learn(input),
            Record::Fix(fix) => self.fixes.push(fix),
            Record::Static(report) => self.statics.push(*report),
            Record::Raw { input, offset, bytes } => self.raw.replay(input, offset, bytes),
            Record::Cursor { input, value } => {
                self.manifest.cursors.insert(input.0, value);
            }
            Record::Version { ledger: Ledger::Findings, line } => {
                self.findings.replay(&line, journal)?;
            }
            Record::Version { ledger: Ledger::Tracks, line } => {
                self.tracks.replay(&line, journal)?;
            }
        }
        Ok(())
    }

    /// What opening found after a crash.
    pub fn recovery(&self) -> &Recovery {
        &self.recovery
    }

    /// Number of the last commit: findings can be read back as known at it.
    pub fn last_commit(&self) -> u64 {
        self.commit
    }

    /// All inputs, in the order of their numbers.
    pub fn inputs(&self) -> &[Input] {
        &self.manifest.inputs
    }

    /// The input of this number.
    pub fn input(&self, id: InputId) -> Option<&Input> {
        self.manifest.inputs.get(id.0 as usize)
    }

    /// The number of an input; the same name and format always have the same one.
    pub fn register(&mut self, input: Input) -> Result<InputId, StoreError> {
        self.check_writer()?;
        let is_it = |known: &Input| known.name == input.name && known.format == input.format;
        let number = self.manifest.inputs.iter().position(is_it).unwrap_or_else(|| {
            self.manifest.inputs.push(input);
            self.manifest.inputs.len() - 1
        });
        Ok(InputId(number as u32))
    }

    /// Everything that this input marks as simulated belongs to this exercise.
    pub fn mark_exercise(&mut self, input: InputId, exercise: &str) -> Result<(), StoreError> {
        self.check_writer()?;
        self.check_input(input)?;
        let known = self.manifest.inputs.get_mut(input.0 as usize);
        if let Some(known) = known.filter(|known| known.exercise.as_deref() != Some(exercise)) {
            known.exercise = Some(exercise.to_owned());
            self.logged_inputs = self.logged_inputs.min(input.0 as usize);
        }
        Ok(())
    }

    /// Takes over an input as the journal tells it: a new one, or a known one as it is now.
    fn learn(&mut self, input: Input) {
        let is_it = |known: &&mut Input| known.name == input.name && known.format == input.format;
        match self.manifest.inputs.iter_mut().find(is_it) {
            Some(known) => *known = input,
            None => self.manifest.inputs.push(input),
        }
    }

    fn check_input(&self, input: InputId) -> Result<(), StoreError> {
        self.input(input).map(drop).ok_or(StoreError::UnknownInput(input))
    }

    /// Keep the bytes of an input from an offset on. Bytes that are kept already are compared, not
    /// stored again; an input that changed is an error.
    pub fn append_raw(
        &mut self,
        input: InputId,
        offset: u64,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        self.check_input(input)?;
        self.writing(|store| store.raw.append(&store.disk, input, offset, bytes))
    }

    /// Keep reports. They may come in any order.
    pub fn append(&mut self, fixes: &[Fix], statics: &[StaticReport]) -> Result<(), StoreError> {
        self.check_writer()?;
        self.fixes.extend(fixes);
        self.statics.extend(statics);
        Ok(())
    }

    /// Remember how far an input was read, together with what is committed next.
    pub fn set_cursor(
        &mut self,
        input: InputId,
        cursor: serde_json::Value,
    ) -> Result<(), StoreError> {
        self.check_writer()?;
        self.check_input(input)?;
        self.manifest.cursors.insert(input.0, cursor);
        self.changed_cursors.insert(input);
        Ok(())
    }

    /// How far an input was read.
    pub fn cursor(&self, input: InputId) -> Option<&serde_json::Value> {
        self.manifest.cursors.get(&input.0)
    }

    /// Keep findings as the newest versions of theirs; `as_of` is how far the data went. Gives the
    /// number of those that were new or changed.
    pub fn put_findings(&mut self, findings: &[Finding], as_of: Time) -> Result<usize, StoreError> {
        self.check_writer()?;
        put_all(&mut self.findings, findings, self.commit + 1, as_of)
    }

    /// Keep tracks as the newest versions of theirs, like findings.
    pub fn put_tracks(
        &mut self,
        tracks: &[TrackSummary],
        as_of: Time,
    ) -> Result<usize, StoreError> {
        self.check_writer()?;
        put_all(&mut self.tracks, tracks, self.commit + 1, as_of)
    }
}

fn put_all<T: crate::ledger::Entry>(
    versions: &mut Versions<T>,
    entries: &[T],
    commit: u64,
    as_of: Time,
) -> Result<usize, StoreError> {
    let mut changed = 0;
    for entries in entries.chunks(PUT_AT_ONCE) {
        let told: Result<Vec<_>, _> =
            entries.par_iter().map(|entry| versions.told(entry)).collect();
        for (entry, told) in entries.iter().zip(told?) {
            changed += usize::from(versions.put(entry, &told, commit, as_of)?);
        }
    }
    Ok(changed)
}

/// Found a new store.
fn found(disk: &Disk, dir: &Path) -> Result<Manifest, StoreError> {
    let manifest = Manifest { journal: 1, next: 1, ..Manifest::default() };
    Journal::create(disk, dir, manifest.journal)?;
    manifest.write(disk, dir)?;
    Ok(manifest)
}
