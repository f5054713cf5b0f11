//! A stream of bytes to one peer, in the clear or over TLS.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Most that is passed over at a time.
const GULP: usize = 1 << 20;

/// One peer's stream.
pub(super) struct Line {
    /// The socket below, for its settings.
    socket: TcpStream,
    stream: Box<dyn Duplex>,
}

trait Duplex: Read + Write {}

impl<T: Read + Write> Duplex for T {}

impl Line {
    pub(super) fn plain(socket: TcpStream) -> io::Result<Line> {
        Ok(Line::over(socket.try_clone()?, socket))
    }

    /// A stream over a socket.
    pub(super) fn over(socket: TcpStream, stream: impl Read + Write + 'static) -> Line {
        Line { socket, stream: Box::new(stream) }
    }

    /// How long writing and reading may take.
    pub(super) fn be_patient(&self, write: Duration, read: Duration) -> io::Result<()> {
        self.socket.set_write_timeout(Some(write))?;
        self.socket.set_read_timeout(Some(read))
    }

    /// Takes what has arrived, and heeds none of it. That the peer is gone is told by the next writing.
    pub(super) fn pass_over(&mut self) {
        let (mut buffer, mut taken) = ([0; 16_384], 0);
        while taken < GULP {
            match self.stream.read(&mut buffer) {
                Ok(0) | Err(_) => return,
                Ok(n) => taken += n,
            }
        }
    }
}

impl Read for Line {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.read(buffer)
    }
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// Whether there is just nothing to read now.
pub(super) fn is_pause(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), Interrupted | TimedOut | WouldBlock)
}
