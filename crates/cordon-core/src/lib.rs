//! Words of the domain: time, units, positions, observations, tracks, findings.
//!
//! Every other crate speaks in these types. Two rules hold everywhere:
//!
//! * what a sensor said is stored as the integer it sent (positions in 1/600 000 degree, speed in
//!   0.1 kn, course in 0.1°), and scaled values are derived;
//! * "not available" is `None`, never 181 or 511.

pub mod finding;
pub mod flight;
pub mod geodesy;
pub mod mmsi;
pub mod observation;
pub mod place;
pub mod position;
pub mod source;
pub mod tally;
pub mod time;
pub mod track;
pub mod units;
pub mod warning;

pub use finding::{Evidence, Finding, FindingId, Kind, Status, Value, Values, VesselRef};
pub use flight::{Address, FlightReport};
pub use mmsi::{Mmsi, MmsiClass};
pub use observation::{Fix, FixFlags, Observation, ReceiverKind, StaticReport, Transponder};
pub use place::{Anchorage, Chart};
pub use position::Position;
pub use source::{Input, InputId, SourceRef};
pub use tally::{Reason, Rejection, Tally};
pub use time::{Span, Time};
pub use track::{SetAside, TrackId};
pub use units::{Degrees, Knots, Metres, NauticalMiles};
pub use warning::{Ellipse, Place, Warning};
