//! What was heard and is not kept yet.

use cordon_outward::cot::Event;
use cordon_outward::heard::{self, LogError, Tally};
use cordon_outward::tak::Heard;

use crate::cli::Common;
use crate::commands::watch::now;
use crate::error::Failure;

/// Most events that wait to be kept; what comes faster is counted and let go.
const MOST: usize = 20_000;

/// Too much at once.
#[derive(Debug, thiserror::Error)]
#[error("more at once than is kept")]
struct Flood;

/// Events from the wire to the store.
#[derive(Debug, Default)]
pub(in crate::commands) struct Ear {
    waiting: Vec<Event>,
    /// The mark of all that is heard.
    exercise: Option<String>,
    pub(super) tally: Tally,
}

impl Ear {
    /// For a feed that belongs to an exercise.
    pub(super) fn of(exercise: Option<&str>) -> Ear {
        Ear { exercise: exercise.map(str::to_owned), ..Ear::default() }
    }

    pub(in crate::commands) fn take(&mut self, told: Vec<Heard>) {
        for heard in told {
            match heard {
                Heard::Event(_) if self.waiting.len() >= MOST => self.tally.count(Err(Flood)),
                Heard::Event(event) => self.waiting.push(*event),
                Heard::Rejected(why) => self.tally.count(Err(why)),
                Heard::Answer(_) | Heard::Nothing => {}
            }
        }
    }

    /// Whether so much waits that it should be kept now.
    pub(super) fn is_full(&self) -> bool {
        self.waiting.len() >= MOST / 2
    }

    /// On the disk when this returns.
    pub(in crate::commands) fn keep(&mut self, common: &Common) -> Result<(), Failure> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let mark = self.exercise.as_deref();
        heard::keep(&common.data, &self.waiting, mark, now(), &mut self.tally)
            .map_err(kept_badly)?;
        self.waiting.clear();
        Ok(())
    }
}

pub(super) fn kept_badly(error: LogError) -> Failure {
    Failure::input(error, "is --data the folder of a Cordon store that can be written?")
}
