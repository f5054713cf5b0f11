//! Shared objects as events: the JSON bodies of tracks, findings, flights and warnings, whole or as the
//! release gate left them. Every member may be missing; what has no place makes no event.

use cordon_core::{Degrees, Knots, Mmsi, Position, Span, Time, Warning};
use serde_json::Value;

use super::event::{Detail, Event, Origin};
use super::make::{self, marked, point, remarks};
use crate::contact::{Contact, SeenBy};
use crate::marking::Marking;

/// How long a finding holds.
const FINDING_HOLDS: Span = Span::from_hours(24);

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

/// The events that show an object.
pub fn object(named: Named<'_>, body: &Value, marking: &Marking) -> Vec<Event> {
    let marking = marking.with_exercise_of(text(body, "exercise").as_deref());
    let mut events = match named.kind {
        "track" | "flight" => contact(named, body)
            .map_or_else(Vec::new, |contact| vec![make::ship_or_aircraft(&contact, &marking)]),
        "finding" => finding(named, body, &marking).into_iter().collect(),
        "warning" => warning(body, &marking),
        _ => Vec::new(),
    };
    for event in &mut events {
        event.detail.origin = Some(Origin {
            node: named.origin.to_owned(),
            sequence: Some(named.version),
            sha256: None,
        });
    }
    events
}

/// The events that take an object off the screens.
pub fn taken_back(named: Named<'_>, said: Time, marking: &Marking) -> Vec<Event> {
    let uid = |part: &str| format!("{}-{}{part}", named.origin, named.id);
    let parts: &[&str] =
        if named.kind == "warning" { &["-alarm", "-launch", "-impact"] } else { &[""] };
    parts.iter().map(|part| make::delete(&uid(part), said, marking)).collect()
}

fn contact(named: Named<'_>, body: &Value) -> Option<Contact> {
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

fn finding(named: Named<'_>, body: &Value, marking: &Marking) -> Option<Event> {
    let uid = format!("{}-{}", named.origin, named.id);
    let mut event = marked(
        uid,
        "b-m-p-s-m",
        "m-r",
        named.time,
        point(place(body)?, number(body, "ce_m")),
        marking,
    );
    event.stale = named.time + FINDING_HOLDS;
    event.qos = Some("5-f-g".to_owned());
    let title = text(body, "kind").unwrap_or_else(|| "finding".to_owned());
    let name = body.pointer("/vessels/0/name").and_then(Value::as_str).unwrap_or_default();
    event.detail = Detail {
        callsign: Some(format!("{title} {name}").trim().to_owned()),
        remarks: Some(remarks(marking, &text(body, "reason").unwrap_or_default())),
        ..Detail::default()
    };
    Some(event)
}

/// A warning that the gate cut down to less than a warning is not guessed at.
fn warning(body: &Value, marking: &Marking) -> Vec<Event> {
    let read = serde_json::from_value::<Warning>(body.clone());
    let sound = read.ok().filter(|warning| warning.check().is_ok());
    sound.map_or_else(Vec::new, |warning| make::warning(&warning, marking))
}

fn place(body: &Value) -> Option<Position> {
    Position::from_degrees(number(body, "lat")?, number(body, "lon")?)
}

fn number(body: &Value, name: &str) -> Option<f64> {
    body.get(name).and_then(Value::as_f64)
}

fn whole(body: &Value, name: &str) -> Option<u32> {
    body.get(name).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok())
}

fn text(body: &Value, name: &str) -> Option<String> {
    body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn named(kind: &'static str) -> Named<'static> {
        let time = "2031-03-14T00:00:00Z".parse().unwrap();
        Named { kind, id: "x-1", version: 7, origin: "JPN", time }
    }

    #[test]
    fn a_track_keeps_only_what_it_was_left_with() {
        let marking = Marking::unclassified(["KOR"]);
        let body = json!({"lat": 34.1, "lon": 129.1, "ce_m": 7854.0, "exercise": "DRILL7"});
        let [event] = object(named("track"), &body, &marking).try_into().unwrap();
        assert_eq!((event.uid.as_str(), event.kind.as_str()), ("JPN-x-1", "a-u-S"));
        assert_eq!((event.how.as_str(), event.opex.as_deref()), ("m-s", Some("e-DRILL7")));
        assert!((event.point.ce - 7_854.0).abs() < 1e-9);
        assert_eq!(event.detail.origin.unwrap().sequence, Some(7));
        assert_eq!(event.detail.speed, None);
    }

    #[test]
    fn what_has_no_place_makes_no_event() {
        let marking = Marking::default();
        for (kind, body) in [
            ("track", json!({"lat": 91.0, "lon": 0.0})),
            ("finding", json!({"kind": "gap"})),
            ("warning", json!({"id": "JPN-1"})),
            ("case", json!({"lat": 1.0, "lon": 2.0})),
            ("flight", json!([])),
        ] {
            assert!(object(named(kind), &body, &marking).is_empty(), "{kind}");
        }
    }

    #[test]
    fn what_was_shown_can_be_taken_back() {
        let marking = Marking::default();
        let said = named("track").time;
        let gone = taken_back(named("track"), said, &marking);
        assert_eq!(gone[0].detail.link.as_ref().unwrap().uid, "JPN-x-1");
        assert_eq!(taken_back(named("warning"), said, &marking).len(), 3);
    }
}
