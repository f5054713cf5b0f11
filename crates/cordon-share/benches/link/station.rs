//! Whole nodes for the bench, and what is measured on them.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use cordon_core::Time;
use cordon_share::PartnerName;
use cordon_share::carry::Carriers;
use cordon_share::carry::nats::Access;
use cordon_share::gate::Gate;
use cordon_share::home::Home;
use cordon_share::label::{Label, Releasable};
use cordon_share::link::Timing;
use cordon_share::node::{Node, Settings};
use cordon_share::object::{Kind, Object};
use cordon_share::policy::{Policy, Texts};
use serde_json::json;
use tempfile::TempDir;

pub(super) fn now() -> Time {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    Time::from_micros(since.as_micros() as i64).unwrap()
}

pub(super) fn name(text: &str) -> PartnerName {
    text.parse().unwrap()
}

/// A node in a folder of its own.
pub(super) struct Station {
    pub(super) home: Home,
    _folder: TempDir,
    node: Option<Node>,
    pub(super) at: SocketAddr,
}

impl Station {
    pub(super) fn new(text: &str) -> Station {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::init(folder.path(), name(text), None, now()).unwrap();
        Station { home, _folder: folder, node: None, at: "127.0.0.1:0".parse().unwrap() }
    }

    pub(super) async fn start(&mut self) {
        self.start_at(None).await;
    }

    /// Called by way of a broker too, if one is named.
    pub(super) async fn start_at(&mut self, broker: Option<&str>) {
        let timing = Timing::default();
        let (me, own) = (self.home.identity().name(), self.home.certificate().clone());
        let wire = Carriers::new(me, own, timing.connect).unwrap();
        let mut door = Carriers::listen(self.at).await.unwrap();
        if let Some(broker) = broker {
            let broker = broker.parse().unwrap();
            wire.admit_to(&broker, Access::default());
            wire.listen_over(&broker, &mut door);
        }
        self.at = door.local_addr().unwrap();
        let store = Arc::new(Mutex::new(self.home.store().unwrap()));
        let settings = Settings { timing, ..Settings::default() };
        let identity = self.home.identity().clone();
        let wire = Arc::new(wire);
        self.node = Some(Node::start(identity, store, wire, Some(door), Arc::new(now), settings));
    }

    pub(super) fn knows(&self, other: &Station, address: Option<SocketAddr>) {
        self.knows_at(other, address.map(|at| at.to_string()).as_deref());
    }

    pub(super) fn knows_at(&self, other: &Station, address: Option<&str>) {
        let mut store = self.home.store().unwrap();
        store.add_partner(other.home.card(), address, now()).unwrap();
    }

    pub(super) fn node(&self) -> &Node {
        self.node.as_ref().unwrap()
    }
}

/// A hub that may give everything to everyone.
pub(super) fn gate(us: &Station, partners: &[&str]) -> Gate {
    let agreements = partners.iter().map(|p| format!("[{p}]\ngroups = ['full']\n"));
    let mut texts = Texts::built_in();
    texts.agreements = agreements.collect();
    let policy = Policy::from_texts(&texts).unwrap();
    Gate::new(us.home.card().name.clone(), policy, b"bench")
}

pub(super) fn object(kind: Kind, id: &str, version: u64, to: &[PartnerName]) -> Object {
    let us = name("USA");
    let label =
        Label { releasable_to: Releasable::to(to.iter().cloned()), ..Label::closed(us.clone()) };
    let body = json!({
        "mmsi": 440_123_456, "name": "DAE YANG HO", "lat": 34.123_456, "lon": 129.123_456,
        "sog_kn": 12.3, "cog_deg": 123.4, "sent": micros(),
    });
    Object { id: id.parse().unwrap(), kind, version, time: now(), label, origin: us, body }
}

pub(super) fn micros() -> u64 {
    now().as_micros() as u64
}

/// So many times a second, and after a delay as often as were missed.
pub(super) fn every(rate: u64) -> tokio::time::Interval {
    let mut beat = tokio::time::interval(Duration::from_secs(1) / rate as u32);
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
    beat
}

pub(super) async fn release(gate: &Gate, node: &Node, objects: &[Object], to: &[PartnerName]) {
    let decide = |object, partner| gate.decide(object, partner, now());
    let released = objects.iter().flat_map(|object| to.iter().map(move |p| decide(object, p)));
    let released = released.map(|decision| decision.released().unwrap().clone()).collect();
    node.publish(released).await.unwrap();
}

/// Latencies of what arrives, until `n` have.
pub(super) fn latencies(node: &Node, n: usize) -> tokio::task::JoinHandle<Vec<u64>> {
    let mut arrivals = node.arrivals();
    tokio::spawn(async move {
        let mut all = Vec::with_capacity(n);
        while all.len() < n {
            let next = tokio::time::timeout(Duration::from_secs(30), arrivals.recv()).await;
            let Ok(Ok(arrival)) = next else { break };
            let at = micros();
            let sent = arrival.objects().filter_map(|o| o.body["sent"].as_u64());
            all.extend(sent.map(|sent| at.saturating_sub(sent)));
        }
        all
    })
}

pub(super) fn report(what: &str, mut latencies: Vec<u64>, wanted: usize) {
    latencies.sort_unstable();
    let at = |share: f64| {
        let index = (latencies.len() as f64 * share) as usize;
        latencies.get(index.min(latencies.len().saturating_sub(1))).copied().unwrap_or(0)
    };
    println!(
        "{what}: {} of {wanted} arrived, p50 {:.1} ms, p99 {:.1} ms, worst {:.1} ms",
        latencies.len(),
        at(0.5) as f64 / 1e3,
        at(0.99) as f64 / 1e3,
        at(1.0) as f64 / 1e3,
    );
}

pub(super) async fn until_up(station: &Station, partners: usize) {
    let up = |station: &Station| {
        let links = station.node().live().links;
        links.values().filter(|link| link.state == cordon_share::status::LinkState::Up).count()
    };
    while up(station) < partners {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
