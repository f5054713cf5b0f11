//! One peer's bytes on their way to records.

use crate::bytes::frame::Framing;
use crate::error::FeedError;
use crate::format::Format;
use crate::json::Objects;
use crate::options::Options;
use crate::reader::{At, Out, Reader};
use crate::recognise;
use crate::record::Dialect;

/// Where the record of a live source stands.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Log {
    pub offset: u64,
    pub lines: u64,
}

/// One peer's reader, and the line it has not finished.
pub(crate) struct Lane {
    reader: Box<dyn Reader>,
    carry: Vec<u8>,
    /// The line grew too long: it is passed over to its end.
    long: bool,
    max_line: usize,
}

impl Lane {
    pub(crate) fn new(format: Format, options: &Options) -> Lane {
        let reader: Box<dyn Reader> = match format {
            Format::Aivdm => Box::new(crate::aivdm::Sentences::default()),
            format => Box::new(Objects::new(Dialect::of(format))),
        };
        Lane { reader, carry: Vec::new(), long: false, max_line: options.max_line.max(1) }
    }

    /// Bytes came in. Whole lines go to the reader and to the record.
    pub(crate) fn feed(&mut self, bytes: &[u8], log: &mut Log, out: &mut Out<'_>) {
        let mut rest = bytes;
        while let Some(feed) = memchr::memchr(b'\n', rest) {
            let (head, tail) = rest.split_at_checked(feed).unwrap_or((rest, &[]));
            rest = tail.get(1..).unwrap_or(&[]);
            self.grow(head, log, out);
            self.line(log, out);
        }
        self.grow(rest, log, out);
    }

    /// The peer is gone or its datagram is over: what has no ending is a line all the same.
    pub(crate) fn close_line(&mut self, log: &mut Log, out: &mut Out<'_>) {
        if !self.carry.is_empty() || self.long {
            self.line(log, out);
        }
    }

    /// The connection broke in the middle of a line: the piece is rejected.
    pub(crate) fn cut_line(&mut self, log: &mut Log, out: &mut Out<'_>) {
        if !self.carry.is_empty() {
            let at = self.write(b"\n", log, out);
            out.reject(at, self.carry.len(), "cut_line");
            self.reader.passed_over(at);
        }
        self.carry.clear();
        self.long = false;
    }

    /// Nothing more will come of this peer.
    pub(crate) fn finish(&mut self, log: &mut Log, out: &mut Out<'_>) {
        self.close_line(log, out);
        self.reader.finish(out);
        self.reader.settle(out);
    }

    fn grow(&mut self, bytes: &[u8], log: &Log, out: &mut Out<'_>) {
        if self.long {
            return;
        }
        if self.carry.len() + bytes.len() > self.max_line {
            // Such a line is not recorded: it would be the record's longest by far.
            let at = At { offset: log.offset, line: log.lines + 1 };
            out.reject(at, 0, "line_too_long");
            self.carry.clear();
            self.long = true;
            return;
        }
        self.carry.extend_from_slice(bytes);
    }

    fn line(&mut self, log: &mut Log, out: &mut Out<'_>) {
        if std::mem::take(&mut self.long) {
            return;
        }
        // Kept as it came, so that what is cited across lines is the same bytes as in a file.
        let ending: &[u8] =
            if self.carry.pop_if(|last| *last == b'\r').is_some() { b"\r\n" } else { b"\n" };
        let at = self.write(ending, log, out);
        self.reader.record(&self.carry, at, out);
        self.reader.settle(out);
        self.carry.clear();
    }

    /// Put the line into the record.
    fn write(&self, ending: &[u8], log: &mut Log, out: &mut Out<'_>) -> At {
        out.batch.raw.extend_from_slice(&self.carry);
        out.batch.raw.extend_from_slice(ending);
        log.lines += 1;
        let at = At { offset: log.offset, line: log.lines };
        log.offset += (self.carry.len() + ending.len()) as u64;
        at
    }
}

/// Whether a live source can be read as this format.
pub(crate) fn check(spec: &str, options: &Options) -> Result<(), FeedError> {
    let format = options.input_format.unwrap_or(Format::Aivdm);
    let framing = recognise::live_framing(format);
    if framing == Some(Framing::Lines) {
        return Ok(());
    }
    let why = "over a socket only sentences (aivdm) and JSON lines are read".to_owned();
    Err(FeedError::NotThisFormat { name: spec.to_owned(), format: format.name(), why })
}
