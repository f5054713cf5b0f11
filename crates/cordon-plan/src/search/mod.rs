//! Where to look, along which track, and how sure one is to see.
//!
//! Effort is spread over a probability map so that what is found soonest is looked for first
//! (Koopman 1980, Stone 1975); patterns turn effort into tracks that can be steamed or flown.

pub mod allocate;
pub mod barrier;
pub mod detect;
pub mod export;
pub mod pattern;

pub use allocate::{Allocation, Cell, allocate, no_find};
pub use detect::{Law, Sensor};
pub use pattern::{Pattern, Plan, Task, plan};
