//! The shore in squares of some degrees, each put in order when it is first asked about.
//!
//! A question about one place touches a few of them, so that the first answer does not wait for
//! the shores of a continent.

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
        let far = |index: usize| off(&self.bounds(index), at);
        let mut near: Vec<(f64, usize)> = (0..self.shores.len())
            .map(|index| (far(index), index))
            .filter(|(metres, _)| *metres <= reach.value())
            .collect();
        near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let (mut best, mut reach) = (None, reach);
        for (metres, index) in near {
            if metres > reach.value() {
                break;
            }
            let Some(tile) = self.shores.get(index) else { continue };
            let shore = tile.get_or_init(|| shore_of(self.bounds(index)));
            if let Some(found) = shore.nearest(at, reach, &counts) {
                (best, reach) = (Some(found), found.0);
            }
        }
        best
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
    let turn = |degrees: f64| degrees.rem_euclid(360.0);
    let east = if turn(at.lon() - tile.west) <= tile.east - tile.west {
        0.0
    } else {
        turn(tile.west - at.lon()).min(turn(at.lon() - tile.east))
    };
    let by_north = north * DEGREE;
    if east == 0.0 {
        return by_north;
    }
    // A meridian `east` degrees off is nearest along the great circle that meets it at a right angle.
    let angle = (at.lat().to_radians().cos() * east.min(90.0).to_radians().sin()).asin();
    by_north.max(0.995 * angle.to_degrees() * DEGREE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_core::geodesy::distance;
    use proptest::prelude::*;

    proptest! {
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
