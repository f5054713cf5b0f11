//! What is written as numbers with commas: places, ships, assets.

use std::fs;
use std::path::Path;

use cordon_core::{Degrees, Knots, Position};
use cordon_plan::{PlanError, Zone};

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

/// The first polygon of a GeoJSON file.
pub(crate) fn read_zone(path: &Path) -> Result<Zone, Failure> {
    let help = "give a GeoJSON file with one Polygon, longitudes before latitudes";
    let fault = |why: String| Failure::input(format!("{}: {why}", path.display()), help);
    let size = fs::metadata(path).map_err(|error| fault(error.to_string()))?.len();
    if size > 64 << 20 {
        return Err(fault("more than 64 MiB".to_owned()));
    }
    let text = fs::read_to_string(path).map_err(|error| fault(error.to_string()))?;
    let json = serde_json::from_str(&text).map_err(|error| fault(error.to_string()))?;
    let ring = polygon(&json).ok_or_else(|| fault("no Polygon in it".to_owned()))?;
    let corners: Option<Vec<Position>> = ring
        .iter()
        .map(|corner| {
            let (lon, lat) = (corner.get(0)?.as_f64()?, corner.get(1)?.as_f64()?);
            Position::from_degrees(lat, lon)
        })
        .collect();
    let corners = corners.ok_or_else(|| fault("a corner is no place on earth".to_owned()))?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    Zone::new(&name, &corners).map_err(|error| refused(&error))
}

/// The outer ring of the first polygon, wherever it is.
fn polygon(json: &serde_json::Value) -> Option<&Vec<serde_json::Value>> {
    match json.get("type")?.as_str()? {
        "FeatureCollection" => json.get("features")?.as_array()?.iter().find_map(polygon),
        "Feature" => polygon(json.get("geometry")?),
        "Polygon" => json.get("coordinates")?.get(0)?.as_array(),
        "MultiPolygon" => json.get("coordinates")?.get(0)?.get(0)?.as_array(),
        _ => None,
    }
}
