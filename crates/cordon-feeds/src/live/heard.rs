//! The one way in which all sockets are read.

use std::time::{Duration, Instant};

use cordon_core::{Input, InputId};

use super::Station;
use crate::batch::Batch;
use crate::error::FeedError;
use crate::source::{Cursor, Health, Progress, Source};

/// A kind of socket.
pub(crate) trait Ear: Send {
    fn station(&self) -> &Station;

    fn station_mut(&mut self) -> &mut Station;

    /// One look, waiting so long at most. `true` when something came.
    fn look(&mut self, batch: &mut Batch, patience: Duration) -> Result<bool, FeedError>;

    /// Whether nothing will come any more. What still waits is decided then.
    fn is_over(&mut self, _batch: &mut Batch) -> bool {
        false
    }

    /// A silence that began is told once.
    fn tell_silence(&mut self, batch: &mut Batch) {
        if self.station_mut().fell_silent() {
            batch.notices.push(self.station().silence_notice());
        }
    }
}

/// A source that is heard by an ear.
pub(crate) struct Heard<E>(pub(crate) E);

impl<E: Ear> Heard<E> {
    /// Look until a portion is full, nothing more is there, or patience ends.
    fn listen(&mut self, batch: &mut Batch, patience: Duration) -> Result<Progress, FeedError> {
        let since = Instant::now();
        let mut brought = false;
        loop {
            let left = patience.saturating_sub(since.elapsed());
            let more = self.0.look(batch, if brought { Duration::ZERO } else { left })?;
            brought |= more;
            if self.0.is_over(batch) {
                return Ok(Progress::End);
            }
            let full = batch.raw.len() >= self.0.station().options.chunk;
            if full || (brought && !more) || since.elapsed() >= patience {
                break;
            }
        }
        self.0.tell_silence(batch);
        Ok(if brought { Progress::More } else { Progress::Idle })
    }
}

impl<E: Ear> Source for Heard<E> {
    fn input(&self) -> &Input {
        &self.0.station().input
    }

    fn set_input_id(&mut self, id: InputId) {
        self.0.station_mut().id = id;
    }

    fn resume(&mut self, cursor: Cursor) {
        self.0.station_mut().log.offset = cursor.offset;
    }

    fn read(&mut self, batch: &mut Batch, patience: Duration) -> Result<Progress, FeedError> {
        self.0.station_mut().begin(batch);
        let progress = self.listen(batch, patience);
        self.0.station_mut().health.records += batch.tally.read;
        progress
    }

    fn cursor(&self) -> Cursor {
        self.0.station().cursor()
    }

    fn health(&self) -> Health {
        self.0.station().health.clone()
    }
}
