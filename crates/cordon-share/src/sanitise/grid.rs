//! The grid that positions are snapped to.
//!
//! Rows of equal height in latitude; each row is cut into as many equal cells as keep a cell, at the
//! row's edge towards the pole, at least as wide as it is high. On a plain grid of degrees a cell
//! near a pole would be metres wide, and a coarse release would be an exact one there.

use cordon_core::Position;

/// Metres in a degree of latitude, rounded up over WGS84.
const METRES_PER_DEGREE: f64 = 111_700.0;

/// Degrees are counted in ten-millionths, so that cells have exact edges.
const PER_DEGREE: f64 = 1e7;
const HALF_TURN: i64 = 1_800_000_000;

/// A grid, by the height of its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Grid {
    /// In ten-millionths of a degree; divides the way from pole to pole.
    height: i64,
}

/// A cell's centre and how far its corners are from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Cell {
    /// Degrees north.
    pub(crate) lat: f64,
    /// Degrees east.
    pub(crate) lon: f64,
    /// From the centre to the farthest corner, in whole metres, rounded up.
    pub(crate) radius_m: f64,
}

impl Grid {
    /// A grid of rows this many degrees high: 0.0005 to 30, into which 180 divides evenly.
    pub(crate) fn new(degrees: f64) -> Result<Grid, String> {
        let height = (degrees * PER_DEGREE).round() as i64;
        if !(0.0005..=30.0).contains(&degrees) || HALF_TURN % height != 0 {
            let rule = "it must divide 180 evenly and lie between 0.0005 and 30";
            return Err(format!("grid_deg = {degrees}: {rule}, for example 0.01, 0.1 or 0.5"));
        }
        Ok(Grid { height })
    }

    /// The cell a place lies in.
    pub(crate) fn cell(self, place: Position) -> Cell {
        let north = (place.lat() * PER_DEGREE).round() as i64 + HALF_TURN / 2;
        let row = north.div_euclid(self.height).clamp(0, HALF_TURN / self.height - 1);
        let south_edge = row * self.height - HALF_TURN / 2;
        let columns = self.columns(south_edge);
        let east = (place.lon() * PER_DEGREE).round() as i64 + HALF_TURN;
        let column = (east * columns).div_euclid(2 * HALF_TURN).clamp(0, columns - 1);
        let lat = (south_edge + self.height / 2) as f64 / PER_DEGREE;
        let width = 360.0 / columns as f64;
        let lon = ((column as f64 + 0.5) * width - 180.0) * PER_DEGREE;
        Cell { lat, lon: lon.round() / PER_DEGREE, radius_m: self.radius(south_edge, width) }
    }

    /// How many cells a row has.
    fn columns(self, south_edge: i64) -> i64 {
        let (_, poleward) = self.edges(south_edge);
        let around = 2.0 * HALF_TURN as f64 * poleward.to_radians().cos();
        ((around / self.height as f64).floor() as i64).max(1)
    }

    /// The row's edges towards the equator and towards the pole, in degrees, without sign.
    fn edges(self, south_edge: i64) -> (f64, f64) {
        let [a, b] = [south_edge, south_edge + self.height].map(|e| (e as f64 / PER_DEGREE).abs());
        // A row that the equator cuts is widest there.
        let crosses = south_edge < 0 && south_edge + self.height > 0;
        (if crosses { 0.0 } else { a.min(b) }, a.max(b))
    }

    fn radius(self, south_edge: i64, width_deg: f64) -> f64 {
        let (equatorward, _) = self.edges(south_edge);
        let high = self.height as f64 / PER_DEGREE / 2.0;
        let wide = width_deg / 2.0 * equatorward.to_radians().cos();
        (high.hypot(wide) * METRES_PER_DEGREE).ceil()
    }
}

#[cfg(test)]
mod tests {
    use cordon_core::geodesy;
    use proptest::prelude::*;

    use super::*;

    fn at(lat: f64, lon: f64) -> Position {
        Position::from_degrees(lat, lon).unwrap()
    }

    #[test]
    fn a_grid_divides_the_earth_evenly() {
        for good in [0.001, 0.01, 0.1, 0.25, 0.5, 1.0, 30.0] {
            assert!(Grid::new(good).is_ok(), "{good}");
        }
        for bad in [0.0, -0.1, 0.07, f64::NAN, f64::INFINITY, 180.0, 1e-9] {
            assert!(Grid::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_180th_meridian_is_an_edge_and_the_poles_are_one_cell() {
        let grid = Grid::new(0.1).unwrap();
        assert_eq!(grid.cell(at(10.0, 180.0)), grid.cell(at(10.0, -180.0)));
        let pole = grid.cell(at(90.0, 12.3));
        assert_eq!(pole, grid.cell(at(89.95, -170.0)), "one cell around the pole");
        assert_eq!((pole.lat, pole.lon), (89.95, 0.0));
        assert!((grid.cell(at(-90.0, 0.0)).lat + 89.95).abs() < 1e-9);
    }

    proptest! {
        /// No cell is smaller than the grid says, anywhere; its radius holds every place in it.
        #[test]
        fn a_cell_holds_its_places(lat in -90.0..=90.0_f64, lon in -180.0..180.0_f64,
                                   size in prop::sample::select(vec![0.01, 0.1, 0.5, 5.0])) {
            let cell = Grid::new(size).unwrap().cell(at(lat, lon));
            let apart = geodesy::distance(at(lat, lon), at(cell.lat, cell.lon)).value();
            prop_assert!(apart <= cell.radius_m * 1.001, "{apart} m from {cell:?}");
            prop_assert!(cell.radius_m >= size / 2.0 * 111_000.0);
            prop_assert!((cell.lat - lat).abs() <= size / 2.0 + 1e-6);
        }

        /// Snapping what was snapped changes nothing: a cell's centre is in the cell.
        #[test]
        fn snapping_twice_is_snapping_once(lat in -90.0..=90.0_f64, lon in -180.0..180.0_f64) {
            let grid = Grid::new(0.1).unwrap();
            let once = grid.cell(at(lat, lon));
            prop_assert_eq!(grid.cell(at(once.lat, once.lon)), once);
        }
    }
}
