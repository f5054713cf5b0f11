//! Events from XML that a stranger wrote.

use cordon_core::Time;

use super::event::{Control, Detail, Event, Link, Origin, Point, Shape, UNKNOWN_ERROR};
use crate::xml::{self, Element, NotXml};

/// Why bytes are not an event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEvent {
    /// Not XML.
    #[error(transparent)]
    Xml(#[from] NotXml),
    /// Not UTF-8.
    #[error("not UTF-8")]
    Encoding,
    /// Another element.
    #[error("`<{0}>` is not `<event>`")]
    Root(String),
    /// A field is missing or makes no sense.
    #[error("its `{0}` is missing or makes no sense")]
    Field(&'static str),
    /// It stops in the middle.
    #[error("cut off")]
    CutOff,
    /// Not a message of the TAK protocol.
    #[error("not a TAK message: {0}")]
    Proto(String),
}

/// Longest name or text of one field, in bytes.
const LONGEST: usize = 4_096;

impl Event {
    /// From an XML document.
    ///
    /// Elements of `<detail>` that are not spoken here are passed over.
    ///
    /// # Errors
    /// When it is not XML, not an event, or holds numbers that cannot be.
    pub fn from_xml(bytes: &[u8]) -> Result<Event, NotAnEvent> {
        let text = std::str::from_utf8(bytes).or(Err(NotAnEvent::Encoding))?;
        let root = xml::read(text)?;
        if root.name != "event" {
            return Err(NotAnEvent::Root(root.name.chars().take(40).collect()));
        }
        let event = Event {
            uid: word(&root, "uid")?,
            kind: word(&root, "type")?,
            how: word(&root, "how")?,
            time: time(&root, "time")?,
            start: time(&root, "start")?,
            stale: time(&root, "stale")?,
            point: point(root.child("point").ok_or(NotAnEvent::Field("point"))?)?,
            access: maybe(&root, "access"),
            caveat: maybe(&root, "caveat"),
            releasable_to: maybe(&root, "releasableTo"),
            opex: maybe(&root, "opex"),
            qos: maybe(&root, "qos"),
            detail: root.child("detail").map_or_else(Detail::default, Detail::read),
        };
        event.check()?;
        Ok(event)
    }

    pub(crate) fn check(&self) -> Result<(), NotAnEvent> {
        let fields = [("uid", &self.uid), ("type", &self.kind), ("how", &self.how)];
        for (name, text) in fields {
            if text.is_empty() || text.len() > LONGEST || text.chars().any(char::is_control) {
                return Err(NotAnEvent::Field(name));
            }
        }
        let point = &self.point;
        let placed = (-90.0..=90.0).contains(&point.lat) && (-180.0..=180.0).contains(&point.lon);
        let sized = [point.hae, point.ce, point.le].iter().all(|number| number.is_finite());
        if placed && sized { Ok(()) } else { Err(NotAnEvent::Field("point")) }
    }
}

fn word(element: &Element, name: &'static str) -> Result<String, NotAnEvent> {
    maybe(element, name).ok_or(NotAnEvent::Field(name))
}

fn maybe(element: &Element, name: &str) -> Option<String> {
    let text = element.attribute(name)?;
    (text.len() <= LONGEST).then(|| text.to_owned())
}

fn number(element: &Element, name: &str) -> Option<f64> {
    element.attribute(name)?.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

fn time(element: &Element, name: &'static str) -> Result<Time, NotAnEvent> {
    element.attribute(name).and_then(|t| t.parse().ok()).ok_or(NotAnEvent::Field(name))
}

fn point(element: &Element) -> Result<Point, NotAnEvent> {
    let needed = |name: &'static str| number(element, name).ok_or(NotAnEvent::Field(name));
    Ok(Point {
        lat: needed("lat")?,
        lon: needed("lon")?,
        hae: number(element, "hae").unwrap_or(0.0),
        ce: number(element, "ce").unwrap_or(UNKNOWN_ERROR),
        le: number(element, "le").unwrap_or(UNKNOWN_ERROR),
    })
}

impl Detail {
    pub(crate) fn read(element: &Element) -> Detail {
        let of = |child: &str, name: &str| element.child(child).and_then(|c| maybe(c, name));
        let figure = |child: &str, name: &str| element.child(child).and_then(|c| number(c, name));
        let remarks = element.child("remarks").map(|remarks| remarks.text.clone());
        let alarm = element.child("emergency");
        Detail {
            callsign: of("contact", "callsign"),
            course: figure("track", "course"),
            speed: figure("track", "speed"),
            remarks: remarks.filter(|text| !text.is_empty() && text.len() <= LONGEST),
            link: element.child("link").and_then(link),
            delete: element.child("__forcedelete").is_some(),
            shape: element.child("shape").and_then(|s| s.child("ellipse")).and_then(shape),
            alarm: alarm.and_then(|alarm| maybe(alarm, "type")),
            calls_off: alarm.and_then(|alarm| alarm.attribute("cancel")) == Some("true"),
            origin: element.child("__cordon").and_then(origin),
            control: element.child("TakControl").and_then(control),
        }
    }
}

fn link(element: &Element) -> Option<Link> {
    Some(Link {
        uid: maybe(element, "uid")?,
        relation: maybe(element, "relation").unwrap_or_default(),
        kind: maybe(element, "type").unwrap_or_default(),
    })
}

fn shape(element: &Element) -> Option<Shape> {
    Some(Shape {
        major: number(element, "major")?,
        minor: number(element, "minor")?,
        angle: number(element, "angle").unwrap_or(0.0),
    })
}

fn origin(element: &Element) -> Option<Origin> {
    Some(Origin {
        node: maybe(element, "origin")?,
        sequence: element.attribute("seq").and_then(|text| text.parse().ok()),
        sha256: maybe(element, "sha256"),
    })
}

fn control(element: &Element) -> Option<Control> {
    let version = |name: &str| {
        element.child(name).and_then(|c| c.attribute("version")).and_then(|v| v.parse().ok())
    };
    let response = element.child("TakResponse").and_then(|c| c.attribute("status"));
    version("TakProtocolSupport")
        .map(Control::Support)
        .or_else(|| version("TakRequest").map(Control::Request))
        .or_else(|| response.map(|status| Control::Response(status == "true")))
}
