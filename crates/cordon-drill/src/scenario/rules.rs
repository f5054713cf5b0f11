//! Who may board whom, where, as a scenario writes it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The rules of an exercise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// What the permission rests on.
    #[serde(default = "resolution")]
    pub basis: String,
    /// How long a ship is given to answer a hail.
    #[serde(default = "ten")]
    pub answer_min: f64,
    /// How long a boarding takes.
    #[serde(default = "ninety")]
    pub boarding_min: f64,
    /// A flag that has not answered after so long has not consented.
    #[serde(default = "consent_wait")]
    pub consent_wait_min: f64,
    /// Waters with a law of their own.
    #[serde(default)]
    pub zone: Vec<Zone>,
    /// How flag States answer.
    #[serde(default)]
    pub flag: Vec<Flag>,
    /// Who may board.
    #[serde(default)]
    pub permission: Vec<Permission>,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            basis: resolution(),
            answer_min: ten(),
            boarding_min: ninety(),
            consent_wait_min: consent_wait(),
            zone: Vec::new(),
            flag: Vec::new(),
            permission: Vec::new(),
        }
    }
}

fn resolution() -> String {
    "UN Security Council resolution 2375 (2017), paragraphs 7 and 8".to_owned()
}
fn ten() -> f64 {
    10.0
}
fn ninety() -> f64 {
    90.0
}
fn consent_wait() -> f64 {
    240.0
}

/// What kind of waters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ZoneKind {
    /// Territorial sea: only its State acts there.
    TerritorialSea,
    /// Where the exercise takes place.
    ExerciseArea,
    /// A line to be stopped before.
    Exit,
}

/// Waters with a law of their own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// Its id.
    pub id: String,
    /// What kind.
    pub kind: ZoneKind,
    /// Whose, where it is somebody's.
    #[serde(default)]
    pub nation: Option<String>,
    /// Its corners: pairs of degrees north and east.
    pub corners_lat_lon_deg: Vec<[f64; 2]>,
    /// What the line rests on.
    #[serde(default)]
    pub source: String,
}

/// How a flag State answers when asked for consent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Flag {
    /// Which, ISO 3166-1 alpha-2.
    pub nation: String,
    /// Chance that it consents.
    pub consent: f64,
    /// Chance that it refuses; else it does not answer.
    pub refuse: f64,
    /// Shortest and longest time to an answer.
    pub delay_min: [f64; 2],
}

/// Where a permission holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Waters {
    /// Beyond every territorial sea.
    HighSeas,
    /// In the territorial sea of the boarding ship's own nation.
    OwnTerritorialSea,
}

/// Who may board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Permission {
    /// Which side.
    pub side: String,
    /// Where.
    pub waters: Waters,
    /// Only with the consent of the flag State.
    #[serde(default = "always")]
    pub needs_consent: bool,
}

fn always() -> bool {
    true
}
