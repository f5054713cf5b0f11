//! Flights: aircraft as receivers tell of them, and ballistic flights as partners' radars see them.
//!
//! * [`feed`] reads Beast, `BaseStation`, readsb and OpenSky; [`mode_s`] what transponders broadcast;
//!   [`board`] puts reports together into flights, and [`log`] keeps them.
//! * [`claim`] asks whether a claimed apogee, range and duration fit one another.
//! * [`fit`] puts sightings of one ballistic flight by several partners together: where it is, and
//!   where it may come down.
//! * [`warning`] turns that into messages that follow one another: launch, update, correction,
//!   all-clear.
//!
//! For warning people, and for nothing else: free fall is all that is modelled.

pub mod board;
pub mod claim;
pub mod earth;
pub mod feed;
pub mod fit;
pub mod log;
pub mod mode_s;
pub mod warning;
