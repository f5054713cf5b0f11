//! The truth of a drill, in a file that nobody takes for observations.
//!
//! It begins with a line that says what it is, with the exercise mark; behind it is a zstd frame of
//! JSON lines. No reader of observations knows the format, so the watch cannot look it up by mistake.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

use cordon_core::{Span, Time};
use serde::{Deserialize, Serialize};

use crate::log::rounded;
use crate::scenario::shape::{Deception, Role};
use crate::world::{Member, State, World};

/// How a file of truth begins.
pub const MAGIC: &str = "CORDON-DRILL-TRUTH 1 EXERCISE ";
/// The name of the format, in the first record.
pub const TRUTH_SCHEMA: &str = "cordon.drill.truth/1";
/// The longest first line, and the longest record, in bytes.
const LONGEST: u64 = 1 << 16;

/// One line of the truth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TruthRecord {
    /// The first line.
    Begin {
        /// The format.
        schema: String,
        /// The exercise mark.
        exercise: String,
        /// Name of the scenario.
        scenario: String,
        /// The seed.
        seed: u64,
        /// When the drill begins.
        from: Time,
        /// When it ends.
        until: Time,
        /// How often states follow, in seconds.
        every_s: f64,
    },
    /// A craft.
    Craft {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
        /// Its side, if it has one.
        side: Option<String>,
        /// Its flag.
        nation: String,
        /// Its class.
        class: String,
        /// What part it plays.
        role: Role,
        /// Its length in metres.
        length_m: u16,
        /// The numbers that its transponder uses, in order.
        mmsis: Vec<u32>,
        /// Whether it carries what is prohibited.
        contraband: bool,
    },
    /// Something that a craft hides.
    Deception {
        /// Which craft.
        craft: String,
        /// `dark`, `spoof_shift`, `spoof_circle`, `identity`, `meet`.
        deception: String,
        /// From when.
        from: Time,
        /// Until when; to the end where absent.
        until: Option<Time>,
        /// The other craft of a meeting.
        with: Option<String>,
    },
    /// Where a craft is.
    State {
        /// When.
        t: Time,
        /// Which craft.
        craft: String,
        /// Degrees north.
        lat: f64,
        /// Degrees east.
        lon: f64,
        /// Speed over ground.
        sog_kn: f64,
        /// Course over ground.
        cog_deg: f64,
        /// Whether its transponder is on.
        sends: bool,
        /// Whether it lies about its place.
        lies: bool,
    },
}

/// A file of truth being written.
pub struct TruthWriter<W: Write> {
    to: zstd::Encoder<'static, BufWriter<W>>,
    ids: Vec<String>,
}

impl<W: Write> std::fmt::Debug for TruthWriter<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TruthWriter").finish_non_exhaustive()
    }
}

impl<W: Write> TruthWriter<W> {
    /// Begins a file with what is known of a world before it begins.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn new(to: W, world: &World) -> io::Result<TruthWriter<W>> {
        let mut to = BufWriter::new(to);
        writeln!(to, "{MAGIC}{}", world.mark())?;
        let ids = world.members().iter().map(|member| json(&member.id)).collect();
        let mut writer = TruthWriter { to: zstd::Encoder::new(to, 3)?, ids };
        writer.record(&TruthRecord::Begin {
            schema: TRUTH_SCHEMA.to_owned(),
            exercise: world.mark().to_owned(),
            scenario: world.scenario().name.clone(),
            seed: world.seed(),
            from: world.start(),
            until: world.end(),
            every_s: crate::world::TRUTH_EVERY.seconds(),
        })?;
        for member in world.members() {
            writer.record(&craft(member, world))?;
        }
        for member in world.members() {
            for deception in &member.deceptions {
                writer.record(&hidden(member, deception, world.start()))?;
            }
        }
        Ok(writer)
    }

    fn record(&mut self, record: &TruthRecord) -> io::Result<()> {
        serde_json::to_writer(&mut self.to, record)?;
        self.to.write_all(b"\n")
    }

    /// Where everybody is, as a line each.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn states(&mut self, time: Time, states: impl Iterator<Item = State>) -> io::Result<()> {
        for state in states {
            let State { craft, lat, lon, sog_kn, cog_deg, sends, lies } = state;
            let id = self.ids.get(craft).map_or("\"\"", String::as_str);
            writeln!(
                self.to,
                "{{\"kind\":\"state\",\"t\":\"{time}\",\"craft\":{id},\"lat\":{lat},\"lon\":{lon},\"sog_kn\":{sog_kn},\
                 \"cog_deg\":{cog_deg},\"sends\":{sends},\"lies\":{lies}}}"
            )?;
        }
        Ok(())
    }

    /// Ends the file; the writer comes back.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(self) -> io::Result<W> {
        let buffered = self.to.finish()?;
        buffered.into_inner().map_err(io::IntoInnerError::into_error)
    }
}

fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn craft(member: &Member, world: &World) -> TruthRecord {
    let side = member.side.and_then(|index| world.scenario().side.get(index));
    TruthRecord::Craft {
        id: member.id.clone(),
        name: member.name.clone(),
        side: side.map(|side| side.id.clone()),
        nation: member.nation.clone(),
        class: member.class.name().to_owned(),
        role: member.role,
        length_m: member.figures.length_m,
        mmsis: member.names().map(|(mmsi, _)| mmsi).collect(),
        contraband: member.contraband,
    }
}

pub(crate) fn hidden(member: &Member, deception: &Deception, start: Time) -> TruthRecord {
    let at = |hours: f64| start + Span::from_hours_f64(rounded(hours));
    let (name, from, until, with) = match deception {
        Deception::Dark { from_h, until_h } => ("dark", *from_h, *until_h, None),
        Deception::SpoofShift { from_h, until_h, .. } => {
            ("spoof_shift", *from_h, Some(*until_h), None)
        }
        Deception::SpoofCircle { from_h, until_h, .. } => {
            ("spoof_circle", *from_h, Some(*until_h), None)
        }
        Deception::Identity { at_h, silent_min, .. } => {
            ("identity", *at_h - silent_min / 60.0, Some(*at_h), None)
        }
        Deception::Meet { with, from_h, until_h } => {
            ("meet", *from_h, Some(*until_h), Some(with.clone()))
        }
    };
    TruthRecord::Deception {
        craft: member.id.clone(),
        deception: name.to_owned(),
        from: at(from),
        until: until.map(at),
        with,
    }
}

/// Why a file of truth cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TruthError {
    /// The file system says no.
    #[error("cannot read the truth: {0}")]
    Io(#[from] io::Error),
    /// It is something else.
    #[error("this is no truth of a drill: it does not begin with `{}`", MAGIC.trim_end())]
    NotTruth,
    /// A line of it is damaged.
    #[error("line {line} of the truth is damaged: {why}")]
    Damaged {
        /// Which line.
        line: u64,
        /// Why.
        why: String,
    },
}

/// The records of a file of truth, in order.
///
/// # Errors
/// [`TruthError`], from the first line on.
pub fn read_truth(
    path: &Path,
) -> Result<impl Iterator<Item = Result<TruthRecord, TruthError>> + use<>, TruthError> {
    let mut file = BufReader::new(File::open(path)?);
    let mut first = String::new();
    let is_text = (&mut file).take(LONGEST).read_line(&mut first);
    if is_text.is_err() || !first.starts_with(MAGIC) {
        return Err(TruthError::NotTruth);
    }
    let mut lines = BufReader::new(zstd::Decoder::with_buffer(file)?);
    let mut line = 0;
    Ok(std::iter::from_fn(move || {
        let mut text = Vec::new();
        line += 1;
        let damaged = |why: String| Some(Err(TruthError::Damaged { line, why }));
        match (&mut lines).take(LONGEST).read_until(b'\n', &mut text) {
            Ok(0) => None,
            Ok(_) => match serde_json::from_slice(&text) {
                Ok(record) => Some(Ok(record)),
                Err(error) => damaged(error.to_string()),
            },
            Err(error) => damaged(error.to_string()),
        }
    }))
}
