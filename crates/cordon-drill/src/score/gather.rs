//! A run read back: who took part, where they were, and what happened.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use cordon_core::{Position, Span, Time};

use crate::log::Record;
use crate::run::{files, read_log};
use crate::scenario::shape::{Role, Scenario};
use crate::scenario::{self, Class, Problems};
use crate::sealed::{TruthError, TruthRecord, read_truth};

/// How far apart the instants are at which pictures are compared with the truth.
pub(crate) const EVERY: Span = Span::from_minutes(10);

/// Why a run cannot be scored.
#[derive(Debug, thiserror::Error)]
pub enum ScoreError {
    /// The truth.
    #[error(transparent)]
    Truth(#[from] TruthError),
    /// The log.
    #[error("cannot read the log of the run: {0}")]
    Log(#[from] io::Error),
    /// The scenario.
    #[error("the run's copy of its scenario is wrong: {0}")]
    Scenario(#[from] Problems),
    /// The truth says nothing about when the drill was.
    #[error("the truth has no first record; the run was cut short, play it again")]
    NoBeginning,
}

/// Somebody who took part.
#[derive(Clone, Debug)]
pub(crate) struct Craft {
    pub(crate) role: Role,
    pub(crate) flies: bool,
    pub(crate) mmsis: Vec<u32>,
    pub(crate) contraband: bool,
    /// When it joined.
    pub(crate) joined: Option<Time>,
}

/// Where somebody was at one of the instants.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) craft: usize,
    pub(crate) at: Position,
    pub(crate) sends: bool,
}

/// A deception.
#[derive(Clone, Debug)]
pub(crate) struct Hidden {
    pub(crate) craft: String,
    pub(crate) what: String,
    pub(crate) from: Time,
    pub(crate) until: Time,
    pub(crate) with: Option<String>,
}

/// A run.
#[derive(Debug)]
pub(crate) struct Gathered {
    pub(crate) exercise: String,
    pub(crate) scenario: Scenario,
    pub(crate) seed: u64,
    pub(crate) from: Time,
    pub(crate) until: Time,
    pub(crate) ids: Vec<String>,
    pub(crate) crafts: Vec<Craft>,
    pub(crate) deceptions: Vec<Hidden>,
    pub(crate) places: BTreeMap<Time, Vec<Place>>,
    pub(crate) log: Vec<Record>,
    by_id: BTreeMap<String, usize>,
}

impl Gathered {
    pub(crate) fn read(folder: &Path) -> Result<Gathered, ScoreError> {
        let scenario = scenario::from_file(&folder.join(files::SCENARIO))?;
        let mut run = Gathered {
            exercise: String::new(),
            scenario,
            seed: 0,
            from: Time::MAX,
            until: Time::MIN,
            ids: Vec::new(),
            crafts: Vec::new(),
            deceptions: Vec::new(),
            places: BTreeMap::new(),
            log: Vec::new(),
            by_id: BTreeMap::new(),
        };
        for record in read_truth(&folder.join(files::TRUTH))? {
            run.take(record?);
        }
        if run.until < run.from {
            return Err(ScoreError::NoBeginning);
        }
        run.log = read_log(&folder.join(files::LOG))?.collect::<io::Result<_>>()?;
        Ok(run)
    }

    fn take(&mut self, record: TruthRecord) {
        match record {
            TruthRecord::Begin { exercise, seed, from, until, .. } => {
                (self.exercise, self.seed, self.from, self.until) = (exercise, seed, from, until);
            }
            TruthRecord::Craft { id, role, class, mmsis, contraband, .. } => {
                let class: Option<Class> = serde_json::from_value(class.into()).ok();
                let flies = class.is_some_and(Class::flies);
                self.by_id.insert(id.clone(), self.ids.len());
                self.ids.push(id);
                self.crafts.push(Craft { role, flies, mmsis, contraband, joined: None });
            }
            TruthRecord::Deception { craft, deception, from, until, with } => {
                let until = until.unwrap_or(self.until).min(self.until);
                self.deceptions.push(Hidden { craft, what: deception, from, until, with });
            }
            TruthRecord::State { t, craft, lat, lon, sends, .. } => {
                let Some(&index) = self.by_id.get(&craft) else { return };
                if let Some(craft) = self.crafts.get_mut(index) {
                    craft.joined.get_or_insert(t);
                }
                if (t - self.from).as_micros() % EVERY.as_micros() == 0 {
                    let at = Position::wrapped(lat, lon);
                    let place = Place { craft: index, at, sends };
                    self.places.entry(t).or_default().push(place);
                }
            }
        }
    }

    pub(crate) fn craft(&self, id: &str) -> Option<&Craft> {
        self.crafts.get(*self.by_id.get(id)?)
    }

    pub(crate) fn role(&self, id: &str) -> Role {
        self.craft(id).map_or(Role::Background, |craft| craft.role)
    }

    /// Ids of the craft with this role, in order.
    pub(crate) fn with_role(&self, role: Role) -> impl Iterator<Item = &str> {
        let all = self.ids.iter().zip(&self.crafts);
        all.filter(move |(_, craft)| craft.role == role).map(|(id, _)| id.as_str())
    }

    /// When the craft joined.
    pub(crate) fn joined(&self, id: &str) -> Time {
        self.craft(id).and_then(|craft| craft.joined).unwrap_or(self.from)
    }
}
