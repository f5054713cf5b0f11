//! Thins one track to the fixes that its way is known by.

use cordon_core::{Fix, Metres, Span, Time, TrackId};

use super::STEP;
use crate::nearness::Nearness;
use crate::rules::Context;
use crate::thin::{Step, Thinner};
use crate::vertex::Vertex;

/// A slice of a track's way: one kept fix, and whether the way from the one kept before it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// Whose way.
    pub track: TrackId,
    pub(super) corner: Vertex,
    /// Whether it follows the corner before without a silence.
    pub(super) follows: bool,
    /// Whether it lies deep within the reach of an anchorage, where no encounter counts and where
    /// ships lie by the hundred.
    pub(super) deep: bool,
}

/// The sampler of one track. Give it the fixes in order of time.
#[derive(Clone, Debug)]
pub struct PairSampler {
    track: TrackId,
    thinner: Thinner,
    harbour: Nearness,
}

impl PairSampler {
    /// A track without a fix yet.
    pub fn new(track: TrackId) -> PairSampler {
        PairSampler { track, thinner: Thinner::default(), harbour: Nearness::default() }
    }

    /// The next fix of the track.
    pub fn on_fix(&mut self, fix: &Fix, ctx: &Context<'_>, out: &mut Vec<Slice>) {
        let mut thinner = self.thinner;
        let limit = ctx.rules.encounter.interpolate();
        thinner.push(fix.into(), STEP, limit, |step| out.push(self.slice(step, ctx)));
        self.thinner = thinner;
    }

    /// All fixes up to `now` were given. Call before [`Encounters::advance`] with the same `now`.
    ///
    /// [`Encounters::advance`]: super::Encounters::advance
    pub fn on_clock(&mut self, now: Time, ctx: &Context<'_>, out: &mut Vec<Slice>) {
        let limit = ctx.rules.encounter.interpolate();
        let mut thinner = self.thinner;
        thinner.clock(now, limit, |step| out.push(self.slice(step, ctx)));
        self.thinner = thinner;
    }

    /// No more fixes will come.
    pub fn finish(&mut self, ctx: &Context<'_>, out: &mut Vec<Slice>) {
        let mut thinner = self.thinner;
        thinner.finish(|step| out.push(self.slice(step, ctx)));
        self.thinner = thinner;
    }

    fn slice(&mut self, step: Step, ctx: &Context<'_>) -> Slice {
        let (corner, follows) = match step {
            Step::Leg(_, to) => (to, true),
            Step::Begin(to) | Step::Silence(_, to) => (to, false),
        };
        let reach = Metres(ctx.rules.encounter.anchorage_m * 0.5);
        let deep = self.harbour.within(corner.position, reach, ctx.chart);
        Slice { track: self.track, corner, follows, deep }
    }
}

/// How far behind event time slices may still come: the longest leg and the thinning before it.
pub(super) fn lag(interpolate: Span) -> Span {
    interpolate + STEP
}
