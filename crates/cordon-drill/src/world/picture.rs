//! What a side knows of others: contacts, as its sensors and its partners' gave them.
//!
//! Which report belongs to which contact is taken as known (perfect association); places, names
//! and silences are as measured. The watch, which gets the same reports, has to find that out itself.

use std::collections::BTreeMap;

use super::fleet::{Member, Micros};
use super::motion::{course_to, mps, offset};
use super::sense::Seen;
use super::transmit::Heard;

/// A contact not seen for so long is not acted on, in microseconds.
pub(crate) const STALE: Micros = 3 * 3_600_000_000;
/// Who is seen and not heard for so long, where a receiver of the same side would hear it, is dark.
const DARK_AFTER: Micros = 1_800_000_000;
/// Who says it is farther than this from where it is seen says something false, in metres.
const MISMATCH_M: f64 = 4_000.0;

/// What is older does not tell who lies beside whom.
const FRESH: Micros = 900_000_000;
/// Who makes less way lies still, in knots.
const STILL_KN: f64 = 3.0;
/// So near to one another two lie side by side, as far as radar tells, in metres.
const ALONGSIDE_M: f64 = 1_000.0;
/// So long nobody lies beside another by chance.
const ALONGSIDE_AFTER: Micros = 900_000_000;

/// Why a contact is suspicious.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Seen, and not heard though it should be.
    Dark,
    /// Seen elsewhere than where it says it is.
    PositionMismatch,
    /// It goes by another number than before.
    IdentityChange,
    /// Somebody reported it.
    Reported,
    /// It lies beside one that is suspicious.
    Alongside,
}

impl Why {
    /// As the log has it.
    pub const fn name(self) -> &'static str {
        match self {
            Why::Dark => "dark",
            Why::PositionMismatch => "position_mismatch",
            Why::IdentityChange => "identity_change",
            Why::Reported => "reported",
            Why::Alongside => "alongside",
        }
    }
}

/// Something that a side knows of.
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    /// The side's number for it.
    pub number: u32,
    /// Where it was last, degrees north and east, as measured or as it said.
    pub at: (f64, f64),
    /// Metres a second east and north, as it said or as two sightings tell.
    pub velocity: (f64, f64),
    /// Microseconds from the start when that was.
    pub last_us: i64,
    /// When it was seen otherwise than by its own messages.
    pub seen_us: Option<i64>,
    /// When it was heard.
    pub heard_us: Option<i64>,
    /// The number that it last said is its own.
    pub mmsi: Option<u32>,
    /// The name that it last said is its own, or that was read on its bow.
    pub name: Option<String>,
    /// Why it is suspicious.
    pub why: Option<Why>,
    /// Nothing more is to be done about it.
    pub is_done: bool,
    /// When somebody was where it had to be and did not find it.
    pub missed_us: Option<i64>,
    /// Since when it is seen where it would be heard, and is not heard.
    unheard_since: Option<Micros>,
    /// Since when it lies beside one that is suspicious.
    beside_since: Option<Micros>,
    said_at: Option<(f64, f64)>,
    sightings: u32,
    mismatches: u32,
}

impl Contact {
    /// Where it is by now, as far as its last way tells.
    pub(crate) fn estimate(&self, now: Micros) -> (f64, f64) {
        let seconds = (now - self.last_us) as f64 / 1e6;
        let at = cordon_core::Position::wrapped(self.at.0, self.at.1);
        let to = cordon_core::geodesy::displaced(
            at,
            self.velocity.0 * seconds,
            self.velocity.1 * seconds,
        );
        (to.lat(), to.lon())
    }
}

/// All that a side knows of.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    contacts: BTreeMap<usize, Contact>,
    next: u32,
}

/// What is new in a picture.
pub(crate) enum News {
    /// A contact: which craft, by which sensor, how long it was on its way from a partner.
    First(usize, usize, Micros),
    /// It became suspicious.
    Suspicious(usize, Why, String),
}

impl Picture {
    /// Contacts, by the index of the craft that each is.
    pub fn contacts(&self) -> impl Iterator<Item = (usize, &Contact)> {
        self.contacts.iter().map(|(craft, contact)| (*craft, contact))
    }

    /// The contact of this number, with the index of the craft that it is.
    pub fn numbered(&self, number: u32) -> Option<(usize, &Contact)> {
        self.contacts().find(|(_, contact)| contact.number == number)
    }

    /// The contact that a craft is.
    pub fn of(&self, craft: usize) -> Option<&Contact> {
        self.contacts.get(&craft)
    }

    pub(crate) fn of_mut(&mut self, craft: usize) -> Option<&mut Contact> {
        self.contacts.get_mut(&craft)
    }

    fn entry(
        &mut self,
        craft: usize,
        sensor: usize,
        at: (f64, f64),
        now: Micros,
        news: &mut Vec<News>,
    ) -> &mut Contact {
        let next = &mut self.next;
        self.contacts.entry(craft).or_insert_with(|| {
            *next += 1;
            news.push(News::First(craft, sensor, 0));
            Contact {
                number: *next,
                at,
                velocity: (0.0, 0.0),
                last_us: now,
                seen_us: None,
                heard_us: None,
                mmsi: None,
                name: None,
                why: None,
                is_done: false,
                missed_us: None,
                unheard_since: None,
                beside_since: None,
                said_at: None,
                sightings: 0,
                mismatches: 0,
            }
        })
    }

    /// A position that a craft sent.
    pub(crate) fn heard(
        &mut self,
        craft: usize,
        member: &Member,
        heard: &Heard,
        news: &mut Vec<News>,
    ) {
        let said = (heard.said.lat, heard.said.lon);
        let contact = self.entry(craft, heard.sensor, said, heard.when, news);
        if let Some((_, identity)) = member.identities.get(heard.identity) {
            let is_other = contact.mmsi.is_some_and(|mmsi| mmsi != identity.mmsi.0);
            contact.mmsi = Some(identity.mmsi.0);
            if is_other && contact.why.is_none() {
                contact.why = Some(Why::IdentityChange);
                let before = contact.name.clone().unwrap_or_default();
                let reason = format!("went by `{before}` and goes by `{}` now", identity.name);
                news.push(News::Suspicious(craft, Why::IdentityChange, reason));
            }
            if contact.name.as_deref() != Some(identity.name.as_str()) {
                contact.name = Some(identity.name.clone());
            }
        }
        contact.heard_us = Some(heard.when);
        contact.unheard_since = None;
        contact.said_at = Some(said);
        // What is seen is believed over what is said.
        if contact.mismatches == 0 {
            contact.at = said;
            contact.velocity = heard.said.velocity();
            contact.last_us = heard.when;
        }
    }

    /// A sighting by any other sensor. `hears` tells whether a receiver of this side would hear it there.
    pub(crate) fn seen(
        &mut self,
        seen: &Seen,
        now: Micros,
        hears: bool,
        name: Option<&str>,
        news: &mut Vec<News>,
    ) {
        let contact = self.entry(seen.craft, seen.sensor, seen.at, now, news);
        let is_heard = contact.heard_us.is_some_and(|when| now - when < 120_000_000);
        let since_seen = contact.seen_us.map_or(Micros::MAX, |when| now - when);
        if !is_heard || contact.mismatches > 0 {
            contact.watch_move(seen.at, now);
        }
        contact.sightings = if since_seen < 1_200_000_000 { contact.sightings + 1 } else { 1 };
        contact.seen_us = Some(now);
        if let Some(name) = name {
            contact.name = Some(name.to_owned());
        }
        contact.compare(seen.at, is_heard);
        contact.unheard_since = hears.then(|| contact.unheard_since.unwrap_or(now));
        if contact.why.is_some() {
            return;
        }
        let silent = contact.unheard_since.map_or(0, |since| now - since);
        if contact.mismatches >= 3 {
            contact.why = Some(Why::PositionMismatch);
            let reason = "seen three times elsewhere than where it says it is".to_owned();
            news.push(News::Suspicious(seen.craft, Why::PositionMismatch, reason));
        } else if contact.sightings >= 10 && silent >= DARK_AFTER {
            contact.why = Some(Why::Dark);
            let minutes = silent / 60_000_000;
            let reason = format!("seen for {minutes} min where it would be heard, and silent");
            news.push(News::Suspicious(seen.craft, Why::Dark, reason));
        }
    }

    /// Looks who lies beside a suspicious contact, both hardly moving, for a while: cargo may go over.
    pub(crate) fn watch_transfers(&mut self, now: Micros, news: &mut Vec<News>) {
        let is_still = |it: &Contact| {
            now - it.last_us < FRESH && it.velocity.0.hypot(it.velocity.1) < mps(STILL_KN)
        };
        let met: Vec<(u32, (f64, f64), String)> = self
            .contacts
            .values()
            .filter(|it| it.why.is_some() && is_still(it))
            .map(|it| {
                (
                    it.number,
                    it.at,
                    it.name.clone().unwrap_or_else(|| format!("contact {}", it.number)),
                )
            })
            .collect();
        for (&craft, contact) in self.contacts.iter_mut().filter(|(_, it)| it.why.is_none()) {
            let is_near = |at: (f64, f64)| course_to(at, contact.at).1 < ALONGSIDE_M;
            let beside = met.iter().find(|(_, at, _)| is_still(contact) && is_near(*at));
            let Some((_, _, name)) = beside else {
                contact.beside_since = None;
                continue;
            };
            let since = *contact.beside_since.get_or_insert(now);
            if now - since >= ALONGSIDE_AFTER {
                contact.why = Some(Why::Alongside);
                let reason = format!("lies beside `{name}`, which is held for suspicious");
                news.push(News::Suspicious(craft, Why::Alongside, reason));
            }
        }
    }

    /// Somebody told of a craft, from where it is.
    pub(crate) fn told(
        &mut self,
        craft: usize,
        at: (f64, f64),
        now: Micros,
        why: Why,
        reason: &str,
        news: &mut Vec<News>,
    ) {
        let contact = self.entry(craft, usize::MAX, at, now, news);
        if contact.why.is_none() {
            contact.why = Some(why);
            news.push(News::Suspicious(craft, why, reason.to_owned()));
        }
    }
}

impl Contact {
    /// Takes course and speed from where it was a good while ago and is now.
    fn watch_move(&mut self, at: (f64, f64), now: Micros) {
        let seconds = (now - self.last_us) as f64 / 1e6;
        if seconds >= 50.0 {
            let (east, north) = offset(self.at, at);
            let part = if self.sightings > 1 { 0.25 } else { 1.0 };
            let (x, y) = (east / seconds, north / seconds);
            self.velocity = (
                self.velocity.0 + part * (x - self.velocity.0),
                self.velocity.1 + part * (y - self.velocity.1),
            );
        }
        (self.at, self.last_us) = (at, now);
    }

    fn compare(&mut self, at: (f64, f64), is_heard: bool) {
        let Some(said) = self.said_at.filter(|_| is_heard) else { return };
        let (east, north) = offset(at, said);
        if east.hypot(north) > MISMATCH_M {
            self.mismatches += 1;
            self.at = at;
        } else {
            self.mismatches = 0;
        }
    }
}
