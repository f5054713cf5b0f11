//! `cordon plan reach`.

use std::path::PathBuf;

use clap::Args;
use cordon_core::{Degrees, Knots, NauticalMiles, Position, Span, Time};
use cordon_plan::reach::{
    Area, Behaviour, Belief, Bridge, Density, Intent, Look, Reach, Sighting, bridge, class_speeds,
    reach,
};
use serde_json::{Value, json};

use super::intercept::PlanFormat;
use super::place::{numbers, parse_place, read_zone, refused};
use crate::error::{Failure, Outcome};
use crate::table;

#[derive(Clone, Debug, Args)]
pub(crate) struct ReachArgs {
    /// Where the ship was last
    #[arg(long, value_name = "LAT,LON", value_parser = parse_place, allow_hyphen_values = true)]
    last: Position,
    /// Hours since then
    #[arg(long, value_name = "HOURS", conflicts_with_all = ["seen", "now"], required_unless_present = "seen")]
    hours: Option<f64>,
    /// When it was last seen
    #[arg(long, value_name = "TIME", requires = "now")]
    seen: Option<Time>,
    /// The time to plan for
    #[arg(long, value_name = "TIME", requires = "seen")]
    now: Option<Time>,
    /// Its top speed in knots
    #[arg(long, value_name = "KN", required_unless_present = "class")]
    speed: Option<f64>,
    /// Its class instead: tanker, bulk, cargo, container, coaster, fishing, tug, fast
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,
    /// How far off the last position may be, in nautical miles
    #[arg(long, value_name = "NM", default_value_t = 0.1)]
    uncertainty: f64,
    /// Side of a grid cell in metres
    #[arg(long, value_name = "METRES")]
    cell: Option<f64>,
    /// Where it came up again: the places between both ends
    #[arg(long, value_name = "LAT,LON", value_parser = parse_place, allow_hyphen_values = true)]
    to: Option<Position>,
    /// Say also where it most likely is
    #[arg(long, conflicts_with = "to")]
    probability: bool,
    /// Its course when last seen
    #[arg(long, value_name = "DEGREES")]
    course: Option<f64>,
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
    #[arg(long, value_name = "N", default_value_t = 8_000)]
    particles: usize,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: PlanFormat,
}

fn parse_port(text: &str) -> Result<(Position, f64), String> {
    let [lat, lon, weight] = numbers(text, "35.1,129.04,0.4")?;
    let position = Position::from_degrees(lat, lon).ok_or("no place on earth")?;
    Ok((position, weight))
}

fn parse_look(text: &str) -> Result<(PathBuf, f64), String> {
    let (file, pod) = text.rsplit_once(',').ok_or("FILE,POD is wanted: searched.geojson,0.8")?;
    let pod = pod.trim().parse().map_err(|_| format!("`{pod}` is no chance from 0 to 1"))?;
    Ok((PathBuf::from(file), pod))
}

/// Parts of probability that regions are drawn for.
const PARTS: [f64; 3] = [0.5, 0.8, 0.95];

pub(crate) fn run(args: &ReachArgs) -> Result<Outcome, Failure> {
    let sighting = sighting(args)?;
    let land = cordon_chart::Land::standard();
    if let Some(to) = args.to {
        let Sighting { position, uncertainty, elapsed, speed } = sighting;
        let bridge = bridge(position, to, elapsed, speed, uncertainty, land);
        return tell_bridge(args, &bridge.map_err(|error| refused(&error))?);
    }
    let reach = reach(&sighting, land, args.cell).map_err(|error| refused(&error))?;
    let density = if args.probability { Some(density(args, &sighting)?) } else { None };
    match args.format {
        PlanFormat::Geojson => table::json(&features(&reach, density.as_ref()))?,
        PlanFormat::Json => table::json(&summary(&reach, density.as_ref()))?,
        PlanFormat::Table => tell(&reach, density.as_ref())?,
    }
    Ok(Outcome::Done)
}

fn sighting(args: &ReachArgs) -> Result<Sighting, Failure> {
    let (_, top) = speeds(args)?;
    Ok(Sighting {
        position: args.last,
        uncertainty: NauticalMiles(args.uncertainty),
        elapsed: elapsed(args)?,
        speed: top,
    })
}

/// Usual and top speed.
fn speeds(args: &ReachArgs) -> Result<(Knots, Knots), Failure> {
    let class = args.class.as_deref().map(|class| {
        class_speeds(class).ok_or_else(|| {
            Failure::usage(
                format!("`{class}` is no class of ships that is known"),
                "use tanker, bulk, cargo, container, coaster, fishing, tug or fast, or give --speed",
            )
        })
    });
    let class = class.transpose()?;
    let top = args.speed.map(Knots).or(class.map(|(_, top)| top)).unwrap_or_default();
    let usual = class.map_or(top * 0.75, |(usual, _)| usual.min(top));
    Ok((usual, top))
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
        _ => Err(Failure::usage("time must go forward", help)),
    }
}

fn density(args: &ReachArgs, sighting: &Sighting) -> Result<Density, Failure> {
    let intents = args.port.iter().map(|(at, weight)| Intent { way: vec![*at], weight: *weight });
    let behaviour = Behaviour {
        usual: speeds(args)?.0,
        course: args.course.map(Degrees),
        intents: intents.collect(),
        ..Behaviour::default()
    };
    let land = cordon_chart::Land::standard();
    let belief = Belief::new(sighting, &behaviour, land, args.particles, args.seed);
    let mut belief = belief.map_err(|error| refused(&error))?;
    for (file, pod) in &args.not_seen {
        let look = Look { zone: read_zone(file)?, pod: *pod };
        belief.not_seen(&look).map_err(|error| refused(&error))?;
    }
    let way = sighting.speed.value() * sighting.elapsed.hours();
    let cell = NauticalMiles((way / 40.0).clamp(0.2, 100.0));
    belief.density(cell).map_err(|error| refused(&error))
}

fn feature(area: &Area, properties: Value) -> Value {
    json!({"type": "Feature", "properties": properties, "geometry": area.geometry()})
}

fn features(reach: &Reach, density: Option<&Density>) -> Value {
    let hours = reach.sighting().elapsed.hours();
    let mut features: Vec<Value> = [0.25, 0.5, 0.75, 1.0]
        .iter()
        .map(|part| feature(&reach.outline(*part), json!({"what": "reach", "hours": part * hours})))
        .collect();
    for part in density.iter().flat_map(|_| PARTS) {
        let area = density.map(|density| density.region(part)).unwrap_or_default();
        features.push(feature(&area, json!({"what": "probability", "part": part})));
    }
    json!({"type": "FeatureCollection", "features": features,
        "properties": {"assumptions": reach.assumptions}})
}

fn summary(reach: &Reach, density: Option<&Density>) -> Value {
    let (width, cell_m, _) = reach.cells();
    let regions: Vec<Value> = density
        .iter()
        .flat_map(|density| {
            PARTS.map(|part| {
                json!({"part": part, "area_nm2": density.region_nm2(part),
                    "geometry": density.region(part).geometry()})
            })
        })
        .collect();
    let sighting = reach.sighting();
    let mut told = json!({
        "lat": sighting.position.lat(), "lon": sighting.position.lon(),
        "elapsed_h": sighting.elapsed.hours(), "speed_kn": sighting.speed,
        "area_nm2": reach.area_nm2(), "cells": width * width, "cell_m": cell_m,
        "geometry": reach.outline(1.0).geometry(), "assumptions": reach.assumptions,
    });
    if let (Some(object), false) = (told.as_object_mut(), regions.is_empty()) {
        object.insert("regions".to_owned(), Value::Array(regions));
    }
    told
}

fn tell(reach: &Reach, density: Option<&Density>) -> Result<(), Failure> {
    let mut rows = table::new(&["what", "value"]);
    rows.add_row(["area within reach", &format!("{:.0} nm²", reach.area_nm2())]);
    for part in density.iter().flat_map(|_| PARTS) {
        let area = density.map_or(0.0, |density| density.region_nm2(part));
        rows.add_row([format!("{:.0} % likely in", part * 100.0), format!("{area:.0} nm²")]);
    }
    for assumption in &reach.assumptions {
        rows.add_row(["assumed", assumption]);
    }
    Ok(table::print(&rows)?)
}

fn tell_bridge(args: &ReachArgs, bridge: &Bridge) -> Result<Outcome, Failure> {
    let area = bridge.outline();
    let least = bridge.least_speed;
    match args.format {
        PlanFormat::Geojson => table::json(&json!({"type": "FeatureCollection",
            "features": [feature(&area, json!({"what": "bridge", "least_speed_kn": least}))]}))?,
        PlanFormat::Json => {
            table::json(&json!({"least_speed_kn": least, "geometry": area.geometry()}))?;
        }
        PlanFormat::Table => {
            let mut rows = table::new(&["what", "value"]);
            rows.add_row(["least speed between the ends", &format!("{least:.2}")]);
            rows.add_row(["pieces of the area", &area.pieces.len().to_string()]);
            table::print(&rows)?;
        }
    }
    Ok(Outcome::Done)
}
