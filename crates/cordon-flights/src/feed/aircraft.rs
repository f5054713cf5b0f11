//! readsb's `aircraft.json`: what is known of each aircraft now, with the age of its position.

use cordon_core::flight::FlightReport;
use cordon_core::{Address, Degrees, Knots, Position, Span, Time};
use serde::Deserialize;
use serde_json::Value;

use super::{Batch, sbs};

#[derive(Deserialize)]
struct Document {
    now: f64,
    aircraft: Vec<Value>,
}

#[derive(Deserialize)]
struct Row {
    hex: String,
    flight: Option<String>,
    alt_baro: Option<Value>,
    alt_geom: Option<f64>,
    gs: Option<f64>,
    track: Option<f64>,
    baro_rate: Option<f64>,
    geom_rate: Option<f64>,
    squawk: Option<String>,
    lat: Option<f64>,
    lon: Option<f64>,
    seen: Option<f64>,
    seen_pos: Option<f64>,
}

pub(super) fn read(document: &[u8], batch: &mut Batch) {
    let Ok(document) = serde_json::from_slice::<Document>(document) else {
        batch.tally.add_rejected("not_aircraft_json");
        return;
    };
    for row in document.aircraft {
        match report(row, document.now) {
            Ok(report) => batch.used(report),
            Err(why) => batch.tally.add_rejected(why),
        }
    }
}

fn report(row: Value, now: f64) -> Result<FlightReport, &'static str> {
    let row: Row = serde_json::from_value(row).or(Err("bad_row"))?;
    let address: Address = row.hex.trim().parse().or(Err("bad_address"))?;
    let position = match (row.lat, row.lon) {
        (Some(lat), Some(lon)) => Some(Position::from_degrees(lat, lon).ok_or("bad_position")?),
        _ => None,
    };
    // What is old is dated when it was heard, not when the file was written.
    let age = if position.is_some() { row.seen_pos } else { None };
    let age = age.or(row.seen).unwrap_or(0.0);
    let time = moment(now - age).ok_or("bad_time")?;
    let on_ground = row.alt_baro.as_ref().map(|value| value.as_str() == Some("ground"));
    let whole = |value: f64| (value.abs() < 1e6).then_some(value as i32);
    Ok(FlightReport {
        position,
        altitude_ft: row.alt_baro.as_ref().and_then(Value::as_f64).and_then(whole),
        height_ft: row.alt_geom.and_then(whole),
        speed: row.gs.filter(|v| (0.0..5_000.0).contains(v)).map(Knots),
        course: row.track.filter(|v| v.is_finite()).map(|v| Degrees(v.rem_euclid(360.0))),
        climb_fpm: row.baro_rate.or(row.geom_rate).and_then(whole),
        callsign: row.flight.as_deref().and_then(callsign),
        squawk: row.squawk.as_deref().and_then(sbs::squawk),
        on_ground,
        ..FlightReport::heard(address, time)
    })
}

pub(super) fn callsign(text: &str) -> Option<Box<str>> {
    let text = text.trim();
    (!text.is_empty() && text.len() <= 16).then(|| text.into())
}

/// From seconds since 1970 with a fraction.
pub(super) fn moment(seconds: f64) -> Option<Time> {
    let whole =
        (0.0..7.5e9).contains(&seconds).then(|| Time::from_unix_seconds(seconds as i64))??;
    Some(whole + Span::from_seconds_f64((seconds.fract() * 1e3).round() / 1e3))
}
