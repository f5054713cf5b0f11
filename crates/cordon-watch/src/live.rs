//! Live data: into the archive and through the engine at once.
//!
//! Each source is read on its own thread. Event time follows the newest report, less the time by
//! which reports may come out of order; what comes later still is kept, counted as late, and looked
//! at again from the archive when the watch ends.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use cordon_archive::{FindingQuery, Store, TrackSummary};
use cordon_core::{Finding, Input, InputId, Span, StaticReport, Tally, Time};
use cordon_feeds::{Batch, Clock, Cursor, FeedError, Health, Progress, Source};
use cordon_tracks::Decision;

use crate::engine::{Engine, Listener, Settings};
use crate::error::WatchError;
use crate::history::settle;
use crate::identify::identify;
use crate::ingest::{Reporter, keep_batch, register, tell};
use crate::picture::{FeedHealth, SharedPicture};
use crate::reconcile::{FindingSet, reconcile};
use crate::replay::{conclude, replay};
use crate::show::Show;
use crate::summary::Summary;

/// Looks that may wait to be kept.
const IN_FLIGHT: usize = 64;

/// What was heard is made durable at least this often while data comes in.
const COMMIT_EVERY: Duration = Duration::from_secs(1);

/// A report this far ahead of the clock is a broken clock, and does not move event time.
const AHEAD: Span = Span::from_minutes(5);

/// Identities are looked at this often in event time.
const HOUR: Span = Span::from_hours(1);

/// How a live watch is run.
#[derive(Clone, Debug)]
pub struct LiveOptions {
    /// How much later than the newest report another may come and still be in time.
    pub lateness: Span,
    /// The clock that broken clocks are told by. Without one every report is believed.
    pub clock: Option<Clock>,
}

/// Watches until every source has ended or `stop` is set, and shows it on `picture`.
pub fn watch_live(
    store: &mut Store,
    sources: Vec<Box<dyn Source>>,
    settings: Settings,
    options: &LiveOptions,
    picture: &SharedPicture,
    stop: &AtomicBool,
    reporter: &mut dyn Reporter,
) -> Result<Summary, WatchError> {
    let mut ear = Ear::new(store, picture)?;
    let engine = replay(store, settings.clone(), &mut ear)?;
    let mut sources = sources;
    let inputs = register(store, &mut sources)?;
    let mut live = Live {
        feeds: inputs.iter().map(|(_, input)| feed_of(input)).collect(),
        store,
        engine,
        ear,
        inputs,
        newest: None,
        identified: None,
        tally: Tally::default(),
        failed: Vec::new(),
        uncommitted: false,
        committed: Instant::now(),
    };
    live.mark_exercises();
    let (full, filled) = sync_channel(IN_FLIGHT);
    thread::scope(|scope| {
        for (index, source) in sources.into_iter().enumerate() {
            let full = full.clone();
            scope.spawn(move || read_one(index, source, &full, stop));
        }
        drop(full);
        live.listen(&filled, options, reporter)
    })?;
    live.end(settings, reporter)
}

/// One look at one source.
struct Look {
    source: usize,
    batch: Batch,
    cursor: Cursor,
    health: Health,
    outcome: Result<Progress, FeedError>,
}

fn read_one(index: usize, mut source: Box<dyn Source>, full: &SyncSender<Look>, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        let mut batch = Batch::default();
        let outcome = source.read(&mut batch, Duration::from_millis(200));
        let is_over = !matches!(outcome, Ok(Progress::More | Progress::Idle));
        let (cursor, health) = (source.cursor(), source.health());
        if full.send(Look { source: index, batch, cursor, health, outcome }).is_err() || is_over {
            return;
        }
    }
}

struct Live<'a> {
    store: &'a mut Store,
    engine: Engine,
    ear: Ear,
    inputs: Vec<(InputId, Input)>,
    feeds: Vec<FeedHealth>,
    /// The newest believable time heard.
    newest: Option<Time>,
    /// The hour in which identities were last looked at.
    identified: Option<Time>,
    tally: Tally,
    failed: Vec<String>,
    uncommitted: bool,
    committed: Instant,
}

impl Live<'_> {
    fn mark_exercises(&mut self) {
        for (id, input) in &self.inputs {
            if let Some(exercise) = &input.exercise {
                self.engine.mark_exercise(*id, exercise);
                self.ear.show_exercise(exercise);
            }
        }
    }

    fn listen(
        &mut self,
        filled: &Receiver<Look>,
        options: &LiveOptions,
        reporter: &mut dyn Reporter,
    ) -> Result<(), WatchError> {
        loop {
            match filled.recv_timeout(Duration::from_millis(200)) {
                Ok(look) => self.hear(look, options, reporter)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            if self.uncommitted && self.committed.elapsed() >= COMMIT_EVERY {
                self.commit(reporter)?;
            }
        }
    }

    fn hear(
        &mut self,
        look: Look,
        options: &LiveOptions,
        reporter: &mut dyn Reporter,
    ) -> Result<(), WatchError> {
        let Some((id, input)) = self.inputs.get(look.source) else { return Ok(()) };
        if let Some(exercise) = &look.batch.exercise {
            self.engine.mark_exercise(*id, exercise);
            self.ear.show_exercise(exercise);
        }
        keep_batch(self.store, *id, &look.batch, look.cursor)?;
        tell(input, &look.batch, reporter);
        self.tally.merge(&look.batch.tally);
        self.uncommitted |= look.batch.tally.read > 0;
        let newest = believable(&look.batch, options.clock.as_ref());
        self.report_feed(&look, newest);
        if let Err(error) = look.outcome {
            self.failed.push(error.to_string());
        }
        self.newest = self.newest.max(newest);
        self.engine.offer(&look.batch.fixes, look.batch.statics);
        if let Some(newest) = self.newest {
            let reached = newest - options.lateness;
            if self.engine.clock().is_none_or(|clock| clock < reached) {
                self.engine.advance(reached, &mut self.ear);
                self.identify_each_hour(reached)?;
            }
        }
        self.ear.put(self.store)
    }

    /// Looks at identities once in an hour of event time.
    fn identify_each_hour(&mut self, reached: Time) -> Result<(), WatchError> {
        let hour = reached.floor(HOUR);
        if self.identified.is_some_and(|last| last >= hour) {
            return Ok(());
        }
        self.identified = Some(hour);
        identify(&mut self.engine, self.store, false, &mut self.ear)
    }

    fn report_feed(&mut self, look: &Look, newest: Option<Time>) {
        let Some(feed) = self.feeds.get_mut(look.source) else { return };
        feed.read += look.batch.tally.read;
        feed.rejected += look.batch.tally.rejected_total();
        feed.last = feed.last.max(newest);
        let state = match (&look.outcome, look.health.silent) {
            (Err(_), _) => "failed",
            (Ok(Progress::End), _) => "ended",
            (Ok(_), true) => "silent",
            (Ok(_), false) => "live",
        };
        state.clone_into(&mut feed.state);
        let mut picture = self.ear.show.picture().write();
        picture.set_feeds(self.feeds.clone());
        picture.set_tally(self.tally.clone());
    }

    fn commit(&mut self, reporter: &mut dyn Reporter) -> Result<(), WatchError> {
        self.store.commit()?;
        self.uncommitted = false;
        self.committed = Instant::now();
        reporter.acknowledged(self.tally.read);
        Ok(())
    }

    fn end(
        mut self,
        settings: Settings,
        reporter: &mut dyn Reporter,
    ) -> Result<Summary, WatchError> {
        if let Some(newest) = self.newest {
            // What is dated ahead of the clock stays in the archive and is looked at from there.
            self.engine.forget_after(newest);
        }
        self.engine.finish(&mut self.ear);
        identify(&mut self.engine, self.store, true, &mut self.ear)?;
        self.ear.put(self.store)?;
        let as_of = self.engine.clock().unwrap_or(Time::MIN);
        self.store.put_tracks(&std::mem::take(&mut self.ear.tracks), as_of)?;
        self.store.flush()?;
        reporter.acknowledged(self.tally.read);
        let mut summary = Summary { failed: self.failed, ..Summary::default() };
        summary.add_tally(&self.tally);
        summary.set_counts(self.engine.counts());
        if summary.late > 0 {
            summary.changed = settle(self.store, &conclude(self.store, settings)?)?;
        }
        summary.tracks = self.store.tracks(None)?.len() as u64;
        summary.count_findings(&self.store.findings(&FindingQuery::all())?);
        Ok(summary)
    }
}

/// The newest time of a batch that is not ahead of the clock.
fn believable(batch: &Batch, clock: Option<&Clock>) -> Option<Time> {
    let limit = clock.map_or(Time::MAX, |clock| clock.now() + AHEAD);
    let fixes = batch.fixes.iter().map(|fix| fix.time);
    let statics = batch.statics.iter().map(|report| report.time);
    fixes.chain(statics).filter(|time| *time <= limit).max()
}

fn feed_of(input: &Input) -> FeedHealth {
    let (name, state) = (input.name.clone(), "live".to_owned());
    FeedHealth { name, state, read: 0, rejected: 0, last: None }
}

/// Hears the engine: shows everything, and keeps findings until the store takes them.
struct Ear {
    show: Show,
    /// What the store says, to tell news from repetition.
    known: FindingSet,
    news: FindingSet,
    tracks: Vec<TrackSummary>,
    clock: Option<Time>,
}

impl Ear {
    fn new(store: &Store, picture: &SharedPicture) -> Result<Ear, WatchError> {
        let findings = store.findings(&FindingQuery::all())?;
        let known = findings.into_iter().map(|finding| (finding.id.clone(), finding)).collect();
        let (show, news, tracks) = (Show::new(picture.clone()), FindingSet::new(), Vec::new());
        Ok(Ear { show, known, news, tracks, clock: None })
    }

    fn show_exercise(&self, exercise: &str) {
        self.show.picture().write().set_exercise(Some(exercise.to_owned()));
    }

    /// Puts what is news into the store.
    fn put(&mut self, store: &mut Store) -> Result<(), WatchError> {
        if self.news.is_empty() {
            return Ok(());
        }
        let news = std::mem::take(&mut self.news);
        let before: FindingSet = news
            .keys()
            .filter_map(|id| self.known.get_key_value(id))
            .map(|(id, finding)| (id.clone(), finding.clone()))
            .collect();
        let told = reconcile(&before, &news);
        store.put_findings(&told, self.clock.unwrap_or(Time::MIN))?;
        self.known.extend(told.into_iter().map(|finding| (finding.id.clone(), finding)));
        Ok(())
    }
}

impl Listener for Ear {
    fn wants_decisions(&self) -> bool {
        true
    }

    fn decision(&mut self, decision: &Decision) {
        self.show.decision(decision);
    }

    fn report(&mut self, report: &StaticReport) {
        self.show.report(report);
    }

    fn finding(&mut self, finding: Finding) {
        self.show.finding(finding.clone());
        self.news.insert(finding.id.clone(), finding);
    }

    fn track(&mut self, summary: TrackSummary) {
        self.tracks.push(summary);
    }

    fn clock(&mut self, now: Time) {
        self.show.clock(now);
        self.clock = Some(now);
    }
}
