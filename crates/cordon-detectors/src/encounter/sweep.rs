//! Finds all pairs within reach at one instant.
//!
//! Rows of latitude as high as the reach, each sorted by longitude; a ship is compared with those
//! east of it in its row and with those on both sides in the row north of it. Cost is a sort and the
//! pairs that are near, wherever the fleet is.

use cordon_core::geodesy::{EQUATORIAL_RADIUS_M, quick_distance};
use cordon_core::position::HALF_TURN;
use cordon_core::{Metres, Position};

/// A place, and whose.
pub(super) type Place = (Position, u32);

/// Scratch space that is kept from instant to instant.
#[derive(Clone, Debug, Default)]
pub(super) struct Sweep {
    sorted: Vec<Entry>,
    /// Ships that lay in a crowd, at the last instant.
    pub(super) crowded: usize,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    row: i32,
    /// AIS units; a copy of a ship just west of 180° lies at its longitude minus a full turn.
    lon: i32,
    at: Position,
    who: u32,
}

/// AIS units in one metre of latitude, at most: the meridian is most curved at the equator, where a
/// degree is 110 574 m.
const UNITS_PER_METRE: f64 = 600_000.0 / 110_574.0;

impl Sweep {
    /// Pairs of `who`, each once, the smaller first, in order.
    pub(super) fn pairs(
        &mut self,
        places: impl Iterator<Item = Place>,
        reach: Metres,
        crowd: u16,
    ) -> Vec<(u32, u32)> {
        let height = ((reach.value() * UNITS_PER_METRE).ceil() as i32).max(1);
        self.fill(places, height, reach);
        self.disperse(reach, usize::from(crowd));
        let mut found = Vec::new();
        for (here, rest) in Rows(&self.sorted) {
            let width = width(here, reach);
            along(here, width, reach, &mut found);
            let next = rest.iter().take_while(|entry| entry.row == here[0].row + 1).count();
            across(here, &rest[..next], width, reach, &mut found);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn fill(&mut self, places: impl Iterator<Item = Place>, height: i32, reach: Metres) {
        self.sorted.clear();
        for (at, who) in places {
            let row = at.lat_raw().div_euclid(height);
            let lon = at.lon_raw();
            self.sorted.push(Entry { row, lon, at, who });
            if may_reach_round(at) && lon > HALF_TURN - reach_lon(at.lat_raw(), reach) {
                self.sorted.push(Entry { row, lon: lon.wrapping_sub(2 * HALF_TURN), at, who });
            }
        }
        self.sorted.sort_unstable_by_key(|entry| (entry.row, entry.lon, entry.who));
    }

    /// Leaves out the cells, about a reach wide, with more than `crowd` ships.
    fn disperse(&mut self, reach: Metres, crowd: usize) {
        self.crowded = 0;
        if Rows(&self.sorted).all(|(row, _)| row.len() <= crowd) {
            return;
        }
        let mut kept = Vec::with_capacity(self.sorted.len());
        for (row, _) in Rows(&self.sorted) {
            if row.len() <= crowd {
                kept.extend_from_slice(row);
            } else {
                let width = width(row, reach).max(1);
                let cells = row.chunk_by(|a, b| a.lon.div_euclid(width) == b.lon.div_euclid(width));
                kept.extend(cells.filter(|cell| cell.len() <= crowd).flatten());
            }
        }
        self.crowded = self.sorted.len() - kept.len();
        self.sorted = kept;
    }
}

/// Whether it can be worth asking if the reach crosses the 180° meridian: near it, or near a pole.
fn may_reach_round(at: Position) -> bool {
    at.lon_raw() > HALF_TURN / 10 * 9 || at.lat_raw().abs() > 53_000_000
}

/// One row after the other, each with all that follow.
struct Rows<'a>(&'a [Entry]);

impl<'a> Iterator for Rows<'a> {
    type Item = (&'a [Entry], &'a [Entry]);

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.0.first()?.row;
        let here = self.0.iter().take_while(|entry| entry.row == row).count();
        let (here, rest) = self.0.split_at(here);
        self.0 = rest;
        Some((here, rest))
    }
}

/// The longitude that `reach` spans in a row or the next one, at most.
fn width(row: &[Entry], reach: Metres) -> i32 {
    let most = row.iter().map(|entry| entry.at.lat_raw().abs()).max();
    most.map_or(0, |lat| reach_lon(lat, reach))
}

/// The longitude that `reach` spans within `reach` of this latitude, at most, in AIS units; a full
/// turn near the poles.
fn reach_lon(lat: i32, reach: Metres) -> i32 {
    let toward_pole = f64::from(lat.abs()) / 600_000.0 + 2.0 * reach.value() / 110_574.0;
    let cos = toward_pole.min(90.0).to_radians().cos();
    let degrees = (reach.value() / (EQUATORIAL_RADIUS_M * cos)).to_degrees() * 1.01;
    if cos > 1e-6 && degrees < 180.0 { (degrees * 600_000.0).ceil() as i32 } else { 2 * HALF_TURN }
}

fn along(row: &[Entry], width: i32, reach: Metres, found: &mut Vec<(u32, u32)>) {
    for (i, a) in row.iter().enumerate() {
        let east = row[i + 1..].iter().take_while(|b| b.lon.saturating_sub(a.lon) <= width);
        east.for_each(|b| meet(a, b, reach, found));
    }
}

fn across(row: &[Entry], north: &[Entry], width: i32, reach: Metres, found: &mut Vec<(u32, u32)>) {
    let mut from = 0;
    for a in row {
        while north.get(from).is_some_and(|b| b.lon < a.lon.saturating_sub(width)) {
            from += 1;
        }
        let near = north[from..].iter().take_while(|b| b.lon.saturating_sub(a.lon) <= width);
        near.for_each(|b| meet(a, b, reach, found));
    }
}

fn meet(a: &Entry, b: &Entry, reach: Metres, found: &mut Vec<(u32, u32)>) {
    if a.who != b.who && quick_distance(a.at, b.at) <= reach {
        found.push((a.who.min(b.who), a.who.max(b.who)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn every_pair(places: &[Place], reach: Metres) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        for (i, a) in places.iter().enumerate() {
            for b in &places[i + 1..] {
                if quick_distance(a.0, b.0) <= reach {
                    found.push((a.1, b.1));
                }
            }
        }
        found
    }

    fn cluster() -> impl Strategy<Value = Vec<Place>> {
        let middle = (-90.0..90.0_f64, -180.0..180.0_f64, prop::bool::ANY);
        let around = prop::collection::vec((-0.02..0.02_f64, -0.02..0.02_f64), 2..60);
        (middle, around).prop_map(|((lat, lon, dateline), offsets)| {
            let lon = if dateline { 180.0 } else { lon };
            let stretch = 1.0 / lat.to_radians().cos().max(1e-3);
            let place = |(i, (dy, dx)): (usize, &(f64, f64))| {
                (Position::wrapped(lat + dy, lon + dx * stretch), i as u32)
            };
            offsets.iter().enumerate().map(place).collect()
        })
    }

    proptest! {
        #[test]
        fn the_sweep_finds_what_trying_all_finds(places in cluster()) {
            let reach = Metres(500.0);
            let swept = Sweep::default().pairs(places.iter().copied(), reach, 1_000);
            prop_assert_eq!(swept, every_pair(&places, reach));
        }
    }

    #[test]
    fn crowds_are_left_out_and_counted() {
        let at = Position::from_degrees(10.001, 20.001).unwrap();
        let mut sweep = Sweep::default();
        let pairs = sweep.pairs((0..65).map(|who| (at, who)), Metres(500.0), 64);
        assert_eq!((pairs.len(), sweep.crowded), (0, 65));
        let pairs = sweep.pairs((0..64).map(|who| (at, who)), Metres(500.0), 64);
        assert_eq!((pairs.len(), sweep.crowded), (64 * 63 / 2, 0));
    }
}
