//! Observations of one MMSI become as many tracks as there are ships.
//!
//! An MMSI is a number that a transponder claims; two ships can claim the same one, and one broken
//! message can put a ship on the other side of the world. A [`Tracker`] reads the fixes of one MMSI
//! in [`Fix::order`](cordon_core::Fix::order) and tells, for each, which track it belongs to or why
//! it belongs to none ([`Decision`]).
//!
//! How it decides:
//!
//! 1. **Screen** (`screen`): speeds that mark a broken message, and reports that were heard before,
//!    are set aside at once.
//! 2. **Score** (`link`): for each open track, how unlikely is it that the same craft made the step
//!    to this fix? The miss between the step and the mean of both velocities, in units of what can
//!    be expected after that time, and disagreement in motion, heading, class, status and receiver,
//!    add up to one cost. Steps that no ship can make are no option at all.
//! 3. **Hypotheses** (`beam`): a fix may continue any track in reach, or begin a new one at a fixed
//!    cost. While one option is clearly best, it is taken at once. Where it is not, several
//!    hypotheses live side by side (Reid 1979), and later fixes decide between them, within a
//!    bounded lag of event time and number of fixes.
//! 4. **Confirmation** (`candidates`): beside an open track, a new one counts only after several
//!    fixes. Until then its fixes are held; unconfirmed, they are set aside as implausible.
//!
//! A jump costs once, two ships that alternate cost each time: so one silent ship that comes back
//! continues its track, and two ships get two.
//!
//! Everything is a function of the fixes and the rules alone. Deadlines are instants of event time
//! and are kept in their order, so that calls of [`Tracker::advance`] in between change nothing.

mod beam;
mod candidates;
mod decision;
mod head;
mod identity;
mod link;
mod rules;
mod screen;
mod track;
mod tracker;

pub use decision::Decision;
pub use identity::Identity;
pub use rules::TrackRules;
pub use track::Track;
pub use tracker::Tracker;
