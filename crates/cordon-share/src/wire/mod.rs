//! What travels between nodes, byte by byte. `docs/share-wire.md` describes it for other programs.

mod ack;
mod batch;
mod codec;
mod frame;

pub use ack::{Ack, Purged, Refusal};
pub use batch::{Batch, Content, Dropped, Header, MAX_BATCH, MAX_DROPPED, MAX_ITEMS, MAX_OBJECT};
pub(crate) use batch::{read_header, write_header};
pub use codec::Malformed;
pub use frame::{Frame, Hello, MAX_FRAME, PART, PROTOCOL, parts};

#[cfg(test)]
mod tests;
