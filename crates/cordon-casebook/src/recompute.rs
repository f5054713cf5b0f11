//! Findings computed again from a package's bytes alone.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::package::Package;

/// Whoever can compute a finding again.
pub trait Recompute {
    /// Computes one finding from the package's raw bytes and parameters, and compares. `finding` is
    /// the object of the output contract (`findings.jsonl`). An error says why it cannot be done.
    fn recompute(&self, package: &Package, finding: &Value) -> Result<Comparison, String>;
}

/// How a finding computed again compares with the one in the package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Comparison {
    /// The same, value by value.
    Same,
    /// Some values differ.
    Differs {
        /// Each with what the package says and what was computed.
        differences: Vec<Difference>,
    },
    /// It was not found at all.
    NotFound {
        /// Why.
        reason: String,
    },
}

/// One value that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Which value, for example `values.duration_h`.
    pub key: String,
    /// What the package says.
    pub told: String,
    /// What was computed.
    pub computed: String,
}
