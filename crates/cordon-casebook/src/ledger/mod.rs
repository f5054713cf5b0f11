//! The ledger: append-only, hash-chained, in SQLite.
//!
//! What [`Ledger::transact`] returns from is durable: write-ahead log, `synchronous = FULL`.

mod checkpoint;
mod entry;
mod verify;

use std::path::{Path, PathBuf};
use std::time::Duration;

use cordon_core::Time;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, Transaction, TransactionBehavior};

pub use checkpoint::Checkpoint;
pub(crate) use checkpoint::is_signed;
pub(crate) use entry::body_of;
pub use entry::{CaseChain, Entry};
pub use verify::Verified;

use crate::digest::Digest;
use crate::error::CaseError;
use crate::names::CaseId;

/// The layout of the database, as SQLite's `user_version`.
const LAYOUT: u32 = 1;

/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(20);

/// The columns of an entry, in the order in which [`read_entry`] takes them.
const COLUMNS: &str =
    "seq, at, actor, case_no, case_seq, kind, body_json, prev_hash, case_prev, hash";

/// The ledger of one data directory.
#[derive(Debug)]
pub(crate) struct Ledger {
    path: PathBuf,
    connection: Connection,
}

impl Ledger {
    /// Opens it for writing; makes it when it is absent.
    pub(crate) fn open(path: &Path) -> Result<Ledger, CaseError> {
        let fail = |cause| CaseError::Database { path: path.to_owned(), cause };
        let connection = Connection::open(path).map_err(fail)?;
        let mut ledger = Ledger { path: path.to_owned(), connection };
        ledger.prepare().map_err(|cause| ledger.failed(cause))?;
        ledger.make_tables()?;
        Ok(ledger)
    }

    /// Opens it for reading.
    pub(crate) fn open_read_only(path: &Path) -> Result<Ledger, CaseError> {
        let fail = |cause| CaseError::Database { path: path.to_owned(), cause };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(fail)?;
        let ledger = Ledger { path: path.to_owned(), connection };
        let set = ledger.connection.busy_timeout(PATIENCE);
        set.and_then(|()| ledger.connection.pragma_update(None, "query_only", true))
            .map_err(|cause| ledger.failed(cause))?;
        match ledger.layout()? {
            0 => Err(CaseError::Absent(path.to_owned())),
            _ => Ok(ledger),
        }
    }

    pub(crate) fn failed(&self, cause: rusqlite::Error) -> CaseError {
        CaseError::Database { path: self.path.clone(), cause }
    }

    fn prepare(&self) -> rusqlite::Result<()> {
        self.connection.busy_timeout(PATIENCE)?;
        // Every acknowledged entry survives the loss of power, not only of the process.
        self.connection.pragma_update(None, "journal_mode", "WAL")?;
        self.connection.pragma_update(None, "synchronous", "FULL")?;
        self.connection.pragma_update(None, "foreign_keys", true)
    }

    fn layout(&self) -> Result<u32, CaseError> {
        let found = self.connection.query_row("PRAGMA user_version", [], |row| row.get(0));
        let found: u32 = found.map_err(|cause| self.failed(cause))?;
        if found > LAYOUT {
            let path = self.path.clone();
            return Err(CaseError::Newer { path, found, known: LAYOUT });
        }
        Ok(found)
    }

    fn make_tables(&mut self) -> Result<(), CaseError> {
        if self.layout()? == LAYOUT {
            return Ok(());
        }
        let path = self.path.clone();
        let fail = |cause| CaseError::Database { path: path.clone(), cause };
        let immediate = TransactionBehavior::Immediate;
        let transaction = self.connection.transaction_with_behavior(immediate).map_err(fail)?;
        // Another process may have made them while this one waited.
        let layout = transaction.query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0));
        if layout.map_err(fail)? == 0 {
            transaction.execute_batch(include_str!("schema.sql")).map_err(fail)?;
            transaction.pragma_update(None, "user_version", LAYOUT).map_err(fail)?;
        }
        transaction.commit().map_err(fail)?;
        // The names of the new files are durable too.
        crate::disk::sync_parent(&path)
    }

    /// Does `work` alone in the ledger; all of it becomes durable, or nothing.
    pub(crate) fn transact<T>(
        &mut self,
        work: impl FnOnce(&Writing<'_>) -> Result<T, CaseError>,
    ) -> Result<T, CaseError> {
        let path = self.path.clone();
        let fail = |cause| CaseError::Database { path: path.clone(), cause };
        let immediate = TransactionBehavior::Immediate;
        let transaction = self.connection.transaction_with_behavior(immediate).map_err(fail)?;
        let done = work(&Writing { transaction: &transaction, path: &path })?;
        transaction.commit().map_err(fail)?;
        Ok(done)
    }

    /// The entries of one case, in their order.
    pub(crate) fn case(&self, case: CaseId) -> Result<Vec<Entry>, CaseError> {
        case_entries(&self.connection, case).map_err(|cause| self.failed(cause))
    }

    /// Every case that there is.
    pub(crate) fn cases(&self) -> Result<Vec<CaseId>, CaseError> {
        let read = || {
            let sql = "SELECT DISTINCT case_no FROM ledger WHERE case_no > 0 ORDER BY case_no";
            let mut statement = self.connection.prepare(sql)?;
            statement.query_map([], |row| Ok(CaseId(row.get(0)?)))?.collect()
        };
        let cases: rusqlite::Result<_> = read();
        cases.map_err(|cause| self.failed(cause))
    }
}

/// The ledger while one process alone writes to it.
#[derive(Debug)]
pub(crate) struct Writing<'a> {
    transaction: &'a Transaction<'a>,
    path: &'a Path,
}

/// What is to be written.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    pub(crate) at: Time,
    pub(crate) actor: &'a str,
    pub(crate) case: CaseId,
    pub(crate) kind: &'static str,
    pub(crate) body_json: String,
}

impl Writing<'_> {
    fn failed(&self, cause: rusqlite::Error) -> CaseError {
        CaseError::Database { path: self.path.to_owned(), cause }
    }

    /// The entries of one case, in their order.
    pub(crate) fn case(&self, case: CaseId) -> Result<Vec<Entry>, CaseError> {
        case_entries(self.transaction, case).map_err(|cause| self.failed(cause))
    }

    /// The name of the next case.
    pub(crate) fn next_case(&self) -> Result<CaseId, CaseError> {
        let sql = "SELECT coalesce(max(case_no), 0) + 1 FROM ledger";
        let number = self.transaction.query_row(sql, [], |row| row.get(0));
        number.map(CaseId).map_err(|cause| self.failed(cause))
    }

    /// Appends an entry. Its time is held to that of the entry before it, should a clock go back.
    pub(crate) fn append(&self, draft: Draft<'_>) -> Result<Entry, CaseError> {
        let (last, before) = self.ends(draft.case).map_err(|cause| self.failed(cause))?;
        let mut entry = Entry {
            seq: last.as_ref().map_or(0, |entry| entry.seq) + 1,
            at: last.as_ref().map_or(draft.at, |entry| draft.at.max(entry.at)),
            actor: draft.actor.to_owned(),
            case: draft.case,
            case_seq: before.as_ref().map_or(0, |entry| entry.case_seq) + 1,
            kind: draft.kind.to_owned(),
            body_json: draft.body_json,
            prev_hash: last.map_or(Digest::ZERO, |entry| entry.hash),
            case_prev_hash: before.map_or(Digest::ZERO, |entry| entry.hash),
            hash: Digest::ZERO,
        };
        entry.hash = entry.computed_hash();
        self.insert(&entry).map_err(|cause| self.failed(cause))?;
        Ok(entry)
    }

    /// The last entry of the ledger, and the last of a case.
    fn ends(&self, case: CaseId) -> rusqlite::Result<(Option<Entry>, Option<Entry>)> {
        let last = format!("SELECT {COLUMNS} FROM ledger ORDER BY seq DESC LIMIT 1");
        let last = self.transaction.query_row(&last, [], read_entry).optional()?;
        let before = format!(
            "SELECT {COLUMNS} FROM ledger WHERE case_no = ?1 ORDER BY case_seq DESC LIMIT 1"
        );
        let before = self.transaction.query_row(&before, [case.0], read_entry).optional()?;
        Ok((last, before))
    }

    fn insert(&self, entry: &Entry) -> rusqlite::Result<usize> {
        let sql = format!(
            "INSERT INTO ledger ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
        );
        self.transaction.execute(
            &sql,
            rusqlite::params![
                sql_number(entry.seq),
                entry.at.to_string(),
                entry.actor,
                entry.case.0,
                sql_number(entry.case_seq),
                entry.kind,
                entry.body_json,
                entry.prev_hash.to_string(),
                entry.case_prev_hash.to_string(),
                entry.hash.to_string(),
            ],
        )
    }
}

fn case_entries(connection: &Connection, case: CaseId) -> rusqlite::Result<Vec<Entry>> {
    let sql = format!("SELECT {COLUMNS} FROM ledger WHERE case_no = ?1 ORDER BY case_seq");
    let mut statement = connection.prepare(&sql)?;
    statement.query_map([case.0], read_entry)?.collect()
}

/// SQLite's numbers are signed; a ledger never comes near their end.
fn sql_number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn read_entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        seq: row.get::<_, i64>(0)? as u64,
        at: parsed(row, 1)?,
        actor: row.get(2)?,
        case: CaseId(row.get(3)?),
        case_seq: row.get::<_, i64>(4)? as u64,
        kind: row.get(5)?,
        body_json: row.get(6)?,
        prev_hash: parsed(row, 7)?,
        case_prev_hash: parsed(row, 8)?,
        hash: parsed(row, 9)?,
    })
}

/// A column whose text reads as something else.
fn parsed<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T: std::str::FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    let text: String = row.get(column)?;
    let kind = rusqlite::types::Type::Text;
    text.parse()
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, kind, Box::new(error)))
}

#[cfg(test)]
mod tests;
