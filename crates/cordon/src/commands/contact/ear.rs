//! What was heard and is not kept yet.

use cordon_outward::cot::Event;
use cordon_outward::heard::{self, LogError, Tally};
use cordon_outward::tak::Heard;

use crate::cli::Common;
use crate::commands::watch::now;
use crate::error::Failure;
use crate::progress::say;

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

    /// On the disk when this returns; what could not be kept goes on waiting.
    pub(in crate::commands) fn keep(&mut self, common: &Common) -> Result<(), LogError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let mark = self.exercise.as_deref();
        self.tally.add(heard::keep(&common.data, &self.waiting, mark, now())?);
        self.waiting.clear();
        Ok(())
    }

    /// Why events changed nothing, with how many.
    pub(super) fn reasons(&self) -> String {
        let passed: Vec<_> =
            self.tally.passed.iter().map(|(why, n)| format!("{why} {n}")).collect();
        passed.join(", ")
    }

    /// Says what became of all that was heard.
    pub(in crate::commands) fn sum_up(&self) {
        let (read, used, reasons) = (self.tally.read, self.tally.used, self.reasons());
        let reasons = if reasons.is_empty() { reasons } else { format!(" ({reasons})") };
        say(&format!("read {read}, used {used}, passed over {}{reasons}", read - used));
    }
}

pub(in crate::commands) fn kept_badly(error: LogError) -> Failure {
    Failure::input(error, "is --data the folder of a Cordon store that can be written?")
}
