//! What the watch makes of a run: its messages through the same pipeline as real ones, and when it
//! would have told each finding.

use std::collections::BTreeMap;
use std::path::Path;

use cordon_archive::{FindingQuery, Store};
use cordon_core::{Finding, FindingId, Status, Time, TrackId};
use cordon_drill::score::{Point, Told, TrackPath, Watched};
use cordon_feeds::{Options, Source};
use cordon_tracks::Decision;
use cordon_watch::engine::Listener;
use cordon_watch::{Settings, Silent, replay, watch_history};

use crate::cli::ChartArgs;
use crate::commands::{store, watch};
use crate::error::Failure;

/// Puts a file of received messages through the watch, in a store beside it that goes afterwards.
pub(super) fn watched(messages: &Path, rules: &ChartArgs) -> Result<Watched, Failure> {
    let settings = watch::settings(rules, None)?;
    let beside = messages.parent().unwrap_or_else(|| Path::new("."));
    let folder = tempfile::tempdir_in(beside).map_err(|error| {
        Failure::input(format!("{}: {error}", beside.display()), "make room for a store beside it")
    })?;
    let mut kept = store::open(folder.path())?;
    watch_history(&mut kept, open(&[messages])?, settings.clone(), &mut Silent)
        .map_err(|error| watch::failure(&error))?;
    let watched = look(&kept, settings)?;
    kept.close().map_err(|error| store::failure(&error))?;
    Ok(watched)
}

/// What a watch made of a run that it heard through sockets, from its store.
pub(super) fn listened(data: &Path, rules: &ChartArgs) -> Result<Watched, Failure> {
    look(&store::read(data)?, watch::settings(rules, Some(data))?)
}

/// Files as sources.
pub(super) fn open(paths: &[&Path]) -> Result<Vec<Box<dyn Source>>, Failure> {
    let mut sources = Vec::new();
    for path in paths {
        let opened = cordon_feeds::open(&path.to_string_lossy(), &Options::default());
        sources.extend(opened.map_err(|error| watch::failure(&error.into()))?);
    }
    Ok(sources)
}

/// The findings and tracks of a store.
pub(super) fn look(kept: &Store, settings: Settings) -> Result<Watched, Failure> {
    let (gap_h, encounter_h) =
        (settings.rules.gap.threshold_h, settings.rules.encounter.duration_h);
    let mut witness = Witness::default();
    let mut engine =
        replay(kept, settings, &mut witness).map_err(|error| watch::failure(&error))?;
    engine.finish(&mut witness);
    if let Some(end) = engine.clock() {
        witness.clock(end);
    }
    let findings = kept.findings(&FindingQuery::all()).map_err(|error| store::failure(&error))?;
    let standing = findings.into_iter().filter(|it| it.status != Status::Withdrawn);
    let findings = standing.map(|finding| witness.told(finding)).collect();
    let tracks = witness.tracks.into_iter().map(|(id, points)| TrackPath { id, points }).collect();
    Ok(Watched { findings, tracks, gap_h, encounter_h })
}

/// Notes what goes on which track, and what is told when.
#[derive(Default)]
struct Witness {
    tracks: BTreeMap<TrackId, Vec<Point>>,
    told: BTreeMap<FindingId, Time>,
    fresh: Vec<FindingId>,
}

impl Witness {
    /// A finding that the replay did not tell, such as one about identities, was known with its last fix.
    fn told(&self, finding: Finding) -> Told {
        let last = finding.evidence.iter().map(|fix| fix.time).max().unwrap_or(finding.start);
        let at = self.told.get(&finding.id).copied().unwrap_or(last);
        Told { finding, at }
    }
}

impl Listener for Witness {
    fn wants_decisions(&self) -> bool {
        true
    }

    fn decision(&mut self, decision: &Decision) {
        let Decision::Kept { track, fix } = decision else { return };
        let speed = fix.sog().map_or(0.0, |knots| knots.0 * 1_852.0 / 3_600.0);
        let course = fix.cog().map_or(0.0, |degrees| degrees.0.to_radians());
        let velocity = (speed * course.sin(), speed * course.cos());
        let point = Point { time: fix.time, at: fix.position, velocity };
        self.tracks.entry(*track).or_default().push(point);
    }

    fn finding(&mut self, finding: Finding) {
        if finding.status != Status::Withdrawn {
            self.fresh.push(finding.id);
        }
    }

    fn clock(&mut self, now: Time) {
        for id in self.fresh.drain(..) {
            self.told.entry(id).or_insert(now);
        }
    }
}
