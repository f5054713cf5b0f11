//! AIS codec: framing, reassembly, decoding and encoding of messages 1 to 28.

pub mod asm;
pub mod bits;
pub mod encode;
pub mod json;
pub mod message;
pub mod scale;
pub mod text;

pub mod armour;
pub mod assembler;
pub mod clock;
pub mod columns;
pub mod decoder;
pub mod frame;
pub mod kinematics;
pub mod observe;
pub mod reason;
pub mod scan;
pub mod sentence;
mod suffix;
pub mod tagblock;

pub use decoder::Decoder;
pub use frame::{Bytes, Frame, Sink};
pub use observe::{Observed, observe};
