//! The Beast binary format: `1a`, a kind, six bytes of the receiver's clock, one of signal strength, and
//! the message; every `1a` within is sent twice.

use cordon_core::Time;

use super::Batch;
use crate::mode_s::Decoder;

const ESCAPE: u8 = 0x1a;
/// Clock and signal before the message.
const HEADER: usize = 7;

/// A Beast feed on its way. The receiver's clock counts from when it was switched on, so messages are
/// dated by when they came.
#[derive(Clone, Debug, Default)]
pub struct Beast {
    decoder: Decoder,
    /// The record on its way, escapes taken off: kind, header, message.
    record: Vec<u8>,
    state: State,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Between records.
    #[default]
    Outside,
    /// In a record.
    Inside,
    /// After an escape, outside or inside.
    Escaped(bool),
}

/// How many bytes follow a kind.
fn length(kind: u8) -> Option<usize> {
    match kind {
        b'1' => Some(HEADER + 2),
        b'2' => Some(HEADER + 7),
        // A long message, or the receiver's status.
        b'3' | b'4' => Some(HEADER + 14),
        _ => None,
    }
}

impl Beast {
    /// Takes in what came at `now`.
    pub fn take(&mut self, bytes: &[u8], now: Time, batch: &mut Batch) {
        for &byte in bytes {
            self.step(byte, now, batch);
        }
    }

    /// The feed ended.
    pub fn finish(&mut self, _: Time, batch: &mut Batch) {
        self.cut_off(batch);
        self.state = State::Outside;
    }

    fn step(&mut self, byte: u8, now: Time, batch: &mut Batch) {
        self.state = match (self.state, byte) {
            (State::Outside | State::Escaped(false), ESCAPE) => State::Escaped(false),
            // Noise before the first record, or after a broken one.
            (State::Outside, _) => State::Outside,
            (State::Inside, ESCAPE) => State::Escaped(true),
            (State::Inside, byte) => self.add(byte, now, batch),
            (State::Escaped(true), ESCAPE) => self.add(ESCAPE, now, batch),
            (State::Escaped(inside), kind) => {
                if inside {
                    self.cut_off(batch);
                }
                self.begin(kind, batch)
            }
        };
    }

    fn begin(&mut self, kind: u8, batch: &mut Batch) -> State {
        self.record.clear();
        if length(kind).is_none() {
            batch.tally.add_rejected("unknown_kind");
            return State::Outside;
        }
        self.record.push(kind);
        State::Inside
    }

    fn add(&mut self, byte: u8, now: Time, batch: &mut Batch) -> State {
        self.record.push(byte);
        let kind = self.record.first().copied().unwrap_or(0);
        if length(kind).is_some_and(|length| self.record.len() <= length) {
            return State::Inside;
        }
        self.read(kind, now, batch);
        self.record.clear();
        State::Outside
    }

    fn read(&mut self, kind: u8, now: Time, batch: &mut Batch) {
        let message = self.record.get(1 + HEADER..).unwrap_or_default();
        match kind {
            b'2' | b'3' => match self.decoder.take(message, now) {
                Ok(report) => batch.used(report),
                Err(why) => batch.tally.add_rejected(why.name()),
            },
            b'1' => batch.tally.add_rejected("mode_a_c"),
            _ => batch.tally.add_rejected("receiver_status"),
        }
    }

    fn cut_off(&mut self, batch: &mut Batch) {
        if !self.record.is_empty() {
            batch.tally.add_rejected("cut_off");
            self.record.clear();
        }
    }
}
