//! Things by place, to be found again within a reach.

use std::collections::{BTreeMap, BTreeSet};

use cordon_core::{Metres, Position};

/// A degree of latitude is nowhere shorter, nor one of longitude at the equator (metres).
const SHORTEST_DEGREE_M: f64 = 110_500.0;

/// Things in cells of one degree.
#[derive(Clone, Debug)]
pub(crate) struct Cells<T> {
    cells: BTreeMap<(i16, i16), BTreeSet<T>>,
}

impl<T> Default for Cells<T> {
    fn default() -> Cells<T> {
        Cells { cells: BTreeMap::new() }
    }
}

impl<T: Ord> Cells<T> {
    pub(crate) fn insert(&mut self, at: Position, thing: T) {
        self.cells.entry(cell(at)).or_default().insert(thing);
    }

    pub(crate) fn remove(&mut self, at: Position, thing: &T) {
        if let Some(things) = self.cells.get_mut(&cell(at)) {
            things.remove(thing);
            if things.is_empty() {
                self.cells.remove(&cell(at));
            }
        }
    }

    /// Everything within `reach` of a place, and some that is a little farther.
    pub(crate) fn around(&self, at: Position, reach: Metres) -> impl Iterator<Item = &T> {
        let (lat, lon) = (at.lat(), at.lon());
        let up = reach.value() / SHORTEST_DEGREE_M;
        let rows = floor(lat - up).max(-90)..=floor(lat + up).min(90);
        // Degrees of longitude are shortest where the reach comes nearest to a pole.
        let shortest = (lat.abs() + up).min(90.0).to_radians().cos();
        let aside = if shortest > 1e-3 { up / shortest } else { 360.0 };
        rows.flat_map(move |row| columns(lon, aside).map(move |column| (row, column)))
            .filter_map(|cell| self.cells.get(&cell))
            .flatten()
    }
}

/// The columns of cells within so many degrees, each once, right across the 180th meridian.
fn columns(lon: f64, aside: f64) -> impl Iterator<Item = i16> {
    let all = aside >= 179.0;
    let first = if all { -180 } else { floor(lon - aside) };
    let last = if all { 179 } else { floor(lon + aside) };
    (first..=last).map(|column| (column + 180).rem_euclid(360) - 180)
}

fn cell(at: Position) -> (i16, i16) {
    (floor(at.lat()), (floor(at.lon()) + 180).rem_euclid(360) - 180)
}

fn floor(degrees: f64) -> i16 {
    degrees.floor() as i16
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_core::geodesy::distance;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_within_reach_is_missed(
            places in prop::collection::vec((-90.0..90.0_f64, -180.0..180.0_f64), 1..200),
            at in (-90.0..90.0_f64, -180.0..180.0_f64),
            reach in 1.0..3_000_000.0_f64,
        ) {
            let mut cells = Cells::default();
            for (n, &(lat, lon)) in places.iter().enumerate() {
                cells.insert(Position::wrapped(lat, lon), n);
            }
            let (at, reach) = (Position::wrapped(at.0, at.1), Metres(reach));
            let mut found: Vec<usize> = cells.around(at, reach).copied().collect();
            let before = found.len();
            found.sort_unstable();
            found.dedup();
            prop_assert_eq!(before, found.len(), "each once");
            for (n, &(lat, lon)) in places.iter().enumerate() {
                let near = distance(at, Position::wrapped(lat, lon)) <= reach;
                prop_assert!(!near || found.contains(&n), "{lat} {lon}");
            }
        }
    }

    #[test]
    fn what_is_removed_is_gone() {
        let (mut cells, at) = (Cells::default(), Position::wrapped(35.0, 180.0));
        cells.insert(at, 'a');
        cells.insert(at, 'b');
        cells.remove(at, &'a');
        let across = Position::wrapped(35.0, 179.9);
        assert_eq!(cells.around(across, Metres(20_000.0)).collect::<Vec<_>>(), [&'b']);
    }
}
