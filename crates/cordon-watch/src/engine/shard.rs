//! One shard: a fixed share of all vessels, worked on by one thread at a time.

use cordon_core::{Fix, Mmsi, StaticReport, Time, TrackId, VesselRef};
use rustc_hash::FxHashMap;

use super::craft::{Craft, Ended, Named, Sketched};
use super::output::Pass;
use super::waiting::{Event, Waiting, in_order};

/// A share of all vessels, and what was heard of them but not processed yet.
#[derive(Debug, Default)]
pub(crate) struct Shard {
    /// Boxed: a table that grows is half empty.
    craft: FxHashMap<Mmsi, Box<Craft>>,
    fixes: Waiting<Fix>,
    statics: Waiting<StaticReport>,
}

impl Shard {
    pub(crate) fn offer_fix(&mut self, fix: Fix) {
        self.fixes.push(fix);
    }

    pub(crate) fn offer_static(&mut self, report: StaticReport) {
        self.statics.push(report);
    }

    pub(super) fn forget_after(&mut self, time: Time) {
        self.fixes.forget_after(time);
        self.statics.forget_after(time);
    }

    pub(super) fn earliest(&self) -> Option<Time> {
        [self.fixes.earliest(), self.statics.earliest()].into_iter().flatten().min()
    }

    pub(super) fn latest(&self) -> Option<Time> {
        [self.fixes.latest(), self.statics.latest()].into_iter().flatten().max()
    }

    /// Processes everything up to `to`; on a `whole` step the clocks of all craft are set as well.
    pub(super) fn advance(&mut self, to: Time, whole: bool, pass: &mut Pass<'_>) {
        let (fixes, statics) = (self.fixes.take(to), self.statics.take(to));
        for event in in_order(fixes, statics) {
            match event {
                Event::Fix(fix) => self.craft(fix.mmsi).on_fix(&fix, pass),
                Event::Static(report) => self.craft(report.mmsi).on_static(&report, pass),
            }
        }
        if whole {
            for craft in self.craft.values_mut() {
                craft.advance(to, pass);
                pass.out.sailing.extend(craft.sailing(to));
            }
        }
    }

    /// The data ends at `now`.
    pub(super) fn finish(&mut self, now: Time, pass: &mut Pass<'_>) {
        for craft in self.craft.values_mut() {
            craft.finish(now, pass);
        }
    }

    /// How people name the craft of a track, as far as heard by `as_of`.
    pub(super) fn vessel(&self, track: &TrackId, as_of: Time) -> Named {
        self.craft
            .get(&track.mmsi)
            .and_then(|craft| craft.vessel(track, as_of))
            .unwrap_or_else(|| (VesselRef::unnamed(track.mmsi), None))
    }

    /// Every open track as it stands.
    pub(super) fn open_summaries(&self) -> impl Iterator<Item = Ended> {
        self.craft.values().flat_map(|craft| craft.open_summaries())
    }

    /// Every open track's sketch.
    pub(super) fn open_sketches(&self) -> impl Iterator<Item = Sketched> {
        self.craft.values().flat_map(|craft| craft.open_sketches())
    }

    fn craft(&mut self, mmsi: Mmsi) -> &mut Craft {
        self.craft.entry(mmsi).or_insert_with(|| Box::new(Craft::new(mmsi)))
    }
}
