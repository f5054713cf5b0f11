//! Gap model: how likely a silence is one to every receiver, as a calibrated probability.
//!
//! Gradient-boosted trees trained on gaps that were labelled with a second satellite provider (data
//! of Welch et al. 2022, "Hot spots of unseen fishing vessels", Science Advances 8).
//! `docs/gap-model.md` is the model card; `make gap-model` trains it again.

mod at_sea;
mod history;
pub mod measures;
mod trees;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

pub(crate) use at_sea::judge;
pub(crate) use history::History;
use trees::Forest;

/// The shortest silence, in hours, that the model has learned from.
pub const LEAST_SILENCE_H: f64 = 12.0;

/// Which moment a head of the model is for: each knows more than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Head {
    /// Still silent: positions in the 12 h before, and reception.
    Open,
    /// Heard again after X hours: positions in the X hours before as well.
    Closed,
    /// X hours after that: positions after the silence as well.
    Settled,
}

impl Head {
    /// Every head, the one that knows least first.
    pub const ALL: [Head; 3] = [Head::Open, Head::Closed, Head::Settled];

    /// Its name in files and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Head::Open => "open",
            Head::Closed => "closed",
            Head::Settled => "settled",
        }
    }
}

/// What is known of a silence of X hours. Counts are of positions heard by satellite.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Signs {
    /// Positions in the X hours before.
    pub before_x: Option<f64>,
    /// Positions in the X hours after.
    pub after_x: Option<f64>,
    /// Positions in the 12 hours before.
    pub before_12h: Option<f64>,
    /// Positions in the 12 hours after.
    pub after_12h: Option<f64>,
    /// Positions a day that are heard of one vessel in the cell of 1° where it began.
    pub reception_per_day: Option<f64>,
}

/// The columns of the labelled gaps, and the names of features in the model file.
pub const FEATURES: [&str; 5] = [
    "sat_positions_X_hours_before",
    "sat_positions_X_hours_after",
    "sat_positions_12h_before",
    "sat_positions_12h_after",
    "reception_positions_per_day_off",
];

impl Signs {
    /// From values in the order of [`FEATURES`].
    pub fn from_features(values: [Option<f64>; 5]) -> Signs {
        let [before_x, after_x, before_12h, after_12h, reception_per_day] = values;
        Signs { before_x, after_x, before_12h, after_12h, reception_per_day }
    }

    /// In the order of [`FEATURES`]; what is negative or no number is not known.
    fn features(&self) -> [Option<f64>; 5] {
        [self.before_x, self.after_x, self.before_12h, self.after_12h, self.reception_per_day]
            .map(|value| value.filter(|value| value.is_finite() && *value >= 0.0))
    }
}

/// What the model says of one silence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judgement {
    /// The head that spoke.
    pub head: Head,
    /// How likely the ship was silent to every receiver, 0 to 1.
    pub probability: f64,
    /// From this probability on, the head says yes (best F0.5 on the training rows).
    pub threshold: f64,
}

impl Judgement {
    /// Whether the head says yes.
    pub fn is_disabled(self) -> bool {
        self.probability >= self.threshold
    }
}

/// The trained trees.
#[derive(Clone, Debug)]
pub struct GapModel {
    heads: BTreeMap<Head, Forest>,
}

/// Why a file is no gap model.
#[derive(Debug, thiserror::Error)]
pub enum BadModel {
    /// Not of the shape that `make gap-model` writes.
    #[error("the gap model is not what `make gap-model` writes: {0}")]
    Json(#[from] serde_json::Error),
    /// A feature that no silence has.
    #[error("head `{head}` of the gap model asks for `{feature}`, which is no feature")]
    Feature {
        /// Which head.
        head: &'static str,
        /// What it asks for.
        feature: String,
    },
    /// A tree in which no value, or no end, can be reached.
    #[error("tree {tree} of head `{head}` of the gap model is broken at node {node}")]
    Tree {
        /// Which head.
        head: &'static str,
        /// Which tree, from 0.
        tree: usize,
        /// Which node, from 0.
        node: usize,
    },
}

static EMBEDDED: LazyLock<GapModel> = LazyLock::new(|| {
    let text = include_str!("../../../../models/gap/gap-model.json");
    GapModel::parse(text).expect("a test reads the embedded model")
});

impl GapModel {
    /// The model that was trained for this version.
    ///
    /// ```
    /// use cordon_detectors::gap_model::{GapModel, Signs};
    /// let often = Signs { before_12h: Some(40.0), reception_per_day: Some(60.0), ..Signs::default() };
    /// let seldom = Signs { before_12h: Some(1.0), ..often };
    /// let [often, seldom] = [often, seldom].map(|signs| GapModel::embedded().judge(&signs).unwrap());
    /// assert!(often.is_disabled() && !seldom.is_disabled());
    /// ```
    pub fn embedded() -> &'static GapModel {
        &EMBEDDED
    }

    /// Reads what `make gap-model` writes; refuses trees that do not end.
    pub fn parse(text: &str) -> Result<GapModel, BadModel> {
        let files: BTreeMap<Head, trees::File> = serde_json::from_str(text)?;
        let read = |(head, file): (Head, trees::File)| Ok((head, file.forest(head.name())?));
        Ok(GapModel { heads: files.into_iter().map(read).collect::<Result<_, BadModel>>()? })
    }

    /// What the head that can say most says. `None` where too little is known for any.
    pub fn judge(&self, signs: &Signs) -> Option<Judgement> {
        Head::ALL.into_iter().rev().find_map(|head| self.judge_as(head, signs))
    }

    /// What one head says. `None` where something it asks for is not known.
    pub fn judge_as(&self, head: Head, signs: &Signs) -> Option<Judgement> {
        let forest = self.heads.get(&head)?;
        let probability = forest.probability(&signs.features())?;
        Some(Judgement { head, probability, threshold: forest.threshold })
    }
}

#[cfg(test)]
mod tests;
