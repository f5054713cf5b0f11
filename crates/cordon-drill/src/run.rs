//! A drill played into a folder.
//!
//! `log.jsonl.zst` what happened; `truth.sealed` what is true; `messages.nmea`, `plots.jsonl`, `flights.sbs` what
//! receivers, radars and aircraft gave: what the watch may read. The same scenario and seed write the
//! same bytes, on however many threads.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use cordon_core::Time;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::scenario::Scenario;
use crate::sealed::TruthWriter;
use crate::world::{Step, TRUTH_EVERY, World};

/// Names of the files of a run.
pub mod files {
    /// What happened.
    pub const LOG: &str = "log.jsonl.zst";
    /// What is true.
    pub const TRUTH: &str = "truth.sealed";
    /// Received AIS sentences.
    pub const MESSAGES: &str = "messages.nmea";
    /// Radar plots and detections of pictures.
    pub const PLOTS: &str = "plots.jsonl";
    /// Lines about aircraft.
    pub const FLIGHTS: &str = "flights.sbs";
    /// The scenario as it was played.
    pub const SCENARIO: &str = "scenario.toml";
}

/// What came of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ran {
    /// The exercise mark.
    pub exercise: String,
    /// The seed.
    pub seed: u64,
    /// When it began.
    pub from: Time,
    /// When it ended.
    pub until: Time,
    /// Craft.
    pub craft: usize,
    /// Sum over all craft of the seconds each took part.
    pub entity_seconds: u64,
    /// Received messages.
    pub messages: u64,
    /// Plots and detections.
    pub plots: u64,
    /// Lines of the log.
    pub records: u64,
    /// Whether somebody was about to break the law.
    pub violations: u64,
    /// SHA-256 of the log before compression, in hexadecimal.
    pub log_sha256: String,
}

/// A writer that hashes what passes.
struct Hashing<W> {
    to: W,
    hash: Sha256,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.to.write(bytes)?;
        self.hash.update(bytes.get(..count).unwrap_or_default());
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

type Log = Hashing<BufWriter<zstd::Encoder<'static, File>>>;

/// A run being written.
pub struct Recorder {
    folder: PathBuf,
    log: Log,
    truth: TruthWriter<File>,
    messages: BufWriter<File>,
    plots: BufWriter<File>,
    flights: BufWriter<File>,
    ran: Ran,
}

impl std::fmt::Debug for Recorder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recorder").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Recorder {
    /// Makes the folder and begins its files; files of an earlier run are written over.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn new(folder: &Path, world: &World) -> io::Result<Recorder> {
        std::fs::create_dir_all(folder)?;
        let create = |name: &str| File::create(folder.join(name));
        // What it includes is part of it by now.
        let scenario = Scenario { include: Vec::new(), ..world.scenario().clone() };
        let scenario = toml::to_string(&scenario).map_err(io::Error::other)?;
        std::fs::write(folder.join(files::SCENARIO), scenario)?;
        let log = BufWriter::new(zstd::Encoder::new(create(files::LOG)?, 3)?);
        let large = |file| BufWriter::with_capacity(1 << 18, file);
        Ok(Recorder {
            folder: folder.to_owned(),
            log: Hashing { to: log, hash: Sha256::new() },
            truth: TruthWriter::new(create(files::TRUTH)?, world)?,
            messages: large(create(files::MESSAGES)?),
            plots: large(create(files::PLOTS)?),
            flights: large(create(files::FLIGHTS)?),
            ran: Ran {
                exercise: world.mark().to_owned(),
                seed: world.seed(),
                from: world.start(),
                until: world.end(),
                craft: world.members().len(),
                entity_seconds: 0,
                messages: 0,
                plots: 0,
                records: 0,
                violations: 0,
                log_sha256: String::new(),
            },
        })
    }

    /// The truth as a step begins; to be called before the world advances.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn before(&mut self, world: &World) -> io::Result<()> {
        let (now, end) = (world.now(), world.end());
        if now < end {
            self.ran.entity_seconds += world.taking_part() * 10;
        }
        if now < end && (now - world.start()).as_micros() % TRUTH_EVERY.as_micros() == 0 {
            self.truth.states(now, world.states())?;
        }
        Ok(())
    }

    /// What came out of a step.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn step(&mut self, step: &Step) -> io::Result<()> {
        for record in &step.records {
            record.write(&mut self.log)?;
            self.ran.violations +=
                u64::from(matches!(record.event, crate::log::Event::Violation { .. }));
        }
        self.messages.write_all(&step.bytes)?;
        for plot in &step.plots {
            serde_json::to_writer(&mut self.plots, plot)?;
            self.plots.write_all(b"\n")?;
        }
        for (_, line) in &step.flights {
            self.flights.write_all(line)?;
        }
        self.ran.records += step.records.len() as u64;
        self.ran.messages += step.messages.len() as u64;
        self.ran.plots += step.plots.len() as u64;
        Ok(())
    }

    /// Ends all files.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn finish(mut self) -> io::Result<Ran> {
        let encoder = self.log.to.into_inner().map_err(io::IntoInnerError::into_error)?;
        encoder.finish()?.sync_all()?;
        self.truth.finish()?.sync_all()?;
        self.messages.flush()?;
        self.plots.flush()?;
        self.flights.flush()?;
        let hash = self.log.hash.finalize();
        self.ran.log_sha256 =
            hash.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        Ok(self.ran)
    }
}

/// Plays a world to its end into a folder. `each` sees every step as it was written, and may be slow.
///
/// # Errors
/// Those of the file system, and of `each`.
pub fn run(
    world: &mut World,
    folder: &Path,
    each: &mut dyn FnMut(&World, &Step) -> io::Result<()>,
) -> io::Result<Ran> {
    let mut recorder = Recorder::new(folder, world)?;
    let mut step = Step::default();
    loop {
        recorder.before(world)?;
        if !world.advance(&mut step) {
            return recorder.finish();
        }
        recorder.step(&step)?;
        each(world, &step)?;
    }
}

/// The lines of a log, decompressed where its name ends in `.zst`.
///
/// # Errors
/// Those of the file system, or a line that is no record of a log.
pub fn read_log(
    path: &Path,
) -> io::Result<impl Iterator<Item = io::Result<crate::log::Record>> + use<>> {
    use std::io::{BufRead, BufReader, Read};
    let file = File::open(path)?;
    let is_packed = path.extension().is_some_and(|it| it == "zst");
    let reader: Box<dyn Read> =
        if is_packed { Box::new(zstd::Decoder::new(file)?) } else { Box::new(file) };
    let mut lines = BufReader::new(reader);
    Ok(std::iter::from_fn(move || {
        let mut text = Vec::new();
        match (&mut lines).take(1 << 16).read_until(b'\n', &mut text) {
            Ok(0) => None,
            Ok(_) => Some(serde_json::from_slice(&text).map_err(io::Error::from)),
            Err(error) => Some(Err(error)),
        }
    }))
}
