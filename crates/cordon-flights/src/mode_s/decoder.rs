//! From broadcasts to reports: halves of positions are put together for each aircraft.

use std::collections::BTreeMap;

use cordon_core::flight::FlightReport;
use cordon_core::{Address, Metres, Position, Span, Time, geodesy};

use super::cpr::{self, Cpr, Frame};
use super::squitter::{NotASquitter, Said, Squitter};

/// An even and an odd frame further apart than this may be of two places.
const PAIR: Span = Span::from_seconds(10);
/// A known place this old is no reference any more.
const REFERENCE: Span = Span::from_minutes(3);
/// No aircraft is faster, m/s; with what a place may be off, metres.
const FASTEST: (f64, f64) = (1_200.0, 5_000.0);
/// More aircraft than any receiver hears.
const MOST_AIRCRAFT: usize = 50_000;

/// What is known of every aircraft heard.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    heard: BTreeMap<Address, Heard>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Heard {
    even: Option<(Time, Frame)>,
    odd: Option<(Time, Frame)>,
    place: Option<(Time, Position)>,
}

impl Decoder {
    /// A decoder that has heard nothing yet.
    pub fn new() -> Decoder {
        Decoder::default()
    }

    /// Takes in one message, heard at `time`.
    ///
    /// # Errors
    /// When it is no broadcast, or broken.
    pub fn take(&mut self, message: &[u8], time: Time) -> Result<FlightReport, NotASquitter> {
        let Squitter { address, said } = Squitter::read(message)?;
        let mut report = FlightReport::heard(address, time);
        match said {
            Said::Callsign(callsign) => report.callsign = Some(callsign),
            Said::Squawk(squawk) => report.squawk = Some(squawk),
            Said::Velocity { speed, course, climb_fpm } => {
                (report.speed, report.course, report.climb_fpm) = (speed, course, climb_fpm);
            }
            Said::Airborne { altitude_ft, frame } => {
                report.altitude_ft = altitude_ft;
                report.on_ground = Some(false);
                report.position = self.heard(address, time).in_the_air(frame, time);
            }
            Said::Surface(surface) => {
                report.on_ground = Some(true);
                (report.speed, report.course) = (surface.speed, surface.course);
                report.position = self.heard(address, time).on_the_ground(surface.frame, time);
            }
            Said::Other => {}
        }
        Ok(report)
    }

    fn heard(&mut self, address: Address, now: Time) -> &mut Heard {
        if self.heard.len() >= MOST_AIRCRAFT && !self.heard.contains_key(&address) {
            self.heard.retain(|_, heard| heard.is_fresh(now));
            if self.heard.len() >= MOST_AIRCRAFT {
                self.heard.clear();
            }
        }
        self.heard.entry(address).or_default()
    }
}

impl Heard {
    fn is_fresh(&self, now: Time) -> bool {
        let frames = [self.even, self.odd].into_iter().flatten().map(|(time, _)| time);
        let times = frames.chain(self.place.map(|(time, _)| time));
        times.max().is_some_and(|last| (now - last).abs() <= REFERENCE)
    }

    fn in_the_air(&mut self, frame: Frame, time: Time) -> Option<Position> {
        let half = if frame.odd { &mut self.odd } else { &mut self.even };
        *half = Some((time, frame));
        let place = self.pair(frame).or_else(|| self.near(Cpr::Airborne, frame, time))?;
        self.keep(place, time)
    }

    fn on_the_ground(&mut self, frame: Frame, time: Time) -> Option<Position> {
        let place = self.near(Cpr::Surface, frame, time)?;
        self.keep(place, time)
    }

    fn pair(&self, newest: Frame) -> Option<Position> {
        let ((even_at, even), (odd_at, odd)) = (self.even?, self.odd?);
        ((even_at - odd_at).abs() <= PAIR).then(|| cpr::airborne(even, odd, newest))?
    }

    fn near(&self, cpr: Cpr, frame: Frame, time: Time) -> Option<Position> {
        let (at, place) = self.place?;
        ((time - at).abs() <= REFERENCE).then(|| cpr.nearby(frame, place))?
    }

    /// A place that the aircraft cannot have reached is not told, and makes the next one start anew.
    fn keep(&mut self, place: Position, time: Time) -> Option<Position> {
        if let Some((before, was)) = self.place {
            let seconds = (time - before).abs().seconds();
            let reach = Metres(FASTEST.1 + FASTEST.0 * seconds);
            if seconds <= REFERENCE.seconds() && geodesy::distance(was, place) > reach {
                *self = Heard::default();
                return None;
            }
        }
        self.place = Some((time, place));
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        let pairs = (0..hex.len()).step_by(2);
        pairs.map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
    }

    fn at(seconds: i64) -> Time {
        Time::from_unix_seconds(1_457_996_400 + seconds).unwrap()
    }

    /// The 1090 Megahertz Riddle, section 5.3: odd at 1457996400, even two seconds later.
    #[test]
    fn two_halves_make_a_place() {
        let (even, odd) =
            (bytes("8D40621D58C382D690C8AC2863A7"), bytes("8D40621D58C386435CC412692AD6"));
        let mut decoder = Decoder::new();
        assert_eq!(decoder.take(&odd, at(0)).unwrap().position, None);
        let report = decoder.take(&even, at(2)).unwrap();
        let place = report.position.unwrap();
        assert!((place.lat() - 52.257_20).abs() < 1e-5 && (place.lon() - 3.919_37).abs() < 1e-5);
        assert_eq!((report.altitude_ft, report.on_ground), (Some(38_000), Some(false)));
        // From then on each half tells its place alone.
        assert!(decoder.take(&odd, at(60)).unwrap().position.is_some());

        let mut apart = Decoder::new();
        apart.take(&odd, at(0)).unwrap();
        assert_eq!(apart.take(&even, at(30)).unwrap().position, None);
    }
}
