//! Sources that others speak into: sockets.
//!
//! Every peer has its own reader, so that parts of two receivers' messages never join. What comes in
//! is recorded line by line in the order of its arrival; offsets count in that record.

mod backoff;
pub(crate) mod client;
pub(crate) mod heard;
mod lane;
pub(crate) mod listener;
pub(crate) mod udp;

use std::time::{Duration, Instant};

use cordon_core::{FixFlags, Input, InputId};

use crate::batch::Batch;
use crate::format::Format;
use crate::options::Options;
use crate::reader::Out;
use crate::source::{Cursor, Health};
use lane::Log;

/// Bytes taken from a socket in one go.
const PIECE: usize = 1 << 16;

/// What all live sources keep.
pub(crate) struct Station {
    pub input: Input,
    pub id: InputId,
    pub options: Options,
    pub format: Format,
    pub health: Health,
    pub log: Log,
    /// For waiting and silence only: no report's time comes from here.
    last_heard: Instant,
}

impl Station {
    fn new(spec: &str, options: &Options) -> Station {
        let format = options.input_format.unwrap_or(Format::Aivdm);
        let heard = options.clock.as_ref().map(crate::options::Clock::now);
        Station {
            input: Input {
                name: spec.to_owned(),
                format: format.name().to_owned(),
                exercise: None,
                heard,
            },
            id: InputId(0),
            options: options.clone(),
            format,
            health: Health::default(),
            log: Log::default(),
            last_heard: Instant::now(),
        }
    }

    /// Clear the batch and lend it to the lanes.
    fn begin(&mut self, batch: &mut Batch) {
        batch.clear();
        batch.raw_offset = self.log.offset;
    }

    /// Give what a lane reads a place to go.
    fn out<'a>(&'a self, batch: &'a mut Batch) -> Out<'a> {
        Out {
            batch,
            input: self.id,
            clock: self.options.clock.as_ref(),
            max_rejections: self.options.max_rejections,
            flags: FixFlags::default(),
        }
    }

    /// Some bytes came in.
    fn hear(&mut self, bytes: usize) {
        self.health.bytes += bytes as u64;
        self.health.last_byte_at = self.options.clock.as_ref().map(crate::options::Clock::now);
        self.health.silent = false;
        self.last_heard = Instant::now();
    }

    /// Whether nothing came in for longer than the bound.
    fn is_silent(&mut self) -> bool {
        let silent = self.last_heard.elapsed() >= self.options.silence;
        self.health.silent |= silent;
        silent
    }

    /// The same, but true once for each silence.
    fn fell_silent(&mut self) -> bool {
        let known = self.health.silent;
        self.is_silent() && !known
    }

    fn silence_notice(&self) -> String {
        let seconds = self.options.silence.as_secs_f64();
        format!("`{}` has sent nothing for {seconds:.0} s", self.input.name)
    }

    fn cursor(&self) -> Cursor {
        Cursor { offset: self.log.offset, done: false }
    }
}

/// How long to sleep between two looks at sockets that have nothing.
fn nap(left: Duration) {
    std::thread::sleep(left.min(Duration::from_millis(5)));
}
