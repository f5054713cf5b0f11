//! Which cells are land, water, or both.

use super::Passage;
use super::grid::Grid;
use crate::earth::Point;
use crate::land::{Land, boxes_around};
use crate::zone::short_way;

/// What lies in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Ground {
    Unknown,
    Water,
    /// A shore runs through it, and its middle is water.
    WetShore,
    /// A shore runs through it, and its middle is land.
    DryShore,
    Land,
}

/// What lies in each cell of a grid.
#[derive(Clone, Debug)]
pub(crate) struct Raster(pub(crate) Vec<Ground>);

/// Pieces of shore longer than this many degrees are bent with the map.
const STRAIGHT: f64 = 0.1;

impl Raster {
    pub(crate) fn new(grid: &Grid, land: &dyn Land) -> Raster {
        let mut raster = Raster(vec![Ground::Unknown; grid.len()]);
        raster.close_corners(grid);
        let shores = raster.draw_shores(grid, land);
        raster.fill(grid, land);
        for index in shores {
            let dry = land.is_land(grid.place(grid.at(index)).position());
            raster.0[index] = if dry { Ground::DryShore } else { Ground::WetShore };
        }
        raster
    }

    pub(crate) fn is_water(&self, index: usize) -> bool {
        matches!(self.0.get(index), Some(Ground::Water | Ground::WetShore))
    }

    /// What lies beyond the circle that the grid is about is closed: shores are drawn only there.
    fn close_corners(&mut self, grid: &Grid) {
        let edge = grid.frame.flat_radius(1.03 * grid.reach) + 3.0 * grid.side;
        for (index, ground) in self.0.iter_mut().enumerate() {
            let (x, y) = grid.flat(grid.at(index));
            if x * x + y * y > edge * edge {
                *ground = Ground::Land;
            }
        }
    }

    /// Draws every shore; returns the cells it runs through.
    fn draw_shores(&mut self, grid: &Grid, land: &dyn Land) -> Vec<usize> {
        let mut cells = Vec::new();
        for bounds in boxes_around(grid.middle, 1.06 * grid.reach + 10.0 * grid.side) {
            land.shore(bounds, &mut |a, b| {
                let inside = |lat: f64| lat >= bounds.south && lat <= bounds.north;
                let east = a.1.max(b.1) >= bounds.west && a.1.min(b.1) <= bounds.east;
                if east && (inside(a.0) || inside(b.0) || (a.0 - b.0).abs() > 1.0) {
                    self.draw(grid, a, b, &mut cells);
                }
            });
        }
        cells
    }

    fn draw(&mut self, grid: &Grid, a: (f64, f64), b: (f64, f64), cells: &mut Vec<usize>) {
        let turn = short_way(b.1 - a.1);
        let parts = ((b.0 - a.0).abs().max(turn.abs()) / STRAIGHT).ceil().max(1.0);
        let at = |part: f64| {
            let share = part / parts;
            let place = Point { lat: a.0 + share * (b.0 - a.0), lon: a.1 + share * turn };
            grid.column_row(grid.frame.flat(place))
        };
        let mut from = at(0.0);
        for part in 1..=parts as u32 {
            let to = at(f64::from(part));
            let touched = walk(from, to, f64::from(grid.width()));
            for cell in touched.filter_map(|(column, row)| grid.cell(column, row)) {
                let index = cell.index(grid);
                if self.0[index] == Ground::Unknown {
                    self.0[index] = Ground::WetShore;
                    cells.push(index);
                }
            }
            from = to;
        }
    }

    /// Cells that no shore parts are all land or all water: one question for each such patch.
    fn fill(&mut self, grid: &Grid, land: &dyn Land) {
        let width = grid.width() as usize;
        let mut stack = Vec::new();
        for start in 0..self.0.len() {
            if self.0[start] != Ground::Unknown {
                continue;
            }
            let dry = land.is_land(grid.place(grid.at(start)).position());
            let ground = if dry { Ground::Land } else { Ground::Water };
            self.0[start] = ground;
            stack.push(start);
            while let Some(index) = stack.pop() {
                let column = index % width;
                let west = (column > 0).then(|| index - 1);
                let east = (column + 1 < width).then_some(index + 1);
                let next = [west, east, index.checked_sub(width), Some(index + width)];
                for beside in next.into_iter().flatten() {
                    if self.0.get(beside) == Some(&Ground::Unknown) {
                        self.0[beside] = ground;
                        stack.push(beside);
                    }
                }
            }
        }
    }

    /// Which cells may be sailed.
    pub(crate) fn open(&self, grid: &Grid, passage: Passage) -> Vec<bool> {
        if passage == Passage::Strict {
            return (0..self.0.len()).map(|index| self.is_water(index)).collect();
        }
        let mut open: Vec<bool> = self.0.iter().map(|ground| *ground != Ground::Land).collect();
        let shores = [Ground::WetShore, Ground::DryShore];
        for index in (0..self.0.len()).filter(|index| shores.contains(&self.0[*index])) {
            for cell in grid.around(grid.at(index)) {
                open[cell.index(grid)] = true;
            }
        }
        open
    }
}

/// Every cell that the line from `from` to `to` touches, in order (Amanatides and Woo 1987).
/// Coordinates are whole at the middles of cells; lines wholly off a grid of `width` cells are left
/// out.
pub(crate) fn walk(
    from: (f64, f64),
    to: (f64, f64),
    width: f64,
) -> impl Iterator<Item = (f64, f64)> {
    let off = |a: f64, b: f64| a.max(b) < -1.0 || a.min(b) > width;
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (mut column, mut row) = ((from.0 + 0.5).floor(), (from.1 + 0.5).floor());
    let steps = ((to.0 + 0.5).floor() - column).abs() + ((to.1 + 0.5).floor() - row).abs();
    let is_off = off(from.0, to.0) || off(from.1, to.1);
    let cells = if is_off { 0 } else { steps.min(1e7) as u64 + 1 };
    let first = |start: f64, middle: f64, step: f64| {
        if step == 0.0 { f64::INFINITY } else { (middle + 0.5 * step.signum() - start) / step }
    };
    let (mut next_x, mut next_y) = (first(from.0, column, dx), first(from.1, row, dy));
    (0..cells).map(move |_| {
        let cell = (column, row);
        if next_x < next_y {
            column += dx.signum();
            next_x += 1.0 / dx.abs();
        } else {
            row += dy.signum();
            next_y += 1.0 / dy.abs();
        }
        cell
    })
}
