//! Flights of a data folder: one JSON file, replaced whole.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use cordon_core::flight::FlightReport;
use cordon_core::{Address, Degrees, Knots, Position, Time};
use serde::{Deserialize, Serialize};

use crate::board::{Flight, FlightBoard};

/// A file longer than this is none of ours.
const LONGEST: u64 = 1 << 30;

/// One flight as files, the API and the command line have it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlightRow {
    /// Its name: address and first report.
    pub id: String,
    /// The address its transponder claims.
    pub address: Address,
    /// Flight number or registration as sent.
    pub callsign: Option<String>,
    /// First report.
    pub start: Time,
    /// Last report.
    pub heard: Time,
    /// Time of the position.
    pub time: Time,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// Pressure altitude in feet.
    pub altitude_ft: Option<i32>,
    /// Height over the ellipsoid in feet.
    pub height_ft: Option<i32>,
    /// Speed over ground.
    pub speed_kn: Option<f64>,
    /// Direction over ground.
    pub course_deg: Option<f64>,
    /// Rate of climb in feet a minute.
    pub climb_fpm: Option<i32>,
    /// Transponder code.
    pub squawk: Option<u16>,
    /// Whether it is on the ground.
    pub on_ground: Option<bool>,
    /// Reports of it.
    pub reports: u64,
    /// The exercise mark, when it is simulated.
    #[serde(default)]
    pub exercise: Option<String>,
    /// Where it has been: time, degrees north, degrees east.
    #[serde(default)]
    pub trail: Vec<(Time, f64, f64)>,
}

impl FlightRow {
    /// A flight, and the exercise mark of the feed it came by.
    pub fn of(flight: &Flight, exercise: Option<&str>) -> FlightRow {
        let now = &flight.now;
        let degrees = |position: Position| position.lat_lon_rounded();
        let tenth = |value: f64| (value * 10.0).round() / 10.0;
        FlightRow {
            id: flight.id(),
            address: now.address,
            callsign: now.callsign.as_deref().map(str::to_owned),
            start: flight.start,
            heard: flight.heard,
            time: now.time,
            lat: now.position.map(|position| degrees(position).0),
            lon: now.position.map(|position| degrees(position).1),
            altitude_ft: now.altitude_ft,
            height_ft: now.height_ft,
            speed_kn: now.speed.map(|speed| tenth(speed.value())),
            course_deg: now.course.map(|course| tenth(course.value())),
            climb_fpm: now.climb_fpm,
            squawk: now.squawk,
            on_ground: now.on_ground,
            reports: flight.reports,
            exercise: exercise.map(str::to_owned),
            trail: flight
                .trail
                .iter()
                .map(|&(time, position)| (time, degrees(position).0, degrees(position).1))
                .collect(),
        }
    }

    /// As the report it was made of.
    pub fn report(&self) -> FlightReport {
        FlightReport {
            position: place(self.lat, self.lon),
            altitude_ft: self.altitude_ft,
            height_ft: self.height_ft,
            speed: self.speed_kn.map(Knots),
            course: self.course_deg.map(Degrees),
            climb_fpm: self.climb_fpm,
            callsign: self.callsign.as_deref().map(Into::into),
            squawk: self.squawk,
            on_ground: self.on_ground,
            ..FlightReport::heard(self.address, self.time)
        }
    }

    fn into_flight(self) -> Flight {
        let trail = self.trail.iter();
        let trail: VecDeque<_> = trail
            .filter_map(|&(time, lat, lon)| place(Some(lat), Some(lon)).map(|at| (time, at)))
            .collect();
        Flight {
            start: self.start,
            heard: self.heard,
            trail,
            reports: self.reports,
            now: self.report(),
        }
    }
}

fn place(lat: Option<f64>, lon: Option<f64>) -> Option<Position> {
    Position::from_degrees(lat?, lon?)
}

/// Why the flights of a folder cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("cannot read or write `{path}`: {source}; check the folder, its rights and the disk")]
pub struct LogError {
    /// Which file.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

/// How the log of a data folder stands: when it is another, the flights may be others.
pub type Stamp = (u64, SystemTime);

/// The stamp of the log; `None` where there is none.
pub fn stamp(data: &Path) -> Option<Stamp> {
    let of = fs::metadata(data.join("flights.json")).ok()?;
    Some((of.len(), of.modified().ok()?))
}

/// Flights of a data folder, in the order of their names; none where none were kept.
///
/// # Errors
/// When the file is there and cannot be read, or is none of ours.
pub fn read(data: &Path) -> Result<Vec<FlightRow>, LogError> {
    let path = data.join("flights.json");
    let fault = |source| LogError { path: path.clone(), source };
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(fault(error)),
    };
    let mut bytes = Vec::new();
    file.take(LONGEST).read_to_end(&mut bytes).map_err(fault)?;
    serde_json::from_slice(&bytes).map_err(|error| fault(error.into()))
}

/// A board that goes on where the kept flights ended; flights of an exercise stay apart.
pub fn resume(rows: &[FlightRow], exercise: Option<&str>) -> FlightBoard {
    let own = rows.iter().filter(|row| row.exercise.as_deref() == exercise);
    FlightBoard::with(own.cloned().map(FlightRow::into_flight))
}

/// Keep flights; on the disk when this returns, whole or as before.
///
/// # Errors
/// When the disk refuses.
pub fn write(data: &Path, rows: &[FlightRow]) -> Result<(), LogError> {
    let path = data.join("flights.json");
    let fault = |source| LogError { path: path.clone(), source };
    let new = data.join("flights.json.new");
    fs::create_dir_all(data).map_err(fault)?;
    let mut file = File::create(&new).map_err(fault)?;
    let bytes = serde_json::to_vec(rows).map_err(|error| fault(error.into()))?;
    file.write_all(&bytes).and_then(|()| file.sync_data()).map_err(fault)?;
    fs::rename(&new, &path).map_err(fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flights_are_kept_and_go_on() {
        let folder = tempfile::tempdir().unwrap();
        let report = |seconds: i64| {
            let time = Time::from_unix_seconds(1_700_000_000 + seconds).unwrap();
            let mut report = FlightReport::heard("71be19".parse().unwrap(), time);
            report.position = Position::from_degrees(35.0, 179.9);
            report
        };
        let mut board = FlightBoard::default();
        board.take(report(0));
        let rows: Vec<_> = board.flights().map(|flight| FlightRow::of(flight, None)).collect();
        write(folder.path(), &rows).unwrap();
        assert_eq!(read(folder.path()).unwrap(), rows);

        let mut again = resume(&rows, None);
        again.take(report(10));
        let flight = again.flights().next().unwrap();
        assert_eq!((flight.reports, flight.trail.len()), (2, 2));
        assert_eq!(resume(&rows, Some("DRILL7")).flights().count(), 0);
        assert!(read(&folder.path().join("none")).unwrap().is_empty());
    }
}
