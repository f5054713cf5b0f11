//! What a line of the log holds.

use std::collections::BTreeMap;

use cordon_core::Time;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::canonical;
use crate::digest::Digest;
use crate::label::Label;
use crate::names::{ObjectId, PartnerName};
use crate::object::Kind;

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// SHA-256 over the name of the encoding, `prev`, `seq` and the record's canonical bytes.
    pub hash: Digest,
    /// The hash of the line before; zeros for the first.
    pub prev: Digest,
    /// What it tells.
    pub record: Record,
    /// Its number, from 1.
    pub seq: u64,
}

impl Line {
    pub(super) fn following(
        prev: Digest,
        seq: u64,
        record: Record,
    ) -> Result<Line, serde_json::Error> {
        let hash = Line::hash_of(prev, seq, &record)?;
        Ok(Line { hash, prev, record, seq })
    }

    pub(super) fn hash_of(
        prev: Digest,
        seq: u64,
        record: &Record,
    ) -> Result<Digest, serde_json::Error> {
        let record = canonical::bytes(record)?;
        let seq = seq.to_be_bytes();
        Ok(Digest::of_parts(&[b"cordon-release-log-1", &prev.0, &seq, &record]))
    }
}

/// What a line tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Record {
    /// A policy came into force.
    Policy {
        /// When.
        at: Time,
        /// Its hash, as decisions cite it.
        policy: Digest,
        /// Its rules, by file.
        rules: BTreeMap<String, String>,
        /// Its agreements.
        agreements: String,
        /// Its profiles.
        profiles: String,
    },
    /// A label was met for the first time.
    Label {
        /// What entries call it.
        number: u64,
        /// The label.
        label: Label,
    },
    /// Decisions of one batch.
    Decisions {
        /// When the batch was written.
        at: Time,
        /// The decisions, in their order.
        decisions: Vec<Entry>,
        /// How many more were the same as the last one about the same track and partner.
        repeated: u64,
    },
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The object's name here.
    pub object: ObjectId,
    /// What it is.
    pub kind: Kind,
    /// Which version.
    pub version: u64,
    /// The time it speaks of.
    pub time: Time,
    /// To whom.
    pub partner: PartnerName,
    /// `whole`, `reduced`, `later` or `refused`.
    pub decision: String,
    /// The rule that decided.
    pub rule: String,
    /// The policy.
    pub policy: Digest,
    /// The number of its label.
    pub label: u64,
    /// What else rules could ask about it.
    pub facts: Facts,
    /// SHA-256 of the canonical bytes that left.
    pub sent: Option<Digest>,
}

/// What rules can ask about a body, to judge it again by another policy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Facts(pub Map<String, Value>);

impl Facts {
    /// The members of a body that the schema of policies names.
    pub(super) fn of(body: &Value) -> Facts {
        let asked = ["lat", "lon", "mmsi", "flag", "kind", "exercise"];
        let scalar = |value: &&Value| !value.is_object() && !value.is_array() && !value.is_null();
        let member =
            |name: &&str| Some(((*name).to_owned(), body.get(*name).filter(scalar)?.clone()));
        Facts(asked.iter().filter_map(member).collect())
    }
}
