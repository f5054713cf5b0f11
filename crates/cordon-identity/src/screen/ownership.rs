//! Who stands behind an entry, as its list says.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::explain::round;
use crate::watchlist::{EntryKind, Link, List, Party};

/// What is left of a tie with each step. Ours: a manager's owner says half of what a manager says.
pub const DECAY: f64 = 0.5;
/// Steps that are followed.
pub const MAX_STEPS: usize = 3;
/// Paths that are shown for one entry.
const MAX_PATHS: usize = 50;

/// One step from what is owned to who owns it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// In which capacity.
    pub role: String,
    /// The publisher's id, where the owner is on the list itself.
    pub entry: Option<String>,
    /// The owner's name.
    pub name: String,
}

/// A way from an entry to someone behind it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnerPath {
    /// The steps, nearest first.
    pub steps: Vec<Step>,
    /// What is left of the tie: [`DECAY`] for each step.
    pub strength: f64,
    /// Whether the one at its end is on the list.
    pub listed: bool,
}

/// The links of one list, by what is owned.
#[derive(Debug, Default)]
pub(super) struct Owners {
    by_asset: FxHashMap<String, Vec<usize>>,
}

impl Owners {
    pub(super) fn new(list: &List) -> Owners {
        let mut by_asset: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (at, link) in list.links.iter().enumerate() {
            if let Party::Entry(asset) = &link.asset {
                by_asset.entry(asset.clone()).or_default().push(at);
            }
        }
        Owners { by_asset }
    }

    /// Everyone behind an entry, nearest first, as of a day.
    pub(super) fn behind(
        &self,
        list: &List,
        entry: &str,
        names: &dyn Fn(&str) -> Option<(String, EntryKind)>,
        as_of: Day,
    ) -> Vec<OwnerPath> {
        let (mut paths, mut seen) = (Vec::new(), BTreeSet::from([entry.to_owned()]));
        let mut edge = vec![(entry.to_owned(), Vec::<Step>::new())];
        for depth in 1..=MAX_STEPS {
            let mut next = Vec::new();
            for (asset, steps) in edge {
                for link in self.links(list, &asset, as_of) {
                    let step = step(link, names);
                    if paths.len() >= MAX_PATHS
                        || !seen.insert(step.entry.clone().unwrap_or(step.name.clone()))
                    {
                        continue;
                    }
                    let mut steps = steps.clone();
                    steps.push(step.clone());
                    if let Some(owner) = &step.entry {
                        next.push((owner.clone(), steps.clone()));
                    }
                    let strength = round(DECAY.powf(depth as f64));
                    paths.push(OwnerPath { steps, strength, listed: step.entry.is_some() });
                }
            }
            edge = next;
        }
        paths
    }

    fn links<'a>(
        &'a self,
        list: &'a List,
        asset: &str,
        as_of: Day,
    ) -> impl Iterator<Item = &'a Link> {
        let at = self.by_asset.get(asset).map(Vec::as_slice).unwrap_or_default();
        let holds = move |link: &&Link| {
            link.from.is_none_or(|from| from <= as_of) && link.to.is_none_or(|to| as_of <= to)
        };
        at.iter().filter_map(|at| list.links.get(*at)).filter(holds)
    }
}

fn step(link: &Link, names: &dyn Fn(&str) -> Option<(String, EntryKind)>) -> Step {
    let role = link.role.clone();
    match &link.owner {
        Party::Named(name) => Step { role, entry: None, name: name.clone() },
        Party::Entry(id) => {
            let known = names(id);
            let name = known.as_ref().map_or_else(|| id.clone(), |(name, _)| name.clone());
            Step { role, entry: known.map(|_| id.clone()), name }
        }
    }
}
