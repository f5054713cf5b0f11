//! Square cells on a flat map.

use cordon_core::Position;

use crate::earth::Point;
use crate::frame::Frame;

/// A square of cells whose middle one holds the place it is about.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    pub(crate) frame: Frame,
    pub(crate) middle: Position,
    /// Side of a cell in metres of the plane.
    pub(crate) side: f64,
    /// Cells on each side of the middle one.
    pub(crate) half: i32,
    /// How far from the middle the grid is meant to reach, in metres on the sea.
    pub(crate) reach: f64,
}

/// A cell by its column and row, from the south-west corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) column: i32,
    pub(crate) row: i32,
}

impl Cell {
    pub(crate) fn index(self, grid: &Grid) -> usize {
        self.row as usize * grid.width() as usize + self.column as usize
    }

    pub(crate) fn moved(self, columns: i32, rows: i32) -> Cell {
        Cell { column: self.column + columns, row: self.row + rows }
    }
}

impl Grid {
    pub(crate) fn around_place(middle: Position, metres: f64, side: f64) -> Grid {
        let frame = Frame::around(middle);
        let half = (frame.flat_radius(1.03 * metres) / side).ceil() as i32 + 4;
        Grid { frame, middle, side, half, reach: metres }
    }

    pub(crate) fn width(&self) -> i32 {
        2 * self.half + 1
    }

    pub(crate) fn len(&self) -> usize {
        (self.width() as usize).pow(2)
    }

    pub(crate) fn centre(&self) -> Cell {
        Cell { column: self.half, row: self.half }
    }

    /// Whether a cell is on the grid.
    pub(crate) fn has(&self, cell: Cell) -> bool {
        let inside = |n: i32| n >= 0 && n < self.width();
        inside(cell.column) && inside(cell.row)
    }

    pub(crate) fn cell(&self, column: f64, row: f64) -> Option<Cell> {
        if !(column.abs() < 1e8 && row.abs() < 1e8) {
            return None;
        }
        Some(Cell { column: column as i32, row: row as i32 }).filter(|cell| self.has(*cell))
    }

    /// The cell at an index.
    pub(crate) fn at(&self, index: usize) -> Cell {
        let (width, index) = (self.width() as u32, index as u32);
        let at = |n: u32| i32::try_from(n).unwrap_or(0);
        Cell { column: at(index % width), row: at(index / width) }
    }

    /// Columns and rows of a point of the plane, whole numbers at the middles of cells.
    pub(crate) fn column_row(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let half = f64::from(self.half);
        (x / self.side + half, y / self.side + half)
    }

    /// The middle of a cell in the plane.
    pub(crate) fn flat(&self, cell: Cell) -> (f64, f64) {
        let off = |n: i32| f64::from(n - self.half) * self.side;
        (off(cell.column), off(cell.row))
    }

    /// The cell that a place lies in.
    pub(crate) fn find(&self, at: Point) -> Option<Cell> {
        self.cell_at(self.frame.flat(at))
    }

    /// The cell that a point of the plane lies in.
    pub(crate) fn cell_at(&self, at: (f64, f64)) -> Option<Cell> {
        let (column, row) = self.column_row(at);
        self.cell((column + 0.5).floor(), (row + 0.5).floor())
    }

    /// The middle of a cell.
    pub(crate) fn place(&self, cell: Cell) -> Point {
        self.frame.place(self.flat(cell))
    }

    /// The longest way that is looked for, in metres: half as long again as straight to the edge.
    pub(crate) fn farthest(&self) -> f64 {
        1.5 * self.reach + 8.0 * self.side
    }

    /// A cell and its eight neighbours.
    pub(crate) fn around(&self, cell: Cell) -> impl Iterator<Item = Cell> + '_ {
        let steps = (-1..=1).flat_map(|row| (-1..=1).map(move |column| (column, row)));
        steps.map(move |(columns, rows)| cell.moved(columns, rows)).filter(|cell| self.has(*cell))
    }

    /// Square metres of sea in a cell.
    pub(crate) fn area(&self, cell: Cell) -> f64 {
        (self.side * self.frame.ground(self.flat(cell))).powi(2)
    }
}
