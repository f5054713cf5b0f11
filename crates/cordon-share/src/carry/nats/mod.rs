//! The link by way of a NATS server with JetStream.
//!
//! The broker is a carrier that is trusted with nothing. Through it goes the same session as over TCP,
//! TLS and all, so that it sees ciphertext; each message of a pipe is numbered, so that what it loses or
//! turns round is noticed at once. Its word that it has stored a message only paces us: an object leaves
//! the outbox on the partner's own signature, as ever.
//!
//! ```text
//! session ─ TLS ─ pipe ═ messages on cordon.<to>.<from>.<pipe> ═ pipe ─ TLS ─ session
//! ```

mod access;
mod exchange;
mod hearing;
mod line;
pub mod message;
mod pipe;
pub mod route;
mod stream;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as Turns, mpsc};
use tokio::time::{sleep, timeout};

pub use access::Access;
use hearing::Hearing;
pub use hearing::Knock;
use line::Line;
use message::Piece;
use pipe::Mouth;
pub use pipe::Pipe;
use route::{PipeId, Route};

use super::BrokerAddress;
use crate::names::PartnerName;

/// A broker that cannot be reached is tried again after so long.
const PAUSE: Duration = Duration::from_millis(500);

/// A broker, and the connection to it while there is one.
#[derive(Debug)]
pub(super) struct Broker {
    address: BrokerAddress,
    me: PartnerName,
    access: Access,
    patience: Duration,
    hearing: Hearing,
    line: Turns<Option<Arc<Line>>>,
    trouble: Mutex<Option<String>>,
}

impl Broker {
    pub(super) fn new(
        address: BrokerAddress,
        me: PartnerName,
        access: Access,
        patience: Duration,
    ) -> Broker {
        let hearing = Hearing::new(me.clone(), address.clone());
        let (line, trouble) = (Turns::default(), Mutex::default());
        Broker { address, me, access, patience, hearing, line, trouble }
    }

    /// Whether calls are taken from it.
    pub(super) fn is_listened_to(&self) -> bool {
        self.hearing.is_open()
    }

    /// What is wrong with it.
    pub(super) fn trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The connection, which is made if there is none.
    async fn line(&self) -> Result<Arc<Line>, String> {
        let mut line = self.line.lock().await;
        if let Some(open) = line.as_ref().filter(|line| line.exchange.ended().is_none()) {
            return Ok(Arc::clone(open));
        }
        *line = None;
        let hearing = self.hearing.clone();
        let opened =
            Line::open(&self.address, &self.me, &self.access, self.patience, hearing).await;
        let opened =
            opened.map(Arc::new).map_err(|why| format!("the broker {}: {why}", self.address));
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) =
            opened.as_ref().err().cloned();
        *line = opened.as_ref().ok().cloned();
        opened
    }

    /// Calls a partner.
    pub(super) async fn call(&self, partner: &PartnerName) -> Result<Pipe, String> {
        let line = self.line().await?;
        let route = Route { with: partner.clone(), pipe: PipeId::by_chance()? };
        let (subject, to) = (route.outward(&self.me), Arc::clone(&line.outlet));
        let mut ear = line.exchange.open(route, 0);
        let mut mouth = Mouth { to, subject, most: line.most, next: 0 };
        let taken = mouth.say(Piece::Call).await?;
        let answered = async {
            taken.await?;
            ear.next().await
        };
        match timeout(self.patience, answered).await {
            Ok(Ok(Piece::Answer)) => Ok(Pipe::run(ear, mouth, None)),
            Ok(Ok(_)) => Err(format!("not {partner} answers at {}", self.address)),
            Ok(Err(why)) => Err(why),
            Err(_) => Err(format!("{partner} does not answer over {}", self.address)),
        }
    }

    /// Keeps connected from now on, and hears who calls.
    pub(super) fn knocks(self: Arc<Broker>) -> mpsc::Receiver<Knock> {
        let (knock, knocks) = self.hearing.open();
        tokio::spawn(async move {
            tokio::select! {
                // Nobody listens at the door any more.
                () = knock.closed() => {}
                () = self.keep_connected() => {}
            }
        });
        knocks
    }

    async fn keep_connected(&self) {
        loop {
            match self.line().await {
                Ok(line) => {
                    let why = line.exchange.over().await;
                    let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
                    *trouble = Some(format!("the broker {}: {why}", self.address));
                }
                Err(_told) => sleep(PAUSE).await,
            }
        }
    }
}

#[cfg(test)]
mod tests;
