//! Whether everything kept is what its signers wrote.

use crate::check::Ring;
use crate::digest::Digest;
use crate::keys::PublicKey;
use crate::names::PartnerName;
use crate::object::Object;
use crate::seal::Sealed;
use crate::store::{Partner, Writing};
use crate::wire::{Ack, Batch};

/// What was verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Verified {
    /// Partners whose cards and chains were followed.
    pub partners: u64,
    /// Links of chains.
    pub links: u64,
    /// Batches on their way.
    pub batches: u64,
    /// Acknowledgements of partners.
    pub acks: u64,
    /// Received objects.
    pub objects: u64,
}

/// Something that is not what its signer wrote.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Fault {
    /// Where.
    pub place: String,
    /// What is wrong.
    pub what: String,
}

impl Writing<'_> {
    /// Follows every chain and verifies every signature; `own` is this node's name and key.
    pub fn verify(
        &self,
        own: (&PartnerName, &PublicKey),
    ) -> rusqlite::Result<(Verified, Vec<Fault>)> {
        let mut looking = Looking { own, verified: Verified::default(), faults: Vec::new() };
        let partners = self.partners()?;
        for partner in &partners {
            looking.card(partner);
            looking.chain(self, partner, false)?;
            looking.chain(self, partner, true)?;
            looking.batches(self, partner)?;
            looking.ack(self, partner)?;
        }
        let ring = partners.iter().map(|p| (p.name().clone(), p.card.key)).collect();
        looking.objects(self, &ring)?;
        Ok((looking.verified, looking.faults))
    }
}

struct Looking<'a> {
    own: (&'a PartnerName, &'a PublicKey),
    verified: Verified,
    faults: Vec<Fault>,
}

impl Looking<'_> {
    fn fault(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.faults.push(Fault { place: place.into(), what: what.into() });
    }

    fn card(&mut self, partner: &Partner) {
        self.verified.partners += 1;
        if let Err(error) = crate::card::Card::read(partner.card.to_json().as_bytes()) {
            self.fault(format!("card of {}", partner.name()), error.to_string());
        }
    }

    /// From the oldest link that is kept to the one that the partner's row names.
    fn chain(
        &mut self,
        writing: &Writing<'_>,
        partner: &Partner,
        inward: bool,
    ) -> rusqlite::Result<()> {
        let (us, our_key) = self.own;
        let name = partner.name();
        let (from, to, key) =
            if inward { (name, us, &partner.card.key) } else { (us, name, our_key) };
        let progress = writing.progress(partner.no)?;
        let end = if inward { progress.received } else { progress.sent };
        let mut before: Option<(u64, Digest)> = None;
        for link in writing.links(partner.no, inward)? {
            self.verified.links += 1;
            let header = &link.header;
            let place = format!("batch {} from {from} to {to}", header.seq);
            if header.hash() != link.hash || header.from != *from || header.to != *to {
                self.fault(&place, "its content does not match its hash");
            }
            if !header.is_of(key, &link.signature) {
                self.fault(&place, format!("its signature is not {from}'s"));
            }
            let follows =
                before.is_none_or(|(seq, hash)| header.seq == seq + 1 && header.prev == hash);
            if !follows || header.seq == 1 && header.prev != Digest::ZERO {
                self.fault(&place, "it does not follow from the batch before it");
            }
            before = Some((header.seq, link.hash));
        }
        if before.unwrap_or_default() != end {
            let place = format!("chain from {from} to {to}");
            self.fault(place, format!("it does not end at batch {}", end.0));
        }
        Ok(())
    }

    fn batches(&mut self, writing: &Writing<'_>, partner: &Partner) -> rusqlite::Result<()> {
        for (seq, bytes) in writing.batches(partner.no)? {
            self.verified.batches += 1;
            let good = Batch::decode(&bytes).is_ok_and(|batch| batch.is_of(self.own.1));
            if !good {
                let place = format!("batch {seq} on its way to {}", partner.name());
                self.fault(place, "its bytes are not those that were signed");
            }
        }
        Ok(())
    }

    fn ack(&mut self, writing: &Writing<'_>, partner: &Partner) -> rusqlite::Result<()> {
        let Some(bytes) = writing.last_ack(partner.no)? else { return Ok(()) };
        self.verified.acks += 1;
        let place = format!("acknowledgement of {}", partner.name());
        match Ack::decode(&bytes) {
            Ok(ack) if !ack.is_of(&partner.card.key) => {
                self.fault(place, format!("its signature is not {}'s", partner.name()));
            }
            Ok(ack) if writing.link_hash(partner.no, false, ack.seq)? != Some(ack.hash) => {
                self.fault(place, "it is of another batch than the one that was sent");
            }
            Ok(_) => {}
            Err(error) => self.fault(place, error.to_string()),
        }
        Ok(())
    }

    fn objects(&mut self, writing: &Writing<'_>, ring: &Ring) -> rusqlite::Result<()> {
        writing.each_received(|key, bytes, proof| {
            self.verified.objects += 1;
            let place = format!("object {key}");
            let Ok(sealed) = Sealed::from_parts(bytes, proof) else {
                return self.fault(place, "its proof does not read");
            };
            let named = Object::from_canonical_bytes(&sealed.bytes).is_ok_and(|o| {
                format!("{} {} {} version {}", o.origin, o.kind, o.id, o.version) == key
            });
            if !named {
                return self.fault(place, "its bytes are not those of an object of this name");
            }
            match ring.get(&sealed.seal.origin) {
                None => self.fault(place, "its origin is no partner any more; its key is gone"),
                Some(key) if !sealed.is_of(key) => {
                    let what = format!("the signature is not that of {}", sealed.seal.origin);
                    self.fault(place, what);
                }
                Some(_) => {}
            }
        })
    }
}
