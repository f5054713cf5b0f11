//! Pieces of shore in squares of a map on which the shortest lines are straight.
//!
//! The map is the gnomonic one about the start, on the sphere of geodetic latitudes: over the few
//! hundred miles between two turns its straight lines leave the geodesic by metres.

use cordon_core::Position;

use crate::earth::{MEAN_RADIUS_M, Point, in_space};
use crate::field::walk;
use crate::land::{Land, boxes_around};
use crate::zone::short_way;

/// A point of the map, in metres.
pub(super) type Flat = (f64, f64);

/// Squares on a side.
const SQUARES: usize = 512;

/// The pieces of shore around a place.
#[derive(Debug)]
pub(super) struct Shores<'a> {
    land: &'a dyn Land,
    sin: f64,
    cos: f64,
    lon: f64,
    pieces: Vec<(Flat, Flat)>,
    /// Side of a square in metres.
    square: f64,
    /// First of each square's entries in `held`; one more at the end.
    starts: Vec<u32>,
    held: Vec<u32>,
}

impl<'a> Shores<'a> {
    pub(super) fn new(middle: Position, reach: f64, land: &'a dyn Land) -> Shores<'a> {
        let (sin, cos) = middle.lat().to_radians().sin_cos();
        let flat_reach = 1.02 * MEAN_RADIUS_M * (reach / MEAN_RADIUS_M).min(1.3).tan();
        let square = 2.0 * flat_reach / SQUARES as f64;
        let lon = middle.lon();
        let (pieces, starts, held) = (Vec::new(), Vec::new(), Vec::new());
        let mut shores = Shores { land, sin, cos, lon, pieces, square, starts, held };
        for bounds in boxes_around(middle, 1.02 * reach) {
            land.shore(bounds, &mut |a, b| {
                let north = a.0.max(b.0) >= bounds.south && a.0.min(b.0) <= bounds.north;
                let east = a.1.max(b.1) >= bounds.west && a.1.min(b.1) <= bounds.east;
                if north && east {
                    shores.add(a, b);
                }
            });
        }
        shores.index();
        shores
    }

    fn add(&mut self, a: (f64, f64), b: (f64, f64)) {
        let parts = ((b.0 - a.0).abs().max(short_way(b.1 - a.1).abs()) / 0.25).ceil().max(1.0);
        let at = |part: f64| {
            let lon = a.1 + part / parts * short_way(b.1 - a.1);
            Point { lat: a.0 + part / parts * (b.0 - a.0), lon }
        };
        let mut from = self.corner(at(0.0));
        for part in 1..=parts as u32 {
            let to = self.corner(at(f64::from(part)));
            if from != to {
                self.pieces.push((from, to));
            }
            from = to;
        }
    }

    /// A place to the millimetre, so that pieces that meet agree on where, also at the 180th meridian.
    fn corner(&self, at: Point) -> Flat {
        let snapped = |metres: f64| (metres * 1_024.0).round() / 1_024.0;
        let (x, y) = self.flat(at);
        (snapped(x), snapped(y))
    }

    /// Where a place lies on the map.
    pub(super) fn flat(&self, at: Point) -> Flat {
        let (sin, cos) = at.lat.to_radians().sin_cos();
        let (east, turn) = (at.lon - self.lon).to_radians().sin_cos();
        // What lies behind the horizon goes far away instead.
        let depth = (self.sin * sin + self.cos * cos * turn).max(0.05);
        let scale = MEAN_RADIUS_M / depth;
        (scale * cos * east, scale * (self.cos * sin - self.sin * cos * turn))
    }

    /// The place at a point of the map.
    pub(super) fn place(&self, (x, y): Flat) -> Point {
        let (x, y) = (x / MEAN_RADIUS_M, y / MEAN_RADIUS_M);
        let lat = (self.sin + y * self.cos).atan2(x.hypot(self.cos - y * self.sin)).to_degrees();
        let lon = self.lon + x.atan2(self.cos - y * self.sin).to_degrees();
        Point { lat, lon: lon - 360.0 * ((lon + 180.0) / 360.0).floor() }
    }

    /// Earth-centred coordinates of a point of the map, turned so that the middle is at longitude 0.
    pub(super) fn space(&self, (x, y): Flat) -> [f64; 3] {
        let (x, y) = (x / MEAN_RADIUS_M, y / MEAN_RADIUS_M);
        let length = (1.0 + x * x + y * y).sqrt();
        let out = (self.cos - y * self.sin) / length;
        in_space([out, x / length, (self.sin + y * self.cos) / length])
    }

    /// Lists the pieces of every square: counts, then places, then fills.
    fn index(&mut self) {
        let mut counts = vec![0_u32; SQUARES * SQUARES + 1];
        for (a, b) in &self.pieces {
            self.squares(*a, *b).for_each(|square| counts[square + 1] += 1);
        }
        for square in 0..SQUARES * SQUARES {
            counts[square + 1] += counts[square];
        }
        let mut next = counts.clone();
        let mut held = vec![0_u32; counts.last().copied().unwrap_or(0) as usize];
        for (piece, (a, b)) in self.pieces.iter().enumerate() {
            self.squares(*a, *b).for_each(|square| {
                held[next[square] as usize] = piece as u32;
                next[square] += 1;
            });
        }
        (self.starts, self.held) = (counts, held);
    }

    fn column_row(&self, (x, y): Flat) -> (f64, f64) {
        let half = SQUARES as f64 / 2.0;
        (x / self.square + half, y / self.square + half)
    }

    /// The squares that a line touches, in order.
    fn squares(&self, a: Flat, b: Flat) -> impl Iterator<Item = usize> + use<> {
        let side = 0.0..SQUARES as f64;
        walk(self.column_row(a), self.column_row(b), SQUARES as f64)
            .filter(move |(column, row)| side.contains(column) && side.contains(row))
            .map(|(column, row)| row as usize * SQUARES + column as usize)
    }

    fn in_square(&self, square: usize) -> impl Iterator<Item = (Flat, Flat)> + '_ {
        let range = match self.starts.get(square..square + 2) {
            Some(&[from, to]) => from as usize..to as usize,
            _ => 0..0,
        };
        let held = self.held.get(range).unwrap_or_default();
        held.iter().filter_map(|piece| self.pieces.get(*piece as usize).copied())
    }

    /// Whether no shore crosses the straight line between two points.
    pub(super) fn clear(&self, a: Flat, b: Flat) -> bool {
        !self
            .squares(a, b)
            .flat_map(|square| self.in_square(square))
            .any(|(c, d)| crosses(a, b, c, d))
    }

    /// The same between corners of the shore, whose own pieces are not in the way.
    pub(super) fn sees(&self, a: Flat, b: Flat) -> bool {
        let is_own = |p: Flat| p == a || p == b;
        let mut pieces = self.squares(a, b).flat_map(|square| self.in_square(square));
        !pieces.any(|(c, d)| !is_own(c) && !is_own(d) && crosses(a, b, c, d))
    }

    /// All pieces.
    pub(super) fn pieces(&self) -> &[(Flat, Flat)] {
        &self.pieces
    }

    /// The point of the shore nearest to a point, within `reach` metres.
    pub(super) fn nearest(&self, at: Flat, reach: f64) -> Option<Flat> {
        let (x, y) = at;
        let near = self.squares_over(&[(x - reach, y - reach), (x + reach, y + reach)]);
        let feet = near.flat_map(|square| self.in_square(square)).map(|(a, b)| foot(at, a, b));
        let off = |p: &Flat| (p.0 - x).hypot(p.1 - y);
        feet.filter(|p| off(p) <= reach).min_by(|a, b| off(a).total_cmp(&off(b)))
    }

    /// The squares of the box around some points.
    fn squares_over(&self, points: &[Flat]) -> impl Iterator<Item = usize> + use<> {
        let last = (SQUARES - 1) as f64;
        let from = |n: f64| (n + 0.5).floor().clamp(0.0, last) as usize;
        let (mut low, mut high) = ((SQUARES, SQUARES), (0, 0));
        for (column, row) in points.iter().map(|point| self.column_row(*point)) {
            low = (low.0.min(from(column)), low.1.min(from(row)));
            high = (high.0.max(from(column)), high.1.max(from(row)));
        }
        let columns = low.0..=high.0;
        (low.1..=high.1)
            .flat_map(move |row| columns.clone().map(move |column| row * SQUARES + column))
    }

    /// The pieces of shore that cross a line, and where along it, from 0 to 1.
    pub(super) fn crossed(&self, a: Flat, b: Flat) -> Vec<(f64, (Flat, Flat))> {
        let pieces = self.squares(a, b).flat_map(|square| self.in_square(square));
        let across = pieces.filter(|(c, d)| crosses(a, b, *c, *d));
        let mut found: Vec<_> = across.map(|(c, d)| (part(a, b, c, d), (c, d))).collect();
        found.sort_by(|one, other| one.0.total_cmp(&other.0));
        found
    }

    /// The corners of the shore next to one of them.
    pub(super) fn beside(&self, corner: Flat) -> Vec<Flat> {
        let (column, row) = self.column_row(corner);
        let square = |n: f64| (n + 0.5).floor().clamp(0.0, (SQUARES - 1) as f64) as usize;
        let on = |p: Flat| (p.0 - corner.0).abs() < TOUCH && (p.1 - corner.1).abs() < TOUCH;
        let here = self.in_square(square(row) * SQUARES + square(column));
        here.filter_map(|(from, to)| match (on(from), on(to)) {
            (true, false) => Some(to),
            (false, true) => Some(from),
            _ => None,
        })
        .collect()
    }

    /// Whether a string that bends at `turn` is held there: the turn is a corner of the coast and land
    /// lies inside the bend.
    pub(super) fn holds(&self, before: Flat, turn: Flat, after: Flat) -> bool {
        let beside = self.beside(turn);
        if beside.is_empty() {
            return false;
        }
        let left = side(before, turn, after);
        let bends_in = |p: &Flat| {
            let (one, other) = (side(before, turn, *p), side(turn, after, *p));
            let least = TOUCH * TOUCH;
            (left > 0.0 && one > least && other > least)
                || (left < 0.0 && one < -least && other < -least)
        };
        beside.iter().any(bends_in) || self.is_land_inside(before, turn, after)
    }

    /// Whether there is land some metres inside the bend.
    fn is_land_inside(&self, before: Flat, turn: Flat, after: Flat) -> bool {
        const NEAR: f64 = 2.0;
        let unit = |p: Flat| {
            let (x, y) = (p.0 - turn.0, p.1 - turn.1);
            let length = x.hypot(y).max(1e-9);
            (x / length, y / length)
        };
        let (one, other) = (unit(before), unit(after));
        let (x, y) = (one.0 + other.0, one.1 + other.1);
        let length = x.hypot(y).max(1e-9);
        let inside = (turn.0 + NEAR * x / length, turn.1 + NEAR * y / length);
        self.land.is_land(self.place(inside).position())
    }

    /// Corners of the coast inside a triangle, not on its corners.
    pub(super) fn corners_in(&self, [a, b, c]: [Flat; 3]) -> Vec<Flat> {
        let pieces = self.squares_over(&[a, b, c]).flat_map(|square| self.in_square(square));
        let corners = pieces.flat_map(|(from, to)| [from, to]);
        corners.filter(|corner| within(*corner, [a, b, c])).collect()
    }
}

/// Twice the area to the left of `a`→`b` at `c`.
pub(super) fn side(a: Flat, b: Flat, c: Flat) -> f64 {
    (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)
}

/// Places nearer than this to a corner are on it, in metres.
const TOUCH: f64 = 0.05;

/// Whether two pieces cross. A corner on the line counts to its left, so that a line through a corner
/// into the land crosses one of the edges that meet there.
fn crosses(a: Flat, b: Flat, c: Flat, d: Flat) -> bool {
    let left = |from, to, point| side(from, to, point) >= 0.0;
    left(a, b, c) != left(a, b, d) && left(c, d, a) != left(c, d, b)
}

/// The point of `a`→`b` nearest to `p`.
fn foot(p: Flat, a: Flat, b: Flat) -> Flat {
    let along = (b.0 - a.0, b.1 - a.1);
    let length2 = (along.0 * along.0 + along.1 * along.1).max(1e-12);
    let part = ((p.0 - a.0) * along.0 + (p.1 - a.1) * along.1) / length2;
    let part = part.clamp(0.0, 1.0);
    (a.0 + part * along.0, a.1 + part * along.1)
}

/// Where along `a`→`b` the line through `c` and `d` crosses it.
fn part(a: Flat, b: Flat, c: Flat, d: Flat) -> f64 {
    let (one, other) = (side(c, d, a), side(c, d, b));
    one / (one - other)
}

fn within(p: Flat, [a, b, c]: [Flat; 3]) -> bool {
    let on = |q: Flat| (p.0 - q.0).abs() < TOUCH && (p.1 - q.1).abs() < TOUCH;
    let (one, two, three) = (side(a, b, p), side(b, c, p), side(c, a, p));
    let inside =
        (one >= 0.0 && two >= 0.0 && three >= 0.0) || (one <= 0.0 && two <= 0.0 && three <= 0.0);
    inside && !on(a) && !on(b) && !on(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_chart::land::Vertex;

    #[test]
    fn a_wall_is_in_the_way() {
        let corner = |lat: i32, lon: i32| Vertex { lon_raw: lon * 60_000, lat_raw: lat * 60_000 };
        let ring = vec![corner(2, -5), corner(2, 5), corner(3, 5), corner(3, -5), corner(2, -5)];
        let land = cordon_chart::Land::from_polygons(&[vec![ring]]);
        let start = Position::wrapped(0.0, 0.0);
        let shores = Shores::new(start, 100_000.0, &land);
        assert_eq!(shores.pieces.len(), 10);
        let flat = |lat, lon| shores.flat(Point { lat, lon });
        assert!(!shores.clear(flat(0.0, 0.0), flat(0.5, 0.01)));
        assert!(shores.clear(flat(0.0, 0.0), flat(0.15, 0.3)));
        let inside = shores.corners_in([flat(0.0, 0.0), flat(0.0, 1.0), flat(1.0, 0.6)]);
        assert!(shores.holds((50_000.0, 0.0), flat(0.2, 0.5), (50_000.0, 60_000.0)));
        assert!(inside.iter().all(|corner| corner.0 > 0.0) && !inside.is_empty(), "{inside:?}");
    }
}
