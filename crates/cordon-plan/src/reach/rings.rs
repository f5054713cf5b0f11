//! Rings of the plane as polygons of the globe, cut at the 180th meridian as RFC 7946 wants.

use cordon_core::Position;
use serde_json::{Value, json};

use crate::earth::Point;
use crate::field::Grid;
use crate::zone::short_way;

/// One piece: its outer ring counter-clockwise, then its holes clockwise; `[longitude, latitude]`
/// in degrees, each ring closed.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline(pub Vec<Vec<[f64; 2]>>);

/// Any number of pieces.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Area {
    /// The pieces.
    pub pieces: Vec<Outline>,
}

impl Area {
    /// A GeoJSON `MultiPolygon`.
    pub fn geometry(&self) -> Value {
        let pieces: Vec<_> = self.pieces.iter().map(|piece| &piece.0).collect();
        json!({"type": "MultiPolygon", "coordinates": pieces})
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Whether a place lies inside, by longitude and latitude.
    pub fn contains(&self, at: Position) -> bool {
        let place = [at.lon(), at.lat()];
        self.pieces
            .iter()
            .any(|piece| piece.0.iter().filter(|ring| around(ring, place)).count() % 2 == 1)
    }
}

fn around(ring: &[[f64; 2]], [x, y]: [f64; 2]) -> bool {
    ring.windows(2).fold(false, |inside, pair| {
        let &[[x1, y1], [x2, y2]] = pair else { return inside };
        let crosses = (y1 > y) != (y2 > y) && x < x1 + (y - y1) / (y2 - y1) * (x2 - x1);
        inside != crosses
    })
}

/// Closed rings of the plane, outer ones counter-clockwise, as pieces with their holes.
pub(crate) fn area(grid: &Grid, rings: &[Vec<(f64, f64)>]) -> Area {
    let (outer, holes): (Vec<_>, Vec<_>) = rings.iter().partition(|ring| turning(ring) > 0.0);
    let mut pieces: Vec<Vec<&Vec<(f64, f64)>>> = outer.into_iter().map(|ring| vec![ring]).collect();
    for hole in holes {
        let Some(start) = hole.first() else { continue };
        let around =
            |piece: &&mut Vec<&Vec<(f64, f64)>>| piece.first().is_some_and(|r| holds(r, *start));
        // Of pieces inside one another, the smallest one has the hole.
        let smallest = pieces.iter_mut().filter(around).min_by(|a, b| {
            let size = |piece: &[&Vec<(f64, f64)>]| piece.first().map_or(0.0, |r| turning(r));
            size(a).total_cmp(&size(b))
        });
        if let Some(piece) = smallest {
            piece.push(hole);
        }
    }
    Area { pieces: pieces.iter().flat_map(|piece| cut(grid, piece)).collect() }
}

fn turning(ring: &[(f64, f64)]) -> f64 {
    let after = ring.iter().cycle().skip(1);
    ring.iter().zip(after).map(|(a, b)| a.0 * b.1 - a.1 * b.0).sum::<f64>() / 2.0
}

fn holds(ring: &[(f64, f64)], (x, y): (f64, f64)) -> bool {
    let after = ring.iter().cycle().skip(1);
    ring.iter().zip(after).fold(false, |inside, (a, b)| {
        let crosses = (a.1 > y) != (b.1 > y) && x < a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0);
        inside != crosses
    })
}

/// One piece on the globe: as it is, or in parts on both sides of the 180th meridian.
fn cut(grid: &Grid, piece: &[&Vec<(f64, f64)>]) -> Vec<Outline> {
    let middle = grid.middle.lon();
    let rings: Vec<Vec<Point>> = piece.iter().map(|ring| unwrapped(grid, ring, middle)).collect();
    let lons = rings.iter().flatten().map(|point| point.lon);
    let (west, east) =
        lons.fold((f64::INFINITY, f64::NEG_INFINITY), |(w, e), lon| (w.min(lon), e.max(lon)));
    if west >= -180.0 && east <= 180.0 {
        return vec![Outline(rings.iter().map(|ring| closed(ring, 0.0)).collect())];
    }
    [-360.0, 0.0, 360.0]
        .into_iter()
        .map(|turn| {
            let part = |ring: &Vec<Point>| {
                let ring = kept(ring, |p| p.lon - (turn - 180.0));
                closed(&kept(&ring, |p| (turn + 180.0) - p.lon), -turn)
            };
            Outline(rings.iter().map(part).filter(|ring| ring.len() > 3).collect())
        })
        .filter(|outline| !outline.0.is_empty())
        .collect()
}

/// Longitudes without a jump, starting near `middle`; a ring around a pole is led over it.
fn unwrapped(grid: &Grid, ring: &[(f64, f64)], middle: f64) -> Vec<Point> {
    let mut lon = middle;
    let mut points: Vec<Point> = Vec::with_capacity(ring.len() + 4);
    for corner in ring {
        let place = grid.frame.place(*corner);
        lon += short_way(place.lon - lon);
        points.push(Point { lat: place.lat, lon });
    }
    let (Some(first), Some(last)) = (points.first().copied(), points.last().copied()) else {
        return points;
    };
    let home = last.lon + short_way(first.lon - last.lon);
    if (home - first.lon).abs() > 180.0 {
        let pole = 90.0_f64.copysign(first.lat);
        points.push(Point { lat: first.lat, lon: home });
        points.push(Point { lat: pole, lon: home });
        points.push(Point { lat: pole, lon: first.lon });
    }
    points
}

/// The part of a ring where `side` is not negative (Sutherland and Hodgman 1974).
fn kept(ring: &[Point], side: impl Fn(&Point) -> f64) -> Vec<Point> {
    let mut part = Vec::with_capacity(ring.len());
    for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        let (from, to) = (side(a), side(b));
        if from >= 0.0 {
            part.push(*a);
        }
        if (from > 0.0 && to < 0.0) || (from < 0.0 && to > 0.0) {
            let share = from / (from - to);
            let lat = a.lat + share * (b.lat - a.lat);
            part.push(Point { lat, lon: a.lon + share * (b.lon - a.lon) });
        }
    }
    part
}

fn closed(ring: &[Point], turn: f64) -> Vec<[f64; 2]> {
    let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
    let corner = |p: &Point| [round((p.lon + turn).clamp(-180.0, 180.0)), round(p.lat)];
    ring.iter().chain(ring.first()).map(corner).collect()
}
