//! Where Cursor on Target comes from.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs, UdpSocket};
use std::time::{Duration, Instant};

use cordon_outward::tak::{self, Heard, Peer};

use crate::commands::tak::{Line, Talk, TlsArgs, is_pause};
use crate::commands::watch::now;
use crate::progress::say;

/// Longest packet there is.
const LONGEST_PACKET: usize = 65_536;
/// How long a read waits, so that the end of time is noticed.
const PATIENCE: Duration = Duration::from_millis(500);
/// How long a server may take to let us in, or to read.
const CONNECT: Duration = Duration::from_secs(5);
/// Between two tries to reach a server that is gone; doubled up to the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// One source, open.
pub(super) enum Source<'a> {
    /// A file or standard input.
    Bytes(Box<dyn Read>, Peer),
    /// Packets of a group, or to this machine.
    Packets(UdpSocket, Vec<u8>),
    /// A server.
    Server(Box<Server<'a>>),
}

/// A server that is called again when it is gone.
pub(super) struct Server<'a> {
    url: &'a str,
    tls: &'a TlsArgs,
    /// `None` while it is gone.
    talk: Option<Talk>,
    pause: Duration,
    /// When it is tried again.
    next: Instant,
}

impl<'a> Source<'a> {
    pub(super) fn open(url: &'a str, tls: &'a TlsArgs) -> io::Result<Source<'a>> {
        match url.split_once("://") {
            Some(("udp", address)) => {
                Ok(Source::Packets(packets(address)?, vec![0; LONGEST_PACKET]))
            }
            Some(("tcp" | "tls", _)) => Server::call(url, tls).map(|s| Source::Server(Box::new(s))),
            Some(_) => Err(io::Error::new(ErrorKind::InvalidInput, "no such kind of source")),
            None if url == "-" => Ok(Source::Bytes(Box::new(io::stdin()), Peer::new())),
            None => Ok(Source::Bytes(Box::new(File::open(url)?), Peer::new())),
        }
    }

    /// What came since; `None` at the end of a file.
    pub(super) fn listen(&mut self) -> io::Result<Option<Vec<Heard>>> {
        match self {
            Source::Bytes(bytes, peer) => {
                let mut buffer = [0; 16_384];
                let n = bytes.read(&mut buffer)?;
                if n == 0 {
                    return Ok(peer.finish().map(|cut_off| vec![cut_off]));
                }
                Ok(Some(peer.take(buffer.get(..n).unwrap_or_default(), now())))
            }
            Source::Packets(socket, buffer) => {
                let n = match socket.recv(buffer) {
                    Ok(n) => n,
                    Err(error) if is_pause(&error) => return Ok(Some(Vec::new())),
                    Err(error) => return Err(error),
                };
                let event = tak::from_packet(buffer.get(..n).unwrap_or_default());
                let heard = event.map_or_else(Heard::Rejected, |event| Heard::Event(event.into()));
                Ok(Some(vec![heard]))
            }
            Source::Server(server) => Ok(Some(server.listen())),
        }
    }
}

impl<'a> Server<'a> {
    fn call(url: &'a str, tls: &'a TlsArgs) -> io::Result<Server<'a>> {
        let talk = Some(Talk::over(dial(url, tls)?));
        Ok(Server { url, tls, talk, pause: FIRST_PAUSE, next: Instant::now() })
    }

    fn listen(&mut self) -> Vec<Heard> {
        let mut told = Vec::new();
        let Some(talk) = &mut self.talk else {
            self.call_again();
            return told;
        };
        if let Err(error) = talk.hear(&mut told) {
            say(&format!("{}: {error}; it is called again", self.url));
            (self.talk, self.pause, self.next) = (None, FIRST_PAUSE, Instant::now() + FIRST_PAUSE);
        }
        told
    }

    fn call_again(&mut self) {
        if Instant::now() < self.next {
            std::thread::sleep(PATIENCE);
            return;
        }
        match dial(self.url, self.tls) {
            Ok(line) => {
                say(&format!("{}: connected again", self.url));
                self.talk = Some(Talk::over(line));
            }
            Err(_) => self.pause = (self.pause * 2).min(LONGEST_PAUSE),
        }
        self.next = Instant::now() + self.pause;
    }
}

fn dial(url: &str, tls: &TlsArgs) -> io::Result<Line> {
    let (scheme, address) = url.split_once("://").unwrap_or_default();
    let to = address.to_socket_addrs()?.next().ok_or(ErrorKind::AddrNotAvailable)?;
    let socket = TcpStream::connect_timeout(&to, CONNECT)?;
    let line = if scheme == "tls" { tls.call(address, socket)? } else { Line::plain(socket)? };
    line.be_patient(CONNECT, PATIENCE)?;
    Ok(line)
}

/// A socket at an address of this machine, or in a group.
fn packets(address: &str) -> io::Result<UdpSocket> {
    let at = address.to_socket_addrs()?.next().ok_or(ErrorKind::AddrNotAvailable)?;
    let socket = match at.ip() {
        IpAddr::V4(group) if group.is_multicast() => {
            let socket = UdpSocket::bind(SocketAddr::from((Ipv4Addr::UNSPECIFIED, at.port())))?;
            socket.join_multicast_v4(&group, &Ipv4Addr::UNSPECIFIED)?;
            socket
        }
        IpAddr::V6(group) if group.is_multicast() => {
            let socket = UdpSocket::bind(SocketAddr::from((Ipv6Addr::UNSPECIFIED, at.port())))?;
            socket.join_multicast_v6(&group, 0)?;
            socket
        }
        _ => UdpSocket::bind(at)?,
    };
    socket.set_read_timeout(Some(PATIENCE))?;
    say(&format!("CoT is heard at udp://{}", socket.local_addr()?));
    Ok(socket)
}
