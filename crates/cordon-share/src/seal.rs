//! What an origin signs: many objects with one signature.
//!
//! Signing each object costs 19 µs and verifying it twice that, so objects that become durable
//! together are the leaves of one Merkle tree (RFC 9162, section 2.1), and the root is signed. Each
//! object carries its path to the root, and verifies alone wherever it is relayed.

use std::collections::BTreeMap;

use crate::digest::Digest;
use crate::keys::{Identity, PublicKey, Signature, Statement};
use crate::names::PartnerName;

/// Leaves of a tree at most; a path has at most 16 steps.
pub const MAX_LEAVES: usize = 1 << 16;

/// An origin's word over the root of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// Whose.
    pub origin: PartnerName,
    /// Number of leaves.
    pub leaves: u32,
    /// The root.
    pub root: Digest,
    /// Over all of the above.
    pub signature: Signature,
}

/// Where an object stands in a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which leaf, from 0.
    pub leaf: u32,
    /// The neighbours from the leaf up.
    pub path: Vec<Digest>,
}

/// An object's canonical bytes with the proof that their origin wrote them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The object.
    pub bytes: Vec<u8>,
    /// Its place under the seal.
    pub place: Place,
    /// The seal.
    pub seal: Seal,
}

impl Seal {
    fn statement(origin: &PartnerName, leaves: u32, root: Digest) -> Digest {
        Digest::of_parts(&[origin.as_str().as_bytes(), &leaves.to_be_bytes(), &root.0])
    }

    /// Whether this key made it.
    pub fn is_of(&self, key: &PublicKey) -> bool {
        let statement = Seal::statement(&self.origin, self.leaves, self.root);
        key.verifies(Statement::Seal, statement, &self.signature)
    }

    /// Whether these bytes stand at this place under it.
    pub fn holds(&self, bytes: &[u8], place: &Place) -> bool {
        root_from(leaf_hash(bytes), place, self.leaves) == Some(self.root)
    }
}

impl Sealed {
    /// Whether the origin's key stands behind it.
    pub fn is_of(&self, key: &PublicKey) -> bool {
        self.seal.is_of(key) && self.seal.holds(&self.bytes, &self.place)
    }
}

/// Seals objects with one signature; equal bytes share a leaf. At most [`MAX_LEAVES`] at a time: the
/// caller seals in groups.
pub fn seal(identity: &Identity, objects: &[&[u8]]) -> (Seal, Vec<Place>) {
    let mut leaves = Vec::new();
    let mut known = BTreeMap::new();
    let mut which = Vec::with_capacity(objects.len());
    for bytes in objects {
        let hash = leaf_hash(bytes);
        which.push(*known.entry(hash).or_insert_with(|| {
            leaves.push(hash);
            leaves.len() - 1
        }));
    }
    let count = leaves.len() as u32;
    let levels = levels(leaves);
    let root = levels.last().and_then(|top| top.first()).copied().unwrap_or_default();
    let statement = Seal::statement(identity.name(), count, root);
    let signature = identity.sign(Statement::Seal, statement);
    let seal = Seal { origin: identity.name().clone(), leaves: count, root, signature };
    (seal, which.into_iter().map(|leaf| place(&levels, leaf)).collect())
}

/// Every level of the tree from the leaves to the root. A node without a neighbour climbs as it is,
/// which makes the tree of RFC 9162.
fn levels(leaves: Vec<Digest>) -> Vec<Vec<Digest>> {
    let mut levels = vec![leaves];
    while let Some(below) = levels.last().filter(|level| level.len() > 1) {
        let above = below.chunks(2).map(|pair| match *pair {
            [left, right] => node_hash(left, right),
            _ => pair.first().copied().unwrap_or_default(),
        });
        let above = above.collect();
        levels.push(above);
    }
    levels
}

fn place(levels: &[Vec<Digest>], leaf: usize) -> Place {
    let mut at = leaf;
    let mut path = Vec::new();
    for level in levels {
        path.extend(level.get(at ^ 1));
        at /= 2;
    }
    Place { leaf: leaf as u32, path }
}

/// RFC 9162, section 2.1.3.2.
fn root_from(leaf: Digest, place: &Place, leaves: u32) -> Option<Digest> {
    let (mut at, mut last) = (place.leaf, leaves.checked_sub(1)?);
    if at > last {
        return None;
    }
    let mut hash = leaf;
    let mut path = place.path.iter();
    while last > 0 {
        if at % 2 == 1 {
            hash = node_hash(*path.next()?, hash);
        } else if at < last {
            hash = node_hash(hash, *path.next()?);
        }
        (at, last) = (at / 2, last / 2);
    }
    path.next().is_none().then_some(hash)
}

fn leaf_hash(bytes: &[u8]) -> Digest {
    Digest::of_joined(&[&[0], bytes])
}

fn node_hash(left: Digest, right: Digest) -> Digest {
    Digest::of_joined(&[&[1], &left.0, &right.0])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::digest::to_hex;

    fn origin() -> Identity {
        Identity::new("JPN".parse().unwrap(), &[3; 32])
    }

    /// The leaves and roots of the reference tests of Certificate Transparency
    /// (google/certificate-transparency, merkle_tree_test; the tree of RFC 6962 and RFC 9162).
    #[test]
    fn the_roots_of_the_reference_trees() {
        let leaves: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        for (n, root) in (1..).zip(roots) {
            let (seal, places) = seal(&origin(), &leaves[..n]);
            assert_eq!(to_hex(&seal.root.0), root, "of {n} leaves");
            assert!(seal.is_of(&origin().public()));
            for (bytes, place) in leaves.iter().zip(&places) {
                assert!(seal.holds(bytes, place), "leaf {} of {n}", place.leaf);
            }
        }
    }

    #[test]
    fn equal_objects_share_a_leaf() {
        let (seal, places) = seal(&origin(), &[b"a", b"b", b"a"]);
        assert_eq!(seal.leaves, 2);
        assert_eq!(places[0], places[2]);
    }

    proptest! {
        #[test]
        fn nothing_but_what_was_sealed_is_held(n in 1_usize..70, at in 0_usize..70, flip in 0_usize..512) {
            let objects: Vec<Vec<u8>> = (0..n).map(|i| i.to_string().into_bytes()).collect();
            let slices: Vec<&[u8]> = objects.iter().map(Vec::as_slice).collect();
            let (seal, places) = seal(&origin(), &slices);
            let at = at % n;
            prop_assert!(seal.holds(slices[at], &places[at]));
            prop_assert!(!seal.holds(b"x", &places[at]));
            let mut elsewhere = places[at].clone();
            elsewhere.leaf = (elsewhere.leaf + 1) % seal.leaves;
            prop_assert!(n == 1 || !seal.holds(slices[at], &elsewhere));
            let mut longer = places[at].clone();
            longer.path.push(Digest::ZERO);
            prop_assert!(!seal.holds(slices[at], &longer));
            let mut forged = seal.clone();
            forged.signature.0[flip / 8] ^= 1 << (flip % 8);
            prop_assert!(!forged.is_of(&origin().public()));
            let mut widened = seal.clone();
            widened.leaves += 1;
            prop_assert!(!widened.is_of(&origin().public()));
        }
    }
}
