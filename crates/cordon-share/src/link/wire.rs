//! What carries bytes between nodes: TLS over TCP or a broker in earnest, a simulated network in tests.

use std::future::Future;
use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};

use crate::names::PartnerName;
use crate::store::Partner;

/// A way to reach partners and be reached, which says who is at the other end.
pub trait Wire: Send + Sync + 'static {
    /// An open connection.
    type Stream: AsyncRead + AsyncWrite + Send + Unpin + 'static;
    /// A connection whose other end has not shown yet who it is.
    type Caller: Send + 'static;
    /// Where connections come in.
    type Listener: Send + 'static;

    /// These are the partners now, and nobody else.
    fn learn(&self, partners: &[&Partner]);

    /// What keeps it from carrying anything at all, if something does.
    fn trouble(&self) -> Option<String> {
        None
    }

    /// Waits for the next connection; also says where it comes from.
    fn accept(
        &self,
        at: &mut Self::Listener,
    ) -> impl Future<Output = io::Result<(Self::Caller, String)>> + Send;

    /// Finds out who a caller is. An error says why it is turned away.
    fn admit(
        &self,
        caller: Self::Caller,
    ) -> impl Future<Output = Result<(Self::Stream, PartnerName), String>> + Send;

    /// Calls a partner, and makes sure that it is the one who answers.
    fn dial(
        &self,
        partner: &PartnerName,
        address: &str,
    ) -> impl Future<Output = Result<Self::Stream, String>> + Send;
}

/// How patient a link is.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// Something is said at least so often.
    pub heartbeat: Duration,
    /// A partner that says nothing for so long is gone.
    pub silence: Duration,
    /// How long a connection may take.
    pub connect: Duration,
    /// How long showing who one is may take, greeting included.
    pub handshake: Duration,
    /// The first pause before dialling again; it doubles up to `longest_pause`.
    pub pause: Duration,
    /// The longest pause before dialling again.
    pub longest_pause: Duration,
    /// How often the store is looked at for what other processes wrote.
    pub look: Duration,
}

impl Default for Timing {
    fn default() -> Timing {
        Timing {
            heartbeat: Duration::from_millis(300),
            silence: Duration::from_millis(1_500),
            connect: Duration::from_millis(1_500),
            handshake: Duration::from_secs(5),
            pause: Duration::from_millis(50),
            longest_pause: Duration::from_millis(500),
            look: Duration::from_millis(100),
        }
    }
}
