//! How near the next anchorage is, without asking the chart at every fix.

use cordon_core::geodesy::quick_distance;
use cordon_core::{Chart, Metres, Position};

/// Remembers one answer of the chart; as the distance changes by no more than the ship moved, most
/// questions need no other.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Nearness {
    asked: Option<(Position, Metres)>,
}

/// 0.2 % more than it moved: [`quick_distance`] is within 0.1 %.
const SLACK: f64 = 1.002;

impl Nearness {
    /// Whether an anchorage lies within `limit` of `at`.
    pub(crate) fn within(&mut self, at: Position, limit: Metres, chart: &dyn Chart) -> bool {
        if let Some((asked, distance)) = self.asked {
            let moved = quick_distance(asked, at) * SLACK;
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
