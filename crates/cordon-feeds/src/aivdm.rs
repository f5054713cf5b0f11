//! NMEA 0183 sentences, through the codec.

use cordon_ais::observe::{NO_OBSERVATION, NO_POSITION, Observed, observe};
use cordon_ais::{Bytes, Decoder, Frame, Sink};
use cordon_core::{InputId, Reason, SourceRef};

use crate::format::Format;
use crate::reader::{At, Baton, Out, Reader};
use crate::record::message_name;

/// A decoder and the inputs that it has run over: the files of one recording share it, so that a
/// message may begin in one and end in the next.
///
/// The decoder counts bytes and lines from the beginning of the recording; stretches say where each
/// input begins in that count.
#[derive(Debug, Default)]
pub(crate) struct Stream {
    decoder: Decoder,
    stretches: Vec<Stretch>,
    /// Bytes of the recording that are done with.
    end: u64,
    /// Lines that the decoder was given.
    lines: u64,
}

/// From here on, offsets and lines of the recording are those of this input, shifted.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    start: u64,
    first_line: u64,
    input: InputId,
    /// Offset in the input of the recording's byte `start`.
    offset: u64,
    /// Line in the input of the decoder's line `first_line`.
    line: u64,
}

/// Stretches remembered: parts wait for one another no longer than this many files.
const MOST_STRETCHES: usize = 1_024;

impl Stream {
    /// Begin a stretch at this place of this input, unless the last one runs on to it.
    fn at(&mut self, input: InputId, at: At) {
        let runs_on = self.stretches.last().is_some_and(|last| {
            last.input == input && last.line + (self.lines + 1 - last.first_line) == at.line
        });
        if !runs_on {
            if self.stretches.len() >= MOST_STRETCHES {
                self.stretches.drain(..MOST_STRETCHES / 2);
            }
            let first_line = self.lines + 1;
            let start = self.end;
            let stretch = Stretch { start, first_line, input, offset: at.offset, line: at.line };
            self.stretches.push(stretch);
        }
    }

    /// The recording's offset of a byte of the input that is being read.
    fn whole_offset(&self, offset: u64) -> u64 {
        self.stretches.last().map_or(offset, |last| last.start + offset.saturating_sub(last.offset))
    }
}

/// Bytes of the recording as bytes of an input. A message that runs over the end of a file is cited
/// by its part in the file where it ends.
fn resolve(stretches: &[Stretch], offset: u64, length: u32) -> SourceRef {
    if let [only] = stretches {
        let offset = only.offset + offset.saturating_sub(only.start);
        return SourceRef { input: only.input, offset, length };
    }
    let end = offset.saturating_add(u64::from(length));
    let last = stretches.iter().rfind(|s| s.start < end).or(stretches.first());
    let Some(last) = last else { return SourceRef { input: InputId(0), offset, length } };
    // Stretches of one input lie in it in order: the span may begin in an earlier one.
    let first = stretches.iter().rfind(|s| s.start <= offset && s.input == last.input);
    let place = |s: &Stretch, byte: u64| s.offset + byte.saturating_sub(s.start);
    let from = first.map_or(0, |s| place(s, offset));
    let to = place(last, end);
    let length = u32::try_from(to.saturating_sub(from)).unwrap_or(u32::MAX);
    SourceRef { input: last.input, offset: from, length }
}

/// The decoder's line as a line of its input.
fn resolve_line(stretches: &[Stretch], line: u64) -> u64 {
    let found = stretches.iter().rfind(|s| s.first_line <= line);
    found.map_or(line, |s| s.line + (line - s.first_line))
}

/// Reader of sentences.
#[derive(Debug, Default)]
pub(crate) struct Sentences {
    stream: Box<Stream>,
    /// Another file comes after this one.
    hands_over: bool,
    counts: Counts,
}

/// Messages read since the tally was last told, by type: a look-up by name for each would cost as
/// much as decoding it.
type Counts = [u64; 29];

impl Reader for Sentences {
    fn record(&mut self, bytes: &[u8], at: At, out: &mut Out<'_>) {
        let stream = &mut *self.stream;
        stream.at(out.input, at);
        let offset = stream.whole_offset(at.offset);
        let mut told = Told { stretches: &stream.stretches, counts: &mut self.counts, out };
        stream.decoder.line(bytes, offset, &mut told);
        stream.end = offset + bytes.len() as u64 + 1;
        stream.lines += 1;
    }

    fn finish(&mut self, out: &mut Out<'_>) {
        if self.hands_over {
            return;
        }
        let stream = &mut *self.stream;
        let mut told = Told { stretches: &stream.stretches, counts: &mut self.counts, out };
        stream.decoder.finish(&mut told);
    }

    fn settle(&mut self, out: &mut Out<'_>) {
        for (kind, count) in (0..).zip(&mut self.counts) {
            if *count > 0 {
                out.tally().add_messages(message_name(kind), std::mem::take(count));
            }
        }
    }

    fn baton(&mut self) -> Option<Baton> {
        Some(std::mem::take(&mut self.stream))
    }

    fn take(&mut self, baton: Baton) {
        self.stream = baton;
    }

    fn hands_over(&mut self) {
        self.hands_over = true;
    }
}

/// Turns messages into reports.
struct Told<'a, 'b> {
    stretches: &'a [Stretch],
    counts: &'a mut Counts,
    out: &'a mut Out<'b>,
}

impl Told<'_, '_> {
    fn count(&mut self, kind: u8) {
        if let Some(count) = self.counts.get_mut(usize::from(kind)) {
            *count += 1;
        }
    }

    fn reject_all(&mut self, source: SourceRef, frame: &Frame<'_>, reason: Reason) {
        let line = resolve_line(self.stretches, frame.line);
        for _ in 0..frame.sentences {
            self.out.reject_ref(source, line, reason);
        }
    }
}

impl Sink for Told<'_, '_> {
    #[inline]
    fn message(&mut self, frame: &Frame<'_>) {
        let source = resolve(self.stretches, frame.offset, frame.length);
        let kind = frame.message_type();
        if let (Some(mark), None) = (frame.exercise, &self.out.batch.exercise) {
            self.out.batch.exercise = Some(String::from_utf8_lossy(mark).into_owned());
        }
        let observed = match (kind, frame.time, self.out.clock) {
            (1..=28, None, Some(clock)) => {
                observe(&Frame { time: Some(clock.now()), ..*frame }, source)
            }
            (1..=28, ..) => observe(frame, source),
            _ => Observed::Nothing("unknown_type"),
        };
        match observed {
            Observed::Fix(fix) => self.out.batch.fixes.push(fix),
            Observed::Static(report) => self.out.batch.statics.push(*report),
            Observed::Both(fix, report) => {
                self.out.batch.fixes.push(fix);
                self.out.batch.statics.push(*report);
            }
            // Read and understood; it says nothing about where its sender is or what it is.
            Observed::Nothing(NO_OBSERVATION) => {}
            Observed::Nothing(reason) => {
                if reason == NO_POSITION {
                    self.count(kind);
                }
                return self.reject_all(source, frame, reason);
            }
        }
        self.out.tally().add_used(u64::from(frame.sentences));
        self.count(kind);
    }

    fn rejected(&mut self, source: Bytes, line: u64, reason: Reason) {
        let source = resolve(self.stretches, source.offset, source.length);
        let line = resolve_line(self.stretches, line);
        self.out.reject_ref(source, line, reason);
    }
}

/// The exercise mark of an input of sentences, when every message in its first bytes bears the same
/// one.
pub(crate) fn exercise_of(format: Format, head: &[u8]) -> Option<String> {
    let mut marks = Marks { first: None, all: true };
    if format == Format::Aivdm && memchr::memmem::find(head, b"EXERCISE").is_some() {
        Decoder::new().lines(head, 0, &mut marks);
    }
    marks.first.filter(|_| marks.all)
}

struct Marks {
    first: Option<String>,
    all: bool,
}

impl Sink for Marks {
    fn message(&mut self, frame: &Frame<'_>) {
        let mark = frame.exercise.map(|mark| String::from_utf8_lossy(mark).into_owned());
        if self.first.is_none() {
            self.first.clone_from(&mark);
        }
        self.all &= mark.is_some() && mark == self.first;
    }

    fn rejected(&mut self, _: Bytes, _: u64, _: Reason) {}
}
