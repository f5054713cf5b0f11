//! What one shard has to say after a step.

use std::collections::BTreeMap;

use cordon_core::{Finding, Fix, SetAside, StaticReport, Time};
use cordon_detectors::{Context, ReceptionGrid, Run, Slice};
use cordon_tracks::Decision;
use serde::Serialize;

use super::Settings;
use super::companions::Sailing;
use super::craft::{Ended, Sketched};

/// What became of the observations that the engine was offered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Fixes that are part of a track.
    pub kept: u64,
    /// Fixes that are part of none, by reason.
    pub set_aside: BTreeMap<&'static str, u64>,
    /// Observations that came after their time was processed.
    pub late: u64,
    /// Tracks begun.
    pub tracks: u64,
}

impl Counts {
    /// Counts one fix that was set aside.
    pub(super) fn add_set_aside(&mut self, reason: SetAside) {
        *self.set_aside.entry(reason.name()).or_default() += 1;
    }

    pub(super) fn add(&mut self, other: &Counts) {
        self.kept += other.kept;
        self.late += other.late;
        self.tracks += other.tracks;
        for (reason, n) in &other.set_aside {
            *self.set_aside.entry(reason).or_default() += n;
        }
    }
}

/// What one shard has to say after a step.
#[derive(Debug, Default)]
pub(super) struct Output {
    pub(super) findings: Vec<Finding>,
    pub(super) decisions: Vec<Decision>,
    pub(super) reports: Vec<StaticReport>,
    pub(super) slices: Vec<Slice>,
    pub(super) closed: Vec<Ended>,
    pub(super) sketches: Vec<Sketched>,
    pub(super) sailing: Vec<Sailing>,
    pub(super) reception: ReceptionGrid,
    pub(super) counts: Counts,
}

/// One shard's work in one step: what it is told, and what it says.
pub(super) struct Pass<'a> {
    pub(super) settings: &'a Settings,
    pub(super) context: Context<'a>,
    pub(super) wants_decisions: bool,
    /// What the tracker at work just decided; empty between two craft.
    pub(super) decisions: Vec<Decision>,
    /// The newest fixes that count alike for reception, not counted yet.
    pub(super) run: Option<Run>,
    pub(super) out: Output,
}

impl Pass<'_> {
    /// Counts a fix for how well its place is received.
    pub(super) fn hear(&mut self, fix: &Fix) {
        let next = Run::of(fix);
        let Some(run) = &mut self.run else {
            self.run = Some(next);
            return;
        };
        if let Some(other) = run.join(next) {
            self.out.reception.add_run(run);
            *run = other;
        }
    }

    /// What the shard has to say.
    pub(super) fn done(mut self) -> Output {
        self.run.iter().for_each(|run| self.out.reception.add_run(run));
        self.out
    }
}

/// Sorts decisions by the time of what they are about; closings come last.
pub(super) fn in_order_of_time(decisions: &mut [Decision]) {
    decisions.sort_by_key(|decision| match decision {
        Decision::Kept { fix, .. } | Decision::SetAside { fix, .. } => (fix.time, fix.mmsi),
        Decision::Said { track, time, .. } => (*time, track.mmsi),
        Decision::Identity { track, identity } => (identity.time, track.mmsi),
        Decision::Closed { track } => (Time::MAX, track.mmsi),
    });
}
