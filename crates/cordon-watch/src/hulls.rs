//! The hulls of a vessel, from the archive.
//!
//! Who may be whom is a matter of all tracks: their ends are known without reading a fix. What the
//! related ones said, and the way they went, is read again from the observations.

use std::collections::{BTreeMap, BTreeSet};

use cordon_archive::{FindingQuery, Query, Store, TrackSummary};
use cordon_core::{InputId, Kind, Mmsi, SourceRef, StaticReport, Time, TrackId};
use cordon_identity::hull::{Decision, Hulls, propose, resolve};
use cordon_identity::{Attribute, Point, Sketch, Trace};
use cordon_tracks::{Decision as Tracked, TrackRules, Tracker};

use crate::engine::Settings;
use crate::error::WatchError;
use crate::identify::thin;

/// Each look may show that another number belongs to it; a ship has few of them.
const LOOKS: usize = 4;

/// The hulls that some numbers are taken for, and what was not followed, with what people decided.
pub fn hulls_of(
    store: &Store,
    mmsis: &BTreeSet<Mmsi>,
    settings: &Settings,
) -> Result<Hulls, WatchError> {
    let (decisions, rules) = (settings.registry.decisions(), &settings.identity);
    let mut traces = outlines(&store.tracks(None)?);
    let mut read = BTreeSet::new();
    let mut related = related(store, &traces, mmsis, &decisions)?;
    let mut hulls = Hulls::default();
    for _ in 0..LOOKS {
        fill(&mut traces, &related.difference(&read).copied().collect(), store, &settings.tracks)?;
        read.extend(related.iter().copied());
        hulls = resolve(&traces, &propose(&traces, &decisions, rules), &decisions, rules);
        hulls.hulls.retain(|hull| hull.tracks.iter().any(|track| mmsis.contains(&track.mmsi)));
        let members = hulls.hulls.iter().flat_map(|hull| &hull.tracks);
        related.extend(members.map(|track| track.mmsi));
        if related == read {
            break;
        }
    }
    let asked = |track: TrackId| mmsis.contains(&track.mmsi);
    hulls.refused.retain(|no| asked(no.hypothesis.a) || asked(no.hypothesis.b));
    Ok(hulls)
}

/// Tracks by their ends alone, with the number that they gave last.
fn outlines(tracks: &[TrackSummary]) -> Vec<Trace> {
    let source = SourceRef { input: InputId(u32::MAX), offset: 0, length: 0 };
    let outline = |track: &TrackSummary| {
        let at =
            |time, position: &cordon_core::Position| Point { time, position: *position, source };
        let first = at(track.id.start, track.course.first()?);
        let last = at(track.end, track.course.last()?);
        let mut trace = Trace::new(track.id, first, last);
        trace.exercise.clone_from(&track.exercise);
        if let Some(imo) = track.imo {
            // It stands where it was heard twice.
            trace.claim(Attribute::Imo, imo.to_string(), first);
            trace.claim(Attribute::Imo, imo.to_string(), last);
        }
        Some(trace)
    };
    tracks.iter().filter_map(outline).collect()
}

/// The numbers asked for, those that share an IMO number with them, and those that someone took for
/// the same ship, in a finding or by decision.
fn related(
    store: &Store,
    traces: &[Trace],
    mmsis: &BTreeSet<Mmsi>,
    decisions: &[Decision],
) -> Result<BTreeSet<Mmsi>, WatchError> {
    let own = traces.iter().filter(|trace| mmsis.contains(&trace.mmsi()));
    let imos: BTreeSet<_> = own.filter_map(Trace::imo).collect();
    let shares = |trace: &&Trace| trace.imo().is_some_and(|imo| imos.contains(&imo));
    let mut related: BTreeSet<Mmsi> = traces.iter().filter(shares).map(Trace::mmsi).collect();
    related.extend(mmsis);
    for (a, b) in decisions.iter().map(|decision| (decision.a.mmsi, decision.b.mmsi)) {
        if mmsis.contains(&a) || mmsis.contains(&b) {
            related.extend([a, b]);
        }
    }
    let findings = store.findings(&FindingQuery::all().mmsis(mmsis.iter().copied()))?;
    let joins = |kind: Kind| matches!(kind, Kind::DualIdentity | Kind::IdentityChange);
    let joined = findings.iter().filter(|finding| joins(finding.kind));
    related.extend(joined.flat_map(|finding| finding.tracks.iter().map(|track| track.mmsi)));
    Ok(related)
}

/// What a track said, and the way it went.
#[derive(Default)]
struct Drawn {
    sketch: Option<Sketch>,
    path: Vec<Point>,
}

/// Reads the tracks of some numbers again.
fn fill(
    traces: &mut [Trace],
    numbers: &BTreeSet<Mmsi>,
    store: &Store,
    rules: &TrackRules,
) -> Result<(), WatchError> {
    if numbers.is_empty() {
        return Ok(());
    }
    let mut drawn = draw(&Query::all().mmsis(numbers.iter().copied()), store, rules)?;
    for trace in traces {
        let Some(Drawn { sketch: Some(sketch), path }) = drawn.remove(&trace.track) else {
            continue;
        };
        let exercise = trace.exercise.take();
        *trace = Trace { path, exercise, ..sketch.trace(trace.track) };
    }
    Ok(())
}

/// One number's tracker, and its reports that no fix has reached yet.
struct Craft {
    tracker: Tracker,
    waiting: std::vec::IntoIter<StaticReport>,
}

fn draw(
    query: &Query,
    store: &Store,
    rules: &TrackRules,
) -> Result<BTreeMap<TrackId, Drawn>, WatchError> {
    let mut craft = hear(query, store)?;
    let mut drawn = BTreeMap::new();
    for batch in store.scan(query) {
        for fix in &batch?.rows {
            let one = craft.entry(fix.mmsi).or_insert_with(|| Craft::new(fix.mmsi, Vec::new()));
            one.listen(fix.time, rules, &mut drawn);
            let mut decisions = Vec::new();
            one.tracker.on_fix(fix, rules, &mut decisions);
            take(&mut drawn, None, decisions);
        }
    }
    for one in craft.values_mut() {
        one.listen(Time::MAX, rules, &mut drawn);
        let mut decisions = Vec::new();
        one.tracker.finish(rules, &mut decisions);
        take(&mut drawn, None, decisions);
    }
    Ok(drawn)
}

/// What each number said, in order of time.
fn hear(query: &Query, store: &Store) -> Result<BTreeMap<Mmsi, Craft>, WatchError> {
    let mut reports: BTreeMap<Mmsi, Vec<StaticReport>> = BTreeMap::new();
    for batch in store.statics(query) {
        for report in batch?.rows {
            reports.entry(report.mmsi).or_default().push(report);
        }
    }
    let craft = |(mmsi, mut said): (Mmsi, Vec<StaticReport>)| {
        said.sort_by_key(|report| (report.time, report.digest));
        (mmsi, Craft::new(mmsi, said))
    };
    Ok(reports.into_iter().map(craft).collect())
}

impl Craft {
    fn new(mmsi: Mmsi, said: Vec<StaticReport>) -> Craft {
        Craft { tracker: Tracker::new(mmsi), waiting: said.into_iter() }
    }

    /// Hears what was said up to an instant.
    fn listen(&mut self, to: Time, rules: &TrackRules, drawn: &mut BTreeMap<TrackId, Drawn>) {
        let is_due = |report: &StaticReport| report.time <= to;
        while self.waiting.as_slice().first().is_some_and(is_due) {
            let Some(report) = self.waiting.next() else { return };
            let mut decisions = Vec::new();
            self.tracker.on_static(&report, rules, &mut decisions);
            take(drawn, Some(&report), decisions);
        }
    }
}

fn take(
    drawn: &mut BTreeMap<TrackId, Drawn>,
    report: Option<&StaticReport>,
    decisions: Vec<Tracked>,
) {
    for decision in decisions {
        match decision {
            Tracked::Kept { track, fix } => {
                let (here, drawn) = (Point::of(&fix), drawn.entry(track).or_default());
                drawn.sketch.get_or_insert_with(|| Sketch::new(&fix)).fix(&fix);
                thin(&mut drawn.path, here);
            }
            Tracked::Said { track, waited, .. } => {
                let sketch = drawn.get_mut(&track).and_then(|drawn| drawn.sketch.as_mut());
                if let (Some(sketch), Some(report)) = (sketch, waited.as_deref().or(report)) {
                    sketch.hear(report);
                }
            }
            Tracked::SetAside { .. } | Tracked::Identity { .. } | Tracked::Closed { .. } => {}
        }
    }
}
