//! The shore in squares of some degrees, each put in order when it is first asked about.
//!
//! A question about one place touches a few of them, so that the first answer does not wait for
//! the shores of a continent.

use std::f64::consts::FRAC_PI_2;
use std::sync::OnceLock;

use cordon_core::{Metres, Position};

use super::BoundingBox;
use super::shore::Shore;

/// Sides of a tile in degrees, for a land of some region and for one of the world.
const SIDES: [f64; 2] = [1.0, 5.0];
/// The most tiles that a land has.
const MOST: f64 = 3_000.0;
/// Metres to a degree of latitude, at least.
const DEGREE: f64 = 110_574.0;

/// And across the meridians, for a flattened earth.
const DEGREE_ACROSS: f64 = 0.995 * DEGREE;

/// Tiles of a land, row by row from the south-west.
#[derive(Debug)]
pub(super) struct Tiles {
    west: f64,
    south: f64,
    side: f64,
    columns: usize,
    shores: Vec<OnceLock<Shore>>,
}

impl Tiles {
    pub(super) fn new(extent: &BoundingBox) -> Tiles {
        let count = |side: f64| {
            let (wide, high) = (extent.east - extent.west, extent.north - extent.south);
            ((wide / side).ceil().max(1.0), (high / side).ceil().max(1.0))
        };
        let is_few = |side: &f64| count(*side).0 * count(*side).1 <= MOST;
        let side = SIDES.into_iter().find(is_few).unwrap_or(SIDES[1]);
        let (columns, rows) = count(side);
        let mut shores = Vec::new();
        shores.resize_with((columns * rows) as usize, OnceLock::new);
        Tiles { west: extent.west, south: extent.south, side, columns: columns as usize, shores }
    }

    /// The nearest edge within `reach` among those that `counts`, and how far it is: nearest tiles first,
    /// and none that begins beyond the best so far.
    pub(super) fn nearest(
        &self,
        at: Position,
        reach: Metres,
        counts: impl Fn(u32) -> bool,
        shore_of: &dyn Fn(BoundingBox) -> Shore,
    ) -> Option<(Metres, u32)> {
        let (mut best, mut reach) = (None, reach);
        let mut ask = |index: usize, reach: &mut Metres| {
            let Some(tile) = self.shores.get(index) else { return };
            let shore = tile.get_or_init(|| shore_of(self.bounds(index)));
            if let Some(found) = shore.nearest(at, *reach, &counts) {
                (best, *reach) = (Some(found), found.0);
            }
        };
        // Most often the shore of the tile around the place is so near that few others come into question.
        let around = self.around(at);
        if let Some(index) = around {
            ask(index, &mut reach);
        }
        for (metres, index) in self.within(at, reach) {
            if metres > reach.value() {
                break;
            }
            if Some(index) != around {
                ask(index, &mut reach);
            }
        }
        best
    }

    /// The tile that holds a place.
    fn around(&self, at: Position) -> Option<usize> {
        let column = (self.degrees_east(at) / self.side) as usize;
        let row = (at.lat() - self.south) / self.side;
        let index = (row.max(0.0) as usize) * self.columns + column;
        let is_inside = row >= 0.0 && column < self.columns && index < self.shores.len();
        is_inside.then_some(index)
    }

    /// How far east of the western side a place is, 0 to 360.
    fn degrees_east(&self, at: Position) -> f64 {
        (at.lon() - self.west).rem_euclid(360.0)
    }

    /// The tiles that begin within `reach`, nearest first, and how far off they are at least.
    fn within(&self, at: Position, reach: Metres) -> Vec<(f64, usize)> {
        let (widest, east) = (widest(at, reach), self.degrees_east(at));
        let columns = (0..self.columns)
            .filter(|&column| degrees_off(east - column as f64 * self.side, self.side) <= widest);
        let rows = (0..self.shores.len() / self.columns).filter(|&row| {
            let south = self.south + row as f64 * self.side;
            (south - at.lat()).max(at.lat() - south - self.side) * DEGREE <= reach.value()
        });
        let columns: Vec<usize> = columns.collect();
        let tiles = rows.flat_map(|row| columns.iter().map(move |column| (row, *column)));
        let mut near: Vec<(f64, usize)> = tiles
            .map(|(row, column)| row * self.columns + column)
            .map(|index| (off(&self.bounds(index), at), index))
            .filter(|(metres, _)| *metres <= reach.value())
            .collect();
        near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        near
    }

    fn bounds(&self, index: usize) -> BoundingBox {
        let (column, row) = (index % self.columns, index / self.columns);
        let west = self.west + column as f64 * self.side;
        let south = self.south + row as f64 * self.side;
        BoundingBox { west, south, east: west + self.side, north: south + self.side }
    }
}

/// Metres that a place is at least off a box; 0 where it lies in it.
fn off(tile: &BoundingBox, at: Position) -> f64 {
    let north = (tile.south - at.lat()).max(at.lat() - tile.north).max(0.0);
    let east = degrees_off((at.lon() - tile.west).rem_euclid(360.0), tile.east - tile.west);
    let by_north = north * DEGREE;
    if east == 0.0 {
        return by_north;
    }
    // A meridian `east` degrees off is nearest along the great circle that meets it at a right angle.
    let angle = (at.lat().to_radians().cos() * east.min(90.0).to_radians().sin()).asin();
    by_north.max(angle.to_degrees() * DEGREE_ACROSS)
}

/// Degrees of longitude to the nearer side of a box `wide` degrees wide, from a place `east` of its
/// western side (more than -360, less than 360); 0 where it lies between the sides.
fn degrees_off(east: f64, wide: f64) -> f64 {
    let east = if east < 0.0 { east + 360.0 } else { east };
    if east <= wide { 0.0 } else { (east - wide).min(360.0 - east) }
}

/// Beyond this many degrees of longitude, [`off`] is more than `reach`.
fn widest(at: Position, reach: Metres) -> f64 {
    let angle = (reach.value() / DEGREE_ACROSS).to_radians();
    let (cos, sin) = (at.lat().to_radians().cos(), angle.min(FRAC_PI_2).sin());
    // A hair more, for what rounding does.
    if sin < cos { (sin / cos).asin().to_degrees() + 1e-6 } else { 180.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_core::geodesy::distance;
    use proptest::prelude::*;

    proptest! {
        /// What is looked at is what all the tiles say, however few of them are asked.
        #[test]
        fn no_tile_within_reach_is_left_out(
            lat in -90.0..90.0_f64, lon in -180.0..180.0_f64, nm in 0.0..400.0_f64, part: bool,
        ) {
            let box_of = |west, south, east, north| BoundingBox { west, south, east, north };
            let extent = if part { box_of(116.0, 23.0, 137.0, 42.0) } else { box_of(-180.0, -90.0, 180.0, 90.0) };
            let (tiles, at, reach) = (Tiles::new(&extent), Position::wrapped(lat, lon), 1_852.0 * nm);
            let mut all: Vec<(f64, usize)> = (0..tiles.shores.len())
                .map(|index| (off(&tiles.bounds(index), at), index))
                .filter(|(metres, _)| *metres <= reach)
                .collect();
            all.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            prop_assert_eq!(tiles.within(at, Metres(reach)), all);
            if let Some(index) = tiles.around(at) {
                prop_assert!(off(&tiles.bounds(index), at) < 1e-6);
            }
        }

        /// No place of a tile is nearer than the tile is said to be.
        #[test]
        fn a_tile_is_never_nearer_than_said(
            lat in -90.0..90.0_f64, lon in -180.0..180.0_f64,
            west in -36..36_i32, south in -18..18_i32, x in 0.0..=1.0_f64, y in 0.0..=1.0_f64,
        ) {
            let (west, south) = (5.0 * f64::from(west), 5.0 * f64::from(south));
            let tile = BoundingBox { west, south, east: west + 5.0, north: south + 5.0 };
            let (at, inside) = (
                Position::wrapped(lat, lon),
                Position::wrapped(south + 5.0 * y, west + 5.0 * x),
            );
            let (said, is) = (off(&tile, at), distance(at, inside).value());
            prop_assert!(said <= is + 1.0, "{said} {is}");
        }
    }
}
