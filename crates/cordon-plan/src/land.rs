//! What planning asks of a coastline.

use cordon_chart::Lands;
use cordon_chart::land::BoundingBox;
use cordon_core::{Metres, NauticalMiles, Position};

use crate::error::PlanError;

/// A place this near to a shore may be a berth that the chart draws as land.
pub(crate) const BERTH: NauticalMiles = NauticalMiles(1.0);

/// Land, as far as ways around it depend on it.
pub trait Land: Sync {
    /// Whether this is land.
    fn is_land(&self, at: Position) -> bool;

    /// How far the nearest shore within `reach` is, from land or water.
    fn shore_within(&self, at: Position, reach: Metres) -> Option<Metres>;

    /// Hands every piece of shore that may touch `bounds` to `piece`, as two `(lat, lon)` in
    /// degrees. Pieces that do not touch may come too.
    fn shore(&self, bounds: BoundingBox, piece: &mut dyn FnMut((f64, f64), (f64, f64)));

    /// The land that is asked about all of these boxes: one shore without a seam.
    fn covering(&self, boxes: &[BoundingBox]) -> &dyn Land;

    /// Where its shore is from.
    fn source(&self) -> &str;
}

/// The chart's lands: the finest one that covers what is planned.
impl Land for Lands {
    fn is_land(&self, at: Position) -> bool {
        Lands::is_land(self, at)
    }

    fn shore_within(&self, at: Position, reach: Metres) -> Option<Metres> {
        self.nearest_shore(at, reach, |_| true).map(|shore| shore.distance)
    }

    fn shore(&self, bounds: BoundingBox, piece: &mut dyn FnMut((f64, f64), (f64, f64))) {
        Land::shore(Lands::covering(self, &[bounds]), bounds, piece);
    }

    fn covering(&self, boxes: &[BoundingBox]) -> &dyn Land {
        Lands::covering(self, boxes)
    }

    fn source(&self) -> &'static str {
        "the finest shore at hand"
    }
}

impl Land for cordon_chart::Land {
    fn is_land(&self, at: Position) -> bool {
        cordon_chart::Land::is_land(self, at)
    }

    fn shore_within(&self, at: Position, reach: Metres) -> Option<Metres> {
        cordon_chart::Land::shore_within(self, at, reach)
    }

    fn covering(&self, _: &[BoundingBox]) -> &dyn Land {
        self
    }

    fn source(&self) -> &str {
        cordon_chart::Land::source(self)
    }

    fn shore(&self, bounds: BoundingBox, piece: &mut dyn FnMut((f64, f64), (f64, f64))) {
        for (a, b) in self.edges_in(bounds).filter(|(a, b)| a.is_shore(*b)) {
            piece((a.lat(), a.lon()), (b.lat(), b.lon()));
        }
    }
}

/// A sea without land: what aircraft see.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpenSea;

impl Land for OpenSea {
    fn is_land(&self, _: Position) -> bool {
        false
    }

    fn shore_within(&self, _: Position, _: Metres) -> Option<Metres> {
        None
    }

    fn shore(&self, _: BoundingBox, _: &mut dyn FnMut((f64, f64), (f64, f64))) {}

    fn covering(&self, _: &[BoundingBox]) -> &dyn Land {
        self
    }

    fn source(&self) -> &'static str {
        "open sea"
    }
}

/// What an answer says of the shore that it rests on.
pub(crate) fn shore_assumed(land: &dyn Land) -> String {
    format!("shore: {}", land.source())
}

/// Refuses a ship that stands inland; tells of one that lies on the edge of the chart's land.
pub(crate) fn afloat(
    land: &dyn Land,
    what: &str,
    at: Position,
    assumptions: &mut Vec<String>,
) -> Result<(), PlanError> {
    if !land.is_land(at) {
        return Ok(());
    }
    if land.shore_within(at, BERTH.into()).is_none() {
        return Err(PlanError::OnLand { what: what.to_owned(), at });
    }
    assumptions.push(format!("{what} at {at} lies on the shore of the chart: taken as a berth"));
    Ok(())
}

/// Boxes in longitude and latitude that hold every place within `radius` metres of `centre`: two
/// where the circle lies over the 180th meridian.
pub(crate) fn boxes_around(centre: Position, radius: f64) -> Vec<BoundingBox> {
    let angle = 1.01 * radius / 6_356_752.0;
    let (south, north) = (centre.lat() - angle.to_degrees(), centre.lat() + angle.to_degrees());
    let (south, north) = (south.max(-90.0), north.min(90.0));
    let over_pole = south <= -90.0 || north >= 90.0;
    let ratio = angle.sin() / centre.lat().to_radians().cos();
    if over_pole || angle >= 1.5 || ratio >= 1.0 {
        return vec![BoundingBox { west: -180.0, south, east: 180.0, north }];
    }
    let half = ratio.asin().to_degrees();
    let (west, east) = (centre.lon() - half, centre.lon() + half);
    let part = |west, east| BoundingBox { west, south, east, north };
    if west < -180.0 {
        vec![part(-180.0, east), part(west + 360.0, 180.0)]
    } else if east > 180.0 {
        vec![part(west, 180.0), part(-180.0, east - 360.0)]
    } else {
        vec![part(west, east)]
    }
}
