//! `cordon plan assign`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use cordon_core::{Degrees, Knots, NauticalMiles, Position, Span};
use cordon_plan::assign::{Act, Asset, Assignment, Suspect, Weights, assign, compare};
use cordon_plan::intercept::Turning;
use cordon_plan::{Course, Land, Mover};
use serde::Deserialize;
use serde_json::json;

use super::place::refused;
use crate::error::{Failure, Outcome};
use crate::table;

#[derive(Clone, Debug, Args)]
pub(crate) struct AssignArgs {
    /// Assets and suspects (TOML or JSON; docs/planning.md)
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    /// Another such file: what would be different
    #[arg(long, value_name = "FILE")]
    what_if: Option<PathBuf>,
    /// Ships go straight, as if there were no land
    #[arg(long)]
    no_land: bool,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: AssignFormat,
}

/// How an assignment is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum AssignFormat {
    /// For people
    Table,
    /// One JSON object
    Json,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    #[serde(default)]
    assets: Vec<AssetRow>,
    #[serde(default)]
    suspects: Vec<SuspectRow>,
    weights: Option<WeightsRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WeightsRow {
    half_life_h: Option<f64>,
    switching: Option<f64>,
}

#[derive(Debug, Deserialize)]
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

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HomeRow {
    lat: f64,
    lon: f64,
    #[serde(default)]
    course_deg: f64,
    #[serde(default)]
    speed_kn: f64,
}

#[derive(Debug, Deserialize)]
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
    lawful: Vec<Act>,
    deadline_h: Option<f64>,
}

pub(crate) fn run(args: &AssignArgs) -> Result<Outcome, Failure> {
    let land = (!args.no_land).then_some(cordon_chart::Land::standard() as &dyn Land);
    let plan = planned(&args.input, land)?;
    let other = args.what_if.as_deref().map(|path| planned(path, land)).transpose()?;
    let branch = other.as_ref().map(|other| compare(&plan, other));
    match args.format {
        AssignFormat::Json => match (&other, &branch) {
            (Some(other), Some(branch)) => {
                table::json(&json!({"plan": plan, "what_if": other, "branch": branch}))?;
            }
            _ => table::json(&plan)?,
        },
        AssignFormat::Table => {
            tell(&plan)?;
            if let Some(branch) = branch {
                table::line(&format!("what if: worth {:+.3}", branch.gain))?;
                for change in branch.changes {
                    let name = |who: Option<String>| who.unwrap_or_else(|| "nobody".to_owned());
                    let (before, after) = (name(change.before), name(change.after));
                    table::line(&format!("  {}: {before} -> {after}", change.suspect))?;
                }
            }
        }
    }
    Ok(if plan.tasks.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

fn tell(plan: &Assignment) -> Result<(), Failure> {
    let mut rows = table::new(&["asset", "suspect", "act", "time", "course", "why"]);
    for task in &plan.tasks {
        let meeting = task.pair.meeting.as_ref();
        rows.add_row([
            task.asset.clone(),
            task.suspect.clone(),
            task.pair.act.map(|act| format!("{act:?}").to_lowercase()).unwrap_or_default(),
            meeting.map(|meeting| meeting.time.to_string()).unwrap_or_default(),
            meeting.map(|meeting| format!("{:.1}°", meeting.course.value())).unwrap_or_default(),
            task.why.clone(),
        ]);
    }
    table::print(&rows)?;
    if !plan.idle.is_empty() {
        table::line(&format!("stay free: {}", plan.idle.join(", ")))?;
    }
    if !plan.unmet.is_empty() {
        table::line(&format!("nobody goes to: {}", plan.unmet.join(", ")))?;
    }
    Ok(())
}

fn planned(path: &Path, land: Option<&dyn Land>) -> Result<Assignment, Failure> {
    let help = "docs/planning.md shows the shape of the file";
    let fault = |why: String| Failure::input(format!("{}: {why}", path.display()), help);
    let size = fs::metadata(path).map_err(|error| fault(error.to_string()))?.len();
    if size > 16 << 20 {
        return Err(fault("more than 16 MiB".to_owned()));
    }
    let text = fs::read_to_string(path).map_err(|error| fault(error.to_string()))?;
    let input: Input = if text.trim_start().starts_with('{') {
        serde_json::from_str(&text).map_err(|error| fault(error.to_string()))?
    } else {
        toml::from_str(&text).map_err(|error| fault(error.to_string()))?
    };
    let assets: Result<Vec<Asset>, String> = input.assets.into_iter().map(asset).collect();
    let suspects: Result<Vec<Suspect>, String> = input.suspects.into_iter().map(suspect).collect();
    let (assets, suspects) = (assets.map_err(fault)?, suspects.map_err(fault)?);
    let ids = assets.iter().map(|asset| &asset.id).chain(suspects.iter().map(|s| &s.id));
    let mut seen = std::collections::BTreeSet::new();
    if let Some(twice) = ids.into_iter().find(|id| !seen.insert(*id)) {
        return Err(fault(format!("`{twice}` is named twice")));
    }
    let mut weights = Weights::default();
    if let Some(row) = input.weights {
        weights.half_life_h = row.half_life_h.unwrap_or(weights.half_life_h);
        weights.switching = row.switching.unwrap_or(weights.switching);
    }
    assign(&assets, &suspects, weights, land).map_err(|error| refused(&error))
}

fn place(who: &str, lat: f64, lon: f64) -> Result<Position, String> {
    Position::from_degrees(lat, lon)
        .ok_or_else(|| format!("{who}: {lat},{lon} is no place on earth"))
}

fn hours(who: &str, hours: f64) -> Result<Span, String> {
    if (0.0..=1e5).contains(&hours) {
        return Ok(Span::from_hours_f64(hours));
    }
    Err(format!("{who}: {hours} hours do not go forward"))
}

fn asset(row: AssetRow) -> Result<Asset, String> {
    let home = match &row.home {
        Some(home) => Some(Mover {
            position: place(&row.id, home.lat, home.lon)?,
            speed: Knots(home.speed_kn),
            course: Course::Geodesic(Degrees(home.course_deg)),
        }),
        None => None,
    };
    Ok(Asset {
        position: place(&row.id, row.lat, row.lon)?,
        speed: Knots(row.speed_kn),
        turning: row.turning,
        endurance: hours(&row.id, row.endurance_h)?,
        on_scene: hours(&row.id, row.on_scene_h)?,
        air: row.air,
        home,
        leash: row.leash_nm.map(NauticalMiles),
        can: row.can,
        tasked: row.tasked,
        id: row.id,
    })
}

fn suspect(row: SuspectRow) -> Result<Suspect, String> {
    let stops: Result<Vec<Position>, String> =
        row.waypoints.iter().map(|[lat, lon]| place(&row.id, *lat, *lon)).collect();
    let stops = stops?;
    let course = if stops.is_empty() {
        Course::Geodesic(Degrees(row.course_deg))
    } else {
        Course::Route(stops)
    };
    let position = place(&row.id, row.lat, row.lon)?;
    Ok(Suspect {
        mover: Mover { position, speed: Knots(row.speed_kn), course },
        risk: row.risk,
        lawful: row.lawful,
        deadline: row.deadline_h.map(|deadline| hours(&row.id, deadline)).transpose()?,
        id: row.id,
    })
}
