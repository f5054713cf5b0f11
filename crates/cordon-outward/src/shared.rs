//! Objects that partners share: the JSON bodies of tracks, findings, flights and warnings, whole or as the release
//! gate left them. Every member may be missing.

use cordon_core::{Degrees, Knots, Mmsi, Position, Time, Warning};
use serde_json::Value;

use crate::contact::{Contact, SeenBy};

/// What a shared object is named by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named<'a> {
    /// `track`, `finding`, `flight`, `warning`; any other kind makes no events.
    pub kind: &'a str,
    /// Its name.
    pub id: &'a str,
    /// Its version.
    pub version: u64,
    /// The node that made it.
    pub origin: &'a str,
    /// The time it speaks of.
    pub time: Time,
}

/// A track or a flight; `None` where it has no place.
pub fn contact(named: Named<'_>, body: &Value) -> Option<Contact> {
    let mut contact =
        Contact::at(&format!("{}-{}", named.origin, named.id), named.time, place(body)?);
    contact.time = text(body, "time").and_then(|text| text.parse().ok()).unwrap_or(named.time);
    contact.sigma_m = number(body, "ce_m").filter(|sigma| *sigma >= 0.0);
    contact.speed = number(body, "sog_kn").or(number(body, "speed_kn")).map(Knots);
    contact.course = number(body, "cog_deg").or(number(body, "course_deg")).map(Degrees);
    contact.name = text(body, "name");
    contact.callsign = text(body, "callsign");
    contact.mmsi = whole(body, "mmsi").map(Mmsi);
    contact.imo = whole(body, "imo");
    contact.ship_type = whole(body, "ship_type").and_then(|n| u8::try_from(n).ok());
    contact.aircraft = text(body, "address").or((named.kind == "flight").then(String::new));
    let feet = number(body, "height_ft").or(number(body, "altitude_ft"));
    contact.height_m = feet.map(|feet| (feet * 3.048).round() / 10.0);
    contact.seen_by = SeenBy::Partner;
    Some(contact)
}

/// A warning that the gate cut down to less than a warning is not guessed at.
pub(crate) fn warning(body: &Value) -> Option<Warning> {
    let read = serde_json::from_value::<Warning>(body.clone());
    read.ok().filter(|warning| warning.check().is_ok())
}

pub(crate) fn place(body: &Value) -> Option<Position> {
    Position::from_degrees(number(body, "lat")?, number(body, "lon")?)
}

pub(crate) fn number(body: &Value, name: &str) -> Option<f64> {
    body.get(name).and_then(Value::as_f64)
}

fn whole(body: &Value, name: &str) -> Option<u32> {
    body.get(name).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok())
}

pub(crate) fn text(body: &Value, name: &str) -> Option<String> {
    body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}
