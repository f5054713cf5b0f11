//! What sending one asset to one suspect is worth.

use cordon_core::{Degrees, Position, Span};
use serde::Serialize;

use super::{Act, Asset, Limits, Suspect, Weights};
use crate::earth::Point;
use crate::error::PlanError;
use crate::intercept::{Answer, Meeting, Pursuer, Terms, intercept};
use crate::land::Land;
use crate::shape;

/// Why a pair cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Impossible {
    /// Nothing that the asset can do is lawful there.
    NoLawfulAct,
    /// They do not meet in time.
    NoMeeting,
    /// The asset cannot go there, stay, and be back.
    Endurance,
    /// The meeting is farther from its ship than it may be.
    Leash,
}

/// One asset and one suspect.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// What it brings, before a switch is paid: 0 where it cannot be.
    pub worth: f64,
    /// Why not.
    pub impossible: Option<Impossible>,
    /// The most that may be done.
    pub act: Option<Act>,
    /// Where and when they meet.
    pub meeting: Option<Meeting>,
    /// What is left of the endurance when the asset is back, or when it leaves the scene.
    pub spare: Option<Span>,
    /// Whether land and law have been looked at.
    pub is_final: bool,
}

/// Weighs a pair: within `limits` where they are given, at its best otherwise.
pub(super) fn weigh(
    asset: &Asset,
    suspect: &Suspect,
    weights: Weights,
    limits: Option<Limits<'_>>,
) -> Result<Pair, PlanError> {
    let is_final = limits.is_some();
    let limits = limits.unwrap_or_default();
    let hoped = most(asset, suspect, |_| true);
    let not = |why, act| Pair {
        worth: 0.0,
        impossible: Some(why),
        act,
        meeting: None,
        spare: None,
        is_final,
    };
    if hoped.is_none() {
        return Ok(not(Impossible::NoLawfulAct, None));
    }
    let Some(meeting) = meeting(asset, suspect, limits.land)? else {
        return Ok(not(Impossible::NoMeeting, hoped));
    };
    if is_off_leash(asset, &meeting) {
        return Ok(not(Impossible::Leash, hoped));
    }
    let spare = spare(asset, &meeting);
    if spare < Span::ZERO {
        return Ok(Pair { meeting: Some(meeting), ..not(Impossible::Endurance, hoped) });
    }
    let Some(act) = lawful(asset, suspect, &meeting, limits)? else {
        return Ok(Pair { meeting: Some(meeting), ..not(Impossible::NoLawfulAct, None) });
    };
    let late = (-meeting.time.hours() / weights.half_life_h).exp2();
    let kept = asset.tasked.as_ref().is_none_or(|tasked| *tasked == suspect.id);
    let switch = if kept { 0.0 } else { weights.switching };
    let worth = suspect.risk * act.worth() * late - switch;
    let (act, meeting, spare) = (Some(act), Some(meeting), Some(spare));
    Ok(Pair { worth, impossible: None, act, meeting, spare, is_final })
}

/// The most that the asset can do of what `counts`.
fn most(asset: &Asset, suspect: &Suspect, counts: impl Fn(Act) -> bool) -> Option<Act> {
    let can = |act: &Act| asset.can.contains(act) && counts(*act);
    suspect.lawful.iter().copied().filter(can).max()
}

/// The most that is lawful where they meet.
fn lawful(
    asset: &Asset,
    suspect: &Suspect,
    meeting: &Meeting,
    limits: Limits<'_>,
) -> Result<Option<Act>, PlanError> {
    let (Some(chart), Some(standing)) = (limits.chart, &suspect.standing) else {
        return Ok(most(asset, suspect, |_| true));
    };
    let situation = standing.situation(&chart.waters(meeting.position))?;
    let choices = cordon_chart::law::options(&situation);
    let is_open =
        |act: Act| choices.iter().any(|choice| choice.action == act.action() && choice.is_open());
    Ok(most(asset, suspect, is_open))
}

fn meeting(
    asset: &Asset,
    suspect: &Suspect,
    land: Option<&dyn Land>,
) -> Result<Option<Meeting>, PlanError> {
    let latest = suspect.deadline.unwrap_or(asset.endurance).min(asset.endurance);
    if latest.hours() < 1e-3 {
        return Ok(None);
    }
    let pursuer = Pursuer { position: asset.position, speed: asset.speed, turning: asset.turning };
    let land = land.filter(|_| !asset.air);
    let terms = Terms { horizon: latest, land, ..Terms::default() };
    Ok(match intercept(&pursuer, &suspect.mover, &terms)? {
        Answer::Meets { meeting, .. } => Some(meeting),
        Answer::Misses { .. } => None,
    })
}

/// Where home is after a time.
fn home_at(asset: &Asset, after: Span) -> Option<Position> {
    let home = asset.home.as_ref()?;
    crate::motion::position_after(home, after).ok()
}

fn is_off_leash(asset: &Asset, meeting: &Meeting) -> bool {
    let (Some(leash), Some(home)) = (asset.leash, home_at(asset, meeting.time)) else {
        return false;
    };
    Point::from(home).distance(meeting.position.into()) > leash.value() * 1_852.0
}

/// Endurance left after the way out, the time on scene, and the way back to a home under way.
fn spare(asset: &Asset, meeting: &Meeting) -> Span {
    let leaves = meeting.time + asset.on_scene;
    let back = match &asset.home {
        Some(home) => way_home(asset, meeting.position, home, leaves),
        None => Span::ZERO,
    };
    asset.endurance + negative(leaves) + negative(back)
}

fn negative(span: Span) -> Span {
    Span::from_micros(-span.as_micros())
}

fn way_home(asset: &Asset, from: Position, home: &crate::Mover, leaves: Span) -> Span {
    const NEVER: Span = Span::from_hours(100_000);
    let Some(position) = home_at(asset, leaves) else { return NEVER };
    let course = match &home.course {
        crate::Course::Geodesic(_) | crate::Course::Rhumb(_) => {
            let next = home_at(asset, leaves + Span::from_minutes(1)).unwrap_or(position);
            let leaves = Point::from(position).line_to(next.into()).leaves;
            crate::Course::Geodesic(Degrees(leaves))
        }
        crate::Course::Route(stops) => crate::Course::Route(stops.clone()),
    };
    let home = crate::Mover { position, speed: home.speed, course };
    let pursuer = Pursuer { position: from, speed: asset.speed, turning: None };
    let back = intercept(&pursuer, &home, &Terms::default());
    back.ok().and_then(|answer| answer.meeting().map(|m| m.time)).unwrap_or(NEVER)
}

impl Serialize for Pair {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Told<'a> {
            worth: f64,
            #[serde(skip_serializing_if = "Option::is_none")]
            impossible: Option<Impossible>,
            act: Option<Act>,
            meeting: Option<&'a Meeting>,
            #[serde(rename = "spare_h", serialize_with = "shape::maybe_hours")]
            spare: Option<Span>,
        }
        let (worth, impossible, act) = (self.worth, self.impossible, self.act);
        Told { worth, impossible, act, meeting: self.meeting.as_ref(), spare: self.spare }
            .serialize(to)
    }
}
