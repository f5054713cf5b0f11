//! The tongues of other systems, so that their screens show what ours does.
//!
//! Pure functions from [`Contact`], [`cordon_core::Finding`] and [`cordon_core::Warning`] to bytes
//! and back; no network, and no file but that of [`heard`]. Everything takes a [`Marking`]: what leaves says who may have it and whether
//! it is an exercise. Nothing here decides whether something may leave; whoever calls has asked the
//! release gate.
//!
//! * [`cot`]: Cursor on Target XML 2.0, in and out.
//! * [`tak`]: the TAK protocol version 1, its framing and negotiation.
//! * [`cap`]: the Common Alerting Protocol 1.2.
//! * [`cise`]: messages of the Common Information Sharing Environment 1.5.3.
//! * [`moving`]: OGC Moving Features JSON and plain GeoJSON features.
//! * [`heard`]: contacts that CoT told us, as told.
//! * [`shared`]: what partners share, as the others of these take it.

pub mod cap;
pub mod cise;
mod contact;
pub mod cot;
mod ellipse;
pub mod heard;
mod marking;
pub mod moving;
pub mod shared;
pub mod tak;
mod xml;

pub use contact::{Contact, SeenBy};
pub use marking::{Marking, Sensitivity};
pub use shared::Named;
