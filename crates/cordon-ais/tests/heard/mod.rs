//! What the decoder's tests share: a sink that remembers, and the way to the shared data.

#![allow(dead_code, reason = "each test file uses its own part of this")]
#![allow(clippy::print_stdout, reason = "a skipped test says so")]

use std::path::PathBuf;

use cordon_ais::{Bytes, Frame, Sink};
use cordon_core::{Reason, Time};

/// A frame, owned.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Kept {
    pub(crate) mmsi: u32,
    pub(crate) bits: usize,
    pub(crate) raw: Vec<u8>,
    pub(crate) time: Option<Time>,
    pub(crate) time_inferred: bool,
    pub(crate) station: Option<String>,
    pub(crate) exercise: Option<String>,
    pub(crate) channel: Option<char>,
    pub(crate) source: Bytes,
    pub(crate) line: u64,
    pub(crate) sentences: u8,
    pub(crate) checksum_missing: bool,
    pub(crate) tag_damaged: bool,
}

/// Remembers everything it is told.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Heard {
    pub(crate) frames: Vec<Kept>,
    pub(crate) rejected: Vec<(Bytes, u64, Reason)>,
}

impl Heard {
    /// Sentences in the messages handed out.
    pub(crate) fn sentences(&self) -> u64 {
        self.frames.iter().map(|frame| u64::from(frame.sentences)).sum()
    }

    /// Reasons, in the order told.
    pub(crate) fn reasons(&self) -> Vec<Reason> {
        self.rejected.iter().map(|(_, _, why)| *why).collect()
    }
}

impl Sink for Heard {
    fn message(&mut self, frame: &Frame<'_>) {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        self.frames.push(Kept {
            mmsi: frame.mmsi(),
            bits: frame.bits.len(),
            raw: frame.raw.to_vec(),
            time: frame.time,
            time_inferred: frame.time_inferred,
            station: frame.station.map(text),
            exercise: frame.exercise.map(text),
            channel: frame.channel.map(char::from),
            source: Bytes { offset: frame.offset, length: frame.length },
            line: frame.line,
            sentences: frame.sentences,
            checksum_missing: frame.checksum_missing,
            tag_damaged: frame.tag_damaged,
        });
    }

    fn rejected(&mut self, source: Bytes, line: u64, reason: Reason) {
        self.rejected.push((source, line, reason));
    }
}

/// Everything in `input`, read to its end.
pub(crate) fn decode(input: &[u8]) -> Heard {
    let mut heard = Heard::default();
    let mut decoder = cordon_ais::Decoder::new();
    decoder.lines(input, 0, &mut heard);
    decoder.finish(&mut heard);
    heard
}

/// A file of the shared data, or a word on standard output and `None`.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let root = PathBuf::from("../../../shared/data");
    let path = root.join(name);
    if !path.exists() {
        println!("skipped: {} absent", path.display());
    }
    path.exists().then_some(path)
}
