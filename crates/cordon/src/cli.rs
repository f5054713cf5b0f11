//! The command line: what can be asked for, with an example each.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use cordon_archive::Area;
use cordon_core::{Position, Time, TrackId};

use crate::commands::{
    BrokerArgs, CaseCommand, Chaos, ChartCommand, ContactCommand, DetectCommand, DrillCommand,
    FlightCommand, Layers, PlanCommand, ShareCommand, WatchlistCommand,
};

const SOURCES: &str = "A SOURCE is a file, a folder, a glob, `-`, tcp://HOST:PORT, tcp-listen://ADDR:PORT, \
    udp://ADDR:PORT, or drill:NAME. Formats and .gz, .zst, .zip are recognised by content.";

/// Cordon: from raw tracking data to findings on a map.
#[derive(Debug, Parser)]
#[command(name = "cordon", version, arg_required_else_help = true, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// What every command takes.
#[derive(Clone, Debug, Args)]
pub(crate) struct Common {
    /// The store that holds observations, tracks and findings
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "CORDON_DATA",
        default_value = "./cordon-data"
    )]
    pub(crate) data: PathBuf,
    /// Say nothing on standard error but errors
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Worker threads; 0 takes one for each core
    #[arg(long, global = true, value_name = "N", env = "CORDON_THREADS", default_value_t = 0)]
    pub(crate) threads: usize,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read tracking data, keep it, and tell what happened
    #[command(after_help = concat!("Examples:\n  cordon watch logs/*.nmea.gz\n  cordon watch tcp://127.0.0.1:10110 --serve"), long_about = SOURCES)]
    Watch(Watch),
    /// Decode AIS sentences to JSON, one object a message
    #[command(
        after_help = "Examples:\n  cordon decode receiver.nmea\n  nc host 10110 | cordon decode --raw --format jsonl -"
    )]
    Decode(Decode),
    /// Show what was found
    #[command(
        after_help = "Examples:\n  cordon findings --kind gap\n  cordon findings --format geojson > findings.geojson"
    )]
    Findings(Findings),
    /// Show tracks, or with --points every position of them
    #[command(after_help = "Examples:\n  cordon tracks\n  cordon tracks --points --mmsi 440123456")]
    Tracks(Tracks),
    /// Look at one vessel
    #[command(subcommand)]
    Vessel(VesselCommand),
    /// Gather what was found about some vessels into cases that hold up
    #[command(subcommand)]
    Case(CaseCommand),
    /// The map of the sea: whose waters a place is in
    #[command(subcommand)]
    Chart(ChartCommand),
    /// Lists of vessels and owners: what is in them, and who on them a ship may be
    #[command(subcommand)]
    Watchlist(WatchlistCommand),
    /// Plan: where can it be, who can reach it, where to look
    #[command(subcommand)]
    Plan(PlanCommand),
    /// Play the bundled simulated scenario south of Jeju and show it on a map
    #[command(after_help = "Example:\n  cordon demo --speed 600")]
    Demo(Demo),
    /// Rehearse: scenarios, runs of them, replays
    #[command(subcommand)]
    Drill(DrillCommand),
    /// Aircraft heard, claims of ballistic flights, launch warnings
    #[command(subcommand)]
    Flight(FlightCommand),
    /// Contacts that TAK servers and their clients tell of (Cursor on Target)
    #[command(subcommand)]
    Contact(ContactCommand),
    /// Share with partners: cards, what is released to whom, the link, what came from them
    #[command(subcommand)]
    Share(ShareCommand),
    /// A proxy that makes a good network bad, to try links with
    #[command(
        after_help = "Example:\n  cordon chaos --listen 127.0.0.1:9001 --to 127.0.0.1:9000 --delay 80 --drop 0.01"
    )]
    Chaos(Chaos),
    /// Serve the store on a map in the browser
    #[command(after_help = "Example:\n  cordon serve --data ./cordon-data --port 8080")]
    Serve(Serve),
    /// Check this machine and the store
    #[command(after_help = "Example:\n  cordon doctor --data ./cordon-data")]
    Doctor,
    /// Judge detectors and models on labelled data
    #[command(subcommand)]
    Detect(DetectCommand),
    /// Show the settings and where each comes from
    #[command(after_help = "Example:\n  cordon config show --origin", subcommand)]
    Config(ConfigCommand),
    /// Print a completion script for a shell
    #[command(after_help = "Example:\n  cordon completions bash > /etc/bash_completion.d/cordon")]
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Write the manual pages into a folder, or the main one to standard output
    #[command(after_help = "Example:\n  cordon man | man -l -")]
    Man {
        /// Where the pages go
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
    },
}

/// Where data comes from and how it is read.
#[derive(Clone, Debug, Args)]
#[expect(clippy::struct_field_names, reason = "the field is the flag: --input-format")]
pub(crate) struct Input {
    /// Files, folders, globs, `-`, tcp://, tcp-listen://, udp://, drill:
    #[arg(value_name = "SOURCE")]
    pub(crate) sources: Vec<String>,
    /// Read as this format instead of recognising it
    #[arg(long, value_name = "FORMAT")]
    pub(crate) input_format: Option<String>,
    /// Columns of a CSV file of your own (TOML; see docs/formats.md)
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    /// End when a server hangs up instead of connecting again
    #[arg(long)]
    pub(crate) no_reconnect: bool,
    /// Write every rejected record here as input,offset,line,reason
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Watch {
    #[command(flatten)]
    pub(crate) input: Input,
    #[command(flatten)]
    pub(crate) chart: ChartArgs,
    /// How the closing summary is written
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) summary: SummaryFormat,
    /// Seconds that live data may come out of order; later data is kept and told as late
    #[arg(long, value_name = "SECONDS", default_value_t = 10, env = "CORDON_LATENESS")]
    pub(crate) lateness: u32,
    /// Show the live picture on a map in the browser
    #[arg(long)]
    pub(crate) serve: bool,
    /// Say on standard error each time that what was read became durable
    #[arg(long)]
    pub(crate) acknowledge: bool,
    #[command(flatten)]
    pub(crate) web: Web,
}

/// Rules and places that findings are judged by.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ChartArgs {
    #[command(flatten)]
    pub(crate) layers: Layers,
    /// Thresholds of tracks and detectors (TOML; see docs/detectors.md)
    #[arg(long, value_name = "FILE", env = "CORDON_RULES")]
    pub(crate) rules: Option<PathBuf>,
}

/// Where the web app is served.
#[derive(Clone, Debug, Args)]
pub(crate) struct Web {
    /// Address to listen on; anything but loopback lets others in
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1", env = "CORDON_BIND")]
    pub(crate) bind: std::net::IpAddr,
    /// Port to listen on; 0 takes any free one
    #[arg(long, value_name = "PORT", default_value_t = 8080, env = "CORDON_PORT")]
    pub(crate) port: u16,
    /// Open the page in the browser
    #[arg(long)]
    pub(crate) open: bool,
    /// Also run this data directory's node: partners call at ADDR, and what is seen is released to them
    /// as its policy says (`cordon share init` makes a node)
    #[arg(long, value_name = "ADDR:PORT")]
    pub(crate) share: Option<SocketAddr>,
    #[command(flatten)]
    pub(crate) nats: BrokerArgs,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Decode {
    #[command(flatten)]
    pub(crate) input: Input,
    /// Integers as sent instead of scaled values
    #[arg(long)]
    pub(crate) raw: bool,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    pub(crate) format: DecodeFormat,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Findings {
    /// Only findings of these kinds
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = parse_kind)]
    pub(crate) kind: Vec<cordon_core::Kind>,
    #[command(flatten)]
    pub(crate) filter: Filter,
    /// Only this finding, with its earlier versions
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<String>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,
    /// Write to this file instead of standard output (needed for parquet)
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// Which part of the data.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Filter {
    /// Only these MMSIs
    #[arg(long, value_name = "MMSI", value_delimiter = ',')]
    pub(crate) mmsi: Vec<u32>,
    /// Only what ended at or after this time (RFC 3339)
    #[arg(long, value_name = "TIME")]
    pub(crate) from: Option<Time>,
    /// Only what began at or before this time (RFC 3339)
    #[arg(long, value_name = "TIME")]
    pub(crate) to: Option<Time>,
    /// Only inside this box; WEST may be greater than EAST across the 180th meridian
    #[arg(
        long,
        value_name = "WEST,SOUTH,EAST,NORTH",
        value_parser = parse_area,
        allow_hyphen_values = true
    )]
    pub(crate) bbox: Option<Area>,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Tracks {
    #[command(flatten)]
    pub(crate) filter: Filter,
    /// Every position, with its track or the reason why it belongs to none
    #[arg(long)]
    pub(crate) points: bool,
    #[command(flatten)]
    pub(crate) chart: ChartArgs,
    /// Output format: a table unless said otherwise; csv (the default) or jsonl with --points
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,
    /// Write to this file instead of standard output (needed for parquet)
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum VesselCommand {
    /// Its identity over time, its tracks, and what was found about it
    #[command(after_help = "Example:\n  cordon vessel show 440123456")]
    Show(VesselShow),
    /// Say that two tracks are two ships, whatever speaks for one
    #[command(
        after_help = "Example:\n  cordon vessel split 351000001-20231010T000000Z 636000001-20231012T040000Z --because \"two masts, one mast\""
    )]
    Split(VesselDecide),
    /// Say that two tracks are one ship
    #[command(
        after_help = "Example:\n  cordon vessel confirm 351000001-20231010T000000Z 636000001-20231012T040000Z --because \"the same dents\""
    )]
    Confirm(VesselDecide),
}

#[derive(Clone, Debug, Args)]
pub(crate) struct VesselDecide {
    /// One track, as `cordon vessel show` names it
    #[arg(value_name = "TRACK")]
    pub(crate) a: TrackId,
    /// The other
    #[arg(value_name = "TRACK")]
    pub(crate) b: TrackId,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(crate) because: Option<String>,
    /// Who says so; whoever is logged in when left out
    #[arg(long, value_name = "NAME", env = "CORDON_ACTOR")]
    pub(crate) actor: Option<String>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SummaryFormat,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct VesselShow {
    /// MMSI, IMO number, name or call sign
    pub(crate) vessel: String,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: VesselFormat,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    pub(crate) drill: DrillArgs,
    /// Simulated seconds a second; `max` plays as fast as it can
    #[arg(long, value_name = "N|max", default_value = "60")]
    pub(crate) speed: String,
    #[command(flatten)]
    pub(crate) web: Web,
    /// Keep the store of the demo here instead of in a temporary folder
    #[arg(long, value_name = "DIR")]
    pub(crate) keep: Option<PathBuf>,
}

/// Which scenario, and when.
#[derive(Clone, Debug, Args)]
pub(crate) struct DrillArgs {
    /// Name of a bundled scenario, or a scenario file
    #[arg(default_value = "south-of-jeju")]
    pub(crate) name: String,
    /// Seed: the same seed plays the same; the scenario's own unless given
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// When it begins; the scenario's own time unless given
    #[arg(long, value_name = "TIME")]
    pub(crate) start: Option<Time>,
}

/// 2031-03-14T00:00:00Z: plainly not now.
pub(crate) const DRILL_START: Time = match Time::from_unix_seconds(1_931_212_800) {
    Some(time) => time,
    None => Time::MAX,
};

impl DrillArgs {
    /// A scenario with its own seed and start.
    pub(crate) fn named(name: &str) -> DrillArgs {
        DrillArgs { name: name.to_owned(), seed: None, start: None }
    }
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) web: Web,
    #[command(flatten)]
    pub(crate) chart: ChartArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Print every setting
    Show {
        /// Also print where it comes from: flag, environment, file or default
        #[arg(long)]
        origin: bool,
    },
    /// Print every threshold at its default, commented, as a file for --rules
    Rules,
}

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// One JSON array
    Json,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated, with a header
    Csv,
    /// GeoJSON (RFC 7946)
    Geojson,
    /// GeoParquet 1.1
    Parquet,
}

/// How one thing is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SummaryFormat {
    /// For people
    Table,
    /// One JSON object
    Json,
}

/// How vessels are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum VesselFormat {
    /// For people
    Table,
    /// One JSON object, or an array of them where the text names several vessels
    Json,
    /// One JSON object a line
    Jsonl,
}

/// How messages are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DecodeFormat {
    /// One JSON array
    Json,
    /// One JSON object a line
    Jsonl,
}

fn parse_kind(text: &str) -> Result<cordon_core::Kind, String> {
    cordon_core::Kind::from_name(text).ok_or_else(|| {
        let names: Vec<_> = cordon_core::Kind::ALL.iter().map(|kind| kind.name()).collect();
        format!("not a kind of finding; there are {}", names.join(", "))
    })
}

fn parse_area(text: &str) -> Result<Area, String> {
    let numbers: Option<Vec<f64>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    let Some(&[west, south, east, north]) = numbers.as_deref() else {
        return Err("four degrees are wanted, for example 124,30,130,36".to_owned());
    };
    let corner = |lat, lon| {
        Position::from_degrees(lat, lon).ok_or_else(|| format!("{lat}, {lon} is no place on earth"))
    };
    let area = Area { south_west: corner(south, west)?, north_east: corner(north, east)? };
    if south > north {
        return Err(format!("its south, {south}, lies north of its north, {north}"));
    }
    Ok(area)
}
