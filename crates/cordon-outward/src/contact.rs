//! A craft as it is told to others: where it is now, and what it says it is.

use cordon_core::flight::FlightReport;
use cordon_core::{Degrees, Fix, FixFlags, Knots, Mmsi, Position, StaticReport, Time};

/// How it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SeenBy {
    /// It said so itself (AIS, ADS-B).
    #[default]
    Itself,
    /// Measured in an image.
    Image,
    /// Several sources put together.
    Fused,
    /// Where it is thought to be by now.
    Prediction,
    /// A partner said so.
    Partner,
}

/// A ship or an aircraft.
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    /// The name of its track, the same in all messages about it.
    pub id: String,
    /// When it was there.
    pub time: Time,
    /// Where.
    pub position: Position,
    /// One sigma of where, in metres.
    pub sigma_m: Option<f64>,
    /// Height over the WGS84 ellipsoid in metres; 0 at sea is not said.
    pub height_m: Option<f64>,
    /// Speed over ground.
    pub speed: Option<Knots>,
    /// Course over ground.
    pub course: Option<Degrees>,
    /// What people call it.
    pub name: Option<String>,
    /// Call sign.
    pub callsign: Option<String>,
    /// The number its transponder claims, for a ship.
    pub mmsi: Option<Mmsi>,
    /// IMO number.
    pub imo: Option<u32>,
    /// AIS type of ship and cargo.
    pub ship_type: Option<u8>,
    /// The address its transponder claims, for an aircraft.
    pub aircraft: Option<String>,
    /// How it is known.
    pub seen_by: SeenBy,
    /// The exercise mark, when it is simulated.
    pub exercise: Option<String>,
    /// A sentence for people.
    pub remarks: Option<String>,
}

impl Contact {
    /// Something at a place, of which nothing else is known.
    pub fn at(id: &str, time: Time, position: Position) -> Contact {
        Contact {
            id: id.to_owned(),
            time,
            position,
            sigma_m: None,
            height_m: None,
            speed: None,
            course: None,
            name: None,
            callsign: None,
            mmsi: None,
            imo: None,
            ship_type: None,
            aircraft: None,
            seen_by: SeenBy::default(),
            exercise: None,
            remarks: None,
        }
    }

    /// A ship from its last fix and what it said it is. `exercise` names the exercise of the input;
    /// a fix that is flagged as one is marked in any case.
    pub fn ship(fix: &Fix, report: Option<&StaticReport>, exercise: Option<&str>) -> Contact {
        let flagged = fix.flags.has(FixFlags::EXERCISE).then_some("exercise");
        let text = |text: Option<&str>| text.map(str::to_owned);
        Contact {
            sigma_m: Some(if fix.flags.has(FixFlags::ACCURATE) { 10.0 } else { 50.0 }),
            speed: fix.sog(),
            course: fix.cog(),
            name: text(report.and_then(|report| report.name.as_deref())),
            callsign: text(report.and_then(|report| report.callsign.as_deref())),
            mmsi: Some(fix.mmsi),
            imo: report.and_then(|report| report.imo),
            ship_type: report.and_then(|report| report.ship_type),
            exercise: text(exercise.or(flagged)),
            ..Contact::at(&format!("MMSI-{}", fix.mmsi), fix.time, fix.position)
        }
    }

    /// An aircraft from what its transponder said; `None` while its place is not known.
    pub fn aircraft(report: &FlightReport, exercise: Option<&str>) -> Option<Contact> {
        let feet = report.height_ft.or(report.altitude_ft);
        let text = |text: Option<&str>| text.map(str::to_owned);
        report.position.map(|position| Contact {
            height_m: feet.map(|feet| (f64::from(feet) * 3.048).round() / 10.0),
            speed: report.speed,
            course: report.course,
            name: text(report.callsign.as_deref()),
            callsign: text(report.callsign.as_deref()),
            aircraft: Some(report.address.to_string()),
            exercise: text(exercise),
            ..Contact::at(&format!("ICAO-{}", report.address), report.time, position)
        })
    }

    /// What people call it, whatever is known.
    pub fn label(&self) -> &str {
        self.name.as_deref().or(self.callsign.as_deref()).unwrap_or(&self.id)
    }
}
