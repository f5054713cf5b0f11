//! Point in polygon by cells of a quarter of a degree or less, in exact integers.
//!
//! For the corner of each cell it is known whether it is inside. A question is answered by walking
//! from the corner north and then east to the point, and counting the edges that are crossed; only
//! edges of that one cell can be. All is done in half AIS units: corners of cells and
//! questions are odd, corners of polygons even, so no walk ever passes through a polygon's corner,
//! every crossing is clear-cut, and the antimeridian is a place like any other.

use cordon_core::Position;
use cordon_core::position::UNITS_PER_DEGREE;

use super::{BoundingBox, Vertex};

/// A quarter of a degree in half AIS units.
const LARGEST_STEP: i64 = 300_000;
/// The world in quarters of a degree has as many; smaller areas get smaller cells.
const MOST_CELLS: i64 = 1_440 * 720;

/// How cells lie: `step` is even, and `west` and `south` odd.
#[derive(Clone, Copy, Debug, Default)]
struct Frame {
    step: i64,
    columns: i64,
    rows: i64,
    west: i64,
    south: i64,
}

impl Frame {
    fn new(extent: &BoundingBox) -> Frame {
        let half_units = |degrees: f64| 2 * (degrees * UNITS_PER_DEGREE).round() as i64;
        let (west, south) = (half_units(extent.west) - 1, half_units(extent.south) - 1);
        let (east, north) = (half_units(extent.east) + 1, half_units(extent.north) + 1);
        let frame = |step: i64| {
            let cells = |length: i64| ((length + step - 1) / step).max(1);
            let (columns, rows) = (cells(east - west - 2), cells(north - south - 2));
            Frame { step, columns, rows, west, south }
        };
        let steps = [37_500, 75_000, 150_000].into_iter().map(frame);
        let is_small = |frame: &Frame| frame.columns * frame.rows <= MOST_CELLS;
        steps.into_iter().find(is_small).unwrap_or_else(|| frame(LARGEST_STEP))
    }

    fn size(&self) -> usize {
        (self.columns * self.rows) as usize
    }

    fn column(&self, x: i64) -> i64 {
        ((x - self.west) / self.step).clamp(0, self.columns - 1)
    }

    fn row(&self, y: i64) -> i64 {
        ((y - self.south) / self.step).clamp(0, self.rows - 1)
    }

    fn index(&self, column: i64, row: i64) -> usize {
        (row * self.columns + column) as usize
    }

    fn corner(&self, column: i64, row: i64) -> Point {
        Point { x: self.west + column * self.step, y: self.south + row * self.step }
    }

    fn holds(&self, p: Point) -> bool {
        // The question at the north pole lies half a unit past the last corner.
        let (east, north) = (self.columns * self.step + 2, self.rows * self.step + 2);
        (0..=east).contains(&(p.x - self.west)) && (0..=north).contains(&(p.y - self.south))
    }
}

#[derive(Clone, Copy)]
struct Point {
    x: i64,
    y: i64,
}

impl From<Vertex> for Point {
    fn from(v: Vertex) -> Point {
        Point { x: 2 * i64::from(v.lon_raw), y: 2 * i64::from(v.lat_raw) }
    }
}

/// Which side of the line from `a` to `b`; a point on the line counts as left of it.
fn is_left(a: Point, b: Point, p: Point) -> bool {
    (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) >= 0
}

/// Whether the edge passes west of `p` at the latitude of `p`.
fn passes_west(a: Point, b: Point, p: Point) -> bool {
    (a.y > p.y) != (b.y > p.y) && is_left(a, b, p) != (b.y > a.y)
}

/// Whether each cell's south-western corner is inside, and which edges touch the cell.
#[derive(Debug, Default)]
pub(super) struct Cells {
    frame: Frame,
    inside: Vec<bool>,
    starts: Vec<u32>,
    edges: Vec<u32>,
}

impl Cells {
    /// Over `extent`, in which all edges lie.
    pub(super) fn new(
        extent: &BoundingBox,
        edges: impl Iterator<Item = (u32, Vertex, Vertex)> + Clone,
    ) -> Cells {
        let frame = Frame::new(extent);
        let (starts, listed) = list_edges(&frame, edges.clone());
        Cells { frame, inside: corners_inside(&frame, edges), starts, edges: listed }
    }

    pub(super) fn is_inside(&self, at: Position, vertices: &[Vertex]) -> bool {
        let p = Point { x: 2 * i64::from(at.lon_raw()) + 1, y: 2 * i64::from(at.lat_raw()) + 1 };
        if !self.frame.holds(p) {
            return false;
        }
        let (column, row) = (self.frame.column(p.x), self.frame.row(p.y));
        let cell = self.frame.index(column, row);
        let Some(&inside) = self.inside.get(cell) else { return false };
        let corner = self.frame.corner(column, row);
        let turn = Point { x: corner.x, y: p.y };
        let crossings = self.edges_of(cell).filter(|&edge| {
            let Some(&[a, b]) = vertices.get(edge..edge + 2).and_then(|e| e.first_chunk()) else {
                return false;
            };
            crosses(a.into(), b.into(), corner, turn, p)
        });
        inside ^ (crossings.count() % 2 == 1)
    }

    /// Edges in the cells that touch `bounds`, some of them several times.
    pub(super) fn edges_in(&self, bounds: &BoundingBox) -> Vec<u32> {
        let half_units = |degrees: f64| (2.0 * degrees * UNITS_PER_DEGREE).round() as i64;
        if self.frame.size() == 0 {
            return Vec::new();
        }
        let (west, east) = (half_units(bounds.west) - 2, half_units(bounds.east) + 2);
        let (south, north) = (half_units(bounds.south) - 2, half_units(bounds.north) + 2);
        let columns = self.frame.column(west)..=self.frame.column(east);
        let rows = self.frame.row(south)..=self.frame.row(north);
        let row = |row| {
            let first = self.starts.get(self.frame.index(*columns.start(), row));
            let end = self.starts.get(self.frame.index(*columns.end(), row) + 1);
            first.zip(end).and_then(|(first, end)| self.edges.get(*first as usize..*end as usize))
        };
        rows.filter_map(row).flatten().copied().collect()
    }

    fn edges_of(&self, cell: usize) -> impl Iterator<Item = usize> {
        let bounds = self.starts.get(cell..cell + 2).unwrap_or(&[0, 0]);
        let range = bounds[0] as usize..bounds[1] as usize;
        self.edges.get(range).unwrap_or_default().iter().map(|&edge| edge as usize)
    }
}

/// Whether an edge crosses the walk from `corner` north to `turn` and east to `p` an odd number of
/// times.
fn crosses(a: Point, b: Point, corner: Point, turn: Point, p: Point) -> bool {
    let at_turn = is_left(a, b, turn);
    let north = (a.x > corner.x) != (b.x > corner.x) && is_left(a, b, corner) != at_turn;
    let east = (a.y > p.y) != (b.y > p.y) && at_turn != is_left(a, b, p);
    north != east
}

/// The edges of each cell, one cell after the other, and where each cell's begin.
fn list_edges(
    frame: &Frame,
    edges: impl Iterator<Item = (u32, Vertex, Vertex)> + Clone,
) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0_u32; frame.size() + 1];
    for (_, a, b) in edges.clone() {
        for_cells(frame, a, b, |cell| starts[cell + 1] += 1);
    }
    for cell in 1..starts.len() {
        starts[cell] += starts[cell - 1];
    }
    let mut listed = vec![0; starts.last().map_or(0, |&n| n as usize)];
    let mut next = starts.clone();
    for (edge, a, b) in edges {
        for_cells(frame, a, b, |cell| {
            listed[next[cell] as usize] = edge;
            next[cell] += 1;
        });
    }
    (starts, listed)
}

fn for_cells(frame: &Frame, a: Vertex, b: Vertex, mut visit: impl FnMut(usize)) {
    let (a, b) = (Point::from(a), Point::from(b));
    for row in frame.row(a.y.min(b.y))..=frame.row(a.y.max(b.y)) {
        for column in frame.column(a.x.min(b.x))..=frame.column(a.x.max(b.x)) {
            visit(frame.index(column, row));
        }
    }
}

/// Even-odd rule along each row of corners, from west to east.
fn corners_inside(frame: &Frame, edges: impl Iterator<Item = (u32, Vertex, Vertex)>) -> Vec<bool> {
    let mut flips = vec![false; frame.size()];
    for (_, a, b) in edges {
        let (a, b) = (Point::from(a), Point::from(b));
        for row in frame.row(a.y.min(b.y))..=frame.row(a.y.max(b.y)) {
            if let Some(column) = first_corner_east(frame, a, b, row) {
                flips[frame.index(column, row)] ^= true;
            }
        }
    }
    for row in flips.chunks_exact_mut(frame.columns as usize) {
        let mut inside = false;
        for corner in row {
            inside ^= *corner;
            *corner = inside;
        }
    }
    flips
}

/// The first corner of the row that the edge passes in the west.
fn first_corner_east(frame: &Frame, a: Point, b: Point, row: i64) -> Option<i64> {
    let y = frame.corner(0, row).y;
    if (a.y > y) == (b.y > y) {
        return None;
    }
    let x = a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y);
    let columns = frame.column(x)..frame.columns;
    columns.into_iter().find(|&column| passes_west(a, b, frame.corner(column, row)))
}
