//! GeoJSON for maps and QGIS: features (OGC API, part 1) and moving points (Moving Features JSON 1.0,
//! OGC 19-045r3).

use cordon_core::{Degrees, Finding, Knots, Position, Time, Warning};
use serde_json::{Map, Value, json};

use crate::contact::Contact;
use crate::ellipse;
use crate::marking::Marking;
use crate::shared::{self, Named};

/// Corners of the polygon that stands for an ellipse.
const CORNERS: u32 = 64;

/// Where a craft is now.
pub fn contact(contact: &Contact, marking: &Marking) -> Value {
    let marking = marking.with_exercise_of(contact.exercise.as_deref());
    let mut properties = marked(&marking);
    let rows = [
        ("time", json!(contact.time)),
        ("name", json!(contact.name)),
        ("mmsi", json!(contact.mmsi.map(|mmsi| mmsi.0))),
        ("imo", json!(contact.imo)),
        ("aircraft", json!(contact.aircraft)),
        ("sog_kn", json!(contact.speed.map(Knots::value))),
        ("cog_deg", json!(contact.course.map(Degrees::value))),
        ("height_m", json!(contact.height_m)),
    ];
    properties.extend(rows.into_iter().map(|(key, value)| (key.to_owned(), value)));
    feature(&contact.id, point(contact.position), properties)
}

/// A track as a moving point; `points` in order of time.
pub fn track(id: &str, points: &[(Time, Position)], marking: &Marking) -> Value {
    let coordinates: Vec<Value> = unwrapped(points.iter().map(|(_, position)| *position));
    let datetimes: Vec<Value> = points.iter().map(|(time, _)| json!(time)).collect();
    json!({
        "type": "Feature",
        "id": id,
        "crs": {"type": "Name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
        "temporalGeometry": {
            "type": "MovingPoint",
            "datetimes": datetimes,
            "coordinates": coordinates,
            "interpolation": "Linear",
        },
        "properties": marked(marking),
    })
}

/// A place where something was found.
pub fn finding(finding: &Finding, marking: &Marking) -> Value {
    let marking = marking.with_exercise_of(finding.exercise.as_deref());
    let mut properties = marked(&marking);
    let rows = [
        ("kind", json!(finding.kind)),
        ("status", json!(finding.status)),
        ("start", json!(finding.start)),
        ("end", json!(finding.end)),
        ("reason", json!(finding.reason)),
        ("values", json!(finding.values)),
    ];
    properties.extend(rows.into_iter().map(|(key, value)| (key.to_owned(), value)));
    feature(&finding.id.0, point(finding.position), properties)
}

/// The launch and the impact of a warning, as areas where their ellipses are known.
pub fn warning(warning: &Warning, marking: &Marking) -> Vec<Value> {
    let marking = marking.with_exercise_of(warning.exercise.as_deref());
    let parts = [("launch", warning.launch), ("impact", warning.impact)];
    let parts = parts.into_iter().filter_map(|(part, event)| event.map(|event| (part, event)));
    parts
        .map(|(part, event)| {
            let mut properties = marked(&marking);
            let rows = [
                ("part", json!(part)),
                ("notice", json!(warning.notice)),
                ("sequence", json!(warning.sequence)),
                ("issued", json!(warning.issued)),
                ("time", json!(event.time)),
                ("confidence", json!(warning.confidence)),
                ("headline", json!(warning.headline())),
            ];
            properties.extend(rows.into_iter().map(|(key, value)| (key.to_owned(), value)));
            let place = event.place.0;
            let area =
                event.ellipse.map(|ellipse| polygon(&ellipse::ring(place, &ellipse, CORNERS)));
            let id = format!("{}-{}-{part}", warning.origin, warning.id);
            feature(&id, area.unwrap_or_else(|| point(place)), properties)
        })
        .collect()
}

/// The features that show a shared object.
pub fn object(named: Named<'_>, body: &Value, marking: &Marking) -> Vec<Value> {
    let marking = marking.with_exercise_of(shared::text(body, "exercise").as_deref());
    let mut features = match named.kind {
        "track" | "flight" => {
            shared::contact(named, body).iter().map(|craft| contact(craft, &marking)).collect()
        }
        "finding" => told_finding(named, body, &marking).into_iter().collect(),
        "warning" => shared::warning(body).map_or_else(Vec::new, |told| warning(&told, &marking)),
        _ => Vec::new(),
    };
    for feature in &mut features {
        feature["properties"]["origin"] = json!(named.origin);
        feature["properties"]["version"] = json!(named.version);
    }
    features
}

/// What the gate left of a finding.
fn told_finding(named: Named<'_>, body: &Value, marking: &Marking) -> Option<Value> {
    let mut properties = marked(marking);
    for name in ["kind", "status", "start", "end", "reason", "values"] {
        let value = body.get(name).cloned().unwrap_or_default();
        properties.insert(name.to_owned(), value);
    }
    let id = format!("{}-{}", named.origin, named.id);
    Some(feature(&id, point(shared::place(body)?), properties))
}

/// Features as one collection.
pub fn collection(features: &[Value]) -> Value {
    json!({"type": "FeatureCollection", "features": features})
}

fn marked(marking: &Marking) -> Map<String, Value> {
    let mut properties = Map::new();
    properties.insert("marking".to_owned(), json!(marking.banner()));
    properties.insert("exercise".to_owned(), json!(marking.exercise));
    properties
}

fn feature(id: &str, geometry: Value, properties: Map<String, Value>) -> Value {
    let mut feature = Map::new();
    feature.insert("type".to_owned(), json!("Feature"));
    feature.insert("id".to_owned(), json!(id));
    feature.insert("geometry".to_owned(), geometry);
    feature.insert("properties".to_owned(), Value::Object(properties));
    Value::Object(feature)
}

fn point(position: Position) -> Value {
    let (lat, lon) = position.lat_lon_rounded();
    json!({"type": "Point", "coordinates": [lon, lat]})
}

/// RFC 7946 wants outer rings counter-clockwise; ours run clockwise.
fn polygon(ring: &[Position]) -> Value {
    let closed = ring.iter().rev().chain(ring.last()).copied();
    json!({"type": "Polygon", "coordinates": [unwrapped(closed)]})
}

/// Longitudes go on past 180° instead of jumping, so that a line is drawn the short way.
fn unwrapped(positions: impl Iterator<Item = Position>) -> Vec<Value> {
    let mut last: Option<(Position, f64)> = None;
    positions
        .map(|position| {
            let (lat, plain) = position.lat_lon_rounded();
            let lon =
                last.map_or(plain, |(before, lon)| lon + before.lon_difference(position).value());
            last = Some((position, lon));
            json!([(lon * 1e7).round() / 1e7, lat])
        })
        .collect()
}
