//! The `cordon` command: from raw tracking data to findings on a map.

mod cli;
mod commands;
mod error;
mod paced;
mod progress;
mod table;

use std::process::ExitCode;

use clap::Parser;

use cli::Cli;

/// Many small things are allocated on one thread and freed on another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let given = std::env::args_os().collect();
    error::exit_code(commands::arguments(given).and_then(|arguments| {
        let cli = Cli::parse_from(arguments);
        commands::run(cli.command, &cli.common)
    }))
}
