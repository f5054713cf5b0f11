//! A node's identity: one Ed25519 key, and statements signed with it.
//!
//! Everything signed is a [`Digest`] with the name of what it is before it, so that a signature over
//! one kind of statement can never be shown as one over another.

use std::fmt;

use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::digest::{Digest, from_hex, to_hex};
use crate::names::PartnerName;

/// What kind of statement is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Statement {
    /// A node's card.
    Card,
    /// The root over objects that their origin made.
    Seal,
    /// One batch to one partner.
    Batch,
    /// A recipient has batches durably.
    Ack,
}

impl Statement {
    fn name(self) -> &'static [u8] {
        match self {
            Statement::Card => b"cordon-card-1\0",
            Statement::Seal => b"cordon-seal-1\0",
            Statement::Batch => b"cordon-batch-1\0",
            Statement::Ack => b"cordon-ack-1\0",
        }
    }

    fn about(self, digest: Digest) -> Vec<u8> {
        [self.name(), &digest.0].concat()
    }
}

/// A node's name and its private key.
#[derive(Clone)]
pub struct Identity {
    name: PartnerName,
    key: SigningKey,
}

impl Identity {
    /// From 32 secret bytes.
    pub fn new(name: PartnerName, secret: &[u8; 32]) -> Identity {
        Identity { name, key: SigningKey::from_bytes(secret) }
    }

    /// What the node is called.
    pub fn name(&self) -> &PartnerName {
        &self.name
    }

    /// What others verify with.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.key.verifying_key())
    }

    /// Secret bytes for another purpose, from which the key cannot be found.
    pub(crate) fn derived(&self, purpose: &str) -> [u8; 32] {
        Digest::of_parts(&[b"cordon-derived-1", purpose.as_bytes(), self.key.as_bytes()]).0
    }

    pub(crate) fn sign(&self, what: Statement, digest: Digest) -> Signature {
        Signature(self.key.sign(&what.about(digest)).to_bytes())
    }
}

/// Never shows the secret.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({}, {})", self.name, self.public())
    }
}

/// An Ed25519 public key. Printed as 64 digits of lower-case hex.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// From 32 bytes; `None` where they are no point of the curve, or a weak one.
    pub fn from_bytes(bytes: &[u8; 32]) -> Option<PublicKey> {
        VerifyingKey::from_bytes(bytes).ok().filter(|key| !key.is_weak()).map(PublicKey)
    }

    /// As 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    pub(crate) fn verifies(&self, what: Statement, digest: Digest, signature: &Signature) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        self.0.verify_strict(&what.about(digest), &signature).is_ok()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hex(self.as_bytes()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<PublicKey, D::Error> {
        from_hex(&String::deserialize(from)?)
            .and_then(|bytes| PublicKey::from_bytes(&bytes))
            .ok_or_else(|| serde::de::Error::custom("no Ed25519 public key of 64 hex digits"))
    }
}

/// An Ed25519 signature. In JSON 128 digits of lower-case hex.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature(pub [u8; 64]);

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hex(&self.0))
    }
}

impl Serialize for Signature {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&to_hex(&self.0))
    }
}

impl<'de> Deserialize<'de> for Signature {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Signature, D::Error> {
        from_hex(&String::deserialize(from)?)
            .map(Signature)
            .ok_or_else(|| serde::de::Error::custom("no signature of 128 hex digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(seed: u8) -> Identity {
        Identity::new("JPN".parse().unwrap(), &[seed; 32])
    }

    /// RFC 8032, section 7.1, test 1: the public key of a known secret.
    #[test]
    fn the_public_key_of_a_known_secret() {
        let secret = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
        let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        let identity = Identity::new("JPN".parse().unwrap(), &from_hex(secret).unwrap());
        assert_eq!(identity.public().to_string(), public);
    }

    #[test]
    fn a_signature_speaks_for_one_key_one_digest_and_one_kind_of_statement() {
        let (digest, other) = (Digest::of(b"a"), Digest::of(b"b"));
        let signature = identity(1).sign(Statement::Seal, digest);
        let key = identity(1).public();
        assert!(key.verifies(Statement::Seal, digest, &signature));
        assert!(!key.verifies(Statement::Seal, other, &signature));
        assert!(!key.verifies(Statement::Batch, digest, &signature));
        assert!(!identity(2).public().verifies(Statement::Seal, digest, &signature));
    }

    #[test]
    fn the_secret_is_never_printed() {
        let printed = format!("{:?}", identity(7));
        assert!(!printed.contains(&to_hex(&[7; 32])), "{printed}");
    }

    /// The point of order one and its kin sign for everybody (RFC 8032, section 5.1.7; Chalkias and
    /// others, "Taming the many EdDSAs", 2020).
    #[test]
    fn weak_keys_are_no_keys() {
        let mut neutral = [0; 32];
        neutral[0] = 1;
        assert_eq!(PublicKey::from_bytes(&neutral), None);
    }
}
