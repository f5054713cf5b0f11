//! Mode S extended squitters: what aircraft broadcast on 1 090 MHz (ICAO Annex 10 volume IV and Doc
//! 9871; explained in J. Sun, *The 1090 Megahertz Riddle*, 2nd edition, from which the known answers
//! of the tests are).
//!
//! Only broadcasts (downlink formats 17 and 18) are read, whose 24 check bits guard every message.
//! Replies to a radar's questions carry an address mixed into those bits, and tell no position.

mod cpr;
mod decoder;
mod parity;
mod squitter;

pub use cpr::{Cpr, Frame, Surface};
pub use decoder::Decoder;
pub use squitter::{NotASquitter, Said, Squitter};
