//! The best spread of effort over cells (Charnes and Cooper 1958; Stone 1975).

use serde::{Deserialize, Serialize};

use crate::error::{self, PlanError};

/// A place to search.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// How likely the target is here, in any unit that is the same for all cells.
    pub poc: f64,
    /// What a unit of effort does here: with `t` spent, `1 − e^(−rate·t)` is seen. Sweep width times
    /// speed by area, for effort in hours.
    pub rate: f64,
}

/// How effort is spread.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Allocation {
    /// Effort in each cell, in the order given.
    pub effort: Vec<f64>,
    /// Chance to see the target if it is there, by cell.
    pub pod: Vec<f64>,
    /// Probability of success over all cells, in the unit of `poc`.
    pub pos: f64,
}

/// The most cells.
const MOST: usize = 4_000_000;

/// Spreads `effort` so that the probability of success under random search is greatest. Effort goes
/// to cells in the order of what the first unit brings; at the end all cells that have some bring
/// the same.
pub fn allocate(cells: &[Cell], effort: f64) -> Result<Allocation, PlanError> {
    error::within("effort", effort, 0.0, 1e12)?;
    error::within("cells", cells.len() as f64, 0.0, MOST as f64)?;
    for cell in cells {
        error::within("probability of a cell", cell.poc, 0.0, 1e12)?;
        error::within("rate of a cell", cell.rate, 0.0, 1e12)?;
    }
    let worth = threshold(cells, effort);
    let spent = |cell: &Cell| match worth {
        Some(worth) if cell.poc * cell.rate > 0.0 => {
            ((cell.poc * cell.rate).ln() - worth).max(0.0) / cell.rate
        }
        _ => 0.0,
    };
    let effort: Vec<f64> = cells.iter().map(spent).collect();
    let pod: Vec<f64> =
        cells.iter().zip(&effort).map(|(cell, t)| -(-cell.rate * t).exp_m1()).collect();
    let pos = cells.iter().zip(&pod).map(|(cell, pod)| cell.poc * pod).sum();
    Ok(Allocation { effort, pod, pos })
}

/// The logarithm of what the last unit of effort brings; `None` when nothing can be spent.
fn threshold(cells: &[Cell], effort: f64) -> Option<f64> {
    if effort <= 0.0 {
        return None;
    }
    let mut worths: Vec<(f64, f64)> = cells
        .iter()
        .filter(|cell| cell.poc * cell.rate > 0.0)
        .map(|cell| ((cell.poc * cell.rate).ln(), 1.0 / cell.rate))
        .collect();
    worths.sort_by(|a, b| b.0.total_cmp(&a.0));
    // With the first n cells in use: Σ (worth − λ)/rate = effort.
    let (mut weighted, mut weight) = (0.0, 0.0);
    let mut level = None;
    for (worth, share) in worths {
        if level.is_some_and(|level| worth <= level) {
            break;
        }
        weighted += worth * share;
        weight += share;
        level = Some((weighted - effort) / weight);
    }
    level
}

/// What is left to believe when a search found nothing: Bayes' rule over cells, given the chance
/// that it would have seen a target in each. Returns the new probabilities, which sum to what the
/// old ones did, and the probability of success that did not come true.
pub fn no_find(poc: &[f64], pod: &[f64]) -> (Vec<f64>, f64) {
    let pods = pod.iter().map(|pod| pod.clamp(0.0, 1.0)).chain(std::iter::repeat(0.0));
    let left: Vec<f64> = poc.iter().zip(pods).map(|(poc, pod)| poc * (1.0 - pod)).collect();
    let (before, after): (f64, f64) = (poc.iter().sum(), left.iter().sum());
    let pos = before - after;
    if after <= 0.0 {
        return (left, pos);
    }
    (left.iter().map(|left| left * before / after).collect(), pos)
}
