//! The messages of the protocol, field by field as published with ATAK-CIV (`takproto`), with the two
//! that TAK Server adds.

use cordon_core::Time;
use prost::Message;

use crate::cot::{Detail, Event, NotAnEvent, Point};
use crate::xml::{self, Xml};

#[derive(Clone, PartialEq, Message)]
pub(super) struct TakMessage {
    #[prost(message, optional, tag = "1")]
    pub(super) control: Option<TakControl>,
    #[prost(message, optional, tag = "2")]
    pub(super) event: Option<CotEvent>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TakControl {
    #[prost(uint32, tag = "1")]
    pub(super) min_version: u32,
    #[prost(uint32, tag = "2")]
    pub(super) max_version: u32,
    #[prost(string, tag = "3")]
    pub(super) contact_uid: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct CotEvent {
    #[prost(string, tag = "1")]
    kind: String,
    #[prost(string, tag = "2")]
    access: String,
    #[prost(string, tag = "3")]
    qos: String,
    #[prost(string, tag = "4")]
    opex: String,
    #[prost(string, tag = "5")]
    uid: String,
    #[prost(uint64, tag = "6")]
    send_time: u64,
    #[prost(uint64, tag = "7")]
    start_time: u64,
    #[prost(uint64, tag = "8")]
    stale_time: u64,
    #[prost(string, tag = "9")]
    how: String,
    #[prost(double, tag = "10")]
    lat: f64,
    #[prost(double, tag = "11")]
    lon: f64,
    #[prost(double, tag = "12")]
    hae: f64,
    #[prost(double, tag = "13")]
    ce: f64,
    #[prost(double, tag = "14")]
    le: f64,
    #[prost(message, optional, tag = "15")]
    detail: Option<CotDetail>,
    /// TAK Server's own, like the next.
    #[prost(string, tag = "16")]
    caveat: String,
    #[prost(string, tag = "17")]
    releasable_to: String,
}

#[derive(Clone, PartialEq, Message)]
struct CotDetail {
    #[prost(string, tag = "1")]
    xml: String,
    #[prost(message, optional, tag = "2")]
    contact: Option<Contact>,
    #[prost(message, optional, tag = "7")]
    track: Option<Track>,
}

#[derive(Clone, PartialEq, Message)]
struct Contact {
    #[prost(string, tag = "1")]
    endpoint: String,
    #[prost(string, tag = "2")]
    callsign: String,
}

#[derive(Clone, PartialEq, Message)]
struct Track {
    #[prost(double, tag = "1")]
    speed: f64,
    #[prost(double, tag = "2")]
    course: f64,
}

impl TakMessage {
    pub(super) fn of(event: &Event) -> TakMessage {
        TakMessage { control: None, event: Some(CotEvent::of(event)) }
    }

    pub(super) fn into_event(self) -> Result<Event, NotAnEvent> {
        self.event.ok_or(NotAnEvent::Field("cotEvent"))?.into_event()
    }
}

impl CotEvent {
    fn of(event: &Event) -> CotEvent {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        CotEvent {
            kind: event.kind.clone(),
            access: text(&event.access),
            qos: text(&event.qos),
            opex: text(&event.opex),
            uid: event.uid.clone(),
            send_time: millis(event.time),
            start_time: millis(event.start),
            stale_time: millis(event.stale),
            how: event.how.clone(),
            lat: event.point.lat,
            lon: event.point.lon,
            hae: event.point.hae,
            ce: event.point.ce,
            le: event.point.le,
            detail: Some(CotDetail::of(&event.detail)),
            caveat: text(&event.caveat),
            releasable_to: text(&event.releasable_to),
        }
    }

    fn into_event(self) -> Result<Event, NotAnEvent> {
        let text = |text: String| Some(text).filter(|text| !text.is_empty());
        let event = Event {
            uid: self.uid,
            kind: self.kind,
            how: self.how,
            time: time(self.send_time, "sendTime")?,
            start: time(self.start_time, "startTime")?,
            stale: time(self.stale_time, "staleTime")?,
            point: Point { lat: self.lat, lon: self.lon, hae: self.hae, ce: self.ce, le: self.le },
            access: text(self.access),
            caveat: text(self.caveat),
            releasable_to: text(self.releasable_to),
            opex: text(self.opex),
            qos: text(self.qos),
            detail: self.detail.map_or(Ok(Detail::default()), CotDetail::into_detail)?,
        };
        event.check()?;
        Ok(event)
    }
}

impl CotDetail {
    fn of(detail: &Detail) -> CotDetail {
        let mut xml = Xml::default();
        detail.write_rest(&mut xml);
        let moves = detail.course.is_some() || detail.speed.is_some();
        CotDetail {
            xml: xml.finish(),
            contact: detail
                .callsign
                .clone()
                .map(|callsign| Contact { endpoint: String::new(), callsign }),
            track: moves.then(|| Track {
                speed: detail.speed.unwrap_or(0.0),
                course: detail.course.unwrap_or(0.0),
            }),
        }
    }

    fn into_detail(self) -> Result<Detail, NotAnEvent> {
        let mut detail = Detail::default();
        if !self.xml.trim().is_empty() {
            // Elements side by side, with no root of their own.
            detail = Detail::read(&xml::read(&format!("<detail>{}</detail>", self.xml))?);
        }
        let callsign = self.contact.map(|contact| contact.callsign);
        detail.callsign = callsign.filter(|text| !text.is_empty()).or(detail.callsign);
        if let Some(track) = self.track {
            let sound = |number: f64| Some(number).filter(|number| number.is_finite());
            (detail.course, detail.speed) = (sound(track.course), sound(track.speed));
        }
        Ok(detail)
    }
}

fn millis(time: Time) -> u64 {
    time.as_micros().div_euclid(1_000).max(0) as u64
}

fn time(millis: u64, field: &'static str) -> Result<Time, NotAnEvent> {
    let millis = i64::try_from(millis).ok().and_then(Time::from_unix_millis);
    millis.ok_or(NotAnEvent::Field(field))
}
