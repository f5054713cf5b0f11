//! Words against one another: every seed is played with each, so runs are compared in pairs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{BatchRun, Measure, Setting, measures, names};
use crate::score::Score;
use crate::stats;
use crate::world::Stream;

/// The runs with one choice of words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// The words, by key.
    pub words: BTreeMap<String, String>,
    /// The measures of these runs.
    pub measures: Vec<Measure>,
}

/// By how much a measure differs with other words, over the seeds that have it with both.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Which measure.
    pub name: String,
    /// In what.
    pub unit: String,
    /// The first words.
    pub from: BTreeMap<String, String>,
    /// The other ones.
    pub to: BTreeMap<String, String>,
    /// Seeds that have it with both.
    pub pairs: usize,
    /// The mean of `to` less `from`.
    pub mean: f64,
    /// Lower end of the 95 % interval, by 2 000 bootstrap samples of the pairs (Efron 1979, percentiles).
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

fn words(run: &BatchRun) -> BTreeMap<String, String> {
    let word = |(key, value): (&String, &Setting)| match value {
        Setting::Word(word) => Some((key.clone(), word.clone())),
        Setting::Number(_) => None,
    };
    run.varied.iter().filter_map(word).collect()
}

/// In the order in which words were first played.
pub(super) fn groups(like: &Score, runs: &[BatchRun]) -> Vec<Group> {
    let mut seen: Vec<BTreeMap<String, String>> = Vec::new();
    for words in runs.iter().map(words).filter(|words| !words.is_empty()) {
        if !seen.contains(&words) {
            seen.push(words);
        }
    }
    let group = |chosen: BTreeMap<String, String>| {
        let own: Vec<&BatchRun> = runs.iter().filter(|run| words(run) == chosen).collect();
        Group { measures: measures(like, &own), words: chosen }
    };
    seen.into_iter().map(group).collect()
}

pub(super) fn differences(like: &Score, groups: &[Group], runs: &[BatchRun]) -> Vec<Difference> {
    let Some((first, others)) = groups.split_first() else { return Vec::new() };
    let of = |group: &Group, name: &str| -> BTreeMap<u64, f64> {
        let own = runs.iter().filter(|run| words(run) == group.words);
        own.filter_map(|run| Some((run.seed, run.value(name)?))).collect()
    };
    let mut found = Vec::new();
    for other in others {
        for (name, unit) in names(like) {
            let (from, to) = (of(first, name), of(other, name));
            let both = to.iter().filter_map(|(seed, value)| Some(value - from.get(seed)?));
            let both: Vec<f64> = both.collect();
            let Some((mean, _)) = stats::mean(&both) else { continue };
            let digits = |value: f64| (value * 1e6).round() / 1e6 + 0.0;
            let interval = stats::bootstrap(&both, Stream::new(0).of("bootstrap").of(name));
            found.push(Difference {
                name: name.to_owned(),
                unit: unit.to_owned(),
                from: first.words.clone(),
                to: other.words.clone(),
                pairs: both.len(),
                mean: digits(mean),
                low: interval.map(|it| digits(it.0)),
                high: interval.map(|it| digits(it.1)),
            });
        }
    }
    found
}
