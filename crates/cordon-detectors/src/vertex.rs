//! An observed fix, as small as a finding needs it.

use cordon_core::{Evidence, Fix, Position, SourceRef, Time, TrackId};

/// When, where, and the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Vertex {
    pub(crate) time: Time,
    pub(crate) position: Position,
    pub(crate) source: SourceRef,
}

impl Vertex {
    /// As a finding cites it.
    pub(crate) fn cite(self, track: TrackId) -> Evidence {
        Evidence { track, time: self.time, position: self.position, source: self.source }
    }
}

impl From<&Fix> for Vertex {
    fn from(fix: &Fix) -> Vertex {
        Vertex { time: fix.time, position: fix.position, source: fix.source }
    }
}
