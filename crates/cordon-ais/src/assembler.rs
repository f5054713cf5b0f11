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

use std::collections::{BTreeMap, VecDeque};

use cordon_core::{Reason, Span, Time};
use twox_hash::XxHash3_64;

use crate::frame::Bytes;
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

/// Which message a part belongs to. The station stands last, so that all stations of one message
/// name are neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    /// XXH3-64 of the group's code; 0 without.
    group: u64,
    /// Blank where station or group name the source better. Some networks change it on the way.
    talker: [u8; 2],
    channel: Option<u8>,
    sequence: Option<u8>,
    total: u8,
    own_ship: bool,
    /// XXH3-64 of the station's name; 0 without.
    station: u64,
}

/// One sentence, kept until its message is complete.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) number: u8,
    pub(crate) raw: Box<[u8]>,
    pub(crate) payload: Box<[u8]>,
    pub(crate) fill: u8,
    pub(crate) envelope: Envelope,
}

/// What is known of a sentence besides its own text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Envelope {
    pub(crate) source: Bytes,
    pub(crate) line: u64,
    pub(crate) time: Option<Time>,
    pub(crate) station: Option<Box<[u8]>>,
    pub(crate) exercise: Option<Box<[u8]>>,
    pub(crate) checksum_missing: bool,
    pub(crate) tag_damaged: bool,
}

/// A message that waits for parts, or was complete a moment ago.
#[derive(Debug)]
struct Waiting {
    parts: Vec<Part>,
    total: u8,
    complete: bool,
    opened: u64,
    /// When the last part came, in AIS sentences.
    last: u64,
}

impl Waiting {
    fn part(&self, number: u8) -> Option<&Part> {
        self.parts.iter().find(|part| part.number == number)
    }

    fn time(&self) -> Option<Time> {
        self.parts.iter().rev().find_map(|part| part.envelope.time)
    }

    fn patience(&self) -> u64 {
        if self.time().is_some() { PATIENCE_WITH_TIME } else { PATIENCE }
    }

    /// Whether `part`, coming as the `now`th sentence, may belong here, its number aside.
    fn is_near(&self, part: &Part, now: u64) -> bool {
        let age = now - self.last;
        match (self.time(), part.envelope.time) {
            (Some(here), Some(there)) => {
                (there - here).abs() <= MAX_GAP && age <= PATIENCE_WITH_TIME
            }
            _ => age <= PATIENCE,
        }
    }
}

/// Where a part goes.
enum Place {
    Joins,
    /// What was under its key is over, and it opens a new message.
    Opens,
    Repeats,
}

/// Parts in, complete messages out.
#[derive(Debug, Default)]
pub(crate) struct Assembler {
    waiting: BTreeMap<Key, Waiting>,
    /// Keys in the order in which their messages were opened; some are gone since.
    order: VecDeque<(u64, Key)>,
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
        let part = Part {
            number: sentence.number,
            raw: sentence.raw.into(),
            payload: sentence.payload.into(),
            fill: sentence.fill,
            envelope,
        };
        match self.place(&key, &part, now) {
            Place::Repeats => {
                reject(&part.envelope, reason::REPEATED_PART);
                return None;
            }
            Place::Opens => self.open(key, now, reject),
            Place::Joins => {}
        }
        let waiting = self.waiting.get_mut(&key)?;
        waiting.last = now;
        waiting.parts.push(part);
        waiting.finished()
    }

    /// No more parts will come.
    pub(crate) fn finish(&mut self, reject: &mut impl FnMut(&Envelope, Reason)) {
        for (_, key) in std::mem::take(&mut self.order) {
            self.drop_message(&key, reject);
        }
    }

    fn place(&self, key: &Key, part: &Part, now: u64) -> Place {
        let Some(waiting) = self.waiting.get(key).filter(|waiting| waiting.is_near(part, now))
        else {
            return Place::Opens;
        };
        let same = waiting.part(part.number).map(|old| old.raw == part.raw);
        let overtaken = part.number == 1
            && (key.sequence.is_none() && key.group == 0 || now - waiting.opened > OVERTAKING);
        match same {
            Some(true) if part.number > 1 || !waiting.complete => Place::Repeats,
            None if !waiting.complete && !overtaken => Place::Joins,
            _ => Place::Opens,
        }
    }

    fn open(&mut self, key: Key, now: u64, reject: &mut impl FnMut(&Envelope, Reason)) {
        self.drop_message(&key, reject);
        while self.waiting.len() >= MAX_OPEN {
            let Some((_, oldest)) = self.order.pop_front() else { break };
            self.drop_message(&oldest, reject);
        }
        let waiting = Waiting {
            parts: Vec::new(),
            total: key.total,
            complete: false,
            opened: now,
            last: now,
        };
        self.waiting.insert(key, waiting);
        self.order.push_back((now, key));
    }

    /// Drops messages that no part can join any more.
    fn let_go(&mut self, now: u64, reject: &mut impl FnMut(&Envelope, Reason)) {
        while let Some(&(opened, key)) = self.order.front() {
            match self.waiting.get(&key).filter(|waiting| waiting.opened == opened) {
                Some(waiting) if now - waiting.last <= waiting.patience() => return,
                Some(_) => self.drop_message(&key, reject),
                None => {}
            }
            self.order.pop_front();
        }
    }

    fn drop_message(&mut self, key: &Key, reject: &mut impl FnMut(&Envelope, Reason)) {
        if let Some(waiting) = self.waiting.remove(key).filter(|waiting| !waiting.complete) {
            for part in &waiting.parts {
                reject(&part.envelope, reason::INCOMPLETE_MESSAGE);
            }
        }
    }

    fn key(
        &self,
        sentence: &Sentence<'_>,
        group: Option<Group<'_>>,
        envelope: &Envelope,
        now: u64,
    ) -> Key {
        let name = |name: Option<&[u8]>| name.map_or(0, |name| XxHash3_64::oneshot(name).max(1));
        let group = name(group.map(|group| group.id));
        let station = name(envelope.station.as_deref());
        let named = group != 0 || station != 0;
        let key = Key {
            group,
            talker: if named { *b"  " } else { sentence.talker },
            channel: sentence.channel,
            sequence: sentence.sequence,
            total: sentence.total,
            own_ship: sentence.own_ship,
            station,
        };
        let nameless = sentence.number > 1 && station == 0;
        if nameless { self.adopt(key, now).unwrap_or(key) } else { key }
    }

    /// The station's key that a later part without a station means: the only message of its group
    /// that waits, or the message that waits since the sentence before.
    fn adopt(&self, key: Key, now: u64) -> Option<Key> {
        let first = Key { talker: *b"  ", station: 1, ..key };
        let last = Key { station: u64::MAX, ..first };
        let mut open = self
            .waiting
            .range(first..=last)
            .filter(|(_, waiting)| !waiting.complete)
            .filter(|(_, waiting)| key.group != 0 || waiting.last + 1 == now);
        let only = open.next()?;
        open.next().is_none().then_some(*only.0)
    }
}

impl Waiting {
    /// The parts in order, when all are there. Copies stay behind to tell repeats by.
    fn finished(&mut self) -> Option<Vec<Part>> {
        if self.parts.len() < usize::from(self.total) {
            return None;
        }
        self.complete = true;
        self.parts.sort_by_key(|part| part.number);
        Some(self.parts.clone())
    }
}
