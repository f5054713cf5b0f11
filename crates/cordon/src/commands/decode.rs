//! `cordon decode`: AIS sentences to JSON, one object a message.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::time::Duration;

use cordon_ais::json::{Style, write_json};
use cordon_ais::{Bytes, Decoder, Frame, Sink};
use cordon_core::{Input, InputId, Reason, Rejection, SourceRef};
use cordon_feeds::{BROKEN_INPUT, Batch, Progress, Source};
use cordon_watch::Reporter;

use super::watch;
use crate::cli::{Common, Decode, DecodeFormat};
use crate::error::{Failure, Outcome};
use crate::progress::Told;

/// Decodes every source to standard output.
pub(crate) fn run(args: &Decode, common: &Common) -> Result<Outcome, Failure> {
    let mut input = args.input.clone();
    input.input_format.get_or_insert_with(|| "aivdm".to_owned());
    let sources = watch::open_sources(&input)?;
    let mut told = Told::new(common.quiet, false, args.input.rejects.as_deref())?;
    let mut printer = Printer::new(args);
    for mut source in sources {
        read(&mut *source, &mut printer, &mut told)?;
    }
    printer.end()?;
    let broken = told.finish()?;
    match (printer.messages, printer.rejected.is_empty()) {
        (0, true) => Ok(Outcome::NothingFound),
        (0, false) => Err(Failure::nothing_usable(printer.rejected)),
        _ if broken.is_empty() => Ok(Outcome::Done),
        _ => Err(Failure::broken_inputs(&broken)),
    }
}

/// Reads one source to its end. Lines may go on from one look to the next.
fn read(source: &mut dyn Source, printer: &mut Printer, told: &mut Told) -> Result<(), Failure> {
    let input = source.input().clone();
    printer.input = serde_json::to_vec(&input.name).map_err(io::Error::from)?;
    let mut decoder = Decoder::new();
    let mut batch = Batch::default();
    let (mut rest, mut rest_offset) = (Vec::new(), 0);
    loop {
        let progress = source
            .read(&mut batch, Duration::from_millis(200))
            .map_err(|error| watch::failure(&error.into()))?;
        if rest.is_empty() {
            rest_offset = batch.raw_offset;
        }
        rest.extend_from_slice(&batch.raw);
        let fault = batch.rejections.iter().find(|fault| BROKEN_INPUT.contains(&fault.reason));
        let whole = match (progress, fault) {
            (Progress::End, Some(fault)) => before(fault, rest_offset).min(rest.len()),
            (Progress::End, None) => rest.len(),
            _ => rest.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1),
        };
        decoder.lines(&rest[..whole], rest_offset, printer);
        rest.drain(..whole);
        rest_offset += whole as u64;
        if progress == Progress::End {
            decoder.finish(printer);
        }
        if let Some(fault) = fault {
            printer.reject(*fault);
        }
        batch.notices.iter().for_each(|text| told.notice(&input, text));
        printer.tell(&input, told)?;
        if progress == Progress::End {
            return Ok(());
        }
        told.progress(&input, batch.raw.len() as u64);
    }
}

/// How many bytes from `offset` on lie before a fault.
fn before(fault: &Rejection, offset: u64) -> usize {
    usize::try_from(fault.source.offset.saturating_sub(offset)).unwrap_or(usize::MAX)
}

/// Prints messages, and remembers what was rejected until it is told.
struct Printer {
    style: Style,
    format: DecodeFormat,
    out: BufWriter<io::Stdout>,
    /// The input's name as a JSON string.
    input: Vec<u8>,
    line: Vec<u8>,
    messages: u64,
    rejections: Vec<Rejection>,
    rejected: BTreeMap<Reason, u64>,
    broken: Option<io::Error>,
}

impl Printer {
    fn new(args: &Decode) -> Printer {
        Printer {
            style: if args.raw { Style::Raw } else { Style::Scaled },
            format: args.format,
            out: BufWriter::with_capacity(1 << 16, io::stdout()),
            input: Vec::new(),
            line: Vec::new(),
            messages: 0,
            rejections: Vec::new(),
            rejected: BTreeMap::new(),
            broken: None,
        }
    }

    /// Hands on what was rejected, and stops where the output is broken.
    fn tell(&mut self, input: &Input, told: &mut Told) -> io::Result<()> {
        told.rejected(input, &self.rejections);
        self.rejections.clear();
        self.out.flush()?;
        self.broken.take().map_or(Ok(()), Err)
    }

    fn reject(&mut self, rejection: Rejection) {
        *self.rejected.entry(rejection.reason).or_default() += 1;
        self.rejections.push(rejection);
    }

    fn end(&mut self) -> io::Result<()> {
        if self.format == DecodeFormat::Json {
            let end: &[u8] = if self.messages == 0 { b"[]\n" } else { b"\n]\n" };
            self.out.write_all(end)?;
        }
        self.out.flush()
    }

    fn compose(&mut self, frame: &Frame<'_>) -> Result<(), Reason> {
        let message = cordon_ais::message::decode(frame.bits)?;
        self.line.clear();
        self.line.extend_from_slice(match (self.format, self.messages) {
            (DecodeFormat::Jsonl, _) => b"",
            (DecodeFormat::Json, 0) => b"[\n",
            (DecodeFormat::Json, _) => b",\n",
        });
        self.line.push(b'{');
        write_json(&message, self.style, &mut self.line);
        self.envelope(frame);
        self.line.push(b'}');
        if self.format == DecodeFormat::Jsonl {
            self.line.push(b'\n');
        }
        Ok(())
    }

    /// What stands around the message: when it was heard, and which bytes it came from.
    fn envelope(&mut self, frame: &Frame<'_>) {
        let line = &mut self.line;
        let put = |line: &mut Vec<u8>, text: &str| line.extend_from_slice(text.as_bytes());
        match frame.time {
            Some(time) => put(line, &format!(",\"time\":\"{time}\"")),
            None => put(line, ",\"time\":null"),
        }
        put(line, ",\"source\":{\"input\":");
        line.extend_from_slice(&self.input);
        put(line, &format!(",\"offset\":{},\"length\":{}}}", frame.offset, frame.length));
        if frame.checksum_missing {
            put(line, ",\"checksum_missing\":true");
        }
        if let Some(exercise) = frame.exercise {
            let name = String::from_utf8_lossy(exercise);
            put(line, ",\"exercise\":");
            put(line, &serde_json::Value::from(name).to_string());
        }
    }
}

impl Sink for Printer {
    fn message(&mut self, frame: &Frame<'_>) {
        match self.compose(frame) {
            Ok(()) => {
                self.messages += 1;
                if self.broken.is_none() {
                    self.broken = self.out.write_all(&self.line).err();
                }
            }
            Err(reason) => {
                self.rejected(
                    Bytes { offset: frame.offset, length: frame.length },
                    frame.line,
                    reason,
                );
            }
        }
    }

    fn rejected(&mut self, source: Bytes, line: u64, reason: Reason) {
        let source = SourceRef { input: InputId(0), offset: source.offset, length: source.length };
        self.reject(Rejection { source, line, reason });
    }
}
