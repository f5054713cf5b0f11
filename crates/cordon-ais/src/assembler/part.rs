//! The parts of messages, and the messages that wait for them.

use std::ops::Range;

use cordon_core::Time;
use twox_hash::XxHash3_64;

use super::{MAX_GAP, PATIENCE, PATIENCE_WITH_TIME};
use crate::frame::Bytes;
use crate::sentence::{MAX_PARTS, Sentence};
use crate::tagblock::Group;

/// Which message a part belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// XXH3-64 of the group's code; 0 without.
    pub(super) group: u64,
    /// Blank where station or group name the source better. Some networks change it on the way.
    pub(super) talker: [u8; 2],
    pub(super) channel: Option<u8>,
    pub(super) sequence: Option<u8>,
    pub(super) total: u8,
    pub(super) own_ship: bool,
    /// XXH3-64 of the station's name; 0 without.
    pub(super) station: u64,
}

impl Key {
    pub(super) fn new(
        sentence: &Sentence<'_>,
        group: Option<Group<'_>>,
        station: Option<&[u8]>,
    ) -> Key {
        let name = |name: Option<&[u8]>| name.map_or(0, |name| XxHash3_64::oneshot(name).max(1));
        let (group, station) = (name(group.map(|group| group.id)), name(station));
        let named = group != 0 || station != 0;
        Key {
            group,
            talker: if named { NAMED } else { sentence.talker },
            channel: sentence.channel,
            sequence: sentence.sequence,
            total: sentence.total,
            own_ship: sentence.own_ship,
            station,
        }
    }

    /// Whether a part with this key, which names no station, may mean the message `other` of one.
    pub(super) fn may_mean(&self, other: &Key) -> bool {
        other.station != 0 && *other == Key { talker: NAMED, station: other.station, ..*self }
    }

    /// Whether its parts carry a number of their own, and so may come in any order.
    pub(super) fn is_numbered(&self) -> bool {
        self.sequence.is_some() || self.group != 0
    }
}

const NAMED: [u8; 2] = *b"  ";

/// One sentence, kept until its message is complete.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) number: u8,
    pub(crate) raw: Box<[u8]>,
    /// Where in `raw` the payload stands.
    payload: Range<usize>,
    pub(crate) fill: u8,
    pub(crate) envelope: Envelope,
    /// XXH3-64 of `raw`.
    pub(super) digest: u64,
}

impl Part {
    pub(super) fn new(sentence: &Sentence<'_>, envelope: Envelope) -> Part {
        let start = sentence.payload.as_ptr().addr() - sentence.raw.as_ptr().addr();
        Part {
            number: sentence.number,
            raw: sentence.raw.into(),
            payload: start..start + sentence.payload.len(),
            fill: sentence.fill,
            envelope,
            digest: XxHash3_64::oneshot(sentence.raw),
        }
    }

    pub(crate) fn payload(&self) -> &[u8] {
        self.raw.get(self.payload.clone()).unwrap_or_default()
    }
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

/// Where and when the parts of a message were last heard, and what they were.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trace {
    pub(super) key: Key,
    /// Digests of the parts that came, by number.
    digests: [Option<u64>; MAX_PARTS as usize],
    /// When the last part that told its time was heard.
    time: Option<Time>,
    /// When the last part came, in AIS sentences.
    pub(super) last: u64,
}

impl Trace {
    /// The digest of the part of this number, from 1, when it came.
    pub(super) fn digest(&self, number: u8) -> Option<u64> {
        self.digests.get(usize::from(number).wrapping_sub(1)).copied().flatten()
    }

    fn add(&mut self, part: &Part, now: u64) {
        if let Some(digest) = self.digests.get_mut(usize::from(part.number).wrapping_sub(1)) {
            *digest = Some(part.digest);
        }
        self.last = now;
        self.time = part.envelope.time.or(self.time);
    }

    /// Whether no part can belong here any more, whatever its time.
    pub(super) fn is_over(&self, now: u64) -> bool {
        now - self.last > if self.time.is_some() { PATIENCE_WITH_TIME } else { PATIENCE }
    }

    /// Whether `part`, coming as the `now`th sentence, is close enough to belong here.
    pub(super) fn is_near(&self, part: &Part, now: u64) -> bool {
        let age = now - self.last;
        match (self.time, part.envelope.time) {
            (Some(here), Some(there)) => {
                (there - here).abs() <= MAX_GAP && age <= PATIENCE_WITH_TIME
            }
            _ => age <= PATIENCE,
        }
    }
}

/// A message that waits for parts.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) trace: Trace,
    pub(super) parts: Vec<Part>,
    /// When the first part came, in AIS sentences.
    pub(super) opened: u64,
}

impl Waiting {
    pub(super) fn new(key: Key, now: u64) -> Waiting {
        let trace = Trace { key, digests: [None; MAX_PARTS as usize], time: None, last: now };
        Waiting { trace, parts: Vec::with_capacity(key.total.into()), opened: now }
    }

    /// Takes a part; whether it was the last one missing.
    pub(super) fn take(&mut self, part: Part, now: u64) -> bool {
        self.trace.add(&part, now);
        self.parts.push(part);
        self.parts.len() >= usize::from(self.trace.key.total)
    }
}
