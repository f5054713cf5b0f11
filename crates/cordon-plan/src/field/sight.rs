//! Which cells see the middle of the grid.

use super::grid::{Cell, Grid};

/// A cell sees the middle when this much of the ray to it is clear.
const CLEAR: f32 = 0.4;

/// Gives every open cell in sight of the middle its straight distance, ring by ring outwards: a
/// cell is as clear as the two cells between which the ray to the middle leaves it. Returns whether
/// anything open is out of sight.
pub(super) fn look(grid: &Grid, open: &[bool], metres: &mut [f32]) -> bool {
    let mut clear = vec![0.0_f32; open.len()];
    let middle = grid.centre();
    clear[middle.index(grid)] = 1.0;
    metres[middle.index(grid)] = 0.0;
    let mut hidden = false;
    for ring in 1..=grid.half {
        for (columns, rows) in around(ring) {
            let cell = middle.moved(columns, rows);
            let index = cell.index(grid);
            if !open[index] {
                continue;
            }
            clear[index] = seen_through(grid, &clear, middle, columns, rows, ring);
            if clear[index] > CLEAR {
                metres[index] = grid.frame.off_centre(grid.flat(cell)) as f32;
            } else {
                hidden = true;
            }
        }
    }
    hidden
}

/// Steps from the middle to the cells of a square ring.
pub(super) fn around(ring: i32) -> impl Iterator<Item = (i32, i32)> {
    let flat = (-ring..=ring).flat_map(move |column| [(column, -ring), (column, ring)]);
    let upright = (1 - ring..ring).flat_map(move |row| [(-ring, row), (ring, row)]);
    flat.chain(upright)
}

fn seen_through(
    grid: &Grid,
    clear: &[f32],
    middle: Cell,
    columns: i32,
    rows: i32,
    ring: i32,
) -> f32 {
    // Where the ray crosses the ring inside this one, along the shorter axis.
    let inner = ring - 1;
    let across = |n: i32| {
        let at = n as f32 * inner as f32 / ring as f32;
        let low = at.floor();
        (low as i32, at - low)
    };
    let value = |columns: i32, rows: i32| clear[middle.moved(columns, rows).index(grid)];
    let (low, part, first, second);
    if columns.abs() == ring {
        (low, part) = across(rows);
        let column = columns.signum() * inner;
        first = value(column, low);
        second = if part > 0.0 { value(column, low + 1) } else { first };
    } else {
        (low, part) = across(columns);
        let row = rows.signum() * inner;
        first = value(low, row);
        second = if part > 0.0 { value(low + 1, row) } else { first };
    }
    (1.0 - part) * first + part * second
}
