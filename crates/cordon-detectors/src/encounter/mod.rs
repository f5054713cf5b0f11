//! Encounter: two craft close together, slow, for long, away from anchorages.
//!
//! Thresholds of Global Fishing Watch's `pipe-encounters` and its published events (Miller et al.
//! 2018, "Identifying global patterns of transshipment behavior", Frontiers in Marine Science 5).
//!
//! ```text
//! fixes ─► PairSampler (one per track, in parallel) ─► a slice in 10 min ─► Encounters (one)
//!                                                        sweep ► pairs ► contact ► finding
//! ```
//!
//! The grid only discovers pairs. How long and how near they were together is computed on the way
//! between observed fixes ([`contact`](self)), so the grid's phase leaves no mark on the result.

mod contact;
mod join;
mod judge;
mod pair;
mod sampler;
mod sweep;
mod way;

pub use join::Encounters;
pub use sampler::{PairSampler, Slice};

use cordon_core::{Metres, Span};
use serde::{Deserialize, Serialize};

use crate::report::Table;
use crate::rules::{BadRules, within};

/// Width of the time grid on which pairs are discovered (pipe-encounters: 10 min). Fixes are thinned
/// to one in this time, and a contact shorter than this does not count.
pub const STEP: Span = Span::from_minutes(10);

/// Thresholds of the encounter detector.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EncounterRules {
    /// Together means within this, in metres (pipe-encounters: 500).
    pub distance_m: f64,
    /// Together for at least this long in all, in hours (pipe-encounters: 2).
    pub duration_h: f64,
    /// The median speed of each while together is below this, in knots (pipe-encounters: 2).
    pub median_speed_kn: f64,
    /// Nearer than this to an anchorage does not count, in metres (pipe-encounters: 10 000).
    pub anchorage_m: f64,
    /// Contacts that lie less than this apart are one encounter, in hours (pipe-encounters: 4).
    pub merge_h: f64,
    /// The way between two fixes is known up to this long a silence, in hours (pipe-encounters: 1).
    pub interpolate_h: f64,
    /// One finding tells at most this long, in hours; what goes on is told as the next (ours: 72).
    pub longest_h: f64,
    /// More craft than this in one cell of the search (a square about `distance_m` wide) are a
    /// crowd: a port without a name. Its pairs are not looked at, and are counted (ours: 64).
    pub crowd: u16,
}

impl Default for EncounterRules {
    fn default() -> EncounterRules {
        EncounterRules {
            distance_m: 500.0,
            duration_h: 2.0,
            median_speed_kn: 2.0,
            anchorage_m: 10_000.0,
            merge_h: 4.0,
            interpolate_h: 1.0,
            longest_h: 72.0,
            crowd: 64,
        }
    }
}

impl EncounterRules {
    pub(crate) fn check(&self) -> Result<(), BadRules> {
        within("encounter.distance_m", self.distance_m, 1.0, 20_000.0, "1 to 20 000 m")?;
        within("encounter.duration_h", self.duration_h, 0.0, 72.0, "0 to 72 h")?;
        within("encounter.anchorage_m", self.anchorage_m, 0.0, 1e6, "0 to 1 000 000 m")?;
        within("encounter.merge_h", self.merge_h, 0.0, 72.0, "0 to 72 h")?;
        within("encounter.interpolate_h", self.interpolate_h, 1.0 / 3.0, 24.0, "20 min to 24 h")?;
        let longest = "longer than encounter.duration_h, at most 720 h";
        within("encounter.longest_h", self.longest_h, self.duration_h + 1.0, 720.0, longest)?;
        within("encounter.crowd", f64::from(self.crowd), 2.0, 10_000.0, "2 to 10 000 craft")
    }

    pub(crate) fn distance(&self) -> Metres {
        Metres(self.distance_m)
    }

    pub(crate) fn duration(&self) -> Span {
        Span::from_hours_f64(self.duration_h)
    }

    pub(crate) fn merge(&self) -> Span {
        Span::from_hours_f64(self.merge_h)
    }

    /// Never under two steps: a shorter silence says nothing.
    pub(crate) fn interpolate(&self) -> Span {
        Span::from_hours_f64(self.interpolate_h).max(STEP + STEP)
    }

    pub(crate) fn longest(&self) -> Span {
        Span::from_hours_f64(self.longest_h)
    }

    pub(crate) fn table(&self) -> Table {
        Table::default()
            .with("distance_m", self.distance_m)
            .with("duration_h", self.duration_h)
            .with("median_speed_kn", self.median_speed_kn)
            .with("anchorage_m", self.anchorage_m)
            .with("merge_h", self.merge_h)
            .with("interpolate_h", self.interpolate_h)
            .with("longest_h", self.longest_h)
            .with("step_h", STEP.hours())
    }
}
