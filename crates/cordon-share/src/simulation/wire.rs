//! The link over a simulated network. Who is there is believed: TLS has its own tests.

use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};

use rand::RngExt;
use rand_pcg::Pcg64;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use turmoil::net::{TcpListener, TcpStream};

use super::mangle::Mangled;
use crate::link::Wire;
use crate::names::PartnerName;
use crate::store::Partner;

pub(super) const PORT: u16 = 7_700;

pub(super) struct Simulated {
    pub(super) me: PartnerName,
    pub(super) random: Mutex<Pcg64>,
    pub(super) mangling: Arc<AtomicBool>,
}

impl Simulated {
    fn mangled(&self, stream: TcpStream) -> Mangled {
        let mut random = self.random.lock().unwrap_or_else(PoisonError::into_inner);
        let (state, way) = (random.random(), random.random());
        Mangled::new(stream, Pcg64::new(state, way), self.mangling.load(Ordering::Relaxed))
    }
}

impl Wire for Simulated {
    type Stream = Mangled;
    type Caller = TcpStream;
    type Listener = TcpListener;

    fn learn(&self, _: &[&Partner]) {}

    async fn accept(&self, at: &mut TcpListener) -> io::Result<(TcpStream, String)> {
        let (stream, from) = at.accept().await?;
        Ok((stream, from.to_string()))
    }

    async fn admit(&self, mut caller: TcpStream) -> Result<(Mangled, PartnerName), String> {
        let mut name = [0; 3];
        caller.read_exact(&mut name).await.map_err(|error| error.to_string())?;
        let name = String::from_utf8_lossy(&name).parse().map_err(|e| format!("{e}"))?;
        Ok((self.mangled(caller), name))
    }

    async fn dial(&self, _: &PartnerName, address: &str) -> Result<Mangled, String> {
        let called = TcpStream::connect((address, PORT)).await;
        let mut stream = called.map_err(|error| error.to_string())?;
        let named = stream.write_all(self.me.as_str().as_bytes()).await;
        named.map_err(|error| error.to_string())?;
        Ok(self.mangled(stream))
    }
}
