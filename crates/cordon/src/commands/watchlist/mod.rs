//! `cordon watchlist`: lists of vessels and owners, read from their files.

mod check;
mod lists;
mod screen;
mod shelf;
mod stored;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use cordon_identity::watchlist::List;
use cordon_identity::{Country, Day};

use self::lists::ListArgument;
pub(super) use self::screen::print_table as print_screening;
pub(super) use self::shelf::Lists;
use self::stored::Shelf;
use crate::cli::{Common, SummaryFormat};
use crate::error::{Failure, Outcome};

#[derive(Debug, Subcommand)]
pub(crate) enum WatchlistCommand {
    /// Read a list and tell what is in it, and what could not be used
    #[command(after_help = "Example:\n  cordon watchlist check SDN.CSV")]
    Check(Check),
    /// Keep a list in the store, as of its day
    #[command(
        after_help = "Examples:\n  cordon watchlist import sdn.xml --name OFAC --as-of 2026-03-22\n  cordon watchlist import fleet.csv --name \"Register of Panama\" --as-of 2026-03-01 --register"
    )]
    Import(Import),
    /// Tell which lists the store holds
    #[command(after_help = "Example:\n  cordon watchlist list")]
    List(Stored),
    /// Screen one ship, or every ship of the archive, against lists as of a day
    #[command(
        after_help = "Examples:\n  cordon watchlist screen --list SDN.CSV=OFAC@2023-01-21 --imo 9179842\n  cordon watchlist screen --list sdn.csv=OFAC --list alt.csv=OFAC --name \"LADY R\" --flag RU --as-of 2023-10-13\n  cordon watchlist screen --archive"
    )]
    Screen(Screen),
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Check {
    /// The list: CSV, XML, JSON, or one of these in .zip or .gz
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    reading: Reading,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: SummaryFormat,
}

/// How lists are read.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Reading {
    /// Columns of a table of your own (TOML; see docs/watchlists.md)
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Screen {
    /// A list, with its name and the day it shows where the file does not say; files of one name are
    /// one list. The lists of the store when left out
    #[arg(long = "list", value_name = "FILE[=NAME][@DATE]")]
    lists: Vec<ListArgument>,
    #[command(flatten)]
    reading: Reading,
    /// Every ship of the archive, as its tracks name it
    #[arg(long, conflicts_with_all = ["imo", "mmsi", "call_sign", "name", "owners"])]
    archive: bool,
    /// IMO number
    #[arg(long, value_name = "N")]
    imo: Option<u32>,
    /// MMSI
    #[arg(long, value_name = "N")]
    mmsi: Option<u32>,
    /// Call sign
    #[arg(long, value_name = "TEXT")]
    call_sign: Option<String>,
    /// Name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Flag: two letters or a country's name
    #[arg(long, value_name = "XX", value_parser = parse_flag)]
    flag: Option<Country>,
    /// Type of ship, in words
    #[arg(long = "type", value_name = "TEXT")]
    ship_type: Option<String>,
    /// Name of an owner or manager; may be repeated
    #[arg(long = "owner", value_name = "TEXT")]
    owners: Vec<String>,
    /// The day that is asked about; the newest that a list shows otherwise
    #[arg(long, value_name = "DATE")]
    as_of: Option<Day>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: HitFormat,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Import {
    /// The list: CSV, XML, JSON, or one of these in .zip or .gz
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What people call it; files of one name and day are one list
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The day whose state it shows, where the file does not say
    #[arg(long, value_name = "DATE")]
    as_of: Option<Day>,
    /// A register of ships: its flags are compared with their numbers, and nothing is screened against it
    #[arg(long)]
    register: bool,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Stored {
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: SummaryFormat,
}

/// How hits are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum HitFormat {
    /// For people
    Table,
    /// One JSON object: hits, and what was screened
    Json,
    /// One JSON object a hit; what was screened goes to standard error
    Jsonl,
}

/// Does what was asked for.
pub(crate) fn run(command: &WatchlistCommand, common: &Common) -> Result<Outcome, Failure> {
    match command {
        WatchlistCommand::Check(args) => check::run(args),
        WatchlistCommand::Import(args) => stored::import(args, common),
        WatchlistCommand::List(args) => stored::list(args, common),
        WatchlistCommand::Screen(args) => screen::run(args, common),
    }
}

/// The watchlists that a data directory holds.
pub(super) fn lists_of(data: &Path) -> Result<Vec<List>, Failure> {
    stored::read(data, Shelf::Lists, &Reading::default())
}

/// The registers that a data directory holds.
pub(super) fn registers_of(data: &Path) -> Result<Vec<List>, Failure> {
    stored::read(data, Shelf::Registers, &Reading::default())
}

fn parse_flag(text: &str) -> Result<Country, String> {
    Country::find(text).ok_or_else(|| "no country is known by that name or code".to_owned())
}
