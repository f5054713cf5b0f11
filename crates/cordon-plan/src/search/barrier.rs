//! A patrol back and forth across a channel.

use cordon_core::{Knots, NauticalMiles};
use rand::RngExt;
use rand_pcg::Pcg64Mcg;
use serde::Serialize;

/// A barrier: who patrols, and who wants through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Barrier {
    /// Length of the patrol's line.
    pub length: NauticalMiles,
    /// The patrol sees all within this range.
    pub range: NauticalMiles,
    /// Speed of the patrol.
    pub patrol: Knots,
    /// Speed of those who pass, straight across.
    pub passing: Knots,
}

/// How likely a ship that passes is seen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Seen {
    /// Share of simulated passages that were seen.
    pub probability: f64,
    /// Its standard error.
    pub error: f64,
    /// `(W/L) √(1 + (v/u)²)`, which it cannot exceed (Koopman 1980, Washburn 2014).
    pub bound: f64,
}

impl Barrier {
    /// Simulates `passages` ships that cross anywhere at any time.
    pub fn simulate(&self, passages: u32, seed: u64) -> Seen {
        let mut random = Pcg64Mcg::new(u128::from(seed) | 1);
        let turn = self.patrol_length() * 2.0;
        let seen = (0..passages)
            .filter(|_| {
                let across = random.random::<f64>() * self.length.value();
                let phase = random.random::<f64>() * turn;
                self.is_seen(across, phase)
            })
            .count();
        let share = seen as f64 / f64::from(passages.max(1));
        let error = (share * (1.0 - share) / f64::from(passages.max(1))).sqrt();
        Seen { probability: share, error, bound: self.bound() }
    }

    /// The patrol turns where its range meets the ends of the line.
    fn patrol_length(&self) -> f64 {
        (self.length.value() - 2.0 * self.range.value()).max(0.0)
    }

    fn bound(&self) -> f64 {
        let ratio = self.patrol.value() / self.passing.value();
        (2.0 * self.range.value() / self.length.value() * (1.0 + ratio * ratio).sqrt()).min(1.0)
    }

    /// Whether a ship that crosses the line at `across`, when the patrol has gone `phase` miles of its
    /// round, comes within range at any time. Each stretch between turns is a straight relative line.
    fn is_seen(&self, across: f64, phase: f64) -> bool {
        let (range, span) = (self.range.value(), self.patrol_length());
        let (v, u) = (self.patrol.value(), self.passing.value());
        let near = range / u;
        if span == 0.0 || v == 0.0 {
            let at = if span == 0.0 { self.length.value() / 2.0 } else { range + phase % span };
            return (across - at).abs() <= range;
        }
        // Times are hours around the crossing; the patrol turns each `span / v` hours.
        let (mut from, mut sailed) = (-near, (phase - near * v).rem_euclid(2.0 * span));
        while from < near {
            let out = sailed < span;
            let left = if out { span - sailed } else { 2.0 * span - sailed };
            let to = (from + left / v).min(near);
            let start = range + if out { sailed } else { 2.0 * span - sailed };
            let way = if out { v } else { -v };
            if nearest((start - across, -u * from), (way, -u), to - from) <= range {
                return true;
            }
            sailed = (sailed + left).rem_euclid(2.0 * span);
            from = to.max(from + 1e-9);
        }
        false
    }
}

/// The least distance from 0 of a point that moves straight for `hours`.
fn nearest((x, y): (f64, f64), (vx, vy): (f64, f64), hours: f64) -> f64 {
    let speed = vx * vx + vy * vy;
    let t = if speed > 0.0 { (-(x * vx + y * vy) / speed).clamp(0.0, hours) } else { 0.0 };
    (x + vx * t).hypot(y + vy * t)
}
