//! Simulated ships that speak NMEA through the same doors as real ones.
//!
//! A [`Drill`] is a scenario with a start, a length and a seed. Its [`Lines`] are what receivers
//! would have written: AIS sentences in order of time, each with a tag block that names the
//! receiver, the time, and the exercise, so that no line can be taken for the real thing. Its
//! [`Truth`] says what really happened, to measure the pipeline by.
//!
//! ```
//! use cordon_drill::Drill;
//! let start = "2026-01-01T06:00:00Z".parse().unwrap();
//! let drill = Drill::new("south-of-jeju", 7, start).unwrap();
//! let (time, line) = drill.lines().next().unwrap();
//! assert!(time >= start && line.starts_with(b"\\"));
//! assert!(String::from_utf8_lossy(&line).contains("t:EXERCISE SOUTH-OF-JEJU"));
//! ```
//!
//! The same seed gives the same bytes. Every ship draws from streams of random numbers of its
//! own, so that one ship more does not change the others.
//!
//! Nothing here can be taken for a real ship: names begin with `EX`, MMSIs carry the country digits
//! 799, which the ITU has given to nobody, and IMO numbers, where there is one, fail their check
//! digit.

pub mod batch;
pub mod calibrate;
pub mod drive;
pub mod hide;
mod identity;
mod lines;
pub mod log;
mod motion;
mod orders;
mod radio;
mod random;
mod reader;
mod reception;
pub mod replay;
pub mod report;
pub mod run;
pub mod scenario;
pub mod score;
pub mod scrub;
pub mod sealed;
mod ship;
mod south_of_jeju;
pub mod stats;
mod svg;
mod truth;
pub mod world;

use std::sync::Arc;

use cordon_core::{Span, Time};

pub use lines::Lines;
pub use reader::LogReader;
pub use truth::{Event, EventKind, Truth};

use reception::Receivers;
use ship::Ship;

/// The scenario that is made by its own code rather than read from a file.
const GENERATED: &str = "south-of-jeju";

/// Names of all scenarios that come with the program.
pub fn names() -> impl Iterator<Item = &'static str> {
    std::iter::once(GENERATED).chain(scenario::BUNDLED.iter().map(|bundled| bundled.name))
}

/// The length of a drill unless told otherwise.
pub const DEFAULT_DURATION: Span = Span::from_hours(36);

/// Mean time between position reports of a ship under way, unless told otherwise: what is left of
/// the 2 to 10 s of ITU-R M.1371 in archives of shore stations.
pub const DEFAULT_INTERVAL: Span = Span::from_seconds(30);

/// Why there is no such drill.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DrillError {
    /// Nobody wrote this scenario.
    #[error("there is no drill `{0}`; choose one of: {known}", known = names().collect::<Vec<_>>().join(", "))]
    Unknown(String),
    /// Its file is wrong.
    #[error(transparent)]
    Wrong(#[from] scenario::Problems),
}

/// A scenario at a time.
#[derive(Clone, Debug)]
pub struct Drill {
    mark: String,
    start: Time,
    duration: Span,
    interval: Span,
    seed: u64,
    /// The file that is played; the generated scenario where there is none.
    file: Option<Arc<scenario::Scenario>>,
}

/// Who takes part, who listens, and what happens.
struct Scenario {
    ships: Vec<Ship>,
    receivers: Receivers,
    events: Vec<Event>,
}

impl Drill {
    /// The scenario `name` (case does not matter) from `start`, for its own length, or
    /// [`DEFAULT_DURATION`].
    pub fn new(name: &str, seed: u64, start: Time) -> Result<Drill, DrillError> {
        if let Some(file) = scenario::bundled(name) {
            return Ok(Drill::of(file?, seed, start));
        }
        let name = name.to_ascii_lowercase();
        if name != GENERATED {
            return Err(DrillError::Unknown(name.chars().take(60).collect()));
        }
        Ok(Drill {
            mark: name.to_ascii_uppercase(),
            start: start.floor(Span::from_seconds(1)),
            duration: DEFAULT_DURATION,
            interval: DEFAULT_INTERVAL,
            seed,
            file: None,
        })
    }

    /// A scenario file from `start`.
    pub fn of(file: scenario::Scenario, seed: u64, start: Time) -> Drill {
        Drill {
            mark: file.name.to_ascii_uppercase(),
            start: start.floor(Span::from_seconds(1)),
            duration: Span::from_hours_f64(file.duration_h),
            interval: Span::from_seconds_f64(file.keep_one_in_s),
            seed,
            file: Some(Arc::new(file)),
        }
    }

    /// For this long instead.
    #[must_use]
    pub fn lasting(self, duration: Span) -> Drill {
        Drill { duration, ..self }
    }

    /// With this mean time between position reports of a ship under way, but never below what the
    /// class, speed and turn of the ship allow (ITU-R M.1371, annex 1, table 1). Zero for all that
    /// ships really send.
    #[must_use]
    pub fn every(self, interval: Span) -> Drill {
        Drill { interval, ..self }
    }

    /// The exercise mark, as tag blocks carry it: `t:EXERCISE` and this.
    pub fn mark(&self) -> &str {
        &self.mark
    }

    /// When it begins.
    pub fn start(&self) -> Time {
        self.start
    }

    /// When it ends.
    pub fn end(&self) -> Time {
        self.start + self.duration
    }

    /// The sentences, in order of time.
    pub fn lines(&self) -> Lines {
        match self.world() {
            Some(world) => Lines::played(world),
            None => Lines::generated(self, self.scenario()),
        }
    }

    /// The world of a scenario file, as long and as dense as this drill; `None` for the generated one.
    pub fn world(&self) -> Option<world::World> {
        let file = self.file.as_deref()?;
        let hours = self.duration.hours();
        let file = scenario::Scenario {
            duration_h: hours,
            keep_one_in_s: self.interval.seconds(),
            ..file.clone()
        };
        Some(world::World::starting(&file, self.seed, self.start))
    }

    /// The same as a stream of bytes, each line ended by `\r\n`: what a receiver's log file holds.
    pub fn reader(&self) -> LogReader {
        LogReader::new(self.lines())
    }

    /// What really happens, as far as it begins before the end of the drill.
    pub fn truth(&self) -> Truth {
        let mut events = match &self.file {
            Some(file) => truth::events(file, self.start, self.seed),
            None => self.scenario().events,
        };
        events.retain(|event| event.start < self.end());
        for event in &mut events {
            event.end = event.end.filter(|&end| end <= self.end());
        }
        Truth { exercise: self.mark.clone(), seed: self.seed, events }
    }

    fn scenario(&self) -> Scenario {
        south_of_jeju::scenario(self.start, self.seed)
    }
}
