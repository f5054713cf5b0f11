//! `cordon plan intercept`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use cordon_core::{Degrees, NauticalMiles, Position, Span};
use cordon_plan::intercept::{Answer, Evasion, Pursuer, Terms, Turning, evasion, intercept};
use cordon_plan::motion::Station;
use cordon_plan::shape::lon_lat;
use cordon_plan::{Course, Mover};
use serde::Serialize;
use serde_json::{Value, json};

use super::place::{
    AssetAt, ShipAt, parse_asset, parse_pair, parse_place, parse_ship, read_zone, refused,
};
use crate::error::{Failure, Outcome};
use crate::table;

#[derive(Clone, Debug, Args)]
pub(crate) struct InterceptArgs {
    /// Where the asset is, and its best speed in knots
    #[arg(long, value_name = "LAT,LON,KN", value_parser = parse_asset, allow_hyphen_values = true)]
    asset: AssetAt,
    /// Where the ship is, its course and its speed in knots
    #[arg(long, value_name = "LAT,LON,COG,KN", value_parser = parse_ship, allow_hyphen_values = true)]
    target: ShipAt,
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
}

#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    answer: &'a Answer,
    #[serde(skip_serializing_if = "Option::is_none")]
    any_course: Option<Evasion>,
}

pub(crate) fn run(args: &InterceptArgs) -> Result<Outcome, Failure> {
    let zone = args.before.as_deref().map(read_zone).transpose()?;
    let land = cordon_chart::Land::standard();
    let terms = Terms {
        horizon: horizon(args.horizon)?,
        station: args.station.map(|(relative, nm)| Station {
            relative: Degrees(relative),
            distance: NauticalMiles(nm),
        }),
        before: zone.as_ref(),
        land: (!args.air).then_some(land as &dyn cordon_plan::Land),
    };
    let pursuer = pursuer(args);
    let answer = intercept(&pursuer, &target(args), &terms).map_err(|error| refused(&error))?;
    let any_course = args
        .evade
        .then(|| evasion(&pursuer, args.target.position, args.target.speed, &terms))
        .transpose()
        .map_err(|error| refused(&error))?;
    match args.format {
        PlanFormat::Json => table::json(&Told { answer: &answer, any_course })?,
        PlanFormat::Geojson => table::json(&features(args, &answer))?,
        PlanFormat::Table => tell(&answer, any_course.as_ref())?,
    }
    Ok(if answer.meeting().is_some() { Outcome::Done } else { Outcome::NothingFound })
}

/// Hours as a span; what is no number of hours is refused by the planner's own limits.
fn horizon(hours: f64) -> Result<Span, Failure> {
    if hours.is_finite() && hours > 0.0 {
        return Ok(Span::from_hours_f64(hours.min(1e6)));
    }
    Err(Failure::usage(
        format!("--horizon {hours} does not go forward in time"),
        "give a number of hours above 0, for example --horizon 24",
    ))
}

fn pursuer(args: &InterceptArgs) -> Pursuer {
    let turning = args
        .turning
        .map(|(heading, rate)| Turning { heading: Degrees(heading), rate: Degrees(rate) });
    Pursuer { position: args.asset.position, speed: args.asset.speed, turning }
}

fn target(args: &InterceptArgs) -> Mover {
    let course = if !args.waypoint.is_empty() {
        Course::Route(args.waypoint.clone())
    } else if args.rhumb {
        Course::Rhumb(args.target.course)
    } else {
        Course::Geodesic(args.target.course)
    };
    Mover { position: args.target.position, speed: args.target.speed, course }
}

fn tell(answer: &Answer, any_course: Option<&Evasion>) -> Result<(), Failure> {
    let mut rows = table::new(&["what", "value"]);
    let assumptions = match answer {
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
    if let Some(evasion) = any_course {
        let sure = if evasion.guaranteed { "met for sure" } else { "may escape" };
        let share = 100.0 * evasion.likely;
        rows.add_row(["any course", &format!("{sure}; met on {share:.0} % of straight courses")]);
    }
    for assumption in assumptions {
        rows.add_row(["assumed", assumption]);
    }
    Ok(table::print(&rows)?)
}

fn features(args: &InterceptArgs, answer: &Answer) -> Value {
    let (own, ship) = (args.asset.position, args.target.position);
    let (meet, possible) = match answer {
        Answer::Meets { meeting, .. } => (meeting.position, true),
        Answer::Misses { closest, .. } => (closest.position, false),
    };
    let route = answer.meeting().map(|meeting| meeting.route.clone()).filter(|way| !way.is_empty());
    let line = |way: &[Position], what: &str| {
        let places: Vec<_> = way.iter().map(|at| lon_lat(*at)).collect();
        json!({"type": "Feature", "properties": {"what": what},
            "geometry": {"type": "LineString", "coordinates": places}})
    };
    json!({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": answer,
            "geometry": {"type": "Point", "coordinates": lon_lat(meet)}},
        line(&route.unwrap_or_else(|| vec![own, meet]), if possible { "asset" } else { "short" }),
        line(&[ship, meet], "target"),
    ]})
}
