//! A drill that people drive: steps on demand, orders, injects, and what each role is shown.
//!
//! A [`Drive`] knows no clock: whoever holds it says until when it is to be played. A side is shown what its own
//! and its partners' sensors gave it, and its own part of the log; only the controller sees what is true.

mod view;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use cordon_core::Time;
use serde::Deserialize;

use crate::log::{Event, Record};
use crate::run::{Ran, Recorder};
use crate::world::{Command, Step, Task, World};

pub use view::{Asset, Inject, Line, Seen, Truly, View};

/// Who looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// Sees everything.
    Controller,
    /// Sees what it was given.
    Side(String),
}

/// Why something cannot be done. It says what to do instead.
#[derive(Debug, thiserror::Error)]
pub enum DriveError {
    /// Nobody plays that.
    #[error("the drill has no side `{0}`; its sides are named in `sides`")]
    NoSide(String),
    /// There is no such inject, or it came already.
    #[error("there is no inject `{0}` that is still to come; the controller's view lists them")]
    NoInject(String),
    /// The order makes no sense.
    #[error("{0}")]
    BadOrder(String),
    /// It is over.
    #[error("the drill is over; start another")]
    Over,
    /// Its files cannot be written.
    #[error("the files of the drill cannot be written: {0}; make room, and start again")]
    Files(#[from] io::Error),
}

/// An order as people write it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// Whose.
    pub side: String,
    /// Which asset.
    pub unit: String,
    /// `go`, `shadow`, `query`, `intercept`, `board`, `divert` or `resume`.
    pub task: String,
    /// About which of the side's contacts.
    pub contact: Option<u32>,
    /// Where to go, degrees north.
    pub lat: Option<f64>,
    /// Where to go, degrees east.
    pub lon: Option<f64>,
}

impl Order {
    fn command(self) -> Result<Command, DriveError> {
        let bad = |what: &str| DriveError::BadOrder(format!("`{}`: {what}", self.task));
        let contact = || self.contact.ok_or_else(|| bad("say about which `contact`"));
        let place = || {
            let (lat_deg, lon_deg) = self.lat.zip(self.lon)?;
            let is_place = lat_deg.abs() <= 89.0 && lon_deg.abs() <= 180.0;
            is_place.then_some(Task::Go { lat_deg, lon_deg })
        };
        let task = match self.task.as_str() {
            "go" => place().ok_or_else(|| bad("say where, in `lat` and `lon`, degrees"))?,
            "shadow" => Task::Shadow(contact()?),
            "query" => Task::Query(contact()?),
            "intercept" => Task::Intercept(contact()?),
            "board" => Task::Board(contact()?),
            "divert" => Task::Divert(contact()?),
            "resume" => Task::Resume,
            _ => {
                let known = "no such task; go, shadow, query, intercept, board, divert, resume";
                return Err(bad(known));
            }
        };
        Ok(Command { side: self.side, unit: self.unit, task })
    }
}

/// A drill under way, written into a folder as any other run.
#[derive(Debug)]
pub struct Drive {
    world: World,
    step: Step,
    log: Vec<Record>,
    folder: PathBuf,
    recorder: Option<Recorder>,
    ran: Option<Ran>,
    /// Injects that came.
    came: BTreeSet<String>,
}

/// The longest thing that is said in one go, in characters.
const LONGEST: usize = 500;

impl Drive {
    /// Begins; files of an earlier run in the folder are written over.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn new(world: World, folder: &Path) -> Result<Drive, DriveError> {
        let recorder = Some(Recorder::new(folder, &world)?);
        let (step, log, folder) = (Step::default(), Vec::new(), folder.to_owned());
        Ok(Drive { world, step, log, folder, recorder, ran: None, came: BTreeSet::new() })
    }

    /// The world as it is, for the controller alone.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Where its files are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What came of it, once it is over.
    pub fn ran(&self) -> Option<&Ran> {
        self.ran.as_ref()
    }

    /// Plays on until this time, in whole steps; `each` gets what came out of each.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn play(&mut self, until: Time, each: &mut dyn FnMut(&Step)) -> Result<(), DriveError> {
        while self.ran.is_none() && self.world.now() < until.min(self.world.end()) {
            self.advance(each)?;
        }
        // The last line of the log is written by one step beyond the end.
        if self.ran.is_none() && self.world.now() >= self.world.end() {
            self.end(each)?;
        }
        Ok(())
    }

    /// Ends it now.
    ///
    /// # Errors
    /// Those of the file system, or that it is over.
    pub fn stop(&mut self) -> Result<(), DriveError> {
        self.world.stop();
        if self.ran.is_some() { Err(DriveError::Over) } else { self.end(&mut |_| ()) }
    }

    fn end(&mut self, each: &mut dyn FnMut(&Step)) -> Result<(), DriveError> {
        while self.advance(each)? {}
        if let Some(recorder) = self.recorder.take() {
            self.ran = Some(recorder.finish()?);
        }
        Ok(())
    }

    fn advance(&mut self, each: &mut dyn FnMut(&Step)) -> Result<bool, DriveError> {
        let Some(recorder) = &mut self.recorder else { return Ok(false) };
        recorder.before(&self.world)?;
        if !self.world.advance(&mut self.step) {
            return Ok(false);
        }
        recorder.step(&self.step)?;
        for record in &self.step.records {
            if let Event::Inject { id, .. } = &record.event {
                self.came.insert(id.clone());
            }
        }
        // Where assets are is seen on the map, and would fill any log.
        let told = self.step.records.iter().filter(|it| !matches!(it.event, Event::Asset { .. }));
        self.log.extend(told.cloned());
        each(&self.step);
        Ok(true)
    }

    /// A side gives an order; it is carried out with the next step, or refused in the log.
    ///
    /// # Errors
    /// That there is no such side, or the order makes no sense.
    pub fn order(&mut self, order: Order) -> Result<(), DriveError> {
        self.is_under_way()?;
        self.role(&order.side)?;
        let command = order.command()?;
        self.world.order(command);
        Ok(())
    }

    /// The controller brings an inject in.
    ///
    /// # Errors
    /// That none of this id is still to come.
    pub fn release(&mut self, inject: &str) -> Result<(), DriveError> {
        self.is_under_way()?;
        let shown = || DriveError::NoInject(inject.chars().take(60).collect());
        if self.world.release(inject) { Ok(()) } else { Err(shown()) }
    }

    /// Somebody says something to all; it goes into the log.
    ///
    /// # Errors
    /// That nothing is said, or too much.
    pub fn say(&mut self, role: &Role, text: &str) -> Result<(), DriveError> {
        self.is_under_way()?;
        let text = text.trim();
        let length = text.chars().count();
        if length == 0 || length > LONGEST || text.contains(char::is_control) {
            let what = format!("say something in one line, of at most {LONGEST} letters");
            return Err(DriveError::BadOrder(what));
        }
        let by = match role {
            Role::Controller => "controller",
            Role::Side(side) => side,
        };
        self.world.say(by, text);
        Ok(())
    }

    /// The role of this name: `controller`, or a side's id.
    ///
    /// # Errors
    /// That nobody plays it.
    pub fn role(&self, name: &str) -> Result<Role, DriveError> {
        if name == "controller" {
            return Ok(Role::Controller);
        }
        let is_played = self.world.scenario().side.iter().any(|side| side.id == name);
        let shown = || DriveError::NoSide(name.chars().take(60).collect());
        is_played.then(|| Role::Side(name.to_owned())).ok_or_else(shown)
    }

    fn is_under_way(&self) -> Result<(), DriveError> {
        if self.ran.is_some() { Err(DriveError::Over) } else { Ok(()) }
    }
}
