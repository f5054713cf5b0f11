//! Several lands as one: the finest that covers a place answers, the coarse one elsewhere.

use std::sync::Arc;

use cordon_core::{Metres, Position};

use crate::land::{BoundingBox, Land, NearestShore, Vertex};
use crate::state::State;

/// The lands of a chart: the user's own, the fine one of the bundled region, and the coarse one of
/// the world, in this order of trust.
#[derive(Clone, Debug, Default)]
pub struct Lands {
    own: Vec<Arc<Land>>,
}

impl Lands {
    /// With a land of the user's before the others.
    pub fn add(&mut self, land: Land) {
        self.own.push(Arc::new(land));
    }

    /// The land that answers for a place: the first one whose area holds it.
    pub fn at(&self, at: Position) -> &Land {
        self.fine().find(|land| land.area().contains(at)).unwrap_or_else(|| Land::standard())
    }

    /// Whether this is land or water within it.
    pub fn is_land(&self, at: Position) -> bool {
        self.at(at).is_land(at)
    }

    /// The nearest shore within `reach` whose state `counts`, from land or sea. Coarse shores inside
    /// the extent of a finer land do not count.
    pub fn nearest_shore(
        &self,
        at: Position,
        reach: Metres,
        counts: impl Fn(Option<State>) -> bool,
    ) -> Option<NearestShore> {
        let first = self.at(at);
        let others = self.fine().filter(|land| !std::ptr::eq(*land, first));
        let is_fine = self.fine().any(|land| std::ptr::eq(land, first));
        let first = is_fine.then_some(first);
        let mut finer: Vec<BoundingBox> = Vec::new();
        let mut best: Option<NearestShore> = None;
        for land in first.into_iter().chain(others).chain([Land::standard()]) {
            let reach = best.map_or(reach, |best| best.distance);
            let is_hidden = |v: Vertex| finer.iter().any(|extent| holds(extent, v));
            let found = land.nearest_shore(at, reach, |v, state| counts(state) && !is_hidden(v));
            best = found.or(best);
            let reached = best.map_or(reach, |best| best.distance);
            if land.area().contains(at) && reached <= room(&land.extent(), at) {
                break;
            }
            finer.push(land.extent());
        }
        best
    }

    /// The finest land whose polygons are complete in all of the boxes: what a question about a whole
    /// region is asked of, so that no seam between two shores runs through it.
    pub fn covering(&self, boxes: &[BoundingBox]) -> &Land {
        let mut fine = self.fine();
        fine.find(|land| boxes.iter().all(|inner| encloses(&land.extent(), inner)))
            .unwrap_or_else(|| Land::standard())
    }

    fn fine(&self) -> impl Iterator<Item = &Land> {
        self.own.iter().map(Arc::as_ref).chain([Land::fine()])
    }
}

fn encloses(extent: &BoundingBox, inner: &BoundingBox) -> bool {
    extent.west <= inner.west
        && inner.east <= extent.east
        && extent.south <= inner.south
        && inner.north <= extent.north
}

fn holds(extent: &BoundingBox, v: Vertex) -> bool {
    (extent.west..=extent.east).contains(&v.lon())
        && (extent.south..=extent.north).contains(&v.lat())
}

/// How far it is at least from a place to the edge of the box around it.
fn room(extent: &BoundingBox, at: Position) -> Metres {
    // A degree of latitude is at least 110 574 m, one of longitude at least this where it is least
    // in the box.
    let high = extent.south.abs().max(extent.north.abs());
    let wide = 111_319.0 * high.to_radians().cos();
    let north = (at.lat() - extent.south).min(extent.north - at.lat()) * 110_574.0;
    let east = (at.lon() - extent.west).min(extent.east - at.lon()) * wide;
    Metres(north.min(east).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_asked_of_one_land() {
        let lands = Lands::default();
        let jeju = BoundingBox { west: 125.0, south: 32.0, east: 128.0, north: 35.0 };
        let far = BoundingBox { west: 100.0, ..jeju };
        assert_eq!(lands.covering(&[jeju]).source(), Land::fine().source());
        assert_eq!(lands.covering(&[far]).source(), Land::standard().source());
        assert_eq!(lands.covering(&[jeju, far]).source(), Land::standard().source());
        let mut own = Lands::default();
        own.add(Land::default());
        assert!(own.covering(&[far]).source().is_empty(), "a land of the user's comes first");
    }
}
