//! Sightings as a file: one JSON object with `sensors` and `sightings`.

use std::collections::BTreeMap;

use cordon_core::Time;
use nalgebra::Matrix3;
use serde::Deserialize;

use super::sighting::{MOST_SENSORS, MOST_SIGHTINGS, Seen, Sensor, Sighting};
use crate::earth::Geodetic;

/// What a file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Who saw.
    pub sensors: Vec<Sensor>,
    /// What they saw.
    pub sightings: Vec<Sighting>,
    /// The exercise mark, when all of it is simulated.
    pub exercise: Option<String>,
}

/// Why a file holds no sightings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSightings {
    /// Not the JSON it should be.
    #[error("not sightings: {0}; docs/warnings.md shows the shape")]
    Shape(String),
    /// Two sensors of one name.
    #[error("two sensors are named `{0}`; give each its own name")]
    SameName(String),
    /// A sighting by nobody.
    #[error("sighting {at} is of sensor `{name}`, which is not among `sensors`")]
    UnknownSensor {
        /// Which sighting, from 1.
        at: usize,
        /// Whom it names.
        name: String,
    },
    /// A sighting that is neither of a sensor nor a place.
    #[error(
        "sighting {at} has neither `sensor`, `range_m`, `azimuth_deg`, `elevation_deg` nor `lat`, `lon`, \
         `height_m` with `sigma_m` or `covariance_m2`"
    )]
    Neither {
        /// Which sighting, from 1.
        at: usize,
    },
    /// More than is looked at.
    #[error("more than {MOST_SIGHTINGS} sightings or {MOST_SENSORS} sensors")]
    TooMany,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    sensors: Vec<SensorRow>,
    sightings: Vec<Row>,
    exercise: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SensorRow {
    name: String,
    lat: f64,
    lon: f64,
    #[serde(default)]
    height_m: f64,
    range_sigma_m: f64,
    azimuth_sigma_deg: f64,
    elevation_sigma_deg: f64,
    #[serde(default)]
    range_bias_m: f64,
    #[serde(default)]
    azimuth_bias_deg: f64,
    #[serde(default)]
    elevation_bias_deg: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    time: Time,
    sensor: Option<String>,
    range_m: Option<f64>,
    azimuth_deg: Option<f64>,
    elevation_deg: Option<f64>,
    lat: Option<f64>,
    lon: Option<f64>,
    height_m: Option<f64>,
    sigma_m: Option<f64>,
    covariance_m2: Option<[[f64; 3]; 3]>,
}

/// Read a file of sightings.
///
/// # Errors
/// When it is not one; numbers that cannot be are left to the fit, which sets them aside and says so.
pub fn read(bytes: &[u8]) -> Result<Input, NotSightings> {
    let file: File =
        serde_json::from_slice(bytes).map_err(|error| NotSightings::Shape(error.to_string()))?;
    if file.sensors.len() > MOST_SENSORS || file.sightings.len() > MOST_SIGHTINGS {
        return Err(NotSightings::TooMany);
    }
    let mut numbers = BTreeMap::new();
    for (number, sensor) in file.sensors.iter().enumerate() {
        if numbers.insert(sensor.name.clone(), number).is_some() {
            return Err(NotSightings::SameName(sensor.name.clone()));
        }
    }
    let rows = file.sightings.into_iter().enumerate();
    let sightings: Result<_, _> = rows.map(|(at, row)| sighting(&row, at + 1, &numbers)).collect();
    let sensors = file.sensors.into_iter().map(sensor).collect();
    Ok(Input { sensors, sightings: sightings?, exercise: file.exercise })
}

fn sensor(row: SensorRow) -> Sensor {
    Sensor {
        name: row.name,
        site: Geodetic { lat: row.lat, lon: row.lon, height_m: row.height_m },
        noise: [row.range_sigma_m, row.azimuth_sigma_deg, row.elevation_sigma_deg],
        bias: [row.range_bias_m, row.azimuth_bias_deg, row.elevation_bias_deg],
    }
}

fn sighting(
    row: &Row,
    at: usize,
    numbers: &BTreeMap<String, usize>,
) -> Result<Sighting, NotSightings> {
    let time = row.time;
    if let (Some(range), Some(azimuth), Some(elevation), Some(name)) =
        (row.range_m, row.azimuth_deg, row.elevation_deg, row.sensor.as_ref())
    {
        let sensor = numbers.get(name).copied();
        let sensor =
            sensor.ok_or_else(|| NotSightings::UnknownSensor { at, name: name.clone() })?;
        let seen = Seen::Polar { sensor, values: [range, azimuth, elevation] };
        return Ok(Sighting { time, seen });
    }
    let (Some(lat), Some(lon), Some(height_m)) = (row.lat, row.lon, row.height_m) else {
        return Err(NotSightings::Neither { at });
    };
    let covariance = match (row.covariance_m2, row.sigma_m) {
        (Some(rows), _) => Matrix3::from_row_slice(rows.as_flattened()),
        (None, Some(sigma)) => Matrix3::identity() * (sigma * sigma),
        (None, None) => return Err(NotSightings::Neither { at }),
    };
    Ok(Sighting { time, seen: Seen::Place { place: Geodetic { lat, lon, height_m }, covariance } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_are_read() {
        let text = br#"{"sensors":[{"name":"A","lat":36,"lon":129,"range_sigma_m":30,
            "azimuth_sigma_deg":0.02,"elevation_sigma_deg":0.02}],
            "sightings":[
              {"time":"2031-03-14T00:01:00Z","sensor":"A","range_m":400000,"azimuth_deg":12,"elevation_deg":20},
              {"time":"2031-03-14T00:01:01Z","lat":39,"lon":130,"height_m":150000,"sigma_m":500}]}"#;
        let input = read(text).unwrap();
        assert_eq!((input.sensors.len(), input.sightings.len()), (1, 2));
        assert!(matches!(input.sightings[0].seen, Seen::Polar { sensor: 0, .. }));
    }

    #[test]
    fn what_is_missing_is_named() {
        let row = |row: &str| {
            let text = format!(r#"{{"sightings":[{{"time":"2031-03-14T00:01:00Z",{row}}}]}}"#);
            read(text.as_bytes()).unwrap_err()
        };
        assert_eq!(row(r#""lat":3"#), NotSightings::Neither { at: 1 });
        let unknown = row(r#""sensor":"B","range_m":1,"azimuth_deg":1,"elevation_deg":1"#);
        assert!(matches!(unknown, NotSightings::UnknownSensor { at: 1, .. }));
        assert!(matches!(read(b"{}"), Err(NotSightings::Shape(_))));
    }
}
