//! Frames: what stands on the wire, one after another.
//!
//! A frame is its length (32 bits), its type (8 bits) and its body. A batch larger than a frame goes
//! in parts, so that a heartbeat or an acknowledgement never waits for a large case.

use cordon_core::Time;

use crate::digest::Digest;
use crate::names::PartnerName;
use crate::wire::ack::Ack;
use crate::wire::codec::{Malformed, Reader, Writer};

/// A frame has at most so many bytes, type and body.
pub const MAX_FRAME: usize = 1 << 20;
/// So many bytes of a batch go into one part.
pub const PART: usize = 256 << 10;
/// The version of this protocol.
pub const PROTOCOL: u16 = 2;

/// How each side begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hello {
    /// The version it speaks.
    pub protocol: u16,
    /// Who it is; must be whom the certificate says.
    pub name: PartnerName,
    /// Its clock.
    pub clock: Time,
    /// Grows from one of its greetings to the next, whatever becomes of it meanwhile.
    pub number: u64,
    /// The last batch it has from the other side.
    pub received: (u64, Digest),
    /// The last batch of its own that the other side acknowledged to it.
    pub acknowledged: u64,
}

/// One thing said on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// The first thing each side says.
    Hello(Hello),
    /// A part of a batch.
    Part {
        /// Which batch.
        seq: u64,
        /// Whether the batch ends with it.
        last: bool,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// An acknowledgement.
    Ack(Ack),
    /// I am here.
    Ping {
        /// My clock.
        clock: Time,
        /// How many frames I have said before this one since the greeting: whoever heard fewer lost some.
        said: u64,
    },
    /// I cannot go on for now, and why, in plain words. Empty: I can again.
    Trouble(String),
}

impl Frame {
    /// An acknowledgement that is encoded already, as a frame.
    pub(crate) fn encode_ack(ack: &[u8]) -> Vec<u8> {
        let mut out = Writer::default();
        out.u32(ack.len() as u32 + 1).u8(3).raw(ack);
        out.0
    }

    /// As bytes, with the length before them.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.u32(0);
        match self {
            Frame::Hello(hello) => {
                out.u8(1).u16(hello.protocol).text(hello.name.as_str());
                out.i64(hello.clock.as_micros()).u64(hello.number).u64(hello.received.0);
                out.digest(&hello.received.1).u64(hello.acknowledged);
                let sum = Digest::of(out.0.get(4..).unwrap_or_default());
                out.digest(&sum);
            }
            Frame::Part { seq, last, bytes } => {
                out.u8(2).u64(*seq).u8(u8::from(*last)).raw(bytes);
            }
            Frame::Ack(ack) => {
                out.u8(3).raw(&ack.encode());
            }
            Frame::Ping { clock, said } => {
                out.u8(4).i64(clock.as_micros()).u64(*said);
            }
            Frame::Trouble(why) => {
                out.u8(5).text(why);
            }
        }
        let length = (out.0.len() - 4) as u32;
        if let Some(head) = out.0.first_chunk_mut() {
            *head = length.to_be_bytes();
        }
        out.0
    }

    /// The length that a frame says it has, once its first four bytes are there.
    pub fn length(head: [u8; 4]) -> Result<usize, Malformed> {
        let length = u32::from_be_bytes(head) as usize;
        match length {
            0 => Err(Malformed::Senseless("length")),
            1..=MAX_FRAME => Ok(length),
            _ => {
                let (found, limit) = (length as u64, MAX_FRAME as u64);
                Err(Malformed::TooMany { what: "a frame", found, limit })
            }
        }
    }

    /// From its type and body.
    pub fn decode(bytes: &[u8]) -> Result<Frame, Malformed> {
        let mut from = Reader::new(bytes);
        match from.u8("a frame's type")? {
            1 => Ok(Frame::Hello(read_hello(bytes, from)?)),
            2 => read_part(bytes, from),
            3 => Ok(Frame::Ack(Ack::decode(bytes.get(1..).unwrap_or_default())?)),
            4 => {
                let (clock, said) = (from.time()?, from.u64("a number")?);
                from.end()?;
                Ok(Frame::Ping { clock, said })
            }
            5 => {
                let why = from.text("words", 2_000)?.to_owned();
                from.end()?;
                Ok(Frame::Trouble(why))
            }
            _ => Err(Malformed::Senseless("type")),
        }
    }
}

/// A greeting ends with the hash of all before: a number that grew on the way would be believed for good.
fn read_hello(bytes: &[u8], mut from: Reader<'_>) -> Result<Hello, Malformed> {
    let (protocol, name) = (from.u16("a version")?, from.name()?);
    if protocol != PROTOCOL {
        // What follows is another version's; that it is another is all that can be told.
        let (clock, received) = (Time::MIN, (0, Digest::ZERO));
        return Ok(Hello { protocol, name, clock, number: 0, received, acknowledged: 0 });
    }
    let hello = Hello {
        protocol,
        name,
        clock: from.time()?,
        number: from.u64("a number")?,
        received: (from.u64("a number")?, from.digest("a hash")?),
        acknowledged: from.u64("a number")?,
    };
    let sum = from.digest("a hash")?;
    from.end()?;
    let said = bytes.len().checked_sub(sum.0.len()).and_then(|end| bytes.get(..end));
    if said.map(Digest::of) != Some(sum) {
        return Err(Malformed::Senseless("greeting"));
    }
    Ok(hello)
}

fn read_part(bytes: &[u8], mut from: Reader<'_>) -> Result<Frame, Malformed> {
    let seq = from.u64("a number")?;
    let last = match from.u8("a flag")? {
        0 => false,
        1 => true,
        _ => return Err(Malformed::Senseless("flag")),
    };
    let bytes = bytes.get(10..).unwrap_or_default();
    if bytes.len() > PART {
        let (found, limit) = (bytes.len() as u64, PART as u64);
        return Err(Malformed::TooMany { what: "a part", found, limit });
    }
    Ok(Frame::Part { seq, last, bytes: bytes.to_vec() })
}

/// A batch as frames.
pub fn parts(seq: u64, batch: &[u8]) -> impl Iterator<Item = Frame> + '_ {
    let n = batch.chunks(PART).count();
    batch.chunks(PART).enumerate().map(move |(at, bytes)| Frame::Part {
        seq,
        last: at + 1 == n,
        bytes: bytes.to_vec(),
    })
}
