//! What carries the links of a real node: TCP, or a NATS broker. Over either goes the same TLS, so that
//! neither can read, forge or reorder anything.

mod address;
pub mod nats;
mod stream;

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_rustls::TlsStream;

use crate::error::ShareError;
use crate::link::Wire;
use crate::names::PartnerName;
use crate::store::Partner;
use crate::tls::{Certificate, Tls};
pub use address::{Address, BrokerAddress};
use nats::{Access, Broker, Knock};
pub use stream::Carrier;

/// The ways of a node to its partners, and theirs to it.
#[derive(Debug)]
pub struct Carriers {
    me: PartnerName,
    tls: Tls,
    connect: Duration,
    brokers: Mutex<BTreeMap<BrokerAddress, Arc<Broker>>>,
}

impl Carriers {
    /// For the node of this name and certificate; no partner is known yet. `connect`: how long a call
    /// may ring.
    pub fn new(
        me: &PartnerName,
        own: Certificate,
        connect: Duration,
    ) -> Result<Carriers, ShareError> {
        let tls = Tls::new(own)?;
        Ok(Carriers { me: me.clone(), tls, connect, brokers: Mutex::default() })
    }

    /// What a broker wants to see of us. Other brokers are shown nothing.
    pub fn admit_to(&self, address: &BrokerAddress, access: Access) {
        let broker = Broker::new(address.clone(), self.me.clone(), access, self.connect);
        self.lock().insert(address.clone(), Arc::new(broker));
    }

    fn broker(&self, address: &BrokerAddress) -> Arc<Broker> {
        let make = || {
            let (address, me) = (address.clone(), self.me.clone());
            Arc::new(Broker::new(address, me, Access::default(), self.connect))
        };
        Arc::clone(self.lock().entry(address.clone()).or_insert_with(make))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<BrokerAddress, Arc<Broker>>> {
        self.brokers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A door on TCP, where partners call.
    pub async fn listen(at: SocketAddr) -> Result<Door, ShareError> {
        let listener = TcpListener::bind(at)
            .await
            .map_err(|error| ShareError::Refused(format!("cannot listen on {at}: {error}")))?;
        Ok(Door { listener, knocks: None })
    }

    /// Takes calls from a broker at this door too.
    pub fn listen_over(&self, address: &BrokerAddress, door: &mut Door) {
        door.knocks = Some(self.broker(address).knocks());
    }

    async fn reach(&self, partner: &PartnerName, address: &str) -> Result<Carrier, String> {
        match address.parse::<Address>()? {
            Address::Tcp(at) => self.reach_by_tcp(&at).await.map(Carrier::Tcp),
            Address::Broker(at) => self.broker(&at).call(partner).await.map(Carrier::Pipe),
        }
    }

    async fn reach_by_tcp(&self, at: &str) -> Result<TcpStream, String> {
        let called = timeout(self.connect, TcpStream::connect(at)).await;
        let stream = called
            .map_err(|_late| format!("{at} does not answer"))?
            .map_err(|error| format!("{at} cannot be reached: {error}"))?;
        Ok(at_once(stream))
    }
}

/// Small batches should not wait for larger ones.
fn at_once(stream: TcpStream) -> TcpStream {
    // It works without too.
    let _ = stream.set_nodelay(true);
    stream
}

/// Where partners call: a TCP port, and a broker where one is named.
#[derive(Debug)]
pub struct Door {
    listener: TcpListener,
    knocks: Option<mpsc::Receiver<Knock>>,
}

impl Door {
    /// The TCP port.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// The next knock from the broker; never, where there is none.
    async fn knock(knocks: &mut Option<mpsc::Receiver<Knock>>) -> Knock {
        if let Some(receiver) = knocks
            && let Some(knock) = receiver.recv().await
        {
            return knock;
        }
        std::future::pending().await
    }
}

/// Someone at the door.
#[derive(Debug)]
pub enum Caller {
    /// It can be talked to.
    Carrier(Carrier),
    /// It is not worth talking to, and why.
    Nonsense(String),
}

impl Wire for Carriers {
    type Stream = TlsStream<Carrier>;
    type Caller = Caller;
    type Listener = Door;

    fn learn(&self, partners: &[&Partner]) {
        self.tls.learn(partners);
        let called = |address: &BrokerAddress| {
            let by = |partner: &Partner| partner.address.as_deref()?.parse::<Address>().ok();
            partners.iter().filter_map(|p| by(p)).any(|by| by == Address::Broker(address.clone()))
        };
        // What is wrong with a broker that nobody is called over any more is of no interest.
        self.lock().retain(|address, broker| broker.is_listened_to() || called(address));
    }

    fn trouble(&self) -> Option<String> {
        let brokers: Vec<_> = self.lock().values().cloned().collect();
        brokers.iter().find_map(|broker| broker.trouble())
    }

    async fn accept(&self, at: &mut Door) -> io::Result<(Caller, String)> {
        let Door { listener, knocks } = at;
        tokio::select! {
            called = listener.accept() => {
                let (stream, from) = called?;
                Ok((Caller::Carrier(Carrier::Tcp(at_once(stream))), from.to_string()))
            }
            knock = Door::knock(knocks) => Ok(knock.into_caller()),
        }
    }

    async fn admit(&self, caller: Caller) -> Result<(Self::Stream, PartnerName), String> {
        match caller {
            Caller::Carrier(carrier) => self.tls.answer(carrier).await,
            Caller::Nonsense(why) => Err(why),
        }
    }

    async fn dial(&self, partner: &PartnerName, address: &str) -> Result<Self::Stream, String> {
        // Who is no partner is not even rung up.
        self.tls.expected(partner)?;
        let carrier = self.reach(partner, address).await?;
        self.tls.call(partner, address, carrier).await
    }
}
