//! One entry of the ledger, and what makes it a link of two chains.
//!
//! The hash of an entry covers the hash of the entry before it in the whole ledger (`prev_hash`) and
//! of the entry before it in the same case (`case_prev_hash`). So the ledger verifies as a whole, and
//! the entries of one case verify alone, without a word of the others.

use cordon_core::Time;
use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::event::Event;
use crate::names::CaseId;

/// The first part of what is hashed; a change of the encoding changes it.
const ENCODING: &str = "cordon-ledger-1";

/// One entry: who did what to which case, when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number in the ledger, from 1 without a gap.
    pub seq: u64,
    /// When, never before the entry before it.
    pub at: Time,
    /// Who.
    pub actor: String,
    /// Which case.
    pub case: CaseId,
    /// Its number within the case, from 1 without a gap: the case's version after it.
    pub case_seq: u64,
    /// What kind of event.
    pub kind: String,
    /// The event as JSON, exactly as it was hashed.
    pub body_json: String,
    /// Hash of the entry before it in the ledger; zeros for the first.
    pub prev_hash: Digest,
    /// Hash of the entry before it in the case; zeros for the first.
    pub case_prev_hash: Digest,
    /// SHA-256 over all of the above.
    pub hash: Digest,
}

impl Entry {
    /// The hash that the other fields make: SHA-256 over the name of the encoding and the fields in
    /// their order, each as text with its length in bytes before it (64 bits, little-endian).
    pub fn computed_hash(&self) -> Digest {
        let fields = [
            ENCODING.to_owned(),
            self.seq.to_string(),
            self.at.to_string(),
            self.actor.clone(),
            self.case.to_string(),
            self.case_seq.to_string(),
            self.kind.clone(),
            self.body_json.clone(),
            self.prev_hash.to_string(),
            self.case_prev_hash.to_string(),
        ];
        Digest::of_parts(&fields.each_ref().map(String::as_bytes))
    }

    /// The event it tells.
    pub fn event(&self) -> Result<Event, String> {
        let mut object = serde_json::Map::new();
        object.insert("kind".to_owned(), self.kind.clone().into());
        let body = serde_json::from_str(&self.body_json)
            .map_err(|error| format!("its body is not JSON: {error}"))?;
        object.insert("body".to_owned(), body);
        serde_json::from_value(object.into())
            .map_err(|error| format!("it tells nothing that this program knows: {error}"))
    }
}

/// The body of an event as the ledger keeps it.
pub(crate) fn body_of(event: &Event) -> Result<String, serde_json::Error> {
    let mut value = serde_json::to_value(event)?;
    let body = value.get_mut("body").map(serde_json::Value::take).unwrap_or_default();
    serde_json::to_string(&body)
}

/// Follows the chain of one case.
#[derive(Clone, Copy, Debug, Default)]
pub struct CaseChain {
    length: u64,
    head: Digest,
    last: Option<(u64, Time)>,
}

impl CaseChain {
    /// Takes the next entry in, or says why it is not the next.
    pub fn follow(&mut self, entry: &Entry) -> Result<(), String> {
        if entry.case_seq != self.length + 1 {
            let wanted = self.length + 1;
            return Err(format!("it is entry {} of its case, not {wanted}", entry.case_seq));
        }
        if entry.case_prev_hash != self.head {
            return Err("it does not follow from the entry before it in its case".to_owned());
        }
        if self.last.is_some_and(|(seq, at)| entry.seq <= seq || entry.at < at) {
            return Err("it is older than the entry before it in its case".to_owned());
        }
        if entry.hash != entry.computed_hash() {
            return Err("its content does not match its hash".to_owned());
        }
        self.length += 1;
        self.head = entry.hash;
        self.last = Some((entry.seq, entry.at));
        Ok(())
    }

    /// Number of entries so far: the case's version.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Hash of the last entry.
    pub fn head(&self) -> Digest {
        self.head
    }
}
