//! What a track's transponder said it is: dated values, each with its source, none ever overwritten.

use cordon_core::{SourceRef, StaticReport, Time};
use serde::Serialize;

/// How many values of one track are remembered; those not heard for longest go first.
const MOST: usize = 64;

/// What a value describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribute {
    /// Ship's name.
    Name,
    /// IMO number as sent.
    Imo,
    /// Call sign.
    Callsign,
    /// Type of ship and cargo, 1 to 255 (ITU-R M.1371).
    ShipType,
    /// Length and beam in metres, `183 x 32`.
    Dimensions,
    /// Declared destination.
    Destination,
    /// Draught in metres.
    DraughtM,
}

/// One value, from when to when it was said, and where it was first said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// What it describes.
    pub attribute: Attribute,
    /// The value as text.
    pub value: Box<str>,
    /// First heard.
    pub first: Time,
    /// Last heard.
    pub last: Time,
    /// How often it was heard.
    pub count: u32,
    /// The bytes that first said it.
    pub source: SourceRef,
}

/// Every value heard, in the order of first hearing per attribute.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    values: Vec<Dated>,
}

impl Identity {
    /// Take in one report.
    pub fn hear(&mut self, report: &StaticReport) {
        for (attribute, value) in said(report) {
            self.note(attribute, value, report);
        }
        self.forget_oldest();
    }

    /// Every dated value, by attribute, then by first hearing.
    pub fn values(&self) -> &[Dated] {
        &self.values
    }

    /// The value heard last.
    pub fn latest(&self, attribute: Attribute) -> Option<&str> {
        self.values
            .iter()
            .filter(|v| v.attribute == attribute)
            .max_by_key(|v| (v.last, v.first))
            .map(|v| &*v.value)
    }

    /// The ship type heard last, 0 when never said.
    pub fn ship_type(&self) -> u8 {
        self.latest(Attribute::ShipType).and_then(|text| text.parse().ok()).unwrap_or(0)
    }

    fn note(&mut self, attribute: Attribute, value: String, report: &StaticReport) {
        let known = self.values.iter_mut().find(|v| v.attribute == attribute && *v.value == *value);
        let Some(known) = known else {
            let dated = Dated {
                attribute,
                value: value.into(),
                first: report.time,
                last: report.time,
                count: 1,
                source: report.source,
            };
            let at =
                self.values.partition_point(|v| (v.attribute, v.first) <= (attribute, dated.first));
            self.values.insert(at, dated);
            return;
        };
        known.count = known.count.saturating_add(1);
        known.last = known.last.max(report.time);
        if report.time < known.first {
            (known.first, known.source) = (report.time, report.source);
        }
    }

    fn forget_oldest(&mut self) {
        while self.values.len() > MOST {
            let Some(at) =
                (0..self.values.len()).min_by_key(|&i| self.values.get(i).map(|v| v.last))
            else {
                return;
            };
            self.values.remove(at);
        }
        self.values.sort_by_key(|v| (v.attribute, v.first));
    }
}

fn said(report: &StaticReport) -> impl Iterator<Item = (Attribute, String)> {
    let size = report.length_m().map(|length| match report.beam_m() {
        Some(beam) => format!("{length} x {beam}"),
        None => length.to_string(),
    });
    [
        (Attribute::Name, report.name.as_deref().map(str::to_owned)),
        (Attribute::Imo, report.imo.map(|n| n.to_string())),
        (Attribute::Callsign, report.callsign.as_deref().map(str::to_owned)),
        (Attribute::ShipType, report.ship_type.map(|n| n.to_string())),
        (Attribute::Dimensions, size),
        (Attribute::Destination, report.destination.as_deref().map(str::to_owned)),
        (Attribute::DraughtM, report.draught.map(|n| format!("{:.1}", f64::from(n) / 10.0))),
    ]
    .into_iter()
    .filter_map(|(attribute, value)| Some((attribute, value?)))
}
