//! `cordon plan intercept`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use cordon_core::{Degrees, Position};
use cordon_plan::ask::{AssetAt, InterceptAnswer, InterceptAsk, ShipAt, StationAt};
use cordon_plan::intercept::{Answer, Turning};

use super::law::{self, LawArgs};
use super::place::{self, parse_asset, parse_pair, parse_place, parse_ship, read_zone, refused};
use crate::commands::chart::Layers;
use crate::error::{Failure, Outcome};
use crate::table;

#[derive(Clone, Debug, Args)]
pub(crate) struct InterceptArgs {
    /// Where the asset is, and its best speed in knots
    #[arg(long, value_name = "LAT,LON,KN", value_parser = parse_asset, allow_hyphen_values = true)]
    asset: place::AssetAt,
    /// Where the ship is, its course and its speed in knots
    #[arg(long, value_name = "LAT,LON,COG,KN", value_parser = parse_ship, allow_hyphen_values = true)]
    target: place::ShipAt,
    /// Hours since the ship was there; it is reckoned on from then
    #[arg(long, value_name = "HOURS", allow_negative_numbers = true)]
    since: Option<f64>,
    /// Where the ship goes instead of straight on; once for each waypoint
    #[arg(long, value_name = "LAT,LON", value_parser = parse_place, allow_hyphen_values = true)]
    waypoint: Vec<Position>,
    /// The ship keeps its course by compass instead of the geodesic
    #[arg(long, conflicts_with = "waypoint")]
    rhumb: bool,
    /// The asset flies: land does not matter
    #[arg(long)]
    air: bool,
    /// Where the asset's bow points and how many degrees it turns in a minute
    #[arg(long, value_name = "HEADING,RATE", value_parser = parse_pair)]
    turning: Option<(f64, f64)>,
    /// Keep this place on the ship: degrees from its bow, nautical miles
    #[arg(long, value_name = "RELATIVE,NM", value_parser = parse_pair, allow_hyphen_values = true)]
    station: Option<(f64, f64)>,
    /// Meet the ship before it enters this zone (GeoJSON)
    #[arg(long, value_name = "FILE")]
    before: Option<PathBuf>,
    /// How many hours ahead a meeting is looked for
    #[arg(long, value_name = "HOURS", default_value_t = 240.0)]
    horizon: f64,
    /// Say also what holds when the ship may take any course
    #[arg(long)]
    evade: bool,
    #[command(flatten)]
    law: LawArgs,
    #[command(flatten)]
    layers: Layers,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: PlanFormat,
}

/// How a plan is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlanFormat {
    /// For people
    Table,
    /// One JSON object
    Json,
    /// For maps
    Geojson,
    /// The asset's way, for plotters
    Gpx,
    /// The asset's way, for globes
    Kml,
}

pub(crate) fn run(args: &InterceptArgs) -> Result<Outcome, Failure> {
    let ask = ask(args)?;
    let answer = ask.answer(&args.layers.chart()?).map_err(|error| refused(&error))?;
    match args.format {
        PlanFormat::Json => table::json(&answer)?,
        PlanFormat::Geojson => table::json(&answer.geojson())?,
        PlanFormat::Gpx => table::line(answer.gpx().trim_end())?,
        PlanFormat::Kml => table::line(answer.kml().trim_end())?,
        PlanFormat::Table => tell(&answer)?,
    }
    Ok(if answer.answer.meeting().is_some() { Outcome::Done } else { Outcome::NothingFound })
}

fn ask(args: &InterceptArgs) -> Result<InterceptAsk, Failure> {
    let (own, ship) = (args.asset.position, args.target.position);
    let turning = args
        .turning
        .map(|(heading, rate)| Turning { heading: Degrees(heading), rate: Degrees(rate) });
    let station =
        args.station.map(|(relative_deg, distance_nm)| StationAt { relative_deg, distance_nm });
    Ok(InterceptAsk {
        asset: AssetAt {
            lat: own.lat(),
            lon: own.lon(),
            speed_kn: args.asset.speed.value(),
            air: args.air,
            turning,
        },
        target: ShipAt {
            lat: ship.lat(),
            lon: ship.lon(),
            course_deg: args.target.course.value(),
            speed_kn: args.target.speed.value(),
            rhumb: args.rhumb,
            waypoints: args.waypoint.iter().map(|at| [at.lat(), at.lon()]).collect(),
            since_h: args.since,
        },
        station,
        before: args.before.as_deref().map(read_zone).transpose()?,
        horizon_h: Some(args.horizon),
        evade: args.evade,
        law: args.law.standing(),
    })
}

fn tell(told: &InterceptAnswer) -> Result<(), Failure> {
    let mut rows = table::new(&["what", "value"]);
    let assumptions = match &told.answer {
        Answer::Meets { meeting, assumptions } => {
            rows.add_row(["possible", "yes"]);
            rows.add_row(["time", &meeting.time.to_string()]);
            rows.add_row(["course", &format!("{:.2}°", meeting.course.value())]);
            rows.add_row(["where", &meeting.position.to_string()]);
            rows.add_row(["way", &format!("{:.2}", meeting.distance)]);
            if let Some(margin) = meeting.before_zone {
                rows.add_row(["before the zone", &margin.to_string()]);
            }
            assumptions
        }
        Answer::Misses { reason, closest, speed_needed, assumptions } => {
            rows.add_row(["possible", "no"]);
            rows.add_row(["why", reason]);
            rows.add_row(["nearest", &format!("{:.2} after {}", closest.distance, closest.time)]);
            rows.add_row(["where", &closest.position.to_string()]);
            rows.add_row(["speed needed", &format!("{speed_needed:.2}")]);
            assumptions
        }
    };
    if let Some(evasion) = &told.any_course {
        let sure = if evasion.guaranteed { "met for sure" } else { "may escape" };
        let share = 100.0 * evasion.likely;
        rows.add_row(["any course", &format!("{sure}; met on {share:.0} % of straight courses")]);
        for assumption in &evasion.assumptions {
            rows.add_row(["any course assumed", assumption]);
        }
    }
    if let Some(now) = told.target_now {
        rows.add_row(["ship now", &now.to_string()]);
    }
    if let (Some(waters), Some(law)) = (&told.waters, &told.law) {
        for row in law::rows(waters, law) {
            rows.add_row(row);
        }
    }
    for assumption in assumptions {
        rows.add_row(["assumed", assumption]);
    }
    Ok(table::print(&rows)?)
}
