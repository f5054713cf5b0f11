//! Why a score is what it is: one line for each thing that was compared.

use std::fmt::Display;

use serde::{Deserialize, Serialize};

/// One thing that was compared, and what it did to the score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Feature {
    /// What was compared, for example `imo`, `name`, `number_in_name`, `flag`.
    pub feature: String,
    /// What our side says.
    pub left: String,
    /// What the other side says.
    pub right: String,
    /// What it did: the score it gives where it is the ground of the match, otherwise the amount it
    /// adds or takes away.
    pub effect: f64,
}

impl Feature {
    /// A feature with its two sides.
    pub fn new(feature: &str, left: impl Display, right: impl Display, effect: f64) -> Feature {
        Feature {
            feature: feature.to_owned(),
            left: left.to_string(),
            right: right.to_string(),
            effect: round(effect),
        }
    }
}

/// Scores to a thousandth: more would be noise.
pub(crate) fn round(score: f64) -> f64 {
    (score * 1_000.0).round() / 1_000.0
}
