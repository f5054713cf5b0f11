//! The log of a drill: what happened, as the controller saw it, in order.
//!
//! One JSON object a line, keys in the order of the fields here, numbers rounded to 1e-6, so that the
//! same drill writes the same bytes. `docs/drill-formats.md` describes every field.

use std::io::{self, Write};

use cordon_core::Time;
use serde::{Deserialize, Serialize};

/// The name of the format, in the first line of a log.
pub const LOG_SCHEMA: &str = "cordon.drill.log/1";

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Counts up from 0.
    pub seq: u64,
    /// When.
    pub t: Time,
    /// What.
    #[serde(flatten)]
    pub event: Event,
}

/// A place, degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

impl Spot {
    /// Rounded to 1e-6 degrees.
    pub fn new((lat, lon): (f64, f64)) -> Spot {
        Spot { lat: rounded(lat), lon: rounded(lon) }
    }
}

/// Rounded to six digits after the point; never minus zero.
pub fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6 + 0.0
}

/// What happened. Craft, sides and sensors go by their ids; a contact by its side's own number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The drill begins; always the first line.
    Begin {
        /// The format of the log.
        schema: String,
        /// The exercise mark.
        exercise: String,
        /// Name of the scenario.
        scenario: String,
        /// The seed.
        seed: u64,
        /// When it is to end.
        until: Time,
        /// How many craft take part.
        craft: usize,
    },
    /// An asset of a side tells where it is.
    Asset {
        /// Whose.
        side: String,
        /// Which.
        unit: String,
        /// Where.
        #[serde(flatten)]
        at: Spot,
        /// Speed over ground.
        sog_kn: f64,
        /// Course over ground.
        cog_deg: f64,
        /// What it does: `patrol`, `intercept`, `shadow`, ...
        doing: String,
    },
    /// A side sees a craft for the first time.
    Contact {
        /// Which side.
        side: String,
        /// Its number for it.
        contact: u32,
        /// Which craft it is, in truth.
        craft: String,
        /// By which sensor.
        sensor: String,
        /// Where, as measured.
        #[serde(flatten)]
        at: Spot,
        /// How long it was on its way from a partner, seconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after_s: Option<f64>,
    },
    /// A side holds a contact for suspicious.
    Suspect {
        /// Which side.
        side: String,
        /// Which contact.
        contact: u32,
        /// Which craft it is, in truth.
        craft: String,
        /// Why: `dark`, `position_mismatch`, `identity_change`, `reported`, `alongside`.
        why: String,
        /// In words.
        reason: String,
    },
    /// An asset is told to do something.
    Order {
        /// Whose.
        side: String,
        /// Which asset.
        unit: String,
        /// What: `go`, `shadow`, `query`, `intercept`, `board`, `divert`, `resume`.
        task: String,
        /// About which contact.
        contact: Option<u32>,
        /// Which craft that is, in truth.
        craft: Option<String>,
        /// Who said so: `tactics`, `people`.
        by: String,
    },
    /// An order that could not be followed.
    Refused {
        /// Whose.
        side: String,
        /// Which asset.
        unit: String,
        /// What.
        task: String,
        /// Why.
        reason: String,
    },
    /// An asset stands by a contact.
    OnScene {
        /// Whose.
        side: String,
        /// Which asset.
        unit: String,
        /// Which craft.
        craft: String,
    },
    /// A craft is hailed.
    Hailed {
        /// By whose.
        side: String,
        /// Which asset.
        unit: String,
        /// Which craft.
        craft: String,
    },
    /// What it does: `stops`, `silent`, `flees`.
    Answer {
        /// Which craft.
        craft: String,
        /// To which asset.
        unit: String,
        /// What.
        answer: String,
    },
    /// The flag State is asked.
    ConsentAsked {
        /// By whose.
        side: String,
        /// Which asset.
        unit: String,
        /// About which craft.
        craft: String,
        /// Which State.
        flag: String,
    },
    /// The flag State answers: `granted`, `refused`, `none`.
    Consent {
        /// Which State.
        flag: String,
        /// About which craft.
        craft: String,
        /// What.
        answer: String,
        /// After how many minutes.
        after_min: f64,
    },
    /// A boarding team goes over.
    Boarded {
        /// Whose.
        side: String,
        /// Which asset.
        unit: String,
        /// Which craft.
        craft: String,
        /// What allows it.
        basis: String,
    },
    /// The team has looked.
    Inspected {
        /// Which asset.
        unit: String,
        /// Which craft.
        craft: String,
        /// Whether it carried what is prohibited.
        contraband: bool,
    },
    /// A craft is sent to a port.
    Diverted {
        /// By whose.
        #[serde(default)]
        side: String,
        /// By which asset.
        unit: String,
        /// Which craft.
        craft: String,
        /// Where to.
        port: String,
    },
    /// Somebody was about to do what the law forbids: a hard fail. It is not done.
    Violation {
        /// Whose.
        side: String,
        /// Which asset.
        unit: String,
        /// Which craft.
        craft: String,
        /// What.
        what: String,
        /// Which rule.
        rule: String,
    },
    /// An asset goes back to what it did.
    Released {
        /// Whose.
        side: String,
        /// Which asset.
        unit: String,
        /// From which craft.
        craft: String,
        /// Why.
        reason: String,
    },
    /// The controller brings something in.
    Inject {
        /// Its id.
        id: String,
        /// `launch_warning`, `lost_link`, `cut_link`, `report`, `false_report`.
        what: String,
        /// In words.
        text: String,
    },
    /// Somebody said something to all.
    Said {
        /// `controller`, or a side.
        by: String,
        /// What.
        text: String,
    },
    /// A picture was taken.
    Picture {
        /// By which sensor.
        sensor: String,
        /// Ships seen.
        ships: u32,
        /// What looked like ships and was none.
        false_alarms: u32,
    },
    /// Two ships came nearer to one another than 200 m without meaning to.
    CloseQuarters {
        /// One,
        a: String,
        /// and the other.
        b: String,
        /// How near, metres.
        distance_m: f64,
    },
    /// The drill is over; always the last line.
    End {
        /// Messages that transponders sent.
        sent: u64,
        /// Messages that receivers heard.
        heard: u64,
        /// Plots of radars and detections of pictures.
        plots: u64,
        /// Lines about aircraft.
        flights: u64,
    },
}

impl Record {
    /// Appends it as one line.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, to: &mut impl Write) -> io::Result<()> {
        serde_json::to_writer(&mut *to, self)?;
        to.write_all(b"\n")
    }
}
