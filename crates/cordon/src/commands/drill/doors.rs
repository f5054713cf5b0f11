//! Doors through which a drill speaks as real receivers do: TCP and UDP.

use std::io::Write;
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs, UdpSocket};
use std::time::Duration;

use crate::error::Failure;
use crate::progress::say;

/// A client that takes nothing for so long is let go.
const PATIENCE: Duration = Duration::from_secs(20);
/// The most that one datagram carries.
const DATAGRAM: usize = 1_400;

/// A door.
pub(super) enum Door {
    Listening { listener: TcpListener, clients: Vec<TcpStream> },
    Sending { socket: UdpSocket, to: SocketAddr },
}

impl Door {
    /// Opens a door; a listening one waits until somebody comes.
    pub(super) fn open(spec: &str) -> Result<Door, Failure> {
        let (scheme, address) = spec.split_once("://").unwrap_or(("", spec));
        let address = resolve(spec, address)?;
        match scheme {
            "tcp" => Door::listen(spec, address),
            "udp" => {
                let own = if address.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
                let socket = UdpSocket::bind(own).map_err(|error| shut(spec, &error))?;
                Ok(Door::Sending { socket, to: address })
            }
            _ => Err(Failure::usage(
                format!("`{spec}` is no door"),
                "write tcp://ADDR:PORT to listen, or udp://ADDR:PORT to send",
            )),
        }
    }

    fn listen(spec: &str, address: SocketAddr) -> Result<Door, Failure> {
        let listener = TcpListener::bind(address).map_err(|error| shut(spec, &error))?;
        let bound = listener.local_addr().map_err(|error| shut(spec, &error))?;
        say(&format!("EXERCISE: waiting for a client at tcp://{bound}"));
        let (first, _) = listener.accept().map_err(|error| shut(spec, &error))?;
        listener.set_nonblocking(true).map_err(|error| shut(spec, &error))?;
        let mut door = Door::Listening { listener, clients: Vec::new() };
        door.admit(first);
        Ok(door)
    }

    fn admit(&mut self, client: TcpStream) {
        let is_ready = client.set_nonblocking(false).is_ok()
            && client.set_write_timeout(Some(PATIENCE)).is_ok();
        if let (Door::Listening { clients, .. }, true) = (self, is_ready) {
            clients.push(client);
        }
    }

    /// Gives whole lines to everybody who listens. Who has hung up, or takes nothing, is let go.
    pub(super) fn give(&mut self, lines: &[u8]) {
        while let Door::Listening { listener, .. } = self {
            let Ok((client, _)) = listener.accept() else { break };
            self.admit(client);
        }
        match self {
            Door::Listening { clients, .. } => {
                clients.retain_mut(|client| client.write_all(lines).is_ok());
            }
            Door::Sending { socket, to } => {
                for datagram in datagrams(lines) {
                    // Nobody has to be there: that is what datagrams are like.
                    let _ = socket.send_to(datagram, *to);
                }
            }
        }
    }
}

/// Whole lines, as many as a datagram carries.
fn datagrams(lines: &[u8]) -> Vec<&[u8]> {
    let (mut parts, mut begin, mut end) = (Vec::new(), 0, 0);
    for line in lines.split_inclusive(|&byte| byte == b'\n') {
        if end > begin && end - begin + line.len() > DATAGRAM {
            parts.extend(lines.get(begin..end));
            begin = end;
        }
        end += line.len();
    }
    parts.extend(lines.get(begin..end).filter(|part| !part.is_empty()));
    parts
}

fn resolve(spec: &str, address: &str) -> Result<SocketAddr, Failure> {
    let mut found = address.to_socket_addrs().map_err(|error| shut(spec, &error))?;
    found.next().ok_or_else(|| {
        Failure::usage(
            format!("`{spec}` leads nowhere"),
            "write tcp://127.0.0.1:10110, for example",
        )
    })
}

fn shut(spec: &str, error: &std::io::Error) -> Failure {
    Failure::usage(
        format!("{spec}: {error}"),
        "choose another address or port, such as tcp://127.0.0.1:10110",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datagrams_hold_whole_lines() {
        let lines = b"0123456789\r\n".repeat(300);
        let parts = datagrams(&lines);
        assert_eq!(parts.concat(), lines);
        assert!(parts.iter().all(|part| part.len() <= DATAGRAM && part.ends_with(b"\r\n")));
        assert!(datagrams(b"").is_empty());
    }
}
