//! The drill that is under way, and the thread that plays it.

use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use cordon_core::{Span, Time};
use cordon_drill::drive::{Drive, DriveError, Role};
use serde::Serialize;

use super::Judge;
use super::keys::Keys;
use super::pace::{Pace, Speed};

/// How often time goes on.
const TICK: Duration = Duration::from_millis(100);
/// So much is played before others may look.
const SLICE: Span = Span::from_seconds(60);
/// Who is farther behind goes on from where it is.
const BEHIND: Span = Span::from_minutes(10);

/// A drill under way, or over.
#[derive(Debug)]
pub(crate) struct Underway {
    id: String,
    keys: Keys,
    driven: Mutex<Driven>,
    changed: Condvar,
}

/// What the thread and the handlers share.
#[derive(Debug)]
pub(crate) struct Driven {
    pub(crate) drive: Drive,
    pub(crate) pace: Pace,
    stage: Stage,
}

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "stage", content = "why")]
pub(crate) enum Stage {
    /// It is played.
    Playing,
    /// It is over and being scored.
    Scoring,
    /// Score and report are there.
    Scored,
    /// It broke off, or was not scored.
    Failed(String),
    /// The server goes.
    Left,
}

/// What everybody may know of it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Status {
    id: String,
    exercise: String,
    simulated: bool,
    scenario: String,
    title: String,
    seed: u64,
    sides: Vec<String>,
    from: Time,
    now: Time,
    until: Time,
    speed: Speed,
    paused: bool,
    #[serde(flatten)]
    stage: Stage,
}

impl Underway {
    /// Begins to play on a thread of its own.
    pub(super) fn begin(
        id: String,
        drive: Drive,
        keys: Keys,
        speed: Option<Speed>,
        judge: Arc<dyn Judge>,
    ) -> Arc<Underway> {
        let pace = Pace::new(speed, Instant::now(), drive.world().now());
        let driven = Mutex::new(Driven { drive, pace, stage: Stage::Playing });
        let begun = Arc::new(Underway { id, keys, driven, changed: Condvar::new() });
        let own = Arc::clone(&begun);
        let thread = std::thread::Builder::new().name("cordon-drill".into());
        if let Err(error) = thread.spawn(move || own.run(&*judge)) {
            begun.lock().stage = Stage::Failed(format!("no thread to play it on: {error}"));
        }
        begun
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The role that a key is for.
    pub(crate) fn role(&self, key: &str) -> Option<Role> {
        self.keys.role(key)
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Driven> {
        self.driven.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The clock or the drill was changed: the thread looks at once.
    pub(crate) fn wake(&self) {
        self.changed.notify_all();
    }

    pub(crate) fn is_over(&self) -> bool {
        !matches!(self.lock().stage, Stage::Playing | Stage::Scoring)
    }

    /// Where score and report are, once they are there.
    pub(crate) fn scored(&self) -> Option<PathBuf> {
        let driven = self.lock();
        (driven.stage == Stage::Scored).then(|| driven.drive.folder().to_owned())
    }

    /// The server goes: no more is played.
    pub(super) fn leave(&self) {
        let mut driven = self.lock();
        if driven.stage == Stage::Playing {
            driven.stage = Stage::Left;
        }
        drop(driven);
        self.wake();
    }

    pub(crate) fn status(&self) -> Status {
        let driven = self.lock();
        let world = driven.drive.world();
        let scenario = world.scenario();
        Status {
            id: self.id.clone(),
            exercise: world.mark().to_owned(),
            simulated: true,
            scenario: scenario.name.clone(),
            title: scenario.title.clone(),
            seed: world.seed(),
            sides: scenario.side.iter().map(|side| side.id.clone()).collect(),
            from: world.start(),
            now: world.now(),
            until: world.end(),
            speed: driven.pace.speed,
            paused: driven.pace.is_paused,
            stage: driven.stage.clone(),
        }
    }

    fn run(&self, judge: &dyn Judge) {
        if let Err(error) = self.play() {
            self.lock().stage = Stage::Failed(error.to_string());
            return;
        }
        let folder = {
            let mut driven = self.lock();
            if driven.stage != Stage::Playing {
                return;
            }
            driven.stage = Stage::Scoring;
            driven.drive.folder().to_owned()
        };
        let judged = judge.judge(&folder);
        self.lock().stage = judged.map_or_else(Stage::Failed, |()| Stage::Scored);
    }

    /// Plays to the end, as fast as the pace says.
    fn play(&self) -> Result<(), DriveError> {
        let mut driven = self.lock();
        while driven.stage == Stage::Playing && driven.drive.ran().is_none() {
            if driven.go_on()? {
                // Who waits for a look gets it.
                drop(driven);
                std::thread::sleep(Duration::from_micros(200));
                driven = self.lock();
            } else {
                let waited = self.changed.wait_timeout(driven, TICK);
                driven = waited.unwrap_or_else(PoisonError::into_inner).0;
            }
        }
        Ok(())
    }
}

impl Driven {
    /// Plays what is due, at most a slice of it; whether anything was.
    fn go_on(&mut self) -> Result<bool, DriveError> {
        let (at, now) = (Instant::now(), self.drive.world().now());
        let due = self.pace.due(at, now);
        if due <= now && now < self.drive.world().end() {
            return Ok(false);
        }
        self.drive.play(due.min(now + SLICE), &mut |_| ())?;
        let reached = self.drive.world().now();
        if due.min(self.drive.world().end()) - reached > BEHIND {
            self.pace.go_on(at, reached);
        }
        Ok(true)
    }
}
