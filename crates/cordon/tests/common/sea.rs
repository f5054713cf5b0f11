//! Ships that sail and say who they are, as a coast station hears them.

#![allow(clippy::unwrap_used, reason = "tests fail loudly")]

use cordon_ais::encode::{BitWriter, Envelope, sentences};
use cordon_core::{Position, Span, Time};

/// 2023-10-09T20:00:00Z: whatever goes on for long crosses midnight.
const START: i64 = 1_696_881_600;

/// Lines of a coast station.
#[derive(Default)]
pub(crate) struct Sea {
    said: Vec<(Time, BitWriter, &'static str)>,
    station: Option<&'static str>,
}

/// What a ship says of itself.
#[derive(Clone, Copy, Default)]
pub(crate) struct Papers {
    pub(crate) imo: u32,
    pub(crate) call_sign: &'static str,
    pub(crate) name: &'static str,
}

pub(crate) fn at(hours: f64) -> Time {
    Time::from_unix_seconds(START).unwrap() + Span::from_hours_f64(hours)
}

/// A ship's number with its check digit (IMO A.1117(30)).
pub(crate) fn imo(six: u32) -> u32 {
    let digits = (0..6).map(|n| six / 10_u32.pow(5 - n) % 10);
    six * 10 + digits.zip([7, 6, 5, 4, 3, 2]).map(|(digit, by)| digit * by).sum::<u32>() % 10
}

impl Sea {
    /// What follows is heard by this station.
    pub(crate) fn heard_by(&mut self, station: &'static str) {
        self.station = Some(station);
    }

    /// Sails east from one hour to another, a position each five minutes (message 1).
    pub(crate) fn sails(
        &mut self,
        mmsi: u32,
        hours: (f64, f64),
        from: (f64, f64),
        knots: f64,
    ) -> &mut Sea {
        self.goes(mmsi, hours, knots, |passed| {
            let east = knots * passed / 60.0 / from.0.to_radians().cos();
            Position::wrapped(from.0, from.1 + east)
        })
    }

    /// Is wherever it is said to be, so many hours after the first, a position each five minutes.
    pub(crate) fn goes(
        &mut self,
        mmsi: u32,
        hours: (f64, f64),
        knots: f64,
        place: impl Fn(f64) -> Position,
    ) -> &mut Sea {
        let steps = ((hours.1 - hours.0) * 12.0) as u32;
        for step in 0..=steps {
            let passed = f64::from(step) / 12.0;
            let place = place(passed);
            let mut bits = BitWriter::default();
            for (width, value) in [(6, 1), (2, 0), (30, u64::from(mmsi)), (4, 0), (8, 128)] {
                bits.push(width, value);
            }
            bits.push(10, (knots * 10.0) as u64 + u64::from(step % 3));
            bits.push(1, 1);
            bits.push(28, (place.lon() * 600_000.0).round() as i64 as u64 & 0x0fff_ffff);
            bits.push(27, (place.lat() * 600_000.0).round() as i64 as u64 & 0x07ff_ffff);
            for (width, value) in [(12, 900 + u64::from(step % 7)), (9, 90), (6, 60), (25, 0)] {
                bits.push(width, value);
            }
            self.said.push((at(hours.0 + passed), bits, self.station.unwrap_or("jeju-1")));
        }
        self
    }

    /// Says who it is, each half hour from one hour to another (message 5).
    pub(crate) fn says(&mut self, mmsi: u32, hours: (f64, f64), papers: Papers) -> &mut Sea {
        for step in 0..((hours.1 - hours.0) * 2.0) as u32 {
            let mut bits = BitWriter::default();
            let number = u64::from(papers.imo);
            for (width, value) in [(6, 5), (2, 0), (30, u64::from(mmsi)), (2, 0), (30, number)] {
                bits.push(width, value);
            }
            bits.push_text(&format!("{:@<7}{:@<20}", papers.call_sign, papers.name));
            for (width, value) in [(8, 70), (9, 100), (9, 20), (6, 10), (6, 10), (4, 1)] {
                bits.push(width, value);
            }
            for (width, value) in [(4, 0), (5, 0), (5, 24), (6, 60), (8, 80)] {
                bits.push(width, value);
            }
            bits.push_text(&"@".repeat(20));
            bits.push(2, 0);
            // A minute past the position, so that the ship is known by then.
            let time = at(hours.0 + f64::from(step) / 2.0) + Span::from_minutes(1);
            self.said.push((time, bits, self.station.unwrap_or("jeju-1")));
        }
        self
    }

    pub(crate) fn lines(mut self) -> Vec<u8> {
        self.said.sort_by_key(|(time, ..)| *time);
        let mut lines = Vec::new();
        for (sequence, (time, bits, station)) in (0..).zip(&self.said) {
            let envelope = Envelope {
                sequence,
                station: Some(station),
                time: Some(*time),
                ..Envelope::default()
            };
            sentences(bits.bits(), &envelope, &mut lines);
        }
        lines
    }
}

pub(crate) fn named(name: &'static str, imo: u32) -> Papers {
    Papers { imo, call_sign: "", name }
}
