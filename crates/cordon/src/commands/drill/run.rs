//! A run of a drill, and its replay.

use std::io::{BufWriter, ErrorKind, Write};
use std::time::{Duration, Instant};

use cordon_core::Time;
use cordon_drill::replay::{self, Format, ReplayError};
use cordon_drill::run::{Ran, run as play};
use cordon_drill::world::{Step, World};

use super::args::{Replay, ReplayFormat, Run};
use super::doors::Door;
use super::{open, score};
use crate::cli::SummaryFormat;
use crate::commands::demo::parse_speed;
use crate::error::{Failure, Outcome};
use crate::progress::say;
use crate::table;

/// Plays a scenario into a folder.
pub(super) fn run(args: &Run) -> Result<Outcome, Failure> {
    let speed = parse_speed(&args.speed)?;
    let drill = open(&args.drill)?;
    let Some(mut world) = drill.world() else {
        return Err(Failure::usage(
            format!("`{}` has no scenario file: it only speaks AIS", args.drill.name),
            "`cordon drill emit` writes what it says; `cordon drill list` names the others",
        ));
    };
    say("SIMULATED: every message of this run is marked as an exercise.");
    let mut stage = Stage::new(args, &world, speed)?;
    let ran = play(&mut world, &args.out, &mut |_, step| {
        stage.give(step);
        Ok(())
    });
    let ran = ran.map_err(|error| {
        Failure::input(
            format!("{}: {error}", args.out.display()),
            "name a folder that can be written, with room in it",
        )
    })?;
    let score = (!args.no_score).then(|| score::write(&args.out, None, &args.chart)).transpose()?;
    print(&ran, args)?;
    if let Some(score) = score.filter(|_| args.format == SummaryFormat::Table) {
        score::print(&score, &args.out)?;
    }
    Ok(Outcome::Done)
}

fn print(ran: &Ran, args: &Run) -> std::io::Result<()> {
    if args.format == SummaryFormat::Json {
        return table::json(ran);
    }
    let mut shown = table::counts(&["what", "how many"]);
    shown.add_row(["craft".to_owned(), ran.craft.to_string()]);
    shown.add_row(["messages received".to_owned(), ran.messages.to_string()]);
    shown.add_row(["plots".to_owned(), ran.plots.to_string()]);
    shown.add_row(["lines of the log".to_owned(), ran.records.to_string()]);
    shown.add_row(["violations".to_owned(), ran.violations.to_string()]);
    table::print(&shown)?;
    table::line(&format!("EXERCISE {}, seed {}: {}", ran.exercise, ran.seed, args.out.display()))?;
    table::line(&format!("log {}", ran.log_sha256))
}

/// The doors of a run, and its pace.
struct Stage {
    nmea: Option<Door>,
    plots: Option<Door>,
    adsb: Option<Door>,
    start: Time,
    speed: Option<f64>,
    began: Instant,
}

impl Stage {
    fn new(args: &Run, world: &World, speed: Option<f64>) -> Result<Stage, Failure> {
        let door = |spec: &Option<String>| spec.as_deref().map(Door::open).transpose();
        Ok(Stage {
            nmea: door(&args.serve_nmea)?,
            plots: door(&args.serve_plots)?,
            adsb: door(&args.serve_adsb)?,
            start: world.start(),
            speed,
            began: Instant::now(),
        })
    }

    /// Gives out a step: sentences when each is due, the rest when the step begins.
    fn give(&mut self, step: &Step) {
        if let Some(time) = step.time {
            self.wait_until(time);
        }
        if let Some(door) = &mut self.plots {
            let lines = step.plots.iter().filter_map(|plot| serde_json::to_string(plot).ok());
            let text: String = lines.flat_map(|line| [line, "\n".to_owned()]).collect();
            door.give(text.as_bytes());
        }
        if let Some(door) = &mut self.adsb {
            step.flights.iter().for_each(|(_, lines)| door.give(lines));
        }
        if self.speed.is_none() {
            if let Some(door) = &mut self.nmea {
                door.give(&step.bytes);
            }
            return;
        }
        for (time, range) in &step.messages {
            self.wait_until(*time);
            if let (Some(door), Some(bytes)) = (&mut self.nmea, step.bytes.get(range.clone())) {
                door.give(bytes);
            }
        }
    }

    fn wait_until(&self, time: Time) {
        let Some(speed) = self.speed else { return };
        let due = Duration::try_from_secs_f64((time - self.start).seconds() / speed);
        let left = due.unwrap_or_default().saturating_sub(self.began.elapsed());
        if !left.is_zero() {
            std::thread::sleep(left);
        }
    }
}

/// Writes a run for other programs.
pub(super) fn replay(args: &Replay) -> Result<Outcome, Failure> {
    let format = match args.format {
        ReplayFormat::Czml => Format::Czml,
        ReplayFormat::Mfjson => Format::MfJson,
        ReplayFormat::Geojson => Format::GeoJson,
    };
    if args.every.is_nan() || args.every < 0.0 {
        return Err(Failure::usage(
            format!("{} s is no interval", args.every),
            "give seconds, 0 or more",
        ));
    }
    let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    replay::replay(&args.folder, format, args.every, &mut out).map_err(|error| match error {
        // Who closed the pipe had enough.
        ReplayError::Io(error) if error.kind() == ErrorKind::BrokenPipe => Failure::Output(error),
        error => Failure::input(
            format!("{}: {error}", args.folder.display()),
            "name the folder that `cordon drill run --out DIR` wrote",
        ),
    })?;
    out.flush()?;
    Ok(Outcome::Done)
}
