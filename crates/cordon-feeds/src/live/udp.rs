//! A port that receivers send datagrams to.

use std::collections::BTreeMap;
use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

use super::client::is_wait;
use super::heard::Ear;
use super::lane::{self, Lane};
use super::{PIECE, Station};
use crate::batch::Batch;
use crate::error::FeedError;
use crate::options::Options;

/// A UDP listener. Each sender has its own reader; a datagram's end ends its last line.
pub(crate) struct Udp {
    station: Station,
    socket: UdpSocket,
    peers: BTreeMap<SocketAddr, Peer>,
    /// Counts datagrams, to know whom to forget first.
    turn: u64,
    buffer: Vec<u8>,
}

struct Peer {
    lane: Lane,
    heard: u64,
}

impl Udp {
    pub(crate) fn open(address: &str, spec: &str, options: &Options) -> Result<Udp, FeedError> {
        lane::check(spec, options)?;
        let bad =
            |e: std::io::Error| FeedError::BadAddress { spec: spec.to_owned(), why: e.to_string() };
        let socket = UdpSocket::bind(address).map_err(bad)?;
        // Bursts of a busy coast come faster than they are read.
        let _ = socket2::SockRef::from(&socket).set_recv_buffer_size(4 << 20);
        let mut station = Station::new(spec, options);
        station.input.name = format!("udp://{}", socket.local_addr().map_err(bad)?);
        let peers = BTreeMap::new();
        Ok(Udp { station, socket, peers, turn: 0, buffer: vec![0; PIECE] })
    }

    /// One datagram. `true` when one came.
    fn listen(&mut self, batch: &mut Batch, patience: Duration) -> Result<bool, std::io::Error> {
        self.socket.set_read_timeout(Some(patience.max(Duration::from_millis(1))))?;
        let (n, from) = match self.socket.recv_from(&mut self.buffer) {
            Ok(datagram) => datagram,
            Err(error) if is_wait(&error) => return Ok(false),
            Err(error) => return Err(error),
        };
        self.station.hear(n);
        self.make_room(from, batch);
        self.turn += 1;
        let mut log = self.station.log;
        let (format, turn) = (self.station.format, self.turn);
        let options = &self.station.options;
        let new = || Peer { lane: Lane::new(format, options), heard: turn };
        let peer = self.peers.entry(from).or_insert_with(new);
        peer.heard = turn;
        let mut out = self.station.out(batch);
        peer.lane.feed(self.buffer.get(..n).unwrap_or(&[]), &mut log, &mut out);
        peer.lane.close_line(&mut log, &mut out);
        self.station.log = log;
        self.station.health.peers = self.peers.len();
        Ok(true)
    }

    /// Forget the sender that was quiet the longest, when there are too many: addresses are easily
    /// made up.
    fn make_room(&mut self, from: SocketAddr, batch: &mut Batch) {
        if self.peers.contains_key(&from) || self.peers.len() < self.station.options.max_peers {
            return;
        }
        let oldest = self.peers.iter().min_by_key(|(_, peer)| peer.heard).map(|(&who, _)| who);
        if let Some(mut peer) = oldest.and_then(|who| self.peers.remove(&who)) {
            let mut log = self.station.log;
            peer.lane.finish(&mut log, &mut self.station.out(batch));
            self.station.log = log;
        }
    }
}

impl Ear for Udp {
    fn station(&self) -> &Station {
        &self.station
    }

    fn station_mut(&mut self) -> &mut Station {
        &mut self.station
    }

    fn look(&mut self, batch: &mut Batch, patience: Duration) -> Result<bool, FeedError> {
        self.listen(batch, patience).map_err(|e| FeedError::io(&self.station.input.name, e))
    }
}
