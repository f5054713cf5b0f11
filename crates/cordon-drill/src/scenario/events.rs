//! What the controller brings in, what is to be reached, and what counts, as a scenario writes it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something the controller brings in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inject {
    /// Its id.
    pub id: String,
    /// When; or
    #[serde(default)]
    pub at_h: Option<f64>,
    /// after what. With neither, the controller releases it by hand.
    #[serde(default)]
    pub after: Option<Cause>,
    /// What it is.
    pub what: InjectKind,
}

/// What sets an inject off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// What kind of thing happened.
    pub event: CauseKind,
    /// To which craft, or which inject.
    pub of: String,
    /// How long after.
    #[serde(default)]
    pub delay_min: f64,
}

/// What kind of thing sets an inject off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CauseKind {
    /// Some side's sensor saw the craft for the first time.
    Detected,
    /// The craft was hailed.
    Hailed,
    /// The craft was boarded.
    Boarded,
    /// The inject came in.
    Inject,
}

/// What kind of inject.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum InjectKind {
    /// A launch is reported: all sides are told.
    LaunchWarning {
        /// In words.
        text: String,
        /// From where, degrees north.
        lat_deg: f64,
        /// From where, degrees east.
        lon_deg: f64,
    },
    /// Nothing comes from this sensor for a while.
    LostLink {
        /// Which.
        sensor: String,
        /// For how long.
        for_h: f64,
    },
    /// A link between partners is down for a while.
    CutLink {
        /// The ids of its two ends.
        between: [String; 2],
        /// For how long.
        for_h: f64,
    },
    /// Somebody reports a craft to a side, rightly or wrongly.
    Report {
        /// To whom.
        side: String,
        /// About whom.
        craft: String,
        /// In words.
        text: String,
    },
    /// Somebody reports to a side what is not there.
    FalseReport {
        /// To whom.
        side: String,
        /// In words.
        text: String,
        /// Where, degrees north.
        lat_deg: f64,
        /// Where, degrees east.
        lon_deg: f64,
    },
}

/// What is to be reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Aim {
    /// Its id.
    pub id: String,
    /// Whose.
    pub side: String,
    /// What.
    pub kind: AimKind,
    /// With which craft.
    pub craft: String,
    /// By when; by the end where absent.
    #[serde(default)]
    pub before_h: Option<f64>,
    /// What it is worth.
    #[serde(default = "one")]
    pub points: f64,
}

fn one() -> f64 {
    1.0
}

/// What is to be reached with a craft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AimKind {
    /// See it.
    Detect,
    /// Know it for suspicious.
    Classify,
    /// Stand by it.
    Intercept,
    /// Board it lawfully, or have it diverted.
    Inspect,
    /// Let it go its way.
    LeaveAlone,
}

/// What counts how much.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scoring {
    /// Points for a subject detected.
    #[serde(default = "ten")]
    pub detected: f64,
    /// Points for a subject known for suspicious.
    #[serde(default = "ten")]
    pub classified: f64,
    /// Points for a subject intercepted.
    #[serde(default = "twenty")]
    pub intercepted: f64,
    /// Points for a subject inspected, lawfully.
    #[serde(default = "thirty")]
    pub inspected: f64,
    /// Points, below nothing, for each innocent ship boarded.
    #[serde(default = "minus_twenty")]
    pub false_boarding: f64,
    /// Points, below nothing, for each hour of an asset on a wrong vessel.
    #[serde(default = "minus_one")]
    pub wrong_vessel_per_h: f64,
}

impl Default for Scoring {
    fn default() -> Scoring {
        Scoring {
            detected: ten(),
            classified: ten(),
            intercepted: twenty(),
            inspected: thirty(),
            false_boarding: minus_twenty(),
            wrong_vessel_per_h: minus_one(),
        }
    }
}

fn ten() -> f64 {
    10.0
}
fn twenty() -> f64 {
    20.0
}
fn thirty() -> f64 {
    30.0
}
fn minus_twenty() -> f64 {
    -20.0
}
fn minus_one() -> f64 {
    -1.0
}
