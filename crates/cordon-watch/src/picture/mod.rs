//! The picture that people look at: what every craft last said, where it went, what was found.
//!
//! The pipeline feeds it, the server reads it. It holds a bounded share of the data (a thinned
//! [`Path`] per track, one [`Identity`] per track); the archive holds all of it. It never reads a
//! clock: [`Picture::set_clock`] tells it how far the data has come.

mod delta;
mod findings;
mod histogram;
mod identity;
mod path;
mod shared;

use std::collections::{BTreeMap, VecDeque};

use cordon_core::{Finding, Fix, FixFlags, Kind, Mmsi, Span, StaticReport, Tally, Time, TrackId};
use serde::Serialize;

pub use delta::{Delta, Mark, Slot};
pub use findings::{Box4, FindingBook, Query, Version};
pub use histogram::{Count, Histogram};
pub use identity::{Attribute, Dated, Identity};
pub use path::{Path, Point, SILENCE, Whereabouts};
pub use shared::SharedPicture;

/// Path points of all craft together: 16 million of 24 bytes.
const POINT_BUDGET: usize = 16_000_000;
const MOST_POINTS: usize = 4_096;
const FEWEST_POINTS: usize = 24;

/// How far back a craft's last report may lie for it to be shown live.
pub const LIVE_FOR: Span = Span::from_hours(12);

/// One track, as people see it.
#[derive(Clone, Debug)]
pub struct Craft {
    /// Its name.
    pub track: TrackId,
    /// What it said last.
    pub last: Option<Fix>,
    /// Where it went.
    pub path: Path,
    /// What it said it is.
    pub identity: Identity,
    ship_type: u8,
    exercise: bool,
}

impl Craft {
    fn new(track: TrackId) -> Craft {
        let (path, identity) = (Path::default(), Identity::default());
        Craft { track, last: None, path, identity, ship_type: 0, exercise: false }
    }

    /// The number it claimed.
    pub fn mmsi(&self) -> Mmsi {
        self.track.mmsi
    }

    /// Type of ship and cargo, 0 when never said.
    pub fn ship_type(&self) -> u8 {
        self.ship_type
    }

    /// Whether anything it said was simulated.
    pub fn exercise(&self) -> bool {
        self.exercise
    }
}

/// How one feed is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FeedHealth {
    /// Path or address.
    pub name: String,
    /// A short word: `live`, `silent`, `reconnecting`, `ended`.
    pub state: String,
    /// Records read so far.
    pub read: u64,
    /// Records rejected so far.
    pub rejected: u64,
    /// The newest time it told.
    pub last: Option<Time>,
}

/// Everything on the screen, and the sequence number of its last change.
#[derive(Debug, Default)]
pub struct Picture {
    craft: Vec<Craft>,
    slots: BTreeMap<TrackId, Slot>,
    vessels: usize,
    findings: FindingBook,
    histogram: Histogram,
    clock: Option<Time>,
    exercise: Option<String>,
    simulated: bool,
    feeds: Vec<FeedHealth>,
    tally: Tally,
    seq: u64,
    recent: VecDeque<(u64, Slot)>,
}

impl Picture {
    /// A craft was somewhere.
    pub fn on_fix(&mut self, track: &TrackId, fix: &Fix) {
        let cap = self.points_per_craft();
        let simulated = fix.flags.has(FixFlags::EXERCISE);
        let craft = self.touch(track);
        craft.path.insert(Point::from(fix), cap);
        craft.exercise |= simulated;
        if craft.last.is_none_or(|last| last.time <= fix.time) {
            craft.last = Some(*fix);
        }
        self.simulated |= simulated;
        self.histogram.add_position(fix.time);
        self.set_clock(fix.time);
    }

    /// A craft said what it is.
    pub fn on_identity(&mut self, track: &TrackId, report: &StaticReport) {
        let craft = self.touch(track);
        craft.identity.hear(report);
        craft.ship_type = craft.identity.ship_type();
        craft.exercise |= report.exercise;
        self.simulated |= report.exercise;
    }

    /// Something was found, or changed.
    pub fn on_finding(&mut self, finding: &Finding) {
        self.seq += 1;
        self.simulated |= finding.exercise.is_some();
        if self.findings.tell(finding, self.seq) {
            self.histogram.add_finding(finding.kind, finding.start);
        }
    }

    /// How far the data has come. The clock never runs backwards.
    pub fn set_clock(&mut self, time: Time) {
        self.clock = Some(self.clock.map_or(time, |clock| clock.max(time)));
    }

    /// Name the exercise that the data is part of.
    pub fn set_exercise(&mut self, name: Option<String>) {
        self.seq += 1;
        self.exercise = name;
    }

    /// Tell how the feeds are doing.
    pub fn set_feeds(&mut self, feeds: Vec<FeedHealth>) {
        self.feeds = feeds;
    }

    /// Tell what happened to the records read so far.
    pub fn set_tally(&mut self, tally: Tally) {
        self.tally = tally;
    }

    /// The newest instant in the data.
    pub fn clock(&self) -> Option<Time> {
        self.clock
    }

    /// The exercise mark of what is shown: its name, or a plain word when simulated data came
    /// without one.
    pub fn exercise(&self) -> Option<&str> {
        self.exercise.as_deref().or(self.simulated.then_some("UNNAMED"))
    }

    /// Number of the last change.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// How the feeds are doing.
    pub fn feeds(&self) -> &[FeedHealth] {
        &self.feeds
    }

    /// What happened to the records read.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Counts over time.
    pub fn histogram(&self) -> &Histogram {
        &self.histogram
    }

    /// What was found.
    pub fn findings(&self) -> &FindingBook {
        &self.findings
    }

    /// Findings by kind, in the order of [`Kind::ALL`].
    pub fn finding_counts(&self) -> impl Iterator<Item = (Kind, usize)> {
        Kind::ALL.into_iter().map(|kind| (kind, self.findings.count(kind)))
    }

    /// Every track, in the order of first appearance.
    pub fn craft(&self) -> &[Craft] {
        &self.craft
    }

    /// How many different numbers were heard.
    pub fn vessels(&self) -> usize {
        self.vessels
    }

    /// One track.
    pub fn track(&self, track: &TrackId) -> Option<&Craft> {
        self.slots.get(track).and_then(|slot| self.at(*slot))
    }

    /// A track's number in the position lists.
    pub fn slot(&self, track: &TrackId) -> Option<Slot> {
        self.slots.get(track).copied()
    }

    /// The track with this number in the position lists.
    pub fn at(&self, slot: Slot) -> Option<&Craft> {
        self.craft.get(slot.index())
    }

    /// Every track of one number, oldest first.
    pub fn tracks_of(&self, mmsi: Mmsi) -> impl Iterator<Item = &Craft> {
        let first = TrackId { mmsi, start: Time::MIN, ordinal: 0 };
        let last = TrackId { mmsi, start: Time::MAX, ordinal: u16::MAX };
        self.slots.range(first..=last).filter_map(|(_, slot)| self.at(*slot))
    }

    fn touch(&mut self, track: &TrackId) -> &mut Craft {
        let slot = match self.slots.get(track) {
            Some(slot) => *slot,
            None => self.add(track),
        };
        self.seq += 1;
        self.remember(slot);
        &mut self.craft[slot.index()]
    }

    fn add(&mut self, track: &TrackId) -> Slot {
        let slot = Slot::new(self.craft.len());
        let is_new = self.tracks_of(track.mmsi).next().is_none();
        self.vessels += usize::from(is_new);
        self.craft.push(Craft::new(*track));
        self.slots.insert(*track, slot);
        slot
    }

    fn points_per_craft(&self) -> usize {
        (POINT_BUDGET / self.craft.len().max(1)).clamp(FEWEST_POINTS, MOST_POINTS)
    }
}

#[cfg(test)]
mod tests;
