//! What sees and hears, as a scenario writes it.

use cordon_core::Span;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a sensor is: on a craft or at a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Mount {
    /// On the craft with this id.
    On(String),
    /// At this place: degrees north, degrees east.
    AtLatLonDeg([f64; 2]),
}

/// From when until when, in hours from the start.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// From when.
    pub from_h: f64,
    /// Until when.
    pub until_h: f64,
}

impl Window {
    /// Whether `now`, counted from the start, lies in it.
    pub fn holds(self, now: Span) -> bool {
        let hours = now.hours();
        self.from_h <= hours && hours < self.until_h
    }
}

/// When a satellite is in view: a table, or a rhythm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Pass {
    /// Each pass by its times.
    Table(Vec<Window>),
    /// One pass after another.
    Every {
        /// Begin of the first.
        first_min: f64,
        /// From begin to begin.
        period_min: f64,
        /// How long each lasts.
        in_view_min: f64,
    },
}

impl Pass {
    /// Whether it is in view at `now`, counted from the start.
    pub fn is_in_view(&self, now: Span) -> bool {
        match self {
            Pass::Table(windows) => windows.iter().any(|window| window.holds(now)),
            Pass::Every { first_min, period_min, in_view_min } => {
                let minutes = now.seconds() / 60.0 - first_min;
                minutes.rem_euclid(*period_min) < *in_view_min
            }
        }
    }
}

/// One picture of a radar satellite.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SarPass {
    /// When.
    pub at_h: f64,
    /// Its middle, degrees north.
    pub lat_deg: f64,
    /// Its middle, degrees east.
    pub lon_deg: f64,
    /// West to east.
    pub width_km: f64,
    /// South to north.
    pub height_km: f64,
}

/// A sensor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Sensor {
    /// A station that hears AIS as far as radio reaches.
    AisTerrestrial {
        /// Its id, which its lines carry.
        id: String,
        /// Whose it is.
        side: String,
        /// Where it is.
        mount: Mount,
        /// Height of its antenna above the sea.
        height_m: f64,
        /// When it is out of order.
        #[serde(default)]
        outage: Vec<Window>,
    },
    /// A satellite that hears AIS from the whole area while in view.
    AisSatellite {
        /// Its id, which its lines carry.
        id: String,
        /// Whose it is.
        side: String,
        /// When it is in view.
        pass: Pass,
        /// Chance that it hears one message of class A; low over East Asia, where many collide.
        #[serde(default = "chance_a")]
        chance_a: f64,
        /// Chance for class B.
        #[serde(default = "chance_b")]
        chance_b: f64,
        /// Chance for message 27, which has channels of its own.
        #[serde(default = "chance_27")]
        chance_27: f64,
    },
    /// A surface-search radar.
    Radar {
        /// Its id, which its plots carry.
        id: String,
        /// Whose it is.
        side: String,
        /// Where it is.
        mount: Mount,
        /// Height above the sea; of the craft it flies on where absent.
        #[serde(default)]
        height_m: Option<f64>,
        /// How far it sees a target of 10 000 m², the horizon permitting.
        range_nm: f64,
        /// From plot to plot.
        #[serde(default = "minute")]
        every_s: f64,
        /// Chance of a plot well within range.
        #[serde(default = "radar_chance")]
        chance: f64,
        /// Error of range, one sigma.
        #[serde(default = "range_sigma")]
        range_sigma_m: f64,
        /// Error of bearing, one sigma.
        #[serde(default = "bearing_sigma")]
        bearing_sigma_deg: f64,
        /// False plots an hour.
        #[serde(default)]
        false_per_h: f64,
    },
    /// A radar satellite that takes pictures.
    Sar {
        /// Its id, which its detections carry.
        id: String,
        /// Whose it is.
        side: String,
        /// Its pictures.
        pass: Vec<SarPass>,
        /// Its resolution: ships of two and a half of it are seen half the time.
        resolution_m: f64,
        /// False detections in 10 000 km².
        #[serde(default)]
        false_per_10000_km2: f64,
    },
    /// A receiver of aircraft positions.
    Adsb {
        /// Its id.
        id: String,
        /// Whose it is.
        side: String,
        /// Where it is.
        mount: Mount,
        /// Height of its antenna above the sea.
        height_m: f64,
    },
    /// Eyes and cameras: they read names.
    Visual {
        /// Its id.
        id: String,
        /// Whose it is.
        side: String,
        /// Where it is.
        mount: Mount,
        /// How far one sees, the horizon permitting.
        range_nm: f64,
        /// From look to look.
        #[serde(default = "minute")]
        every_s: f64,
    },
}

fn chance_a() -> f64 {
    0.25
}
fn chance_b() -> f64 {
    0.08
}
fn chance_27() -> f64 {
    0.6
}
fn minute() -> f64 {
    60.0
}
fn radar_chance() -> f64 {
    0.9
}
fn range_sigma() -> f64 {
    50.0
}
fn bearing_sigma() -> f64 {
    0.3
}

impl Sensor {
    /// Its id.
    pub fn id(&self) -> &str {
        match self {
            Sensor::AisTerrestrial { id, .. }
            | Sensor::AisSatellite { id, .. }
            | Sensor::Radar { id, .. }
            | Sensor::Sar { id, .. }
            | Sensor::Adsb { id, .. }
            | Sensor::Visual { id, .. } => id,
        }
    }

    /// Whose it is.
    pub fn side(&self) -> &str {
        match self {
            Sensor::AisTerrestrial { side, .. }
            | Sensor::AisSatellite { side, .. }
            | Sensor::Radar { side, .. }
            | Sensor::Sar { side, .. }
            | Sensor::Adsb { side, .. }
            | Sensor::Visual { side, .. } => side,
        }
    }

    /// Where it is, unless in orbit.
    pub fn mount(&self) -> Option<&Mount> {
        match self {
            Sensor::AisTerrestrial { mount, .. }
            | Sensor::Radar { mount, .. }
            | Sensor::Adsb { mount, .. }
            | Sensor::Visual { mount, .. } => Some(mount),
            Sensor::AisSatellite { .. } | Sensor::Sar { .. } => None,
        }
    }
}
