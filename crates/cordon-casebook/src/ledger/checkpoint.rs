//! Checkpoints: signatures over the ledger's length and head.
//!
//! A chain alone shows that nothing in the middle was changed; who can write the file could still
//! write a whole new chain, or cut off its end. A checkpoint cannot be made without the key.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{Entry, Ledger, Writing, sql_number};
use crate::digest::{Digest, from_hex, to_hex};
use crate::error::CaseError;

/// A checkpoint is signed whenever so many entries were written since the last.
const EVERY: u64 = 64;

/// A signature over the ledger as it stood after one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The entry's number: the ledger's length.
    pub seq: u64,
    /// The entry's hash.
    pub hash: Digest,
    /// The Ed25519 public key in hex.
    pub key: String,
    /// The Ed25519 signature in hex, over [`Checkpoint::message`].
    pub signature: String,
}

impl Checkpoint {
    /// Signs the ledger as it stands after `entry`.
    pub fn sign(entry: &Entry, key: &SigningKey) -> Checkpoint {
        let mut checkpoint = Checkpoint {
            seq: entry.seq,
            hash: entry.hash,
            key: to_hex(key.verifying_key().as_bytes()),
            signature: String::new(),
        };
        checkpoint.signature = to_hex(&key.sign(&checkpoint.message()).to_bytes());
        checkpoint
    }

    /// What is signed: `cordon-checkpoint-1 SEQ HASH`.
    pub fn message(&self) -> Vec<u8> {
        format!("cordon-checkpoint-1 {} {}", self.seq, self.hash).into_bytes()
    }

    /// Whether the signature is good.
    pub fn is_good(&self) -> bool {
        is_signed(&self.message(), &self.key, &self.signature)
    }
}

/// Whether `signature` over `message` was made with the private key of `key`; both in hex.
pub(crate) fn is_signed(message: &[u8], key: &str, signature: &str) -> bool {
    let key = from_hex(key).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
    let signature = from_hex(signature).map(|bytes| Signature::from_bytes(&bytes));
    match (key, signature) {
        (Some(key), Some(signature)) => key.verify_strict(message, &signature).is_ok(),
        _ => false,
    }
}

impl Writing<'_> {
    /// Whether so much was written since the last checkpoint that `entry` deserves one.
    pub(crate) fn wants_checkpoint(&self, entry: &Entry) -> Result<bool, CaseError> {
        let sql = "SELECT coalesce(max(seq), 0) FROM checkpoint";
        let last: i64 = self
            .transaction
            .query_row(sql, [], |row| row.get(0))
            .map_err(|cause| self.failed(cause))?;
        Ok(entry.seq >= last as u64 + EVERY)
    }

    /// Keeps a checkpoint.
    pub(crate) fn put_checkpoint(&self, checkpoint: &Checkpoint) -> Result<(), CaseError> {
        let sql = "INSERT INTO checkpoint (seq, hash, key, signature) VALUES (?1, ?2, ?3, ?4)";
        let values = params![
            sql_number(checkpoint.seq),
            checkpoint.hash.to_string(),
            checkpoint.key,
            checkpoint.signature
        ];
        self.transaction.execute(sql, values).map(drop).map_err(|cause| self.failed(cause))
    }
}

impl Ledger {
    /// The checkpoint at an entry.
    pub(crate) fn checkpoint(&self, seq: u64) -> Result<Option<Checkpoint>, CaseError> {
        let sql = "SELECT seq, hash, key, signature FROM checkpoint WHERE seq = ?1";
        self.connection
            .query_row(sql, [sql_number(seq)], read)
            .optional()
            .map_err(|cause| self.failed(cause))
    }

    /// All checkpoints, in the order of their entries.
    pub(super) fn checkpoints(&self) -> rusqlite::Result<Vec<Checkpoint>> {
        let sql = "SELECT seq, hash, key, signature FROM checkpoint ORDER BY seq";
        let mut statement = self.connection.prepare(sql)?;
        statement.query_map([], read)?.collect()
    }
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Checkpoint> {
    Ok(Checkpoint {
        seq: row.get::<_, i64>(0)? as u64,
        hash: super::parsed(row, 1)?,
        key: row.get(2)?,
        signature: row.get(3)?,
    })
}
