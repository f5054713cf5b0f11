//! Places and ways on the map of the sea.

use std::collections::BTreeMap;

use cordon_chart::Land;
use cordon_core::geodesy::{bearing, destination, distance};
use cordon_core::{Metres, Position};

/// How far apart a way is looked at.
const FINE: Metres = Metres(500.0);

/// A place from degrees, if it is one.
pub(crate) fn place(lat_deg: f64, lon_deg: f64) -> Option<Position> {
    Position::from_degrees(lat_deg, lon_deg)
}

/// The first place ashore on the way from `from` to `to`.
pub(super) fn ashore(from: Position, to: Position) -> Option<Position> {
    let land = Land::standard();
    let length = distance(from, to);
    let course = bearing(from, to);
    let mut done = Metres(0.0);
    while done < length {
        let here = destination(from, course, done);
        if land.is_land(here) {
            return Some(here);
        }
        // Where the shore is far, nothing has to be looked at before it can be reached.
        let free = land.shore_within(here, Metres(200_000.0)).unwrap_or(Metres(200_000.0));
        done = done + free.max(FINE);
    }
    land.is_land(to).then_some(to)
}

/// The ids that come twice, with the index of the second.
pub(super) fn twice<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<(usize, &'a str)> {
    let mut seen = BTreeMap::new();
    ids.enumerate().filter(|(index, id)| seen.insert(*id, *index).is_some()).collect()
}
