//! Land as polygons: is this land, how far is the shore, and the rings for drawing.

mod cells;
pub mod file;
mod shore;
mod tiles;

use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use cordon_core::position::{HALF_TURN, UNITS_PER_DEGREE};
use cordon_core::{Metres, NauticalMiles, Position};

use cells::Cells;
use file::{Grid, LandFile, LandFileError, Ring, Shape};
use shore::Shore;
use tiles::Tiles;

use crate::state::State;

/// How far [`Land::distance_to_shore`] looks.
pub const SHORE_REACH: NauticalMiles = NauticalMiles(200.0);

const SOUTH_POLE: i32 = -54_000_000;

/// The box that holds the world.
pub const WORLD: BoundingBox = BoundingBox { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };

static STANDARD: LazyLock<Land> = LazyLock::new(|| {
    // The file is part of the binary and a test reads it; an empty sea would be the last resort.
    Land::from_bytes(include_bytes!("../data/land.bin.zst")).unwrap_or_default()
});

static FINE: LazyLock<Land> =
    LazyLock::new(|| Land::from_bytes(include_bytes!("../data/coast.bin.zst")).unwrap_or_default());

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
    /// Whether the place lies inside or on the edge.
    pub fn contains(&self, at: Position) -> bool {
        // 180° is kept as -180°.
        let lon = if at.lon() < self.west { at.lon() + 360.0 } else { at.lon() };
        let (wide, high) = (self.west..=self.east, self.south..=self.north);
        wide.contains(&lon) && high.contains(&at.lat())
    }

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

/// Land as polygons: of the world, or of a part of it in more detail.
#[derive(Debug)]
pub struct Land {
    source: String,
    error: Metres,
    area: BoundingBox,
    extent: BoundingBox,
    vertices: Vec<Vertex>,
    rings: Vec<Range<usize>>,
    outlines: Vec<Outline>,
    /// From which corner on the shore is whose.
    owners: Vec<(u32, Option<State>)>,
    cells: Cells,
    inland: Cells,
    shores: OnceLock<Tiles>,
}

/// The shore nearest to a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NearestShore {
    /// How far along the geodesic.
    pub distance: Metres,
    /// Whose shore, where that is known.
    pub state: Option<State>,
    /// A corner next to the nearest place on it.
    pub corner: Vertex,
}

impl Default for Land {
    fn default() -> Land {
        Land {
            source: String::new(),
            error: Metres(f64::INFINITY),
            area: WORLD,
            extent: WORLD,
            vertices: Vec::new(),
            rings: Vec::new(),
            outlines: Vec::new(),
            owners: Vec::new(),
            cells: Cells::default(),
            inland: Cells::default(),
            shores: OnceLock::new(),
        }
    }
}

impl Land {
    /// The world's land in Natural Earth 1:10 million, read on first use. Coarse: not for law.
    pub fn standard() -> &'static Land {
        &STANDARD
    }

    /// The shore of 118–135°E 25–40°N in GSHHG at full resolution, read on first use.
    pub fn fine() -> &'static Land {
        &FINE
    }

    /// From the bytes of a land file (see [`file`]).
    pub fn from_bytes(bytes: &[u8]) -> Result<Land, LandFileError> {
        Ok(Land::from_file(&LandFile::decode(bytes)?))
    }

    /// From polygons of the caller's, each a list of closed rings with the outer one first, cut at
    /// the antimeridian. They answer for the whole world.
    pub fn from_polygons(polygons: &[Vec<Vec<Vertex>>]) -> Land {
        let ring = |corners: &Vec<Vertex>| {
            let open = corners.split_last().map_or(&[][..], |(_, open)| open);
            let corners = open.iter().map(|corner| [corner.lon_raw, corner.lat_raw]).collect();
            Ring { corners, runs: Vec::new() }
        };
        let shape = |rings: &Vec<Vec<Vertex>>| {
            let rings = rings.iter().map(ring).collect();
            Shape { is_inland_water: false, rings }
        };
        Land::from_file(&LandFile {
            source: "polygons of the caller".to_owned(),
            error_m: 0.0,
            area: WORLD,
            extent: WORLD,
            grid: Grid::AIS,
            states: Vec::new(),
            shapes: polygons.iter().map(shape).collect(),
        })
    }

    /// From a land file.
    pub fn from_file(file: &LandFile) -> Land {
        let mut land = Land {
            source: file.source.clone(),
            error: Metres(file.error_m),
            area: file.area,
            extent: file.extent,
            ..Land::default()
        };
        // Land first: what is drawn and measured are the outlines before the inland waters.
        let (waters, lands): (Vec<&Shape>, Vec<&Shape>) =
            file.shapes.iter().partition(|shape| shape.is_inland_water);
        for shape in lands {
            land.add(file, shape);
        }
        let shores = land.rings.len();
        let outlines = land.outlines.len();
        for shape in waters {
            land.add(file, shape);
        }
        let (shores, waters) = land.rings.split_at(shores);
        land.cells = Cells::new(&land.extent, edges(shores, &land.vertices));
        land.inland = Cells::new(&land.extent, edges(waters, &land.vertices));
        land.rings.truncate(shores.len());
        land.outlines.truncate(outlines);
        land
    }

    /// Where the shore is from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// How far off the shore may be, as its makers say or as was measured.
    pub fn error(&self) -> Metres {
        self.error
    }

    /// What this land answers for.
    pub fn area(&self) -> BoundingBox {
        self.area
    }

    /// Where its polygons are complete: wider than the area, so that shores just outside count.
    pub fn extent(&self) -> BoundingBox {
        self.extent
    }

    /// Whether this is land, or water within it. Exact with respect to the polygons; on the very
    /// edge either way. Nowhere outside [`Land::extent`].
    pub fn is_land(&self, at: Position) -> bool {
        self.cells.is_inside(at, &self.vertices)
    }

    /// Whether this is a lake, or a river above its mouth: inside the shore, and not land.
    pub fn is_inland_water(&self, at: Position) -> bool {
        self.inland.is_inside(at, &self.vertices)
    }

    /// Distance to the nearest shore: 0 on land, `None` beyond [`SHORE_REACH`]. Right to half a
    /// metre at 30 nm and to some metres at 200 nm with respect to the polygons, across the
    /// antimeridian and at the poles.
    pub fn distance_to_shore(&self, at: Position) -> Option<Metres> {
        if self.is_land(at) {
            return Some(Metres(0.0));
        }
        self.shore_within(at, SHORE_REACH.into())
    }

    /// Distance to the nearest shore within `reach`, from land or sea.
    pub fn shore_within(&self, at: Position, reach: Metres) -> Option<Metres> {
        self.nearest(at, reach, |_| true).map(|(distance, _)| distance)
    }

    /// The nearest shore within `reach` among those that `counts` (by corner and state), from land
    /// or sea.
    pub fn nearest_shore(
        &self,
        at: Position,
        reach: Metres,
        counts: impl Fn(Vertex, Option<State>) -> bool,
    ) -> Option<NearestShore> {
        let corner = |edge: u32| self.vertices.get(edge as usize).copied();
        let counts = |edge| corner(edge).is_some_and(|corner| counts(corner, self.owner(edge)));
        let (distance, edge) = self.nearest(at, reach, counts)?;
        Some(NearestShore { distance, state: self.owner(edge), corner: corner(edge)? })
    }

    fn owner(&self, corner: u32) -> Option<State> {
        let after = self.owners.partition_point(|(first, _)| *first <= corner);
        self.owners.get(after.checked_sub(1)?)?.1
    }

    /// The polygons whose box touches `bounds`, in the order of the file.
    pub fn polygons_in(&self, bounds: BoundingBox) -> impl Iterator<Item = Polygon<'_>> {
        self.outlines
            .iter()
            .filter(move |outline| outline.bounds.touches(&bounds))
            .map(|outline| Polygon { land: self, outline })
    }

    /// The edges of the polygons that may touch `bounds`, in the order of the file.
    pub fn edges_in(&self, bounds: BoundingBox) -> impl Iterator<Item = (Vertex, Vertex)> {
        let mut edges = self.cells.edges_in(&bounds);
        edges.sort_unstable();
        edges.dedup();
        edges.into_iter().filter_map(|edge| {
            let &[a, b] = self.vertices.get(edge as usize..)?.first_chunk()?;
            Some((a, b))
        })
    }

    /// The nearest edge within `reach` among those that `counts`, and how far it is.
    fn nearest(
        &self,
        at: Position,
        reach: Metres,
        counts: impl Fn(u32) -> bool,
    ) -> Option<(Metres, u32)> {
        let tiles = self.shores.get_or_init(|| Tiles::new(&self.extent));
        tiles.nearest(at, reach, counts, &|tile| self.shore_of(tile))
    }

    /// The shore that touches a box.
    fn shore_of(&self, tile: BoundingBox) -> Shore {
        let mut edges = self.cells.edges_in(&tile);
        edges.sort_unstable();
        edges.dedup();
        Shore::new(edges.into_iter().filter_map(|edge| {
            let &[a, b] = self.vertices.get(edge as usize..)?.first_chunk()?;
            (a.is_shore(b) && !self.is_cut(a, b)).then_some((edge, a, b))
        }))
    }

    /// Whether an edge runs along a side of the extent, where polygons were cut.
    fn is_cut(&self, a: Vertex, b: Vertex) -> bool {
        let raw = |degrees: f64| (degrees * UNITS_PER_DEGREE).round() as i32;
        let on = |side: f64, a: i32, b: i32| a == b && a == raw(side);
        let BoundingBox { west, south, east, north } = self.extent;
        on(west, a.lon_raw, b.lon_raw)
            || on(east, a.lon_raw, b.lon_raw)
            || on(south, a.lat_raw, b.lat_raw)
            || on(north, a.lat_raw, b.lat_raw)
    }

    fn add(&mut self, file: &LandFile, shape: &Shape) {
        let first = self.rings.len();
        let mut bounds = None;
        for ring in &shape.rings {
            let start = self.vertices.len();
            self.vertices.extend(file.vertices(ring));
            self.rings.push(start..self.vertices.len());
            let mut corner = start as u32;
            for &(count, state) in &ring.runs {
                let state = state.and_then(|index| file.states.get(usize::from(index)));
                self.owners.push((corner, state.copied()));
                corner = corner.saturating_add(count).min(self.vertices.len() as u32);
            }
            self.owners.push((corner, None));
            bounds = bounds.or_else(|| self.vertices.get(start..).map(BoundingBox::around));
        }
        let Some(bounds) = bounds else { return };
        self.outlines.push(Outline { rings: first..self.rings.len(), bounds });
    }
}

/// Every edge with the index of its first corner.
fn edges<'a>(
    rings: &'a [Range<usize>],
    vertices: &'a [Vertex],
) -> impl Iterator<Item = (u32, Vertex, Vertex)> + Clone + 'a {
    rings.iter().flat_map(|ring| {
        let corners = vertices.get(ring.clone()).unwrap_or_default();
        let start = ring.start;
        corners.windows(2).enumerate().filter_map(move |(i, pair)| match pair {
            &[a, b] => Some(((start + i) as u32, a, b)),
            _ => None,
        })
    })
}
