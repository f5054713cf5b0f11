//! Lines of equal value through a grid (marching squares).

use std::collections::BTreeMap;

use crate::field::{Cell, Grid};

/// A crossing: the cell to its south or west, and whether it lies on the way east or north.
type Crossing = (usize, bool);

/// Closed rings around what is at most `level`, in the plane of the grid, counter-clockwise around
/// the inside. Beyond the grid nothing is inside.
pub(super) fn rings(grid: &Grid, values: &[f32], level: f32) -> Vec<Vec<(f64, f64)>> {
    let mut next = segments(grid, values, level);
    let mut rings = Vec::new();
    while let Some((start, second)) = next.pop_first() {
        let mut ring = vec![crossing(grid, values, level, start)];
        let mut at = second;
        while at != start {
            ring.push(crossing(grid, values, level, at));
            match next.remove(&at) {
                Some(after) => at = after,
                None => break,
            }
        }
        if ring.len() >= 3 {
            rings.push(ring);
        }
    }
    rings
}

/// From each crossing to the next one, the inside on the left.
fn segments(grid: &Grid, values: &[f32], level: f32) -> BTreeMap<Crossing, Crossing> {
    let mut next = BTreeMap::new();
    let width = grid.width() as usize;
    for row in 0..width - 1 {
        for column in 0..width - 1 {
            let south_west = row * width + column;
            let corners = [south_west, south_west + 1, south_west + width + 1, south_west + width];
            let inside = corners.map(|index| values[index] <= level);
            if inside == [true; 4] || inside == [false; 4] {
                continue;
            }
            // Crossings on the south, east, north and west side of the square.
            let sides =
                [(corners[0], false), (corners[1], true), (corners[3], false), (corners[0], true)];
            for (from, to) in through(inside) {
                next.insert(sides[from], sides[to]);
            }
        }
    }
    next
}

/// Lines through a square by which corners are inside (from the south-west, counter-clockwise), as
/// pairs of sides. In a saddle the inside corners stay joined.
fn through(inside: [bool; 4]) -> Vec<(usize, usize)> {
    const SOUTH: usize = 0;
    const EAST: usize = 1;
    const NORTH: usize = 2;
    const WEST: usize = 3;
    match inside {
        [true, false, false, false] => vec![(SOUTH, WEST)],
        [false, true, false, false] => vec![(EAST, SOUTH)],
        [false, false, true, false] => vec![(NORTH, EAST)],
        [false, false, false, true] => vec![(WEST, NORTH)],
        [true, true, false, false] => vec![(EAST, WEST)],
        [false, true, true, false] => vec![(NORTH, SOUTH)],
        [false, false, true, true] => vec![(WEST, EAST)],
        [true, false, false, true] => vec![(SOUTH, NORTH)],
        [false, true, true, true] => vec![(WEST, SOUTH)],
        [true, false, true, true] => vec![(SOUTH, EAST)],
        [true, true, false, true] => vec![(EAST, NORTH)],
        [true, true, true, false] => vec![(NORTH, WEST)],
        [true, false, true, false] => vec![(SOUTH, EAST), (NORTH, WEST)],
        [false, true, false, true] => vec![(EAST, NORTH), (WEST, SOUTH)],
        _ => Vec::new(),
    }
}

/// Where the level lies between two cells; half-way where one of them has no value.
fn crossing(grid: &Grid, values: &[f32], level: f32, (index, north): Crossing) -> (f64, f64) {
    let cell = grid.at(index);
    let beside: Cell = if north { cell.moved(0, 1) } else { cell.moved(1, 0) };
    let (a, b) = (f64::from(values[index]), f64::from(values[beside.index(grid)]));
    let part = (f64::from(level) - a) / (b - a);
    let part = if a.is_finite() && b.is_finite() && part.is_finite() { part } else { 0.5 };
    let (x, y) = grid.flat(cell);
    let step = part.clamp(0.0, 1.0) * grid.side;
    if north { (x, y + step) } else { (x + step, y) }
}
