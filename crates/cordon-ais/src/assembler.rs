//! Messages of several sentences, put together again.
//!
//! A message joined from two ships would be evidence against the innocent, so parts are joined only
//! when they say that they belong together, and are let go when that stops being likely:
//!
//! * parts of different stations never meet. A part that names no station joins the one message
//!   that waits for it only when it comes right behind that message's last part, or bears its group;
//! * parts more than [`MAX_GAP`] apart by their own times never meet; parts without times, not over
//!   more than [`PATIENCE`] other sentences: sequence numbers are used again after ten messages;
//! * another first part, or another part of the same number, puts an end to what waited before;
//! * a part may overtake the first one by a little, [`OVERTAKING`], when it has a sequence number.

mod part;

use std::collections::VecDeque;

use cordon_core::{Reason, Span};

pub(crate) use self::part::{Envelope, Part};
use self::part::{Key, Trace, Waiting};
use crate::reason;
use crate::sentence::Sentence;
use crate::tagblock::Group;

/// Longest time between two parts that tell theirs. The parts of a message are sent within 134 ms;
/// the rest is the rounding and jitter of receivers.
pub const MAX_GAP: Span = Span::from_seconds(10);

/// Most AIS sentences between two parts when either tells no time.
pub const PATIENCE: u64 = 200;

/// Most AIS sentences between two parts when both tell their times.
pub const PATIENCE_WITH_TIME: u64 = 20_000;

/// Most AIS sentences by which a later part may overtake the first.
pub const OVERTAKING: u64 = 20;

/// Most messages waited for at once; the oldest gives way.
pub const MAX_OPEN: usize = 4_096;

/// Complete messages remembered, so that a part heard twice is told from a new one.
const REMEMBERED: usize = 32;

/// Where a part goes.
enum Place {
    /// To the message of this index.
    Joins(usize),
    /// To a new one; what waited under its key, if anything, is over.
    Opens(Option<usize>),
    /// It was there before.
    Repeats,
}

/// Parts in, complete messages out.
#[derive(Debug, Default)]
pub(crate) struct Assembler {
    /// In the order in which they were opened.
    waiting: VecDeque<Waiting>,
    /// The last complete messages, oldest first.
    complete: VecDeque<Trace>,
}

impl Assembler {
    /// Takes the part `sentence`, the `now`th AIS sentence of the stream. Returns the parts of its
    /// message, in order, when this was the last one missing.
    pub(crate) fn add(
        &mut self,
        sentence: &Sentence<'_>,
        group: Option<Group<'_>>,
        envelope: Envelope,
        now: u64,
        reject: &mut impl FnMut(&Envelope, Reason),
    ) -> Option<Vec<Part>> {
        self.let_go(now, reject);
        let key = self.key(sentence, group, &envelope, now);
        let part = Part::new(sentence, envelope);
        let at = match self.place(&key, &part, now) {
            Place::Joins(at) => at,
            Place::Opens(over) => self.open(key, over, now, reject),
            Place::Repeats => {
                reject(&part.envelope, reason::REPEATED_PART);
                return None;
            }
        };
        let all = self.waiting.get_mut(at)?.take(part, now);
        if all { self.complete(at) } else { None }
    }

    /// No more parts will come.
    pub(crate) fn finish(&mut self, reject: &mut impl FnMut(&Envelope, Reason)) {
        self.waiting.drain(..).for_each(|waiting| give_up(&waiting, reject));
    }

    fn place(&self, key: &Key, part: &Part, now: u64) -> Place {
        let Some(at) = self.waiting.iter().rposition(|waiting| waiting.trace.key == *key) else {
            let known = |old: &Trace| {
                old.digest(part.number) == Some(part.digest)
                    && old.key == *key
                    && old.is_near(part, now)
            };
            return if part.number > 1 && self.complete.iter().any(known) {
                Place::Repeats
            } else {
                Place::Opens(None)
            };
        };
        let Some(waiting) = self.waiting.get(at).filter(|it| it.trace.is_near(part, now)) else {
            return Place::Opens(Some(at));
        };
        let too_late =
            part.number == 1 && (!key.is_numbered() || now - waiting.opened > OVERTAKING);
        match waiting.trace.digest(part.number) {
            Some(digest) if digest == part.digest => Place::Repeats,
            None if !too_late => Place::Joins(at),
            _ => Place::Opens(Some(at)),
        }
    }

    /// Opens a message in place of the one at `over`, and returns its index.
    fn open(
        &mut self,
        key: Key,
        over: Option<usize>,
        now: u64,
        reject: &mut impl FnMut(&Envelope, Reason),
    ) -> usize {
        let full = (self.waiting.len() >= MAX_OPEN).then_some(0);
        if let Some(old) = over.or(full).and_then(|at| self.waiting.remove(at)) {
            give_up(&old, reject);
        }
        self.waiting.push_back(Waiting::new(key, now));
        self.waiting.len() - 1
    }

    fn complete(&mut self, at: usize) -> Option<Vec<Part>> {
        let mut whole = self.waiting.remove(at)?;
        if self.complete.len() >= REMEMBERED {
            self.complete.pop_front();
        }
        self.complete.push_back(whole.trace);
        whole.parts.sort_by_key(|part| part.number);
        Some(whole.parts)
    }

    /// Drops messages that no part can join any more.
    fn let_go(&mut self, now: u64, reject: &mut impl FnMut(&Envelope, Reason)) {
        while self.waiting.front().is_some_and(|oldest| oldest.trace.is_over(now)) {
            if let Some(oldest) = self.waiting.pop_front() {
                give_up(&oldest, reject);
            }
        }
    }

    /// The message that a part means. One without a station means that of a station when it is the
    /// only message of its group that waits, or the one that waits since the sentence before.
    fn key(
        &self,
        sentence: &Sentence<'_>,
        group: Option<Group<'_>>,
        envelope: &Envelope,
        now: u64,
    ) -> Key {
        let key = Key::new(sentence, group, envelope.station.as_deref());
        if sentence.number == 1 || envelope.station.is_some() {
            return key;
        }
        let mut open = self
            .waiting
            .iter()
            .map(|waiting| &waiting.trace)
            .filter(|trace| key.group != 0 || trace.last + 1 == now)
            .filter(|trace| key.may_mean(&trace.key));
        match (open.next(), open.next()) {
            (Some(only), None) => only.key,
            _ => key,
        }
    }
}

fn give_up(waiting: &Waiting, reject: &mut impl FnMut(&Envelope, Reason)) {
    for part in &waiting.parts {
        reject(&part.envelope, reason::INCOMPLETE_MESSAGE);
    }
}
