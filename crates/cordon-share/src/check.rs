//! What a recipient checks by itself, whoever the link says is there.
//!
//! The sender's signature makes a batch the sender's. Each object stands or falls alone: its origin's
//! signature, its own label. A relay is trusted with nothing.

use std::collections::BTreeMap;

use crate::keys::{PublicKey, Signature};
use crate::label::{ThirdParty, Tlp};
use crate::names::PartnerName;
use crate::object::Object;
use crate::seal::{Seal, Sealed};
use crate::wire::{Batch, Dropped, Header, Malformed};

/// The keys of nodes whose word counts.
pub type Ring = BTreeMap<PartnerName, PublicKey>;

/// Why a whole batch is refused, and the link with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadBatch {
    /// It names another sender or recipient.
    #[error("a batch from {from} to {to} came from {peer}")]
    Misdirected {
        /// The sender it names.
        from: PartnerName,
        /// The recipient it names.
        to: PartnerName,
        /// Who sent it.
        peer: PartnerName,
    },
    /// Its signature is not the sender's.
    #[error("a batch whose signature is not the sender's")]
    Forged,
    /// Its content does not read.
    #[error("a batch that does not read: {0}")]
    Malformed(#[from] Malformed),
}

/// A batch of which every object was checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The link.
    pub header: Header,
    /// The sender's signature over it.
    pub signature: Signature,
    /// What the sender gave up.
    pub dropped: Vec<Dropped>,
    /// Each object, or why it is refused.
    pub items: Vec<Result<(Object, Sealed), Refused>>,
}

/// An object that is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What it says it is, where it can be read.
    pub what: Option<Dropped>,
    /// Why, in plain words.
    pub why: String,
}

impl Refused {
    pub(crate) fn of(object: &Object, why: &str) -> Refused {
        let (kind, id, version) = (object.kind, object.id.clone(), object.version);
        Refused { what: Some(Dropped { kind, id, version }), why: why.to_owned() }
    }
}

/// Checks a batch that `peer` sent to `me`.
pub fn check(
    batch: Batch,
    me: &PartnerName,
    peer: &PartnerName,
    ring: &Ring,
) -> Result<Checked, BadBatch> {
    let Header { from, to, .. } = &batch.header;
    if from != peer || to != me {
        let (from, to, peer) = (from.clone(), to.clone(), peer.clone());
        return Err(BadBatch::Misdirected { from, to, peer });
    }
    if !ring.get(peer).is_some_and(|key| batch.is_of(key)) {
        return Err(BadBatch::Forged);
    }
    let content = batch.open()?;
    let mut seals = Seals { ring, known: Vec::new() };
    let one = |sealed: Sealed| check_object(sealed, me, peer, &mut seals);
    let items = content.items.into_iter().map(one).collect();
    let Batch { header, signature, .. } = batch;
    Ok(Checked { header, signature, dropped: content.dropped, items })
}

fn check_object(
    sealed: Sealed,
    me: &PartnerName,
    peer: &PartnerName,
    seals: &mut Seals<'_>,
) -> Result<(Object, Sealed), Refused> {
    let unread = |why: String| Refused { what: None, why };
    let object =
        Object::from_canonical_bytes(&sealed.bytes).map_err(|error| unread(error.to_string()))?;
    let refused = |why: String| Err(Refused::of(&object, &why));
    let origin = &object.origin;
    if origin == me {
        return refused("it is our own".to_owned());
    }
    if sealed.seal.origin != *origin {
        return refused(format!("{} sealed it, and it says it is of {origin}", sealed.seal.origin));
    }
    if !seals.ring.contains_key(origin) {
        return refused(format!("its origin {origin} is no partner here, so nobody can verify it"));
    }
    if !seals.is_good(&sealed.seal) || !sealed.seal.holds(&sealed.bytes, &sealed.place) {
        return refused(format!("the signature is not that of its origin {origin}"));
    }
    if !object.label.releasable_to.names(me) {
        return refused(format!("its label does not name {me}"));
    }
    if origin != peer && object.label.third_party == ThirdParty::Deny {
        return refused(format!("its owner {origin} does not let {peer} pass it on"));
    }
    if origin != peer && object.label.sensitivity >= Tlp::Amber {
        let tlp = object.label.sensitivity.marking();
        return refused(format!("its owner {origin} marked it {tlp}: {peer} may not pass it on"));
    }
    Ok((object, sealed))
}

/// Seals of a batch, each verified once.
struct Seals<'a> {
    ring: &'a Ring,
    known: Vec<(Seal, bool)>,
}

impl Seals<'_> {
    fn is_good(&mut self, seal: &Seal) -> bool {
        if let Some((_, good)) = self.known.iter().rev().find(|(known, _)| known == seal) {
            return *good;
        }
        let good = self.ring.get(&seal.origin).is_some_and(|key| seal.is_of(key));
        self.known.push((seal.clone(), good));
        good
    }
}
