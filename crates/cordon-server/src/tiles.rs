//! The base map as vector tiles (Mapbox Vector Tile 2.1), cut from the chart's land when asked for.
//!
//! Layer `land` holds polygons. Layer `coast` holds their shores as lines: apart, so that neither
//! tile edges nor the cut along the antimeridian are drawn. Tiles reach a little beyond their edges.

mod clip;

use std::f64::consts::PI;

use cordon_chart::Land;
use cordon_chart::land::{BoundingBox, Vertex};
use cordon_core::position::{HALF_TURN, UNITS_PER_DEGREE};
use mvt::{GeomEncoder, GeomType, Tile};

use clip::{Frame, Point};

/// The deepest level: beyond it the land has no more detail, and clients overzoom.
pub const MAX_ZOOM: u8 = 9;

/// Tile units along an edge, as the format's clients expect.
const EXTENT: u32 = 4_096;
/// How far beyond its edges a tile is drawn.
const BUFFER: f64 = 64.0;
/// Corners nearer than this many units to the one before are left out.
const THINNED: f64 = 4.0;

type Drawn<T> = Result<T, mvt::Error>;

/// The tile's bytes, empty where all is sea. `None` where there is no such tile: beyond
/// [`MAX_ZOOM`] or outside the square of its level.
pub fn tile(z: u8, x: u32, y: u32) -> Option<Vec<u8>> {
    let view = View::new(z, x, y)?;
    draw(&view).ok()
}

fn draw(view: &View) -> Drawn<Vec<u8>> {
    let mut tile = Tile::new(EXTENT);
    let (mut land, mut coast) = (tile.create_layer("land"), tile.create_layer("coast"));
    for polygon in Land::standard().polygons_in(view.bounds()) {
        let rings: Vec<Vec<Corner>> = polygon.rings().map(|ring| view.thinned(ring)).collect();
        let surface = surface(&rings)?;
        if !surface.is_empty() {
            land = land.into_feature(surface).into_layer();
        }
        let shore = shore(&rings)?;
        if !shore.is_empty() {
            coast = coast.into_feature(shore).into_layer();
        }
    }
    for layer in [land, coast] {
        if layer.num_features() > 0 {
            tile.add_layer(layer)?;
        }
    }
    tile.to_bytes()
}

/// A corner with its place in the tile.
#[derive(Clone, Copy)]
struct Corner {
    vertex: Vertex,
    point: Point,
}

/// Web Mercator (EPSG:3857), from degrees to the units of one tile.
struct View {
    level: f64,
    column: f64,
    row: f64,
}

impl View {
    fn new(z: u8, x: u32, y: u32) -> Option<View> {
        let side = 1_u32.checked_shl(u32::from(z)).filter(|_| z <= MAX_ZOOM)?;
        (x < side && y < side).then(|| View {
            level: f64::from(side),
            column: f64::from(x),
            row: f64::from(y),
        })
    }

    fn point(&self, vertex: Vertex) -> Point {
        // Antarctica ends at the pole, which Mercator does not know: far beyond any tile will do.
        let lat = vertex.lat().clamp(-89.5, 89.5).to_radians();
        let column = (vertex.lon() / 360.0 + 0.5) * self.level;
        let row = (0.5 - lat.tan().asinh() / (2.0 * PI)) * self.level;
        let units = f64::from(EXTENT);
        Point { x: (column - self.column) * units, y: (row - self.row) * units }
    }

    fn bounds(&self) -> BoundingBox {
        let margin = BUFFER / f64::from(EXTENT);
        let lon = |column: f64| (column / self.level - 0.5) * 360.0;
        let lat = |row: f64| (PI * (1.0 - 2.0 * row / self.level)).sinh().atan().to_degrees();
        BoundingBox {
            west: lon(self.column - margin),
            south: lat(self.row + 1.0 + margin),
            east: lon(self.column + 1.0 + margin),
            north: lat(self.row - margin),
        }
    }

    /// The ring without corners that nobody could tell apart at this level, and with few of those
    /// that lie more than a tile away. Cuts keep theirs.
    fn thinned(&self, ring: &[Vertex]) -> Vec<Corner> {
        let tile = 360.0 / self.level * UNITS_PER_DEGREE;
        let (fine, coarse) = ((THINNED / f64::from(EXTENT) * tile) as u32, (tile / 4.0) as u32);
        let around = self.around(tile);
        let mut kept: Vec<Corner> = Vec::new();
        for (index, &vertex) in ring.iter().enumerate() {
            let next = ring.get(index + 1).copied();
            // Only between far corners, so that no edge into the tile is moved.
            let is_far = !around(vertex) && next.is_some_and(|next| !around(next));
            let step = if is_far { coarse } else { fine };
            let is_near = kept.last().is_some_and(|last| {
                last.vertex.lon_raw.abs_diff(vertex.lon_raw) < step
                    && last.vertex.lat_raw.abs_diff(vertex.lat_raw) < step / 2
            });
            let is_cut = vertex.lon_raw.abs() == HALF_TURN;
            if !is_near || is_cut || next.is_none() {
                kept.push(Corner { vertex, point: self.point(vertex) });
            }
        }
        kept
    }

    /// Whether a corner is in the tile or less than `margin` AIS units from it.
    fn around(&self, margin: f64) -> impl Fn(Vertex) -> bool {
        let BoundingBox { west, south, east, north } = self.bounds();
        let units = |degrees: f64, margin: f64| (degrees * UNITS_PER_DEGREE + margin) as i32;
        let lon = units(west, -margin)..=units(east, margin);
        let lat = units(south, -margin)..=units(north, margin);
        move |vertex| lon.contains(&vertex.lon_raw) && lat.contains(&vertex.lat_raw)
    }
}

/// The outer ring clockwise on the screen, and the rings within it the other way.
fn surface(rings: &[Vec<Corner>]) -> Drawn<mvt::GeomData> {
    let mut encoder = GeomEncoder::new(GeomType::Polygon);
    let frame = Frame::around(f64::from(EXTENT), BUFFER);
    let mut last = None;
    for (index, ring) in rings.iter().enumerate() {
        let points: Vec<Point> = ring.iter().map(|corner| corner.point).collect();
        let mut clipped = clip::ring(&points, frame);
        let area = clip::area(&clipped);
        if area.abs() < 1.0 {
            if index == 0 {
                break;
            }
            continue;
        }
        if (area > 0.0) != (index == 0) {
            clipped.reverse();
        }
        // The encoder would take a ring that begins where the last one ended for its continuation.
        if clipped.first() == last.as_ref() {
            clipped.rotate_left(1);
        }
        last = clipped.last().copied();
        add(&mut encoder, &clipped)?;
    }
    encoder.encode()
}

fn shore(rings: &[Vec<Corner>]) -> Drawn<mvt::GeomData> {
    let mut encoder = GeomEncoder::new(GeomType::Linestring);
    let frame = Frame::around(f64::from(EXTENT), BUFFER);
    for ring in rings {
        let edges = ring.windows(2).filter_map(|pair| match pair {
            [a, b] if a.vertex.is_shore(b.vertex) => Some((a.point, b.point)),
            _ => None,
        });
        for line in clip::lines(edges, frame) {
            add(&mut encoder, &line)?;
        }
    }
    encoder.encode()
}

fn add(encoder: &mut GeomEncoder<f64>, points: &[Point]) -> Drawn<()> {
    for point in points {
        encoder.add_point(point.x, point.y)?;
    }
    encoder.complete_geom()
}

#[cfg(test)]
mod tests;
