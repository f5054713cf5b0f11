//! A running node: the engine, its links, and the door for what was released.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, RwLock};

use tokio::sync::{broadcast, mpsc};
use tokio::task::JoinHandle;
use tokio::time::{interval, sleep};

use crate::check::Checked;
use crate::engine::{Clock, Done, Engine, Ready, Work};
use crate::error::ShareError;
use crate::gate::Released;
use crate::keys::Identity;
use crate::link::{self, Ask, Calls, Context, Timing, Wire};
use crate::names::PartnerName;
use crate::object::Object;
use crate::status::{Live, SharedLive};
use crate::store::{Partner, Policy, Store, Window};

/// Pieces of work that may wait for the engine.
const QUEUE: usize = 1_024;
/// Pieces of work that go into one transaction.
const TOGETHER: usize = 512;

/// Arrivals that a slow listener may be behind.
const HEARD: usize = 1_024;

/// How a node behaves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    /// What is kept for whom how long.
    pub policy: Policy,
    /// How much may be on its way.
    pub window: Window,
    /// How patient links are.
    pub timing: Timing,
}

/// How the engine is given its time.
pub(crate) enum Pace {
    /// On a thread of its own.
    Thread,
    /// Right here, with pauses before and after, in which a simulated crash may come.
    #[cfg_attr(not(test), expect(dead_code, reason = "simulations run in tests"))]
    Simulated(Box<dyn FnMut() -> std::time::Duration + Send>),
}

/// Objects that came in one batch, and are durable here. After a broken link they may come again.
#[derive(Debug)]
pub struct Arrival {
    /// Who brought them.
    pub from: PartnerName,
    batch: Checked,
}

impl Arrival {
    /// The objects; those that were refused are left out.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.batch.items.iter().flatten().map(|(object, _)| object)
    }
}

/// A running node. It stops when it is dropped.
#[derive(Debug)]
pub struct Node {
    asks: mpsc::Sender<Ask>,
    live: SharedLive,
    arrivals: broadcast::Sender<Arc<Arrival>>,
    tasks: Vec<JoinHandle<()>>,
}

impl Node {
    /// Starts a node within a tokio runtime. `listener` is where partners call.
    pub fn start<W: Wire>(
        identity: Identity,
        store: Arc<Mutex<Store>>,
        wire: Arc<W>,
        listener: Option<W::Listener>,
        clock: Clock,
        settings: Settings,
    ) -> Node {
        Node::start_paced(identity, store, wire, listener, clock, settings, Pace::Thread)
    }

    pub(crate) fn start_paced<W: Wire>(
        identity: Identity,
        store: Arc<Mutex<Store>>,
        wire: Arc<W>,
        listener: Option<W::Listener>,
        clock: Clock,
        settings: Settings,
        pace: Pace,
    ) -> Node {
        let (asks, asked) = mpsc::channel(QUEUE);
        let (arrivals, _) = broadcast::channel(HEARD);
        let live = SharedLive::default();
        let context = Arc::new(Context {
            me: identity.name().clone(),
            ring: RwLock::default(),
            live: live.clone(),
            clock: Arc::clone(&clock),
            timing: settings.timing,
            engine: asks.clone(),
        });
        let Settings { policy, window, timing } = settings;
        let engine = Engine::new(identity, store, policy, window, clock);
        let calls = Arc::new(Calls::default());
        let mut tasks = vec![
            tokio::spawn(work(engine, asked, pace, live.clone(), arrivals.clone())),
            tokio::spawn(look(asks.clone(), timing)),
            tokio::spawn(keep_partners(
                Arc::clone(&wire),
                Arc::clone(&context),
                Arc::clone(&calls),
            )),
        ];
        if let Some(listener) = listener {
            tasks.push(tokio::spawn(link::accept(wire, context, calls, listener)));
        }
        Node { asks, live, arrivals, tasks }
    }

    /// Sends what the gate released. Durable when this returns.
    pub async fn publish(&self, released: Vec<Released>) -> Result<(), ShareError> {
        self.send(ready(&released)?).await
    }

    pub(crate) async fn send(&self, ready: Vec<Ready>) -> Result<(), ShareError> {
        let (answer, answered) = tokio::sync::oneshot::channel();
        let asked = self.asks.send((Work::Publish(ready), answer)).await;
        asked.map_err(|_closed| ShareError::Stopped)?;
        match answered.await {
            Ok(Done::Not(why)) => Err(ShareError::Refused(why)),
            Ok(_) => Ok(()),
            Err(_) => Err(ShareError::Stopped),
        }
    }

    /// Writes down where partners call, for people to read.
    pub fn listens_at(&self, address: &str) {
        self.live.lock().listening = Some(address.to_owned());
    }

    /// How the links are.
    pub fn live(&self) -> Live {
        self.live.get()
    }

    /// The same, to be asked later and elsewhere.
    pub fn shared_live(&self) -> SharedLive {
        self.live.clone()
    }

    /// Tells what arrives from now on. Who is slow misses some, and finds it in the store.
    pub fn arrivals(&self) -> broadcast::Receiver<Arc<Arrival>> {
        self.arrivals.subscribe()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

/// Puts what the gate released in the outbox of a node that does not run here.
pub fn publish(
    identity: Identity,
    store: Store,
    released: &[Released],
    policy: Policy,
    clock: Clock,
) -> Result<(), ShareError> {
    let ready = ready(released)?;
    let store = Arc::new(Mutex::new(store));
    let mut engine = Engine::new(identity, store, policy, Window::default(), clock);
    match engine.apply(&mut [Work::Publish(ready)]) {
        (_, Some(error)) => Err(error),
        (done, None) => match done.into_iter().next() {
            Some(Done::Not(why)) => Err(ShareError::Refused(why)),
            _ => Ok(()),
        },
    }
}

/// Objects with their bytes. What goes to several partners as it is comes one after the other, and is written
/// once.
fn ready(released: &[Released]) -> Result<Vec<Ready>, ShareError> {
    let mut all: Vec<Ready> = Vec::with_capacity(released.len());
    for one in released {
        let object = one.object();
        let bytes = match all.last().filter(|last| last.object == *object) {
            Some(same) => same.bytes.clone(),
            None => object.canonical_bytes().map_err(|error| {
                ShareError::Refused(format!("{} cannot be written: {error}", object.id))
            })?,
        };
        let (to, source) = (one.to().clone(), one.source().clone());
        all.push(Ready { to, source, object: object.clone(), bytes });
    }
    Ok(all)
}

/// Gives the engine its work, as much at a time as has gathered.
async fn work(
    mut engine: Engine,
    mut asked: mpsc::Receiver<Ask>,
    mut pace: Pace,
    live: SharedLive,
    arrivals: broadcast::Sender<Arc<Arrival>>,
) {
    let mut asks = Vec::with_capacity(TOGETHER);
    while asked.recv_many(&mut asks, TOGETHER).await > 0 {
        let (works, answers): (Vec<_>, Vec<_>) = asks.drain(..).unzip();
        let ran = match &mut pace {
            Pace::Thread => {
                let run = tokio::task::spawn_blocking(move || run(engine, works));
                let Ok(ran) = run.await else { return };
                ran
            }
            Pace::Simulated(pause) => {
                sleep(pause()).await;
                let ran = run(engine, works);
                sleep(pause()).await;
                ran
            }
        };
        live.lock().trouble = ran.error.map(|error| error.to_string());
        engine = ran.engine;
        for ((work, done), answer) in ran.works.into_iter().zip(ran.done).zip(answers) {
            announce(&arrivals, work, &done);
            // Whoever asked may have gone.
            let _ = answer.send(done);
        }
    }
}

/// The engine after its work.
struct Ran {
    engine: Engine,
    works: Vec<Work>,
    done: Vec<Done>,
    error: Option<ShareError>,
}

fn run(mut engine: Engine, mut works: Vec<Work>) -> Ran {
    let (done, error) = engine.apply(&mut works);
    Ran { engine, works, done, error }
}

fn announce(arrivals: &broadcast::Sender<Arc<Arrival>>, work: Work, done: &Done) {
    if let (Work::Take { partner, batch, .. }, Done::Well) = (work, done)
        && arrivals.receiver_count() > 0
    {
        // Nobody may listen any more.
        let _ = arrivals.send(Arc::new(Arrival { from: partner, batch: *batch }));
    }
}

/// Has the engine look at what other processes wrote, and forget what is old.
async fn look(asks: mpsc::Sender<Ask>, timing: Timing) {
    let mut beat = interval(timing.look);
    loop {
        for _ in 0..100 {
            beat.tick().await;
            if !put(&asks, Work::Look).await {
                return;
            }
        }
        if !put(&asks, Work::Forget).await {
            return;
        }
    }
}

async fn put(asks: &mpsc::Sender<Ask>, work: Work) -> bool {
    asks.send((work, tokio::sync::oneshot::channel().0)).await.is_ok()
}

/// Keeps the keys and the calls in step with the partners that the store names.
async fn keep_partners<W: Wire>(wire: Arc<W>, context: Arc<Context>, calls: Arc<Calls>) {
    let mut dialled: BTreeMap<PartnerName, (String, Dialling)> = BTreeMap::new();
    let mut known = Vec::new();
    loop {
        context.live.lock().broker = wire.trouble();
        if let Done::Partners(partners) = context.ask(Work::Partners).await
            && partners != known
        {
            learn(&*wire, &context, &partners);
            let wanted = |name: &PartnerName, address: &String| {
                partners
                    .iter()
                    .any(|p| p.name() == name && p.active && p.address.as_ref() == Some(address))
            };
            dialled.retain(|name, (address, _)| wanted(name, &*address));
            for partner in partners.iter().filter(|partner| partner.active) {
                let Some(address) = &partner.address else { continue };
                dialled.entry(partner.name().clone()).or_insert_with(|| {
                    let (wire, context, calls) =
                        (Arc::clone(&wire), Arc::clone(&context), Arc::clone(&calls));
                    let name = partner.name().clone();
                    let task = link::dial(wire, context, calls, name, address.clone());
                    (address.clone(), Dialling(tokio::spawn(task)))
                });
            }
            known = partners;
        }
        sleep(context.timing.look * 10).await;
    }
}

fn learn<W: Wire>(wire: &W, context: &Context, partners: &[Partner]) {
    let active: Vec<&Partner> = partners.iter().filter(|partner| partner.active).collect();
    let ring = active.iter().map(|partner| (partner.name().clone(), partner.card.key)).collect();
    context.learn(ring);
    wire.learn(&active);
}

/// A task that calls a partner; it ends when this is dropped.
struct Dialling(JoinHandle<()>);

impl Drop for Dialling {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests;
