//! What was agreed with each partner: the attributes that policies ask about.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::label::Classification;
use crate::names::{PartnerName, Word};

/// What was agreed with one partner. What is not said was not agreed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Agreement {
    /// The groups it is treated as part of (`full`, `coarse`, or the user's own).
    pub groups: BTreeSet<Word>,
    /// Up to which classification it may have things.
    pub clearance: Classification,
    /// The uses it may put them to.
    pub purposes: BTreeSet<Word>,
    /// The exercises it takes part in, by their marks.
    pub exercises: BTreeSet<String>,
}

/// Every agreement, by partner.
pub type Agreements = BTreeMap<PartnerName, Agreement>;
