//! What a node shares, in SQLite: partners, outboxes, inboxes, chains.
//!
//! What [`Store::transact`] returns from is durable (write-ahead log, `synchronous = FULL`), and all of
//! it or nothing is there after a crash. Several processes may write: a node that serves, and commands
//! beside it.

mod chain;
mod inbox;
mod lost;
mod outbox;
mod partners;
mod verify;

use std::path::{Path, PathBuf};
use std::time::Duration;

use cordon_core::Time;
use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use inbox::{Received, State};
pub(crate) use inbox::{Taken, Target};
pub use lost::{How, Lost};
pub use outbox::{Outgoing, Policy, Waiting, Window};
pub use partners::{Partner, Progress};
pub use verify::{Fault, Verified};

use crate::card::Card;
use crate::error::ShareError;
use crate::names::PartnerName;

/// The layout of the database, as SQLite's `user_version`.
const LAYOUT: u32 = 2;

/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(20);

/// The shared objects of one data directory.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    connection: Connection,
}

impl Store {
    /// Opens it; makes it when it is absent.
    pub fn open(path: &Path) -> Result<Store, ShareError> {
        let connection = Connection::open(path)
            .map_err(|cause| ShareError::Database { path: path.to_owned(), cause })?;
        let mut store = Store { path: path.to_owned(), connection };
        store.prepare().map_err(|cause| store.failed(cause))?;
        store.make_tables()?;
        Ok(store)
    }

    /// In memory, for simulations: as durable as the value itself.
    pub fn in_memory() -> Result<Store, ShareError> {
        Store::open(Path::new(":memory:"))
    }

    /// Adds a partner, or takes over its new card and address; one that was revoked begins anew.
    pub fn add_partner(
        &mut self,
        card: &Card,
        address: Option<&str>,
        now: Time,
    ) -> Result<(), ShareError> {
        self.transact(|writing| writing.put_partner(card, address, now))
    }

    /// Ends a partnership; says how many objects that waited were given up.
    pub fn revoke_partner(&mut self, name: &PartnerName, now: Time) -> Result<usize, ShareError> {
        let partner = self.read(|writing| writing.partner(name))?;
        let partner = partner.filter(|partner| partner.active);
        let partner = partner.ok_or_else(|| ShareError::Stranger(name.clone()))?;
        self.transact(|writing| writing.revoke_partner(&partner, now))
    }

    /// Lets the database grow to so many bytes: a full disk for tests.
    #[doc(hidden)]
    pub fn limit_pages(&self, pages: u32) -> Result<(), ShareError> {
        let set = self.connection.pragma_update(None, "max_page_count", pages);
        set.map_err(|cause| self.failed(cause))
    }

    /// A number that changes when another process has written.
    pub(crate) fn data_version(&self) -> Result<i64, ShareError> {
        let version = self.connection.query_row("PRAGMA data_version", [], |row| row.get(0));
        version.map_err(|cause| self.failed(cause))
    }

    /// Does `work` alone in the store; all of it becomes durable, or nothing.
    pub fn transact<T>(
        &mut self,
        work: impl FnOnce(&Writing<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, ShareError> {
        let path = self.path.clone();
        let fail = |cause| ShareError::Database { path: path.clone(), cause };
        let immediate = TransactionBehavior::Immediate;
        let transaction = self.connection.transaction_with_behavior(immediate).map_err(fail)?;
        let done = work(&Writing(&transaction)).map_err(fail)?;
        transaction.commit().map_err(fail)?;
        Ok(done)
    }

    /// Reads without locking anybody out.
    pub fn read<T>(
        &self,
        work: impl FnOnce(&Writing<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, ShareError> {
        let fail = |cause| self.failed(cause);
        let transaction = self.connection.unchecked_transaction().map_err(fail)?;
        work(&Writing(&transaction)).map_err(fail)
    }

    fn failed(&self, cause: rusqlite::Error) -> ShareError {
        ShareError::Database { path: self.path.clone(), cause }
    }

    fn prepare(&self) -> rusqlite::Result<()> {
        self.connection.busy_timeout(PATIENCE)?;
        self.connection.set_prepared_statement_cache_capacity(64);
        // What is acknowledged survives the loss of power, not only of the process.
        self.connection.pragma_update(None, "journal_mode", "WAL")?;
        self.connection.pragma_update(None, "synchronous", "FULL")?;
        // What an owner took back is overwritten, not only forgotten.
        self.connection.pragma_update(None, "secure_delete", true)
    }

    fn layout(connection: &Connection) -> rusqlite::Result<u32> {
        connection.query_row("PRAGMA user_version", [], |row| row.get(0))
    }

    fn make_tables(&mut self) -> Result<(), ShareError> {
        let found = Store::layout(&self.connection).map_err(|cause| self.failed(cause))?;
        if found > LAYOUT {
            return Err(ShareError::Newer { path: self.path.clone(), found, known: LAYOUT });
        }
        if found == LAYOUT {
            return Ok(());
        }
        self.transact(|writing| {
            // Another process may have made them while this one waited.
            match Store::layout(writing.0)? {
                0 => writing.0.execute_batch(include_str!("schema.sql"))?,
                1 => {
                    let sql = "ALTER TABLE partner ADD COLUMN greeted INTEGER NOT NULL DEFAULT 0";
                    writing.0.execute_batch(sql)?;
                }
                _ => return Ok(()),
            }
            writing.0.pragma_update(None, "user_version", LAYOUT)
        })
    }
}

/// The store within one transaction.
#[derive(Debug)]
pub struct Writing<'a>(&'a Transaction<'a>);

/// SQLite's numbers are signed.
fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A column whose text reads as something else.
fn parsed<T>(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T: std::str::FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    let text = row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?;
    text.parse().map_err(|error| unreadable(column, error))
}

fn unreadable(
    column: usize,
    error: impl std::error::Error + Send + Sync + 'static,
) -> rusqlite::Error {
    let kind = rusqlite::types::Type::Text;
    rusqlite::Error::FromSqlConversionFailure(column, kind, Box::new(error))
}

/// A kind of object by its name.
fn kind(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<crate::object::Kind> {
    let name = row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?;
    crate::object::Kind::from_name(name)
        .ok_or_else(|| unreadable(column, crate::wire::Malformed::Senseless("kind")))
}

/// An instant in microseconds.
fn time(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<cordon_core::Time> {
    let micros = row.get(column)?;
    cordon_core::Time::from_micros(micros)
        .ok_or_else(|| unreadable(column, crate::wire::Malformed::Senseless("time")))
}

#[cfg(test)]
mod tests;
