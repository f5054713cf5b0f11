//! Observations in, decisions and findings out: one engine for live data, history and drills.
//!
//! Event time moves in steps of [`STEP`]. Within a step every shard works by itself, on as many
//! threads as there are; at its end what the shards saw is put together (reception, pairs). Steps
//! are instants of event time, so nothing depends on how the data was cut up or on how many threads
//! worked.

mod companions;
mod craft;
mod identities;
mod output;
mod shard;
mod summary;
mod waiting;

use std::collections::BTreeMap;
use std::sync::Arc;

use cordon_archive::{TrackSummary, shard_of};
use cordon_core::{Chart, Finding, Fix, InputId, SetAside, Span, StaticReport, Time, TrackId};
use cordon_detectors::{Context, DarkMeetings, Encounters, Outages, ReceptionGrid, Rules};
use cordon_identity::practices::{IdentityRules, Registry};
use cordon_tracks::{Decision, TrackRules};
use rayon::prelude::*;

use companions::{Companions, Sailing};
use craft::Ended;
use identities::Identities;
pub use output::Counts;
use output::{Output, Pass};
pub(crate) use shard::Shard;

/// The step of event time after which shards are put together.
pub const STEP: Span = Span::from_minutes(10);

/// How far back reception is remembered: the longest window a gap is judged by, and the gap itself.
const RECEPTION_MEMORY: Span = Span::from_hours(24 * 15);

/// Everything the engine is told before it starts.
#[derive(Clone)]
pub struct Settings {
    /// How observations become tracks.
    pub tracks: TrackRules,
    /// What is a finding.
    pub rules: Rules,
    /// What is a finding about identity.
    pub identity: IdentityRules,
    /// Flags on record.
    pub registry: Arc<dyn Registry + Send + Sync>,
    /// Land and ports.
    pub chart: Arc<dyn Chart + Send + Sync>,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("tracks", &self.tracks)
            .field("rules", &self.rules)
            .field("identity", &self.identity)
            .finish_non_exhaustive()
    }
}

/// Who hears what the engine decides, in order of event time.
pub trait Listener {
    /// Whether single decisions are wanted; findings always are.
    fn wants_decisions(&self) -> bool {
        false
    }

    /// A fix was kept or set aside, a track changed its identity or closed.
    fn decision(&mut self, _decision: &Decision) {}

    /// A craft said what it is; told where decisions are wanted.
    fn report(&mut self, _report: &StaticReport) {}

    /// Something was found, or told anew under the same name.
    fn finding(&mut self, finding: Finding);

    /// A track's state: told when it closes, and for every open track at the end.
    fn track(&mut self, _summary: TrackSummary) {}

    /// Event time has reached this instant.
    fn clock(&mut self, _now: Time) {}
}

/// Trackers and detectors of all craft.
#[derive(Debug)]
pub struct Engine {
    settings: Settings,
    shards: Vec<Shard>,
    reception: ReceptionGrid,
    encounters: Encounters,
    outages: Outages,
    dark_meetings: DarkMeetings,
    companions: Companions,
    identities: Identities,
    /// All observations up to this instant were processed.
    clock: Option<Time>,
    counts: Counts,
    exercises: BTreeMap<InputId, String>,
}

impl Engine {
    /// No craft yet.
    pub fn new(settings: Settings) -> Engine {
        Engine {
            settings,
            shards: (0..cordon_archive::SHARDS).map(|_| Shard::default()).collect(),
            reception: ReceptionGrid::new(),
            encounters: Encounters::new(),
            outages: Outages::default(),
            dark_meetings: DarkMeetings::default(),
            companions: Companions::default(),
            identities: Identities::default(),
            clock: None,
            counts: Counts::default(),
            exercises: BTreeMap::new(),
        }
    }

    /// Everything from this input is simulated, in the exercise named.
    pub fn mark_exercise(&mut self, input: InputId, exercise: &str) {
        self.exercises.insert(input, exercise.to_owned());
    }

    /// Takes in observations, in any order. Those at or before the clock come too late to be
    /// processed: they are counted, and the answer is how many they were.
    pub fn offer(&mut self, fixes: &[Fix], statics: Vec<StaticReport>) -> u64 {
        let clock = self.clock;
        let is_late = |time: Time| clock.is_some_and(|clock| time <= clock);
        let mut late = 0;
        for fix in fixes {
            if is_late(fix.time) {
                late += 1;
            } else {
                self.shards[usize::from(shard_of(fix.mmsi))].offer_fix(*fix);
            }
        }
        for report in statics {
            if is_late(report.time) {
                late += 1;
            } else {
                self.shards[usize::from(shard_of(report.mmsi))].offer_static(report);
            }
        }
        self.counts.late += late;
        late
    }

    /// Takes in what `read` gives for each shard, on as many threads as there are. Nothing of it may
    /// be dated at or before the clock.
    pub(crate) fn fill<E: Send>(
        &mut self,
        read: impl Fn(u16, &mut Shard) -> Result<(), E> + Sync,
    ) -> Result<(), E> {
        let shards = self.shards.par_iter_mut().enumerate();
        shards
            .try_for_each(|(number, shard)| read(u16::try_from(number).unwrap_or(u16::MAX), shard))
    }

    /// Processes everything that was taken in.
    pub(crate) fn catch_up(&mut self, listener: &mut dyn Listener) {
        if let Some(last) = self.latest_waiting() {
            self.advance(last.max(self.clock.unwrap_or(last)), listener);
        }
    }

    /// Event time has reached `now`, and nothing before it will come: processes everything up to it.
    pub fn advance(&mut self, now: Time, listener: &mut dyn Listener) {
        while let Some(next) = self.earliest_waiting().filter(|next| *next <= now) {
            self.reach_grid(next, listener);
            let end = next.floor(STEP) + STEP;
            self.step(end.min(now), end <= now, listener);
        }
        self.reach_grid(now, listener);
        if self.clock.is_none_or(|clock| clock < now) {
            self.clock = Some(now);
            listener.clock(now);
        }
    }

    /// Ends the step that an instant of the grid at or before `time` ends, where that is still to do.
    fn reach_grid(&mut self, time: Time, listener: &mut dyn Listener) {
        let instant = time.floor(STEP);
        if self.clock.is_some_and(|clock| clock < instant) {
            self.step(instant, true, listener);
        }
    }

    /// Drops what was offered and is dated after `time`.
    pub fn forget_after(&mut self, time: Time) {
        self.shards.iter_mut().for_each(|shard| shard.forget_after(time));
    }

    /// The data ends: processes everything, tells what is still going on, and every open track.
    pub fn finish(&mut self, listener: &mut dyn Listener) {
        self.catch_up(listener);
        let Some(now) = self.clock else { return };
        let outputs = Self::work(
            &mut self.shards,
            &self.settings,
            &self.reception,
            listener,
            |shard, pass| {
                shard.finish(now, pass);
            },
        );
        let mut findings = self.gather(outputs, Vec::new(), listener);
        let context = context(&self.settings, &self.reception);
        self.encounters.finish(now, &context, &mut findings);
        self.outages.review(&mut findings, now, &context);
        self.dark_meetings.review(&mut findings, now, &context);
        self.tell(findings, listener);
        let mut open: Vec<_> = self.shards.iter().flat_map(Shard::open_summaries).collect();
        open.sort_by_key(|(summary, _)| summary.id);
        for ended in open {
            listener.track(self.marked(ended));
        }
    }

    /// Counts and tells fixes that are not processed at all.
    pub fn set_aside<'a>(
        &mut self,
        fixes: impl IntoIterator<Item = &'a Fix>,
        reason: SetAside,
        listener: &mut dyn Listener,
    ) {
        for fix in fixes {
            self.counts.add_set_aside(reason);
            if listener.wants_decisions() {
                listener.decision(&Decision::SetAside { fix: *fix, reason });
            }
        }
    }

    /// What the engine was told before it started.
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How far event time has come.
    pub fn clock(&self) -> Option<Time> {
        self.clock
    }

    /// What was kept, set aside, and came late.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// One step: all shards up to `to`, then what needs them all. `whole` steps end on the grid.
    fn step(&mut self, to: Time, whole: bool, listener: &mut dyn Listener) {
        let mut outputs = Self::work(
            &mut self.shards,
            &self.settings,
            &self.reception,
            listener,
            |shard, pass| {
                shard.advance(to, whole, pass);
            },
        );
        self.clock = Some(to);
        let sailing = outputs.iter_mut().flat_map(|output| output.sailing.drain(..)).collect();
        let mut findings = self.gather(outputs, sailing, listener);
        if whole {
            self.reception.forget_before(to - RECEPTION_MEMORY);
            self.reception.settle();
            self.put_together(to, &mut findings);
        } else {
            self.outages.hold(&mut findings);
        }
        self.tell(findings, listener);
        listener.clock(to);
    }

    /// What takes all shards to see, at the end of a whole step.
    fn put_together(&mut self, to: Time, findings: &mut Vec<Finding>) {
        let decided = to - self.settings.tracks.max_lag();
        let context = context(&self.settings, &self.reception);
        let (encounters, outages) = (&mut self.encounters, &mut self.outages);
        let mut met = Vec::new();
        rayon::join(
            || encounters.advance(decided, &context, &mut met),
            || outages.review(findings, to, &context),
        );
        findings.append(&mut met);
        self.dark_meetings.review(findings, to, &context);
    }

    /// Lets every shard work by itself, on as many threads as there are.
    fn work(
        shards: &mut [Shard],
        settings: &Settings,
        reception: &ReceptionGrid,
        listener: &dyn Listener,
        work: impl Fn(&mut Shard, &mut Pass<'_>) + Sync,
    ) -> Vec<Output> {
        let wants_decisions = listener.wants_decisions();
        shards
            .par_iter_mut()
            .map(|shard| {
                let context = context(settings, reception);
                let (decisions, out) = (Vec::new(), Output::default());
                let mut pass =
                    Pass { settings, context, wants_decisions, decisions, run: None, out };
                work(shard, &mut pass);
                pass.done()
            })
            .collect()
    }

    /// Takes in what the shards saw, in the order of the shards, and tells the decisions.
    fn gather(
        &mut self,
        mut outputs: Vec<Output>,
        sailing: Vec<Sailing>,
        listener: &mut dyn Listener,
    ) -> Vec<Finding> {
        let now = self.clock;
        let (reception, companions) = (&mut self.reception, &mut self.companions);
        let (encounters, rules) = (&mut self.encounters, &self.settings.identity);
        let slices: Vec<_> =
            outputs.iter_mut().map(|output| std::mem::take(&mut output.slices)).collect();
        rayon::join(
            || outputs.iter().for_each(|output| reception.merge(&output.reception)),
            || {
                for slices in slices {
                    encounters.give(slices);
                }
                if let Some(now) = now {
                    companions.meet(sailing, now, rules);
                }
            },
        );
        let mut findings = Vec::new();
        let mut decisions = Vec::new();
        for output in outputs {
            self.counts.add(&output.counts);
            findings.extend(output.findings);
            self.identities.closed.extend(output.sketches);
            decisions.extend(output.decisions);
            output.reports.iter().for_each(|report| listener.report(report));
            for ended in output.closed {
                listener.track(self.marked(ended));
            }
        }
        output::in_order_of_time(&mut decisions);
        for decision in &decisions {
            listener.decision(decision);
        }
        findings
    }

    /// Names the vessels of findings and hands them on, in order of their start and name.
    fn tell(&self, mut findings: Vec<Finding>, listener: &mut dyn Listener) {
        findings.sort_by(|a, b| (a.start, &a.id).cmp(&(b.start, &b.id)));
        for mut finding in findings {
            let as_of = finding.end.or(self.clock).unwrap_or(finding.start);
            let named = |track: &TrackId| {
                self.shards[usize::from(shard_of(track.mmsi))].vessel(track, as_of)
            };
            let (vessels, inputs): (Vec<_>, Vec<_>) = finding.tracks.iter().map(named).unzip();
            finding.vessels = vessels;
            finding.exercise = self.exercise(inputs.into_iter().flatten().next());
            listener.finding(finding);
        }
    }

    /// A track in short, with its exercise mark.
    fn marked(&self, (summary, simulated): Ended) -> TrackSummary {
        TrackSummary { exercise: self.exercise(simulated), ..summary }
    }

    /// The name of the exercise that a simulated input belongs to.
    fn exercise(&self, simulated: Option<InputId>) -> Option<String> {
        let name = self.exercises.get(&simulated?);
        Some(name.map_or_else(|| "EXERCISE".to_owned(), Clone::clone))
    }

    fn earliest_waiting(&self) -> Option<Time> {
        self.shards.iter().filter_map(Shard::earliest).min()
    }

    fn latest_waiting(&self) -> Option<Time> {
        self.shards.iter().filter_map(Shard::latest).max()
    }
}

fn context<'a>(settings: &'a Settings, reception: &'a ReceptionGrid) -> Context<'a> {
    Context { rules: &settings.rules, chart: &*settings.chart, reception }
}
