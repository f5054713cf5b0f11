//! Probability over cells, and the smallest regions that hold a part of it.

use std::collections::BTreeMap;

use cordon_core::Position;

use super::levels::Levels;
use super::{Area, Look, contour, rings};
use crate::earth::Point;
use crate::error::{self, PlanError};
use crate::field::Grid;
use crate::frame::Frame;
use crate::zone::Zone;

/// Probability by cell, smoothed over neighbours.
#[derive(Clone, Debug)]
pub struct Density {
    grid: Grid,
    /// By cell, what it holds; sums to 1.
    mass: Vec<f32>,
    /// Cells that hold anything, from the densest down.
    order: Vec<u32>,
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
        let order = ranked(&mass);
        let level = levels(&order, &raw);
        Density { grid, mass, order, level }
    }

    /// From what each cell of a grid holds; nothing needs smoothing.
    pub(super) fn of(grid: Grid, mass: Vec<f32>) -> Density {
        let order = ranked(&mass);
        let level = levels(&order, &mass);
        Density { grid, mass, order, level }
    }

    /// The same map with its regions made to hold what they say: the order of cells stays, from the likeliest
    /// down, and what they hold together is set by `levels`. Regions follow that exactly; the cells' own probability
    /// never rises on the way down, so where `levels` would have it rise it is spread evenly.
    #[must_use]
    pub fn calibrated(mut self, levels: &Levels) -> Density {
        let (mut held, mut before) = (0.0_f64, 0.0);
        let mut each = Vec::with_capacity(self.order.len());
        for index in &self.order {
            let own = f64::from(self.mass[*index as usize]);
            self.level[*index as usize] = levels.holds(held + 0.5 * own) as f32;
            held += own;
            let holds = levels.holds(held);
            each.push(holds - before);
            before = holds;
        }
        for (index, holds) in self.order.iter().zip(falling(&each)) {
            self.mass[*index as usize] = holds as f32;
        }
        self
    }

    /// A look that found nothing: Bayes' rule cell by cell. Returns the chance that it would have found the ship.
    pub fn not_seen(&mut self, look: &Look) -> Result<f64, PlanError> {
        let pod = error::within("chance to see", look.pod, 0.0, 1.0)?;
        let mut missed = 0.0;
        for index in 0..self.mass.len() {
            if self.mass[index] <= 0.0 {
                continue;
            }
            let seen = f64::from(self.mass[index]) * pod * self.share_in(&look.zone, index);
            self.mass[index] -= seen as f32;
            missed += seen;
        }
        let left = 1.0 - missed;
        if left <= 1e-6 {
            return Err(nothing_left());
        }
        self.mass.iter_mut().for_each(|mass| *mass = (f64::from(*mass) / left) as f32);
        self.order = ranked(&self.mass);
        self.level = levels(&self.order, &self.mass);
        Ok(missed)
    }

    /// How much of a cell a zone covers, by nine places in it.
    fn share_in(&self, zone: &Zone, index: usize) -> f64 {
        let (x, y) = self.grid.flat(self.grid.at(index));
        let thirds = [-1.0, 0.0, 1.0].map(|third| third * self.grid.side / 3.0);
        let places = thirds.iter().flat_map(|dx| thirds.iter().map(move |dy| (x + dx, y + dy)));
        let inside = places.filter(|place| zone.holds(self.grid.frame.place(*place))).count();
        inside as f64 / 9.0
    }

    /// The least part of probability whose region holds a place: uniform between 0 and 1 over many
    /// truths when the belief is right. 1 where no particle is near.
    pub fn level(&self, at: Position) -> f64 {
        let Some(cell) = self.grid.find(Point::from(at)) else { return 1.0 };
        f64::from(self.level[cell.index(&self.grid)]).min(1.0)
    }

    /// Probability per square nautical mile at a place.
    pub fn per_nm2(&self, at: Position) -> f64 {
        let Some(cell) = self.grid.find(Point::from(at)) else { return 0.0 };
        let area = self.grid.area(cell) / (1_852.0 * 1_852.0);
        f64::from(self.mass[cell.index(&self.grid)]) / area
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

/// Cells that hold anything, from the densest down.
fn ranked(mass: &[f32]) -> Vec<u32> {
    let held = mass.iter().zip(0_u32..).filter(|(mass, _)| **mass > 0.0);
    // What is above zero is ordered as its bits are; the index keeps the order one and the same.
    let mut keys: Vec<u64> =
        held.map(|(mass, index)| u64::from(!mass.to_bits()) << 32 | u64::from(index)).collect();
    keys.sort_unstable();
    keys.into_iter().map(|key| key as u32).collect()
}

/// In this order, how much is held so far; half of a cell's own counts as before it. The order may be that
/// of a smoothed density, which is less noisy, and what is held counted unsmoothed, since smoothing lowers the peaks.
fn levels<T: Copy + Into<f64>>(order: &[u32], held: &[T]) -> Vec<f32> {
    let mut level = vec![f32::INFINITY; held.len()];
    let mut sum = 0.0_f64;
    for index in order {
        let index = *index as usize;
        let own: f64 = held[index].into();
        level[index] = (sum + 0.5 * own) as f32;
        sum += own;
    }
    level
}

/// The values nearest to these, by squares, that never rise (pool adjacent violators: Ayer and others 1955). Their
/// sum stays.
fn falling(values: &[f64]) -> Vec<f64> {
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for value in values {
        let mut pool = (*value, 1);
        while let Some(last) =
            pools.last().filter(|last| last.0 * pool.1 as f64 <= pool.0 * last.1 as f64)
        {
            pool = (pool.0 + last.0, pool.1 + last.1);
            pools.pop();
        }
        pools.push(pool);
    }
    let each = |(sum, count): (f64, usize)| std::iter::repeat_n(sum / count as f64, count);
    pools.into_iter().flat_map(each).collect()
}

/// The looks contradict that there is a ship.
pub(super) fn nothing_left() -> PlanError {
    PlanError::Empty {
        what: "what is left to believe".to_owned(),
        mend: "the looks exclude every place; check their chances and the class's speeds"
            .to_owned(),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_rises_is_pooled() {
        assert_eq!(falling(&[4.0, 1.0, 3.0, 2.0]), [4.0, 2.0, 2.0, 2.0]);
        assert_eq!(falling(&[1.0, 2.0, 3.0]), [2.0, 2.0, 2.0]);
        assert!(falling(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn pooling_keeps_the_sum_and_falls(values in prop::collection::vec(0.0..1.0_f64, 1..60)) {
            let pooled = falling(&values);
            prop_assert_eq!(pooled.len(), values.len());
            prop_assert!(pooled.windows(2).all(|pair| pair[1] <= pair[0] + 1e-12));
            prop_assert!((pooled.iter().sum::<f64>() - values.iter().sum::<f64>()).abs() < 1e-9);
        }
    }
}
