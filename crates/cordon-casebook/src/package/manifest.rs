//! The manifest of a package and its signature.

use cordon_core::Time;
use ed25519_dalek::{Signer, SigningKey};
use serde::{Deserialize, Serialize};

use crate::digest::{Digest, to_hex};
use crate::ledger::Checkpoint;
use crate::names::CaseId;

/// The format of packages.
pub const FORMAT: &str = "cordon-case-1";

/// Name of the manifest in the archive.
pub(crate) const MANIFEST: &str = "manifest.json";

/// Name of its signature.
pub(crate) const SIGNATURE: &str = "manifest.sig";

/// What a package holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// `cordon-case-1`.
    pub format: String,
    /// Which case.
    pub case: CaseId,
    /// Its version.
    pub version: u64,
    /// When it was exported.
    pub created: Time,
    /// The exercise mark, when the case is simulated.
    pub exercise: Option<String>,
    /// The signature over the ledger as it stood.
    pub checkpoint: Checkpoint,
    /// Every file but the manifest and its signature, in the order of the archive.
    pub files: Vec<ManifestFile>,
}

/// One file of a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFile {
    /// Its path in the archive.
    pub path: String,
    /// Number of bytes.
    pub length: u64,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
}

/// `manifest.sig`: Ed25519 over the bytes of `manifest.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestSignature {
    /// `Ed25519`.
    pub algorithm: String,
    /// The public key in hex.
    pub key: String,
    /// The signature in hex.
    pub signature: String,
}

impl ManifestSignature {
    /// Signs the bytes of a manifest.
    pub(crate) fn sign(manifest: &[u8], key: &SigningKey) -> ManifestSignature {
        ManifestSignature {
            algorithm: "Ed25519".to_owned(),
            key: to_hex(key.verifying_key().as_bytes()),
            signature: to_hex(&key.sign(manifest).to_bytes()),
        }
    }

    /// Whether the signature over these bytes is good.
    pub(crate) fn is_good(&self, manifest: &[u8]) -> bool {
        self.algorithm == "Ed25519"
            && crate::ledger::is_signed(manifest, &self.key, &self.signature)
    }
}

/// The short name of the key that signs: the first 16 hex digits of the SHA-256 of the public key in
/// hex.
pub fn fingerprint(key: &SigningKey) -> String {
    short_name(&to_hex(key.verifying_key().as_bytes()))
}

/// The short name of a public key in hex.
pub(crate) fn short_name(key: &str) -> String {
    Digest::of(key.as_bytes()).to_string().chars().take(16).collect()
}
