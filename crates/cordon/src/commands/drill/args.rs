//! What `cordon drill` takes.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::cli::{ChartArgs, DrillArgs, SummaryFormat};

#[derive(Debug, Subcommand)]
pub(crate) enum DrillCommand {
    /// Name the bundled scenarios
    #[command(after_help = "Example:\n  cordon drill list --format json")]
    List(List),
    /// Look whether a scenario file can be played; every problem is told with its line
    #[command(after_help = "Example:\n  cordon drill check my-scenario.toml")]
    Check(Check),
    /// Write the JSON Schema of scenario files
    #[command(after_help = "Example:\n  cordon drill schema > drill-1.schema.json")]
    Schema,
    /// Play a scenario into a folder, and through sockets as real receivers would
    #[command(
        after_help = "Examples:\n  cordon drill run jeju-2023 --seed 7 --out runs/7\n  cordon drill run jeju-2023 --speed 60 --serve-nmea tcp://127.0.0.1:10110 --out runs/live\n  cordon watch tcp://127.0.0.1:10110    (in another terminal)"
    )]
    Run(Run),
    /// Drive a drill by commands on standard input: play, order, inject, say, view, end
    #[command(
        after_help = "Commands, one a line:\n  play 600                          600 simulated seconds on; `play end` to the end\n  order kr yulgok intercept 24      also shadow, query, board, divert; `resume` goes back to patrol\n  order kr yulgok go 32.5 126.9\n  inject launch                     for the controller alone\n  say Yulgok closes\n  view                              what the role sees, as JSON\n  end\n\nExample:\n  printf 'play 36000\\nview\\n' | cordon drill drive jeju-2023 --as kr --people kr --out runs/driven"
    )]
    Drive(Drive),
    /// Score a run anew: log and truth against what the watch finds in its messages
    #[command(
        after_help = "Examples:\n  cordon drill score runs/7\n  cordon drill score runs/7 --rules my-rules.toml --format json\n  cordon drill score runs/live --watched cordon-data"
    )]
    Score(Score),
    /// Play a scenario many times; means with 95 % intervals
    #[command(
        after_help = "Examples:\n  cordon drill batch jeju-2023 --runs 200 --out runs/batch\n  cordon drill batch jeju-2023 --runs 50 --vary rules.consent_wait_min=60..240 --format json\n  cordon drill batch jeju-2023 --seeds 200 --vary tactics=nearest,planner"
    )]
    Batch(Batch),
    /// Hide a scenario's smugglers in recorded traffic and see whether the watch finds them
    #[command(
        after_help = "Example:\n  cordon drill inject jeju-2023 --into logs/week.nmea.gz --runs 20 --out runs/red"
    )]
    Inject(Inject),
    /// Write a run for other programs
    #[command(after_help = "Example:\n  cordon drill replay runs/7 --format czml > run.czml")]
    Replay(Replay),
    /// Make a scenario file of a traffic situation of maritime-schema (DNV trafficgen)
    #[command(after_help = "Example:\n  cordon drill import situation.json > situation.toml")]
    Import(Convert),
    /// Write the craft of a scenario as a traffic situation of maritime-schema (DNV trafficgen)
    #[command(after_help = "Example:\n  cordon drill export imazu > imazu.json")]
    Export(Convert),
    /// Write its AIS sentences, marked as an exercise, to standard output
    #[command(after_help = "Example:\n  cordon drill emit south-of-jeju --seed 7 > drill.nmea")]
    Emit(DrillArgs),
    /// Write what really happens in it as JSON
    #[command(after_help = "Example:\n  cordon drill truth south-of-jeju --seed 7")]
    Truth(DrillArgs),
}

#[derive(Clone, Debug, Args)]
pub(crate) struct List {
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SummaryFormat,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Check {
    /// A scenario file, or the name of a bundled scenario
    #[arg(value_name = "FILE|NAME")]
    pub(crate) name: String,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SummaryFormat,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) drill: DrillArgs,
    /// Where the files of the run go
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Simulated seconds a second; `max` plays as fast as it can
    #[arg(long, value_name = "N|max", default_value = "max")]
    pub(crate) speed: String,
    #[command(flatten)]
    pub(crate) chart: ChartArgs,
    /// Do not score the run and write no report; `cordon drill score DIR` does it later
    #[arg(long)]
    pub(crate) no_score: bool,
    /// Serve received AIS sentences: tcp://ADDR:PORT listens and waits for one client, udp://ADDR:PORT sends
    #[arg(long, value_name = "DOOR")]
    pub(crate) serve_nmea: Option<String>,
    /// Serve radar plots and detections of pictures, a JSON object a line
    #[arg(long, value_name = "DOOR")]
    pub(crate) serve_plots: Option<String>,
    /// Serve aircraft positions in the format of BaseStation (SBS-1)
    #[arg(long, value_name = "DOOR")]
    pub(crate) serve_adsb: Option<String>,
    /// Output format of what came of it
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SummaryFormat,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Drive {
    #[command(flatten)]
    pub(crate) drill: DrillArgs,
    /// Where the files of the run go
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Who gives the commands: `controller`, or a side, which sees and orders its own only
    #[arg(long = "as", value_name = "ROLE", default_value = "controller")]
    pub(crate) role: String,
    /// Sides that people play: no tactics give orders for them
    #[arg(long, value_name = "SIDE", value_delimiter = ',')]
    pub(crate) people: Vec<String>,
    #[command(flatten)]
    pub(crate) chart: ChartArgs,
    /// Do not score the run and write no report; `cordon drill score DIR` does it later
    #[arg(long)]
    pub(crate) no_score: bool,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Score {
    /// The folder of a run
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// The store of a watch that listened to the run through its sockets; else the run's messages are put through the
    /// watch again
    #[arg(long, value_name = "STORE")]
    pub(crate) watched: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) chart: ChartArgs,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SummaryFormat,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Batch {
    #[command(flatten)]
    pub(crate) drill: DrillArgs,
    /// How many runs; each has the seed after the one before. Words that are varied are played with every seed
    #[arg(long, visible_alias = "seeds", value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) runs: u32,
    /// A number of the scenario that each run draws anew between two bounds, or words to compare
    #[arg(long, value_name = "KEY=LOW..HIGH|KEY=WORD,WORD")]
    pub(crate) vary: Vec<String>,
    /// Put each run's messages through the watch too; slower
    #[arg(long)]
    pub(crate) watch: bool,
    #[command(flatten)]
    pub(crate) chart: ChartArgs,
    /// Where batch.json, batch.csv and batch.svg go
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SummaryFormat,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Inject {
    /// Name of a bundled scenario, or a scenario file
    #[arg(value_name = "FILE|NAME")]
    pub(crate) name: String,
    /// Recorded traffic, in any format that `cordon watch` reads
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    pub(crate) into: Vec<PathBuf>,
    /// How many runs; each has the seed after the one before
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) runs: u32,
    /// Seed of the first run; the scenario's own unless given
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    #[command(flatten)]
    pub(crate) chart: ChartArgs,
    /// Where inject.json and the injected messages go
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SummaryFormat,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Replay {
    /// The folder of a run
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "geojson")]
    pub(crate) format: ReplayFormat,
    /// Seconds between positions
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0)]
    pub(crate) every: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReplayFormat {
    /// Cesium's CZML 1.0
    Czml,
    /// OGC Moving Features JSON
    Mfjson,
    /// GeoJSON
    Geojson,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Convert {
    /// What to convert
    #[arg(value_name = "FILE|NAME")]
    pub(crate) name: String,
}
