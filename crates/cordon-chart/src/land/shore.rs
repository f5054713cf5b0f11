//! Distance to the nearest shore edge: a tree of boxes over straight chords in space.
//!
//! In earth-centred coordinates there is neither antimeridian nor pole. Shore edges are cut into
//! pieces of at most 4 km, whose chords run less than 0.4 m below the surface. A chord's length
//! becomes the geodesic's by the arc of the mean radius: the radii of WGS84 differ from it by
//! 0.6 %, which moves the arc by 2 mm at 30 nm and by 2 m at 200 nm.

use std::ops::Range;

use cordon_core::{Metres, Position};

use super::Vertex;

const LONGEST_PIECE_M: f64 = 4_000.0;
const MEAN_RADIUS_M: f64 = 6_371_008.8;
const FAN: usize = 8;
/// Pieces keep their place in 1/256 m, so that three `i32` do.
const PER_METRE: f64 = 256.0;

type Point = [f64; 3];

#[derive(Clone, Copy, Debug)]
struct Piece {
    from: [i32; 3],
    along: [f32; 3],
    edge: u32,
}

/// A box in space, rounded outwards by more than `f32` can be wrong.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    low: [f32; 3],
    high: [f32; 3],
}

/// Pieces by place, and boxes around each 8 of them, each 8 of those, and so on.
#[derive(Debug)]
pub(super) struct Shore {
    pieces: Vec<Piece>,
    levels: Vec<Vec<Bounds>>,
}

/// The best so far: squared chord in metres, and the edge.
#[derive(Clone, Copy)]
struct Best {
    distance2: f64,
    edge: Option<u32>,
}

impl Shore {
    /// From edges with the index of their first corner.
    pub(super) fn new(edges: impl Iterator<Item = (u32, Vertex, Vertex)>) -> Shore {
        let mut pieces = Vec::new();
        for (edge, a, b) in edges {
            cut(edge, a, b, &mut pieces);
        }
        arrange(&mut pieces);
        let mut levels = vec![group(&pieces, Bounds::of_pieces)];
        while let Some(top) = levels.last().filter(|top| top.len() > FAN) {
            levels.push(group(top, Bounds::of_bounds));
        }
        Shore { pieces, levels }
    }

    /// The nearest edge within `reach` among those that `counts`, and how far it is.
    pub(super) fn nearest(
        &self,
        at: Position,
        reach: Metres,
        counts: &impl Fn(u32) -> bool,
    ) -> Option<(Metres, u32)> {
        let p = in_space(at.lat(), at.lon());
        let limit = chord(reach.value().max(0.0));
        let mut best = Best { distance2: limit * limit, edge: None };
        let top = self.levels.len() - 1;
        let roots = self.levels.get(top).map_or(0, Vec::len);
        self.search(p, top, 0..roots, counts, &mut best);
        best.edge.map(|edge| (Metres(arc(best.distance2.sqrt())), edge))
    }

    /// Nearest boxes first, and no box that begins beyond the best so far.
    fn search(
        &self,
        p: Point,
        level: usize,
        range: Range<usize>,
        counts: &impl Fn(u32) -> bool,
        best: &mut Best,
    ) {
        let Some(boxes) = self.levels.get(level).and_then(|l| l.get(range.clone())) else { return };
        let mut near = [(f64::INFINITY, 0_usize); FAN];
        for ((slot, bounds), index) in near.iter_mut().zip(boxes).zip(range) {
            *slot = (bounds.distance2(p), index);
        }
        near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        for (distance2, index) in near {
            if distance2 >= best.distance2 {
                return;
            }
            let below = index * FAN..(index + 1) * FAN;
            match level.checked_sub(1) {
                Some(next) => self.search(p, next, self.held(next, below), counts, best),
                None => self.look_at(p, below, counts, best),
            }
        }
    }

    fn held(&self, level: usize, range: Range<usize>) -> Range<usize> {
        range.start..range.end.min(self.levels.get(level).map_or(0, Vec::len))
    }

    fn look_at(
        &self,
        p: Point,
        range: Range<usize>,
        counts: &impl Fn(u32) -> bool,
        best: &mut Best,
    ) {
        let end = range.end.min(self.pieces.len());
        for piece in self.pieces.get(range.start..end).unwrap_or_default() {
            let distance2 = piece.distance2(p);
            if distance2 < best.distance2 && counts(piece.edge) {
                *best = Best { distance2, edge: Some(piece.edge) };
            }
        }
    }
}

impl Piece {
    fn from(&self) -> Point {
        self.from.map(|metres| f64::from(metres) / PER_METRE)
    }

    fn to(&self) -> Point {
        let from = self.from();
        [0, 1, 2].map(|i| from[i] + f64::from(self.along[i]))
    }

    fn distance2(&self, p: Point) -> f64 {
        let along = self.along.map(f64::from);
        let to = sub(p, self.from());
        let length2 = dot(along, along);
        let part = if length2 > 0.0 { (dot(to, along) / length2).clamp(0.0, 1.0) } else { 0.0 };
        let off = [0, 1, 2].map(|i| to[i] - part * along[i]);
        dot(off, off)
    }
}

impl Bounds {
    const NOTHING: Bounds = Bounds { low: [f32::INFINITY; 3], high: [f32::NEG_INFINITY; 3] };

    fn with(self, p: Point) -> Bounds {
        // `f32` is good to 0.25 m out here.
        Bounds {
            low: [0, 1, 2].map(|i| self.low[i].min(p[i] as f32 - 1.0)),
            high: [0, 1, 2].map(|i| self.high[i].max(p[i] as f32 + 1.0)),
        }
    }

    fn of_pieces(pieces: &[Piece]) -> Bounds {
        let both = |bounds: Bounds, piece: &Piece| bounds.with(piece.from()).with(piece.to());
        pieces.iter().fold(Bounds::NOTHING, both)
    }

    fn of_bounds(below: &[Bounds]) -> Bounds {
        below.iter().fold(Bounds::NOTHING, |bounds, b| Bounds {
            low: [0, 1, 2].map(|i| bounds.low[i].min(b.low[i])),
            high: [0, 1, 2].map(|i| bounds.high[i].max(b.high[i])),
        })
    }

    fn distance2(&self, p: Point) -> f64 {
        let (low, high) = (self.low.map(f64::from), self.high.map(f64::from));
        let off = [0, 1, 2].map(|i| (low[i] - p[i]).max(p[i] - high[i]).max(0.0));
        dot(off, off)
    }
}

fn group<T>(items: &[T], bounds: impl Fn(&[T]) -> Bounds) -> Vec<Bounds> {
    items.chunks(FAN).map(bounds).collect()
}

fn sub(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

fn dot(a: Point, b: Point) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// Earth-centred coordinates in metres of a place on WGS84 at height 0.
fn in_space(lat: f64, lon: f64) -> Point {
    const A: f64 = cordon_core::geodesy::EQUATORIAL_RADIUS_M;
    const F: f64 = 1.0 / 298.257_223_563;
    const E2: f64 = F * (2.0 - F);
    let (sin, cos) = lat.to_radians().sin_cos();
    let (east, north) = lon.to_radians().sin_cos();
    let n = A / (1.0 - E2 * sin * sin).sqrt();
    [n * cos * north, n * cos * east, n * (1.0 - E2) * sin]
}

fn chord(arc: f64) -> f64 {
    2.0 * MEAN_RADIUS_M * (arc / (2.0 * MEAN_RADIUS_M)).min(1.5).sin()
}

fn arc(chord: f64) -> f64 {
    2.0 * MEAN_RADIUS_M * (chord / (2.0 * MEAN_RADIUS_M)).min(1.0).asin()
}

/// Pieces of the edge, straight in longitude and latitude as [`super::Land::is_land`] sees it.
fn cut(edge: u32, a: Vertex, b: Vertex, out: &mut Vec<Piece>) {
    let (lat, lon) = (b.lat() - a.lat(), b.lon() - a.lon());
    let metres = 111_320.0 * lat.hypot(lon * a.lat().to_radians().cos());
    let count = (metres / LONGEST_PIECE_M).ceil().max(1.0);
    let at = |n: f64| (a.lat() + lat * n / count, a.lon() + lon * n / count);
    for n in 0..count as u32 {
        let (from, to) = (at(f64::from(n)), at(f64::from(n) + 1.0));
        let start = in_space(from.0, from.1).map(|metres| (metres * PER_METRE).round());
        let along = sub(in_space(to.0, to.1), start.map(|part| part / PER_METRE));
        out.push(Piece { from: start.map(|n| n as i32), along: along.map(|n| n as f32), edge });
    }
}

/// Halve along the longest side again and again, so that each 8 neighbours, each 8 times 8, and so on
/// stand together and fill a small box.
fn arrange(pieces: &mut [Piece]) {
    let count = pieces.len();
    if count <= FAN {
        return;
    }
    let mut group = FAN;
    while group * FAN < count {
        group *= FAN;
    }
    let middle = count.div_ceil(group).div_ceil(2) * group;
    let Bounds { low, high } = Bounds::of_pieces(pieces);
    let longest = (0..3).max_by(|&a, &b| (high[a] - low[a]).total_cmp(&(high[b] - low[b])));
    let axis = longest.unwrap_or_default();
    pieces.select_nth_unstable_by(middle, |a, b| a.from[axis].cmp(&b.from[axis]));
    let (low, high) = pieces.split_at_mut(middle);
    arrange(low);
    arrange(high);
}
