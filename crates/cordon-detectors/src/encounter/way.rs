//! The ways of all tracks, as far as they wait to be joined.

use cordon_core::geodesy::between;
use cordon_core::{InputId, Position, SourceRef, Time, TrackId};
use rustc_hash::FxHashMap;

use super::STEP;
use super::sampler::Slice;
use crate::vertex::Vertex;

/// What is held of every track: the corners not yet passed, and the last one that was.
#[derive(Clone, Debug, Default)]
pub(super) struct Ways {
    tracks: FxHashMap<TrackId, Way>,
    /// No corner is held from before this.
    earliest: Option<Time>,
    /// The instant passed last.
    passed: Option<Time>,
}

/// Corners of a steady track that wait at a time.
const CORNERS: usize = 20;

/// The corners of one track, in order of time.
#[derive(Clone, Debug, Default)]
struct Way(Vec<Corner>);

/// A corner in 32 bytes: a live fleet holds a dozen and more of each of its tracks.
#[derive(Clone, Copy, Debug)]
struct Corner {
    time: Time,
    position: Position,
    offset: u64,
    input: InputId,
    /// The length of its source in the upper 30 bits (a citation has at most 16 MiB), and two flags.
    length: u32,
}

impl Corner {
    const FOLLOWS: u32 = 1;
    const DEEP: u32 = 2;

    fn new(vertex: Vertex, follows: bool, deep: bool) -> Corner {
        let Vertex { time, position, source: SourceRef { input, offset, length } } = vertex;
        let flags = (u32::from(follows) * Corner::FOLLOWS) | (u32::from(deep) * Corner::DEEP);
        Corner { time, position, offset, input, length: (length.min(u32::MAX >> 2) << 2) | flags }
    }

    fn vertex(&self) -> Vertex {
        let (input, offset, length) = (self.input, self.offset, self.length >> 2);
        let source = SourceRef { input, offset, length };
        Vertex { time: self.time, position: self.position, source }
    }

    /// Whether it follows the corner before without a silence.
    fn follows(&self) -> bool {
        self.length & Corner::FOLLOWS != 0
    }

    /// Whether it lies deep within the reach of an anchorage.
    fn deep(&self) -> bool {
        self.length & Corner::DEEP != 0
    }
}

impl Ways {
    pub(super) fn push(&mut self, slice: Slice) {
        let Slice { track, corner, follows, deep } = slice;
        self.earliest = Some(self.earliest.map_or(corner.time, |e| e.min(corner.time)));
        let way = &mut self.tracks.entry(track).or_default().0;
        if way.len() == way.capacity() {
            // What the hours need by which pairs are judged late, then four at a time: doubling would
            // hold twice what hundreds of thousands of tracks need.
            way.reserve_exact(if way.is_empty() { CORNERS } else { 4 });
        }
        way.push(Corner::new(corner, follows, deep));
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
    /// The corners at or before `instant`: how many.
    fn passed(&self, instant: Time) -> usize {
        // A handful: a search from the front beats a bisection.
        self.0.iter().take_while(|corner| corner.time <= instant).count()
    }

    /// Where it is at `instant`, if it is observed then and not deep in a harbour.
    fn open_water(&self, instant: Time) -> Option<Position> {
        let passed = self.passed(instant);
        let from = self.0.get(passed.checked_sub(1)?)?;
        let (a, to) = (from, self.0.get(passed).filter(|to| to.follows()));
        if from.deep() && to.is_none_or(Corner::deep) {
            return None;
        }
        match to {
            _ if a.time == instant => Some(a.position),
            Some(b) => Some(between(a.time, a.position, b.time, b.position, instant)),
            None => None,
        }
    }

    fn chain(&self, instant: Time) -> Option<Vec<Vertex>> {
        let passed = self.passed(instant);
        let ahead = self.0.get(passed).is_some_and(Corner::follows);
        let until = passed + usize::from(ahead && passed > 0);
        let known = self.0.get(..until)?;
        let unknown = known.iter().rposition(|corner| !corner.follows());
        let before = known.iter().rposition(|corner| corner.time <= instant - STEP);
        let first = before.max(unknown).unwrap_or(0);
        let chain = known.get(first..)?.iter().map(Corner::vertex).collect::<Vec<_>>();
        chain.last().is_some_and(|last| last.time > instant - STEP).then_some(chain)
    }

    /// Forgets the corners at or before `instant`, but for the last if the way goes on from it.
    fn forget(&mut self, instant: Time) {
        let passed = self.passed(instant);
        let goes_on = self.0.get(passed).is_some_and(Corner::follows);
        self.0.drain(..passed.saturating_sub(usize::from(goes_on)));
    }
}

/// The first instant of the grid at or after `time`.
fn ceil(time: Time) -> Time {
    let floor = time.floor(STEP);
    if floor == time { time } else { floor + STEP }
}
