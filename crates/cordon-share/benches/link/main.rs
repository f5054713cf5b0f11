//! How fast sharing is, node to node on loopback: gated, signed, durable at both ends. Over the built-in
//! link, by way of a NATS server, and beside JetStream alone.
//!
//! ```text
//! cargo bench -p cordon-share --bench link               all of it
//! cargo bench -p cordon-share --bench link -- carriers   the ways side by side, five runs of each
//! ```
//!
//! Not a micro-benchmark: whole nodes with stores on the disk (`TMPDIR` says which), in one process. A
//! latency runs from before the gate is asked until the object is durable at the recipient and told.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench fails loudly and prints")]

mod carriers;
mod station;

use std::sync::Arc;
use std::time::{Duration, Instant};

use cordon_share::Digest;
use cordon_share::chaos::{Chaos, Mischief};
use cordon_share::gate::Gate;
use cordon_share::object::Kind;

use station::{Station, every, gate, latencies, name, object, release, report, until_up};

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

/// 10,000 tracks a second, whether or not earlier ones have left.
async fn tracks(hub: &Arc<Station>, gate: &Arc<Gate>, others: &[Station], seconds: u64) {
    let to: Vec<_> = others.iter().map(|o| o.home.card().name.clone()).collect();
    let wanted = seconds as usize * 10_000;
    let mut heard = Vec::new();
    for other in others {
        heard.push(latencies(other.node(), wanted));
    }
    let started = Instant::now();
    let mut releasing = Vec::new();
    // Every 5 ms 50 of 10,000 ships say where they are.
    let mut beat = every(200);
    for step in 0..seconds * 200 {
        beat.tick().await;
        let (hub, gate, to) = (Arc::clone(hub), Arc::clone(gate), to.clone());
        let ships = move |i| format!("t{}", (step * 50 + i) % 10_000);
        releasing.push(tokio::spawn(async move {
            let track = |i| object(Kind::Track, &ships(i), step + 1, &to);
            release(&gate, hub.node(), &(0..50).map(track).collect::<Vec<_>>(), &to).await;
        }));
    }
    for released in releasing {
        released.await.unwrap();
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
    if std::env::args().any(|argument| argument == "carriers") {
        return carriers::side_by_side().await;
    }
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
    let gate = Arc::new(gate(&hub, &["JPN", "KOR", "AUS"]));
    let hub = Arc::new(hub);
    println!("policy {}", Digest::to_string(&gate.policy().hash()));
    warnings(&hub, &gate, &others).await;
    tracks(&hub, &gate, &others, seconds).await;
    drop((hub, others));
    backlog().await;
    carriers::side_by_side().await;
}
