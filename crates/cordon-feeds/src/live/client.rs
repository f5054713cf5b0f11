//! A connection to somebody's server, made again when it is lost.

use std::io::{self, Read};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use super::backoff::Backoff;
use super::heard::Ear;
use super::lane::{self, Lane};
use super::{PIECE, Station, nap};
use crate::batch::Batch;
use crate::error::FeedError;
use crate::options::Options;

/// Longest wait for a server to answer a call.
const CONNECT: Duration = Duration::from_secs(10);

/// A TCP client.
pub(crate) struct Client {
    address: String,
    station: Station,
    lane: Lane,
    stream: Option<TcpStream>,
    backoff: Backoff,
    /// When the next try is due.
    due: Instant,
    connected_before: bool,
    /// Why the one try that was to be made failed.
    refused: Option<io::Error>,
    buffer: Vec<u8>,
}

impl Client {
    pub(crate) fn open(address: &str, spec: &str, options: &Options) -> Result<Client, FeedError> {
        lane::check(spec, options)?;
        let port = address.rsplit_once(':').map(|(_, port)| port.parse::<u16>());
        if !matches!(port, Some(Ok(_))) {
            let why = "it needs a host and a port, such as tcp://153.44.253.27:5631".to_owned();
            return Err(FeedError::BadAddress { spec: spec.to_owned(), why });
        }
        let station = Station::new(spec, options);
        Ok(Client {
            address: address.to_owned(),
            lane: Lane::new(station.format, options),
            station,
            stream: None,
            backoff: Backoff::new(options.retry_first, options.retry_most, options.seed),
            due: Instant::now(),
            connected_before: false,
            refused: None,
            buffer: vec![0; PIECE],
        })
    }

    /// Connect, when the next try is due.
    fn connect(&mut self, batch: &mut Batch) {
        if Instant::now() < self.due {
            return;
        }
        match dial(&self.address) {
            Ok(stream) => {
                self.station.health.reconnects += u64::from(self.connected_before);
                self.station.health.peers = 1;
                self.station.last_heard = Instant::now();
                self.connected_before = true;
                self.stream = Some(stream);
            }
            Err(error) if !self.station.options.reconnect => self.refused = Some(error),
            Err(error) => self.lost(&error.to_string(), batch),
        }
    }

    /// Give the connection up, tell it, and set the time of the next try.
    fn lost(&mut self, why: &str, batch: &mut Batch) {
        self.stream = None;
        self.station.health.peers = 0;
        if self.has_ended() {
            return;
        }
        let mut log = self.station.log;
        self.lane.cut_line(&mut log, &mut self.station.out(batch));
        self.station.log = log;
        let wait = self.backoff.next_wait();
        self.due = Instant::now() + wait;
        batch.notices.push(format!(
            "`{}`: {why}; next try in {:.1} s",
            self.station.input.name,
            wait.as_secs_f64()
        ));
    }

    /// The server has hung up, and that was to be the end.
    fn has_ended(&self) -> bool {
        !self.station.options.reconnect && self.connected_before && self.stream.is_none()
    }

    /// One look at the socket. `true` when something came.
    fn listen(&mut self, batch: &mut Batch, patience: Duration) -> bool {
        let Some(stream) = &mut self.stream else { return false };
        // A socket does not take a wait of zero.
        let wait = patience.clamp(Duration::from_millis(1), Duration::from_millis(250));
        let read = stream.set_read_timeout(Some(wait)).and_then(|()| stream.read(&mut self.buffer));
        match read {
            Ok(0) => self.lost("the server closed the connection", batch),
            Ok(n) => {
                self.station.hear(n);
                self.backoff.reset();
                let mut log = self.station.log;
                let bytes = self.buffer.get(..n).unwrap_or(&[]);
                self.lane.feed(bytes, &mut log, &mut self.station.out(batch));
                self.station.log = log;
                return true;
            }
            Err(error) if is_wait(&error) => {
                if self.station.is_silent() {
                    let notice = self.station.silence_notice();
                    self.lost(&format!("{notice}, taken for dead"), batch);
                }
            }
            Err(error) => self.lost(&error.to_string(), batch),
        }
        false
    }
}

fn dial(address: &str) -> io::Result<TcpStream> {
    let mut last = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
    for address in address.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, CONNECT) {
            Ok(stream) => {
                // A server that vanished without a word is found out sooner.
                socket2::SockRef::from(&stream).set_keepalive(true)?;
                return Ok(stream);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Nothing yet.
pub(super) fn is_wait(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), WouldBlock | TimedOut | Interrupted)
}

impl Ear for Client {
    fn station(&self) -> &Station {
        &self.station
    }

    fn station_mut(&mut self) -> &mut Station {
        &mut self.station
    }

    fn look(&mut self, batch: &mut Batch, patience: Duration) -> Result<bool, FeedError> {
        if self.stream.is_none() {
            self.connect(batch);
        }
        if let Some(error) = self.refused.take() {
            return Err(FeedError::io(&self.station.input.name, error));
        }
        if self.stream.is_none() {
            nap(patience);
        }
        Ok(self.listen(batch, patience))
    }

    fn is_over(&mut self, batch: &mut Batch) -> bool {
        let over = self.has_ended();
        if over {
            let mut log = self.station.log;
            self.lane.finish(&mut log, &mut self.station.out(batch));
            self.station.log = log;
        }
        over
    }

    /// It is told when the connection is given up for it.
    fn tell_silence(&mut self, _: &mut Batch) {}
}
