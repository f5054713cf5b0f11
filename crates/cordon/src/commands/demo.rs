//! `cordon demo`: the bundled scenario through the real pipeline, on a map.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use cordon_archive::Store;
use cordon_core::Span;
use cordon_feeds::{Options, Source};
use cordon_watch::picture::SharedPicture;
use cordon_watch::{LiveOptions, watch_live};

use super::{drill, serve, store, watch};
use crate::cli::{ChartArgs, Demo, DrillArgs, SummaryFormat};
use crate::error::{Failure, Outcome};
use crate::paced::Paced;
use crate::progress::{Told, say};

/// Plays the scenario until it ends or the command is interrupted, then goes on serving it.
pub(crate) fn run(args: &Demo) -> Result<Outcome, Failure> {
    let folder = Folder::new(args.keep.clone())?;
    let speed = parse_speed(&args.speed)?;
    let source = source(&args.drill, speed)?;
    let mut kept = store::open(folder.path())?;
    kept.commit().map_err(|error| store::failure(&error))?;
    let picture = SharedPicture::default();
    say("SIMULATED: every ship and message of this demo is invented.");
    let keep = serve::Keep { data: folder.path(), rules: None, store: store::read(folder.path())? };
    let server = serve::start(&args.web, &picture, keep)?;
    let stop = watch::interrupted()?;
    let started = Instant::now();
    let mut summary = play(&mut kept, folder.path(), source, &picture, stop)?;
    summary.seconds = (started.elapsed().as_secs_f64() * 1e3).round() / 1e3;
    watch::print(&summary, SummaryFormat::Table)?;
    kept.close().map_err(|error| store::failure(&error))?;
    if !stop.load(Ordering::Relaxed) {
        say(&format!("The scenario has ended; {} shows it until Ctrl+C.", server.url()));
        while !stop.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(200));
        }
    }
    Ok(Outcome::Done)
}

fn play(
    store: &mut Store,
    data: &std::path::Path,
    source: Box<dyn Source>,
    picture: &SharedPicture,
    stop: &AtomicBool,
) -> Result<cordon_watch::Summary, Failure> {
    let settings = watch::settings(&ChartArgs::default(), Some(data))?;
    let options = LiveOptions { lateness: Span::from_seconds(10), clock: None };
    let mut told = Told::new(true, false, None)?;
    let summary = watch_live(store, vec![source], settings, &options, picture, stop, &mut told);
    told.finish()?;
    summary.map_err(|error| watch::failure(&error))
}

/// A drill as a source, at `speed` simulated seconds a second or as fast as it is read.
pub(crate) fn source(args: &DrillArgs, speed: Option<f64>) -> Result<Box<dyn Source>, Failure> {
    let drill = drill::open(args)?;
    let options =
        Options { chunk: if speed.is_some() { 512 } else { 1 << 20 }, ..Options::default() };
    let name = format!("drill:{}", args.name);
    cordon_feeds::open_reader(&name, Paced::new(&drill, speed), &options)
        .map_err(|error| Failure::input(error, "this is a fault of the program; please report it"))
}

/// Simulated seconds a second; `None` plays as fast as it is read.
pub(super) fn parse_speed(text: &str) -> Result<Option<f64>, Failure> {
    if text == "max" {
        return Ok(None);
    }
    let speed = text.parse().ok().filter(|speed: &f64| *speed > 0.0 && speed.is_finite());
    speed.map(Some).ok_or_else(|| {
        Failure::usage(
            format!("`{text}` is no speed"),
            "give a positive number of simulated seconds a second, or `max`",
        )
    })
}

/// Where the demo's store is: a folder of the user's, or one that goes when the demo does.
enum Folder {
    Kept(PathBuf),
    Passing(tempfile::TempDir),
}

impl Folder {
    fn new(keep: Option<PathBuf>) -> Result<Folder, Failure> {
        match keep {
            Some(path) => Ok(Folder::Kept(path)),
            None => tempfile::tempdir().map(Folder::Passing).map_err(|error| {
                Failure::input(
                    format!("cannot make a temporary folder: {error}"),
                    "name one with --keep DIR",
                )
            }),
        }
    }

    fn path(&self) -> &std::path::Path {
        match self {
            Folder::Kept(path) => path,
            Folder::Passing(folder) => folder.path(),
        }
    }
}
