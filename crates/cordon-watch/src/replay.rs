//! From the archive through the engine: history is one more source.

use std::collections::{BTreeMap, BTreeSet};

use cordon_archive::{Day, Query, Store};
use cordon_core::{Finding, InputId, SetAside, Span, Status, Time};

use crate::engine::{Counts, Engine, Listener, STEP, Settings, Shard};
use crate::error::WatchError;
use crate::identify::identify;
use crate::reconcile::FindingSet;
use cordon_archive::TrackSummary;

/// A day with more reports than this is read in slices of time: what is held at once follows the
/// vessels, not the rows.
const ROWS_AT_ONCE: u64 = 4_000_000;

/// Puts all observations of the store through a new engine, in order of time. The engine comes back
/// unfinished: live data may go on from there.
pub fn replay(
    store: &Store,
    settings: Settings,
    listener: &mut dyn Listener,
) -> Result<Engine, WatchError> {
    replay_holding(store, settings, listener, ROWS_AT_ONCE)
}

fn replay_holding(
    store: &Store,
    settings: Settings,
    listener: &mut dyn Listener,
    rows_at_once: u64,
) -> Result<Engine, WatchError> {
    let mut engine = Engine::new(settings);
    for (number, input) in (0..).zip(store.inputs()) {
        if let Some(exercise) = &input.exercise {
            engine.mark_exercise(InputId(number), exercise);
        }
    }
    let rows = store.rows_by_day();
    let jumps = clock_jumps(&rows);
    for (query, day) in windows(store) {
        let slices = rows.get(&day).map_or(1, |rows| rows.div_ceil(rows_at_once));
        if jumps.contains(&day) {
            for batch in store.scan(&query) {
                engine.set_aside(&batch?.rows, SetAside::ClockJump, listener);
            }
        } else if slices > 1 {
            play_slices(store, &query, &starts(day, slices), &mut engine, listener)?;
        } else {
            engine.fill(|shard, into| read_shard(store, &query.clone().shard(shard), into))?;
            engine.catch_up(listener);
        }
    }
    Ok(engine)
}

/// What is read at a time, by the day it is about: with a day goes what lies before it and after the
/// day before, such as static reports alone.
fn windows(store: &Store) -> impl Iterator<Item = (Query, Day)> {
    let days = store.days();
    (0..days.len()).map(move |index| {
        let from = if index == 0 { Time::MIN } else { days[index].start() };
        let query = Query::all().from(from);
        let until = days.get(index + 1).map(|next: &Day| next.start());
        (until.map_or(query.clone(), |until| query.until(until)), days[index])
    })
}

/// One shard's part of a window, into the engine.
fn read_shard(store: &Store, query: &Query, into: &mut Shard) -> Result<(), WatchError> {
    for batch in store.statics(query) {
        batch?.rows.into_iter().for_each(|report| into.offer_static(report));
    }
    for batch in store.scan(query) {
        batch?.rows.into_iter().for_each(|fix| into.offer_fix(fix));
    }
    Ok(())
}

/// A busy day, slice by slice.
fn play_slices(
    store: &Store,
    query: &Query,
    starts: &[Time],
    engine: &mut Engine,
    listener: &mut dyn Listener,
) -> Result<(), WatchError> {
    let spool = store.spool(query, starts)?;
    for slice in 0..spool.slices() {
        engine.fill(|shard, into| {
            let (fixes, statics) = spool.read(slice, shard)?;
            for report in statics {
                into.offer_static(report);
            }
            for fix in fixes {
                into.offer_fix(fix);
            }
            Ok::<_, WatchError>(())
        })?;
        engine.catch_up(listener);
    }
    Ok(())
}

/// Where the slices of a day begin: on the grid of the engine's steps, as even as that allows.
fn starts(day: Day, slices: u64) -> Vec<Time> {
    let steps = Span::from_hours(24).as_micros() / STEP.as_micros();
    let slices = i64::try_from(slices).unwrap_or(steps).min(steps);
    let start = |slice: i64| Span::from_micros(steps * slice / slices * STEP.as_micros());
    (0..slices).map(|slice| day.start() + start(slice)).collect()
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
    conclude_holding(store, settings, ROWS_AT_ONCE)
}

fn conclude_holding(
    store: &Store,
    settings: Settings,
    rows_at_once: u64,
) -> Result<Conclusions, WatchError> {
    let mut collector = Collector::default();
    let mut engine = replay_holding(store, settings, &mut collector, rows_at_once)?;
    engine.finish(&mut collector);
    identify(&mut engine, store, true, &mut collector)?;
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use cordon_chart::SeaChart;
    use cordon_core::{
        Fix, FixFlags, Input, Mmsi, Position, ReceiverKind, SourceRef, StaticReport, Transponder,
    };

    use super::*;

    /// Ship `n` sails north for two days, hourly, but is silent for nine hours.
    fn voyage(n: u32) -> impl Iterator<Item = Fix> {
        let hours = (0..48_i64).filter(move |hour| !(20..29).contains(&(hour - i64::from(n))));
        hours.map(move |hour| Fix {
            time: Time::from_unix_seconds(1_696_896_000 + hour * 3_600 + i64::from(n)).unwrap(),
            mmsi: Mmsi(440_000_000 + n),
            position: Position::wrapped(20.0 + hour as f64 / 6.0, 132.0 + f64::from(n) / 10.0),
            sog: 100,
            cog: 0,
            heading: 0,
            nav_status: 0,
            msg_type: 1,
            transponder: Transponder::ClassA,
            receiver_kind: ReceiverKind::Terrestrial,
            receiver: 1,
            flags: FixFlags::default(),
            source: SourceRef { input: InputId(0), offset: hour as u64, length: 48 },
            digest: hour as u64,
        })
    }

    fn named(n: u32) -> StaticReport {
        StaticReport {
            time: Time::from_unix_seconds(1_696_899_000).unwrap(),
            mmsi: Mmsi(440_000_000 + n),
            transponder: Transponder::ClassA,
            receiver: 1,
            msg_type: 5,
            exercise: false,
            imo: None,
            name: Some(format!("SHIP {n}").into()),
            callsign: None,
            ship_type: None,
            dimensions: None,
            draught: None,
            destination: None,
            eta: None,
            source: SourceRef { input: InputId(0), offset: 0, length: 48 },
            digest: 0,
        }
    }

    #[test]
    fn a_busy_day_in_slices_concludes_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(dir.path()).unwrap();
        let (name, format) = ("ships".to_owned(), "test".to_owned());
        store.register(Input { name, format, exercise: None, heard: None }).unwrap();
        let fixes: Vec<Fix> = (0..20).flat_map(voyage).collect();
        let statics: Vec<StaticReport> = (0..20).map(named).collect();
        store.append(&fixes, &statics).unwrap();
        store.flush().unwrap();
        let settings = Settings {
            tracks: cordon_tracks::TrackRules::default(),
            rules: cordon_detectors::Rules::default(),
            identity: cordon_identity::practices::IdentityRules::default(),
            registry: Arc::new(cordon_identity::practices::NoRegistry),
            chart: Arc::new(SeaChart::standard()),
        };
        let whole = conclude(&store, settings.clone()).unwrap();
        assert_eq!(whole.findings.len(), 20, "a gap for each ship");
        assert!(whole.findings.values().all(|finding| finding.vessels[0].name.is_some()));
        for rows_at_once in [7, 100, 479] {
            let sliced = conclude_holding(&store, settings.clone(), rows_at_once).unwrap();
            assert_eq!(sliced.findings, whole.findings, "{rows_at_once} rows at once");
            assert_eq!(sliced.tracks, whole.tracks, "{rows_at_once} rows at once");
            assert_eq!(sliced.counts, whole.counts, "{rows_at_once} rows at once");
        }
    }

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
