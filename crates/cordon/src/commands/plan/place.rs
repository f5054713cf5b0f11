//! What is written as numbers with commas: places, ships, assets.

use std::fs;
use std::io::Read;
use std::path::Path;

use cordon_core::{Degrees, Knots, Position};
use cordon_plan::PlanError;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::Failure;

/// A place and a speed: `LAT,LON,KN`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AssetAt {
    pub(crate) position: Position,
    pub(crate) speed: Knots,
}

/// A ship under way: `LAT,LON,COG,KN`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShipAt {
    pub(crate) position: Position,
    pub(crate) course: Degrees,
    pub(crate) speed: Knots,
}

pub(crate) fn numbers<const N: usize>(text: &str, example: &str) -> Result<[f64; N], String> {
    let parsed: Option<Vec<f64>> = text
        .split(',')
        .map(|part| part.trim().parse().ok().filter(|number: &f64| number.is_finite()))
        .collect();
    parsed
        .and_then(|numbers| numbers.try_into().ok())
        .ok_or_else(|| format!("{N} numbers are wanted, for example {example}"))
}

fn position(lat: f64, lon: f64) -> Result<Position, String> {
    Position::from_degrees(lat, lon).ok_or_else(|| {
        format!("{lat},{lon} is no place on earth; the order is latitude, longitude")
    })
}

pub(crate) fn parse_place(text: &str) -> Result<Position, String> {
    let [lat, lon] = numbers(text, "33.20,126.48")?;
    position(lat, lon)
}

pub(crate) fn parse_asset(text: &str) -> Result<AssetAt, String> {
    let [lat, lon, speed] = numbers(text, "33.20,126.48,30")?;
    Ok(AssetAt { position: position(lat, lon)?, speed: Knots(speed) })
}

pub(crate) fn parse_ship(text: &str) -> Result<ShipAt, String> {
    let [lat, lon, course, speed] = numbers(text, "32.00,127.50,45,12")?;
    if !(0.0..=360.0).contains(&course) {
        return Err(format!("course {course} is not between 0 and 360 degrees"));
    }
    Ok(ShipAt { position: position(lat, lon)?, course: Degrees(course), speed: Knots(speed) })
}

pub(crate) fn parse_pair(text: &str) -> Result<(f64, f64), String> {
    let [a, b] = numbers(text, "180,3")?;
    Ok((a, b))
}

/// What the planner refuses is the question's fault.
pub(crate) fn refused(error: &PlanError) -> Failure {
    let help = "see `cordon plan --help` for examples, and docs/planning.md for the limits";
    match error {
        PlanError::OnLand { .. } | PlanError::Zone { .. } => Failure::input(error, help),
        _ => Failure::usage(error, help),
    }
}

/// The most bytes of a file that describes a question.
const MOST: u64 = 256 << 20;

/// What a file says, however long it is said to be.
fn read(path: &Path) -> Result<String, Failure> {
    let help = "check the name of the file, and what is in it";
    let fault = |why: String| Failure::input(format!("{}: {why}", path.display()), help);
    let mut text = String::new();
    let file = fs::File::open(path).map_err(|error| fault(error.to_string()))?;
    let read = file.take(MOST + 1).read_to_string(&mut text);
    read.map_err(|error| fault(error.to_string()))?;
    if text.len() as u64 > MOST {
        return Err(fault("more than 256 MiB".to_owned()));
    }
    Ok(text)
}

/// A question from a file of TOML or JSON.
pub(crate) fn read_question<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let text = read(path)?;
    let fault = |why: String| {
        let help = "docs/planning.md shows the shape of the file";
        Failure::input(format!("{}: {why}", path.display()), help)
    };
    if is_json(&text) {
        serde_json::from_str(&text).map_err(|error| fault(error.to_string()))
    } else {
        toml::from_str(&text).map_err(|error| fault(error.to_string()))
    }
}

/// An object, or a list of objects; a table of TOML has a word behind its bracket.
fn is_json(text: &str) -> bool {
    let text = text.trim_start();
    let list = text.strip_prefix('[').map(str::trim_start);
    text.starts_with('{') || list.is_some_and(|rest| rest.starts_with(['{', ']']))
}

/// The GeoJSON of a zone. It is checked here, so that a fault names the file.
pub(crate) fn read_zone(path: &Path) -> Result<Value, Failure> {
    let help = "give a GeoJSON file with one Polygon, longitudes before latitudes";
    let fault = |why: String| Failure::input(format!("{}: {why}", path.display()), help);
    let json = serde_json::from_str(&read(path)?).map_err(|error| fault(error.to_string()))?;
    cordon_plan::ask::read_zone("zone", &json).map_err(|error| fault(error.to_string()))?;
    Ok(json)
}
