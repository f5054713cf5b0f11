//! Ways over water on a fine grid: Dijkstra over cells that see one another.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use cordon_core::geodesy::{destination, distance};
use cordon_core::{Degrees, Metres, Position};
use cordon_plan::Land;

/// Steps to cells in 32 directions, one of each pair of opposite ones.
const STEPS: [(i32, i32); 16] = [
    (1, 0),
    (0, 1),
    (1, 1),
    (-1, 1),
    (2, 1),
    (1, 2),
    (-1, 2),
    (-2, 1),
    (3, 1),
    (1, 3),
    (-1, 3),
    (-3, 1),
    (3, 2),
    (2, 3),
    (-2, 3),
    (-3, 2),
];

/// A step is looked at every so many metres.
const LOOK: f64 = 150.0;

/// Water around a place, in cells.
pub(crate) struct Seas<'a> {
    land: &'a dyn Land,
    half: i32,
    places: Vec<Option<Position>>,
    metres: Vec<f64>,
}

impl<'a> Seas<'a> {
    /// Ways from `start` to every cell out to `nm`, in `half` cells to each side.
    pub(crate) fn new(start: Position, nm: f64, half: i32, land: &'a dyn Land) -> Seas<'a> {
        let side = nm * 1_852.0 / f64::from(half);
        let span = -half..=half;
        let cells = span.clone().flat_map(|row| span.clone().map(move |column| (column, row)));
        let places = cells.map(|(column, row)| {
            let (x, y) = (f64::from(column) * side, f64::from(row) * side);
            let bearing = Degrees(x.atan2(y).to_degrees().rem_euclid(360.0));
            let place = destination(start, bearing, Metres(x.hypot(y)));
            (!land.is_land(place)).then_some(place)
        });
        let places: Vec<_> = places.collect();
        let metres = vec![f64::INFINITY; places.len()];
        let mut seas = Seas { land, half, places, metres };
        seas.sail();
        seas
    }

    /// Every cell that a way leads to, and its length in metres.
    pub(crate) fn ways(&self) -> impl Iterator<Item = (Position, f64)> + '_ {
        let ways = self.places.iter().zip(&self.metres);
        ways.filter_map(|(place, metres)| Some(((*place)?, *metres))).filter(|it| it.1.is_finite())
    }

    fn sail(&mut self) {
        let width = 2 * self.half + 1;
        let index = |column: i32, row: i32| (row * width + column) as usize;
        let mut next = BinaryHeap::from([(Reverse(0_u64), index(self.half, self.half))]);
        self.metres[index(self.half, self.half)] = 0.0;
        let mut done = vec![false; self.metres.len()];
        while let Some((_, cell)) = next.pop() {
            let Some(from) =
                self.places[cell].filter(|_| !std::mem::replace(&mut done[cell], true))
            else {
                continue;
            };
            let wide = width as usize;
            let (column, row) = ((cell % wide) as u16, (cell / wide) as u16);
            for (across, up) in STEPS.into_iter().flat_map(|(x, y)| [(x, y), (-x, -y)]) {
                let (column, row) = (i32::from(column) + across, i32::from(row) + up);
                if !(0..width).contains(&column) || !(0..width).contains(&row) {
                    continue;
                }
                let beside = index(column, row);
                let Some(to) = self.places[beside].filter(|_| !done[beside]) else { continue };
                let metres = self.metres[cell] + distance(from, to).value();
                if metres < self.metres[beside]
                    && is_clear(self.land, from, to, metres - self.metres[cell])
                {
                    self.metres[beside] = metres;
                    next.push((Reverse(metres.to_bits()), beside));
                }
            }
        }
    }
}

/// Whether the straight way between two cells is water, as far as looks at every [`LOOK`] metres tell.
fn is_clear(land: &dyn Land, from: Position, to: Position, metres: f64) -> bool {
    let (start, end) = (in_space(from), in_space(to));
    let looks = (metres / LOOK).ceil() as u32;
    (1..looks).all(|look| {
        let part = f64::from(look) / f64::from(looks);
        let [x, y, z] = [0, 1, 2].map(|axis| start[axis] + part * (end[axis] - start[axis]));
        let (lat, lon) = (z.atan2(x.hypot(y)), y.atan2(x));
        !land.is_land(Position::wrapped(lat.to_degrees(), lon.to_degrees()))
    })
}

fn in_space(at: Position) -> [f64; 3] {
    let ((sin, cos), (east, out)) =
        (at.lat().to_radians().sin_cos(), at.lon().to_radians().sin_cos());
    [cos * out, cos * east, sin]
}
