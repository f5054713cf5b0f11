//! AIS codec: framing, reassembly, decoding and encoding of messages 1 to 28.

pub mod bits;
