//! Which asset goes to which suspect, and why.
//!
//! Every pair is worth `risk · what may lawfully be done · 2^(−time / half-life)`, or nothing where it
//! cannot be done; the assignment with the greatest sum is found exactly. An asset that is already on
//! its way to a suspect leaves it only for a gain greater than the cost of switching.

mod explain;
mod hungarian;
mod pair;

use cordon_chart::SeaChart;
use cordon_chart::law::Action;
use cordon_core::{Knots, NauticalMiles, Position, Span};
use serde::{Deserialize, Serialize};

pub use explain::{Branch, Change, RunnerUp, Task, compare};
pub use hungarian::least_cost;
pub use pair::{Impossible, Pair};

use crate::error::{self, PlanError};
use crate::intercept::Turning;
use crate::land::Land;
use crate::law::Standing;
use crate::motion::Mover;

/// What may be done with a suspect, by its worth to an interdiction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Ask by radio.
    Query,
    /// Follow and report.
    Shadow,
    /// Lead to a port.
    Divert,
    /// Board and search.
    Board,
}

impl Act {
    /// All of them, from the mildest on.
    pub const ALL: [Act; 4] = [Act::Query, Act::Shadow, Act::Divert, Act::Board];

    /// What the law room calls it.
    pub fn action(self) -> Action {
        match self {
            Act::Query => Action::Query,
            Act::Shadow => Action::Shadow,
            Act::Divert => Action::DivertToPort,
            Act::Board => Action::Board,
        }
    }

    /// Its worth, from 0 to 1.
    fn worth(self) -> f64 {
        match self {
            Act::Query => 0.3,
            Act::Shadow => 0.5,
            Act::Divert => 0.8,
            Act::Board => 1.0,
        }
    }
}

/// One that can be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Asset {
    /// Its name, unlike any other.
    pub id: String,
    /// Where it is.
    pub position: Position,
    /// Its best speed.
    pub speed: Knots,
    /// How it turns, where that matters.
    pub turning: Option<Turning>,
    /// How long it can stay out.
    pub endurance: Span,
    /// How long it must stay with a suspect.
    pub on_scene: Span,
    /// Whether it flies over land.
    pub air: bool,
    /// Where it must be back within its endurance: its ship, under way.
    pub home: Option<Mover>,
    /// The farthest from home that it may be, such as the reach of its data link.
    pub leash: Option<NauticalMiles>,
    /// What it can do.
    pub can: Vec<Act>,
    /// The suspect that it is on its way to.
    pub tasked: Option<String>,
}

/// One that is to be met.
#[derive(Clone, Debug, PartialEq)]
pub struct Suspect {
    /// Its name, unlike any other.
    pub id: String,
    /// How it moves.
    pub mover: Mover,
    /// How much it matters, from 0 to 1.
    pub risk: f64,
    /// What may be done with it, wherever it is met.
    pub lawful: Vec<Act>,
    /// Where it stands in law; with a chart, only what is lawful at the meeting counts.
    pub standing: Option<Standing>,
    /// When it is out of reach: across a limit, in port.
    pub deadline: Option<Span>,
}

/// How pairs are weighed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Weights {
    /// Hours after which a meeting is worth half.
    pub half_life_h: f64,
    /// What leaving a suspect on the way costs, in the unit of worth.
    pub switching: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Weights { half_life_h: 6.0, switching: 0.05 }
    }
}

/// Who goes where.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Assignment {
    /// Pairs in the order of the assets.
    pub tasks: Vec<Task>,
    /// Assets that stay free.
    pub idle: Vec<String>,
    /// Suspects that nobody goes to.
    pub unmet: Vec<String>,
    /// The sum of what the pairs are worth.
    pub worth: f64,
    /// What that rests on.
    pub assumptions: Vec<String>,
}

/// The most assets, and the most suspects.
const MOST: usize = 2_000;

/// What can make a pair worth less than it seems: land on the way, and the law at the meeting.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits<'a> {
    /// Land to go around; `None` on an open sea.
    pub land: Option<&'a dyn Land>,
    /// Whose waters a meeting is in; without it every lawful act of a suspect counts.
    pub chart: Option<&'a SeaChart>,
}

/// Finds the assignment with the greatest worth. Land makes ways longer and the law makes acts
/// milder, never the other way round, so both are asked only where a pair is about to be chosen, until
/// the choice stands.
pub fn assign(
    assets: &[Asset],
    suspects: &[Suspect],
    weights: Weights,
    limits: Limits<'_>,
) -> Result<Assignment, PlanError> {
    check(assets, suspects, weights)?;
    let mut pairs = Vec::with_capacity(assets.len());
    for asset in assets {
        let row = suspects.iter().map(|suspect| pair::weigh(asset, suspect, weights, None));
        pairs.push(row.collect::<Result<Vec<_>, _>>()?);
    }
    loop {
        let chosen = choose(&pairs);
        if !look_closer(assets, suspects, &mut pairs, &chosen, weights, limits)? {
            return Ok(explain::told(assets, suspects, &pairs, &chosen, weights));
        }
    }
}

/// Asks for land and law on every chosen pair that has not been asked yet; whether any had to be.
fn look_closer(
    assets: &[Asset],
    suspects: &[Suspect],
    pairs: &mut [Vec<Pair>],
    chosen: &[Option<usize>],
    weights: Weights,
    limits: Limits<'_>,
) -> Result<bool, PlanError> {
    let mut changed = false;
    for ((asset, row), suspect) in assets.iter().zip(pairs).zip(chosen) {
        let Some(suspect) = *suspect else { continue };
        let (Some(pair), Some(target)) = (row.get_mut(suspect), suspects.get(suspect)) else {
            continue;
        };
        if !pair.is_final {
            *pair = pair::weigh(asset, target, weights, Some(limits))?;
            changed = true;
        }
    }
    Ok(changed)
}

/// The best suspect of each asset, `None` for those that stay.
pub(crate) fn choose(pairs: &[Vec<Pair>]) -> Vec<Option<usize>> {
    let suspects = pairs.first().map_or(0, Vec::len);
    // A column of its own for each asset: to stay costs nothing and brings nothing.
    let costs: Vec<Vec<f64>> = pairs
        .iter()
        .map(|row| {
            let stay = std::iter::repeat_n(0.0, pairs.len());
            row.iter()
                .map(|pair| if pair.worth > 0.0 { -pair.worth } else { 1.0 })
                .chain(stay)
                .collect()
        })
        .collect();
    let columns = least_cost(&costs);
    columns.into_iter().map(|column| Some(column).filter(|column| *column < suspects)).collect()
}

fn check(assets: &[Asset], suspects: &[Suspect], weights: Weights) -> Result<(), PlanError> {
    let empty = |what: &str| PlanError::Empty {
        what: what.to_owned(),
        mend: "name at least one".to_owned(),
    };
    if assets.is_empty() {
        return Err(empty("the list of assets"));
    }
    if suspects.is_empty() {
        return Err(empty("the list of suspects"));
    }
    error::within("assets", assets.len() as f64, 1.0, MOST as f64)?;
    error::within("suspects", suspects.len() as f64, 1.0, MOST as f64)?;
    error::within("half-life in hours", weights.half_life_h, 0.01, 1e4)?;
    error::within("cost of switching", weights.switching, 0.0, 1.0)?;
    for suspect in suspects {
        error::within(&format!("risk of {}", suspect.id), suspect.risk, 0.0, 1.0)?;
    }
    for asset in assets {
        let what = format!("endurance of {} in hours", asset.id);
        error::within(&what, asset.endurance.hours(), 0.0, 2_400.0)?;
        let what = format!("time on scene of {} in hours", asset.id);
        error::within(&what, asset.on_scene.hours(), 0.0, 2_400.0)?;
    }
    Ok(())
}
