//! The links of the chains: each batch's header, hash and signature, without its objects.

use cordon_core::Time;
use rusqlite::{OptionalExtension, Row, params};

use super::{Writing, number, unreadable};
use crate::digest::Digest;
use crate::keys::Signature;
use crate::wire::{Header, read_header, write_header};

/// One link as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) header: Header,
    pub(crate) hash: Digest,
    pub(crate) signature: Signature,
}

impl Writing<'_> {
    pub(crate) fn put_link(
        &self,
        partner: i64,
        inward: bool,
        header: &Header,
        signature: &Signature,
    ) -> rusqlite::Result<()> {
        let sql = "INSERT INTO chain (partner, inward, seq, at, header, hash, signature)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        self.0.prepare_cached(sql)?.execute(params![
            partner,
            inward,
            number(header.seq),
            header.at.as_micros(),
            write_header(header),
            header.hash().0,
            signature.0,
        ])?;
        Ok(())
    }

    /// The hash of a link; zeros before the first.
    pub(crate) fn link_hash(
        &self,
        partner: i64,
        inward: bool,
        seq: u64,
    ) -> rusqlite::Result<Option<Digest>> {
        if seq == 0 {
            return Ok(Some(Digest::ZERO));
        }
        let sql = "SELECT hash FROM chain WHERE partner = ?1 AND inward = ?2 AND seq = ?3";
        let mut statement = self.0.prepare_cached(sql)?;
        let hash = statement.query_row(params![partner, inward, number(seq)], |row| row.get(0));
        Ok(hash.optional()?.map(Digest))
    }

    /// The links of a chain that are kept, in their order.
    pub(crate) fn links(&self, partner: i64, inward: bool) -> rusqlite::Result<Vec<Link>> {
        let sql = "SELECT header, hash, signature FROM chain
                   WHERE partner = ?1 AND inward = ?2 ORDER BY seq";
        let rows = |row: &Row<'_>| {
            let (hash, signature) = (Digest(row.get(1)?), Signature(row.get(2)?));
            Ok(Link { header: header(row)?, hash, signature })
        };
        self.0.prepare_cached(sql)?.query_map(params![partner, inward], rows)?.collect()
    }

    /// Forgets links that are older than what is kept, acknowledged, and not among the last.
    pub(crate) fn prune_chains(&self, before: Time) -> rusqlite::Result<usize> {
        let sql = "DELETE FROM chain WHERE at < ?1 AND seq < (
              SELECT CASE inward WHEN 0 THEN acked ELSE in_seq END FROM partner
              WHERE no = chain.partner) - ?2";
        self.0.execute(sql, params![before.as_micros(), KEPT_LINKS])
    }
}

/// Links of a chain that are kept in any case.
const KEPT_LINKS: i64 = 1_000;

/// A header that stands first in a row.
pub(crate) fn header(row: &Row<'_>) -> rusqlite::Result<Header> {
    let bytes = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
    read_header(bytes).map_err(|error| unreadable(0, error))
}
