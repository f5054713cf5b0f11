//! What really happens in a drill.

use cordon_core::{Mmsi, Position, Time};
use serde::Serialize;

/// What kind of thing happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A transmitter is switched off.
    Gap,
    /// Two ships lie side by side.
    Encounter,
    /// A ship drifts far from shore.
    Loitering,
    /// A ship lies in port.
    PortVisit,
    /// A ship takes another MMSI and name.
    IdentityChange,
    /// Looks like one of the others, and is innocent: nothing should be found.
    LookAlike,
}

/// One thing that happens.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    /// What kind.
    pub kind: EventKind,
    /// From when.
    pub start: Time,
    /// Until when; `None` where it goes on beyond the end of the drill.
    pub end: Option<Time>,
    /// Where, at its start.
    pub position: Position,
    /// Who: the numbers its ships send at its start, and for a change of identity the new one.
    pub mmsis: Vec<Mmsi>,
    /// In words.
    pub what: &'static str,
}

/// What really happens in a drill, to measure by.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Truth {
    /// The exercise mark.
    pub exercise: String,
    /// The seed.
    pub seed: u64,
    /// In the order of the scenario.
    pub events: Vec<Event>,
}

impl Truth {
    /// Events of one kind.
    pub fn of(&self, kind: EventKind) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(move |event| event.kind == kind)
    }
}
