//! The outbox: what waits for a partner, the batches on their way, and what becomes of them.

use cordon_core::{Span, Time};
use rusqlite::{OptionalExtension, params};

use super::{How, Writing, kind, number, parsed, time};
use crate::keys::Identity;
use crate::names::{ObjectId, PartnerName};
use crate::object::{Kind, Object};
use crate::seal::Sealed;
use crate::store::Partner;
use crate::wire::{Ack, Batch, Content, Dropped, MAX_ITEMS};

/// So many bytes of objects make a batch full; one larger object makes a batch of its own.
const FULL: usize = 256 << 10;
/// So many objects make a batch full.
const MANY: usize = 1_024;
/// Acknowledgements are kept for so many batches, more than any window holds.
pub(super) const MOST_IN_FLIGHT: i64 = 256;

/// How long things are kept for a partner who is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Warnings, findings, cases and all else that must arrive.
    pub keep: Span,
    /// Tracks and flights, of which only the latest waits.
    pub keep_tracks: Span,
    /// Bytes that may wait for one partner.
    pub most: u64,
}

impl Default for Policy {
    fn default() -> Policy {
        let (keep, keep_tracks) = (Span::from_hours(72), Span::from_hours(12));
        Policy { keep, keep_tracks, most: 10 << 30 }
    }
}

/// How much may be on its way to a partner without an acknowledgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Batches.
    pub batches: usize,
    /// Bytes.
    pub bytes: usize,
}

impl Default for Window {
    fn default() -> Window {
        Window { batches: 32, bytes: 16 << 20 }
    }
}

/// An object on its way to a partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// What it is.
    pub kind: Kind,
    /// Which.
    pub id: ObjectId,
    /// Which version.
    pub version: u64,
    /// Who made it.
    pub origin: PartnerName,
    /// When the partner must have forgotten it.
    pub retain_until: Option<Time>,
    /// The bytes with their origin's proof.
    pub sealed: Sealed,
}

/// Something that waits.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Waiting {
    /// What it is.
    pub kind: Kind,
    /// Which.
    pub id: ObjectId,
    /// Which version.
    pub version: u64,
    /// 9 goes first.
    pub priority: u8,
    /// Since when.
    pub at: Time,
    /// When it is given up.
    pub expires: Time,
    /// Bytes.
    pub size: u64,
}

/// The order in which things leave: people's lives first, then what changes what others do.
pub(crate) const fn priority(kind: Kind) -> u8 {
    match kind {
        Kind::Warning | Kind::Revocation | Kind::Correction | Kind::Consent => 9,
        Kind::Plan => 7,
        Kind::Finding => 6,
        Kind::Case => 5,
        Kind::Drill => 4,
        Kind::Track | Kind::Flight => 3,
    }
}

/// Of these kinds only the latest version counts.
pub(crate) const fn latest_only(kind: Kind) -> bool {
    matches!(kind, Kind::Track | Kind::Flight)
}

impl Outgoing {
    /// From an object and its proof.
    pub(crate) fn new(object: &Object, sealed: Sealed) -> Outgoing {
        Outgoing {
            kind: object.kind,
            id: object.id.clone(),
            version: object.version,
            origin: object.origin.clone(),
            retain_until: object.label.retain_until,
            sealed,
        }
    }

    fn slot(&self) -> Option<String> {
        latest_only(self.kind).then(|| format!("{}/{}/{}", self.origin, self.kind, self.id))
    }

    fn expires(&self, policy: &Policy, now: Time) -> Time {
        let kept = if latest_only(self.kind) { policy.keep_tracks } else { policy.keep };
        let end = now + kept;
        self.retain_until.map_or(end, |until| until.min(end))
    }
}

impl Writing<'_> {
    /// Puts an object in the queue of a partner. Where only the latest counts it replaces an earlier
    /// version, and is not taken when a later one waits.
    pub(crate) fn enqueue(
        &self,
        partner: i64,
        object: &Outgoing,
        policy: &Policy,
        now: Time,
    ) -> rusqlite::Result<()> {
        let sql = "INSERT INTO queue
              (partner, priority, slot, kind, id, version, at, expires, size, proof, bytes, origin)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            ON CONFLICT (partner, slot) WHERE slot IS NOT NULL DO UPDATE SET
              version = ?6, at = ?7, expires = ?8, size = ?9, proof = ?10, bytes = ?11
            WHERE version < ?6";
        self.0.prepare_cached(sql)?.execute(params![
            partner,
            priority(object.kind),
            object.slot(),
            object.kind.name(),
            object.id.as_str(),
            number(object.version),
            now.as_micros(),
            object.expires(policy, now).as_micros(),
            object.sealed.bytes.len().cast_signed() as i64,
            object.sealed.proof(),
            object.sealed.bytes,
            object.origin.as_str(),
        ])?;
        Ok(())
    }

    /// Whether anything waits for a partner.
    pub(crate) fn is_waiting(&self, partner: i64) -> rusqlite::Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM queue WHERE partner = ?1)";
        self.0.prepare_cached(sql)?.query_row([partner], |row| row.get(0))
    }

    /// What waits for a partner, in the order in which it will leave.
    pub fn waiting(&self, partner: i64, limit: usize) -> rusqlite::Result<Vec<Waiting>> {
        let sql = "SELECT kind, id, version, priority, at, expires, size FROM queue
                   WHERE partner = ?1 ORDER BY priority DESC, no LIMIT ?2";
        let rows = |row: &rusqlite::Row<'_>| {
            Ok(Waiting {
                kind: kind(row, 0)?,
                id: parsed(row, 1)?,
                version: row.get::<_, i64>(2)? as u64,
                priority: row.get(3)?,
                at: time(row, 4)?,
                expires: time(row, 5)?,
                size: row.get::<_, i64>(6)? as u64,
            })
        };
        self.0
            .prepare_cached(sql)?
            .query_map(params![partner, limit.cast_signed() as i64], rows)?
            .collect()
    }

    /// How many wait for a partner, their bytes, and since when the oldest.
    pub fn depth(&self, partner: i64) -> rusqlite::Result<(u64, u64, Option<Time>)> {
        let sql = "SELECT count(*), coalesce(sum(size), 0), min(at) FROM queue WHERE partner = ?1";
        self.0.prepare_cached(sql)?.query_row([partner], |row| {
            let oldest = row.get::<_, Option<i64>>(2)?.and_then(Time::from_micros);
            Ok((row.get::<_, i64>(0)? as u64, row.get::<_, i64>(1)? as u64, oldest))
        })
    }

    /// Batches and bytes on their way, and since when the oldest.
    pub fn in_flight(&self, partner: i64) -> rusqlite::Result<(usize, usize, Option<Time>)> {
        let sql = "SELECT count(*), coalesce(sum(size), 0), min(at) FROM batch WHERE partner = ?1";
        self.0.prepare_cached(sql)?.query_row([partner], |row| {
            let oldest = row.get::<_, Option<i64>>(2)?.and_then(Time::from_micros);
            Ok((row.get::<_, i64>(0)? as usize, row.get::<_, i64>(1)? as usize, oldest))
        })
    }

    /// Makes the next batches from what waits, as far as the window is open.
    pub(crate) fn cut(
        &self,
        identity: &Identity,
        partner: &Partner,
        window: &Window,
        now: Time,
    ) -> rusqlite::Result<Vec<Batch>> {
        let mut batches = Vec::new();
        let (mut count, mut bytes, _) = self.in_flight(partner.no)?;
        while count < window.batches && bytes < window.bytes {
            let items = self.take_waiting(partner.no)?;
            let Some(batch) = self.next_batch(identity, partner, items, now)? else { break };
            count += 1;
            bytes += batch.content.len();
            batches.push(batch);
        }
        Ok(batches)
    }

    /// Makes the next batches directly from objects that have just been released, as far as the
    /// window is open, when nothing waits before them; hands back what is left.
    pub(crate) fn cut_directly(
        &self,
        identity: &Identity,
        partner: &Partner,
        window: &Window,
        mut objects: Vec<Outgoing>,
        now: Time,
    ) -> rusqlite::Result<(Vec<Batch>, Vec<Outgoing>)> {
        let mut batches = Vec::new();
        if self.is_waiting(partner.no)? {
            return Ok((batches, objects));
        }
        objects.sort_by_key(|object| std::cmp::Reverse(priority(object.kind)));
        let mut objects = objects.into_iter().peekable();
        let (mut count, mut bytes, _) = self.in_flight(partner.no)?;
        while count < window.batches && bytes < window.bytes {
            let mut items = Vec::new();
            let mut size = 0;
            while let Some(object) = objects.next_if(|next| {
                items.is_empty() || items.len() < MANY && size + next.sealed.bytes.len() <= FULL
            }) {
                size += object.sealed.bytes.len();
                items.push(object.sealed);
            }
            let Some(batch) = self.next_batch(identity, partner, items, now)? else { break };
            count += 1;
            bytes += batch.content.len();
            batches.push(batch);
        }
        Ok((batches, objects.collect()))
    }

    fn take_waiting(&self, partner: i64) -> rusqlite::Result<Vec<Sealed>> {
        let sql = format!(
            "SELECT no, size, proof, bytes FROM queue
             WHERE partner = ?1 ORDER BY priority DESC, no LIMIT {MANY}"
        );
        let mut statement = self.0.prepare_cached(&sql)?;
        let mut rows = statement.query([partner])?;
        let (mut taken, mut items, mut size) = (Vec::new(), Vec::new(), 0);
        while let Some(row) = rows.next()? {
            let more: i64 = row.get(1)?;
            if !items.is_empty() && size + more as usize > FULL {
                break;
            }
            size += more as usize;
            let proof = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
            let sealed = Sealed::from_parts(row.get(3)?, proof);
            items.push(sealed.map_err(|error| super::unreadable(2, error))?);
            taken.push(row.get::<_, i64>(0)?);
        }
        let mut delete = self.0.prepare_cached("DELETE FROM queue WHERE no = ?1")?;
        for no in taken {
            delete.execute([no])?;
        }
        Ok(items)
    }

    /// The next link of the chain to a partner; `None` when there is nothing to say.
    fn next_batch(
        &self,
        identity: &Identity,
        partner: &Partner,
        items: Vec<Sealed>,
        now: Time,
    ) -> rusqlite::Result<Option<Batch>> {
        debug_assert!(items.len() <= MAX_ITEMS);
        let (seq, prev) = self.progress(partner.no)?.sent;
        let seq = seq + 1;
        let dropped = self.tell_lost(partner.no, seq)?;
        if items.is_empty() && dropped.is_empty() {
            return Ok(None);
        }
        let content = Content { dropped, items };
        let batch = Batch::next(identity, partner.name(), (seq, prev), now, &content);
        let bytes = batch.encode();
        let sql = "INSERT INTO batch (partner, seq, size, at, bytes) VALUES (?1, ?2, ?3, ?4, ?5)";
        let values = params![
            partner.no,
            number(seq),
            bytes.len().cast_signed() as i64,
            now.as_micros(),
            bytes
        ];
        self.0.prepare_cached(sql)?.execute(values)?;
        self.put_link(partner.no, false, &batch.header, &batch.signature)?;
        self.set_sent(partner.no, (seq, batch.header.hash()))?;
        Ok(Some(batch))
    }

    /// A partner's word that it has everything up to a batch. False when it speaks of a batch that
    /// was never sent.
    pub(crate) fn acknowledge(
        &self,
        partner: &Partner,
        ack: &Ack,
        now: Time,
    ) -> rusqlite::Result<bool> {
        let known = self.link_hash(partner.no, false, ack.seq)?;
        if known != Some(ack.hash) {
            return Ok(false);
        }
        if ack.seq <= self.progress(partner.no)?.acknowledged {
            return Ok(true);
        }
        self.write_refusals(partner, ack, now)?;
        for purged in &ack.purged {
            let sql = "INSERT INTO purged (partner, origin, kind, id, versions, at, ack)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            self.0.prepare_cached(sql)?.execute(params![
                partner.no,
                purged.origin.as_str(),
                purged.kind.name(),
                purged.id.as_str(),
                purged.versions,
                ack.at.as_micros(),
                ack.encode(),
            ])?;
        }
        let delivered = self.items_up_to(partner.no, ack.seq)?;
        let sql = "DELETE FROM batch WHERE partner = ?1 AND seq <= ?2";
        self.0.prepare_cached(sql)?.execute(params![partner.no, number(ack.seq)])?;
        self.set_acknowledged(partner.no, ack, delivered, now)?;
        Ok(true)
    }

    /// Objects in the batches on their way, up to one.
    fn items_up_to(&self, partner: i64, seq: u64) -> rusqlite::Result<u64> {
        let sql = "SELECT chain.header FROM batch JOIN chain ON chain.partner = batch.partner
                   AND chain.inward = 0 AND chain.seq = batch.seq
                   WHERE batch.partner = ?1 AND batch.seq <= ?2";
        let mut statement = self.0.prepare_cached(sql)?;
        let headers = statement.query_map(params![partner, number(seq)], super::chain::header)?;
        headers.map(|header| header.map(|header| u64::from(header.items))).sum()
    }

    fn write_refusals(&self, partner: &Partner, ack: &Ack, now: Time) -> rusqlite::Result<()> {
        if ack.refused.is_empty() {
            return Ok(());
        }
        let Some(content) = self.batch(partner.no, ack.seq)?.and_then(|batch| batch.open().ok())
        else {
            return Ok(());
        };
        for refusal in &ack.refused {
            let item = content.items.get(refusal.item as usize);
            let object = item.and_then(|item| Object::from_canonical_bytes(&item.bytes).ok());
            if let Some(Object { kind, id, version, .. }) = object {
                let what = Dropped { kind, id, version };
                self.put_lost(partner.no, How::RefusedByThem, &what, &refusal.why, now)?;
            }
        }
        Ok(())
    }

    /// The batches on their way to a partner.
    pub(crate) fn batches(&self, partner: i64) -> rusqlite::Result<Vec<(u64, Vec<u8>)>> {
        let sql = "SELECT seq, bytes FROM batch WHERE partner = ?1 ORDER BY seq";
        let mut statement = self.0.prepare_cached(sql)?;
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)? as u64, row.get(1)?));
        statement.query_map([partner], read)?.collect()
    }

    fn batch(&self, partner: i64, seq: u64) -> rusqlite::Result<Option<Batch>> {
        let sql = "SELECT bytes FROM batch WHERE partner = ?1 AND seq = ?2";
        let mut statement = self.0.prepare_cached(sql)?;
        let bytes: Option<Vec<u8>> =
            statement.query_row(params![partner, number(seq)], |row| row.get(0)).optional()?;
        Ok(bytes.and_then(|bytes| Batch::decode(&bytes).ok()))
    }

    /// Takes back every batch after `seq`, the last one the partner has: a batch that it does not
    /// have never was. What is in them waits again, in its place by importance.
    pub(crate) fn thaw(&self, partner: i64, seq: u64, policy: &Policy) -> rusqlite::Result<()> {
        let sql = "SELECT bytes FROM batch WHERE partner = ?1 AND seq > ?2 ORDER BY seq";
        let mut statement = self.0.prepare_cached(sql)?;
        let batches: Vec<Vec<u8>> = statement
            .query_map(params![partner, number(seq)], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        if batches.is_empty() {
            return Ok(());
        }
        for bytes in batches {
            let batch = Batch::decode(&bytes).map_err(|error| super::unreadable(0, error))?;
            let content = batch.open().map_err(|error| super::unreadable(0, error))?;
            for item in content.items {
                self.wait_again(partner, item, policy, batch.header.at)?;
            }
        }
        let after = params![partner, number(seq)];
        self.0.execute("DELETE FROM batch WHERE partner = ?1 AND seq > ?2", after)?;
        self.0.execute("UPDATE lost SET told = NULL WHERE partner = ?1 AND told > ?2", after)?;
        self.0
            .execute("DELETE FROM chain WHERE partner = ?1 AND inward = 0 AND seq > ?2", after)?;
        let head = self.link_hash(partner, false, seq)?.unwrap_or_default();
        self.set_sent(partner, (seq, head))
    }

    fn wait_again(
        &self,
        partner: i64,
        item: Sealed,
        policy: &Policy,
        since: Time,
    ) -> rusqlite::Result<()> {
        let object = Object::from_canonical_bytes(&item.bytes)
            .map_err(|error| super::unreadable(0, error))?;
        if self.is_withdrawn(&object)? {
            return Ok(());
        }
        self.enqueue(partner, &Outgoing::new(&object, item), policy, since)
    }

    /// Gives up what has waited too long, and the oldest of the least important where too much waits.
    pub(crate) fn expire_queue(&self, policy: &Policy, now: Time) -> rusqlite::Result<usize> {
        let old = params![now.as_micros()];
        let why = "it waited longer than it is kept";
        let mut gone = self.give_up("expires <= ?1", old, why, now)?;
        for partner in self.partners()? {
            let (_, bytes, _) = self.depth(partner.no)?;
            if bytes > policy.most {
                // From the least important and oldest on, as many as free what is too much.
                let worst = "no IN (SELECT no FROM (
                    SELECT no, sum(size) OVER (ORDER BY priority, no) - size AS freed
                    FROM queue WHERE partner = ?1) WHERE freed < ?2)";
                let why = "too much waits for this partner";
                let over = number(bytes - policy.most);
                gone += self.give_up(worst, params![partner.no, over], why, now)?;
            }
        }
        Ok(gone)
    }
}
