//! Many runs of one scenario: means with intervals.
//!
//! Runs differ by their seed and by what is varied; run `i` is the same in every batch that begins with the same
//! seed, on however many threads.

mod compare;
mod picture;
mod vary;

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::score::Score;
use crate::stats;

pub use compare::{Difference, Group};
pub use picture::picture;
pub use vary::{BadVary, Over, Setting, Vary};

/// The name of the format, in `batch.json`.
pub const BATCH_SCHEMA: &str = "cordon.drill.batch/1";

/// One run of a batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchRun {
    /// Its seed.
    pub seed: u64,
    /// What was varied, and to what.
    pub varied: BTreeMap<String, Setting>,
    /// Whether the law was kept.
    pub passed: bool,
    /// Its points.
    pub points: f64,
    /// Its measures that have a value.
    pub values: BTreeMap<String, f64>,
}

impl BatchRun {
    /// What counts of a run's score.
    pub fn new(score: &Score, varied: BTreeMap<String, Setting>) -> BatchRun {
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
    /// The same for each choice of words, where words were varied.
    pub groups: Vec<Group>,
    /// What the second and later words did differently from the first, over the same seeds.
    pub differences: Vec<Difference>,
    /// The runs, in order of their numbers.
    pub runs: Vec<BatchRun>,
}

impl Batch {
    /// Sums up runs; `like` is the score of any of them, for names and units.
    pub fn new(like: &Score, runs: Vec<BatchRun>) -> Batch {
        let all: Vec<&BatchRun> = runs.iter().collect();
        let groups = compare::groups(like, &runs);
        Batch {
            measures: measures(like, &all),
            differences: compare::differences(like, &groups, &runs),
            groups,
            schema: BATCH_SCHEMA.to_owned(),
            exercise: like.exercise.clone(),
            scenario: like.scenario.clone(),
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
                let value = run.varied.get(key).map(ToString::to_string).unwrap_or_default();
                let _ = write!(out, ",{value}");
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

/// What is measured in every run: name and unit, the verdict and the points first.
fn names(like: &Score) -> Vec<(&str, &str)> {
    let rows = like.rows.iter().map(|row| (row.name.as_str(), row.unit.as_str()));
    [("passed", "reached"), ("points", "points")].into_iter().chain(rows).collect()
}

impl BatchRun {
    fn value(&self, name: &str) -> Option<f64> {
        match name {
            "passed" => Some(f64::from(u8::from(self.passed))),
            "points" => Some(self.points),
            _ => self.values.get(name).copied(),
        }
    }
}

fn measures(like: &Score, runs: &[&BatchRun]) -> Vec<Measure> {
    let of = |(name, unit): (&str, &str)| {
        let values: Vec<f64> = runs.iter().filter_map(|run| run.value(name)).collect();
        measure(name, unit, &values)
    };
    names(like).into_iter().filter_map(of).collect()
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
