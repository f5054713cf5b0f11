//! Many runs of one scenario: means with intervals.
//!
//! Runs differ by their seed and by what is varied; run `i` is the same in every batch that begins with the same
//! seed, on however many threads.

mod picture;
mod vary;

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::score::Score;
use crate::stats;

pub use picture::picture;
pub use vary::{BadVary, Vary};

/// The name of the format, in `batch.json`.
pub const BATCH_SCHEMA: &str = "cordon.drill.batch/1";

/// One run of a batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchRun {
    /// Its seed.
    pub seed: u64,
    /// What was varied, and to what.
    pub varied: BTreeMap<String, f64>,
    /// Whether the law was kept.
    pub passed: bool,
    /// Its points.
    pub points: f64,
    /// Its measures that have a value.
    pub values: BTreeMap<String, f64>,
}

impl BatchRun {
    /// What counts of a run's score.
    pub fn new(score: &Score, varied: BTreeMap<String, f64>) -> BatchRun {
        let values = score.rows.iter().filter_map(|row| Some((row.name.clone(), row.value?)));
        BatchRun {
            seed: score.seed,
            varied,
            passed: score.passed,
            points: score.points,
            values: values.collect(),
        }
    }
}

/// A measure over all runs that have it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// What it measures.
    pub name: String,
    /// In what.
    pub unit: String,
    /// Runs that have it.
    pub runs: usize,
    /// Its mean.
    pub mean: f64,
    /// Lower end of the 95 % interval of the mean; `None` for one run.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// The least of all runs.
    pub least: f64,
    /// The most.
    pub most: f64,
    /// How the interval was made: `wilson` for yes or no, else `student_t`.
    pub interval: String,
}

/// A batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// The format.
    pub schema: String,
    /// The exercise mark.
    pub exercise: String,
    /// Name of the scenario.
    pub scenario: String,
    /// The measures, `passed` and `points` first.
    pub measures: Vec<Measure>,
    /// The runs, in order of their numbers.
    pub runs: Vec<BatchRun>,
}

impl Batch {
    /// Sums up runs; `like` is the score of any of them, for names and units.
    pub fn new(like: &Score, runs: Vec<BatchRun>) -> Batch {
        let passed: Vec<f64> = runs.iter().map(|run| f64::from(u8::from(run.passed))).collect();
        let points: Vec<f64> = runs.iter().map(|run| run.points).collect();
        let mut measures = Vec::new();
        measures.extend(measure("passed", "reached", &passed));
        measures.extend(measure("points", "points", &points));
        for row in &like.rows {
            let values: Vec<f64> =
                runs.iter().filter_map(|run| run.values.get(&row.name).copied()).collect();
            measures.extend(measure(&row.name, &row.unit, &values));
        }
        Batch {
            schema: BATCH_SCHEMA.to_owned(),
            exercise: like.exercise.clone(),
            scenario: like.scenario.clone(),
            measures,
            runs,
        }
    }

    /// One line a run: seed, what was varied, and every measure; empty where it has no value.
    pub fn to_csv(&self) -> String {
        let varied = self.runs.first().map(|run| run.varied.keys().cloned().collect::<Vec<_>>());
        let varied = varied.unwrap_or_default();
        let names: Vec<&str> = self.measures.iter().skip(2).map(|it| it.name.as_str()).collect();
        let mut out = String::from("exercise,seed");
        for name in
            varied.iter().map(String::as_str).chain(["passed", "points"]).chain(names.clone())
        {
            let _ = write!(out, ",{name}");
        }
        out.push('\n');
        for run in &self.runs {
            let _ = write!(out, "{},{}", self.exercise, run.seed);
            for key in &varied {
                let _ = write!(out, ",{}", run.varied.get(key).copied().unwrap_or(f64::NAN));
            }
            let _ = write!(out, ",{},{}", run.passed, run.points);
            for name in &names {
                match run.values.get(*name) {
                    Some(value) => {
                        let _ = write!(out, ",{value}");
                    }
                    None => out.push(','),
                }
            }
            out.push('\n');
        }
        out
    }
}

fn measure(name: &str, unit: &str, values: &[f64]) -> Option<Measure> {
    let (mean, by_t) = stats::mean(values)?;
    let is_yes_or_no = unit == "reached";
    let by_wilson = || stats::wilson(mean_count(values), values.len() as u64);
    let interval = if is_yes_or_no { by_wilson() } else { by_t };
    let digits = |value: f64| (value * 1e6).round() / 1e6 + 0.0;
    Some(Measure {
        name: name.to_owned(),
        unit: unit.to_owned(),
        runs: values.len(),
        mean: digits(mean),
        low: interval.map(|it| digits(it.0)),
        high: interval.map(|it| digits(it.1)),
        least: values.iter().copied().fold(f64::INFINITY, f64::min),
        most: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        interval: if is_yes_or_no { "wilson" } else { "student_t" }.to_owned(),
    })
}

fn mean_count(values: &[f64]) -> u64 {
    values.iter().filter(|value| **value > 0.5).count() as u64
}
