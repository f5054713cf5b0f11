//! Land as polygons: is this land, how far is the shore, and the rings for drawing.

mod cells;
pub mod file;
mod shore;

use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use cordon_core::position::{HALF_TURN, UNITS_PER_DEGREE};
use cordon_core::{Metres, NauticalMiles, Position};

use cells::Cells;
use file::{LandFile, LandFileError};
use shore::Shore;

/// How far [`Land::distance_to_shore`] looks.
pub const SHORE_REACH: NauticalMiles = NauticalMiles(200.0);

const SOUTH_POLE: i32 = -54_000_000;

static STANDARD: LazyLock<Land> = LazyLock::new(|| {
    // The file is part of the binary and a test reads it; an empty sea would be the last resort.
    Land::from_bytes(include_bytes!("../data/land.bin.zst")).unwrap_or_default()
});

/// A corner of a polygon in AIS units (1/600 000 degree). Unlike a [`Position`], its longitude may
/// be +180°: polygons are cut at the antimeridian and end on it from both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vertex {
    /// Longitude, -108 000 000 to 108 000 000.
    pub lon_raw: i32,
    /// Latitude, -54 000 000 to 54 000 000.
    pub lat_raw: i32,
}

impl Vertex {
    /// Degrees east.
    pub fn lon(self) -> f64 {
        f64::from(self.lon_raw) / UNITS_PER_DEGREE
    }

    /// Degrees north.
    pub fn lat(self) -> f64 {
        f64::from(self.lat_raw) / UNITS_PER_DEGREE
    }

    /// Whether the edge to `next` is shore, and not a cut along the antimeridian or at the pole.
    pub fn is_shore(self, next: Vertex) -> bool {
        let on_cut = |v: Vertex| v.lon_raw.abs() == HALF_TURN;
        let at_pole = |v: Vertex| v.lat_raw == SOUTH_POLE;
        !(on_cut(self) && on_cut(next) || at_pole(self) || at_pole(next))
    }
}

/// West, south, east, north in degrees; west is not east of east.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoundingBox {
    /// Degrees east of the western side.
    pub west: f64,
    /// Degrees north of the southern side.
    pub south: f64,
    /// Degrees east of the eastern side.
    pub east: f64,
    /// Degrees north of the northern side.
    pub north: f64,
}

impl BoundingBox {
    fn touches(&self, other: &BoundingBox) -> bool {
        self.west <= other.east
            && other.west <= self.east
            && self.south <= other.north
            && other.south <= self.north
    }

    fn around(ring: &[Vertex]) -> BoundingBox {
        let empty = BoundingBox { west: 180.0, south: 90.0, east: -180.0, north: -90.0 };
        ring.iter().fold(empty, |b, v| BoundingBox {
            west: b.west.min(v.lon()),
            south: b.south.min(v.lat()),
            east: b.east.max(v.lon()),
            north: b.north.max(v.lat()),
        })
    }
}

#[derive(Debug)]
struct Outline {
    rings: Range<usize>,
    bounds: BoundingBox,
}

/// One island or continent: its outer ring first, then lakes and inland seas.
#[derive(Clone, Copy, Debug)]
pub struct Polygon<'a> {
    land: &'a Land,
    outline: &'a Outline,
}

impl<'a> Polygon<'a> {
    /// Its rings; each ends with its first corner again.
    pub fn rings(self) -> impl Iterator<Item = &'a [Vertex]> {
        let rings = self.land.rings.get(self.outline.rings.clone()).unwrap_or_default();
        rings.iter().filter_map(|ring| self.land.vertices.get(ring.clone()))
    }

    /// The box around its outer ring.
    pub fn bounds(self) -> BoundingBox {
        self.outline.bounds
    }
}

/// The land of the world.
#[derive(Debug, Default)]
pub struct Land {
    vertices: Vec<Vertex>,
    rings: Vec<Range<usize>>,
    outlines: Vec<Outline>,
    cells: Cells,
    shore: OnceLock<Shore>,
}

impl Land {
    /// Natural Earth 1:10 million, read on first use.
    pub fn standard() -> &'static Land {
        &STANDARD
    }

    /// From the bytes of a land file (see [`file`]).
    pub fn from_bytes(bytes: &[u8]) -> Result<Land, LandFileError> {
        Ok(Land::from_polygons(LandFile::decode(bytes)?.into_vertices()))
    }

    /// From polygons, each a list of closed rings with the outer one first, already cut at the
    /// antimeridian.
    pub fn from_polygons(polygons: Vec<Vec<Vec<Vertex>>>) -> Land {
        let mut land = Land::default();
        for polygon in polygons {
            land.add(polygon);
        }
        land.cells = Cells::new(land.edges());
        land
    }

    /// Whether this is land. Exact with respect to the polygons; on the very edge either way.
    pub fn is_land(&self, at: Position) -> bool {
        self.cells.is_inside(at, &self.vertices)
    }

    /// Distance to the nearest shore: 0 on land, `None` beyond [`SHORE_REACH`]. Right to 0.01 % and
    /// some metres with respect to the polygons, across the antimeridian and at the poles.
    pub fn distance_to_shore(&self, at: Position) -> Option<Metres> {
        if self.is_land(at) {
            return Some(Metres(0.0));
        }
        self.shore().distance(at, SHORE_REACH.into())
    }

    /// Distance to the nearest shore within `reach`, from land or sea.
    pub fn shore_within(&self, at: Position, reach: Metres) -> Option<Metres> {
        self.shore().distance(at, reach)
    }

    /// The polygons whose box touches `bounds`, in the order of the file.
    pub fn polygons_in(&self, bounds: BoundingBox) -> impl Iterator<Item = Polygon<'_>> {
        self.outlines
            .iter()
            .filter(move |outline| outline.bounds.touches(&bounds))
            .map(|outline| Polygon { land: self, outline })
    }

    fn shore(&self) -> &Shore {
        self.shore.get_or_init(|| {
            let edges = self.edges().map(|(_, a, b)| (a, b));
            Shore::new(edges.filter(|(a, b)| a.is_shore(*b)))
        })
    }

    fn add(&mut self, polygon: Vec<Vec<Vertex>>) {
        let Some(outer) = polygon.first() else { return };
        let bounds = BoundingBox::around(outer);
        let first = self.rings.len();
        for ring in polygon {
            let start = self.vertices.len();
            self.vertices.extend(ring);
            self.rings.push(start..self.vertices.len());
        }
        self.outlines.push(Outline { rings: first..self.rings.len(), bounds });
    }

    /// Every edge with the index of its first corner.
    fn edges(&self) -> impl Iterator<Item = (u32, Vertex, Vertex)> + Clone {
        self.rings.iter().flat_map(|ring| {
            let corners = self.vertices.get(ring.clone()).unwrap_or_default();
            let start = ring.start;
            corners.windows(2).enumerate().filter_map(move |(i, pair)| match pair {
                &[a, b] => Some(((start + i) as u32, a, b)),
                _ => None,
            })
        })
    }
}
