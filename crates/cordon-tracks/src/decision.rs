//! What the tracker says about an observation.

use cordon_core::{Fix, SetAside, TrackId};

use crate::identity::Identity;

/// One decision. Per track, kept fixes come in order of time; every fix gets exactly one of `Kept`
/// and `SetAside`.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// The fix is part of this track.
    Kept {
        /// Which.
        track: TrackId,
        /// The fix.
        fix: Fix,
    },
    /// The fix is part of no track.
    SetAside {
        /// The fix.
        fix: Fix,
        /// Why.
        reason: SetAside,
    },
    /// A track's identity changed: this is all that is known of it now.
    Identity {
        /// Whose.
        track: TrackId,
        /// The whole identity, later reports over earlier ones.
        identity: Box<Identity>,
    },
    /// Nothing more will come for this track.
    Closed {
        /// Which.
        track: TrackId,
    },
}
