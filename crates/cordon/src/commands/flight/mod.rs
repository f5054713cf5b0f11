//! `cordon flight`: aircraft heard, claims of ballistic flights, launch warnings.

mod args;
mod claim;
mod fuse;
mod list;
mod show;
mod speech;
mod warn;
mod watch;

use clap::Subcommand;

use crate::cli::Common;
use crate::error::{Failure, Outcome};

#[derive(Debug, Subcommand)]
pub(crate) enum FlightCommand {
    /// Listen to a receiver of aircraft and keep the flights
    #[command(
        after_help = "Examples:\n  cordon flight watch tcp://127.0.0.1:30005\n  cordon flight watch aircraft.json --format jsonl\n  \
            cordon flight watch tcp://127.0.0.1:30003 --input-format sbs --for 60\n\n\
            Formats (beast, sbs, aircraft, opensky) are recognised by content."
    )]
    Watch(watch::WatchArgs),
    /// Flights kept in the store
    #[command(
        after_help = "Examples:\n  cordon flight list\n  cordon flight list --format geojson > flights.geojson"
    )]
    List(list::ListArgs),
    /// Whether a claimed apogee, range and duration fit one another
    #[command(
        after_help = "Examples:\n  cordon flight claim --apogee 2802 --range 933 --duration 37m\n  \
            cordon flight claim --apogee 6648.4 --range 1001.2 --duration 74m --format json\n\n\
            Exit code 1 when they do not fit. What it rests on: docs/warnings.md."
    )]
    Claim(claim::ClaimArgs),
    /// Launch warnings: issue, fuse from sightings, update, call off
    #[command(subcommand)]
    Warn(warn::WarnCommand),
}

pub(crate) fn run(command: &FlightCommand, common: &Common) -> Result<Outcome, Failure> {
    match command {
        FlightCommand::Watch(args) => watch::run(args, common),
        FlightCommand::List(args) => list::run(args, common),
        FlightCommand::Claim(args) => claim::run(args),
        FlightCommand::Warn(command) => warn::run(command, common),
    }
}
