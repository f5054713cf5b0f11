//! From bytes to records to reports, with the books kept.

use std::mem;

use cordon_core::{FixFlags, InputId};
use memchr::{memchr, memchr_iter};

use crate::batch::Batch;
use crate::bytes::frame::{Cut, Framing};
use crate::options::Options;
use crate::reader::{At, Out, Reader};

/// How a stream stands after the bytes at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Close {
    /// More may come.
    Open,
    /// It ended.
    Ended,
    /// It broke: the bytes after the last whole record are a cut-off one, rejected for this reason.
    Broken(&'static str),
}

/// Cuts one stream into records and has them read. What it tells does not depend on how the bytes
/// were portioned.
pub(crate) struct Pump {
    pub(crate) input: InputId,
    framing: Framing,
    pub(crate) reader: Box<dyn Reader>,
    /// Bytes after the last whole record.
    carry: Vec<u8>,
    /// Offset of the first byte that is not done with.
    offset: u64,
    line: u64,
    /// Where the record began that grew too long.
    long: Option<At>,
    /// Up to here everything was told in an earlier life.
    muted_until: u64,
    muted: Batch,
    max_line: usize,
    max_rejections: usize,
}

impl Pump {
    pub(crate) fn new(framing: Framing, reader: Box<dyn Reader>, options: &Options) -> Pump {
        Pump {
            input: InputId(0),
            framing,
            reader,
            carry: Vec::new(),
            offset: 0,
            line: 1,
            long: None,
            muted_until: 0,
            muted: Batch::default(),
            max_line: options.max_line.max(1),
            max_rejections: options.max_rejections,
        }
    }

    /// Tell nothing of what ends at or before `offset`.
    pub(crate) fn mute_until(&mut self, offset: u64) {
        self.muted_until = offset;
    }

    /// Whether it is still on its way to where it was.
    pub(crate) fn is_muted(&self) -> bool {
        self.offset < self.muted_until
    }

    /// First byte that is not done with.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    /// Clear the batch and hand out its buffer, with the bytes left from last time, to be filled.
    pub(crate) fn begin(&mut self, batch: &mut Batch) -> Vec<u8> {
        batch.clear();
        mem::swap(&mut batch.raw, &mut self.carry);
        mem::take(&mut batch.raw)
    }

    /// Read the records of a buffer that [`Pump::begin`] gave and that was filled since.
    pub(crate) fn end(&mut self, mut raw: Vec<u8>, close: Close, batch: &mut Batch) {
        let first = self.offset;
        let done = self.records(&raw, close, batch);
        let muted = self.is_muted();
        let Pump { reader, muted: scratch, input, max_rejections, .. } = self;
        let target = if muted { scratch } else { &mut *batch };
        let mut out = out(target, *input, *max_rejections);
        if close != Close::Open {
            reader.finish(&mut out);
        }
        reader.settle(&mut out);
        self.muted.clear();
        self.carry.clear();
        self.carry.extend_from_slice(raw.get(done..).unwrap_or(&[]));
        raw.truncate(done);
        let told_before = self.muted_until.saturating_sub(first).min(done as u64);
        raw.drain(..told_before as usize);
        batch.raw = raw;
        batch.raw_offset = first + told_before;
    }

    /// How many bytes of `raw` are done with.
    fn records(&mut self, raw: &[u8], close: Close, batch: &mut Batch) -> usize {
        let first = self.offset;
        let mut at = 0;
        loop {
            let rest = raw.get(at..).unwrap_or(&[]);
            self.offset = first + at as u64;
            if let Some(long) = self.long {
                at += self.pass_long(long, rest, close, batch);
            } else if let Some(cut) = self.framing.cut(rest, close == Close::Ended) {
                self.record(rest, cut, batch);
                at += cut.next;
            } else if rest.len() > self.max_line {
                self.long = Some(At { offset: self.offset, line: self.line });
                continue;
            } else {
                at += self.tail(rest, close, batch);
                break;
            }
            if at >= raw.len() && close == Close::Open {
                break;
            }
            // A break is told even where it falls between two records.
            if at >= raw.len() && self.long.is_none() && close == Close::Ended {
                break;
            }
        }
        self.offset = first + at as u64;
        at
    }

    fn record(&mut self, rest: &[u8], cut: Cut, batch: &mut Batch) {
        let before = rest.get(..cut.start).unwrap_or(&[]);
        let record = rest.get(cut.start..cut.end).unwrap_or(&[]);
        let after = rest.get(cut.start..cut.next).unwrap_or(&[]);
        let is_text = self.framing == Framing::Objects;
        if is_text {
            self.line += memchr_iter(b'\n', before).count() as u64;
        }
        let at = At { offset: self.offset + cut.start as u64, line: self.line };
        let muted = self.offset + (cut.next as u64) <= self.muted_until;
        let too_long = record.len() > self.max_line;
        let Pump { reader, muted: scratch, input, max_rejections, .. } = self;
        let target = if muted { &mut *scratch } else { batch };
        let mut out = out(target, *input, *max_rejections);
        if too_long {
            out.reject(at, record.len(), "line_too_long");
            reader.passed_over(at);
        } else {
            reader.record(record, at, &mut out);
        }
        if muted {
            reader.settle(&mut out);
            scratch.clear();
        }
        self.line += if is_text { memchr_iter(b'\n', after).count() as u64 } else { 1 };
    }

    /// Pass over the rest of a record that is too long, up to its line's end.
    fn pass_long(&mut self, long: At, rest: &[u8], close: Close, batch: &mut Batch) -> usize {
        let feed = memchr(b'\n', rest);
        let passed = feed.map_or(rest.len(), |feed| feed + 1);
        if feed.is_some() || close != Close::Open {
            let end = self.offset + passed as u64;
            let ending = u64::from(feed.is_some());
            let length = usize::try_from(end - ending - long.offset).unwrap_or(usize::MAX);
            if end > self.muted_until {
                out(batch, self.input, self.max_rejections).reject(long, length, "line_too_long");
            }
            self.reader.passed_over(long);
            self.long = None;
            self.line = long.line + 1;
        }
        passed
    }

    /// The bytes after the last whole record.
    fn tail(&mut self, rest: &[u8], close: Close, batch: &mut Batch) -> usize {
        match close {
            Close::Open => 0,
            // Brackets and blanks after the last object.
            Close::Ended => rest.len(),
            Close::Broken(reason) => {
                let at = At { offset: self.offset, line: self.line };
                out(batch, self.input, self.max_rejections).reject(at, rest.len(), reason);
                rest.len()
            }
        }
    }
}

fn out(batch: &mut Batch, input: InputId, max_rejections: usize) -> Out<'_> {
    Out { batch, input, clock: None, max_rejections, flags: FixFlags::default() }
}
