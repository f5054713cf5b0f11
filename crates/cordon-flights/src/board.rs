//! Aircraft now, and where they have been: reports put together by address.

use std::collections::{BTreeMap, VecDeque};

use cordon_core::flight::FlightReport;
use cordon_core::{Address, Position, Span, Time};

/// Silence that ends a track.
pub const SILENCE: Span = Span::from_minutes(30);
/// Points of a trail that are kept.
const TRAIL: usize = 600;
/// Aircraft that are kept; the one silent longest goes first.
const MOST_AIRCRAFT: usize = 20_000;

/// One aircraft over one unbroken stretch.
#[derive(Clone, Debug, PartialEq)]
pub struct Flight {
    /// Its first report's time; with the address, its name.
    pub start: Time,
    /// The latest word on everything; `time` and `position` are those of the last position.
    pub now: FlightReport,
    /// When it was last heard, with or without a position.
    pub heard: Time,
    /// Where it has been, in order of time.
    pub trail: VecDeque<(Time, Position)>,
    /// Reports of it.
    pub reports: u64,
}

impl Flight {
    /// Its name: `71be19-20231010T000000Z`.
    pub fn id(&self) -> String {
        let stamp = self.start.floor(Span::from_seconds(1)).to_string().replace(['-', ':'], "");
        format!("{}-{stamp}", self.now.address)
    }

    fn begun(report: FlightReport) -> Flight {
        let trail = report.position.map(|position| (report.time, position)).into_iter().collect();
        Flight { start: report.time, heard: report.time, trail, reports: 1, now: report }
    }

    fn take(&mut self, report: FlightReport) {
        self.reports += 1;
        let newer = report.time >= self.heard;
        self.heard = self.heard.max(report.time);
        if let Some(position) = report.position {
            self.place(report.time, position);
        }
        if newer {
            self.say(report);
        }
    }

    /// A late position goes to its place in the trail.
    fn place(&mut self, time: Time, position: Position) {
        let at = self.trail.partition_point(|&(before, _)| before <= time);
        self.trail.insert(at, (time, position));
        if self.trail.len() > TRAIL {
            self.trail.pop_front();
        }
    }

    fn say(&mut self, report: FlightReport) {
        let now = &mut self.now;
        if report.position.is_some() {
            (now.time, now.position) = (report.time, report.position);
        }
        now.altitude_ft = report.altitude_ft.or(now.altitude_ft);
        now.height_ft = report.height_ft.or(now.height_ft);
        now.speed = report.speed.or(now.speed);
        now.course = report.course.or(now.course);
        now.climb_fpm = report.climb_fpm.or(now.climb_fpm);
        now.squawk = report.squawk.or(now.squawk);
        now.on_ground = report.on_ground.or(now.on_ground);
        if report.callsign.is_some() {
            now.callsign = report.callsign;
        }
    }
}

/// All aircraft heard.
#[derive(Clone, Debug, Default)]
pub struct FlightBoard {
    flights: BTreeMap<Address, Flight>,
}

impl FlightBoard {
    /// A board that knows these flights.
    pub fn with(flights: impl IntoIterator<Item = Flight>) -> FlightBoard {
        let flights = flights.into_iter().map(|flight| (flight.now.address, flight));
        FlightBoard { flights: flights.collect() }
    }

    /// Takes in a report; the flight that it ends, when the aircraft had been silent for long.
    pub fn take(&mut self, report: FlightReport) -> Option<Flight> {
        let address = report.address;
        if let Some(flight) = self.flights.get_mut(&address)
            && report.time - flight.heard <= SILENCE
        {
            flight.take(report);
            return None;
        }
        let ended = self.flights.insert(address, Flight::begun(report));
        ended.or_else(|| self.forget_one())
    }

    fn forget_one(&mut self) -> Option<Flight> {
        if self.flights.len() <= MOST_AIRCRAFT {
            return None;
        }
        let silent = self.flights.iter().min_by_key(|(_, flight)| flight.heard);
        let address = silent.map(|(&address, _)| address)?;
        self.flights.remove(&address)
    }

    /// Every aircraft, by address.
    pub fn flights(&self) -> impl Iterator<Item = &Flight> {
        self.flights.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(seconds: i64, lat: Option<f64>) -> FlightReport {
        let time = Time::from_unix_seconds(1_700_000_000 + seconds).unwrap();
        let mut report = FlightReport::heard("71be19".parse().unwrap(), time);
        report.position = lat.map(|lat| Position::wrapped(lat, 179.999));
        report
    }

    #[test]
    fn the_latest_word_on_everything_stands() {
        let mut board = FlightBoard::default();
        board.take(report(0, Some(35.0)));
        let mut named = report(1, None);
        named.callsign = Some("KAL123".into());
        board.take(named);
        board.take(report(9, Some(35.2)));
        board.take(report(5, Some(35.1)));
        let flight = board.flights().next().unwrap();
        assert_eq!(flight.now.callsign.as_deref(), Some("KAL123"));
        assert_eq!(flight.now.position, Some(Position::wrapped(35.2, 179.999)));
        let trail: Vec<f64> = flight.trail.iter().map(|(_, place)| place.lat()).collect();
        assert_eq!(trail, [35.0, 35.1, 35.2]);
        assert_eq!((flight.reports, flight.id().as_str()), (4, "71be19-20231114T221320Z"));
    }

    #[test]
    fn silence_ends_a_flight() {
        let mut board = FlightBoard::default();
        board.take(report(0, Some(35.0)));
        assert!(board.take(report(1_800, None)).is_none());
        let ended = board.take(report(3_601, Some(36.0))).unwrap();
        assert_eq!(ended.reports, 2);
        assert_eq!(board.flights().next().unwrap().reports, 1);
    }
}
