//! Levels that hold what they say: how much of the map's own probability lies within the region that holds a
//! ship so often.
//!
//! Where ships of a drill were is compared with what the maps said (split conformal prediction: Vovk, Gammerman
//! and Shafer 2005). The figures are in [`super::fitted`].

use super::fitted::{AFTER_H, FISHING, OTHER};

/// Ships whose maps are told apart: by what their reports say, which is known before they are lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Fishing vessels.
    Fishing,
    /// All others.
    Other,
}

impl Group {
    /// Both.
    pub const ALL: [Group; 2] = [Group::Fishing, Group::Other];
}

/// Parts of the ships that the fitted figures are given for; 0 and 1 stand for themselves.
pub const PARTS: [f64; 21] = [
    0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85,
    0.9, 0.95, 0.975, 0.99,
];

/// So much of a map is taken as the map has it: what no ship of a drill did is not thereby impossible.
const KEPT: f64 = 0.005;

/// A monotone way from the map's own levels to those that hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Levels {
    /// Own levels, from 0 to 1, and what they hold.
    knots: Vec<(f64, f64)>,
}

impl Levels {
    /// By the own levels at [`PARTS`], which must not fall.
    pub fn new(own: &[f64]) -> Levels {
        let inner = own.iter().zip(PARTS).map(|(own, part)| (own.clamp(0.0, 1.0), part));
        let knots = std::iter::once((0.0, 0.0)).chain(inner).chain([(1.0, 1.0)]);
        Levels { knots: knots.collect() }
    }

    /// What was fitted for ships of a group so many hours later: between two times by the logarithm of time, and
    /// before the first and after the last as there.
    pub fn fitted(group: Group, hours: f64) -> Levels {
        let table = match group {
            Group::Other => &OTHER,
            Group::Fishing => &FISHING,
        };
        let after = AFTER_H.partition_point(|at| *at <= hours);
        let (low, high) = (after.saturating_sub(1), after.min(AFTER_H.len() - 1));
        let (from, to) = (AFTER_H[low].ln(), AFTER_H[high].ln());
        let part = if to > from { ((hours.ln() - from) / (to - from)).max(0.0) } else { 0.0 };
        let mixed = table[low].iter().zip(table[high]).map(|(low, high)| {
            let (low, high) = (f64::from(*low) / 1e5, f64::from(high) / 1e5);
            low + part * (high - low)
        });
        Levels::new(&mixed.collect::<Vec<_>>())
    }

    /// What the region of an own level holds.
    pub fn holds(&self, own: f64) -> f64 {
        let own = own.clamp(0.0, 1.0);
        let after = self.knots.partition_point(|knot| knot.0 <= own).clamp(1, self.knots.len() - 1);
        let (Some(low), Some(high)) = (self.knots.get(after - 1), self.knots.get(after)) else {
            return own;
        };
        let part = if high.0 > low.0 { (own - low.0) / (high.0 - low.0) } else { 1.0 };
        let fitted = low.1 + part.min(1.0) * (high.1 - low.1);
        KEPT * own + (1.0 - KEPT) * fitted
    }
}
