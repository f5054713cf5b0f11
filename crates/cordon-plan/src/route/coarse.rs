//! Ways by a coarse distance field, pulled tight: where there are too many corners for the exact one.

use std::cell::OnceCell;

use super::shores::Shores;
use super::{ashore, tight};
use crate::earth::Point;
use crate::field::{Cell, Field, Grid, Passage, grid_around, joined};
use crate::land::Land;

/// Cells from the start to the edge of the grid.
const FINENESS: f64 = 220.0;

/// Distances from the start over grids, worked out when asked for.
#[derive(Debug)]
pub(super) struct Coarse<'a> {
    start: Point,
    reach: f64,
    land: &'a dyn Land,
    /// Over cells whose middle is water: ways are taken from it.
    strict: OnceCell<Field>,
    /// The cells that any water leads to: elsewhere there is no way.
    joined: OnceCell<(Grid, Vec<bool>)>,
}

impl<'a> Coarse<'a> {
    pub(super) fn new(start: Point, reach: f64, land: &'a dyn Land) -> Coarse<'a> {
        Coarse { start, reach, land, strict: OnceCell::new(), joined: OnceCell::new() }
    }

    fn grid(&self, fineness: f64) -> Grid {
        grid_around(self.start.position(), self.reach, self.reach / fineness)
    }

    fn strict(&self) -> &Field {
        self.strict.get_or_init(|| Field::new(self.grid(FINENESS), self.land, Passage::Strict))
    }

    /// Whether any way leads to a place.
    pub(super) fn joins(&self, to: Point) -> bool {
        let (grid, joined) = self.joined.get_or_init(|| {
            let grid = self.grid(0.5 * FINENESS);
            let joined = joined(&grid, self.land);
            (grid, joined)
        });
        let near = grid.find(to).map(|cell| grid.around(cell));
        near.is_some_and(|mut near| near.any(|cell| joined[cell.index(grid)]))
    }

    /// The turns of a way, ends included.
    pub(super) fn way(&self, shores: &Shores<'_>, to: Point) -> Option<Vec<Point>> {
        let cells = self.cells_to(shores, to)?;
        let grid = &self.strict().grid;
        let mut way = vec![shores.flat(self.start)];
        way.extend(cells.iter().map(|cell| shores.flat(grid.place(*cell))));
        way.push(shores.flat(to));
        let tight = tight::pulled(shores, &ashore::mended(shores, &way));
        let mut points: Vec<Point> = tight.iter().map(|at| shores.place(*at)).collect();
        if let Some(last) = points.last_mut() {
            *last = to;
        }
        Some(points)
    }

    /// Cells from the start to `to`, downhill in distance.
    fn cells_to(&self, shores: &Shores<'_>, to: Point) -> Option<Vec<Cell>> {
        let field = self.strict();
        let grid = &field.grid;
        let metres = |cell: Cell| field.metres[cell.index(grid)];
        let nearest =
            |cell: Cell| grid.around(cell).min_by(|a, b| metres(*a).total_cmp(&metres(*b)));
        let mut cell = grid.find(to)?;
        if !metres(cell).is_finite() {
            // A berth in a cell whose middle is land: on from a neighbour in sight, if there is one.
            let end = shores.flat(to);
            let is_seen = |cell: &Cell| shores.clear(shores.flat(grid.place(*cell)), end);
            let seen = grid.around(cell).filter(|cell| metres(*cell).is_finite() && is_seen(cell));
            let best = seen.min_by(|a, b| metres(*a).total_cmp(&metres(*b)));
            cell = best.or_else(|| nearest(cell)).filter(|cell| metres(*cell).is_finite())?;
        }
        let mut cells = vec![cell];
        while metres(cell) > 0.0 {
            let next = nearest(cell)?;
            if metres(next) >= metres(cell) {
                return None;
            }
            cell = next;
            cells.push(cell);
        }
        cells.reverse();
        Some(cells)
    }
}
