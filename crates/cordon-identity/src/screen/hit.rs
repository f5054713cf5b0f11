//! What screening answers.

use serde::{Deserialize, Serialize};

use super::coverage::Coverage;
use super::ownership::OwnerPath;
use crate::day::Day;
use crate::explain::Feature;
use crate::watchlist::{Entry, EntryKind, Place};

/// Whether an entry was on its list on the day that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Listed by then, and not yet taken off.
    InForce,
    /// On the list as it was read; since when is not said.
    Undated,
    /// Taken off by then.
    Delisted,
    /// Listed only later.
    NotYet,
}

impl Standing {
    /// How an entry stood on a day.
    pub fn of(entry: &Entry, as_of: Day) -> Standing {
        match (entry.listed_on, entry.delisted_on) {
            (Some(from), _) if from > as_of => Standing::NotYet,
            (_, Some(to)) if to <= as_of => Standing::Delisted,
            (Some(_), _) => Standing::InForce,
            (None, _) => Standing::Undated,
        }
    }

    /// Its name in output.
    pub const fn name(self) -> &'static str {
        match self {
            Standing::InForce => "in_force",
            Standing::Undated => "undated",
            Standing::Delisted => "delisted",
            Standing::NotYet => "not_yet",
        }
    }
}

/// An entry that the ship may be, or that stands behind it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// Name of the list.
    pub list: String,
    /// The day whose state the list shows.
    pub list_as_of: Option<Day>,
    /// The publisher's id.
    pub entry: String,
    /// The name it is listed under.
    pub name: String,
    /// What it is.
    pub kind: EntryKind,
    /// From [`score::LEAST`](super::score::LEAST) to 1.
    pub score: f64,
    /// Whether it was listed on that day.
    pub standing: Standing,
    /// Since when it is listed.
    pub listed_on: Option<Day>,
    /// Since when it no longer is.
    pub delisted_on: Option<Day>,
    /// Programmes.
    pub programs: Vec<String>,
    /// One line for each thing that was compared.
    pub features: Vec<Feature>,
    /// Who owns or runs it, as the list says.
    pub owners: Vec<OwnerPath>,
    /// Where in the list's files it stands.
    pub place: Place,
}

/// The answer, with what it was asked of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Screening {
    /// Hits: those in force first, then by score, list and id.
    pub hits: Vec<Hit>,
    /// Against what.
    pub coverage: Coverage,
}

/// Orders hits for people.
pub(super) fn order(hits: &mut [Hit]) {
    let group = |hit: &Hit| hit.standing >= Standing::Delisted;
    hits.sort_by(|a, b| {
        let by_score = || b.score.total_cmp(&a.score);
        let by_name = || (&a.list, &a.entry).cmp(&(&b.list, &b.entry));
        group(a).cmp(&group(b)).then_with(by_score).then_with(by_name)
    });
}
