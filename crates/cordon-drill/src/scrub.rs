//! A run to look back at: where everybody was at any moment, and what happened, small enough for a browser.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use cordon_core::Time;
use serde::Serialize;
use serde_json::Value;

use crate::log::{Event, Record};
use crate::replay::ReplayError;
use crate::run::{files, read_log};
use crate::scenario::shape::Role;
use crate::sealed::{TruthRecord, read_truth};

/// At most about so many places are told.
const MOST_PLACES: f64 = 100_000.0;
/// Places are told at most so often, in seconds.
const OFTENEST_S: f64 = 60.0;

/// A place of a craft: seconds from the start, degrees north and east, and a bit each for a transponder that is on
/// (1) and for lying about the place (2).
pub type Place = (f64, f64, f64, u8);

/// A craft and its places.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Way {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its class.
    pub class: String,
    /// Whose it is.
    pub side: Option<String>,
    /// What part it plays.
    pub role: Role,
    /// In order of time.
    pub places: Vec<Place>,
}

/// A run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scrub {
    /// The exercise mark.
    pub exercise: String,
    /// Always `true`.
    pub simulated: bool,
    /// Name of the scenario.
    pub scenario: String,
    /// The seed.
    pub seed: u64,
    /// When it began.
    pub from: Time,
    /// When it ended.
    pub until: Time,
    /// How often places were kept, in seconds.
    pub every_s: f64,
    /// Everybody who took part.
    pub craft: Vec<Way>,
    /// What happened, without where assets were.
    pub events: Vec<Value>,
}

/// Reads the run in `folder`.
///
/// # Errors
/// [`ReplayError`]: a file of the run is missing or damaged.
pub fn scrub(folder: &Path) -> Result<Scrub, ReplayError> {
    let mut run = Scrub {
        exercise: String::new(),
        simulated: true,
        scenario: String::new(),
        seed: 0,
        from: Time::MIN,
        until: Time::MAX,
        every_s: OFTENEST_S,
        craft: Vec::new(),
        events: Vec::new(),
    };
    // A drill may have been ended before its time.
    for record in read_log(&folder.join(files::LOG))? {
        let record = record?;
        run.until = record.t;
        run.events.extend(event(&record)?);
    }
    let mut by_id = HashMap::new();
    for record in read_truth(&folder.join(files::TRUTH))? {
        run.take(record?, &mut by_id);
    }
    run.craft.retain(|way| !way.places.is_empty());
    Ok(run)
}

impl Scrub {
    fn take(&mut self, record: TruthRecord, by_id: &mut HashMap<String, usize>) {
        match record {
            TruthRecord::Begin { exercise, scenario, seed, from, until, .. } => {
                (self.exercise, self.scenario, self.seed) = (exercise, scenario, seed);
                (self.from, self.until) = (from, self.until.min(until));
            }
            TruthRecord::Craft { id, name, class, side, role, .. } => {
                by_id.insert(id.clone(), self.craft.len());
                self.craft.push(Way { id, name, class, side, role, places: Vec::new() });
                let seconds = (self.until - self.from).seconds() * self.craft.len() as f64;
                self.every_s = (seconds / MOST_PLACES / 60.0).ceil().max(1.0) * OFTENEST_S;
            }
            TruthRecord::State { t, craft, lat, lon, sends, lies, .. } => {
                let at = (t - self.from).seconds();
                let every = self.every_s;
                let index = by_id.get(&craft).copied();
                let Some(way) = index.and_then(|index| self.craft.get_mut(index)) else { return };
                let flags = u8::from(sends) | u8::from(lies) << 1;
                let is_due = way.places.last().is_none_or(|last| {
                    // A transponder that goes on or off is told at once.
                    at - last.0 >= every || last.3 != flags
                });
                if is_due {
                    way.places.push((at, tidy(lat), tidy(lon), flags));
                }
            }
            TruthRecord::Deception { .. } => {}
        }
    }
}

/// Ten metres are enough for a picture.
fn tidy(degrees: f64) -> f64 {
    (degrees * 1e4).round() / 1e4 + 0.0
}

fn event(record: &Record) -> io::Result<Option<Value>> {
    match record.event {
        Event::Asset { .. } => Ok(None),
        _ => serde_json::to_value(record).map(Some).map_err(io::Error::from),
    }
}
