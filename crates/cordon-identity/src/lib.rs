//! Who a ship is.
//!
//! A number, a name or a flag is never the ship: it is something that was said of a hull, by someone,
//! at some time. This crate reads those claims and says what they are worth.
//!
//! * [`Imo`], [`ImoCompany`], [`Country`]: check digits, and whose a number or a call sign is;
//! * [`names`]: when two names are one, with the reason;
//! * [`watchlist`]: lists of vessels and owners as of a date, read from the files as they are published;
//! * [`screen`]: who on the lists a ship may be, as of a date, and which lists that was asked of;
//! * [`hull`]: which tracks are one hull: hypotheses with their evidence, that a person can settle;
//! * [`practices`]: altered identities and false flags, as findings.
//!
//! No clock, no network, no file: readers take bytes, and everything dated takes the date it is asked for.

pub mod explain;
pub mod hull;
pub mod imo;
pub mod names;
pub mod practices;
pub mod screen;
pub mod watchlist;

mod country;
mod day;
mod sketch;
mod trace;

pub use country::{Allocation, Country};
pub use day::{Day, NotADay};
pub use explain::Feature;
pub use imo::{Imo, ImoCompany, ImoKind};
pub use sketch::Sketch;
pub use trace::{Attribute, Heard, Point, Trace, Way};
