//! What the decoder hands out: complete messages with their envelope, and who takes them.

use cordon_core::{Reason, Time};

use crate::bits::Bits;

/// Bytes of the input: where a record stands in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bytes {
    /// First byte.
    pub offset: u64,
    /// Number of bytes, without the line ending.
    pub length: u32,
}

impl Bytes {
    pub(crate) fn between(start: u64, end: u64) -> Bytes {
        let length = u32::try_from(end.saturating_sub(start)).unwrap_or(u32::MAX);
        Bytes { offset: start, length }
    }

    pub(crate) fn end(self) -> u64 {
        self.offset.saturating_add(u64::from(self.length))
    }

    /// The smallest stretch that holds both.
    pub(crate) fn with(self, other: Bytes) -> Bytes {
        Bytes::between(self.offset.min(other.offset), self.end().max(other.end()))
    }
}

/// A complete message without its armour, and what its sentences said around it.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "four independent facts")]
pub struct Frame<'a> {
    /// The message's bits; at least type and sender (38) are there.
    pub bits: Bits<'a>,
    /// Its sentences, first to last with nothing between: from `!` to the checksum, without tag
    /// blocks and suffixes. Two receivers of one feed write the same bytes here.
    pub raw: &'a [u8],
    /// When it was received: as its tag block, suffix, `$PGHP` or prefix says, in this order; else
    /// by the clock of its stream.
    pub time: Option<Time>,
    /// Whether `time` is only the clock of the stream (`RMC`, `ZDA`, base stations).
    pub time_inferred: bool,
    /// Which station heard it: tag block `s:`, suffix, or `$PGHP`.
    pub station: Option<&'a [u8]>,
    /// Who speaks, for example `AI`, `BS`, `B2`.
    pub talker: [u8; 2],
    /// `VDO`: about the receiver's own ship.
    pub own_ship: bool,
    /// Radio channel as sent: `A`, `B`, `1`, `2`.
    pub channel: Option<u8>,
    /// First byte of the first sentence, or of the tag block or `$PGHP` that belongs to it.
    pub offset: u64,
    /// Bytes to the end of the last sentence, with whatever stands between them.
    pub length: u32,
    /// How many sentences it came in.
    pub sentences: u8,
    /// Line number of its first sentence, from 1.
    pub line: u64,
    /// At least one sentence had no checksum to check.
    pub checksum_missing: bool,
    /// At least one tag block had a wrong checksum, and was not believed.
    pub tag_damaged: bool,
    /// Name of the exercise, when this is simulated: tag block `t:EXERCISE name`.
    pub exercise: Option<&'a [u8]>,
}

impl Frame<'_> {
    /// Message type, 0 to 63.
    #[inline]
    pub fn message_type(&self) -> u8 {
        self.bits.u(0, 6) as u8
    }

    /// Who sent it, by its own word.
    #[inline]
    pub fn mmsi(&self) -> u32 {
        self.bits.u(8, 30) as u32
    }
}

/// Takes what a [`Decoder`](crate::decoder::Decoder) finds.
pub trait Sink {
    /// A complete message.
    fn message(&mut self, message: &Frame<'_>);

    /// A record (a sentence, or a line without one) that was not used, and its line from 1.
    fn rejected(&mut self, source: Bytes, line: u64, reason: Reason);
}
