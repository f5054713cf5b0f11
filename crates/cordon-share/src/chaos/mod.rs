//! A proxy that makes a good network bad: for our tests, and for users' own acceptance.
//!
//! Stands between two nodes in user space, where `tc netem` is not to be had. What it does to the n-th
//! connection follows from the seed alone, not from when packets arrive.

mod plan;
mod tcp;
mod udp;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

pub use plan::{Chunk, Plan};

/// What to do to what passes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mischief {
    /// Every packet waits so long.
    pub delay: Duration,
    /// And up to so much longer.
    pub jitter: Duration,
    /// The share of packets that are lost. TCP, which cannot lose bytes, waits instead as for a packet
    /// sent again.
    pub drop: f64,
    /// The share of packets that are overtaken by the next. TCP keeps its order.
    pub reorder: f64,
    /// The share of packets that come twice. TCP has none of it.
    pub duplicate: f64,
    /// A connection is cut after so long.
    pub cut_every: Option<Duration>,
    /// Bytes a second, each way.
    pub bandwidth: Option<u64>,
    /// Connections open, and nothing passes.
    pub blackhole: bool,
    /// After a cut, one side is not told.
    pub half_open: bool,
    /// Where chance begins.
    pub seed: u64,
}

/// What has passed.
#[derive(Debug, Default)]
pub struct Passed {
    connections: AtomicU64,
    bytes: AtomicU64,
    packets: AtomicU64,
    dropped: AtomicU64,
    duplicated: AtomicU64,
    reordered: AtomicU64,
    cuts: AtomicU64,
}

/// The same, as numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Connections taken; UDP peers.
    pub connections: u64,
    /// Bytes handed on.
    pub bytes: u64,
    /// Packets, or reads of a stream, handed on.
    pub packets: u64,
    /// Packets lost; TCP: delayed as if sent again.
    pub dropped: u64,
    /// Packets handed on twice.
    pub duplicated: u64,
    /// Packets handed on after a later one.
    pub reordered: u64,
    /// Connections cut.
    pub cuts: u64,
}

impl Passed {
    /// As numbers.
    pub fn counts(&self) -> Counts {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counts {
            connections: get(&self.connections),
            bytes: get(&self.bytes),
            packets: get(&self.packets),
            dropped: get(&self.dropped),
            duplicated: get(&self.duplicated),
            reordered: get(&self.reordered),
            cuts: get(&self.cuts),
        }
    }
}

fn count(counter: &AtomicU64, n: u64) {
    counter.fetch_add(n, Ordering::Relaxed);
}

/// A proxy at work. It stops when it is dropped.
#[derive(Debug)]
pub struct Chaos {
    at: SocketAddr,
    passed: std::sync::Arc<Passed>,
    task: tokio::task::JoinHandle<()>,
}

impl Chaos {
    /// Stands between callers at `listen` and the TCP server at `to`.
    pub async fn tcp(listen: SocketAddr, to: String, how: Mischief) -> std::io::Result<Chaos> {
        let listener = tokio::net::TcpListener::bind(listen).await?;
        let (at, passed) = (listener.local_addr()?, std::sync::Arc::<Passed>::default());
        let task = tokio::spawn(tcp::run(listener, to, how, std::sync::Arc::clone(&passed)));
        Ok(Chaos { at, passed, task })
    }

    /// Stands between callers at `listen` and the UDP server at `to`.
    pub async fn udp(listen: SocketAddr, to: String, how: Mischief) -> std::io::Result<Chaos> {
        let socket = tokio::net::UdpSocket::bind(listen).await?;
        let (at, passed) = (socket.local_addr()?, std::sync::Arc::<Passed>::default());
        let task = tokio::spawn(udp::run(socket, to, how, std::sync::Arc::clone(&passed)));
        Ok(Chaos { at, passed, task })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.at
    }

    /// What has passed so far.
    pub fn counts(&self) -> Counts {
        self.passed.counts()
    }
}

impl Drop for Chaos {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[cfg(test)]
mod tests;
