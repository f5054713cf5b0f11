//! Our words as events.

use cordon_core::warning::Event as Happening;
use cordon_core::{Degrees, Finding, Mmsi, Position, Span, Time, Warning};

use super::event::{Detail, Event, Link, Origin, Point, Shape, UNKNOWN_ERROR};
use crate::contact::{Contact, SeenBy};
use crate::marking::Marking;

/// How long a position holds on a screen.
const POSITION_HOLDS: Span = Span::from_minutes(15);
/// How long a finding holds.
const FINDING_HOLDS: Span = Span::from_hours(24);
/// How long a warning holds after the predicted impact, or without one after it was said.
const WARNING_HOLDS: Span = Span::from_minutes(30);

/// An event with everything that the marking says.
pub(super) fn marked(
    uid: String,
    kind: &str,
    how: &str,
    time: Time,
    at: Point,
    marking: &Marking,
) -> Event {
    // A simulated thing is known by simulation, however its source would know it.
    let how = if marking.exercise.is_some() { "m-s" } else { how };
    Event {
        uid,
        kind: kind.to_owned(),
        how: how.to_owned(),
        time,
        start: time,
        stale: time,
        point: at,
        access: Some(marking.classification.clone()).filter(|text| !text.is_empty()),
        caveat: Some(marking.caveats.join(", ")).filter(|text| !text.is_empty()),
        releasable_to: Some(marking.releasable()).filter(|text| !text.is_empty()),
        opex: Some(marking.exercise.as_ref().map_or("o".to_owned(), |name| format!("e-{name}"))),
        qos: None,
        detail: Detail::default(),
    }
}

/// The marking again where people read: the attributes are obeyed by nobody.
pub(super) fn remarks(marking: &Marking, said: &str) -> String {
    let said = said.trim();
    if said.is_empty() {
        format!("{}.", marking.banner())
    } else {
        format!("{}. {said}", marking.banner())
    }
}

pub(super) fn point(position: Position, sigma_m: Option<f64>) -> Point {
    let (lat, lon) = position.lat_lon_rounded();
    Point { lat, lon, hae: 0.0, ce: sigma_m.unwrap_or(UNKNOWN_ERROR), le: UNKNOWN_ERROR }
}

/// Where a craft is now; a later event of the same craft takes its place.
pub fn ship_or_aircraft(contact: &Contact, marking: &Marking) -> Event {
    let marking = marking.with_exercise_of(contact.exercise.as_deref());
    let mut at = point(contact.position, contact.sigma_m);
    at.hae = contact.height_m.unwrap_or(0.0);
    let how = match contact.seen_by {
        SeenBy::Itself => "m-g",
        SeenBy::Image => "m-i",
        SeenBy::Fused => "m-f",
        SeenBy::Prediction => "m-p",
        SeenBy::Partner => "m-r",
    };
    let mut event = marked(contact.id.clone(), kind_of(contact), how, contact.time, at, &marking);
    event.stale = contact.time + POSITION_HOLDS;
    event.qos = Some("3-r-c".to_owned());
    event.detail = Detail {
        callsign: Some(contact.label().to_owned()),
        course: contact.course.map(Degrees::value),
        speed: contact.speed.map(|speed| (speed.metres_per_second() * 100.0).round() / 100.0),
        remarks: Some(remarks(&marking, &said_of(contact))),
        ..Detail::default()
    };
    event
}

fn said_of(contact: &Contact) -> String {
    let numbers = [
        contact.mmsi.map(|mmsi| format!("MMSI {mmsi}.")),
        contact.imo.map(|imo| format!("IMO {imo}.")),
        contact.aircraft.as_ref().filter(|a| !a.is_empty()).map(|a| format!("ICAO {a}.")),
        contact.remarks.clone(),
    ];
    numbers.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// CoT's tree by AIS type of ship; affiliation is unknown, for that is a judgement of people.
fn kind_of(contact: &Contact) -> &'static str {
    if contact.aircraft.is_some() {
        return "a-u-A-C-F";
    }
    let Some(Mmsi(_)) = contact.mmsi else { return "a-u-S" };
    match contact.ship_type.unwrap_or(0) {
        30 => "a-u-S-X-F",
        31 | 32 => "a-u-S-X-M-T-O",
        35 => "a-u-S-C",
        36 | 37 => "a-u-S-X-R",
        51 => "a-u-S-N-N-R",
        52 => "a-u-S-X-M-T-U",
        55 => "a-u-S-X-L",
        60..=69 => "a-u-S-X-M-P",
        70..=79 => "a-u-S-X-M-C",
        80..=89 => "a-u-S-X-M-O",
        _ => "a-u-S-X-M",
    }
}

/// A marker where something was found.
pub fn finding(finding: &Finding, said: Time, marking: &Marking) -> Event {
    let marking = marking.with_exercise_of(finding.exercise.as_deref());
    let at = point(finding.position, None);
    let mut event = marked(finding.id.to_string(), "b-m-p-s-m", "m-f", said, at, &marking);
    event.start = finding.start;
    event.stale = said + FINDING_HOLDS;
    event.qos = Some("5-f-g".to_owned());
    let vessel = finding
        .vessels
        .first()
        .map(|vessel| vessel.name.clone().unwrap_or_else(|| format!("MMSI {}", Mmsi(vessel.mmsi))));
    let title = match vessel {
        Some(vessel) => format!("{} {vessel}", finding.kind),
        None => finding.kind.to_string(),
    };
    event.detail.callsign = Some(title);
    event.detail.remarks = Some(remarks(&marking, &finding.reason));
    event
}

/// The events of a warning: an alarm, the launch and the impact with their ellipses; an all-clear
/// calls the alarm off and takes the others off the screen.
pub fn warning(warning: &Warning, marking: &Marking) -> Vec<Event> {
    let marking = marking.with_exercise_of(warning.exercise.as_deref());
    let part = |name: &str| format!("{}-{}-{name}", warning.origin, warning.id);
    if !warning.is_alarm() {
        let gone = ["launch", "impact"].map(|name| delete(&part(name), warning.issued, &marking));
        return [alarm(warning, part("alarm"), &marking)].into_iter().chain(gone).collect();
    }
    let launch = warning.launch.as_ref();
    let impact = warning.impact.as_ref();
    let places = [("launch", "LAUNCH", launch), ("impact", "IMPACT", impact)];
    let places = places.into_iter().filter_map(|(name, title, event)| {
        event.map(|event| area(warning, part(name), title, event, &marking))
    });
    [alarm(warning, part("alarm"), &marking)].into_iter().chain(places).collect()
}

fn alarm(warning: &Warning, uid: String, marking: &Marking) -> Event {
    let place = warning.impact.or(warning.launch).map(|event| event.place.0);
    // Nowhere known: CoT wants a point, and 0, 0 with an unknown error is its way to say so.
    let at = point(place.unwrap_or_else(|| Position::wrapped(0.0, 0.0)), None);
    let kind = if warning.is_alarm() { "b-a-o-tbl" } else { "b-a-o-can" };
    let mut event = marked(uid, kind, "m-f", warning.issued, at, marking);
    event.stale = holds(warning);
    event.qos = Some("9-f-g".to_owned());
    event.detail = Detail {
        callsign: Some(title(warning, "LAUNCH WARNING")),
        remarks: Some(remarks(marking, &format!("{} {}", warning.headline(), warning.reason))),
        alarm: warning.is_alarm().then(|| "Launch Warning".to_owned()),
        calls_off: !warning.is_alarm(),
        origin: Some(Origin {
            node: warning.origin.clone(),
            sequence: Some(u64::from(warning.sequence)),
            sha256: None,
        }),
        ..Detail::default()
    };
    event
}

fn area(
    warning: &Warning,
    uid: String,
    name: &str,
    happening: &Happening,
    marking: &Marking,
) -> Event {
    // `ce` is one sigma of a circle around; the ellipse's longer axis is brought down to that.
    let sigma = happening
        .ellipse
        .map(|ellipse| ellipse.holding(1.0 - (-0.5_f64).exp()).semi_major.value().round());
    let kind = if happening.ellipse.is_some() { "u-d-c-e" } else { "b-m-p-s-m" };
    let at = point(happening.place.0, sigma);
    let mut event = marked(uid, kind, "m-p", warning.issued, at, marking);
    event.start = happening.time.min(warning.issued);
    event.stale = holds(warning);
    event.qos = Some("9-r-g".to_owned());
    event.detail = Detail {
        callsign: Some(title(warning, name)),
        remarks: Some(remarks(marking, &format!("{name} at {}.", happening.time))),
        shape: happening.ellipse.map(|ellipse| Shape {
            major: ellipse.semi_major.value().round(),
            minor: ellipse.semi_minor.value().round(),
            angle: (ellipse.orientation.value() * 10.0).round() / 10.0,
        }),
        ..Detail::default()
    };
    event
}

fn title(warning: &Warning, what: &str) -> String {
    let mark = if warning.exercise.is_some() { "EXERCISE " } else { "" };
    format!("{mark}{what} {}", warning.id)
}

fn holds(warning: &Warning) -> Time {
    let until = warning.impact.map_or(warning.issued, |impact| impact.time);
    until.max(warning.issued) + WARNING_HOLDS
}

/// Takes an event off the screens.
pub fn delete(uid: &str, said: Time, marking: &Marking) -> Event {
    let at = point(Position::wrapped(0.0, 0.0), None);
    let mut event = marked(format!("{uid}-delete"), "t-x-d-d", "m-g", said, at, marking);
    event.stale = said + Span::from_minutes(5);
    event.qos = Some("9-f-g".to_owned());
    event.detail.link =
        Some(Link { uid: uid.to_owned(), relation: "none".to_owned(), kind: "none".to_owned() });
    event.detail.delete = true;
    event
}
