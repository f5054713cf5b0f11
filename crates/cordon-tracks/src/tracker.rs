//! All tracks of one MMSI.

use cordon_core::{Fix, Mmsi, SetAside, StaticReport, Time, TrackId};

use crate::beam::Beam;
use crate::candidates::Candidate;
use crate::decision::Decision;
use crate::head::Key;
use crate::rules::TrackRules;
use crate::screen::Screen;
use crate::track::Track;

/// All tracks of one MMSI.
///
/// ```
/// use cordon_core::Mmsi;
/// use cordon_tracks::{TrackRules, Tracker};
/// let mut tracker = Tracker::new(Mmsi(440_123_456));
/// let mut decisions = Vec::new();
/// tracker.finish(&TrackRules::default(), &mut decisions);
/// assert!(decisions.is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct Tracker {
    mmsi: Mmsi,
    screen: Screen,
    beam: Beam,
    tracks: Vec<Track>,
    candidates: Vec<Candidate>,
    /// Start times of tracks that began lately, to number those that began together.
    started: Vec<Time>,
    /// A static report that came before any track it could belong to.
    waiting: Option<Box<StaticReport>>,
    /// No deadline lies before this instant.
    due: Time,
}

/// What a deadline is about, in the order in which deadlines of one instant are met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Deadline {
    Decide,
    GiveUp(Key),
    Close(Key),
}

impl Tracker {
    /// No track yet.
    pub fn new(mmsi: Mmsi) -> Tracker {
        Tracker {
            mmsi,
            screen: Screen::default(),
            beam: Beam::new(),
            tracks: Vec::new(),
            candidates: Vec::new(),
            started: Vec::new(),
            waiting: None,
            due: Time::MAX,
        }
    }

    /// The open tracks, in the order in which they were confirmed.
    pub fn tracks(&self) -> impl Iterator<Item = &Track> {
        self.tracks.iter()
    }

    /// Take in the next fix. Fixes come in [`Fix::order`]; what is decided by it goes to `out`.
    pub fn on_fix(&mut self, fix: &Fix, rules: &TrackRules, out: &mut Vec<Decision>) {
        self.advance(fix.time, rules, out);
        if let Some(reason) = self.screen.check(fix, rules) {
            out.push(Decision::SetAside { fix: *fix, reason });
            return;
        }
        match self.beam.extend(fix, rules) {
            Some(key) => self.commit(*fix, key, rules, out),
            None => self.settle(rules, out),
        }
    }

    /// Take in a static report: it goes to the track whose identity, class and receiver it fits
    /// best, the one heard last among equals. Reports and fixes come in one order of time.
    pub fn on_static(
        &mut self,
        report: &StaticReport,
        rules: &TrackRules,
        out: &mut Vec<Decision>,
    ) {
        self.advance(report.time, rules, out);
        let fitting = self.tracks.iter_mut().filter(|track| track.may_be(report));
        match fitting.max_by_key(|track| track.fitness(report)) {
            Some(track) => track.identify(report, out),
            None => self.waiting = Some(Box::new(report.clone())),
        }
    }

    /// Event time has reached `now`: no observation before it will come. Decides what was held back
    /// for long enough, and closes what is over.
    pub fn advance(&mut self, now: Time, rules: &TrackRules, out: &mut Vec<Decision>) {
        while self.due < now {
            match self.next_deadline(rules) {
                Some((due, deadline)) if due < now => self.meet(deadline, rules, out),
                Some((due, _)) => self.due = due,
                None => self.due = Time::MAX,
            }
        }
    }

    /// The data ends: decide all that is held back, and close every track.
    pub fn finish(&mut self, rules: &TrackRules, out: &mut Vec<Decision>) {
        while let Some((fix, key)) = self.beam.decide() {
            self.commit(fix, key, rules, out);
        }
        for candidate in self.candidates.drain(..) {
            set_aside(candidate.held, out);
        }
        self.tracks.sort_by_key(|track| track.id);
        out.extend(self.tracks.drain(..).map(|track| Decision::Closed { track: track.id }));
        *self = Tracker::new(self.mmsi);
    }

    fn next_deadline(&self, rules: &TrackRules) -> Option<(Time, Deadline)> {
        let decide = self.beam.due(rules.lag()).map(|due| (due, Deadline::Decide));
        let give_up = self.candidates.iter();
        let give_up = give_up.map(|one| (one.due(rules), Deadline::GiveUp(one.key)));
        let close = self.tracks.iter();
        let close = close.map(|one| (one.last.time + rules.horizon(), Deadline::Close(one.key)));
        decide.into_iter().chain(give_up.chain(close).filter(|(_, what)| self.is_free(*what))).min()
    }

    /// Whether no pending fix may yet change what `deadline` is about.
    fn is_free(&self, deadline: Deadline) -> bool {
        match deadline {
            Deadline::Decide => true,
            Deadline::Close(key) => !self.beam.awaits(key),
            Deadline::GiveUp(key) => {
                let empty = |one: &Candidate| one.key == key && one.held.is_empty();
                !self.candidates.iter().any(empty) || !self.beam.awaits(key)
            }
        }
    }

    fn meet(&mut self, deadline: Deadline, rules: &TrackRules, out: &mut Vec<Decision>) {
        match deadline {
            Deadline::Decide => {
                if let Some((fix, key)) = self.beam.decide() {
                    self.commit(fix, key, rules, out);
                }
                self.settle(rules, out);
            }
            Deadline::GiveUp(key) => self.give_up(key, out),
            Deadline::Close(key) => self.close(key, out),
        }
    }

    /// Commit what the hypotheses agree on.
    fn settle(&mut self, rules: &TrackRules, out: &mut Vec<Decision>) {
        while let Some((fix, key)) = self.beam.agreed(rules) {
            self.commit(fix, key, rules, out);
            // Deadlines that waited for this fix may have passed meanwhile.
            self.due = self.due.min(fix.time);
        }
        if let Some(due) = self.beam.due(rules.lag()) {
            self.due = self.due.min(due);
        }
    }

    /// `fix` belongs to track `key`, once and for all.
    fn commit(&mut self, fix: Fix, key: Key, rules: &TrackRules, out: &mut Vec<Decision>) {
        if let Some(track) = self.tracks.iter_mut().find(|track| track.key == key) {
            track.keep(fix, out);
            return;
        }
        let index = self.candidates.iter().position(|candidate| candidate.key == key);
        let index = index.unwrap_or_else(|| {
            self.candidates.reserve_exact(1);
            self.candidates.push(Candidate { key, held: Vec::new(), last: fix.time, heard: 0 });
            self.candidates.len() - 1
        });
        let alone = self.tracks.is_empty() && self.candidates.len() == 1;
        let Some(candidate) = self.candidates.get_mut(index) else { return };
        candidate.add(fix);
        if alone || candidate.is_confirmed(rules) {
            let candidate = self.candidates.remove(index);
            self.confirm(candidate, rules, out);
        } else {
            self.due = self.due.min(candidate.due(rules));
        }
        self.make_room(rules, out);
    }

    fn confirm(&mut self, candidate: Candidate, rules: &TrackRules, out: &mut Vec<Decision>) {
        let mut held = candidate.held.into_iter();
        let Some(first) = held.next() else { return };
        let id = TrackId {
            mmsi: self.mmsi,
            start: first.time,
            ordinal: self.ordinal(first.time, rules),
        };
        out.push(Decision::Kept { track: id, fix: first });
        let mut track = Track::new(id, first, candidate.key);
        held.for_each(|fix| track.keep(fix, out));
        if let Some(report) = self.waiting.take_if(|report| track.may_be(report)) {
            let at = out.len();
            track.identify(&report, out);
            if let Some(Decision::Said { waited, .. }) = out.get_mut(at) {
                *waited = Some(report);
            }
        }
        self.due = self.due.min(first.time + rules.horizon());
        self.tracks.reserve_exact(1);
        self.tracks.push(track);
    }

    /// 1 for the first track that began at `start`, 2 for the second, ...
    fn ordinal(&mut self, start: Time, rules: &TrackRules) -> u16 {
        let oldest = start - rules.max_lag() - rules.max_lag();
        self.started.retain(|&time| time >= oldest);
        self.started.reserve_exact(1);
        self.started.push(start);
        self.started.iter().filter(|&&time| time == start).count().min(u16::MAX as usize) as u16
    }

    /// Nothing confirmed the held fixes of a candidate in time.
    fn give_up(&mut self, key: Key, out: &mut Vec<Decision>) {
        let Some(index) = self.candidates.iter().position(|one| one.key == key) else { return };
        let Some(candidate) = self.candidates.get_mut(index) else { return };
        if candidate.held.is_empty() {
            self.candidates.remove(index);
            self.beam.forget(key);
        } else {
            set_aside(std::mem::take(&mut candidate.held), out);
        }
    }

    fn close(&mut self, key: Key, out: &mut Vec<Decision>) {
        if let Some(index) = self.tracks.iter().position(|track| track.key == key) {
            let track = self.tracks.remove(index);
            self.beam.forget(key);
            out.push(Decision::Closed { track: track.id });
        }
    }

    /// Keep the number of tracks bounded: the candidate, else the track, that is silent for longest
    /// goes, unless a pending fix may belong to it.
    fn make_room(&mut self, rules: &TrackRules, out: &mut Vec<Decision>) {
        if self.tracks.len() + self.candidates.len() <= rules.max_tracks.max(1) {
            return;
        }
        let free = |key: Key| !self.beam.awaits(key);
        let candidates = self.candidates.iter().filter(|one| free(one.key));
        if let Some(key) = candidates.min_by_key(|one| one.last).map(|one| one.key) {
            self.give_up(key, out);
            self.give_up(key, out);
            return;
        }
        let tracks = self.tracks.iter().filter(|one| free(one.key));
        if let Some(key) = tracks.min_by_key(|one| one.last.time).map(|one| one.key) {
            self.close(key, out);
        }
    }
}

fn set_aside(held: Vec<Fix>, out: &mut Vec<Decision>) {
    let reason = SetAside::Implausible;
    out.extend(held.into_iter().map(|fix| Decision::SetAside { fix, reason }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_core::{FixFlags, InputId, Position, ReceiverKind, SourceRef, Transponder};

    fn fix(seconds: i64) -> Fix {
        Fix {
            time: Time::from_unix_seconds(seconds).unwrap_or(Time::MIN),
            mmsi: Mmsi(440_000_001),
            position: Position::wrapped(34.0 + seconds as f64 * 1e-5, 128.0),
            sog: 22,
            cog: 0,
            heading: 0,
            nav_status: 0,
            msg_type: 1,
            transponder: Transponder::ClassA,
            receiver_kind: ReceiverKind::Terrestrial,
            receiver: 1,
            flags: FixFlags::default(),
            source: SourceRef { input: InputId(0), offset: 0, length: 48 },
            digest: seconds as u64,
        }
    }

    #[test]
    fn a_quiet_vessel_takes_less_than_a_kilobyte() {
        let (mut tracker, mut out) = (Tracker::new(Mmsi(440_000_001)), Vec::new());
        for n in 0..1_000 {
            tracker.on_fix(&fix(n * 10), &TrackRules::default(), &mut out);
        }
        let heap = tracker.beam.heap()
            + tracker.tracks.capacity() * size_of::<Track>()
            + tracker.candidates.capacity() * size_of::<Candidate>()
            + tracker.started.capacity() * size_of::<Time>();
        assert!(size_of::<Tracker>() + heap < 1_024, "{} + {heap}", size_of::<Tracker>());
    }
}
