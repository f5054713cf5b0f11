//! How well ships were received, where and when, as a recording tells.

use std::collections::BTreeMap;

use cordon_core::{Position, Span, Time};

use crate::score::Watched;

/// Size of a cell in degrees.
const CELL_DEG: f64 = 0.5;
/// Length of a cell in time.
const CELL: Span = Span::from_hours(1);
/// A ship not heard for so long had left, or was silent: that says nothing about reception.
const AWAY: Span = Span::from_hours(1);

/// The share of messages that came through, by cell of half a degree and hour.
#[derive(Clone, Debug, Default)]
pub struct Reception {
    cells: BTreeMap<(i64, i32, i32), (f64, f64)>,
}

impl Reception {
    /// From recorded tracks: reports heard, against those that ITU-R M.1371 has such a ship send in that time.
    pub fn of(recorded: &Watched) -> Reception {
        let mut reception = Reception::default();
        for track in &recorded.tracks {
            for pair in track.points.windows(2) {
                let [a, b] = pair else { continue };
                let passed = b.time - a.time;
                if passed > AWAY || passed <= Span::ZERO {
                    continue;
                }
                let knots = a.velocity.0.hypot(a.velocity.1) * 3_600.0 / 1_852.0;
                let cell = reception.cells.entry(cell(a.time, a.at)).or_default();
                cell.0 += 1.0;
                cell.1 += (passed.seconds() / interval(knots)).max(1.0);
            }
        }
        reception
    }

    /// The chance that a message from there came through; 0 where nobody was heard.
    pub fn chance(&self, time: Time, at: Position) -> f64 {
        self.cells.get(&cell(time, at)).map_or(0.0, |(heard, sent)| (heard / sent).min(1.0))
    }
}

fn cell(time: Time, at: Position) -> (i64, i32, i32) {
    let hour = time.as_micros().div_euclid(CELL.as_micros());
    (hour, (at.lat() / CELL_DEG).floor() as i32, (at.lon() / CELL_DEG).floor() as i32)
}

/// Seconds between reports of class A by speed (ITU-R M.1371-6, annex 1, table 1), not turning.
fn interval(knots: f64) -> f64 {
    match knots {
        k if k < 0.2 => 180.0,
        k if k <= 14.0 => 10.0,
        k if k <= 23.0 => 6.0,
        _ => 2.0,
    }
}

#[cfg(test)]
mod tests {
    use cordon_core::{Mmsi, TrackId};

    use super::*;
    use crate::score::{Point, TrackPath};

    /// A ship at 10 kn sends every 10 s; heard every 40 s, a quarter comes through there, and nothing elsewhere.
    #[test]
    fn a_quarter_comes_through() {
        let start = Time::from_unix_seconds(1_600_000_000).unwrap_or(Time::MIN);
        let at = Position::wrapped(57.2, 11.3);
        let point = |n: i64| Point {
            time: start + Span::from_seconds(40 * n),
            at,
            velocity: (0.0, 10.0 * 1_852.0 / 3_600.0),
        };
        let id = TrackId { mmsi: Mmsi(265_000_000), start, ordinal: 1 };
        let tracks = vec![TrackPath { id, points: (0..60).map(point).collect() }];
        let reception = Reception::of(&Watched { tracks, ..Watched::default() });
        assert!((reception.chance(start, at) - 0.25).abs() < 1e-9);
        assert!(reception.chance(start, Position::wrapped(50.0, 11.3)).abs() < 1e-9);
        assert!(reception.chance(start + Span::from_hours(5), at).abs() < 1e-9);
    }
}
