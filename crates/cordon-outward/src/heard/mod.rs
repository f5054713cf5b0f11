//! What other systems tell us: contacts of CoT, kept beside our own picture and never taken for it.
//!
//! Nobody vouches for a CoT event: the uid, the place and the affiliation are what its sender wrote. A contact is
//! shown as told, makes no track and no finding, and is never shared on as ours. What belongs to an exercise
//! and what does not are kept apart, so that a drill cannot move or delete what is real.

mod board;
mod contact;
mod log;

pub use board::{Board, Passed};
pub use contact::HeardContact;
pub use log::{LogError, Tally, keep, read};
