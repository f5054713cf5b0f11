//! How well a place was being received: absence is evidence only where presence was likely.

use std::collections::BTreeMap;

use cordon_core::{Fix, Mmsi, Position, ReceiverKind, Span, Time};
use rustc_hash::FxHashMap;

pub use crate::stations::Station;
use crate::stations::{self, Stations};

/// What was heard in the cell around a place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ReceptionLevel {
    /// Positions of other craft per day, by any receiver.
    pub positions_per_day: f64,
    /// Of them by satellite.
    pub satellite_per_day: f64,
    /// Of them by shore stations.
    pub terrestrial_per_day: f64,
    /// Other craft heard; a lower bound where more than eight were heard in one hour.
    pub vessels: u32,
}

/// Answers how well a place was being received.
pub trait Reception: Sync {
    /// What was heard of others than `without` in the cell of about 1° around `at`, from `from` to
    /// `to`. `None` when nothing is known about that time.
    fn level(&self, at: Position, from: Time, to: Time, without: Mmsi) -> Option<ReceptionLevel>;

    /// Where a receiver, by its number in a fix, hears craft. `None` where that is not known, or all
    /// over the place.
    fn station(&self, _receiver: u32) -> Option<Station> {
        None
    }
}

/// Knows nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unheard;

impl Reception for Unheard {
    fn level(&self, _: Position, _: Time, _: Time, _: Mmsi) -> Option<ReceptionLevel> {
        None
    }
}

/// Counts of positions by cell of 1° and hour.
///
/// Totals are exact. Per vessel, each cell and hour keeps the counts of the eight vessels with the
/// smallest hashed MMSI: a sample that is the same in whatever order fixes are added or grids are
/// merged. In an hour with more vessels than that, a vessel outside the sample is taken out by the
/// mean of those within.
///
/// Memory grows with cells and hours in use; [`ReceptionGrid::forget_before`] bounds it.
#[derive(Clone, Debug, Default)]
pub struct ReceptionGrid {
    hours: BTreeMap<i64, FxHashMap<u16, Heard>>,
    stations: Stations,
    /// Heard since [`ReceptionGrid::settle`].
    coming: Stations,
}

/// Units of a [`Position`] to the degree.
const UNITS: i32 = 600_000;
const HOUR: Span = Span::from_hours(1);
const SAMPLE: usize = 8;
const KINDS: usize = 4;

/// Fixes of one craft that count alike: in one cell and hour, by one kind of receiver. They come in
/// runs, and a run is counted at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    hour: i64,
    cell: u16,
    slot: usize,
    mmsi: Mmsi,
    receiver: u32,
    fixes: u16,
}

impl Run {
    /// A run of one fix.
    pub fn of(fix: &Fix) -> Run {
        let (hour, cell) = (hour(fix.time), cell(fix.position));
        let (slot, receiver) = (slot(fix.receiver_kind), stations::receiver(fix));
        Run { hour, cell, slot, mmsi: fix.mmsi, receiver, fixes: 1 }
    }

    /// Takes in the run that follows; gives it back where it counts differently.
    pub fn join(&mut self, next: Run) -> Option<Run> {
        let fixes = self.fixes.checked_add(next.fixes);
        match fixes.filter(|_| Run { fixes: self.fixes, ..next } == *self) {
            Some(fixes) => {
                self.fixes = fixes;
                None
            }
            None => Some(next),
        }
    }
}

/// One cell in one hour.
#[derive(Clone, Debug, Default)]
struct Heard {
    total: [u32; KINDS],
    /// In order of the hash, at most [`SAMPLE`].
    vessels: Vec<(u32, Mmsi, [u16; KINDS])>,
    /// Whether a vessel had no place in the sample.
    more: bool,
}

impl ReceptionGrid {
    /// Nothing heard yet.
    pub fn new() -> ReceptionGrid {
        ReceptionGrid::default()
    }

    /// Counts one fix.
    pub fn add(&mut self, fix: &Fix) {
        self.add_run(&Run::of(fix));
    }

    /// Counts a run of fixes alike.
    pub fn add_run(&mut self, run: &Run) {
        let heard = self.hours.entry(run.hour).or_default().entry(run.cell).or_default();
        let mut counts = [0; KINDS];
        counts[run.slot] = run.fixes;
        heard.count(run.mmsi, counts);
        let total = &mut heard.total[run.slot];
        *total = total.saturating_add(u32::from(run.fixes));
        if run.receiver != 0 {
            self.coming.add(run.receiver, run.cell, run.mmsi, run.fixes);
        }
    }

    /// Adds what another grid counted.
    pub fn merge(&mut self, other: &ReceptionGrid) {
        self.coming.merge(&other.coming);
        for (&hour, cells) in &other.hours {
            let mine = self.hours.entry(hour).or_default();
            for (&cell, heard) in cells {
                mine.entry(cell).or_default().merge(heard);
            }
        }
    }

    /// What was counted so far tells where stations are. To be called at fixed instants of event time,
    /// so that nothing depends on how the data was cut up.
    pub fn settle(&mut self) {
        self.stations.take_in(&mut self.coming);
    }

    /// Forgets the hours that ended before `time`.
    pub fn forget_before(&mut self, time: Time) {
        self.hours = self.hours.split_off(&hour(time));
    }

    /// How many cells times hours are held.
    pub fn len(&self) -> usize {
        self.hours.values().map(FxHashMap::len).sum()
    }

    /// Whether nothing is held.
    pub fn is_empty(&self) -> bool {
        self.hours.is_empty()
    }
}

impl Reception for ReceptionGrid {
    fn level(&self, at: Position, from: Time, to: Time, without: Mmsi) -> Option<ReceptionLevel> {
        let (first, last) = (hour(from), hour(to));
        if first > last || self.hours.first_key_value().is_none_or(|(&known, _)| known > last) {
            return None;
        }
        let days = (last - first + 1) as f64 / 24.0;
        let mut sums = [0.0; KINDS];
        let mut others = Vec::new();
        for heard in self.hours.range(first..=last).filter_map(|(_, cells)| cells.get(&cell(at))) {
            heard.add_without(without, &mut sums);
            others.extend(heard.vessels.iter().map(|&(_, mmsi, _)| mmsi));
        }
        others.sort_unstable();
        others.dedup();
        others.retain(|&mmsi| mmsi != without);
        Some(ReceptionLevel {
            positions_per_day: sums.iter().sum::<f64>() / days,
            satellite_per_day: sums[slot(ReceiverKind::Satellite)] / days,
            terrestrial_per_day: sums[slot(ReceiverKind::Terrestrial)] / days,
            vessels: u32::try_from(others.len()).unwrap_or(u32::MAX),
        })
    }

    fn station(&self, receiver: u32) -> Option<Station> {
        self.stations.known(receiver)
    }
}

impl Heard {
    fn count(&mut self, mmsi: Mmsi, counts: [u16; KINDS]) {
        let key = (scatter(mmsi), mmsi);
        match self.vessels.binary_search_by_key(&key, |&(hash, mmsi, _)| (hash, mmsi)) {
            Ok(found) => {
                for (mine, more) in self.vessels[found].2.iter_mut().zip(counts) {
                    *mine = mine.saturating_add(more);
                }
            }
            Err(place) if place < SAMPLE => {
                self.vessels.insert(place, (key.0, mmsi, counts));
                self.more |= self.vessels.len() > SAMPLE;
                self.vessels.truncate(SAMPLE);
            }
            Err(_) => self.more = true,
        }
    }

    fn merge(&mut self, other: &Heard) {
        for &(_, mmsi, counts) in &other.vessels {
            self.count(mmsi, counts);
        }
        for (mine, more) in self.total.iter_mut().zip(other.total) {
            *mine = mine.saturating_add(more);
        }
        self.more |= other.more;
    }

    fn add_without(&self, without: Mmsi, sums: &mut [f64; KINDS]) {
        let own = self.vessels.iter().find(|&&(_, mmsi, _)| mmsi == without);
        for (kind, sum) in sums.iter_mut().enumerate() {
            let own = match own {
                Some((_, _, counts)) => f64::from(counts[kind]),
                None if self.more => self.mean(kind),
                None => 0.0,
            };
            *sum += (f64::from(self.total[kind]) - own).max(0.0);
        }
    }

    fn mean(&self, kind: usize) -> f64 {
        let sum: f64 = self.vessels.iter().map(|(_, _, counts)| f64::from(counts[kind])).sum();
        sum / self.vessels.len().max(1) as f64
    }
}

fn hour(time: Time) -> i64 {
    time.as_micros().div_euclid(HOUR.as_micros())
}

/// The cell of 1° whose middle is a whole degree; longitude wraps.
fn cell(at: Position) -> u16 {
    let degree = |raw: i32| (raw + UNITS / 2).div_euclid(UNITS);
    let lat = (degree(at.lat_raw()) + 90).clamp(0, 180);
    let lon = degree(at.lon_raw()).rem_euclid(360);
    (lat * 360 + lon) as u16
}

fn slot(kind: ReceiverKind) -> usize {
    match kind {
        ReceiverKind::Unknown => 0,
        ReceiverKind::Terrestrial => 1,
        ReceiverKind::Satellite => 2,
        ReceiverKind::Dynamic => 3,
    }
}

/// A fixed hash (the finaliser of `MurmurHash3`), so that the sample is no favourite of one flag.
fn scatter(mmsi: Mmsi) -> u32 {
    let mut hash = mmsi.0;
    hash = (hash ^ (hash >> 16)).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ (hash >> 13)).wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::track::tests::fix;

    impl ReceptionGrid {
        fn add_all(&mut self, fixes: &[Fix]) {
            for fix in fixes {
                self.add(fix);
            }
        }
    }

    fn heard(vessels: u32, lon: f64) -> Vec<Fix> {
        let mut fixes = Vec::new();
        for mmsi in 0..vessels {
            for minute in 0..60 {
                fixes.push(Fix { mmsi: Mmsi(mmsi), ..fix(minute * 60, 0.2, lon) });
            }
        }
        fixes
    }

    fn level(grid: &ReceptionGrid, without: u32) -> ReceptionLevel {
        let t = |s| Time::from_unix_seconds(s).unwrap();
        let at = Position::from_degrees(-0.2, -179.8).unwrap();
        grid.level(at, t(0), t(3_599), Mmsi(without)).unwrap()
    }

    #[test]
    fn the_vessel_itself_is_left_out() {
        let mut grid = ReceptionGrid::new();
        grid.add_all(&heard(3, 179.9));
        let (with, without) = (level(&grid, 99), level(&grid, 1));
        assert!((with.positions_per_day - 180.0 * 24.0).abs() < 1e-9);
        assert!((without.positions_per_day - 120.0 * 24.0).abs() < 1e-9);
        assert_eq!((with.vessels, without.vessels), (3, 2));
    }

    #[test]
    fn order_and_merging_change_nothing() {
        let fixes = heard(40, 179.9);
        let (mut one, mut left, mut right) =
            (ReceptionGrid::new(), ReceptionGrid::new(), ReceptionGrid::new());
        for (i, fix) in fixes.iter().enumerate() {
            one.add(fixes.iter().rev().nth(i).unwrap());
            if i % 3 == 0 { left.add(fix) } else { right.add(fix) }
        }
        left.merge(&right);
        for mmsi in 0..40 {
            assert_eq!(level(&one, mmsi), level(&left, mmsi));
            assert!((level(&one, mmsi).positions_per_day - 39.0 * 60.0 * 24.0).abs() < 1e-6);
        }
    }

    #[test]
    fn what_is_forgotten_is_not_known() {
        let mut grid = ReceptionGrid::new();
        grid.add_all(&heard(3, 10.0));
        assert_eq!(grid.len(), 1);
        grid.forget_before(Time::from_unix_seconds(3_600).unwrap());
        assert!(grid.is_empty());
        let t = Time::from_unix_seconds(10).unwrap();
        let at = Position::from_degrees(0.0, 10.0).unwrap();
        assert_eq!(grid.level(at, t, t, Mmsi(7)), None);
    }
}
