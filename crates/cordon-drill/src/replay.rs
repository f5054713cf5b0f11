//! A run for other programs: CZML for globes, Moving Features JSON, GeoJSON.
//!
//! Where craft were comes from the truth, what happened from the log; both carry the exercise mark.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use cordon_core::Time;
use serde_json::{Value, json};

use crate::run::{files, read_log};
use crate::sealed::{TruthError, TruthRecord, read_truth};

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// CZML 1.0, of Cesium.
    Czml,
    /// OGC Moving Features JSON (19-045r3), a collection of trajectories.
    MfJson,
    /// GeoJSON: a line for each craft, a point for each event that has a place.
    GeoJson,
}

/// Why a run cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The truth.
    #[error(transparent)]
    Truth(#[from] TruthError),
    /// The log, or the output.
    #[error("cannot replay the run: {0}")]
    Io(#[from] io::Error),
}

struct Way {
    name: String,
    class: String,
    side: Option<String>,
    role: Value,
    points: Vec<(Time, f64, f64)>,
}

struct Run {
    exercise: String,
    from: Time,
    until: Time,
    ways: BTreeMap<String, Way>,
    events: Vec<Value>,
}

/// Writes the run in `folder` in another format; one position a craft every `every_s` seconds.
///
/// # Errors
/// [`ReplayError`].
pub fn replay(
    folder: &Path,
    format: Format,
    every_s: f64,
    to: &mut dyn Write,
) -> Result<(), ReplayError> {
    let run = gather(folder, every_s)?;
    let document = match format {
        Format::Czml => czml(&run),
        Format::MfJson => moving_features(&run),
        Format::GeoJson => geojson(&run),
    };
    serde_json::to_writer(&mut *to, &document).map_err(io::Error::from)?;
    to.write_all(b"\n")?;
    Ok(())
}

fn gather(folder: &Path, every_s: f64) -> Result<Run, ReplayError> {
    let mut run = Run {
        exercise: String::new(),
        from: Time::MIN,
        until: Time::MAX,
        ways: BTreeMap::new(),
        events: Vec::new(),
    };
    for record in read_truth(&folder.join(files::TRUTH))? {
        match record? {
            TruthRecord::Begin { exercise, from, until, .. } => {
                (run.exercise, run.from, run.until) = (exercise, from, until);
            }
            TruthRecord::Craft { id, name, class, side, role, .. } => {
                let role = json!(role);
                run.ways.insert(id, Way { name, class, side, role, points: Vec::new() });
            }
            TruthRecord::State { t, craft, lat, lon, .. } => {
                let Some(way) = run.ways.get_mut(&craft) else { continue };
                let is_due = way.points.last().is_none_or(|last| (t - last.0).seconds() >= every_s);
                if is_due {
                    way.points.push((t, lat, lon));
                }
            }
            TruthRecord::Deception { .. } => {}
        }
    }
    for record in read_log(&folder.join(files::LOG))? {
        let value = serde_json::to_value(record?).map_err(io::Error::from)?;
        let is_event = !matches!(value["event"].as_str(), Some("asset" | "begin" | "end"));
        if is_event {
            run.events.push(value);
        }
    }
    Ok(run)
}

fn properties(run: &Run, id: &str, way: &Way) -> Value {
    json!({ "exercise": run.exercise, "id": id, "name": way.name, "class": way.class, "side": way.side, "role": way.role })
}

fn czml(run: &Run) -> Value {
    let interval = format!("{}/{}", run.from, run.until);
    let mut packets = vec![json!({
        "id": "document", "version": "1.0", "name": format!("EXERCISE {}", run.exercise),
        "clock": { "interval": interval, "currentTime": run.from, "multiplier": 60, "range": "LOOP_STOP" },
    })];
    for (id, way) in run.ways.iter().filter(|(_, way)| !way.points.is_empty()) {
        let samples =
            way.points.iter().flat_map(|&(t, lat, lon)| [(t - run.from).seconds(), lon, lat, 0.0]);
        packets.push(json!({
            "id": id, "name": way.name,
            "availability": format!("{}/{}", way.points[0].0, way.points[way.points.len() - 1].0),
            "position": { "epoch": run.from, "cartographicDegrees": samples.collect::<Vec<f64>>(),
                "interpolationAlgorithm": "LINEAR", "interpolationDegree": 1 },
            "point": { "pixelSize": 6 },
            "label": { "text": format!("EX {}", way.name), "scale": 0.5 },
            "properties": properties(run, id, way),
        }));
    }
    Value::Array(packets)
}

fn moving_features(run: &Run) -> Value {
    let features = run.ways.iter().filter(|(_, way)| !way.points.is_empty()).map(|(id, way)| {
        let times: Vec<String> = way.points.iter().map(|point| point.0.to_string()).collect();
        let places: Vec<[f64; 2]> = way.points.iter().map(|point| [point.2, point.1]).collect();
        json!({
            "type": "Feature", "id": id,
            "temporalGeometry": { "type": "MovingPoint", "datetimes": times, "coordinates": places, "interpolation": "Linear" },
            "properties": properties(run, id, way),
        })
    });
    json!({
        "type": "FeatureCollection",
        "crs": { "type": "Name", "properties": { "name": "urn:ogc:def:crs:OGC:1.3:CRS84" } },
        "trs": { "type": "Link", "properties": { "type": "OGCDEF", "href": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian" } },
        "features": features.collect::<Vec<Value>>(),
    })
}

fn geojson(run: &Run) -> Value {
    let ways = run.ways.iter().filter(|(_, way)| way.points.len() > 1).map(|(id, way)| {
        json!({ "type": "Feature", "geometry": lines(&way.points), "properties": properties(run, id, way) })
    });
    let events = run.events.iter().map(|event| {
        let place = match (event["lat"].as_f64(), event["lon"].as_f64()) {
            (Some(lat), Some(lon)) => json!({ "type": "Point", "coordinates": [lon, lat] }),
            _ => place_of(run, event),
        };
        let mut properties = event.clone();
        properties["exercise"] = json!(run.exercise);
        json!({ "type": "Feature", "geometry": place, "properties": properties })
    });
    json!({ "type": "FeatureCollection", "features": ways.chain(events).collect::<Vec<Value>>() })
}

/// Where the craft of an event was, to the nearest minute that was kept.
fn place_of(run: &Run, event: &Value) -> Value {
    let way = event["craft"].as_str().and_then(|craft| run.ways.get(craft));
    let time = event["t"].as_str().and_then(|text| text.parse::<Time>().ok());
    let point = way.zip(time).and_then(|(way, time)| {
        let next = way.points.partition_point(|point| point.0 < time);
        way.points.get(next).or(way.points.last())
    });
    point
        .map_or(Value::Null, |&(_, lat, lon)| json!({ "type": "Point", "coordinates": [lon, lat] }))
}

/// A line, cut where it crosses the 180th meridian (RFC 7946, 3.1.9).
fn lines(points: &[(Time, f64, f64)]) -> Value {
    let mut parts: Vec<Vec<[f64; 2]>> = vec![Vec::new()];
    let mut before: Option<[f64; 2]> = None;
    for &(_, lat, lon) in points {
        if let Some([last_lon, last_lat]) = before.filter(|last| (last[0] - lon).abs() > 180.0) {
            let edge = if last_lon > 0.0 { 180.0 } else { -180.0 };
            let (to_edge, across) = ((edge - last_lon).abs(), 360.0 - (last_lon - lon).abs());
            let at = last_lat + (lat - last_lat) * to_edge / across.max(1e-12);
            if let Some(part) = parts.last_mut() {
                part.push([edge, at]);
            }
            parts.push(vec![[-edge, at]]);
        }
        if let Some(part) = parts.last_mut() {
            part.push([lon, lat]);
        }
        before = Some([lon, lat]);
    }
    match <[_; 1]>::try_from(parts) {
        Ok([part]) => json!({ "type": "LineString", "coordinates": part }),
        Err(parts) => json!({ "type": "MultiLineString", "coordinates": parts }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7946, 3.1.9: a line over the 180th meridian is cut in two there.
    #[test]
    fn lines_are_cut_at_the_180th_meridian() {
        let t = Time::MIN;
        let cut = lines(&[(t, 0.0, 179.0), (t, 2.0, -179.0)]);
        assert_eq!(cut["type"], "MultiLineString");
        assert_eq!(
            cut["coordinates"],
            json!([[[179.0, 0.0], [180.0, 1.0]], [[-180.0, 1.0], [-179.0, 2.0]]])
        );
        assert_eq!(lines(&[(t, 0.0, 1.0), (t, 0.0, 2.0)])["type"], "LineString");
    }
}
