//! A stream of bytes to one peer, in the clear or over TLS.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// One peer's stream.
pub(in crate::commands) struct Line {
    /// The socket below, for its settings.
    socket: TcpStream,
    stream: Box<dyn Duplex>,
}

trait Duplex: Read + Write {}

impl<T: Read + Write> Duplex for T {}

impl Line {
    pub(in crate::commands) fn plain(socket: TcpStream) -> io::Result<Line> {
        Ok(Line::over(socket.try_clone()?, socket))
    }

    /// A stream over a socket.
    pub(in crate::commands) fn over(
        socket: TcpStream,
        stream: impl Read + Write + 'static,
    ) -> Line {
        Line { socket, stream: Box::new(stream) }
    }

    /// How long writing and reading may take.
    pub(in crate::commands) fn be_patient(
        &self,
        write: Duration,
        read: Duration,
    ) -> io::Result<()> {
        self.socket.set_write_timeout(Some(write))?;
        self.socket.set_read_timeout(Some(read))
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
pub(in crate::commands) fn is_pause(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), Interrupted | TimedOut | WouldBlock)
}
