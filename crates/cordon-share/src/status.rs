//! How it goes with each partner, in plain words.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cordon_core::{Span, Time};
use serde::{Deserialize, Serialize};

use crate::error::ShareError;
use crate::home::Home;
use crate::names::PartnerName;
use crate::store::{How, Partner, Writing};

/// A clock that differs by more is told.
const CLOCK_TOLERANCE: Span = Span::from_seconds(30);
/// A partner that has not acknowledged for so long, with the link up, is told.
const ACK_PATIENCE: Span = Span::from_seconds(10);
/// Strangers that are remembered.
const STRANGERS: usize = 20;

/// What a running node knows of its links.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Live {
    /// Where it listens.
    pub listening: Option<String>,
    /// When this was written.
    pub at: Option<Time>,
    /// What is wrong with this node itself.
    pub trouble: Option<String>,
    /// What is wrong with the broker that carries links, where one does.
    #[serde(default)]
    pub broker: Option<String>,
    /// By partner.
    pub links: BTreeMap<PartnerName, Link>,
    /// Those who were turned away, the last ones last.
    pub strangers: Vec<Stranger>,
}

/// How a link is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// It is down.
    #[default]
    Down,
    /// It is up.
    Up,
}

/// A link with a partner.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Whether it is up.
    pub state: LinkState,
    /// Since when.
    pub since: Option<Time>,
    /// When the partner was last heard.
    pub heard: Option<Time>,
    /// How far the partner's clock is ahead of ours, in seconds.
    pub clock_ahead_s: Option<f64>,
    /// Why it is down, or went down last.
    pub problem: Option<String>,
    /// What the partner said was wrong on its side.
    pub their_trouble: Option<String>,
}

/// Someone who was turned away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stranger {
    /// When, last.
    pub at: Time,
    /// From where.
    pub from: String,
    /// Why.
    pub why: String,
    /// How often.
    pub times: u64,
}

/// The live state, shared by the tasks of a node.
#[derive(Clone, Debug, Default)]
pub struct SharedLive(Arc<Mutex<Live>>);

impl SharedLive {
    /// A copy of it as it is now.
    pub fn get(&self) -> Live {
        self.lock().clone()
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Live> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn link(&self, partner: &PartnerName, change: impl FnOnce(&mut Link)) {
        change(self.lock().links.entry(partner.clone()).or_default());
    }

    pub(crate) fn up(&self, partner: &PartnerName, now: Time) {
        self.link(partner, |link| {
            let problem = link.problem.take();
            *link = Link { state: LinkState::Up, since: Some(now), problem, ..Link::default() };
        });
    }

    pub(crate) fn down(&self, partner: &PartnerName, why: &str, now: Time) {
        self.link(partner, |link| {
            if link.state == LinkState::Up || link.since.is_none() {
                link.since = Some(now);
            }
            link.state = LinkState::Down;
            link.problem = Some(why.to_owned());
        });
    }

    /// Remembers someone who was turned away; the port of a caller differs each time.
    pub(crate) fn stranger(&self, from: &str, why: &str, now: Time) {
        let mut live = self.lock();
        let host = from.rsplit_once(':').map_or(from, |(host, _)| host);
        let known = live.strangers.iter().position(|s| s.from == host && s.why == why);
        let times = known.map_or(0, |at| live.strangers.remove(at).times) + 1;
        let (from, why) = (host.to_owned(), why.to_owned());
        live.strangers.push(Stranger { at: now, from, why, times });
        let extra = live.strangers.len().saturating_sub(STRANGERS);
        live.strangers.drain(..extra);
    }
}

/// How it goes with one partner.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartnerStatus {
    /// Its name.
    pub name: PartnerName,
    /// Whether it is a partner still.
    pub active: bool,
    /// Where it is dialled.
    pub address: Option<String>,
    /// What people compare.
    pub fingerprint: String,
    /// The link, where a node runs.
    pub link: Option<Link>,
    /// Objects that wait.
    pub waiting: u64,
    /// Their bytes.
    pub waiting_bytes: u64,
    /// Since when the oldest waits.
    pub oldest: Option<Time>,
    /// Batches on their way.
    pub in_flight: u64,
    /// The last batch sent.
    pub sent: u64,
    /// The last batch it acknowledged.
    pub acknowledged: u64,
    /// When.
    pub acknowledged_at: Option<Time>,
    /// Objects it has acknowledged.
    pub delivered: u64,
    /// The last batch received from it.
    pub received: u64,
    /// When.
    pub received_at: Option<Time>,
    /// What did not arrive, by how.
    pub lost: BTreeMap<String, u64>,
    /// What a person should know, in plain words; empty when all is well.
    pub words: Vec<String>,
}

/// How it goes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Status {
    /// This node.
    pub name: PartnerName,
    /// Its fingerprint.
    pub fingerprint: String,
    /// Whether a process runs it now.
    pub running: bool,
    /// Where it listens.
    pub listening: Option<String>,
    /// What is wrong with this node itself.
    pub trouble: Option<String>,
    /// What is wrong with the broker that carries links, where one does.
    pub broker: Option<String>,
    /// By name.
    pub partners: Vec<PartnerStatus>,
    /// Those who were turned away.
    pub strangers: Vec<Stranger>,
}

/// How it goes, as the files of a node tell it.
pub fn of_home(home: &Home, now: Time) -> Result<Status, ShareError> {
    let running = home.is_running()?;
    let live = if running { home.live().unwrap_or_default() } else { Live::default() };
    let known = running.then_some(&live);
    let partners = home.store()?.read(|writing| {
        let partners = writing.partners()?;
        partners.iter().map(|partner| of_partner(writing, partner, known, now)).collect()
    })?;
    Ok(Status {
        name: home.card().name.clone(),
        fingerprint: home.card().fingerprint().to_string(),
        running,
        listening: live.listening,
        trouble: live.trouble,
        broker: live.broker,
        partners,
        strangers: live.strangers,
    })
}

/// How it goes with one partner, from the store and from what a running node knows.
pub fn of_partner(
    writing: &Writing<'_>,
    partner: &Partner,
    live: Option<&Live>,
    now: Time,
) -> rusqlite::Result<PartnerStatus> {
    let progress = writing.progress(partner.no)?;
    let (waiting, waiting_bytes, oldest) = writing.depth(partner.no)?;
    let (in_flight, _, in_flight_since) = writing.in_flight(partner.no)?;
    let lost = writing.count_lost(partner.no)?;
    let mut status = PartnerStatus {
        name: partner.name().clone(),
        active: partner.active,
        address: partner.address.clone(),
        fingerprint: partner.card.fingerprint().to_string(),
        link: live.map(|live| live.links.get(partner.name()).cloned().unwrap_or_default()),
        waiting,
        waiting_bytes,
        oldest: oldest.into_iter().chain(in_flight_since).min(),
        in_flight: in_flight as u64,
        sent: progress.sent.0,
        acknowledged: progress.acknowledged,
        acknowledged_at: progress.acknowledged_at,
        delivered: progress.delivered,
        received: progress.received.0,
        received_at: progress.received_at,
        lost: lost.iter().map(|(how, n)| (how.name().to_owned(), *n)).collect(),
        words: Vec::new(),
    };
    status.words = words(&status, in_flight_since, &lost, now);
    Ok(status)
}

fn words(
    status: &PartnerStatus,
    in_flight_since: Option<Time>,
    lost: &[(How, u64)],
    now: Time,
) -> Vec<String> {
    let name = &status.name;
    if !status.active {
        return vec![format!(
            "{name} was revoked: nothing goes to it and nothing is taken from it"
        )];
    }
    let mut words = Vec::new();
    let link = status.link.clone().unwrap_or_default();
    let up = link.state == LinkState::Up;
    if !up && status.link.is_some() {
        let why = link.problem.as_deref().unwrap_or("it has not been seen yet");
        words.push(format!("the link with {name} is down: {why}"));
    }
    if let Some(trouble) = &link.their_trouble {
        words.push(format!("{name} says: {trouble}"));
    }
    if let Some(ahead) = link.clock_ahead_s.filter(|s| s.abs() > CLOCK_TOLERANCE.seconds()) {
        let way = if ahead > 0.0 { "ahead of" } else { "behind" };
        let by = Span::from_seconds_f64(ahead.abs());
        words.push(format!("the clock of {name} is {by} {way} ours; one of the two is wrong"));
    }
    if let Some(since) = in_flight_since.filter(|since| up && now - *since > ACK_PATIENCE) {
        let by = now - since;
        words.push(format!("{name} is there, and has acknowledged nothing for {by}"));
    }
    if status.waiting > 0 && !up {
        let oldest = status.oldest.map(|at| (now - at).to_string()).unwrap_or_default();
        words.push(format!("{} objects wait for {name}, the oldest for {oldest}", status.waiting));
    }
    for (how, n) in lost {
        words.push(match how {
            How::RefusedByThem => format!("{name} refused {n} of our objects"),
            How::RefusedByUs => format!("{n} objects of {name} were refused here"),
            How::GivenUp => format!("{n} objects were given up before {name} had them"),
            How::GivenUpByThem => format!("{name} gave up {n} objects before they came here"),
        });
    }
    words
}
