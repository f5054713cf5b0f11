//! One session with one partner: greeting, batches one way, batches the other, acknowledgements.

use std::sync::{Arc, PoisonError, RwLock};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::sync::{Semaphore, oneshot};
use tokio::time::{interval, timeout};

use super::Timing;
use crate::check::{self, Ring};
use crate::engine::{Clock, Done, Say, SessionNo, Work};
use crate::names::PartnerName;
use crate::status::SharedLive;
use crate::wire::{Ack, Batch, Frame, Hello, MAX_BATCH, PROTOCOL, parts};

/// Batches of one partner that may wait here for the disk.
const AHEAD: usize = 8;

/// Work and where its answer goes.
pub(crate) type Ask = (Work, oneshot::Sender<Done>);

/// What every session of a node shares.
pub(crate) struct Context {
    pub(crate) me: PartnerName,
    pub(crate) ring: RwLock<Arc<Ring>>,
    pub(crate) live: SharedLive,
    pub(crate) clock: Clock,
    pub(crate) timing: Timing,
    pub(crate) engine: mpsc::Sender<Ask>,
}

impl Context {
    /// Has the engine do something, and waits until it is durable.
    pub(crate) async fn ask(&self, work: Work) -> Done {
        let (answer, answered) = oneshot::channel();
        if self.engine.send((work, answer)).await.is_err() {
            return Done::Not("the node has stopped".to_owned());
        }
        answered.await.unwrap_or_else(|_| Done::Not("the node has stopped".to_owned()))
    }

    pub(crate) fn learn(&self, ring: Ring) {
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
    }

    pub(crate) fn ring(&self) -> Arc<Ring> {
        let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&ring)
    }
}

/// Runs a session to its end; says why it ended, and whether it ever was up.
pub(crate) async fn run<S>(
    context: Arc<Context>,
    partner: PartnerName,
    no: SessionNo,
    stream: S,
) -> (String, bool)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let (out, said) = mpsc::unbounded_channel();
    let session = Session { context: Arc::clone(&context), partner: partner.clone(), no };
    let greeted = session.context.ask(Work::Greet { partner: partner.clone(), session: no, out });
    let ended = match greeted.await {
        Done::Hello(hello) => session.talk(stream, hello, said).await,
        Done::Not(why) => (why, false),
        _ => ("the engine did not greet".to_owned(), false),
    };
    context.ask(Work::Close { partner, session: no }).await;
    ended
}

struct Session {
    context: Arc<Context>,
    partner: PartnerName,
    no: SessionNo,
}

impl Session {
    async fn talk<S>(&self, stream: S, hello: Hello, said: UnboundedReceiver<Say>) -> (String, bool)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin,
    {
        let (reader, writer) = tokio::io::split(stream);
        let mut reader = Frames { reader, buffer: Vec::with_capacity(64 << 10) };
        let mut writer = writer;
        let greeting =
            timeout(self.context.timing.handshake, self.greet(&mut reader, &mut writer, hello));
        match greeting.await {
            Ok(Ok(())) => {}
            Ok(Err(why)) => {
                // They learn why, if they still listen.
                let _ = say_trouble(&mut writer, &why).await;
                return (why, false);
            }
            Err(_) => return ("it did not greet in time".to_owned(), false),
        }
        self.context.live.up(&self.partner, (self.context.clock)());
        let why = tokio::select! {
            biased;
            why = self.listen(&mut reader) => why,
            why = self.speak(&mut writer, said) => why,
        };
        // They learn why, if they still listen.
        let _ = timeout(self.context.timing.heartbeat, say_trouble(&mut writer, &why)).await;
        (why, true)
    }

    /// Says who we are and what we have, and hears the same.
    async fn greet<S: AsyncRead + AsyncWrite>(
        &self,
        reader: &mut Frames<S>,
        writer: &mut WriteHalf<S>,
        hello: Hello,
    ) -> Result<(), String> {
        let bytes = Frame::Hello(hello).encode();
        writer.write_all(&bytes).await.map_err(|error| error.to_string())?;
        writer.flush().await.map_err(|error| error.to_string())?;
        let theirs = match reader.next().await {
            Ok(Frame::Hello(hello)) => hello,
            Ok(Frame::Trouble(why)) => return Err(format!("{} says: {why}", self.partner)),
            Ok(_) => return Err("it did not begin with a greeting".to_owned()),
            Err(why) => {
                return Err(format!(
                    "it turned us away before it greeted ({why}): has it our card?"
                ));
            }
        };
        if theirs.protocol != PROTOCOL {
            let version = theirs.protocol;
            return Err(format!("it speaks version {version} of the protocol, we {PROTOCOL}"));
        }
        if theirs.name != self.partner {
            return Err(format!("{} says that it is {}", self.partner, theirs.name));
        }
        self.hear_clock(theirs.clock);
        let open = Work::Open { partner: self.partner.clone(), session: self.no, hello: theirs };
        match self.context.ask(open).await {
            Done::Not(why) => Err(why),
            _ => Ok(()),
        }
    }

    fn hear_clock(&self, theirs: cordon_core::Time) {
        let now = (self.context.clock)();
        self.context.live.link(&self.partner, |link| {
            link.heard = Some(now);
            link.clock_ahead_s = Some((theirs - now).seconds());
        });
    }

    /// Takes what the partner says until the link breaks; says why it did.
    async fn listen<S: AsyncRead + AsyncWrite>(&self, reader: &mut Frames<S>) -> String {
        let ahead = Arc::new(Semaphore::new(AHEAD));
        let mut parts = Vec::new();
        for before in 0.. {
            let frame = match timeout(self.context.timing.silence, reader.next()).await {
                Ok(Ok(frame)) => frame,
                Ok(Err(why)) => return why,
                Err(_) => return format!("{} has fallen silent", self.partner),
            };
            let heard = match frame {
                Frame::Part { last, bytes, .. } => {
                    self.hear_part(&mut parts, last, bytes, &ahead).await
                }
                Frame::Ack(ack) => self.hear_ack(ack).await,
                Frame::Ping { clock, said } => {
                    self.hear_clock(clock);
                    all_came(said, before)
                }
                Frame::Trouble(why) => {
                    self.context.live.link(&self.partner, |link| {
                        link.their_trouble = (!why.is_empty()).then(|| why.clone());
                    });
                    Err(format!("{} hung up: {why}", self.partner))
                }
                Frame::Hello(_) => Err("it greeted twice".to_owned()),
            };
            if let Err(why) = heard {
                return why;
            }
        }
        "it said more than can be counted".to_owned()
    }

    async fn hear_part(
        &self,
        parts: &mut Vec<u8>,
        last: bool,
        bytes: Vec<u8>,
        ahead: &Arc<Semaphore>,
    ) -> Result<(), String> {
        if parts.len() + bytes.len() > MAX_BATCH {
            return Err(format!("a batch of more than {MAX_BATCH} bytes came"));
        }
        parts.extend(bytes);
        if !last {
            return Ok(());
        }
        let whole = std::mem::take(parts);
        let batch = Batch::decode(&whole).map_err(|error| format!("a batch came: {error}"))?;
        let batch = check::check(batch, &self.context.me, &self.partner, &self.context.ring())
            .map_err(|error| error.to_string())?;
        let permit = Arc::clone(ahead).acquire_owned().await.map_err(|error| error.to_string())?;
        let (answer, answered) = oneshot::channel();
        let (partner, session) = (self.partner.clone(), self.no);
        let work = Work::Take { partner, session, batch: Box::new(batch) };
        let sent = self.context.engine.send((work, answer)).await;
        sent.map_err(|_closed| "the node has stopped".to_owned())?;
        // The engine hangs up by itself when it does not take the batch.
        tokio::spawn(async move {
            let _ = answered.await;
            drop(permit);
        });
        Ok(())
    }

    async fn hear_ack(&self, ack: Ack) -> Result<(), String> {
        let key = self.context.ring().get(&self.partner).copied();
        let ours = ack.from == self.partner && ack.to == self.context.me;
        if !ours || !key.is_some_and(|key| ack.is_of(&key)) {
            return Err("an acknowledgement whose signature is not the partner's".to_owned());
        }
        let (answer, _) = oneshot::channel();
        let (partner, session) = (self.partner.clone(), self.no);
        let work = Work::Acked { partner, session, ack: Box::new(ack) };
        let sent = self.context.engine.send((work, answer)).await;
        sent.map_err(|_closed| "the node has stopped".to_owned())
    }

    /// Says what there is to say until the link breaks; says why it did.
    async fn speak<S: AsyncRead + AsyncWrite>(
        &self,
        writer: &mut WriteHalf<S>,
        mut said: UnboundedReceiver<Say>,
    ) -> String {
        let mut beat = interval(self.context.timing.heartbeat);
        beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut frames = 0;
        loop {
            let say = tokio::select! {
                biased;
                say = said.recv() => say,
                _ = beat.tick() => {
                    let ping = Frame::Ping { clock: (self.context.clock)(), said: frames }.encode();
                    match write(writer, &ping).await {
                        Ok(()) => {
                            frames += 1;
                            continue;
                        }
                        Err(why) => return why,
                    }
                }
            };
            let Some(say) = say else { return "the node has stopped".to_owned() };
            // What else there is goes in the same packet.
            let mut next = Some(say);
            while let Some(say) = next {
                match self.utter(writer, say).await {
                    Ok(n) => frames += n,
                    Err(why) => return why,
                }
                next = said.try_recv().ok();
            }
            if let Err(error) = writer.flush().await {
                return error.to_string();
            }
        }
    }

    /// How many frames it was.
    async fn utter<S: AsyncRead + AsyncWrite>(
        &self,
        writer: &mut WriteHalf<S>,
        say: Say,
    ) -> Result<u64, String> {
        let mut frames = 0;
        match say {
            Say::Batch(seq, bytes) => {
                for part in parts(seq, &bytes) {
                    put(writer, &part.encode()).await?;
                    frames += 1;
                }
            }
            Say::Ack(bytes) => {
                put(writer, &Frame::encode_ack(&bytes)).await?;
                frames += 1;
            }
            Say::Stop(why) => return Err(why),
        }
        Ok(frames)
    }
}

/// What was lost on the way is sent again on the next link.
fn all_came(said: u64, heard: u64) -> Result<(), String> {
    if said == heard {
        return Ok(());
    }
    Err(format!("{said} frames were sent and {heard} came: the way between loses or repeats some"))
}

async fn put<S: AsyncRead + AsyncWrite>(
    writer: &mut WriteHalf<S>,
    bytes: &[u8],
) -> Result<(), String> {
    writer.write_all(bytes).await.map_err(|error| error.to_string())
}

async fn write<S: AsyncRead + AsyncWrite>(
    writer: &mut WriteHalf<S>,
    bytes: &[u8],
) -> Result<(), String> {
    put(writer, bytes).await?;
    writer.flush().await.map_err(|error| error.to_string())
}

async fn say_trouble<S: AsyncRead + AsyncWrite>(
    writer: &mut WriteHalf<S>,
    why: &str,
) -> Result<(), String> {
    write(writer, &Frame::Trouble(why.to_owned()).encode()).await?;
    writer.shutdown().await.map_err(|error| error.to_string())
}

/// Frames out of a stream of bytes.
struct Frames<S> {
    reader: ReadHalf<S>,
    buffer: Vec<u8>,
}

impl<S: AsyncRead> Frames<S> {
    /// The next frame; an error says why there is none.
    async fn next(&mut self) -> Result<Frame, String> {
        loop {
            if let Some(head) = self.buffer.first_chunk::<4>() {
                let length = Frame::length(*head).map_err(|e| format!("a frame came: {e}"))?;
                if let Some(body) = self.buffer.get(4..4 + length) {
                    let frame = Frame::decode(body).map_err(|e| format!("a frame came: {e}"))?;
                    self.buffer.drain(..4 + length);
                    return Ok(frame);
                }
            }
            let read = self.reader.read_buf(&mut self.buffer).await;
            if read.map_err(|error| error.to_string())? == 0 {
                return Err("the connection was closed".to_owned());
            }
        }
    }
}
