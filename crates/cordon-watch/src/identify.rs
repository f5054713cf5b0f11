//! Who is who: what all tracks said, judged together.

use std::collections::{BTreeMap, BTreeSet};

use cordon_archive::{Query, Store};
use cordon_core::{Finding, Mmsi, Span, Time, TrackId};
use cordon_identity::practices::{self, IdentityRules, Registry};
use cordon_identity::{Imo, Point, Trace};
use cordon_tracks::{Decision, TrackRules, Tracker};

use crate::engine::{Engine, Listener, Settings};
use crate::error::WatchError;

/// A path has one fix in so long.
const EVERY: Span = Span::from_minutes(10);

/// A path has at most this many fixes: 114 days of one each ten minutes.
const LONGEST: usize = 16_384;

/// How far back paths are read while live data comes in; at the end all of them are.
const LIVE: Span = Span::from_hours(24 * 7);

/// Tells everything about identity that follows from what the engine has heard so far. Paths are read
/// from the store, which holds the same.
pub(crate) fn identify(
    engine: &mut Engine,
    store: &Store,
    at_the_end: bool,
    listener: &mut dyn Listener,
) -> Result<(), WatchError> {
    let mut traces = engine.traces();
    let mut numbers = engine.companions();
    numbers.extend(of_one_imo(&traces));
    let since = engine.clock().filter(|_| !at_the_end).map(|clock| clock - LIVE);
    read_paths(&mut traces, numbers, since, store, &engine.settings().tracks)?;
    let found = detect(&traces, engine.settings());
    engine.tell_identities(found, at_the_end, listener);
    Ok(())
}

fn detect(traces: &[Trace], settings: &Settings) -> Vec<Finding> {
    let (registry, rules): (&dyn Registry, &IdentityRules) =
        (&*settings.registry, &settings.identity);
    practices::detect(traces, registry, rules)
}

/// Numbers that bear one IMO number with others.
fn of_one_imo(traces: &[Trace]) -> BTreeSet<Mmsi> {
    let mut bearers: BTreeMap<Imo, BTreeSet<Mmsi>> = BTreeMap::new();
    for trace in traces {
        if let Some(imo) = trace.imo() {
            bearers.entry(imo).or_default().insert(trace.mmsi());
        }
    }
    bearers.into_values().filter(|numbers| numbers.len() > 1).flatten().collect()
}

/// Reads the paths of the tracks of some numbers from the store.
fn read_paths(
    traces: &mut [Trace],
    numbers: BTreeSet<Mmsi>,
    since: Option<Time>,
    store: &Store,
    rules: &TrackRules,
) -> Result<(), WatchError> {
    if numbers.is_empty() {
        return Ok(());
    }
    let paths = paths(&Query::all().mmsis(numbers), store, rules)?;
    for trace in traces {
        if let Some(path) = paths.get(&trace.track) {
            let from = path.partition_point(|point| since.is_some_and(|since| point.time < since));
            trace.path = path.get(from..).unwrap_or_default().to_vec();
        }
    }
    Ok(())
}

/// Thin paths by track. Tracks follow from the fixes alone, so they come out as they did before.
fn paths(
    query: &Query,
    store: &Store,
    rules: &TrackRules,
) -> Result<BTreeMap<TrackId, Vec<Point>>, WatchError> {
    let mut trackers: BTreeMap<Mmsi, Tracker> = BTreeMap::new();
    let (mut paths, mut decisions) = (BTreeMap::new(), Vec::new());
    for batch in store.scan(query) {
        for fix in &batch?.rows {
            let tracker = trackers.entry(fix.mmsi).or_insert_with(|| Tracker::new(fix.mmsi));
            tracker.on_fix(fix, rules, &mut decisions);
            draw(&mut paths, &mut decisions);
        }
    }
    for tracker in trackers.values_mut() {
        tracker.finish(rules, &mut decisions);
    }
    draw(&mut paths, &mut decisions);
    Ok(paths)
}

fn draw(paths: &mut BTreeMap<TrackId, Vec<Point>>, decisions: &mut Vec<Decision>) {
    for decision in decisions.drain(..) {
        let Decision::Kept { track, fix } = decision else { continue };
        let path = paths.entry(track).or_default();
        thin(path, Point::of(&fix));
    }
}

/// Takes the next fix into a path, where it is the first of its ten minutes.
pub(crate) fn thin(path: &mut Vec<Point>, at: Point) {
    // On the grid of 1970, so that two paths have fixes of one time.
    let is_next = path.last().is_none_or(|last| last.time.floor(EVERY) < at.time.floor(EVERY));
    if is_next && path.len() < LONGEST {
        path.push(at);
    }
}
