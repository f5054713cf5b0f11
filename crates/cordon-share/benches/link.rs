//! How fast sharing is, node to node over TLS on loopback: gated, signed, durable at both ends.
//!
//! ```text
//! cargo bench -p cordon-share --bench link
//! ```
//!
//! Not a micro-benchmark: whole nodes with stores on the disk (`TMPDIR` says which), in one process. A
//! latency runs from before the gate is asked until the object is durable at the recipient and told.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench fails loudly and prints")]

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use cordon_core::Time;
use cordon_share::chaos::{Chaos, Mischief};
use cordon_share::gate::Gate;
use cordon_share::home::Home;
use cordon_share::label::{Label, Releasable};
use cordon_share::link::Timing;
use cordon_share::node::{Node, Settings};
use cordon_share::object::{Kind, Object};
use cordon_share::policy::{Policy, Texts};
use cordon_share::tls::Tls;
use cordon_share::{Digest, PartnerName};
use serde_json::json;
use tempfile::TempDir;

fn now() -> Time {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    Time::from_micros(since.as_micros() as i64).unwrap()
}

fn name(text: &str) -> PartnerName {
    text.parse().unwrap()
}

/// A node in a folder of its own.
struct Station {
    home: Home,
    _folder: TempDir,
    node: Option<Node>,
    at: SocketAddr,
}

impl Station {
    fn new(text: &str) -> Station {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::init(folder.path(), name(text), None, now()).unwrap();
        Station { home, _folder: folder, node: None, at: "127.0.0.1:0".parse().unwrap() }
    }

    async fn start(&mut self) {
        let timing = Timing::default();
        let wire = Tls::new(self.home.certificate().clone(), timing.connect).unwrap();
        let listener = Tls::listen(self.at).await.unwrap();
        self.at = listener.local_addr().unwrap();
        let store = Arc::new(Mutex::new(self.home.store().unwrap()));
        let settings = Settings { timing, ..Settings::default() };
        let identity = self.home.identity().clone();
        let wire = Arc::new(wire);
        self.node =
            Some(Node::start(identity, store, wire, Some(listener), Arc::new(now), settings));
    }

    fn knows(&self, other: &Station, address: Option<SocketAddr>) {
        let address = address.map(|at| at.to_string());
        let mut store = self.home.store().unwrap();
        store.add_partner(other.home.card(), address.as_deref(), now()).unwrap();
    }

    fn node(&self) -> &Node {
        self.node.as_ref().unwrap()
    }
}

/// A hub that may give everything to everyone.
fn gate(us: &Station, partners: &[&str]) -> Gate {
    let agreements = partners.iter().map(|p| format!("[{p}]\ngroups = ['full']\n"));
    let mut texts = Texts::built_in();
    texts.agreements = agreements.collect();
    let policy = Policy::from_texts(&texts).unwrap();
    Gate::new(us.home.card().name.clone(), policy, b"bench")
}

fn object(kind: Kind, id: &str, version: u64, to: &[PartnerName]) -> Object {
    let us = name("USA");
    let label =
        Label { releasable_to: Releasable::to(to.iter().cloned()), ..Label::closed(us.clone()) };
    let body = json!({
        "mmsi": 440_123_456, "name": "DAE YANG HO", "lat": 34.123_456, "lon": 129.123_456,
        "sog_kn": 12.3, "cog_deg": 123.4, "sent": micros(),
    });
    Object { id: id.parse().unwrap(), kind, version, time: now(), label, origin: us, body }
}

fn micros() -> u64 {
    now().as_micros() as u64
}

async fn release(gate: &Gate, node: &Node, objects: &[Object], to: &[PartnerName]) {
    let decide = |object, partner| gate.decide(object, partner, now());
    let released = objects.iter().flat_map(|object| to.iter().map(move |p| decide(object, p)));
    let released = released.map(|decision| decision.released().unwrap().clone()).collect();
    node.publish(released).await.unwrap();
}

/// Latencies of what arrives, until `n` have.
fn latencies(node: &Node, n: usize) -> tokio::task::JoinHandle<Vec<u64>> {
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

fn report(what: &str, mut latencies: Vec<u64>, wanted: usize) {
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

async fn until_up(station: &Station, partners: usize) {
    let up = |station: &Station| {
        let links = station.node().live().links;
        links.values().filter(|link| link.state == cordon_share::status::LinkState::Up).count()
    };
    while up(station) < partners {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn warnings(hub: &Station, gate: &Gate, others: &[Station]) {
    let to = [others[0].home.card().name.clone()];
    let heard = latencies(others[0].node(), 1_000);
    for i in 0..1_000 {
        let warning = object(Kind::Warning, &format!("w{i}"), 1, &to);
        release(gate, hub.node(), &[warning], &to).await;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    report("warnings, one at a time", heard.await.unwrap(), 1_000);
}

async fn tracks(hub: &Station, gate: &Gate, others: &[Station], seconds: u64) {
    let to: Vec<_> = others.iter().map(|o| o.home.card().name.clone()).collect();
    let wanted = seconds as usize * 10_000;
    let mut heard = Vec::new();
    for other in others {
        heard.push(latencies(other.node(), wanted));
    }
    let started = Instant::now();
    // Every 5 ms 50 of 10,000 ships say where they are.
    let mut beat = tokio::time::interval(Duration::from_millis(5));
    for step in 0..seconds * 200 {
        beat.tick().await;
        let objects: Vec<_> = (0..50)
            .map(|i| {
                let ship = (step * 50 + i) % 10_000;
                object(Kind::Track, &format!("t{ship}"), step + 1, &to)
            })
            .collect();
        release(gate, hub.node(), &objects, &to).await;
    }
    let rate = wanted as f64 / started.elapsed().as_secs_f64();
    println!("tracks released: {rate:.0} a second to {} partners", to.len());
    for (other, heard) in others.iter().zip(heard) {
        report(&format!("  tracks at {}", other.home.card().name), heard.await.unwrap(), wanted);
    }
}

/// A link is cut, 12,000 findings and one warning gather, the link heals.
async fn backlog() {
    let (mut hub, mut other) = (Station::new("USA"), Station::new("JPN"));
    hub.start().await;
    other.start().await;
    let how = Mischief::default();
    let chaos =
        Chaos::tcp("127.0.0.1:0".parse().unwrap(), other.at.to_string(), how).await.unwrap();
    let door = chaos.address();
    hub.knows(&other, Some(door));
    other.knows(&hub, None);
    until_up(&hub, 1).await;
    let gate = gate(&hub, &["JPN"]);
    let to = [name("JPN")];
    drop(chaos);
    tokio::time::sleep(Duration::from_secs(2)).await;
    for chunk in 0..120 {
        let objects: Vec<_> =
            (0..100).map(|i| object(Kind::Finding, &format!("f{chunk}-{i}"), 1, &to)).collect();
        release(&gate, hub.node(), &objects, &to).await;
    }
    let mut arrivals = other.node().arrivals();
    let healed = Instant::now();
    let _chaos = Chaos::tcp(door, other.at.to_string(), Mischief::default()).await.unwrap();
    let (mut first, mut n) = (None, 0);
    while n < 12_000 {
        let next = tokio::time::timeout(Duration::from_mins(1), arrivals.recv()).await;
        let Ok(Ok(arrival)) = next else { break };
        first.get_or_insert_with(|| healed.elapsed());
        n += arrival.objects().count();
    }
    let (first, all) = (first.unwrap_or_default(), healed.elapsed());
    println!("after a cut: first object {first:.2?}, {n} of 12000 objects {all:.2?}");
}

#[tokio::main]
async fn main() {
    let seconds = std::env::var("CORDON_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(10);
    let mut hub = Station::new("USA");
    hub.start().await;
    let mut others = Vec::new();
    for text in ["JPN", "KOR", "AUS"] {
        let mut other = Station::new(text);
        other.start().await;
        hub.knows(&other, Some(other.at));
        other.knows(&hub, None);
        others.push(other);
    }
    until_up(&hub, others.len()).await;
    let gate = gate(&hub, &["JPN", "KOR", "AUS"]);
    println!("policy {}", Digest::to_string(&gate.policy().hash()));
    warnings(&hub, &gate, &others).await;
    tracks(&hub, &gate, &others, seconds).await;
    drop((hub, others));
    backlog().await;
}
