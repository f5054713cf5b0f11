//! "Where to look?", asked and answered in JSON.

use cordon_core::{Degrees, Knots, NauticalMiles};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{hours, place};
use crate::error::PlanError;
use crate::search::detect::{SENSORS, sensor};
use crate::search::{Allocation, Cell, Law, Pattern, Plan, Task, allocate, export, plan};

/// The question: a track of a pattern, or effort over cells.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchAsk {
    /// Shape of the track.
    pub pattern: Option<Pattern>,
    /// Degrees north of the middle, or of the last position.
    pub lat: Option<f64>,
    /// Degrees east of it.
    pub lon: Option<f64>,
    /// Direction of the long side, or of the first leg.
    #[serde(default)]
    pub heading_deg: f64,
    /// Long side, diameter or line; 20 when not said.
    pub length_nm: Option<f64>,
    /// Short side; 10 when not said.
    pub width_nm: Option<f64>,
    /// Distance between legs; the sweep width when not said.
    pub spacing_nm: Option<f64>,
    /// Speed of the searcher in knots.
    pub speed_kn: Option<f64>,
    /// Degrees that it turns in a minute.
    pub turn_deg_per_min: Option<f64>,
    /// Sensor by name; `visual_ship` when not said.
    pub sensor: Option<String>,
    /// Sweep width instead, with random search.
    pub sweep_nm: Option<f64>,
    /// Hours that it can search; 24 when not said.
    pub endurance_h: Option<f64>,
    /// Speed of the fleeing ship, for `retiring`; 10 when not said.
    pub flight_kn: Option<f64>,
    /// Cells of a probability map.
    pub cells: Option<Vec<Cell>>,
    /// Effort to spread over them.
    pub effort: Option<f64>,
}

/// The answer.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum SearchAnswer {
    /// A track.
    Track(Plan),
    /// Effort by cell.
    Spread(Allocation),
}

/// Sweep width and law of detection.
pub type Sweep = (NauticalMiles, Law);

impl SearchAsk {
    /// Answers.
    pub fn answer(&self) -> Result<SearchAnswer, PlanError> {
        match &self.cells {
            Some(cells) if self.pattern.is_some() => Err(unread(
                "pattern",
                format!("a pattern, or {} cells to spread effort over, not both", cells.len()),
            )),
            Some(cells) if cells.is_empty() => Err(missing("the list of cells")),
            Some(cells) => {
                let effort = self.effort.ok_or_else(|| missing("the effort"))?;
                allocate(cells, effort).map(SearchAnswer::Spread)
            }
            None => plan(&self.task()?).map(SearchAnswer::Track),
        }
    }

    fn task(&self) -> Result<Task, PlanError> {
        let pattern = self.pattern.ok_or_else(|| missing("the pattern"))?;
        let lat = self.lat.ok_or_else(|| missing("the datum"))?;
        let lon = self.lon.ok_or_else(|| missing("the datum"))?;
        let (sweep, law) = self.sweep()?;
        Ok(Task {
            pattern,
            datum: place("datum", lat, lon)?,
            heading: Degrees(self.heading_deg),
            length: NauticalMiles(self.length_nm.unwrap_or(20.0)),
            width: NauticalMiles(self.width_nm.unwrap_or(10.0)),
            spacing: self.spacing_nm.map_or(sweep, NauticalMiles),
            speed: Knots(self.speed_kn.ok_or_else(|| missing("the speed"))?),
            turn_rate: self.turn_deg_per_min.map(Degrees),
            sweep,
            law,
            endurance: hours("endurance", self.endurance_h.unwrap_or(24.0))?,
            flight: Knots(self.flight_kn.unwrap_or(10.0)),
        })
    }

    fn sweep(&self) -> Result<Sweep, PlanError> {
        if let Some(sweep) = self.sweep_nm {
            return Ok((NauticalMiles(sweep), Law::Random));
        }
        let name = self.sensor.as_deref().unwrap_or("visual_ship");
        let known = sensor(name).ok_or_else(|| {
            let names: Vec<_> = SENSORS.iter().map(|sensor| sensor.name).collect();
            let name: String = name.chars().take(40).collect();
            let names = names.join(", ");
            unread("sensor", format!("`{name}` is not known; use one of {names}, or a sweep width"))
        })?;
        Ok((known.width, known.law))
    }
}

fn missing(what: &str) -> PlanError {
    let mend = "give a pattern, a datum and a speed; or cells and effort".to_owned();
    PlanError::Empty { what: what.to_owned(), mend }
}

fn unread(what: &str, why: String) -> PlanError {
    PlanError::Unread { what: what.to_owned(), why }
}

impl SearchAnswer {
    /// The track for maps; nothing for effort over cells, which have no places.
    pub fn geojson(&self) -> Option<Value> {
        self.track().map(|plan| export::geojson(&name(plan), plan))
    }

    /// The track for plotters.
    pub fn gpx(&self) -> Option<String> {
        self.track().map(|plan| export::gpx(&name(plan), &plan.points()))
    }

    /// The track for globes.
    pub fn kml(&self) -> Option<String> {
        self.track().map(|plan| export::kml(&name(plan), &plan.points()))
    }

    fn track(&self) -> Option<&Plan> {
        match self {
            SearchAnswer::Track(plan) => Some(plan),
            SearchAnswer::Spread(_) => None,
        }
    }
}

fn name(plan: &Plan) -> String {
    format!("{:?} search", plan.pattern)
}
