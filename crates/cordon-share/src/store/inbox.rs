//! The inbox: what partners released to us, once each, whatever the wire did.

use cordon_core::Time;
use rusqlite::{OptionalExtension, Row, params};
use serde_json::Value;

use super::outbox::latest_only;
use super::{How, Partner, Writing, kind, number, parsed, time};
use crate::check::{Checked, Refused};
use crate::label::ThirdParty;
use crate::names::{ObjectId, PartnerName};
use crate::object::{Kind, Object};
use crate::seal::Sealed;
use crate::wire::{Purged, Refusal};

/// Refusals that one acknowledgement tells; all are kept here.
const TOLD: usize = 1_000;

/// What became of a received object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is here.
    Kept,
    /// Its owner took it back; its bytes are gone.
    Purged,
    /// Its label said until when; its bytes are gone.
    Expired,
}

impl State {
    fn from_name(name: &str) -> State {
        match name {
            "purged" => State::Purged,
            "expired" => State::Expired,
            _ => State::Kept,
        }
    }
}

/// A received object.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Received {
    /// Grows with everything that arrives or changes: ask for what is after the last one seen.
    pub seen: u64,
    /// Who made it.
    pub origin: PartnerName,
    /// Who brought it; another than its origin where it was relayed.
    pub via: PartnerName,
    /// What it is.
    pub kind: Kind,
    /// Which.
    pub id: ObjectId,
    /// Which version.
    pub version: u64,
    /// The time it speaks of.
    pub time: Time,
    /// When it became durable here.
    pub at: Time,
    /// What became of it.
    pub state: State,
    /// The object; `None` once its bytes are gone.
    pub object: Option<Object>,
}

/// What taking a batch in did.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    pub(crate) refused: Vec<Refusal>,
    pub(crate) purged: Vec<Purged>,
    /// What owners took back that had been passed on, and to whom.
    pub(crate) pass_on: Vec<(i64, Object, Sealed)>,
}

const COLUMNS: &str = "seen, origin, via, kind, id, version, time, at, state, bytes";

impl Writing<'_> {
    /// Takes the objects of the next batch in. The caller has seen to it that it is the next.
    pub(crate) fn take(
        &self,
        partner: &Partner,
        batch: &Checked,
        now: Time,
    ) -> rusqlite::Result<Taken> {
        let mut taken = Taken::default();
        for dropped in &batch.dropped {
            let why = "the partner gave it up before it could be sent";
            self.put_lost(partner.no, How::GivenUpByThem, dropped, why, now)?;
        }
        for (at, item) in batch.items.iter().enumerate() {
            match item {
                Ok((object, _)) if !self.may_come_by(partner, object, &batch.header.to)? => {
                    let refused =
                        Refused::of(object, "its owner has not consented that it goes on");
                    self.refuse(partner, at, &refused, now, &mut taken)?;
                }
                Ok((object, sealed)) => {
                    self.take_object(partner, object, sealed, now, &mut taken)?;
                }
                Err(refused) => self.refuse(partner, at, refused, now, &mut taken)?,
            }
        }
        self.put_link(partner.no, true, &batch.header, &batch.signature)?;
        self.set_received(partner.no, (batch.header.seq, batch.header.hash()), now)?;
        Ok(taken)
    }

    /// Whether an object whose owner wants to be asked came from its owner, or with his consent.
    fn may_come_by(
        &self,
        partner: &Partner,
        object: &Object,
        us: &PartnerName,
    ) -> rusqlite::Result<bool> {
        if object.origin == *partner.name() || object.label.third_party != ThirdParty::Ask {
            return Ok(true);
        }
        let sql = "SELECT EXISTS (SELECT 1 FROM consent
                   WHERE owner = ?1 AND object = ?2 AND to_node = ?3)";
        let values = params![object.origin.as_str(), object.id.as_str(), us.as_str()];
        self.0.prepare_cached(sql)?.query_row(values, |row| row.get(0))
    }

    /// Takes an owner's consent in: `{"object", "to"}` in its body.
    fn put_consent(&self, consent: &Object) -> rusqlite::Result<()> {
        let object = consent.body.get("object").and_then(Value::as_str).unwrap_or_default();
        let to = consent.body.get("to").and_then(Value::as_array);
        for to in to.into_iter().flatten().filter_map(Value::as_str) {
            let sql = "INSERT OR IGNORE INTO consent (owner, object, to_node) VALUES (?1, ?2, ?3)";
            self.0.prepare_cached(sql)?.execute(params![consent.origin.as_str(), object, to])?;
        }
        Ok(())
    }

    fn refuse(
        &self,
        partner: &Partner,
        at: usize,
        refused: &Refused,
        now: Time,
        taken: &mut Taken,
    ) -> rusqlite::Result<()> {
        if let Some(what) = &refused.what {
            self.put_lost(partner.no, How::RefusedByUs, what, &refused.why, now)?;
        }
        if taken.refused.len() < TOLD {
            let why = refused.why.clone();
            taken.refused.push(Refusal { item: at as u32, why });
        }
        Ok(())
    }

    fn take_object(
        &self,
        partner: &Partner,
        object: &Object,
        sealed: &Sealed,
        now: Time,
        taken: &mut Taken,
    ) -> rusqlite::Result<()> {
        if self.is_withdrawn(object)? {
            return Ok(());
        }
        let fresh = self.put_received(partner, object, sealed, now)?;
        match object.kind {
            Kind::Revocation if fresh => self.obey(object, sealed, now, taken),
            Kind::Consent if fresh => self.put_consent(object),
            _ => Ok(()),
        }
    }

    /// Keeps an object; false when it was here already, or a later version where the latest counts.
    fn put_received(
        &self,
        partner: &Partner,
        object: &Object,
        sealed: &Sealed,
        now: Time,
    ) -> rusqlite::Result<bool> {
        let sql = "INSERT INTO received (seen, origin, kind, id, slot, version, time, via, at,
              expires, state, proof, bytes)
            VALUES ((SELECT coalesce(max(seen), 0) + 1 FROM received),
              ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'kept', ?10, ?11)
            ON CONFLICT (origin, kind, id, slot) DO UPDATE SET seen = excluded.seen,
              version = ?5, time = ?6, via = ?7, at = ?8, expires = ?9, state = 'kept',
              proof = ?10, bytes = ?11
            WHERE version < ?5";
        let slot = if latest_only(object.kind) { 0 } else { number(object.version) };
        let changed = self.0.prepare_cached(sql)?.execute(params![
            object.origin.as_str(),
            object.kind.name(),
            object.id.as_str(),
            slot,
            number(object.version),
            object.time.as_micros(),
            partner.name().as_str(),
            now.as_micros(),
            object.label.retain_until.map(Time::as_micros),
            sealed.proof(),
            sealed.bytes,
        ])?;
        Ok(changed > 0)
    }

    /// Forgets what its owner takes back, and notes to whom it had been passed on.
    fn obey(
        &self,
        revocation: &Object,
        sealed: &Sealed,
        now: Time,
        taken: &mut Taken,
    ) -> rusqlite::Result<()> {
        let Some(target) = Target::of(revocation) else { return Ok(()) };
        let origin = revocation.origin.clone();
        self.withdraw(&origin, &target, now)?;
        let versions = self.purge(&origin, &target)?;
        let Target { kind, id, .. } = target;
        for (partner, _) in self.given(&origin, kind, &id)? {
            taken.pass_on.push((partner, revocation.clone(), sealed.clone()));
        }
        taken.purged.push(Purged { origin, kind, id, versions });
        Ok(())
    }

    fn purge(&self, origin: &PartnerName, target: &Target) -> rusqlite::Result<u32> {
        let sql = "UPDATE received SET state = 'purged', bytes = NULL, proof = NULL,
                     seen = (SELECT coalesce(max(seen), 0) + 1 FROM received)
                   WHERE origin = ?1 AND kind = ?2 AND id = ?3 AND version <= ?4
                     AND state = 'kept'";
        let gone = self.0.prepare_cached(sql)?.execute(params![
            origin.as_str(),
            target.kind.name(),
            target.id.as_str(),
            number(target.version),
        ])?;
        Ok(gone as u32)
    }

    /// Writes down that an object was taken back, and takes it out of every queue.
    pub(crate) fn withdraw(
        &self,
        origin: &PartnerName,
        target: &Target,
        now: Time,
    ) -> rusqlite::Result<()> {
        let sql =
            "INSERT INTO withdrawn (origin, kind, id, version, at) VALUES (?1, ?2, ?3, ?4, ?5)
                   ON CONFLICT DO UPDATE SET version = max(version, ?4)";
        let (kind, id) = (target.kind.name(), target.id.as_str());
        let version = number(target.version);
        let values = params![origin.as_str(), kind, id, version, now.as_micros()];
        self.0.prepare_cached(sql)?.execute(values)?;
        let sql = "DELETE FROM queue WHERE kind = ?1 AND id = ?2 AND version <= ?3 AND origin = ?4";
        self.0.prepare_cached(sql)?.execute(params![kind, id, version, origin.as_str()])?;
        Ok(())
    }

    /// Whether its owner took it back.
    pub(crate) fn is_withdrawn(&self, object: &Object) -> rusqlite::Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM withdrawn
                   WHERE origin = ?1 AND kind = ?2 AND id = ?3 AND version >= ?4)";
        let (kind, id) = (object.kind.name(), object.id.as_str());
        let values = params![object.origin.as_str(), kind, id, number(object.version)];
        self.0.prepare_cached(sql)?.query_row(values, |row| row.get(0))
    }

    /// Writes down who was given what, and what it is called here.
    pub(crate) fn put_given(
        &self,
        object: &super::Outgoing,
        source: &ObjectId,
        to: i64,
    ) -> rusqlite::Result<()> {
        let sql = "INSERT OR IGNORE INTO given (origin, kind, source, partner, id)
                   VALUES (?1, ?2, ?3, ?4, ?5)";
        let (kind, id) = (object.kind.name(), object.id.as_str());
        let values = params![object.origin.as_str(), kind, source.as_str(), to, id];
        self.0.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    /// Who was given an object, and under which name.
    pub(crate) fn given(
        &self,
        origin: &PartnerName,
        kind: Kind,
        source: &ObjectId,
    ) -> rusqlite::Result<Vec<(i64, ObjectId)>> {
        let sql = "SELECT partner, id FROM given WHERE origin = ?1 AND kind = ?2 AND source = ?3";
        let mut statement = self.0.prepare_cached(sql)?;
        let values = params![origin.as_str(), kind.name(), source.as_str()];
        statement.query_map(values, |row| Ok((row.get(0)?, parsed(row, 1)?)))?.collect()
    }

    /// Forgets what its label says must be forgotten by now.
    pub(crate) fn expire_received(&self, now: Time) -> rusqlite::Result<usize> {
        let sql =
            "UPDATE received SET state = 'expired', bytes = NULL, proof = NULL, expires = NULL,
                     seen = (SELECT coalesce(max(seen), 0) + 1 FROM received)
                   WHERE expires <= ?1";
        self.0.prepare_cached(sql)?.execute([now.as_micros()])
    }

    /// What arrived or changed after `seen`, in that order: `limit` of them, or a few more.
    pub fn received(&self, seen: u64, limit: usize) -> rusqlite::Result<Vec<Received>> {
        // Rows that changed together bear one number, and are never parted.
        let sql = format!(
            "SELECT {COLUMNS} FROM received WHERE seen > ?1 AND seen <= (SELECT max(seen) FROM
               (SELECT seen FROM received WHERE seen > ?1 ORDER BY seen LIMIT ?2))
             ORDER BY seen, no"
        );
        let values = params![number(seen), limit.cast_signed() as i64];
        self.0.prepare_cached(&sql)?.query_map(values, read_received)?.collect()
    }

    /// Shows every object that is kept: its key in words, its bytes, its proof.
    pub(crate) fn each_received(
        &self,
        mut look: impl FnMut(&str, Vec<u8>, &[u8]),
    ) -> rusqlite::Result<()> {
        let sql =
            "SELECT origin || ' ' || kind || ' ' || id || ' version ' || version, bytes, proof
                   FROM received WHERE state = 'kept' ORDER BY no";
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let key: String = row.get(0)?;
            let proof = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
            look(&key, row.get(1)?, proof);
        }
        Ok(())
    }

    /// A version of an object of another node, with the proof of its origin.
    pub(crate) fn received_sealed(
        &self,
        origin: &PartnerName,
        kind: Kind,
        id: &ObjectId,
        version: u64,
    ) -> rusqlite::Result<Option<(Vec<u8>, Vec<u8>)>> {
        let sql = "SELECT bytes, proof FROM received WHERE origin = ?1 AND kind = ?2 AND id = ?3
                   AND version = ?4 AND state = 'kept'";
        let values = params![origin.as_str(), kind.name(), id.as_str(), number(version)];
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        self.0.prepare_cached(sql)?.query_row(values, read).optional()
    }

    /// A partner's receipts for what it has forgotten.
    pub fn receipts(&self, partner: &PartnerName) -> rusqlite::Result<Vec<Purged>> {
        let sql = "SELECT origin, kind, id, versions FROM purged
                   WHERE partner = (SELECT no FROM partner WHERE name = ?1) ORDER BY rowid";
        let read = |row: &Row<'_>| {
            let (origin, id) = (parsed(row, 0)?, parsed(row, 2)?);
            Ok(Purged { origin, kind: kind(row, 1)?, id, versions: row.get(3)? })
        };
        self.0.prepare_cached(sql)?.query_map([partner.as_str()], read)?.collect()
    }

    /// Keeps an acknowledgement of ours until the partner has it.
    pub(crate) fn put_ack(&self, partner: i64, seq: u64, bytes: &[u8]) -> rusqlite::Result<()> {
        let sql = "INSERT INTO ack_out (partner, seq, bytes) VALUES (?1, ?2, ?3)";
        self.0.prepare_cached(sql)?.execute(params![partner, number(seq), bytes])?;
        let sql = "DELETE FROM ack_out WHERE partner = ?1 AND seq <= ?2";
        let old = number(seq) - super::outbox::MOST_IN_FLIGHT;
        self.0.prepare_cached(sql)?.execute(params![partner, old])?;
        Ok(())
    }

    /// Our acknowledgements after the last one that the partner has.
    pub(crate) fn acks_after(&self, partner: i64, seq: u64) -> rusqlite::Result<Vec<Vec<u8>>> {
        let sql = "SELECT bytes FROM ack_out WHERE partner = ?1 AND seq > ?2 ORDER BY seq";
        let values = params![partner, number(seq)];
        self.0.prepare_cached(sql)?.query_map(values, |row| row.get(0))?.collect()
    }
}

/// What a revocation or a correction speaks of: `{"kind", "id", "version"}` in its body. Without a
/// version it means every version, for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) kind: Kind,
    pub(crate) id: ObjectId,
    pub(crate) version: u64,
}

impl Target {
    pub(crate) fn of(object: &Object) -> Option<Target> {
        let text = |key| object.body.get(key).and_then(Value::as_str);
        let version = object.body.get("version").and_then(Value::as_u64).unwrap_or(u64::MAX);
        Some(Target {
            kind: Kind::from_name(text("kind")?)?,
            id: text("id")?.parse().ok()?,
            version,
        })
    }
}

fn read_received(row: &Row<'_>) -> rusqlite::Result<Received> {
    let bytes: Option<Vec<u8>> = row.get(9)?;
    Ok(Received {
        seen: row.get::<_, i64>(0)? as u64,
        origin: parsed(row, 1)?,
        via: parsed(row, 2)?,
        kind: kind(row, 3)?,
        id: parsed(row, 4)?,
        version: row.get::<_, i64>(5)? as u64,
        time: time(row, 6)?,
        at: time(row, 7)?,
        state: State::from_name(row.get_ref(8)?.as_str().map_err(rusqlite::Error::from)?),
        object: bytes.and_then(|bytes| Object::from_canonical_bytes(&bytes).ok()),
    })
}
