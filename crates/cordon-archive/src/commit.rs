//! Commits: to the journal while they are small, to Parquet files when there is enough.

use std::fs::File;

use crate::error::StoreError;
use crate::manifest::Manifest;
use crate::memory::{Memory, settle};
use crate::record::{self, Ledger};
use crate::store::{Commit, Store};
use crate::wal::{self, FRAME_LIMIT, Journal};

/// What only the one writer has.
pub(crate) struct Writer {
    journal: Journal,
    /// Why it no longer writes.
    stopped: Option<String>,
    _lock: File,
}

impl Writer {
    pub(crate) fn new(journal: Journal, lock: File) -> Writer {
        Writer { journal, stopped: None, _lock: lock }
    }
}

impl Store {
    /// Make all that was appended durable: when this returns it is, and if this does not return,
    /// all of it or none of it is there afterwards.
    pub fn commit(&mut self) -> Result<Commit, StoreError> {
        let rows = self.fixes.len() + self.statics.len();
        if rows >= self.options.flush_rows {
            return self.writing(Store::commit_to_files);
        }
        self.writing(Store::commit_to_journal)
    }

    /// Commit, and write all that is in memory to files of its own: what other programs read.
    pub fn flush(&mut self) -> Result<Commit, StoreError> {
        let commit = self.writing(Store::commit_to_files)?;
        // Nobody knows when more will come.
        (self.fixes, self.statics) = (Memory::default(), Memory::default());
        Ok(commit)
    }

    /// Flush and let go of the directory.
    pub fn close(mut self) -> Result<(), StoreError> {
        if self.writer.is_some() {
            self.flush()?;
        }
        Ok(())
    }

    pub(crate) fn check_writer(&self) -> Result<(), StoreError> {
        let writer = self.writer.as_ref().ok_or(StoreError::ReadOnly)?;
        writer.stopped.clone().map_or(Ok(()), |why| Err(StoreError::Stopped(why)))
    }

    /// Do what changes the disk. A failure leaves it uncertain what is there, so it is the last
    /// change: opening again reads what the disk really has.
    pub(crate) fn writing<T>(
        &mut self,
        change: impl FnOnce(&mut Store) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.check_writer()?;
        let done = change(self);
        if let (Err(failure), Some(writer)) = (&done, &mut self.writer)
            && matches!(failure, StoreError::Io { .. } | StoreError::Encode { .. })
        {
            writer.stopped = Some(failure.to_string());
        }
        done
    }

    fn commit_to_journal(&mut self) -> Result<Commit, StoreError> {
        self.raw.sync()?;
        let Some(writer) = &mut self.writer else { return Err(StoreError::ReadOnly) };
        let mut frame = writer.journal.frame();
        self.put_unlogged(frame.records());
        if frame.len() > FRAME_LIMIT {
            return self.commit_to_files();
        }
        if frame.len() > 0 {
            self.commit += 1;
            if let Some(writer) = &mut self.writer {
                writer.journal.commit(self.commit, frame)?;
            }
            self.set_logged();
        }
        Ok(Commit { number: self.commit, is_flushed: false })
    }

    /// Everything that the journal lacks, as records. Where segments end comes first: replaying it
    /// drops what blocks took over.
    fn put_unlogged(&self, to: &mut Vec<u8>) {
        let fixes = self.fixes.unlogged().count();
        let raw: usize = self.raw.unlogged().map(|(_, _, bytes)| bytes.len()).sum();
        to.reserve(fixes * record::FIX_BYTES + self.statics.unlogged().count() * 128 + raw);
        for segment in
            self.raw.segments().iter().filter(|segment| !self.logged_segments.contains(segment))
        {
            record::put_raw_end(to, segment.number, segment.length);
        }
        for input in self.manifest.inputs.iter().skip(self.logged_inputs) {
            record::put_input(to, input);
        }
        for (input, offset, bytes) in self.raw.unlogged() {
            record::put_raw(to, input, offset, bytes);
        }
        self.fixes.unlogged().for_each(|fix| record::put_fix(to, fix));
        self.statics.unlogged().for_each(|report| record::put_static(to, report));
        for &input in &self.changed_cursors {
            self.cursor(input).into_iter().for_each(|value| record::put_cursor(to, input, value));
        }
        self.findings.unlogged().for_each(|line| record::put_version(to, Ledger::Findings, line));
        self.tracks.unlogged().for_each(|line| record::put_version(to, Ledger::Tracks, line));
    }

    /// Everything is in the journal now, or in files.
    pub(crate) fn set_logged(&mut self) {
        self.fixes.set_logged();
        self.statics.set_logged();
        self.raw.set_logged();
        self.findings.set_logged();
        self.tracks.set_logged();
        self.logged_inputs = self.manifest.inputs.len();
        self.changed_cursors.clear();
        self.logged_segments = self.raw.segments().to_vec();
    }

    fn commit_to_files(&mut self) -> Result<Commit, StoreError> {
        if !self.unlogged_is_empty() {
            self.commit += 1;
        }
        if self.manifest.commit < self.commit {
            let manifest = self.write_files()?;
            self.enter(manifest)?;
            self.write_snapshots()?;
        }
        Ok(Commit { number: self.commit, is_flushed: true })
    }

    /// Whether [`Store::put_unlogged`] would put nothing.
    fn unlogged_is_empty(&self) -> bool {
        self.fixes.unlogged().next().is_none()
            && self.statics.unlogged().next().is_none()
            && self.raw.unlogged().next().is_none()
            && self.findings.unlogged().next().is_none()
            && self.tracks.unlogged().next().is_none()
            && self.changed_cursors.is_empty()
            && self.logged_inputs >= self.manifest.inputs.len()
            && self.logged_segments == self.raw.segments()
    }

    /// Write what is in memory to new files, all durable and in place, and the manifest that lists
    /// them. Nothing refers to them yet.
    fn write_files(&mut self) -> Result<Manifest, StoreError> {
        let mut manifest = self.manifest.clone();
        self.raw.flush(&self.disk)?;
        manifest.raw = self.raw.segments().to_vec();
        let number = manifest.take_number();
        let mut files = self.fixes.write(&self.disk, &self.root, number)?;
        files.extend(self.statics.write(&self.disk, &self.root, number)?);
        settle(&self.disk, &self.root, &files)?;
        manifest.files.extend(files);
        if self.findings.has_tail() {
            manifest.findings.push(self.findings.flush(&self.disk, number)?);
        }
        if self.tracks.has_tail() {
            manifest.tracks.push(self.tracks.flush(&self.disk, number)?);
        }
        manifest.commit = self.commit;
        Ok(manifest)
    }

    /// Make a manifest the truth, with an empty journal; then remove what it no longer needs.
    pub(crate) fn enter(&mut self, mut manifest: Manifest) -> Result<(), StoreError> {
        let retired = std::mem::take(&mut self.manifest.retired);
        manifest.retired.retain(|file| !retired.contains(file));
        let old_journal = wal::path(&self.root, self.manifest.journal);
        manifest.journal = manifest.take_number();
        let journal = Journal::create(&self.disk, &self.root, manifest.journal)?;
        manifest.write(&self.disk, &self.root)?;
        self.manifest = manifest;
        if let Some(writer) = &mut self.writer {
            writer.journal = journal;
        }
        self.fixes.clear();
        self.statics.clear();
        self.set_logged();
        self.disk.remove(&old_journal)?;
        retired.iter().try_for_each(|file| self.disk.remove(&file.path(&self.root)))
    }
}
