//! Why each asset goes where it goes.

use serde::Serialize;

use super::{Asset, Assignment, Pair, Suspect, Weights, choose};

/// One asset sent to one suspect.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Task {
    /// Who goes.
    pub asset: String,
    /// To whom.
    pub suspect: String,
    /// What the pair is worth, and where they meet.
    #[serde(flatten)]
    pub pair: Pair,
    /// The next best asset for this suspect.
    pub runner_up: Option<RunnerUp>,
    /// How much the whole plan would lose if this pair were forbidden.
    pub regret: f64,
    /// Whether the asset was already on its way there.
    pub kept: bool,
    /// All that in a sentence.
    pub why: String,
}

/// The asset that would have gone instead.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunnerUp {
    /// Its name.
    pub asset: String,
    /// How much less the pair with it is worth; negative where it is worth more but is needed
    /// elsewhere.
    pub less: f64,
    /// What it does instead.
    pub instead: Option<String>,
}

/// What two plans do differently about a suspect.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Which suspect.
    pub suspect: String,
    /// Who goes in the first plan.
    pub before: Option<String>,
    /// Who goes in the second one.
    pub after: Option<String>,
    /// Hours to the meeting in the first plan.
    pub before_h: Option<f64>,
    /// Hours to the meeting in the second one.
    pub after_h: Option<f64>,
}

/// Two plans side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Branch {
    /// What the second plan is worth more than the first.
    pub gain: f64,
    /// Suspects that fare differently, in order of their names.
    pub changes: Vec<Change>,
}

/// Compares two plans about the same suspects.
pub fn compare(before: &Assignment, after: &Assignment) -> Branch {
    let names = [before, after].into_iter().flat_map(|plan| {
        plan.tasks.iter().map(|task| task.suspect.clone()).chain(plan.unmet.iter().cloned())
    });
    let names: std::collections::BTreeSet<String> = names.collect();
    let find = |plan: &Assignment, name: &str| {
        let task = plan.tasks.iter().find(|task| task.suspect == name)?;
        let hours = task.pair.meeting.as_ref().map(|meeting| meeting.time.hours());
        Some((task.asset.clone(), hours))
    };
    let changes = names.into_iter().filter_map(|suspect| {
        let (before, before_h) = find(before, &suspect).unzip();
        let (after, after_h) = find(after, &suspect).unzip();
        let (before_h, after_h) = (before_h.flatten(), after_h.flatten());
        let same = before == after && before_h == after_h;
        (!same).then_some(Change { suspect, before, after, before_h, after_h })
    });
    Branch { gain: after.worth - before.worth, changes: changes.collect() }
}

pub(super) fn told(
    assets: &[Asset],
    suspects: &[Suspect],
    pairs: &[Vec<Pair>],
    chosen: &[Option<usize>],
    weights: Weights,
) -> Assignment {
    let sum = worth(pairs, chosen);
    let mut tasks = Vec::new();
    for (index, (asset, suspect)) in assets.iter().zip(chosen).enumerate() {
        let Some(column) = *suspect else { continue };
        let (Some(suspect), Some(pair)) =
            (suspects.get(column), pairs.get(index).and_then(|row| row.get(column)))
        else {
            continue;
        };
        let runner_up = runner_up(assets, suspects, pairs, chosen, (index, column));
        let regret = sum - without(pairs, index, column);
        let kept = asset.tasked.as_ref() == Some(&suspect.id);
        let why = why(asset, suspect, pair, runner_up.as_ref(), kept);
        let (asset, suspect) = (asset.id.clone(), suspect.id.clone());
        tasks.push(Task { asset, suspect, pair: pair.clone(), runner_up, regret, kept, why });
    }
    let free = assets.iter().zip(chosen).filter(|(_, suspect)| suspect.is_none());
    let unmet =
        suspects.iter().filter(|suspect| !tasks.iter().any(|task| task.suspect == suspect.id));
    Assignment {
        idle: free.map(|(asset, _)| asset.id.clone()).collect(),
        unmet: unmet.map(|suspect| suspect.id.clone()).collect(),
        worth: sum,
        assumptions: assumed(weights),
        tasks,
    }
}

fn assumed(weights: Weights) -> Vec<String> {
    vec![
        "suspects keep their course and speed until they are met".to_owned(),
        format!("a meeting is worth half after {} h", weights.half_life_h),
        format!("leaving a suspect on the way costs {}", weights.switching),
    ]
}

fn worth(pairs: &[Vec<Pair>], chosen: &[Option<usize>]) -> f64 {
    let chosen = pairs.iter().zip(chosen).filter_map(|(row, column)| row.get((*column)?));
    chosen.map(|pair| pair.worth).sum()
}

/// The worth of the best plan that does not use one pair.
fn without(pairs: &[Vec<Pair>], row: usize, column: usize) -> f64 {
    let mut pairs = pairs.to_vec();
    if let Some(pair) = pairs.get_mut(row).and_then(|row| row.get_mut(column)) {
        pair.worth = 0.0;
    }
    worth(&pairs, &choose(&pairs))
}

fn runner_up(
    assets: &[Asset],
    suspects: &[Suspect],
    pairs: &[Vec<Pair>],
    chosen: &[Option<usize>],
    (row, column): (usize, usize),
) -> Option<RunnerUp> {
    let worth = |row: usize| pairs.get(row)?.get(column).map(|pair| pair.worth);
    let others = (0..assets.len()).filter(|other| *other != row);
    let able = others.filter(|other| worth(*other).is_some_and(|worth| worth > 0.0));
    let best =
        able.max_by(|a, b| worth(*a).partial_cmp(&worth(*b)).unwrap_or(std::cmp::Ordering::Equal))?;
    let instead = chosen.get(best).copied().flatten().and_then(|column| suspects.get(column));
    Some(RunnerUp {
        asset: assets.get(best)?.id.clone(),
        less: worth(row)? - worth(best)?,
        instead: instead.map(|suspect| suspect.id.clone()),
    })
}

fn why(
    asset: &Asset,
    suspect: &Suspect,
    pair: &Pair,
    runner_up: Option<&RunnerUp>,
    kept: bool,
) -> String {
    let when = pair.meeting.as_ref().map(|meeting| format!(" in {}", meeting.time));
    let act = pair.act.map(|act| format!("{act:?}").to_lowercase()).unwrap_or_default();
    let kept = if kept { ", as before," } else { "" };
    let other = match runner_up {
        None => "; no other asset can".to_owned(),
        Some(other) if other.less >= 0.0 => {
            format!("; {} would be worth {:.3} less", other.asset, other.less)
        }
        Some(other) => format!(
            "; {} would be worth {:.3} more but goes to {}",
            other.asset,
            -other.less,
            other.instead.as_deref().unwrap_or("nobody")
        ),
    };
    format!(
        "{}{kept} meets {}{} to {act} (risk {}){other}",
        asset.id,
        suspect.id,
        when.unwrap_or_default(),
        suspect.risk
    )
}
