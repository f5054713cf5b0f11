//! All tracks of one MMSI, and what watches over each.

use cordon_archive::TrackSummary;
use cordon_core::{Fix, InputId, Mmsi, StaticReport, Time, TrackId, VesselRef};
use cordon_detectors::{Declared, Jumps, PairSampler, TrackDetectors};
use cordon_identity::{Point, Sketch};
use cordon_tracks::{Decision, Identity, Tracker};

use super::companions::Sailing;
use super::output::Pass;
use super::summary::{Extent, Names};

/// A vessel as a finding names it, and the input that says it is simulated.
pub(super) type Named = (VesselRef, Option<InputId>);

/// A track in short, and the input that says it is simulated.
pub(super) type Ended = (TrackSummary, Option<InputId>);

/// What a track said it is and where its ends are, and the input that says it is simulated.
pub(super) type Sketched = (TrackId, Sketch, Option<InputId>);

/// All tracks of one MMSI.
#[derive(Debug)]
pub(super) struct Craft {
    tracker: Tracker,
    watched: Vec<Watched>,
    jumps: Jumps,
}

/// One track and what watches over it.
#[derive(Debug)]
struct Watched {
    detectors: TrackDetectors,
    sampler: PairSampler,
    extent: Extent,
    names: Names,
    sketch: Option<Sketch>,
}

impl Craft {
    pub(super) fn new(mmsi: Mmsi) -> Craft {
        Craft { tracker: Tracker::new(mmsi), watched: Vec::new(), jumps: Jumps::default() }
    }

    pub(super) fn on_fix(&mut self, fix: &Fix, pass: &mut Pass<'_>) {
        self.tracker.on_fix(fix, &pass.settings.tracks, &mut pass.decisions);
        self.act(None, pass);
    }

    pub(super) fn on_static(&mut self, report: &StaticReport, pass: &mut Pass<'_>) {
        self.tracker.on_static(report, &pass.settings.tracks, &mut pass.decisions);
        self.act(Some(report), pass);
    }

    /// Event time has reached `now`. The tracker may hold fixes back for a while, so detectors are
    /// told of the instant by which all is decided.
    pub(super) fn advance(&mut self, now: Time, pass: &mut Pass<'_>) {
        self.tracker.advance(now, &pass.settings.tracks, &mut pass.decisions);
        self.act(None, pass);
        let decided = now - pass.settings.tracks.max_lag();
        for watched in &mut self.watched {
            watched.detectors.on_clock(decided, &pass.context, &mut pass.out.findings);
            watched.sampler.on_clock(decided, &pass.context, &mut pass.out.slices);
        }
    }

    /// The data ends at `now`: what is held back is decided, what goes on is told as going on.
    pub(super) fn finish(&mut self, now: Time, pass: &mut Pass<'_>) {
        self.advance(now, pass);
        self.tracker.finish(&pass.settings.tracks, &mut pass.decisions);
        // Every track closes here, but only because the data does.
        pass.decisions.retain(|decision| !matches!(decision, Decision::Closed { .. }));
        self.act(None, pass);
        for watched in &mut self.watched {
            watched.detectors.finish(now, &pass.context, &mut pass.out.findings);
            watched.sampler.finish(&pass.context, &mut pass.out.slices);
        }
    }

    /// How people name the craft of a track, as far as heard by `as_of`.
    pub(super) fn vessel(&self, track: &TrackId, as_of: Time) -> Option<Named> {
        let watched = self.watched.iter().find(|watched| watched.track() == *track)?;
        Some((watched.names.at(track.mmsi, as_of), watched.extent.simulated()))
    }

    /// Every open track as it stands.
    pub(super) fn open_summaries(&self) -> impl Iterator<Item = Ended> {
        self.watched.iter().map(Watched::summary)
    }

    /// Every open track's sketch.
    pub(super) fn open_sketches(&self) -> impl Iterator<Item = Sketched> {
        self.watched.iter().filter_map(Watched::sketched)
    }

    /// Where its tracks that sail were just seen.
    pub(super) fn sailing(&self, now: Time) -> impl Iterator<Item = Sailing> {
        self.tracker.tracks().filter_map(move |track| Sailing::of(&track.last, now))
    }

    /// Acts on what the tracker decided, of `report` among others.
    fn act(&mut self, report: Option<&StaticReport>, pass: &mut Pass<'_>) {
        let mut decisions = std::mem::take(&mut pass.decisions);
        for decision in &decisions {
            match decision {
                Decision::Kept { track, fix } => self.on_kept(*track, fix, pass),
                Decision::SetAside { reason, .. } => pass.out.counts.add_set_aside(*reason),
                Decision::Said { track, waited, .. } => {
                    if let Some(report) = waited.as_deref().or(report) {
                        self.on_said(*track, report, pass);
                    }
                }
                Decision::Identity { track, identity } => self.on_identity(*track, identity, pass),
                Decision::Closed { track } => self.on_closed(*track, pass),
            }
        }
        if pass.wants_decisions {
            pass.out.decisions.append(&mut decisions);
        }
        decisions.clear();
        pass.decisions = decisions;
    }

    fn on_kept(&mut self, track: TrackId, fix: &Fix, pass: &mut Pass<'_>) {
        pass.out.counts.kept += 1;
        pass.hear(fix);
        self.jumps.on_fix(track, fix, &pass.context, &mut pass.out.findings);
        let watched = self.watched(track, pass);
        watched.extent.add(fix, watched.last().map(|last| last.position));
        watched.sketch.get_or_insert_with(|| Sketch::new(fix)).fix(fix);
        watched.detectors.on_fix(fix, &pass.context, &mut pass.out.findings);
        watched.sampler.on_fix(fix, &pass.context, &mut pass.out.slices);
    }

    fn on_said(&mut self, track: TrackId, report: &StaticReport, pass: &mut Pass<'_>) {
        if let Some(sketch) = &mut self.watched(track, pass).sketch {
            sketch.hear(report);
        }
    }

    fn on_identity(&mut self, track: TrackId, identity: &Identity, pass: &mut Pass<'_>) {
        let watched = self.watched(track, pass);
        watched.names.hear(identity);
        watched.detectors.on_declared(&Declared {
            time: identity.time,
            source: identity.source,
            draught: identity.draught,
            destination: identity.destination.as_deref(),
            eta: identity.eta.as_deref(),
        });
    }

    fn on_closed(&mut self, track: TrackId, pass: &mut Pass<'_>) {
        let Some(at) = self.watched.iter().position(|watched| watched.track() == track) else {
            return;
        };
        let mut watched = self.watched.swap_remove(at);
        let last = watched.last().map_or(track.start, |last| last.time);
        watched.detectors.finish(last, &pass.context, &mut pass.out.findings);
        watched.sampler.finish(&pass.context, &mut pass.out.slices);
        pass.out.closed.push(watched.summary());
        pass.out.sketches.extend(watched.sketched());
    }

    fn watched(&mut self, track: TrackId, pass: &mut Pass<'_>) -> &mut Watched {
        let at = self.watched.iter().position(|watched| watched.track() == track);
        let at = at.unwrap_or_else(|| {
            pass.out.counts.tracks += 1;
            // Nearly every number has one track at a time, and there may be very many numbers.
            self.watched.reserve_exact(1);
            self.watched.push(Watched::new(track));
            self.watched.len() - 1
        });
        &mut self.watched[at]
    }
}

impl Watched {
    fn new(track: TrackId) -> Watched {
        Watched {
            detectors: TrackDetectors::new(track),
            sampler: PairSampler::new(track),
            extent: Extent::default(),
            names: Names::default(),
            sketch: None,
        }
    }

    fn track(&self) -> TrackId {
        self.detectors.track()
    }

    /// Where and when it was last seen.
    fn last(&self) -> Option<Point> {
        self.sketch.as_ref().map(Sketch::last)
    }

    fn sketched(&self) -> Option<Sketched> {
        Some((self.track(), self.sketch.clone()?, self.extent.simulated()))
    }

    fn summary(&self) -> Ended {
        let last = self.last();
        (self.extent.summary(self.track(), last.as_ref(), &self.names), self.extent.simulated())
    }
}
