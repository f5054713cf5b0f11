//! What the tracker says about an observation.

use cordon_core::{Fix, SetAside, SourceRef, StaticReport, Time, TrackId};

use crate::identity::Identity;

/// One decision. Per track, kept fixes come in order of time; every fix gets exactly one of `Kept`
/// and `SetAside`. A static report gets a `Said`, unless no track of its class ever came.
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
    /// A static report was given to this track, whether or not it said anything new.
    Said {
        /// Which.
        track: TrackId,
        /// When the report was made.
        time: Time,
        /// Its bytes.
        source: SourceRef,
        /// The report, where it had waited for a track; else it is the one just handed in.
        waited: Option<Box<StaticReport>>,
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
