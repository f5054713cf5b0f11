//! What the watch made of a run's messages, as the score takes it.

use cordon_core::{Finding, Position, Time, TrackId};

/// A position that the watch put on a track.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// When.
    pub time: Time,
    /// Where.
    pub at: Position,
    /// Metres a second east and north, as the ship said; zero where it did not.
    pub velocity: (f64, f64),
}

/// A track of the watch.
#[derive(Clone, Debug, PartialEq)]
pub struct TrackPath {
    /// Its name.
    pub id: TrackId,
    /// Its positions, in order of time.
    pub points: Vec<Point>,
}

/// A finding, and when the watch told it first.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The finding as it stood in the end.
    pub finding: Finding,
    /// Event time by which it was told first; where that is not known, the time of its last fix.
    pub at: Time,
}

/// What the watch made of a run's messages.
#[derive(Clone, Debug, Default)]
pub struct Watched {
    /// Its findings.
    pub findings: Vec<Told>,
    /// Its tracks, in the order of their names.
    pub tracks: Vec<TrackPath>,
    /// The shortest silence that its rules call a gap, in hours.
    pub gap_h: f64,
    /// The shortest meeting that its rules call an encounter, in hours.
    pub encounter_h: f64,
}

impl Watched {
    /// Times at which one of these numbers was heard, in order.
    pub(crate) fn heard(&self, mmsis: &[u32]) -> Vec<Time> {
        let own = self.tracks.iter().filter(|track| mmsis.contains(&track.id.mmsi.0));
        let mut times: Vec<Time> =
            own.flat_map(|track| track.points.iter().map(|point| point.time)).collect();
        times.sort_unstable();
        times
    }
}
