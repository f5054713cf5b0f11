//! `cordon plan reach`.

use std::path::PathBuf;

use clap::Args;
use cordon_core::{Position, Span, Time};
use cordon_plan::PlanError;
use cordon_plan::ask::{LookAt, PortAt, ReachAnswer, ReachAsk};
use cordon_plan::reach::PARTICLES;
use serde_json::json;

use super::AreaFormat;
use super::place::{numbers, parse_place, read_zone, refused};
use crate::commands::chart::Layers;
use crate::error::{Failure, Outcome};
use crate::table;

#[derive(Clone, Debug, Args)]
pub(crate) struct ReachArgs {
    /// Where the ship was last
    #[arg(long, value_name = "LAT,LON", value_parser = parse_place, allow_hyphen_values = true)]
    last: Position,
    /// Hours since then
    #[arg(long, value_name = "HOURS", conflicts_with_all = ["seen", "now"], required_unless_present = "seen", allow_negative_numbers = true)]
    hours: Option<f64>,
    /// When it was last seen
    #[arg(long, value_name = "TIME", requires = "now")]
    seen: Option<Time>,
    /// The time to plan for
    #[arg(long, value_name = "TIME", requires = "seen")]
    now: Option<Time>,
    /// Its top speed in knots
    #[arg(
        long,
        value_name = "KN",
        required_unless_present = "class",
        allow_negative_numbers = true
    )]
    speed: Option<f64>,
    /// Its class instead: tanker, bulk, cargo, container, coaster, fishing, tug, fast
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,
    /// How far off the last position may be, in nautical miles
    #[arg(long, value_name = "NM", default_value_t = 0.1, allow_negative_numbers = true)]
    uncertainty: f64,
    /// Side of a grid cell in metres
    #[arg(long, value_name = "METRES", allow_negative_numbers = true)]
    cell: Option<f64>,
    /// Where it came up again: the places between both ends
    #[arg(long, value_name = "LAT,LON", value_parser = parse_place, allow_hyphen_values = true)]
    to: Option<Position>,
    /// Say also where it most likely is
    #[arg(long, conflicts_with = "to")]
    probability: bool,
    /// Its course when last seen
    #[arg(long, value_name = "DEGREES", allow_negative_numbers = true)]
    course: Option<f64>,
    /// Its speed when last seen; with the course, it most likely goes on as it did
    #[arg(long, value_name = "KNOTS")]
    sog: Option<f64>,
    /// A port that it may be bound for, and how likely; again for more
    #[arg(long, value_name = "LAT,LON,WEIGHT", value_parser = parse_port, allow_hyphen_values = true)]
    port: Vec<(Position, f64)>,
    /// A zone (GeoJSON) where a look with this chance to see saw nothing; again for more
    #[arg(long, value_name = "FILE,POD", value_parser = parse_look)]
    not_seen: Vec<(PathBuf, f64)>,
    /// Seed of the particles
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How many particles
    #[arg(long, value_name = "N", default_value_t = PARTICLES)]
    particles: usize,
    #[command(flatten)]
    layers: Layers,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: AreaFormat,
}

fn parse_port(text: &str) -> Result<(Position, f64), String> {
    let [lat, lon, weight] = numbers(text, "35.1,129.04,0.4")?;
    let position = Position::from_degrees(lat, lon).ok_or("no place on earth")?;
    Ok((position, weight))
}

fn parse_look(text: &str) -> Result<(PathBuf, f64), String> {
    let (file, pod) = text.rsplit_once(',').ok_or("FILE,POD is wanted: searched.geojson,0.8")?;
    let pod = pod.trim().parse().map_err(|_bad| format!("`{pod}` is no chance from 0 to 1"))?;
    Ok((PathBuf::from(file), pod))
}

pub(crate) fn run(args: &ReachArgs) -> Result<Outcome, Failure> {
    let ask = ask(args)?;
    let answer = match ask.answer(&args.layers.chart()?) {
        Ok(answer) => answer,
        Err(error @ PlanError::NoWay { .. }) => return impossible(args.format, &error),
        Err(error) => return Err(refused(&error)),
    };
    match args.format {
        AreaFormat::Geojson => table::json(&answer.geojson())?,
        AreaFormat::Json => table::json(&answer.json())?,
        AreaFormat::Table => tell(&answer)?,
    }
    Ok(Outcome::Done)
}

/// The two ends cannot belong to one ship at that speed: an answer, not a mistake.
fn impossible(format: AreaFormat, error: &PlanError) -> Result<Outcome, Failure> {
    let reason = error.to_string();
    match format {
        AreaFormat::Table => table::line(&format!("not possible: {reason}"))?,
        AreaFormat::Json | AreaFormat::Geojson => {
            table::json(&json!({"possible": false, "reason": reason}))?;
        }
    }
    Ok(Outcome::NothingFound)
}

fn ask(args: &ReachArgs) -> Result<ReachAsk, Failure> {
    let port =
        |(at, weight): &(Position, f64)| PortAt { lat: at.lat(), lon: at.lon(), weight: *weight };
    let looks = args
        .not_seen
        .iter()
        .map(|(file, pod)| Ok::<_, Failure>(LookAt { zone: read_zone(file)?, pod: *pod }));
    Ok(ReachAsk {
        lat: args.last.lat(),
        lon: args.last.lon(),
        hours: elapsed(args)?.hours(),
        speed_kn: args.speed,
        class: args.class.clone(),
        uncertainty_nm: Some(args.uncertainty),
        cell_m: args.cell,
        to: args.to.map(|to| [to.lat(), to.lon()]),
        probability: args.probability,
        course_deg: args.course,
        sog_kn: args.sog,
        ports: args.port.iter().map(port).collect(),
        not_seen: looks.collect::<Result<_, _>>()?,
        seed: Some(args.seed),
        particles: Some(args.particles),
    })
}

fn elapsed(args: &ReachArgs) -> Result<Span, Failure> {
    let help = "give --hours above 0, or --seen TIME before --now TIME";
    match (args.hours, args.seen, args.now) {
        (Some(hours), ..) if hours.is_finite() && hours > 0.0 => {
            Ok(Span::from_hours_f64(hours.min(1e6)))
        }
        (None, Some(seen), Some(now)) if now > seen => Ok(now - seen),
        (None, Some(seen), Some(now)) => {
            Err(Failure::usage(format!("--now {now} is not after --seen {seen}"), help))
        }
        (Some(hours), ..) => Err(Failure::usage(
            format!("--hours {hours} is no time that has passed since the ship was seen"),
            help,
        )),
        _ => Err(Failure::usage("it is not said how long ago the ship was seen", help)),
    }
}

fn tell(answer: &ReachAnswer) -> Result<(), Failure> {
    let mut rows = table::new(&["what", "value"]);
    let assumptions = match answer {
        ReachAnswer::Reach(reach, _) => {
            rows.add_row(["area within reach", &format!("{:.0} nm²", reach.area_nm2())]);
            reach.assumptions.clone()
        }
        ReachAnswer::Bridge(bridge) => {
            rows.add_row(["least speed between the ends", &format!("{:.2}", bridge.least_speed)]);
            let pieces = bridge.outline().pieces.len().to_string();
            rows.add_row(["pieces of the area", &pieces]);
            bridge.assumptions()
        }
    };
    for (part, area) in answer.likely() {
        rows.add_row([format!("{:.0} % likely in", part * 100.0), format!("{area:.0} nm²")]);
    }
    for assumption in &assumptions {
        rows.add_row(["assumed", assumption]);
    }
    Ok(table::print(&rows)?)
}
