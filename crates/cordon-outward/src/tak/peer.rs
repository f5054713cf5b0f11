//! One end of a stream: bytes in, events out, and the other way round.

use cordon_core::{Span, Time};

use super::frame::{self, MAGIC};
use crate::cot::{Control, Detail, Event, NotAnEvent, Point};
use crate::xml::MOST_BYTES;

/// What came in.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    /// Something to show.
    Event(Box<Event>),
    /// Something about the protocol, dealt with; these bytes are the answer.
    Answer(Vec<u8>),
    /// A ping, a pong, an answer to our own question.
    Nothing,
    /// Bytes that are no event, passed over.
    Rejected(NotAnEvent),
}

/// A server's end of one stream. Neither it nor what it makes knows a socket.
#[derive(Clone, Debug, Default)]
pub struct Peer {
    buffer: Vec<u8>,
    /// How much of the buffer is known to hold no end of a document.
    searched: usize,
    /// Whether frames are protocol buffers by now.
    proto: bool,
}

const BEGIN: &[u8] = b"<event";
const END: &[u8] = b"</event>";

impl Peer {
    /// A stream that just began: as XML.
    pub fn new() -> Peer {
        Peer::default()
    }

    /// Whether both ends agreed on protocol buffers.
    pub fn speaks_proto(&self) -> bool {
        self.proto
    }

    /// What the server says first: that it could speak version 1.
    pub fn offer(now: Time) -> Vec<u8> {
        control("t-x-takp-v", Control::Support(1), now).to_xml().into_bytes()
    }

    /// An event in the tongue of this stream.
    pub fn frame(&self, event: &Event) -> Vec<u8> {
        if self.proto { frame::to_stream(event) } else { event.to_xml().into_bytes() }
    }

    /// Takes in what arrived; `now` dates the answers.
    pub fn take(&mut self, bytes: &[u8], now: Time) -> Vec<Heard> {
        self.buffer.extend_from_slice(bytes);
        let mut heard = Vec::new();
        while let Some(next) = self.next_frame() {
            heard.push(match next {
                Ok(event) => self.hear(event, now),
                Err(why) => Heard::Rejected(why),
            });
        }
        if self.buffer.len() > MOST_BYTES {
            let why = NotAnEvent::Xml(crate::xml::NotXml::TooMuch);
            heard.extend(self.give_up(why).err().map(Heard::Rejected));
        }
        heard
    }

    /// Ends the stream: what is left of an event that never ended.
    pub fn finish(&mut self) -> Option<Heard> {
        let rest = std::mem::take(&mut self.buffer);
        self.searched = 0;
        let is_rest = rest.iter().any(|byte| !byte.is_ascii_whitespace());
        is_rest.then_some(Heard::Rejected(NotAnEvent::CutOff))
    }

    fn hear(&mut self, event: Event, now: Time) -> Heard {
        match (event.kind.as_str(), event.detail.control) {
            ("t-x-takp-q", Some(Control::Request(version))) => {
                let agreed = version == 1;
                let answer = control("t-x-takp-r", Control::Response(agreed), now);
                // The answer itself is still XML.
                let answer = answer.to_xml().into_bytes();
                self.proto |= agreed;
                Heard::Answer(answer)
            }
            ("t-x-c-t", _) => Heard::Answer(self.frame(&bare("t-x-c-t-r", now))),
            ("t-x-takp-v" | "t-x-takp-r" | "t-x-c-t-r", _) => Heard::Nothing,
            _ => Heard::Event(Box::new(event)),
        }
    }

    /// The next whole event, taken off the buffer.
    fn next_frame(&mut self) -> Option<Result<Event, NotAnEvent>> {
        if self.searched == 0 {
            let blanks = self.buffer.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            self.buffer.drain(..blanks);
        }
        match *self.buffer.first()? {
            MAGIC => self.next_message(),
            _ => self.next_document(),
        }
    }

    fn next_message(&mut self) -> Option<Result<Event, NotAnEvent>> {
        let (length, header) = match frame::length(self.buffer.get(1..)?) {
            Ok(found) => found?,
            Err(why) => return Some(self.give_up(why)),
        };
        if length > MOST_BYTES {
            return Some(self.give_up(NotAnEvent::Proto(format!("{length} bytes are too many"))));
        }
        let (start, end) = (1 + header, 1 + header + length);
        let event = frame::decode(self.buffer.get(start..end)?);
        self.buffer.drain(..end);
        Some(event)
    }

    fn next_document(&mut self) -> Option<Result<Event, NotAnEvent>> {
        let Some(found) = find(self.buffer.get(self.searched..)?, END) else {
            self.searched = self.buffer.len().saturating_sub(END.len() - 1);
            return None;
        };
        let document: Vec<u8> = self.buffer.drain(..self.searched + found + END.len()).collect();
        self.searched = 0;
        let event = Event::from_xml(&document);
        if event.is_err()
            && let Some(whole) = after_rubbish(&document)
        {
            self.buffer.splice(..0, whole.iter().copied());
        }
        Some(event)
    }

    /// Lost in the stream: nothing in the buffer can be trusted.
    fn give_up(&mut self, why: NotAnEvent) -> Result<Event, NotAnEvent> {
        self.buffer.clear();
        self.searched = 0;
        Err(why)
    }
}

/// Where an event may begin behind what spoiled a document: half of another, or noise.
fn after_rubbish(document: &[u8]) -> Option<&[u8]> {
    let begin = document.windows(BEGIN.len()).rposition(|window| window == BEGIN)?;
    let (before, event) = document.split_at(begin);
    let before = before.trim_ascii();
    let is_prologue = before.starts_with(b"<?xml") && find(before, BEGIN).is_none();
    (!before.is_empty() && !is_prologue).then_some(event)
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

fn bare(kind: &str, now: Time) -> Event {
    Event {
        uid: "protouid".to_owned(),
        kind: kind.to_owned(),
        how: "m-g".to_owned(),
        time: now,
        start: now,
        stale: now + Span::from_minutes(1),
        point: Point { lat: 0.0, lon: 0.0, hae: 0.0, ce: 999_999.0, le: 999_999.0 },
        access: None,
        caveat: None,
        releasable_to: None,
        opex: None,
        qos: None,
        detail: Detail::default(),
    }
}

fn control(kind: &str, control: Control, now: Time) -> Event {
    let detail = Detail { control: Some(control), ..Detail::default() };
    Event { detail, ..bare(kind, now) }
}
