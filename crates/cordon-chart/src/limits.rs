//! The limits of territorial seas and contiguous zones of a region, as lines for a map.
//!
//! What [`SeaChart::waters`] says place by place is asked at the corners of a grid; between two of them
//! the limit is where the distance past it is nought. Lines are as good as the shore they are drawn
//! from, and smooth over what is narrower than a step of the grid.

use std::collections::BTreeMap;

use cordon_core::{Metres, NauticalMiles, Position};
use serde_json::{Value, json};

use crate::SeaChart;
use crate::land::BoundingBox;
use crate::waters::{CONTIGUOUS, TERRITORIAL};

/// The most corners of a grid.
const MOST: f64 = 4e6;

/// Why no limits can be drawn.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum LimitsError {
    /// No region.
    #[error("{0} to {1} degrees is no range; west comes before east and south before north")]
    Range(f64, f64),
    /// Too fine.
    #[error("{0:.0} corners are too many; take a smaller region or a step above {1:.2} nm")]
    Large(f64, f64),
}

/// A limit, as lines of `[longitude, latitude]` in degrees.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// `territorial_sea` or `contiguous`.
    pub class: &'static str,
    /// How far from the shore it lies: at most, for territorial seas that are narrower in straits.
    pub breadth: NauticalMiles,
    /// The lines.
    pub lines: Vec<Vec<[f64; 2]>>,
}

/// The corners of the grid and what they are worth.
struct Grid {
    bounds: BoundingBox,
    columns: usize,
    rows: usize,
}

impl SeaChart {
    /// Both limits inside `bounds`, by a grid with corners every `step`.
    pub fn limits(
        &self,
        bounds: BoundingBox,
        step: NauticalMiles,
    ) -> Result<[Limit; 2], LimitsError> {
        let grid = Grid::new(bounds, step)?;
        let past = |at: Position, contiguous: bool| {
            let near =
                self.near_states(at, Metres::from(CONTIGUOUS) + Metres(2_000.0) + step.into());
            let beyond = |limit: NauticalMiles, distance: Metres| (distance - limit.into()).value();
            let each = near.iter().map(|near| {
                beyond(if contiguous { CONTIGUOUS } else { near.breadth }, near.distance)
            });
            let dry = self.lands().is_land(at);
            if dry { -1e5 } else { each.fold(1e5, f64::min) }
        };
        let both: Vec<(f64, f64)> =
            grid.places().map(|at| (past(at, false), past(at, true))).collect();
        let territorial: Vec<f64> = both.iter().map(|both| both.0).collect();
        let contiguous: Vec<f64> = both.iter().map(|both| both.1).collect();
        Ok([
            Limit {
                class: "territorial_sea",
                breadth: TERRITORIAL,
                lines: grid.lines(&territorial),
            },
            Limit { class: "contiguous", breadth: CONTIGUOUS, lines: grid.lines(&contiguous) },
        ])
    }
}

impl Limit {
    /// A GeoJSON feature.
    pub fn feature(&self) -> Value {
        json!({"type": "Feature",
            "properties": {"what": self.class, "breadth_nm": self.breadth.value()},
            "geometry": {"type": "MultiLineString", "coordinates": self.lines}})
    }
}

impl Grid {
    fn new(bounds: BoundingBox, step: NauticalMiles) -> Result<Grid, LimitsError> {
        for (low, high) in [(bounds.west, bounds.east), (bounds.south, bounds.north)] {
            if low.partial_cmp(&high) != Some(std::cmp::Ordering::Less) {
                return Err(LimitsError::Range(low, high));
            }
        }
        let middle = 0.5 * (bounds.south + bounds.north);
        let high = (60.0 * (bounds.north - bounds.south) / step.value()).ceil();
        let wide = 60.0 * (bounds.east - bounds.west) * middle.to_radians().cos().max(0.05);
        let wide = (wide / step.value()).ceil();
        let corners = (wide + 1.0) * (high + 1.0);
        if corners.is_nan() || corners > MOST {
            return Err(LimitsError::Large(corners, step.value() * (corners / MOST).sqrt()));
        }
        Ok(Grid { bounds, columns: wide as usize + 1, rows: high as usize + 1 })
    }

    fn place(&self, column: f64, row: f64) -> [f64; 2] {
        let BoundingBox { west, south, east, north } = self.bounds;
        let lon = west + (east - west) * column / (self.columns - 1) as f64;
        [lon, south + (north - south) * row / (self.rows - 1) as f64]
    }

    fn places(&self) -> impl Iterator<Item = Position> + '_ {
        (0..self.rows).flat_map(move |row| {
            (0..self.columns).map(move |column| {
                let [lon, lat] = self.place(column as f64, row as f64);
                Position::wrapped(lat, lon)
            })
        })
    }

    /// Where the values are nought (marching squares), joined to lines.
    fn lines(&self, values: &[f64]) -> Vec<Vec<[f64; 2]>> {
        let mut beside: BTreeMap<Side, Vec<Side>> = BTreeMap::new();
        for row in 0..self.rows - 1 {
            for column in 0..self.columns - 1 {
                for (a, b) in self.through(values, column, row) {
                    beside.entry(a).or_default().push(b);
                    beside.entry(b).or_default().push(a);
                }
            }
        }
        let mut lines = Vec::new();
        // Open lines from their ends first, then rings from anywhere.
        let ends: Vec<Side> =
            beside.iter().filter(|(_, next)| next.len() == 1).map(|(side, _)| *side).collect();
        let all: Vec<Side> = beside.keys().copied().collect();
        for start in ends.into_iter().chain(all) {
            let line = follow(&mut beside, start);
            if line.len() > 1 {
                lines.push(line.iter().filter_map(|side| self.crossing(values, *side)).collect());
            }
        }
        lines
    }

    /// Pairs of crossed sides of a square; in a saddle each low corner is cut off by itself.
    fn through(&self, values: &[f64], column: usize, row: usize) -> Vec<(Side, Side)> {
        let index = |column: usize, row: usize| row * self.columns + column;
        let corners = [(0, 0), (1, 0), (1, 1), (0, 1)]
            .map(|(x, y)| values.get(index(column + x, row + y)).is_some_and(|past| *past <= 0.0));
        let south = Side { index: index(column, row), north: false };
        let east = Side { index: index(column + 1, row), north: true };
        let north = Side { index: index(column, row + 1), north: false };
        let west = Side { index: index(column, row), north: true };
        let around = [south, east, north, west];
        // Side `n` lies between corners `n` and `n + 1`.
        let is_crossed = |n: usize| corners[n] != corners[(n + 1) % 4];
        let crossed: Vec<Side> = (0..4).filter(|n| is_crossed(*n)).map(|n| around[n]).collect();
        match crossed[..] {
            [a, b] => vec![(a, b)],
            [a, b, c, d] if corners[0] => vec![(a, d), (b, c)],
            [a, b, c, d] => vec![(a, b), (c, d)],
            _ => Vec::new(),
        }
    }

    fn crossing(&self, values: &[f64], side: Side) -> Option<[f64; 2]> {
        let next = side.index + if side.north { self.columns } else { 1 };
        let (a, b) = (*values.get(side.index)?, *values.get(next)?);
        let part = if (a - b).abs() < f64::EPSILON { 0.5 } else { (a / (a - b)).clamp(0.0, 1.0) };
        let (column, row) =
            ((side.index % self.columns) as f64, (side.index / self.columns) as f64);
        let at = if side.north { (column, row + part) } else { (column + part, row) };
        Some(self.place(at.0, at.1).map(|degrees| (degrees * 1e6).round() / 1e6))
    }
}

/// The side of a square that leads east or north from a corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Side {
    index: usize,
    north: bool,
}

/// From a side on, taking away what was passed.
fn follow(beside: &mut BTreeMap<Side, Vec<Side>>, start: Side) -> Vec<Side> {
    let mut line = vec![start];
    let mut at = start;
    while let Some(next) = beside.get_mut(&at).and_then(Vec::pop) {
        if let Some(back) = beside.get_mut(&next) {
            back.retain(|side| *side != at);
        }
        line.push(next);
        at = next;
    }
    line
}
