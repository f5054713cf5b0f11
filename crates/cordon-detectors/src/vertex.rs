//! An observed fix, as small as a finding needs it.

use std::num::NonZeroU32;

use cordon_core::{Evidence, Fix, InputId, Position, SourceRef, Time, TrackId};

/// When, where, and the bytes: 32 bytes, and no more where there may be none. A live fleet holds
/// dozens of each of its tracks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Vertex {
    pub(crate) time: Time,
    pub(crate) position: Position,
    offset: u64,
    input: InputId,
    /// One more than the length of the source, which has at most 16 MiB.
    length: NonZeroU32,
}

impl Vertex {
    pub(crate) fn new(time: Time, position: Position, source: SourceRef) -> Vertex {
        let SourceRef { input, offset, length } = source;
        Vertex { time, position, offset, input, length: NonZeroU32::MIN.saturating_add(length) }
    }

    /// The bytes.
    pub(crate) fn source(self) -> SourceRef {
        let Vertex { offset, input, length, .. } = self;
        SourceRef { input, offset, length: length.get() - 1 }
    }

    /// As a finding cites it.
    pub(crate) fn cite(self, track: TrackId) -> Evidence {
        Evidence { track, time: self.time, position: self.position, source: self.source() }
    }
}

impl From<&Fix> for Vertex {
    fn from(fix: &Fix) -> Vertex {
        Vertex::new(fix.time, fix.position, fix.source)
    }
}
