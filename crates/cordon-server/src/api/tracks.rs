//! `/api/tracks/{id}`: where one craft went.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use cordon_core::{Fix, TrackId};
use cordon_watch::picture::Point;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::app::App;
use crate::error::ApiError;

/// A track in columns: the same index is the same point.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Columns {
    track: String,
    mmsi: u32,
    /// Seconds since 1970.
    time_s: Vec<i64>,
    lat: Vec<f64>,
    lon: Vec<f64>,
    /// Speed over ground in knots.
    sog_kn: Vec<Option<f64>>,
    /// Course over ground in degrees true.
    cog_deg: Vec<Option<f64>>,
    /// Points after which nothing was heard for longer than an hour.
    silences: Vec<usize>,
    /// Simulated.
    exercise: bool,
}

/// The kept points of a track; `.geojson` behind its name gives GeoJSON.
#[utoipa::path(get, path = "/api/tracks/{id}", params(("id" = String, Path, description = "track, or track.geojson")),
    responses((status = 200, body = Columns), (status = 404, body = ApiError)))]
pub(crate) async fn track(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let (name, geojson) = id.strip_suffix(".geojson").map_or((&*id, false), |name| (name, true));
    let track: TrackId = name.parse().map_err(|error: cordon_core::track::NotATrack| {
        ApiError::bad(error.to_string(), "take a track's name from /api/vessels/{mmsi}")
    })?;
    let picture = app.picture.read();
    let Some(craft) = picture.track(&track) else {
        let help = "take a track's name from /api/vessels/{mmsi}";
        return Err(ApiError::missing(format!("there is no track `{track}`"), help));
    };
    let points = craft.path.points();
    if geojson {
        let kind = [(header::CONTENT_TYPE, "application/geo+json")];
        let body = feature(&track, points, craft.exercise()).to_string();
        return Ok((kind, body).into_response());
    }
    Ok(Json(columns(&track, points, craft.exercise())).into_response())
}

fn columns(track: &TrackId, points: &[Point], exercise: bool) -> Columns {
    let mut columns =
        Columns { track: track.to_string(), mmsi: track.mmsi.0, exercise, ..Columns::default() };
    for p in points {
        let (lat, lon) = p.position.lat_lon_rounded();
        columns.time_s.push(p.time.as_unix_seconds());
        columns.lat.push(lat);
        columns.lon.push(lon);
        columns.sog_kn.push(tenths(p.sog));
        columns.cog_deg.push(tenths(p.cog));
    }
    columns.silences = silences(points);
    columns
}

fn tenths(raw: u16) -> Option<f64> {
    (raw != Fix::NONE).then(|| f64::from(raw) / 10.0)
}

fn silences(points: &[Point]) -> Vec<usize> {
    let pairs = points.windows(2).enumerate();
    pairs.filter(|(_, w)| w[1].after_silence).map(|(i, _)| i).collect()
}

/// RFC 7946: one line per unbroken stretch, cut at the 180th meridian (section 3.1.9).
fn feature(track: &TrackId, points: &[Point], exercise: bool) -> Value {
    let mut lines: Vec<Vec<[f64; 2]>> = Vec::new();
    let mut last: Option<&Point> = None;
    for p in points {
        let (lat, lon) = p.position.lat_lon_rounded();
        match last {
            Some(before) if !p.after_silence => {
                let crosses = (lon - before.position.lon()).abs() > 180.0;
                join(&mut lines, before, p, crosses);
            }
            _ => lines.push(vec![[lon, lat]]),
        }
        last = Some(p);
    }
    json!({
        "type": "Feature",
        "id": track.to_string(),
        "geometry": {"type": "MultiLineString", "coordinates": lines.iter().map(|line| two(line)).collect::<Vec<_>>()},
        "properties": {
            "track": track.to_string(),
            "mmsi": track.mmsi.0,
            "times": points.iter().map(|p| p.time.to_string()).collect::<Vec<_>>(),
            "exercise": exercise,
        },
    })
}

fn join(lines: &mut Vec<Vec<[f64; 2]>>, before: &Point, p: &Point, crosses: bool) {
    let (lat, lon) = p.position.lat_lon_rounded();
    if crosses {
        let edge = 180.0_f64.copysign(before.position.lon());
        let span = before.position.lon_difference(p.position).value();
        let part = if span == 0.0 { 0.0 } else { (edge - before.position.lon()) / span };
        let at = before.position.lat() + part * (p.position.lat() - before.position.lat());
        let at = (at * 1e7).round() / 1e7;
        if let Some(line) = lines.last_mut() {
            line.push([edge, at]);
        }
        lines.push(vec![[-edge, at]]);
    }
    if let Some(line) = lines.last_mut() {
        line.push([lon, lat]);
    }
}

/// A line has two ends, even where only one point was heard.
fn two(line: &[[f64; 2]]) -> Vec<[f64; 2]> {
    match line {
        [only] => vec![*only, *only],
        more => more.to_vec(),
    }
}
