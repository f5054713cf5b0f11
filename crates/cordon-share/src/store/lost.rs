//! What did not arrive, and why: nothing vanishes.

use cordon_core::Time;
use rusqlite::{Params, params};

use super::{Writing, kind, number, parsed, time};
use crate::names::ObjectId;
use crate::object::Kind;
use crate::wire::{Dropped, MAX_DROPPED};

/// How something was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// The partner did not take ours.
    RefusedByThem,
    /// We did not take the partner's.
    RefusedByUs,
    /// We gave it up before the partner had it.
    GivenUp,
    /// The partner gave it up before we had it.
    GivenUpByThem,
}

impl How {
    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            How::RefusedByThem => "refused_by_them",
            How::RefusedByUs => "refused_by_us",
            How::GivenUp => "given_up",
            How::GivenUpByThem => "given_up_by_them",
        }
    }

    const fn number(self) -> i64 {
        match self {
            How::RefusedByThem => 0,
            How::RefusedByUs => 1,
            How::GivenUp => 2,
            How::GivenUpByThem => 3,
        }
    }

    fn from_number(n: i64) -> How {
        let all = [How::RefusedByThem, How::RefusedByUs, How::GivenUp];
        all.into_iter().find(|how| how.number() == n).unwrap_or(How::GivenUpByThem)
    }
}

/// Something that did not arrive.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Lost {
    /// How.
    pub how: How,
    /// What it was.
    pub kind: Kind,
    /// Which.
    pub id: ObjectId,
    /// Which version.
    pub version: u64,
    /// When.
    pub at: Time,
    /// Why, in plain words.
    pub why: String,
}

impl Writing<'_> {
    pub(crate) fn put_lost(
        &self,
        partner: i64,
        how: How,
        what: &Dropped,
        why: &str,
        now: Time,
    ) -> rusqlite::Result<()> {
        let sql = "INSERT INTO lost (partner, how, kind, id, version, at, why)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        self.0.prepare_cached(sql)?.execute(params![
            partner,
            how.number(),
            what.kind.name(),
            what.id.as_str(),
            number(what.version),
            now.as_micros(),
            why,
        ])?;
        Ok(())
    }

    /// Gives up what waits and fulfils a condition over the queue, and writes down each.
    pub(crate) fn give_up(
        &self,
        condition: &str,
        values: impl Params + Clone,
        why: &str,
        now: Time,
    ) -> rusqlite::Result<usize> {
        let sql = format!(
            "INSERT INTO lost (partner, how, kind, id, version, at, why)
             SELECT partner, 2, kind, id, version, {}, '{why}' FROM queue WHERE {condition}",
            now.as_micros()
        );
        self.0.execute(&sql, values.clone())?;
        self.0.execute(&format!("DELETE FROM queue WHERE {condition}"), values)
    }

    /// What was given up and the partner does not know of; marked as told in batch `seq`.
    pub(crate) fn tell_lost(&self, partner: i64, seq: u64) -> rusqlite::Result<Vec<Dropped>> {
        let sql = format!(
            "SELECT no, kind, id, version FROM lost
             WHERE partner = ?1 AND how = 2 AND told IS NULL LIMIT {MAX_DROPPED}"
        );
        let mut statement = self.0.prepare_cached(&sql)?;
        let rows = statement.query_map([partner], |row| {
            let version = row.get::<_, i64>(3)? as u64;
            Ok((
                row.get::<_, i64>(0)?,
                Dropped { kind: kind(row, 1)?, id: parsed(row, 2)?, version },
            ))
        })?;
        let untold = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        let mut told = Vec::with_capacity(untold.len());
        for (no, dropped) in untold {
            let sql = "UPDATE lost SET told = ?2 WHERE no = ?1";
            self.0.prepare_cached(sql)?.execute(params![no, number(seq)])?;
            told.push(dropped);
        }
        Ok(told)
    }

    /// The newest losses with a partner.
    pub fn lost(&self, partner: i64, limit: usize) -> rusqlite::Result<Vec<Lost>> {
        let sql = "SELECT how, kind, id, version, at, why FROM lost WHERE partner = ?1
                   ORDER BY no DESC LIMIT ?2";
        let rows = |row: &rusqlite::Row<'_>| {
            Ok(Lost {
                how: How::from_number(row.get(0)?),
                kind: kind(row, 1)?,
                id: parsed(row, 2)?,
                version: row.get::<_, i64>(3)? as u64,
                at: time(row, 4)?,
                why: row.get(5)?,
            })
        };
        self.0
            .prepare_cached(sql)?
            .query_map(params![partner, limit.cast_signed() as i64], rows)?
            .collect()
    }

    /// How many were lost with a partner, by how.
    pub fn count_lost(&self, partner: i64) -> rusqlite::Result<Vec<(How, u64)>> {
        let sql = "SELECT how, count(*) FROM lost WHERE partner = ?1 GROUP BY how ORDER BY how";
        let rows = |row: &rusqlite::Row<'_>| {
            Ok((How::from_number(row.get(0)?), row.get::<_, i64>(1)? as u64))
        };
        self.0.prepare_cached(sql)?.query_map([partner], rows)?.collect()
    }

    /// Keeps the newest of each kind of loss only: a stranger could fill the disk otherwise. What the
    /// partner has not been told yet is kept in any case.
    pub(crate) fn prune_lost(&self) -> rusqlite::Result<usize> {
        let sql = "DELETE FROM lost WHERE (how <> 2 OR told IS NOT NULL)
                   AND no <= (SELECT coalesce(max(no), 0) FROM lost) - ?1";
        self.0.prepare_cached(sql)?.execute([KEPT])
    }
}

/// Losses that are kept.
const KEPT: i64 = 100_000;
