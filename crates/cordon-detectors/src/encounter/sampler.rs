//! Cuts the way of one track into slices of the time grid.

use cordon_core::geodesy::between;
use cordon_core::{Fix, Metres, Position, Span, Time, TrackId};

use super::STEP;
use crate::nearness::Nearness;
use crate::rules::Context;
use crate::thin::{Step, Thinner};
use crate::vertex::Vertex;

/// At most this many corners touch one slice: one at or before it, one by the thinning, one before
/// a silence, one at or after it.
const CORNERS: usize = 4;

/// The way of one track through one step of the grid, with the observed fixes it runs between.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slice {
    /// The end of the step: a multiple of [`STEP`] since 1970. The slice covers as much of the step
    /// before it as was observed.
    pub instant: Time,
    /// Whose way.
    pub track: TrackId,
    /// Where it was at `instant`; `None` when it was not observed until then, or lay in a harbour.
    at: Option<Position>,
    corners: [Vertex; CORNERS],
    count: u8,
}

impl Slice {
    pub(super) fn at(&self) -> Option<Position> {
        self.at
    }

    /// The observed fixes, in order of time; never empty.
    pub(super) fn way(&self) -> &[Vertex] {
        &self.corners[..usize::from(self.count)]
    }

    fn begin(instant: Time, track: TrackId, corner: Vertex) -> Slice {
        Slice { instant, track, at: None, corners: [corner; CORNERS], count: 1 }
    }

    /// Takes one more corner; of those at or before the step only the last is kept.
    fn push(&mut self, corner: Vertex) {
        if corner.time <= self.instant - STEP {
            self.corners[0] = corner;
        } else if let Some(free) = self.corners.get_mut(usize::from(self.count)) {
            *free = corner;
            self.count += 1;
        }
    }
}

/// The sampler of one track. Give it the fixes in order of time.
#[derive(Clone, Debug)]
pub struct PairSampler {
    track: TrackId,
    thinner: Thinner,
    /// The slice that the newest kept fix lies in.
    current: Option<Slice>,
    harbour: Nearness,
}

impl PairSampler {
    /// A track without a fix yet.
    pub fn new(track: TrackId) -> PairSampler {
        PairSampler {
            track,
            thinner: Thinner::default(),
            current: None,
            harbour: Nearness::default(),
        }
    }

    /// The next fix of the track.
    pub fn on_fix(&mut self, fix: &Fix, ctx: &Context<'_>, out: &mut Vec<Slice>) {
        let mut thinner = self.thinner;
        let limit = ctx.rules.encounter.interpolate();
        thinner.push(fix.into(), STEP, limit, |step| self.take(step, ctx, out));
        self.thinner = thinner;
    }

    /// All fixes up to `now` were given. Call before [`Encounters::advance`] with the same `now`.
    ///
    /// [`Encounters::advance`]: super::Encounters::advance
    pub fn on_clock(&mut self, now: Time, ctx: &Context<'_>, out: &mut Vec<Slice>) {
        let limit = ctx.rules.encounter.interpolate();
        let mut thinner = self.thinner;
        thinner.clock(now, limit, |step| self.take(step, ctx, out));
        self.thinner = thinner;
        if thinner.kept().is_some_and(|kept| now - kept.time > limit) {
            self.end(out);
        }
    }

    /// No more fixes will come.
    pub fn finish(&mut self, ctx: &Context<'_>, out: &mut Vec<Slice>) {
        let mut thinner = self.thinner;
        thinner.finish(|step| self.take(step, ctx, out));
        self.thinner = thinner;
        self.end(out);
    }

    fn take(&mut self, step: Step, ctx: &Context<'_>, out: &mut Vec<Slice>) {
        match step {
            Step::Begin(_) => {}
            Step::Leg(from, to) => self.walk(from, to, ctx, out),
            Step::Silence(..) => self.end(out),
        }
    }

    /// Along a leg: fills the slice it begins in, and every further one that it reaches the end of.
    fn walk(&mut self, from: Vertex, to: Vertex, ctx: &Context<'_>, out: &mut Vec<Slice>) {
        let first = ceil(from.time);
        let mut slice = match self.current.take() {
            Some(slice) => slice,
            None => Slice::begin(first, self.track, from),
        };
        slice.push(to);
        while slice.instant <= to.time {
            slice.at = self.open_water(from, to, slice.instant, ctx);
            out.push(slice);
            let corner = if to.time <= slice.instant { to } else { from };
            slice = Slice::begin(slice.instant + STEP, self.track, corner);
            if corner.time < to.time {
                slice.push(to);
            }
        }
        self.current = Some(slice);
    }

    /// What was observed of the last step, if more than a moment.
    fn end(&mut self, out: &mut Vec<Slice>) {
        out.extend(self.current.take().filter(|slice| slice.count > 1));
    }

    /// The place at `instant`, unless that is deep within the reach of an anchorage, where no
    /// encounter counts and where ships lie by the hundred.
    fn open_water(
        &mut self,
        from: Vertex,
        to: Vertex,
        instant: Time,
        ctx: &Context<'_>,
    ) -> Option<Position> {
        let at = between(from.time, from.position, to.time, to.position, instant);
        let deep = Metres(ctx.rules.encounter.anchorage_m * 0.5);
        (!self.harbour.within(at, deep, ctx.chart)).then_some(at)
    }
}

/// The first instant of the grid at or after `time`.
fn ceil(time: Time) -> Time {
    let floor = time.floor(STEP);
    if floor == time { time } else { floor + STEP }
}

/// How far behind event time slices may still come: the longest leg and the thinning before it.
pub(super) fn lag(interpolate: Span) -> Span {
    interpolate + STEP
}
