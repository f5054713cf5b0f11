//! The ways of all tracks, as far as they wait to be joined.

use cordon_core::geodesy::between;
use cordon_core::{Position, Time, TrackId};
use rustc_hash::FxHashMap;

use super::STEP;
use super::sampler::Slice;
use crate::strand::{Mark, Strand};
use crate::vertex::Vertex;

/// What is held of every track: the corners not yet passed, and the last one that was.
#[derive(Clone, Debug, Default)]
pub(super) struct Ways {
    /// Boxed: a table that grows is half empty.
    tracks: FxHashMap<TrackId, Box<Way>>,
    /// No corner is held from before this.
    earliest: Option<Time>,
    /// The instant passed last.
    passed: Option<Time>,
}

/// Corners of a steady track that wait at a time.
const CORNERS: usize = 16;

/// The corners of one track, in order of time.
#[derive(Clone, Debug, Default)]
struct Way(Strand);

/// One corner, and how it lies.
#[derive(Clone, Copy, Debug)]
struct Corner {
    vertex: Vertex,
    mark: Mark,
}

impl Corner {
    const FOLLOWS: Mark = 1;
    const DEEP: Mark = 2;

    /// Whether it follows the corner before without a silence.
    fn follows(&self) -> bool {
        self.mark & Corner::FOLLOWS != 0
    }

    /// Whether it lies deep within the reach of an anchorage.
    fn deep(&self) -> bool {
        self.mark & Corner::DEEP != 0
    }
}

impl Ways {
    pub(super) fn push(&mut self, slice: Slice) {
        let Slice { track, corner, follows, deep } = slice;
        self.earliest = Some(self.earliest.map_or(corner.time, |e| e.min(corner.time)));
        self.tracks.entry(track).or_default().push(corner, follows, deep);
    }

    /// Goes on to `instant`: forgets what lies before the instant passed last, and tells every track
    /// that is in open water now, and where. One walk over all tracks does both.
    pub(super) fn pass(&mut self, instant: Time) -> Vec<(Position, TrackId)> {
        let before = self.passed.replace(instant);
        let (mut places, mut earliest) = (Vec::new(), None);
        self.tracks.retain(|&track, way| {
            if let Some(before) = before {
                way.forget(before);
            }
            let first = way.0.first().map(|corner| corner.time);
            earliest = earliest.into_iter().chain(first).min();
            places.extend(way.open_water(instant).map(|at| (at, track)));
            first.is_some()
        });
        self.earliest = earliest;
        places
    }

    /// The corners between which `track` was observed during the step that ends at `instant`.
    pub(super) fn chain(&self, track: TrackId, instant: Time) -> Option<Vec<Vertex>> {
        self.tracks.get(&track)?.chain(instant)
    }

    /// The next instant of the grid that any way runs up to, if not after `until`.
    pub(super) fn next(&self, until: Time) -> Option<Time> {
        let soonest = self.passed.map_or(Time::MIN, |passed| passed + STEP);
        self.earliest.map(|first| ceil(first).max(soonest)).filter(|&next| next <= until)
    }
}

impl Way {
    fn push(&mut self, corner: Vertex, follows: bool, deep: bool) {
        self.0.make_room(CORNERS);
        let follows = if follows { Corner::FOLLOWS } else { 0 };
        self.0.push(corner, follows | if deep { Corner::DEEP } else { 0 });
    }

    fn corners(&self) -> impl Iterator<Item = Corner> {
        self.0.iter().map(|(vertex, mark)| Corner { vertex, mark })
    }

    /// The last corner at or before `instant`, and the next one.
    fn around(&self, instant: Time) -> (Option<Corner>, Option<Corner>) {
        let mut from = None;
        for corner in self.corners() {
            if corner.vertex.time > instant {
                return (from, Some(corner));
            }
            from = Some(corner);
        }
        (from, None)
    }

    /// Where it is at `instant`, if it is observed then and not deep in a harbour.
    fn open_water(&self, instant: Time) -> Option<Position> {
        let (from, next) = self.around(instant);
        let (from, to) = (from?, next.filter(Corner::follows));
        if from.deep() && to.is_none_or(|to| to.deep()) {
            return None;
        }
        let (a, to) = (from.vertex, to.map(|to| to.vertex));
        match to {
            _ if a.time == instant => Some(a.position),
            Some(b) => Some(between(a.time, a.position, b.time, b.position, instant)),
            None => None,
        }
    }

    fn chain(&self, instant: Time) -> Option<Vec<Vertex>> {
        let mut chain: Vec<Vertex> = Vec::new();
        for corner in self.corners() {
            let here = corner.vertex;
            if here.time > instant {
                let last = chain.last().filter(|_| corner.follows());
                chain.extend(last.map(|_| here));
                break;
            }
            // What lies before a silence, or before the step began, says nothing of the step.
            if !corner.follows() || here.time <= instant - STEP {
                chain.clear();
            }
            chain.push(here);
        }
        chain.last().is_some_and(|last| last.time > instant - STEP).then_some(chain)
    }

    /// Forgets the corners at or before `instant`, but for the last if the way goes on from it.
    fn forget(&mut self, instant: Time) {
        while self.0.first().is_some_and(|first| first.time <= instant) {
            let next = self.corners().nth(1).filter(|next| next.vertex.time > instant);
            if next.is_some_and(|next| next.follows()) {
                return;
            }
            self.0.pop_front();
        }
    }
}

/// The first instant of the grid at or after `time`.
fn ceil(time: Time) -> Time {
    let floor = time.floor(STEP);
    if floor == time { time } else { floor + STEP }
}
