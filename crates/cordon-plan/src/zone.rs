//! Areas with a meaning: what a ship must not enter before it is met.

use cordon_core::Position;

use crate::earth::Point;
use crate::error::PlanError;

/// No edge of a drawn polygon is taken straight over more than this many degrees.
const STRAIGHT: f64 = 0.25;
/// The largest zone, as the distance from its middle to its farthest corner in metres.
const LARGEST: f64 = 8_000_000.0;
/// Farther than this from a corner no zone reaches, and nearer is the other end of the earth from none of
/// its places (metres).
const BEYOND: f64 = 10_000_000.0;
const MOST_CORNERS: usize = 200_000;

/// An area on the sea, drawn as one ring of corners. Edges are straight in longitude and latitude,
/// as GeoJSON has it, and take the short way over the 180th meridian.
#[derive(Clone, Debug)]
pub struct Zone {
    name: String,
    ring: Vec<Point>,
}

impl Zone {
    /// From corners in order; the first may be repeated at the end. Refuses rings without an area,
    /// that cross themselves, or that reach around half the world.
    pub fn new(name: &str, corners: &[Position]) -> Result<Zone, PlanError> {
        let fault = |why: &str| PlanError::Zone { name: name.to_owned(), why: why.to_owned() };
        if corners.len() > MOST_CORNERS {
            return Err(fault("more than 200 000 corners; simplify it"));
        }
        let mut corners: Vec<Position> = corners.to_vec();
        corners.dedup();
        if corners.len() > 1 && corners.first() == corners.last() {
            corners.pop();
        }
        if corners.len() < 3 {
            return Err(fault("fewer than three different corners enclose nothing"));
        }
        let ring = unwrapped(&corners);
        if crosses_itself(&ring) {
            return Err(fault("its edge crosses itself; put the corners in order around it"));
        }
        if area(&ring).abs() < 1e-10 && !goes_round_a_pole(&ring) {
            return Err(fault("its corners lie on one line and enclose nothing"));
        }
        let zone = Zone { name: name.to_owned(), ring: fine(&ring) };
        let middle = zone.ring.first().copied().ok_or_else(|| fault("no corners"))?;
        if zone.ring.iter().any(|corner| middle.distance(*corner) > LARGEST) {
            return Err(fault("it reaches farther than 8 000 km; cut it into parts"));
        }
        Ok(zone)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether a place lies inside.
    pub fn contains(&self, at: Position) -> bool {
        self.holds(at.into())
    }

    /// Whether the ring goes around `at` when seen from there.
    pub(crate) fn holds(&self, at: Point) -> bool {
        // A ring that goes around a place goes around the other end of the earth, too.
        if self.ring.first().is_none_or(|corner| corner.distance(at) > BEYOND) {
            return false;
        }
        let seen: Vec<f64> = self.ring.iter().map(|corner| bearing(at, *corner)).collect();
        let turns: f64 = pairs(&seen).map(|(a, b)| short_way(b - a)).sum();
        turns.abs() > 180.0
    }

    /// Metres from `at` to the edge, to 0.1 % near it; never more than the distance.
    pub(crate) fn edge_distance(&self, at: Point) -> f64 {
        let place = |corner: Point| {
            let north = (corner.lat - at.lat).to_radians();
            let middle = (0.5 * (corner.lat + at.lat)).to_radians().cos();
            let east = short_way(corner.lon - at.lon).to_radians() * middle;
            (east * 6_335_000.0, north * 6_335_000.0)
        };
        let near = pairs(&self.ring).map(|(a, b)| to_segment(place(a), place(b)));
        near.fold(f64::INFINITY, f64::min)
    }

    /// When something that moves at most `fastest` metres per second is first inside, in seconds up
    /// to `horizon`; `at` says where it is. Steps by how far the edge is: no thin zone is missed.
    pub(crate) fn entered(
        &self,
        at: impl Fn(f64) -> Point,
        fastest: f64,
        horizon: f64,
    ) -> Option<f64> {
        let mut t = 0.0;
        while t <= horizon {
            if self.holds(at(t)) {
                return Some(t);
            }
            if fastest <= 0.0 {
                return None;
            }
            // Past the exact distance by a metre, so that the edge itself is stepped over.
            t += (0.98 * self.edge_distance(at(t)) + 1.0) / fastest;
        }
        None
    }
}

fn pairs<T: Copy>(ring: &[T]) -> impl Iterator<Item = (T, T)> + '_ {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// Degrees the short way round, -180 to 180.
pub(crate) fn short_way(turn: f64) -> f64 {
    turn - 360.0 * (turn / 360.0).round()
}

fn bearing(from: Point, to: Point) -> f64 {
    let (a, b) = (from.lat.to_radians(), to.lat.to_radians());
    let turn = (to.lon - from.lon).to_radians();
    let east = turn.sin() * b.cos();
    let north = a.cos() * b.sin() - a.sin() * b.cos() * turn.cos();
    east.atan2(north).to_degrees()
}

fn to_segment(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx * dx + dy * dy;
    let part = if length > 0.0 { (-(a.0 * dx + a.1 * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    (a.0 + part * dx).hypot(a.1 + part * dy)
}

/// Corners with longitudes that never jump.
fn unwrapped(corners: &[Position]) -> Vec<Point> {
    let mut lon = corners.first().map_or(0.0, |corner| corner.lon());
    let unwrap = |corner: &Position| {
        lon += short_way(corner.lon() - lon);
        Point { lat: corner.lat(), lon }
    };
    corners.iter().map(unwrap).collect()
}

fn goes_round_a_pole(ring: &[Point]) -> bool {
    let turns: f64 = pairs(ring).map(|(a, b)| short_way(b.lon - a.lon)).sum();
    turns.abs() > 180.0
}

/// The area in square degrees, signed.
fn area(ring: &[Point]) -> f64 {
    let first = ring.first().map_or(0.0, |p| p.lon);
    pairs(ring).map(|(a, b)| (a.lon - first) * b.lat - (b.lon - first) * a.lat).sum::<f64>() / 2.0
}

/// Whether two edges that are not neighbours meet: by a sweep over edges sorted by their west end.
fn crosses_itself(ring: &[Point]) -> bool {
    let round = goes_round_a_pole(ring);
    let mut edges: Vec<(usize, Point, Point)> = pairs(ring)
        .enumerate()
        .filter(|(i, _)| !(round && i + 1 == ring.len()))
        .map(|(i, (a, b))| (i, a, b))
        .collect();
    edges.sort_by(|a, b| a.1.lon.min(a.2.lon).total_cmp(&b.1.lon.min(b.2.lon)));
    let apart = |i: usize, j: usize| {
        let gap = i.abs_diff(j);
        gap > 1 && gap + 1 < ring.len()
    };
    edges.iter().enumerate().any(|(n, (i, a, b))| {
        let east = a.lon.max(b.lon);
        let rest = edges.iter().skip(n + 1).take_while(|(_, c, d)| c.lon.min(d.lon) <= east);
        rest.into_iter().any(|(j, c, d)| apart(*i, *j) && meet(*a, *b, *c, *d))
    })
}

fn meet(a: Point, b: Point, c: Point, d: Point) -> bool {
    let side = |p: Point, q: Point, r: Point| {
        (q.lon - p.lon) * (r.lat - p.lat) - (q.lat - p.lat) * (r.lon - p.lon)
    };
    let between = |p: Point, q: Point, r: Point| {
        r.lon >= p.lon.min(q.lon)
            && r.lon <= p.lon.max(q.lon)
            && r.lat >= p.lat.min(q.lat)
            && r.lat <= p.lat.max(q.lat)
    };
    let (abc, abd) = (side(a, b, c), side(a, b, d));
    let (cda, cdb) = (side(c, d, a), side(c, d, b));
    (abc * abd < 0.0 && cda * cdb < 0.0)
        || (abc == 0.0 && between(a, b, c))
        || (abd == 0.0 && between(a, b, d))
        || (cda == 0.0 && between(c, d, a))
        || (cdb == 0.0 && between(c, d, b))
}

/// The ring with points between, so that no edge is longer than [`STRAIGHT`].
fn fine(ring: &[Point]) -> Vec<Point> {
    let mut dense = Vec::with_capacity(ring.len());
    for (a, b) in pairs(ring) {
        let turn = short_way(b.lon - a.lon);
        let parts = (turn.abs().max((b.lat - a.lat).abs()) / STRAIGHT).ceil().max(1.0);
        for part in 0..parts as u32 {
            let share = f64::from(part) / parts;
            let lat = a.lat + share * (b.lat - a.lat);
            dense.push(Point { lat, lon: a.lon + share * turn });
        }
    }
    dense
}
