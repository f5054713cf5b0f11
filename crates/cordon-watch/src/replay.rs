//! From the archive through the engine: history is one more source.

use std::collections::{BTreeMap, BTreeSet};

use cordon_archive::{Day, Query, SHARDS, Store};
use cordon_core::{Finding, Fix, InputId, SetAside, StaticReport, Status, Time};
use rayon::prelude::*;

use crate::engine::{Counts, Engine, Listener, Settings};
use crate::error::WatchError;
use crate::reconcile::FindingSet;
use cordon_archive::TrackSummary;

/// Puts all observations of the store through a new engine, in order of time. The engine comes back
/// unfinished: live data may go on from there.
pub fn replay(
    store: &Store,
    settings: Settings,
    listener: &mut dyn Listener,
) -> Result<Engine, WatchError> {
    let mut engine = Engine::new(settings);
    for (number, input) in (0..).zip(store.inputs()) {
        if let Some(exercise) = &input.exercise {
            engine.mark_exercise(InputId(number), exercise);
        }
    }
    let days = store.days();
    let jumps = clock_jumps(&store.rows_by_day());
    for (index, day) in days.iter().enumerate() {
        let from = if index == 0 { Time::MIN } else { day.start() };
        let until = days.get(index + 1).map(|next: &Day| next.start());
        let (fixes, statics) = read_window(store, from, until)?;
        if jumps.contains(day) {
            engine.set_aside(fixes.iter().flatten(), SetAside::ClockJump, listener);
            continue;
        }
        let last = latest(&fixes, &statics);
        for shard in fixes {
            engine.offer(&shard, Vec::new());
        }
        for shard in statics {
            engine.offer(&[], shard);
        }
        if let Some(last) = last {
            engine.advance(last, listener);
        }
    }
    Ok(engine)
}

/// Days of silence on both sides that make a few reports a broken clock's.
const ALONE_DAYS: f64 = 30.0;

/// One report in so many may come from a broken clock; more are data.
const JUMPS_ONE_IN: u64 = 1_000;

/// Days at either end of the data that only a broken clock can have told: far from all other data,
/// with next to nothing on them. A report dated decades ahead would otherwise make every ship look
/// silent since.
fn clock_jumps(rows: &BTreeMap<Day, u64>) -> BTreeSet<Day> {
    let few = rows.values().sum::<u64>() / JUMPS_ONE_IN;
    let mut jumps = alone(rows.iter(), few);
    jumps.extend(alone(rows.iter().rev(), few));
    jumps
}

/// The first days of `rows` up to a long silence, where they hold no more than `few` rows.
fn alone<'a>(rows: impl Iterator<Item = (&'a Day, &'a u64)>, few: u64) -> BTreeSet<Day> {
    let (mut jumps, mut since) = (BTreeSet::new(), Vec::new());
    let (mut seen, mut before) = (0, None::<Day>);
    for (&day, &n) in rows {
        let is_far = before
            .is_some_and(|before| (day.start() - before.start()).abs().hours() > 24.0 * ALONE_DAYS);
        if is_far {
            jumps.extend(since.drain(..));
        }
        seen += n;
        if seen > few {
            break;
        }
        since.push(day);
        before = Some(day);
    }
    jumps
}

/// Everything that a store's observations say, computed anew.
#[derive(Debug, Default)]
pub struct Conclusions {
    /// All findings, the latest telling of each.
    pub findings: FindingSet,
    /// All tracks.
    pub tracks: Vec<TrackSummary>,
    /// What was kept and set aside.
    pub counts: Counts,
    /// How far the data goes.
    pub clock: Option<Time>,
}

/// Computes tracks and findings from the archive alone.
pub fn conclude(store: &Store, settings: Settings) -> Result<Conclusions, WatchError> {
    let mut collector = Collector::default();
    let mut engine = replay(store, settings, &mut collector)?;
    engine.finish(&mut collector);
    let Collector { findings, mut tracks } = collector;
    tracks.sort_by_key(|track| track.id);
    let (counts, clock) = (engine.counts().clone(), engine.clock());
    Ok(Conclusions { findings, tracks, counts, clock })
}

/// Remembers the latest telling of everything.
#[derive(Debug, Default)]
struct Collector {
    findings: FindingSet,
    tracks: Vec<TrackSummary>,
}

impl Listener for Collector {
    fn finding(&mut self, finding: Finding) {
        // What was told on the way and taken back later was never concluded.
        match finding.status {
            Status::Withdrawn => self.findings.remove(&finding.id),
            _ => self.findings.insert(finding.id.clone(), finding),
        };
    }

    fn track(&mut self, summary: TrackSummary) {
        self.tracks.push(summary);
    }
}

type Window = (Vec<Vec<Fix>>, Vec<Vec<StaticReport>>);

/// All observations from an instant until another, shard by shard.
fn read_window(store: &Store, from: Time, until: Option<Time>) -> Result<Window, WatchError> {
    let shards: Vec<_> = (0..SHARDS)
        .into_par_iter()
        .map(|shard| {
            let query = Query::all().from(from).shard(shard);
            let query = until.map_or(query.clone(), |until| query.until(until));
            let mut fixes = Vec::new();
            for batch in store.scan(&query) {
                fixes.extend(batch?.rows);
            }
            let mut statics = Vec::new();
            for batch in store.statics(&query) {
                statics.extend(batch?.rows);
            }
            Ok::<_, WatchError>((fixes, statics))
        })
        .collect::<Result<_, _>>()?;
    Ok(shards.into_iter().unzip())
}

fn latest(fixes: &[Vec<Fix>], statics: &[Vec<StaticReport>]) -> Option<Time> {
    let fixes = fixes.iter().flatten().map(|fix| fix.time);
    let statics = statics.iter().flatten().map(|report| report.time);
    fixes.chain(statics).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(rows: &[(&str, u64)]) -> BTreeMap<Day, u64> {
        rows.iter().map(|(day, n)| (day.parse().unwrap(), *n)).collect()
    }

    fn jumps(rows: &[(&str, u64)]) -> Vec<String> {
        clock_jumps(&days(rows)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_few_reports_decades_away_are_a_broken_clock() {
        let rows =
            [("1970-01-01", 2), ("2023-10-09", 5_000), ("2023-10-10", 9_000), ("2199-01-01", 1)];
        assert_eq!(jumps(&rows), ["1970-01-01", "2199-01-01"]);
    }

    #[test]
    fn little_data_and_long_silences_are_no_jump() {
        assert!(jumps(&[("2021-01-01", 1), ("2023-10-09", 900)]).is_empty(), "one in 900");
        assert!(jumps(&[("2023-10-01", 1), ("2023-10-09", 90_000)]).is_empty(), "8 days");
        assert!(jumps(&[("2023-10-01", 1)]).is_empty());
        assert!(jumps(&[]).is_empty());
    }
}
