//! A batch: the objects that go to one partner together, a link of the chain to that partner.

use cordon_core::Time;

use crate::digest::Digest;
use crate::keys::{Identity, PublicKey, Signature, Statement};
use crate::names::PartnerName;
use crate::object::{Kind, ObjectId};
use crate::seal::{Place, Seal, Sealed};
use crate::wire::codec::{Malformed, Reader, Writer};

/// An object has at most so many bytes.
pub const MAX_OBJECT: usize = 8 << 20;
/// A batch has at most so many bytes: one object of the largest size, or many small ones.
pub const MAX_BATCH: usize = MAX_OBJECT + (64 << 10);
/// A batch holds at most so many objects.
pub const MAX_ITEMS: usize = 4_096;
/// A batch tells at most so many drops.
pub const MAX_DROPPED: usize = 1_024;
/// Steps of a proof at most.
const MAX_PATH: usize = 16;

/// What makes a batch a link of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Who sends it.
    pub from: PartnerName,
    /// For whom it is.
    pub to: PartnerName,
    /// Its number, from 1 without a gap.
    pub seq: u64,
    /// Hash of the batch before it; zeros for the first.
    pub prev: Digest,
    /// When it was made.
    pub at: Time,
    /// How many objects.
    pub items: u32,
    /// SHA-256 of the content.
    pub content: Digest,
}

impl Header {
    /// Its hash: what the next one names, and what is signed and acknowledged.
    pub fn hash(&self) -> Digest {
        Digest::of_parts(&[
            self.from.as_str().as_bytes(),
            self.to.as_str().as_bytes(),
            &self.seq.to_be_bytes(),
            &self.prev.0,
            &self.at.as_micros().to_be_bytes(),
            &self.items.to_be_bytes(),
            &self.content.0,
        ])
    }

    /// Whether this key signed it.
    pub fn is_of(&self, key: &PublicKey, signature: &Signature) -> bool {
        key.verifies(Statement::Batch, self.hash(), signature)
    }

    fn write(&self, out: &mut Writer) {
        out.text(self.from.as_str()).text(self.to.as_str()).u64(self.seq).digest(&self.prev);
        out.i64(self.at.as_micros()).u32(self.items).digest(&self.content);
    }

    fn read(from: &mut Reader<'_>) -> Result<Header, Malformed> {
        Ok(Header {
            from: from.name()?,
            to: from.name()?,
            seq: from.u64("a number")?,
            prev: from.digest("a hash")?,
            at: from.time()?,
            items: from.count("items", MAX_ITEMS)? as u32,
            content: from.digest("a hash")?,
        })
    }
}

/// A header as bytes, to be kept.
pub(crate) fn write_header(header: &Header) -> Vec<u8> {
    let mut out = Writer::default();
    header.write(&mut out);
    out.0
}

/// A header from kept bytes.
pub(crate) fn read_header(bytes: &[u8]) -> Result<Header, Malformed> {
    let mut from = Reader::new(bytes);
    let header = Header::read(&mut from)?;
    from.end()?;
    Ok(header)
}

/// An object that was given up before the partner had it, told to the partner.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dropped {
    /// What it was.
    pub kind: Kind,
    /// Which.
    pub id: ObjectId,
    /// Which version.
    pub version: u64,
}

/// A batch as it travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The link.
    pub header: Header,
    /// The sender's, over the header's hash.
    pub signature: Signature,
    /// Drops, seals and objects, encoded.
    pub content: Vec<u8>,
}

/// What a batch says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// What the partner will not get.
    pub dropped: Vec<Dropped>,
    /// What it gets.
    pub items: Vec<Sealed>,
}

impl Batch {
    /// Makes the next link.
    pub fn next(
        identity: &Identity,
        to: &PartnerName,
        (seq, prev): (u64, Digest),
        at: Time,
        content: &Content,
    ) -> Batch {
        let items = content.items.len() as u32;
        let content = content.encode();
        let header = Header {
            from: identity.name().clone(),
            to: to.clone(),
            seq,
            prev,
            at,
            items,
            content: Digest::of(&content),
        };
        let signature = identity.sign(Statement::Batch, header.hash());
        Batch { header, signature, content }
    }

    /// As bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer(Vec::with_capacity(self.content.len() + 256));
        self.header.write(&mut out);
        out.raw(&self.signature.0).bytes(&self.content);
        out.0
    }

    /// From bytes; nothing is verified yet.
    pub fn decode(bytes: &[u8]) -> Result<Batch, Malformed> {
        let mut from = Reader::new(bytes);
        let header = Header::read(&mut from)?;
        let signature = from.signature()?;
        let content = from.bytes("content", MAX_BATCH)?.to_vec();
        from.end()?;
        Ok(Batch { header, signature, content })
    }

    /// Whether the sender's key stands behind every byte of it.
    pub fn is_of(&self, key: &PublicKey) -> bool {
        Digest::of(&self.content) == self.header.content && self.header.is_of(key, &self.signature)
    }

    /// What it says. Call after [`Batch::is_of`].
    pub fn open(&self) -> Result<Content, Malformed> {
        let content = Content::decode(&self.content)?;
        if content.items.len() == self.header.items as usize {
            Ok(content)
        } else {
            Err(Malformed::Senseless("number of items"))
        }
    }
}

impl Content {
    /// As bytes: each seal once, however many objects stand under it.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.u32(self.dropped.len() as u32);
        for gone in &self.dropped {
            out.text(gone.kind.name()).text(gone.id.as_str()).u64(gone.version);
        }
        let mut seals: Vec<&Seal> = Vec::new();
        let mut which = Vec::with_capacity(self.items.len());
        for item in &self.items {
            let known = seals.iter().rposition(|seal| **seal == item.seal);
            which.push(known.unwrap_or_else(|| {
                seals.push(&item.seal);
                seals.len() - 1
            }));
        }
        out.u32(seals.len() as u32);
        for seal in seals {
            write_seal(&mut out, seal);
        }
        out.u32(self.items.len() as u32);
        for (item, seal) in self.items.iter().zip(which) {
            out.u16(seal as u16);
            write_place(&mut out, &item.place);
            out.bytes(&item.bytes);
        }
        out.0
    }

    /// From bytes.
    pub fn decode(bytes: &[u8]) -> Result<Content, Malformed> {
        let mut from = Reader::new(bytes);
        let dropped = from.count("drops", MAX_DROPPED)?;
        let dropped = (0..dropped).map(|_| read_dropped(&mut from)).collect::<Result<_, _>>()?;
        let seals = from.count("seals", MAX_ITEMS)?;
        let seals = (0..seals).map(|_| read_seal(&mut from)).collect::<Result<Vec<_>, _>>()?;
        let items = from.count("items", MAX_ITEMS)?;
        let items = (0..items).map(|_| read_item(&mut from, &seals)).collect::<Result<_, _>>()?;
        from.end()?;
        Ok(Content { dropped, items })
    }
}

fn write_seal(out: &mut Writer, seal: &Seal) {
    out.text(seal.origin.as_str()).u32(seal.leaves).digest(&seal.root).raw(&seal.signature.0);
}

fn read_seal(from: &mut Reader<'_>) -> Result<Seal, Malformed> {
    Ok(Seal {
        origin: from.name()?,
        leaves: from.u32("leaves")?,
        root: from.digest("a root")?,
        signature: from.signature()?,
    })
}

fn write_place(out: &mut Writer, place: &Place) {
    out.u32(place.leaf).u8(place.path.len() as u8);
    for step in &place.path {
        out.digest(step);
    }
}

fn read_place(from: &mut Reader<'_>) -> Result<Place, Malformed> {
    let leaf = from.u32("a leaf")?;
    let steps = usize::from(from.u8("a path")?);
    if steps > MAX_PATH {
        return Err(Malformed::Senseless("path"));
    }
    let path = (0..steps).map(|_| from.digest("a path")).collect::<Result<_, _>>()?;
    Ok(Place { leaf, path })
}

fn read_dropped(from: &mut Reader<'_>) -> Result<Dropped, Malformed> {
    let kind = Kind::from_name(from.text("a kind", 32)?).ok_or(Malformed::Senseless("kind"))?;
    let id = from.text("an object's name", 200)?.parse().ok();
    let id = id.ok_or(Malformed::Senseless("object's name"))?;
    Ok(Dropped { kind, id, version: from.u64("a version")? })
}

fn read_item(from: &mut Reader<'_>, seals: &[Seal]) -> Result<Sealed, Malformed> {
    let seal = usize::from(from.u16("a seal")?);
    let seal = seals.get(seal).cloned().ok_or(Malformed::Senseless("seal"))?;
    let place = read_place(from)?;
    let bytes = from.bytes("an object", MAX_OBJECT)?.to_vec();
    Ok(Sealed { bytes, place, seal })
}

impl Sealed {
    /// As bytes, to be kept.
    pub(crate) fn proof(&self) -> Vec<u8> {
        let mut out = Writer::default();
        write_seal(&mut out, &self.seal);
        write_place(&mut out, &self.place);
        out.0
    }

    /// From kept bytes and their proof.
    pub(crate) fn from_parts(bytes: Vec<u8>, proof: &[u8]) -> Result<Sealed, Malformed> {
        let mut from = Reader::new(proof);
        let seal = read_seal(&mut from)?;
        let place = read_place(&mut from)?;
        from.end()?;
        Ok(Sealed { bytes, place, seal })
    }
}
