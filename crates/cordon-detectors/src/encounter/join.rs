//! Joins the slices of all tracks: who is near whom, since when, until when.

use std::collections::BTreeMap;

use cordon_core::{Finding, Status, Time, TrackId};

use super::judge::{self, Verdict};
use super::pair::Pair;
use super::sampler::{Slice, lag};
use super::sweep::Sweep;
use super::way::Ways;
use super::{EncounterRules, STEP};
use crate::rules::Context;

/// The two tracks of a pair, in order.
type Names = (TrackId, TrackId);

/// All pairs of craft. One for the whole fleet.
///
/// Memory grows with the craft and the pairs that are or lately were within reach, and with the
/// slices given but not yet advanced over.
#[derive(Clone, Debug, Default)]
pub struct Encounters {
    ways: Ways,
    pairs: BTreeMap<Names, Pair>,
    sweep: Sweep,
    counts: EncounterCounts,
}

/// What was looked at and not told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EncounterCounts {
    /// Places swept: craft in open water, once in ten minutes.
    pub swept: u64,
    /// Long enough, but too near an anchorage.
    pub near_anchorage: u64,
    /// Long enough, but too fast.
    pub too_fast: u64,
    /// Places in crowds, whose pairs were not looked at.
    pub crowded: u64,
}

impl Encounters {
    /// No craft yet.
    pub fn new() -> Encounters {
        Encounters::default()
    }

    /// Takes slices: of any tracks in any order, of each track in its own.
    pub fn give(&mut self, slices: impl IntoIterator<Item = Slice>) {
        for slice in slices {
            self.ways.push(slice);
        }
    }

    /// Event time has reached `now`: all samplers got all fixes up to it, were told so by
    /// [`PairSampler::on_clock`](super::PairSampler::on_clock), and their slices were given.
    pub fn advance(&mut self, now: Time, ctx: &Context<'_>, out: &mut Vec<Finding>) {
        let until = now - lag(ctx.rules.encounter.interpolate());
        self.join_until(until, ctx, out);
        self.settle(until, ctx, out);
    }

    /// The data ended at `now`, and the samplers were finished. What still went on then stays open.
    pub fn finish(&mut self, now: Time, ctx: &Context<'_>, out: &mut Vec<Finding>) {
        self.join_until(Time::MAX, ctx, out);
        for (names, mut pair) in std::mem::take(&mut self.pairs) {
            let seen_lately = |end| now - end <= ctx.rules.encounter.interpolate();
            let goes_on = pair.goes_on() && pair.end().is_some_and(seen_lately);
            let status = if goes_on { Status::Open } else { Status::Final };
            if !goes_on {
                pair.close();
            }
            self.tell(names, &pair, status, ctx, out);
        }
    }

    /// What was looked at and not told.
    pub fn counts(&self) -> EncounterCounts {
        self.counts
    }

    fn join_until(&mut self, until: Time, ctx: &Context<'_>, out: &mut Vec<Finding>) {
        while let Some(instant) = self.ways.next(until) {
            self.settle(instant, ctx, out);
            self.join(instant, ctx, out);
        }
    }

    fn join(&mut self, instant: Time, ctx: &Context<'_>, out: &mut Vec<Finding>) {
        let rules = &ctx.rules.encounter;
        self.discover(instant, rules);
        let mut told = Vec::new();
        for (&names, pair) in &mut self.pairs {
            let chain = |track| self.ways.chain(track, instant);
            if let Some(full) = pair.step(instant, &[chain(names.0), chain(names.1)], rules) {
                told.push((names, full, Status::Final));
            }
            if pair.ripe(rules) {
                told.push((names, pair.clone(), Status::Open));
            }
        }
        for (names, pair, status) in told {
            let found = self.tell(names, &pair, status, ctx, out);
            if let (Status::Open, Some(pair)) = (status, self.pairs.get_mut(&names)) {
                pair.told = found;
            }
        }
        self.pairs.retain(|_, pair| pair.start().is_some());
    }

    /// New pairs within reach at this instant.
    fn discover(&mut self, instant: Time, rules: &EncounterRules) {
        let places = self.ways.pass(instant);
        let at = places.iter().zip(0..).map(|(&(at, _), who)| (at, who));
        let track = |who: u32| places.get(who as usize).map(|&(_, track)| track);
        for (a, b) in self.sweep.pairs(at, rules.distance(), rules.crowd) {
            if let (Some(a), Some(b)) = (track(a), track(b)) {
                self.pairs.entry((a.min(b), a.max(b))).or_default();
            }
        }
        self.counts.swept += places.len() as u64;
        self.counts.crowded += self.sweep.crowded as u64;
    }

    /// Tells the pairs that have been apart for too long to be merged with what may come.
    fn settle(&mut self, until: Time, ctx: &Context<'_>, out: &mut Vec<Finding>) {
        let merge = ctx.rules.encounter.merge();
        let over = |pair: &Pair| pair.end().is_none_or(|end| until - STEP - end >= merge);
        let done: Vec<Names> =
            self.pairs.iter().filter(|(_, pair)| over(pair)).map(|(&names, _)| names).collect();
        for names in done {
            if let Some(mut pair) = self.pairs.remove(&names) {
                pair.close();
                self.tell(names, &pair, Status::Final, ctx, out);
            }
        }
    }

    /// Judges a pair, and tells it if it is an encounter, or was told to be one and is not.
    fn tell(
        &mut self,
        names: Names,
        pair: &Pair,
        status: Status,
        ctx: &Context<'_>,
        out: &mut Vec<Finding>,
    ) -> bool {
        let verdict = judge::judge(names, pair, status, ctx);
        let over = status == Status::Final;
        match verdict {
            Verdict::Encounter(finding) => {
                out.push(*finding);
                return true;
            }
            Verdict::TooShort => {}
            Verdict::NearAnchorage(_) => self.counts.near_anchorage += u64::from(over),
            Verdict::TooFast(_) => self.counts.too_fast += u64::from(over),
        }
        if let (true, Some(withdrawn)) = (pair.told && over, verdict.withdrawn()) {
            out.push(withdrawn);
        }
        false
    }
}
