//! The OpenSky Network's state vectors: a row of 17 or 18 values for each aircraft, in metric units.

use cordon_core::flight::FlightReport;
use cordon_core::units::METRES_PER_NM;
use cordon_core::{Address, Degrees, Knots, Position};
use serde::Deserialize;
use serde_json::Value;

use super::aircraft::{callsign, moment};
use super::{Batch, sbs};

const FEET_PER_METRE: f64 = 1.0 / 0.304_8;

#[derive(Deserialize)]
struct Document {
    states: Option<Vec<Value>>,
}

pub(super) fn read(document: &[u8], batch: &mut Batch) {
    let Ok(document) = serde_json::from_slice::<Document>(document) else {
        batch.tally.add_rejected("not_state_vectors");
        return;
    };
    for row in document.states.unwrap_or_default() {
        match report(&row) {
            Ok(report) => batch.used(report),
            Err(why) => batch.tally.add_rejected(why),
        }
    }
}

fn report(row: &Value) -> Result<FlightReport, &'static str> {
    let row = row.as_array().filter(|row| row.len() >= 17).ok_or("bad_row")?;
    let number = |n: usize| row.get(n).and_then(Value::as_f64).filter(|v| v.abs() < 1e12);
    let text = |n: usize| row.get(n).and_then(Value::as_str);
    let address: Address = text(0).and_then(|t| t.parse().ok()).ok_or("bad_address")?;
    let position = match (number(6), number(5)) {
        (Some(lat), Some(lon)) => Some(Position::from_degrees(lat, lon).ok_or("bad_position")?),
        _ => None,
    };
    let heard = if position.is_some() { number(3) } else { None };
    let time = heard.or(number(4)).and_then(moment).ok_or("bad_time")?;
    let feet =
        |n: usize| number(n).filter(|m| m.abs() < 1e5).map(|m| (m * FEET_PER_METRE).round() as i32);
    let climb = number(11).filter(|rate| rate.abs() < 1e3);
    Ok(FlightReport {
        position,
        altitude_ft: feet(7),
        height_ft: feet(13),
        speed: number(9)
            .filter(|v| (0.0..2_500.0).contains(v))
            .map(|v| Knots(v * 3_600.0 / METRES_PER_NM)),
        course: number(10).map(|course| Degrees(course.rem_euclid(360.0))),
        climb_fpm: climb.map(|rate| (rate * 60.0 * FEET_PER_METRE).round() as i32),
        callsign: text(1).and_then(callsign),
        squawk: text(14).and_then(sbs::squawk),
        on_ground: row.get(8).and_then(Value::as_bool),
        ..FlightReport::heard(address, time)
    })
}
