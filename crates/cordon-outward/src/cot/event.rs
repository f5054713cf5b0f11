//! One CoT event, as far as it is spoken here.

use cordon_core::Time;

/// Unknown circular or linear error, as the XML has it.
pub const UNKNOWN_ERROR: f64 = 9_999_999.0;

/// `<event>`.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Name of the thing, the same in all events about it.
    pub uid: String,
    /// What it is: `a-u-S-X-M`.
    pub kind: String,
    /// How it is known: `m-g`, `m-f`, `m-s`.
    pub how: String,
    /// When this was said.
    pub time: Time,
    /// From when it holds.
    pub start: Time,
    /// Until when it holds.
    pub stale: Time,
    /// Where.
    pub point: Point,
    /// Classification.
    pub access: Option<String>,
    /// Further markings.
    pub caveat: Option<String>,
    /// Who may have it, with commas.
    pub releasable_to: Option<String>,
    /// Operation, exercise or simulation: `e-DRILL7`.
    pub opex: Option<String>,
    /// Priority, overtaking, assurance: `3-r-c`.
    pub qos: Option<String>,
    /// The rest.
    pub detail: Detail,
}

/// `<point>`, degrees and metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Height over the WGS84 ellipsoid.
    pub hae: f64,
    /// One sigma around the point; [`UNKNOWN_ERROR`] when not known.
    pub ce: f64,
    /// One sigma of the height; [`UNKNOWN_ERROR`] when not known.
    pub le: f64,
}

/// `<detail>`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Detail {
    /// What people call it.
    pub callsign: Option<String>,
    /// Course in degrees true.
    pub course: Option<f64>,
    /// Speed in metres a second.
    pub speed: Option<f64>,
    /// A sentence for people.
    pub remarks: Option<String>,
    /// Another event that this is about.
    pub link: Option<Link>,
    /// The other event is to be taken off the screen.
    pub delete: bool,
    /// An ellipse around the point.
    pub shape: Option<Shape>,
    /// An alarm: its kind as ATAK words it, or `None` with `cancel` in [`Detail::calls_off`].
    pub alarm: Option<String>,
    /// The alarm is called off.
    pub calls_off: bool,
    /// Who says so, and how to check it.
    pub origin: Option<Origin>,
    /// Talk about the protocol itself.
    pub control: Option<Control>,
}

/// `<link>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The other event.
    pub uid: String,
    /// What it is to this one.
    pub relation: String,
    /// Its kind.
    pub kind: String,
}

/// `<shape><ellipse>`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    /// Longer half axis in metres.
    pub major: f64,
    /// Shorter half axis in metres.
    pub minor: f64,
    /// Direction of the longer axis, degrees true.
    pub angle: f64,
}

/// `<__cordon>`: what other systems carry along unread, and ours can check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The node that says so.
    pub node: String,
    /// Its count.
    pub sequence: Option<u64>,
    /// Hash of the object that this was made from.
    pub sha256: Option<String>,
}

/// `<TakControl>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// This version is spoken here.
    Support(u32),
    /// Let us speak this version.
    Request(u32),
    /// Yes, or no.
    Response(bool),
}

impl Event {
    /// The exercise or simulation it belongs to; `None` when it is real.
    pub fn exercise(&self) -> Option<&str> {
        let opex = self.opex.as_deref()?;
        match opex.split_once('-') {
            Some(("e" | "s", name)) => Some(name),
            None if opex == "e" || opex == "s" => Some("exercise"),
            _ => None,
        }
    }
}
