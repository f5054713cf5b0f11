//! The shape of a scenario file: what can be written in it, and nothing else.
//!
//! Units stand in the names of the keys. Times ending in `_h` count hours from the start.

use cordon_core::Time;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::class::Class;
pub use super::events::{Aim, AimKind, Cause, CauseKind, Inject, InjectKind, Scoring};
pub use super::rules::{Flag, Permission, Rules, Waters, Zone, ZoneKind};
pub use super::sensors::{Mount, Pass, SarPass, Sensor, Window};

/// The name of this format, the value of `schema`.
pub const SCHEMA: &str = "cordon.drill/1";

/// A scenario: an exercise that can be played.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Always `cordon.drill/1`.
    pub schema: String,
    /// Short name, small letters, digits and hyphens; in capitals it is the exercise mark.
    pub name: String,
    /// One line for people.
    #[serde(default)]
    pub title: String,
    /// What it is about, what is real in it and what is invented.
    #[serde(default)]
    pub about: String,
    /// When it begins, RFC 3339.
    #[schemars(with = "String")]
    pub start: Time,
    /// How long it lasts in hours.
    pub duration_h: f64,
    /// The seed unless another is asked for.
    #[serde(default)]
    pub seed: u64,
    /// Receivers keep at most one position report a craft in so many seconds; 0 keeps all.
    #[serde(default)]
    pub keep_one_in_s: f64,
    /// Files with more craft, traffic, grounds and sensors, beside this one or below.
    #[serde(default)]
    pub include: Vec<String>,
    /// Who plays.
    #[serde(default)]
    pub side: Vec<Side>,
    /// Links between partners; those without one get everything from one another at once.
    #[serde(default)]
    pub link: Vec<Link>,
    /// Single craft.
    #[serde(default)]
    pub craft: Vec<Craft>,
    /// Merchants on a lane.
    #[serde(default)]
    pub traffic: Vec<Traffic>,
    /// Boats on a fishing ground.
    #[serde(default)]
    pub ground: Vec<Ground>,
    /// What sees and hears.
    #[serde(default)]
    pub sensor: Vec<Sensor>,
    /// Who may board whom, where.
    #[serde(default)]
    pub rules: Rules,
    /// What the controller brings in.
    #[serde(default)]
    pub inject: Vec<Inject>,
    /// What is to be reached.
    #[serde(default)]
    pub aim: Vec<Aim>,
    /// What counts how much.
    #[serde(default)]
    pub scoring: Scoring,
}

/// A file that a scenario includes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fragment {
    /// More single craft.
    #[serde(default)]
    pub craft: Vec<Craft>,
    /// More lanes.
    #[serde(default)]
    pub traffic: Vec<Traffic>,
    /// More fishing grounds.
    #[serde(default)]
    pub ground: Vec<Ground>,
    /// More sensors.
    #[serde(default)]
    pub sensor: Vec<Sensor>,
}

/// One side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Side {
    /// Its id.
    pub id: String,
    /// Its nations, ISO 3166-1 alpha-2 codes.
    #[serde(default)]
    pub nations: Vec<String>,
    /// Who gives its orders.
    #[serde(default)]
    pub tactics: Tactics,
    /// Sides whose sensors it gets the reports of.
    #[serde(default)]
    pub partners: Vec<String>,
}

/// A link between two partners, over which each gets what the other's sensors gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// The ids of its two ends.
    pub between: [String; 2],
    /// How long a report is on its way, in seconds: half of them take less.
    pub delay_s: f64,
    /// Standard deviation of the logarithm of that time.
    #[serde(default)]
    pub delay_spread: f64,
    /// When it is down. What is reported meanwhile comes afterwards, of each craft the latest.
    #[serde(default)]
    pub outage: Vec<Window>,
}

/// Who gives a side's orders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tactics {
    /// Nobody, or people.
    #[default]
    None,
    /// The nearest free asset goes to every suspicious contact.
    Nearest,
    /// The interdiction planner: assets of the side, and of partners that plan too, are assigned together by time to
    /// the meeting around land, by risk and by law, and anew as the picture changes.
    Planner,
}

/// What part a craft plays; only the score knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Passes by.
    #[default]
    Background,
    /// Enforces.
    Enforcer,
    /// To be found.
    Subject,
    /// Looks like a subject and is none.
    Innocent,
}

/// A craft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Craft {
    /// Its id.
    pub id: String,
    /// Its name; AIS says it with `EX` before it.
    #[serde(default)]
    pub name: String,
    /// Whose it is.
    #[serde(default)]
    pub side: Option<String>,
    /// Its flag, ISO 3166-1 alpha-2; `XX` is nobody's: stateless.
    #[serde(default = "nobody")]
    pub nation: String,
    /// What it is.
    pub class: Class,
    /// What part it plays.
    #[serde(default)]
    pub role: Role,
    /// Where it begins, degrees north.
    pub lat_deg: f64,
    /// Where it begins, degrees east.
    pub lon_deg: f64,
    /// Speed unless a leg says otherwise; the class's cruise where absent.
    #[serde(default)]
    pub speed_kn: Option<f64>,
    /// When it joins.
    #[serde(default)]
    pub from_h: f64,
    /// When it leaves; at the end where absent.
    #[serde(default)]
    pub until_h: Option<f64>,
    /// Where it goes.
    #[serde(default)]
    pub leg: Vec<Leg>,
    /// Begin again with the first leg after the last.
    #[serde(default)]
    pub repeat: bool,
    /// Its transmitter.
    #[serde(default)]
    pub ais: Transmitter,
    /// What it hides.
    #[serde(default)]
    pub deception: Vec<Deception>,
    /// What it does when hailed.
    #[serde(default)]
    pub when_hailed: Hailed,
    /// Whether it carries what is prohibited.
    #[serde(default)]
    pub contraband: bool,
    /// Whether it can send a boarding team.
    #[serde(default)]
    pub can_board: bool,
    /// How high it flies, in metres; its class's height where absent.
    #[serde(default)]
    pub altitude_m: Option<f64>,
}

fn nobody() -> String {
    "XX".to_owned()
}

/// One leg of a way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Leg {
    /// To where, degrees north.
    pub lat_deg: f64,
    /// To where, degrees east.
    pub lon_deg: f64,
    /// How fast; or
    #[serde(default)]
    pub speed_kn: Option<f64>,
    /// when to be there.
    #[serde(default)]
    pub arrive_h: Option<f64>,
    /// Stay there until then.
    #[serde(default)]
    pub until_h: Option<f64>,
    /// Or stay for so long after arriving.
    #[serde(default)]
    pub stay_h: Option<f64>,
    /// How it lies meanwhile.
    #[serde(default)]
    pub manner: Manner,
}

/// How a ship lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// Adrift, or keeping its place by engine: status 0.
    #[default]
    Drifting,
    /// At anchor: status 1.
    Anchored,
    /// Made fast: status 5.
    Moored,
}

/// A transmitter and what it says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transmitter {
    /// Its class.
    #[serde(default)]
    pub class: AisClass,
    /// Its number: from 799000000 to 799999999, which is nobody's; made from the id where absent.
    #[serde(default)]
    pub mmsi: Option<u32>,
    /// Where it says it is bound for.
    #[serde(default)]
    pub destination: String,
    /// Type of ship and cargo; the class's where absent.
    #[serde(default)]
    pub ship_type: Option<u8>,
}

/// Class of a transmitter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AisClass {
    /// Class A, 12.5 W.
    #[default]
    A,
    /// Class B with self-organised access, 5 W.
    BSo,
    /// Class B with carrier sense, 2 W.
    BCs,
    /// None, or never switched on.
    Off,
}

/// What a craft hides, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Deception {
    /// Switches its transmitter off.
    Dark {
        /// From when.
        from_h: f64,
        /// Until when; for good where absent.
        until_h: Option<f64>,
    },
    /// Says it is somewhere else: so far from where it is.
    SpoofShift {
        /// From when.
        from_h: f64,
        /// Until when.
        until_h: f64,
        /// How far east, nautical miles.
        east_nm: f64,
        /// How far north, nautical miles.
        north_nm: f64,
    },
    /// Says it sails in circles around a place where it is not.
    SpoofCircle {
        /// From when.
        from_h: f64,
        /// Until when.
        until_h: f64,
        /// Around where, degrees north.
        lat_deg: f64,
        /// Around where, degrees east.
        lon_deg: f64,
        /// How wide, nautical miles.
        radius_nm: f64,
        /// How fast it says it is.
        speed_kn: f64,
    },
    /// Takes another number and name.
    Identity {
        /// When.
        at_h: f64,
        /// The new name.
        name: String,
        /// The new number, from 799000000 to 799999999; made from the name where absent.
        mmsi: Option<u32>,
        /// Silent for so long before.
        #[serde(default)]
        silent_min: f64,
    },
    /// Lies alongside another craft.
    Meet {
        /// The other's id.
        with: String,
        /// From when.
        from_h: f64,
        /// Until when.
        until_h: f64,
    },
}

/// What a craft does when a warship hails it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hailed {
    /// Answers and stops when told to.
    #[default]
    Complies,
    /// Sails on and says nothing.
    Ignores,
    /// Sails away as fast as it can.
    Flees,
}

/// Merchants on a lane, to and fro.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Traffic {
    /// Its id; craft are named after it with a number.
    pub id: String,
    /// What sails there.
    pub class: Class,
    /// Their flag.
    #[serde(default = "nobody")]
    pub nation: String,
    /// How many.
    pub count: u32,
    /// Slowest and fastest.
    pub speed_kn: [f64; 2],
    /// The lane: pairs of degrees north and east.
    pub path_lat_lon_deg: Vec<[f64; 2]>,
    /// How far to either side they sail.
    #[serde(default)]
    pub spread_nm: f64,
    /// Every other one the other way.
    #[serde(default = "yes")]
    pub both_ways: bool,
    /// Their transmitters.
    #[serde(default)]
    pub ais: AisClass,
}

fn yes() -> bool {
    true
}

/// Boats on a fishing ground.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// Its id; craft are named after it with a number.
    pub id: String,
    /// Their flag.
    #[serde(default = "nobody")]
    pub nation: String,
    /// How many.
    pub count: u32,
    /// Its middle, degrees north.
    pub lat_deg: f64,
    /// Its middle, degrees east.
    pub lon_deg: f64,
    /// How wide.
    pub radius_nm: f64,
    /// Slowest and fastest.
    pub speed_kn: [f64; 2],
    /// Their transmitters.
    #[serde(default = "carrier_sense")]
    pub ais: AisClass,
}

fn carrier_sense() -> AisClass {
    AisClass::BCs
}
