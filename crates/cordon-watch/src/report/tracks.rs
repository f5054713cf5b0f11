//! Tracks in short, in every format.

use std::io::{self, Write};

use cordon_archive::TrackSummary;
use serde::Serialize;
use serde_json::{Value, json};

/// A track as it is shown.
#[derive(Debug, Serialize)]
pub struct TrackView<'a> {
    id: String,
    mmsi: u32,
    name: Option<&'a str>,
    imo: Option<u32>,
    callsign: Option<&'a str>,
    ship_type: Option<u8>,
    start: String,
    end: String,
    fixes: u64,
    distance_m: f64,
    exercise: Option<&'a str>,
}

impl<'a> TrackView<'a> {
    /// A track as it is shown.
    pub fn new(track: &'a TrackSummary) -> TrackView<'a> {
        TrackView {
            id: track.id.to_string(),
            mmsi: track.id.mmsi.0,
            name: track.name.as_deref(),
            imo: track.imo,
            callsign: track.callsign.as_deref(),
            ship_type: track.ship_type,
            start: track.id.start.to_string(),
            end: track.end.to_string(),
            fixes: track.fixes,
            distance_m: track.distance_m,
            exercise: track.exercise.as_deref(),
        }
    }
}

/// One object a line.
pub fn write_tracks_jsonl(out: &mut dyn Write, tracks: &[TrackSummary]) -> io::Result<()> {
    for track in tracks {
        serde_json::to_writer(&mut *out, &TrackView::new(track))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// One array.
pub fn write_tracks_json(out: &mut dyn Write, tracks: &[TrackSummary]) -> io::Result<()> {
    let views: Vec<_> = tracks.iter().map(TrackView::new).collect();
    serde_json::to_writer_pretty(&mut *out, &views)?;
    out.write_all(b"\n")
}

/// A header, then a row a track.
pub fn write_tracks_csv(out: &mut dyn Write, tracks: &[TrackSummary]) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    for track in tracks {
        writer.serialize(TrackView::new(track)).map_err(io::Error::other)?;
    }
    writer.flush()
}

/// A feature a track, with its thinned course; a course that crosses the 180th meridian is cut there.
pub fn write_tracks_geojson(out: &mut dyn Write, tracks: &[TrackSummary]) -> io::Result<()> {
    let features: Vec<_> = tracks
        .iter()
        .map(|track| {
            json!({
                "type": "Feature",
                "id": track.id.to_string(),
                "geometry": course(track),
                "properties": TrackView::new(track),
            })
        })
        .collect();
    serde_json::to_writer(&mut *out, &json!({"type": "FeatureCollection", "features": features}))?;
    out.write_all(b"\n")
}

fn course(track: &TrackSummary) -> Value {
    super::geojson::path(&track.course)
}
