//! Which case first, and why: a sum of named features, each shown with the items it comes from.

mod weights;

use std::collections::{BTreeMap, BTreeSet};

use cordon_core::Time;
use serde::Serialize;

pub use weights::{BadWeights, Shape, Weights};

use crate::case::Case;
use crate::event::Snapshot;
use crate::names::{CaseId, ItemId};

/// How high a case ranks, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ranked {
    /// Which case.
    pub case: CaseId,
    /// Its title.
    pub title: String,
    /// The sum of all contributions.
    pub score: f64,
    /// Everything that makes up the score; features without value are left out.
    pub features: Vec<Feature>,
}

/// One part of a score.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Feature {
    /// Its name in the weights.
    pub name: String,
    /// What was counted or measured.
    pub value: f64,
    /// What it is multiplied with.
    pub weight: f64,
    /// The product.
    pub contribution: f64,
    /// The items that it comes from.
    pub items: Vec<ItemId>,
}

/// Cases in the order of their scores, the highest first; equal ones in the order of opening.
pub fn rank(cases: &[Case], weights: &Weights, now: Time) -> Vec<Ranked> {
    let mut ranked: Vec<Ranked> = cases.iter().map(|case| score(case, weights, now)).collect();
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.case.cmp(&b.case)));
    ranked
}

/// The score of one case as of `now`.
pub fn score(case: &Case, weights: &Weights, now: Time) -> Ranked {
    let look = Look { case, weights, now };
    let mut features = look.kinds();
    features.extend(look.gap_probability());
    features.extend(look.list_hits());
    features.extend(look.encounters_with_listed());
    features.extend(look.several_practices());
    features.extend(look.repeated());
    features.extend(look.claims());
    features.extend(look.recency());
    features.retain(|feature| feature.value != 0.0 && feature.weight != 0.0);
    let score = features.iter().map(|feature| feature.contribution).sum();
    Ranked { case: case.id, title: case.title.clone(), score, features }
}

struct Look<'a> {
    case: &'a Case,
    weights: &'a Weights,
    now: Time,
}

impl Look<'_> {
    fn feature(&self, name: &str, value: f64, items: Vec<ItemId>) -> Feature {
        weighted(name.to_owned(), value, self.weights.feature(name), items)
    }

    /// A count, held to the most that counts.
    fn counted(&self, name: &str, items: Vec<ItemId>) -> Option<Feature> {
        (!items.is_empty()).then(|| self.feature(name, self.held(items.len()), items))
    }

    fn held(&self, count: usize) -> f64 {
        count.min(self.weights.shape.most_of_a_kind as usize) as f64
    }

    fn by_kind(&self) -> BTreeMap<&str, Vec<ItemId>> {
        let mut kinds: BTreeMap<&str, Vec<ItemId>> = BTreeMap::new();
        for (item, finding) in self.case.standing() {
            kinds.entry(finding.kind()).or_default().push(item);
        }
        kinds
    }

    fn kinds(&self) -> Vec<Feature> {
        let one = |(kind, items): (&str, Vec<ItemId>)| {
            let value = self.held(items.len());
            weighted(format!("kind {kind}"), value, self.weights.kind(kind), items)
        };
        self.by_kind().into_iter().map(one).collect()
    }

    fn gap_probability(&self) -> Option<Feature> {
        let key = &self.weights.shape.gap_probability_key;
        let probability = |finding: &Snapshot| {
            let value = finding.view.get("values")?.get(key)?.as_f64()?;
            (0.0..=1.0).contains(&value).then_some(value)
        };
        let of_gaps = self.case.standing().filter(|(_, finding)| finding.kind() == "gap");
        let (item, highest) = of_gaps
            .filter_map(|(item, finding)| Some((item, probability(finding)?)))
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
        Some(self.feature("gap_probability", highest, vec![item]))
    }

    fn list_hits(&self) -> Option<Feature> {
        self.counted("list_hit", self.case.list_hits.iter().map(|hit| hit.item).collect())
    }

    fn encounters_with_listed(&self) -> Option<Feature> {
        let listed: Vec<&str> =
            self.case.list_hits.iter().map(|hit| hit.what.subject.as_str()).collect();
        let is_listed = |finding: &Snapshot| {
            finding.vessels().iter().any(|vessel| {
                let numbers = [Some(vessel.mmsi), vessel.imo];
                let mut numbers = numbers.into_iter().flatten().map(|number| number.to_string());
                numbers.any(|number| listed.iter().any(|subject| names(subject, &number)))
            })
        };
        let encounters = self
            .case
            .standing()
            .filter(|(_, finding)| finding.kind() == "encounter" && is_listed(finding));
        self.counted("encounter_with_listed", encounters.map(|(item, _)| item).collect())
    }

    fn several_practices(&self) -> Option<Feature> {
        // A visit to a port is no practice by itself.
        let kinds = self.by_kind();
        let practices: Vec<_> = kinds.iter().filter(|(kind, _)| **kind != "port_visit").collect();
        let items = practices.iter().flat_map(|(_, items)| items.iter().copied()).collect();
        let beyond = practices.len().checked_sub(1).filter(|&beyond| beyond > 0)?;
        Some(self.feature("several_practices", beyond as f64, items))
    }

    fn repeated(&self) -> Option<Feature> {
        let mut seen = BTreeSet::new();
        let mut again = Vec::new();
        for (item, finding) in self.case.standing() {
            let vessels = finding.vessels();
            let known = vessels.iter().filter(|v| !seen.insert((finding.kind(), v.mmsi))).count();
            if known > 0 {
                again.push(item);
            }
        }
        self.counted("repeated", again)
    }

    fn claims(&self) -> Option<Feature> {
        let is_high = |grade: String| matches!(grade.as_bytes(), [b'A'..=b'C', b'1'..=b'3']);
        let high = self
            .case
            .claims
            .iter()
            .filter(|claim| claim.what.grade.is_some_and(|grade| is_high(grade.to_string())));
        self.counted("claim_graded_high", high.map(|claim| claim.item).collect())
    }

    fn recency(&self) -> Option<Feature> {
        let when = |finding: &Snapshot| finding.time("end").or_else(|| finding.time("start"));
        let (item, last) = self
            .case
            .standing()
            .filter_map(|(item, finding)| Some((item, when(finding)?)))
            .max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)))?;
        let days = (self.now - last).hours().max(0.0) / 24.0;
        let value = 0.5_f64.powf(days / self.weights.shape.recency_half_life_days);
        // Four decimals are worth more than a day of half a life of years.
        let value = (value * 1e4).round() / 1e4;
        Some(self.feature("recency", value, vec![item]))
    }
}

fn weighted(name: String, value: f64, weight: f64, items: Vec<ItemId>) -> Feature {
    Feature { name, value, weight, contribution: value * weight, items }
}

/// Whether a text names a number as a word of its own.
fn names(text: &str, number: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit()).any(|word| word == number)
}
