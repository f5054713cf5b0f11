//! Cursor on Target: what ATAK, WinTAK and the TAK servers show.
//!
//! An [`Event`] is one `<event version="2.0">`. It is made from our words by [`ship_or_aircraft`],
//! [`finding`], [`warning`] and [`delete`], or from the JSON of a shared object by [`object`]; written by [`Event::to_xml`], and read by
//! [`Event::from_xml`]. What is written holds only fields listed here: no flow tags, no host names, no
//! addresses of feeds.

mod event;
mod make;
mod read;
mod told;
mod write;

pub use event::{Control, Detail, Event, Link, Origin, Point, Shape, UNKNOWN_ERROR};
pub use make::{delete, finding, ship_or_aircraft, warning};
pub use read::NotAnEvent;
pub use told::{object, taken_back};
