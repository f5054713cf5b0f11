//! The built-in link: sessions with partners over whatever carries bytes.

mod dial;
mod session;
mod wire;

pub(crate) use dial::{Calls, accept, dial};
pub(crate) use session::{Ask, Context};
pub use wire::{Timing, Wire};
