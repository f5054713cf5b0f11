//! A warning's way over the built-in link, by way of a NATS server, and through JetStream alone, which
//! stores each message durably (`sync_interval: always`): in one run, in turn.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::{self, consumer};
use cordon_share::object::Kind;
use futures_util::StreamExt;
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use super::station::{Station, every, gate, latencies, micros, name, object, release, until_up};

/// Runs of each way at each rate; what is told is the median.
const RUNS: usize = 5;
/// How long a run takes.
const SECONDS: u64 = 3;

/// A real server; it is killed when it is dropped.
struct Server {
    running: Child,
    _folder: TempDir,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.running.kill();
        let _ = self.running.wait();
    }
}

/// Where `scripts/setup.sh nats` puts it, or where `CORDON_NATS_SERVER` says.
fn program() -> Option<PathBuf> {
    let named = std::env::var_os("CORDON_NATS_SERVER").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or(home);
    let installed = cache.map(|cache| cache.join("cordon/nats-server"));
    named.or(installed).filter(|program| program.is_file())
}

async fn server(always: bool) -> Option<Server> {
    let program = program()?;
    let folder = tempfile::tempdir().unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let store = folder.path().join("store");
    let mut text = format!("listen: \"127.0.0.1:{port}\"\njetstream {{\n");
    writeln!(text, "  store_dir: \"{}\"", store.display()).unwrap();
    if always {
        writeln!(text, "  sync_interval: always").unwrap();
    }
    text.push_str("}\n");
    let file = folder.path().join("server.conf");
    std::fs::write(&file, text).unwrap();
    let mut command = Command::new(program);
    let running = command.arg("-c").arg(file).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let address = format!("nats://127.0.0.1:{port}");
    let server = Server { running: running.unwrap(), _folder: folder, address };
    while async_nats::connect(&server.address).await.is_err() {
        sleep(Duration::from_millis(20)).await;
    }
    Some(server)
}

/// A hub and a partner, over one of our ways.
struct Pair {
    hub: Arc<Station>,
    other: Station,
    gate: Arc<cordon_share::gate::Gate>,
}

impl Pair {
    async fn new(broker: Option<&str>) -> Pair {
        let (mut hub, mut other) = (Station::new("USA"), Station::new("JPN"));
        other.start_at(broker).await;
        let address = broker.map_or_else(|| other.at.to_string(), str::to_owned);
        hub.knows_at(&other, Some(&address));
        other.knows(&hub, None);
        hub.start_at(broker).await;
        until_up(&hub, 1).await;
        let gate = Arc::new(gate(&hub, &["JPN"]));
        Pair { hub: Arc::new(hub), other, gate }
    }

    /// Warnings at a rate, whether or not earlier ones have left; latencies of those that arrived.
    async fn run(&self, rate: u64, run: usize) -> Vec<u64> {
        let to = [name("JPN")];
        let n = rate * SECONDS;
        let heard = latencies(self.other.node(), n as usize);
        let mut beat = every(rate);
        let mut releasing = Vec::with_capacity(n as usize);
        for i in 0..n {
            beat.tick().await;
            let (hub, gate, to) = (Arc::clone(&self.hub), Arc::clone(&self.gate), to.clone());
            let warning = object(Kind::Warning, &format!("r{rate}-{run}-{i}"), 1, &to);
            releasing.push(tokio::spawn(async move {
                release(&gate, hub.node(), &[warning], &to).await;
            }));
        }
        for released in releasing {
            released.await.unwrap();
        }
        heard.await.unwrap()
    }
}

/// Publishes at a rate and waits for each acknowledgement, and notes when a consumer has the message.
async fn jetstream_alone(server: &Server, rate: u64, run: usize) -> Vec<u64> {
    let n = (rate * SECONDS) as usize;
    let client = async_nats::connect(&server.address).await.unwrap();
    // A disk that does not keep up is measured, not given up.
    let patience = Duration::from_mins(1);
    let context = jetstream::ContextBuilder::new().timeout(patience).build(client);
    let subject = format!("alone.r{rate}-{run}");
    let config = jetstream::stream::Config {
        name: format!("ALONE-{rate}-{run}"),
        subjects: vec![subject.clone()],
        ..Default::default()
    };
    let stream = context.create_stream(config).await.unwrap();
    let reader = async_nats::connect(&server.address).await.unwrap();
    let consumer = consumer::push::Config {
        deliver_subject: reader.new_inbox(),
        ack_policy: consumer::AckPolicy::None,
        ..Default::default()
    };
    let mut messages = stream.create_consumer(consumer).await.unwrap().messages().await.unwrap();
    let heard = tokio::spawn(async move {
        let mut all = Vec::with_capacity(n);
        while all.len() < n {
            let next = timeout(patience, messages.next()).await;
            let Ok(Some(Ok(message))) = next else { break };
            let body: serde_json::Value = serde_json::from_slice(&message.payload).unwrap();
            all.push(micros().saturating_sub(body["body"]["sent"].as_u64().unwrap()));
        }
        all
    });
    let mut beat = every(rate);
    let mut acks = Vec::with_capacity(n);
    for i in 0..n {
        beat.tick().await;
        let warning = object(Kind::Warning, &format!("a{i}"), 1, &[name("JPN")]);
        let bytes = serde_json::to_vec(&warning).unwrap();
        let sent = context.publish(subject.clone(), bytes.into()).await.unwrap();
        acks.push(tokio::spawn(async move { drop(sent.await.unwrap()) }));
    }
    for ack in acks {
        ack.await.unwrap();
    }
    heard.await.unwrap()
}

/// What five runs came to.
#[derive(Default)]
struct Told {
    p50: Vec<u64>,
    p99: Vec<u64>,
    arrived: usize,
}

impl Told {
    fn add(&mut self, mut latencies: Vec<u64>) {
        latencies.sort_unstable();
        let at = |share: f64| latencies.get((latencies.len() as f64 * share) as usize).copied();
        self.p50.push(at(0.5).unwrap_or(u64::MAX));
        self.p99.push(at(0.99).unwrap_or(u64::MAX));
        self.arrived += latencies.len();
    }

    fn tell(mut self, what: &str, rate: u64) {
        self.p50.sort_unstable();
        self.p99.sort_unstable();
        let of = |runs: &[u64]| runs[RUNS / 2] as f64 / 1e3;
        println!(
            "{rate} warnings/s, {what}: {} of {} arrived, p50 {:.1} ms, p99 {:.1} ms (medians of {RUNS})",
            self.arrived,
            rate * SECONDS * RUNS as u64,
            of(&self.p50),
            of(&self.p99),
        );
    }
}

/// All three, in turn, so that what else the machine does befalls each alike.
pub(super) async fn side_by_side() {
    let (Some(carrier), Some(alone)) = (server(false).await, server(true).await) else {
        println!("no NATS server: `scripts/setup.sh nats` installs one");
        return;
    };
    for rate in [200, 1_000] {
        let (direct, carried) = (Pair::new(None).await, Pair::new(Some(&carrier.address)).await);
        let [mut built_in, mut by_nats, mut jetstream] = <[Told; 3]>::default();
        for run in 0..RUNS {
            built_in.add(direct.run(rate, run).await);
            by_nats.add(carried.run(rate, run).await);
            jetstream.add(jetstream_alone(&alone, rate, run).await);
        }
        built_in.tell("built-in link", rate);
        by_nats.tell("built-in session by way of NATS", rate);
        jetstream.tell("JetStream alone, sync_interval: always", rate);
    }
}
