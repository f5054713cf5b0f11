//! The weights of the ranking.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

const DEFAULTS: &str = include_str!("weights.toml");

/// Weights, as the commented file beside this one explains them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// By kind of finding.
    pub kinds: BTreeMap<String, f64>,
    /// By name of feature.
    pub features: BTreeMap<String, f64>,
    /// How values are made.
    pub shape: Shape,
}

/// How values are made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// The most that counts of one kind.
    pub most_of_a_kind: u32,
    /// After how many days recency is half.
    pub recency_half_life_days: f64,
    /// The key of a gap's values that holds its probability.
    pub gap_probability_key: String,
}

/// Why weights cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the weights cannot be used: {0}")]
pub struct BadWeights(String);

impl Weights {
    /// The defaults with their comments, to be copied and changed.
    pub const fn default_text() -> &'static str {
        DEFAULTS
    }

    /// From the text of a file; what it leaves out keeps its default.
    pub fn from_toml(text: &str) -> Result<Weights, BadWeights> {
        let bad = |error: toml::de::Error| BadWeights(error.to_string());
        let mut table: toml::Table = DEFAULTS.parse().map_err(bad)?;
        let given: toml::Table = text.parse().map_err(bad)?;
        for (section, values) in given {
            let known = table
                .get_mut(&section)
                .and_then(toml::Value::as_table_mut)
                .ok_or_else(|| BadWeights(format!("there is no section [{section}]")))?;
            let toml::Value::Table(values) = values else {
                return Err(BadWeights(format!("[{section}] is not a section")));
            };
            for (key, value) in values {
                if section == "features" && !known.contains_key(&key) {
                    return Err(BadWeights(format!("there is no feature `{key}`")));
                }
                known.insert(key, value);
            }
        }
        let weights: Weights = table.try_into().map_err(bad)?;
        weights.check()?;
        Ok(weights)
    }

    fn check(&self) -> Result<(), BadWeights> {
        for (name, weight) in self.kinds.iter().chain(&self.features) {
            if !weight.is_finite() {
                return Err(BadWeights(format!("`{name}` is not a finite number")));
            }
        }
        let half_life = self.shape.recency_half_life_days;
        if !(half_life.is_finite() && half_life > 0.0) {
            return Err(BadWeights("`recency_half_life_days` must be more than 0".to_owned()));
        }
        Ok(())
    }

    pub(super) fn kind(&self, kind: &str) -> f64 {
        let other = || self.kinds.get("other").copied().unwrap_or_default();
        self.kinds.get(kind).copied().unwrap_or_else(other)
    }

    pub(super) fn feature(&self, name: &str) -> f64 {
        self.features.get(name).copied().unwrap_or_default()
    }
}

impl Default for Weights {
    fn default() -> Weights {
        // The file is part of the program, and a test reads it.
        Weights::from_toml("").unwrap_or_else(|_| Weights {
            kinds: BTreeMap::new(),
            features: BTreeMap::new(),
            shape: Shape {
                most_of_a_kind: 5,
                recency_half_life_days: 30.0,
                gap_probability_key: String::new(),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_keeps_its_default() {
        let weights = Weights::from_toml("[features]\nlist_hit = 9\n").unwrap();
        assert!((weights.feature("list_hit") - 9.0).abs() < 1e-9);
        assert!((weights.feature("recency") - 2.0).abs() < 1e-9);
        assert!((weights.kind("never_heard_of") - weights.kind("other")).abs() < 1e-9);
    }

    #[test]
    fn mistakes_are_refused() {
        for text in [
            "[features]\nlist_hits = 1.0",
            "[feature]\nlist_hit = 1.0",
            "[features]\nlist_hit = 'much'",
            "[features]\nlist_hit = nan",
            "[shape]\nrecency_half_life_days = 0.0",
            "kinds = 1",
            "[",
        ] {
            assert!(Weights::from_toml(text).is_err(), "{text}");
        }
    }
}
