//! A stream that loses, repeats, swaps, flips and cuts what is written to it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use rand::RngExt;
use rand_pcg::Pcg64;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use turmoil::net::TcpStream;

/// Mishandles one write in so many.
const ONE_IN: u32 = 150;

pub(super) struct Mangled {
    inner: TcpStream,
    random: Pcg64,
    /// False: hands everything on as it is.
    pub(super) active: bool,
    pending: Vec<u8>,
    held: Option<Vec<u8>>,
}

impl Mangled {
    pub(super) fn new(inner: TcpStream, random: Pcg64, active: bool) -> Mangled {
        Mangled { inner, random, active, pending: Vec::new(), held: None }
    }

    fn mangle(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut bytes = bytes.to_vec();
        let trick = if self.active { self.random.random_range(0..ONE_IN) } else { ONE_IN };
        match trick {
            0 => {}
            1 => self.pending.extend(bytes.repeat(2)),
            2 => {
                // Goes after what is written next.
                let before = self.held.replace(bytes);
                self.pending.extend(before.unwrap_or_default());
                return Ok(());
            }
            3 => {
                let at = self.random.random_range(0..bytes.len());
                bytes[at] ^= 1 << self.random.random_range(0..8);
                self.pending.extend(bytes);
            }
            4 => {
                bytes.truncate(bytes.len() / 2);
                self.pending.extend(bytes);
            }
            5 => return Err(io::Error::other("the wire was cut")),
            _ => self.pending.extend(bytes),
        }
        self.pending.extend(self.held.take().unwrap_or_default());
        Ok(())
    }

    fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.pending.is_empty() {
            let n = ready!(Pin::new(&mut self.inner).poll_write(cx, &self.pending))?;
            self.pending.drain(..n);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Mangled {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Mangled {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_drain(cx))?;
        if !bytes.is_empty() {
            self.mangle(bytes)?;
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_drain(cx))?;
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_drain(cx))?;
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
