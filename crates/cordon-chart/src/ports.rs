//! Ports and anchorages, and the nearest one to a place.

mod read;

use cordon_core::geodesy::quick_distance;
use cordon_core::position::{HALF_TURN, UNITS_PER_DEGREE};
use cordon_core::{Anchorage, Metres, Position};

pub use read::{BadRow, PortError, PortList};

/// Height of a band in AIS units: 0.05°, about 5.6 km.
const BAND: i32 = 30_000;
const BANDS: usize = 3_600;
/// The least metres in a degree of latitude are 110 574, at the equator.
const METRES_PER_DEGREE: f64 = 110_500.0;

/// A list of ports in bands of latitude, each from west to east.
#[derive(Clone, Debug, Default)]
pub struct Ports {
    anchorages: Vec<Anchorage>,
    starts: Vec<usize>,
}

impl Ports {
    /// From a list, whose order does not matter.
    pub fn new(mut anchorages: Vec<Anchorage>) -> Ports {
        anchorages.sort_by(|a, b| {
            let place = |p: &Anchorage| (band(p.position.lat_raw()), p.position.lon_raw());
            place(a).cmp(&place(b)).then_with(|| (&a.id, &a.name).cmp(&(&b.id, &b.name)))
        });
        let first = |b: usize| anchorages.partition_point(|a| band(a.position.lat_raw()) < b);
        let starts = (0..=BANDS).map(first).collect();
        Ports { anchorages, starts }
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.anchorages.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.anchorages.is_empty()
    }

    /// All of them, from south to north by bands of 0.05°, each from west to east.
    pub fn iter(&self) -> impl Iterator<Item = &Anchorage> {
        self.anchorages.iter()
    }

    /// The nearest one within `reach`, and how far it is, across the antimeridian too. Of two
    /// equally near ones, always the same one.
    pub fn nearest(&self, at: Position, reach: Metres) -> Option<(&Anchorage, Metres)> {
        let reach_raw =
            (reach.value() / METRES_PER_DEGREE * UNITS_PER_DEGREE).clamp(0.0, 1.1e8) as i32;
        let bands = band(at.lat_raw() - reach_raw)..=band(at.lat_raw() + reach_raw);
        let width = widest(at, reach);
        let mut best: Option<(&Anchorage, Metres)> = None;
        for near in bands.flat_map(|band| self.between(band, at.lon_raw(), width)) {
            let least = best.map_or(reach, |(_, least)| least);
            let north = f64::from(at.lat_raw().abs_diff(near.position.lat_raw()));
            if north * METRES_PER_DEGREE > least.value() * UNITS_PER_DEGREE {
                continue;
            }
            let distance = quick_distance(at, near.position);
            if distance <= reach && best.is_none_or(|(_, least)| distance < least) {
                best = Some((near, distance));
            }
        }
        best
    }

    /// Ports of a band within `width` of the longitude.
    fn between(&self, band: usize, lon: i32, width: i32) -> impl Iterator<Item = &Anchorage> {
        let (west, east) = (lon - width, lon + width);
        // A window over the antimeridian has a second part at the other end of the band.
        let beyond = if width == HALF_TURN {
            None
        } else if west < -HALF_TURN {
            Some((west + 2 * HALF_TURN, HALF_TURN))
        } else {
            (east >= HALF_TURN).then_some((-HALF_TURN, east - 2 * HALF_TURN))
        };
        let window = if width == HALF_TURN { (-HALF_TURN, HALF_TURN) } else { (west, east) };
        let windows = std::iter::once(window).chain(beyond);
        windows.flat_map(move |(west, east)| self.in_band(band, west, east))
    }

    fn in_band(&self, band: usize, west: i32, east: i32) -> impl Iterator<Item = &Anchorage> {
        let bounds = self.starts.get(band..band + 2).unwrap_or(&[0, 0]);
        let row = self.anchorages.get(bounds[0]..bounds[1]).unwrap_or_default();
        let from = row.partition_point(|a| a.position.lon_raw() < west);
        let row = row.get(from..).unwrap_or_default();
        row.iter().take_while(move |a| a.position.lon_raw() <= east)
    }
}

fn band(lat: i32) -> usize {
    ((lat.saturating_add(54_000_000) / BAND).max(0) as usize).min(BANDS - 1)
}

/// How far a circle of this radius reaches east and west, in AIS units: half a turn when it holds a
/// pole.
fn widest(at: Position, radius: Metres) -> i32 {
    // 1 % more than on the sphere is more than on the ellipsoid.
    let angle = 1.01 * radius.value() / 6_356_752.0;
    let room = (90.0 - at.lat().abs()).to_radians();
    if angle >= room {
        return HALF_TURN;
    }
    let half = (angle.sin() / at.lat().to_radians().cos()).min(1.0).asin();
    (half.to_degrees() * UNITS_PER_DEGREE).ceil() as i32
}
