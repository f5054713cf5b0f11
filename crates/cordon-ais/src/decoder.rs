//! One input stream's decoder: lines in, complete messages out.

use cordon_core::{Reason, Time};

use crate::armour::{self, Unarmoured};
use crate::assembler::{Assembler, Envelope, Part};
use crate::bits::Bits;
use crate::clock::{self, pghp::Pghp, stream::StreamClock};
use crate::frame::{Bytes, Frame, Sink};
use crate::reason;
use crate::scan::{self, Found, MAX_LINE, Scanner};
use crate::sentence::{Address, Sentence};
use crate::suffix::Suffix;
use crate::tagblock::TagBlock;

/// Type and sender: what a message must have to be one.
const SHORTEST: usize = 38;

/// Longest tag block that is carried over to the next line.
const MAX_CARRIED: usize = 1_024;

/// Decodes one stream. What it has heard of a stream (clock, waiting parts) means nothing to
/// another: make one for each input.
///
/// Every sentence ends in exactly one message handed out or in one rejection; a line without a
/// sentence ends in one rejection.
#[derive(Debug, Default)]
pub struct Decoder {
    /// Lines read.
    line: u64,
    /// AIS sentences read.
    now: u64,
    clock: StreamClock,
    pghp: Option<Pghp>,
    carried: Option<Carried>,
    assembler: Assembler,
    bits: Unarmoured,
    /// Payloads, and sentences, of the message that is being joined.
    text: Vec<u8>,
    raw: Vec<u8>,
}

/// A tag block whose sentence is still to come.
#[derive(Debug)]
struct Carried {
    block: Vec<u8>,
    offset: u64,
}

/// A sentence's surroundings: what was said around it, and where it stands.
struct Around<'a> {
    tag: TagBlock<'a>,
    source: Bytes,
    line: u64,
}

impl Decoder {
    /// A decoder at the start of a stream.
    pub fn new() -> Decoder {
        Decoder::default()
    }

    /// Reads one line, without its ending, that stands at byte `offset` of the input.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "measured: the frame need not be built in memory")]
    pub fn line(&mut self, line: &[u8], offset: u64, sink: &mut impl Sink) {
        self.line += 1;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if self.carried.is_none()
            && self.pghp.is_none()
            && let Some(sentence) = Sentence::plain(line)
        {
            self.now += 1;
            let source = Bytes { offset, length: line.len() as u32 };
            let around = Around { tag: TagBlock::default(), source, line: self.line };
            return self.single(&sentence, &around, sink);
        }
        self.other_line(line, offset, sink);
    }

    /// A line that is not one plain sentence.
    #[inline(never)]
    fn other_line(&mut self, line: &[u8], offset: u64, sink: &mut impl Sink) {
        if self.carried.is_none()
            && self.pghp.is_none()
            && let Some((tag, sentence)) = tagged(line)
        {
            self.now += 1;
            let source = Bytes { offset, length: line.len() as u32 };
            let around = Around { tag, source, line: self.line };
            return self.message_or_part(&sentence, &around, sink);
        }
        self.any_line(line, offset, sink);
    }

    /// Reads `input`, whose first byte stands at `offset`, line by line to its end.
    pub fn lines(&mut self, input: &[u8], offset: u64, sink: &mut impl Sink) {
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', input) {
            self.line(input.get(start..end).unwrap_or_default(), offset + start as u64, sink);
            start = end + 1;
        }
        match input.get(start..) {
            Some([]) | None => {}
            Some(rest) => self.line(rest, offset + start as u64, sink),
        }
    }

    /// The input ended: parts that still wait are rejected.
    pub fn finish(&mut self, sink: &mut impl Sink) {
        self.assembler.finish(&mut |part, why| sink.rejected(part.source, part.line, why));
    }

    #[inline(never)]
    fn any_line(&mut self, line: &[u8], offset: u64, sink: &mut impl Sink) {
        let whole = Bytes::between(offset, offset.saturating_add(line.len() as u64));
        if line.len() > MAX_LINE {
            return sink.rejected(whole, self.line, reason::LINE_TOO_LONG);
        }
        if line.trim_ascii().is_empty() {
            return sink.rejected(whole, self.line, reason::BLANK);
        }
        let carried = self.carried.take();
        let mut tag = carried.as_ref().map(|old| TagBlock::parse(&old.block)).unwrap_or_default();
        let mut start = carried.as_ref().map_or(offset, |old| old.offset);
        let mut things = Scanner::new(line);
        let mut prefix = None;
        let (mut sentences, mut last_tag) = (0_u32, None);
        while let Some(thing) = things.next() {
            if prefix.is_none() {
                prefix = Some(things.first.and_then(|first| line.get(..first)).unwrap_or_default());
            }
            match thing {
                Found::Tag(block) => {
                    tag = TagBlock::parse(block).over(tag);
                    last_tag = Some(block);
                }
                Found::Sentence { address, raw, suffix } => {
                    let end = offset.saturating_add(things.position() as u64);
                    let around = Around {
                        tag: std::mem::take(&mut tag),
                        source: Bytes::between(start, end),
                        line: self.line,
                    };
                    let prefix = if sentences == 0 { prefix.unwrap_or_default() } else { b"" };
                    self.sentence(address, raw, around, prefix, suffix, sink);
                    (start, sentences, last_tag) = (end, sentences + 1, None);
                }
            }
        }
        self.carried = last_tag
            .filter(|block| block.len() <= MAX_CARRIED)
            .map(|block| Carried { block: block.to_vec(), offset: start });
        match (sentences, last_tag) {
            (0, Some(_)) => sink.rejected(whole, self.line, reason::TAG_BLOCK_ALONE),
            (0, None) => sink.rejected(whole, self.line, reason::NO_SENTENCE),
            _ => {}
        }
    }

    fn sentence(
        &mut self,
        address: Address<'_>,
        raw: &[u8],
        around: Around<'_>,
        prefix: &[u8],
        suffix: &[u8],
        sink: &mut impl Sink,
    ) {
        if let Address::Other(name) = address {
            if name == b"PGHP" {
                self.pghp = Pghp::parse(raw, around.source.offset);
            } else {
                self.clock.hear(name, raw);
            }
            return sink.rejected(around.source, around.line, reason::NOT_AIS);
        }
        self.now += 1;
        let pghp = self.pghp.take().filter(|pghp| pghp.names(raw));
        let around = around.listen(prefix, suffix, pghp.as_ref());
        match Sentence::parse(raw) {
            Ok(sentence) => self.message_or_part(&sentence, &around, sink),
            Err(why) => sink.rejected(around.source, around.line, why),
        }
    }

    #[inline]
    fn message_or_part(
        &mut self,
        sentence: &Sentence<'_>,
        around: &Around<'_>,
        sink: &mut impl Sink,
    ) {
        if sentence.total == 1 {
            self.single(sentence, around, sink);
        } else {
            self.part(sentence, around, sink);
        }
    }

    /// A message in one sentence.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "measured: the frame need not be built in memory")]
    fn single(&mut self, sentence: &Sentence<'_>, around: &Around<'_>, sink: &mut impl Sink) {
        let bits = match self.open(sentence) {
            Ok(len) => Bits::new(self.bits.bytes(), len),
            Err(why) => return sink.rejected(around.source, around.line, why),
        };
        self.clock.hear_message(bits);
        let told = around.tag.time;
        let time = told.or_else(|| self.clock.now());
        sink.message(&Frame {
            bits,
            raw: sentence.raw,
            time,
            time_inferred: told.is_none() && time.is_some(),
            station: around.tag.station,
            talker: sentence.talker,
            own_ship: sentence.own_ship,
            channel: sentence.channel,
            offset: around.source.offset,
            length: around.source.length,
            sentences: 1,
            line: around.line,
            checksum_missing: sentence.checksum_missing,
            tag_damaged: around.tag.damaged,
            exercise: around.tag.exercise(),
        });
    }

    /// Takes the armour off a single sentence; the number of bits.
    #[inline]
    fn open(&mut self, sentence: &Sentence<'_>) -> Result<usize, Reason> {
        let len = sentence.payload.len();
        if !self.bits.fill(sentence.beyond, len) {
            return Err(reason::BAD_ARMOUR);
        }
        let bits = (len * 6).saturating_sub(usize::from(sentence.fill));
        if bits < SHORTEST { Err(reason::TOO_SHORT) } else { Ok(bits) }
    }

    /// One sentence of several.
    fn part(&mut self, sentence: &Sentence<'_>, around: &Around<'_>, sink: &mut impl Sink) {
        if !armour::is_valid(sentence.payload) {
            return sink.rejected(around.source, around.line, reason::BAD_ARMOUR);
        }
        let envelope = around.envelope(sentence);
        let parts =
            self.assembler.add(sentence, around.tag.group, envelope, self.now, &mut |part, why| {
                sink.rejected(part.source, part.line, why);
            });
        if let Some(parts) = parts {
            self.complete(sentence, &parts, sink);
        }
    }

    /// The parts of one message, in order; `last` is the one that completed it.
    fn complete(&mut self, last: &Sentence<'_>, parts: &[Part], sink: &mut impl Sink) {
        let len = match self.join(parts) {
            Ok(len) => len,
            Err(why) => {
                for part in parts {
                    sink.rejected(part.envelope.source, part.envelope.line, why);
                }
                return;
            }
        };
        let bits = Bits::new(self.bits.bytes(), len);
        self.clock.hear_message(bits);
        let envelopes = || parts.iter().map(|part| &part.envelope);
        let told: Option<Time> = envelopes().find_map(|part| part.time);
        let source = envelopes().map(|part| part.source).reduce(Bytes::with).unwrap_or_default();
        let time = told.or_else(|| self.clock.now());
        sink.message(&Frame {
            bits,
            raw: &self.raw,
            time,
            time_inferred: told.is_none() && time.is_some(),
            station: envelopes().find_map(|part| part.station.as_deref()),
            talker: last.talker,
            own_ship: last.own_ship,
            channel: last.channel,
            offset: source.offset,
            length: source.length,
            sentences: parts.len() as u8,
            line: envelopes().map(|part| part.line).min().unwrap_or(self.line),
            checksum_missing: envelopes().any(|part| part.checksum_missing),
            tag_damaged: envelopes().any(|part| part.tag_damaged),
            exercise: envelopes().find_map(|part| part.exercise.as_deref()),
        });
    }

    /// Takes the armour off the parts' payloads, one behind the other, and puts their sentences side by
    /// side; the number of bits. Only the
    /// last sentence's fill bits count: the ones before end on a whole character.
    fn join(&mut self, parts: &[Part]) -> Result<usize, Reason> {
        self.text.clear();
        self.raw.clear();
        for part in parts {
            self.text.extend_from_slice(part.payload());
            self.raw.extend_from_slice(&part.raw);
        }
        let len = self.text.len();
        if len > armour::MAX_CHARS {
            return Err(reason::PAYLOAD_TOO_LONG);
        }
        if !self.bits.fill(&self.text, len) {
            return Err(reason::BAD_ARMOUR);
        }
        let fill = parts.last().map_or(0, |part| usize::from(part.fill));
        let bits = (len * 6).saturating_sub(fill);
        if bits < SHORTEST { Err(reason::TOO_SHORT) } else { Ok(bits) }
    }
}

/// A line of one plain sentence, with or without one tag block before it.
#[inline(always)]
#[expect(clippy::inline_always, reason = "measured: what it gives need not be moved in memory")]
fn tagged(line: &[u8]) -> Option<(TagBlock<'_>, Sentence<'_>)> {
    let (tag, rest) = match scan::tag_block(line) {
        Some(block) => (TagBlock::parse(block), line.get(block.len() + 2..)?),
        None => (TagBlock::default(), line),
    };
    let sentence = Sentence::plain(rest).or_else(|| Sentence::plain_part(rest))?;
    Some((tag, sentence))
}

impl<'a> Around<'a> {
    /// Fills in what the tag block does not tell, from the next best witness.
    fn listen(mut self, prefix: &[u8], suffix: &'a [u8], pghp: Option<&'a Pghp>) -> Around<'a> {
        let suffix = Suffix::parse(suffix);
        if let Some(pghp) = pghp {
            self.source = self.source.with(Bytes { offset: pghp.offset, length: 0 });
        }
        let tag = &mut self.tag;
        tag.station = tag
            .station
            .or(suffix.station)
            .or_else(|| pghp.and_then(|line| line.station.as_deref()));
        tag.time = tag
            .time
            .or(suffix.time)
            .or_else(|| pghp.and_then(|line| line.time))
            .or_else(|| clock::prefix(prefix));
        self
    }

    fn envelope(&self, sentence: &Sentence<'_>) -> Envelope {
        Envelope {
            source: self.source,
            line: self.line,
            time: self.tag.time,
            station: self.tag.station.map(Box::from),
            exercise: self.tag.exercise().map(Box::from),
            checksum_missing: sentence.checksum_missing,
            tag_damaged: self.tag.damaged,
        }
    }
}
