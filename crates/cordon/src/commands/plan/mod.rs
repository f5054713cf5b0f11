//! `cordon plan`: where can it be, who can reach it, by what course, where to look.

mod assign;
mod board;
mod calibrate;
mod intercept;
mod law;
mod place;
mod reach;
mod search;

use clap::{Subcommand, ValueEnum};

use crate::error::{Failure, Outcome};

#[derive(Debug, Subcommand)]
pub(crate) enum PlanCommand {
    /// Every place that a ship can have got to, and where it most likely is
    #[command(
        after_help = "Examples:\n  cordon plan reach --last 32.60,126.50 --hours 8 --class cargo --format geojson > reach.geojson\n  \
            cordon plan reach --last 32.60,126.50 --seen 2023-10-09T20:00:00Z --now 2023-10-10T04:00:00Z --speed 14 --probability\n  \
            cordon plan reach --last 32.6,126.5 --hours 10 --speed 14 --to 32.1,127.9 --format json"
    )]
    Reach(reach::ReachArgs),
    /// The earliest meeting of an asset with a moving ship
    #[command(
        after_help = "Examples:\n  cordon plan intercept --asset 33.20,126.48,30 --target 32.00,127.50,45,12\n  \
            cordon plan intercept --asset 33.20,126.48,30 --target 32.00,127.50,45,12 --own KOR --flag PAN --grounds --format json\n  \
            cordon plan intercept --asset 33.1,126.9,140 --air --target 32.00,127.50,45,12 --station 180,3\n\n\
            Exit code 1 when they cannot meet; the answer then says how near they come and what speed it takes."
    )]
    Intercept(intercept::InterceptArgs),
    /// Where to look: a track to steam or fly, or effort spread over a probability map
    #[command(
        after_help = "Examples:\n  cordon plan search --pattern parallel --datum 32.1,126.9 --length 40 --width 20 --sensor radar_ship --speed 18 --format gpx > track.gpx\n  \
            cordon plan search --pattern sector --datum 32.1,126.9 --length 12 --sweep 4 --speed 15\n  \
            cordon plan search --cells cells.json --effort 6 --format json\n\n\
            cells.json: [{\"poc\": 0.4, \"rate\": 0.2}, ...], rate = sweep width x speed / area."
    )]
    Search(search::SearchArgs),
    /// Which asset goes to which suspect, and why
    #[command(
        after_help = "Examples:\n  cordon plan assign --input plan.toml\n  cordon plan assign --input plan.toml --what-if other.toml --format json\n\n\
            The shape of the file is in docs/planning.md. Exit code 1 when nobody can go anywhere."
    )]
    Assign(assign::AssignArgs),
    /// Whether a plan step may board: only with a complete checklist
    #[command(
        after_help = "Examples:\n  cordon plan board --input checklist.json\n  cordon plan board --input checklist.toml --format json\n\n\
            Exit code 1 when something is missing; the answer names it. It is no legal advice (docs/law.md)."
    )]
    Board(board::BoardArgs),
    /// Whether ships of a drill are where its probability maps say, as often as they say
    #[command(
        after_help = "Examples:\n  cordon plan calibrate --drill jeju-2023 --seeds 40\n  cordon plan calibrate --drill jeju-2023 --seeds 40 --first 1001 --after 4 --picture calibration.svg --format json\n\n\
            Every ship under way is taken to vanish every six hours; the map drawn from its last report is asked later. \
            --fit writes the figures that make regions hold what they say; docs/planning.md tells what they rest on."
    )]
    Calibrate(calibrate::CalibrateArgs),
}

/// How an answer without a shape is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PlainFormat {
    /// For people
    Table,
    /// One JSON object
    Json,
}

/// How an area is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum AreaFormat {
    /// For people
    Table,
    /// One JSON object
    Json,
    /// For maps
    Geojson,
}

/// Does what was asked for.
pub(crate) fn run(command: &PlanCommand) -> Result<Outcome, Failure> {
    match command {
        PlanCommand::Reach(args) => reach::run(args),
        PlanCommand::Intercept(args) => intercept::run(args),
        PlanCommand::Search(args) => search::run(args),
        PlanCommand::Assign(args) => assign::run(args),
        PlanCommand::Board(args) => board::run(args),
        PlanCommand::Calibrate(args) => calibrate::run(args),
    }
}
