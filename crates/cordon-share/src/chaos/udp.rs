//! UDP: packets are lost, late, twice and out of order.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::{Mischief, Passed, Plan, count};

/// The largest packet.
const LARGEST: usize = 65_535;
/// Callers that are told apart; more are not served.
const CALLERS: usize = 1_024;

pub(super) async fn run(socket: UdpSocket, to: String, how: Mischief, passed: Arc<Passed>) {
    let socket = Arc::new(socket);
    let mut callers: BTreeMap<SocketAddr, mpsc::Sender<Vec<u8>>> = BTreeMap::new();
    let mut tasks = tokio::task::JoinSet::new();
    let mut buffer = vec![0; LARGEST];
    loop {
        let Ok((n, from)) = socket.recv_from(&mut buffer).await else { continue };
        if !callers.contains_key(&from) {
            if callers.len() >= CALLERS {
                continue;
            }
            let (put, packets) = mpsc::channel(1_024);
            let caller = Caller {
                number: callers.len() as u64,
                from,
                socket: Arc::clone(&socket),
                how: how.clone(),
                passed: Arc::clone(&passed),
            };
            count(&passed.connections, 1);
            tasks.spawn(caller.serve(to.clone(), packets));
            callers.insert(from, put);
        }
        if let Some(put) = callers.get(&from) {
            // A full queue drops, as a router does.
            let _ = put.try_send(buffer.get(..n).unwrap_or_default().to_vec());
        }
    }
}

struct Caller {
    number: u64,
    from: SocketAddr,
    socket: Arc<UdpSocket>,
    how: Mischief,
    passed: Arc<Passed>,
}

impl Caller {
    async fn serve(self, to: String, mut packets: mpsc::Receiver<Vec<u8>>) {
        let local: SocketAddr = if self.from.is_ipv6() {
            (std::net::Ipv6Addr::UNSPECIFIED, 0).into()
        } else {
            (std::net::Ipv4Addr::UNSPECIFIED, 0).into()
        };
        let Ok(server) = UdpSocket::bind(local).await else { return };
        if server.connect(&to).await.is_err() {
            return;
        }
        let (server, from) = (Arc::new(server), self.from);
        let mut there = Lane::new(&self, false);
        let mut back = Lane::new(&self, true);
        let mut buffer = vec![0; LARGEST];
        loop {
            tokio::select! {
                packet = packets.recv() => {
                    let Some(packet) = packet else { return };
                    let server = Arc::clone(&server);
                    there.pass(packet, move |packet| {
                        let server = Arc::clone(&server);
                        async move { server.send(&packet).await.is_ok() }
                    });
                }
                Ok(n) = server.recv(&mut buffer) => {
                    let socket = Arc::clone(&self.socket);
                    let packet = buffer.get(..n).unwrap_or_default().to_vec();
                    back.pass(packet, move |packet| {
                        let socket = Arc::clone(&socket);
                        async move { socket.send_to(&packet, from).await.is_ok() }
                    });
                }
            }
        }
    }
}

/// One direction of one caller.
struct Lane {
    plan: Plan,
    how: Mischief,
    passed: Arc<Passed>,
    held: Option<Vec<u8>>,
    tasks: tokio::task::JoinSet<()>,
}

impl Lane {
    fn new(caller: &Caller, back: bool) -> Lane {
        Lane {
            plan: Plan::new(&caller.how, caller.number, back),
            how: caller.how.clone(),
            passed: Arc::clone(&caller.passed),
            held: None,
            tasks: tokio::task::JoinSet::new(),
        }
    }

    fn pass<F, Sent>(&mut self, packet: Vec<u8>, send: F)
    where
        F: Fn(Vec<u8>) -> Sent + Send + Sync + 'static,
        Sent: Future<Output = bool> + Send + 'static,
    {
        while self.tasks.try_join_next().is_some() {}
        let chunk = self.plan.next_chunk();
        if self.how.blackhole || chunk.dropped {
            count(&self.passed.dropped, 1);
            return;
        }
        if chunk.overtaken && self.held.is_none() {
            count(&self.passed.reordered, 1);
            self.held = Some(packet);
            return;
        }
        let mut packets = vec![packet];
        if chunk.duplicated {
            count(&self.passed.duplicated, 1);
            packets.extend(packets.clone());
        }
        packets.extend(self.held.take());
        let due = Instant::now() + chunk.delay;
        let passed = Arc::clone(&self.passed);
        self.tasks.spawn(async move {
            sleep_until(due).await;
            for packet in packets {
                let bytes = packet.len() as u64;
                if send(packet).await {
                    count(&passed.packets, 1);
                    count(&passed.bytes, bytes);
                }
            }
        });
    }
}
