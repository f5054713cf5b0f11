//! What every format's reader looks like, and where it puts what it read.

use cordon_core::{FixFlags, InputId, Reason, Rejection, SourceRef, Tally};

use crate::batch::Batch;
use crate::bytes::stream::BROKEN_INPUT;
use crate::options::Clock;

/// Where a record lies in its input.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At {
    /// Byte offset in the decompressed input.
    pub offset: u64,
    /// Line number from 1.
    pub line: u64,
}

/// One format's reader: records in, reports out.
pub(crate) trait Reader: Send {
    /// One record without its ending.
    fn record(&mut self, bytes: &[u8], at: At, out: &mut Out<'_>);

    /// A record that was too long to look at was passed over.
    fn passed_over(&mut self, _at: At) {}

    /// The input ended.
    fn finish(&mut self, _out: &mut Out<'_>) {}

    /// The bytes at hand are read: what was counted on the way is put into the tally.
    fn settle(&mut self, _out: &mut Out<'_>) {}

    /// Another file of the same recording follows: what still waits may be completed there.
    fn hands_over(&mut self) {}

    /// Hand over what the next file of the same recording needs to go on.
    fn baton(&mut self) -> Option<Baton> {
        None
    }

    /// Take over from the file before.
    fn take(&mut self, _baton: Baton) {}
}

/// A sentence decoder on its way from one file of a recording to the next.
pub(crate) type Baton = Box<crate::aivdm::Stream>;

/// Where a reader puts what it read.
pub(crate) struct Out<'a> {
    pub batch: &'a mut Batch,
    pub input: InputId,
    pub clock: Option<&'a Clock>,
    pub max_rejections: usize,
    /// Flags that every fix of this input bears.
    pub flags: FixFlags,
}

impl Out<'_> {
    /// Count a record that told nothing, and say which and why.
    pub(crate) fn reject(&mut self, at: At, length: usize, reason: Reason) {
        let source = self.cite(at.offset, length);
        self.reject_ref(source, at.line, reason);
    }

    /// The same, for bytes that may lie in another input.
    pub(crate) fn reject_ref(&mut self, source: SourceRef, line: u64, reason: Reason) {
        self.tally().add_rejected(reason);
        // Where an input broke is always listed.
        if self.batch.rejections.len() < self.max_rejections || BROKEN_INPUT.contains(&reason) {
            self.batch.rejections.push(Rejection { source, line, reason });
        }
    }

    pub(crate) fn tally(&mut self) -> &mut Tally {
        &mut self.batch.tally
    }

    pub(crate) fn cite(&self, offset: u64, length: usize) -> SourceRef {
        SourceRef { input: self.input, offset, length: u32::try_from(length).unwrap_or(u32::MAX) }
    }
}
