//! A connection by way of a broker: bytes go in at one end and come out at the other, in order, or it
//! breaks.

use std::collections::VecDeque;
use std::future::Future;
use std::io;
use std::pin::{Pin, pin};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{
    AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, ReadBuf, ReadHalf, WriteHalf,
};
use tokio::time::timeout;

use super::exchange::Ear;
use super::message::{Message, Piece};

/// Messages that the broker may not have taken yet. Its word is used for this alone: that it has a
/// message says nothing of whether the partner will.
const IN_FLIGHT: usize = 64;
/// Bytes that may wait in a pipe before its writer has to.
const BUFFER: usize = 256 << 10;
/// An end that has said all hears the other for so long.
const LINGER: Duration = Duration::from_secs(5);

/// The broker's word that it has a message.
pub(super) type Taken = Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;

/// Where messages go.
pub(super) trait Publish: Send + Sync + 'static {
    /// Hands a message over; the broker's word on it comes later.
    fn publish(
        &self,
        subject: String,
        message: Bytes,
    ) -> impl Future<Output = Result<Taken, String>> + Send;
}

/// One end of a pipe.
#[derive(Debug)]
pub struct Pipe {
    near: DuplexStream,
    broken: Arc<OnceLock<String>>,
}

impl Pipe {
    /// Runs the end that hears with `ear` and speaks with `mouth`.
    pub(super) fn run<P: Publish>(ear: Ear, mouth: Mouth<P>, first: Option<Piece>) -> Pipe {
        let (near, far) = tokio::io::duplex(BUFFER);
        let broken = Arc::<OnceLock<String>>::default();
        tokio::spawn(carry(ear, mouth, far, first, Arc::clone(&broken)));
        Pipe { near, broken }
    }

    fn failure(&self) -> Option<io::Error> {
        let why = self.broken.get()?;
        Some(io::Error::new(io::ErrorKind::ConnectionAborted, why.clone()))
    }
}

/// Says pieces, each with its number.
#[derive(Debug)]
pub(super) struct Mouth<P> {
    pub(super) to: Arc<P>,
    pub(super) subject: String,
    /// The most bytes in one message.
    pub(super) most: usize,
    pub(super) next: u64,
}

impl<P: Publish> Mouth<P> {
    pub(super) async fn say(&mut self, piece: Piece) -> Result<Taken, String> {
        let message = Message { sequence: self.next, piece };
        self.next += 1;
        self.to.publish(self.subject.clone(), message.encode()).await
    }
}

async fn carry<P: Publish>(
    mut ear: Ear,
    mut mouth: Mouth<P>,
    far: DuplexStream,
    first: Option<Piece>,
    broken: Arc<OnceLock<String>>,
) {
    let (from, to) = tokio::io::split(far);
    let mut hearing = pin!(hear(&mut ear, to));
    let ended = tokio::select! {
        heard = &mut hearing => heard,
        spoken = speak(&mut mouth, from, first) => match spoken {
            Ok(()) => timeout(LINGER, hearing).await.unwrap_or(Ok(())),
            Err(why) => Err(why),
        },
    };
    if let Err(why) = ended {
        // Said before the far end goes, so that whoever notices learns why.
        let _ = broken.set(why);
    }
}

/// Says what is written into the pipe, to its end.
async fn speak<P: Publish>(
    mouth: &mut Mouth<P>,
    mut from: ReadHalf<DuplexStream>,
    first: Option<Piece>,
) -> Result<(), String> {
    let mut untaken = VecDeque::new();
    if let Some(piece) = first {
        untaken.push_back(mouth.say(piece).await?);
    }
    let mut buffer = vec![0; mouth.most];
    loop {
        tokio::select! {
            biased;
            taken = oldest(&mut untaken) => {
                taken?;
                untaken.pop_front();
            }
            read = from.read(&mut buffer), if untaken.len() < IN_FLIGHT => {
                match buffer.get(..read.unwrap_or(0)) {
                    Some(bytes @ [_, ..]) => {
                        let piece = Piece::Bytes(Bytes::copy_from_slice(bytes));
                        untaken.push_back(mouth.say(piece).await?);
                    }
                    _ => return mouth.say(Piece::End).await.map(drop),
                }
            }
        }
    }
}

/// The broker's word on the oldest message that it has not taken.
async fn oldest(untaken: &mut VecDeque<Taken>) -> Result<(), String> {
    match untaken.front_mut() {
        Some(taken) => taken.await,
        None => std::future::pending().await,
    }
}

/// Hands on what the other end says, to its end.
async fn hear(ear: &mut Ear, mut to: WriteHalf<DuplexStream>) -> Result<(), String> {
    loop {
        match ear.next().await? {
            Piece::Bytes(bytes) => {
                if to.write_all(&bytes).await.is_err() {
                    // Nobody reads it any more.
                    return Ok(());
                }
            }
            Piece::End => return Ok(()),
            Piece::Call | Piece::Answer => {
                return Err("a call came in the midst of a pipe".to_owned());
            }
        }
    }
}

impl AsyncRead for Pipe {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.near).poll_read(context, buffer))?;
        if buffer.filled().len() == before
            && buffer.remaining() > 0
            && let Some(failure) = self.failure()
        {
            return Poll::Ready(Err(failure));
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Pipe {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let wrote = ready!(Pin::new(&mut self.near).poll_write(context, bytes));
        Poll::Ready(wrote.map_err(|error| self.failure().unwrap_or(error)))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.near).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.near).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests;
