//! Sharing with partners: released per object, never lost, verifiable.
//!
//! Own the boundary, rent the wire. What leaves is decided here, per object and partner, before any
//! wire; what was released is kept until the partner's own signature says that it has it.
//!
//! ```text
//! object ──► gate ──► outbox ──► link or NATS ──► inbox ──► object
//!  (label)  (policy)  (durable, signed, chained)  (verified, once)
//! ```

pub mod canonical;
pub mod card;
pub mod carry;
pub mod chaos;
pub mod check;
pub mod desk;
pub mod digest;
mod engine;
pub mod error;
pub mod explain;
pub mod feed;
pub mod gate;
pub mod home;
pub mod keys;
pub mod label;
pub mod link;
pub mod names;
pub mod node;
pub mod object;
mod of_home;
pub mod policy;
pub mod preview;
pub mod publisher;
pub mod release_log;
pub mod revoke;
pub mod sanitise;
pub mod seal;
#[cfg(test)]
mod simulation;
pub mod status;
pub mod store;
#[cfg(test)]
mod testing;
pub mod tls;
pub mod wire;

pub use digest::Digest;
pub use label::Label;
pub use names::{ObjectId, PartnerName};
pub use object::{Kind, Object};
