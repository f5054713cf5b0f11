//! Partners as the store keeps them, and how far each chain with them has come.

use cordon_core::Time;
use rusqlite::{OptionalExtension, Row, params};

use super::{Policy, Writing, number, parsed};
use crate::card::Card;
use crate::digest::Digest;
use crate::names::PartnerName;
use crate::wire::Ack;

/// Another node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// Its number in this store.
    pub no: i64,
    /// What it says of itself, confirmed by a person.
    pub card: Card,
    /// Where to dial it; `None` where it dials us.
    pub address: Option<String>,
    /// False once revoked.
    pub active: bool,
    /// Since when it is a partner, or none any more.
    pub since: Time,
}

impl Partner {
    /// Its name.
    pub fn name(&self) -> &PartnerName {
        &self.card.name
    }
}

/// How far the two chains with a partner have come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The last batch made for it, and its hash.
    pub sent: (u64, Digest),
    /// The last batch it acknowledged.
    pub acknowledged: u64,
    /// The last batch that came from it, and its hash.
    pub received: (u64, Digest),
    /// When it last acknowledged.
    pub acknowledged_at: Option<Time>,
    /// When a batch last came from it.
    pub received_at: Option<Time>,
    /// Objects it has acknowledged.
    pub delivered: u64,
}

const COLUMNS: &str = "no, card, address, active, since";

impl Writing<'_> {
    /// Adds a partner, or takes over its new card and address. A partner that was revoked begins new
    /// chains.
    pub(crate) fn put_partner(
        &self,
        card: &Card,
        address: Option<&str>,
        now: Time,
    ) -> rusqlite::Result<()> {
        let text = serde_json::to_string(card).unwrap_or_default();
        let name = card.name.as_str();
        if let Some(old) = self.partner(&card.name)?.filter(|old| !old.active) {
            self.forget_chains(old.no)?;
            self.0.execute("DELETE FROM partner WHERE no = ?1", [old.no])?;
        }
        self.0.execute(
            "INSERT INTO partner (name, card, address, active, since) VALUES (?1, ?2, ?3, 1, ?4)
             ON CONFLICT (name) DO UPDATE SET card = ?2, address = coalesce(?3, address)",
            params![name, text, address, now.to_string()],
        )?;
        Ok(())
    }

    fn forget_chains(&self, partner: i64) -> rusqlite::Result<()> {
        for table in ["queue", "batch", "chain", "ack_out", "given"] {
            self.0.execute(&format!("DELETE FROM {table} WHERE partner = ?1"), [partner])?;
        }
        Ok(())
    }

    /// Marks a partner as revoked; what waits for it is given up.
    pub(crate) fn revoke_partner(&self, partner: &Partner, now: Time) -> rusqlite::Result<usize> {
        let sql = "UPDATE partner SET active = 0, since = ?2 WHERE no = ?1";
        self.0.execute(sql, params![partner.no, now.to_string()])?;
        self.thaw(partner.no, 0, &Policy::default())?;
        self.give_up("partner = ?1", params![partner.no], "the partner was revoked", now)
    }

    /// Every partner, by name.
    pub fn partners(&self) -> rusqlite::Result<Vec<Partner>> {
        let sql = format!("SELECT {COLUMNS} FROM partner ORDER BY name");
        self.0.prepare_cached(&sql)?.query_map([], read_partner)?.collect()
    }

    /// One by name.
    pub fn partner(&self, name: &PartnerName) -> rusqlite::Result<Option<Partner>> {
        let sql = format!("SELECT {COLUMNS} FROM partner WHERE name = ?1");
        self.0.prepare_cached(&sql)?.query_row([name.as_str()], read_partner).optional()
    }

    /// How far it is with a partner.
    pub fn progress(&self, partner: i64) -> rusqlite::Result<Progress> {
        let sql = "SELECT out_seq, out_head, acked, in_seq, in_head, acked_at, in_at, delivered
                   FROM partner WHERE no = ?1";
        self.0.prepare_cached(sql)?.query_row([partner], |row| {
            Ok(Progress {
                sent: (row.get::<_, i64>(0)? as u64, Digest(row.get(1)?)),
                acknowledged: row.get::<_, i64>(2)? as u64,
                received: (row.get::<_, i64>(3)? as u64, Digest(row.get(4)?)),
                acknowledged_at: row.get::<_, Option<i64>>(5)?.and_then(Time::from_micros),
                received_at: row.get::<_, Option<i64>>(6)?.and_then(Time::from_micros),
                delivered: row.get::<_, i64>(7)? as u64,
            })
        })
    }

    /// The number of the next greeting: larger than all before, also than those of a store that was put back.
    pub(crate) fn next_greeting(&self, partner: i64, now: Time) -> rusqlite::Result<u64> {
        let sql =
            "UPDATE partner SET greeted = max(greeted + 1, ?2) WHERE no = ?1 RETURNING greeted";
        let mut statement = self.0.prepare_cached(sql)?;
        statement
            .query_row(params![partner, now.as_micros()], |row| Ok(row.get::<_, i64>(0)? as u64))
    }

    pub(crate) fn set_sent(&self, partner: i64, sent: (u64, Digest)) -> rusqlite::Result<()> {
        let sql = "UPDATE partner SET out_seq = ?2, out_head = ?3 WHERE no = ?1";
        self.0.prepare_cached(sql)?.execute(params![partner, number(sent.0), sent.1.0])?;
        Ok(())
    }

    pub(crate) fn set_received(
        &self,
        partner: i64,
        received: (u64, Digest),
        at: Time,
    ) -> rusqlite::Result<()> {
        let sql = "UPDATE partner SET in_seq = ?2, in_head = ?3, in_at = ?4 WHERE no = ?1";
        let values = params![partner, number(received.0), received.1.0, at.as_micros()];
        self.0.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    pub(crate) fn set_acknowledged(
        &self,
        partner: i64,
        ack: &Ack,
        delivered: u64,
        now: Time,
    ) -> rusqlite::Result<()> {
        let sql = "UPDATE partner SET acked = ?2, acked_at = ?3, ack = ?4,
                   delivered = delivered + ?5 WHERE no = ?1";
        let values =
            params![partner, number(ack.seq), now.as_micros(), ack.encode(), number(delivered)];
        self.0.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    /// The partner's last acknowledgement, as it came.
    pub(crate) fn last_ack(&self, partner: i64) -> rusqlite::Result<Option<Vec<u8>>> {
        let sql = "SELECT ack FROM partner WHERE no = ?1";
        self.0.prepare_cached(sql)?.query_row([partner], |row| row.get(0))
    }
}

fn read_partner(row: &Row<'_>) -> rusqlite::Result<Partner> {
    let card: String = row.get(1)?;
    let card = serde_json::from_str(&card).map_err(|error| super::unreadable(1, error))?;
    Ok(Partner {
        no: row.get(0)?,
        card,
        address: row.get(2)?,
        active: row.get(3)?,
        since: parsed(row, 4)?,
    })
}
