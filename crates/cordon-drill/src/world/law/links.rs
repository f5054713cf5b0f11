//! Links between partners: what one side's sensors gave reaches the other later, or when the link is back.
//!
//! Nothing that is on its way is lost. While a link is down, only the latest report of a kind about a craft
//! waits for it, as the real outbox keeps it ([sharing](../../../../../docs/share.md)).

use std::collections::BTreeMap;

use cordon_core::Span;

use super::super::fleet::{Micros, micros};
use super::super::random::Stream;
use super::super::sense::Seen;
use super::super::transmit::Heard;
use crate::scenario::Scenario;
use crate::scenario::shape::Window;

/// A report on its way to a side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parcel {
    pub(super) craft: usize,
    pub(super) what: Report,
    /// When it was measured.
    pub(super) measured: Micros,
    /// When the partner had the first report that this one stands for.
    pub(super) since: Micros,
}

/// What was measured.
#[derive(Clone, Copy, Debug)]
pub(super) enum Report {
    Heard(Heard),
    /// A sighting, and whether a receiver would hear the craft there.
    Seen(Seen, bool),
}

impl Report {
    const fn kind(&self) -> u8 {
        match self {
            Report::Heard(_) => 0,
            Report::Seen(..) => 1,
        }
    }
}

/// How a report gets to a side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// It is the side's own, or comes at once.
    Here,
    /// Over the link of this number.
    Over(usize),
}

#[derive(Clone, Debug)]
struct Link {
    /// A bit for each of its two ends.
    ends: u32,
    delay_s: f64,
    spread: f64,
    outage: Vec<Window>,
    cut_until: Micros,
}

impl Link {
    fn is_up(&self, now: Micros) -> bool {
        let span = Span::from_micros(now);
        now >= self.cut_until && !self.outage.iter().any(|window| window.holds(span))
    }
}

/// What waits for a link, by link, side, craft and kind.
type Held = BTreeMap<(usize, usize, usize, u8), Parcel>;

/// All links of a drill, and what is on its way.
#[derive(Debug)]
pub(super) struct Links {
    all: Vec<Link>,
    /// Those who have no link between them get everything at once: their bits, by side.
    at_once: Vec<u32>,
    /// By when it is due, and in the order in which it was sent.
    on_way: BTreeMap<(Micros, u64), (usize, Parcel)>,
    held: Held,
    sent: u64,
    stream: Stream,
}

impl Links {
    pub(super) fn new(scenario: &Scenario, stream: Stream) -> Links {
        let bit = |id: &String| {
            let index = scenario.side.iter().position(|side| side.id == *id);
            index.map_or(0, |index| 1_u32 << index.min(31))
        };
        let link = |of: &crate::scenario::shape::Link| Link {
            ends: of.between.iter().map(bit).fold(0, std::ops::BitOr::bitor),
            delay_s: of.delay_s,
            spread: of.delay_spread,
            outage: of.outage.clone(),
            cut_until: Micros::MIN,
        };
        let links: Vec<Link> = scenario.link.iter().map(link).collect();
        let at_once = |side: usize| {
            let own = 1_u32 << side.min(31);
            let of_side = links.iter().filter(|link| link.ends & own != 0);
            !of_side.fold(0, |bits, link| bits | link.ends) | own
        };
        let at_once = (0..scenario.side.len()).map(at_once).collect();
        Links {
            all: links,
            at_once,
            on_way: BTreeMap::new(),
            held: BTreeMap::new(),
            sent: 0,
            stream,
        }
    }

    /// How what sensors of these sides (a bit each) gave gets to a side: by the quickest link that is up.
    pub(super) fn way(&self, owners: u32, side: usize, now: Micros) -> Way {
        if self.at_once.get(side).is_none_or(|bits| bits & owners != 0) {
            return Way::Here;
        }
        let own = 1_u32 << side.min(31);
        let joins = |link: &Link| link.ends & own != 0 && link.ends & owners & !own != 0;
        let ways = self.all.iter().enumerate().filter(|(_, link)| joins(link));
        let rank = |link: &Link| (!link.is_up(now), link.delay_s);
        let best = ways.min_by(|(_, a), (_, b)| {
            let (a, b) = (rank(a), rank(b));
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
        });
        best.map_or(Way::Here, |(number, _)| Way::Over(number))
    }

    /// Whether a side gets at once what a partner's sensors give.
    pub(super) fn is_at_once(&self, side: usize, partner: usize) -> bool {
        self.at_once.get(side).is_none_or(|bits| bits & (1 << partner.min(31)) != 0)
    }

    /// Whether two sides can tell one another anything now.
    pub(super) fn can_talk(&self, side: usize, partner: usize, now: Micros) -> bool {
        match self.way(1 << partner.min(31), side, now) {
            Way::Here => true,
            Way::Over(number) => self.all.get(number).is_some_and(|link| link.is_up(now)),
        }
    }

    /// Cuts the link between two sides for a while.
    pub(super) fn cut(&mut self, ends: u32, until: Micros) {
        for link in self.all.iter_mut().filter(|link| link.ends == ends) {
            link.cut_until = link.cut_until.max(until);
        }
    }

    /// Sends a report over a link to a side.
    pub(super) fn send(&mut self, over: usize, to: usize, parcel: Parcel, now: Micros) {
        let key = (over, to, parcel.craft, parcel.what.kind());
        // The latest stands for what waited before it.
        let since = self.held.remove(&key).map_or(parcel.since, |held| held.since);
        let parcel = Parcel { since, ..parcel };
        if self.all.get(over).is_some_and(|link| link.is_up(now)) {
            self.dispatch(over, to, parcel, now);
        } else {
            self.held.insert(key, parcel);
        }
    }

    fn dispatch(&mut self, over: usize, to: usize, parcel: Parcel, now: Micros) {
        let Some(link) = self.all.get(over) else { return };
        self.sent += 1;
        // Whoever else reports something changes nothing of it.
        let of_craft = self.stream.with(to as u64).with(parcel.craft as u64);
        let number = parcel.measured.unsigned_abs() ^ u64::from(parcel.what.kind());
        let seconds = link.delay_s * of_craft.error(number, link.spread).exp();
        self.on_way.insert((now + micros(seconds), self.sent), (to, parcel));
    }

    /// What has come by now: for whom, and when it came.
    pub(super) fn arrived(&mut self, now: Micros) -> Vec<(usize, Micros, Parcel)> {
        self.take_up(now);
        let later = self.on_way.split_off(&(now + 1, 0));
        let come = std::mem::replace(&mut self.on_way, later).into_iter();
        come.map(|((due, _), (to, parcel))| (to, due, parcel)).collect()
    }

    /// What waited for a link goes once it is up again.
    fn take_up(&mut self, now: Micros) {
        if self.held.is_empty() {
            return;
        }
        let links = &self.all;
        let is_up = |over: usize| links.get(over).is_some_and(|link| link.is_up(now));
        let (go, stay) = std::mem::take(&mut self.held)
            .into_iter()
            .partition(|((over, ..), _): &(_, _)| is_up(*over));
        self.held = stay;
        let go: Held = go;
        for ((over, to, ..), parcel) in go {
            self.dispatch(over, to, parcel, now);
        }
    }
}
