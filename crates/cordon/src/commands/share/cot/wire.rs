//! The wires that CoT goes over.

use std::io::{self, Write};
use std::net::{TcpListener, TcpStream, ToSocketAddrs, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use cordon_outward::cot::Event;
use cordon_outward::tak::{self, Heard, Peer};
use rustls::ServerConfig;

use super::{CotArgs, Form, Screen};
use crate::commands::tak::{self as streams, Line, Talk};
use crate::commands::watch::now;
use crate::error::Failure;
use crate::progress::say;

/// How long the other side may take to read.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long it is listened to at a time.
const GLANCE: Duration = Duration::from_millis(1);

/// Where events go.
pub(super) enum Wire {
    /// Packets.
    Udp(UdpSocket, Form),
    /// One server that we connected to.
    Server(Talk, Form),
    /// Clients that connect to us.
    Clients(Door, Vec<Talk>),
}

/// Where clients come in, and how they show who they are where they must.
pub(super) struct Door {
    listener: TcpListener,
    tls: Option<Arc<ServerConfig>>,
}

impl Wire {
    pub(super) fn open(args: &CotArgs) -> Result<Option<Wire>, Failure> {
        let url = args.to.as_deref().or(args.listen.as_deref());
        let Some(url) = url else { return Ok(None) };
        let help = "such as --to udp://239.2.3.1:6969, --listen tcp://127.0.0.1:8087, or \
            --to tls://tak.example:8089 --ca ca.pem --cert cordon.pem --key cordon.key";
        let fault = |error: io::Error| Failure::usage(format!("{url}: {error}"), help);
        let wire = match (url.split_once("://"), args.listen.is_some()) {
            (Some(("udp", address)), false) => Wire::udp(address, args.form),
            (Some(("tcp", address)), false) => Wire::call(address, args, Line::plain),
            (Some(("tls", address)), false) => {
                Wire::call(address, args, |socket| args.tls.call(address, socket))
            }
            (Some(("tcp", address)), true) => Wire::door("tcp", address, None),
            (Some(("tls", address)), true) => {
                args.tls.answering().and_then(|tls| Wire::door("tls", address, Some(tls)))
            }
            _ => return Err(Failure::usage(format!("{url} is no address for CoT"), help)),
        };
        wire.map(Some).map_err(fault)
    }

    fn call(
        address: &str,
        args: &CotArgs,
        line: impl FnOnce(TcpStream) -> io::Result<Line>,
    ) -> io::Result<Wire> {
        let line = line(TcpStream::connect(address)?)?;
        line.be_patient(PATIENCE, GLANCE)?;
        Ok(Wire::Server(Talk::over(line), args.form))
    }

    fn door(scheme: &str, address: &str, tls: Option<Arc<ServerConfig>>) -> io::Result<Wire> {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        say(&format!("CoT clients may connect to {scheme}://{}", listener.local_addr()?));
        Ok(Wire::Clients(Door { listener, tls }, Vec::new()))
    }

    fn udp(address: &str, form: Form) -> io::Result<Wire> {
        let to = address.to_socket_addrs()?.next().ok_or(io::ErrorKind::AddrNotAvailable)?;
        let socket = UdpSocket::bind(if to.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" })?;
        socket.connect(to)?;
        Ok(Wire::Udp(socket, form))
    }

    /// Tells everybody what is new.
    pub(super) fn tell(&mut self, events: &[Event]) -> Result<(), Failure> {
        let lost = |error: io::Error| {
            Failure::input(format!("the reader is gone: {error}"), "start it, then this again")
        };
        match self {
            Wire::Udp(socket, form) => {
                for event in events {
                    let packet = match form {
                        Form::Xml => event.to_xml().into_bytes(),
                        Form::Proto => tak::to_packet(event),
                    };
                    socket.send(&packet).map_err(lost)?;
                }
            }
            Wire::Server(server, form) => {
                for event in events {
                    let frame = match form {
                        Form::Xml => event.to_xml().into_bytes(),
                        Form::Proto => tak::to_stream(event),
                    };
                    server.line.write_all(&frame).map_err(lost)?;
                }
            }
            Wire::Clients(_, clients) => {
                clients.retain_mut(|client| tell(client, events.iter()).is_ok());
            }
        }
        Ok(())
    }

    /// Lets clients in, and hears what the other side asks and tells. A server is heard in any case: one that cannot
    /// get rid of its events hangs up. That it is gone is told by the next writing.
    pub(super) fn listen(&mut self, screen: &Screen) -> Vec<Heard> {
        let mut told = Vec::new();
        let (door, clients) = match self {
            Wire::Udp(..) => return told,
            Wire::Server(server, _) => {
                let _ = server.hear(&mut told);
                return told;
            }
            Wire::Clients(door, clients) => (door, clients),
        };
        while let Ok((socket, from)) = door.listener.accept() {
            match door.let_in(socket).and_then(|line| greeted(line, screen)) {
                Ok(client) => {
                    say(&format!("{from} reads along"));
                    clients.push(client);
                }
                Err(error) => say(&format!("{from} left at once: {error}")),
            }
        }
        clients.retain_mut(|client| client.hear(&mut told).is_ok());
        told
    }
}

impl Door {
    fn let_in(&self, socket: TcpStream) -> io::Result<Line> {
        socket.set_nonblocking(false)?;
        let line = match &self.tls {
            Some(tls) => streams::answer(tls, socket)?,
            None => Line::plain(socket)?,
        };
        line.be_patient(PATIENCE, GLANCE)?;
        Ok(line)
    }
}

/// A client that has been told all there is.
fn greeted(line: Line, screen: &Screen) -> io::Result<Talk> {
    let mut client = Talk::over(line);
    client.line.write_all(&Peer::offer(now()))?;
    tell(&mut client, screen.shown.values())?;
    Ok(client)
}

fn tell<'a>(client: &mut Talk, events: impl Iterator<Item = &'a Event>) -> io::Result<()> {
    for event in events {
        let frame = client.peer.frame(event);
        client.line.write_all(&frame)?;
    }
    Ok(())
}
