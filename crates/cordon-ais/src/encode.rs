//! Encoding: typed messages to bits, bits to NMEA sentences.

mod message;
mod sentences;
mod writer;

pub use message::encode;
pub use sentences::{Envelope, sentences};
pub use writer::BitWriter;
