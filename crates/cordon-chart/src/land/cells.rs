//! Point in polygon by quarter-degree cells, in exact integers.
//!
//! For the corner of each cell it is known whether it is inside. A question is answered by walking
//! from the corner north and then east to the point, and counting the edges that are crossed; only
//! edges of that one cell can be. All is done in half AIS units: corners of cells and
//! questions are odd, corners of polygons even, so no walk ever passes through a polygon's corner,
//! every crossing is clear-cut, and the antimeridian is a place like any other.

use cordon_core::Position;

use super::Vertex;

const STEP: i64 = 300_000;
const COLUMNS: i64 = 1_440;
const ROWS: i64 = 720;
const WEST: i64 = -216_000_001;
const SOUTH: i64 = -108_000_001;

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

fn column(x: i64) -> i64 {
    ((x - WEST) / STEP).clamp(0, COLUMNS - 1)
}

fn row(y: i64) -> i64 {
    ((y - SOUTH) / STEP).clamp(0, ROWS - 1)
}

fn index(column: i64, row: i64) -> usize {
    (row * COLUMNS + column) as usize
}

fn corner(column: i64, row: i64) -> Point {
    Point { x: WEST + column * STEP, y: SOUTH + row * STEP }
}

/// Whether each cell's south-western corner is inside, and which edges touch the cell.
#[derive(Debug, Default)]
pub(super) struct Cells {
    inside: Vec<bool>,
    starts: Vec<u32>,
    edges: Vec<u32>,
}

impl Cells {
    pub(super) fn new(edges: impl Iterator<Item = (u32, Vertex, Vertex)> + Clone) -> Cells {
        let (starts, listed) = list_edges(edges.clone());
        Cells { inside: corners_inside(edges), starts, edges: listed }
    }

    pub(super) fn is_inside(&self, at: Position, vertices: &[Vertex]) -> bool {
        let p = Point { x: 2 * i64::from(at.lon_raw()) + 1, y: 2 * i64::from(at.lat_raw()) + 1 };
        let (column, row) = (column(p.x), row(p.y));
        let Some(&inside) = self.inside.get(index(column, row)) else { return false };
        let corner = corner(column, row);
        let turn = Point { x: corner.x, y: p.y };
        let crossings = self.edges_of(index(column, row)).filter(|&edge| {
            let Some(&[a, b]) = vertices.get(edge..edge + 2).and_then(|e| e.first_chunk()) else {
                return false;
            };
            crosses(a.into(), b.into(), corner, turn, p)
        });
        inside ^ (crossings.count() % 2 == 1)
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
fn list_edges(edges: impl Iterator<Item = (u32, Vertex, Vertex)> + Clone) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0_u32; (COLUMNS * ROWS) as usize + 1];
    for (_, a, b) in edges.clone() {
        for_cells(a, b, |cell| starts[cell + 1] += 1);
    }
    for cell in 1..starts.len() {
        starts[cell] += starts[cell - 1];
    }
    let mut listed = vec![0; starts.last().map_or(0, |&n| n as usize)];
    let mut next = starts.clone();
    for (edge, a, b) in edges {
        for_cells(a, b, |cell| {
            listed[next[cell] as usize] = edge;
            next[cell] += 1;
        });
    }
    (starts, listed)
}

fn for_cells(a: Vertex, b: Vertex, mut visit: impl FnMut(usize)) {
    let (a, b) = (Point::from(a), Point::from(b));
    for row in row(a.y.min(b.y))..=row(a.y.max(b.y)) {
        for column in column(a.x.min(b.x))..=column(a.x.max(b.x)) {
            visit(index(column, row));
        }
    }
}

/// Even-odd rule along each row of corners, from west to east.
fn corners_inside(edges: impl Iterator<Item = (u32, Vertex, Vertex)>) -> Vec<bool> {
    let mut flips = vec![false; (COLUMNS * ROWS) as usize];
    for (_, a, b) in edges {
        let (a, b) = (Point::from(a), Point::from(b));
        for row in row(a.y.min(b.y))..=row(a.y.max(b.y)) {
            if let Some(column) = first_corner_east(a, b, row) {
                flips[index(column, row)] ^= true;
            }
        }
    }
    for row in flips.chunks_exact_mut(COLUMNS as usize) {
        let mut inside = false;
        for corner in row {
            inside ^= *corner;
            *corner = inside;
        }
    }
    flips
}

/// The first corner of the row that the edge passes in the west.
fn first_corner_east(a: Point, b: Point, row: i64) -> Option<i64> {
    let y = corner(0, row).y;
    if (a.y > y) == (b.y > y) {
        return None;
    }
    let x = a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y);
    (column(x)..COLUMNS).find(|&column| passes_west(a, b, corner(column, row)))
}
