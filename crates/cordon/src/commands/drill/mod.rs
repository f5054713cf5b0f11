//! `cordon drill`: scenarios, runs of them, and what came of each.

mod args;
mod batch;
mod doors;
mod drive;
mod emit;
mod files;
mod inject;
mod run;
mod score;
mod watched;

use std::path::Path;

use cordon_drill::scenario::{self, Problems, Scenario};
use cordon_drill::{Drill, DrillError};

pub(crate) use args::DrillCommand;
pub(crate) use score::Judged;

use crate::cli::DrillArgs;
use crate::error::{Failure, Outcome};

/// Does what was asked for.
pub(crate) fn run(command: &DrillCommand) -> Result<Outcome, Failure> {
    match command {
        DrillCommand::List(args) => files::list(args.format),
        DrillCommand::Check(args) => files::check(args),
        DrillCommand::Schema => files::schema(),
        DrillCommand::Import(args) => files::import(args),
        DrillCommand::Export(args) => files::export(args),
        DrillCommand::Run(args) => run::run(args),
        DrillCommand::Drive(args) => drive::drive(args),
        DrillCommand::Score(args) => score::score(args),
        DrillCommand::Batch(args) => batch::batch(args),
        DrillCommand::Inject(args) => inject::inject(args),
        DrillCommand::Replay(args) => run::replay(args),
        DrillCommand::Emit(args) => emit::emit(args),
        DrillCommand::Truth(args) => emit::truth(args),
    }
}

/// The drill that the arguments name: a bundled scenario, or a file.
pub(crate) fn open(args: &DrillArgs) -> Result<Drill, Failure> {
    let start = args.start.unwrap_or(crate::cli::DRILL_START);
    if is_file(&args.name) {
        let file = read(&args.name)?;
        let (start, seed) = (args.start.unwrap_or(file.start), args.seed.unwrap_or(file.seed));
        return Ok(Drill::of(file, seed, start));
    }
    if let Some(file) = scenario::bundled(&args.name) {
        let file = file.map_err(|problems| wrong(&problems))?;
        let (start, seed) = (args.start.unwrap_or(file.start), args.seed.unwrap_or(file.seed));
        return Ok(Drill::of(file, seed, start));
    }
    Drill::new(&args.name, args.seed.unwrap_or(1), start).map_err(|error| match error {
        DrillError::Wrong(problems) => wrong(&problems),
        error @ DrillError::Unknown(_) => Failure::usage(
            error,
            "`cordon drill list` names them all; a file of your own ends in .toml",
        ),
    })
}

/// Whether a name means a file.
fn is_file(name: &str) -> bool {
    let has_ending = Path::new(name).extension().is_some_and(|it| it.eq_ignore_ascii_case("toml"));
    has_ending || name.contains(std::path::MAIN_SEPARATOR)
}

/// A scenario by its name or from its file.
fn load(name: &str) -> Result<Scenario, Failure> {
    if is_file(name) {
        return read(name);
    }
    match scenario::bundled(name) {
        Some(found) => found.map_err(|problems| wrong(&problems)),
        None => Err(Failure::usage(
            format!("there is no scenario file `{name}`"),
            "`cordon drill list` names those that come with the program; a file of your own ends in .toml",
        )),
    }
}

fn read(name: &str) -> Result<Scenario, Failure> {
    scenario::from_file(Path::new(name)).map_err(|problems| wrong(&problems))
}

fn wrong(problems: &Problems) -> Failure {
    let count = problems.0.len();
    let is = if count == 1 { "is one problem" } else { "are several problems" };
    Failure::input(problems, format!("there {is} ({count}); `cordon drill check FILE` looks again"))
}
