//! TCP: bytes wait, connections are cut.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until};

use super::{Mischief, Passed, Plan, count};

/// So many bytes are read at a time: about what goes in one segment over loopback.
const READ: usize = 16 << 10;
/// So many reads may be on their way.
const DEPTH: usize = 1_024;

pub(super) async fn run(listener: TcpListener, to: String, how: Mischief, passed: Arc<Passed>) {
    let mut connections = tokio::task::JoinSet::new();
    for number in 0.. {
        let Ok((caller, _)) = listener.accept().await else {
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        count(&passed.connections, 1);
        while connections.try_join_next().is_some() {}
        connections.spawn(pass(caller, to.clone(), how.clone(), number, Arc::clone(&passed)));
    }
}

async fn pass(caller: TcpStream, to: String, how: Mischief, number: u64, passed: Arc<Passed>) {
    let Ok(server) = TcpStream::connect(&to).await else { return };
    // What is delayed here must not be delayed again by the system.
    let _ = (caller.set_nodelay(true), server.set_nodelay(true));
    if how.blackhole {
        // Both are held open, and neither hears anything.
        std::future::pending::<()>().await;
    }
    let (mut caller_in, mut caller_out) = caller.into_split();
    let (mut server_in, mut server_out) = server.into_split();
    let plan = |back| Plan::new(&how, number, back);
    let there = direction(&mut caller_in, &mut server_out, plan(false), &how, &passed);
    let back = direction(&mut server_in, &mut caller_out, plan(true), &how, &passed);
    let cut = async {
        match how.cut_every {
            Some(after) => sleep(after).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = async { tokio::join!(there, back); } => return,
        () = cut => count(&passed.cuts, 1),
    }
    if how.half_open {
        // The server is told; the caller waits for bytes that never come.
        drop((server_in, server_out));
        sleep(how.cut_every.unwrap_or_default()).await;
    }
}

/// Hands bytes on, each read after its delay, in order.
async fn direction(
    from: &mut OwnedReadHalf,
    to: &mut OwnedWriteHalf,
    mut plan: Plan,
    how: &Mischief,
    passed: &Passed,
) {
    let (put, mut taken) = mpsc::channel::<(Instant, Vec<u8>)>(DEPTH);
    let read = async move {
        let mut buffer = vec![0; READ];
        while let Ok(n @ 1..) = from.read(&mut buffer).await {
            let (delay, dropped) = plan.next_delay();
            count(&passed.dropped, u64::from(dropped));
            let bytes = buffer.get(..n).unwrap_or_default().to_vec();
            if put.send((Instant::now() + delay, bytes)).await.is_err() {
                break;
            }
        }
    };
    let write = async {
        let mut free = Instant::now();
        while let Some((due, bytes)) = taken.recv().await {
            sleep_until(due.max(free)).await;
            if to.write_all(&bytes).await.is_err() {
                break;
            }
            count(&passed.packets, 1);
            count(&passed.bytes, bytes.len() as u64);
            free = due.max(free) + how.time_for(bytes.len());
        }
        // The other side learns that there is no more; it may be gone already.
        let _ = to.shutdown().await;
    };
    tokio::join!(read, write);
}

impl Mischief {
    /// How long so many bytes take.
    pub(super) fn time_for(&self, bytes: usize) -> Duration {
        let rate = self.bandwidth.filter(|rate| *rate > 0);
        rate.map_or(Duration::ZERO, |rate| Duration::from_secs_f64(bytes as f64 / rate as f64))
    }
}
