//! The casebook of one data directory.

use std::path::{Path, PathBuf};

use cordon_core::Time;
use ed25519_dalek::SigningKey;

use crate::case::{Case, Unreadable};
use crate::digest::Digest;
use crate::documents::Documents;
use crate::error::CaseError;
use crate::event::{Event, Opened};
use crate::ledger::{Checkpoint, Draft, Entry, Ledger, Verified, Writing, body_of};
use crate::names::{CaseId, ItemId};
use crate::package::{Material, Program, RawBytes, compose, gather};
use crate::{disk, keys};

/// The most bytes one event may have.
const MAX_BODY: u64 = 8 << 20;

/// Who changes a case, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// Who.
    pub actor: String,
    /// When.
    pub at: Time,
}

/// A moment in the history of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// What was known at this instant.
    Time(Time),
    /// What was known at this version of the case.
    Version(u64),
}

/// What a change did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Which case.
    pub case: CaseId,
    /// Its version now.
    pub version: u64,
    /// The items that the changes added or changed, in their order; a finding that was in the case
    /// already is named as it is there.
    pub items: Vec<ItemId>,
}

/// What an export needs from outside the casebook.
#[expect(missing_debug_implementations, reason = "its source of bytes is a trait")]
pub struct Source<'a> {
    /// Where the raw bytes of inputs are.
    pub raw: &'a dyn RawBytes,
    /// The rules that findings are made by, as TOML.
    pub parameters: &'a str,
    /// The program that exports.
    pub program: &'a Program,
}

/// Cases and their evidence, in `casebook.db`, `casebook.key` and `evidence/` of a data directory.
///
/// Several processes may have it open; each change is one transaction.
#[derive(Debug)]
pub struct Casebook {
    dir: PathBuf,
    ledger: Ledger,
    documents: Documents,
}

impl Casebook {
    /// Opens the casebook of a data directory, and makes it when it is absent.
    pub fn open(dir: &Path) -> Result<Casebook, CaseError> {
        disk::make_dir(dir)?;
        Ok(Casebook::with(Ledger::open(&database(dir))?, dir))
    }

    /// Opens a casebook that is there, for reading.
    pub fn open_read_only(dir: &Path) -> Result<Casebook, CaseError> {
        let path = database(dir);
        if !path.is_file() {
            return Err(CaseError::Absent(dir.to_owned()));
        }
        Ok(Casebook::with(Ledger::open_read_only(&path)?, dir))
    }

    fn with(ledger: Ledger, dir: &Path) -> Casebook {
        Casebook { dir: dir.to_owned(), ledger, documents: Documents::under(dir) }
    }

    /// The key that checkpoints and packages are signed with; made at first use.
    pub fn key(&self) -> Result<SigningKey, CaseError> {
        keys::load_or_make(&self.dir.join("casebook.key"))
    }

    /// Opens a case with what is in it from the start, in one step.
    pub fn open_case(
        &mut self,
        author: &Author,
        opened: Opened,
        additions: Vec<Event>,
    ) -> Result<Applied, CaseError> {
        let key = self.key()?;
        let opened = Event::Opened(opened);
        opened.check_texts()?;
        self.ledger.transact(|writing| {
            let case = writing.next_case()?;
            let mut change = Changing::begin(writing, &key, author, case, None)?;
            change.append(&opened)?;
            change.append_all(additions)
        })
    }

    /// Changes a case, in one step: all of it, or nothing.
    ///
    /// `seen` is the version that the changes were made from. Additions always merge. Setting a
    /// field that someone else has set since is a [`CaseError::Conflict`].
    pub fn change(
        &mut self,
        author: &Author,
        case: CaseId,
        seen: Option<u64>,
        changes: Vec<Event>,
    ) -> Result<Applied, CaseError> {
        let key = self.key()?;
        self.ledger.transact(|writing| {
            let change = Changing::begin(writing, &key, author, case, seen)?;
            if change.entries.is_empty() {
                return Err(CaseError::NoCase(case));
            }
            change.append_all(changes)
        })
    }

    /// Appends the entry of an export and a checkpoint over it, so that the package can show that
    /// the ledger was so then.
    pub fn seal(
        &mut self,
        author: &Author,
        case: CaseId,
        program: &str,
    ) -> Result<Checkpoint, CaseError> {
        let key = self.key()?;
        self.ledger.transact(|writing| {
            let mut change = Changing::begin(writing, &key, author, case, None)?;
            if change.entries.is_empty() {
                return Err(CaseError::NoCase(case));
            }
            let entry = change.append(&Event::Exported { program: program.to_owned() })?;
            let checkpoint = Checkpoint::sign(&entry, &key);
            writing.put_checkpoint(&checkpoint)?;
            Ok(checkpoint)
        })
    }

    /// Exports a case: the bytes of its signed package.
    ///
    /// The export is an entry of the ledger itself, so two exports are never the same bytes; the
    /// same entries and sources always are.
    pub fn export(
        &mut self,
        author: &Author,
        case: CaseId,
        source: &Source<'_>,
    ) -> Result<Vec<u8>, CaseError> {
        // What cannot be gathered must not be sealed as exported.
        gather(&self.case(case)?, source.raw)?;
        let program = format!("{} {}", source.program.name, source.program.version);
        let checkpoint = self.seal(author, case, &program)?;
        let mut entries = self.history(case)?;
        entries.retain(|entry| entry.seq <= checkpoint.seq);
        let material = Material {
            entries: &entries,
            checkpoint,
            parameters: source.parameters,
            program: source.program,
            raw: source.raw,
            documents: &|digest| self.document(digest),
        };
        compose(&material, &self.key()?)
    }

    /// Appends one entry to a chain that is no case.
    pub(crate) fn append_alone(
        &mut self,
        author: &Author,
        chain: CaseId,
        event: &Event,
    ) -> Result<Entry, CaseError> {
        let key = self.key()?;
        let body_json = body_of(event).map_err(|error| CaseError::refused(error.to_string()))?;
        let (at, actor, kind) = (author.at, author.actor.as_str(), event.kind());
        self.ledger.transact(|writing| {
            let entry = writing.append(Draft { at, actor, case: chain, kind, body_json })?;
            if writing.wants_checkpoint(&entry)? {
                writing.put_checkpoint(&Checkpoint::sign(&entry, &key))?;
            }
            Ok(entry)
        })
    }

    /// The entries of one chain, none where there is none.
    pub(crate) fn entries(&self, chain: CaseId) -> Result<Vec<Entry>, CaseError> {
        self.ledger.case(chain)
    }

    /// The case as it is now.
    pub fn case(&self, case: CaseId) -> Result<Case, CaseError> {
        read(case, &self.ledger.case(case)?)
    }

    /// The case as it was known then; nothing that came later is in it.
    pub fn case_as_of(&self, case: CaseId, as_of: AsOf) -> Result<Case, CaseError> {
        let mut entries = self.ledger.case(case)?;
        if entries.is_empty() {
            return Err(CaseError::NoCase(case));
        }
        entries.retain(|entry| match as_of {
            AsOf::Time(time) => entry.at <= time,
            AsOf::Version(version) => entry.case_seq <= version,
        });
        if entries.is_empty() {
            return Err(CaseError::refused(format!("case {case} was not open yet at that time")));
        }
        read(case, &entries)
    }

    /// Every case as it is now, in the order of opening.
    pub fn cases(&self) -> Result<Vec<Case>, CaseError> {
        self.ledger.cases()?.into_iter().map(|case| self.case(case)).collect()
    }

    /// Who did what to a case, when.
    pub fn history(&self, case: CaseId) -> Result<Vec<Entry>, CaseError> {
        let entries = self.ledger.case(case)?;
        if entries.is_empty() { Err(CaseError::NoCase(case)) } else { Ok(entries) }
    }

    /// Follows the whole ledger; the error names the first bad entry.
    pub fn verify_ledger(&self) -> Result<Verified, CaseError> {
        self.ledger.verify()
    }

    /// The checkpoint signed at an entry.
    pub fn checkpoint(&self, seq: u64) -> Result<Option<Checkpoint>, CaseError> {
        self.ledger.checkpoint(seq)
    }

    /// Keeps the bytes of a document; they are durable when this returns.
    pub fn keep_document(&self, bytes: &[u8]) -> Result<Digest, CaseError> {
        self.documents.keep(bytes)
    }

    /// The bytes of a document that was kept, checked against their name.
    pub fn document(&self, sha256: Digest) -> Result<Vec<u8>, CaseError> {
        self.documents.read(sha256)
    }
}

fn database(dir: &Path) -> PathBuf {
    dir.join("casebook.db")
}

fn read(case: CaseId, entries: &[Entry]) -> Result<Case, CaseError> {
    fold(entries)?.ok_or(CaseError::NoCase(case))
}

fn fold(entries: &[Entry]) -> Result<Option<Case>, CaseError> {
    Case::from_entries(entries).map_err(damaged)
}

fn damaged(bad: Unreadable) -> CaseError {
    CaseError::Ledger { seq: bad.seq, what: bad.what }
}

/// A change to one case while it is being made.
struct Changing<'a> {
    writing: &'a Writing<'a>,
    key: &'a SigningKey,
    author: &'a Author,
    id: CaseId,
    seen: Option<u64>,
    /// The entries that were there before.
    entries: Vec<Entry>,
    /// What they and the new ones add up to.
    case: Option<Case>,
    /// The last new one.
    last: Option<Entry>,
    items: Vec<ItemId>,
}

impl<'a> Changing<'a> {
    fn begin(
        writing: &'a Writing<'a>,
        key: &'a SigningKey,
        author: &'a Author,
        id: CaseId,
        seen: Option<u64>,
    ) -> Result<Changing<'a>, CaseError> {
        let entries = writing.case(id)?;
        let before = entries.len();
        let case = fold(&entries)?;
        if let Some(seen) = seen.filter(|&seen| seen > before as u64) {
            let why = format!("{id} is at version {before}; nobody can have seen version {seen}");
            return Err(CaseError::Refused(why));
        }
        Ok(Changing {
            writing,
            key,
            author,
            id,
            seen,
            entries,
            case,
            last: None,
            items: Vec::new(),
        })
    }

    fn append_all(mut self, events: Vec<Event>) -> Result<Applied, CaseError> {
        for event in events {
            self.append_one(event)?;
        }
        if let Some(last) = &self.last
            && self.writing.wants_checkpoint(last)?
        {
            self.writing.put_checkpoint(&Checkpoint::sign(last, self.key))?;
        }
        let version = self.case.map_or(0, |case| case.version);
        Ok(Applied { case: self.id, version, items: self.items })
    }

    fn append_one(&mut self, mut event: Event) -> Result<(), CaseError> {
        self.check_conflict(&event)?;
        let Some(case) = &self.case else { return Err(CaseError::NoCase(self.id)) };
        if let Event::FindingAdded { finding, .. } = &event
            && let Some(known) = case.finding(finding.id())
        {
            self.items.push(known.item);
            return Ok(());
        }
        event.check(case)?;
        if let Some(item) = event.addition_mut() {
            *item = case.next(item.kind);
        }
        self.items.extend(event.item());
        self.append(&event).map(drop)
    }

    fn append(&mut self, event: &Event) -> Result<Entry, CaseError> {
        let body_json = body_of(event).map_err(|error| CaseError::refused(error.to_string()))?;
        let size = body_json.len() as u64;
        if size > MAX_BODY {
            let what = format!("`{}` of {}", event.kind(), self.id);
            let mend = "Attach long texts as documents (`cordon case add --document FILE`)";
            return Err(CaseError::TooLarge { what, size, limit: MAX_BODY, mend });
        }
        let draft = Draft {
            at: self.author.at,
            actor: &self.author.actor,
            case: self.id,
            kind: event.kind(),
            body_json,
        };
        let entry = self.writing.append(draft)?;
        Case::follow(&mut self.case, &entry).map_err(damaged)?;
        self.last = Some(entry.clone());
        Ok(entry)
    }

    /// Whether a field that `event` sets was set by someone since the version that was seen.
    fn check_conflict(&self, event: &Event) -> Result<(), CaseError> {
        let (Some(seen), Some(field)) = (self.seen, event.field()) else { return Ok(()) };
        let since = self.entries.get(seen as usize..).unwrap_or_default();
        for entry in since.iter().rev() {
            let other = entry.event().map_err(|what| CaseError::Ledger { seq: entry.seq, what })?;
            if other.field().as_ref() == Some(&field) {
                return Err(CaseError::Conflict {
                    case: self.id,
                    field,
                    seen,
                    now: self.entries.len() as u64,
                    actor: entry.actor.clone(),
                    at: entry.at,
                });
            }
        }
        Ok(())
    }
}
