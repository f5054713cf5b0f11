//! AIS codec: framing, reassembly, decoding and encoding of messages 1 to 28.

pub mod bits;
pub mod encode;
pub mod json;
pub mod message;
pub mod scale;
pub mod text;
