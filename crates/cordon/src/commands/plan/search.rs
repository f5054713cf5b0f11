//! `cordon plan search`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use cordon_core::{Degrees, Knots, NauticalMiles, Position, Span};
use cordon_plan::search::detect::{SENSORS, sensor};
use cordon_plan::search::{Cell, Law, Pattern, Plan, Task, allocate, export, plan};

use super::place::{parse_place, refused};
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
    if let Some(cells) = &args.cells {
        return spread(cells, args.effort.unwrap_or(0.0), args.format);
    }
    let (Some(pattern), Some(datum), Some(speed)) = (args.pattern, args.datum, args.speed) else {
        return Err(Failure::usage("a pattern is wanted", "give --pattern, --datum and --speed"));
    };
    let (sweep, law) = sweep(args)?;
    let task = Task {
        pattern: pattern.into(),
        datum,
        heading: Degrees(args.heading),
        length: NauticalMiles(args.length),
        width: NauticalMiles(args.width),
        spacing: args.spacing.map_or(sweep, NauticalMiles),
        speed: Knots(speed),
        turn_rate: args.turn_rate.map(Degrees),
        sweep,
        law,
        endurance: Span::from_hours_f64(args.endurance.clamp(0.0, 1e6)),
        flight: Knots(args.flight),
    };
    let plan = plan(&task).map_err(|error| refused(&error))?;
    tell(&plan, args.format)?;
    Ok(Outcome::Done)
}

fn sweep(args: &SearchArgs) -> Result<(NauticalMiles, Law), Failure> {
    if let Some(sweep) = args.sweep {
        return Ok((NauticalMiles(sweep), Law::Random));
    }
    let known = sensor(&args.sensor).ok_or_else(|| {
        let names: Vec<_> = SENSORS.iter().map(|sensor| sensor.name).collect();
        let help = format!("use one of {}, or give --sweep", names.join(", "));
        Failure::usage(format!("`{}` is no sensor that is known", args.sensor), help)
    })?;
    Ok((known.width, known.law))
}

fn tell(plan: &Plan, format: SearchFormat) -> Result<(), Failure> {
    let name = format!("{:?} search", plan.pattern);
    match format {
        SearchFormat::Json => table::json(plan)?,
        SearchFormat::Geojson => table::json(&export::geojson(&name, plan))?,
        SearchFormat::Gpx => table::line(export::gpx(&name, &plan.points()).trim_end())?,
        SearchFormat::Kml => table::line(export::kml(&name, &plan.points()).trim_end())?,
        SearchFormat::Table => {
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
            table::line(&format!(
                "{:.1} from {}, coverage {coverage:.2}, {pod:.1} % to see a target in the area{short}",
                plan.length, plan.start
            ))?;
        }
    }
    Ok(())
}

fn spread(path: &Path, effort: f64, format: SearchFormat) -> Result<Outcome, Failure> {
    let help = "cells are a JSON list: [{\"poc\": 0.4, \"rate\": 0.2}, ...]";
    let fault = |why: String| Failure::input(format!("{}: {why}", path.display()), help);
    let size = fs::metadata(path).map_err(|error| fault(error.to_string()))?.len();
    if size > 256 << 20 {
        return Err(fault("more than 256 MiB".to_owned()));
    }
    let text = fs::read_to_string(path).map_err(|error| fault(error.to_string()))?;
    let cells: Vec<Cell> = serde_json::from_str(&text).map_err(|error| fault(error.to_string()))?;
    if cells.is_empty() {
        return Err(fault("no cells in it".to_owned()));
    }
    let allocation = allocate(&cells, effort).map_err(|error| refused(&error))?;
    match format {
        SearchFormat::Table => {
            let mut rows = table::new(&["cell", "effort", "chance to see"]);
            for (number, (effort, pod)) in allocation.effort.iter().zip(&allocation.pod).enumerate()
            {
                let (effort, pod) = (format!("{effort:.6}"), format!("{:.1} %", 100.0 * pod));
                rows.add_row([number.to_string(), effort, pod]);
            }
            table::print(&rows)?;
            table::line(&format!("probability of success {:.6}", allocation.pos))?;
        }
        SearchFormat::Json => table::json(&allocation)?,
        _ => {
            return Err(Failure::usage(
                "cells have no places to draw",
                "use --format table or json with --cells",
            ));
        }
    }
    Ok(Outcome::Done)
}
