//! Sorts what comes from the broker into pipes, and holds the broker to their order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::sync::watch;

use super::message::{Message, Piece};
use super::route::Route;

/// Bytes that may wait in a pipe for their reader: twice what a session lets be on its way.
const WAITING: usize = 32 << 20;
/// What a piece counts for beside its bytes, so that small ones are bounded too.
const EACH: usize = 128;

/// What the reader of a pipe hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// The next piece.
    Piece(Piece),
    /// The pipe is broken, and why.
    Broken(String),
}

/// What became of a message.
#[derive(Debug)]
pub(super) enum Delivered {
    /// Its pipe has it.
    Taken,
    /// Its pipe had it already, or is over: nothing to tell.
    Late,
    /// Its pipe is broken by it.
    Broke,
    /// It is a call.
    Call(Ear),
}

/// One end of a pipe, as the exchange sees it.
#[derive(Debug)]
struct Slot {
    next: u64,
    reader: UnboundedSender<Heard>,
    waiting: Arc<AtomicUsize>,
}

impl Slot {
    /// Hands on the next piece. An error says why the pipe is to break.
    fn take(&mut self, message: Message) -> Result<Delivered, String> {
        let Message { sequence, piece } = message;
        if sequence < self.next {
            // Whoever can send a message again could cut every pipe, were it a reason to.
            return Ok(Delivered::Late);
        }
        if sequence > self.next {
            let lost = sequence - self.next;
            return Err(format!("the broker lost {lost} messages, or turned them round"));
        }
        let size = size(&piece);
        if self.waiting.fetch_add(size, Ordering::Relaxed) + size > WAITING {
            return Err("more came than was asked for".to_owned());
        }
        self.next += 1;
        // The reader may have gone.
        let _ = self.reader.send(Heard::Piece(piece));
        Ok(Delivered::Taken)
    }
}

fn size(piece: &Piece) -> usize {
    EACH + if let Piece::Bytes(bytes) = piece { bytes.len() } else { 0 }
}

/// All pipes over one connection to a broker.
#[derive(Debug)]
pub(super) struct Exchange {
    slots: Mutex<BTreeMap<Route, Slot>>,
    /// Why the connection is over, once it is.
    over: watch::Sender<Option<String>>,
    /// What the broker complained of last.
    complaint: Mutex<Option<String>>,
}

impl Exchange {
    pub(super) fn new() -> Arc<Exchange> {
        let (over, _) = watch::channel(None);
        Arc::new(Exchange { slots: Mutex::default(), over, complaint: Mutex::default() })
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Route, Slot>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new pipe, which expects the piece `next`.
    pub(super) fn open(self: &Arc<Exchange>, route: Route, next: u64) -> Ear {
        let (reader, heard) = mpsc::unbounded_channel();
        let waiting = Arc::<AtomicUsize>::default();
        if let Some(why) = self.ended() {
            // The reader is right here.
            let _ = reader.send(Heard::Broken(why));
        }
        let slot = Slot { next, reader, waiting: Arc::clone(&waiting) };
        self.lock().insert(route.clone(), slot);
        Ear { heard, waiting, route, exchange: Arc::clone(self) }
    }

    /// Gives a message to its pipe.
    pub(super) fn deliver(self: &Arc<Exchange>, route: Route, message: Message) -> Delivered {
        let mut slots = self.lock();
        if let Some(slot) = slots.get_mut(&route) {
            let taken = slot.take(message);
            return taken.unwrap_or_else(|why| {
                if let Some(slot) = slots.remove(&route) {
                    // The reader may have gone.
                    let _ = slot.reader.send(Heard::Broken(why));
                }
                Delivered::Broke
            });
        }
        drop(slots);
        match message {
            Message { sequence: 0, piece: Piece::Call } => Delivered::Call(self.open(route, 1)),
            _ => Delivered::Late,
        }
    }

    /// The connection is over; the first reason stands.
    pub(super) fn end(&self, why: &str) {
        self.over.send_if_modified(|over| {
            let first = over.is_none();
            over.get_or_insert_with(|| why.to_owned());
            first
        });
        for (_, slot) in std::mem::take(&mut *self.lock()) {
            // Readers may have gone.
            let _ = slot.reader.send(Heard::Broken(why.to_owned()));
        }
    }

    /// Why the connection is over, if it is.
    pub(super) fn ended(&self) -> Option<String> {
        self.over.borrow().clone()
    }

    /// Waits until the connection is over.
    pub(super) async fn over(&self) -> String {
        let mut over = self.over.subscribe();
        match over.wait_for(Option::is_some).await {
            Ok(why) => why.clone().unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Remembers what the broker complained of.
    pub(super) fn complain(&self, of: String) {
        *self.complaint.lock().unwrap_or_else(PoisonError::into_inner) = Some(of);
    }

    /// With what the broker complained of, which is often the reason.
    pub(super) fn explained(&self, why: &str) -> String {
        let complaint = self.complaint.lock().unwrap_or_else(PoisonError::into_inner);
        match &*complaint {
            Some(of) => format!("{why} (it says: {of})"),
            None => why.to_owned(),
        }
    }
}

/// Where one end of a pipe hears the other.
#[derive(Debug)]
pub(super) struct Ear {
    heard: UnboundedReceiver<Heard>,
    waiting: Arc<AtomicUsize>,
    pub(super) route: Route,
    exchange: Arc<Exchange>,
}

impl Ear {
    /// The next piece.
    pub(super) async fn next(&mut self) -> Result<Piece, String> {
        match self.heard.recv().await {
            Some(Heard::Piece(piece)) => {
                self.waiting.fetch_sub(size(&piece), Ordering::Relaxed);
                Ok(piece)
            }
            Some(Heard::Broken(why)) => Err(why),
            None => Err("the connection to the broker is over".to_owned()),
        }
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.exchange.lock().remove(&self.route);
    }
}
