//! Zones as GeoJSON.

use cordon_core::Position;
use serde_json::Value;

use crate::error::PlanError;
use crate::zone::Zone;

/// The first polygon of a GeoJSON document, by its outer ring.
pub fn read_zone(name: &str, json: &Value) -> Result<Zone, PlanError> {
    let fault = |why: &str| PlanError::Zone { name: name.to_owned(), why: why.to_owned() };
    let ring = polygon(json)
        .ok_or_else(|| fault("no Polygon in it; give GeoJSON, longitudes before latitudes"))?;
    let corner = |corner: &Value| {
        let (lon, lat) = (corner.get(0)?.as_f64()?, corner.get(1)?.as_f64()?);
        Position::from_degrees(lat, lon)
    };
    let corners: Option<Vec<Position>> = ring.iter().map(corner).collect();
    Zone::new(name, &corners.ok_or_else(|| fault("a corner is no place on earth"))?)
}

fn polygon(json: &Value) -> Option<&Vec<Value>> {
    match json.get("type")?.as_str()? {
        "FeatureCollection" => json.get("features")?.as_array()?.iter().find_map(polygon),
        "Feature" => polygon(json.get("geometry")?),
        "Polygon" => json.get("coordinates")?.get(0)?.as_array(),
        "MultiPolygon" => json.get("coordinates")?.get(0)?.get(0)?.as_array(),
        _ => None,
    }
}
