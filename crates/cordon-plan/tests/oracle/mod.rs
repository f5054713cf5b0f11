//! Exact shortest paths among convex land, by a visibility graph.

#![allow(dead_code, reason = "each test that shares this file asks for a part of it")]

pub(crate) mod seas;

use cordon_chart::land::Vertex;
use cordon_core::geodesy::{destination, distance, offset_degrees};
use cordon_core::{Degrees, Metres, Position};

pub(crate) fn at(lat: f64, lon: f64) -> Position {
    assert!(lat.abs() <= 90.0);
    Position::wrapped(lat, lon)
}

/// Corners of an ellipse of radius `size` metres, flattened and turned.
pub(crate) fn polygon(
    middle: Position,
    size: f64,
    corners: usize,
    flat: f64,
    turn: f64,
) -> Vec<Position> {
    (0..corners)
        .map(|corner| {
            let angle = std::f64::consts::TAU * corner as f64 / corners as f64;
            let (x, y) = (size * angle.cos(), flat * size * angle.sin());
            let bearing = turn + x.atan2(y).to_degrees();
            destination(middle, Degrees(bearing.rem_euclid(360.0)), Metres(x.hypot(y)))
        })
        .collect()
}

/// Convex land around a place, flat about its first corner.
pub(crate) struct Obstacles {
    rings: Vec<Vec<Position>>,
    flat: Vec<Vec<Flat>>,
    origin: Position,
}

type Flat = (f64, f64);

impl Obstacles {
    pub(crate) fn new(rings: Vec<Vec<Position>>) -> Obstacles {
        let origin = rings[0][0];
        let flat = |p: &Position| offset_degrees((origin.lat(), origin.lon()), (p.lat(), p.lon()));
        let flat = rings.iter().map(|ring| ring.iter().map(flat).collect()).collect();
        Obstacles { rings, flat, origin }
    }

    /// As the chart holds it; rings over the antimeridian are cut into triangles on its sides.
    pub(crate) fn land(&self) -> cordon_chart::Land {
        let mut polygons = Vec::new();
        for ring in &self.rings {
            let first = ring[0].lon_raw() as i64;
            let unwrapped: Vec<(i64, i64)> = ring
                .iter()
                .map(|p| {
                    let turn = (p.lon_raw() as i64 - first + 108_000_000).rem_euclid(216_000_000);
                    (first + turn - 108_000_000, p.lat_raw() as i64)
                })
                .collect();
            for shift in [-216_000_000, 0, 216_000_000] {
                let part = clipped(&unwrapped, shift);
                if part.len() >= 3 {
                    let vertices = part.iter().chain(part.first());
                    let vertex = |(lon, lat): &(i64, i64)| Vertex {
                        lon_raw: (*lon - shift) as i32,
                        lat_raw: *lat as i32,
                    };
                    polygons.push(vec![vertices.map(vertex).collect()]);
                }
            }
        }
        cordon_chart::Land::from_polygons(&polygons)
    }

    fn flat(&self, p: Position) -> Flat {
        offset_degrees((self.origin.lat(), self.origin.lon()), (p.lat(), p.lon()))
    }

    pub(crate) fn holds(&self, p: Position) -> bool {
        let p = self.flat(p);
        self.flat.iter().any(|ring| {
            let after = ring.iter().cycle().skip(1);
            let sides: Vec<bool> =
                ring.iter().zip(after).map(|(a, b)| side(*a, *b, p) > 0.0).collect();
            sides.iter().all(|s| *s) || sides.iter().all(|s| !*s)
        })
    }

    /// Whether a place lies more than so many metres inside one piece of land.
    pub(crate) fn holds_deep(&self, p: Position, metres: f64) -> bool {
        self.flat.iter().any(|ring| inside_by(self.flat(p), ring, metres))
    }

    /// Metres of the shortest way between two places that crosses no land; infinite where none.
    pub(crate) fn shortest(&self, from: Position, to: Position) -> f64 {
        let mut nodes = vec![from, to];
        nodes.extend(self.rings.iter().flatten().copied());
        let flat: Vec<Flat> = nodes.iter().map(|p| self.flat(*p)).collect();
        let edges: Vec<(Flat, Flat)> = self
            .flat
            .iter()
            .flat_map(|ring| ring.iter().copied().zip(ring.iter().copied().cycle().skip(1)))
            .collect();
        let mut best = vec![f64::INFINITY; nodes.len()];
        let mut done = vec![false; nodes.len()];
        best[0] = 0.0;
        loop {
            let open = (0..nodes.len()).filter(|n| !done[*n] && best[*n].is_finite());
            let Some(near) = open.min_by(|a, b| best[*a].total_cmp(&best[*b])) else { break };
            if near == 1 {
                break;
            }
            done[near] = true;
            for other in 0..nodes.len() {
                if done[other] || !self.sees(flat[near], flat[other], &edges) {
                    continue;
                }
                let way = best[near] + distance(nodes[near], nodes[other]).value();
                best[other] = best[other].min(way);
            }
        }
        best[1]
    }

    fn sees(&self, a: Flat, b: Flat, edges: &[(Flat, Flat)]) -> bool {
        let blocked = edges.iter().any(|(c, d)| {
            let (one, two) = (side(a, b, *c), side(a, b, *d));
            let (three, four) = (side(*c, *d, a), side(*c, *d, b));
            let apart = |x: f64, y: f64| x * y < 0.0 && x.abs().min(y.abs()) > 1.0;
            apart(one, two) && apart(three, four)
        });
        // A line between two corners of one ring may run through it without crossing an edge.
        !blocked
            && [0.25, 0.5, 0.75].iter().all(|part| {
                let p = (a.0 + part * (b.0 - a.0), a.1 + part * (b.1 - a.1));
                !self.flat.iter().any(|ring| deep_inside(p, ring))
            })
    }
}

fn deep_inside(p: Flat, ring: &[Flat]) -> bool {
    inside_by(p, ring, 2.0)
}

fn inside_by(p: Flat, ring: &[Flat], metres: f64) -> bool {
    let after = ring.iter().cycle().skip(1);
    let off: Vec<f64> = ring
        .iter()
        .zip(after)
        .map(|(a, b)| side(*a, *b, p) / (b.0 - a.0).hypot(b.1 - a.1))
        .collect();
    off.iter().all(|d| *d > metres) || off.iter().all(|d| *d < -metres)
}

fn side(a: Flat, b: Flat, c: Flat) -> f64 {
    (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)
}

/// The part of a ring between the antimeridians around `shift`.
fn clipped(ring: &[(i64, i64)], shift: i64) -> Vec<(i64, i64)> {
    let west = keep(ring, |p| p.0 - (shift - 108_000_000));
    keep(&west, |p| shift + 108_000_000 - p.0)
}

fn keep(ring: &[(i64, i64)], side: impl Fn(&(i64, i64)) -> i64) -> Vec<(i64, i64)> {
    let mut part = Vec::new();
    for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        let (from, to) = (side(a), side(b));
        if from >= 0 {
            part.push(*a);
        }
        if (from > 0 && to < 0) || (from < 0 && to > 0) {
            let share = from as f64 / (from - to) as f64;
            let mix = |x: i64, y: i64| x + (share * (y - x) as f64).round() as i64;
            part.push((mix(a.0, b.0), mix(a.1, b.1)));
        }
    }
    part
}
