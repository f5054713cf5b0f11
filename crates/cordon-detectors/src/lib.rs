//! What tracks mean: gaps, encounters, loitering, port visits.
//!
//! Each detector is a small state machine driven by the fixes of a track in order of time and by
//! event time; none reads a clock. What is found does not depend on how the fixes were cut into
//! slices, on midnight, or on the 180° meridian. `docs/detectors.md` defines every rule and value.
//!
//! * [`TrackDetectors`] holds all that look at one track: [`gap`], [`loitering`], [`port_visit`],
//!   [`spoofing`], [`voyage`], [`zone`]; [`Jumps`] looks at all tracks of one number;
//! * [`PairSampler`] and [`Encounters`] find pairs: the first runs beside each track, in parallel,
//!   the second joins them all ([`encounter`]);
//! * [`Outages`] and [`DarkMeetings`] look at the gaps of all craft together ([`outage`],
//!   [`dark_meeting`]).
//!
//! A finding told again under the same id replaces the one before (open, then final).

pub mod dark_meeting;
pub mod encounter;
pub mod gap;
pub mod gap_model;
pub mod loitering;
pub mod outage;
pub mod port_visit;
pub mod reception;
pub mod spoofing;
pub mod voyage;
pub mod zone;

mod cells;
mod nearness;
mod one_dark;
mod report;
mod rules;
mod stations;
mod strand;
mod thin;
mod track;
mod vertex;

pub use dark_meeting::{DarkMeetingRules, DarkMeetings};
pub use encounter::{EncounterRules, Encounters, PairSampler, Slice};
pub use gap::GapRules;
pub use loitering::LoiteringRules;
pub use outage::{OutageRules, Outages};
pub use port_visit::PortVisitRules;
pub use reception::{Reception, ReceptionGrid, ReceptionLevel, Run, Station, Unheard};
pub use rules::{BadRules, Context, Rules};
pub use spoofing::{Jumps, SpoofingRules};
pub use track::TrackDetectors;
pub use voyage::{Declared, VoyageRules};
pub use zone::ZoneRules;
