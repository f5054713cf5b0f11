//! `cordon plan search`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use cordon_core::Position;
use cordon_plan::ask::{SearchAnswer, SearchAsk};
use cordon_plan::search::{Allocation, Pattern, Plan};

use super::place::{parse_place, read_question, refused};
use crate::error::{Failure, Outcome};
use crate::table;

#[derive(Clone, Debug, Args)]
pub(crate) struct SearchArgs {
    /// Shape of the track
    #[arg(long, value_enum, required_unless_present = "cells", requires_all = ["datum", "speed"])]
    pattern: Option<PatternName>,
    /// Middle of the area, or where the ship was last
    #[arg(long, value_name = "LAT,LON", value_parser = parse_place, allow_hyphen_values = true)]
    datum: Option<Position>,
    /// Direction of the long side, or of the first leg
    #[arg(long, value_name = "DEGREES", default_value_t = 0.0)]
    heading: f64,
    /// Long side, diameter or line, in nautical miles
    #[arg(long, value_name = "NM", default_value_t = 20.0)]
    length: f64,
    /// Short side in nautical miles
    #[arg(long, value_name = "NM", default_value_t = 10.0)]
    width: f64,
    /// Distance between legs; the sweep width unless said otherwise
    #[arg(long, value_name = "NM")]
    spacing: Option<f64>,
    /// Speed of the searcher in knots
    #[arg(long, value_name = "KN")]
    speed: Option<f64>,
    /// Degrees that it turns in a minute
    #[arg(long, value_name = "DEGREES")]
    turn_rate: Option<f64>,
    /// Sensor by name: visual_ship, visual_aircraft, radar_ship, radar_helicopter, radar_aircraft, infrared
    #[arg(long, value_name = "NAME", default_value = "visual_ship")]
    sensor: String,
    /// Sweep width in nautical miles instead, with random search
    #[arg(long, value_name = "NM")]
    sweep: Option<f64>,
    /// Hours that it can search
    #[arg(long, value_name = "HOURS", default_value_t = 24.0)]
    endurance: f64,
    /// Speed of the fleeing ship, for --pattern retiring
    #[arg(long, value_name = "KN", default_value_t = 10.0)]
    flight: f64,
    /// Cells of a probability map (JSON): spread effort over them instead
    #[arg(long, value_name = "FILE", requires = "effort", conflicts_with = "pattern")]
    cells: Option<PathBuf>,
    /// Effort to spread, in the unit of the cells' rates
    #[arg(long, value_name = "HOURS")]
    effort: Option<f64>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: SearchFormat,
}

/// The shape of a track, by name.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum PatternName {
    Parallel,
    Creeping,
    ExpandingSquare,
    Sector,
    Barrier,
    Retiring,
}

/// How a search is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SearchFormat {
    /// For people
    Table,
    /// One JSON object
    Json,
    /// For maps
    Geojson,
    /// For plotters
    Gpx,
    /// For globes
    Kml,
}

impl From<PatternName> for Pattern {
    fn from(name: PatternName) -> Pattern {
        match name {
            PatternName::Parallel => Pattern::Parallel,
            PatternName::Creeping => Pattern::Creeping,
            PatternName::ExpandingSquare => Pattern::ExpandingSquare,
            PatternName::Sector => Pattern::Sector,
            PatternName::Barrier => Pattern::Barrier,
            PatternName::Retiring => Pattern::Retiring,
        }
    }
}

pub(crate) fn run(args: &SearchArgs) -> Result<Outcome, Failure> {
    let ask = SearchAsk {
        pattern: args.pattern.map(Pattern::from),
        lat: args.datum.map(Position::lat),
        lon: args.datum.map(Position::lon),
        heading_deg: args.heading,
        length_nm: Some(args.length),
        width_nm: Some(args.width),
        spacing_nm: args.spacing,
        speed_kn: args.speed,
        turn_deg_per_min: args.turn_rate,
        sensor: Some(args.sensor.clone()),
        sweep_nm: args.sweep,
        endurance_h: Some(args.endurance),
        flight_kn: Some(args.flight),
        cells: args.cells.as_deref().map(read_question).transpose()?,
        effort: args.effort,
    };
    let answer = ask.answer().map_err(|error| refused(&error))?;
    let drawn = match args.format {
        SearchFormat::Table => None,
        SearchFormat::Json => return told(table::json(&answer)),
        SearchFormat::Geojson => {
            return told(table::json(&answer.geojson().ok_or_else(no_places)?));
        }
        SearchFormat::Gpx => Some(answer.gpx()),
        SearchFormat::Kml => Some(answer.kml()),
    };
    match (drawn, &answer) {
        (Some(text), _) => table::line(text.ok_or_else(no_places)?.trim_end())?,
        (None, SearchAnswer::Track(plan)) => tell(plan)?,
        (None, SearchAnswer::Spread(allocation)) => tell_spread(allocation)?,
    }
    Ok(Outcome::Done)
}

fn told(written: std::io::Result<()>) -> Result<Outcome, Failure> {
    Ok(written.map(|()| Outcome::Done)?)
}

fn no_places() -> Failure {
    Failure::usage("cells have no places to draw", "use --format table or json with --cells")
}

fn tell(plan: &Plan) -> Result<(), Failure> {
    let mut rows = table::new(&["leg", "ends at", "after", "found by then"]);
    for (number, leg) in plan.legs.iter().enumerate() {
        rows.add_row([
            (number + 1).to_string(),
            leg.end.to_string(),
            leg.time.to_string(),
            format!("{:.1} %", 100.0 * leg.pos),
        ]);
    }
    table::print(&rows)?;
    let short = if plan.cut_short { "; the endurance ends it early" } else { "" };
    let (coverage, pod) = (plan.coverage, 100.0 * plan.pod);
    Ok(table::line(&format!(
        "{:.1} from {}, coverage {coverage:.2}, {pod:.1} % to see a target in the area{short}",
        plan.length, plan.start
    ))?)
}

fn tell_spread(allocation: &Allocation) -> Result<(), Failure> {
    let mut rows = table::new(&["cell", "effort", "chance to see"]);
    for (number, (effort, pod)) in allocation.effort.iter().zip(&allocation.pod).enumerate() {
        let (effort, pod) = (format!("{effort:.6}"), format!("{:.1} %", 100.0 * pod));
        rows.add_row([number.to_string(), effort, pod]);
    }
    table::print(&rows)?;
    Ok(table::line(&format!("probability of success {:.6}", allocation.pos))?)
}
