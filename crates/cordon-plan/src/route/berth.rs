//! The water beside a ship that the chart draws on its shore.

use super::shores::Shores;
use crate::earth::Point;
use crate::land::{BERTH, Land};

/// How far off the shore the water is looked for, in metres.
const OFF: [f64; 3] = [2.0, 20.0, 100.0];

/// The place itself where it is water; else the water across the nearest shore, or the place where
/// there is none.
pub(super) fn slip(shores: &Shores<'_>, land: &dyn Land, at: Point) -> Point {
    if !land.is_land(at.position()) {
        return at;
    }
    let flat = shores.flat(at);
    let Some(foot) = shores.nearest(flat, BERTH.value() * 1_852.0) else { return at };
    let (x, y) = (foot.0 - flat.0, foot.1 - flat.1);
    let length = x.hypot(y).max(1e-3);
    let out =
        |metres: f64| shores.place((foot.0 + metres * x / length, foot.1 + metres * y / length));
    OFF.into_iter().map(out).find(|place| !land.is_land(place.position())).unwrap_or(at)
}
