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
pub mod label;
pub mod names;
pub mod object;

pub use label::Label;
pub use names::{ObjectId, PartnerName};
pub use object::{Kind, Object};
