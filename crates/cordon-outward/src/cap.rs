//! Warnings as alerts of the Common Alerting Protocol 1.2 (OASIS, 2010).
//!
//! A launch is an `Alert`, an update or correction an `Update`, an all-clear a `Cancel`; the later
//! ones name all earlier messages in `references`. A drill has `status` `Exercise` and says so in its
//! text.

use cordon_core::warning::{Event, Notice};
use cordon_core::{Position, Span, Time, Warning};

use crate::ellipse;
use crate::marking::{Marking, Sensitivity};
use crate::xml::Xml;

const NAMESPACE: &str = "urn:oasis:names:tc:emergency:cap:1.2";
/// Corners of the polygon that stands for an ellipse.
const CORNERS: u32 = 36;
/// How long an alert without a predicted impact holds.
const HOLDS: Span = Span::from_minutes(30);

/// Who sends: CAP wants a name without blanks, commas and markup, such as `warning@jpn.example`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The name that is unique in the world.
    pub id: String,
    /// What people call it.
    pub name: String,
}

/// An alert for `warning`; `earlier` are the messages about the same flight before it.
pub fn alert(warning: &Warning, earlier: &[Warning], sender: &Sender, marking: &Marking) -> String {
    let marking = marking.with_exercise_of(warning.exercise.as_deref());
    let mut xml = Xml::document();
    xml.within("alert", &[("xmlns", Some(NAMESPACE.to_owned()))], |xml| {
        xml.text("identifier", &identifier(warning));
        xml.text("sender", &plain(&sender.id));
        xml.text("sent", &stamp(warning.issued));
        xml.text("status", if marking.exercise.is_some() { "Exercise" } else { "Actual" });
        xml.text("msgType", kind(warning.notice));
        scope(xml, &marking);
        xml.text("note", &marking.banner());
        xml.maybe("references", references(warning, earlier, sender).as_deref());
        xml.maybe("incidents", Some(&plain(&warning.id)));
        xml.within("info", &[], |xml| info(xml, warning, sender, &marking));
    });
    xml.finish()
}

fn identifier(warning: &Warning) -> String {
    format!("{}.{}.{}", plain(&warning.origin), plain(&warning.id), warning.sequence)
}

/// Identifiers and senders may hold no blanks, commas, `<` or `&` (CAP 1.2, section 3.2.1).
fn plain(text: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '@' | ':');
    text.chars().map(|c| if allowed(c) { c } else { '_' }).collect()
}

/// Whole seconds with an offset; CAP has no `Z`, and writes UTC as `-00:00`.
fn stamp(time: Time) -> String {
    let whole = time.floor(Span::from_seconds(1)).to_string();
    format!("{}-00:00", whole.trim_end_matches('Z'))
}

fn kind(notice: Notice) -> &'static str {
    match notice {
        Notice::Launch => "Alert",
        Notice::Update | Notice::Correction => "Update",
        Notice::AllClear => "Cancel",
    }
}

fn scope(xml: &mut Xml, marking: &Marking) {
    if marking.sensitivity == Sensitivity::Clear {
        xml.text("scope", "Public");
    } else {
        xml.text("scope", "Restricted");
        xml.text("restriction", &marking.banner());
    }
}

fn references(warning: &Warning, earlier: &[Warning], sender: &Sender) -> Option<String> {
    let before = earlier.iter().filter(|other| {
        other.id == warning.id
            && other.origin == warning.origin
            && other.sequence < warning.sequence
    });
    let named: Vec<String> = before
        .map(|other| format!("{},{},{}", plain(&sender.id), identifier(other), stamp(other.issued)))
        .collect();
    (!named.is_empty()).then(|| named.join(" "))
}

fn info(xml: &mut Xml, warning: &Warning, sender: &Sender, marking: &Marking) {
    let alarm = warning.is_alarm();
    let mark = if marking.exercise.is_some() { "EXERCISE: " } else { "" };
    xml.text("language", "en");
    xml.text("category", "Security");
    xml.text("category", "Safety");
    xml.text("event", &format!("{mark}ballistic flight"));
    xml.text("responseType", if alarm { "Shelter" } else { "AllClear" });
    xml.text("urgency", if alarm { "Immediate" } else { "Past" });
    xml.text("severity", if alarm { "Extreme" } else { "Minor" });
    xml.text("certainty", certainty(warning));
    xml.text("onset", &stamp(warning.issued));
    xml.text("expires", &stamp(expires(warning)));
    xml.text("senderName", &sender.name);
    xml.text("headline", &headline(warning, mark));
    xml.text("description", &format!("{} {}", warning.headline(), warning.reason));
    xml.text("instruction", instruction(warning, marking));
    parameters(xml, warning);
    for (name, event) in areas(warning) {
        area(xml, name, event);
    }
}

fn instruction(warning: &Warning, marking: &Marking) -> &'static str {
    match (marking.exercise.is_some(), warning.is_alarm()) {
        (true, _) => "This is an exercise. Nobody needs to act outside it.",
        (false, true) => "Take cover in a solid building or underground, away from windows.",
        (false, false) => "The danger is over. Keep away from fallen objects and report them.",
    }
}

fn headline(warning: &Warning, mark: &str) -> String {
    let said = if warning.is_alarm() { "Launch warning" } else { "All clear" };
    format!("{mark}{said} {}", warning.id)
}

/// By CAP's own measure: `Likely` from one half on; what its author saw and calls off is `Observed`.
fn certainty(warning: &Warning) -> &'static str {
    match warning.confidence {
        _ if !warning.is_alarm() => "Observed",
        confidence if confidence > 0.5 => "Likely",
        confidence if confidence > 0.0 => "Possible",
        _ => "Unlikely",
    }
}

fn expires(warning: &Warning) -> Time {
    warning.impact.map_or(warning.issued, |impact| impact.time).max(warning.issued) + HOLDS
}

fn parameters(xml: &mut Xml, warning: &Warning) {
    let metres = |value: f64| format!("{value:.0}");
    let rows = [
        ("launchTime", warning.launch.map(|launch| launch.time.to_string())),
        ("impactTime", warning.impact.map(|impact| impact.time.to_string())),
        ("azimuthDeg", warning.azimuth.map(|azimuth| format!("{:.1}", azimuth.value()))),
        ("apogeeM", warning.apogee.map(|apogee| metres(apogee.value()))),
        ("confidence", Some(format!("{:.2}", warning.confidence))),
        ("sequence", Some(warning.sequence.to_string())),
    ];
    for (name, value) in rows {
        let Some(value) = value else { continue };
        xml.within("parameter", &[], |xml| {
            xml.text("valueName", name);
            xml.text("value", &value);
        });
    }
}

fn areas(warning: &Warning) -> impl Iterator<Item = (&'static str, &Event)> {
    let impact = warning.impact.as_ref().map(|event| ("Predicted impact", event));
    let launch = warning.launch.as_ref().map(|event| ("Launch", event));
    impact.into_iter().chain(launch)
}

fn area(xml: &mut Xml, name: &str, event: &Event) {
    let place = event.place.0;
    xml.within("area", &[], |xml| {
        let share =
            event.ellipse.map(|ellipse| format!(", {:.0} % ellipse", 100.0 * ellipse.probability));
        xml.text("areaDesc", &format!("{name} near {place}{}", share.unwrap_or_default()));
        let ring = event.ellipse.map(|ellipse| ellipse::ring(place, &ellipse, CORNERS));
        if let Some(ring) = ring.filter(|ring| is_plain(place, ring)) {
            xml.text("polygon", &polygon(&ring));
        } else {
            let radius = event.ellipse.map_or(0.0, |e| e.semi_major.value() / 1e3);
            xml.text("circle", &format!("{},{} {radius:.3}", place.lat(), place.lon()));
        }
    });
}

/// Whether readers that know no 180th meridian and no pole draw this ring as it is meant.
fn is_plain(centre: Position, ring: &[Position]) -> bool {
    ring.iter().all(|corner| {
        (centre.lon() + centre.lon_difference(*corner).value() - corner.lon()).abs() < 1e-6
            && corner.lat().abs() < 89.0
    })
}

fn polygon(ring: &[Position]) -> String {
    let corners = ring.iter().chain(ring.first());
    let pairs = corners.map(|corner| format!("{:.5},{:.5}", corner.lat(), corner.lon()));
    pairs.collect::<Vec<_>>().join(" ")
}
