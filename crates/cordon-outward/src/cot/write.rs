//! Events as XML.

use cordon_core::Time;

use super::event::{Control, Detail, Event, Link, Origin, Point, Shape};
use crate::xml::Xml;

impl Event {
    /// As an XML document of one line, without a line end.
    pub fn to_xml(&self) -> String {
        let mut xml = Xml::document();
        let own = |text: &str| Some(text.to_owned());
        let attributes = [
            ("version", own("2.0")),
            ("uid", own(&self.uid)),
            ("type", own(&self.kind)),
            ("how", own(&self.how)),
            ("access", self.access.clone()),
            ("caveat", self.caveat.clone()),
            ("releasableTo", self.releasable_to.clone()),
            ("opex", self.opex.clone()),
            ("qos", self.qos.clone()),
            ("time", Some(stamp(self.time))),
            ("start", Some(stamp(self.start))),
            ("stale", Some(stamp(self.stale))),
        ];
        xml.within("event", &attributes, |xml| {
            point(xml, &self.point);
            xml.within("detail", &[], |xml| self.detail.write(xml));
        });
        xml.finish()
    }
}

fn point(xml: &mut Xml, point: &Point) {
    let attributes = [
        ("lat", point.lat),
        ("lon", point.lon),
        ("hae", point.hae),
        ("ce", point.ce),
        ("le", point.le),
    ];
    xml.empty("point", &attributes.map(|(key, value)| (key, Some(format!("{value:?}")))));
}

/// Milliseconds always: some readers know no other form.
fn stamp(time: Time) -> String {
    let millis = time.as_micros().div_euclid(1_000);
    let whole = Time::from_unix_seconds(millis.div_euclid(1_000)).unwrap_or(time).to_string();
    format!("{}.{:03}Z", whole.trim_end_matches('Z'), millis.rem_euclid(1_000))
}

impl Detail {
    fn write(&self, xml: &mut Xml) {
        if let Some(callsign) = &self.callsign {
            xml.empty("contact", &[("callsign", Some(callsign.clone()))]);
        }
        if self.course.is_some() || self.speed.is_some() {
            let number = |number: Option<f64>| Some(format!("{:?}", number.unwrap_or(0.0)));
            xml.empty("track", &[("course", number(self.course)), ("speed", number(self.speed))]);
        }
        self.write_rest(xml);
    }

    /// All but what the TAK protocol has fields of its own for.
    pub(crate) fn write_rest(&self, xml: &mut Xml) {
        xml.maybe("remarks", self.remarks.as_deref());
        self.link.iter().for_each(|it| link(xml, it));
        if self.delete {
            xml.empty("__forcedelete", &[]);
        }
        self.shape.iter().for_each(|it| shape(xml, it));
        if let Some(alarm) = &self.alarm {
            xml.empty("emergency", &[("type", Some(alarm.clone()))]);
        }
        if self.calls_off {
            xml.empty("emergency", &[("cancel", Some("true".to_owned()))]);
        }
        self.origin.iter().for_each(|it| origin(xml, it));
        self.control.iter().for_each(|it| control(xml, *it));
    }
}

fn link(xml: &mut Xml, link: &Link) {
    let own = |text: &str| Some(text.to_owned());
    xml.empty(
        "link",
        &[("uid", own(&link.uid)), ("relation", own(&link.relation)), ("type", own(&link.kind))],
    );
}

fn shape(xml: &mut Xml, shape: &Shape) {
    let number = |number: f64| Some(format!("{number:?}"));
    let axes = [
        ("major", number(shape.major)),
        ("minor", number(shape.minor)),
        ("angle", number(shape.angle)),
    ];
    xml.within("shape", &[], |xml| xml.empty("ellipse", &axes));
}

fn origin(xml: &mut Xml, origin: &Origin) {
    let attributes = [
        ("origin", Some(origin.node.clone())),
        ("seq", origin.sequence.map(|sequence| sequence.to_string())),
        ("sha256", origin.sha256.clone()),
    ];
    xml.empty("__cordon", &attributes);
}

fn control(xml: &mut Xml, control: Control) {
    xml.within("TakControl", &[], |xml| match control {
        Control::Support(version) => {
            xml.empty("TakProtocolSupport", &[("version", Some(version.to_string()))]);
        }
        Control::Request(version) => {
            xml.empty("TakRequest", &[("version", Some(version.to_string()))]);
        }
        Control::Response(yes) => xml.empty("TakResponse", &[("status", Some(yes.to_string()))]),
    });
}
