//! What a detector concludes, and everything needed to doubt it.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::mmsi::Mmsi;
use crate::position::Position;
use crate::source::SourceRef;
use crate::time::Time;
use crate::track::TrackId;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// No report for longer than the threshold.
    Gap,
    /// Two craft close together, slow, for long.
    Encounter,
    /// Slow far from shore for long.
    Loitering,
    /// Entry, stop and exit at a port or anchorage.
    PortVisit,
    /// Positions or motion that no ship can have had; the value `how` says in which way.
    Spoofing,
    /// Several craft of one place fell silent together: the receiver or the band, not the ships.
    AreaOutage,
    /// Entry into an area of the user's.
    ZoneEntry,
    /// What was declared of a voyage, against what was sailed; the value `how` says in which way.
    VoyageIrregularity,
    /// Two silent craft that could have met: a place to look at, never an assertion.
    DarkMeeting,
    /// A name, call sign, number or size that changed, or cannot be right; the value `how` says in
    /// which way.
    IdentityChange,
    /// One MMSI on two craft at once.
    SharedMmsi,
    /// Flags changed more often than trade explains.
    FlagHopping,
    /// A flag that the number does not bear out, or that nobody granted.
    FalseFlag,
    /// One craft under two numbers at once.
    DualIdentity,
}

impl Kind {
    /// Every kind, in the order of the summary.
    pub const ALL: [Kind; 14] = [
        Kind::Gap,
        Kind::Encounter,
        Kind::Loitering,
        Kind::PortVisit,
        Kind::Spoofing,
        Kind::AreaOutage,
        Kind::ZoneEntry,
        Kind::VoyageIrregularity,
        Kind::DarkMeeting,
        Kind::IdentityChange,
        Kind::SharedMmsi,
        Kind::FlagHopping,
        Kind::FalseFlag,
        Kind::DualIdentity,
    ];

    /// Its name in files and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Gap => "gap",
            Kind::Encounter => "encounter",
            Kind::Loitering => "loitering",
            Kind::PortVisit => "port_visit",
            Kind::Spoofing => "spoofing",
            Kind::AreaOutage => "area_outage",
            Kind::ZoneEntry => "zone_entry",
            Kind::VoyageIrregularity => "voyage_irregularity",
            Kind::DarkMeeting => "dark_meeting",
            Kind::IdentityChange => "identity_change",
            Kind::SharedMmsi => "shared_mmsi",
            Kind::FlagHopping => "flag_hopping",
            Kind::FalseFlag => "false_flag",
            Kind::DualIdentity => "dual_identity",
        }
    }

    /// From its name.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where a finding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Still going on as far as the data goes.
    Open,
    /// Ended.
    Final,
    /// Late data changed it; the version before is kept.
    Revised,
    /// Late data undid it; kept with the reason.
    Withdrawn,
}

impl Status {
    /// Its name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Final => "final",
            Status::Revised => "revised",
            Status::Withdrawn => "withdrawn",
        }
    }

    /// From its name.
    pub fn from_name(name: &str) -> Option<Status> {
        [Status::Open, Status::Final, Status::Revised, Status::Withdrawn]
            .into_iter()
            .find(|status| status.name() == name)
    }
}

/// A measured value or a threshold. Numbers carry their unit in the key (`distance_m`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// A count.
    Count(i64),
    /// A measurement, rounded by the detector to what it is worth.
    Number(f64),
    /// A word, a name, or an instant in RFC 3339.
    Text(String),
}

impl From<f64> for Value {
    fn from(n: f64) -> Value {
        Value::Number(n)
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Value {
        Value::Count(n)
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Value {
        Value::Flag(b)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<Time> for Value {
    fn from(time: Time) -> Value {
        Value::Text(time.to_string())
    }
}

/// Values by key, in the order of their keys.
pub type Values = BTreeMap<String, Value>;

/// A vessel as a finding names it: what its transponder said, as far as heard by then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VesselRef {
    /// The number it claimed.
    pub mmsi: u32,
    /// The IMO number it claimed.
    pub imo: Option<u32>,
    /// The name it claimed.
    pub name: Option<String>,
}

impl VesselRef {
    /// A vessel of which only the number is known.
    pub fn unnamed(mmsi: Mmsi) -> VesselRef {
        VesselRef { mmsi: mmsi.0, imo: None, name: None }
    }
}

/// One observed fix that a finding stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Which track the fix was attributed to.
    pub track: TrackId,
    /// When.
    pub time: Time,
    /// Where.
    pub position: Position,
    /// The bytes.
    pub source: SourceRef,
}

/// A finding's stable name: the same observations give the same name, whatever way they came.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FindingId(pub String);

impl FindingId {
    /// Name a finding by its kind, the track it is about (the first of them, for two), and its
    /// start. `salt` tells apart findings that share all three, such as the other ship's track.
    ///
    /// FNV-1a over the printed parts: short, fixed, and no secret.
    pub fn new(kind: Kind, track: TrackId, start: Time, salt: &str) -> FindingId {
        let text = format!("{kind}|{track}|{start}|{salt}");
        let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        FindingId(format!("{}-{hash:016x}", kind.name()))
    }
}

impl fmt::Display for FindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Something a detector concludes, with the fixes it stands on.
///
/// `start` and `end` are times of observed fixes, or instants between two observed fixes where the
/// `values` say so; nothing lies outside what was observed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable name.
    pub id: FindingId,
    /// What.
    pub kind: Kind,
    /// Where it stands.
    pub status: Status,
    /// When it began.
    pub start: Time,
    /// When it ended; `None` while open.
    pub end: Option<Time>,
    /// A representative place: where it began for a gap, its middle for the others.
    pub position: Position,
    /// The tracks it is about; two for an encounter, in the order of their names.
    pub tracks: Vec<TrackId>,
    /// The same craft as people name them, in the order of `tracks`. Filled in by the pipeline.
    pub vessels: Vec<VesselRef>,
    /// Measured values.
    pub values: Values,
    /// The thresholds it was judged by.
    pub thresholds: Values,
    /// The fixes it stands on, in order of time. `values` follow from these alone.
    pub evidence: Vec<Evidence>,
    /// One sentence that says why.
    pub reason: String,
    /// 0 as first told, then one more for each change of `status` or `values` after it was final.
    pub revision: u32,
    /// The exercise mark, when it rests on simulated observations.
    pub exercise: Option<String>,
}
