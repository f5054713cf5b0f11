//! Who calls whom: each node calls the partners whose address it knows, and takes calls from all.
//!
//! When both call at once, the call of the node whose name comes first stands.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};

use super::session::{self, Context};
use super::wire::Wire;
use crate::names::PartnerName;

/// Which sessions there are, and who called.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    next: AtomicU64,
    /// Sessions that we called, by partner.
    ours: Mutex<BTreeMap<PartnerName, u64>>,
    /// How many sessions there are with a partner, whoever called.
    any: Mutex<BTreeMap<PartnerName, u64>>,
}

impl Calls {
    fn begin<'a>(&'a self, partner: &'a PartnerName, called: bool) -> Call<'a> {
        let no = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        *lock(&self.any).entry(partner.clone()).or_default() += 1;
        if called {
            *lock(&self.ours).entry(partner.clone()).or_default() += 1;
        }
        Call { calls: self, partner, called, no }
    }

    fn is_up(&self, partner: &PartnerName) -> bool {
        lock(&self.any).get(partner).is_some_and(|n| *n > 0)
    }

    fn is_ours(&self, partner: &PartnerName) -> bool {
        lock(&self.ours).get(partner).is_some_and(|n| *n > 0)
    }
}

/// A call in progress; it is over when this is dropped.
struct Call<'a> {
    calls: &'a Calls,
    partner: &'a PartnerName,
    called: bool,
    no: u64,
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        let less = |map: &Mutex<BTreeMap<PartnerName, u64>>| {
            if let Some(n) = lock(map).get_mut(self.partner) {
                *n = n.saturating_sub(1);
            }
        };
        less(&self.calls.any);
        if self.called {
            less(&self.calls.ours);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Calls a partner, for ever: whenever no link with it is up.
pub(crate) async fn dial<W: Wire>(
    wire: Arc<W>,
    context: Arc<Context>,
    calls: Arc<Calls>,
    partner: PartnerName,
    address: String,
) {
    let timing = context.timing;
    let mut pause = timing.pause;
    loop {
        if !calls.is_up(&partner) {
            let patience = timing.connect + timing.handshake;
            let called = timeout(patience, wire.dial(&partner, &address)).await;
            let called = called.unwrap_or_else(|_| Err(format!("{address} does not answer")));
            let (why, was_up) = match called {
                Ok(stream) => converse(&context, &calls, &partner, stream, true).await,
                Err(why) => (why, false),
            };
            if !calls.is_up(&partner) {
                context.live.down(&partner, &why, (context.clock)());
            }
            pause = if was_up { timing.pause } else { (pause * 2).min(timing.longest_pause) };
        }
        sleep(pause).await;
    }
}

async fn converse<S>(
    context: &Arc<Context>,
    calls: &Calls,
    partner: &PartnerName,
    stream: S,
    called: bool,
) -> (String, bool)
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Unpin + 'static,
{
    let call = calls.begin(partner, called);
    session::run(Arc::clone(context), partner.clone(), call.no, stream).await
}

/// Callers that may be showing who they are at one time: each costs a handshake.
const KNOCKING: usize = 64;

/// Takes calls, for ever.
pub(crate) async fn accept<W: Wire>(
    wire: Arc<W>,
    context: Arc<Context>,
    calls: Arc<Calls>,
    mut listener: W::Listener,
) {
    let door = Arc::new(Semaphore::new(KNOCKING));
    loop {
        match wire.accept(&mut listener).await {
            Ok((caller, from)) => {
                let Ok(knock) = Arc::clone(&door).try_acquire_owned() else {
                    let why = "too many callers were showing who they are";
                    context.live.stranger(&from, why, (context.clock)());
                    continue;
                };
                let (wire, context, calls) =
                    (Arc::clone(&wire), Arc::clone(&context), Arc::clone(&calls));
                tokio::spawn(answer(wire, context, calls, caller, from, knock));
            }
            Err(error) => {
                context.live.lock().trouble = Some(format!("no call can be taken: {error}"));
                sleep(context.timing.longest_pause).await;
            }
        }
    }
}

async fn answer<W: Wire>(
    wire: Arc<W>,
    context: Arc<Context>,
    calls: Arc<Calls>,
    caller: W::Caller,
    from: String,
    knock: OwnedSemaphorePermit,
) {
    let admitted = timeout(context.timing.handshake, wire.admit(caller)).await;
    drop(knock);
    let admitted = admitted.unwrap_or_else(|_| Err("it did not show who it is in time".to_owned()));
    let (stream, partner) = match admitted {
        Ok(admitted) => admitted,
        Err(why) => return context.live.stranger(&from, &why, (context.clock)()),
    };
    if calls.is_ours(&partner) && context.me < partner {
        // Both called; ours stands.
        return;
    }
    let (why, _) = converse(&context, &calls, &partner, stream, false).await;
    if !calls.is_up(&partner) {
        context.live.down(&partner, &why, (context.clock)());
    }
}
