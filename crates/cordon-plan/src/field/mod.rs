//! How far every cell of a grid is from one place by water.
//!
//! Cells in sight of the place get the straight distance, exactly. A wave front carries on from them
//! into the shadow of land: the eikonal equation by fast marching (Sethian 1996) on two stencils, the
//! upright and the diagonal one (Hassouna and Farag 2007).

mod grid;
mod march;
mod raster;
mod sight;

use cordon_core::Position;

pub(crate) use grid::{Cell, Grid};
pub(crate) use raster::{Ground, Raster, walk};

use crate::earth::Point;
use crate::land::{BERTH, Land};

/// Distances over a grid, in metres.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) grid: Grid,
    pub(crate) raster: Raster,
    /// By cell; infinite where no way leads.
    pub(crate) metres: Vec<f32>,
}

/// Which cells may be sailed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passage {
    /// All with any water, and one more cell inland: nothing that could be reached is left out.
    Generous,
    /// Those whose middle is water.
    Strict,
}

impl Field {
    /// Distances from the centre of the grid.
    pub(crate) fn new(grid: Grid, land: &dyn Land, passage: Passage) -> Field {
        let raster = Raster::new(&grid, land);
        let mut open = raster.open(&grid, passage);
        launch(&grid, &mut open, passage);
        let mut metres = vec![f32::INFINITY; grid.len()];
        if sight::look(&grid, &open, &mut metres) {
            march::march(&grid, &open, &mut metres, passage);
        }
        Field { grid, raster, metres }
    }

    /// Metres from the centre to `at`, between the cells around it; `None` off the grid or where
    /// no way leads.
    pub(crate) fn distance(&self, at: Point) -> Option<f64> {
        let (column, row) = self.grid.column_row(self.grid.frame.flat(at));
        let (left, down) = (column.floor(), row.floor());
        let (part_x, part_y) = (column - left, row - down);
        let corners = [
            (0.0, 0.0, (1.0 - part_x) * (1.0 - part_y)),
            (1.0, 0.0, part_x * (1.0 - part_y)),
            (0.0, 1.0, (1.0 - part_x) * part_y),
            (1.0, 1.0, part_x * part_y),
        ];
        let (mut sum, mut weight) = (0.0, 0.0);
        for (dx, dy, share) in corners {
            let cell = self.grid.cell(left + dx, down + dy)?;
            let metres = f64::from(self.metres[cell.index(&self.grid)]);
            if metres.is_finite() && share > 0.0 {
                sum += share * metres;
                weight += share;
            }
        }
        (weight > 0.0).then(|| sum / weight)
    }
}

/// Which cells any water leads to from the middle of the grid, however narrow.
pub(crate) fn joined(grid: &Grid, land: &dyn Land) -> Vec<bool> {
    let mut open = Raster::new(grid, land).open(grid, Passage::Generous);
    launch(grid, &mut open, Passage::Generous);
    let mut joined = vec![false; grid.len()];
    let mut stack = vec![grid.centre()];
    while let Some(cell) = stack.pop() {
        for beside in grid.around(cell) {
            let index = beside.index(grid);
            if open[index] && !std::mem::replace(&mut joined[index], true) {
                stack.push(beside);
            }
        }
    }
    joined
}

/// The place itself is afloat, whatever the raster says of its cell. Its neighbours are opened as well
/// where nothing may be left out; elsewhere they stay as they are, or a way would begin across the tip of
/// land that lies beside the place. A berth that the chart draws inland has all open that is no farther off
/// than the nearest water.
fn launch(grid: &Grid, open: &mut [bool], passage: Passage) {
    let centre = grid.centre();
    open[centre.index(grid)] = true;
    let most = ((BERTH.value() * 1_852.0 / grid.side) as i32 + 2).min(grid.half);
    let water = (1..=most).find(|ring| {
        let mut cells = sight::around(*ring).map(|(columns, rows)| centre.moved(columns, rows));
        cells.any(|cell| open[cell.index(grid)])
    });
    let room = match water {
        Some(1) if passage == Passage::Strict => return,
        Some(1) | None => 1,
        Some(off) => off + 1,
    };
    for (columns, rows) in (1..=room.min(grid.half)).flat_map(sight::around) {
        open[centre.moved(columns, rows).index(grid)] = true;
    }
}

/// A grid around `centre` out to `metres`, in cells of about `cell` metres.
pub(crate) fn grid_around(centre: Position, metres: f64, cell: f64) -> Grid {
    Grid::around_place(centre, metres, cell)
}
