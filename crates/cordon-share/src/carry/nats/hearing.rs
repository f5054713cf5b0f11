//! What is done with what a broker delivers.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use tokio::sync::mpsc;

use super::exchange::{Delivered, Ear, Exchange};
use super::line::Outlet;
use super::message::{Message, Piece};
use super::pipe::{Mouth, Pipe};
use super::route::Route;
use crate::carry::{BrokerAddress, Caller, Carrier};
use crate::names::PartnerName;

/// Knocks that may wait to be heard; more are not.
const KNOCKS: usize = 64;

/// Someone calls by way of a broker, or something came that is of no use.
#[derive(Debug)]
pub struct Knock {
    from: String,
    caller: Caller,
}

impl Knock {
    pub(crate) fn into_caller(self) -> (Caller, String) {
        (self.caller, self.from)
    }
}

/// Where knocks are heard, if anywhere.
#[derive(Clone, Debug)]
pub(super) struct Hearing {
    me: PartnerName,
    address: BrokerAddress,
    door: Arc<Mutex<Option<mpsc::Sender<Knock>>>>,
}

impl Hearing {
    pub(super) fn new(me: PartnerName, address: BrokerAddress) -> Hearing {
        Hearing { me, address, door: Arc::default() }
    }

    /// Has knocks come here from now on.
    pub(super) fn open(&self) -> (mpsc::Sender<Knock>, mpsc::Receiver<Knock>) {
        let (knock, knocks) = mpsc::channel(KNOCKS);
        *self.door.lock().unwrap_or_else(PoisonError::into_inner) = Some(knock.clone());
        (knock, knocks)
    }

    /// Takes one message that the broker delivers, whoever may have sent it.
    pub(super) fn hear(
        &self,
        exchange: &Arc<Exchange>,
        outlet: &Arc<Outlet>,
        most: usize,
        subject: &str,
        payload: &Bytes,
    ) {
        let Some(route) = Route::of_subject(subject, &self.me) else {
            return self
                .knock(None, Caller::Nonsense("a message on no subject of a pipe".to_owned()));
        };
        let with = route.with.clone();
        match Message::decode(payload) {
            Err(why) => self.knock(Some(&with), Caller::Nonsense(why.to_string())),
            Ok(message) => {
                if let Delivered::Call(ear) = exchange.deliver(route, message) {
                    self.answer(ear, outlet, most);
                }
            }
        }
    }

    fn answer(&self, ear: Ear, outlet: &Arc<Outlet>, most: usize) {
        let with = ear.route.with.clone();
        if !self.has_room() {
            // Nobody takes calls here; the caller hears nothing, as at a closed port.
            return;
        }
        let subject = ear.route.outward(&self.me);
        let mouth = Mouth { to: Arc::clone(outlet), subject, most, next: 0 };
        let pipe = Pipe::run(ear, mouth, Some(Piece::Answer));
        self.knock(Some(&with), Caller::Carrier(Carrier::Pipe(pipe)));
    }

    /// Whether there is a door at all.
    pub(super) fn is_open(&self) -> bool {
        let door = self.door.lock().unwrap_or_else(PoisonError::into_inner);
        door.as_ref().is_some_and(|door| !door.is_closed())
    }

    fn has_room(&self) -> bool {
        let door = self.door.lock().unwrap_or_else(PoisonError::into_inner);
        door.as_ref().is_some_and(|door| !door.is_closed() && door.capacity() > 0)
    }

    /// Who stands at a door with a crowd before it is not heard, and knocks again.
    fn knock(&self, with: Option<&PartnerName>, caller: Caller) {
        let from = match with {
            Some(name) => format!("{name}, as it says, over {}", self.address.host_and_port()),
            None => self.address.host_and_port(),
        };
        let door = self.door.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(door) = &*door {
            let _ = door.try_send(Knock { from, caller });
        }
    }
}
