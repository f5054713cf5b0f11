//! "Who goes to whom?", asked and answered in JSON.

use std::collections::BTreeSet;

use cordon_chart::SeaChart;
use cordon_core::{Knots, NauticalMiles};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ShipAt, hours, place};
use crate::assign::{Act, Asset, Assignment, Limits, Suspect, Weights, assign};
use crate::error::PlanError;
use crate::intercept::Turning;
use crate::law::{Standing, told};
use crate::motion::Mover;

/// The question: assets and suspects.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssignAsk {
    #[serde(default)]
    assets: Vec<AssetRow>,
    #[serde(default)]
    suspects: Vec<SuspectRow>,
    weights: Option<WeightsRow>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WeightsRow {
    half_life_h: Option<f64>,
    switching: Option<f64>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AssetRow {
    id: String,
    lat: f64,
    lon: f64,
    speed_kn: f64,
    endurance_h: f64,
    #[serde(default)]
    on_scene_h: f64,
    #[serde(default)]
    air: bool,
    turning: Option<Turning>,
    home: Option<HomeRow>,
    leash_nm: Option<f64>,
    can: Vec<Act>,
    tasked: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HomeRow {
    lat: f64,
    lon: f64,
    #[serde(default)]
    course_deg: f64,
    #[serde(default)]
    speed_kn: f64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SuspectRow {
    id: String,
    lat: f64,
    lon: f64,
    #[serde(default)]
    course_deg: f64,
    #[serde(default)]
    speed_kn: f64,
    #[serde(default)]
    waypoints: Vec<[f64; 2]>,
    risk: f64,
    /// Never more than this, whatever the law allows.
    lawful: Option<Vec<Act>>,
    #[serde(default)]
    law: Standing,
    deadline_h: Option<f64>,
}

/// The answer: the assignment, and the law where each pair meets.
#[derive(Clone, Debug, Serialize)]
pub struct AssignAnswer {
    /// Who goes where, and why.
    #[serde(flatten)]
    pub plan: Assignment,
    /// Waters and law of each task, in the order of the tasks.
    pub at_the_meetings: Vec<AtMeeting>,
}

/// The law where a pair meets.
#[derive(Clone, Debug, Serialize)]
pub struct AtMeeting {
    /// Who is met.
    pub suspect: String,
    /// Whose waters that is in.
    pub waters: Value,
    /// What may be done there.
    pub law: Value,
}

impl AssignAsk {
    /// How many pairs are to be weighed.
    pub fn pairs(&self) -> usize {
        self.assets.len().saturating_mul(self.suspects.len())
    }

    /// Answers from the finest shore of `chart`; `open_sea` leaves land out of the ways.
    pub fn answer(&self, chart: &SeaChart, open_sea: bool) -> Result<AssignAnswer, PlanError> {
        let assets = self.assets.iter().map(AssetRow::asset).collect::<Result<Vec<_>, _>>()?;
        let suspects =
            self.suspects.iter().map(SuspectRow::suspect).collect::<Result<Vec<_>, _>>()?;
        self.check_names()?;
        let land = (!open_sea).then_some(chart.lands() as &dyn crate::Land);
        let limits = Limits { land, chart: Some(chart) };
        let plan = assign(&assets, &suspects, self.weights(), limits)?;
        let at_the_meetings = at_the_meetings(&plan, &suspects, chart)?;
        Ok(AssignAnswer { plan, at_the_meetings })
    }

    fn weights(&self) -> Weights {
        let usual = Weights::default();
        let row = self.weights;
        Weights {
            half_life_h: row.and_then(|row| row.half_life_h).unwrap_or(usual.half_life_h),
            switching: row.and_then(|row| row.switching).unwrap_or(usual.switching),
        }
    }

    fn check_names(&self) -> Result<(), PlanError> {
        let assets = self.assets.iter().map(|asset| &asset.id);
        let mut names = assets.chain(self.suspects.iter().map(|suspect| &suspect.id));
        let mut seen = BTreeSet::new();
        match names.find(|name| !seen.insert(*name)) {
            None => Ok(()),
            Some(twice) => Err(PlanError::Unread {
                what: "id".to_owned(),
                why: format!("`{}` is named twice", twice.chars().take(80).collect::<String>()),
            }),
        }
    }
}

fn at_the_meetings(
    plan: &Assignment,
    suspects: &[Suspect],
    chart: &SeaChart,
) -> Result<Vec<AtMeeting>, PlanError> {
    let mut meetings = Vec::with_capacity(plan.tasks.len());
    for task in &plan.tasks {
        let suspect = suspects.iter().find(|suspect| suspect.id == task.suspect);
        let standing = suspect.and_then(|suspect| suspect.standing.as_ref());
        let (Some(standing), Some(meeting)) = (standing, &task.pair.meeting) else { continue };
        let waters = chart.waters(meeting.position);
        let law = told(standing, &waters)?;
        let suspect = task.suspect.clone();
        meetings.push(AtMeeting { suspect, waters: waters.to_json(), law });
    }
    Ok(meetings)
}

impl AssetRow {
    fn asset(&self) -> Result<Asset, PlanError> {
        let home = self.home.map(|home| {
            let HomeRow { lat, lon, course_deg, speed_kn } = home;
            moving(&self.id, (lat, lon), course_deg, speed_kn, &[])
        });
        Ok(Asset {
            id: self.id.clone(),
            position: place(&self.id, self.lat, self.lon)?,
            speed: Knots(self.speed_kn),
            turning: self.turning,
            endurance: hours(&format!("endurance of {}", self.id), self.endurance_h)?,
            on_scene: hours(&format!("time on scene of {}", self.id), self.on_scene_h)?,
            air: self.air,
            home: home.transpose()?,
            leash: self.leash_nm.map(NauticalMiles),
            can: self.can.clone(),
            tasked: self.tasked.clone(),
        })
    }
}

impl SuspectRow {
    fn suspect(&self) -> Result<Suspect, PlanError> {
        let at = (self.lat, self.lon);
        let deadline = self.deadline_h.map(|h| hours(&format!("deadline of {}", self.id), h));
        Ok(Suspect {
            id: self.id.clone(),
            mover: moving(&self.id, at, self.course_deg, self.speed_kn, &self.waypoints)?,
            risk: self.risk,
            lawful: self.lawful.clone().unwrap_or_else(|| Act::ALL.to_vec()),
            standing: Some(self.law.clone()),
            deadline: deadline.transpose()?,
        })
    }
}

fn moving(
    id: &str,
    (lat, lon): (f64, f64),
    course_deg: f64,
    speed_kn: f64,
    waypoints: &[[f64; 2]],
) -> Result<Mover, PlanError> {
    let waypoints = waypoints.to_vec();
    ShipAt { lat, lon, course_deg, speed_kn, rhumb: false, waypoints, since_h: None }.mover(id)
}
