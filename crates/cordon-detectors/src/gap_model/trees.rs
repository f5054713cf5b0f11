//! Trees as the training writes them, checked once so that walking them cannot fail.

use serde::Deserialize;

use super::{BadModel, FEATURES};

/// One head as the file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    features: Vec<String>,
    base: f64,
    thresholds: Thresholds,
    trees: Vec<Vec<Row>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Thresholds {
    operating: f64,
    /// The threshold that keeps the precision of the published rule: for the model card.
    #[serde(rename = "precise")]
    _precise: f64,
}

/// `[feature, threshold, left, right]`, or `[value]` at the end of a branch.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Row {
    Branch(usize, f64, usize, usize),
    Leaf([f64; 1]),
}

/// The trees of one head.
#[derive(Clone, Debug)]
pub(super) struct Forest {
    base: f64,
    pub(super) threshold: f64,
    trees: Vec<Vec<Node>>,
    /// Which of [`FEATURES`] are asked for.
    asked: Vec<usize>,
}

#[derive(Clone, Copy, Debug)]
enum Node {
    /// To `left` where the feature is at most the threshold, else to `right`; both come later.
    Branch {
        feature: usize,
        threshold: f64,
        left: usize,
        right: usize,
    },
    Leaf(f64),
}

impl File {
    pub(super) fn forest(self, head: &'static str) -> Result<Forest, BadModel> {
        let place = |name: &String| {
            let known = FEATURES.iter().position(|feature| feature == name);
            known.ok_or_else(|| BadModel::Feature { head, feature: name.clone() })
        };
        let asked = self.features.iter().map(place).collect::<Result<Vec<_>, _>>()?;
        let mut trees = Vec::with_capacity(self.trees.len());
        for (tree, rows) in self.trees.iter().enumerate() {
            let nodes = (0..).zip(rows).map(|(at, row)| {
                row.node(at, rows.len(), &asked).ok_or(BadModel::Tree { head, tree, node: at })
            });
            trees.push(nodes.collect::<Result<Vec<_>, _>>()?);
        }
        if let Some(tree) = trees.iter().position(Vec::is_empty) {
            return Err(BadModel::Tree { head, tree, node: 0 });
        }
        Ok(Forest { base: self.base, threshold: self.thresholds.operating, trees, asked })
    }
}

impl Row {
    /// The node, where both ways from it lead on: so every walk ends.
    fn node(&self, at: usize, len: usize, asked: &[usize]) -> Option<Node> {
        match *self {
            Row::Leaf([value]) => Some(Node::Leaf(value)),
            Row::Branch(feature, threshold, left, right) => {
                let leads_on = |to: usize| to > at && to < len;
                let feature = *asked.get(feature)?;
                (leads_on(left) && leads_on(right)).then_some(Node::Branch {
                    feature,
                    threshold,
                    left,
                    right,
                })
            }
        }
    }
}

impl Forest {
    /// `None` where a feature that is asked for is not known.
    pub(super) fn probability(&self, features: &[Option<f64>; FEATURES.len()]) -> Option<f64> {
        if self.asked.iter().any(|&feature| features[feature].is_none()) {
            return None;
        }
        let values = features.map(|value| value.unwrap_or(0.0));
        let odds = self.trees.iter().fold(self.base, |sum, tree| sum + leaf(tree, &values));
        Some(1.0 / (1.0 + (-odds).exp()))
    }
}

fn leaf(tree: &[Node], values: &[f64; FEATURES.len()]) -> f64 {
    let mut at = 0;
    loop {
        match tree[at] {
            Node::Leaf(value) => return value,
            Node::Branch { feature, threshold, left, right } => {
                at = if values[feature] <= threshold { left } else { right };
            }
        }
    }
}
