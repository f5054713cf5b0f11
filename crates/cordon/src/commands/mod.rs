//! One file a command.

mod case;
mod chaos;
mod chart;
mod config;
mod contact;
mod decode;
mod demo;
mod detect;
mod doctor;
mod drill;
mod findings;
mod flight;
mod known;
mod manual;
mod plan;
mod serve;
mod share;
mod store;
mod tak;
mod tracks;
mod vessel;
mod watch;
mod watchlist;

use crate::cli::{Command, Common, ConfigCommand};
use crate::error::{Failure, Outcome};

pub(crate) use case::CaseCommand;
pub(crate) use chaos::Chaos;
pub(crate) use chart::{ChartCommand, Layers};
pub(crate) use config::arguments;
pub(crate) use contact::ContactCommand;
pub(crate) use detect::DetectCommand;
pub(crate) use drill::DrillCommand;
pub(crate) use flight::FlightCommand;
pub(crate) use plan::PlanCommand;
pub(crate) use share::{BrokerArgs, ShareCommand};
pub(crate) use watchlist::WatchlistCommand;

/// Does what was asked for.
pub(crate) fn run(command: Command, common: &Common) -> Result<Outcome, Failure> {
    start_threads(common.threads)?;
    match command {
        Command::Watch(args) => watch::run(&args, common),
        Command::Decode(args) => decode::run(&args, common),
        Command::Findings(args) => findings::run(&args, common),
        Command::Tracks(args) => tracks::run(&args, common),
        Command::Vessel(command) => vessel::run(&command, common),
        Command::Case(command) => case::run(&command, common),
        Command::Chart(command) => chart::run(&command, common),
        Command::Watchlist(command) => watchlist::run(&command, common),
        Command::Plan(command) => plan::run(&command),
        Command::Demo(args) => demo::run(&args),
        Command::Drill(command) => drill::run(&command),
        Command::Flight(command) => flight::run(&command, common),
        Command::Contact(command) => contact::run(&command, common),
        Command::Share(command) => share::run(&command, common),
        Command::Chaos(args) => chaos::run(&args),
        Command::Serve(args) => serve::run(&args, common),
        Command::Detect(command) => detect::run(&command, common),
        Command::Doctor => doctor::run(common),
        Command::Config(ConfigCommand::Show { origin }) => config::show(origin),
        Command::Config(ConfigCommand::Rules) => config::rules(),
        Command::Completions { shell } => manual::completions(shell),
        Command::Man { folder } => manual::man(folder.as_deref()),
    }
}

fn start_threads(threads: usize) -> Result<(), Failure> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().map_err(|error| {
        Failure::usage(
            format!("cannot start {threads} worker threads: {error}"),
            "leave out --threads to take one for each core",
        )
    })
}
