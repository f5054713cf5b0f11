//! Encoding: typed messages to bits, bits to NMEA sentences.

mod message;
mod sentences;
mod targets;
mod writer;

pub use message::encode;
pub use sentences::{Envelope, sentences};
pub use targets::{MOST_TARGETS, Target, synthetic_targets};
pub use writer::BitWriter;
