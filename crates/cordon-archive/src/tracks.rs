//! Tracks as the store keeps them: one line of facts each, and a course for the map.

use cordon_core::{Position, Time, TrackId, Transponder};
use serde::{Deserialize, Serialize};

use crate::ledger::Entry;

/// A track in short. Its fixes are among the observations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrackSummary {
    /// Its name; begins with the MMSI and the time of the first fix.
    pub id: TrackId,
    /// Time of the last fix.
    pub end: Time,
    /// Number of fixes attributed to it.
    pub fixes: u64,
    /// Length of the way over ground, in metres.
    pub distance_m: f64,
    /// The kind of station.
    pub transponder: Transponder,
    /// The name it claimed last.
    pub name: Option<String>,
    /// The IMO number it claimed last.
    pub imo: Option<u32>,
    /// The call sign it claimed last.
    pub callsign: Option<String>,
    /// Type of ship and cargo as claimed last.
    pub ship_type: Option<u8>,
    /// The exercise mark, when it rests on simulated observations.
    pub exercise: Option<String>,
    /// Its course, thinned for drawing: from the first place to the last.
    pub course: Vec<Position>,
}

/// What a query looks at.
#[derive(Clone)]
pub(crate) struct TrackHead {
    pub mmsi: cordon_core::Mmsi,
}

impl Entry for TrackSummary {
    const NAME: &'static str = "tracks";
    type Head = TrackHead;

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn head(&self) -> TrackHead {
        TrackHead { mmsi: self.id.mmsi }
    }

    fn not_finite(&self) -> Option<String> {
        (!self.distance_m.is_finite()).then(|| "distance_m".to_owned())
    }
}
