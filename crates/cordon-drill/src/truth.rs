//! What really happens in a drill.

use cordon_core::{Mmsi, Position, Span, Time};
use serde::Serialize;

use crate::scenario::shape::{Deception, Role, Scenario};
use crate::world::{Member, World};

/// What kind of thing happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A transmitter is switched off.
    Gap,
    /// Two ships lie side by side.
    Encounter,
    /// A ship says it is where it is not.
    Spoofing,
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
    pub what: String,
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

/// What a scenario file tells of deceptions and look-alikes, with the numbers that its craft use. Places are
/// those where craft begin; where they are later is in the sealed truth of a run.
pub(crate) fn events(scenario: &Scenario, start: Time, seed: u64) -> Vec<Event> {
    let world = World::starting(scenario, seed, start);
    let mut events = Vec::new();
    for (craft, member) in scenario.craft.iter().zip(world.members()) {
        let place = Position::wrapped(craft.lat_deg, craft.lon_deg);
        let hidden = member.deceptions.iter();
        events.extend(hidden.map(|deception| event(member, deception, &world, place)));
        if craft.role == Role::Innocent {
            let what = format!("{} looks like it and is innocent", member.name);
            let mmsis = member.names().map(|(mmsi, _)| Mmsi(mmsi)).collect();
            let kind = EventKind::LookAlike;
            events.push(Event { kind, start, end: None, position: place, mmsis, what });
        }
    }
    events
}

fn event(member: &Member, deception: &Deception, world: &World, position: Position) -> Event {
    let at = |hours: f64| world.start() + Span::from_hours_f64(hours);
    let name = &member.name;
    let mut mmsis: Vec<Mmsi> = member.names().map(|(mmsi, _)| Mmsi(mmsi)).collect();
    let (kind, from, until, what) = match deception {
        Deception::Dark { from_h, until_h } => {
            (EventKind::Gap, *from_h, *until_h, format!("{name} switches its transmitter off"))
        }
        Deception::SpoofShift { from_h, until_h, .. }
        | Deception::SpoofCircle { from_h, until_h, .. } => {
            let what = format!("{name} says it is where it is not");
            (EventKind::Spoofing, *from_h, Some(*until_h), what)
        }
        Deception::Identity { at_h, silent_min, name: new, .. } => {
            let what = format!("{name} becomes {new}");
            (EventKind::IdentityChange, *at_h - silent_min / 60.0, Some(*at_h), what)
        }
        Deception::Meet { with, from_h, until_h } => {
            let other = world.members().iter().find(|it| it.id == *with);
            mmsis.extend(other.into_iter().flat_map(|it| it.names().map(|(mmsi, _)| Mmsi(mmsi))));
            let what = format!("{name} lies alongside {with}");
            (EventKind::Encounter, *from_h, Some(*until_h), what)
        }
    };
    Event { kind, start: at(from), end: until.map(at), position, mmsis, what }
}
