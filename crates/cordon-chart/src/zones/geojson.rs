//! Polygons of a GeoJSON document (RFC 7946).

use serde_json::{Map, Value};

use super::{Draft, Fault, MOST_CORNERS, MOST_ZONES};

/// Names of WGS84 that the `crs` of the older GeoJSON (2008) may have.
const WGS84: [&str; 4] = ["CRS84", "OGC:1.3:CRS84", "EPSG::4326", "EPSG:4326"];

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Draft>, Fault> {
    let document: Value =
        serde_json::from_slice(bytes).map_err(|error| Fault::damaged(error.to_string()))?;
    check_crs(&document)?;
    let mut reader = Reader::default();
    reader.object(&document, &Map::new())?;
    Ok(reader.drafts)
}

fn check_crs(document: &Value) -> Result<(), Fault> {
    match document.get("crs") {
        None | Some(Value::Null) => Ok(()),
        Some(crs) => {
            let name = crs.pointer("/properties/name").and_then(Value::as_str);
            let is_known = name.is_some_and(|name| WGS84.iter().any(|known| name.ends_with(known)));
            let said = name.map_or_else(|| crs.to_string(), str::to_owned);
            if is_known { Ok(()) } else { Err(Fault::Crs(said.chars().take(100).collect())) }
        }
    }
}

#[derive(Default)]
struct Reader {
    drafts: Vec<Draft>,
    corners: usize,
}

impl Reader {
    /// A collection, a feature or a geometry; `serde_json` holds the nesting to 128 levels.
    fn object(&mut self, object: &Value, properties: &Map<String, Value>) -> Result<(), Fault> {
        let kind = object.get("type").and_then(Value::as_str).unwrap_or_default();
        let list = |key: &str| object.get(key).and_then(Value::as_array);
        let wanted = |key: &str| Fault::damaged(format!("a {kind} has no list of `{key}`"));
        match kind {
            "FeatureCollection" => {
                let features = list("features").ok_or_else(|| wanted("features"))?;
                features.iter().try_for_each(|feature| self.object(feature, properties))
            }
            "Feature" => {
                let none = Map::new();
                let own = object.get("properties").and_then(Value::as_object).unwrap_or(&none);
                match object.get("geometry") {
                    None | Some(Value::Null) => Ok(()),
                    Some(geometry) => self.object(geometry, own),
                }
            }
            "GeometryCollection" => {
                let geometries = list("geometries").ok_or_else(|| wanted("geometries"))?;
                geometries.iter().try_for_each(|geometry| self.object(geometry, properties))
            }
            "Polygon" => {
                let rings = list("coordinates").ok_or_else(|| wanted("coordinates"))?;
                self.polygon(rings, properties)
            }
            "MultiPolygon" => {
                let polygons = list("coordinates").ok_or_else(|| wanted("coordinates"))?;
                polygons.iter().try_for_each(|polygon| {
                    let rings = polygon.as_array().ok_or_else(|| wanted("rings"))?;
                    self.polygon(rings, properties)
                })
            }
            "Point" | "MultiPoint" | "LineString" | "MultiLineString" => Ok(()),
            other => {
                let other: String = other.chars().take(40).collect();
                Err(Fault::damaged(format!("`{other}` is no type of GeoJSON")))
            }
        }
    }

    fn polygon(&mut self, rings: &[Value], properties: &Map<String, Value>) -> Result<(), Fault> {
        let rings = rings.iter().map(ring).collect::<Result<Vec<_>, Fault>>()?;
        self.corners += rings.iter().map(Vec::len).sum::<usize>();
        if self.corners > MOST_CORNERS || self.drafts.len() >= MOST_ZONES {
            return Err(Fault::Size);
        }
        let mut draft = Draft { rings, ..Draft::default() };
        for (key, value) in properties {
            if let Some(text) = value.as_str() {
                draft.attribute(key, text);
            }
        }
        self.drafts.push(draft);
        Ok(())
    }
}

fn ring(ring: &Value) -> Result<Vec<[f64; 2]>, Fault> {
    let corner = |corner: &Value| {
        let lon = corner.get(0).and_then(Value::as_f64);
        let lat = corner.get(1).and_then(Value::as_f64);
        Some([lon?, lat?])
    };
    let corners = ring.as_array().and_then(|ring| ring.iter().map(corner).collect());
    corners.ok_or_else(|| Fault::damaged("a ring is no list of pairs of numbers"))
}
