//! The wave front around land.

use super::Passage;
use super::grid::{Cell, Grid};

/// Buckets to a cell's side.
const FINENESS: f64 = 8.0;
/// Fast marching of first order arrives late behind corners, by less than this many cells.
const LATE: f32 = 1.5;

const UPRIGHT: [(i32, i32); 4] = [(1, 0), (-1, 0), (0, 1), (0, -1)];
const DIAGONAL: [(i32, i32); 4] = [(1, 1), (-1, -1), (1, -1), (-1, 1)];

/// Cells in order of their distance, a bucket of nearly equal ones at a time (Yatziv, Bartesaghi and
/// Sapiro 2006): linear in the cells, and the same order every time.
struct Front {
    buckets: Vec<Vec<u32>>,
    width: f32,
    current: usize,
}

impl Front {
    /// For distances up to `farthest`; what lies beyond is dropped.
    fn new(width: f64, farthest: f64) -> Front {
        let buckets = vec![Vec::new(); (farthest / width) as usize + 2];
        Front { buckets, width: width as f32, current: 0 }
    }

    fn push(&mut self, index: usize, metres: f32) {
        let bucket = ((metres / self.width) as usize).max(self.current);
        if let Some(bucket) = self.buckets.get_mut(bucket) {
            bucket.push(index as u32);
        }
    }

    fn pop(&mut self) -> Option<usize> {
        loop {
            match self.buckets.get_mut(self.current)?.pop() {
                Some(index) => return Some(index as usize),
                None => self.current += 1,
            }
        }
    }
}

/// Carries distances from the cells that have one to all open cells beyond.
pub(super) fn march(grid: &Grid, open: &[bool], metres: &mut [f32], passage: Passage) {
    let settled = metres.iter().map(|metres| metres.is_finite()).collect();
    let mut wave = Wave { grid, open, settled };
    let seeds = wave.seeds(metres);
    let mut front = Front::new(grid.side / FINENESS, grid.farthest());
    for (index, value) in seeds {
        metres[index] = value;
        front.push(index, value);
    }
    let mut shadow = Vec::new();
    while let Some(index) = front.pop() {
        if wave.settled[index] {
            continue;
        }
        wave.settled[index] = true;
        shadow.push(index);
        for (columns, rows) in UPRIGHT.into_iter().chain(DIAGONAL) {
            let cell = grid.at(index).moved(columns, rows);
            if let Some((beside, value)) = wave.offer(metres, cell)
                && value < metres[beside]
            {
                metres[beside] = value;
                front.push(beside, value);
            }
        }
    }
    if passage == Passage::Generous {
        early(grid, &shadow, metres);
    }
}

/// In the shadow a distance is made early enough to be no later than the true one, and never earlier
/// than straight through the land.
fn early(grid: &Grid, shadow: &[usize], metres: &mut [f32]) {
    for &index in shadow {
        let flat = grid.flat(grid.at(index));
        let late = LATE * (grid.side * grid.frame.ground(flat)) as f32;
        metres[index] = (metres[index] - late).max(grid.frame.off_centre(flat) as f32);
    }
}

struct Wave<'a> {
    grid: &'a Grid,
    open: &'a [bool],
    settled: Vec<bool>,
}

impl Wave<'_> {
    /// Open cells beside settled ones, with their first distance.
    fn seeds(&self, metres: &[f32]) -> Vec<(usize, f32)> {
        let beside_settled = |index: &usize| {
            let cell = self.grid.at(*index);
            let mut beside = self.grid.around(cell);
            beside.any(|cell| self.settled[cell.index(self.grid)])
        };
        (0..metres.len())
            .filter(|index| self.open[*index] && !self.settled[*index])
            .filter(beside_settled)
            .filter_map(|index| self.offer(metres, self.grid.at(index)))
            .collect()
    }

    /// The distance of an open cell that is not settled, from its settled neighbours.
    fn offer(&self, metres: &[f32], cell: Cell) -> Option<(usize, f32)> {
        if !self.grid.has(cell) {
            return None;
        }
        let index = cell.index(self.grid);
        if !self.open[index] || self.settled[index] {
            return None;
        }
        let step = (self.grid.side * self.grid.frame.ground(self.grid.flat(cell))) as f32;
        let upright = self.stencil(metres, cell, UPRIGHT, step);
        let diagonal = self.stencil(metres, cell, DIAGONAL, step * std::f32::consts::SQRT_2);
        let value = upright.min(diagonal);
        value.is_finite().then_some((index, value))
    }

    /// Godunov's scheme on two axes at right angles.
    fn stencil(&self, metres: &[f32], cell: Cell, steps: [(i32, i32); 4], side: f32) -> f32 {
        let value = |(columns, rows): (i32, i32)| {
            let beside = cell.moved(columns, rows);
            if !self.grid.has(beside) {
                return f32::INFINITY;
            }
            let index = beside.index(self.grid);
            if self.settled[index] { metres[index] } else { f32::INFINITY }
        };
        let [a, b, c, d] = steps.map(value);
        let (one, other) = (a.min(b), c.min(d));
        let (low, high) = (one.min(other), one.max(other));
        let apart = high - low;
        if apart < side {
            0.5 * (low + high + (2.0 * side * side - apart * apart).sqrt())
        } else {
            low + side
        }
    }
}
