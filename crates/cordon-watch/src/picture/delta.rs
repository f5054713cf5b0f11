//! Marks on the map: where every craft is, and which of them changed since a sequence number.

use std::collections::BTreeSet;

use cordon_core::{Fix, Position, Span, Time, Transponder};

use super::{Craft, LIVE_FOR, Picture, Version};

/// How many changes are remembered one by one. A reader further behind gets everything.
const REMEMBERED: usize = 1 << 16;

/// A track's number in the position lists of one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub u32);

impl Slot {
    pub(super) fn new(index: usize) -> Slot {
        Slot(u32::try_from(index).unwrap_or(u32::MAX))
    }

    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// One craft on the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// Which track.
    pub slot: Slot,
    /// The number it claims.
    pub mmsi: u32,
    /// Where.
    pub position: Position,
    /// How old that is.
    pub age: Span,
    /// Speed over ground in 0.1 kn, [`Fix::NONE`] when not said.
    pub sog: u16,
    /// Course over ground in 0.1°, [`Fix::NONE`] when not said.
    pub cog: u16,
    /// Type of ship and cargo, 0 when never said.
    pub ship_type: u8,
    /// Navigational status 0 to 15.
    pub nav_status: u8,
    /// The kind of station.
    pub transponder: Transponder,
    /// Simulated.
    pub exercise: bool,
}

impl Mark {
    /// Bytes of one mark on the wire.
    pub const SIZE: usize = 24;

    /// Little endian: longitude and latitude in 1/600 000 degree (`i32`), MMSI, slot (`u32`), age in
    /// whole seconds (at most 65 535), speed in 0.1 kn, course in 0.1° (`u16`), ship type (`u8`), and
    /// one byte of flags: bit 0 exercise, bits 1 to 3 transponder, bits 4 to 7 navigational status.
    pub fn to_bytes(&self) -> [u8; Mark::SIZE] {
        let age = u16::try_from(self.age.as_micros().max(0) / 1_000_000).unwrap_or(u16::MAX);
        let flags =
            u8::from(self.exercise) | (self.transponder as u8) << 1 | (self.nav_status & 15) << 4;
        let mut bytes = [0; Mark::SIZE];
        bytes[0..4].copy_from_slice(&self.position.lon_raw().to_le_bytes());
        bytes[4..8].copy_from_slice(&self.position.lat_raw().to_le_bytes());
        bytes[8..12].copy_from_slice(&self.mmsi.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.slot.0.to_le_bytes());
        bytes[16..18].copy_from_slice(&age.to_le_bytes());
        bytes[18..20].copy_from_slice(&self.sog.to_le_bytes());
        bytes[20..22].copy_from_slice(&self.cog.to_le_bytes());
        bytes[22] = self.ship_type;
        bytes[23] = flags;
        bytes
    }
}

/// What changed between two sequence numbers.
#[derive(Clone, Debug)]
pub struct Delta {
    /// Up to here.
    pub seq: u64,
    /// The clock then.
    pub clock: Option<Time>,
    /// Craft that said something.
    pub marks: Vec<Mark>,
    /// Findings that are new or changed.
    pub findings: Vec<Version>,
}

impl Picture {
    /// Every craft as of now, those silent for longer than [`LIVE_FOR`] left out.
    pub fn marks(&self) -> Vec<Mark> {
        (0..self.craft.len()).filter_map(|i| self.live_mark(Slot::new(i))).collect()
    }

    /// Every craft as it was at `t`, by its path.
    pub fn marks_at(&self, t: Time) -> Vec<Mark> {
        let at = |(i, craft): (usize, &Craft)| {
            let seen = craft.path.at(t)?;
            let (sog, cog) = (seen.point.sog, seen.point.cog);
            Some(Mark { age: seen.age, sog, cog, ..mark(Slot::new(i), craft, seen.point.position) })
        };
        self.craft.iter().enumerate().filter_map(at).collect()
    }

    /// What changed after `since`.
    pub fn delta(&self, since: u64) -> Delta {
        Delta {
            seq: self.seq,
            clock: self.clock,
            marks: self.marks_since(since),
            findings: self.findings.changed_since(since).cloned().collect(),
        }
    }

    pub(super) fn remember(&mut self, slot: Slot) {
        if self.recent.len() >= REMEMBERED {
            self.recent.pop_front();
        }
        self.recent.push_back((self.seq, slot));
    }

    fn marks_since(&self, since: u64) -> Vec<Mark> {
        let whole =
            self.recent.len() < REMEMBERED || self.recent.front().is_some_and(|r| r.0 <= since + 1);
        if !whole {
            return self.marks();
        }
        let after = self.recent.partition_point(|(seq, _)| *seq <= since);
        let slots: BTreeSet<Slot> = self.recent.range(after..).map(|(_, slot)| *slot).collect();
        slots.into_iter().filter_map(|slot| self.live_mark(slot)).collect()
    }

    fn live_mark(&self, slot: Slot) -> Option<Mark> {
        let craft = self.at(slot)?;
        let last = craft.last?;
        let age = self.clock? - last.time;
        let Fix { sog, cog, nav_status, transponder, .. } = last;
        let mark = mark(slot, craft, last.position);
        (age <= LIVE_FOR).then_some(Mark { age, sog, cog, nav_status, transponder, ..mark })
    }
}

fn mark(slot: Slot, craft: &Craft, position: Position) -> Mark {
    Mark {
        slot,
        mmsi: craft.mmsi().0,
        position,
        age: Span::ZERO,
        sog: Fix::NONE,
        cog: Fix::NONE,
        ship_type: craft.ship_type(),
        nav_status: craft.last.map_or(15, |fix| fix.nav_status),
        transponder: craft.last.map_or(Transponder::Unknown, |fix| fix.transponder),
        exercise: craft.exercise(),
    }
}
