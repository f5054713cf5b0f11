//! An acknowledgement: the recipient's signed word that it has every batch up to one, durably.

use cordon_core::Time;

use crate::digest::Digest;
use crate::keys::{Identity, PublicKey, Signature, Statement};
use crate::names::{ObjectId, PartnerName};
use crate::object::Kind;
use crate::wire::batch::MAX_ITEMS;
use crate::wire::codec::{Malformed, Reader, Writer};

/// Letters of a reason at most.
const MAX_REASON: usize = 300;

/// An object of the batch that the recipient did not take, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Which of the batch, from 0.
    pub item: u32,
    /// Why, in plain words.
    pub why: String,
}

/// A recipient's receipt for something it has forgotten because its owner took it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purged {
    /// Whose object.
    pub origin: PartnerName,
    /// Of what kind.
    pub kind: Kind,
    /// Which.
    pub id: ObjectId,
    /// How many versions were there and are gone.
    pub versions: u32,
}

/// A cumulative acknowledgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ack {
    /// Who has the batches.
    pub from: PartnerName,
    /// Who sent them.
    pub to: PartnerName,
    /// The last of them.
    pub seq: u64,
    /// Its hash, and with it that of all before.
    pub hash: Digest,
    /// When they became durable there.
    pub at: Time,
    /// What of the last batch was not taken.
    pub refused: Vec<Refusal>,
    /// What the last batch made the recipient forget.
    pub purged: Vec<Purged>,
    /// The recipient's, over all of the above.
    pub signature: Signature,
}

impl Ack {
    /// Signs it.
    #[must_use]
    pub fn signed(mut self, identity: &Identity) -> Ack {
        self.signature = identity.sign(Statement::Ack, self.statement());
        self
    }

    /// Whether this key signed it.
    pub fn is_of(&self, key: &PublicKey) -> bool {
        key.verifies(Statement::Ack, self.statement(), &self.signature)
    }

    fn statement(&self) -> Digest {
        Digest::of(&self.unsigned().0)
    }

    fn unsigned(&self) -> Writer {
        let mut out = Writer::default();
        out.text(self.from.as_str()).text(self.to.as_str()).u64(self.seq).digest(&self.hash);
        out.i64(self.at.as_micros()).u32(self.refused.len() as u32);
        for refusal in &self.refused {
            let end = refusal.why.floor_char_boundary(MAX_REASON);
            out.u32(refusal.item).text(refusal.why.get(..end).unwrap_or_default());
        }
        out.u32(self.purged.len() as u32);
        for purged in &self.purged {
            out.text(purged.origin.as_str()).text(purged.kind.name()).text(purged.id.as_str());
            out.u32(purged.versions);
        }
        out
    }

    /// As bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = self.unsigned();
        out.raw(&self.signature.0);
        out.0
    }

    /// From bytes; nothing is verified yet.
    pub fn decode(bytes: &[u8]) -> Result<Ack, Malformed> {
        let mut from = Reader::new(bytes);
        let ack = Ack {
            from: from.name()?,
            to: from.name()?,
            seq: from.u64("a number")?,
            hash: from.digest("a hash")?,
            at: from.time()?,
            refused: many(&mut from, "refusals", read_refusal)?,
            purged: many(&mut from, "receipts", read_purged)?,
            signature: from.signature()?,
        };
        from.end()?;
        Ok(ack)
    }
}

fn many<T>(
    from: &mut Reader<'_>,
    what: &'static str,
    one: fn(&mut Reader<'_>) -> Result<T, Malformed>,
) -> Result<Vec<T>, Malformed> {
    let n = from.count(what, MAX_ITEMS)?;
    (0..n).map(|_| one(from)).collect()
}

fn read_refusal(from: &mut Reader<'_>) -> Result<Refusal, Malformed> {
    Ok(Refusal { item: from.u32("an item")?, why: from.text("a reason", MAX_REASON)?.to_owned() })
}

fn read_purged(from: &mut Reader<'_>) -> Result<Purged, Malformed> {
    let origin = from.name()?;
    let kind = Kind::from_name(from.text("a kind", 32)?).ok_or(Malformed::Senseless("kind"))?;
    let id = from.text("an object's name", 200)?.parse().ok();
    let id = id.ok_or(Malformed::Senseless("object's name"))?;
    Ok(Purged { origin, kind, id, versions: from.u32("a count")? })
}
