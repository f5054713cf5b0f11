//! Interdiction planning: where can it be, who can reach it, by what course.
//!
//! * [`intercept`]: the earliest meeting of one asset with one moving ship;
//! * [`route`]: the shortest way around land;
//! * [`reach`]: every place a ship can have got to, and where it most likely is;
//! * [`search`]: where to look, along which track, and how sure one is to see;
//! * [`assign`]: which asset goes to which suspect, and why;
//! * [`law`]: what may be done where they meet;
//! * [`ask`]: all that as questions and answers in JSON, for programs.
//!
//! Everything here is a function of what is given: no clock is read, no file is opened, and chance
//! comes from a seed. What an answer rests on is in its `assumptions`.

pub mod ask;
pub mod assign;
mod earth;
mod error;
mod field;
mod frame;
pub mod intercept;
pub mod land;
pub mod law;
pub mod motion;
pub mod reach;
pub mod route;
pub mod search;
pub mod shape;
pub mod zone;

pub use error::PlanError;
pub use land::{Land, OpenSea};
pub use motion::{Course, Mover};
pub use zone::Zone;
