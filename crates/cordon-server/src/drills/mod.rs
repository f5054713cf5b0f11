//! A drill that people drive through this server: one at a time, paced by a thread of its own.
//!
//! Whoever starts it is given a key for each role. The controller's key opens everything; a side's key opens what
//! its sensors and partners gave that side, and its own assets. When the drill is over it is scored, and score and
//! report are for everybody.

mod keys;
mod pace;
mod runs;
mod underway;

use std::fmt::Debug;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use cordon_drill::Drill;
use cordon_drill::drive::{Drive, DriveError};
use cordon_drill::scenario::shape::Tactics;
use cordon_drill::scenario::{self, Scenario};
use serde::{Deserialize, Serialize};

pub(crate) use keys::Keys;
pub(crate) use runs::Run;

pub(crate) use pace::{MOST_STEP_S, Speed};
pub(crate) use underway::{Status, Underway};

/// Scores a drill that is over: its folder is given, and holds score and report afterwards.
pub trait Judge: Debug + Send + Sync {
    /// Writes `score.json` and `report.html` into the folder of a run.
    ///
    /// # Errors
    /// Why it cannot be scored, in one sentence.
    fn judge(&self, folder: &Path) -> Result<(), String>;
}

/// Where drills are kept, and the one that is under way.
#[derive(Debug)]
pub struct Drills {
    folder: PathBuf,
    judge: Arc<dyn Judge>,
    current: Mutex<Option<Arc<Underway>>>,
}

/// What is to be played.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Start {
    /// Name of a bundled scenario.
    scenario: String,
    /// The scenario's own unless given.
    seed: Option<u64>,
    /// Simulated seconds a second; it begins paused unless given.
    speed: Option<Speed>,
    /// Sides that people play: no tactics give orders for them.
    #[serde(default)]
    people: Vec<String>,
}

/// A scenario that can be driven.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Listed {
    name: String,
    title: String,
    duration_h: f64,
    seed: u64,
    sides: Vec<String>,
}

/// Why a drill does not begin.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoStart {
    /// Another is under way.
    #[error("the drill `{0}` is under way; end it first")]
    Busy(String),
    /// It cannot be played.
    #[error("{0}")]
    Wrong(String),
    /// Its files cannot be written, or its keys not made.
    #[error(transparent)]
    Drive(#[from] DriveError),
}

impl Start {
    /// How fast it is to be played, if that is said.
    pub(crate) fn speed(&self) -> Option<Speed> {
        self.speed
    }
}

impl Drills {
    /// Drills kept in folders below `folder`, scored by `judge`.
    pub fn new(folder: PathBuf, judge: Arc<dyn Judge>) -> Drills {
        Drills { folder, judge, current: Mutex::default() }
    }

    /// The scenarios that can be driven.
    pub(crate) fn scenarios() -> Vec<Listed> {
        let all = scenario::BUNDLED.iter().filter_map(|it| scenario::bundled(it.name)?.ok());
        all.map(|it| Listed {
            sides: it.side.iter().map(|side| side.id.clone()).collect(),
            name: it.name,
            title: it.title,
            duration_h: it.duration_h,
            seed: it.seed,
        })
        .collect()
    }

    /// The drill that is under way, or that was last.
    pub(crate) fn current(&self) -> Option<Arc<Underway>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Begins a drill, unless one is under way.
    pub(crate) fn start(&self, start: &Start) -> Result<Arc<Underway>, NoStart> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(other) = current.as_ref().filter(|it| !it.is_over()) {
            return Err(NoStart::Busy(other.id().to_owned()));
        }
        let scenario = played(start)?;
        let seed = start.seed.unwrap_or(scenario.seed);
        let keys = Keys::new(scenario.side.iter().map(|side| side.id.as_str()))
            .map_err(|error| NoStart::Wrong(format!("no keys can be made: {error}")))?;
        let id = self.free_id(&format!("{}-{seed}", scenario.name));
        let began = scenario.start;
        let world = Drill::of(scenario, seed, began).world();
        let world = world.ok_or_else(|| NoStart::Wrong("it only speaks AIS".to_owned()))?;
        let drive = Drive::new(world, &self.folder.join(&id))?;
        let begun = Underway::begin(id, drive, keys, start.speed, Arc::clone(&self.judge));
        *current = Some(Arc::clone(&begun));
        Ok(begun)
    }

    /// The name with a number after it where a drill of that name is kept already.
    fn free_id(&self, name: &str) -> String {
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        let is_free = |id: &String| !self.folder.join(id).exists();
        names.find(is_free).unwrap_or_else(|| name.to_owned())
    }
}

impl Drop for Drills {
    fn drop(&mut self) {
        if let Some(current) = self.current() {
            current.leave();
        }
    }
}

/// The scenario as it is to be played.
fn played(start: &Start) -> Result<Scenario, NoStart> {
    let shown: String = start.scenario.chars().take(60).collect();
    let found = scenario::bundled(&start.scenario).ok_or_else(|| {
        NoStart::Wrong(format!("there is no scenario `{shown}` to drive; see /api/drill/scenarios"))
    })?;
    let mut scenario = found.map_err(|problems| NoStart::Wrong(problems.to_string()))?;
    for name in &start.people {
        let side = scenario.side.iter_mut().find(|side| side.id == *name);
        let side = side.ok_or_else(|| {
            let shown: String = name.chars().take(60).collect();
            NoStart::Wrong(format!("`{}` has no side `{shown}`", start.scenario))
        })?;
        side.tactics = Tactics::None;
    }
    Ok(scenario)
}
