//! Where each receiver hears craft: learnt from what it heard, for nobody says where it stands.
//!
//! A shore station hears as far as its horizon, some 40 nautical miles, and several times that in the
//! rare hours of ducting. What it heard of many craft therefore lies around it. A name that stands for
//! several stations, for a satellite or for a ship hears all over the place; of such nothing is said.

use std::collections::BTreeMap;

use cordon_core::geodesy::quick_distance;
use cordon_core::units::METRES_PER_NM;
use cordon_core::{Fix, Mmsi, Position, ReceiverKind};
use rustc_hash::FxHashMap;

/// A receiver whose neighbourhood is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Station {
    /// The middle of the cell of 1° in which it heard most.
    pub middle: Position,
    /// Craft that it heard around there, counted up to 16.
    pub craft: u32,
}

/// A cell counts as heard from once so many craft were heard in it: one may lie.
const CRAFT_OF_CELL: usize = 3;

/// A station is known once it heard so many craft.
const CRAFT: usize = 10;

/// And when all the cells it hears from lie within this of the middle, in nautical miles.
const LOCAL_NM: f64 = 200.0;

/// And when this share of all that it heard came from there: one station hears one neighbourhood.
const SHARE: f64 = 0.8;

/// Craft that are counted of a station.
const SAMPLE: usize = 16;

/// A receiver with more cells than this hears all over the place.
const CELLS: usize = 256;

/// Receivers beyond this many are forgotten, those with the largest numbers first.
const STATIONS: usize = 65_536;

/// What was heard by each receiver. The same in whatever order fixes are added or parts are merged.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stations {
    heard: BTreeMap<u32, Heard>,
    known: FxHashMap<u32, Station>,
}

/// What one receiver heard, by cell.
#[derive(Clone, Debug, Default)]
struct Heard {
    cells: BTreeMap<u16, CellHeard>,
    craft: Sample<SAMPLE>,
    /// It hears all over the place.
    is_wide: bool,
}

#[derive(Clone, Debug, Default)]
struct CellHeard {
    fixes: u64,
    craft: Sample<CRAFT_OF_CELL>,
}

/// Craft, as many as are worth counting: those with the smallest numbers.
#[derive(Clone, Debug, Default)]
struct Sample<const MOST: usize>(Vec<u32>);

impl<const MOST: usize> Sample<MOST> {
    fn add(&mut self, craft: u32) {
        if let Err(place) = self.0.binary_search(&craft)
            && place < MOST
        {
            self.0.insert(place, craft);
            self.0.truncate(MOST);
        }
    }

    fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|&craft| self.add(craft));
    }
}

/// The receiver of `fix`, if it may be a station on shore; 0 otherwise.
pub(crate) fn receiver(fix: &Fix) -> u32 {
    match fix.receiver_kind {
        ReceiverKind::Unknown | ReceiverKind::Terrestrial => fix.receiver,
        ReceiverKind::Satellite | ReceiverKind::Dynamic => 0,
    }
}

impl Stations {
    /// `receiver` heard `craft` in `cell`, so many times.
    pub(crate) fn add(&mut self, receiver: u32, cell: u16, craft: Mmsi, fixes: u16) {
        let heard = self.heard.entry(receiver).or_default();
        heard.craft.add(craft.0);
        let here = heard.cells.entry(cell).or_default();
        here.fixes += u64::from(fixes);
        here.craft.add(craft.0);
        heard.bound();
        self.bound();
    }

    /// Takes in what another part heard, and looks anew at where those stations are.
    pub(crate) fn take_in(&mut self, part: &mut Stations) {
        for (receiver, more) in std::mem::take(&mut part.heard) {
            let heard = self.heard.entry(receiver).or_default();
            heard.merge(more);
            match heard.station() {
                Some(station) => self.known.insert(receiver, station),
                None => self.known.remove(&receiver),
            };
        }
        self.bound();
    }

    /// Adds what another part heard, without a look at where the stations are.
    pub(crate) fn merge(&mut self, part: &Stations) {
        for (&receiver, more) in &part.heard {
            self.heard.entry(receiver).or_default().merge(more.clone());
        }
        self.bound();
    }

    pub(crate) fn known(&self, receiver: u32) -> Option<Station> {
        self.known.get(&receiver).copied()
    }

    fn bound(&mut self) {
        while self.heard.len() > STATIONS {
            if let Some((receiver, _)) = self.heard.pop_last() {
                self.known.remove(&receiver);
            }
        }
    }
}

impl Heard {
    fn merge(&mut self, other: Heard) {
        self.craft.merge(&other.craft);
        for (cell, more) in other.cells {
            let here = self.cells.entry(cell).or_default();
            here.fixes += more.fixes;
            here.craft.merge(&more.craft);
        }
        self.is_wide |= other.is_wide;
        self.bound();
    }

    fn bound(&mut self) {
        if self.is_wide || self.cells.len() > CELLS {
            self.is_wide = true;
            self.cells.clear();
        }
    }

    fn station(&self) -> Option<Station> {
        if self.craft.0.len() < CRAFT {
            return None;
        }
        let sure = || self.cells.iter().filter(|(_, one)| one.craft.0.len() >= CRAFT_OF_CELL);
        let (&busiest, _) = sure().max_by_key(|(cell, one)| (one.fixes, **cell))?;
        let middle = middle_of(busiest);
        let is_local =
            |cell: u16| quick_distance(middle, middle_of(cell)).value() <= LOCAL_NM * METRES_PER_NM;
        let craft = u32::try_from(self.craft.0.len()).unwrap_or(u32::MAX);
        let fixes = |near: bool| {
            let cells = self.cells.iter().filter(|(cell, _)| !near || is_local(**cell));
            cells.map(|(_, one)| one.fixes as f64).sum::<f64>()
        };
        let is_one = sure().all(|(&cell, _)| is_local(cell)) && fixes(true) >= SHARE * fixes(false);
        is_one.then_some(Station { middle, craft })
    }
}

/// The middle of a cell of 1°, as [`crate::reception`] numbers them.
fn middle_of(cell: u16) -> Position {
    Position::wrapped(f64::from(cell / 360) - 90.0, f64::from(cell % 360))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(lat: u16, lon: u16) -> u16 {
        (lat + 90) * 360 + lon
    }

    /// Twelve craft around 33N 126E, and one that says it is elsewhere.
    fn heard(liar_at: u16) -> Vec<(u16, u32)> {
        let near = (0..12).map(|craft| (cell(33 + (craft % 2) as u16, 126), craft));
        // Two of fourteen reports.
        near.chain([(liar_at, 7), (liar_at, 7)]).collect()
    }

    fn of(heard: &[(u16, u32)]) -> Stations {
        let (mut part, mut stations) = (Stations::default(), Stations::default());
        for &(cell, craft) in heard {
            part.add(9, cell, Mmsi(craft), 1);
        }
        stations.take_in(&mut part);
        stations
    }

    #[test]
    fn a_station_is_where_most_was_heard_whatever_one_craft_says() {
        let station = of(&heard(cell(0, 10))).known(9).unwrap();
        assert_eq!(station.craft, 12);
        assert!((station.middle.lat() - 33.5).abs() < 0.6, "{station:?}");
        assert!((station.middle.lon() - 126.0).abs() < 1e-9);
    }

    #[test]
    fn a_name_for_stations_everywhere_is_none() {
        let mut all = heard(cell(33, 126));
        all.extend((20..23).map(|craft| (cell(51, 3), craft)));
        assert_eq!(of(&all).known(9), None);
        // A feed of the whole world, in which three craft happen to be near each other.
        let sparse = (0..12).map(|n| (cell(10 + n * 5, 126), u32::from(n)));
        let three = (0..3).map(|craft| (cell(33, 126), craft));
        assert_eq!(of(&sparse.chain(three).collect::<Vec<_>>()).known(9), None);
        let wide: Vec<_> = (0..2_000).map(|n| (cell(33, 126) + n % 300, u32::from(n))).collect();
        assert_eq!(of(&wide).known(9), None);
    }

    #[test]
    fn parts_and_order_change_nothing() {
        let all = heard(cell(0, 10));
        let whole = of(&all).known(9);
        for cut in 0..all.len() {
            let (a, b) = all.split_at(cut);
            let mut stations = of(b);
            stations.take_in(&mut of(a));
            assert_eq!(stations.known(9), whole);
            let mut merged = of(a);
            merged.merge(&of(b));
            let mut stations = Stations::default();
            stations.take_in(&mut merged);
            assert_eq!(stations.known(9), whole);
        }
    }
}
