//! The TAK protocol, version 1: events as protocol buffers, and how two ends agree to speak them.
//!
//! Over UDP each packet is `bf 01 bf` and a message. Over a stream it is `bf`, the message's length as
//! a varint, and the message; a stream begins as XML, and changes when the server has offered, the
//! client asked and the server agreed.

mod frame;
mod message;
mod peer;

pub use frame::{from_packet, to_packet, to_stream};
pub use peer::{Heard, Peer};
