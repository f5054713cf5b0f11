//! What one source said: something was here, then. Immutable, and it carries its source.

use serde::{Deserialize, Serialize};

use crate::mmsi::Mmsi;
use crate::position::Position;
use crate::source::SourceRef;
use crate::time::Time;
use crate::units::{Degrees, Knots};

/// One report of one station.
#[derive(Clone, Debug, PartialEq)]
pub enum Observation {
    /// Where it was and how it moved.
    Fix(Fix),
    /// What it said it is.
    Static(Box<StaticReport>),
}

impl Observation {
    /// When.
    pub fn time(&self) -> Time {
        match self {
            Observation::Fix(fix) => fix.time,
            Observation::Static(report) => report.time,
        }
    }

    /// Which number it claimed.
    pub fn mmsi(&self) -> Mmsi {
        match self {
            Observation::Fix(fix) => fix.mmsi,
            Observation::Static(report) => report.mmsi,
        }
    }

    /// The bytes it came from.
    pub fn source(&self) -> SourceRef {
        match self {
            Observation::Fix(fix) => fix.source,
            Observation::Static(report) => report.source,
        }
    }
}

/// The kind of station that spoke, by the message it used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Transponder {
    /// Not said (long-range message 27, or a provider that does not tell).
    #[default]
    Unknown = 0,
    /// Class A ship station: messages 1, 2, 3, 5.
    ClassA = 1,
    /// Class B ship station: messages 18, 19, 24.
    ClassB = 2,
    /// Base station: message 4.
    Base = 3,
    /// Aid to navigation: messages 21, 28.
    AidToNavigation = 4,
    /// Search and rescue aircraft: message 9.
    SarAircraft = 5,
    /// AIS-SART, MOB, EPIRB: by MMSI.
    Distress = 6,
}

impl Transponder {
    /// From its stored number.
    pub const fn from_u8(n: u8) -> Transponder {
        match n {
            1 => Transponder::ClassA,
            2 => Transponder::ClassB,
            3 => Transponder::Base,
            4 => Transponder::AidToNavigation,
            5 => Transponder::SarAircraft,
            6 => Transponder::Distress,
            _ => Transponder::Unknown,
        }
    }

    /// Whether this can be a craft that moves, and so gets tracks.
    pub const fn is_craft(self) -> bool {
        !matches!(self, Transponder::Base | Transponder::AidToNavigation)
    }
}

/// How a message reached us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum ReceiverKind {
    /// Not said.
    #[default]
    Unknown = 0,
    /// A shore station.
    Terrestrial = 1,
    /// A satellite.
    Satellite = 2,
    /// A ship or aircraft under way.
    Dynamic = 3,
}

impl ReceiverKind {
    /// From its stored number.
    pub const fn from_u8(n: u8) -> ReceiverKind {
        match n {
            1 => ReceiverKind::Terrestrial,
            2 => ReceiverKind::Satellite,
            3 => ReceiverKind::Dynamic,
            _ => ReceiverKind::Unknown,
        }
    }
}

/// Single-bit facts about a fix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FixFlags(pub u8);

impl FixFlags {
    /// Position accuracy better than 10 m was claimed.
    pub const ACCURATE: FixFlags = FixFlags(1);
    /// Simulated: part of an exercise.
    pub const EXERCISE: FixFlags = FixFlags(2);
    /// The sentence had no checksum to check.
    pub const NO_CHECKSUM: FixFlags = FixFlags(4);
    /// The time was inferred from another sentence of the same stream (RMC, ZDA, message 4).
    pub const TIME_INFERRED: FixFlags = FixFlags(8);

    /// Whether all bits of `other` are set.
    pub const fn has(self, other: FixFlags) -> bool {
        self.0 & other.0 == other.0
    }

    /// With the bits of `other` set.
    #[must_use]
    pub const fn with(self, other: FixFlags) -> FixFlags {
        FixFlags(self.0 | other.0)
    }
}

/// A position report. Small and `Copy`: there are billions of these.
///
/// `sog`, `cog`, `heading` and `rot` are the integers as sent, with [`Fix::NONE`] for "not
/// available"; read them through the accessors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fix {
    /// When the position was taken, as well as the source tells.
    pub time: Time,
    /// The number it claimed.
    pub mmsi: Mmsi,
    /// Where. Reports without a position make no fix.
    pub position: Position,
    /// Speed over ground in 0.1 kn; 1 022 means 102.2 kn or more.
    pub sog: u16,
    /// Course over ground in 0.1°, below 3 600.
    pub cog: u16,
    /// True heading in degrees, below 360.
    pub heading: u16,
    /// Navigational status 0 to 14 (ITU-R M.1371 table 45); 15 when not said.
    pub nav_status: u8,
    /// AIS message type 1 to 28; 0 when a provider does not tell.
    pub msg_type: u8,
    /// The kind of station.
    pub transponder: Transponder,
    /// How it reached us.
    pub receiver_kind: ReceiverKind,
    /// Which receiver: a fixed hash of its name, 0 when not said.
    pub receiver: u32,
    /// Single-bit facts.
    pub flags: FixFlags,
    /// The bytes it came from.
    pub source: SourceRef,
    /// XXH3-64 of those bytes: breaks ties between reports alike in all else, and finds duplicates.
    pub digest: u64,
}

impl Fix {
    /// "Not available" in `sog`, `cog` and `heading`.
    pub const NONE: u16 = u16::MAX;

    /// Speed over ground.
    pub fn sog(&self) -> Option<Knots> {
        (self.sog != Fix::NONE).then(|| Knots(self.sog as f64 / 10.0))
    }

    /// Course over ground.
    pub fn cog(&self) -> Option<Degrees> {
        (self.cog != Fix::NONE).then(|| Degrees(self.cog as f64 / 10.0))
    }

    /// True heading.
    pub fn heading(&self) -> Option<Degrees> {
        (self.heading != Fix::NONE).then_some(Degrees(self.heading as f64))
    }

    /// The total order in which fixes of one MMSI are processed: by time, then by what was said,
    /// never by how or in which order it arrived.
    pub fn order(&self, other: &Fix) -> std::cmp::Ordering {
        let key = |f: &Fix| {
            (
                f.time,
                f.mmsi,
                f.position,
                f.sog,
                f.cog,
                f.heading,
                f.nav_status,
                f.msg_type,
                f.digest,
            )
        };
        key(self).cmp(&key(other))
    }
}

/// What a station said it is: a dated set of attributes, none of which is the ship itself.
#[derive(Clone, Debug, PartialEq)]
pub struct StaticReport {
    /// When it was said.
    pub time: Time,
    /// The number it claimed.
    pub mmsi: Mmsi,
    /// The kind of station.
    pub transponder: Transponder,
    /// Which receiver heard it: a fixed hash of its name, 0 when not said.
    pub receiver: u32,
    /// AIS message type: 5, 19, 24, 21; 0 when a provider does not tell.
    pub msg_type: u8,
    /// Simulated: part of an exercise.
    pub exercise: bool,
    /// IMO number as sent, check digit not judged. `None` when 0.
    pub imo: Option<u32>,
    /// Ship's name, to the first `@`, blanks trimmed. `None` when empty.
    pub name: Option<Box<str>>,
    /// Call sign, likewise.
    pub callsign: Option<Box<str>>,
    /// Type of ship and cargo, 1 to 255. `None` when 0.
    pub ship_type: Option<u8>,
    /// Reference point to bow, stern, port, starboard in metres. `None` when all 0.
    pub dimensions: Option<[u16; 4]>,
    /// Draught in 0.1 m. `None` when 0.
    pub draught: Option<u8>,
    /// Declared destination.
    pub destination: Option<Box<str>>,
    /// Declared arrival as `MM-DDTHH:MMZ`; AIS gives no year.
    pub eta: Option<Box<str>>,
    /// The bytes it came from.
    pub source: SourceRef,
    /// XXH3-64 of those bytes.
    pub digest: u64,
}

impl StaticReport {
    /// Length overall in metres, where the dimensions say.
    pub fn length_m(&self) -> Option<u16> {
        self.dimensions.map(|[bow, stern, _, _]| bow + stern).filter(|&m| m > 0)
    }

    /// Beam in metres, where the dimensions say.
    pub fn beam_m(&self) -> Option<u16> {
        self.dimensions.map(|[_, _, port, starboard]| port + starboard).filter(|&m| m > 0)
    }
}
