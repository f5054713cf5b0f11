//! Probability over cells, and the smallest regions that hold a part of it.

use std::collections::BTreeMap;

use cordon_core::Position;

use super::{Area, contour, rings};
use crate::earth::Point;
use crate::field::Grid;
use crate::frame::Frame;

/// Probability by cell, smoothed over neighbours.
#[derive(Clone, Debug)]
pub struct Density {
    grid: Grid,
    /// By cell, what it holds; sums to 1.
    mass: Vec<f32>,
    /// By cell, the least part whose region holds it; infinite where there is nothing.
    level: Vec<f32>,
}

/// Weights of a cell's neighbours in a row of three.
const BLUR: [f64; 3] = [0.25, 0.5, 0.25];

impl Density {
    /// From weighted places of the plane; smoothing does not carry over to where `is_sea` is not.
    pub(super) fn new(
        frame: Frame,
        side: f64,
        places: impl Iterator<Item = ((f64, f64), f64)>,
        is_sea: impl Fn((f64, f64)) -> bool,
    ) -> Density {
        let mut found: BTreeMap<(i32, i32), f64> = BTreeMap::new();
        for ((x, y), weight) in places {
            let cell = ((x / side + 0.5).floor() as i32, (y / side + 0.5).floor() as i32);
            *found.entry(cell).or_default() += weight;
        }
        let far = found.keys().map(|(x, y)| x.abs().max(y.abs())).max().unwrap_or(0);
        let middle = frame.place((0.0, 0.0)).position();
        let half = (far + 3).min(2_000);
        let grid = Grid { frame, middle, side, half, reach: f64::from(half) * side };
        let mut mass = vec![0.0_f32; grid.len()];
        let mut raw = vec![0.0_f64; grid.len()];
        for ((x, y), weight) in found {
            let cell = grid.centre().moved(x, y);
            if grid.has(cell) {
                raw[cell.index(&grid)] = weight;
            }
            spread(&grid, &mut mass, (x, y), weight, &is_sea);
        }
        let level = levels(&mass, &raw);
        Density { grid, mass, level }
    }

    /// The least part of probability whose region holds a place: uniform between 0 and 1 over many
    /// truths when the belief is right. 1 where no particle is near.
    pub fn level(&self, at: Position) -> f64 {
        let Some(cell) = self.grid.find(Point::from(at)) else { return 1.0 };
        f64::from(self.level[cell.index(&self.grid)]).min(1.0)
    }

    /// Whether the smallest region that holds `part` of the probability holds a place.
    pub fn region_holds(&self, part: f64, at: Position) -> bool {
        self.level(at) <= part
    }

    /// The outline of that region.
    pub fn region(&self, part: f64) -> Area {
        let rings = contour::rings(&self.grid, &self.level, part as f32);
        rings::area(&self.grid, &rings)
    }

    /// Its area in square nautical miles.
    pub fn region_nm2(&self, part: f64) -> f64 {
        let cells = (0..self.level.len()).filter(|index| f64::from(self.level[*index]) <= part);
        cells.map(|index| self.grid.area(self.grid.at(index))).sum::<f64>() / (1_852.0 * 1_852.0)
    }

    /// Cells that hold anything: middle, probability, square nautical miles.
    pub fn cells(&self) -> impl Iterator<Item = (Position, f64, f64)> + '_ {
        let held = self.mass.iter().enumerate().filter(|(_, mass)| **mass > 0.0);
        held.map(|(index, mass)| {
            let cell = self.grid.at(index);
            let area = self.grid.area(cell) / (1_852.0 * 1_852.0);
            (self.grid.place(cell).position(), f64::from(*mass), area)
        })
    }
}

/// Puts weight on a cell and its neighbours by [`BLUR`], all of it on the sea.
fn spread(
    grid: &Grid,
    mass: &mut [f32],
    (x, y): (i32, i32),
    weight: f64,
    is_sea: &impl Fn((f64, f64)) -> bool,
) {
    let middle = grid.centre().moved(x, y);
    let steps = (-1..=1_i32).flat_map(|row| (-1..=1_i32).map(move |column| (column, row)));
    let shares: Vec<_> = steps
        .map(|(column, row)| {
            let share = BLUR[(column + 1) as usize] * BLUR[(row + 1) as usize];
            (middle.moved(column, row), share)
        })
        .filter(|(cell, _)| grid.has(*cell) && (*cell == middle || is_sea(grid.flat(*cell))))
        .collect();
    let sum: f64 = shares.iter().map(|(_, share)| share).sum();
    for (cell, share) in shares {
        mass[cell.index(grid)] += (weight * share / sum) as f32;
    }
}

/// From the densest cell down, how much is held so far; half of a cell's own counts as before it. The
/// order is that of the smoothed density, which is less noisy; what is held is counted unsmoothed, since
/// smoothing lowers the peaks.
fn levels(mass: &[f32], raw: &[f64]) -> Vec<f32> {
    let mut order: Vec<usize> = (0..mass.len()).filter(|index| mass[*index] > 0.0).collect();
    order.sort_by(|a, b| mass[*b].total_cmp(&mass[*a]).then(a.cmp(b)));
    let mut level = vec![f32::INFINITY; mass.len()];
    let mut held = 0.0_f64;
    for index in order {
        level[index] = (held + 0.5 * raw[index]) as f32;
        held += raw[index];
    }
    level
}

/// How often truths lay inside the region of each part: `(part, share)` for 10 % to 90 % and 95 %.
pub fn calibration(levels: &[f64]) -> Vec<(f64, f64)> {
    let parts = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];
    let share = |part: f64| {
        let inside = levels.iter().filter(|level| **level <= part).count();
        inside as f64 / levels.len().max(1) as f64
    };
    parts.into_iter().map(|part| (part, share(part))).collect()
}
