//! Shared objects as events: the JSON bodies of tracks, findings, flights and warnings, whole or as the
//! release gate left them. Every member may be missing; what has no place makes no event.

use cordon_core::{Span, Time};
use serde_json::Value;

use super::event::{Detail, Event, Origin};
use super::make::{self, marked, point, remarks};
use crate::marking::Marking;
use crate::shared::{self, Named, contact, number, place, text};

/// How long a finding holds.
const FINDING_HOLDS: Span = Span::from_hours(24);

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

fn warning(body: &Value, marking: &Marking) -> Vec<Event> {
    shared::warning(body).map_or_else(Vec::new, |warning| make::warning(&warning, marking))
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
