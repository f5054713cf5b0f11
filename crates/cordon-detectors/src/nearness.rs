//! How near the next anchorage is, without asking the chart at every fix.

use cordon_core::{Chart, Metres, Position};

/// Remembers one answer of the chart; as the distance changes by no more than the ship moved, most
/// questions need no other.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Nearness {
    asked: Option<(Position, Metres)>,
}

/// Metres in a degree of latitude or longitude, at most (the pole's degree of latitude is 111 694 m).
const METRES_PER_DEGREE: f64 = 111_700.0;

impl Nearness {
    /// Whether an anchorage lies within `limit` of `at`.
    pub(crate) fn within(&mut self, at: Position, limit: Metres, chart: &dyn Chart) -> bool {
        if let Some((asked, distance)) = self.asked {
            let moved = moved_at_most(asked, at);
            if distance - moved > limit {
                return false;
            }
            if distance + moved < limit {
                return true;
            }
        }
        let reach = limit * 2.0 + Metres(10_000.0);
        let found = chart.nearest_anchorage(at, reach).map(|(_, distance)| distance);
        self.asked = Some((at, found.unwrap_or(reach)));
        found.is_some_and(|distance| distance <= limit)
    }
}

/// No less than the distance: both legs of the triangle, that along the parallel as on the equator.
fn moved_at_most(a: Position, b: Position) -> Metres {
    let north = (b.lat() - a.lat()).abs();
    let east = a.lon_difference(b).value().abs();
    Metres((north + east) * METRES_PER_DEGREE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_core::geodesy::distance;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_bound_holds(lat in -90.0..90.0_f64, lon in -180.0..180.0_f64, dy in -2.0..2.0_f64, dx in -2.0..2.0_f64) {
            let (a, b) = (Position::wrapped(lat, lon), Position::wrapped(lat + dy, lon + dx));
            prop_assert!(distance(a, b) <= moved_at_most(a, b) + Metres(1e-6));
        }
    }
}
