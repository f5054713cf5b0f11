//! How well everybody did: from the log, the truth, and what the watch found.
//!
//! Every measure is a [`Row`] with its reason and the events it rests on, so that a number can be doubted.
//! Measures that nothing in the drill exercised have no value and say so. The sealed truth is read here
//! and nowhere before.

mod aims;
mod coverage;
mod deceptions;
mod deeds;
mod effort;
pub(crate) mod gather;
mod lawful;
pub mod ospa;
mod picture;
mod sharing;
pub mod siap;
mod watched;

use std::path::Path;

use cordon_core::Time;
use serde::{Deserialize, Serialize};

pub use deceptions::Deceived;
pub(crate) use deceptions::{deceived, is_alarming};
pub use deeds::Subject;
pub use gather::ScoreError;
pub use picture::Instant;
pub use watched::{Point, Told, TrackPath, Watched};

use gather::Gathered;

/// The name of the format, in `score.json`.
pub const SCORE_SCHEMA: &str = "cordon.drill.score/1";

/// The file that a score is written to, in the folder of its run.
pub const SCORE_FILE: &str = "score.json";

/// One measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What it measures.
    pub name: String,
    /// How much; `None` where the drill did not exercise it.
    pub value: Option<f64>,
    /// In what.
    pub unit: String,
    /// Points for each, by the scenario; 0 for what is only told.
    pub weight: f64,
    /// Points it gave.
    pub points: f64,
    /// One sentence.
    pub reason: String,
    /// What it rests on: `log:SEQ` lines of the log, and names of findings.
    pub events: Vec<String>,
}

/// The score of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The format.
    pub schema: String,
    /// The exercise mark.
    pub exercise: String,
    /// Name of the scenario.
    pub scenario: String,
    /// The seed.
    pub seed: u64,
    /// When the drill began.
    pub from: Time,
    /// When it ended.
    pub until: Time,
    /// `false` where somebody was about to break the law, or boarded an innocent ship.
    pub passed: bool,
    /// Sum of the points.
    pub points: f64,
    /// The measures.
    pub rows: Vec<Row>,
    /// What became of each subject.
    pub subjects: Vec<Subject>,
    /// What the watch made of each deception.
    pub deceptions: Vec<Deceived>,
    /// The watch's picture over time.
    pub picture: Vec<Instant>,
}

/// Scores the run in `folder`. `watched` is what the watch made of its messages, if it was asked.
///
/// # Errors
/// [`ScoreError`]: a file of the run is missing or damaged.
pub fn score(folder: &Path, watched: Option<&Watched>) -> Result<Score, ScoreError> {
    let run = Gathered::read(folder)?;
    let subjects = deeds::subjects(&run);
    let (lawful, passed) = lawful::rows(&run);
    let picture = watched.map_or_else(Vec::new, |it| picture::instants(&run, it));
    let deceptions = watched.map_or_else(Vec::new, |it| deceptions::judge(&run, it));
    let mut rows = deeds::rows(&run, &subjects);
    rows.extend(lawful);
    rows.extend(aims::rows(&run));
    rows.extend(effort::rows(&run));
    rows.extend(coverage::rows(&run, watched));
    rows.extend(picture::rows(&run, watched, &picture));
    rows.extend(deceptions::rows(&run, watched, &deceptions));
    rows.extend(sharing::rows(&run));
    let Gathered { exercise, scenario, seed, from, until, .. } = run;
    Ok(Score {
        schema: SCORE_SCHEMA.to_owned(),
        exercise,
        scenario: scenario.name,
        seed,
        from,
        until,
        passed,
        points: tidy(rows.iter().map(|row| row.points).sum()),
        rows,
        subjects,
        deceptions,
        picture,
    })
}

impl Score {
    /// As JSON, indented, keys in the order of the fields, ended by a line feed.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// Rounded to what a reader can use: three digits after the point; never minus zero.
fn tidy(value: f64) -> f64 {
    (value * 1e3).round() / 1e3 + 0.0
}

/// A measure that is told and gives no points.
fn told(name: &str, value: Option<f64>, unit: &str, reason: String) -> Row {
    Row {
        name: name.to_owned(),
        value: value.map(tidy),
        unit: unit.to_owned(),
        weight: 0.0,
        points: 0.0,
        reason,
        events: Vec::new(),
    }
}

impl Row {
    /// With the events it rests on.
    fn resting_on(mut self, events: impl IntoIterator<Item = String>) -> Row {
        self.events = events.into_iter().collect();
        self
    }

    /// Worth so many points each.
    fn worth(mut self, weight: f64, count: f64) -> Row {
        (self.weight, self.points) = (weight, tidy(weight * count));
        self
    }
}

/// A line of the log by its number.
fn line(seq: u64) -> String {
    format!("log:{seq}")
}

/// The middle of some numbers: the mean of the two in the middle of an even count.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    let upper = *values.get(half)?;
    let is_odd = values.len() % 2 == 1;
    Some(if is_odd { upper } else { 0.5 * (upper + values.get(half.wrapping_sub(1))?) })
}
