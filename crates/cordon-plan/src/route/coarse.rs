//! Ways by a coarse distance field, pulled tight: where there are too many corners for the exact one.

use std::cell::OnceCell;

use super::shores::Shores;
use super::{ashore, tight};
use crate::earth::Point;
use crate::field::{Cell, Field, Passage, grid_around};
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
    /// Over cells with any water: where it knows no way there is none.
    generous: OnceCell<Field>,
}

impl<'a> Coarse<'a> {
    pub(super) fn new(start: Point, reach: f64, land: &'a dyn Land) -> Coarse<'a> {
        Coarse { start, reach, land, strict: OnceCell::new(), generous: OnceCell::new() }
    }

    fn field(&self, passage: Passage) -> Field {
        let grid = grid_around(self.start.position(), self.reach, self.reach / FINENESS);
        Field::new(grid, self.land, passage)
    }

    fn strict(&self) -> &Field {
        self.strict.get_or_init(|| self.field(Passage::Strict))
    }

    /// Whether any way leads to a place.
    pub(super) fn joins(&self, to: Point) -> bool {
        let generous = self.generous.get_or_init(|| self.field(Passage::Generous));
        generous.distance(to).is_some()
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
