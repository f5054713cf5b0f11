//! One contact as files, the API and the command line have it.

use cordon_core::{Position, Time};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::cot::Event;

/// Points of a trail that are kept.
const TRAIL: usize = 300;
/// Longest name that is shown, in characters.
const LONGEST_NAME: usize = 100;
/// Longest remark that is kept, in characters.
const LONGEST_REMARK: usize = 1_000;
/// A circular error from here on stands for "not known" (CoT writes 9999999, the TAK protocol 999999).
const NO_ERROR_KNOWN: f64 = 999_999.0;
/// Nothing that is followed here is faster, in metres a second: 9999999 stands for "not known".
const FASTEST: f64 = 20_000.0;
/// Metres a second in knots.
const KNOTS: f64 = 3_600.0 / 1_852.0;

/// What one uid was said to be, and where, last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeardContact {
    /// Its name among the systems that speak CoT.
    pub uid: String,
    /// CoT type: `a-f-S-C-P`.
    pub kind: String,
    /// How its teller knows: `m-g`, `h-e`.
    pub how: String,
    /// What people call it.
    pub callsign: Option<String>,
    /// When it was there.
    pub time: Time,
    /// Until when that holds.
    pub stale: Time,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// One sigma of where, in metres.
    pub ce_m: Option<f64>,
    /// Speed over ground.
    pub speed_kn: Option<f64>,
    /// Direction over ground.
    pub course_deg: Option<f64>,
    /// A sentence for people.
    pub remarks: Option<String>,
    /// The alarm that it gives.
    pub alarm: Option<String>,
    /// The exercise mark, when it is simulated.
    #[serde(default)]
    pub exercise: Option<String>,
    /// Where it has been: time, degrees north, degrees east.
    #[serde(default)]
    pub trail: Vec<(Time, f64, f64)>,
}

impl HeardContact {
    /// What an event says; `exercise` marks all that a feed tells.
    pub(super) fn of(event: &Event, exercise: Option<&str>) -> HeardContact {
        let detail = &event.detail;
        let (lat, lon) = Position::wrapped(event.point.lat, event.point.lon).lat_lon_rounded();
        let tenth = |value: f64| (value * 10.0).round() / 10.0;
        let is_course = |course: &f64| (0.0..=360.0).contains(course);
        HeardContact {
            uid: event.uid.clone(),
            kind: event.kind.clone(),
            how: event.how.clone(),
            callsign: clean(detail.callsign.as_deref(), LONGEST_NAME),
            time: event.time,
            stale: event.stale,
            lat,
            lon,
            ce_m: Some(event.point.ce).filter(|ce| (0.0..NO_ERROR_KNOWN).contains(ce)),
            speed_kn: detail
                .speed
                .filter(|speed| (0.0..FASTEST).contains(speed))
                .map(|speed| tenth(speed * KNOTS)),
            course_deg: detail.course.filter(is_course).map(tenth),
            remarks: clean(detail.remarks.as_deref(), LONGEST_REMARK),
            alarm: event
                .kind
                .starts_with("b-a-")
                .then(|| clean(detail.alarm.as_deref(), LONGEST_NAME))
                .map(|said| said.unwrap_or_else(|| "alarm".to_owned())),
            exercise: exercise
                .or(event.exercise())
                .and_then(|name| clean(Some(name), LONGEST_NAME)),
            trail: vec![(event.time, lat, lon)],
        }
    }

    /// Goes on with a later word about the same contact.
    pub(super) fn follow(&mut self, next: HeardContact) {
        let mut trail = std::mem::take(&mut self.trail);
        if next.time > self.time {
            trail.extend_from_slice(&next.trail);
            trail.drain(..trail.len().saturating_sub(TRAIL));
        } else if let (Some(last), Some(&corrected)) = (trail.last_mut(), next.trail.first()) {
            *last = corrected;
        }
        *self = HeardContact { trail, ..next };
    }

    /// What its teller holds it for: the second part of the type of an atom, `f` friend, `h` hostile, `n` neutral.
    pub fn affiliation(&self) -> &str {
        let mut parts = self.kind.split('-');
        match (parts.next(), parts.next()) {
            (Some("a"), Some(letter)) => letter,
            _ => "u",
        }
    }

    /// What people call it, or its name.
    pub fn label(&self) -> &str {
        self.callsign.as_deref().unwrap_or(&self.uid)
    }

    /// A GeoJSON point.
    pub fn feature(&self) -> Value {
        json!({
            "type": "Feature",
            "id": self.uid,
            "geometry": {"type": "Point", "coordinates": [self.lon, self.lat]},
            "properties": {
                "told": "CoT",
                "name": self.label(),
                "kind": self.kind,
                "how": self.how,
                "affiliation": self.affiliation(),
                "time": self.time,
                "stale": self.stale,
                "ce_m": self.ce_m,
                "sog_kn": self.speed_kn,
                "cog_deg": self.course_deg,
                "alarm": self.alarm,
                "remarks": self.remarks,
                "exercise": self.exercise,
            },
        })
    }
}

/// A stranger's text, without what could steer a terminal, and not longer than is read.
fn clean(text: Option<&str>, longest: usize) -> Option<String> {
    let shown = text?.chars().map(|c| if c.is_control() { ' ' } else { c });
    let short: String = shown.take(longest).collect();
    Some(short.trim().to_owned()).filter(|text| !text.is_empty())
}
