//! A port that receivers connect to, several at once.

use std::collections::BTreeMap;
use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use super::client::is_wait;
use super::heard::Ear;
use super::lane::{self, Lane};
use super::{PIECE, Station, nap};
use crate::batch::Batch;
use crate::error::FeedError;
use crate::options::Options;

/// A TCP listener.
pub(crate) struct Listener {
    station: Station,
    socket: TcpListener,
    /// By the order in which they came.
    peers: BTreeMap<u64, Peer>,
    next_peer: u64,
    buffer: Vec<u8>,
}

struct Peer {
    stream: TcpStream,
    lane: Lane,
    name: String,
}

impl Listener {
    pub(crate) fn open(
        address: &str,
        spec: &str,
        options: &Options,
    ) -> Result<Listener, FeedError> {
        lane::check(spec, options)?;
        let bad =
            |e: std::io::Error| FeedError::BadAddress { spec: spec.to_owned(), why: e.to_string() };
        let socket = TcpListener::bind(address).map_err(bad)?;
        socket.set_nonblocking(true).map_err(bad)?;
        let mut station = Station::new(spec, options);
        // The port that the system chose, where 0 was asked for.
        let bound = socket.local_addr().map_err(bad)?;
        station.input.name = format!("tcp-listen://{bound}");
        let peers = BTreeMap::new();
        Ok(Listener { station, socket, peers, next_peer: 0, buffer: vec![0; PIECE] })
    }

    fn accept(&mut self, batch: &mut Batch) {
        while let Ok((stream, address)) = self.socket.accept() {
            let name = address.to_string();
            if self.peers.len() >= self.station.options.max_peers {
                batch.notices.push(format!("{name} was turned away: too many connections"));
                continue;
            }
            if let Err(error) = stream.set_nonblocking(true) {
                batch.notices.push(format!("{name} was turned away: {error}"));
                continue;
            }
            let lane = Lane::new(self.station.format, &self.station.options);
            self.peers.insert(self.next_peer, Peer { stream, lane, name });
            self.next_peer += 1;
        }
        self.station.health.peers = self.peers.len();
    }

    /// One look at every peer. `true` when something came.
    fn listen(&mut self, batch: &mut Batch) -> bool {
        let (mut brought, mut gone) = (0, Vec::new());
        let mut log = self.station.log;
        for (&id, peer) in &mut self.peers {
            let mut out = self.station.out(batch);
            match peer.stream.read(&mut self.buffer) {
                Ok(0) => gone.push((id, None)),
                Ok(n) => {
                    brought += n;
                    peer.lane.feed(self.buffer.get(..n).unwrap_or(&[]), &mut log, &mut out);
                }
                Err(error) if is_wait(&error) => {}
                Err(error) => gone.push((id, Some(error))),
            }
        }
        for (id, error) in gone {
            let Some(mut peer) = self.peers.remove(&id) else { continue };
            if error.is_some() {
                peer.lane.cut_line(&mut log, &mut self.station.out(batch));
            }
            peer.lane.finish(&mut log, &mut self.station.out(batch));
            let why = error.map_or_else(|| "closed".to_owned(), |e| e.to_string());
            batch.notices.push(format!("`{}`: {} {why}", self.station.input.name, peer.name));
        }
        self.station.log = log;
        self.station.health.peers = self.peers.len();
        if brought > 0 {
            self.station.hear(brought);
        }
        brought > 0
    }
}

impl Ear for Listener {
    fn station(&self) -> &Station {
        &self.station
    }

    fn station_mut(&mut self) -> &mut Station {
        &mut self.station
    }

    fn look(&mut self, batch: &mut Batch, patience: Duration) -> Result<bool, FeedError> {
        self.accept(batch);
        let more = self.listen(batch);
        if !more {
            nap(patience);
        }
        Ok(more)
    }
}
