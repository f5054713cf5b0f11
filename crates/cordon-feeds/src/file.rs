//! Files, members of archives, and the standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use cordon_core::{Input, InputId};

use crate::batch::Batch;
use crate::bytes::archive::Member;
use crate::bytes::frame::Framing;
use crate::bytes::stream::{self, Bytes};
use crate::error::FeedError;
use crate::format::Format;
use crate::options::Options;
use crate::pump::{Close, Pump};
use crate::reader::Baton;
use crate::recognise::{self, Recognised};
use crate::source::{Cursor, Health, Progress, Source};

/// Where the bytes lie.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    Path(PathBuf),
    Member(PathBuf, Member),
    /// A serial line or a named pipe: it can be opened once.
    Device(PathBuf),
    /// Bytes that are there already.
    Memory(Arc<[u8]>),
    /// Something else that can be read once.
    Stream(Once),
    Stdin,
}

/// A reader that can be taken once.
#[derive(Clone)]
pub(crate) struct Once(Arc<Mutex<Option<Bytes>>>);

impl Once {
    pub(crate) fn new(reader: Bytes) -> Once {
        Once(Arc::new(Mutex::new(Some(reader))))
    }

    fn take(&self) -> io::Result<Bytes> {
        let taken = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        taken.ok_or_else(|| io::Error::other("a stream can be read only once"))
    }
}

impl std::fmt::Debug for Once {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Once")
    }
}

impl Origin {
    /// The stream without its compression.
    fn open(&self) -> io::Result<Bytes> {
        let packed: Bytes = match self {
            Origin::Path(path) | Origin::Device(path) => Box::new(File::open(path)?),
            Origin::Member(path, member) => member.open(path)?,
            Origin::Memory(bytes) => Box::new(io::Cursor::new(Arc::clone(bytes))),
            Origin::Stream(once) => once.take()?,
            Origin::Stdin => Box::new(io::stdin()),
        };
        stream::plain(packed)
    }
}

/// How the bytes come.
enum Flow {
    /// From disk: a look reads all that it wants.
    Disk(Bytes),
    /// From a pipe, piece by piece, as fast as the other side writes.
    Pipe(Receiver<io::Result<Vec<u8>>>),
}

/// One stream of bytes that has an end.
pub(crate) struct FileSource {
    input: Input,
    origin: Origin,
    stream: Option<Flow>,
    pump: Pump,
    chunk: usize,
    resumed: Cursor,
    state: State,
    /// Why it is not read at all.
    refusal: Option<String>,
    /// From the file before this one in the same recording.
    pub(crate) before: Option<Receiver<Baton>>,
    /// To the file after it.
    pub(crate) after: Option<Sender<Baton>>,
    health: Health,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Waiting,
    Reading,
    Ended,
}

impl FileSource {
    /// Look at the first bytes and make ready. The file is opened again when it is read, so that a
    /// thousand files do not hold a thousand descriptors.
    pub(crate) fn open(
        origin: Origin,
        name: String,
        options: &Options,
    ) -> Result<FileSource, FeedError> {
        let io_error = |e| FeedError::io(&name, e);
        let (head, stream) = match &origin {
            Origin::Stdin | Origin::Device(_) | Origin::Stream(_) => {
                let plain = origin.open().map_err(io_error)?;
                let (head, rest) = stream::first_line(plain, recognise::HEAD).map_err(io_error)?;
                (head, Some(Flow::Pipe(pipe(rest, options.chunk))))
            }
            _ => match origin.open() {
                Ok(plain) => (stream::head(plain, recognise::HEAD).0, None),
                // Broken before its first byte: told when it is read.
                Err(error) if stream::damage(&error).is_some() => (Vec::new(), None),
                Err(error) => return Err(io_error(error)),
            },
        };
        let Recognised { format, framing, reader } = recognise::recognise(&head, &name, options)?;
        let exercise = crate::aivdm::exercise_of(format, &head);
        Ok(FileSource {
            input: Input { name, format: format.name().to_owned(), exercise, heard: None },
            origin,
            stream,
            pump: Pump::new(framing, reader, options),
            chunk: options.chunk.max(1),
            resumed: Cursor::default(),
            state: State::Waiting,
            refusal: None,
            before: None,
            after: None,
            health: Health::default(),
        })
    }

    /// A file that is not understood: one rejected record, and why.
    pub(crate) fn refused(
        origin: Origin,
        name: String,
        why: &FeedError,
        options: &Options,
    ) -> FileSource {
        let reader = Box::new(crate::aivdm::Sentences::default());
        FileSource {
            input: Input { name, format: "none".to_owned(), exercise: None, heard: None },
            origin,
            stream: None,
            pump: Pump::new(Framing::Lines, reader, options),
            chunk: 1,
            resumed: Cursor::default(),
            state: State::Waiting,
            refusal: Some(why.to_string()),
            before: None,
            after: None,
            health: Health::default(),
        }
    }

    /// Whether it was recognised as this format.
    pub(crate) fn is_read_as(&self, format: Format) -> bool {
        self.input.format == format.name()
    }

    /// Take over from the file before, and open this one. `false` while that one is not done.
    fn start(&mut self, batch: &mut Batch, patience: Duration) -> Result<bool, FeedError> {
        if let Some(before) = &self.before {
            match before.recv_timeout(patience) {
                Ok(baton) => self.pump.reader.take(baton),
                Err(RecvTimeoutError::Timeout) => return Ok(false),
                // Given up unread: nothing to go on from.
                Err(RecvTimeoutError::Disconnected) => {}
            }
            self.before = None;
        }
        if self.stream.is_none() {
            match self.origin.open() {
                Ok(stream) => self.stream = Some(Flow::Disk(stream)),
                Err(error) => self.broke(&error, Vec::new(), batch)?,
            }
        }
        if self.after.is_some() {
            self.pump.reader.hands_over();
        }
        if self.state == State::Waiting {
            self.state = State::Reading;
        }
        Ok(true)
    }

    /// One look at the bytes. `false` when none came in time.
    fn fill(&mut self, batch: &mut Batch, patience: Duration) -> Result<bool, FeedError> {
        let Some(stream) = &mut self.stream else { return Ok(true) };
        let mut raw = self.pump.begin(batch);
        let before = raw.len();
        let read = match stream {
            Flow::Disk(stream) => read_some(stream, &mut raw, self.chunk),
            Flow::Pipe(pieces) => match pieces.recv_timeout(patience) {
                Ok(piece) => piece.map(|piece| raw.extend_from_slice(&piece)),
                Err(RecvTimeoutError::Disconnected) => Ok(()),
                Err(RecvTimeoutError::Timeout) => {
                    self.pump.end(raw, Close::Open, batch);
                    return Ok(false);
                }
            },
        };
        let brought = raw.len() - before;
        self.health.bytes += brought as u64;
        match read {
            Ok(()) => {
                self.pump.end(raw, if brought == 0 { Close::Ended } else { Close::Open }, batch);
                if brought == 0 {
                    self.end();
                }
            }
            Err(error) => self.broke(&error, raw, batch)?,
        }
        Ok(true)
    }

    /// A broken archive ends the input and is told; a failing disk is an error.
    fn broke(
        &mut self,
        error: &io::Error,
        raw: Vec<u8>,
        batch: &mut Batch,
    ) -> Result<(), FeedError> {
        let Some(reason) = stream::damage(error) else {
            let error = io::Error::new(error.kind(), error.to_string());
            return Err(FeedError::io(&self.input.name, error));
        };
        self.pump.end(raw, Close::Broken(reason), batch);
        batch.notices.push(format!(
            "`{}` is {}: {error}; everything before byte {} was used",
            self.input.name,
            if reason == stream::CUT_OFF { "cut off" } else { "damaged" },
            self.pump.offset(),
        ));
        self.end();
        Ok(())
    }

    fn end(&mut self) {
        self.state = State::Ended;
        self.stream = None;
        if let (Some(after), Some(baton)) = (self.after.take(), self.pump.reader.baton()) {
            // Nobody there: the next file was dropped unread.
            let _ = after.send(baton);
        }
    }
}

/// Up to `most` bytes more. What came before an error stays in `raw`.
fn read_some(stream: &mut Bytes, raw: &mut Vec<u8>, most: usize) -> io::Result<()> {
    stream.by_ref().take(most as u64).read_to_end(raw).map(|_| ())
}

/// Read a pipe in a thread of its own, so that waiting for it has a bound. A few pieces ahead, no
/// more: the writer waits for us.
fn pipe(mut stream: Bytes, most: usize) -> Receiver<io::Result<Vec<u8>>> {
    let (sender, receiver) = mpsc::sync_channel(4);
    thread::spawn(move || {
        loop {
            let mut piece = vec![0; most.clamp(1, 1 << 16)];
            let read = match stream.read(&mut piece) {
                Ok(0) => break,
                Ok(n) => {
                    piece.truncate(n);
                    Ok(piece)
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => Err(e),
            };
            let broken = read.is_err();
            if sender.send(read).is_err() || broken {
                break;
            }
        }
    });
    receiver
}

impl Source for FileSource {
    fn input(&self) -> &Input {
        &self.input
    }

    fn set_input_id(&mut self, id: InputId) {
        self.pump.input = id;
    }

    fn resume(&mut self, cursor: Cursor) {
        self.resumed = cursor;
        self.pump.mute_until(if cursor.done { u64::MAX } else { cursor.offset });
    }

    fn read(&mut self, batch: &mut Batch, patience: Duration) -> Result<Progress, FeedError> {
        batch.clear();
        if self.resumed.done && self.before.is_none() && self.after.is_none() {
            self.state = State::Ended;
        }
        if let Some(why) = self.refusal.take().filter(|_| self.state == State::Waiting) {
            let raw = self.pump.begin(batch);
            self.pump.end(raw, Close::Broken("unrecognised_input"), batch);
            batch.notices.push(why);
            self.end();
        }
        if self.state == State::Waiting && !self.start(batch, patience)? {
            return Ok(Progress::Idle);
        }
        while self.state == State::Reading {
            let came = self.fill(batch, patience)?;
            let piped = matches!(self.stream, Some(Flow::Pipe(_)));
            if !came {
                return Ok(Progress::Idle);
            }
            // A look at a file gets past one record at least, however small its portions.
            if !self.pump.is_muted() && (piped || !batch.raw.is_empty()) {
                break;
            }
        }
        self.health.records += batch.tally.read;
        Ok(if self.state == State::Ended { Progress::End } else { Progress::More })
    }

    fn cursor(&self) -> Cursor {
        match self.state {
            State::Ended if self.resumed.done => self.resumed,
            State::Waiting => self.resumed,
            state => Cursor {
                offset: self.pump.offset().max(self.resumed.offset),
                done: state == State::Ended,
            },
        }
    }

    fn health(&self) -> Health {
        self.health.clone()
    }
}
