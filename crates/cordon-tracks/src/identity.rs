//! What the craft of a track says it is.

use cordon_core::{SourceRef, StaticReport, Time, Transponder};

/// The latest value of each attribute that a track's transponder reported.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    /// When it was last reported.
    pub time: Time,
    /// The bytes of that report.
    pub source: SourceRef,
    /// The kind of station.
    pub transponder: Transponder,
    /// IMO number as sent.
    pub imo: Option<u32>,
    /// Ship's name.
    pub name: Option<Box<str>>,
    /// Call sign.
    pub callsign: Option<Box<str>>,
    /// Type of ship and cargo, 1 to 255.
    pub ship_type: Option<u8>,
    /// Reference point to bow, stern, port, starboard in metres.
    pub dimensions: Option<[u16; 4]>,
    /// Draught in 0.1 m.
    pub draught: Option<u8>,
    /// Declared destination.
    pub destination: Option<Box<str>>,
    /// Declared arrival as `MM-DDTHH:MMZ`.
    pub eta: Option<Box<str>>,
}

impl Identity {
    /// What one report says.
    pub(crate) fn of(report: &StaticReport) -> Identity {
        Identity {
            time: report.time,
            source: report.source,
            transponder: report.transponder,
            imo: report.imo,
            name: report.name.clone(),
            callsign: report.callsign.clone(),
            ship_type: report.ship_type,
            dimensions: report.dimensions,
            draught: report.draught,
            destination: report.destination.clone(),
            eta: report.eta.clone(),
        }
    }

    /// How far `report` names the same craft: positive for, negative against.
    pub(crate) fn agreement(&self, report: &StaticReport) -> i32 {
        let imo = compare(self.imo.as_ref(), report.imo.as_ref());
        let callsign = compare(self.callsign.as_ref(), report.callsign.as_ref());
        let name = compare(self.name.as_ref(), report.name.as_ref());
        let dimensions = compare(self.dimensions.as_ref(), report.dimensions.as_ref());
        2 * imo + callsign + name + dimensions
    }

    /// Take over what `report` says; what it leaves out stays. Tells whether an attribute changed.
    pub(crate) fn absorb(&mut self, report: &StaticReport) -> bool {
        self.time = report.time;
        self.source = report.source;
        let changes = [
            replace(&mut self.imo, report.imo.as_ref()),
            replace(&mut self.name, report.name.as_ref()),
            replace(&mut self.callsign, report.callsign.as_ref()),
            replace(&mut self.ship_type, report.ship_type.as_ref()),
            replace(&mut self.dimensions, report.dimensions.as_ref()),
            replace(&mut self.draught, report.draught.as_ref()),
            replace(&mut self.destination, report.destination.as_ref()),
            replace(&mut self.eta, report.eta.as_ref()),
        ];
        changes.contains(&true)
    }
}

/// 1 for the same, -1 for different, 0 where one is not said.
fn compare<T: PartialEq>(a: Option<&T>, b: Option<&T>) -> i32 {
    match (a, b) {
        (Some(a), Some(b)) => {
            if a == b {
                1
            } else {
                -1
            }
        }
        _ => 0,
    }
}

/// Put a stated `new` value over `old`; whether that changed anything.
fn replace<T: Clone + PartialEq>(old: &mut Option<T>, new: Option<&T>) -> bool {
    let changed = new.is_some() && old.as_ref() != new;
    if changed {
        *old = new.cloned();
    }
    changed
}
