//! What detectors ask of the chart. `cordon-chart` answers; tests may answer for themselves.

use crate::position::Position;
use crate::units::Metres;

/// A named place where ships lie still: a port or an anchorage.
#[derive(Clone, Debug, PartialEq)]
pub struct Anchorage {
    /// Stable name within its list, for example an S2 cell token.
    pub id: String,
    /// Name of the port or anchorage.
    pub name: String,
    /// The part of the port, where the list tells.
    pub sublabel: Option<String>,
    /// ISO 3166-1 alpha-3 code of the state.
    pub country: Option<String>,
    /// Where.
    pub position: Position,
}

/// The map of the sea, as far as behaviour depends on it.
pub trait Chart: Sync {
    /// The nearest named anchorage within `reach`, and how far it is.
    fn nearest_anchorage(&self, at: Position, reach: Metres) -> Option<(&Anchorage, Metres)>;

    /// Distance to the nearest shore, 0 on land; `None` when the chart has no land or the shore is
    /// farther than it looks.
    fn distance_to_shore(&self, at: Position) -> Option<Metres>;

    /// Whether this is land. `None` when the chart cannot tell.
    fn is_land(&self, at: Position) -> Option<bool>;

    /// Whether the shore is known to be at least `limit` away. A chart that knows this is sea, and sees no
    /// shore as far as it looks, says yes; one without land does not.
    fn is_far_from_shore(&self, at: Position, limit: Metres) -> bool {
        match self.distance_to_shore(at) {
            Some(distance) => distance >= limit,
            None => self.is_land(at) == Some(false),
        }
    }
}

/// An empty sea: no land, no ports.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpenSea;

impl Chart for OpenSea {
    fn nearest_anchorage(&self, _: Position, _: Metres) -> Option<(&Anchorage, Metres)> {
        None
    }

    fn distance_to_shore(&self, _: Position) -> Option<Metres> {
        None
    }

    fn is_land(&self, _: Position) -> Option<bool> {
        None
    }
}
