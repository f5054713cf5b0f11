//! Two tracks that came within reach: their contacts, and the fixes that prove them.

use cordon_core::{Span, Time};

use super::contact::{self, Interval};
use super::{EncounterRules, STEP};
use crate::vertex::Vertex;

/// What the pair has been through since its first contact.
#[derive(Clone, Debug, Default)]
pub(super) struct Pair {
    /// Contacts that ended, each at least a step long.
    pub(super) contacts: Vec<Interval>,
    /// The contact that goes on.
    pub(super) now: Option<Interval>,
    /// The kept fixes of each since the last at or before the first contact.
    ways: [Vec<Vertex>; 2],
    /// Whether an open finding was told.
    pub(super) told: bool,
    /// How often it was looked at for an open finding; each time after twice as long.
    looked: u8,
    /// Whether this goes on from a finding that was cut for its length.
    pub(super) continues: bool,
}

impl Pair {
    /// When the encounter began.
    pub(super) fn start(&self) -> Option<Time> {
        let first = self.contacts.first().copied();
        first.or(self.now).map(|contact| contact.start)
    }

    /// When the two were last within reach.
    pub(super) fn end(&self) -> Option<Time> {
        self.now.or(self.contacts.last().copied()).map(|contact| contact.end)
    }

    /// All contacts of at least a step, the one that goes on included.
    pub(super) fn all(&self) -> impl Iterator<Item = Interval> + Clone + '_ {
        let now = self.now.filter(|contact| contact.length() >= STEP);
        self.contacts.iter().copied().chain(now)
    }

    /// Time within reach.
    pub(super) fn together(&self) -> Span {
        self.all().fold(Span::ZERO, |sum, interval| sum + interval.length())
    }

    /// Whether it is time to tell that this goes on, if it is an encounter.
    pub(super) fn ripe(&mut self, rules: &EncounterRules) -> bool {
        let longer =
            Span::from_hours_f64(rules.duration_h * f64::from(1_u32 << self.looked.min(16)));
        let ripe = !self.told && self.now.is_some() && self.together() >= longer;
        self.looked += u8::from(ripe);
        ripe
    }

    /// One step of the grid, which ends at `instant`: the corners between which each was observed.
    ///
    /// Returns the pair as it stood where its encounter was cut for its length, if so.
    pub(super) fn step(
        &mut self,
        instant: Time,
        chains: &[Option<Vec<Vertex>>; 2],
        rules: &EncounterRules,
    ) -> Option<Pair> {
        for (held, chain) in self.ways.iter_mut().zip(chains) {
            append(held, chain.as_deref().unwrap_or_default());
        }
        let mut full = None;
        let window = Interval { start: instant - STEP, end: instant };
        if let [Some(a), Some(b)] = chains {
            let seen = contact::shared(a, b, window);
            let near = seen.map(|seen| contact::within(a, b, seen, rules.distance()));
            for interval in near.into_iter().flatten() {
                full = full.or(self.meet(interval, rules));
            }
        }
        if self.now.is_some_and(|contact| contact.end < instant) {
            self.close();
        }
        full
    }

    /// They were within reach during `interval`.
    fn meet(&mut self, interval: Interval, rules: &EncounterRules) -> Option<Pair> {
        if self.now.is_some_and(|contact| contact.end != interval.start) {
            self.close();
        }
        let limit = self.limit(interval.start, rules);
        if interval.end <= limit {
            self.extend(interval);
            return None;
        }
        let goes_on = interval.start < limit;
        if goes_on {
            self.extend(Interval { end: limit, ..interval });
        }
        self.close();
        let start = interval.start.max(limit);
        let ways = self.ways.each_ref().map(|way| along(way, start, interval.end).to_vec());
        let next = Pair { ways, continues: goes_on, ..Pair::default() };
        let full = std::mem::replace(self, next);
        self.extend(Interval { start, ..interval });
        Some(full)
    }

    /// Until when the encounter so far may go on, with a contact that begins at `start`.
    fn limit(&self, start: Time, rules: &EncounterRules) -> Time {
        match (self.start(), self.end()) {
            (Some(_), Some(end)) if start - end >= rules.merge() => end,
            (Some(first), _) => first + rules.longest(),
            (None, _) => Time::MAX,
        }
    }

    fn extend(&mut self, interval: Interval) {
        self.now.get_or_insert(interval).end = interval.end;
    }

    /// The contact that went on is over; it counts if it was at least a step long.
    pub(super) fn close(&mut self) {
        self.contacts.extend(self.now.take().filter(|contact| contact.length() >= STEP));
    }

    /// Whether the two were within reach for as long as both were observed.
    pub(super) fn goes_on(&self) -> bool {
        let observed = self.ways.iter().filter_map(|way| way.last()).map(|last| last.time).min();
        self.end().is_some_and(|end| observed.is_some_and(|observed| end >= observed))
    }

    /// The fixes that tell where each was from `start` to `end`.
    pub(super) fn ways(&self, start: Time, end: Time) -> [&[Vertex]; 2] {
        self.ways.each_ref().map(|way| along(way, start, end))
    }
}

/// Adds those of `way` that are newer.
fn append(held: &mut Vec<Vertex>, way: &[Vertex]) {
    let newest = held.last().map(|vertex| vertex.time);
    held.extend(way.iter().filter(|vertex| newest.is_none_or(|newest| newest < vertex.time)));
}

/// From the last fix at or before `start` to the first at or after `end`.
fn along(way: &[Vertex], start: Time, end: Time) -> &[Vertex] {
    let first = way.partition_point(|vertex| vertex.time <= start).saturating_sub(1);
    let until = (way.partition_point(|vertex| vertex.time < end) + 1).min(way.len());
    way.get(first..until).unwrap_or_default()
}
